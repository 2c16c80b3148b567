package hypotheses

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

// room is a small incident to which a test adds one event after another.
type room struct {
	t *testing.T
	s incident.State
	l Ledger
}

// newRoom opens an incident with two hypotheses at minute 0.
func newRoom(t *testing.T) *room {
	r := &room{t: t}
	r.at(0, "", incident.Opened{Channel: "C1", Severity: incident.SEV2})
	r.at(0, "", incident.Configured{Settings: incident.DefaultSettings()})
	r.at(0, "", incident.HypothesisRaised{ID: "H1", Confidence: 100})
	r.at(0, "", incident.HypothesisRaised{ID: "H2", Confidence: 100})
	return r
}

func (r *room) at(minute int, source incident.MessageID, ev incident.Event) {
	r.t.Helper()
	r.by("ana", minute, source, ev)
}

// by feeds an event of somebody.
func (r *room) by(who incident.PersonID, minute int, source incident.MessageID, ev incident.Event) {
	r.t.Helper()
	e := incident.Entry{Seq: r.s.Seq + 1, At: start.Add(time.Duration(minute) * time.Minute), By: who, Source: source, Event: ev}
	if err := r.s.Apply(e); err != nil {
		r.t.Fatal(err)
	}
	r.l.Apply(e, &r.s)
}

// say lets somebody write about a hypothesis, and returns the message.
func (r *room) say(minute int, who incident.PersonID, about incident.HypothesisID) incident.MessageID {
	r.t.Helper()
	return r.sayAs(minute, who, incident.Human, incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: about, Confidence: 90})
}

func (r *room) sayAs(minute int, who incident.PersonID, kind incident.Kind, reading incident.Reading) incident.MessageID {
	r.t.Helper()
	id := incident.MessageID(fmt.Sprintf("%s-%d-%d", who, minute, r.s.Seq))
	r.at(minute, id, incident.MessagePosted{ID: id, Author: who, Kind: kind, At: start.Add(time.Duration(minute) * time.Minute)})
	r.at(minute, id, incident.MessageRead{Message: id, Reading: reading})
	return id
}

// effort returns the decayed milli-person-minutes on a hypothesis.
func (r *room) effort(h incident.HypothesisID, minute int) int {
	for _, s := range r.l.Shares(&r.s, minuteAt(minute)) {
		if s.Hypothesis == h {
			return s.Effort
		}
	}
	return 0
}

func (r *room) wantEffort(h incident.HypothesisID, minute, want int) {
	r.t.Helper()
	if got := r.effort(h, minute); got != want {
		r.t.Errorf("effort on %s at %d is %d, want %d", h, minute, got, want)
	}
}

