package commonground

import (
	"testing"

	"bearings/incident"
)

func TestTemporaryOver(t *testing.T) {
	off := func(w *world) {
		i := w.start("ben", 3, "switched the banner off", "", "", 0)
		w.do("ben", 3, "", incident.InterventionExpected{ID: i, StandsUntil: at(60)})
		w.do("ben", 9, "", incident.InterventionObserved{ID: i, Helped: "yes"})
	}
	runDetector(t, "temporary-over", []detectorCase{
		{
			name: "its time is over", at: 60, want: "temporary-over/I1 whisper ben",
			happen: func(w *world) { off(w) },
			text:   `"switched the banner off" (I1) was to stand until 15:00. Is it taken back, still needed, or there to stay?`,
		},
		{name: "not yet", at: 59.9, happen: func(w *world) { off(w) }},
		{name: "also when the problem is over", at: 60, want: "temporary-over/I1 whisper ben", happen: func(w *world) { off(w); w.trend("ana", 50, incident.TrendResolved) }},
		{name: "who made it has left: the commander", at: 60, want: "temporary-over/I1 whisper ana", happen: func(w *world) { w.lead("ana", 1); off(w); w.do("ben", 30, "", incident.Left{Who: "ben"}) }},
		{name: "taken back", at: 60, happen: func(w *world) { off(w); w.do("ben", 40, "", incident.InterventionReverted{ID: "I1"}) }},
		{name: "more time", at: 60, happen: func(w *world) {
			off(w)
			w.do("ben", 55, "", incident.InterventionExpected{ID: "I1", StandsUntil: at(120)})
		}},
		{name: "there to stay", at: 60, happen: func(w *world) { off(w); w.do("ben", 55, "", incident.InterventionExpected{ID: "I1", Stays: true}) }},
		{name: "no temporary one", at: 60, happen: func(w *world) { w.start("ben", 3, "switched the banner off", "", "", 5) }},
	})
}
