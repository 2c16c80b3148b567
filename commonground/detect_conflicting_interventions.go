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
	if len(running) < 2 {
		return nil
	}
	names := make([]touching, len(running))
	for n, i := range running {
		names[n] = touching{thing(i.Target.String()), things(changed(i))}
	}
	for n, b := range running {
		for k, a := range running[:n] {
			if len(found) == mostOfAKind || a.Actor == b.Actor || !names[k].same(names[n]) {
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

// touching is what a change is made to: by name, and by the words that name things.
type touching struct {
	target string
	things []string
}

// same reports whether two changes are made to one thing, or to a thing and a part of
// it.
func (t touching) same(o touching) bool {
	if t.target != "" && o.target != "" {
		return t.target == o.target || within(t.target, o.target) || within(o.target, t.target)
	}
	return slices.ContainsFunc(t.things, func(w string) bool { return slices.Contains(o.things, w) })
}

func (v View) conflict(a, b *incident.Intervention, now time.Time) incident.Finding {
	k := key("conflicting-interventions", string(a.ID)+"-"+string(b.ID))
	_, end := v.window(a)
	f := incident.Finding{
		Key: k, Detector: "conflicting-interventions", Since: b.Since, Priority: prioCollide, Bypass: true,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(a.Actor, b.Actor, v.commander()),
		Words: say(v.quoted(a.What, a.Source, nameRunes)+" ("+v.name(a.Actor)+", ", a.Since, ") and "+
			v.quoted(b.What, b.Source, nameRunes)+" ("+v.name(b.Actor)+", ", b.Since, ") overlap until ", end, ": how will you tell which of them did what?"),
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
