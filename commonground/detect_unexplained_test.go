package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnexplained(t *testing.T) {
	runDetector(t, "unexplained", []detectorCase{
		{
			name: "against what is live", at: 9, want: "unexplained/E1 card",
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				w.evidence("dan", 3, "old hosts fail too", h, -2)
			},
			text: `"old hosts fail too", if it is H1 (the deploy): what would explain it?`,
		},
		{
			name: "against what is confirmed", at: 9, want: "unexplained/E1 card",
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				w.evidence("dan", 3, "old hosts fail too", h, -2)
				w.judge("ben", 5, h, incident.Confirmed, "reproduced")
			},
			text: `"old hosts fail too", although H1 (the deploy) is confirmed: what would explain it?`,
		},
		{
			name: "what is for another that is still open", at: 9, want: "unexplained/E1 card",
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				o, _ := w.raise("ben", 2, "the pool")
				w.evidence("dan", 3, "the pool was empty at 13:50", o, 2)
				w.judge("ben", 5, h, incident.Confirmed, "reproduced")
			},
			text: `"the pool was empty at 13:50", which is for H2 (the pool), and nothing that is confirmed explains it: what would explain it?`,
		},
		{
			name: "a second cause explains it", at: 9,
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				o, _ := w.raise("ben", 2, "the pool")
				w.evidence("dan", 3, "the pool was empty at 13:50", o, 2)
				w.judge("ben", 5, h, incident.Confirmed, "reproduced")
				w.judge("ben", 6, o, incident.Confirmed, "reproduced as well")
			},
		},
		{
			name: "answered", at: 9,
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				e, _ := w.evidence("dan", 3, "old hosts fail too", h, -2)
				w.from("ben", 5, "they share the cache", incident.EvidenceAddressed{ID: e, How: "reply"})
			},
		},
		{
			name: "ruled out", at: 9,
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the deploy")
				w.evidence("dan", 3, "old hosts fail too", h, -2)
				w.judge("ben", 5, h, incident.Refuted, "right")
			},
		},
	})
}
