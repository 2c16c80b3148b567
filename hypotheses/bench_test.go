package hypotheses

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"bearings/incident"
)

// busy is an incident in which ten people write about eight hypotheses, three
// messages a minute, with evidence, lines and changes in between.
type busy struct {
	s incident.State
	l Ledger
	n int
	t time.Time
}

func newBusy(tb testing.TB) *busy {
	b := &busy{t: start}
	b.apply(tb, "", "", incident.Opened{Channel: "C1", Severity: incident.SEV2})
	b.apply(tb, "", "", incident.Configured{Settings: incident.DefaultSettings()})
	for i := range 8 {
		b.apply(tb, "p0", "", incident.HypothesisRaised{ID: incident.HypothesisID(fmt.Sprintf("H%d", i+1)), Confidence: 90})
	}
	return b
}

func (b *busy) apply(tb testing.TB, by incident.PersonID, source incident.MessageID, ev incident.Event) {
	e := incident.Entry{Seq: b.s.Seq + 1, At: b.t, By: by, Source: source, Event: ev}
	if err := b.s.Apply(e); err != nil {
		tb.Fatal(err)
	}
	b.l.Apply(e, &b.s)
}

// message adds one message and what goes with it.
func (b *busy) message(tb testing.TB) {
	b.t = b.t.Add(20 * time.Second)
	b.n++
	who := incident.PersonID(fmt.Sprintf("U%08d", b.n%10))
	id := incident.MessageIDAt(b.t)
	about := incident.HypothesisID(fmt.Sprintf("H%d", 1+b.n*b.n%7))
	b.apply(tb, who, id, incident.MessagePosted{ID: id, Author: who, Kind: incident.Human, At: b.t})
	b.apply(tb, incident.Bearings, id, incident.MessageRead{Message: id, Engine: "rules/1", Reading: incident.Reading{
		Acts: []incident.Act{incident.ActObservation}, About: about, Confidence: 90,
	}})
	if b.n%15 == 0 {
		ev := incident.EvidenceAdded{
			ID: b.s.NextEvidence(), What: incident.Say("old hosts fail too, with the same error as the new ones, since about ten past"),
			Weighed: incident.Weighed{Credibility: 50, Bearings: []incident.Bearing{{Hypothesis: about, Consistency: incident.Consistency(b.n%3 - 1)}}},
		}
		b.apply(tb, who, id, ev)
	}
	if b.n%20 == 0 {
		b.apply(tb, who, id, incident.LineClaimed{ID: b.s.NextLine(), Holder: who, Hypothesis: about, Until: b.t.Add(15 * time.Minute)})
	}
	if b.n%50 == 0 {
		b.apply(tb, who, id, incident.InterventionStarted{ID: b.s.NextIntervention(), Actor: who, Kind: incident.Diagnostic, RestsOn: about})
	}
}

func benchmarkMessage(b *testing.B, before int) {
	in := newBusy(b)
	for range before {
		in.message(b)
	}
	b.ReportAllocs()
	for b.Loop() {
		in.message(b)
		_ = in.l.Measure(&in.s, in.t)
	}
}

// BenchmarkApplyAndMeasure shows that a message and a question cost the same
// late in an incident as early.
func BenchmarkApplyAndMeasure(b *testing.B) {
	for _, before := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("at message %d", before), func(b *testing.B) { benchmarkMessage(b, before) })
	}
}

// BenchmarkQuestions shows what each question costs, after a change and again.
func BenchmarkQuestions(b *testing.B) {
	in := newBusy(b)
	for range 10000 {
		in.message(b)
	}
	for _, q := range []struct {
		name string
		ask  func()
	}{
		{"Measure", func() { in.l.Measure(&in.s, in.t) }},
		{"Shares", func() { in.l.Shares(&in.s, in.t) }},
		{"Fixation", func() { in.l.Fixation(&in.s, in.t) }},
		{"Vagabonding", func() { in.l.Vagabonding(&in.s, in.t) }},
		{"NextFlag", func() { in.l.NextFlag(&in.s, in.t) }},
		{"NextChange", func() { in.l.NextChange(&in.s, in.t) }},
		{"OnHypothesis", func() { in.l.OnHypothesis("H1", in.t) }},
		{"Rank", func() { in.l.Rank(&in.s, in.t) }},
	} {
		b.Run(q.name+"/first", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				in.l.answers = false
				q.ask()
			}
		})
		b.Run(q.name+"/again", func(b *testing.B) {
			for b.Loop() {
				q.ask()
			}
		})
	}
}

// BenchmarkLateMessage shows what it costs to fold the last four hours again.
func BenchmarkLateMessage(b *testing.B) {
	in := newBusy(b)
	for range 2000 {
		in.message(b)
	}
	for b.Loop() {
		in.l.again = true
		in.l.settle(in.l.head)
	}
}

// size returns how many bytes a ledger holds on to after so many messages.
func size(tb testing.TB, messages int) int64 {
	var before, after runtime.MemStats
	in := newBusy(tb)
	for range messages {
		in.message(tb)
		in.l.Measure(&in.s, in.t)
	}
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	in.l = Ledger{}
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(in)
	return int64(before.HeapAlloc) - int64(after.HeapAlloc)
}

// TestSize proves that memory does not grow with the length of an incident.
func TestSize(t *testing.T) {
	const most = 64 << 10
	thousand, many := size(t, 1000), size(t, 10000)
	t.Logf("%d bytes after 1,000 messages, %d after 10,000", thousand, many)
	if thousand > most || many > 2*most {
		t.Errorf("%d and %d bytes, want at most %d and %d", thousand, many, most, 2*most)
	}
}
