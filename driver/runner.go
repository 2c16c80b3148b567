package driver

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

// task is something that is done in the goroutine of an incident.
type task func(*runner)

// runner is one incident in memory. All of its fields below the channels belong to its goroutine.
type runner struct {
	d       *Driver
	log     store.LogID
	guests  int  // callers that hold it; guarded by Driver.mu
	leaving bool // it wants to end when the last guest has left; guarded by Driver.mu

	inbox chan task
	tick  chan struct{} // something may be due; holds one signal
	sent  chan attempt  // what came of sending a message
	shown chan edit     // what came of editing the card

	st        *coordinator.State // nil: not folded, or no longer to be trusted
	pos       store.Pos          // of the last record in st
	last      time.Time          // of the last entry in st
	unstepped []input            // in st, without an outcome
	due       dueness            // what follows from st at some time
	broken    error
	sealed    bool // nothing is left to run

	lastUse  time.Time // by somebody, not by time
	waiting  bool      // for a slot to fold in
	failures int       // of the log, in a row
	retryAt  time.Time // when to try the log again

	tries     map[incident.DeliveryKey]*try
	sending   int // goroutines that send or edit
	card      cardTries
	scheduled time.Time // what the timetable was last told
}

// input is an input record that wants an outcome.
type input struct {
	id    string // of its record
	entry incident.Entry
}

func newRunner(d *Driver, log store.LogID) *runner {
	return &runner{
		d: d, log: log, inbox: make(chan task), tick: make(chan struct{}, 1), sent: make(chan attempt), shown: make(chan edit),
		lastUse: time.Now(), tries: map[incident.DeliveryKey]*try{},
	}
}

// run is the goroutine of the incident.
func (r *runner) run() {
	for {
		var slot chan<- struct{}
		if r.waiting {
			slot = r.d.slots
		}
		select {
		case t := <-r.inbox:
			r.lastUse = time.Now()
			t(r)
		case <-r.tick:
			r.ticked()
		case slot <- struct{}{}:
			r.waiting = false
			r.passTime()
			<-r.d.slots
		case a := <-r.sent:
			r.sending--
			r.attempted(a)
		case e := <-r.shown:
			r.sending--
			r.edited(e)
		case <-r.d.drain:
			r.finish()
			return
		case <-r.d.life.Done():
			return
		}
		if r.plan() {
			return
		}
	}
}

// finish serves the callers that are already here and waits for what is being sent.
func (r *runner) finish() {
	for r.sending > 0 || r.visited() {
		select {
		case t := <-r.inbox:
			t(r)
		case <-r.tick:
		case a := <-r.sent:
			r.sending--
			r.attempted(a)
		case e := <-r.shown:
			r.sending--
			r.edited(e)
		case <-r.d.life.Done():
			return
		}
		r.report()
	}
	r.card.noteAt = time.Time{} // what would be recorded in a minute is recorded now
	r.report()
}

func (r *runner) visited() bool {
	r.d.mu.Lock()
	defer r.d.mu.Unlock()
	return r.guests > 0
}

// ticked does what is due. An incident that is not in memory waits for its turn to be folded; whoever touches it meanwhile does not.
func (r *runner) ticked() {
	r.scheduled = time.Time{} // the timetable has let go of it
	if r.st == nil {
		r.waiting = r.broken == nil && !r.sealed && !time.Now().Before(r.retryAt)
		return
	}
	r.passTime()
}

// plan starts what is to be started now and says when to look again. It reports whether the incident has left memory.
func (r *runner) plan() (gone bool) {
	r.report()
	now := r.now()
	next := earliest(r.sendNext(now), r.cardNext(now))
	switch {
	case r.broken != nil || r.waiting:
		return false // only a restart helps the one; the other has its turn
	case r.sealed && r.st == nil:
		return r.sending == 0 && r.d.evict(r, time.Time{})
	case r.st == nil:
		next = earliest(next, r.retryAt)
		if r.retryAt.IsZero() { // nobody has touched it yet
			return false
		}
	default:
		next = earliest(next, r.due.wake)
	}
	if r.idle() {
		idleAt := r.lastUse.Add(r.d.opt.IdleAfter)
		if now.Before(idleAt) {
			next = earliest(next, idleAt)
		} else if (next.IsZero() || next.After(now.Add(r.d.opt.IdleAfter))) && next.Equal(r.due.wake) {
			return r.d.evict(r, r.due.wake) // the timetable knows all that it waits for
		}
	}
	if !next.Equal(r.scheduled) {
		r.scheduled = next
		r.d.schedule(r.log, next)
	}
	return false
}

