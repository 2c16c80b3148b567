package hypotheses

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"bearings/incident"
)

// TestVagabondingRests proves what vagabonding names, and that each of its
// clauses is needed. Trace E has the minute in which it begins.
func TestVagabondingRests(t *testing.T) {
	wander := func(t *testing.T, people int, closed int, trend incident.Trend) *room {
		r := newRoom(t)
		for n := range 5 {
			h := incident.HypothesisID(fmt.Sprintf("H%d", n+3))
			r.at(5*n, "", incident.HypothesisRaised{ID: h})
			for k := 5 * n; k < 5*n+5; k++ {
				for p := range people {
					r.say(k, incident.PersonID(fmt.Sprintf("p%d", p)), h)
				}
			}
			if n < closed {
				r.find(5*n+4, 80, bears(string(h), -2))
				r.at(5*n+4, "", incident.HypothesisStatusSet{ID: h, Status: incident.Refuted})
			}
		}
		r.at(24, "", incident.TrendStated{Trend: trend})
		return r
	}
	r := wander(t, 2, 0, incident.TrendWorse)
	w, ok := r.l.Vagabonding(&r.s, minuteAt(24))
	want := Wander{Opened: []incident.HypothesisID{"H1", "H2", "H3", "H4", "H5", "H6", "H7"}, Abandoned: []incident.HypothesisID{"H3", "H4", "H5"}, Switches: 4}
	if !ok || fmt.Sprint(w) != fmt.Sprint(want) {
		t.Errorf("%v %+v, want %+v", ok, w, want)
	}
	for _, test := range []struct {
		name string
		r    *room
	}{
		{"nobody", wander(t, 0, 0, incident.TrendWorse)},
		{"closed with results", wander(t, 2, 3, incident.TrendWorse)},
		{"better", wander(t, 2, 0, incident.TrendBetter)},
	} {
		if w, ok := test.r.l.Vagabonding(&test.r.s, minuteAt(24)); ok {
			t.Errorf("%s: %+v", test.name, w)
		}
	}
}

// TestStalled proves when nothing moves.
func TestStalled(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(*room)
		since int // −1: it is not stalled at 20
	}{
		{"nothing happens", func(*room) {}, 0},
		{"talk alone does not help", func(r *room) { r.say(15, "bo", "H1") }, 0},
		{"a result", func(r *room) { r.find(8, 80, bears("H1", 2)) }, 8},
		{"a result lately", func(r *room) { r.find(11, 80, bears("H1", 2)) }, -1},
		{"not a result", func(r *room) { r.find(11, 50, bears("H1", 1)) }, 0},
		{"a new hypothesis", func(r *room) { r.at(12, "", incident.HypothesisRaised{ID: "H3"}) }, -1},
		{"somebody holds a line", func(r *room) {
			r.at(1, "", incident.LineClaimed{ID: "L1", Holder: "bo", Until: start.Add(16 * time.Minute)})
		}, -1},
		{"somebody held one", func(r *room) {
			r.at(1, "", incident.LineClaimed{ID: "L1", Holder: "bo", Until: start.Add(6 * time.Minute)})
		}, 5},
		{"better", func(r *room) { r.at(2, "", incident.TrendStated{Trend: incident.TrendBetter}) }, -1},
		{"a wait", func(r *room) { r.at(15, "", incident.WaitDeclared{ID: "W1", Until: start.Add(20 * time.Minute)}) }, -1},
		{"closed", func(r *room) { r.at(15, "", incident.Closed{}) }, -1},
		{"resolved", func(r *room) { r.at(15, "", incident.PhaseSet{Phase: incident.Resolved}) }, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRoom(t)
			test.do(r)
			since, ok := r.l.Stalled(&r.s, minuteAt(20))
			if ok != (test.since >= 0) || ok && !since.Equal(timeOf(minuteOf(start)+test.since)) {
				t.Errorf("stalled %v since %v, want %d", ok, since, test.since)
			}
		})
	}
}

// TestSoloSaysWho proves that a lone responder is named, so that they can be
// asked in private.
func TestSoloSaysWho(t *testing.T) {
	r := newRoom(t)
	for k := range 25 {
		r.say(k, "bo", "H1")
	}
	f, ok := r.l.Solo(&r.s, minuteAt(24))
	if !ok || f.Who != "bo" || f.AI || f.Measure.EffortGate != 15000 || f.Measure.Responders != 1 {
		t.Errorf("%v %+v", ok, f)
	}
	if f, ok := r.l.Fixation(&r.s, minuteAt(24)); ok {
		t.Errorf("one person is no group: %+v", f)
	}
}

// TestSeverityMoves proves that the limits of the severity that holds are used,
// from when it was set.
func TestSeverityMoves(t *testing.T) {
	r := newRoom(t)
	for k := range 20 {
		r.say(k, "ana", "H1")
		r.say(k, "bo", "H1")
	}
	if _, ok := r.l.Fixation(&r.s, minuteAt(19)); ok {
		t.Error("flagged too early for SEV2")
	}
	r.at(19, "", incident.SeveritySet{Severity: incident.SEV1})
	if next, ok := r.l.NextFlag(&r.s, minuteAt(19)); !ok || !next.Equal(timeOf(minuteOf(start)+21)) {
		t.Errorf("next flag %v %v, want 09:21", next, ok)
	}
}

