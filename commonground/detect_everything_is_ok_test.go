package commonground

import (
	"testing"

	"bearings/incident"
)

func TestEverythingIsOK(t *testing.T) {
	nothing := func(w *world) { w.say("ben", 3, "probably just a blip"); w.say("cara", 8, "monitoring glitch I'd say") }
	report := func(w *world, minute float64, text string) {
		w.join("support", 0, incident.Guest)
		w.read(w.say("support", minute, text), incident.Reading{Acts: []incident.Act{incident.ActObservation}, Observation: incident.Say(text)})
	}
	runDetector(t, "everything-is-ok", []detectorCase{
		{
			name: "twice called nothing", at: 9, want: "everything-is-ok/dismissed whisper ana",
			happen: func(w *world) { w.lead("ana", 0); nothing(w) },
			text:   "At 14:03 and at 14:08 it was taken to be nothing. Who has tried it from outside our network?",
		},
		{name: "nobody leads: who said so", at: 9, want: "everything-is-ok/dismissed whisper ben", happen: func(w *world) { nothing(w) }},
		{name: "once", at: 9, happen: func(w *world) { w.say("ben", 3, "probably just a blip") }},
		{name: "long ago", at: 34, happen: func(w *world) { nothing(w) }},
		{name: "denied", at: 9, happen: func(w *world) {
			w.say("ben", 3, "this is not just a blip")
			w.say("cara", 8, "it's a monitoring glitch?")
		}},
		{
			name: "with a graph", at: 9,
			happen: func(w *world) {
				w.say("ben", 3, "probably just a blip")
				id := incident.MessageIDAt(at(8))
				w.do("cara", 8, "", incident.MessagePosted{
					ID: id, Author: "cara", Kind: incident.Human, At: at(8), Text: incident.Say("monitoring glitch, see https://g.example/1"),
					Links: []incident.Link{{URL: incident.Say("https://g.example/1")}},
				})
			},
		},
		{name: "somebody said since how it is", at: 10, happen: func(w *world) { nothing(w); w.trend("dan", 9, incident.TrendWorse) }},
		{
			name: "reports go on after it was called resolved", at: 15, want: "everything-is-ok/outside whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				w.trend("ben", 5, incident.TrendResolved)
				report(w, 9, "cannot pay")
				report(w, 12, "still fails here")
			},
			text: `2 reports from outside since "resolved" at 14:05. Who has tried it from outside our network?`,
		},
		{name: "one report", at: 15, happen: func(w *world) {
			w.lead("ana", 0)
			w.trend("ben", 5, incident.TrendResolved)
			report(w, 9, "cannot pay")
		}},
		{name: "reports of before", at: 15, happen: func(w *world) {
			w.lead("ana", 0)
			report(w, 3, "cannot pay")
			report(w, 4, "me neither")
			w.trend("ben", 5, incident.TrendResolved)
		}},
		{
			name: "machines report the end", at: 15,
			happen: func(w *world) {
				w.lead("ana", 0)
				w.trend("ben", 5, incident.TrendResolved)
				report(w, 9, incident.ReportedOver+"5xx high")
				report(w, 12, incident.ReportedOver+"latency high")
			},
		},
	})
}
