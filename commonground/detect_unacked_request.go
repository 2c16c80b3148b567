package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectUnackedRequest finds what somebody was asked to do and gave no sign of
// having heard. The asker believes that it is being done; nobody does it. It
// asks the one who was asked, in private; after as long again, the commander. It
// stays silent if they replied, reacted, took a line or began a change since,
// or have left, and for what was read with little confidence.
func detectUnackedRequest(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	wait := minutes(incident.By(v.S.Severity, v.settings().Unacked))
	for _, q := range slices.Backward(v.S.Questions) {
		if len(found) == mostOfAKind {
			break
		}
		due := q.At.Add(wait)
		if !q.Open() || !q.Request || q.Of == "" || q.Of == q.By || q.Of == incident.Bearings || now.Before(due) ||
			!v.wanted(q, now) || v.noticed(q) {
			continue
		}
		k := key("unacked-request", q.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "unacked-request", Hypothesis: q.About, Since: due, Priority: prioWaiting,
			Highest: incident.ToCommander, Escalate: wait,
			Words: say(v.name(q.By)+" asked "+v.name(q.Of)+" at ", q.At, ": "+
				v.sentence(q.What, q.Source, quoteRunes)+" Is somebody on it?"),
			Receipts: []incident.Receipt{v.receipt(q.What, q.By, q.At, q.Source)},
			Buttons: []incident.Button{
				{Label: "I have it", Command: "take " + string(q.ID)},
				{Label: "It is done", Command: "answered " + string(q.ID)},
				snooze(k),
			},
		}, q.Of))
	}
	return found
}

// wanted reports whether a question is certain and young enough to be raised.
func (v View) wanted(q *incident.Question, now time.Time) bool {
	return v.onCard(q.Confidence) && now.Sub(q.At) < v.settings().QuestionFor && !v.settled()
}

// noticed reports whether whoever was asked gave any sign of it.
func (v View) noticed(q *incident.Question) bool {
	if v.X.TookNote(q.Of, q.Source) {
		return true
	}
	for _, l := range v.S.Lines {
		if l.Holder == q.Of && !l.Since.Before(q.At) {
			return true
		}
	}
	for _, i := range v.S.Interventions {
		if i.Actor == q.Of && i.Phase != incident.Proposed && !i.Since.Before(q.At) {
			return true
		}
	}
	return false
}

func nextUnackedRequest(v View, e *earliest) {
	wait := minutes(incident.By(v.S.Severity, v.settings().Unacked))
	for _, q := range v.S.Questions {
		if q.Open() {
			e.consider(q.At.Add(wait))
			e.consider(q.At.Add(v.settings().QuestionFor))
		}
	}
}
