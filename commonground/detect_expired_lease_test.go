package commonground

import (
	"testing"
	"time"

	"bearings/incident"
)

func TestExpiredLease(t *testing.T) {
	runDetector(t, "expired-lease", []detectorCase{
		{
			name: "over without a word", at: 20, want: "expired-lease/L1 whisper dan",
			happen: func(w *world) { w.claim("dan", 5, "replica lag", "", 20) },
			text:   `The time for "replica lag" (L1), with dan, was up at 14:20. Is it done, does it need more time, or is it stuck?`,
		},
		{
			name: "holder has left: the commander", at: 20, want: "expired-lease/L1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 1)
				w.claim("dan", 5, "replica lag", "", 20)
				w.do("dan", 8, "", incident.Left{Who: "dan"})
			},
		},
		{name: "not over", at: 19.9, happen: func(w *world) { w.claim("dan", 5, "replica lag", "", 20) }},
		{
			name: "renewed", at: 20,
			happen: func(w *world) {
				l := w.claim("dan", 5, "replica lag", "", 20)
				w.do("dan", 18, "", incident.LineRenewed{ID: l, Until: at(33)})
			},
		},
		{
			name: "released", at: 20,
			happen: func(w *world) {
				l := w.claim("dan", 5, "replica lag", "", 20)
				w.do("dan", 18, "", incident.LineReleased{ID: l, Why: "done"})
			},
		},
		{
			name: "holder waits for something", at: 20,
			happen: func(w *world) {
				w.claim("dan", 5, "replica lag", "", 20)
				w.do("dan", 15, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the resync"), Until: at(45)})
			},
		},
		{
			name: "what it is on is ruled out", at: 20,
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "replica lag")
				w.claim("dan", 5, "replica lag", h, 20)
				w.judge("dan", 12, h, incident.Refuted, "no lag")
			},
		},
		{
			name: "resolved", at: 20,
			happen: func(w *world) { w.claim("dan", 5, "replica lag", "", 20); w.trend("ana", 12, incident.TrendResolved) },
		},
	})
}

func TestExpiredLeaseEscalates(t *testing.T) {
	w := newWorld(t)
	w.claim("dan", 0, "replica lag", "", 30)
	if f := w.findings("expired-lease", 30)[0]; f.Escalate != 15*time.Minute || f.Highest != incident.ToCommander {
		t.Errorf("escalates after %v to %v, want after half its time to the commander", f.Escalate, f.Highest)
	}
}
