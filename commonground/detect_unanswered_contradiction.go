package commonground

import (
	"slices"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// hearsay is evidence too weak to ask anybody about.
const hearsay = 50

// detectUnansweredContradiction finds what speaks against a live explanation and
// was left standing: somebody saw that it persists after the rollback, and the
// group went on with the rollback. It asks whoever pursues the explanation what
// would explain it; on the card it stands under "does not fit yet" anyway. It
// stays off the card's margin and silent for hearsay, for what was answered with
// a reason or is going to be checked, before the time that people need to read
// and answer, and where nobody pursues the explanation.
func detectUnansweredContradiction(v View, now time.Time) []incident.Finding {
	wait := minutes(incident.By(v.S.Severity, v.settings().Contradicted))
	ripe := slices.DeleteFunc(slices.Clone(v.standing()), func(i *hypotheses.Item) bool {
		return i.Weighed.Credibility < hearsay || now.Before(i.At.Add(wait))
	})
	if len(ripe) == 0 {
		return nil
	}
	var found []incident.Finding
	var items []*hypotheses.Item
	for _, h := range slices.Backward(v.shown()) {
		if len(found) == mostOfAKind {
			break
		}
		items = items[:0]
		for _, i := range ripe {
			if i.For(h.ID) < 0 {
				items = append(items, i)
			}
		}
		if len(items) > 0 {
			found = append(found, v.unanswered(h, items, wait, now))
		}
	}
	return found
}

func (v View) unanswered(h *incident.Hypothesis, items []*hypotheses.Item, wait time.Duration, now time.Time) incident.Finding {
	last := newest(items)
	k := key("unanswered-contradiction", h.ID)
	f := incident.Finding{
		Key: k, Detector: "unanswered-contradiction", Hypothesis: h.ID, Since: last.At.Add(wait), Priority: prioWaiting,
		Level: incident.Whisper, Highest: incident.ToCommander, Escalate: v.settings().StepUp, Reasons: len(items),
		Words: say(v.name(last.By)+" said at ", last.At, ": "+v.sentence(last.What, last.Source, quoteRunes)+
			" What would explain that, if it is "+v.called(h)+"?"),
		Buttons: []incident.Button{
			{Label: "Ask in the channel", Command: "ask " + string(k)},
			{Label: "Rule it out", Command: "rule-out " + string(h.ID)},
			snooze(k),
		},
	}
	for _, i := range items[max(0, len(items)-2):] {
		f.Receipts = append(f.Receipts, v.receipt(i.What, i.By, i.At, i.Source))
	}
	f.To = slices.DeleteFunc(v.pursuing(h.ID, now), func(p incident.PersonID) bool { return p == last.By })
	if len(f.To) == 0 || v.settled() {
		f.Level, f.Highest, f.Escalate = incident.OnCard, incident.OnCard, 0
	}
	if last.By == v.commander() {
		f.Highest, f.Escalate = f.Level, 0 // who said it needs no reminder
	}
	f.To = f.To[:min(len(f.To), 2)]
	return f
}

func nextUnansweredContradiction(v View, e *earliest) {
	wait := minutes(incident.By(v.S.Severity, v.settings().Contradicted))
	for _, i := range v.standing() {
		e.consider(i.At.Add(wait))
	}
}
