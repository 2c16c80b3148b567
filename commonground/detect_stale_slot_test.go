package commonground

import (
	"testing"
	"time"

	"bearings/incident"
)

func TestStaleSlot(t *testing.T) {
	cases := []detectorCase{
		{
			name: "impact", at: 33, want: "stale-slot/impact whisper ana",
			happen: func(w *world) { w.impact("ana", 2, "EU cannot pay") },
			text:   `At 14:02 the impact was "EU cannot pay". Is that still so?`,
		},
		{
			name: "trend", at: 18, want: "stale-slot/trend whisper ana",
			happen: func(w *world) { w.trend("ana", 2, incident.TrendWorse) },
			text:   "At 14:02 the trend was getting worse. How is it now?",
		},
		{
			name: "a change without a time", at: 18, want: "stale-slot/I1 whisper ben",
			happen: func(w *world) { w.start("ben", 2, "restart of plank", "", "", 0) },
			text:   `Since 14:02 nothing was said of "restart of plank" (I1). What has it done so far?`,
		},
		{
			name: "its owner has left: the commander", at: 18, want: "stale-slot/trend whisper ben",
			happen: func(w *world) {
				w.lead("ben", 0)
				w.trend("ana", 2, incident.TrendWorse)
				w.do("ana", 5, "", incident.Left{Who: "ana"})
			},
		},
		{
			name: "a bot said it: the commander", at: 18, want: "stale-slot/trend whisper ben",
			happen: func(w *world) {
				w.lead("ben", 0)
				w.join("alerts", 0, incident.Bot)
				w.trend("alerts", 2, incident.TrendWorse)
			},
		},
		{name: "fresh", at: 17, happen: func(w *world) { w.trend("ana", 2, incident.TrendWorse); w.impact("ana", 3, "EU cannot pay") }},
		{
			name: "confirmed since", at: 33,
			happen: func(w *world) { w.impact("ana", 2, "EU cannot pay"); w.impact("ben", 20, "EU cannot pay") },
		},
		{name: "resolved", at: 60, happen: func(w *world) { w.impact("ana", 2, "EU cannot pay"); w.trend("ana", 3, incident.TrendResolved) }},
		{
			name: "in the phase resolved", at: 60,
			happen: func(w *world) {
				w.impact("ana", 2, "EU cannot pay")
				w.do("ana", 5, "", incident.PhaseSet{Phase: incident.Resolved})
			},
		},
		{
			name: "closed", at: 60,
			happen: func(w *world) { w.impact("ana", 2, "EU cannot pay"); w.do("ana", 5, "", incident.Closed{}) },
		},
		{name: "a change with a time", at: 18, happen: func(w *world) { w.start("ben", 2, "restart of plank", "", "", 25) }},
		{name: "an explanation nobody comes back to", at: 80, happen: func(w *world) { w.raise("ben", 2, "the deploy") }},
	}
	for i := range cases {
		happen := cases[i].happen
		cases[i].happen = func(w *world) { happen(w); w.chat(14, 15, 16, 17) }
	}
	runDetector(t, "stale-slot", append(cases, detectorCase{
		name: "people are not working live", at: 33,
		happen: func(w *world) { w.impact("ana", 2, "EU cannot pay"); w.chat(17) },
	}, detectorCase{
		name: "others came back long after", at: 240,
		happen: func(w *world) { w.impact("ana", 2, "EU cannot pay"); w.chat(236, 237, 238, 239) },
	}))
}

// TestShelf proves the moment at which 2^(−age/h) falls below the least.
func TestShelf(t *testing.T) {
	for _, c := range []struct {
		half  time.Duration
		least int
		want  time.Duration
	}{
		{10 * time.Minute, 50, 10 * time.Minute},
		{10 * time.Minute, 25, 20 * time.Minute},
		{10 * time.Minute, 35, 15*time.Minute + 9*time.Second},
		{0, 35, 1<<63 - 1},
		{10 * time.Minute, 0, 1<<63 - 1},
		{10 * time.Minute, 100, 1<<63 - 1},
	} {
		if got := shelf(c.half, c.least); got.Round(time.Second) != c.want.Round(time.Second) {
			t.Errorf("shelf(%v, %d) = %v, want %v", c.half, c.least, got, c.want)
		}
	}
}
