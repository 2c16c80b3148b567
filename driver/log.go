package driver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

// Kinds of record, by the beginning of their ID.
const (
	inputPrefix   = "in/"   // an input that wants an outcome
	outcomePrefix = "out/"  // its outcome: out/ and the input's ID
	donePrefix    = "done/" // what came of sending a message
	cardPrefix    = "card/" // that the card was edited
)

const (
	conflictTries = 5 // of an append, when other writers are first
	unknownTries  = 3 // of an append whose outcome is not known
)

// recordID makes an ID from names that are unique together. What would be too long is replaced by its digest.
func recordID(prefix string, names ...string) string {
	id := prefix + strings.Join(names, "/")
	if len(outcomePrefix)+len(id) <= store.MaxID {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return prefix + "sha256:" + hex.EncodeToString(sum[:])
}

// noFence is for inputs and reports, which need no right.
var noFence store.Fence

// dueness is what the core says of a state at a time.
type dueness struct {
	wake    time.Time // zero: never
	pending bool      // messages wait to be sent
	digest  string    // of the card; empty before the incident is opened
}

// load makes the state complete: folded up to the end of the log as far as we know it, with an outcome for each input. If another
// writer was first, it folds again.
func (r *runner) load() error {
	if r.broken != nil {
		return r.broken
	}
	var err error
	for range conflictTries {
		if err = r.fold(); err == nil {
			err = r.stepAll()
		}
		if err == nil {
			r.failures, r.retryAt, r.waiting = 0, time.Time{}, false
			return nil
		}
		if !errors.Is(err, store.ErrConflict{}) {
			return err
		}
		r.d.stats.conflicts.Add(1)
	}
	return err
}

// fold reads the whole log if the state is not in memory.
func (r *runner) fold() error {
	if r.st != nil {
		return nil
	}
	r.d.stats.folds.Add(1)
	r.st, r.pos, r.last, r.unstepped = &coordinator.State{}, 0, time.Time{}, nil
	if err := r.readOn(); err != nil {
		r.drop()
		return err
	}
	r.forgetTries()
	if r.st == nil || r.pos == 0 {
		return r.broken
	}
	// Seen from the last entry, so that a time that passed while nobody looked is found.
	return r.look(r.last)
}

// readOn applies the records after those in the state.
func (r *runner) readOn() error {
	for rec, err := range r.d.opt.Log.Read(r.d.life, r.log, r.pos) {
		if err != nil {
			return err
		}
		entries, err := incident.DecodeRecord(rec.Data, rec.Bodies)
		if err != nil {
			return r.stop(fmt.Errorf("record %d (%s): %w", rec.Seq, rec.ID, err))
		}
		if err := r.apply("fold", entries); err != nil {
			return err
		}
		r.pos = rec.Seq
		r.noteRecord(rec.ID, entries)
	}
	return nil
}

// noteRecord keeps the list of inputs without an outcome.
func (r *runner) noteRecord(id string, entries []incident.Entry) {
	if strings.HasPrefix(id, inputPrefix) && len(entries) == 1 {
		r.unstepped = append(r.unstepped, input{id, entries[0]})
		return
	}
	if of, ok := strings.CutPrefix(id, outcomePrefix); ok {
		for i, in := range r.unstepped {
			if in.id == of {
				r.unstepped = append(r.unstepped[:i:i], r.unstepped[i+1:]...)
				return
			}
		}
	}
}

// apply folds entries.
func (r *runner) apply(op string, entries []incident.Entry) error {
	return r.invariant(op, func() error {
		for _, e := range entries {
			if err := r.st.Apply(e); err != nil {
				return err
			}
			r.noteTime(e.At)
		}
		return nil
	})
}

func (r *runner) noteTime(at time.Time) {
	if at.After(r.last) {
		r.last = at
	}
}

// drop gives up the state in memory, because it holds something that is not in the log, or the log something that it does not hold.
func (r *runner) drop() {
	r.st, r.unstepped, r.due = nil, nil, dueness{}
}

// look asks the core what follows from the state at a time.
func (r *runner) look(now time.Time) error {
	return r.invariant("look ahead", func() error {
		wake, pending := r.d.opt.Core.Due(r.st, now)
		if !wake.IsZero() && !wake.After(now) {
			wake = now.Add(time.Second) // a core that asks for the past must not keep us busy
		}
		r.due = dueness{wake: wake, pending: pending}
		if !r.st.Incident.OpenedAt.IsZero() {
			r.due.digest = r.d.opt.Core.Card(r.st, now).Digest()
		}
		return nil
	})
}

// work is the entry in the store's index.
func (r *runner) work() *store.Work {
	return &store.Work{Due: r.due.wake, Pending: r.due.pending || r.cardStale()}
}

// accept appends an input and applies it. It reports whether the input is new.
func (r *runner) accept(in incident.Entry, key string) (fresh bool, err error) {
	if err := r.load(); err != nil {
		return false, err
	}
	if err := r.wake(r.now()); err != nil { // what was due before it comes before it, as in a replay
		r.later(err)
		return false, err
	}
	id := recordID(inputPrefix, key)
	in.At = r.now()
	for range conflictTries {
		fresh, err = r.tryAccept(in, id)
		if !errors.Is(err, store.ErrConflict{}) {
			return fresh, err
		}
		r.d.stats.conflicts.Add(1)
		if err := r.behind(); err != nil {
			return false, err
		}
	}
	return false, err
}

// behind takes in what another writer appended, and steps it.
func (r *runner) behind() error {
	if err := r.readOn(); err != nil {
		r.drop()
		return err
	}
	return r.load()
}

func (r *runner) tryAccept(in incident.Entry, id string) (fresh bool, err error) {
	if in.At.Before(r.last) { // of another writer, who was first
		in.At = r.last
	}
	in.Seq = r.st.Incident.Seq + 1
	rec, err := r.d.record(id, []incident.Entry{in})
	if err != nil {
		return false, err
	}
	// Pending, so that a restart comes back to an input without an outcome.
	rec.Work = &store.Work{Due: r.due.wake, Pending: true}
	pos, err := r.append(rec, noFence)
	var dup store.ErrDuplicate
	switch {
	case errors.As(err, &dup):
		r.d.stats.duplicates.Add(1)
		if dup.Log == r.log && dup.Pos > r.pos {
			return false, r.behind()
		}
		return false, nil
	case errors.Is(err, store.ErrUnknown):
		r.drop()
		r.later(err) // to see whether it is there, and step it
		return false, err
	case errors.Is(err, store.ErrSealed):
		r.drop()
		r.later(err)
		return false, err
	case err != nil:
		return false, err
	}
	r.pos = pos
	r.d.stats.inputs.Add(1)
	// Applied as it reads from the log, so that the state is the same as after a restart.
	entries, err := incident.DecodeRecord(rec.Data, rec.Bodies)
	if err != nil {
		return true, r.stop(fmt.Errorf("record %d (%s): %w", pos, id, err))
	}
	if err := r.apply("apply "+id, entries); err != nil {
		return true, err
	}
	r.noteRecord(id, entries)
	return true, nil
}

// stepAll gives every input its outcome, in order.
func (r *runner) stepAll() error {
	for len(r.unstepped) > 0 {
		in := r.unstepped[0]
		var out coordinator.Outcome
		err := r.invariant("step "+in.id, func() error { out = r.d.opt.Core.Step(r.st, in.entry, in.entry.At); return nil })
		if err != nil {
			return err
		}
		if err := r.commitOwned(outcomePrefix+in.id, out.Entries); err != nil {
			return err
		}
		r.unstepped = r.unstepped[1:]
	}
	r.unstepped = nil
	return nil
}

// commitOwned appends what the core decided and what has been applied already. Only the owner of the partition may.
func (r *runner) commitOwned(id string, entries []incident.Entry) error {
	fence, err := r.d.fence(r.log)
	if err != nil {
		r.drop()
		return err
	}
	if err := r.commit(id, entries, fence); err != nil {
		return err
	}
	for _, e := range entries {
		if req, ok := e.Event.(incident.DeliveryRequested); ok {
			r.tries[req.Key] = &try{}
		}
	}
	return nil
}

// commit appends entries that have been applied already. If it fails, the state is dropped.
func (r *runner) commit(id string, entries []incident.Entry, fence store.Fence) error {
	at := r.last
	for _, e := range entries {
		r.noteTime(e.At)
		at = r.last
	}
	if err := r.look(at); err != nil {
		return err
	}
	rec, err := r.d.record(id, entries)
	if err != nil {
		return r.stop(err)
	}
	rec.Work = r.work()
	pos, err := r.append(rec, fence)
	if err == nil {
		r.pos = pos
		return nil
	}
	r.drop()
	if !passing(err) {
		return r.stop(err)
	}
	return err
}

// append appends one record. While the outcome is unknown it tries the same record again.
func (r *runner) append(rec store.Record, fence store.Fence) (store.Pos, error) {
	for n := 1; ; n++ {
		pos, err := r.d.opt.Log.Append(r.d.life, r.log, r.pos, rec, fence)
		var dup store.ErrDuplicate
		switch {
		case err == nil:
			r.d.stats.appends.Add(1)
			return pos, nil
		case n > 1 && errors.As(err, &dup) && dup.Equal:
			return dup.Pos, nil
		case !errors.Is(err, store.ErrUnknown) || n == unknownTries || r.d.life.Err() != nil:
			return 0, err
		}
		r.d.stats.retries.Add(1)
		r.d.sleep(r.d.backoff(rec.ID, n) / 10)
	}
}

// record encodes entries.
func (d *Driver) record(id string, entries []incident.Entry) (store.Record, error) {
	var salt [32]byte
	if _, err := io.ReadFull(d.opt.Salt, salt[:]); err != nil {
		return store.Record{}, fmt.Errorf("read salt: %w", err)
	}
	data, bodies, err := incident.EncodeRecord(entries, salt)
	if err != nil {
		return store.Record{}, fmt.Errorf("record %s: %w", id, err)
	}
	return store.Record{ID: id, Data: data, Bodies: bodies}, nil
}

// sleep waits, or returns early when the driver gives up.
func (d *Driver) sleep(t time.Duration) {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.life.Done():
	}
}

// backoff is how long to wait after so many failures. It differs a little by name, so that what failed together does not come back
// together.
func (d *Driver) backoff(name string, failures int) time.Duration {
	wait := d.opt.Backoff
	for i := 1; i < failures && wait < d.opt.BackoffMax; i++ {
		wait *= 2
	}
	wait = min(wait, d.opt.BackoffMax)
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // A hash never fails.
	return wait + wait*time.Duration(h.Sum32()%25)/100
}