func TestEffortOfAMinute(t *testing.T) {
	line := func(r *room) {
		r.by("bo", 0, "", incident.LineClaimed{ID: "L1", Holder: "bo", Hypothesis: "H2", Until: start.Add(time.Hour)})
	}
	change := func(r *room) {
		r.at(0, "", incident.InterventionStarted{ID: "I1", Actor: "bo", Kind: incident.Diagnostic, RestsOn: "H1"})
	}
	for _, test := range []struct {
		name   string
		do     func(*room)
		h1, h2 int
	}{
		{"a message", func(r *room) { r.say(0, "bo", "H1") }, 1000, 0},
		{"two messages about one thing", func(r *room) { r.say(0, "bo", "H1"); r.say(0, "bo", "H1") }, 1000, 0},
		{"messages about two things", func(r *room) { r.say(0, "bo", "H1"); r.say(0, "bo", "H2") }, 500, 500},
		{"two of three", func(r *room) { r.say(0, "bo", "H1"); r.say(0, "bo", "H2"); r.say(0, "bo", "H1") }, 666, 333},
		{"two people", func(r *room) { r.say(0, "bo", "H1"); r.say(0, "cy", "H1") }, 2000, 0},
		{"a message goes before a line", func(r *room) { line(r); r.say(0, "bo", "H1") }, 1000, 0},
		{"a change goes before a line", func(r *room) { line(r); change(r) }, 1000, 0},
		{"a message goes before a change", func(r *room) { change(r); r.say(0, "bo", "H2") }, 0, 1000},
		{"a line alone", line, 0, 1000},
		{"half of it cannot be placed", func(r *room) { r.say(0, "bo", "H1"); r.say(0, "bo", "") }, 500, 0},
		{"a message that cannot be placed goes before a line", func(r *room) { line(r); r.say(0, "bo", "") }, 0, 0},
		{"off topic leaves the line", func(r *room) {
			line(r)
			r.sayAs(0, "bo", incident.Human, incident.Reading{OffTopic: true, About: "H1", Confidence: 90})
		}, 0, 1000},
		{"an uncertain reading is not guessed", func(r *room) {
			r.sayAs(0, "bo", incident.Human, incident.Reading{About: "H1", Confidence: 59})
		}, 0, 0},
		{"a confirmed one counts", func(r *room) {
			id := r.sayAs(0, "bo", incident.Human, incident.Reading{About: "H1", Confidence: 59})
			r.at(0, "", incident.ReadingConfirmed{Message: id})
		}, 1000, 0},
		{"a bot", func(r *room) { r.sayAs(0, "bot", incident.Bot, incident.Reading{About: "H1", Confidence: 90}) }, 0, 0},
		{"a guest", func(r *room) { r.sayAs(0, "gus", incident.Guest, incident.Reading{About: "H1", Confidence: 90}) }, 0, 0},
		{"an AI responder", func(r *room) { r.sayAs(0, "sre", incident.AI, incident.Reading{About: "H1", Confidence: 90}) }, 1000, 0},
		{"a bot that holds a line", func(r *room) {
			r.at(0, "", incident.Joined{Who: "bot", Kind: incident.Bot})
			r.at(0, "", incident.LineClaimed{ID: "L1", Holder: "bot", Hypothesis: "H1", Until: start.Add(time.Hour)})
		}, 0, 0},
		{"a proposal is no work", func(r *room) {
			r.at(0, "", incident.InterventionProposed{ID: "I1", RestsOn: "H1"})
		}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRoom(t)
			test.do(r)
			r.wantEffort("H1", 0, test.h1)
			r.wantEffort("H2", 0, test.h2)
		})
	}
}

// TestEffortEnds proves how long each kind of work counts.
func TestEffortEnds(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*room)
		last int // the last minute with somebody on H1
	}{
		{"a message carries on for five minutes", func(r *room) { r.say(0, "bo", "H1") }, 5},
		{"a change for fifteen", func(r *room) {
			r.at(0, "", incident.InterventionStarted{ID: "I1", Actor: "bo", Kind: incident.Diagnostic, RestsOn: "H1"})
		}, 14},
		{"or until its effect is seen", func(r *room) {
			r.at(0, "", incident.InterventionStarted{ID: "I1", Actor: "bo", Kind: incident.Diagnostic, RestsOn: "H1"})
			r.at(8, "", incident.InterventionObserved{ID: "I1", Helped: "no"})
		}, 7},
		{"or until it is undone", func(r *room) {
			r.at(0, "", incident.InterventionStarted{ID: "I1", Actor: "bo", Kind: incident.Diagnostic, RestsOn: "H1"})
			r.at(6, "", incident.InterventionReverted{ID: "I1"})
		}, 5},
		{"not until it is carried out", func(r *room) {
			r.at(0, "", incident.InterventionStarted{ID: "I1", Actor: "bo", Kind: incident.Diagnostic, RestsOn: "H1"})
			r.at(6, "", incident.InterventionFinished{ID: "I1"})
		}, 14},
		{"a line to the end of its time box", func(r *room) {
			r.at(0, "", incident.LineClaimed{ID: "L1", Holder: "bo", Hypothesis: "H1", Until: start.Add(20 * time.Minute)})
			r.at(20, "", incident.LineExpired{ID: "L1"})
		}, 19},
		{"or until it is released", func(r *room) {
			r.at(0, "", incident.LineClaimed{ID: "L1", Holder: "bo", Hypothesis: "H1", Until: start.Add(20 * time.Minute)})
			r.at(9, "", incident.LineReleased{ID: "L1", Why: "done"})
		}, 8},
		{"or longer, if renewed", func(r *room) {
			r.at(0, "", incident.LineClaimed{ID: "L1", Holder: "bo", Hypothesis: "H1", Until: start.Add(10 * time.Minute)})
			r.at(9, "", incident.LineRenewed{ID: "L1", Until: start.Add(25 * time.Minute)})
		}, 24},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRoom(t)
			test.do(r)
			for k := range 40 {
				if got, want := len(r.l.OnHypothesis("H1", minuteAt(k))) > 0, k <= test.last; got != want {
					t.Errorf("somebody on H1 at %d: %v, want %v", k, got, want)
				}
			}
		})
	}
}

