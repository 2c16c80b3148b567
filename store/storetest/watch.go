package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"

	"bearings/store"
)

var watchTests = []test{
	{"from the beginning", testWatchBeginning},
	{"from the middle, and again after a restart", testWatchMiddle},
	{"many writers and a slow watcher: no gap, no reorder", testWatchSlow},
	{"only what is selected", testWatchSelected},
	{"a consumer may append", testWatchAndAppend},
	{"closing the store ends it", testWatchClose},
	{"a log that is sealed", testWatchSealed},
}

// follow watches until done says so, and falls back to reading when it lagged, as a consumer must. It fails on a gap or a reorder.
func follow(t *testing.T, s store.Store, sel store.Selector, cursor store.Cursor, done func(store.Change) bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cursor = maps.Clone(cursor)
	if cursor == nil {
		cursor = store.Cursor{}
	}
	for {
		var end error
		for ch, err := range s.Watch(ctx, sel, cursor) {
			if err != nil {
				end = err
				break
			}
			// At least once: an old one may come again, a new one must be the next.
			if last := cursor[ch.Log]; ch.Pos > last+1 && !ch.Sealed {
				t.Errorf("%s: position %d came after %d", ch.Log, ch.Pos, last)
				return
			}
			if !ch.Sealed && ch.Record.Seq != ch.Pos {
				t.Errorf("%s: the change at %d has record %d", ch.Log, ch.Pos, ch.Record.Seq)
			}
			cursor.Advance(ch)
			if done(ch) {
				return
			}
		}
		if !errors.Is(end, store.ErrLagged) {
			t.Errorf("the watch ended: %v", end)
			return
		}
	}
}

// until returns a function for follow that is done when the logs have reached these positions.
func until(want store.Cursor) func(store.Change) bool {
	have := store.Cursor{}
	return func(ch store.Change) bool {
		have.Advance(ch)
		for log, pos := range want {
			if have[log] < pos {
				return false
			}
		}
		return true
	}
}

func testWatchBeginning(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 300)
	fill(t, h.Store, logC, 0, "c", 2)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { follow(t, h.Store, store.Selector{}, nil, until(store.Cursor{logA: 305, logB: 1, logC: 2})) })
	}
	fill(t, h.Store, logA, 300, "more", 5)
	fill(t, h.Store, logB, 0, "b", 1) // It did not exist when the watch began.
	wg.Wait()
}

func testWatchMiddle(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 10)
	fill(t, h.Store, logB, 0, "b", 3)
	seen := store.Cursor{logA: 4, logB: 3}
	wants := store.Cursor{logA: 11}
	first := true
	check := until(wants)
	done := func(ch store.Change) bool {
		if first && (ch.Log != logA || ch.Pos != 5) {
			t.Errorf("the first change is %s/%d, want %s/5", ch.Log, ch.Pos, logA)
		}
		first = false
		return check(ch)
	}
	s := h.Reopen(t)
	mustAppend(t, s, logA, 10, record("a-11"))
	follow(t, s, store.Selector{}, seen, done)
	if seen[logA] != 4 {
		t.Error("the watch changed the caller's cursor")
	}
}

func testWatchSlow(t *testing.T, h Harness) {
	const writers, each = 4, 150
	logs := make([]store.LogID, writers)
	want := store.Cursor{}
	for i := range logs {
		logs[i] = store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", i)}
		want[logs[i]] = each
	}
	gate := make(chan struct{}) // The watcher gets on only as the writers let it.
	var wg sync.WaitGroup
	wg.Go(func() {
		done := until(want)
		n := 0
		follow(t, h.Store, store.Selector{Workspace: "T1"}, nil, func(ch store.Change) bool {
			if n++; n < 20 {
				<-gate
			}
			return done(ch)
		})
	})
	var writing sync.WaitGroup
	for i, log := range logs {
		writing.Go(func() {
			for n := range each {
				if _, err := h.Store.Append(t.Context(), log, store.Pos(n), record(fmt.Sprintf("%d-%d", i, n)), store.Fence{}); err != nil {
					t.Errorf("append %s/%d: %v", log, n+1, err)
					return
				}
			}
		})
	}
	for range 10 {
		gate <- struct{}{}
	}
	writing.Wait()
	close(gate)
	wg.Wait()
}

