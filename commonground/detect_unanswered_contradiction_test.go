package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnansweredContradiction(t *testing.T) {
	revert := func(w *world) incident.EvidenceID {
		h, _ := w.raise("ben", 1, "the friday deploy")
		w.claim("ben", 2, "the deploy", h, 30)
		e, _ := w.evidence("cara", 7, "it persists after the revert", h, -2)
		return e
	}
	runDetector(t, "unanswered-contradiction", []detectorCase{
		{
			name: "nobody answered", at: 15, want: "unanswered-contradiction/H1 whisper ben",
			happen: func(w *world) { revert(w) },
			text:   `cara said at 14:07: "it persists after the revert". What would explain that, if it is H1 (the friday deploy)?`,
		},
		{
			name: "two of them are one finding", at: 20, want: "unanswered-contradiction/H1 whisper ben",
			happen: func(w *world) { revert(w); w.evidence("dan", 9, "old hosts fail too", "H1", -1) },
		},
		{
			name: "nobody pursues it: it stays on the card", at: 15, want: "unanswered-contradiction/H1 card",
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.evidence("cara", 7, "it persists after the revert", h, -2)
			},
		},
		{
			name: "only whoever said it pursues it: on the card", at: 15, want: "unanswered-contradiction/H1 card",
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.claim("cara", 2, "the deploy", h, 30)
				w.evidence("cara", 7, "it persists after the revert", h, -2)
			},
		},
		{name: "too soon", at: 14.9, happen: func(w *world) { revert(w) }},
		{
			name: "answered with a reason", at: 15,
			happen: func(w *world) {
				w.from("ben", 9, "the cache holds it for an hour", incident.EvidenceAddressed{ID: revert(w), How: "reply"})
			},
		},
		{
			name: "ruled out", at: 15,
			happen: func(w *world) { revert(w); w.judge("ben", 9, "H1", incident.Refuted, "right") },
		},
		{
			name: "fits", at: 15,
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.evidence("cara", 7, "only v42", h, 2)
			},
		},
		{
			name: "hearsay", at: 15,
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.from("cara", 7, "I heard it persists", incident.EvidenceAdded{ID: "E1", What: incident.Say("I heard it persists"), Weighed: incident.Weighed{
					Bearings: []incident.Bearing{{Hypothesis: h, Consistency: -1}}, Credibility: 25,
				}})
			},
		},
	})
}
