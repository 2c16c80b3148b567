package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/bolt"
	"bearings/store/memory"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var log1 = store.LogID{Workspace: "T1", Incident: "inc-1"}

func filled(t *testing.T) *memory.Store {
	t.Helper()
	m := memory.New(memory.Options{})
	for i := range 40 {
		rec := store.Record{
			ID: fmt.Sprint("r", i), Data: []byte(fmt.Sprintf("data %d\n\x00\xff", i)), Bodies: map[int][]byte{0: []byte("text"), 7: nil},
			Work: &store.Work{Due: time.Unix(int64(i), 5).UTC(), Pending: i%2 == 0},
		}
		if _, err := m.Append(t.Context(), log1, store.Pos(i), rec, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// serve answers with the options and returns a client.
func serve(t *testing.T, opt Options) *Client {
	t.Helper()
	path := socket(t)
	s, err := Listen(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); err == nil {
			t.Error("the socket is still there")
		}
	})
	return c
}

// socket is a path that is short enough for a socket.
func socket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "b")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return SocketPath(filepath.Join(dir, "b.db"))
}

func collect[T any](seq func(func(T, error) bool)) (all []T, err error) {
	seq(func(v T, e error) bool {
		if err = e; e == nil {
			all = append(all, v)
		}
		return true
	})
	return all, err
}

// TestSameAsTheStore proves that asking the bot gives what asking the store gives.
func TestSameAsTheStore(t *testing.T) {
	m := filled(t)
	c := serve(t, Options{Logs: m, File: m})
	for after := range store.Pos(3) {
		want, err1 := collect(m.Read(t.Context(), log1, after*20))
		got, err2 := collect(c.Read(t.Context(), log1, after*20))
		if err1 != nil || err2 != nil || len(want) != 40-int(after)*20 {
			t.Fatal(err1, err2, len(want))
		}
		for i := range want {
			if store.Hash(got[i]) != store.Hash(want[i]) || len(got[i].Bodies) != len(want[i].Bodies) || string(got[i].Bodies[0]) != "text" {
				t.Errorf("record %d is\n%+v, want\n%+v", i, got[i], want[i])
			}
		}
	}
	want, _ := collect(m.Logs(t.Context(), store.LogQuery{}))
	got, err := collect(c.Logs(t.Context(), store.LogQuery{}))
	if err != nil || !reflect.DeepEqual(got, want) || len(got) != 1 {
		t.Errorf("logs %+v, error %v, want %+v", got, err, want)
	}
	none, err := collect(c.Logs(t.Context(), store.LogQuery{Workspace: "other"}))
	if err != nil || len(none) != 0 {
		t.Errorf("logs %+v, error %v, want none", none, err)
	}
	if head, err := store.Verify(t.Context(), c, log1); head != 40 || err != nil {
		t.Errorf("verified %d records, %v", head, err)
	}
	var a, b bytes.Buffer
	if err := errors.Join(store.Export(t.Context(), m, log1, &a), store.Export(t.Context(), c, log1, &b)); err != nil || a.String() != b.String() {
		t.Errorf("exports differ, error %v", err)
	}
}

func TestEarlyEndIsFine(t *testing.T) {
	m := filled(t)
	c := serve(t, Options{Logs: m, File: m})
	for rec, err := range c.Read(t.Context(), log1, 0) {
		if err != nil || rec.Seq != 1 {
			t.Errorf("record %d, error %v", rec.Seq, err)
		}
		break
	}
	if all, err := collect(c.Read(t.Context(), log1, 0)); len(all) != 40 || err != nil {
		t.Errorf("%d records, error %v", len(all), err)
	}
}

func TestErrorsKeepTheirIdentity(t *testing.T) {
	m := filled(t)
	if err := m.Seal(t.Context(), log1, 40, store.Archive{}); err != nil {
		t.Fatal(err)
	}
	c := serve(t, Options{Logs: m, File: m})
	if _, err := collect(c.Read(t.Context(), log1, 0)); !errors.Is(err, store.ErrSealed) || errors.Is(err, store.ErrClosed) {
		t.Errorf("error %v, want ErrSealed", err)
	}
	if err := c.Erase(t.Context(), store.LogID{Workspace: "a/b", Incident: "c"}); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("error %v, want ErrInvalid", err)
	}
	if err := c.Compact(t.Context()); !errors.Is(err, ErrNeedsStop) {
		t.Errorf("error %v, want ErrNeedsStop", err)
	}
	for _, s := range sentinels {
		if err := decodeEnd(encodeEnd(fmt.Errorf("op:\n%w", s.err))); !errors.Is(err, s.err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v came back as %v", s.err, err)
		}
	}
	if err := decodeEnd(encodeEnd(errors.New("plain"))); err == nil || err.Error() != "plain" {
		t.Errorf("error %v", err)
	}
}

func TestEraseForgets(t *testing.T) {
	m := filled(t)
	var reloaded []store.LogID
	var fail error
	c := serve(t, Options{Logs: m, File: m, Reload: func(_ context.Context, log store.LogID) error {
		recs, _ := collect(m.Read(context.Background(), log, 0))
		if len(recs[0].Bodies) > 0 && fail == nil {
			t.Error("reloaded before the texts were erased")
		}
		reloaded = append(reloaded, log)
		return fail
	}})
	if err := c.Erase(t.Context(), log1, 1, 2); err != nil || len(reloaded) != 1 || reloaded[0] != log1 {
		t.Errorf("error %v, reloaded %v", err, reloaded)
	}
	recs, _ := collect(m.Read(t.Context(), log1, 0))
	if len(recs[1].Bodies) != 0 || len(recs[2].Bodies) == 0 {
		t.Error("other texts were erased than those that were named")
	}
	fail = errors.New("broken")
	if err := c.Erase(t.Context(), log1, 3); err == nil || !strings.Contains(err.Error(), "restart it") {
		t.Errorf("error %v", err)
	}
}

