package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUniqueKnowledge(t *testing.T) {
	two := func(w *world) { w.raise("ana", 1, "the kernel"); w.raise("ben", 2, "the pool") }
	only := func(w *world) incident.MessageID {
		two(w)
		_, m := w.evidence("dan", 3, "only hosts with the new kernel fail", "H1", 2)
		return m
	}
	runDetector(t, "unique-knowledge", []detectorCase{
		{
			name: "said once and left", at: 12, want: "unique-knowledge/E1 card",
			happen: func(w *world) { only(w) },
			text:   `dan said at 14:03: "only hosts with the new kernel fail". What follows from it?`,
		},
		{name: "too soon", at: 10.9, happen: func(w *world) { only(w) }},
		{name: "an hour ago", at: 63, happen: func(w *world) { only(w) }},
		{
			name: "somebody reacted", at: 12,
			happen: func(w *world) { w.do("ben", 4, "", incident.Reacted{ID: only(w), Who: "ben", Reaction: "eyes"}) },
		},
		{name: "somebody replied", at: 12, happen: func(w *world) { w.reply("ben", 4, only(w), "interesting") }},
		{name: "somebody found more", at: 12, happen: func(w *world) { only(w); w.evidence("ben", 6, "the old kernel is fine", "H1", 2) }},
		{name: "its author found more", at: 12, want: "unique-knowledge/E1 card", happen: func(w *world) { only(w); w.evidence("dan", 6, "the old kernel is fine", "H1", 2) }},
		{name: "it was settled", at: 12, happen: func(w *world) { only(w); w.judge("ben", 7, "H1", incident.Confirmed, "reproduced") }},
		{
			name: "it speaks against something: it does not fit yet", at: 12,
			happen: func(w *world) { two(w); w.evidence("dan", 3, "old hosts fail too", "H1", -2) },
		},
		{name: "resolved", at: 12, happen: func(w *world) { only(w); w.trend("ana", 8, incident.TrendResolved) }},
	})
}