// TestEffortHalves proves that effort counts half after fifteen minutes.
func TestEffortHalves(t *testing.T) {
	r := newRoom(t)
	r.by("bo", 0, "", incident.LineClaimed{ID: "L1", Holder: "bo", Hypothesis: "H1", Until: start.Add(time.Minute)})
	r.wantEffort("H1", 0, 1000)
	r.wantEffort("H1", 15, 499) // rounded down
	r.wantEffort("H1", 30, 249)
}

// TestRetracted proves that a reading taken back counts as never made, whatever
// came of it.
func TestRetracted(t *testing.T) {
	against := incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{Credibility: 80, Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: -2}}}}
	for _, test := range []struct {
		name string
		do   func(r *room, id incident.MessageID)
	}{
		{"effort", func(*room, incident.MessageID) {}},
		{"a contradiction", func(r *room, id incident.MessageID) { r.at(20, id, against) }},
		{"an answered contradiction", func(r *room, id incident.MessageID) {
			r.at(20, id, against)
			r.at(21, "", incident.EvidenceAddressed{ID: "E1"})
		}},
		{"a result", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{
				Credibility: 80, Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: 2}},
			}})
		}},
		{"a wait", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.WaitDeclared{ID: "W1", Until: start.Add(time.Hour)})
		}},
		{"a mitigation", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.InterventionStarted{ID: "I1", Actor: "cy", Kind: incident.Mitigation, RestsOn: "H2"})
		}},
		{"a line", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.LineClaimed{ID: "L1", Holder: "cy", Hypothesis: "H2", Until: start.Add(time.Hour)})
		}},
		{"a trend", func(r *room, id incident.MessageID) { r.at(20, id, incident.TrendStated{Trend: incident.TrendBetter}) }},
		{"a refutation", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.HypothesisStatusSet{ID: "H1", Status: incident.Refuted})
		}},
		{"a hypothesis", func(r *room, id incident.MessageID) {
			r.at(20, id, incident.HypothesisRaised{ID: "H3", Confidence: 90})
			r.at(22, "", incident.LineClaimed{ID: "L9", Holder: "dee", Until: start.Add(23 * time.Minute)})
		}},
	} {
		for _, late := range []int{25, 60} { // while near still holds it, and when it must be folded again
			t.Run(fmt.Sprintf("%s at %d", test.name, late), func(t *testing.T) {
				with, without := newRoom(t), newRoom(t)
				for _, r := range []*room{with, without} {
					for k := range 20 {
						r.say(k, "ana", "H1")
						r.say(k, "bo", "H1")
					}
				}
				before := with.l.Measure(&with.s, minuteAt(19))
				id := with.say(20, "cy", "H2")
				test.do(with, id)
				with.at(late, "", incident.ReadingRetracted{Message: id, Why: "corrected"})
				without.at(late, "", incident.NoteAdded{})
				if test.name == "a hypothesis" {
					without.at(22, "", incident.LineClaimed{ID: "L9", Holder: "dee", Until: start.Add(23 * time.Minute)})
				}
				if before.Leader != "H1" || before.Effort != 38000 {
					t.Fatalf("before: %+v", before)
				}
				for k := 15; k < late+10; k++ {
					got, want := answersAt(&with.s, &with.l, minuteAt(k)), answersAt(&without.s, &without.l, minuteAt(k))
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("minute %d:\n%+v, want\n%+v", k, got, want)
					}
				}
			})
		}
	}
}

// TestAnswerRetracted proves that a contradiction waits for an answer again
// when the answer is taken back.
func TestAnswerRetracted(t *testing.T) {
	r := newRoom(t)
	r.say(1, "ana", "H1")
	r.at(2, "", incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{Credibility: 80, Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: -2}}}})
	id := r.say(3, "bo", "H1")
	r.at(3, id, incident.EvidenceAddressed{ID: "E1", How: "reply"})
	if m := r.l.Measure(&r.s, minuteAt(4)); m.K != 0 || len(m.Contradictions) != 0 || m.Minutes != 1 {
		t.Errorf("answered: K %d, contradictions %d, T %d, want 0, 0, 1", m.K, len(m.Contradictions), m.Minutes)
	}
	r.at(5, "", incident.ReadingRetracted{Message: id})
	if m := r.l.Measure(&r.s, minuteAt(5)); m.K != 160 || len(m.Contradictions) != 1 || m.Minutes != 5 {
		t.Errorf("answer taken back: K %d, contradictions %d, T %d, want 160, 1, 5", m.K, len(m.Contradictions), m.Minutes)
	}
}

