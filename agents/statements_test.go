package agents

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"bearings/incident"
)

// raised is a message of a dialogue that offers explanations, with the clauses
// that a person put on the card for them.
type raised struct {
	text  string
	clean []string
}

var raisesMark = regexp.MustCompile(`raises [^ =;⟧]+="([^"]+)"`)

// raisedIn returns the messages of the dialogues that offer explanations: those
// of every second file, from the first (held out) or from the second.
func raisedIn(t *testing.T, heldOut bool) []raised {
	files, err := filepath.Glob(filepath.Join("train", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no training dialogues: %v", err)
	}
	var out []raised
	for i, f := range files {
		if i%2 == 0 != heldOut {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(string(raw), "\n") {
			var clean []string
			for _, m := range raisesMark.FindAllStringSubmatch(l, -1) {
				clean = append(clean, m[1])
			}
			if len(clean) == 0 {
				continue
			}
			tr := transcript{labels: map[int]label{}}
			if err := tr.add(l); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			out = append(out, raised{tr.lines[0].Text, clean})
		}
	}
	return out
}

// stated returns the statement that a message gives by itself.
func stated(text string) string {
	sc := &scene{m: &incident.Message{Text: incident.Say(text)}, d: parse(text)}
	sc.f = sc.d.analyse()
	c, _ := sc.claim()
	return c.text
}

// contentWords returns the stems of the words that carry content.
func contentWords(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,;:!?()\"'`’“”…/", r) }) {
		w = strings.Trim(w, ".-_*")
		if w != "" && !stopWords[w] {
			out[stem(w)] = true
		}
	}
	return out
}

// overlap returns precision and recall of the content words of got.
func overlap(got, want string) (p, r float64) {
	g, w := contentWords(got), contentWords(want)
	n := 0
	for s := range g {
		if w[s] {
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	return float64(n) / float64(len(g)), float64(n) / float64(len(w))
}

func f1(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// likest returns the overlap with the clause that a statement is likest to.
func likest(got string, clean []string) (p, r float64) {
	for _, c := range clean {
		if pc, rc := overlap(got, c); f1(pc, rc) > f1(p, r) {
			p, r = pc, rc
		}
	}
	return p, r
}

// blemish is something that has no place in a statement on a card.
type blemish struct {
	name string
	in   func(string) bool
}

var (
	rawFirst   = set("i i'm i'll i've i'd we we're we've you you're he she my maybe perhaps probably possibly likely presumably apparently hmm hm oh ah ok okay yeah yes no nah so and but or also well lol btw fwiw imo wait actually looks seems sounds guess suspect think wonder")
	rawHedge   = regexp.MustCompile(`(?i)\b(i (think|guess|suspect|suppose|bet|believe|wonder)|maybe|perhaps|probably|presumably|my guess|imo|afaict)\b`)
	rawSubject = regexp.MustCompile(`(?i)^(that|it|this|they|it's|that's|this one|it is|it was|that one)( |$)`)
	rawLog     = regexp.MustCompile(`(\d\d:\d\d:\d\d|[{}]|=>|\b(ERROR|WARN|FATAL|INFO)\b|\$ |Traceback)`)
)

var blemishes = []blemish{
	{"raw opening", func(s string) bool {
		first, _, _ := strings.Cut(strings.ToLower(s), " ")
		return rawFirst[strings.Trim(first, ",.")]
	}},
	{"hedge inside", func(s string) bool { return rawHedge.MatchString(s) }},
	{"bare pointer", func(s string) bool { return rawSubject.MatchString(s) }},
	{"question mark", func(s string) bool { return strings.ContainsRune(s, '?') }},
	{"(edited)", func(s string) bool { return strings.Contains(s, "(edited") }},
	{"log line", func(s string) bool { return rawLog.MatchString(s) }},
	{"cut off", func(s string) bool { return strings.HasSuffix(s, "…") }},
	{"over 14 words", func(s string) bool { return len(strings.Fields(s)) > 14 }},
}

// statementFigures measure the statements of messages.
type statementFigures struct {
	n, stated         int
	p, r, f1, allF1   float64
	words, cleanWords float64
	good              int // an overlap of at least a half
	blemished         map[string]int
	anyBlemish        int
}

func figuresOf(rs []raised) statementFigures {
	f := statementFigures{n: len(rs), blemished: map[string]int{}}
	for _, m := range rs {
		got := stated(m.text)
		f.cleanWords += float64(len(strings.Fields(m.clean[0])))
		if got == "" {
			continue
		}
		f.stated++
		p, r := likest(got, m.clean)
		f.p, f.r, f.f1 = f.p+p, f.r+r, f.f1+f1(p, r)
		f.words += float64(len(strings.Fields(got)))
		if f1(p, r) >= 0.5 {
			f.good++
		}
		some := false
		for _, b := range blemishes {
			if b.in(got) {
				f.blemished[b.name]++
				some = true
			}
		}
		if some {
			f.anyBlemish++
		}
	}
	n := float64(max(f.stated, 1))
	f.allF1 = f.f1 / float64(max(f.n, 1))
	f.p, f.r, f.f1, f.words = f.p/n, f.r/n, f.f1/n, f.words/n
	f.cleanWords /= float64(max(f.n, 1))
	return f
}

func (f statementFigures) log(t *testing.T, name string) {
	t.Helper()
	share := func(n int) float64 { return 100 * float64(n) / float64(max(f.stated, 1)) }
	t.Logf("%s: %d messages, %.1f%% stated; overlap with the clean clause P %.3f R %.3f F1 %.3f (over all messages %.3f), at least half %.1f%%; words %.1f (clean %.1f); any blemish %.1f%%",
		name, f.n, 100*float64(f.stated)/float64(max(f.n, 1)), f.p, f.r, f.f1, f.allF1, share(f.good), f.words, f.cleanWords, share(f.anyBlemish))
	for _, b := range blemishes {
		t.Logf("  %-14s %.1f%%", b.name, share(f.blemished[b.name]))
	}
}

// TestStatementsMeasured reports how the statements compare with the clauses
// that people wrote for the same messages. The rules were made looking at every
// second file only; what is asserted is measured on the others.
func TestStatementsMeasured(t *testing.T) {
	figuresOf(raisedIn(t, false)).log(t, "looked at")
	held := figuresOf(raisedIn(t, true))
	held.log(t, "held out")
}

// TestStatementsListed lists the statements of the files that may be looked at.
func TestStatementsListed(t *testing.T) {
	if os.Getenv("BEARINGS_STATEMENTS") == "" {
		t.Skip("BEARINGS_STATEMENTS is not set")
	}
	for _, m := range raisedIn(t, false) {
		got := stated(m.text)
		p, r := likest(got, m.clean)
		t.Logf("%.2f %q\n   got  %q\n   want %q", f1(p, r), m.text, got, strings.Join(m.clean, `" "`))
	}
}

// FuzzStatement proves that whatever is said, a statement is one short line.
func FuzzStatement(f *testing.F) {
	for _, s := range []string{"could the new runner be out of disk?", "i bet it's that (edited)", "did #12 break `x y`? if so, why", "because because", "no, maybe, perhaps", "\xff is the \u2028 cause", "(", "isn't it"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := stated(text)
		if utf8.RuneCountInString(got) > statementRunes || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\u2028\u2029\u0085") {
			t.Errorf("%q is stated as %q", text, got)
		}
	})
}
