package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"bearings/store"
)

var sealTests = []test{
	{"a sealed log refuses", testSealed},
	{"only at its head", testSealConflict},
	{"a long log, and its neighbours", testSealLong},
}

var logsTests = []test{
	{"all, by workspace, by incident", testLogs},
	{"with work to do", testWork},
}

var configTests = []test{
	{"values and revisions", testConfig},
}

var cancelTests = []test{
	{"a context that has ended", testCancelled},
	{"a context that ends during a read", testCancelRead},
	{"a context that ends during a watch", testCancelWatch},
	{"appends whose context ends leave the log whole", testCancelAppends},
}

func testSealed(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 3)
	archive := store.Archive{Location: "file:a.jsonl", SHA256: "00ff"}
	if err := h.Store.Seal(t.Context(), logA, 3, archive); err != nil {
		t.Fatal(err)
	}
	restarted(t, h, func(s store.Store) {
		if _, err := s.Append(t.Context(), logA, 3, record("late"), store.Fence{}); !errors.Is(err, store.ErrSealed) {
			t.Errorf("append: %v, want ErrSealed", err)
		}
		if _, err := s.Append(t.Context(), logA, 0, record("late"), store.Fence{}); !errors.Is(err, store.ErrSealed) {
			t.Errorf("append at the beginning: %v, want ErrSealed", err)
		}
		if _, err := collect(t.Context(), s, logA, 0); !errors.Is(err, store.ErrSealed) {
			t.Errorf("read: %v, want ErrSealed", err)
		}
		if err := s.Seal(t.Context(), logA, 3, archive); err != nil {
			t.Errorf("the same again: %v", err)
		}
		if err := s.Seal(t.Context(), logA, 3, store.Archive{}); !errors.Is(err, store.ErrSealed) {
			t.Errorf("otherwise: %v, want ErrSealed", err)
		}
		if err := s.Erase(t.Context(), logA, 1); err != nil {
			t.Errorf("erase: %v", err)
		}
		infos := listLogs(t, s, store.LogQuery{})
		if len(infos) != 1 || infos[0] != (store.LogInfo{Log: logA, Head: 3, Sealed: true, Archive: archive}) {
			t.Errorf("listed as %+v", infos)
		}
	})
}

func testSealConflict(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 3)
	for _, upTo := range []store.Pos{0, 2, 4} {
		err := h.Store.Seal(t.Context(), logA, upTo, store.Archive{})
		var conflict store.ErrConflict
		if !errors.As(err, &conflict) || conflict.Head != 3 {
			t.Errorf("seal at %d: %v, want a conflict with head 3", upTo, err)
		}
	}
	if err := h.Store.Seal(t.Context(), logB, 0, store.Archive{}); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("seal of an empty log: %v, want ErrInvalid", err)
	}
	mustAppend(t, h.Store, logA, 3, record("it goes on"))
}

func testSealLong(t *testing.T, h Harness) {
	long := store.LogID{Workspace: "T1", Incident: "b"}
	neighbours := []store.LogID{{Workspace: "T1", Incident: "a"}, {Workspace: "T1", Incident: "b-"}, {Workspace: "T1", Incident: "b0"}}
	for _, log := range neighbours {
		fill(t, h.Store, log, 0, "n"+log.Incident, 2)
	}
	const n = 700 // with bodies, more than two pages
	fill(t, h.Store, long, 0, "long", n)
	if err := h.Store.Seal(t.Context(), long, n, store.Archive{}); err != nil {
		t.Fatal(err)
	}
	for _, log := range neighbours {
		if records := readAll(t, h.Store, log, 0); len(records) != 2 || len(records[0].Bodies) != 1 {
			t.Errorf("%s has %d records", log, len(records))
		}
	}
}

