package coordinator

import (
	"bearings/commonground"
	"bearings/incident"
)

// ShownClosing says that something was shown because somebody wants to close the
// incident over it.
const ShownClosing Reason = "before closing"

// closingKey is the finding that closing asks about, once an incident.
const closingKey incident.FindingKey = "unexplained/closing"

// askBeforeClosing asks whoever closes the incident, once, about what is left over:
// what nothing that is confirmed explains, temporary changes, announcements to be put
// right. It reports whether it asked; who closes again closes.
func (s *step) askBeforeClosing(in CloseAsked) bool {
	if t := s.st.Attention.byKey[closingKey]; t != nil && t.shown {
		return false
	}
	loose := commonground.Loose(s.st.View(), s.now)
	if loose == "" {
		return false
	}
	again := "close"
	if in.Reason != "" {
		again += " " + clause(in.Reason, 120)
	}
	text := "Before you close, this is left:\n" + loose + "\nClose it all the same?"
	key := s.send(incident.DeliveryRequested{
		How: incident.Ephemeral, Kind: KindAnswer, To: s.by, Text: incident.Say(text),
		Buttons: []incident.Button{{Label: "Close it", Command: again}, {Label: "Not yet", Command: "status"}},
	})
	s.own(incident.FindingShown{
		Key: closingKey, Detector: "unexplained", Level: incident.Whisper, To: []incident.PersonID{s.by},
		Reason: string(ShownClosing), Text: incident.Say(text), Delivery: key,
	})
	return true
}
