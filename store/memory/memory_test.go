package memory_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bearings/store"
	"bearings/store/memory"
	"bearings/store/storetest"
)

// clock is one that tests move.
type clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t *testing.T) storetest.Harness {
	c := &clock{now: time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC)}
	opt := memory.Options{Now: c.Now}
	s := memory.New(opt)
	closed := func(s *memory.Store) *memory.Store {
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	closed(s)
	return storetest.Harness{
		Store:   s,
		Advance: c.Advance,
		Reopen: func(*testing.T) store.Store {
			s = closed(s.Reopen(opt))
			return s
		},
		Carry: func(ctx context.Context) (store.Carry, error) { return s.Carry(ctx) },
		Restore: func(t *testing.T, r io.Reader, carry store.Carry) store.Store {
			restored, err := memory.Restore(r, carry, opt)
			if err != nil {
				t.Fatal(err)
			}
			return closed(restored)
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, open) }

// TestSynctest ensures that a watcher that waits does not keep a bubble from going on.
func TestSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New(memory.Options{})
		log := store.LogID{Workspace: "T1", Incident: "INC-1"}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		seen := make(chan store.Pos, 10)
		go func() {
			defer close(seen)
			for ch, err := range s.Watch(ctx, store.Selector{}, nil) {
				if err == nil {
					seen <- ch.Pos
				}
			}
		}()
		synctest.Wait()
		if _, err := s.Append(ctx, log, 0, store.Record{ID: "a"}, store.Fence{}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if pos := <-seen; pos != 1 {
			t.Fatalf("seen %d, want 1", pos)
		}
		time.Sleep(2 * time.Hour)
		if pos, more := <-seen; more {
			t.Fatalf("seen %d after the end", pos)
		}
	})
}

// TestFault ensures that a fault before the operation prevents it, and one after it does not.
func TestFault(t *testing.T) {
	lost := errors.New("lost")
	var failBefore, failAfter bool
	s := memory.New(memory.Options{Fault: func(c memory.Call) error {
		if c.Op == "Append" && (failBefore && !c.Done || failAfter && c.Done) {
			return lost
		}
		return nil
	}})
	defer func() { _ = s.Close() }()
	log := store.LogID{Workspace: "T1", Incident: "INC-1"}
	failBefore = true
	if _, err := s.Append(t.Context(), log, 0, store.Record{ID: "a"}, store.Fence{}); !errors.Is(err, lost) {
		t.Fatalf("before: %v", err)
	}
	failBefore, failAfter = false, true
	if _, err := s.Append(t.Context(), log, 0, store.Record{ID: "a"}, store.Fence{}); !errors.Is(err, lost) {
		t.Fatalf("after: %v", err)
	}
	failAfter = false
	var dup store.ErrDuplicate
	if _, err := s.Append(t.Context(), log, 0, store.Record{ID: "a"}, store.Fence{}); !errors.As(err, &dup) || !dup.Equal {
		t.Fatalf("again: %v, want an equal duplicate", err)
	}
}

// TestLagged ensures that the suite's way of following a watch, which is that of every consumer, gets over ErrLagged.
func TestLagged(t *testing.T) {
	n := 0
	s := memory.New(memory.Options{Fault: func(c memory.Call) error {
		if n++; c.Op == "Watch" && n%3 == 0 {
			return store.ErrLagged
		}
		return nil
	}})
	defer func() { _ = s.Close() }()
	log := store.LogID{Workspace: "T1", Incident: "INC-1"}
	for i := range 10 {
		if _, err := s.Append(t.Context(), log, store.Pos(i), store.Record{ID: string(rune('a' + i))}, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	seen := store.Cursor{}
	for laps := 0; seen[log] < 10 && laps < 20; laps++ {
		for ch, err := range s.Watch(t.Context(), store.Selector{}, seen) {
			if errors.Is(err, store.ErrLagged) {
				break
			}
			if err != nil || ch.Pos != seen[log]+1 {
				t.Fatalf("position %d after %d, %v", ch.Pos, seen[log], err)
			}
			if seen.Advance(ch); ch.Pos == 10 {
				break
			}
		}
	}
	if seen[log] != 10 {
		t.Fatalf("seen %d, want 10", seen[log])
	}
}
