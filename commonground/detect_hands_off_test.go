package commonground

import (
	"testing"

	"bearings/incident"
)

func TestHandsOff(t *testing.T) {
	guard := func(w *world) {
		w.do("ana", 2, "", incident.GuardSet{ID: "G1", What: incident.Say("db-3"), Target: incident.Say("db-3"), Until: at(30)})
	}
	runDetector(t, "hands-off", []detectorCase{
		{
			name: "somebody changes it", at: 6, want: "hands-off/G1-I1 whisper ben ana",
			happen: func(w *world) { guard(w); w.start("ben", 5, "restarted db-3", "", "", 0) },
			text:   `ana asked at 14:02 to leave db-3 alone until 14:30; ben changes it since 14:05: "restarted db-3". Is that agreed?`,
		},
		{name: "whoever asked changes it", at: 6, happen: func(w *world) { guard(w); w.start("ana", 5, "restarted db-3", "", "", 0) }},
		{name: "another thing", at: 6, happen: func(w *world) { guard(w); w.start("ben", 5, "restarted db-33", "", "", 0) }},
		{name: "it began before", at: 6, happen: func(w *world) { w.start("ben", 1, "restarted db-3", "", "", 0); guard(w) }},
		{name: "its time is over", at: 31, happen: func(w *world) { guard(w); w.start("ben", 5, "restarted db-3", "", "", 60) }},
		{
			name: "it was lifted", at: 6,
			happen: func(w *world) {
				guard(w)
				w.do("ana", 4, "", incident.GuardLifted{ID: "G1"})
				w.start("ben", 5, "restarted db-3", "", "", 0)
			},
		},
	})
}
