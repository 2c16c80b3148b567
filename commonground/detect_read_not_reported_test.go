package commonground

import (
	"testing"

	"bearings/incident"
)

func TestReadNotReported(t *testing.T) {
	look := func(w *world) {
		w.from("dan", 3, "looking at the kernel log", incident.CheckPlanned{ID: "C1", What: incident.Say("check the kernel log"), Owner: "dan"})
	}
	runDetector(t, "read-not-reported", []detectorCase{
		{
			name: "looked and said nothing", at: 13, want: "read-not-reported/C1 whisper dan",
			happen: func(w *world) { look(w) },
			text:   `What did "check the kernel log" (C1) show? "Nothing odd" is an answer.`,
		},
		{name: "too soon", at: 12.9, happen: func(w *world) { look(w) }},
		{name: "long ago", at: 53, happen: func(w *world) { look(w) }},
		{
			name: "said what it showed", at: 13,
			happen: func(w *world) {
				look(w)
				w.read(w.say("dan", 9, "no oom kills"), incident.Reading{Acts: []incident.Act{incident.ActObservation}})
			},
		},
		{name: "only chats", at: 13, want: "read-not-reported/C1 whisper dan", happen: func(w *world) { look(w); w.say("dan", 9, "hm") }},
		{name: "finished", at: 13, happen: func(w *world) { look(w); w.do("dan", 9, "", incident.CheckFinished{ID: "C1"}) }},
		{name: "holds a line, whose end is asked about", at: 13, happen: func(w *world) { look(w); w.claim("dan", 4, "the kernel", "", 30) }},
		{
			name: "waits", at: 13,
			happen: func(w *world) {
				look(w)
				w.do("dan", 4, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the dump"), Until: at(30)})
			},
		},
		{name: "left: the commander", at: 13, happen: func(w *world) { look(w); w.do("dan", 4, "", incident.Left{Who: "dan"}) }},
		{
			name: "has more time", at: 13,
			happen: func(w *world) {
				w.do("dan", 3, "", incident.CheckPlanned{ID: "C1", What: incident.Say("the dump"), Owner: "dan", Due: at(40)})
			},
		},
	})
}
