package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bearings/incident"
	"bearings/internal/replay"
	"bearings/internal/transcript"
)

func TestTally(t *testing.T) {
	c := Tally{TP: 3, FP: 1, FN: 2}
	near(t, "precision", c.precision(), 0.75)
	near(t, "recall", c.recall(), 0.6)
	near(t, "F1", c.f1(), 6.0/9)
	if c := (Tally{}); c.precision().Known() || c.recall().Known() || c.f1().Known() {
		t.Error("nothing has a score")
	}
}

// An act with two labels does not count in the mean, one with three does.
func TestMacroF1(t *testing.T) {
	a := newActTallies()
	*a.all[incident.ActTrend] = Tally{TP: 2}
	if a.macroF1().Known() {
		t.Error("two labels count")
	}
	*a.all[incident.ActImpact] = Tally{TP: 1, FN: 2} // 2/4
	near(t, "the mean", a.macroF1(), 0.5)
	*a.all[incident.ActVerdict] = Tally{FN: 3}
	near(t, "the mean", a.macroF1(), 0.25)
	*a.all[incident.ActDecision] = Tally{TP: 9} // is not scored
	near(t, "the mean", a.macroF1(), 0.25)
}

func TestOnCard(t *testing.T) {
	s := incident.DefaultSettings()
	for a, want := range map[incident.Act]int{incident.ActVerdict: 75, incident.ActHypothesis: 60, incident.ActImpact: 60, incident.ActOwnership: 60} {
		if got := onCard(a, s); got != want {
			t.Errorf("%s: %d, want %d", a, got, want)
		}
	}
	s.OnCard = 30
	if onCard(incident.ActImpact, s) != 30 || onCard(incident.ActQuestion, s) != 45 {
		t.Error("the settings do not count")
	}
}

func TestBCubed(t *testing.T) {
	for name, c := range map[string]struct {
		labelled, got string // a letter an item; a dot is attributed to nothing
		p, r          float64
	}{
		"same":                  {"aabb", "xxyy", 1, 1},
		"one cluster":           {"aabb", "xxxx", 0.5, 1},
		"all alone":             {"aabb", "....", 1, 0.5},
		"nothing is no cluster": {"aaa", "xx.", 1, (2.0/3 + 2.0/3 + 1.0/3) / 3},
		"mixed":                 {"aaab", "xxyy", (1 + 1 + 0.5 + 0.5) / 4, (2.0/3 + 2.0/3 + 1.0/3 + 1) / 4},
	} {
		var got []string
		for _, s := range strings.Split(c.got, "") {
			got = append(got, strings.Trim(s, "."))
		}
		p, r, f := bcubed(strings.Split(c.labelled, ""), got)
		near(t, name+": precision", p, c.p)
		near(t, name+": recall", r, c.r)
		near(t, name+": F1", f, 2*c.p*c.r/(c.p+c.r))
	}
	if p, r, f := bcubed(nil, nil); p.Known() || r.Known() || f.Known() {
		t.Error("nothing has a score")
	}
}

// some are messages on the lines 1 to n.
func some(n int, l *Labels) []message {
	l.byLine = map[int]*Label{}
	for i := range l.Messages {
		l.byLine[l.Messages[i].Line] = &l.Messages[i]
	}
	var out []message
	for i := 1; i <= n; i++ {
		out = append(out, message{line: i, label: l.byLine[i]})
	}
	return out
}

