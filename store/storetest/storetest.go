// Package storetest is the suite that every engine must pass; it decides what is right. An engine's test calls Run.
//
// It promises the same order of calls on every run: property tests begin at a fixed seed, unless -rapid.seed says otherwise, and a failure
// prints the seed that shows it. Nothing in it depends on how fast the engine is.
//
// What only one engine can get wrong, such as damage to its file, is tested beside that engine.
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"bearings/store"

	"go.uber.org/goleak"
)

// Harness is one engine, opened on fresh data, with what the suite does to it besides calling it.
type Harness struct {
	Store store.Store
	// Advance moves the engine's clock.
	Advance func(time.Duration)
	// Reopen closes the store and opens it again on the same data. The harness closes what it returns.
	Reopen func(*testing.T) store.Store
	// Carry returns what a restore has to take over from the store that was opened last.
	Carry func(context.Context) (store.Carry, error)
	// Restore makes another store from a backup. The harness closes what it returns.
	Restore func(*testing.T, io.Reader, store.Carry) store.Store
}

// Run runs the whole suite. open is called once for each test in it.
func Run(t *testing.T, open func(*testing.T) Harness) {
	groups := []struct {
		name  string
		tests []test
	}{
		{"append", appendTests},
		{"fence", fenceTests},
		{"read", readTests},
		{"watch", watchTests},
		{"seal", sealTests},
		{"logs", logsTests},
		{"config", configTests},
		{"cancel", cancelTests},
		{"transfer", transferTests},
		{"model", modelTests},
	}
	for _, group := range groups {
		t.Run(group.name, func(t *testing.T) {
			for _, one := range group.tests {
				t.Run(one.name, func(t *testing.T) {
					// Cleanups run last in, first out: this looks for goroutines after the harness has closed.
					leaks := goleak.IgnoreCurrent()
					t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
					one.run(t, open(t))
				})
			}
		})
	}
}

type test struct {
	name string
	run  func(*testing.T, Harness)
}

// logA and logB are in one workspace, logC in another.
var (
	logA = store.LogID{Workspace: "T1", Incident: "INC-1"}
	logB = store.LogID{Workspace: "T1", Incident: "INC-2"}
	logC = store.LogID{Workspace: "T2", Incident: "INC-1"}
)

// restarted calls check before and after a restart.
func restarted(t *testing.T, h Harness, check func(store.Store)) {
	check(h.Store)
	check(h.Reopen(t))
}

// record returns a record that can be recognised by its ID, with one body.
func record(id string) store.Record {
	return store.Record{ID: id, Data: fmt.Appendf(nil, `{"id":%q}`, id), Bodies: map[int][]byte{0: []byte("text of " + id)}}
}

func mustAppend(t *testing.T, s store.Store, log store.LogID, after store.Pos, rec store.Record) store.Pos {
	t.Helper()
	pos, err := s.Append(t.Context(), log, after, rec, store.Fence{})
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	if pos != after+1 {
		t.Fatalf("append after %d returned position %d", after, pos)
	}
	return pos
}

// fill appends n records named prefix-1, prefix-2 and so on to a log that has the given head.
func fill(t *testing.T, s store.Store, log store.LogID, head store.Pos, prefix string, n int) store.Pos {
	t.Helper()
	for i := range n {
		head = mustAppend(t, s, log, head, record(fmt.Sprintf("%s-%d", prefix, i+1)))
	}
	return head
}

func readAll(t *testing.T, s store.Reader, log store.LogID, after store.Pos) []store.Record {
	t.Helper()
	records, err := collect(t.Context(), s, log, after)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return records
}

func collect(ctx context.Context, s store.Reader, log store.LogID, after store.Pos) ([]store.Record, error) {
	var records []store.Record
	for rec, err := range s.Read(ctx, log, after) {
		if err != nil {
			return records, err
		}
		records = append(records, rec)
	}
	return records, nil
}

func listLogs(t *testing.T, s store.Store, q store.LogQuery) []store.LogInfo {
	t.Helper()
	var infos []store.LogInfo
	for info, err := range s.Logs(t.Context(), q) {
		if err != nil {
			t.Fatalf("logs: %v", err)
		}
		infos = append(infos, info)
	}
	return infos
}

// sameRecord compares what the caller gave, and the bodies; nil and empty are the same.
func sameRecord(a, b store.Record) bool {
	if a.ID != b.ID || !bytes.Equal(a.Data, b.Data) || len(a.Bodies) != len(b.Bodies) {
		return false
	}
	for n, body := range a.Bodies {
		other, ok := b.Bodies[n]
		if !ok || !bytes.Equal(body, other) {
			return false
		}
	}
	return (a.Work == nil) == (b.Work == nil) && (a.Work == nil || sameWork(*a.Work, *b.Work))
}

func sameWork(a, b store.Work) bool { return a.Pending == b.Pending && a.Due.Equal(b.Due) }

func ids(records []store.Record) []string {
	out := make([]string, len(records))
	for i, rec := range records {
		out[i] = rec.ID
	}
	return out
}

func backup(t *testing.T, s store.Store) *bytes.Buffer {
	t.Helper()
	var buf bytes.Buffer
	if err := s.Backup(t.Context(), &buf); err != nil {
		t.Fatalf("backup: %v", err)
	}
	return &buf
}
