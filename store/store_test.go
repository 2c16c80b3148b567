package store_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/memory"
)

var sample = store.Record{
	ID: "C1:1699.0001", Seq: 3, PrevHash: [32]byte{1, 2, 3}, Data: []byte(`{"v":1}`),
	Work: &store.Work{Due: time.Date(2026, 3, 1, 14, 20, 0, 7, time.UTC), Pending: true},
}

// TestFormatIsFixed ensures that what is stored keeps its form for ever: the chain and the partitions are made of it.
func TestFormatIsFixed(t *testing.T) {
	for got, want := range map[string]string{
		hex.EncodeToString(store.EncodeRecord(sample)):                                                  wantRecord,
		fmt.Sprintf("%x", store.Hash(sample)):                                                           wantHash,
		hex.EncodeToString(store.EncodeBodies(map[int][]byte{2: []byte("b"), 0: []byte("a"), 70: nil})): wantBodies,
		fmt.Sprint(store.PartitionOf(store.LogID{Workspace: "T1", Incident: "INC-1"})):                  "24",
		store.RecordKey(store.PrefixRecord, store.LogID{Workspace: "T1", Incident: "INC-1"}, 26):        "e/T1/INC-1/000000000000001a",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestHashCovers(t *testing.T) {
	base := store.Hash(sample)
	for name, change := range map[string]func(*store.Record){
		"ID": func(r *store.Record) { r.ID += "x" }, "position": func(r *store.Record) { r.Seq++ },
		"predecessor": func(r *store.Record) { r.PrevHash[31]++ }, "data": func(r *store.Record) { r.Data = nil },
		"work": func(r *store.Record) { r.Work = nil },
	} {
		rec := sample
		change(&rec)
		if store.Hash(rec) == base {
			t.Errorf("the hash does not cover the %s", name)
		}
	}
	rec := sample
	rec.Bodies = map[int][]byte{0: []byte("text")}
	if store.Hash(rec) != base || store.ContentHash(rec) != store.ContentHash(sample) {
		t.Error("a hash covers the bodies, which may be erased")
	}
	if store.HashEncoded(store.EncodeRecord(sample)) != base {
		t.Error("HashEncoded differs from Hash")
	}
}

func TestPartitionsAreEven(t *testing.T) {
	var count [store.Partitions]int
	const n = 6400
	for i := range n {
		count[store.PartitionOf(store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", i)})]++
	}
	for p, c := range count {
		if c < n/store.Partitions/2 || c > n/store.Partitions*2 {
			t.Errorf("partition %d has %d of %d logs", p, c, n)
		}
	}
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add(store.EncodeRecord(sample))
	f.Add(store.EncodeRecord(store.Record{ID: "x", Work: &store.Work{}}))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range [][]byte{b, store.Sealed(b)} {
			rec, err := store.DecodeRecord(in)
			if err != nil {
				if !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrNewerFormat) {
					t.Fatalf("%v says neither damaged nor newer", err)
				}
				continue
			}
			if again := store.EncodeRecord(rec); !bytes.Equal(again, in) {
				t.Fatalf("two forms of one record:\n%x\n%x", in, again)
			}
		}
	})
}

func FuzzDecodeBodies(f *testing.F) {
	f.Add(store.EncodeBodies(map[int][]byte{0: []byte("a"), 7: nil}))
	f.Add([]byte{1, 1, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range [][]byte{b, store.Sealed(b)} {
			if bodies, err := store.DecodeBodies(in); err == nil && !bytes.Equal(store.EncodeBodies(bodies), in) {
				t.Fatalf("two forms of the same bodies: %x", in)
			}
			if w, err := store.DecodeWork(in); err == nil && !bytes.Equal(store.EncodeWork(w), in) {
				t.Fatalf("two forms of the same work: %x", in)
			}
		}
	})
}

// exported returns a log of three records as JSON Lines.
func exported(tb testing.TB) string {
	s := memory.New(memory.Options{})
	defer func() { _ = s.Close() }()
	log := store.LogID{Workspace: "T1", Incident: "INC-1"}
	for i, data := range []string{`{"n":1}`, "not JSON", `{"html":"<b>&"}`} {
		rec := store.Record{ID: fmt.Sprintf("r%d", i), Data: []byte(data), Bodies: map[int][]byte{0: []byte("text"), 1: {0xff}}, Work: sample.Work}
		if _, err := s.Append(context.Background(), log, store.Pos(i), rec, store.Fence{}); err != nil {
			tb.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := store.Export(context.Background(), s, log, &buf); err != nil {
		tb.Fatal(err)
	}
	return buf.String()
}

// TestImportRefuses ensures that what was tampered with or cut is refused with its line, and leaves nothing.
func TestImportRefuses(t *testing.T) {
	whole := exported(t)
	lines := strings.SplitAfter(whole, "\n")
	for name, c := range map[string]struct {
		in   string
		want string
		is   error
	}{
		"no header":        {strings.Join(lines[1:], ""), "line 1:", store.ErrDamaged},
		"cut":              {strings.Join(lines[:3], ""), "line 4: the file ends within log T1/INC-1, after position 2", store.ErrDamaged},
		"cut in a line":    {whole[:len(whole)-60], "line 5:", store.ErrDamaged},
		"a record missing": {lines[0] + lines[1] + lines[3] + lines[4], "line 3:", store.ErrChain},
		"swapped":          {lines[0] + lines[2] + lines[1], "line 2:", store.ErrChain},
		"data changed":     {strings.Replace(whole, `"n":1`, `"n":2`, 1), "line 2:", store.ErrChain},
		"position changed": {strings.Replace(whole, `"seq":2`, `"seq":3`, 1), "line 3:", store.ErrChain},
		"a newer version":  {strings.Replace(whole, `"v":1`, `"v":2`, 1), "line 1:", store.ErrNewerFormat},
		"unknown field":    {strings.Replace(whole, `"seq":2`, `"seq":2,"new":1`, 1), "line 3:", store.ErrDamaged},
		"bad name":         {strings.Replace(whole, `"INC-1"`, `"a/b"`, 1), "line 1:", store.ErrInvalid},
	} {
		s := memory.New(memory.Options{})
		err := store.Import(t.Context(), s, strings.NewReader(c.in))
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q and %v", name, err, c.want, c.is)
		}
		for info, err := range s.Logs(t.Context(), store.LogQuery{}) {
			t.Errorf("%s: it left %+v, %v", name, info, err)
		}
	}
	s := memory.New(memory.Options{})
	if err := store.Import(t.Context(), s, strings.NewReader("\n"+whole+"\n\n")); err != nil {
		t.Errorf("with empty lines: %v", err)
	}
	if err := store.Import(t.Context(), s, strings.NewReader("")); err != nil {
		t.Errorf("nothing at all: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	whole := exported(f)
	f.Add([]byte(whole))
	f.Add([]byte(whole + whole))
	f.Add([]byte(`{"format":"bearings-log","v":1,"workspace":"a","incident":"b"}` + "\n" + `{"end":true}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := memory.New(memory.Options{})
		defer func() { _ = s.Close() }()
		err := store.Import(t.Context(), s, bytes.NewReader(b))
		if err != nil && !strings.Contains(err.Error(), "line ") {
			t.Fatalf("%v names no line", err)
		}
		for info, err := range s.Logs(t.Context(), store.LogQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := store.Verify(t.Context(), s, info.Log); err != nil {
				t.Fatal(err)
			}
		}
	})
}
