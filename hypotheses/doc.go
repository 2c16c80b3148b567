// Package hypotheses is the ledger of an incident's explanations: who works on
// which, what speaks for and against each, and whether the group keeps going
// where nothing tells its favourite apart from the others.
//
// # What it measures
//
// Effort is person-minutes. In each minute a responder has at most one, and it
// goes where their own messages say; failing that to a change that they are
// making and whose effect is open; failing that to the line that they hold. In
// real channels most work is silent, so a message holds for five minutes after
// it, a change for fifteen, a line to the end of its time box. A result counts
// for the silent minutes that it comes of; a question or a guess in passing for
// its own minute only; a report of how it goes for nothing. Messages that
// cannot be placed are counted as unattributed and never guessed. Effort counts
// half after fifteen minutes; a hypothesis's share is its part of the effort on
// all that are live or confirmed, and the one with the largest share leads.
//
// Evidence counts as progress only if it is diagnostic: if it sits differently
// with different explanations (Heuer; the "discriminating datum" of JAMA 1985).
// Ten results that fit the favourite and everything else equally are no
// progress. "Something else" is a rival when fewer than two explanations are
// on the table.
//
// Each hypothesis has two clocks: the minutes (T) and the undecayed
// person-minutes (F) since it was raised or its clocks were last set back.
// A diagnostic result in its favour sets them back, a contradiction that
// somebody answered with a reason, and a share below one half. A contradiction
// that nobody answered does not: it adds to K. Both clocks stand still while
// people wait for something that they said they wait for, and while a
// mitigation is given its time. They begin anew when people come back after a
// dormant stretch, and when a hypothesis is confirmed.
//
// # What it concludes
//
// [Ledger.Fixation] holds when much effort and time went into the leader with
// nothing to show for it, or somewhat less did while contradictions stay open,
// for three minutes in a row (De Keyser & Woods 1990; Rudolph, Morrison &
// Carroll 2009). It is a conjunction, so that every clause can be shown as a
// receipt; [Measure] has each of them as a value. [Ledger.Solo] is the same for
// somebody who is alone on it. [Measure.Missing] names the clauses that are not met. [Ledger.Vagabonding], [Ledger.Drought] and
// [Ledger.Stalled] are its siblings. A dive that yields results, a declared
// wait, a mitigation in its time, a running check, rivals being ruled out and an
// improving trend are never flagged. [Ledger.Rank] and [Ledger.Gain] order explanations and
// checks; what they return is never shown as a number.
//
// # Promises
//
// Answers depend on the entries and on now only: not on how often or when
// anybody asked, and so a restart changes none. Numbers are integers, or come
// from operations that every processor rounds alike. A message that arrives
// late counts in the minute in which it was posted; a reading taken back counts
// as never made; a merge carries effort and evidence over. All this reaches back
// four hours or 384 messages, whichever is less; what is older has been
// added up and stays. Memory and the cost of a question are bounded by that,
// however long the incident.
//
// It does not promise to be safe for concurrent use, not even for questions: a
// Ledger keeps its last answer. It does not decide who is told. Times inside are
// whole minutes, so answers change at most once a minute while nothing happens.
//
// To test with it, write a line of testdata/traces.jsonl: who worked on what in
// which minutes, what was found, and the minute in which the flag is due.
package hypotheses
