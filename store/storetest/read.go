package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"bearings/store"
)

var readTests = []test{
	{"an empty log", testReadEmpty},
	{"from the middle, and past the end", testReadMiddle},
	{"a read during appends is a prefix", testReadPrefix},
	{"the consumer may append while it reads", testReadAndAppend},
	{"erased bodies are gone, records stay", testErase},
	{"a restored backup has what the store had", testRestore},
	{"what was erased or sealed since stays so after a restore", testRestoreCarry},
}

func copyOf(b *bytes.Buffer) *bytes.Reader { return bytes.NewReader(b.Bytes()) }

func testReadEmpty(t *testing.T, h Harness) {
	if records := readAll(t, h.Store, logA, 0); len(records) != 0 {
		t.Fatalf("read %q", ids(records))
	}
	fill(t, h.Store, logB, 0, "b", 2)
	if records := readAll(t, h.Store, logA, 0); len(records) != 0 {
		t.Fatalf("read %q, which is not in this log", ids(records))
	}
}

func testReadMiddle(t *testing.T, h Harness) {
	const n = 600 // more than a page
	fill(t, h.Store, logA, 0, "a", n)
	for _, after := range []store.Pos{0, 1, 255, 256, 257, n - 1, n, n + 1, 1 << 50} {
		records := readAll(t, h.Store, logA, after)
		want := 0
		if after < n {
			want = n - int(after)
		}
		if len(records) != want || want > 0 && records[0].Seq != after+1 {
			t.Fatalf("after %d: read %d records, want %d", after, len(records), want)
		}
	}
}

func testReadPrefix(t *testing.T, h Harness) {
	const n = 100
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			if _, err := h.Store.Append(t.Context(), logA, store.Pos(i), record(fmt.Sprintf("a-%d", i+1)), store.Fence{}); err != nil {
				t.Errorf("append %d: %v", i+1, err)
				return
			}
		}
	})
	for seen := 0; seen < n && !t.Failed(); {
		records := readAll(t, h.Store, logA, 0)
		if len(records) < seen {
			t.Errorf("read %d records after %d", len(records), seen)
		}
		seen = len(records)
		for i, rec := range records {
			if rec.Seq != store.Pos(i+1) || rec.ID != fmt.Sprintf("a-%d", i+1) || len(rec.Bodies) != 1 {
				t.Errorf("element %d is %d, %q", i, rec.Seq, rec.ID)
			}
		}
	}
	wg.Wait()
}

func testReadAndAppend(t *testing.T, h Harness) {
	head := fill(t, h.Store, logA, 0, "a", 300)
	read := 0
	for rec, err := range h.Store.Read(t.Context(), logA, 0) {
		if err != nil {
			t.Fatal(err)
		}
		read++
		if rec.Seq%100 == 1 {
			head = mustAppend(t, h.Store, logA, head, record(fmt.Sprintf("more-%d", rec.Seq)))
		}
	}
	if read != 300 {
		t.Fatalf("read %d records, want the 300 that were there at the time of the call", read)
	}
	for _, err := range h.Store.Read(t.Context(), logA, 0) {
		if err != nil {
			t.Fatal(err)
		}
		break // A consumer may stop.
	}
}

func testErase(t *testing.T, h Harness) {
	head := fill(t, h.Store, logA, 0, "a", 4)
	before := readAll(t, h.Store, logA, 0)
	if err := h.Store.Erase(t.Context(), logA, 2, 3, 99, 0); err != nil {
		t.Fatal(err)
	}
	if err := h.Store.Erase(t.Context(), logA, 2); err != nil {
		t.Fatalf("again: %v", err)
	}
	restarted(t, h, func(s store.Store) {
		for i, rec := range readAll(t, s, logA, 0) {
			erased := rec.Seq == 2 || rec.Seq == 3
			if erased != (len(rec.Bodies) == 0) {
				t.Errorf("record %d has %d bodies", rec.Seq, len(rec.Bodies))
			}
			if store.Hash(rec) != store.Hash(before[i]) {
				t.Errorf("record %d changed", rec.Seq)
			}
		}
		if pos, err := store.Verify(t.Context(), s, logA); err != nil || pos != head {
			t.Errorf("the chain broke: head %d, %v", pos, err)
		}
	})
}

func testRestore(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 5)
	fill(t, h.Store, logC, 0, "c", 2)
	if _, err := h.Store.Put(t.Context(), "c/T1/key", []byte("value"), 0); err != nil {
		t.Fatal(err)
	}
	copied := backup(t, h.Store)
	fill(t, h.Store, logA, 5, "later", 2)

	s := h.Restore(t, copyOf(copied), store.Carry{})
	if got := ids(readAll(t, s, logA, 0)); fmt.Sprint(got) != "[a-1 a-2 a-3 a-4 a-5]" {
		t.Fatalf("restored %q", got)
	}
	if value, _, err := s.Get(t.Context(), "c/T1/key"); err != nil || string(value) != "value" {
		t.Fatalf("restored value %q, %v", value, err)
	}
	if _, err := s.Append(t.Context(), logA, 5, record("a-3"), store.Fence{}); !errors.Is(err, store.ErrDuplicate{}) {
		t.Fatalf("a duplicate of a restored record: %v", err)
	}
	mustAppend(t, s, logA, 5, record("another future"))
}

func testRestoreCarry(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 3)
	fill(t, h.Store, logB, 0, "b", 3)
	early := backup(t, h.Store)
	fill(t, h.Store, logA, 3, "later", 2)
	late := backup(t, h.Store)
	if err := h.Store.Erase(t.Context(), logA, 2, 5); err != nil {
		t.Fatal(err)
	}
	if err := h.Store.Seal(t.Context(), logB, 3, store.Archive{}); err != nil {
		t.Fatal(err)
	}
	carry, err := h.Carry(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	s := h.Restore(t, copyOf(early), carry)
	wantBodies(t, s, map[store.Pos]bool{1: true, 2: false, 3: true})
	if _, err := collect(t.Context(), s, logB, 0); !errors.Is(err, store.ErrSealed) {
		t.Fatalf("read of a log that was sealed since: %v, want ErrSealed", err)
	}
	// Positions 4 and 5 are given again, to records that nobody erased.
	fill(t, s, logA, 3, "another future", 2)
	wantBodies(t, s, map[store.Pos]bool{1: true, 2: false, 3: true, 4: true, 5: true})

	s = h.Restore(t, copyOf(late), carry)
	wantBodies(t, s, map[store.Pos]bool{1: true, 2: false, 3: true, 4: true, 5: false})
}

func wantBodies(t *testing.T, s store.Store, want map[store.Pos]bool) {
	t.Helper()
	records := readAll(t, s, logA, 0)
	if len(records) != len(want) {
		t.Fatalf("%d records, want %d", len(records), len(want))
	}
	for _, rec := range records {
		if has := len(rec.Bodies) > 0; has != want[rec.Seq] {
			t.Errorf("record %d: has bodies %v, want %v", rec.Seq, has, want[rec.Seq])
		}
	}
}
