package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectEffectDue finds changes whose effect was due and was not reported. A
// change that did nothing stays in the system, and the next one is judged on top
// of it. It asks whoever made it whether it did what was expected; then the
// commander. It stays silent while they said that it takes longer, and leaves it
// at the card when the problem has begun to get better since.
func detectEffectDue(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, i := range slices.Backward(v.S.Interventions) {
		if len(found) == mostOfAKind {
			break
		}
		if !i.Running() || !over(i.ExpectBy, now) || !v.onCard(i.Confidence) || v.waits(i.Actor, now) {
			continue
		}
		f := v.effectDue(i, now)
		if v.settled() || (v.S.Improving() && v.S.Trend.At.After(i.Phased)) {
			f.Level, f.Highest, f.Escalate = incident.OnCard, incident.OnCard, 0
		}
		found = append(found, f)
	}
	return found
}

func (v View) effectDue(i *incident.Intervention, now time.Time) incident.Finding {
	k := key("effect-due", i.ID)
	question := "did it do what was expected?"
	if !i.Expect.IsZero() {
		question = "did it do what was expected (" + v.words(i.Expect, i.Source, nameRunes) + ")?"
	}
	return v.private(incident.Finding{
		Key: k, Detector: "effect-due", Hypothesis: v.S.Resolve(i.RestsOn), Since: i.ExpectBy, Priority: prioRest,
		Highest: incident.ToCommander, Escalate: v.settings().StepUp,
		Words: say("The result of "+v.quoted(i.What, i.Source, nameRunes)+" ("+string(i.ID)+") was due ",
			i.ExpectBy, ": "+question),
		Receipts: []incident.Receipt{v.receipt(i.What, i.Actor, i.Since, i.Source)},
		Buttons: []incident.Button{
			{Label: "It helped", Command: "done " + string(i.ID) + " helped"},
			{Label: "It did not", Command: "done " + string(i.ID) + " no"},
			{Label: "10 more minutes", Command: "wait 10m " + string(i.ID)},
		},
	}, i.Actor)
}

func nextEffectDue(v View, e *earliest) {
	for _, i := range v.S.Interventions {
		if i.Running() {
			e.consider(i.ExpectBy)
		}
	}
}
