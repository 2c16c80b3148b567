package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectTemporaryOver finds a change that was to stand for a time only, and whose
// time is over. What was switched off for an hour stays off for a month, since
// everybody who knew has gone home. It asks whoever made it, then the commander. It
// stays silent once it was taken back, given more time, or declared to stay.
func detectTemporaryOver(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, i := range slices.Backward(v.S.Interventions) {
		if len(found) == mostOfAKind {
			break
		}
		if !standing(i) || !over(i.StandsUntil, now) {
			continue
		}
		k := key("temporary-over", i.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "temporary-over", Hypothesis: v.S.Resolve(i.RestsOn), Since: i.StandsUntil, Priority: prioRest, Own: true,
			Highest: incident.ToCommander, Escalate: v.settings().StepUp,
			Words:    say(v.quoted(i.What, i.Source, nameRunes)+" ("+string(i.ID)+") was to stand until ", i.StandsUntil, ". Is it taken back, still needed, or there to stay?"),
			Receipts: []incident.Receipt{v.receipt(i.What, i.Actor, i.Since, i.Source)},
			Buttons: []incident.Button{
				{Label: "Taken back", Command: "undid " + string(i.ID)},
				{Label: "1 more hour", Command: "temporary " + string(i.ID) + " 1h"},
				{Label: "It stays", Command: "temporary " + string(i.ID) + " stays"},
			},
		}, i.Actor))
	}
	return found
}

// standing reports whether a temporary change is in place.
func standing(i *incident.Intervention) bool {
	return !i.StandsUntil.IsZero() && i.Phase != incident.Proposed && i.Phase != incident.Reverted
}

func nextTemporaryOver(v View, e *earliest) {
	for _, i := range v.S.Interventions {
		if standing(i) {
			e.consider(i.StandsUntil)
		}
	}
}
