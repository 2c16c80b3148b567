package commonground

import (
	"testing"

	"bearings/incident"
)

func TestDivergentBelief(t *testing.T) {
	runDetector(t, "divergent-belief", []detectorCase{
		{
			name: "one said worse, another better, and the first is at work in a thread", at: 11, want: "divergent-belief/trend whisper ben cara",
			happen: func(w *world) {
				m := w.say("ben", 0.5, "db errors here")
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 8, incident.TrendBetter)
				w.reply("ben", 10, m, "more of them")
			},
			text: "cara said at 14:08: getting better; ben said at 14:01: getting worse. How is it now?",
		},
		{
			name: "the first has a change running", at: 11, want: "divergent-belief/trend whisper ben cara",
			happen: func(w *world) {
				w.trend("ben", 1, incident.TrendWorse)
				w.start("ben", 2, "restart", "", "fewer errors", 20)
				w.trend("cara", 8, incident.TrendBetter)
			},
		},
		{
			name: "two verdicts on one explanation", at: 14, want: "divergent-belief/H1 whisper ben cara",
			happen: func(w *world) {
				h, m := w.raise("ben", 0.5, "the deploy")
				w.evidence("ben", 1, "only v42 fails", h, 2)
				w.evidence("cara", 8, "old hosts fail too", h, -2)
				w.reply("ben", 13, m, "digging")
			},
		},
		{
			name: "the first has seen it", at: 11,
			happen: func(w *world) {
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 8, incident.TrendBetter)
				w.say("ben", 9, "good")
			},
		},
		{
			name: "the first is silent, and may be reading", at: 10,
			happen: func(w *world) { w.trend("ben", 1, incident.TrendWorse); w.trend("cara", 8, incident.TrendBetter) },
		},
		{
			name: "the first is still silent after three minutes", at: 11,
			want:   "divergent-belief/trend whisper ben cara",
			happen: func(w *world) { w.trend("ben", 1, incident.TrendWorse); w.trend("cara", 8, incident.TrendBetter) },
		},
		{
			name: "it got better, and then it was over", at: 12,
			happen: func(w *world) { w.trend("ben", 1, incident.TrendBetter); w.trend("cara", 8, incident.TrendResolved) },
		},
		{
			name: "they saw who said so first, and not who says it again", at: 15.5,
			happen: func(w *world) {
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 5, incident.TrendBetter)
				w.say("ben", 6, "ok")
				w.trend("dan", 12, incident.TrendBetter)
			},
		},
		{
			name: "others said so before, and that is when the three minutes began", at: 11,
			want: "divergent-belief/trend whisper ben dan",
			happen: func(w *world) {
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 8, incident.TrendBetter)
				w.trend("dan", 10, incident.TrendBetter)
			},
		},
		{
			name: "they follow within two minutes", at: 11,
			happen: func(w *world) {
				m := w.say("ben", 0.5, "db errors here")
				w.trend("ben", 7, incident.TrendWorse)
				w.trend("cara", 8, incident.TrendBetter)
				w.reply("ben", 10, m, "more of them")
			},
		},
		{
			name: "the same words", at: 11,
			happen: func(w *world) {
				m := w.say("ben", 0.5, "db errors here")
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 8, incident.TrendWorse)
				w.reply("ben", 10, m, "more of them")
			},
		},
		{
			name: "the first word is too old to be relied on", at: 30,
			happen: func(w *world) {
				m := w.say("ben", 0.5, "db errors here")
				w.trend("ben", 1, incident.TrendWorse)
				w.trend("cara", 28, incident.TrendBetter)
				w.reply("ben", 29, m, "more of them")
			},
		},
	})
}
