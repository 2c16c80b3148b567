package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectHandsOff finds a change to a thing that somebody asked the others to leave
// alone. They asked because the change would spoil what they see or do. It tells
// whoever makes the change and whoever asked, at once, past the budget. It stays
// silent about changes of whoever asked, about those that began before, and once
// the request is lifted or its time is over.
func detectHandsOff(v View, now time.Time) []incident.Finding {
	if len(v.S.Guards) == 0 {
		return nil
	}
	var found []incident.Finding
	for _, i := range slices.Backward(v.S.Interventions) {
		if len(found) == mostOfAKind || !i.Running() || !v.onCard(i.Confidence) {
			continue
		}
		for _, g := range v.S.Guards {
			if over(g.Until, now) || g.By == i.Actor || i.Since.Before(g.At) || !v.touches(i, g) {
				continue
			}
			found = append(found, v.touched(i, g, now))
			break
		}
	}
	return found
}

func (v View) touches(i *incident.Intervention, g *incident.Guard) bool {
	target := thing(g.Target.String())
	return target != "" && (within(target, thing(i.What.String())) || coupled(target, i.Target.String()))
}

func (v View) touched(i *incident.Intervention, g *incident.Guard, now time.Time) incident.Finding {
	k := key("hands-off", string(g.ID)+"-"+string(i.ID))
	var until Words
	if !g.Until.IsZero() {
		until = say(" until ", g.Until)
	}
	return incident.Finding{
		Key: k, Detector: "hands-off", Since: i.Since, Priority: prioCollide, Bypass: true,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(i.Actor, g.By),
		Words: slices.Concat(
			say(v.name(g.By)+" asked at ", g.At, " to leave "+v.words(g.Target, g.Source, nameRunes)+" alone"), until,
			say("; "+v.name(i.Actor)+" changes it since ", i.Since, ": "+v.quoted(i.What, i.Source, nameRunes)+". Is that agreed?"),
		),
		Receipts: []incident.Receipt{v.receipt(g.What, g.By, g.At, g.Source), v.receipt(i.What, i.Actor, i.Since, i.Source)},
		Buttons: []incident.Button{
			{Label: "It may be touched", Command: "hands-on " + string(g.ID)}, {Label: "Taken back", Command: "undid " + string(i.ID)}, snooze(k),
		},
	}
}

func nextHandsOff(v View, e *earliest) {
	for _, g := range v.S.Guards {
		e.consider(g.Until)
	}
}
