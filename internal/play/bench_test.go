package play_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bearings/agents"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
)

// chatter are lines that a long incident is made of, for the benchmarks.
var chatter = []string{
	"I think it is the 09:40 deploy",
	"error rate on host-%d is 4.2%%",
	"looking at the deploy diff now",
	"could it be the connection pool?",
	"pool has 200 open connections, that is the limit",
	"old hosts that never got the deploy fail too",
	"@ben can you restart one pod?",
	"will take a look",
	"restarted pod-%d, no change",
	"lol",
	"is it still going on?",
	"yes, still 502 for customers in the EU",
	"so it's not the deploy, it happens on the old version too",
	"https://graphs.example/d/%d",
	"```\nlevel=error msg=\"dial tcp: bind: address already in use\" n=%d\n```",
	"rolling back checkout to v%d",
	"rolled back",
	"looks like it is recovering",
	"no, errors are back",
	"thanks!",
}

// long plays n messages of several people, 12 seconds apart, and returns the
// coordinator, its state and the time.
func long(tb testing.TB, n int) (*coordinator.Coordinator, *coordinator.State, time.Time) {
	tb.Helper()
	core, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine})
	if err != nil {
		tb.Fatal(err)
	}
	st := &coordinator.State{}
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	feed(tb, core, st, now, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2})
	for i := range n {
		now = now.Add(12 * time.Second)
		say(tb, core, st, now, i)
	}
	return core, st, now
}

func say(tb testing.TB, core *coordinator.Coordinator, st *coordinator.State, now time.Time, i int) {
	ev := message(now, i)
	feed(tb, core, st, now, ev.Author, ev.ID, ev)
}

// message is the i-th message of a long incident.
func message(now time.Time, i int) incident.MessagePosted {
	who := incident.PersonID([]string{"ana", "ben", "cem", "dora", "emil"}[i*7%5])
	text := chatter[i*13%len(chatter)]
	if slices.Contains([]byte(text), '%') {
		text = fmt.Sprintf(text, i)
	}
	id := incident.MessageIDAt(now.Add(time.Duration(i%1000) * time.Microsecond))
	return incident.MessagePosted{ID: id, Author: who, Kind: incident.Human, At: now, Text: incident.Say(text)}
}

func feed(tb testing.TB, core *coordinator.Coordinator, st *coordinator.State, now time.Time, by incident.PersonID, src incident.MessageID, ev incident.Event) {
	e := incident.Entry{Seq: st.Incident.Seq + 1, At: now, By: by, Source: src, Event: ev}
	if err := st.Apply(e); err != nil {
		tb.Fatal(err)
	}
	core.Step(st, e, now)
	for _, d := range core.Undone(st) {
		if err := st.Apply(incident.Entry{Seq: st.Incident.Seq + 1, At: now, By: incident.Bearings, Event: incident.Delivered{Key: d.Key}}); err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkStep measures one message through Step, with the scribe and all
// detectors, in an incident of about a hundred messages and in one of ten
// thousand. The two alternate, so that other work on the machine burdens both
// alike; the ratio is the figure that must not grow with history.
func BenchmarkStep(b *testing.B) {
	const young, old = 100, 10_000
	oldCore, oldState, oldNow := long(b, old)
	var spent [2]time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		core, st, now := long(b, young)
		b.StartTimer()
		for i := range 100 {
			now, oldNow = now.Add(12*time.Second), oldNow.Add(12*time.Second)
			t0 := time.Now()
			say(b, core, st, now, young+i)
			t1 := time.Now()
			say(b, oldCore, oldState, oldNow, old+n)
			spent[0] += t1.Sub(t0)
			spent[1] += time.Since(t1)
			n++
		}
	}
	b.ReportMetric(float64(spent[0].Microseconds())/float64(n), "µs/message@100")
	b.ReportMetric(float64(spent[1].Microseconds())/float64(n), "µs/message@10000")
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkNextWake measures the computation of the next wake-up.
func BenchmarkNextWake(b *testing.B) {
	core, st, now := long(b, 1000)
	for b.Loop() {
		core.NextWake(st, now)
	}
}

// BenchmarkCard measures the card of an incident of a thousand messages.
func BenchmarkCard(b *testing.B) {
	core, st, now := long(b, 1000)
	for b.Loop() {
		_ = core.Card(st, now).Text()
	}
}

// BenchmarkFold measures folding a log of 100,000 decoded events with all four
// folds, as a restart does.
func BenchmarkFold(b *testing.B) {
	log := longLog(b, 100_000)
	for b.Loop() {
		var st coordinator.State
		for _, e := range log {
			if err := st.Apply(e); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(log)), "events")
}

// longLog is the log of an incident that has at least n events.
func longLog(tb testing.TB, n int) []incident.Entry {
	tb.Helper()
	core, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine})
	if err != nil {
		tb.Fatal(err)
	}
	var log []incident.Entry
	p := play.New(core, play.Options{Entries: func(es []incident.Entry) { log = append(log, es...) }})
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	if err := p.Feed(now, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2}); err != nil {
		tb.Fatal(err)
	}
	for i := 0; len(log) < n; i++ {
		now = now.Add(12 * time.Second)
		ev := message(now, i)
		if err := p.Feed(now, ev.Author, ev.ID, ev); err != nil {
			tb.Fatal(err)
		}
	}
	return log[:n]
}

// BenchmarkEventsAMessage reports how many events follow from a message.
func BenchmarkEventsAMessage(b *testing.B) {
	for b.Loop() {
		_, st, _ := long(b, 500)
		b.ReportMetric(float64(st.Incident.Seq)/500, "events/message")
	}
}