// TestCorrected proves that a person's reading takes the place of the scribe's.
func TestCorrected(t *testing.T) {
	r := newRoom(t)
	id := r.say(0, "bo", "H1")
	r.at(30, "", incident.ReadingCorrected{Message: id, Reading: incident.Reading{About: "H2", Confidence: 10}})
	r.wantEffort("H1", 0, 0)
	r.wantEffort("H2", 0, 1000)
}

// TestMerged proves that a merge gives what would have been had the two always
// been one.
func TestMerged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		severity := anySeverity(t)
		all := facts(t)
		var apart, one []fact
		for _, f := range all {
			if f.kind == "close" {
				continue // it may close the one and not the other
			}
			apart = append(apart, f)
			if f.about == 2 {
				f.about = 0
			}
			if f.c[0] == 0 {
				f.c[0] = f.c[2]
			}
			f.c[2] = 0
			one = append(one, f)
		}
		a, b := entriesOf(apart, severity), entriesOf(one, severity)
		b = slices.DeleteFunc(b, func(e incident.Entry) bool {
			ev, ok := e.Event.(incident.HypothesisRaised)
			return ok && ev.ID == "H3"
		})
		for i := range b {
			b[i].Seq = uint64(i + 1)
		}
		s1, l1 := fold(t, a)
		s2, l2 := fold(t, b)
		merged := incident.Entry{Seq: s1.Seq + 1, At: a[len(a)-1].At, Event: incident.HypothesisMerged{From: "H3", Into: "H1"}}
		if err := s1.Apply(merged); err != nil {
			t.Fatal(err)
		}
		l1.Apply(merged, s1)
		for k := 0; k < 20; k++ {
			now := merged.At.Add(time.Duration(k) * time.Minute)
			got, want := l1.Measure(s1, now), l2.Measure(s2, now)
			for _, m := range []*Measure{&got, &want} {
				m.Last = nil
				for i, it := range m.Contradictions {
					m.Contradictions[i] = &Item{ID: it.ID, Diagnosticity: it.Diagnosticity, AddressedAt: it.AddressedAt}
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%v:\n%+v, want\n%+v", now, got, want)
			}
			if got, want := l1.Shares(s1, now), l2.Shares(s2, now); !reflect.DeepEqual(got, want) {
				t.Fatalf("%v: %+v, want %+v", now, got, want)
			}
		}
	})
}

// TestMergedName proves that what names the alias afterwards means the other,
// and that the entry's own slices are left alone.
func TestMergedName(t *testing.T) {
	r := newRoom(t)
	given := []incident.Bearing{{Hypothesis: "H2", Consistency: 2}}
	r.at(1, "", incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{Credibility: 80, Bearings: given}})
	r.at(2, "", incident.HypothesisMerged{From: "H2", Into: "H1"})
	r.say(3, "bo", "H2")
	r.at(4, "", incident.EvidenceAdded{ID: "E2", Weighed: incident.Weighed{Credibility: 50, Bearings: given}})
	r.wantEffort("H1", 3, 1000)
	if got := len(r.l.For("H1")); got != 2 {
		t.Errorf("%d items for H1, want 2", got)
	}
	if given[0].Hypothesis != "H2" {
		t.Errorf("the entry's bearing now names %s", given[0].Hypothesis)
	}
}

