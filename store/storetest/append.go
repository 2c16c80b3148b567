package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bearings/store"
)

var appendTests = []test{
	{"positions are dense and the chain holds", testDense},
	{"a conflict carries the right head and leaves nothing", testConflict},
	{"of many writers one wins", testOneWinner},
	{"writers who try again all get in", testRetries},
	{"a record must follow the one before it", testLink},
	{"duplicates", testDuplicates},
	{"a duplicate is known after a restart, and forgotten in time", testDuplicateLater},
	{"limits", testLimits},
	{"names", testNames},
}

func testDense(t *testing.T, h Harness) {
	head := fill(t, h.Store, logA, 0, "a", 20)
	fill(t, h.Store, logB, 0, "b", 3)
	records := readAll(t, h.Store, logA, 0)
	if len(records) != int(head) {
		t.Fatalf("read %d records, appended %d", len(records), head)
	}
	var chain store.Chain
	for i, rec := range records {
		if err := chain.Next(rec); err != nil {
			t.Fatal(err)
		}
		if want := record(fmt.Sprintf("a-%d", i+1)); !sameRecord(rec, want) {
			t.Fatalf("record %d is %+v, want %+v", rec.Seq, rec, want)
		}
	}
	if pos, err := store.Verify(t.Context(), h.Reopen(t), logA); err != nil || pos != head {
		t.Fatalf("after a restart: head %d, %v; want %d", pos, err, head)
	}
}

func testConflict(t *testing.T, h Harness) {
	head := fill(t, h.Store, logA, 0, "a", 3)
	for _, after := range []store.Pos{0, 2, 4, 1 << 40} {
		_, err := h.Store.Append(t.Context(), logA, after, record("new"), store.Fence{})
		var conflict store.ErrConflict
		if !errors.As(err, &conflict) || conflict.Head != head {
			t.Fatalf("append after %d: %v, want a conflict with head %d", after, err, head)
		}
		if !errors.Is(err, store.ErrConflict{}) || errors.Is(err, store.ErrDuplicate{}) {
			t.Fatalf("append after %d: %v is not told from other errors", after, err)
		}
	}
	// The conflict did not use up the ID.
	mustAppend(t, h.Store, logA, head, record("new"))
}

func testOneWinner(t *testing.T, h Harness) {
	const writers = 16
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			_, errs[i] = h.Store.Append(t.Context(), logA, 0, record(fmt.Sprintf("w-%d", i)), store.Fence{})
		})
	}
	wg.Wait()
	won := 0
	for i, err := range errs {
		var conflict store.ErrConflict
		switch {
		case err == nil:
			won++
		case !errors.As(err, &conflict) || conflict.Head != 1:
			t.Errorf("writer %d: %v, want a conflict with head 1", i, err)
		}
	}
	if records := readAll(t, h.Store, logA, 0); won != 1 || len(records) != 1 {
		t.Fatalf("%d writers won, %d records are there", won, len(records))
	}
}

