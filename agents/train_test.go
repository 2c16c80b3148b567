package agents

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// dialogues loads the conversations of train/, which were written to fit the
// weights to. Their form: "== title; voice" begins one; a line is
// "(+4m) who(bot) >3: text ⟦acts; fields⟧" where the pause, the mark of a bot
// and the message whose thread it is in may be left out.
func dialogues(t *testing.T) []transcript {
	files, err := filepath.Glob(filepath.Join("train", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no training dialogues: %v", err)
	}
	var out []transcript
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(string(raw), "\n") {
			title, begins := strings.CutPrefix(l, "== ")
			switch {
			case begins:
				out = append(out, transcript{name: f + ": " + title, labels: map[int]label{}})
			case strings.TrimSpace(l) == "" || strings.HasPrefix(l, "#") || len(out) == 0:
			default:
				if err := out[len(out)-1].add(l); err != nil {
					t.Fatalf("%s:%d: %v", f, i+1, err)
				}
			}
		}
	}
	return out
}

// add reads one line of a dialogue.
func (tr *transcript) add(l string) error {
	text, marks, ok := strings.Cut(l, "⟦")
	if !ok {
		return fmt.Errorf("no label: %q", l)
	}
	marks, _, _ = strings.Cut(marks, "⟧")
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	if n := len(tr.lines); n > 0 {
		at = tr.lines[n-1].TS
	}
	pause := 20 * time.Second
	if rest, ok := strings.CutPrefix(text, "(+"); ok {
		p, after, _ := strings.Cut(rest, ")")
		d, err := readPause(p)
		if err != nil {
			return err
		}
		pause, text = d, strings.TrimSpace(after)
	}
	who, said, ok := strings.Cut(text, ": ")
	if !ok {
		who, said, _ = strings.Cut(text, ":")
	}
	out := line{TS: at.Add(pause), Text: strings.ReplaceAll(strings.TrimSpace(said), `\n`, "\n")}
	who, thread, ok := strings.Cut(who, ">")
	if n, err := strconv.Atoi(strings.TrimSpace(thread)); ok && err == nil && n >= 1 && n <= len(tr.lines) {
		out.Thread = tr.lines[n-1].TS.Format(time.RFC3339)
	}
	out.User = strings.TrimSpace(who)
	if name, ok := strings.CutSuffix(out.User, "(bot)"); ok {
		out.User = "bot-" + strings.TrimSpace(name)
	}
	tr.lines = append(tr.lines, out)
	return tr.mark(marks)
}

// readPause reads 40s, 4m, 2h or 1d, or several of them.
func readPause(s string) (time.Duration, error) {
	if n, ok := strings.CutSuffix(s, "d"); ok {
		k, err := strconv.Atoi(n)
		return time.Duration(k) * 24 * time.Hour, err
	}
	return time.ParseDuration(strings.ReplaceAll(s, " ", ""))
}

// mark reads the labels of the last line.
func (tr *transcript) mark(marks string) error {
	n := len(tr.lines)
	var l label
	l.Line = n
	parts := strings.Split(marks, ";")
	for _, a := range strings.Fields(parts[0]) {
		bits := strings.Split(a, ":")
		l.Acts = append(l.Acts, bits[0])
		if len(bits) > 1 && bits[0] == "trend" {
			l.Trend = bits[1]
		}
	}
	for _, p := range parts[1:] {
		word, rest, _ := strings.Cut(strings.TrimSpace(p), " ")
		key, value, _ := strings.Cut(rest, ":")
		switch word {
		case "about":
			l.About = strings.TrimSpace(rest)
		case "raises":
			k, _, _ := strings.Cut(rest, "=")
			l.Hypotheses = append(l.Hypotheses, k)
			tr.gold = append(tr.gold, struct {
				Key    string `json:"key"`
				Raised int    `json:"raised_line"`
			}{k, n})
		case "evidence":
			l.Evidence = append(l.Evidence, struct {
				Hypothesis string `json:"hypothesis"`
				Direction  string `json:"direction"`
			}{key, value})
		case "verdict":
			l.Verdict = append(l.Verdict, struct {
				Hypothesis string `json:"hypothesis"`
				Status     string `json:"status"`
			}{key, value})
		}
	}
	tr.labels[n] = l
	return nil
}
