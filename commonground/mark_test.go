package commonground

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

// TestMarked proves that marking the moments of a text changes nothing of the
// text, and that no time is left unmarked but those that people wrote.
func TestMarked(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			w := newWorld(t)
			g.happen(w)
			v, now := w.view(), at(g.at)
			clock, blank := UTC(now), func(time.Time) string { return "" }
			brief := WhatsGoingOn(v, now, at(g.at+10))
			same(t, "the brief", brief.Words(), brief.Text(), clock)
			for _, who := range g.briefs {
				if b, ok := BriefFor(v, incident.PersonID(who), now, at(g.at+10)); ok {
					same(t, "the brief for "+who, b.Words(), b.Text(), clock)
				}
			}
			if s, ok := StatusSince(v, at(g.since), now, at(g.at+10)); ok {
				same(t, "the status", s.Words(), s.Text(), clock)
			}
			for _, s := range NewCard(v, now, at(g.at+10)).Sections {
				for _, l := range s.Lines {
					same(t, "a line", l.Said(now), l.Text(clock), clock)
				}
			}
			same(t, "the lines", ListWords(v, "lines", now), List(v, "lines", now), clock)
			same(t, "the timeline", TimelineWords(v, 12, now), Timeline(v, 12, now), clock)
			for _, f := range Findings(v, now) {
				same(t, string(f.Key), f.Words, f.Text, clock)
				if left := unquoted(f.Words.Text(blank)); digitsOfTime(left) {
					t.Errorf("%s has a time in plain words: %s", f.Key, left)
				}
			}
		})
	}
}

func same(t *testing.T, what string, w Words, text string, clock Clock) {
	t.Helper()
	if got := w.Text(clock); got != text {
		t.Errorf("%s as words is\n%s\nas text\n%s", what, got, text)
	}
	plain, moments := w.Plain(clock)
	if plain != text || incident.Marked(plain, moments).Text(clock) != strings.ReplaceAll(text, " UTC", "") {
		t.Errorf("%s is not what it was when it is read back:\n%s", what, incident.Marked(plain, moments).Text(clock))
	}
}

// unquoted leaves out what people said.
func unquoted(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 0 {
			b.WriteString(part)
		}
	}
	return b.String()
}

func digitsOfTime(text string) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	for i := range text {
		if text[i] == ':' && digit(i-1) && digit(i+1) {
			return true
		}
	}
	return false
}

// TestTracer proves that whatever is rendered and wherever it is cut, the words
// read back as the plain text would.
func TestTracer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.StringMatching(`[a-zé :]{0,12}`), func(s string) any { return s }),
			rapid.Map(rapid.IntRange(0, 3000), func(m int) any { return at(float64(m)) }),
		), 0, 12).Draw(t, "parts")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		w, clock := say(parts...), UTC(start)
		cut := func(c Clock) string {
			r := []rune(w.Text(c))
			return string(r[:min(n, len(r))])
		}
		if got := marked(start, cut).Text(clock); got != cut(clock) {
			t.Fatalf("%q, want %q", got, cut(clock))
		}
	})
}

// TestMarkedErased proves that moments that do not fit their text leave it whole.
func TestMarkedErased(t *testing.T) {
	text, moments := say("was due ", at(5), ", is it ", at(7), "?").Plain(UTC(start))
	for _, other := range []string{"", incident.Deleted, "was due 14:05", text} {
		w := incident.Marked(other, moments)
		if got := w.Text(UTC(start)); got != other && other == text {
			t.Errorf("%q became %q", other, got)
		}
		if len(w) > 2 && other == "" {
			t.Errorf("an erased text became %v", w)
		}
	}
	short, kept := incident.Trim(text, moments, 12)
	if len(kept) != 0 || short != "was due 14:0" {
		t.Errorf("cut to %q with %v", short, kept)
	}
}
