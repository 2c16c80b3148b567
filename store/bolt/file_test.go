package bolt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/bolt"

	"go.etcd.io/bbolt"
)

var logA = store.LogID{Workspace: "T1", Incident: "INC-1"}

// written makes a database with some records, closed, and returns its path.
func written(t *testing.T, records int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bearings.db")
	s := mustOpen(t, path, bolt.Options{Now: time.Now})
	appendN(t, s, 0, records)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func appendN(t *testing.T, s *bolt.Store, head store.Pos, n int) {
	t.Helper()
	for range n {
		pos, err := s.Append(t.Context(), logA, head, crashRecord(fmt.Sprintf("a-%d", head+1)), store.Fence{})
		if err != nil {
			t.Fatal(err)
		}
		head = pos
	}
}

// snapshot returns a database with some records that has no unused end, so that every cut takes something away.
func snapshot(t *testing.T, records int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := mustOpen(t, written(t, records), bolt.Options{Now: time.Now}).Backup(t.Context(), &buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wantRefused ensures that a file is refused with an error, and neither it nor its folder changes.
func wantRefused(t *testing.T, path string, want error) {
	t.Helper()
	before, entries := readFile(t, path), dirNames(t, path)
	s, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err == nil {
		_ = s.Close()
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
		t.Errorf("open: %v, want %v and the path", err, want)
	}
	if !bytes.Equal(before, readFile(t, path)) {
		t.Error("the refused file was changed")
	}
	if after := dirNames(t, path); after != entries {
		t.Errorf("the folder had %s, and now %s", entries, after)
	}
}

func dirNames(t *testing.T, path string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(entries)
}

func TestOpenCreates(t *testing.T) {
	path := written(t, 1)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if names := dirNames(t, path); strings.Count(names, "bearings.db") != 1 {
		t.Errorf("left behind: %s", names)
	}
	missing := filepath.Join(t.TempDir(), "no", "such", "folder.db")
	if _, err := bolt.Open(missing, bolt.Options{Now: time.Now}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that does not exist: %v", err)
	}
	mustOpen(t, path, bolt.Options{Now: time.Now}) // It is still a store.
}

func TestOpenLocked(t *testing.T) {
	path := written(t, 3)
	s := mustOpen(t, path, bolt.Options{Now: time.Now})
	wantRefused(t, path, store.ErrLocked)
	appendN(t, s, 3, 1)
	if err := bolt.Compact(t.Context(), path, path+".2"); !errors.Is(err, store.ErrLocked) {
		t.Errorf("compact: %v, want ErrLocked", err)
	}
}

func TestOpenNewerFormat(t *testing.T) {
	path := written(t, 3)
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("m")).Put([]byte("format"), binary.BigEndian.AppendUint64(nil, 2))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, store.ErrNewerFormat)
}

func TestOpenNotAStore(t *testing.T) {
	dir := t.TempDir()
	garbage := make([]byte, 64<<10)
	for i, rng := 0, rand.New(rand.NewPCG(1, 0)); i < len(garbage); i++ {
		garbage[i] = byte(rng.Uint32())
	}
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("hello"), "garbage": garbage, "zeros": make([]byte, 64<<10),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, path, store.ErrDamaged)
	}
	other := filepath.Join(dir, "another program's")
	db, err := bbolt.Open(other, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, other, store.ErrDamaged)
	if _, err := bolt.Open(dir, bolt.Options{Now: time.Now}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a folder: %v, want ErrDamaged", err)
	}
}

func TestOpenTruncated(t *testing.T) {
	whole := snapshot(t, 100)
	rng := rand.New(rand.NewPCG(2, 0))
	cuts := []int{1, 100, 4096, 8192, 12288, 16384}
	for range 10 {
		cuts = append(cuts, 1+rng.IntN(len(whole)-1))
	}
	for _, cut := range cuts {
		short := filepath.Join(t.TempDir(), "short.db")
		if err := os.WriteFile(short, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, short, store.ErrDamaged)
	}
}

