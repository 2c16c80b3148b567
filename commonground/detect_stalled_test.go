package commonground

import (
	"testing"

	"bearings/incident"
)

func TestStalled(t *testing.T) {
	runDetector(t, "stalled", []detectorCase{
		{
			name: "nothing new for ten minutes", at: 14, want: "stalled/group whisper ana",
			happen: func(w *world) { w.lead("ana", 0); w.raise("ben", 1, "the deploy"); w.chat(4, 8, 12, 13) },
			text:   "Since 14:01 nothing new: no explanation, no telling result, no line that anybody holds. Who takes H1 (the deploy), or what else?",
		},
		{name: "too soon", at: 10, happen: func(w *world) { w.lead("ana", 0); w.raise("ben", 1, "the deploy"); w.chat(4, 8, 9) }},
		{name: "nobody leads", at: 14, happen: func(w *world) { w.raise("ben", 1, "the deploy"); w.chat(4, 8, 12, 13) }},
		{name: "somebody holds a line", at: 14, happen: func(w *world) {
			w.lead("ana", 0)
			w.raise("ben", 1, "the deploy")
			w.claim("ben", 2, "it", "H1", 30)
			w.chat(4, 8, 12, 13)
		}},
		{name: "it gets better", at: 14, happen: func(w *world) {
			w.lead("ana", 0)
			w.raise("ben", 1, "the deploy")
			w.chat(4, 8, 12)
			w.trend("ben", 13, incident.TrendBetter)
		}},
		{
			name: "they wait", at: 14,
			happen: func(w *world) {
				w.lead("ana", 0)
				w.raise("ben", 1, "the deploy")
				w.chat(4, 8, 12)
				w.do("ben", 12, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restore"), Until: at(40)})
			},
		},
		{name: "everybody has gone", at: 40, happen: func(w *world) { w.lead("ana", 0); w.raise("ben", 1, "the deploy"); w.chat(4, 8, 12, 13) }},
	})
}
