package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnackedRequest(t *testing.T) {
	compare := func(w *world) incident.QuestionID { return w.ask("ana", 2, "dan", "can you compare the hosts?", true) }
	runDetector(t, "unacked-request", []detectorCase{
		{
			name: "no sign", at: 7, want: "unacked-request/Q1 whisper dan",
			happen: func(w *world) { compare(w) },
			text:   `ana asked dan at 14:02: "can you compare the hosts?" Is somebody on it?`,
		},
		{
			name: "talks of something else", at: 7, want: "unacked-request/Q1 whisper dan",
			happen: func(w *world) { compare(w); w.say("dan", 4, "coffee?") },
		},
		{
			name: "asked has left: the commander", at: 7, want: "unacked-request/Q1 whisper ben",
			happen: func(w *world) { w.lead("ben", 1); compare(w); w.do("dan", 3, "", incident.Left{Who: "dan"}) },
		},
		{name: "too soon", at: 6.9, happen: func(w *world) { compare(w) }},
		{
			name: "reacted", at: 7,
			happen: func(w *world) {
				q := compare(w)
				w.do("dan", 3, "", incident.Reacted{ID: w.s.Question(q).Source, Who: "dan", Reaction: "eyes"})
			},
		},
		{
			name: "replied", at: 7,
			happen: func(w *world) { q := compare(w); w.reply("dan", 3, w.s.Question(q).Source, "in a minute") },
		},
		{
			name: "replied in the channel", at: 7,
			happen: func(w *world) {
				q := compare(w)
				w.read(w.say("dan", 3, "on it"), incident.Reading{RepliesTo: w.s.Question(q).Source})
			},
		},
		{name: "took a line", at: 7, happen: func(w *world) { compare(w); w.claim("dan", 4, "old hosts", "", 20) }},
		{name: "began a change", at: 7, happen: func(w *world) { compare(w); w.start("dan", 4, "restart", "", "", 0) }},
		{
			name: "answered", at: 7,
			happen: func(w *world) { q := compare(w); w.from("ben", 5, "same", incident.QuestionAnswered{ID: q}) },
		},
		{name: "of nobody in particular", at: 30, happen: func(w *world) { w.ask("ana", 2, "", "can someone look?", true) }},
		{name: "of themselves", at: 30, happen: func(w *world) { w.ask("ana", 2, "ana", "remind me to look", true) }},
		{name: "only a question", at: 30, happen: func(w *world) { w.ask("ana", 2, "dan", "is it slow?", false) }},
		{name: "long ago", at: 130, happen: func(w *world) { compare(w) }},
		{name: "resolved", at: 30, happen: func(w *world) { compare(w); w.trend("ben", 5, incident.TrendResolved) }},
	})
}
