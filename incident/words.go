package incident

import (
	"slices"
	"strings"
	"time"
)

// Word is a piece of text, or a moment, which each front end shows in its own
// way: in UTC in files, in the reader's zone on a chat platform.
type Word struct {
	Say string
	At  time.Time // shown instead of Say unless zero
}

// Words are a sentence, or several, in which the moments are kept apart.
type Words []Word

// Clock shows a moment.
type Clock func(time.Time) string

// UTC returns the clock of plain text: "14:05", with the day if it is not the
// day of now.
func UTC(now time.Time) Clock {
	y, m, d := now.UTC().Date()
	return func(t time.Time) string {
		t = t.UTC()
		if ty, tm, td := t.Date(); ty == y && tm == m && td == d {
			return t.Format("15:04")
		}
		return t.Format("2 Jan 15:04")
	}
}

// WordsOf makes words of strings, moments and other words. A zero moment is left
// out.
func WordsOf(parts ...any) Words {
	w := make(Words, 0, len(parts))
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			if p != "" {
				w = append(w, Word{Say: p})
			}
		case time.Time:
			if !p.IsZero() {
				w = append(w, Word{At: p})
			}
		case Words:
			w = append(w, p...)
		}
	}
	return w
}

// Text renders the words with a clock.
func (w Words) Text(clock Clock) string {
	var b strings.Builder
	for _, p := range w {
		if p.At.IsZero() {
			b.WriteString(p.Say)
			continue
		}
		b.WriteString(clock(p.At))
	}
	return b.String()
}

// Moment says that the bytes From to To of a text show a moment, so that whoever
// renders the text can show it in another way. The text alone is good to read.
type Moment struct {
	From int       `json:"from"`
	To   int       `json:"to"`
	At   time.Time `json:"at"`
}

// zone is what plain text adds to a time for readers in other zones. It belongs to
// the moment: a front end that shows the reader's own zone leaves it out.
const zone = " UTC"

// Plain renders the words with a clock, and says where the moments stand.
func (w Words) Plain(clock Clock) (string, []Moment) {
	var b strings.Builder
	var at []Moment
	for i, p := range w {
		if p.At.IsZero() {
			b.WriteString(p.Say)
			continue
		}
		m := Moment{From: b.Len(), At: p.At}
		b.WriteString(clock(p.At))
		m.To = b.Len()
		if i+1 < len(w) && w[i+1].At.IsZero() && strings.HasPrefix(w[i+1].Say, zone) {
			m.To += len(zone)
		}
		at = append(at, m)
	}
	return b.String(), at
}

// Marked is the reverse of [Words.Plain]: a text as words, with its moments kept
// apart. Moments that do not fit the text, as when it was erased, are left out, so
// that the text is always whole.
func Marked(text string, moments []Moment) Words {
	var w Words
	done := 0
	for _, m := range moments {
		if m.From < done || m.To <= m.From || m.To > len(text) || m.At.IsZero() {
			continue
		}
		w = append(w, WordsOf(text[done:m.From], m.At)...)
		done = m.To
	}
	return append(w, WordsOf(text[done:])...)
}

// Trim cuts a text with moments down to its first n bytes.
func Trim(text string, moments []Moment, n int) (string, []Moment) {
	if n >= len(text) {
		return text, moments
	}
	return text[:n], slices.DeleteFunc(slices.Clone(moments), func(m Moment) bool { return m.To > n })
}
