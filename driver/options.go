package driver

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"iter"
	"log/slog"
	"runtime"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

// Log is where the records of incidents are. See store.Store for what its methods promise.
type Log interface {
	Append(ctx context.Context, log store.LogID, after store.Pos, rec store.Record, fence store.Fence) (store.Pos, error)
	Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error]
	Acquire(ctx context.Context, partition int, holder string, ttl time.Duration) (store.Lease, error)
}

// Index knows which logs have something to do. It is read once, at the start.
type Index interface {
	Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error]
}

// Decider decides what follows from inputs and from time. [coordinator.Coordinator] does.
type Decider interface {
	Step(st *coordinator.State, in incident.Entry, now time.Time) coordinator.Outcome
	Wake(st *coordinator.State, now time.Time) coordinator.Outcome
	Due(st *coordinator.State, now time.Time) (wake time.Time, deliveries bool)
}

// Outbox knows what is to be shown. [coordinator.Coordinator] does.
type Outbox interface {
	Undone(st *coordinator.State) []incident.DeliveryRequested
	Card(st *coordinator.State, now time.Time) commonground.Card
}

// Core is the pure core; *coordinator.Coordinator is one.
type Core interface {
	Decider
	Outbox
}

var _ Core = (*coordinator.Coordinator)(nil)

// Options are what a Driver is made of. Log, Index, Core and Deliverer are needed; the zero value of everything else works.
type Options struct {
	Log       Log
	Index     Index // most often the same store as Log
	Core      Core
	Deliverer Deliverer

	Salt   io.Reader    // unpredictable bytes, for the digests of texts; crypto/rand.Reader if nil
	Logger *slog.Logger // is never given text of a channel; nothing is logged if nil
	Holder string       // our name in leases; "bearings" if empty

	IdleAfter  time.Duration // an incident that nobody touched for so long leaves memory; 10 minutes if zero
	CardEvery  time.Duration // the card is edited once in so long; 2 seconds if zero
	SendWithin time.Duration // a call of the Deliverer is given up after so long; 30 seconds if zero
	MaxTries   int           // a message is given up after so many; 8 if zero
	Backoff    time.Duration // before the second try, doubled before each further one; 1 second if zero
	BackoffMax time.Duration // but not longer than that; 1 minute if zero
}

// withDefaults checks the options and fills in what is missing.
func (o Options) withDefaults() (Options, error) {
	if o.Log == nil || o.Index == nil || o.Core == nil || o.Deliverer == nil {
		return o, errors.New("driver: Log, Index, Core and Deliverer are needed")
	}
	if o.IdleAfter < 0 || o.CardEvery < 0 || o.SendWithin < 0 || o.MaxTries < 0 || o.Backoff < 0 || o.BackoffMax < 0 {
		return o, errors.New("driver: durations and numbers must not be negative")
	}
	if o.Salt == nil {
		o.Salt = rand.Reader
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	orElse(&o.Holder, "bearings")
	orElse(&o.IdleAfter, 10*time.Minute)
	orElse(&o.CardEvery, 2*time.Second)
	orElse(&o.SendWithin, 30*time.Second)
	orElse(&o.MaxTries, 8)
	orElse(&o.Backoff, time.Second)
	orElse(&o.BackoffMax, time.Minute)
	return o, nil
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// leaseFor is how long a partition is taken for. Engines with one process do not enforce it.
const leaseFor = time.Hour

// foldsAtOnce is how many incidents are folded at the same time because they are due; those that somebody touches do not wait.
func foldsAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }
