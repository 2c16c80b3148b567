package bolt

import (
	"context"
	"fmt"
	"runtime"

	"bearings/store"
	"bearings/store/internal/txn"

	"go.etcd.io/bbolt"
)

// A batch bounds what one commit holds, so that no writer waits for long and a failed commit is cheap.
const (
	batchRequests = 512
	batchBytes    = 8 << 20
	sweepPerWrite = 4
	sealPage      = 512
	maxYields     = 64
)

// request is one operation on its way through the writer.
type request struct {
	ctx     context.Context // of the caller, who may stop waiting
	size    int
	changes store.LogID // the log to tell watchers of; zero if none
	op      func(txn.Tx) error
	alone   func() error // instead of op: run between two batches
	done    chan error   // holds one
}

// submit hands a request to the writer and waits for its result.
func (s *Store) submit(req request) error {
	if err := req.ctx.Err(); err != nil {
		return err
	}
	req.done = make(chan error, 1)
	select {
	case s.requests <- &req:
	case <-req.ctx.Done():
		return req.ctx.Err()
	case <-s.quit:
		return store.ErrClosed
	}
	select {
	case err := <-req.done:
		return err
	case <-req.ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUnknown, req.ctx.Err())
	}
}

// writeLoop is the writer: it alone begins transactions that write. The channel has no buffer, so that a request is either taken, and then
// answered, or sees quit.
func (s *Store) writeLoop() {
	defer close(s.stopped)
	for {
		select {
		case <-s.quit:
			return
		case req := <-s.requests:
			s.serve(req)
		}
	}
}

// serve takes what is waiting behind the first request, and does it in one commit.
func (s *Store) serve(first *request) {
	var alone *request
	batch := s.batch[:0]
	size := 0
	take := func(req *request) {
		if req.alone != nil {
			alone = req
			return
		}
		batch = append(batch, req)
		size += req.size
	}
	take(first)
	for yields := 0; alone == nil && len(batch) < batchRequests && size < batchBytes; {
		select {
		case req := <-s.requests:
			take(req)
			continue
		default:
		}
		// Those whom the last commit answered may be about to come back: give as many as they were a chance to. A lone writer, whose batch
		// is as large as his last one already, does not wait.
		if yields++; len(batch) >= s.company || yields > maxYields {
			break
		}
		runtime.Gosched()
	}
	s.company = len(batch)
	s.commit(batch)
	clear(batch)
	s.batch = batch
	if alone != nil {
		alone.done <- alone.alone()
	}
}

// commit does a batch in one transaction. If an operation broke it, each is done again in a transaction of its own, so that one damaged log
// does not stop the others.
func (s *Store) commit(batch []*request) {
	if len(batch) == 0 {
		return
	}
	results := make([]error, len(batch))
	applied := false
	err := s.update(func(t txn.Tx) error {
		for i, req := range batch {
			// Nobody waits for it any more, and nothing has happened yet.
			if results[i] = req.ctx.Err(); results[i] != nil {
				continue
			}
			if results[i] = req.op(t); txn.IsBroken(results[i]) {
				return results[i]
			}
		}
		if err := s.sweep.Step(t, s.opt.Now(), sweepPerWrite*len(batch)); txn.IsBroken(err) {
			return err
		}
		applied = true
		return nil
	})
	switch {
	case err == nil:
		s.answer(batch, results)
	case applied:
		s.answerAll(batch, fmt.Errorf("%w: commit: %w", store.ErrUnknown, err))
	case len(batch) == 1:
		s.answerAll(batch, err)
	default:
		for i := range batch {
			s.commit(batch[i : i+1])
		}
	}
}

// answer tells watchers before callers, so that whoever has seen his append return will find it in a watch.
func (s *Store) answer(batch []*request, results []error) {
	changed := s.changed[:0]
	for i, req := range batch {
		if results[i] == nil && req.changes != (store.LogID{}) {
			changed = append(changed, req.changes)
		}
	}
	s.hub.Changed(changed...)
	s.changed = changed
	for i, req := range batch {
		req.done <- results[i]
	}
}

func (s *Store) answerAll(batch []*request, err error) {
	for _, req := range batch {
		req.done <- err
	}
}

// update runs a function in a transaction that writes. Only the writer calls it.
func (s *Store) update(fn func(txn.Tx) error) error {
	return guard(func() error {
		return s.db.Update(func(b *bbolt.Tx) error { return fn(&tx{bolt: b}) })
	})
}

// view runs a function in a transaction that reads. Nothing that waits for a consumer may happen in it: an open transaction keeps old pages
// from being used again, and keeps the file from being mapped anew when it grows.
func (s *Store) view(ctx context.Context, fn func(txn.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.dbMu.RLock()
	defer s.dbMu.RUnlock()
	if s.closed {
		return store.ErrClosed
	}
	return guard(func() error {
		return s.db.View(func(b *bbolt.Tx) error { return fn(&tx{bolt: b}) })
	})
}
