package commonground

import (
	"testing"

	"bearings/incident"
)

func TestEffectDue(t *testing.T) {
	rollback := func(w *world) incident.InterventionID {
		return w.start("ben", 10, "rollback to v41", "", "5xx fall", 20)
	}
	runDetector(t, "effect-due", []detectorCase{
		{
			name: "due", at: 20, want: "effect-due/I1 whisper ben",
			happen: func(w *world) { rollback(w) },
			text:   `The result of "rollback to v41" (I1) was due 14:20: did it do what was expected (5xx fall)?`,
		},
		{
			name: "due, and carried out", at: 20, want: "effect-due/I1 whisper ben",
			happen: func(w *world) { i := rollback(w); w.do("ben", 12, "", incident.InterventionFinished{ID: i}) },
		},
		{
			name: "it gets better: on the card only", at: 20, want: "effect-due/I1 card ben",
			happen: func(w *world) { rollback(w); w.trend("cara", 18, incident.TrendBetter) },
		},
		{name: "not due", at: 19.9, happen: func(w *world) { rollback(w) }},
		{
			name: "observed", at: 20,
			happen: func(w *world) {
				i := rollback(w)
				w.do("cara", 15, "", incident.InterventionObserved{ID: i, Helped: "no"})
			},
		},
		{
			name: "taken back", at: 20,
			happen: func(w *world) { i := rollback(w); w.do("ben", 15, "", incident.InterventionReverted{ID: i}) },
		},
		{
			name: "takes longer", at: 20,
			happen: func(w *world) {
				rollback(w)
				w.do("ben", 19, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the rollback"), Until: at(29)})
			},
		},
		{name: "no time was given", at: 20, happen: func(w *world) { w.start("ben", 10, "rollback", "", "", 0) }},
		{
			name: "only proposed", at: 20,
			happen: func(w *world) {
				w.do("ben", 2, "", incident.InterventionProposed{ID: "I1", What: incident.Say("rollback")})
			},
		},
	})
}
