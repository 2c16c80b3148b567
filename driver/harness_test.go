package driver

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
	"bearings/store/memory"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var theLog = store.LogID{Workspace: "T1", Incident: "inc-1"}

// world is a store and a chat that outlive drivers, and the driver that lives now.
type world struct {
	made func(*Driver) // called with each driver before it starts
	t    *testing.T
	mem  *memory.Store
	chat *chat
	core *obedient
	opt  Options // what a test wants to be different
	d    *Driver
	peek atomic.Bool // the test itself reads
	logs *safeBuffer
	n    int // messages posted

	mu    sync.Mutex // guards fault
	fault func(memory.Call) error
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, chat: newChat(), core: newObedient(t), logs: &safeBuffer{}}
	w.mem = memory.New(memory.Options{Fault: w.callFault})
	return w
}

func (w *world) callFault(c memory.Call) error {
	w.mu.Lock()
	fault := w.fault
	w.mu.Unlock()
	if fault == nil || w.peek.Load() {
		return nil
	}
	return fault(c)
}

func (w *world) setFault(fault func(memory.Call) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// start starts a driver, the first or the next.
func (w *world) start() {
	w.t.Helper()
	opt := w.opt
	opt.Log, opt.Index, opt.Core, opt.Deliverer = w.mem, w.mem, w.core, w.chat
	opt.Salt = saltSource()
	opt.Logger = slog.New(slog.NewTextHandler(w.logs, nil))
	d, err := New(opt)
	if err == nil && w.made != nil {
		w.made(d)
	}
	if err == nil {
		err = d.Start(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.d = d
}

func (w *world) stop() {
	w.t.Helper()
	if err := w.d.Stop(context.Background()); err != nil {
		w.t.Error(err)
	}
}

// crash ends the driver without letting it finish anything, and reopens the store.
func (w *world) crash() {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_ = w.d.Stop(ended) // It says that it did not wait.
	w.mem = w.mem.Reopen(memory.Options{Fault: w.callFault})
}

// restart stops the driver in good order and starts another.
func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.mem = w.mem.Reopen(memory.Options{Fault: w.callFault})
	w.start()
}

func opened() incident.Event {
	return incident.Opened{Title: incident.Say("checkout is slow"), Workspace: "T1", Channel: "C1", Severity: incident.SEV2}
}

func posted(n int, text string) incident.Event {
	id := incident.MessageID(fmt.Sprintf("17000%05d.000000", n))
	at, _ := id.Time()
	return incident.MessagePosted{ID: id, Author: "ana", Kind: incident.Human, At: at, Text: incident.Say(text)}
}

func (w *world) submit(log store.LogID, ev incident.Event, key string) error {
	return w.d.Submit(context.Background(), log, incident.Entry{By: "ana", Event: ev}, key)
}

// open opens the incident.
func (w *world) open(log store.LogID) {
	w.t.Helper()
	if err := w.submit(log, opened(), "open/"+log.Incident); err != nil {
		w.t.Fatal(err)
	}
}

// say posts a message, which the core obeys.
func (w *world) say(log store.LogID, text string) {
	w.t.Helper()
	w.n++
	if err := w.submit(log, posted(w.n, text), fmt.Sprintf("C1/%s/%d", log.Incident, w.n)); err != nil {
		w.t.Fatal(err)
	}
}

// records reads the whole log.
func (w *world) records(log store.LogID) []store.Record {
	w.t.Helper()
	w.peek.Store(true)
	defer w.peek.Store(false)
	var recs []store.Record
	for rec, err := range w.mem.Read(context.Background(), log, 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		recs = append(recs, rec)
	}
	return recs
}

func (w *world) entries(log store.LogID) []incident.Entry {
	w.t.Helper()
	var all []incident.Entry
	for _, rec := range w.records(log) {
		es, err := incident.DecodeRecord(rec.Data, rec.Bodies)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, es...)
	}
	return all
}

// kinds are the wire names of the log's events.
func (w *world) kinds(log store.LogID) string {
	var names []string
	for _, e := range w.entries(log) {
		names = append(names, incident.Name(e.Event))
	}
	return strings.Join(names, " ")
}

// count is how many events of this wire name the log has.
func (w *world) count(log store.LogID, name string) int {
	n := 0
	for _, e := range w.entries(log) {
		if incident.Name(e.Event) == name {
			n++
		}
	}
	return n
}

// folded is the state that the log gives.
func (w *world) folded(log store.LogID) *coordinator.State {
	w.t.Helper()
	st := &coordinator.State{}
	for _, e := range w.entries(log) {
		if err := st.Apply(e); err != nil {
			w.t.Fatal(err)
		}
	}
	return st
}

// checkState proves that the driver's state is the fold of the log.
func (w *world) checkState(log store.LogID) {
	w.t.Helper()
	err := w.d.Query(context.Background(), log, func(st *coordinator.State) {
		if want := w.folded(log); !reflect.DeepEqual(st, want) {
			w.t.Errorf("the state in memory is not the fold of the log:\n%+v\n%+v", st, want)
		}
	})
	if err != nil {
		w.t.Error(err)
	}
}

// saltSource gives bytes that differ, as random ones would.
func saltSource() io.Reader { return &counting{} }

type counting struct {
	mu sync.Mutex // guards n
	n  byte
}

func (c *counting) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range p {
		c.n++
		p[i] = c.n*31 + byte(i)
	}
	return len(p), nil
}

type safeBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// sleep lets time pass, and then everybody do what they have to do.
func sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
