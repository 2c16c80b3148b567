package commonground

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

var people = []string{"ana", "ben", "cara", "dan", "sre-agent", "alerts"}

// drawWorld makes an incident out of random events; everything it draws may
// refer to things that are closed, merged or unknown.
func drawWorld(t *rapid.T, tb testing.TB) (*world, float64) {
	w := newWorld(tb)
	w.join("sre-agent", 0, incident.AI)
	w.join("alerts", 0, incident.Bot)
	minute := 1.0
	for range rapid.IntRange(1, 60).Draw(t, "events") {
		minute += rapid.SampledFrom([]float64{0, 0.2, 1, 3, 9, 31}).Draw(t, "minutes later")
		drawEvent(t, w, minute)
	}
	return w, minute
}

func drawText(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"the deploy", "old hosts fail too", "a line\nand another  one", strings.Repeat("wörter ohne ende ", 30),
		"@ana look", "wait, what?", "just a blip", "we agreed on zoom", "what's the impact?", "ben: well?", "x", "<@dan> \"quoted\" — ok?",
	}).Draw(t, "text")
}

func draw[T ~string](t *rapid.T, letter string, n int) T {
	ids := []T{T(letter + "99")}
	for i := range n {
		ids = append(ids, T(letter+string(rune('1'+i))))
	}
	return rapid.SampledFrom(ids[min(1, len(ids)-1):]).Draw(t, letter)
}

func drawEvent(t *rapid.T, w *world, minute float64) {
	who := rapid.SampledFrom(people).Draw(t, "who")
	other := incident.PersonID(rapid.SampledFrom(people).Draw(t, "other"))
	text := incident.Say(drawText(t))
	later := at(minute + rapid.SampledFrom([]float64{1, 12, 45}).Draw(t, "until"))
	h := draw[incident.HypothesisID](t, "H", min(w.s.Counts.Hypotheses, 9))
	id := w.say(who, minute, text.String())
	w.read(id, incident.Reading{Confidence: rapid.SampledFrom([]int{40, 90}).Draw(t, "confidence"), Acts: []incident.Act{incident.ActObservation}, About: h})
	events := []incident.Event{
		incident.ImpactStated{What: text},
		incident.TrendStated{Trend: rapid.SampledFrom([]incident.Trend{"better", "worse", "same"}).Draw(t, "trend")},
		incident.ObservationNoted{What: text},
		incident.DecisionMade{What: text},
		incident.QuestionAsked{ID: w.s.NextQuestion(), What: text, Of: other, Request: minute > 20},
		incident.QuestionAsked{ID: w.s.NextQuestion(), What: text, About: h},
		incident.QuestionAnswered{ID: draw[incident.QuestionID](t, "Q", min(w.s.Counts.Questions, 9))},
		incident.AnnouncementMade{ID: w.s.NextAnnouncement(), Where: "mail", What: text, RestsOn: h},
		incident.GuardSet{ID: w.s.NextGuard(), What: text, Target: text, Until: later},
		incident.LinkNoted{Link: incident.Link{URL: text}},
		incident.HypothesisRaised{ID: w.s.NextHypothesis(), Statement: text, Confidence: rapid.SampledFrom([]int{40, 90}).Draw(t, "sure")},
		incident.HypothesisRaised{ID: w.s.NextHypothesis(), Statement: text, Confidence: 90},
		incident.HypothesisMerged{From: h, Into: "H1"},
		incident.HypothesisStatusSet{ID: h, Status: rapid.SampledFrom([]incident.Status{"refuted", "parked", "confirmed", "live"}).Draw(t, "status"), Why: text},
		incident.LineClaimed{ID: w.s.NextLine(), Holder: other, What: text, Hypothesis: h, Until: later},
		incident.LineReleased{ID: draw[incident.LineID](t, "L", min(w.s.Counts.Lines, 9)), Why: "done"},
		incident.EvidenceAdded{ID: w.s.NextEvidence(), What: text, Weighed: incident.Weighed{
			Bearings: []incident.Bearing{{Hypothesis: h, Consistency: rapid.SampledFrom([]incident.Consistency{-2, -1, 1, 2}).Draw(t, "c")}}, Credibility: 80,
		}},
		incident.EvidenceAddressed{ID: draw[incident.EvidenceID](t, "E", min(w.s.Counts.Evidence, 9)), How: "reply"},
		incident.CheckPlanned{ID: w.s.NextCheck(), What: text, Separates: []incident.HypothesisID{h, "H1"}, Cost: 2 * time.Minute},
		incident.InterventionProposed{ID: w.s.NextIntervention(), What: text},
		incident.InterventionStarted{ID: w.s.NextIntervention(), Actor: other, Kind: incident.Mitigation, What: text, RestsOn: h, Expect: text, ExpectBy: later},
		incident.InterventionStarted{ID: w.s.NextIntervention(), Actor: other, Kind: incident.Diagnostic, What: text},
		incident.InterventionObserved{ID: draw[incident.InterventionID](t, "I", min(w.s.Counts.Interventions, 9)), Helped: "no", What: text},
		incident.WaitDeclared{ID: w.s.NextWait(), What: text, Until: later},
		incident.WaitEnded{ID: draw[incident.WaitID](t, "W", min(w.s.Counts.Waits, 9)), Why: "said"},
		incident.RoleSet{Role: incident.Commander, Who: other},
		incident.RoleSet{Role: incident.Commander, Who: other, Offer: true},
		incident.LineClaimed{ID: draw[incident.LineID](t, "L", min(w.s.Counts.Lines, 9)), Holder: other, Offer: true},
		incident.InterventionExpected{ID: draw[incident.InterventionID](t, "I", min(w.s.Counts.Interventions, 9)), StandsUntil: later},
		incident.MessageDeleted{ID: id},
		incident.ReadingRetracted{Message: id, Why: "corrected"},
		incident.Left{Who: other},
		incident.BriefGiven{Who: other, Kind: "return"},
		incident.CardShown{Digest: "x"},
		incident.PhaseSet{Phase: incident.Mitigating},
	}
	w.do(incident.PersonID(who), minute, id, rapid.SampledFrom(events).Draw(t, "event"))
}