// TestDamagedPages ensures that damage anywhere in the file is an error or is not noticed, and never a panic or a wrong record.
func TestDamagedPages(t *testing.T) {
	whole := snapshot(t, 60)
	rng := rand.New(rand.NewPCG(3, 0))
	noticed := 0
	const rounds = 150
	for round := range rounds {
		bad := bytes.Clone(whole)
		at := rng.IntN(len(bad))
		for i := at; i < min(at+1+rng.IntN(4096), len(bad)); i++ {
			bad[i] = byte(rng.Uint32())
		}
		short := filepath.Join(t.TempDir(), "bad.db")
		if err := os.WriteFile(short, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if useDamaged(t, short) != nil {
			noticed++
		}
		if t.Failed() {
			t.Fatalf("round %d, damage at %d", round, at)
		}
	}
	if noticed == 0 {
		t.Error("no damage was noticed")
	}
	t.Logf("noticed %d of %d", noticed, rounds)
}

func useDamaged(t *testing.T, path string) error {
	s, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	for rec, err := range s.Read(t.Context(), logA, 0) {
		if err != nil {
			return err
		}
		if want := crashRecord(rec.ID); !bytes.Equal(rec.Data, want.Data) {
			t.Errorf("a wrong record came back at %d", rec.Seq)
		}
	}
	_, err = s.Append(t.Context(), store.LogID{Workspace: "T9", Incident: "new"}, 0, crashRecord("new"), store.Fence{})
	return err
}

func TestCompactErases(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bearings.db")
	s := mustOpen(t, path, bolt.Options{Now: time.Now})
	secret, kept := []byte("the secret text"), []byte("the text that stays")
	for i := range 50 {
		rec := crashRecord(fmt.Sprintf("a-%d", i+1))
		rec.Bodies = map[int][]byte{0: kept}
		if i == 20 {
			rec.Bodies = map[int][]byte{0: secret}
		}
		if _, err := s.Append(t.Context(), logA, store.Pos(i), rec, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Contains(readFile(t, path), secret) {
		t.Fatal("the text is not in the file in the first place")
	}
	if err := s.Erase(t.Context(), logA, 21); err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b := readFile(t, path); bytes.Contains(b, secret) || !bytes.Contains(b, kept) {
		t.Error("after compacting the erased text is still there, or the other is not")
	}
	wantRefused(t, path, store.ErrLocked) // The new file is locked as the old one was.
	appendN(t, s, 50, 5)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	offline := path + ".compact"
	if err := bolt.Compact(t.Context(), path, offline); err != nil {
		t.Fatal(err)
	}
	if err := bolt.Compact(t.Context(), path, offline); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a file that exists: %v", err)
	}
	for _, p := range []string{path, offline} {
		if head, err := store.Verify(t.Context(), mustOpen(t, p, bolt.Options{Now: time.Now}), logA); err != nil || head != 55 {
			t.Errorf("%s: head %d, %v", p, head, err)
		}
	}
}

// TestCompactWhileUsed ensures that neither writers nor readers nor watchers nor a backup notice a compaction.
func TestCompactWhileUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bearings.db")
	s := mustOpen(t, path, bolt.Options{Now: time.Now})
	const n = 120
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			if _, err := s.Append(t.Context(), logA, store.Pos(i), crashRecord(fmt.Sprintf("a-%d", i+1)), store.Fence{}); err != nil {
				t.Errorf("append: %v", err)
				return
			}
		}
	})
	wg.Go(func() {
		next := store.Pos(1)
		for ch, err := range s.Watch(t.Context(), store.Selector{}, nil) {
			if err != nil || ch.Pos != next {
				t.Errorf("watch: %d where %d is due, %v", ch.Pos, next, err)
				return
			}
			if next++; next > n {
				return
			}
		}
	})
	for range 5 {
		if err := s.Compact(t.Context()); err != nil {
			t.Errorf("compact: %v", err)
		}
		var buf bytes.Buffer
		if err := s.Backup(t.Context(), &buf); err != nil {
			t.Errorf("backup: %v", err)
		}
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if head, err := store.Verify(t.Context(), mustOpen(t, path, bolt.Options{Now: time.Now}), logA); err != nil || head != n {
		t.Errorf("head %d, %v", head, err)
	}
}

func TestRestoreFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bearings.db")
	s := mustOpen(t, path, bolt.Options{Now: time.Now})
	appendN(t, s, 0, 40)
	var buf bytes.Buffer
	if err := s.Backup(t.Context(), &buf); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), logA, 7); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	restore := func(ctx context.Context, to string, b []byte) error {
		return bolt.Restore(ctx, to, bytes.NewReader(b), bolt.RestoreOptions{Now: time.Now, Previous: path})
	}
	before := dirNames(t, path)
	if err := restore(t.Context(), path, buf.Bytes()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a file that exists: %v", err)
	}
	to := filepath.Join(dir, "restored.db")
	if err := restore(t.Context(), to, buf.Bytes()[:buf.Len()/2]); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("half a backup: %v, want ErrDamaged", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := restore(ctx, to, buf.Bytes()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if after := dirNames(t, path); after != before {
		t.Errorf("failed restores left %s", after)
	}
	if err := restore(t.Context(), to, buf.Bytes()); err != nil {
		t.Fatal(err)
	}
	erased, stays := []byte("body of a-7"), []byte("body of a-8")
	if b := readFile(t, to); bytes.Contains(b, erased) || !bytes.Contains(b, stays) {
		t.Error("the restored file has text that was erased, or lacks other text")
	}
	carry, err := bolt.ReadCarry(t.Context(), to)
	if err != nil || len(carry.Bodies) != 1 || carry.Bodies[0].Seq != 7 {
		t.Errorf("the next restore would carry over %+v, %v", carry, err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}