// TestRefutedLeader proves that shares are over hypotheses that nobody ruled out
// or set aside: work on one that was confirmed goes on until it is better.
func TestRefutedLeader(t *testing.T) {
	r := newRoom(t)
	for k := range 5 {
		r.say(k, "ana", "H1")
		r.say(k, "bo", "H1")
		r.say(k, "cy", "H2")
	}
	if h, _ := r.l.Leader(&r.s, minuteAt(4)); h != "H1" {
		t.Errorf("leader %s, want H1", h)
	}
	for _, status := range []incident.Status{incident.Parked, incident.Live, incident.Refuted, incident.Confirmed} {
		r.at(5, "", incident.HypothesisStatusSet{ID: "H1", Status: status})
		want := incident.HypothesisID("H2")
		if status == incident.Live || status == incident.Confirmed {
			want = "H1"
		}
		if h, _ := r.l.Leader(&r.s, minuteAt(5)); h != want {
			t.Errorf("%s: leader %s, want %s", status, h, want)
		}
	}
	r.at(6, "", incident.HypothesisStatusSet{ID: "H1", Status: incident.Refuted})
	r.at(6, "", incident.HypothesisStatusSet{ID: "H2", Status: incident.Refuted})
	if h, ok := r.l.Leader(&r.s, minuteAt(6)); ok {
		t.Errorf("leader %s among none", h)
	}
	if m := r.l.Measure(&r.s, minuteAt(6)); m.Leader != "" || m.Flagged {
		t.Errorf("%+v", m)
	}
}

// TestLongAgo proves that what is older than is kept stays added up, and that
// after a gap of days the clocks begin anew while what speaks against it stays.
func TestLongAgo(t *testing.T) {
	r := newRoom(t)
	id := r.say(0, "bo", "H1")
	r.at(1, id, incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{Credibility: 80, Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: -2}}}})
	const days = 5 * 24 * 60
	r.say(days, "bo", "H1")
	if len(r.l.said) != 1 || len(r.l.marks) != 0 {
		t.Errorf("%d messages and %d marks are kept, want 1 and 0", len(r.l.said), len(r.l.marks))
	}
	m := r.l.Measure(&r.s, minuteAt(days))
	if m.K != 160 || m.Minutes != 0 || m.Effort != 0 {
		t.Errorf("K %d, T %d, F %d, want 160, 0, 0", m.K, m.Minutes, m.Effort)
	}
	r.at(days+1, "", incident.ReadingRetracted{Message: id})
	if m := r.l.Measure(&r.s, minuteAt(days+1)); m.K != 0 || len(m.Contradictions) != 0 {
		t.Errorf("taken back: K %d and %d contradictions, want none", m.K, len(m.Contradictions))
	}
}

// TestNothingKnown proves that a ledger that was told nothing says nothing.
func TestNothingKnown(t *testing.T) {
	var s incident.State
	var l Ledger
	got := answersAt(&s, &l, start)
	if _, ok := l.Leader(&s, start); ok || got[2] == true || got[4] == true || got[6] == true || got[8] == true {
		t.Errorf("%+v", got)
	}
}

// TestEveryEventTypeApplies proves that an event with nothing in it does no
// harm, whatever it is, before an incident is opened and after.
func TestEveryEventTypeApplies(t *testing.T) {
	events := []incident.Event{
		incident.Closed{},
		incident.Reopened{},
		incident.PhaseSet{},
		incident.SeveritySet{},
		incident.MessagePosted{},
		incident.MessageRead{},
		incident.ReadingConfirmed{},
		incident.ReadingCorrected{},
		incident.ReadingRetracted{},
		incident.TrendStated{},
		incident.ItemWithdrawn{},
		incident.HypothesisRaised{},
		incident.HypothesisStatusSet{},
		incident.HypothesisMerged{},
		incident.EvidenceAdded{},
		incident.EvidenceAddressed{},
		incident.LineClaimed{},
		incident.LineRenewed{},
		incident.LineReleased{},
		incident.InterventionStarted{},
		incident.InterventionExpected{},
		incident.InterventionFinished{},
		incident.InterventionReverted{},
		incident.InterventionObserved{},
		incident.WaitDeclared{},
		incident.WaitEnded{},
		incident.Opened{},
		incident.Configured{},
		incident.HypothesisMerged{From: "H7", Into: "H8"},
		incident.HypothesisStatusSet{ID: "H9"},
		incident.MessagePosted{ID: "m", Author: "bo", Kind: incident.Human, At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
		incident.WaitDeclared{ID: "W", Until: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
		incident.LineClaimed{ID: "L", Holder: "bo", Until: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	var s incident.State
	var l Ledger
	for round := range 2 {
		for _, ev := range events {
			e := incident.Entry{Seq: s.Seq + 1, At: start.Add(time.Duration(round) * 100 * time.Hour), Event: ev}
			if err := s.Apply(e); err != nil {
				t.Fatal(err)
			}
			l.Apply(e, &s)
			answersAt(&s, &l, e.At)
		}
	}
}
