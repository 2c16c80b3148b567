package coordinator

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bearings/incident"
)

// oddjobs is a scribe that reads in every third message one of the things that
// people do, so that all detectors have something to look at.
type oddjobs struct{}

func (oddjobs) Read(s *incident.State, m *incident.Message) incident.Reading {
	i := s.MessageCount
	r := incident.Reading{Confidence: 90}
	live := s.Live()
	if len(live) > 0 {
		r.About = live[i%len(live)].ID
	}
	text := m.Text
	switch i % 30 {
	case 0:
		r.Acts = []incident.Act{incident.ActHypothesis}
		r.Claims = []incident.Claim{{Statement: text}}
	case 3, 13:
		r.Acts = []incident.Act{incident.ActEvidence}
		r.Evidence = []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: r.About, Consistency: incident.Consistency(1 - 2*(i%2))}}, Credibility: 80}}
	case 5, 7:
		r.Acts, r.Observation = []incident.Act{incident.ActRequest}, text
		r.AskedOf = "p3"
	case 9:
		r.Acts = []incident.Act{incident.ActOwnership}
		r.Owning = &incident.Owning{Verb: incident.Claims, Who: m.Author, Hypothesis: r.About, What: text}
	case 11:
		r.Acts = []incident.Act{incident.ActIntervention}
		r.Intervention = &incident.Changing{Kind: incident.Mitigation, Phase: incident.Started, What: text, RestsOn: r.About, ExpectIn: 10 * time.Minute}
	case 15:
		r.Acts, r.Observation = []incident.Act{incident.ActImpact}, text
	case 19:
		r.Acts, r.Trend = []incident.Act{incident.ActTrend}, incident.TrendSame
	case 23:
		r.Acts, r.Observation = []incident.Act{incident.ActObservation}, text
	default:
		return incident.Reading{About: r.About, Confidence: 90, Acts: []incident.Act{incident.ActObservation}}
	}
	return r
}

// crowd is an incident of n messages by fifty responders, four seconds apart.
type crowd struct {
	tb  testing.TB
	c   *Coordinator
	st  *State
	now time.Time
	n   int
}

func newCrowd(tb testing.TB, n int) *crowd {
	c, err := New(Config{Scribe: oddjobs{}, Engine: "oddjobs/1"})
	if err != nil {
		tb.Fatal(err)
	}
	w := &crowd{tb: tb, c: c, st: &State{}, now: start}
	w.input(incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2})
	for range n {
		w.say()
	}
	return w
}

func (w *crowd) apply(by incident.PersonID, src incident.MessageID, ev incident.Event) incident.Entry {
	e := incident.Entry{Seq: w.st.Incident.Seq + 1, At: w.now, By: by, Source: src, Event: ev}
	if err := w.st.Apply(e); err != nil {
		w.tb.Fatal(err)
	}
	return e
}

func (w *crowd) input(by incident.PersonID, src incident.MessageID, ev incident.Event) {
	w.c.Step(w.st, w.apply(by, src, ev), w.now)
	for _, d := range w.c.Undone(w.st) {
		w.apply(incident.Bearings, "", incident.Delivered{Key: d.Key})
	}
}

func (w *crowd) say() {
	w.now = w.now.Add(4 * time.Second)
	w.n++
	who := incident.PersonID(fmt.Sprintf("p%d", w.n*7%50))
	id := incident.MessageIDAt(w.now)
	w.input(who, id, incident.MessagePosted{
		ID: id, Author: who, Kind: incident.Human, At: w.now, Text: incident.Say(fmt.Sprintf("what %s said in message %d, in words of some length", who, w.n)),
	})
}

// BenchmarkAttend measures, of one message in an incident of ten thousand messages
// by fifty responders, what the detectors and the policy cost together: what is
// found, what is decided about each finding, and what is recorded. The next
// wake-up, which the driver asks for when it has nothing else to do, is measured
// apart. Medians are reported, since other work on the machine makes a few of
// them long.
func BenchmarkAttend(b *testing.B) {
	w := newCrowd(b, 10_000)
	var attend, wake, found []time.Duration
	findings := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		w.say()
		s := &step{c: w.c, st: w.st, now: w.now, by: incident.Bearings}
		w.touch()
		b.StartTimer()
		t0 := time.Now()
		s.attend()
		t1 := time.Now()
		w.c.NextWake(w.st, s.now)
		t2 := time.Now()
		w.touch()
		t3 := time.Now()
		findings += len(s.noticed())
		found = append(found, time.Since(t3))
		attend, wake = append(attend, t1.Sub(t0)), append(wake, t2.Sub(t1))
	}
	for name, all := range map[string][]time.Duration{"µs/attend": attend, "µs/detectors": found, "µs/wake": wake} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Nanoseconds())/1000, name)
	}
	b.ReportMetric(float64(findings)/float64(len(found)), "findings")
	b.ReportMetric(0, "ns/op")
}

// touch folds a message that nobody reads into anything, so that nothing that was
// found before is still at hand.
func (w *crowd) touch() {
	w.now = w.now.Add(time.Microsecond)
	id := incident.MessageIDAt(w.now)
	w.apply("p1", id, incident.MessagePosted{ID: id, Author: "p1", Kind: incident.Human, At: w.now, Text: incident.Say("well")})
}
