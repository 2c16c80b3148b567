package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectConflictingInterventions finds two changes to the same thing, by two
// people, whose effects are looked for at the same time. Whatever a graph does then,
// nobody can tell which of them did it; and one may undo the other. It tells both
// and the commander at once, past the budget. It stays silent when one person makes
// both, when the effect of the first is known, when the time in which its effect is
// looked for is over, and for what was read with little confidence.
func detectConflictingInterventions(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	running := v.running(now)
	for n, b := range running {
		for _, a := range running[:n] {
			if len(found) == mostOfAKind || a.Actor == b.Actor || !sameThing(a, b) {
				continue
			}
			found = append(found, v.conflict(a, b, now))
		}
	}
	return found
}

// running are the changes whose effect is looked for now.
func (v View) running(now time.Time) []*incident.Intervention {
	var out []*incident.Intervention
	for _, i := range v.S.Interventions {
		if _, end := v.window(i); i.Running() && v.onCard(i.Confidence) && !over(end, now) {
			out = append(out, i)
		}
	}
	return out
}

// sameThing reports whether two changes are made to one thing, or to a thing and a
// part of it.
func sameThing(a, b *incident.Intervention) bool {
	if !a.Target.IsZero() && !b.Target.IsZero() {
		return coupled(a.Target.String(), b.Target.String())
	}
	return alikeWork(changed(a), changed(b))
}

func (v View) conflict(a, b *incident.Intervention, now time.Time) incident.Finding {
	k := key("conflicting-interventions", string(a.ID)+"-"+string(b.ID))
	_, end := v.window(a)
	f := incident.Finding{
		Key: k, Detector: "conflicting-interventions", Since: b.Since, Priority: prioCollide, Bypass: true,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(a.Actor, b.Actor, v.commander()),
		Text: v.quoted(a.What, a.Source, nameRunes) + " (" + v.name(a.Actor) + ", " + UTC(now)(a.Since) + ") and " +
			v.quoted(b.What, b.Source, nameRunes) + " (" + v.name(b.Actor) + ", " + UTC(now)(b.Since) +
			") overlap until " + UTC(now)(end) + ": how will you tell which of them did what?",
		Receipts: []incident.Receipt{v.receipt(a.What, a.Actor, a.Since, a.Source), v.receipt(b.What, b.Actor, b.Since, b.Source)},
		Buttons: []incident.Button{
			{Label: string(b.ID) + " is taken back", Command: "undid " + string(b.ID)}, {Label: "Both, on purpose", Command: "working " + string(k)}, snooze(k),
		},
	}
	if a.RestsOn != "" && v.S.Resolve(a.RestsOn) == v.S.Resolve(b.RestsOn) {
		f.Hypothesis = v.S.Resolve(a.RestsOn)
	}
	slices.Reverse(f.Receipts)
	return f
}

func nextConflictingInterventions(v View, e *earliest) {
	for _, i := range v.S.Interventions {
		if i.Running() {
			_, end := v.window(i)
			e.consider(end)
		}
	}
}