func testLogs(t *testing.T, h Harness) {
	var want []string
	for _, ws := range []string{"T1", "T1-", "T10", "T2"} {
		for i := range 90 { // in all, more than a page
			log := store.LogID{Workspace: ws, Incident: fmt.Sprintf("INC-%d", i)}
			fill(t, h.Store, log, 0, "r"+log.Incident, 1+i%3)
			if i%10 == 0 {
				if err := h.Store.Seal(t.Context(), log, store.Pos(1+i%3), store.Archive{}); err != nil {
					t.Fatal(err)
				}
			}
			want = append(want, log.String()+"/")
		}
	}
	slices.Sort(want)
	var got []string
	for _, info := range listLogs(t, h.Store, store.LogQuery{}) {
		got = append(got, info.Log.String()+"/")
		var n int
		if _, err := fmt.Sscanf(info.Log.Incident, "INC-%d", &n); err != nil {
			t.Fatal(err)
		}
		if info.Head != store.Pos(1+n%3) || info.Sealed != (n%10 == 0) {
			t.Errorf("%s: head %d, sealed %v", info.Log, info.Head, info.Sealed)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %d logs, want %d in the order of their keys", len(got), len(want))
	}
	for _, info := range listLogs(t, h.Store, store.LogQuery{Workspace: "T1"}) {
		if info.Log.Workspace != "T1" {
			t.Errorf("workspace T1: listed %s", info.Log)
		}
	}
	if n := len(listLogs(t, h.Store, store.LogQuery{Workspace: "T1"})); n != 90 {
		t.Errorf("workspace T1: listed %d logs, want 90", n)
	}
	one := listLogs(t, h.Store, store.LogQuery{Workspace: "T1", Incident: "INC-1"})
	if len(one) != 1 || one[0].Log.Incident != "INC-1" {
		t.Errorf("one incident: listed %+v", one)
	}
	if none := listLogs(t, h.Store, store.LogQuery{Workspace: "T3"}); len(none) != 0 {
		t.Errorf("a workspace without logs: listed %+v", none)
	}
}

func testWork(t *testing.T, h Harness) {
	due := time.Date(2026, 3, 1, 14, 20, 0, 123456789, time.UTC)
	withWork := func(id string, w *store.Work) store.Record {
		rec := record(id)
		rec.Work = w
		return rec
	}
	list := func(s store.Store, log store.LogID) []store.LogInfo {
		return listLogs(t, s, store.LogQuery{WithWork: []int{store.PartitionOf(log)}})
	}
	mustAppend(t, h.Store, logA, 0, record("nothing yet"))
	if infos := list(h.Store, logA); len(infos) != 0 {
		t.Fatalf("before there is work: listed %+v", infos)
	}
	mustAppend(t, h.Store, logA, 1, withWork("due", &store.Work{Due: due}))
	mustAppend(t, h.Store, logA, 2, withWork("kept", nil))
	s := h.Reopen(t)
	want := store.LogInfo{Log: logA, Head: 3, Work: store.Work{Due: due}}
	if infos := list(s, logA); len(infos) != 1 || infos[0] != want {
		t.Fatalf("listed %+v, want %+v", infos, want)
	}
	other := (store.PartitionOf(logA) + 1) % store.Partitions
	if infos := listLogs(t, s, store.LogQuery{WithWork: []int{other}}); len(infos) != 0 {
		t.Fatalf("another partition: listed %+v", infos)
	}
	mustAppend(t, s, logA, 3, withWork("pending", &store.Work{Pending: true}))
	if infos := list(s, logA); len(infos) != 1 || infos[0].Work != (store.Work{Pending: true}) {
		t.Fatalf("after an update: listed %+v", infos)
	}
	mustAppend(t, s, logC, 0, withWork("c", &store.Work{Pending: true}))
	both := []int{store.PartitionOf(logC), store.PartitionOf(logA), store.PartitionOf(logA)}
	if infos := listLogs(t, s, store.LogQuery{WithWork: both}); len(infos) != 2 {
		t.Fatalf("two partitions: listed %+v", infos)
	}
	if infos := listLogs(t, s, store.LogQuery{WithWork: both, Workspace: "T2"}); len(infos) != 1 || infos[0].Log != logC {
		t.Fatalf("two partitions, one workspace: listed %+v", infos)
	}
	mustAppend(t, s, logA, 4, withWork("done", &store.Work{}))
	if infos := list(s, logA); len(infos) != 0 {
		t.Fatalf("when there is none left: listed %+v", infos)
	}
}

func testConfig(t *testing.T, h Harness) {
	const key = "c/T1/installation"
	if value, rev, err := h.Store.Get(t.Context(), key); value != nil || rev != 0 || err != nil {
		t.Fatalf("absent: %q, %d, %v", value, rev, err)
	}
	put := func(s store.Store, value store.Value, ifRev store.Rev) store.Rev {
		t.Helper()
		rev, err := s.Put(t.Context(), key, value, ifRev)
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	first := put(h.Store, store.Value("one"), 0)
	stale := func(s store.Store, ifRev, want store.Rev) {
		t.Helper()
		_, err := s.Put(t.Context(), key, store.Value("x"), ifRev)
		var e store.ErrStale
		if !errors.As(err, &e) || e.Rev != want {
			t.Fatalf("put if %d: %v, want ErrStale with revision %d", ifRev, err, want)
		}
	}
	stale(h.Store, 0, first)
	stale(h.Store, first+1, first)
	second := put(h.Store, store.Value{}, first)
	if value, rev, err := h.Store.Get(t.Context(), key); value == nil || len(value) != 0 || rev != second || err != nil {
		t.Fatalf("empty: %v, %d, %v", value, rev, err)
	}
	put(h.Store, nil, second)
	stale(h.Store, second, 0)
	s := h.Reopen(t)
	third := put(s, store.Value("one"), 0)
	if third <= second || second <= first {
		t.Fatalf("revisions %d, %d, %d do not grow", first, second, third)
	}
	stale(s, first, third) // The same value again, but not the same key any more.
	for _, bad := range []string{"", "c/", "e/T1/INC-1/x", "nothing", "c/\x00"} {
		if _, err := s.Put(t.Context(), bad, nil, 0); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("put %q: %v, want ErrInvalid", bad, err)
		}
		if _, _, err := s.Get(t.Context(), bad); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("get %q: %v, want ErrInvalid", bad, err)
		}
	}
}

