package agents

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bearings/incident"
)

// seenWord is a word of a sign: in small letters, and without the ending of a
// plural.
type seenWord struct{ low, root string }

// Bounds of what is read of one sign.
const (
	mostSeenBytes = 600
	mostSeenWords = 80
)

// examineWords appends the words of a text to ws.
func examineWords(ws []seenWord, text string) []seenWord {
	if len(text) > mostSeenBytes {
		text = strings.ToValidUTF8(text[:mostSeenBytes], "")
	}
	most := len(ws) + mostSeenWords
	from, to := -1, -1 // of the word, without what joins words at its end
	for i, r := range text {
		switch {
		case examRune(r):
			if from < 0 {
				from = i
			}
			to = i + utf8.RuneLen(r)
			continue
		case from >= 0 && examJoin(r):
			continue
		}
		if ws = examWord(ws, text, from, to); len(ws) == most {
			return ws
		}
		from = -1
	}
	return examWord(ws, text, from, to)
}

func examWord(ws []seenWord, text string, from, to int) []seenWord {
	if from < 0 {
		return ws
	}
	low := strings.ToLower(text[from:to])
	return append(ws, seenWord{low, examSingular(low)})
}

func examRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func examJoin(r rune) bool {
	switch r {
	case '-', '_', '.', '\'', '’', '/':
		return true
	}
	return false
}

// examSingular takes the ending of a plural off; it need not give a word, only the
// same string for both.
func examSingular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 3 && w[len(w)-1] == 's' && w[len(w)-2] != 's' && w[len(w)-2] != 'u':
		return w[:len(w)-1]
	}
	return w
}

// examDenied reports whether the words from one place to another are said not to be
// so: "no retries", "the certificate is fine".
func examDenied(ws []seenWord, from, to int) bool {
	for i := max(0, from-3); i < from; i++ {
		if slices.Contains(examDenials, ws[i].low) || strings.HasSuffix(ws[i].low, "n't") || strings.HasSuffix(ws[i].low, "n’t") {
			return true
		}
	}
	for i := to; i < min(to+4, len(ws)); i++ {
		if slices.Contains(examWells, ws[i].low) {
			return i == to || !slices.Contains(examDenials, ws[i-1].low)
		}
	}
	return false
}

var (
	examDenials = []string{"no", "not", "without", "never", "nor", "neither", "nothing", "isn", "wasn"}
	examWells   = []string{"fine", "ok", "okay", "healthy", "normal", "valid", "clean", "unchanged", "innocent", "flat"}
)

// filler fills a pattern's texts in.
type filler struct {
	thing string
	since time.Time
}

// nothingNamed stands for the thing where nobody has named one.
const nothingNamed = "the failing part"

func (f filler) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	thing, host, since := f.thing, f.thing, f.since.UTC().Format("15:04")
	if thing == "" {
		thing, host = nothingNamed, "HOST"
	}
	if f.since.IsZero() {
		since = "the beginning"
	}
	text = strings.ReplaceAll(text, "{thing}", thing)
	text = strings.ReplaceAll(text, "{host}", host)
	return strings.ReplaceAll(text, "{since}", since)
}

// thingIn is what the scene is mostly about: the subject of the impact, a name
// with a form of its own (db-3, cart.api), or a word that comes back. It is empty
// if nothing stands out.
func thingIn(sc incident.Scene, words [][]seenWord) string {
	t := things{names: sc.Names, index: make(map[string]int, 8*len(words))}
	t.count(words[0], 5, 2)
	for i, s := range sc.Signs {
		subject := 0 // people begin with any word, machines with what they speak of
		if s.Machine {
			subject = 2
		}
		t.count(words[1+i], subject, 1)
	}
	for _, c := range sc.Changes {
		if !c.Target.Erased() {
			t.count(examineWords(nil, c.Target.String()), 1, 1)
		}
	}
	best := examThing{score: 2} // one mention of a plain word is not enough
	for _, c := range t.all {
		if c.score > best.score {
			best = c
		}
	}
	return best.name
}

// things counts the words that may name the thing that fails.
type things struct {
	names []string
	all   []examThing
	index map[string]int // −1: no name of a thing
	texts int
}

type examThing struct {
	name  string
	score int
	text  int // the last in which it was counted
}

// mostThings bounds what is compared.
const mostThings = 64

// count counts the words of a text, each once; the first that is no article
// counts as its subject.
func (t *things) count(ws []seenWord, subject, mention int) {
	t.texts++
	first := true
	for _, w := range ws {
		worth := mention
		if first && !slices.Contains(examArticles, w.low) {
			worth, first = worth+subject, false
		}
		i, known := t.index[w.low]
		if !known {
			i = t.add(w)
		}
		if i >= 0 && t.all[i].text != t.texts {
			t.all[i].score, t.all[i].text = t.all[i].score+worth, t.texts
		}
	}
}

func (t *things) add(w seenWord) int {
	i := -1
	if len(t.all) < mostThings && namesAThing(w) && !slices.Contains(t.names, w.low) {
		i = len(t.all)
		c := examThing{name: w.low}
		if strings.ContainsAny(w.low, "-_.0123456789") {
			c.score = 2
		}
		t.all = append(t.all, c)
	}
	t.index[w.low] = i
	return i
}

// namesAThing reports whether a word may be the name of a part of a system, and
// may stand in a command that somebody copies.
func namesAThing(w seenWord) bool {
	if len(w.low) < 3 || len(w.low) > 40 || idLike(w.low) || noThings[w.root] || noThings[w.low] {
		return false
	}
	if len(w.low) > 5 && (strings.HasSuffix(w.low, "ed") || strings.HasSuffix(w.low, "ly")) {
		return false // what was done, and how
	}
	if len(w.low) >= 7 && strings.Trim(w.low, "0123456789abcdef") == "" {
		return false // a commit
	}
	letters := false
	for i := range len(w.low) {
		switch c := w.low[i]; {
		case c >= 'a' && c <= 'z':
			letters = true
		case c >= '0' && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return letters && (w.low[0] < '0' || w.low[0] > '9')
}

// idLike reports whether a word is an identifier of an item on the board.
func idLike(w string) bool { return strings.Trim(w[1:], "0123456789") == "" }

var examArticles = []string{"the", "a", "an", "our", "all", "some", "of", "most", "new"}

// noThings are common words that are no names, without plural endings.
var noThings = wordSet("the and for with from that this have has had are was were will can cannot could would not all any some many most more than then there " +
	"error fail failing failed failure return returning returned timeout slow down up bad broken break user customer client people everybody everyone nobody request call response " +
	"see seen look looking still again now since after before only also very much new old last first when where what which who why how about over under into out off just " +
	"is it its be been being do does did done get got gets give gave take took see saw say said think thought find found try tried check checked work working works " +
	"page message minute hour second day today yesterday night morning time part thing problem issue outage incident alert warning critical high low rate percent node host server " +
	"machine version deploy release rollout rollback change config setting cache certificate network database query disk memory cpu log graph dashboard metric traffic load " +
	"fine healthy normal ok green red above below between every each other both same different file line count number test change restart restarted rolled reverted because " +
	"their they them our ours your yours his her him she you one two three four five six none no yes please maybe probably might may must shall without within during while until " +
	"login report reports shows show read reads write writes using used use uses made make makes via per onto against e.g i.e etc trying running going having doing using being getting looking seeing seems seem looks eu us uk http https www com org net")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
