package commonground

import (
	"testing"

	"bearings/incident"
)

func TestJoinerRepeat(t *testing.T) {
	known := func(w *world) { w.lead("ana", 1); w.impact("ben", 2, "EU customers cannot pay") }
	runDetector(t, "joiner-repeat", []detectorCase{
		{
			name: "three ask for what is known", at: 13, want: "joiner-repeat/eve whisper eve",
			happen: func(w *world) {
				known(w)
				w.say("dan", 8, "who is affected?")
				w.say("cara", 9, "what's the impact here?")
				w.join("eve", 10, incident.Human)
				w.say("eve", 12, "who is leading?")
			},
			text: "What is known of that stands on the card. Shall I bring you up to date?",
		},
		{
			name: "nobody has said it yet", at: 13,
			happen: func(w *world) {
				w.say("dan", 8, "who is affected?")
				w.say("cara", 9, "what's the impact here?")
				w.say("ben", 12, "who is leading?")
			},
		},
		{name: "two only", at: 13, happen: func(w *world) { known(w); w.say("dan", 8, "who is affected?"); w.say("cara", 9, "who is leading?") }},
		{
			name: "over more than a quarter of an hour", at: 24,
			happen: func(w *world) {
				known(w)
				w.say("dan", 8, "who is affected?")
				w.say("cara", 9, "who is leading?")
				w.say("ben", 23.5, "what's the impact?")
			},
		},
		{
			name: "questions about the matter", at: 13,
			happen: func(w *world) {
				known(w)
				w.say("dan", 8, "who restarted the node in march?")
				w.say("cara", 9, "which hosts have the new kernel?")
				w.say("ben", 10, "what does the log say?")
			},
		},
	})
}