func testRetries(t *testing.T, h Harness) {
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			head := store.Pos(0)
			for n := 0; n < each; {
				pos, err := h.Store.Append(t.Context(), logA, head, record(fmt.Sprintf("w%d-%d", w, n)), store.Fence{})
				var conflict store.ErrConflict
				switch {
				case err == nil:
					head, n = pos, n+1
				case errors.As(err, &conflict):
					head = conflict.Head
				default:
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if head, err := store.Verify(t.Context(), h.Store, logA); err != nil || head != writers*each {
		t.Fatalf("head %d, %v; want %d", head, err, writers*each)
	}
}

func testLink(t *testing.T, h Harness) {
	mustAppend(t, h.Store, logA, 0, record("a-1"))
	first := readAll(t, h.Store, logA, 0)[0]

	wrong := record("a-2")
	wrong.PrevHash = [32]byte{1}
	if _, err := h.Store.Append(t.Context(), logA, 1, wrong, store.Fence{}); !errors.Is(err, store.ErrChain) {
		t.Fatalf("a wrong predecessor: %v, want ErrChain", err)
	}
	wrong = record("a-2")
	wrong.Seq = 3
	if _, err := h.Store.Append(t.Context(), logA, 1, wrong, store.Fence{}); !errors.Is(err, store.ErrChain) {
		t.Fatalf("a wrong position: %v, want ErrChain", err)
	}
	right := record("a-2")
	right.Seq, right.PrevHash = 2, store.Hash(first)
	mustAppend(t, h.Store, logA, 1, right)
}

func testDuplicates(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 2)
	other := record("a-1")
	other.Data = []byte("other")
	erasedText := record("a-1")
	erasedText.Bodies = nil
	for name, c := range map[string]struct {
		log   store.LogID
		after store.Pos
		rec   store.Record
		equal bool
	}{
		"the same, at the head":              {logA, 2, record("a-1"), true},
		"the same, where it was":             {logA, 0, record("a-1"), true},
		"the same, at a conflict":            {logA, 7, record("a-1"), true},
		"the same, its bodies left out":      {logA, 2, erasedText, true},
		"other data":                         {logA, 2, other, false},
		"in another log of the workspace":    {logB, 0, record("a-1"), false},
		"in another log, where it conflicts": {logB, 5, record("a-1"), false},
	} {
		pos, err := h.Store.Append(t.Context(), c.log, c.after, c.rec, store.Fence{})
		var dup store.ErrDuplicate
		if !errors.As(err, &dup) || dup.Equal != c.equal || dup.Log != logA || dup.Pos != 1 || pos != 1 {
			t.Errorf("%s: position %d, %v; want a duplicate of %s/1, equal %v", name, pos, err, logA, c.equal)
		}
	}
	mustAppend(t, h.Store, logC, 0, record("a-1")) // Another workspace has names of its own.
	mustAppend(t, h.Store, logA, 2, record("a-3"))
}

func testDuplicateLater(t *testing.T, h Harness) {
	mustAppend(t, h.Store, logA, 0, record("a-1"))
	s := h.Reopen(t)
	h.Advance(store.OnceFor - time.Second)
	if _, err := s.Append(t.Context(), logA, 1, record("a-1"), store.Fence{}); !errors.Is(err, store.ErrDuplicate{}) {
		t.Fatalf("just before its time: %v, want a duplicate", err)
	}
	h.Advance(2 * time.Second)
	mustAppend(t, s, logA, 1, record("a-1"))
	if _, err := s.Append(t.Context(), logA, 2, record("a-1"), store.Fence{}); !errors.Is(err, store.ErrDuplicate{}) {
		t.Fatalf("again: %v, want a duplicate", err)
	}
	// Sweeping old once-keys must leave the young ones.
	h.Advance(store.OnceFor - time.Second)
	head := fill(t, s, logA, 2, "more", 10)
	if _, err := s.Append(t.Context(), logA, head, record("a-1"), store.Fence{}); !errors.Is(err, store.ErrDuplicate{}) {
		t.Fatalf("after a sweep: %v, want a duplicate", err)
	}
}

func testLimits(t *testing.T, h Harness) {
	many := map[int][]byte{}
	for i := range store.MaxBodies + 1 {
		many[i] = nil
	}
	for name, c := range map[string]struct {
		log store.LogID
		rec store.Record
	}{
		"workspace": {store.LogID{Workspace: strings.Repeat("w", store.MaxName+1), Incident: "i"}, record("x")},
		"incident":  {store.LogID{Workspace: "w", Incident: strings.Repeat("i", store.MaxName+1)}, record("x")},
		"id":        {logA, record(strings.Repeat("x", store.MaxID+1))},
		"data":      {logA, store.Record{ID: "x", Data: make([]byte, store.MaxRecord+1)}},
		"bodies":    {logA, store.Record{ID: "x", Data: make([]byte, store.MaxRecord), Bodies: map[int][]byte{0: {1}}}},
		"number":    {logA, store.Record{ID: "x", Bodies: many}},
	} {
		if _, err := h.Store.Append(t.Context(), c.log, 0, c.rec, store.Fence{}); !errors.Is(err, store.ErrTooLarge{}) {
			t.Errorf("%s: %v, want ErrTooLarge", name, err)
		}
	}
	if _, err := h.Store.Put(t.Context(), "c/T1/x", make([]byte, store.MaxValue+1), 0); !errors.Is(err, store.ErrTooLarge{}) {
		t.Errorf("value: %v, want ErrTooLarge", err)
	}
	if records := readAll(t, h.Store, logA, 0); len(records) != 0 {
		t.Fatalf("refused records are there: %q", ids(records))
	}
	largest := store.Record{
		ID: strings.Repeat("x", store.MaxID), Data: make([]byte, store.MaxRecord-10), Bodies: map[int][]byte{5: make([]byte, 10)},
	}
	long := store.LogID{Workspace: strings.Repeat("w", store.MaxName), Incident: strings.Repeat("i", store.MaxName)}
	mustAppend(t, h.Store, long, 0, largest)
	if records := readAll(t, h.Store, long, 0); len(records) != 1 || !sameRecord(records[0], largest) {
		t.Fatal("the largest record does not come back as it was")
	}
}

func testNames(t *testing.T, h Harness) {
	for _, log := range []store.LogID{{}, {Workspace: "T1"}, {Incident: "x"}, {Workspace: "a/b", Incident: "x"}, {Workspace: "a", Incident: "x\x00"}, {Workspace: "a", Incident: "\xff"}} {
		if _, err := h.Store.Append(t.Context(), log, 0, record("x"), store.Fence{}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("log %q: %v, want ErrInvalid", log, err)
		}
		if _, err := collect(t.Context(), h.Store, log, 0); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("read of log %q: %v, want ErrInvalid", log, err)
		}
	}
	for _, id := range []string{"", "a\nb", "\xff"} {
		if _, err := h.Store.Append(t.Context(), logA, 0, store.Record{ID: id}, store.Fence{}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("ID %q: %v, want ErrInvalid", id, err)
		}
	}
	if _, err := h.Store.Append(t.Context(), logA, 0, store.Record{ID: "x", Bodies: map[int][]byte{-1: nil}}, store.Fence{}); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("a negative body: %v, want ErrInvalid", err)
	}
	// Names that a careless key layout would mix up.
	var head store.Pos
	for _, log := range []store.LogID{{Workspace: "a", Incident: "b"}, {Workspace: "a", Incident: "b-1"}, {Workspace: "a", Incident: "b0"}, {Workspace: "a-", Incident: "b"}, {Workspace: "ä", Incident: "事件"}} {
		mustAppend(t, h.Store, log, 0, record("C1:1699.0001/"+log.Incident))
		head, _ = store.Verify(t.Context(), h.Store, log)
		if head != 1 {
			t.Errorf("log %s has head %d, want 1", log, head)
		}
	}
}
