// Package feed turns "this log has changed" into an ordered Watch, for engines whose writer is in the same process.
//
// It promises: a watcher reads every change from the engine itself, in order per log, so that a slow one costs one entry per changed log
// and never falls behind for good; it holds no transaction and no lock while the consumer works, and it starts no goroutine.
//
// Tested by storetest through the engines.
package feed

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"sync"

	"bearings/store"
	"bearings/store/internal/txn"
)

// Source is the engine that a watcher reads from.
type Source interface {
	Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error]
	Page(ctx context.Context, log store.LogID, after, upTo store.Pos) (txn.Page, error)
}

// Hub knows who watches. Its zero value is ready.
type Hub struct {
	mu       sync.Mutex // guards the two below
	watchers map[*watcher]struct{}
	closed   bool
}

type watcher struct {
	sel  store.Selector
	wake chan struct{} // holds one signal

	mu     sync.Mutex    // guards the three below
	dirty  []store.LogID // in the order in which they changed
	listed map[store.LogID]struct{}
	closed bool
}

// Changed tells the watchers that a log has a new record, durably, or was sealed.
func (h *Hub) Changed(logs ...store.LogID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		w.mark(logs)
	}
}

// Close ends all watches with store.ErrClosed, and those that begin later.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for w := range h.watchers {
		w.close()
	}
}

func (h *Hub) join(sel store.Selector) *watcher {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := &watcher{sel: sel, wake: make(chan struct{}, 1), listed: map[store.LogID]struct{}{}, closed: h.closed}
	if h.watchers == nil {
		h.watchers = map[*watcher]struct{}{}
	}
	h.watchers[w] = struct{}{}
	return w
}

func (h *Hub) leave(w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, w)
}

func (w *watcher) mark(logs []store.LogID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, log := range logs {
		if _, listed := w.listed[log]; !listed && w.sel.Matches(log) {
			w.listed[log] = struct{}{}
			w.dirty = append(w.dirty, log)
		}
	}
	w.signal()
}

func (w *watcher) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.signal()
}

func (w *watcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default: // A signal is waiting already.
	}
}

func (w *watcher) take() (dirty []store.LogID, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	dirty, w.dirty = w.dirty, nil
	clear(w.listed)
	return dirty, w.closed
}

// Watch does what store.Store says of it.
func (h *Hub) Watch(ctx context.Context, src Source, sel store.Selector, from store.Cursor) iter.Seq2[store.Change, error] {
	return func(yield func(store.Change, error) bool) {
		// The watcher joins before it looks for what is there, so that nothing falls between.
		w := h.join(sel)
		defer h.leave(w)
		r := &run{ctx: ctx, src: src, seen: maps.Clone(from), yield: yield}
		if r.seen == nil {
			r.seen = store.Cursor{}
		}
		if err := r.follow(w); err != nil && !r.stopped {
			yield(store.Change{}, fmt.Errorf("watch: %w", err))
		}
	}
}

// run is one Watch at work.
type run struct {
	ctx     context.Context // of the one call that it lives for
	src     Source
	seen    store.Cursor
	yield   func(store.Change, error) bool
	stopped bool // the consumer wants no more
}

// follow returns when the context, the hub or the consumer has ended it.
func (r *run) follow(w *watcher) error {
	query := store.LogQuery{Workspace: w.sel.Workspace, Incident: w.sel.Incident}
	for info, err := range r.src.Logs(r.ctx, query) {
		if err != nil {
			return err
		}
		if err := r.drain(info.Log); err != nil || r.stopped {
			return err
		}
	}
	for {
		dirty, closed := w.take()
		for _, log := range dirty {
			if err := r.drain(log); err != nil || r.stopped {
				return err
			}
		}
		if closed {
			return store.ErrClosed
		}
		if len(dirty) > 0 {
			continue
		}
		select {
		case <-r.ctx.Done():
			return r.ctx.Err()
		case <-w.wake:
		}
	}
}

// drain passes on all that is new in one log.
func (r *run) drain(log store.LogID) error {
	for !r.stopped {
		page, err := r.src.Page(r.ctx, log, r.seen[log], 0)
		if err != nil {
			return err
		}
		if page.Sealed {
			if end := page.Head + 1; r.seen[log] < end {
				r.pass(store.Change{Log: log, Pos: end, Sealed: true})
			}
			return nil
		}
		for _, rec := range page.Records {
			if err := r.ctx.Err(); err != nil {
				return err
			}
			if !r.pass(store.Change{Log: log, Pos: rec.Seq, Record: rec}) {
				return nil
			}
		}
		if r.seen[log] >= page.Head {
			return nil
		}
	}
	return nil
}

func (r *run) pass(ch store.Change) bool {
	r.seen.Advance(ch)
	r.stopped = !r.yield(ch, nil)
	return !r.stopped
}
