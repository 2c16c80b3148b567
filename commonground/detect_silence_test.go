package commonground

import (
	"testing"

	"bearings/incident"
)

func TestSilence(t *testing.T) {
	busyUntil4 := func(w *world) { w.chat(1, 1.5, 2, 2.5, 3, 3.5, 4) }
	runDetector(t, "silence", []detectorCase{
		{
			name: "a busy channel falls silent", at: 9.1, want: "silence/channel whisper ana",
			happen: func(w *world) { w.lead("ana", 0); busyUntil4(w) },
			text:   "Nobody has written since 14:04. What is everybody on, and is it over?",
		},
		{name: "not yet", at: 8.9, happen: func(w *world) { w.lead("ana", 0); busyUntil4(w) }},
		{name: "nobody leads", at: 10, happen: func(w *world) { busyUntil4(w) }},
		{name: "half an hour later", at: 34, happen: func(w *world) { w.lead("ana", 0); busyUntil4(w) }},
		{
			name: "they wait", at: 10,
			happen: func(w *world) {
				w.lead("ana", 0)
				busyUntil4(w)
				w.do("ben", 4, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restore"), Until: at(40)})
			},
		},
		{name: "a change has its time", at: 10, happen: func(w *world) { w.lead("ana", 0); busyUntil4(w); w.start("ben", 4, "restart", "", "", 30) }},
		{name: "it gets better", at: 10, happen: func(w *world) { w.lead("ana", 0); busyUntil4(w); w.trend("ben", 4, incident.TrendBetter) }},
		{name: "the usual gap is three minutes", at: 15, happen: func(w *world) { w.lead("ana", 0); w.chat(1, 4, 7) }},
		{name: "the usual gap is three minutes, later", at: 16.1, want: "silence/channel whisper ana", happen: func(w *world) { w.lead("ana", 0); w.chat(1, 4, 7) }},
		{name: "one message is no conversation", at: 10, happen: func(w *world) { w.lead("ana", 0); w.chat(4) }},
	})
}
