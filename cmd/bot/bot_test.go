package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bearings/agents"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
	"bearings/internal/transcript"
	"bearings/store"
	"bearings/store/bolt"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) {
	for _, name := range []string{"BEARINGS_DB", "BEARINGS_CONFIG", "COLUMNS"} {
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// called is what a run of the program left.
type called struct {
	code     int
	out, err string
}

// bot runs the program as main does.
func bot(t *testing.T, args ...string) called {
	t.Helper()
	return botWith(t.Context(), strings.NewReader(""), args...)
}

func botWith(ctx context.Context, in io.Reader, args ...string) called {
	var out, err bytes.Buffer
	code := Main{Stdin: in, Stdout: &out, Stderr: &err}.Run(ctx, args)
	return called{code, out.String(), err.String()}
}

// ok fails the test unless the run went well.
func (c called) ok(t *testing.T) string {
	t.Helper()
	if c.code != exitOK || c.err != "" {
		t.Fatalf("exit code %d, %s", c.code, c.err)
	}
	return c.out
}

const sample = "../../internal/replay/testdata/checkout.jsonl"

var sampleLog = store.LogID{Workspace: "T1", Incident: "C1-1714557480"}

// filled makes a database with one incident, which went as the sample says.
func filled(t *testing.T, path string) {
	t.Helper()
	once.Do(func() { whole = build(t) })
	if len(whole) == 0 {
		t.Fatal("the database could not be made")
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
}

var (
	once  sync.Once
	whole []byte // of a database that is made once, because that waits for the disk
)

func build(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	lines, err := transcript.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	db, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, db, sampleLog, lines)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fill plays lines and appends each record.
func fill(t *testing.T, db *bolt.Store, log store.LogID, lines []transcript.Line) {
	t.Helper()
	core, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine})
	if err != nil {
		t.Fatal(err)
	}
	pos := store.Pos(0)
	p := play.New(core, play.Options{Entries: func(record []incident.Entry) {
		data, bodies, err := incident.EncodeRecord(record, [32]byte{byte(pos), byte(pos >> 8)})
		if err == nil {
			pos, err = db.Append(t.Context(), log, pos, store.Record{ID: fmt.Sprintf("%s/%d", log.Incident, pos), Data: data, Bodies: bodies}, store.Fence{})
		}
		if err != nil {
			t.Fatal(err)
		}
	}})
	start := lines[0].At
	err = p.Feed(start, incident.Bearings, "", incident.Opened{Channel: "C1", Workspace: log.Workspace, Severity: incident.SEV2, KnownFrom: start})
	for _, l := range lines {
		err = errors.Join(err, p.Feed(l.At, l.By, l.Source, l.Event))
	}
	if err != nil {
		t.Fatal(err)
	}
	p.Until(lines[len(lines)-1].At.Add(10 * 60e9))
}

// golden compares with a file, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

// Every command has a help with an example, and nothing that people read is unkind or boastful.
func TestHelp(t *testing.T) {
	all := bot(t).ok(t)
	for _, name := range commands {
		text := bot(t, name, "--help").ok(t)
		if !strings.Contains(text, "For example:\n\n    bot "+name) {
			t.Errorf("%s --help has no example", name)
		}
		all += "\n$ bot " + name + " --help\n" + text
	}
	if !strings.Contains(all, "$ bot demo") {
		t.Error("demo is missing")
	}
	golden(t, "help.golden", all)
}

var commands = []string{"demo", "replay", "eval", "why", "backup", "restore", "export", "import", "erase", "compact", "version"}

func TestVersion(t *testing.T) {
	out := bot(t, "version").ok(t)
	if !strings.HasPrefix(out, "bearings ") || !strings.Contains(out, ", go1.") {
		t.Errorf("got %q", out)
	}
}

// The folder holds the files that others rely on, and is the same wherever it is made.
func TestReplay(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "a", "out")
	got := bot(t, "replay", sample, "--out", out, "--severity", "sev1", "--brief-after", "11", "--brief-after", "18").ok(t)
	if want := out + ": 17 messages, "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
	path, err := filepath.Abs(sample)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("TZ", "Pacific/Auckland")
	bot(t, "replay", path, "--out", "again", "--severity", "SEV1", "--brief-after=18", "--brief-after=11").ok(t)
	for _, name := range []string{
		"brief-after-11.md", "brief-after-18.md", "card.md", "events.jsonl", "findings.jsonl", "hypotheses.json", "posts.jsonl", "readings.jsonl",
	} {
		a, err1 := os.ReadFile(filepath.Join(out, name))
		b, err2 := os.ReadFile(filepath.Join("again", name))
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: %d and %d bytes, %v, %v", name, len(a), len(b), err1, err2)
		}
	}
	refused := bot(t, "replay", path, "--out", "beyond", "--brief-after", "5", "--brief-after", "500")
	if want := "bot: " + path + " ends with line 29, so nobody can ask after line 500\n"; refused.code != exitUsage || refused.err != want {
		t.Errorf("%d %s", refused.code, refused.err)
	}
	if _, err := os.Stat("beyond"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

// The settings of a file hold for a replay, too.
func TestReplayWithSettings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(file, []byte("severity: SEV3\nspeaking: {status_every: 3m}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bot(t, "replay", sample, "--out", filepath.Join(dir, "out"), "--config", file).ok(t)
	card, err := os.ReadFile(filepath.Join(dir, "out", "card.md"))
	if err != nil || !strings.Contains(string(card), "SEV3") {
		t.Errorf("%v\n%s", err, card)
	}
	posts, err := os.ReadFile(filepath.Join(dir, "out", "posts.jsonl"))
	if n := strings.Count(string(posts), `"to":"channel","kind":"status"`); err != nil || n < 5 {
		t.Errorf("%d statuses, %v", n, err)
	}
}

func TestDemo(t *testing.T) {
	if out := bot(t, "demo", "--plain").ok(t); len(strings.Split(out, "\n")) < 40 {
		t.Errorf("the demo is short:\n%s", out)
	}
}

// Wrong use is told in one line, with exit code 2 and nothing on standard output.
func TestWrongUse(t *testing.T) {
	t.Chdir(t.TempDir())
	tests := []struct{ args, want string }{
		{"frobnicate", `bot: unexpected argument frobnicate; "bot --help" shows how`},
		{"replay", `bot: missing flags: --out=DIR; "bot replay --help" shows how`},
		{"replay --out x", `bot: expected "<file>"; "bot replay --help" shows how`},
		{"replay a --ot x", `bot: unknown flag --ot, did you mean "--out"?; "bot replay --help" shows how`},
		{"replay a --out x --agents llm", `bot: replay: --agents llm is not part of this build: use rules; "bot replay --help" shows how`},
		{"replay a --out x --agents tarot", `bot: replay: --agents is "tarot": write rules; "bot replay --help" shows how`},
		{"replay a --out x --replies y", `bot: replay: --replies is for --agents llm only, which is not part of this build: leave it out; "bot replay --help" shows how`},
		{"replay a --out x --severity 7", `bot: replay: --severity is "7": write SEV1, SEV2 or SEV3; "bot replay --help" shows how`},
		{"replay a --out x --brief-after noon", `bot: --brief-after: "noon" is no line; write its number, the first is 1; "bot replay --help" shows how`},
		{"replay a --out x --brief-after 0", `bot: --brief-after: "0" is no line; write its number, the first is 1; "bot replay --help" shows how`},
		{"why", `bot: expected "<incident>"; "bot why --help" shows how`},
		{"backup a b", `bot: unexpected argument b; "bot backup --help" shows how`},
		{"erase", `bot: erase: say what to erase: either --user or --incident; "bot erase --help" shows how`},
		{"erase --user a --incident b", `bot: erase: say what to erase: either --user or --incident; "bot erase --help" shows how`},
		{"demo --speed=-1", `bot: --speed -1: give a number above 0; 1 takes two minutes`},
	}
	for _, tt := range tests {
		got := bot(t, strings.Fields(tt.args)...)
		if got.code != exitUsage || got.err != tt.want+"\n" || got.out != "" {
			t.Errorf("bot %s: code %d\n got %swant %s", tt.args, got.code, got.err, tt.want)
		}
	}
	left, err := os.ReadDir(".")
	if err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// What fails is told in one line, with exit code 1, and leaves nothing behind.
func TestFailures(t *testing.T) {
	dir := t.TempDir()
	filled(t, filepath.Join(dir, "full.db"))
	t.Chdir(dir)
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("cut.db", string(whole[:3*4096]))
	write("text.db", strings.Repeat("this is no database\n", 1000))
	write("empty.db", "")
	write("bad.yaml", "listne: x\nseverity: 4\n")
	write("bad.jsonl", `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "x"}`+"\nhello\n")
	const first = `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "x"}` + "\n"
	write("back.jsonl", first+`{"ts": "2024-05-01T09:57:00Z", "user": "ana", "text": "x"}`)
	write("no-ts.jsonl", first+`{"user": "ana", "text": "x"}`)
	write("long.jsonl", first+`{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "`+strings.Repeat("x", 1<<20)+`"}`)
	write("empty.jsonl", "")
	write("bad-export.jsonl", "{\"format\":\"bearings-log\",\"v\":1,\"workspace\":\"T1\",\"incident\":\"i\"}\nhello\n")
	write("newer-export.jsonl", "{\"format\":\"bearings-log\",\"v\":9,\"workspace\":\"T1\",\"incident\":\"i\"}\n")
	if err := os.Mkdir("folder", 0o755); err != nil {
		t.Fatal(err)
	}
	write("folder/x", "")
	before, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ args, want string }{
		{"replay none.jsonl --out out", "bot: read none.jsonl: no such file or directory"},
		{"replay bad.jsonl --out out", `bot: bad.jsonl:2: not a JSON object; a line looks like {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"replay back.jsonl --out out", `bot: back.jsonl:2: the time goes back: 2024-05-01T09:57:00Z comes after 2024-05-01T09:58:00Z on line 1; sort the lines by "ts"`},
		{"replay no-ts.jsonl --out out", `bot: no-ts.jsonl:2: there is no "ts"; every line has its time, as in "ts": "2024-05-01T09:58:00Z"`},
		{"replay long.jsonl --out out", "bot: long.jsonl:2: the line is 1 MiB or longer; a message is one line of less than that"},
		{"replay empty.jsonl --out out", `bot: empty.jsonl: the file holds no messages; each line is one, as in {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"replay bad.jsonl --out folder", "bot: the folder folder is not empty; name one that is not there yet, or empty it first"},
		{"replay bad.jsonl --out text.db", "bot: text.db is there and is no folder; name one that is not there yet"},
		{"replay bad.jsonl --out out --config bad.yaml", "bot: bad.yaml:1:1: unknown key \"listne\"; did you mean \"listen\"?\nbot: bad.yaml:2:11: severity: \"4\": write SEV1, SEV2 or SEV3"},
		{"why x --config none.yaml", "bot: read none.yaml: no such file or directory"},
		{"why x --db none.db", "bot: none.db: there is no such database; name it with --db"},
		{"why x --db folder", "bot: folder: this is a folder; name the database file with --db"},
		{"why x --db cut.db", "bot: cut.db: it was cut short: SIZES. The file is untouched; \"bot restore\" makes a new one from a backup"},
		{"compact --db text.db", "bot: text.db: damaged, or not a store. The file is untouched; \"bot restore\" makes a new one from a backup"},
		{"export --db empty.db", "bot: empty.db: damaged, or not a store. The file is untouched; \"bot restore\" makes a new one from a backup"},
		{"why x --db full.db", `bot: there is no incident "x"; there are T1/C1-1714557480`},
		{"why C1-1714557480 d999 --db full.db", `bot: in T1/C1-1714557480 nothing was said or held back under "d999"; "bot why C1-1714557480" lists what was`},
		{"export x --db full.db", `bot: there is no incident "x"; there are T1/C1-1714557480`},
		{"erase --incident x --db full.db", `bot: there is no incident "x"; there are T1/C1-1714557480`},
		{"backup text.db --db full.db", "bot: text.db is there already; name another file, or move it away"},
		{"export --out text.db --db full.db", "bot: text.db is there already; name another file, or move it away"},
		{"restore none.db --db new.db", "bot: read the backup none.db: no such file or directory"},
		{"restore text.db --db new.db", "bot: text.db: damaged, or not a store. The file is untouched; \"bot restore\" makes a new one from a backup"},
		{"restore full.db --db full.db", "bot: full.db is there; add --replace to put the backup in its place"},
		{"restore full.db --db cut.db --replace", "bot: cut.db cannot be read, so nobody knows what was erased from it since the backup; to restore all the same, move it away first"},
		{"restore text.db --db full.db --replace", "bot: text.db: damaged, or not a store. The file is untouched; \"bot restore\" makes a new one from a backup"},
		{"import none.jsonl --db full.db", "bot: read none.jsonl: no such file or directory"},
		{"import bad-export.jsonl --db full.db", "bot: bad-export.jsonl: line 2: not a record: invalid character 'h' looking for beginning of value; what stands above this incident was added"},
		{"import newer-export.jsonl --db full.db", "bot: newer-export.jsonl: line 1: version 9, this one reads 1: written by a newer version; what stands above this incident was added"},
		{"import bad-export.jsonl --db text.db", "bot: text.db: damaged, or not a store. The file is untouched; \"bot restore\" makes a new one from a backup"},
	}
	for _, tt := range tests {
		got := bot(t, strings.Fields(tt.args)...)
		if i := strings.Index(got.err, "cut short: "); i >= 0 {
			rest := got.err[i:]
			got.err = got.err[:i] + "cut short: SIZES" + rest[strings.Index(rest, ". The"):]
		}
		if got.code != exitFailed || got.err != tt.want+"\n" || got.out != "" {
			t.Errorf("bot %s: code %d\n got %swant %s", tt.args, got.code, got.err, tt.want)
		}
	}
	after, err := os.ReadDir(".")
	if err != nil || len(after) != len(before) {
		t.Errorf("before %v, after %v, %v", before, after, err)
	}
	for name, want := range map[string][]byte{"full.db": whole, "cut.db": whole[:3*4096]} {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s was changed: %v", name, err)
		}
	}
}

// A mistake in the program is exit code 1, not Go's 2, which would mean wrong use.
func TestPanic(t *testing.T) {
	got := botWith(t.Context(), panics{}, "import", "-", "--db", filepath.Join(t.TempDir(), "x.db"))
	if got.code != exitFailed || !strings.HasPrefix(got.err, "bot: this is a mistake in the program: oh no\n") {
		t.Errorf("%d %s", got.code, got.err)
	}
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("oh no") }

func TestInterrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	filled(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := botWith(ctx, nil, "export", "--db", path)
	if want := "bot: stopped before it was done; nothing was left half written\n"; got.code != exitFailed || got.err != want {
		t.Errorf("%d %s", got.code, got.err)
	}
}
