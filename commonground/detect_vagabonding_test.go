package commonground

import (
	"fmt"
	"testing"

	"bearings/incident"
)

func TestVagabonding(t *testing.T) {
	hop := func(w *world, end func(incident.HypothesisID, float64)) {
		for n := range 4 {
			minute := float64(1 + 5*n)
			h, _ := w.raise("ben", minute, fmt.Sprintf("cause %d", n+1))
			for k := range 3 {
				w.read(w.say("ben", minute+0.5+float64(k), "looking"), incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: h})
			}
			if n < 3 {
				end(h, minute+3.8)
			}
		}
		for minute := 20.5; minute < 28; minute++ {
			w.read(w.say("ben", minute, "looking"), incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: "H4"})
		}
	}
	runDetector(t, "vagabonding", []detectorCase{
		{
			name: "one after the other, none finished", at: 29, want: "vagabonding/group whisper ana",
			happen: func(w *world) { w.lead("ana", 0); hop(w, func(incident.HypothesisID, float64) {}) },
			text:   "4 explanations since 14:01, and H1 (cause 1), H2 (cause 2) and H3 (cause 3) were left open. Which is settled first, and by which look?",
		},
		{
			name: "a fast triage closes what it opens", at: 29,
			happen: func(w *world) {
				w.lead("ana", 0)
				hop(w, func(h incident.HypothesisID, minute float64) {
					w.evidence("ben", minute, "no", h, -2)
					w.judge("ben", minute, h, incident.Refuted, "no")
				})
			},
		},
		{
			name: "it gets better", at: 29,
			happen: func(w *world) {
				w.lead("ana", 0)
				hop(w, func(incident.HypothesisID, float64) {})
				w.trend("cara", 27.5, incident.TrendBetter)
			},
		},
	})
}