func TestRank(t *testing.T) {
	r := newRoom(t)
	r.at(0, "", incident.HypothesisRaised{ID: "H3"})
	r.at(0, "", incident.HypothesisRaised{ID: "H4"})
	r.find(1, 100, bears("H2", 2, "H1", -1))
	r.find(2, 50, bears("H2", 1))
	r.find(3, 100, bears("H3", 2))
	r.at(4, "", incident.ItemWithdrawn{Item: "E3"})
	r.find(5, 100, bears("H1", 2))
	r.at(6, "", incident.HypothesisStatusSet{ID: "H4", Status: incident.Refuted})
	// 4/15·(2^2.5, 1, 2^−1) and 1/5 for something else, before E4 was said.
	want := []Belief{{"H2", 250, 715}, {"H3", 0, 126}, {"H1", -100, 63}}
	if got := r.l.Rank(&r.s, minuteAt(4)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("ranked %v, want %v", got, want)
	}
	for range 20 {
		r.find(7, 100, bears("H1", 2))
	}
	if got := r.l.Rank(&r.s, minuteAt(7)); got[0].Hypothesis != "H1" || got[0].Permille != mostBelieved {
		t.Errorf("ranked %v, want H1 at the cap", got)
	}
}

// TestGain proves that a check is worth more the better it separates, and the
// less it costs.
func TestGain(t *testing.T) {
	r := newRoom(t)
	now := minuteAt(1)
	gain := func(p Prospect) int { bits, _ := r.l.Gain(&r.s, now, p); return bits }
	separates := gain(Prospect{Predict: []incident.HypothesisID{"H1"}, Deny: []incident.HypothesisID{"H2"}})
	one := gain(Prospect{Predict: []incident.HypothesisID{"H1"}})
	both := gain(Prospect{Predict: []incident.HypothesisID{"H1", "H2"}})
	nothing := gain(Prospect{})
	// Worked out apart for b = .4, .4 and .2 for something else.
	if separates != 222 || one != 69 || both != 49 || nothing != 0 {
		t.Errorf("gains %d, %d, %d, %d; want 222, 69, 49, 0", separates, one, both, nothing)
	}
	bits, perMinute := r.l.Gain(&r.s, now, Prospect{Predict: []incident.HypothesisID{"H1"}, Deny: []incident.HypothesisID{"H2"}, Cost: 4 * time.Minute})
	if bits != separates || perMinute != separates/4 {
		t.Errorf("%d and %d per minute", bits, perMinute)
	}
}

// TestWorthACheck proves when to bring up a check.
func TestWorthACheck(t *testing.T) {
	r := newRoom(t)
	for i := range 6 {
		r.at(0, "", incident.HypothesisRaised{ID: incident.HypothesisID(fmt.Sprintf("H%d", i+3))})
	}
	p := Prospect{Cost: 2 * time.Minute}
	for i := range 8 {
		h := incident.HypothesisID(fmt.Sprintf("H%d", i+1))
		if i < 4 {
			p.Predict = append(p.Predict, h)
		} else {
			p.Deny = append(p.Deny, h)
		}
	}
	if !r.l.WorthACheck(&r.s, minuteAt(1), p) {
		t.Error("nothing is in flight, and this one halves the field in two minutes")
	}
	if half := (Prospect{Predict: p.Predict[:1], Cost: p.Cost}); r.l.WorthACheck(&r.s, minuteAt(1), half) {
		t.Error("it tells hardly anything")
	}
	r.at(1, "", incident.CheckPlanned{ID: "C1", Owner: "bo", Separates: []incident.HypothesisID{"H1", "H2", "H3", "H4"}})
	if r.l.InFlight(&r.s, minuteAt(1)) < littleInFlight || r.l.WorthACheck(&r.s, minuteAt(1), p) {
		t.Error("a good check is in flight; no need to bring up another")
	}
	r.at(2, "", incident.CheckFinished{ID: "C1"})
	if got := r.l.InFlight(&r.s, minuteAt(2)); got != 0 {
		t.Errorf("%d millibits in flight, want none", got)
	}
	p.Cost = 6 * time.Minute
	if r.l.WorthACheck(&r.s, minuteAt(2), p) {
		t.Error("six minutes are not cheap")
	}
}

// TestFixedPoint proves that our own exponentials agree with the library's to
// the digits that we use.
func TestFixedPoint(t *testing.T) {
	for x := -20.0; x <= 20; x += 0.01 {
		if got, want := exp2(x), math.Exp2(x); math.Abs(got/want-1) > 1e-9 {
			t.Fatalf("exp2(%v) = %v, want %v", x, got, want)
		}
	}
	for x := 1e-6; x < 1e3; x *= 1.01 {
		if got, want := log2(x), math.Log2(x); math.Abs(got-want) > 1e-8 {
			t.Fatalf("log2(%v) = %v, want %v", x, got, want)
		}
	}
	if got := decayPerMinute(15 * time.Minute); got != 16019584 {
		t.Errorf("decay is %d", got)
	}
	if got := []int{floorDiv(-1, 60), floorDiv(-60, 60), floorDiv(-61, 60), floorDiv(59, 60)}; !slices.Equal(got, []int{-1, -1, -2, 0}) {
		t.Errorf("%v", got)
	}
}
