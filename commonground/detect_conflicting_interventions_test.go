package commonground

import (
	"testing"

	"bearings/incident"
)

func TestConflictingInterventions(t *testing.T) {
	runDetector(t, "conflicting-interventions", []detectorCase{
		{
			name: "two change one thing", at: 5, want: "conflicting-interventions/I1-I2 whisper ben cara ana",
			happen: func(w *world) {
				w.lead("ana", 1)
				w.start("ben", 2, "rolled back checkout", "", "", 0)
				w.start("cara", 5, "restarted checkout", "", "", 0)
			},
			text: `"rolled back checkout" (ben, 14:02) and "restarted checkout" (cara, 14:05) overlap until 14:12: how will you tell which of them did what?`,
		},
		{
			name: "a thing and a part of it", at: 5, want: "conflicting-interventions/I1-I2 whisper ben cara",
			happen: func(w *world) {
				for n, target := range []string{"search", "search-3"} {
					who := incident.PersonID([]string{"ben", "cara"}[n])
					w.do(who, float64(2+n), "", incident.InterventionStarted{ID: w.s.NextIntervention(), Actor: who, What: incident.Say("restart"), Target: incident.Say(target)})
				}
			},
		},
		{
			name: "different things, the same verb", at: 5,
			happen: func(w *world) {
				w.start("ben", 2, "restarted checkout", "", "", 0)
				w.start("cara", 5, "restarted search", "", "", 0)
			},
		},
		{
			name: "one person, one after the other", at: 5,
			happen: func(w *world) {
				w.start("ben", 2, "rolled back checkout", "", "", 0)
				w.start("ben", 5, "restarted checkout", "", "", 0)
			},
		},
		{
			name: "the effect of the first is known", at: 5,
			happen: func(w *world) {
				i := w.start("ben", 2, "rolled back checkout", "", "", 0)
				w.do("ben", 4, "", incident.InterventionObserved{ID: i, Helped: "no"})
				w.start("cara", 5, "restarted checkout", "", "", 0)
			},
		},
		{
			name: "the time of the first is over", at: 16,
			happen: func(w *world) {
				w.start("ben", 2, "rolled back checkout", "", "", 0)
				w.start("cara", 15, "restarted checkout", "", "", 0)
			},
		},
		{
			name: "only proposed", at: 5,
			happen: func(w *world) {
				w.start("ben", 2, "rolled back checkout", "", "", 0)
				w.do("cara", 3, "", incident.InterventionProposed{ID: "I2", What: incident.Say("restart checkout")})
			},
		},
	})
}
