package commonground

import "testing"

func TestSurprise(t *testing.T) {
	runDetector(t, "surprise", []detectorCase{
		{
			name: "two are surprised", at: 9, want: "surprise/channel whisper cara dan ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				w.start("ben", 2, "rolled back checkout", "", "", 30)
				w.say("cara", 5, "wait, I thought we had paused that")
				w.say("dan", 9, "who did that??")
			},
			text: `Not everybody knew what was done. Newest change: "rolled back checkout" (ben, 14:02). What else is news to somebody?`,
		},
		{name: "one is", at: 9, happen: func(w *world) { w.say("cara", 5, "wait, I thought we had paused that") }},
		{
			name: "a quarter of an hour apart", at: 20,
			happen: func(w *world) {
				w.say("cara", 5, "wait, I thought we had paused that")
				w.say("dan", 20, "who did that??")
			},
		},
		{
			name: "they ask it of the system", at: 9,
			happen: func(w *world) {
				w.say("cara", 5, "since when are errors up?")
				w.say("dan", 9, "who is affected by that, and when did the alerts begin?")
			},
		},
		{
			name: "pasted", at: 9,
			happen: func(w *world) { w.say("cara", 5, "> wait, what"); w.say("dan", 9, "`who did that`") },
		},
	})
}
