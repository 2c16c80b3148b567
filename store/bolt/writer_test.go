package bolt

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/internal/txn"
)

var logA = store.LogID{Workspace: "T1", Incident: "INC-1"}

// TestBrokenOperation ensures that one that fails half-way takes back what it wrote, and does not fail those in its batch.
func TestBrokenOperation(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "bearings.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	broken := errors.New("broken")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			log := store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", i)}
			if _, err := s.Append(t.Context(), log, 0, store.Record{ID: log.Incident}, store.Fence{}); err != nil {
				t.Errorf("append: %v", err)
			}
		})
		wg.Go(func() {
			err := s.submit(request{ctx: t.Context(), op: func(tx txn.Tx) error {
				if err := tx.Put("c/T1/half", []byte("12345678")); err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					panic(broken)
				}
				return &txn.Broken{Err: broken}
			}})
			if err == nil || errors.Is(err, store.ErrUnknown) {
				t.Errorf("the broken one: %v, want an error that says that nothing happened", err)
			}
		})
	}
	wg.Wait()
	if value, _, err := s.Get(t.Context(), "c/T1/half"); value != nil || err != nil {
		t.Errorf("half of an operation is there: %q, %v", value, err)
	}
}

// TestSealGoesOn ensures that a deletion that was broken off is finished by the writes that follow, after a restart.
func TestSealGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bearings.db")
	s, err := Open(path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	const n = 60
	for i := range n {
		rec := store.Record{ID: fmt.Sprint(i), Bodies: map[int][]byte{0: []byte("x")}}
		if _, err := s.Append(t.Context(), logA, store.Pos(i), rec, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	err = s.submit(request{ctx: t.Context(), op: func(tx txn.Tx) error { return txn.Seal(tx, logA, n, store.Archive{}) }})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(path, Options{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	left := func() (keys int) {
		err := s.view(t.Context(), func(tx txn.Tx) error {
			for _, kind := range []string{store.PrefixRecord, store.PrefixBodies} {
				for range tx.Ascend(store.LogKey(kind, logA), store.LogKey(kind, logA)) {
					keys++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	before := left()
	other := store.LogID{Workspace: "T1", Incident: "INC-2"}
	for i := range 2 * n {
		if _, err := s.Append(t.Context(), other, store.Pos(i), store.Record{ID: fmt.Sprint("o", i)}, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	if after := left(); before == 0 || after != 0 {
		t.Errorf("keys of the sealed log: %d before, %d after", before, after)
	}
}
