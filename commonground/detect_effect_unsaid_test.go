package commonground

import (
	"testing"

	"bearings/incident"
)

func TestEffectUnsaid(t *testing.T) {
	runDetector(t, "effect-unsaid", []detectorCase{
		{
			name: "nobody said what it should do", at: 5, want: "effect-unsaid/I1 whisper ben",
			happen: func(w *world) { w.start("ben", 3, "restart the cache", "", "", 0) },
			text:   `What is "restart the cache" (I1) expected to do, and by when? I'll ask then.`,
		},
		{name: "they may still say it", at: 4.9, happen: func(w *world) { w.start("ben", 3, "restart the cache", "", "", 0) }},
		{name: "said what", at: 5, happen: func(w *world) { w.start("ben", 3, "restart the cache", "", "hits go up", 0) }},
		{name: "said when", at: 5, happen: func(w *world) { w.start("ben", 3, "restart the cache", "", "", 20) }},
		{
			name: "said it since", at: 5,
			happen: func(w *world) {
				i := w.start("ben", 3, "restart the cache", "", "", 0)
				w.do("ben", 4, "", incident.InterventionExpected{ID: i, Expect: incident.Say("hits go up"), ExpectBy: at(20)})
			},
		},
		{
			name: "waits for it", at: 5,
			happen: func(w *world) {
				w.start("ben", 3, "restart the cache", "", "", 0)
				w.do("ben", 3, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restart"), Until: at(15)})
			},
		},
		{name: "it gets better", at: 5, happen: func(w *world) {
			w.start("ben", 3, "restart the cache", "", "", 0)
			w.trend("cara", 4, incident.TrendBetter)
		}},
		{
			name: "it was seen what it did", at: 5,
			happen: func(w *world) {
				i := w.start("ben", 3, "restart the cache", "", "", 0)
				w.do("cara", 4, "", incident.InterventionObserved{ID: i, Helped: "no"})
			},
		},
		{name: "a look that changes nothing", at: 5, happen: func(w *world) {
			w.do("ben", 3, "", incident.InterventionStarted{ID: "I1", Actor: "ben", Kind: incident.Diagnostic, What: incident.Say("capture packets")})
		}},
		{name: "it may not have been meant as a change", at: 5, happen: func(w *world) { startAs(w, sureOfChange-1) }},
		{name: "it was surely a change", at: 5, want: "effect-unsaid/I1 whisper ben", happen: func(w *world) { startAs(w, sureOfChange) }},
		{name: "only proposed", at: 5, happen: func(w *world) {
			w.do("ben", 3, "", incident.InterventionProposed{ID: "I1", What: incident.Say("restart it")})
		}},
		{name: "its time is over", at: 13, happen: func(w *world) { w.start("ben", 3, "restart the cache", "", "", 0) }},
	})
}

// startAs has ben start a change in a message that was read with so much confidence.
func startAs(w *world, sure int) {
	id := w.say("ben", 3, "restarting the cache")
	w.read(id, incident.Reading{Acts: []incident.Act{incident.ActIntervention}, Confidence: sure})
	w.do("ben", 3, id, incident.InterventionStarted{ID: "I1", Actor: "ben", Kind: incident.Mitigation, What: incident.Say("restarting the cache")})
}
