package bolt_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/bolt"
)

// A child process appends and prints what was acknowledged; the parent kills it again and again.
const (
	crashKills   = 200
	crashWriters = 4
	crashSeed    = 20260301
	crashEnv     = "BEARINGS_CRASH_CHILD" // the database; set for the child only
	crashRunEnv  = "BEARINGS_CRASH_RUN"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		if err := crashChild(context.Background(), path, os.Getenv(crashRunEnv)); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func crashLog(writer int) store.LogID {
	return store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", writer)}
}

// crashRecord can be checked by its ID alone, and varies in size, so that pages split in the middle of things.
func crashRecord(id string) store.Record {
	size := 0
	for _, c := range id {
		size = (size*31 + int(c)) % 4000
	}
	return store.Record{
		ID: id, Data: []byte(strings.Repeat(id+" ", 1+size/len(id))),
		Bodies: map[int][]byte{0: []byte("body of " + id)},
		Work:   &store.Work{Pending: size%2 == 0},
	}
}

// crashChild appends until it is killed.
func crashChild(ctx context.Context, path, run string) error {
	s, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		return err
	}
	errs := make(chan error, crashWriters)
	for w := range crashWriters {
		go func() { errs <- crashWriter(ctx, s, w, run) }()
	}
	return <-errs
}

func crashWriter(ctx context.Context, s *bolt.Store, w int, run string) error {
	log := crashLog(w)
	var last store.Record
	head := store.Pos(0)
	for info, err := range s.Logs(ctx, store.LogQuery{Workspace: log.Workspace, Incident: log.Incident}) {
		if err != nil {
			return err
		}
		head = info.Head
	}
	for rec, err := range s.Read(ctx, log, max(head, 1)-1) {
		if err != nil {
			return err
		}
		last = rec
	}
	if last.ID != "" {
		// The outcome of the last append before the crash is unknown to its caller, who tries again.
		_, err := s.Append(ctx, log, head-1, crashRecord(last.ID), store.Fence{})
		if dup := (store.ErrDuplicate{}); !errors.As(err, &dup) || !dup.Equal || dup.Pos != head {
			return fmt.Errorf("the last record again: %w, want an equal duplicate at %d", err, head)
		}
	}
	for n := 0; ; n++ {
		id := fmt.Sprintf("%s-%d-%d", run, w, n)
		pos, err := s.Append(ctx, log, head, crashRecord(id), store.Fence{})
		if err != nil {
			return err
		}
		head = pos
		if _, err := fmt.Printf("ack %d %d %s\n", w, pos, id); err != nil {
			return err
		}
	}
}

// TestCrash ensures that everything acknowledged is there, once and whole, after a SIGKILL at any moment.
func TestCrash(t *testing.T) {
	if raceEnabled {
		t.Skip("child processes that are killed run without the race detector; run this test without -race")
	}
	kills := crashKills
	if testing.Short() {
		kills = 20
	}
	t.Logf("seed %d", crashSeed)
	rng := rand.New(rand.NewPCG(crashSeed, 0))
	path := filepath.Join(t.TempDir(), "bearings.db")
	v := verifier{acked: map[int]map[store.Pos]string{}, chains: map[int]*store.Chain{}, seen: map[string]bool{}}
	for kill := range kills {
		// One in eight dies while it starts, the first of them while the file is being created.
		wait := 5*time.Millisecond + time.Duration(rng.Int64N(int64(60*time.Millisecond)))
		if kill%8 == 0 {
			wait = time.Duration(rng.Int64N(int64(8 * time.Millisecond)))
		}
		v.acks(t, crashRun(t, path, kill, wait))
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			continue // It did not come to create it.
		}
		v.check(t, path)
		if t.Failed() {
			t.Fatalf("after kill %d", kill+1)
		}
	}
	if len(v.seen) < kills {
		t.Fatalf("only %d records were written: the test shows nothing", len(v.seen))
	}
	t.Logf("%d kills, %d records, %d of them acknowledged", kills, len(v.seen), v.acknowledged)
}

// crashRun starts a child, kills it, and returns what it printed.
func crashRun(t *testing.T, path string, kill int, wait time.Duration) []byte {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+path, fmt.Sprintf("%s=run%d", crashRunEnv, kill))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = io.Copy(&buf, out) })
	if kill%8 != 0 && kill%2 == 0 { // Count from the start of writing, not of the process.
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(wait)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	wg.Wait()
	_ = cmd.Wait() // It was killed; what it had to say is in its output.
	return buf.Bytes()
}

// verifier holds what earlier children acknowledged, and how far the logs were checked.
type verifier struct {
	acked        map[int]map[store.Pos]string // by writer and position: the ID
	chains       map[int]*store.Chain
	seen         map[string]bool
	acknowledged int
}

func (v *verifier) acks(t *testing.T, out []byte) {
	t.Helper()
	scan := bufio.NewScanner(bytes.NewReader(out))
	for scan.Scan() {
		var w int
		var pos store.Pos
		var id string
		if _, err := fmt.Sscanf(scan.Text(), "ack %d %d %s", &w, &pos, &id); err != nil {
			t.Fatalf("the child says %q", scan.Text())
		}
		if v.acked[w] == nil {
			v.acked[w] = map[store.Pos]string{}
		}
		v.acked[w][pos] = id
		v.acknowledged++
	}
}

// check reads what is new, and compares it with what was acknowledged since the last time.
func (v *verifier) check(t *testing.T, path string) {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for w := range crashWriters {
		if v.chains[w] == nil {
			v.chains[w] = &store.Chain{}
		}
		head, _ := v.chains[w].Head()
		for rec, err := range s.Read(t.Context(), crashLog(w), head) {
			if err == nil {
				err = v.chains[w].Next(rec)
			}
			if err != nil {
				t.Fatal(err)
			}
			v.record(t, w, rec)
		}
		for pos, id := range v.acked[w] {
			t.Errorf("lost: %s at %s/%d was acknowledged", id, crashLog(w), pos)
		}
	}
}

func (v *verifier) record(t *testing.T, w int, rec store.Record) {
	t.Helper()
	want := crashRecord(rec.ID)
	if !bytes.Equal(rec.Data, want.Data) || !bytes.Equal(rec.Bodies[0], want.Bodies[0]) {
		t.Errorf("torn: %s at %s/%d", rec.ID, crashLog(w), rec.Seq)
	}
	if v.seen[rec.ID] {
		t.Errorf("twice: %s at %s/%d", rec.ID, crashLog(w), rec.Seq)
	}
	v.seen[rec.ID] = true
	if id, ok := v.acked[w][rec.Seq]; ok {
		if id != rec.ID {
			t.Errorf("changed: %s/%d was acknowledged as %s and is %s", crashLog(w), rec.Seq, id, rec.ID)
		}
		delete(v.acked[w], rec.Seq)
	}
}