// TestEveryText proves what holds of every text in every incident: its bounds,
// that no explanation stands alone, the words that never appear, that nobody is
// told what they said, and that the same state gives the same words.
func TestEveryText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, minute := drawWorld(rt, t)
		v := w.view()
		now := at(minute + rapid.SampledFrom([]float64{0, 5, 40, 1500}).Draw(rt, "looked at"))
		next := now.Add(15 * time.Minute)
		card := NewCard(v, now, next)
		checkText(rt, "the card", card.Text(), 20)
		checkText(rt, "the brief", WhatsGoingOn(v, now, next).Text(), 12)
		if card.Text() != NewCard(v, now, next).Text() || card.Digest() != NewCard(v, now, now).Digest() {
			rt.Error("the same card twice is not the same")
		}
		for _, p := range append(people, "eve") {
			b, ok := BriefFor(v, incident.PersonID(p), now, next)
			if !ok {
				continue
			}
			checkText(rt, "the brief for "+p, b.Text(), 10)
			for _, l := range b.Lines {
				if l.Who == p && l.Label != labelLive && l.Label != labelConfirmed && l.Label != labelRuledOut && l.Label != labelCorrect {
					rt.Errorf("%s is told what they said: %+v", p, l)
				}
			}
		}
		for _, o := range v.S.Offers {
			b := Handover(v, o, now, next)
			checkText(rt, "what "+string(o.Who)+" is handed", b.Text(), 10)
			for _, l := range b.Lines {
				if l.By == o.Who && l.Label != labelCorrect && l.Label != labelLive {
					rt.Errorf("%s is told what they said: %+v", o.Who, l)
				}
			}
		}
		since := at(rapid.Float64Range(0, minute).Draw(rt, "since"))
		if st, ok := StatusSince(v, since, now, next); ok {
			checkText(rt, "the status", st.Text(), 12)
			for _, l := range st.Changes {
				if !l.At.After(since) {
					rt.Errorf("the status since %v tells of %v: %v", since, l.At, l.Words)
				}
			}
		}
		found := Findings(v, now)
		for i, f := range found {
			checkFinding(rt, f, now)
			if i > 0 && found[i-1].Priority < f.Priority {
				rt.Error("findings are not in order")
			}
			if slices.ContainsFunc(found[:i], func(o incident.Finding) bool { return o.Key == f.Key }) {
				rt.Errorf("%s twice", f.Key)
			}
		}
	})
}

// TestNext proves that between now and Next nothing begins, ends or goes stale,
// so that a bot which sleeps until then misses nothing.
func TestNext(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, minute := drawWorld(rt, t)
		v, now := w.view(), at(minute)
		for range 4 {
			next, ok := Next(v, now)
			if ok && !next.After(now) {
				rt.Fatalf("next is %v, now is %v", next, now)
			}
			end := now.Add(5 * time.Hour)
			if ok {
				end = next
			}
			was, card := keys(v, now), NewCard(v, now, now).Digest()
			for i := range 6 {
				between := now.Add(end.Sub(now) / 6 * time.Duration(i))
				if got := keys(v, between); got != was {
					rt.Fatalf("at %v: %s\nat %v: %s\nnext is %v", now, was, between, got, next)
				}
				if NewCard(v, between, between).Digest() != card {
					rt.Fatalf("the card changes between %v and %v, at %v:\n%s\n%s", now, next, between, NewCard(v, now, now).Text(), NewCard(v, between, between).Text())
				}
			}
			if !ok {
				return
			}
			now = next
		}
	})
}

func keys(v View, now time.Time) string {
	var all []string
	for _, f := range Findings(v, now) {
		all = append(all, string(f.Key))
	}
	return strings.Join(all, " ")
}

// TestNextEnds proves that time alone does not keep a closed incident awake.
func TestNextEnds(t *testing.T) {
	w := newWorld(t)
	busy(w)
	if _, ok := Next(w.view(), at(46)); !ok {
		t.Error("nothing is due in a busy incident")
	}
	w.do("ana", 50, "", incident.Closed{})
	if next, ok := Next(w.view(), at(50)); ok {
		t.Errorf("a closed incident wakes at %v", next)
	}
	if f := Findings(w.view(), at(60)); f != nil {
		t.Errorf("a closed incident has findings: %v", f)
	}
}
