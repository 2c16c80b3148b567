package commonground

import (
	"testing"

	"bearings/incident"
)

func TestEverythingButThis(t *testing.T) {
	both := func(w *world) {
		h, _ := w.raise("ana", 1, "the certificate")
		m := w.say("ben", 3, "I think it is the certificate too")
		w.read(m, incident.Reading{Acts: []incident.Act{incident.ActHypothesis}, About: h, Claims: []incident.Claim{{Hypothesis: h}}})
	}
	change := func(w *world) {
		w.from("ana", 3, "let's fail over to berlin", incident.InterventionProposed{ID: "I1", What: incident.Say("fail over to berlin")})
		w.read(w.say("ben", 4, "berlin would work"), incident.Reading{
			Acts: []incident.Act{incident.ActIntervention}, Intervention: &incident.Changing{Phase: incident.Proposed, What: incident.Say("go to berlin")},
		})
	}
	runDetector(t, "everything-but-this", []detectorCase{
		{
			name: "two spoke for it and nobody took it", at: 20, want: "everything-but-this/H1 whisper dan",
			happen: func(w *world) { w.lead("dan", 0); both(w) },
			text:   "ana and ben both spoke for H1 (the certificate), and nobody has it. Who takes it, or what speaks against it?",
		},
		{
			name: "a change that two want", at: 20, want: "everything-but-this/I1 whisper dan",
			happen: func(w *world) { w.lead("dan", 0); change(w) },
		},
		{name: "too soon", at: 15.9, happen: func(w *world) { w.lead("dan", 0); both(w) }},
		{name: "one voice", at: 20, happen: func(w *world) { w.lead("dan", 0); w.raise("ana", 1, "the certificate") }},
		{name: "somebody has it", at: 20, happen: func(w *world) { w.lead("dan", 0); both(w); w.claim("cara", 5, "the certificate", "H1", 30) }},
		{name: "something was found", at: 20, happen: func(w *world) { w.lead("dan", 0); both(w); w.evidence("cara", 5, "it is valid", "H1", -2) }},
		{
			name: "a check is planned", at: 20,
			happen: func(w *world) {
				w.lead("dan", 0)
				both(w)
				w.do("cara", 5, "", incident.CheckPlanned{ID: "C1", What: incident.Say("openssl"), Separates: []incident.HypothesisID{"H1"}})
			},
		},
		{name: "it gets better", at: 20, happen: func(w *world) { w.lead("dan", 0); both(w); w.trend("ana", 18, incident.TrendBetter) }},
		{name: "the change was decided on", at: 20, happen: func(w *world) {
			w.lead("dan", 0)
			change(w)
			w.do("dan", 9, "", incident.DecisionMade{What: incident.Say("no")})
		}},
		{name: "one person wants a change", at: 20, happen: func(w *world) {
			w.lead("dan", 0)
			w.do("ana", 3, "", incident.InterventionProposed{ID: "I1", What: incident.Say("fail over to berlin")})
		}},
	})
}
