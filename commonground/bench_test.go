package commonground

import (
	"fmt"
	"testing"

	"bearings/incident"
)

// long is an incident of ten thousand messages by fifty responders, a third of
// which do something.
func long(b testing.TB) (*world, float64) {
	w := newWorld(b)
	w.lead("p1", 0)
	minute := 0.0
	for i := range 10000 {
		minute += 0.07
		who := fmt.Sprintf("p%d", i*7%50)
		id := w.say(who, minute, "some words about the problem, as people write them")
		var about incident.HypothesisID
		if n := len(w.s.Live()); n > 0 {
			about = w.s.Live()[i%n].ID
		}
		w.read(id, incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: about})
		longEvent(w, i, who, minute, id, about)
	}
	return w, minute
}

func longEvent(w *world, i int, who string, minute float64, id incident.MessageID, about incident.HypothesisID) {
	by, text := incident.PersonID(who), incident.Say(fmt.Sprintf("what was said in %d", i))
	switch i % 30 {
	case 0:
		if len(w.s.Live()) < 12 {
			w.do(by, minute, id, incident.HypothesisRaised{ID: w.s.NextHypothesis(), Statement: text, Confidence: 90})
		} else {
			w.do(by, minute, id, incident.HypothesisStatusSet{ID: w.s.Live()[0].ID, Status: incident.Refuted, Why: text})
		}
	case 3, 13:
		w.do(by, minute, id, incident.EvidenceAdded{ID: w.s.NextEvidence(), What: text, Weighed: incident.Weighed{
			Bearings: []incident.Bearing{{Hypothesis: about, Consistency: incident.Consistency(1 - 2*(i%2))}}, Credibility: 80,
		}})
	case 5:
		w.do(by, minute, id, incident.QuestionAsked{ID: w.s.NextQuestion(), What: text, Of: "p3", Request: i%60 == 5})
	case 7:
		w.do(by, minute, id, incident.QuestionAnswered{ID: incident.QuestionID(fmt.Sprintf("Q%d", max(1, w.s.Counts.Questions-8)))})
	case 9:
		w.do(by, minute, id, incident.LineClaimed{ID: w.s.NextLine(), Holder: by, What: text, Hypothesis: about, Until: at(minute + 15)})
		if n := len(w.s.Lines); n > 10 {
			w.do(by, minute, id, incident.LineReleased{ID: w.s.Lines[0].ID, Why: "done"})
		}
	case 11:
		w.do(by, minute, id, incident.InterventionStarted{ID: w.s.NextIntervention(), Actor: by, What: text, RestsOn: about, ExpectBy: at(minute + 10)})
		w.do(by, minute, id, incident.InterventionObserved{ID: incident.InterventionID(fmt.Sprintf("I%d", max(1, w.s.Counts.Interventions-3))), Helped: "no"})
	case 15:
		w.do(by, minute, id, incident.ImpactStated{What: text})
	case 17:
		w.do(by, minute, id, incident.ObservationNoted{What: text})
	case 19:
		w.do(by, minute, id, incident.CheckPlanned{ID: w.s.NextCheck(), What: text, Separates: []incident.HypothesisID{about}})
	case 21:
		if i%300 > 30 {
			return
		}
		w.do(by, minute, id, incident.AnnouncementMade{ID: w.s.NextAnnouncement(), What: text, RestsOn: about})
	case 23:
		w.do(incident.Bearings, minute, id, incident.CardShown{Digest: "x"})
	}
}

func BenchmarkCard(b *testing.B) {
	w, minute := long(b)
	v := w.view()
	b.ReportAllocs()
	for b.Loop() {
		NewCard(v, at(minute), at(minute))
	}
}

func BenchmarkBrief(b *testing.B) {
	w, minute := long(b)
	v := w.view()
	b.ReportAllocs()
	for b.Loop() {
		_ = WhatsGoingOn(v, at(minute), at(minute)).Text()
	}
}

func BenchmarkBriefFor(b *testing.B) {
	w, minute := long(b)
	v := w.view()
	b.ReportAllocs()
	for b.Loop() {
		BriefFor(v, "ana", at(minute), at(minute))
	}
}

func BenchmarkFindings(b *testing.B) {
	w, minute := long(b)
	v := w.view()
	b.Logf("%d findings", len(Findings(v, at(minute))))
	b.ReportAllocs()
	for b.Loop() {
		Findings(v, at(minute))
	}
}

func BenchmarkNext(b *testing.B) {
	w, minute := long(b)
	v := w.view()
	b.ReportAllocs()
	for b.Loop() {
		Next(v, at(minute))
	}
}

func BenchmarkExposure(b *testing.B) {
	w, minute := long(b)
	e := incident.Entry{At: at(minute), By: "p4", Event: incident.MessagePosted{
		ID: "m", Author: "p4", Kind: incident.Human, At: at(minute), Text: incident.Say("@p5 some words about the problem"),
	}}
	b.ReportAllocs()
	for b.Loop() {
		w.x.Apply(e, &w.s)
	}
}
