package commonground

import (
	"testing"

	"bearings/incident"
)

func TestWaitEnded(t *testing.T) {
	restore := func(w *world) {
		w.do("dan", 0, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restore"), Until: at(40)})
	}
	runDetector(t, "wait-ended", []detectorCase{
		{
			name: "over", at: 40, want: "wait-ended/W1 whisper dan",
			happen: restore,
			text:   "What you waited for, the restore, was due 14:40: did it do what was expected?",
		},
		{
			name: "over, and ended by its time", at: 49, want: "wait-ended/W1 whisper dan",
			happen: func(w *world) {
				restore(w)
				w.do(incident.Bearings, 48, "", incident.WaitEnded{ID: "W1", Why: "over"})
			},
		},
		{name: "not over", at: 39.9, happen: restore},
		{
			name: "ended by hand", at: 42,
			happen: func(w *world) { restore(w); w.do("dan", 41, "", incident.WaitEnded{ID: "W1", Why: "said"}) },
		},
		{
			name: "ended early", at: 42,
			happen: func(w *world) { restore(w); w.do("dan", 30, "", incident.WaitEnded{ID: "W1", Why: "said"}) },
		},
		{name: "somebody said how it is", at: 42, happen: func(w *world) { restore(w); w.trend("ana", 41, incident.TrendSame) }},
		{
			name: "somebody saw something", at: 42,
			happen: func(w *world) {
				restore(w)
				w.from("ana", 41, "all rows are there", incident.ObservationNoted{What: incident.Say("all rows are there")})
			},
		},
		{
			name: "its effect is asked about", at: 40,
			happen: func(w *world) { restore(w); w.start("dan", 1, "restore", "", "", 41) },
		},
		{name: "half an hour later", at: 70, happen: restore},
	})
}
