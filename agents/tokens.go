package agents

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is read of one message: the beginning and the end of a long
// one, and so many sentences and words of those.
const (
	headBytes    = 3000
	tailBytes    = 1000
	maxSentences = 24
	maxWords     = 400
)

// wordKind tells plain words from names of things.
type wordKind uint8

const (
	plain wordKind = iota
	number
	entity // a host, version, path, identifier, PR
	link
	mention
)

// word is one token of a sentence, without the punctuation around it.
type word struct {
	low   string // lower case, plain apostrophes
	raw   string
	after byte // the punctuation that follows, or 0
	kind  wordKind
	code  bool // stood in backticks
}

// sentence is a sentence of the author's own prose.
type sentence struct {
	words    []word
	question bool
	shout    bool
	hits     []hit
	has      features // of this sentence alone
}

// doc is a message taken apart: own prose, what it quotes, what it pastes.
type doc struct {
	sentences []sentence
	words     int
	quotes    []string // lines quoted from others
	quoteOf   string   // whom it quotes, as named, in lower case
	logs      []string // lines of code, output, logs
	fenced    bool
	links     int
	mentions  []string // names or identifiers as written after @
	address   string   // "nick: …" at the start, in lower case
	action    bool     // /me …
	smiles    int
}

// bounded returns the beginning and the end of a long text.
func bounded(s string) string {
	if len(s) <= headBytes+tailBytes {
		return s
	}
	head, tail := s[:headBytes], s[len(s)-tailBytes:]
	return strings.ToValidUTF8(head, "") + "\n" + strings.ToValidUTF8(tail, "")
}

// parse takes a text apart.
func parse(text string) *doc {
	d := &doc{sentences: make([]sentence, 0, 4)}
	text = bounded(text)
	inFence, inQuote := false, false
	for len(text) > 0 {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") {
			inFence, d.fenced, inQuote = d.fence(trimmed, inFence), true, false
			continue
		}
		if inFence {
			if before, _, found := strings.Cut(trimmed, "```"); found {
				trimmed, inFence = before, false
			}
			d.log(trimmed)
			continue
		}
		inQuote = d.line(trimmed, inQuote)
	}
	return d
}

// fence handles a line that begins with three backticks; it reports whether a
// block is open after it.
func (d *doc) fence(line string, open bool) bool {
	if open {
		return false
	}
	inner := line[3:]
	if before, _, found := strings.Cut(inner, "```"); found {
		d.log(before)
		return false
	}
	if strings.ContainsAny(inner, " {=") {
		d.log(inner)
	}
	return true
}

func (d *doc) log(line string) {
	if line != "" && len(d.logs) < 60 {
		d.logs = append(d.logs, line)
	}
}

// line handles a line outside code; it reports whether a quotation that was
// flattened to a paragraph goes on.
func (d *doc) line(s string, inQuote bool) bool {
	switch {
	case s == "":
		return false
	case s == ">" || s == "&gt;":
		return true
	case inQuote, strings.HasPrefix(s, "> "), strings.HasPrefix(s, "&gt; "):
		d.quotes = append(d.quotes, strings.TrimPrefix(strings.TrimPrefix(s, "&gt; "), "> "))
		return inQuote
	}
	if name, ok := strings.CutSuffix(s, " said:"); ok && len(name) < 60 {
		d.quoteOf = strings.ToLower(strings.TrimLeft(name, "@*_ "))
		return false
	}
	if looksLikeOutput(s) {
		d.log(s)
		return false
	}
	d.prose(s)
	return false
}

// outputStarts begin lines that a machine wrote or a shell shows.
var outputStarts = []string{
	"$ ", "% ", "# ", "error:", "warning:", "info:", "fatal:", "panic:", "traceback", "exception", "{\"", "[{",
	"<!doctype", "<html", "curl:", "caused by:", "err:", "stderr:", "stdout:", "mv:", "rm:", "ssh:", "bash:", "sh:",
	"kubectl ", "sudo ", "cd ", "✖", "+ ", "--", "@@",
}

