package commonground

import (
	"testing"

	"bearings/incident"
)

func TestSideChannel(t *testing.T) {
	elsewhere := func(w *world) { w.say("ben", 5, "cara and I talked about it on a call") }
	runDetector(t, "side-channel", []detectorCase{
		{
			name: "talked elsewhere", at: 7, want: "side-channel/" + string(incident.MessageIDAt(at(5))) + " whisper ben",
			happen: func(w *world) { w.s.Seq -= w.s.Seq % 1000; elsewhere(w) },
			text:   "What came out of the talk of 14:05 that was not held here, in one line for the others?",
		},
		{name: "they may still write it", at: 6.9, happen: func(w *world) { elsewhere(w) }},
		{name: "a while ago", at: 20, happen: func(w *world) { elsewhere(w) }},
		{
			name: "they said what came of it", at: 7,
			happen: func(w *world) {
				elsewhere(w)
				w.read(w.say("ben", 6, "so: we roll back"), incident.Reading{Acts: []incident.Act{incident.ActDecision}})
			},
		},
		{
			name: "the same message says it", at: 7,
			happen: func(w *world) {
				w.read(w.say("ben", 5, "cara and I talked on zoom and decided to roll back"), incident.Reading{Acts: []incident.Act{incident.ActDecision}})
			},
		},
		{name: "the thing that is broken is called so", at: 7, happen: func(w *world) { w.say("ben", 5, "the zoom integration is down for everybody") }},
		{name: "they decided to call somebody", at: 7, happen: func(w *world) { w.say("ben", 5, "we decided to call the vendor") }},
		{
			name: "deleted", at: 7,
			happen: func(w *world) { elsewhere(w); w.do("ben", 6, "", incident.MessageDeleted{ID: w.x.cues[0].id}) },
		},
	})
}
