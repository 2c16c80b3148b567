package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnownedRequest(t *testing.T) {
	runDetector(t, "unowned-request", []detectorCase{
		{
			name: "nobody took it", at: 7, want: "unowned-request/Q1 thread",
			happen: func(w *world) { w.ask("ana", 2, "", "can someone restart the search node?", true) },
			text:   `Nobody has taken this yet: "can someone restart the search node?" (ana, 14:02). Who has it?`,
		},
		{name: "too soon", at: 6.9, happen: func(w *world) { w.ask("ana", 2, "", "can someone restart the search node?", true) }},
		{name: "asked of one person", at: 7, happen: func(w *world) { w.ask("ana", 2, "dan", "restart it please", true) }},
		{name: "asked of the one whom they talk with", at: 7, happen: func(w *world) { w.ask("ana", 2, "", "could you try that on the search node?", true) }},
		{name: "an offer", at: 7, happen: func(w *world) { w.ask("ana", 2, "", "feel free to restart it", true) }},
		{
			name: "who can", at: 7, want: "unowned-request/Q1 thread",
			happen: func(w *world) { w.ask("ana", 2, "", "who can restart the search node?", true) },
		},
		{name: "only a question", at: 7, happen: func(w *world) { w.ask("ana", 2, "", "is it slow?", false) }},
		{
			name: "somebody reacted", at: 7,
			happen: func(w *world) {
				q := w.ask("ana", 2, "", "can someone restart it?", true)
				w.do("dan", 3, "", incident.Reacted{ID: w.s.Question(q).Source, Who: "dan", Reaction: "eyes"})
			},
		},
		{
			name: "somebody does it", at: 7,
			happen: func(w *world) {
				w.ask("ana", 2, "", "can someone restart the search node?", true)
				w.start("dan", 4, "restarting search", "", "", 0)
			},
		},
		{
			name: "somebody does something else", at: 7, want: "unowned-request/Q1 thread",
			happen: func(w *world) {
				w.ask("ana", 2, "", "can someone restart the search node?", true)
				w.start("dan", 4, "rolled back checkout", "", "", 0)
			},
		},
		{
			name: "resolved", at: 7,
			happen: func(w *world) {
				w.ask("ana", 2, "", "can someone restart it?", true)
				w.trend("ben", 5, incident.TrendResolved)
			},
		},
	})
}
