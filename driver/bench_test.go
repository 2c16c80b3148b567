package driver

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
	"bearings/store/bolt"
	"bearings/store/memory"
)

// history is the log of one open incident as the driver writes it, made with a clock of its own: an input and its outcome for each
// message, the wakes between them, and a report for each message that Bearings sent.
type history struct {
	core Core
	st   coordinator.State
	recs []store.Record
	now  time.Time
	n    int // entries
}

// newHistory makes the history of an incident with so many messages, the last of them at the given time.
func newHistory(tb testing.TB, messages int, end time.Time) *history {
	tb.Helper()
	const gap = 20 * time.Second
	h := &history{core: realCore(tb), now: end.Add(-time.Duration(messages) * gap).Truncate(time.Second)}
	h.input(tb, "open", opened())
	for n := range messages {
		at := h.now.Add(gap)
		h.wakes(tb, at)
		h.now = at
		h.input(tb, fmt.Sprint(n), saying(n, at))
	}
	return h
}

func (h *history) input(tb testing.TB, id string, ev incident.Event) {
	e := incident.Entry{Seq: h.st.Incident.Seq + 1, At: h.now, By: "ana", Event: ev}
	if m, ok := ev.(incident.MessagePosted); ok {
		e.By, e.Source = m.Author, m.ID
	}
	if err := h.st.Apply(e); err != nil {
		tb.Fatal(err)
	}
	h.write(tb, inputPrefix+id, []incident.Entry{e})
	h.write(tb, outcomePrefix+inputPrefix+id, h.core.Step(&h.st, e, h.now).Entries)
	h.reports(tb)
}

func (h *history) wakes(tb testing.TB, until time.Time) {
	for {
		due, _ := h.core.Due(&h.st, h.now)
		if due.IsZero() || !due.Before(until) {
			return
		}
		h.now = due
		if out := h.core.Wake(&h.st, due); !out.Empty() {
			h.write(tb, "wake/"+due.Format(time.RFC3339Nano), out.Entries)
			h.reports(tb)
		}
	}
}

func (h *history) reports(tb testing.TB) {
	evs := []incident.Event{}
	for _, req := range h.core.Undone(&h.st) {
		evs = append(evs, incident.Delivered{Key: req.Key, ID: incident.MessageID(req.Key)})
	}
	shown, _, at := h.st.Attention.CardDigest()
	if noted := h.now.Sub(at) >= cardNoteEvery; noted && shown != h.core.Card(&h.st, h.now).Digest() {
		evs = append(evs, incident.CardShown{Digest: h.core.Card(&h.st, h.now).Digest(), ID: "card"})
	}
	for _, ev := range evs {
		e := incident.Entry{Seq: h.st.Incident.Seq + 1, At: h.now, By: incident.Bearings, Event: ev}
		if err := h.st.Apply(e); err != nil {
			tb.Fatal(err)
		}
		h.write(tb, fmt.Sprint("done/", e.Seq), []incident.Entry{e})
	}
}

func (h *history) write(tb testing.TB, id string, entries []incident.Entry) {
	data, bodies, err := incident.EncodeRecord(entries, [32]byte{byte(len(h.recs))})
	if err != nil {
		tb.Fatal(err)
	}
	due, pending := h.core.Due(&h.st, h.now)
	h.n += len(entries)
	h.recs = append(h.recs, store.Record{ID: id, Data: data, Bodies: bodies, Work: &store.Work{Due: due, Pending: pending}})
}

// copyTo writes the history as the log of an incident.
func (h *history) copyTo(s Log, log store.LogID) error {
	for i, rec := range h.recs {
		rec.ID = log.Incident + "/" + rec.ID
		if _, err := s.Append(context.Background(), log, store.Pos(i), rec, store.Fence{}); err != nil {
			return err
		}
	}
	return nil
}

func incidentLog(i int) store.LogID {
	return store.LogID{Workspace: "T1", Incident: fmt.Sprintf("inc-%04d", i)}
}

