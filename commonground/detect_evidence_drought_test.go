package commonground

import (
	"testing"

	"bearings/incident"
)

func TestEvidenceDrought(t *testing.T) {
	dig := func(w *world) {
		h, _ := w.raise("ben", 1, "the deploy")
		o, _ := w.raise("cara", 1, "the pool")
		for minute := 2.0; minute < 29; minute++ {
			for who, on := range map[string]incident.HypothesisID{"ben": h, "cara": o} {
				w.read(w.say(who, minute, "looking"), incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: on})
			}
		}
	}
	runDetector(t, "evidence-drought", []detectorCase{
		{
			name: "much work on two, and nothing that tells", at: 30, want: "evidence-drought/group whisper ana",
			happen: func(w *world) { w.lead("ana", 0); dig(w) },
			text:   "Nothing has told H1 (the deploy) from H2 (the pool) yet. Which quick look would come out differently?",
		},
		{name: "too soon", at: 15, happen: func(w *world) { w.lead("ana", 0); dig(w) }},
		{name: "something told", at: 30, happen: func(w *world) { w.lead("ana", 0); dig(w); w.evidence("dan", 28, "old hosts fail too", "H1", -2) }},
		{name: "it gets better", at: 30, happen: func(w *world) { w.lead("ana", 0); dig(w); w.trend("dan", 28, incident.TrendBetter) }},
		{name: "long after", at: 55, happen: func(w *world) { w.lead("ana", 0); dig(w) }},
	})
}
