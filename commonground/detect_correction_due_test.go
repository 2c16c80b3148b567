package commonground

import (
	"testing"

	"bearings/incident"
)

func TestCorrectionDue(t *testing.T) {
	told := func(w *world, status incident.Status, by incident.PersonID) {
		h, _ := w.raise("ben", 1, "our provider")
		w.from("ana", 5, "posted", incident.AnnouncementMade{ID: "A1", Where: "status page", What: incident.Say("packet loss at our provider"), RestsOn: h})
		if status != "" {
			w.do(by, 12, "", incident.HypothesisStatusSet{ID: h, Status: status, Why: incident.Say("their graphs are clean")})
		}
	}
	runDetector(t, "correction-due", []detectorCase{
		{
			name: "it fell", at: 12, want: "correction-due/A1 whisper ana",
			happen: func(w *world) { told(w, incident.Refuted, "cara") },
			text:   `Told outside at 14:05: status page "packet loss at our provider". It rests on H1 (our provider), which was ruled out at 14:12: does it need a correction?`,
		},
		{name: "set aside by somebody", at: 12, want: "correction-due/A1 whisper ana", happen: func(w *world) { told(w, incident.Parked, "cara") }},
		{
			name: "whoever told has left: the commander", at: 13, want: "correction-due/A1 whisper ben",
			happen: func(w *world) {
				w.lead("ben", 0)
				told(w, incident.Refuted, "cara")
				w.do("ana", 13, "", incident.Left{Who: "ana"})
			},
		},
		{name: "still live", at: 60, happen: func(w *world) { told(w, "", "") }},
		{name: "confirmed", at: 60, happen: func(w *world) { told(w, incident.Confirmed, "cara") }},
		{name: "set aside by itself", at: 60, happen: func(w *world) { told(w, incident.Parked, incident.Bearings) }},
		{
			name: "corrected", at: 60,
			happen: func(w *world) {
				told(w, incident.Refuted, "cara")
				w.do("ana", 14, "", incident.AnnouncementCorrected{ID: "A1"})
			},
		},
		{
			name: "rests on nothing", at: 60,
			happen: func(w *world) {
				w.from("ana", 5, "posted", incident.AnnouncementMade{ID: "A1", Where: "status page", What: incident.Say("we are looking")})
			},
		},
	})
}
