package commonground

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What a renderer writes is cut to length as plain text, and a moment as a chat
// platform writes it is several times as long. So a text is rendered once, as
// plain text, by a clock that writes in characters of its own: as many as the
// plain time has, each of which says which moment it belongs to. What is read
// back is the plain text and where its moments stand. A moment that was cut is
// plain text like the rest.
const (
	trace     = 0xF0000 // the beginning of a private plane of Unicode
	traceStep = 128     // the characters of one moment: those of ASCII
	traceMost = 500     // moments that the plane has room for
)

// tracer is a clock whose times can be found again.
type tracer struct {
	plain Clock
	at    []time.Time
}

func (t *tracer) clock(at time.Time) string {
	i := slices.IndexFunc(t.at, at.Equal)
	if i < 0 {
		if len(t.at) == traceMost {
			return t.plain(at)
		}
		i = len(t.at)
		t.at = append(t.at, at)
	}
	var b strings.Builder
	for _, c := range []byte(t.plain(at)) {
		b.WriteRune(rune(trace + i*traceStep + int(c%traceStep)))
	}
	return b.String()
}

// of returns the moment that a character belongs to and what it stands for, or −1.
func (t *tracer) of(r rune) (int, byte) {
	if i := int(r-trace) / traceStep; r >= trace && i < len(t.at) {
		return i, byte(int(r-trace) % traceStep)
	}
	return -1, 0
}

// words reads back what was rendered.
func (t *tracer) words(text string) Words {
	var w Words
	for len(text) > 0 {
		n := strings.IndexFunc(text, func(r rune) bool { i, _ := t.of(r); return i >= 0 })
		if n < 0 {
			n = len(text)
		}
		w = append(w, say(text[:n])...)
		var plain []byte
		which := -1
		for text = text[n:]; len(text) > 0; {
			r, size := utf8.DecodeRuneInString(text)
			i, c := t.of(r)
			if i < 0 || (which >= 0 && i != which) {
				break
			}
			which, plain, text = i, append(plain, c), text[size:]
			if string(plain) == t.plain(t.at[which]) { // two times may stand together
				break
			}
		}
		switch {
		case which < 0:
		case string(plain) == t.plain(t.at[which]):
			w = append(w, Word{At: t.at[which]})
		default:
			w = append(w, Word{Say: string(plain)})
		}
	}
	return w
}

// marked returns as words what render writes with a clock of plain text.
func marked(now time.Time, render func(Clock) string) Words {
	t := tracer{plain: UTC(now)}
	return t.words(render(t.clock))
}

// Said returns the line as words, cut to the length that it has as plain text.
func (l Line) Said(now time.Time) Words { return marked(now, l.Text) }
