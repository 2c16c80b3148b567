package commonground

import (
	"strings"
	"testing"

	"bearings/incident"
)

func TestSolo(t *testing.T) {
	runDetector(t, "solo", []detectorCase{
		{
			name: "one person for long", at: 40, want: "solo/H1 whisper ben",
			happen: func(w *world) { h, _ := w.raise("ben", 1, "the friday deploy"); w.work(h, 2, 40, "ben") },
		},
		{
			name: "one AI responder", at: 30, want: "solo/H1 whisper sre-agent",
			happen: func(w *world) {
				w.join("sre-agent", 0, incident.AI)
				h, _ := w.raise("sre-agent", 1, "the friday deploy")
				w.work(h, 2, 30, "sre-agent")
			},
		},
		{
			name: "two people", at: 30,
			happen: func(w *world) { h, _ := w.raise("ben", 1, "the friday deploy"); w.work(h, 2, 30, "ben", "cara") },
		},
		{
			name: "has left", at: 40,
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.work(h, 2, 40, "ben")
				w.do("ben", 40, "", incident.Left{Who: "ben"})
			},
		},
		{
			name: "resolved", at: 40,
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the friday deploy")
				w.trend("cara", 3, incident.TrendResolved)
				w.work(h, 4, 40, "ben")
			},
		},
	})
}

// TestSoloNoNumbers proves that nobody is told how much they worked.
func TestSoloNoNumbers(t *testing.T) {
	w := newWorld(t)
	h, _ := w.raise("ben", 1, "the friday deploy")
	w.work(h, 2, 40, "ben")
	f := w.findings("solo", 40)[0]
	for _, r := range f.Receipts {
		if strings.Contains(r.What, "person-minute") {
			t.Errorf("a receipt counts one person's work: %s", r.What)
		}
	}
	if f.Highest != incident.Whisper || f.Escalate != 0 {
		t.Errorf("it may climb to %v", f.Highest)
	}
}