// looksLikeOutput reports whether a line is rather pasted than written.
func looksLikeOutput(s string) bool {
	if len(s) > 12 && s[0] >= '0' && s[0] <= '9' && isTimestamp(s) {
		return true
	}
	low := s
	if len(low) > 12 {
		low = low[:12]
	}
	low = strings.ToLower(low)
	for _, p := range outputStarts {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	if len(s) < 16 {
		return false
	}
	signs, digits, letters, spaces := 0, 0, 0, 0
	for i := 0; i < len(s) && i < 200; i++ {
		switch c := s[i]; {
		case c == ' ':
			spaces++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			letters++
		case c >= '0' && c <= '9':
			digits++
		case strings.IndexByte("{}[]=<>|\\/_*$\"@;()", c) >= 0:
			signs++
		}
	}
	if strings.Contains(s, "://") {
		return false
	}
	return signs*4 > letters || digits > 2*letters || spaces == 0 && len(s) > 40
}

// isTimestamp reports whether a line starts with a date or a time of day that
// is followed by more than prose would have.
func isTimestamp(s string) bool {
	digits, marks := 0, 0
	for i := 0; i < len(s) && i < 19; i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == ':' || c == '-' || c == 'T' || c == '/':
			marks++
		case c == ' ' && marks >= 2:
			return digits >= 6 && marks >= 2
		default:
			return digits >= 8 && marks >= 3
		}
	}
	return digits >= 8 && marks >= 2
}

// prose reads one line of own words into sentences.
func (d *doc) prose(s string) {
	if rest, ok := strings.CutPrefix(s, "/me "); ok && len(d.sentences) == 0 {
		d.action, s = true, rest
	}
	s = d.addressed(s)
	cur := sentence{}
	flush := func() {
		if len(cur.words) > 0 && len(d.sentences) < maxSentences {
			d.sentences = append(d.sentences, cur)
		}
		cur = sentence{}
	}
	for len(s) > 0 && d.words < maxWords {
		var w word
		var ok bool
		w, s, ok = d.next(s)
		if !ok {
			if w.after == ';' || w.after == '?' || w.after == '!' { // stands alone
				if n := len(cur.words); n > 0 {
					cur.question = w.after == '?'
					cur.words[n-1].after = w.after
					flush()
				}
			}
			continue
		}
		if cur.words == nil {
			cur.words = make([]word, 0, 16)
		}
		cur.words = append(cur.words, w)
		d.words++
		switch w.after {
		case '?':
			cur.question = true
			flush()
		case '!':
			cur.shout = true
			flush()
		case '.', ';':
			if !abbreviations[w.low] {
				flush()
			}
		}
	}
	flush()
}

var abbreviations = set("e.g eg i.e ie etc vs cf approx ca no st mr ms dr")

// addressed takes "nick: " off the start of the first line.
func (d *doc) addressed(s string) string {
	if len(d.sentences) > 0 || d.address != "" {
		return s
	}
	i := strings.IndexAny(s, ":, ")
	if i < 2 || i > 24 || s[i] != ':' || i+1 >= len(s) || s[i+1] != ' ' {
		return s
	}
	name := strings.ToLower(strings.TrimLeft(s[:i], "@"))
	if notNicks[name] || strings.ContainsAny(name, "/.()") {
		return s
	}
	d.address = name
	return s[i+2:]
}

var notNicks = set("update updates edit note nb fyi ps btw status question answer summary tl;dr tldr todo eta error warning info fatal so here example also now and or but incoming result results")

// next reads one word off the front of a line; ok is false when it found
// something that is not a word.
func (d *doc) next(s string) (w word, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t\n\u00a0")
	end := strings.IndexAny(s, " \t\n\u00a0")
	if end < 0 {
		end = len(s)
	}
	code := false
	if s != "" && s[0] == '`' {
		if j := strings.IndexByte(s[1:], '`'); j > 0 {
			if k := strings.IndexAny(s[j+2:], " \t"); k >= 0 {
				end = j + 2 + k
			} else {
				end = len(s)
			}
			code = true
		}
	}
	tok, rest := s[:end], s[end:]
	if tok == "" {
		return word{}, rest, false
	}
	w, ok = d.word(tok, code)
	return w, rest, ok
}

const (
	openers = "\"'`([{<*_~“‘"
	closers = "\"'`)]}>*_~.,;:!?…”’"
)

// word makes a word of a token, or notes that it was an emoji or a mention.
func (d *doc) word(tok string, code bool) (word, bool) {
	if smileys[tok] || isEmoji(tok) {
		d.smiles++
		return word{}, false
	}
	core := strings.TrimLeft(tok, openers)
	trimmed := strings.TrimRight(core, closers)
	if strings.HasPrefix(tok, "<@") || len(tok) > 1 && tok[0] == '@' {
		name, _, _ := strings.Cut(strings.Trim(tok, "<@>*_.,;:!?()"), "|")
		if name != "" {
			d.mentions = append(d.mentions, name)
			return word{low: strings.ToLower(name), raw: name, after: last(core[len(trimmed):]), kind: mention}, true
		}
	}
	if trimmed == "" {
		return word{after: last(core)}, false
	}
	w := word{raw: trimmed, after: last(core[len(trimmed):]), code: code}
	w.low = normal(trimmed)
	w.kind = kindOf(w.low, trimmed)
	if w.kind == link {
		d.links++
	}
	if code && w.kind == plain {
		w.kind = entity
	}
	return w, true
}