func testCancelled(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := h.Store
	calls := map[string]func() error{
		"append":  func() error { _, err := s.Append(ctx, logA, 2, record("x"), store.Fence{}); return err },
		"read":    func() error { _, err := collect(ctx, s, logA, 0); return err },
		"acquire": func() error { _, err := s.Acquire(ctx, 0, "me", time.Minute); return err },
		"get":     func() error { _, _, err := s.Get(ctx, "c/T1/x"); return err },
		"put":     func() error { _, err := s.Put(ctx, "c/T1/x", store.Value("x"), 0); return err },
		"seal":    func() error { return s.Seal(ctx, logA, 2, store.Archive{}) },
		"erase":   func() error { return s.Erase(ctx, logA, 1) },
		"backup":  func() error { return s.Backup(ctx, discard{}) },
		"logs": func() (last error) {
			for _, err := range s.Logs(ctx, store.LogQuery{}) {
				last = err
			}
			return last
		},
		"watch": func() (last error) {
			for _, err := range s.Watch(ctx, store.Selector{}, nil) {
				last = err
			}
			return last
		},
	}
	for name, call := range calls {
		err := call()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
		if errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v, but nothing was begun", name, err)
		}
	}
	if records := readAll(t, s, logA, 0); len(records) != 2 || len(records[0].Bodies) != 1 {
		t.Errorf("something was done: %+v", records)
	}
	if value, _, err := s.Get(t.Context(), "c/T1/x"); value != nil || err != nil {
		t.Errorf("something was put: %q, %v", value, err)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func testCancelRead(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range h.Store.Read(ctx, logA, 0) {
		last = err
		if n++; n == 3 {
			cancel()
		}
	}
	if n != 4 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d elements, the last with %v; want three records and context.Canceled", n, last)
	}
}

func testCancelWatch(t *testing.T, h Harness) {
	fill(t, h.Store, logA, 0, "a", 3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for ch, err := range h.Store.Watch(ctx, store.Selector{}, nil) {
		if last = err; ch.Pos == 3 {
			time.AfterFunc(0, cancel) // It may be waiting by then.
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the watch ended with %v, want context.Canceled", last)
	}
}

func testCancelAppends(t *testing.T, h Harness) {
	head := store.Pos(0)
	for i := range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		rec := record(fmt.Sprintf("a-%d", i))
		pos, err := h.Store.Append(ctx, logA, head, rec, store.Fence{})
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("append %d: %v", i, err)
		}
		if errors.Is(err, store.ErrUnknown) {
			// The rule: append the same again; an equal duplicate is success.
			pos, err = h.Store.Append(t.Context(), logA, head, rec, store.Fence{})
			if dup := (store.ErrDuplicate{}); errors.As(err, &dup) && dup.Equal {
				err = nil
			}
		}
		if err == nil {
			head = pos
		}
	}
	if pos, err := store.Verify(t.Context(), h.Store, logA); err != nil || pos != head {
		t.Errorf("head %d, %v; want %d", pos, err, head)
	}
}
