package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnansweredQuestion(t *testing.T) {
	pool := func(w *world) incident.QuestionID {
		return w.ask("cara", 2, "", "did anybody change the pool size?", false)
	}
	runDetector(t, "unanswered-question", []detectorCase{
		{
			name: "nobody would know in particular", at: 10, want: "unanswered-question/Q1 card",
			happen: func(w *world) { pool(w) },
			text:   `cara asked at 14:02: "did anybody change the pool size?" Do you know, or who would?`,
		},
		{
			name: "asked of somebody", at: 10, want: "unanswered-question/Q1 whisper dan",
			happen: func(w *world) { w.ask("cara", 2, "dan", "@dan did you change the pool size?", false) },
		},
		{
			name: "only taken to be asked of somebody", at: 10, want: "unanswered-question/Q1 card",
			happen: func(w *world) { w.ask("cara", 2, "dan", "did you change the pool size?", false) },
		},
		{
			name: "about what somebody is on", at: 10, want: "unanswered-question/Q1 whisper dan",
			happen: func(w *world) {
				h, _ := w.raise("ben", 1, "the pool")
				w.claim("dan", 1, "the pool", h, 30)
				w.from("cara", 2, "how large is it?", incident.QuestionAsked{ID: "Q1", What: incident.Say("how large is it?"), About: h})
			},
		},
		{
			name: "asked twice is sooner", at: 6, want: "unanswered-question/Q1 card",
			happen: func(w *world) {
				q := pool(w)
				w.from("ben", 5, "yes, did anybody?", incident.QuestionAsked{ID: q, What: incident.Say("did anybody?")})
			},
		},
		{name: "too soon", at: 9.9, happen: func(w *world) { pool(w) }},
		{
			name: "answered", at: 10,
			happen: func(w *world) { q := pool(w); w.from("dan", 5, "no", incident.QuestionAnswered{ID: q}) },
		},
		{
			name: "dropped", at: 10,
			happen: func(w *world) { q := pool(w); w.do("dan", 5, "", incident.QuestionDropped{ID: q, Why: "old"}) },
		},
		{
			name: "the knower has taken note", at: 10,
			happen: func(w *world) {
				q := w.ask("cara", 2, "dan", "@dan did you change the pool size?", false)
				w.do("dan", 3, "", incident.Reacted{ID: w.s.Question(q).Source, Who: "dan", Reaction: "eyes"})
			},
		},
		{
			name: "hardly a question", at: 10,
			happen: func(w *world) {
				id := w.say("cara", 2, "why me?")
				w.read(id, incident.Reading{Confidence: 40, Acts: []incident.Act{incident.ActQuestion}})
				w.do("cara", 2, id, incident.QuestionAsked{ID: "Q1", What: incident.Say("why me?")})
			},
		},
		{name: "a request", at: 10, happen: func(w *world) { w.ask("ana", 2, "dan", "please restart it", true) }},
	})
}

// TestUnansweredQuestionMany proves that a flood of questions stays bounded.
func TestUnansweredQuestionMany(t *testing.T) {
	w := newWorld(t)
	for i := range 40 {
		w.ask("cara", float64(i)/10, "", "what is this?", false)
	}
	got := w.findings("unanswered-question", 20)
	if len(got) != mostOfAKind {
		t.Errorf("%d findings, want %d", len(got), mostOfAKind)
	}
}