// fill writes the history as many logs, several at once, so that they share commits.
func fill(b *testing.B, s Log, h *history, logs int) {
	b.Helper()
	next := make(chan store.LogID)
	var wg sync.WaitGroup
	var mu sync.Mutex // guards errs
	var errs error
	for range 128 {
		wg.Go(func() {
			for log := range next {
				if err := h.copyTo(s, log); err != nil {
					mu.Lock()
					errs = errors.Join(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range logs {
		next <- incidentLog(i)
	}
	close(next)
	wg.Wait()
	if errs != nil {
		b.Fatal(errs)
	}
}

// BenchmarkOpen1000 starts a driver on a bbolt file with 1,000 open incidents of 500 messages. It reports the time until the first
// input is accepted (opening the file included), and until every incident is in memory.
func BenchmarkOpen1000(b *testing.B) { benchmarkOpen(b, 1000, 500) }

// BenchmarkOpen50 is the same with 50, for a quick look.
func BenchmarkOpen50(b *testing.B) { benchmarkOpen(b, 50, 500) }

func benchmarkOpen(b *testing.B, incidents, messages int) {
	path := filepath.Join(b.TempDir(), "b.db")
	h := newHistory(b, messages, time.Now().UTC())
	s := openBolt(b, path)
	fill(b, s, h, incidents)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	var accept, all time.Duration
	var perFold uint64
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		s := openBolt(b, path)
		d := startReal(b, s, realCore(b), newChat())
		log := store.LogID{Workspace: "T1", Incident: fmt.Sprint("new-", begin.UnixNano())}
		if err := d.Submit(b.Context(), log, incident.Entry{By: "ana", Event: opened()}, fmt.Sprint("open", begin.UnixNano())); err != nil {
			b.Fatal(err)
		}
		accept += time.Since(begin)
		touchAll(b, d, incidents)
		all += time.Since(begin)
		perFold = d.Stats().Folds
		endReal(b, d, s)
	}
	n := float64(b.N)
	b.ReportMetric(accept.Seconds()*1000/n, "ms-to-accept")
	b.ReportMetric(all.Seconds()/n, "s-to-fold-all")
	b.ReportMetric(float64(h.n)/float64(messages), "events/message")
	b.ReportMetric(float64(len(h.recs))/float64(messages), "records/message")
	b.ReportMetric(float64(incidents*h.n)/(all.Seconds()/n), "events-folded/s")
	b.ReportMetric(float64(perFold), "folds")
}

// touchAll has every incident in memory.
func touchAll(b *testing.B, d *Driver, incidents int) {
	b.Helper()
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				if err := d.Query(context.Background(), incidentLog(i), func(*coordinator.State) {}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range incidents {
		next <- i
	}
	close(next)
	wg.Wait()
}

func endReal(b *testing.B, d *Driver, s *bolt.Store) {
	b.Helper()
	if err := errors.Join(d.Stop(context.Background()), s.Close()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkIdleIncidentHeap reports the heap that an open incident of 1,000 messages takes while it is in memory and idle.
func BenchmarkIdleIncidentHeap(b *testing.B) {
	const incidents, messages = 40, 1000
	s := memory.New(memory.Options{})
	fill(b, s, newHistory(b, messages, time.Now().UTC()), incidents)
	for b.Loop() {
		d, err := New(Options{Log: s, Index: s, Core: realCore(b), Deliverer: newChat()})
		if err != nil {
			b.Fatal(err)
		}
		d.mu.Lock()
		d.running = true // without the index, so that nothing is due
		d.mu.Unlock()
		before := heapInUse()
		touchAll(b, d, incidents)
		b.ReportMetric(float64(heapInUse()-before)/incidents, "heap-B/incident")
		b.ReportMetric(float64(d.Stats().Loaded), "loaded")
		if err := d.Stop(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkSubmit reports how long it takes until an input is durable, with one writer, on bbolt and with the real core.
func BenchmarkSubmit(b *testing.B) {
	s := openBolt(b, filepath.Join(b.TempDir(), "b.db"))
	d := startReal(b, s, realCore(b), newChat())
	log := incidentLog(0)
	if err := d.Submit(b.Context(), log, incident.Entry{By: "ana", Event: opened()}, "open"); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		m := saying(n, time.Now().UTC())
		if err := d.Submit(b.Context(), log, incident.Entry{By: m.Author, Source: m.ID, Event: m}, fmt.Sprint(n)); err != nil {
			b.Fatal(err)
		}
	}
	endReal(b, d, s)
}
