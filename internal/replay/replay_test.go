package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/transcript"
)

const sample = "testdata/checkout.jsonl"

func load(t *testing.T, path string) []transcript.Line {
	t.Helper()
	lines, err := transcript.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func replayed(t *testing.T, lines []transcript.Line, after ...int) *Result {
	t.Helper()
	r, err := Run(context.Background(), lines, Options{BriefAfter: after})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func files(t *testing.T, r *Result) map[string]string {
	t.Helper()
	all, err := r.Files()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range all {
		out[f.Name] = string(f.Data)
	}
	return out
}

// The readings are those of the messages, each with its physical line, in the
// vocabulary of the labels.
func TestReadings(t *testing.T) {
	lines := load(t, sample)
	r := replayed(t, lines)
	var want, got []int
	for _, l := range lines {
		if _, ok := l.Message(); ok {
			want = append(want, l.Number)
		}
	}
	for _, row := range r.Readings {
		got = append(got, row.Line)
		if row.Confidence < 0 || row.Confidence > 100 || row.Acts == nil {
			t.Errorf("%+v", row)
		}
		if row.Line == 1 && (len(row.Verdict) > 0 || row.Ownership != nil || len(row.Hypotheses) > 0) {
			t.Errorf("a bot decided something: %+v", row)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
	acts := 0
	for _, row := range r.Readings {
		acts += len(row.Acts)
	}
	if acts < 5 {
		t.Errorf("%d acts were read", acts)
	}
}

func TestReadingFields(t *testing.T) {
	row := Reading{Line: 7, TS: time.Unix(0, 0).UTC(), Acts: []incident.Act{}}
	row.take(incident.Reading{
		Acts: []incident.Act{incident.ActHypothesis, incident.ActEvidence}, About: "H2", Confidence: 85, Trend: incident.TrendWorse,
		Claims: []incident.Claim{{Hypothesis: "H2"}, {Hypothesis: "H2"}},
		Evidence: []incident.Weighed{{Bearings: []incident.Bearing{
			{Hypothesis: "H1", Consistency: -2}, {Hypothesis: "H2", Consistency: 1}, {Hypothesis: "H3"},
		}}, {Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: -1}}}},
		Rulings:      []incident.Ruling{{Hypothesis: "H1", Status: incident.Refuted}, {Hypothesis: "H3", Status: incident.Live}},
		Owning:       &incident.Owning{Verb: incident.Claims, Who: "ben", What: incident.Say("logs"), Hypothesis: "H2"},
		Intervention: &incident.Changing{Kind: incident.Mitigation, Phase: incident.Started, What: incident.Say("<restart> pay-3")},
	})
	got, err := encodeRow(row)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"line":7,"ts":"1970-01-01T00:00:00Z","acts":["hypothesis","evidence"],"about":"H2","confidence":0.85,"trend":"worse",` +
		`"hypotheses":["H2"],"evidence":[{"hypothesis":"H1","direction":"against"},{"hypothesis":"H2","direction":"for"}],` +
		`"verdict":[{"hypothesis":"H1","status":"refuted"}],"ownership":{"verb":"claim","who":"ben","what":"H2"},` +
		`"intervention":{"kind":"mitigation","phase":"started","what":"<restart> pay-3"}}` + "\n"
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// A hypothesis has the line in which it was raised, by a message or a command.
func TestHypotheses(t *testing.T) {
	r := replayed(t, load(t, sample))
	want := map[string]Hypothesis{
		"the 09:40 deploy of checkout":                             {RaisedLine: 7, RaisedBy: "ben", Status: incident.Refuted},
		"the connection pool to the payment provider is exhausted": {RaisedLine: 14, RaisedBy: "dev"},
	}
	for i, h := range r.Hypotheses {
		if h.RaisedLine < 1 || h.RaisedBy == "" || h.ID != incident.HypothesisID("H"+strconv.Itoa(i+1)) {
			t.Errorf("%+v", h)
		}
		w, ok := want[h.Statement]
		if !ok {
			continue
		}
		delete(want, h.Statement)
		if h.RaisedLine != w.RaisedLine || h.RaisedBy != w.RaisedBy || (w.Status != "" && h.Status != w.Status) {
			t.Errorf("%+v", h)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// Begin, change and end follow each other; lines are of messages and do not go back.
func TestFindings(t *testing.T) {
	r := replayed(t, load(t, sample))
	if len(r.Findings) == 0 {
		t.Fatal("nothing was found")
	}
	open, last := map[incident.FindingKey]bool{}, 0
	message := map[int]bool{0: true}
	for _, row := range r.Readings {
		message[row.Line] = true
	}
	for _, f := range r.Findings {
		if (f.State == "begin") == open[f.Key] {
			t.Errorf("%s of %s, which is open: %v", f.State, f.Key, open[f.Key])
		}
		open[f.Key] = f.State != "end"
		if f.Line < last || !message[f.Line] || f.Text == "" || f.Reason == "" || f.Decision == "" || f.Receipts == nil {
			t.Errorf("after line %d: %+v", last, f)
		}
		last = f.Line
	}
}

func TestPosts(t *testing.T) {
	r := replayed(t, load(t, sample))
	kinds, tos := map[string]bool{}, map[string]bool{}
	for _, p := range r.Posts {
		kinds[p.Kind], tos[strings.Split(p.To, ":")[0]] = true, true
		if !slices.Contains([]string{"status", "brief", "nudge", "answer"}, p.Kind) || p.Text == "" {
			t.Errorf("%+v", p)
		}
	}
	for _, to := range []string{"card", "user"} {
		if !tos[to] {
			t.Errorf("nothing was sent to %s: %v", to, tos)
		}
	}
	if !kinds["status"] || !kinds["brief"] {
		t.Errorf("kinds %v", kinds)
	}
}

// The folded log is the whole incident; words of a deleted message and secrets are in no file but as the log must have them.
func TestLogFolds(t *testing.T) {
	r := replayed(t, load(t, sample))
	got := files(t, r)
	var st coordinator.State
	for line := range strings.Lines(got["events.jsonl"]) {
		e, err := incident.DecodeJSON([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	if st.Incident.MessageCount != len(r.Readings) {
		t.Errorf("%d messages in the log, %d readings", st.Incident.MessageCount, len(r.Readings))
	}
	for name, text := range got {
		if strings.Contains(text, "hunter2") {
			t.Errorf("%s holds a secret", name)
		}
	}
}

// A brief is the answer at that moment, and asking for it changes nothing else.
func TestBriefs(t *testing.T) {
	lines := load(t, sample)
	asked, silent := replayed(t, lines, 20, 12, 20), replayed(t, lines)
	if len(asked.Briefs) != 2 || !strings.Contains(asked.Briefs[12], "deploy") {
		t.Errorf("briefs %v", asked.Briefs)
	}
	a, s := files(t, asked), files(t, silent)
	for name, text := range s {
		if a[name] != text {
			t.Errorf("%s changes when somebody asks", name)
		}
	}
	for name, text := range a {
		if !strings.HasSuffix(text, "\n") && text != "" {
			t.Errorf("%s does not end with a line break", name)
		}
	}
	if _, ok := a["brief-after-20.md"]; !ok || len(a) != len(s)+2 {
		t.Error("a brief has no file")
	}
}

func TestNoSuchLine(t *testing.T) {
	lines := load(t, sample)
	for _, n := range []int{0, lines[len(lines)-1].Number + 1} {
		_, err := Run(context.Background(), lines, Options{BriefAfter: []int{n}})
		if !errors.Is(err, ErrNoLine) {
			t.Errorf("a brief after line %d: %v", n, err)
		}
	}
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, load(t, sample), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// The severity and the settings matter: without them every replay would be the same.
func TestOptions(t *testing.T) {
	lines := load(t, sample)
	set := incident.DefaultSettings()
	set.Cadence = [3]int{5, 5, 5}
	r, err := Run(context.Background(), lines, Options{Severity: incident.SEV1, Settings: set})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Card, "SEV1") {
		t.Errorf("the card does not say SEV1:\n%s", r.Card)
	}
	if before := replayed(t, lines); len(r.Posts) <= len(before.Posts) {
		t.Errorf("%d posts with a status every five minutes, %d without", len(r.Posts), len(before.Posts))
	}
}

func TestTwiceTheSame(t *testing.T) { sameTwice(t, sample, false) }

// Real conversations replay to the same bytes twice. What stands in them is not shown.
func TestRealIncidents(t *testing.T) {
	dir := os.Getenv("BEARINGS_INCIDENTS")
	if dir == "" {
		t.Skip("BEARINGS_INCIDENTS names no folder with real incidents")
	}
	for _, pattern := range []string{"*.jsonl", "unseen/*.jsonl"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		if len(paths) == 0 && pattern == "*.jsonl" {
			t.Errorf("there is no transcript in %s", dir)
		}
		for _, path := range paths {
			t.Run(filepath.Base(path), func(t *testing.T) { sameTwice(t, path, strings.HasPrefix(pattern, "unseen")) })
		}
	}
}

func sameTwice(t *testing.T, path string, unseen bool) {
	t.Helper()
	lines, err := transcript.ReadFile(path)
	if err != nil {
		if unseen {
			t.Fatal("it cannot be read")
		}
		t.Fatal(err)
	}
	after := lines[len(lines)/2].Number
	first, second := files(t, replayed(t, lines, after)), files(t, replayed(t, lines, after))
	if len(first) != len(second) || len(first) != 7 {
		t.Fatalf("%d files, then %d; want 7", len(first), len(second))
	}
	for name, text := range first {
		if second[name] != text {
			t.Errorf("%s differs", name)
		}
		if strings.HasSuffix(name, ".jsonl") {
			for line := range strings.Lines(text) {
				if !json.Valid([]byte(line)) {
					t.Errorf("%s holds a line that is not JSON", name)
				}
			}
		}
	}
}

// The folder appears whole, keeps what was there, and leaves nothing beside it.
func TestWrite(t *testing.T) {
	r := replayed(t, load(t, sample), 11)
	dir := filepath.Join(t.TempDir(), "a", "out")
	if err := r.Write(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range files(t, r) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(b, []byte(text)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.Write(dir); err == nil || !strings.HasSuffix(err.Error(), "is not empty; name one that is not there yet, or empty it first") {
		t.Errorf("written over: %v", err)
	}
	empty := filepath.Join(filepath.Dir(dir), "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(empty + "/"); err != nil {
		t.Errorf("an empty folder is refused: %v", err)
	}
	file := filepath.Join(filepath.Dir(dir), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(file); err == nil || !strings.Contains(err.Error(), "is no folder") {
		t.Errorf("a file is replaced: %v", err)
	}
	if err := r.Write(filepath.Join(file, "out")); err == nil {
		t.Error("a folder in a file")
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 3 {
		t.Errorf("beside the folder stands %v, %v", left, err)
	}
}

func TestSnippet(t *testing.T) {
	if got := Snippet(" a\n\n b\tc "); got != "a b c" {
		t.Errorf("got %q", got)
	}
	if got := []rune(Snippet(strings.Repeat("é", 500))); len(got) != snippetLength || got[len(got)-1] != '…' {
		t.Errorf("%d characters, the last is %q", len(got), got[len(got)-1])
	}
}

func BenchmarkReplay(b *testing.B) {
	lines, err := transcript.ReadFile(sample)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Run(context.Background(), lines, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
