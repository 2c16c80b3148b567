package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"bearings/incident"
	"bearings/internal/replay"
	"bearings/internal/transcript"
)

// message is one message with what was read in it and what it is labelled.
type message struct {
	line   int
	at     time.Time
	said   incident.MessagePosted
	label  *Label // nil: none
	read   incident.Reading
	asRead incident.HypothesisID // what it was attributed to
	about  incident.HypothesisID // the same as it is called at the end
}

// key is the hypothesis that the message is labelled with, "" for none.
func (m message) key() string {
	if m.label == nil {
		return ""
	}
	return m.label.About
}

// trial is one incident, replayed.
type trial struct {
	name   string
	labels *Labels // nil: none
	msgs   []message
	result *replay.Result
	end    time.Time
}

// try replays an incident.
func try(ctx context.Context, name string, lines []transcript.Line, l *Labels, o Options) (*trial, error) {
	ro := replay.Options{Severity: o.Severity, Settings: o.Settings}
	if l != nil {
		for _, p := range l.Checkpoints {
			ro.BriefAfter = append(ro.BriefAfter, p.AfterLine)
		}
	}
	if o.Readings == ByPeople {
		ro.Scribe, ro.Engine = newGold(l, lines), goldEngine
	}
	r, err := replay.Run(ctx, lines, ro)
	if err != nil {
		return nil, fmt.Errorf("score %s: %w", name, err)
	}
	return newTrial(name, lines, l, r), nil
}

// newTrial puts what was read in a replay beside the labels.
func newTrial(name string, lines []transcript.Line, l *Labels, r *replay.Result) *trial {
	t := &trial{name: name, labels: l, result: r, end: lines[len(lines)-1].At.Add(replay.After)}
	read := map[incident.MessageID]incident.Reading{}
	for _, e := range r.Log {
		if ev, ok := e.Event.(incident.MessageRead); ok {
			if _, again := read[ev.Message]; !again { // a later one is of an edit
				read[ev.Message] = ev.Reading
			}
		}
	}
	into := map[incident.HypothesisID]incident.HypothesisID{}
	for _, h := range r.Hypotheses {
		into[h.ID] = h.MergedInto
	}
	for _, line := range lines {
		said, ok := line.Message()
		if !ok {
			continue
		}
		m := message{line: line.Number, at: line.At, said: said, read: read[said.ID]}
		m.asRead, m.about = m.read.About, final(m.read.About, into)
		if l != nil {
			m.label = l.byLine[line.Number]
		}
		t.msgs = append(t.msgs, m)
	}
	return t
}

// final follows merges.
func final(h incident.HypothesisID, into map[incident.HypothesisID]incident.HypothesisID) incident.HypothesisID {
	for range len(into) {
		if into[h] == "" {
			break
		}
		h = into[h]
	}
	return h
}

func (t *trial) hours() time.Duration {
	var at []time.Time
	for _, m := range t.msgs {
		at = append(at, m.at)
	}
	return channelTime(at)
}

// board matches the hypotheses, in the order in which they were raised.
func (t *trial) board() board {
	hs := slices.Clone(t.result.Hypotheses)
	slices.SortStableFunc(hs, func(a, b replay.Hypothesis) int { return cmp.Compare(a.RaisedLine, b.RaisedLine) })
	return matchBoard(hs, t.labels, t.msgs)
}

// spans are the labelled episodes in time.
func (t *trial) spans() []span {
	at := map[int]time.Time{}
	for _, m := range t.msgs {
		at[m.line] = m.at
	}
	var out []span
	for _, e := range t.labels.Fixation {
		out = append(out, span{e.Hypothesis, at[e.FromLine], at[e.ToLine]})
	}
	return out
}

// score computes the measures of an incident with labels.
func (t *trial) score(s incident.Settings) (Incident, actTallies) {
	acts := tallyActs(t.msgs, s)
	about := attribute(t.msgs)
	b := t.board()
	evidence, verdicts := pairEvidence(t.msgs, b.key), pairVerdicts(t.msgs, b.key)
	briefs := tell(t.labels.Checkpoints, t.result.Briefs)
	hours := t.hours()
	episodes := t.spans()
	found := catch(flags(t.result.Findings, fixationDetector, t.end), episodes, b.key)
	contradictions := flags(t.result.Findings, contradictionDetector, t.end)
	posts := unsolicited(t.result.Posts)

	in := Incident{
		Name: t.name, Acts: acts.rows(allActs),
		Counts: Counts{
			Messages: len(t.msgs), ChannelHours: Ratio(hours.Hours()),
			About: len(about.labelled), Hypotheses: len(t.labels.Hypotheses),
			Found: len(b.found), Late: len(b.late), Duplicates: len(b.duplicates), False: len(b.wrong), Unbacked: b.unbacked,
			Evidence: evidence.labels, Verdicts: verdicts.labels,
			Facts: briefs.facts, FactsPresent: briefs.present, Stale: briefs.stale, StaleStated: briefs.stated,
			Episodes: len(episodes), EpisodesFlagged: found.any, EpisodesMatched: found.matched,
			FalseFlags: found.wrong, Contradictions: len(contradictions), Unsolicited: posts,
		},
	}
	micro := acts.micro()
	p, r, f := bcubed(about.labelled, about.got)
	in.Scores = Scores{
		ActMacroF1: acts.macroF1(), ActMicroF1: micro.f1(), ActPrecision: micro.precision(), ActRecall: micro.recall(), CardPrecision: acts.cardPrecision(),
		AboutPrecision: p, AboutRecall: r, AboutF1: f,
		Unattributed: share(about.unattributed, len(about.labelled)), Overattributed: share(about.overdone, about.others),
		HypothesesFound: share(len(b.found), len(t.labels.Hypotheses)), DuplicateRate: b.duplicateRate(), FalseHypotheses: Ratio(len(b.wrong)),
		EvidenceOn: evidence.onShare(), EvidenceDirection: evidence.rightShare(),
		VerdictOn: verdicts.onShare(), VerdictStatus: verdicts.rightShare(),
		FactsPresent: share(briefs.present, briefs.facts), StaleStated: share(briefs.stated, briefs.stale),
		EpisodesFlagged: share(found.any, len(episodes)), EpisodesMatched: share(found.matched, len(episodes)), MinutesToFlag: mean(found.minutes),
		FalseFlags: perHour(found.wrong, hours), Contradictions: perHour(len(contradictions), hours), Unsolicited: perHour(posts, hours),
	}
	if len(t.labels.Hypotheses) == 0 {
		in.DuplicateRate = None
	}
	return in, acts
}
