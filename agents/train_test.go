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

// folds is in how many parts the dialogues are left out in turn.
const folds = 6

// dialogues loads the conversations of train/, which were written to fit the
// weights to. Their form: "== title; voice" begins one; a line is
// "(+4m) who(bot) >3: text ⟦acts; fields⟧" where the pause, the mark of a bot
// and the message whose thread it is in may be left out. The files of one
// voice are left out together.
func dialogues(t *testing.T) (trs []transcript, parts int) {
	files, err := filepath.Glob(filepath.Join("train", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no training dialogues: %v", err)
	}
	var out []transcript
	voices := map[string]int{}
	for _, f := range files {
		voice := strings.TrimRight(strings.TrimSuffix(f, ".txt"), "-0123456789")
		if _, ok := voices[voice]; !ok {
			voices[voice] = len(voices) % folds
		}
		part := voices[voice]
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(string(raw), "\n") {
			title, begins := strings.CutPrefix(l, "== ")
			switch {
			case begins:
				out = append(out, transcript{name: f + ": " + title, part: part, labels: map[int]label{}})
			case strings.TrimSpace(l) == "" || strings.HasPrefix(l, "#") || len(out) == 0:
			default:
				if err := out[len(out)-1].add(l); err != nil {
					t.Fatalf("%s:%d: %v", f, i+1, err)
				}
			}
		}
	}
	for _, f := range files {
		secondReading(t, strings.TrimSuffix(f, ".txt")+".read", f, out)
	}
	return out, folds
}

// secondReading adds the labels of a second annotator, who read only the text:
// "== 3" begins the third dialogue of the file, "12 acts; fields" labels its
// twelfth message. What is not listed has no label.
func secondReading(t *testing.T, file, of string, all []transcript) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return // not every file was read twice
	}
	var mine []*transcript
	for i := range all {
		if strings.HasPrefix(all[i].name, of+": ") {
			mine = append(mine, &all[i])
		}
	}
	var cur *transcript
	for i, l := range strings.Split(string(raw), "\n") {
		num, marks, _ := strings.Cut(strings.TrimSpace(l), " ")
		if num == "==" {
			d, err := strconv.Atoi(strings.Fields(marks)[0])
			if err != nil || d < 1 || d > len(mine) {
				t.Fatalf("%s:%d: no such dialogue: %s", file, i+1, l)
			}
			cur = mine[d-1]
			cur.second = map[int]label{}
			continue
		}
		n, err := strconv.Atoi(num)
		if num == "" {
			continue
		}
		if err != nil || cur == nil || n < 1 || n > len(cur.lines) {
			t.Fatalf("%s:%d: no such message: %s", file, i+1, l)
		}
		cur.second[n] = readMarks(n, marks)
	}
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
	l := readMarks(n, marks)
	for _, k := range l.Hypotheses {
		tr.gold = append(tr.gold, struct {
			Key    string `json:"key"`
			Raised int    `json:"raised_line"`
		}{k, n})
	}
	tr.labels[n] = l
	return nil
}

// readMarks reads the labels of the message n.
func readMarks(n int, marks string) (l label) {
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
		key, value, _ := strings.Cut(strings.TrimSpace(rest), ":")
		switch word {
		case "about":
			l.About = strings.TrimSpace(rest)
		case "raises":
			k, _, _ := strings.Cut(rest, "=")
			l.Hypotheses = append(l.Hypotheses, strings.TrimSpace(k))
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
	return l
}
