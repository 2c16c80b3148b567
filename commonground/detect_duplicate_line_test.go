package commonground

import (
	"testing"

	"bearings/incident"
)

func TestDuplicateLine(t *testing.T) {
	runDetector(t, "duplicate-line", []detectorCase{
		{
			name: "two on one explanation", at: 6, want: "duplicate-line/L1-L2 whisper ben cara",
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the pool")
				w.claim("ben", 2, "pool graphs", h, 30)
				w.claim("cara", 5, "pool settings", h, 30)
			},
			text: "ben and cara are both on H1 (the pool), since 14:02 and 14:05. Who does which part?",
		},
		{
			name: "two on the same words", at: 6, want: "duplicate-line/L1-L2 whisper ben cara",
			happen: func(w *world) { w.claim("ben", 2, "the DNS logs", "", 30); w.claim("cara", 5, "The dns logs", "", 30) },
		},
		{
			name: "a third comes: who is new is told of all", at: 6, want: "duplicate-line/L1-L2 whisper ben cara; duplicate-line/L1-L3 whisper dan",
			happen: func(w *world) {
				w.claim("ben", 2, "the DNS logs", "", 30)
				w.claim("cara", 3, "the DNS logs", "", 30)
				w.claim("dan", 5, "the DNS logs", "", 30)
			},
		},
		{
			name: "they speak of each other", at: 6,
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the pool")
				w.claim("ben", 2, "pool graphs", h, 30)
				w.claim("cara", 5, "pool settings", h, 30)
				w.say("cara", 5.5, "I do the settings, ben the graphs")
			},
		},
		{
			name: "somebody gave it to both", at: 6,
			happen: func(w *world) {
				h, _ := w.raise("ana", 1, "the pool")
				for _, p := range []incident.PersonID{"ben", "cara"} {
					w.do("ana", 2, "", incident.LineClaimed{ID: w.s.NextLine(), Holder: p, Hypothesis: h, Until: at(30)})
				}
			},
		},
		{
			name: "different things", at: 6,
			happen: func(w *world) { w.claim("ben", 2, "the DNS logs", "", 30); w.claim("cara", 5, "the pool", "", 30) },
		},
		{
			name: "one person twice", at: 6,
			happen: func(w *world) { w.claim("ben", 2, "the DNS logs", "", 30); w.claim("ben", 5, "the DNS logs", "", 30) },
		},
		{
			name: "the first has run out", at: 6,
			happen: func(w *world) { w.claim("ben", 2, "the DNS logs", "", 4); w.claim("cara", 5, "the DNS logs", "", 30) },
		},
		{
			name: "a while ago", at: 15,
			happen: func(w *world) { w.claim("ben", 2, "the DNS logs", "", 30); w.claim("cara", 5, "the DNS logs", "", 30) },
		},
	})
}
