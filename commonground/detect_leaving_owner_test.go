package commonground

import (
	"testing"

	"bearings/incident"
)

func TestLeavingOwner(t *testing.T) {
	bye := func(w *world) {
		w.read(w.say("ben", 6, "have to run, bye"), incident.Reading{Acts: []incident.Act{incident.ActLeave}})
	}
	runDetector(t, "leaving-owner", []detectorCase{
		{
			name: "left the channel", at: 7, want: "leaving-owner/L1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				w.claim("ben", 2, "the pool", "", 30)
				w.do("ben", 6, "", incident.Left{Who: "ben"})
			},
			text: `"the pool" (L1) is with ben, who left at 14:06. Who takes it on?`,
		},
		{
			name: "said that they leave", at: 7, want: "leaving-owner/L1 whisper ana",
			happen: func(w *world) { w.lead("ana", 0); w.claim("ben", 2, "the pool", "", 30); bye(w) },
		},
		{
			name: "nobody leads: whoever is beside them", at: 7, want: "leaving-owner/L1 whisper cara",
			happen: func(w *world) {
				w.claim("ben", 2, "the pool", "", 30)
				w.claim("cara", 3, "the pool", "", 30)
				w.do("ben", 6, "", incident.Left{Who: "ben"})
			},
		},
		{
			name: "silent while others go on", at: 22, want: "leaving-owner/L1 whisper ana",
			happen: func(w *world) { w.lead("ana", 0); w.claim("ben", 2, "the pool", "", 40); w.chat(12, 15, 20, 21) },
		},
		{
			name: "silent in the first half of the time they gave", at: 22,
			happen: func(w *world) { w.lead("ana", 0); w.claim("ben", 2, "the pool", "", 60); w.chat(12, 15, 20, 21) },
		},
		{name: "everybody is silent", at: 22, happen: func(w *world) { w.lead("ana", 0); w.claim("ben", 2, "the pool", "", 40) }},
		{
			name: "they wait", at: 22,
			happen: func(w *world) {
				w.lead("ana", 0)
				w.claim("ben", 2, "the pool", "", 40)
				w.do("ben", 3, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the dump"), Until: at(39)})
				w.chat(12, 15, 20, 21)
			},
		},
		{name: "they write again", at: 8, happen: func(w *world) {
			w.lead("ana", 0)
			w.claim("ben", 2, "the pool", "", 30)
			bye(w)
			w.say("ben", 7, "one more thing")
		}},
		{name: "who holds nothing", at: 7, happen: func(w *world) { w.lead("ana", 0); bye(w) }},
		{name: "the line has run out, which is asked about", at: 31, happen: func(w *world) { w.lead("ana", 0); w.claim("ben", 2, "the pool", "", 30); bye(w) }},
	})
}
