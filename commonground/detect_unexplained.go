package commonground

import (
	"time"

	"bearings/incident"
)

// detectUnexplained finds what was seen and what neither the leading explanation
// nor any confirmed one accounts for. It is what teams drop first, and where the
// second cause hides. It stands on the card under "does not fit yet", and closing
// the incident asks about it once. It stays silent about what was answered with a
// reason.
func detectUnexplained(v View, now time.Time) []incident.Finding {
	are := v.misfits()
	if len(are) == 0 {
		return nil
	}
	lead, _ := v.L.Leader(v.S, now)
	var found []incident.Finding
	for _, m := range are {
		if len(found) == mostOfAKind {
			break
		}
		if m.item.For(lead) >= 0 && !m.settled {
			continue
		}
		k := key("unexplained", m.item.ID)
		found = append(found, incident.Finding{
			Key: k, Detector: "unexplained", Hypothesis: m.with.ID, Since: m.item.At, Priority: prioFact,
			Level: incident.OnCard, Highest: incident.OnCard,
			Text:     v.quoted(m.item.What, m.item.Source, quoteRunes) + m.how(v) + ": what would explain it?",
			Receipts: []incident.Receipt{v.receipt(m.item.What, m.item.By, m.item.At, m.item.Source)},
			Buttons:  []incident.Button{{Label: "What there is", Command: "show " + string(m.with.ID)}, snooze(k)},
		})
	}
	return found
}

func nextUnexplained(v View, e *earliest) { nextFixation(v, e) }
