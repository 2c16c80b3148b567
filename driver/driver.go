package driver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

// Errors that callers branch on.
var (
	// ErrStopped is returned by everything that is asked of a driver that is not running.
	ErrStopped = errors.New("the driver is not running")
	// ErrBroken is wrapped by everything that is asked of an incident that was stopped because its log or its rules are broken.
	// Trying again does not help until the process is restarted.
	ErrBroken = errors.New("the incident is broken")
)

// Driver runs all incidents of a store. Make one with [New].
type Driver struct {
	opt   Options
	stats counters
	slots chan struct{} // one for each fold that nobody waits for
	rearm chan struct{} // says that the earliest time has changed; holds one signal
	drain chan struct{} // closed when Stop was called

	life context.Context // ends when goroutines must give up; the lifetime of the driver, not of a call
	kill context.CancelFunc
	wg   sync.WaitGroup // all goroutines

	mu       sync.Mutex // guards everything below; never held while anything waits
	running  bool
	draining bool
	runners  map[store.LogID]*runner
	due      timetable

	leaseMu sync.Mutex // guards leases; held while one is acquired, so that no partition is acquired twice
	leases  map[int]store.Lease
}

// New checks the options and returns a Driver that does nothing before [Driver.Start].
func New(opt Options) (*Driver, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	life, kill := context.WithCancel(context.Background())
	return &Driver{
		opt: opt, life: life, kill: kill,
		slots: make(chan struct{}, foldsAtOnce()), rearm: make(chan struct{}, 1), drain: make(chan struct{}),
		runners: map[store.LogID]*runner{}, leases: map[int]store.Lease{},
	}, nil
}

// Start reads the work index and begins to accept inputs. Incidents are folded later, when they are first touched or due.
func (d *Driver) Start(ctx context.Context) error {
	partitions := make([]int, store.Partitions)
	for i := range partitions {
		partitions[i] = i
	}
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running || d.draining {
		return errors.New("driver: started twice")
	}
	for info, err := range d.opt.Index.Logs(ctx, store.LogQuery{WithWork: partitions}) {
		if err != nil {
			return fmt.Errorf("read the work index: %w", err)
		}
		at := info.Work.Due
		if info.Work.Pending {
			at = now
		}
		d.due.set(info.Log, at)
	}
	d.running = true
	d.wg.Go(d.keepTime)
	return nil
}

// Submit makes an input durable and returns; what follows from it happens afterwards. The entry's number and time are given by the
// driver. Texts are masked first. The key makes it happen once: a second input with the same key in the workspace is success and has
// no effect, for at least store.OnceFor.
//
// An error means that the input may or may not be in the log: submit it again with the same key. It wraps [ErrBroken] or [ErrStopped]
// where that will not help.
func (d *Driver) Submit(ctx context.Context, log store.LogID, in incident.Entry, key string) error {
	if in.Event == nil || key == "" {
		return errors.New("submit: an input needs an event and a key")
	}
	if !coordinator.NeedsStep(in.Event) {
		return fmt.Errorf("submit: %s is for the driver to report", incident.Name(in.Event))
	}
	in.Event = incident.Masked(in.Event)
	done := make(chan error, 1)
	err := d.hand(ctx, log, func(r *runner) { r.submit(in, key, func(err error) { done <- err }) }, done)
	if err != nil {
		return fmt.Errorf("submit %s to %s: %w", key, log, err)
	}
	return nil
}

// Query calls fn in the goroutine of the incident, which waits meanwhile: fn reads what it needs and returns. It must not change or
// keep the state. An incident that does not exist has the zero state. If Query returns an error, fn was not called, or panicked.
func (d *Driver) Query(ctx context.Context, log store.LogID, fn func(*coordinator.State)) error {
	done := make(chan error, 1)
	var claimed atomic.Bool // by whoever comes first: the runner, or a caller that gives up
	err := d.hand(ctx, log, func(r *runner) {
		if claimed.CompareAndSwap(false, true) {
			done <- r.query(fn)
			close(done)
		}
	}, done)
	if err != nil && !claimed.CompareAndSwap(false, true) {
		if late, ok := <-done; ok { // fn was running, and could write to what the caller gave it
			err = late
		}
	}
	if err != nil {
		return fmt.Errorf("query %s: %w", log, err)
	}
	return nil
}

// Reload drops the incident's state from memory and folds it again, as is needed after its texts were erased. It is no error if the
// incident is not in memory.
func (d *Driver) Reload(ctx context.Context, log store.LogID) error {
	d.mu.Lock()
	_, loaded := d.runners[log]
	d.mu.Unlock()
	if !loaded {
		return nil
	}
	done := make(chan error, 1)
	err := d.hand(ctx, log, func(r *runner) { done <- r.reload() }, done)
	if err != nil {
		return fmt.Errorf("reload %s: %w", log, err)
	}
	return nil
}

// hand gives a task to the goroutine of an incident and waits for its answer.
func (d *Driver) hand(ctx context.Context, log store.LogID, t task, done <-chan error) error {
	if err := store.CheckLog(log); err != nil {
		return err
	}
	r, err := d.enter(log)
	if err != nil {
		return err
	}
	defer d.leave(r)
	select {
	case r.inbox <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.life.Done():
		return ErrStopped
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-d.life.Done():
		return ErrStopped
	}
}

// enter returns the runner of a log, new if need be, and keeps it from being evicted.
func (d *Driver) enter(log store.LogID) (*runner, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.running || d.draining {
		return nil, ErrStopped
	}
	r := d.runnerOf(log)
	r.guests++
	return r, nil
}

func (d *Driver) leave(r *runner) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.guests--
	if r.guests == 0 && (d.draining || r.leaving) {
		signal(r.tick) // it waits for its last guest
	}
}

// runnerOf returns the runner of a log, new if need be. The caller holds the lock.
func (d *Driver) runnerOf(log store.LogID) *runner {
	r := d.runners[log]
	if r == nil {
		r = newRunner(d, log)
		d.runners[log] = r
		d.wg.Go(r.run)
	}
	return r
}

// evict forgets a runner that wants to end, unless somebody needs it. From then on its log is only a time in the timetable.
func (d *Driver) evict(r *runner, wake time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.guests > 0 || len(r.tick) > 0 {
		r.leaving = true
		return false
	}
	delete(d.runners, r.log)
	d.due.set(r.log, wake)
	d.signalIfEarlier(wake)
	return true
}

// fence returns the right to append to the log's partition, acquiring it if need be.
func (d *Driver) fence(log store.LogID) (store.Fence, error) {
	p := store.PartitionOf(log)
	d.leaseMu.Lock()
	defer d.leaseMu.Unlock()
	if l, ok := d.leases[p]; ok && time.Now().Before(l.Expires) {
		return l.Fence(), nil
	}
	l, err := d.opt.Log.Acquire(d.life, p, d.opt.Holder, leaseFor)
	if err != nil {
		return store.Fence{}, err
	}
	d.leases[p] = l
	return l.Fence(), nil
}

// Stop accepts nothing more, steps what was accepted, waits for messages that are being sent, and ends all goroutines. When the
// context ends first, it gives up what is under way, which a restart takes up again, and returns the context's error.
func (d *Driver) Stop(ctx context.Context) error {
	d.mu.Lock()
	if !d.draining {
		d.draining = true
		close(d.drain)
	}
	d.mu.Unlock()
	done := make(chan struct{})
	go func() { d.wg.Wait(); close(done) }()
	defer d.kill()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		d.kill()
		<-done
		return fmt.Errorf("stop: %w", ctx.Err())
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // A signal is waiting already.
	}
}