func testWatchSelected(t *testing.T, h Harness) {
	for i, log := range []store.LogID{logA, logB, logC} {
		fill(t, h.Store, log, 0, fmt.Sprintf("x%d", i), 2)
	}
	for _, c := range []struct {
		sel  store.Selector
		want []store.LogID
	}{
		{store.Selector{Workspace: "T1"}, []store.LogID{logA, logB}},
		{store.Selector{Workspace: "T1", Incident: logB.Incident}, []store.LogID{logB}},
		{store.Selector{Workspace: "T2"}, []store.LogID{logC}},
	} {
		want := store.Cursor{}
		for _, log := range c.want {
			want[log] = 2
		}
		done := until(want)
		follow(t, h.Store, c.sel, nil, func(ch store.Change) bool {
			if _, ok := want[ch.Log]; !ok {
				t.Errorf("selector %+v: got a change of %s", c.sel, ch.Log)
			}
			return done(ch)
		})
	}
	for _, err := range h.Store.Watch(t.Context(), store.Selector{Incident: "INC-1"}, nil) {
		if !errors.Is(err, store.ErrInvalid) {
			t.Errorf("an incident without its workspace: %v, want ErrInvalid", err)
		}
	}
}

func testWatchAndAppend(t *testing.T, h Harness) {
	head := fill(t, h.Store, logA, 0, "a", 1)
	follow(t, h.Store, store.Selector{}, nil, func(ch store.Change) bool {
		if ch.Pos == 20 {
			return true
		}
		if ch.Pos == head {
			head = mustAppend(t, h.Store, logA, head, record(fmt.Sprintf("next-%d", head)))
		}
		return false
	})
}

func testWatchClose(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 1)
	started := make(chan struct{})
	end := make(chan error, 1)
	go func() {
		for ch, err := range h.Store.Watch(context.WithoutCancel(t.Context()), store.Selector{}, nil) {
			if err != nil {
				end <- err
			} else if ch.Pos == 1 {
				close(started)
			}
		}
		close(end)
	}()
	<-started
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-end; !errors.Is(err, store.ErrClosed) {
		t.Errorf("the watch ended with %v, want ErrClosed", err)
	}
	if err, more := <-end; more {
		t.Errorf("the watch went on after its error: %v", err)
	}
	if err := h.Store.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	testClosed(t, h.Store)
}

func testClosed(t *testing.T, s store.Store) {
	t.Helper()
	if _, err := s.Append(t.Context(), logA, 1, record("x"), store.Fence{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("append: %v, want ErrClosed", err)
	}
	if _, err := collect(t.Context(), s, logA, 0); !errors.Is(err, store.ErrClosed) {
		t.Errorf("read: %v, want ErrClosed", err)
	}
	for _, err := range s.Watch(t.Context(), store.Selector{}, nil) {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("watch: %v, want ErrClosed", err)
		}
	}
}

func testWatchSealed(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 3)
	var wg sync.WaitGroup
	ready := make(chan struct{})
	wg.Go(func() { // It has seen all records before the log is sealed.
		follow(t, h.Store, store.Selector{}, nil, func(ch store.Change) bool {
			if ch.Pos == 3 {
				close(ready)
			}
			return ch.Sealed && ch.Pos == 4
		})
	})
	<-ready
	if err := h.Store.Seal(t.Context(), logA, 3, store.Archive{Location: "somewhere"}); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	// One that begins afterwards is told too, and one that knows is not told again.
	follow(t, h.Store, store.Selector{}, nil, func(ch store.Change) bool { return ch.Sealed && ch.Log == logA })
	mustAppend(t, h.Store, logB, 0, record("b-1"))
	follow(t, h.Store, store.Selector{}, store.Cursor{logA: 4}, func(ch store.Change) bool {
		if ch.Log == logA {
			t.Errorf("told again of %s/%d", ch.Log, ch.Pos)
		}
		return ch.Log == logB
	})
}
