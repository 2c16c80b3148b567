package agents

import "strings"

// gram is the fingerprint of a word, or of words beside each other, in the
// place where they stand. What each says of the acts is fitted (grams.bin).
type gram uint32

// maxGrams bounds how many grams of one message count.
const maxGrams = 360

// The places in which the same words tell different things.
const (
	inStatement = 's'
	inQuestion  = 'q'
	pairStands  = 'p'
	tripleOpens = 't'
	opens       = 'o' // the first word of a sentence
	opensAll    = 'O' // the first words of the message
	closes      = 'c' // the last word and the mark after it
	closesAll   = 'C'
	ofForm      = 'f'
	ofTarget    = 'a' // the message that is answered
)

// FNV-1a, 32 bits.
const (
	fnvStart = 2166136261
	fnvPrime = 16777619
)

func startGram(place byte) gram { return gram(fnvStart).with(place) }

func (g gram) with(b byte) gram { return (g ^ gram(b)) * fnvPrime }

func (g gram) word(s string) gram {
	for i := range len(s) {
		g = g.with(s[i])
	}
	return g.with(' ')
}

// token returns the word as grams see it: names of things, numbers, links and
// people are all alike.
func (w *word) token() string {
	switch w.kind {
	case link:
		return "<link>"
	case mention:
		return "<who>"
	case number:
		if isMeasure(w.low) {
			return "<measure>"
		}
		return "<number>"
	case entity:
		switch {
		case strings.HasPrefix(w.low, "#") || strings.Contains(w.low, "#"):
			return "<pr>"
		case w.code:
			return "<code>"
		case tokenKept[w.low]:
			return w.low
		}
		return "<name>"
	case plain:
	}
	if len(w.low) > 24 {
		return "<name>"
	}
	return w.low
}

// tokenKept are words that look like names and are none.
var tokenKept = set("ci pr prs api dns cpu ram db ok 500 502 503 504 404 tls ssl cdn k8s oom :( :)")

// grams adds the grams of a sentence to out.
func (sn *sentence) grams(out []gram) []gram {
	place := byte(inStatement)
	if sn.question {
		place = inQuestion
	}
	ws := sn.words
	prev, before := "<", ""
	for i := range ws {
		if len(out) >= maxGrams {
			return out
		}
		t := ws[i].token()
		out = append(out, startGram(inStatement).word(t), startGram(pairStands).word(prev).word(t))
		if place == inQuestion {
			out = append(out, startGram(inQuestion).word(t))
		}
		if i == 2 || i == 1 {
			out = append(out, startGram(tripleOpens).word(before).word(prev).word(t))
		}
		before, prev = prev, t
	}
	mark := ws[len(ws)-1].after
	return append(out, startGram(opens).word(ws[0].token()), startGram(closes).word(prev).with(mark))
}

// form adds grams of the message's form as a whole to out: its length, how it
// opens and how it closes.
func (d *doc) form(out []gram) []gram {
	n := len(d.sentences)
	out = append(out,
		startGram(ofForm).word("sentences").with(byte(min(n, 6))),
		startGram(ofForm).word("words").with(bucket(d.words)),
		startGram(ofForm).word("logs").with(bucket(len(d.logs))),
		startGram(ofForm).word("links").with(byte(min(d.links, 2))),
	)
	if n == 0 {
		return out
	}
	first := d.sentences[0].words
	out = append(out, startGram(opensAll).word(first[0].token()))
	if len(first) > 1 {
		out = append(out, startGram(opensAll).word(first[0].token()).word(first[1].token()))
	}
	last := d.sentences[n-1].words
	w := &last[len(last)-1]
	out = append(out, startGram(closesAll).with(w.after))
	for i := range min(len(d.logs), 3) {
		for j, f := range strings.Fields(bounded(d.logs[i])) {
			if j > 3 {
				break
			}
			out = append(out, startGram(ofForm).word("log").word(strings.ToLower(strings.TrimRight(strings.TrimLeft(f, openers), closers))))
		}
	}
	return out
}

// bucket puts a count into a class.
func bucket(n int) byte {
	switch {
	case n <= 4:
		return byte(n)
	case n <= 7:
		return 5
	case n <= 12:
		return 6
	case n <= 20:
		return 7
	case n <= 35:
		return 8
	case n <= 60:
		return 9
	}
	return 10
}