// last returns the punctuation mark that matters most in what follows a word.
func last(s string) byte {
	for _, c := range []byte("?!.;:,") {
		if strings.IndexByte(s, c) >= 0 {
			return c
		}
	}
	if strings.Contains(s, "…") {
		return '.'
	}
	if strings.IndexByte(s, ')') >= 0 {
		return ')'
	}
	return 0
}

// normal returns a word in lower case with plain apostrophes, and mends the
// contractions that people type without one.
func normal(s string) string {
	low := strings.ToLower(s)
	if strings.Contains(low, "’") {
		low = strings.ReplaceAll(low, "’", "'")
	}
	if full, ok := contractions[low]; ok {
		return full
	}
	return low
}

var contractions = map[string]string{
	"dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't", "isnt": "isn't", "wasnt": "wasn't",
	"arent": "aren't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "hasnt": "hasn't", "havent": "haven't",
	"im": "i'm", "ive": "i've", "youre": "you're", "thats": "that's", "whats": "what's", "theres": "there's", "cannot": "can't",
	"lets": "let's", "ill": "i'll", "gonna": "going-to", "wanna": "want-to", "didn": "didn't", "u": "you", "ya": "yes", "yep": "yes",
	"yeah": "yes", "yup": "yes", "nope": "no", "nah": "no", "okay": "ok", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks",
	"prolly": "probably", "probs": "probably", "mebbe": "maybe", "cuz": "because", "bc": "because", "b/c": "because", "cos": "because",
	"someone's": "someone", "hm": "hmm", "hmmm": "hmm", "hummm": "hmm", "hummmm": "hmm", "hrm": "hmm", "huh": "hmm",
}

var smileys = set(":) :-) ;) ;-) :( :-( :D :-D :P :-P :p xD :/ :-/ ^_^ <3 :o :O :'( :| =) =(")

// isEmoji reports whether a token is a :name: or made of pictures only.
func isEmoji(tok string) bool {
	if t := strings.Trim(tok, "[]().,!?"); len(t) > 2 && t[0] == ':' && t[len(t)-1] == ':' {
		for _, c := range t[1 : len(t)-1] {
			if c != '_' && c != '-' && c != '+' && c != ':' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
				return false
			}
		}
		return true
	}
	if tok[0] < utf8.RuneSelf {
		return false
	}
	for _, c := range tok {
		if c < 0x2190 {
			return false
		}
	}
	return true
}

// kindOf says what sort of word a token is.
func kindOf(low, raw string) wordKind {
	if strings.Contains(low, "://") || strings.HasPrefix(low, "www.") {
		return link
	}
	digits, letters, marks, upper := 0, 0, 0, 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z':
			upper++
			letters++
		case c >= 'a' && c <= 'z' || c >= 0x80:
			letters++
		case c == '\'' || c == '-' && i > 0 || c == '&':
		default:
			marks++
		}
	}
	switch {
	case letters == 0 && digits > 0 && raw[0] != '#':
		return number
	case raw[0] == '#' && digits > 0, digits > 0 && letters > 0 && !isMeasure(low):
		return entity
	case digits > 0 && isMeasure(low):
		return number
	case marks > 0 && letters > 1 && !strings.HasPrefix(raw, "#") && low != "b/c" && low != "w/o" && low != "i/o" && !abbreviations[low]:
		return entity
	case upper >= 2 && letters >= 2 && len(raw) <= 24 && upper < letters:
		return entity
	}
	return plain
}

var units = set("ms s m h min mins sec secs k kb mb gb tb kib mib gib tib x % rps qps hz mhz ghz d st nd rd th pm am")

// isMeasure reports whether a word is a number with its unit, as in 250ms.
func isMeasure(low string) bool {
	i := 0
	for i < len(low) && (low[i] >= '0' && low[i] <= '9' || low[i] == '.' || low[i] == ',' || low[i] == '~') {
		i++
	}
	return i > 0 && units[low[i:]]
}

// set makes a set of the words of a string.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
