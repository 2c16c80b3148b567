package commonground

import (
	"time"

	"bearings/incident"
)

// detectUnexplained finds what was seen and what neither the explanations
// that are live nor any confirmed one accounts for. It is what teams drop first, and where the
// second cause hides. It stands on the card under "does not fit yet", and closing
// the incident asks about it once. It stays silent about what was answered with a
// reason.
func detectUnexplained(v View, _ time.Time) []incident.Finding {
	var found []incident.Finding
	for _, m := range v.misfits(mostOfAKind) {
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
