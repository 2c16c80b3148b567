// Package eval scores what Bearings makes of recorded incidents against what
// people noted in them.
//
// A folder holds transcripts NAME.jsonl with labels NAME.labels.json beside them.
// [Run] replays each as internal/replay does, asks "what's going on?" after the
// line of every checkpoint, and scores it; a transcript without labels is scored
// only for what needs none. A folder called unseen inside is scored too. Labels
// are those of a person who read only the conversation so far. Every mean is one
// over incidents, so that no long one dominates; a ratio with nothing to count is
// left out of means, a dash in the table and null in JSON.
//
// # Labels
//
//	{"hypotheses": [{"key": "bad-deploy", "raised_line": 3}],
//	 "messages": [{"line": 3, "acts": ["hypothesis", "evidence"], "about": "bad-deploy", "hypotheses": ["bad-deploy"],
//	               "evidence": [{"hypothesis": "bad-deploy", "direction": "for"}]},
//	              {"line": 9, "acts": ["verdict"], "about": "bad-deploy",
//	               "verdict": [{"hypothesis": "bad-deploy", "status": "refuted"}]}],
//	 "fixation": [{"hypothesis": "bad-deploy", "from_line": 12, "to_line": 30}],
//	 "checkpoints": [{"after_line": 9, "stale": [],
//	                  "facts": [{"id": "out", "text": "the deploy is ruled out", "match": [["deploy"], ["ruled out", "refuted"]]}]}]}
//
// line is the physical line of the transcript. Directions are for and against,
// statuses confirmed, refuted and parked. Fields that are not named here are not
// looked at. Labels that do not fit the transcript or each other are an error.
//
// # Acts
//
// Every message counts, those of bots and those without a label too. Precision,
// recall and F1 of each act are over all messages of a folder. ActMacroF1 is, in
// one incident, the mean F1 over those of the ten scored acts that at least three
// of its messages are labelled with. CardPrecision is over the acts that were read
// surely enough to be shown as said. That takes the percentage that the card asks
// of everything (Settings.OnCard, 60) and the one from which the coordinator acts
// on it: 75 for a verdict, 60 or less for the others. So by default it is 60, and
// 75 for verdicts. Less sure ones stand under "heard, unconfirmed" at most.
//
// # About
//
// B-cubed precision, recall and F1 over the messages labelled with a hypothesis.
// A message is in the cluster of the hypothesis that it was attributed to when it
// was read, as that is called at the end (merges are followed); one that was
// attributed to none is a cluster of its own. Unattributed is the share of these
// messages that were attributed to none; Overattributed is the share of all other
// messages that were attributed to one.
//
// # Hypotheses
//
// A hypothesis of the board is matched to one key of the labels, or is false. If
// the message that raised it is labelled as raising hypotheses, it is one of
// those: of the ones that no hypothesis raised before by that message was matched
// to, if any are left, the one that most messages attributed to it are about, the
// first listed in a tie. Else it is what that message is labelled about. Else,
// if that message is about nothing, it is what most of the messages attributed to
// it are about, the first in the labels in a tie. Else it is false.
//
// A labelled hypothesis is found if one that is matched to it was raised from 3
// messages before its raised_line to 10 after, both inclusive. It is late if one is matched to
// it but none is in that window. Duplicates are hypotheses, beyond the first,
// that are matched to one key and not merged at the end; DuplicateRate is their
// number for each found one (for one, if none was found). False ones that were
// merged do not count. Unbacked, the stricter count of what should not have been
// raised, are those whose raising message is labelled with no hypothesis, even if
// a majority matched them to one; merged ones do not count here either.
//
// # Evidence and verdicts
//
// Of labels of evidence whose message was read as evidence, EvidenceOn is the
// share for which that evidence bears on a hypothesis matched to the label's,
// EvidenceDirection the share of these with its direction (all that bear on
// it must agree). VerdictOn and VerdictStatus are the same for verdicts.
//
// # Briefs
//
// FactsPresent is the share of the facts of all checkpoints that the brief
// states, StaleStated that of the stale ones. A fact is stated if one bullet has,
// for every list of its match, one of the list's phrases, in lower case. Each line
// of a brief is a bullet, with the indented lines after it; a sentence lies within
// one, so whatever stands in a sentence stands in its bullet. That a bullet
// says something was ruled out is not looked at.
//
// # Fixation
//
// A flag is a finding of the detector for effort that goes round in circles, from
// its begin to its end, whatever was decided about it: shown or withheld. An
// episode is flagged if a flag overlaps it; EpisodesFlagged counts any flag,
// EpisodesMatched only one of a hypothesis that is matched to the episode's.
// MinutesToFlag is from its first line to the first flag that overlaps it, 0 if
// that was up already. A flag that overlaps no episode is false. Contradictions are flags of
// the detector for contradictions that nobody answered; they are counted apart.
//
// ChannelHours is the time between messages, each gap counted as at most 30
// minutes. Unsolicited posts are nudges in the channel or a thread. Lines in
// private, edits of the card, the status at its cadence, briefs, and answers to
// people are none.
//
// # Effort
//
// [RunEffort] judges the rule behind these flags by itself. It replays with the
// readings that the options name, the rules' or what people noted ([ByPeople]),
// folds the log again and asks the ledger in every minute. There a flag counts
// for an episode only if it overlaps it and its hypothesis is matched to the
// episode's; every other one is other. For an episode without a flag it tells the
// minute in which fewest clauses were missing, and how many minutes each was not
// met in. Labels hold neither how much evidence weighs nor who answers whom; both
// are read off the form of messages (see the reader of labels in this package).
// For that, more is read of the labels: the statement of a hypothesis, trend,
// ownership {"verb", "who", "what"}, and intervention {"kind", "phase", "what"}.
//
// # JSON
//
// The field names of [Report] are stable: some may be added, none is renamed.
// Ratios are rounded to 3 decimals. The same folder gives the same bytes. A report
// holds names of incidents and numbers, never a text; [Misses] are the texts, and
// refuse to be of unseen incidents.
//
// To test with it, score the folder testdata, or call the pure functions that
// compute each measure.
package eval