// The window reaches from 3 messages before to 10 after.
func TestWindow(t *testing.T) {
	for raised, want := range map[int]string{16: "", 17: "found", 20: "found", 30: "found", 31: "late"} {
		l := &Labels{
			Hypotheses: []LabelledHypothesis{{Key: "a", RaisedLine: 20}},
			Messages:   []Label{{Line: raised, About: "a"}},
		}
		b := matchBoard([]replay.Hypothesis{{ID: "H1", RaisedLine: raised}}, l, some(40, l))
		if want == "" { // too early is not in time either
			want = "late"
		}
		if got := map[bool]string{true: "found", false: "late"}[b.found["a"]]; got != want || b.found["a"] == b.late["a"] {
			t.Errorf("raised on line %d: %s, want %s", raised, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	l := &Labels{
		Hypotheses: []LabelledHypothesis{{Key: "a", RaisedLine: 1}, {Key: "b", RaisedLine: 1}, {Key: "c", RaisedLine: 5}},
		Messages: []Label{
			{Line: 1, About: "a", Hypotheses: []string{"a", "b"}},
			{Line: 2, About: "b"},
			{Line: 3, About: "b"},
			{Line: 4, About: "c"},
			{Line: 6},
			{Line: 7, About: "c"},
			{Line: 8, About: "b"},
		},
	}
	msgs := some(9, l)
	for line, h := range map[int]incident.HypothesisID{1: "H1", 2: "H1", 3: "H1", 6: "H4", 7: "H4", 8: "H4"} {
		msgs[line-1].asRead, msgs[line-1].about = h, h
	}
	b := matchBoard([]replay.Hypothesis{
		{ID: "H1", RaisedLine: 1, Status: incident.Live}, // raises a and b; most of its messages are of b
		{ID: "H2", RaisedLine: 1, Status: incident.Live}, // the other of the two
		{ID: "H3", RaisedLine: 4, Status: incident.Live}, // what the message is about
		{ID: "H4", RaisedLine: 6, Status: incident.Live}, // a tie of b and c: the first in the labels
		{ID: "H5", RaisedLine: 9, Status: incident.Live}, // nothing
		{ID: "H6", RaisedLine: 9, Status: incident.Merged, MergedInto: "H1"},
	}, l, msgs)
	for id, want := range map[incident.HypothesisID]string{"H1": "b", "H2": "a", "H3": "c", "H4": "b", "H5": "", "H6": ""} {
		if b.key[id] != want {
			t.Errorf("%s is %q, want %q", id, b.key[id], want)
		}
	}
	if len(b.wrong) != 1 || len(b.duplicates) != 1 || b.duplicates[0].ID != "H4" || b.unbacked != 2 || len(b.found) != 3 {
		t.Errorf("%+v", b)
	}
}

// A merged hypothesis was on the board in time, and is no duplicate.
func TestMatchMerged(t *testing.T) {
	l := &Labels{Hypotheses: []LabelledHypothesis{{Key: "a", RaisedLine: 1}}, Messages: []Label{{Line: 1, About: "a"}, {Line: 20, About: "a"}}}
	b := matchBoard([]replay.Hypothesis{
		{ID: "H1", RaisedLine: 1, Status: incident.Merged, MergedInto: "H2"}, {ID: "H2", RaisedLine: 20, Status: incident.Live},
	}, l, some(20, l))
	if !b.found["a"] || b.late["a"] || len(b.duplicates) != 0 {
		t.Errorf("%+v", b)
	}
	if final("H1", map[incident.HypothesisID]incident.HypothesisID{"H1": "H2", "H2": "H3", "H3": ""}) != "H3" {
		t.Error("merges are not followed")
	}
	if got := final("H1", map[incident.HypothesisID]incident.HypothesisID{"H1": "H2", "H2": "H1"}); got == "" {
		t.Error("a ring has no end")
	}
}

func TestStates(t *testing.T) {
	f := Fact{Match: [][]string{{"SVN", "subversion"}, {"down", "fail"}}}
	for text, want := range map[string]bool{
		"Impact: svn is down":                   true,
		"Impact: Subversion commits fail (ana)": true,
		"Impact: svn. It is down.":              true, // one bullet
		"Impact: svn\nTrend: down":              false,
		"- svn has\n  been down":                true, // the bullet goes on
		"- svn\n  - down":                       false,
		"svn is slow":                           false,
		"":                                      false,
	} {
		if _, got := states(bullets(text), f); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if _, got := states([]string{"anything"}, Fact{}); got {
		t.Error("a fact that matches nothing is stated")
	}
}

func TestCatch(t *testing.T) {
	key := map[incident.HypothesisID]string{"H1": "a", "H2": "b"}
	episode := []span{{"a", clock("10:10"), clock("10:30")}}
	for name, c := range map[string]struct {
		flags               []flagged
		any, matched, wrong int
		minutes             float64
	}{
		"none":             {nil, 0, 0, 0, -1},
		"in time":          {[]flagged{{"H1", "10:15", "10:20"}}, 1, 1, 0, 5},
		"of another":       {[]flagged{{"H2", "10:15", "10:20"}}, 1, 0, 0, 5},
		"up before":        {[]flagged{{"H1", "10:00", "10:20"}}, 1, 1, 0, 0},
		"before and after": {[]flagged{{"H1", "10:00", "10:09"}, {"H1", "10:31", "10:40"}}, 0, 0, 2, -1},
		"twice":            {[]flagged{{"H2", "10:20", "10:22"}, {"H1", "10:25", "10:26"}}, 1, 1, 0, 10},
	} {
		var fs []alarm
		for _, f := range c.flags {
			fs = append(fs, alarm{f.h, clock(f.from), clock(f.to)})
		}
		got := catch(fs, episode, key)
		if got.any != c.any || got.matched != c.matched || got.wrong != c.wrong || (c.minutes < 0) != (len(got.minutes) == 0) {
			t.Errorf("%s: %+v", name, got)
		}
		if c.minutes >= 0 {
			near(t, name, mean(got.minutes), c.minutes)
		}
	}
}

type flagged struct {
	h        incident.HypothesisID
	from, to string
}

func TestChannelTime(t *testing.T) {
	got := channelTime([]time.Time{clock("10:00"), clock("10:10"), clock("10:40"), clock("14:00")})
	if got != 70*time.Minute {
		t.Error(got)
	}
	if channelTime(nil) != 0 || channelTime([]time.Time{clock("10:00")}) != 0 || perHour(3, 0).Known() {
		t.Error("no time passed")
	}
}

// Labels that do not fit are refused with file and field, and not quoted.
func TestLabelErrors(t *testing.T) {
	lines, err := transcript.ReadFile("testdata/cart.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	h := `"hypotheses": [{"key": "zebra", "raised_line": 2}]`
	for name, c := range map[string]struct{ text, want string }{
		"cut short":      {"{\n\"messages\":", "not JSON at line 2"},
		"a list":         {`[]`, "line 1: a file of labels cannot be a array"},
		"a wrong type":   {"{\n\"messages\": [{\"line\": \"zebra\"}]}", "line 2: messages.line cannot be a string"},
		"no messages":    {`{}`, "messages: missing"},
		"blank line":     {`{"messages": [{"line": 6}]}`, "messages[0].line (6): the transcript has no message"},
		"beyond the end": {`{"messages": [{"line": 99}]}`, "messages[0].line (99)"},
		"twice":          {`{"messages": [{"line": 1}, {"line": 1}]}`, "messages[1].line (1): the line is labelled twice"},
		"act":            {`{"messages": [{"line": 1, "acts": ["impact", "zebra"]}]}`, "messages[0] (line 1).acts[1]: no act"},
		"about":          {`{"messages": [{"line": 1, "about": "zebra"}]}`, "messages[0] (line 1).about: no hypothesis"},
		"raises":         {`{"messages": [{"line": 1, "hypotheses": ["zebra"]}]}`, ".hypotheses[0]: no hypothesis"},
		"evidence":       {`{"messages": [{"line": 1, "evidence": [{"hypothesis": "zebra", "direction": "for"}]}]}`, ".evidence[0].hypothesis: no hypothesis"},
		"direction":      {`{` + h + `, "messages": [{"line": 1, "evidence": [{"hypothesis": "zebra", "direction": "up"}]}]}`, ".evidence[0].direction"},
		"verdict":        {`{"messages": [{"line": 1, "verdict": [{"hypothesis": "zebra", "status": "refuted"}]}]}`, ".verdict[0].hypothesis: no hypothesis"},
		"status":         {`{` + h + `, "messages": [{"line": 1, "verdict": [{"hypothesis": "zebra", "status": "live"}]}]}`, ".verdict[0].status"},
		"key twice":      {`{"hypotheses": [{"key": "zebra", "raised_line": 2}, {"key": "zebra", "raised_line": 2}], "messages": []}`, "hypotheses[1].key"},
		"no key":         {`{"hypotheses": [{"raised_line": 2}], "messages": []}`, "hypotheses[0].key"},
		"raised line":    {`{"hypotheses": [{"key": "zebra"}], "messages": []}`, "hypotheses[0].raised_line"},
		"episode":        {`{` + h + `, "messages": [], "fixation": [{"hypothesis": "zebra", "from_line": 5, "to_line": 4}]}`, "fixation[0].to_line"},
		"episode's key":  {`{"messages": [], "fixation": [{"hypothesis": "zebra", "from_line": 4, "to_line": 5}]}`, "fixation[0].hypothesis"},
		"checkpoint":     {`{"messages": [], "checkpoints": [{"after_line": 14}]}`, "checkpoints[0].after_line"},
		"no match":       {`{"messages": [], "checkpoints": [{"after_line": 3, "stale": [{"match": [["zebra"], []]}]}]}`, "checkpoints[0].stale[0].match"},
	} {
		_, err := parseLabels("x.labels.json", []byte(c.text), lines)
		if err == nil || !strings.HasPrefix(err.Error(), "x.labels.json: ") || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "zebra") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := parseLabels("x", []byte(`{"messages": [], "note": "ignored"}`), lines); err != nil {
		t.Error(err)
	}
}

func TestFolderErrors(t *testing.T) {
	empty, orphan, bad := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(orphan, "a.labels.json"), "{}")
	write(t, filepath.Join(bad, "a.jsonl"), "no\n")
	file := filepath.Join(empty, "file")
	for dir, want := range map[string]string{
		filepath.Join(empty, "none"): "none", empty: "holds no transcripts", orphan: "no transcript a.jsonl", bad: "a.jsonl:1: ", file: "file",
	} {
		if _, err := Run(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if err := CheckSubject("zebra"); err == nil {
		t.Error("an unknown act is taken")
	}
	if _, err := Misses(t.Context(), os.DevNull, "about", Options{}); err == nil {
		t.Error("a file is a folder")
	}
}
