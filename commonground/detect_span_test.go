package commonground

import (
	"fmt"
	"testing"

	"bearings/incident"
)

func TestSpan(t *testing.T) {
	crowd := func(w *world, n int) {
		for i := range 2 * n {
			w.say(fmt.Sprintf("p%d", i%n), 2+float64(i/n)*10, "hm")
		}
	}
	runDetector(t, "span", []detectorCase{
		{
			name: "nine at work under one", at: 14, want: "span/lead whisper ana",
			happen: func(w *world) { w.lead("ana", 0); crowd(w, 9) },
			text:   "9 people are at work under one lead. Who could lead a part of it?",
		},
		{name: "seven", at: 14, happen: func(w *world) { w.lead("ana", 0); crowd(w, 7) }},
		{name: "nobody leads", at: 14, happen: func(w *world) { crowd(w, 9) }},
		{name: "they have just come", at: 10, happen: func(w *world) { w.lead("ana", 0); crowd(w, 9) }},
		{name: "they have stopped", at: 23, happen: func(w *world) { w.lead("ana", 0); crowd(w, 9) }},
		{name: "resolved", at: 14, happen: func(w *world) { w.lead("ana", 0); crowd(w, 9); w.trend("ana", 13, incident.TrendResolved) }},
	})
}
