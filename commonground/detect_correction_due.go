package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectCorrectionDue finds what the outside was told that rests on an
// explanation which has fallen since. Customers and other teams go on acting on
// it, and nobody in the channel thinks of it any more. It reminds whoever told
// them, then the commander. It stays silent once it was put right, and when an
// explanation was only set aside by itself because nobody came back to it.
func detectCorrectionDue(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, a := range slices.Backward(v.S.Announcements) {
		if len(found) == mostOfAKind {
			break
		}
		h, fell := v.fallen(a)
		if !fell {
			continue
		}
		when := statusUpdate(v.S, h).At
		k := key("correction-due", a.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "correction-due", Hypothesis: h.ID, Since: later(when, a.At), Priority: prioRest,
			Highest: incident.ToCommander, Escalate: v.settings().StepUp,
			Words: say("Told outside at ", a.At, ": "+v.told(a)+". It rests on "+v.called(h)+", which "+
				became[h.Status]+" at ", when, ": does it need a correction?"),
			Receipts: []incident.Receipt{
				v.receipt(a.What, a.By, a.At, a.Source), v.receipt(h.Why, h.StatusBy, when, h.StatusFrom),
			},
			Buttons: []incident.Button{{Label: "It was corrected", Command: "corrected " + string(a.ID)}, snooze(k)},
		}, a.By))
	}
	return found
}

// Fallen reports whether an announcement rests on an explanation that fell, and was
// not put right.
func (v View) Fallen(a *incident.Announcement) bool {
	_, fell := v.fallen(a)
	return fell
}

// fallen returns the explanation on which an announcement rests, if it fell and
// the announcement was not corrected.
func (v View) fallen(a *incident.Announcement) (*incident.Hypothesis, bool) {
	if a.RestsOn == "" || !a.Corrected.IsZero() {
		return nil, false
	}
	h := v.S.Hypothesis(a.RestsOn)
	if h == nil {
		return nil, false
	}
	parked := h.Status == incident.Parked && h.StatusBy != incident.Bearings
	return h, h.Status == incident.Refuted || parked
}