// idle reports whether only time can change anything.
func (r *runner) idle() bool {
	return r.st != nil && r.sending == 0 && len(r.unstepped) == 0 && len(r.tries) == 0 && !r.cardWaits()
}

// earliest returns the earliest of the times that are not zero.
func earliest(ts ...time.Time) time.Time {
	var first time.Time
	for _, t := range ts {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// now is the time for the next entry. It never runs back behind the last one, whatever the machine's clock does.
func (r *runner) now() time.Time {
	now := time.Now().UTC().Round(0) // without the monotonic reading, which no record keeps
	if now.Before(r.last) {
		return r.last
	}
	return now
}

// submit appends an input, answers, and has it stepped.
func (r *runner) submit(in incident.Entry, key string, answer func(error)) {
	fresh, err := r.accept(in, key)
	r.sealed = errors.Is(err, store.ErrSealed)
	answer(err)
	if fresh {
		r.catchUp()
	}
}

// query lets fn read the state.
func (r *runner) query(fn func(*coordinator.State)) error {
	if err := r.load(); err != nil {
		return err
	}
	return r.guard("query", func() error { fn(r.st); return nil })
}

// reload folds the log again.
func (r *runner) reload() error {
	if r.st == nil {
		return nil
	}
	r.drop()
	return r.load()
}

// catchUp steps what is unstepped, and comes back to it if the log fails.
func (r *runner) catchUp() {
	if err := r.load(); err != nil {
		r.later(err)
	}
}

// later notes that the log failed and when to try again.
func (r *runner) later(err error) {
	if r.sealed = errors.Is(err, store.ErrSealed); r.sealed || r.broken != nil || r.d.life.Err() != nil {
		return
	}
	r.failures++
	r.retryAt = time.Now().Add(r.d.backoff(string(r.log.Incident), r.failures))
	r.d.stats.retries.Add(1)
	r.d.opt.Logger.Warn("the log failed; trying again", "log", r.log.String(), "at", r.retryAt, "error", err)
}

// passTime wakes the incident if its time has come.
func (r *runner) passTime() {
	err := r.load()
	if err == nil {
		err = r.wake(r.now())
	}
	if err != nil {
		r.later(err)
	}
}

// wake has the core decide what follows from the time, if it asked for that.
func (r *runner) wake(now time.Time) error {
	due := r.due.wake
	if due.IsZero() || now.Before(due) {
		return nil
	}
	r.d.stats.wakes.Add(1)
	var out coordinator.Outcome
	if err := r.invariant("wake", func() error { out = r.d.opt.Core.Wake(r.st, now); return nil }); err != nil {
		return err
	}
	r.card.repeat = true // the next look that it promises has come
	if out.Empty() {
		return r.look(now)
	}
	id := recordID("wake/", r.log.Incident, due.UTC().Format(time.RFC3339Nano))
	return r.commitOwned(id, out.Entries)
}

// guard turns a panic of fn into an error.
func (r *runner) guard(op string, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v", op, p)
			r.d.opt.Logger.Error("a panic was caught", "log", r.log.String(), "op", op, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	return fn()
}

// invariant is guard for what must not fail: if it does, the incident is stopped.
func (r *runner) invariant(op string, fn func() error) error {
	err := r.guard(op, fn)
	if err == nil {
		return nil
	}
	return r.stop(fmt.Errorf("%s: %w", op, err))
}

// stop stops this incident, loudly, and leaves the others running.
func (r *runner) stop(err error) error {
	r.broken = fmt.Errorf("%w: after record %d: %w", ErrBroken, r.pos, err)
	r.drop()
	r.d.stats.broken.Add(1)
	r.d.opt.Logger.Error("the incident was stopped; nothing is accepted for it until a restart", "log", r.log.String(), "error", err)
	return r.broken
}

// passing reports whether the failure of an append may go away by itself.
func passing(err error) bool {
	return !errors.Is(err, store.ErrTooLarge{}) && !errors.Is(err, store.ErrInvalid) && !errors.Is(err, store.ErrFenced)
}
