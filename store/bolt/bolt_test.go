package bolt_test

import (
	"context"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/bolt"
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

// mustOpen opens a store and closes it at the end of the test, if the test has not.
func mustOpen(t testing.TB, path string, opt bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func open(t *testing.T) storetest.Harness {
	c := &clock{now: time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC)}
	opt := bolt.Options{Now: c.Now}
	dir := t.TempDir()
	path := filepath.Join(dir, "bearings.db")
	s := mustOpen(t, path, opt)
	restored := 0
	return storetest.Harness{
		Store:   s,
		Advance: c.Advance,
		Reopen: func(t *testing.T) store.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = mustOpen(t, path, opt)
			return s
		},
		Carry: func(ctx context.Context) (store.Carry, error) { return s.Carry(ctx) },
		Restore: func(t *testing.T, r io.Reader, carry store.Carry) store.Store {
			restored++
			path := filepath.Join(dir, "restored-"+string(rune('0'+restored))+".db")
			if err := bolt.Restore(t.Context(), path, r, bolt.RestoreOptions{Carry: carry, Now: c.Now}); err != nil {
				t.Fatal(err)
			}
			return mustOpen(t, path, opt)
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, open) }
