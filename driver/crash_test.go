package driver

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store/memory"
)

// script is an incident with every kind of message, two wake-ups, and changes of the card.
var script = []string{
	"post; title one",
	"ephemeral bo",
	"direct cy; direct bo",
	"nothing",
	"wait 3m; title two",
	"post; post; ephemeral cy; doze 4m",
	"title three", // after all wakes: only the work index brings a restarted driver back to it
}

// fate kills the process at one of the moments between two steps.
type fate struct {
	n    atomic.Int64 // moments that have passed
	at   atomic.Int64 // the moment of death; 0: never
	dead atomic.Bool
}

func (f *fate) moment() error {
	if f.n.Add(1) == f.at.Load() {
		f.dead.Store(true)
	}
	if f.dead.Load() {
		return errDead
	}
	return nil
}

// survive runs the script with the given deaths, one a life, and returns the world after the last and how many moments the first life
// had.
func survive(t *testing.T, deaths ...int64) (w *world, moments int64) {
	w = newWorld(t)
	acknowledged := 0
	for life := 0; ; life++ {
		f := &fate{}
		if life < len(deaths) {
			f.at.Store(deaths[life])
		}
		w.setFault(func(memory.Call) error { return f.moment() })
		w.chat.obeys(func(string, incident.DeliveryRequested) error { return f.moment() })
		w.core.around = func(string) { _ = f.moment() } // Whatever it decides, nothing more is written.
		acknowledged = w.live(f, acknowledged)
		if !f.dead.Load() {
			f.at.Store(0) // the checks may read in peace
			return w, f.n.Load()
		}
		w.crash()
	}
}

// live is one life of the process: it submits what is not acknowledged yet, as Slack would, and goes on until nothing more happens.
func (w *world) live(f *fate, acknowledged int) int {
	opt := w.opt
	opt.Log, opt.Index, opt.Core, opt.Deliverer, opt.Salt = w.mem, w.mem, w.core, w.chat, saltSource()
	d, err := New(opt)
	if err != nil {
		w.t.Fatal(err)
	}
	w.d = d
	if err := d.Start(w.t.Context()); err != nil {
		return acknowledged
	}
	for ; acknowledged <= len(script); acknowledged++ {
		ev := opened()
		if acknowledged > 0 {
			ev = posted(acknowledged, script[acknowledged-1])
		}
		if acknowledged == len(script) {
			sleep(15 * time.Minute)
		}
		if w.submit(theLog, ev, fmt.Sprint("key", acknowledged)) != nil {
			return acknowledged
		}
		synctest.Wait()
	}
	for range 20 {
		sleep(time.Minute)
		if f.dead.Load() {
			break
		}
	}
	return acknowledged
}

// decided are the events of the log but for the reports of deliveries, without what a crash may change: numbers and times.
func (w *world) decided() string {
	var b strings.Builder
	for _, e := range w.entries(theLog) {
		if !coordinator.NeedsStep(e.Event) {
			continue
		}
		if req, ok := e.Event.(incident.DeliveryRequested); ok {
			req.Key = ""
			e.Event = req
		}
		if wait, ok := e.Event.(incident.WaitDeclared); ok {
			wait.Until = time.Time{}
			e.Event = wait
		}
		line, err := incident.EncodeJSON(incident.Entry{Event: e.Event})
		if err != nil {
			w.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", line)
	}
	return b.String()
}

// TestCrashAnywhere proves that a death between any two steps, and another in the life after it, changes nothing but reports: every
// input has one outcome, every message arrives as often as its kind allows, the card ends newest.
func TestCrashAnywhere(t *testing.T) {
	var moments int64
	var want string
	synctest.Test(t, func(t *testing.T) {
		w, n := survive(t)
		moments, want = n, w.decided()
		w.checkEffects()
		if failed := w.count(theLog, "delivery_failed"); failed != 0 {
			t.Errorf("%d messages failed without a crash", failed)
		}
		w.stop()
	})
	if moments < 80 {
		t.Fatalf("only %d moments: the script does not reach what it is for", moments)
	}
	for first := int64(1); first <= moments; first++ {
		for _, second := range []int64{0, 1 + first*7%61} {
			t.Run(fmt.Sprintf("%d then %d", first, second), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w, _ := survive(t, first, second)
					defer w.stop()
					w.checkEffects()
					w.checkState(theLog)
					if got := w.decided(); got != want {
						t.Errorf("decided\n%swithout a crash\n%s", got, want)
					}
				})
			})
		}
	}
}

// checkEffects compares what the chat has seen with what the log says.
func (w *world) checkEffects() {
	w.t.Helper()
	arrived := map[incident.DeliveryKey]int{}
	for _, m := range w.chat.sent {
		arrived[m.key]++
	}
	reports := map[incident.DeliveryKey][]incident.Event{}
	requested := 0
	for _, e := range w.entries(theLog) {
		if ev, ok := e.Event.(incident.Delivered); ok {
			reports[ev.Key] = append(reports[ev.Key], ev)
		}
		if ev, ok := e.Event.(incident.DeliveryFailed); ok {
			reports[ev.Key] = append(reports[ev.Key], ev)
		}
	}
	for _, e := range w.entries(theLog) {
		req, ok := e.Event.(incident.DeliveryRequested)
		if !ok {
			continue
		}
		requested++
		if len(reports[req.Key]) != 1 {
			w.t.Errorf("%s %s has the reports %v", req.How, req.Key, reports[req.Key])
			continue
		}
		_, delivered := reports[req.Key][0].(incident.Delivered)
		switch n := arrived[req.Key]; req.How {
		case incident.Post, incident.Direct:
			if n != 1 || !delivered {
				w.t.Errorf("%s %s arrived %d times: %+v", req.How, req.Key, n, reports[req.Key])
			}
		case incident.Ephemeral:
			if n > 1 || (delivered && n != 1) {
				w.t.Errorf("%s %s arrived %d times: %+v", req.How, req.Key, n, reports[req.Key])
			}
		}
	}
	if len(arrived) > requested {
		w.t.Errorf("%d messages arrived, %d are in the log", len(arrived), requested)
	}
	w.checkOnce()
	if want := w.core.Card(w.folded(theLog), time.Now()).Digest(); w.chat.shown() != want {
		w.t.Errorf("the card shows %q, newest is %q", w.chat.shown(), want)
	}
}

// checkOnce proves that every input is there once and has one outcome.
func (w *world) checkOnce() {
	w.t.Helper()
	ids := map[string]int{}
	for _, rec := range w.records(theLog) {
		ids[rec.ID]++
	}
	for i := range len(script) + 1 {
		in := recordID(inputPrefix, fmt.Sprint("key", i))
		if ids[in] != 1 || ids[outcomePrefix+in] != 1 {
			w.t.Errorf("%s: %d inputs, %d outcomes", in, ids[in], ids[outcomePrefix+in])
		}
	}
}
