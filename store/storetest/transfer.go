package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/memory"
)

var transferTests = []test{
	{"export and import, to another engine and back", testTransfer},
	{"an import that is repeated, and one that goes on", testImportAgain},
}

func export(t *testing.T, s store.Reader, log store.LogID) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := store.Export(t.Context(), s, log, &buf); err != nil {
		t.Fatalf("export: %v", err)
	}
	return buf.Bytes()
}

func testTransfer(t *testing.T, h Harness) {
	empty := backup(t, h.Store)
	rec := store.Record{
		ID: "odd <&> \u2028", Data: []byte("\x00\xff not JSON"),
		Bodies: map[int][]byte{3: {}, 70: []byte("\xff"), 5: []byte("<b>é</b>")},
		Work:   &store.Work{Due: time.Date(2026, 3, 1, 14, 20, 0, 5, time.UTC), Pending: true},
	}
	mustAppend(t, h.Store, logA, 0, rec)
	fill(t, h.Store, logA, 1, "a", 5)
	if err := h.Store.Erase(t.Context(), logA, 3); err != nil {
		t.Fatal(err)
	}
	first := export(t, h.Store, logA)

	other := memory.New(memory.Options{})
	defer func() { _ = other.Close() }()
	if err := store.Import(t.Context(), other, bytes.NewReader(first)); err != nil {
		t.Fatal(err)
	}
	a, b := readAll(t, h.Store, logA, 0), readAll(t, other, logA, 0)
	for i := range a {
		if i >= len(b) || !sameRecord(a[i], b[i]) || store.Hash(a[i]) != store.Hash(b[i]) {
			t.Fatalf("record %d differs", i+1)
		}
	}
	infos := listLogs(t, other, store.LogQuery{WithWork: []int{store.PartitionOf(logA)}})
	if len(infos) != 1 || !sameWork(infos[0].Work, *rec.Work) {
		t.Errorf("the work index has %+v", infos)
	}
	back := h.Restore(t, empty, store.Carry{})
	fill(t, back, logB, 0, "b", 2)
	if err := store.Import(t.Context(), back, bytes.NewReader(export(t, other, logA))); err != nil {
		t.Fatal(err)
	}
	if again := export(t, back, logA); !bytes.Equal(first, again) {
		t.Errorf("exported again it differs:\n%s\n%s", first, again)
	}
}

func testImportAgain(t *testing.T, h Harness) {
	source := memory.New(memory.Options{})
	defer func() { _ = source.Close() }()
	fill(t, source, logA, 0, "a", 4)
	early := export(t, source, logA)
	fill(t, source, logA, 4, "later", 4)
	late := export(t, source, logA)
	fill(t, source, logC, 0, "c", 2)
	both := append(bytes.Clone(late), export(t, source, logC)...)

	for _, lines := range [][]byte{early, early, late, both, early} {
		if err := store.Import(t.Context(), h.Store, bytes.NewReader(lines)); err != nil {
			t.Fatal(err)
		}
		h.Advance(3 * store.OnceFor) // An import does not depend on once-keys.
	}
	if !bytes.Equal(export(t, h.Store, logA), late) || len(readAll(t, h.Store, logC, 0)) != 2 {
		t.Fatal("what was imported differs from what was exported")
	}

	other := memory.New(memory.Options{})
	defer func() { _ = other.Close() }()
	fill(t, other, logA, 0, "a", 3)
	fill(t, other, logA, 3, "another future", 6)
	err := store.Import(t.Context(), h.Store, bytes.NewReader(export(t, other, logA)))
	if !errors.Is(err, store.ErrConflict{}) {
		t.Fatalf("another history: %v, want a conflict", err)
	}
	if !bytes.Equal(export(t, h.Store, logA), late) {
		t.Fatal("the refused import changed the log")
	}
}
