package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"bearings/incident"
	"bearings/internal/control"
	"bearings/internal/transcript"
	"bearings/store"
	"bearings/store/bolt"
)

// shortDir is a folder whose path is short enough for a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "b")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// whileRunning runs a test twice: once with the file to itself, once while a bot
// holds it and answers on its socket.
func whileRunning(t *testing.T, test func(t *testing.T, path string, running *[]store.LogID)) {
	t.Run("stopped", func(t *testing.T) {
		path := filepath.Join(shortDir(t), "x.db")
		filled(t, path)
		test(t, path, nil)
	})
	t.Run("running", func(t *testing.T) {
		path := filepath.Join(shortDir(t), "x.db")
		filled(t, path)
		db, err := bolt.Open(path, bolt.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		var reloaded []store.LogID
		server, err := control.Listen(t.Context(), control.SocketPath(path), control.Options{
			Logs: db, File: db, Reload: func(_ context.Context, log store.LogID) error { reloaded = append(reloaded, log); return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		test(t, path, &reloaded)
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestWhy(t *testing.T) {
	whileRunning(t, func(t *testing.T, path string, _ *[]store.LogID) {
		overview := bot(t, "why", "C1-1714557480", "--db", path).ok(t)
		for _, want := range []string{
			"T1/C1-1714557480 · EU customers cannot pay · SEV2 · opened 2024-05-01 09:58 (times are UTC)\n",
			"brief to ben in private · ben joined\n", "answer in the channel · ana asked: lead\n", "status in the channel · before it was due: it is said to be resolved",
		} {
			if !strings.Contains(overview, want) {
				t.Errorf("%q is missing in\n%s", want, overview)
			}
		}
		all := bot(t, "why", sampleLog.String(), "h1", "--db", path).ok(t)
		if !strings.Contains(all, "unexplained/E1") || strings.Contains(all, "brief to ben") {
			t.Errorf("about H1:\n%s", all)
		}
		if one := bot(t, "why", "C1-1714557480", "d1", "--db", path).ok(t); !strings.Contains(one, "brief to ben") || !strings.Contains(one, "    Impact: ") || !strings.Contains(one, "It arrived 09:59.") {
			t.Errorf("about d1:\n%s", one)
		}
	})
}

func TestBackupAndRestore(t *testing.T) {
	whileRunning(t, func(t *testing.T, path string, running *[]store.LogID) {
		dir := filepath.Dir(path)
		copied := filepath.Join(dir, "copy.db")
		out := bot(t, "backup", copied, "--db", path).ok(t)
		if !strings.HasPrefix(out, copied+": ") {
			t.Errorf("got %q", out)
		}
		if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the backup has mode %v, %v", info.Mode(), err)
		}
		if piped := bot(t, "backup", "-", "--db", path).ok(t); len(piped) < 1<<14 {
			t.Errorf("%d bytes on standard output", len(piped))
		}
		fresh := filepath.Join(dir, "fresh.db")
		bot(t, "restore", copied, "--db", fresh).ok(t)
		if a, b := bot(t, "export", "--db", path).ok(t), bot(t, "export", "--db", fresh).ok(t); a != b || a == "" {
			t.Error("the restored database differs")
		}
		if running == nil {
			return
		}
		got := bot(t, "restore", copied, "--db", path, "--replace")
		want := "bot: " + path + ": a bot is running with it, or another command; stop that first, then restore\n"
		if got.code != exitFailed || got.err != want {
			t.Errorf("%d\n got %swant %s", got.code, got.err, want)
		}
		got = bot(t, "import", "-", "--db", path)
		want = "bot: " + path + ": a bot is running with it, or another command; stop that first, then import\n"
		if got.code != exitFailed || got.err != want {
			t.Errorf("%d\n got %swant %s", got.code, got.err, want)
		}
	})
}

// What was erased after the backup stays erased in what is restored from it.
func TestRestoreReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	filled(t, path)
	copied := path + ".copy"
	bot(t, "backup", copied, "--db", path).ok(t)
	bot(t, "erase", "--user", "cleo", "--yes", "--db", path).ok(t)
	out := bot(t, "restore", copied, "--replace", "--db", path).ok(t)
	if !strings.Contains(out, path+".replaced") {
		t.Errorf("got %q", out)
	}
	if text := bot(t, "export", "--db", path).ok(t); strings.Contains(text, "still run the old version") || !strings.Contains(text, "the pay button") {
		t.Error("erased text came back, or other text is gone")
	}
	if got := bot(t, "restore", copied, "--replace", "--db", path); got.code != exitFailed || got.err != "bot: "+path+".replaced is there from an earlier restore; move it away first\n" {
		t.Errorf("%d %s", got.code, got.err)
	}
}

func TestExportAndImport(t *testing.T) {
	whileRunning(t, func(t *testing.T, path string, _ *[]store.LogID) {
		dir := filepath.Dir(path)
		file, fresh := filepath.Join(dir, "all.jsonl"), filepath.Join(dir, "fresh.db")
		bot(t, "export", "--out", file, "--db", path).ok(t)
		if out := bot(t, "import", file, "--db", fresh).ok(t); out != fresh+": 1 incident, 1 of them new\n" {
			t.Errorf("got %q", out)
		}
		if out := bot(t, "import", file, "--db", fresh).ok(t); out != fresh+": 1 incident, 0 of them new\n" {
			t.Errorf("got %q", out)
		}
		want, err := os.ReadFile(file)
		if got := bot(t, "export", "C1-1714557480", "--db", fresh).ok(t); err != nil || got != string(want) {
			t.Errorf("the export of the import differs, %v", err)
		}
		piped := botWith(t.Context(), bytes.NewReader(want), "import", "-", "--db", filepath.Join(dir, "piped.db"))
		if piped.code != exitOK {
			t.Errorf("%d %s", piped.code, piped.err)
		}
	})
}

// An incident that went on here is not overwritten by one that went another way.
func TestImportConflict(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	filled(t, a)
	db, err := bolt.Open(b, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := transcript.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, db, sampleLog, lines[1:])
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "a.jsonl")
	bot(t, "export", "--out", file, "--db", a).ok(t)
	before := bot(t, "export", "--db", b).ok(t)
	got := bot(t, "import", file, "--db", b)
	want := "bot: " + file + ": line 2: log T1/C1-1714557480 has another record at 1, so it went another way here than in the file; what stands above this incident was added\n"
	if got.code != exitFailed || got.err != want {
		t.Errorf("%d\n got %swant %s", got.code, got.err, want)
	}
	if after := bot(t, "export", "--db", b).ok(t); after != before {
		t.Error("the incident was changed")
	}
}

func TestErase(t *testing.T) {
	whileRunning(t, func(t *testing.T, path string, reloaded *[]store.LogID) {
		before := bot(t, "export", "--db", path).ok(t)
		out := bot(t, "erase", "--user", "@cleo", "--db", path).ok(t)
		if !strings.HasPrefix(out, "T1/C1-1714557480: ") || !strings.HasSuffix(out, "Nothing was erased. Add --yes to erase it; it cannot be undone.\n") {
			t.Errorf("got %q", out)
		}
		if bot(t, "export", "--db", path).ok(t) != before {
			t.Error("erased without --yes")
		}
		out = bot(t, "erase", "--user", "cleo", "--yes", "--db", path).ok(t)
		if !strings.HasSuffix(out, "Erased. \"bot compact\" removes the bytes from the disk.\n") {
			t.Errorf("got %q", out)
		}
		after := bot(t, "export", "--db", path).ok(t)
		for _, gone := range []string{"still run the old version", "errors after the rollback"} {
			if strings.Contains(after, gone) {
				t.Errorf("%q is still there", gone)
			}
		}
		for _, kept := range []string{"the pay button returns a 502", "raising the pool limit", "rollback is done"} {
			if !strings.Contains(after, kept) {
				t.Errorf("%q of somebody else is gone", kept)
			}
		}
		if out := bot(t, "erase", "--user", "cleo", "--yes", "--db", path).ok(t); out != "There is nothing to erase.\n" {
			t.Errorf("the second time: %q", out)
		}
		bot(t, "erase", "--incident", "C1-1714557480", "--yes", "--db", path).ok(t)
		if text := bot(t, "export", "--db", path).ok(t); strings.Contains(text, "pool") || !strings.Contains(text, `"end":true`) {
			t.Error("texts are still there, or the log is broken")
		}
		bot(t, "why", "C1-1714557480", "--db", path).ok(t) // a log without texts can be explained
		if reloaded != nil && len(*reloaded) != 2 {
			t.Errorf("the bot forgot %v, want the incident twice", *reloaded)
		}
	})
}

// What was erased is in the file until it is compacted, and then no more.
func TestCompact(t *testing.T) {
	whileRunning(t, func(t *testing.T, path string, _ *[]store.LogID) {
		bot(t, "erase", "--user", "cleo", "--yes", "--db", path).ok(t)
		if out := bot(t, "compact", "--db", path).ok(t); !strings.HasPrefix(out, path+": ") {
			t.Errorf("got %q", out)
		}
		raw, err := os.ReadFile(path)
		if err != nil || bytes.Contains(raw, []byte("still run the old version")) {
			t.Errorf("erased text is still in the file, %v", err)
		}
		if !bytes.Contains(raw, []byte("the pay button")) {
			t.Error("other text is gone")
		}
	})
}

// What nobody wrote is left alone, whoever is named.
func TestEraseNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	filled(t, path)
	if out := bot(t, "erase", "--user", "nobody", "--yes", "--db", path).ok(t); out != "There is nothing to erase.\n" {
		t.Errorf("got %q", out)
	}
}

func TestWordsOf(t *testing.T) {
	entry := func(by incident.PersonID, src incident.MessageID, ev incident.Event) kept {
		return kept{entries: []incident.Entry{{By: by, Source: src, Event: ev}}}
	}
	all := []kept{
		entry(incident.Bearings, "", incident.DeliveryRequested{Kind: "status"}), // before they spoke
		entry("ana", "1", incident.MessagePosted{ID: "1", Author: "ana"}),
		entry("ben", "2", incident.MessagePosted{ID: "2", Author: "ben"}),
		entry(incident.Bearings, "1", incident.MessageRead{Message: "1"}),
		entry(incident.Bearings, "", incident.DeliveryRequested{Kind: "status"}),
		entry(incident.Bearings, "", incident.DeliveryRequested{Kind: "nudge", Rests: []incident.MessageID{"2"}}),
		entry(incident.Bearings, "", incident.FindingShown{Receipts: []incident.MessageID{"2", "1"}}),
		entry(incident.Bearings, "", incident.DeliveryRequested{Kind: "nudge"}),
		entry(incident.Bearings, "", incident.Joined{Who: "ana"}),
		entry("ben", "", incident.CommandGiven{Who: "ben"}),
	}
	var got []int
	chosen := wordsOf("ana", all)
	for i, r := range all {
		if chosen(r) {
			got = append(got, i)
		}
	}
	if want := []int{1, 3, 4, 6, 8}; !slices.Equal(got, want) {
		t.Errorf("records %v, want %v", got, want)
	}
}

// A database that is held by something that does not answer, and one of a newer
// version, are told apart and left as they are.
func TestHeldAndNewer(t *testing.T) {
	path := filepath.Join(shortDir(t), "x.db")
	filled(t, path)
	db, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	got := bot(t, "export", "--db", path)
	want := "bot: " + path + ": another process has the database and does not answer on " + path + ".sock; stop it, or ask again in a moment\n"
	if got.code != exitFailed || got.err != want {
		t.Errorf("%d\n got %swant %s", got.code, got.err, want)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	newer(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got = bot(t, "export", "--db", path)
	want = "bot: " + path + ": written by a newer version of bot; use that one, or restore a backup of this version. The file is untouched\n"
	if got.code != exitFailed || got.err != want {
		t.Errorf("%d\n got %swant %s", got.code, got.err, want)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, %v", err)
	}
}

// newer marks a database as of a format that does not exist yet.
func newer(t *testing.T, path string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("m")).Put([]byte("format"), binary.BigEndian.AppendUint64(nil, 1<<40))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
