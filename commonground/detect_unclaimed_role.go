package commonground

import (
	"time"

	"bearings/incident"
)

// unclaimedAfter is how many minutes an incident may go on without a commander.
var unclaimedAfter = [3]int{5, 10, 20}

// detectUnclaimedRole finds an incident that several people work on and nobody
// leads. It is the card that says so: whoever could lead will see it, and a channel
// that does well without is left alone. It stays silent while only one person has
// written, and once the problem is over.
func detectUnclaimedRole(v View, now time.Time) []incident.Finding {
	due, ok := v.unclaimed()
	if !ok || now.Before(due) {
		return nil
	}
	k := incident.FindingKey("unclaimed-role/commander")
	return []incident.Finding{{
		Key: k, Detector: "unclaimed-role", Since: due, Priority: prioFact, Level: incident.OnCard, Highest: incident.OnCard,
		Text:     "Nobody leads yet. Who does?",
		Receipts: []incident.Receipt{{What: "opened, and nobody has taken the lead", At: v.S.OpenedAt}},
		Buttons:  []incident.Button{{Label: "I lead", Command: "lead"}, snooze(k)},
	}}
}

// unclaimed is when it is due that somebody leads, if several people are here and
// nobody does.
func (v View) unclaimed() (time.Time, bool) {
	if v.commander() != "" || v.settled() {
		return time.Time{}, false
	}
	n := 0
	for _, p := range v.S.People {
		if p.Messages > 0 && p.Kind == incident.Human {
			if n++; n == 2 {
				return v.S.OpenedAt.Add(minutes(incident.By(v.S.Severity, unclaimedAfter))), true
			}
		}
	}
	return time.Time{}, false
}

func nextUnclaimedRole(v View, e *earliest) {
	if due, ok := v.unclaimed(); ok {
		e.consider(due)
	}
}
