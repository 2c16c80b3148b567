package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnackedHandover(t *testing.T) {
	offer := func(w *world) {
		w.do("ana", 5, "", incident.RoleSet{Role: incident.Commander, Who: "ben", Offer: true})
	}
	runDetector(t, "unacked-handover", []detectorCase{
		{
			name: "a role that was offered", at: 7, want: "unacked-handover/commander whisper ben; unacked-handover/commander/asked whisper ana",
			happen: func(w *world) { w.lead("ana", 1); offer(w) },
			text:   "ana asked you at 14:05 to lead. Do you take it? Until then it is with ana.",
		},
		{
			name: "a role that nobody had", at: 7, want: "unacked-handover/comms whisper ben; unacked-handover/comms/asked whisper ana",
			happen: func(w *world) { w.do("ana", 5, "", incident.RoleSet{Role: incident.Comms, Who: "ben"}) },
			text:   "ana asked you at 14:05 to speak to the outside. Do you take it?",
		},
		{
			name: "a line", at: 7, want: "unacked-handover/L1 whisper ben; unacked-handover/L1/asked whisper ana",
			happen: func(w *world) {
				l := w.claim("cara", 2, "the pool", "", 30)
				w.do("ana", 5, "", incident.LineClaimed{ID: l, Holder: "ben", Offer: true})
			},
			text: `ana asked you at 14:05 to take over "the pool" (L1). Do you take it? Until then it is with cara.`,
		},
		{name: "too soon", at: 6.9, happen: func(w *world) { w.lead("ana", 1); offer(w) }},
		{name: "long ago", at: 35, happen: func(w *world) { w.lead("ana", 1); offer(w) }},
		{name: "accepted", at: 7, happen: func(w *world) {
			w.lead("ana", 1)
			offer(w)
			w.do("ben", 6, "", incident.RoleAccepted{Role: incident.Commander, Who: "ben"})
		}},
		{name: "declined", at: 7, happen: func(w *world) {
			w.lead("ana", 1)
			offer(w)
			w.do("ben", 6, "", incident.RoleSet{Role: incident.Commander, Offer: true})
		}},
		{name: "taken by themselves", at: 7, happen: func(w *world) { w.lead("ben", 5) }},
		{name: "resolved", at: 7, happen: func(w *world) { w.lead("ana", 1); offer(w); w.trend("ana", 6, incident.TrendResolved) }},
	})
}