// TestBackupOfBolt proves that a backup through the socket can be restored, and that compaction works while the bot runs.
func TestBackupOfBolt(t *testing.T) {
	dir := t.TempDir()
	b, err := bolt.Open(filepath.Join(dir, "b.db"), bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	for i := range 20 {
		rec := store.Record{ID: fmt.Sprint("r", i), Data: bytes.Repeat([]byte{'x'}, 50_000)}
		if _, err := b.Append(t.Context(), log1, store.Pos(i), rec, store.Fence{}); err != nil {
			t.Fatal(err)
		}
	}
	c := serve(t, Options{Logs: b, File: b})
	var copied bytes.Buffer
	if err := c.Backup(t.Context(), &copied); err != nil {
		t.Fatal(err)
	}
	if err := c.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	restored := filepath.Join(dir, "restored.db")
	if err := bolt.Restore(t.Context(), restored, &copied, bolt.RestoreOptions{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	r, err := bolt.Open(restored, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if head, err := store.Verify(t.Context(), r, log1); head != 20 || err != nil {
		t.Errorf("restored %d records, %v", head, err)
	}
}

// breaking fails in the middle of a backup.
type breaking struct{ err error }

func (b breaking) Backup(_ context.Context, w io.Writer) error {
	if _, err := w.Write(bytes.Repeat([]byte{'x'}, 1<<20)); err != nil {
		return err
	}
	if b.err == nil {
		panic("torn") // net/http cuts the connection
	}
	return b.err
}

// TestTornStreamIsAnError proves that an answer that ends in the middle does not look complete.
func TestTornStreamIsAnError(t *testing.T) {
	c := serve(t, Options{Logs: filled(t), File: breaking{}})
	if err := c.Backup(t.Context(), io.Discard); err == nil {
		t.Error("a torn backup looks complete")
	}
	c = serve(t, Options{Logs: filled(t), File: breaking{store.ErrDamaged}})
	if err := c.Backup(t.Context(), io.Discard); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("error %v", err)
	}
	if err := decodeEnd(""); err == nil {
		t.Error("an answer without an end looks complete")
	}
}

func TestStatus(t *testing.T) {
	m := filled(t)
	c := serve(t, Options{Logs: m, File: m, Status: func() any { return map[string]int{"loaded": 3} }})
	raw, err := c.Status(t.Context())
	var got map[string]int
	if err != nil || json.Unmarshal(raw, &got) != nil || got["loaded"] != 3 {
		t.Errorf("status %s, error %v", raw, err)
	}
}

func TestSocket(t *testing.T) {
	m := filled(t)
	opt := Options{Logs: m, File: m}
	path := socket(t)
	first, err := Listen(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	if second, err := Listen(t.Context(), path, opt); err == nil || !strings.Contains(err.Error(), "another bot answers") {
		t.Errorf("took a socket that somebody answers on: %v %v", second, err)
	}
	if c, err := Dial(t.Context(), path); err != nil {
		t.Errorf("the first bot no longer answers: %v", err)
	} else {
		_ = c.Close()
	}
	if err := first.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestStaleSocket proves that a bot that died does not keep the next one from answering.
func TestStaleSocket(t *testing.T) {
	path := socket(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = l.Close()
	if _, err := os.Lstat(path); err != nil {
		t.Fatal("the test does not leave a socket behind")
	}
	m := filled(t)
	s, err := Listen(t.Context(), path, Options{Logs: m, File: m})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNotASocket(t *testing.T) {
	path := socket(t)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := filled(t)
	if _, err := Listen(t.Context(), path, Options{Logs: m, File: m}); err == nil {
		t.Error("took the place of a file")
	}
	if b, _ := os.ReadFile(path); string(b) != "precious" {
		t.Error("the file was changed")
	}
}

func TestNobodyAnswers(t *testing.T) {
	path := socket(t)
	for name, ctx := range map[string]context.Context{"waits": t.Context(), "is told to stop": ended(t)} {
		if _, err := Dial(ctx, path); err == nil || !strings.Contains(err.Error(), "held by another process that does not answer") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	long := strings.Repeat("x", 200)
	if _, err := Dial(t.Context(), long); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("error %v", err)
	}
	m := filled(t)
	if _, err := Listen(t.Context(), long, Options{Logs: m, File: m}); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("error %v", err)
	}
}

func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// TestOtherRelease proves that a bot that does not know a question is reported as that.
func TestOtherRelease(t *testing.T) {
	m := filled(t)
	c := serve(t, Options{Logs: m, File: m})
	err := c.ask(t.Context(), "/v9/new", request{}, nothing)
	if err == nil || !strings.Contains(err.Error(), "another release") {
		t.Errorf("error %v", err)
	}
}

func TestPeer(t *testing.T) {
	path := socket(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := checkPeer(conn); err != nil {
		t.Errorf("our own user was refused: %v", err)
	}
	if uid, known, err := peerUID(conn); err != nil || (known && uid != os.Geteuid()) {
		t.Errorf("uid %d, known %v, error %v", uid, known, err)
	}
}
