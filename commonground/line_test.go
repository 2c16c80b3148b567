package commonground

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLineText(t *testing.T) {
	l := Line{Label: "Trend", Words: say("getting worse"), Who: "ana", At: at(5)}
	stale, left, never := l, l, l
	stale.Stale = true
	left.Stale, left.Last = true, at(20)
	never.Stale, never.Last = true, l.At
	anonymous := l
	anonymous.Who = ""
	unknown := anonymous
	unknown.Stale = true
	more := l
	more.More, more.Also = 3, somethingElse
	for want, l := range map[string]Line{
		"Trend: getting worse (ana, 14:05)":                                                    l,
		"Trend: getting worse (ana, 14:05; not confirmed since)":                               stale,
		"Trend: getting worse (ana, 14:05; not taken up since 14:20)":                          left,
		"Trend: getting worse (ana, 14:05; not taken up since)":                                never,
		"Trend: getting worse (14:05)":                                                         anonymous,
		"Trend: getting worse (14:05; not confirmed since)":                                    unknown,
		"Trend: getting worse (ana, 14:05); or something else: no rival named yet; and 3 more": more,
		"getting worse": {Words: say("getting worse")},
	} {
		if got := l.Text(UTC(start)); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestLineNeverCutsItsSource proves that what is cut is what people said.
func TestLineNeverCutsItsSource(t *testing.T) {
	l := Line{Label: labelLive, Words: say(strings.Repeat("long ", 200)), Who: strings.Repeat("n", 35), At: at(5), Stale: true, Also: somethingElse, More: 12}
	got := l.Text(UTC(at(2000)))
	if n := len([]rune(got)); n > lineRunes+2+len(somethingElse) {
		t.Errorf("%d runes", n)
	}
	if !strings.HasSuffix(got, "; not confirmed since); "+somethingElse+"; and 12 more") || !strings.Contains(got, "2 Mar 14:05") {
		t.Errorf("cut too much: %s", got)
	}
}

func lines(label string, n int) []Line {
	out := make([]Line, n)
	for i := range out {
		out[i] = Line{Label: label, Words: say(fmt.Sprint(i))}
	}
	return out
}

func TestAllot(t *testing.T) {
	for _, c := range []struct {
		name     string
		sections []Section
		room     int
		want     string
	}{
		{"all fits", []Section{section(0, 1, lines("a", 2)), section(1, 1, lines("b", 1))}, 5, "a0 a1 b0"},
		{"empty ones go", []Section{section(0, 1, nil), section(1, 1, lines("b", 1))}, 5, "b0"},
		{"the least first", []Section{section(0, 1, lines("a", 9)), section(1, 2, lines("b", 2))}, 4, "a0 a1+7 b0 b1"},
		{"the smaller order gets the rest", []Section{section(5, 1, lines("a", 3)), section(1, 1, lines("b", 3))}, 4, "a0+2 b0 b1 b2"},
		{"not even the least", []Section{section(1, 2, lines("a", 2)), section(0, 2, lines("b", 2))}, 3, "a0+1 b0 b1"},
		{"no room", []Section{section(0, 1, lines("a", 2))}, 0, ""},
		{"cut before", []Section{section(0, 1, lines("a", 9)).most(3)}, 2, "a0 a1+7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range allot(c.sections, c.room) {
				for _, l := range s.Lines {
					word := l.Label + l.Words.Text(nil)
					if l.More > 0 {
						word += fmt.Sprintf("+%d", l.More)
					}
					got = append(got, word)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

// TestAllotBounds proves that there are never more lines than room, that room is
// not wasted, and that what is shown and what is counted is everything.
func TestAllotBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sections []Section
		total, nonempty := 0, 0
		for i := range rapid.IntRange(1, 8).Draw(t, "sections") {
			n := rapid.IntRange(0, 6).Draw(t, "lines")
			sections = append(sections, section(rapid.IntRange(0, 5).Draw(t, "order"), rapid.IntRange(0, 3).Draw(t, "least"), lines(fmt.Sprint("s", i), n)))
			total += n
			nonempty += min(n, 1)
		}
		room := rapid.IntRange(0, 20).Draw(t, "room")
		shown, cut := 0, 0
		for _, s := range allot(sections, room) {
			if len(s.Lines) == 0 {
				t.Fatal("an empty section")
			}
			shown += len(s.Lines)
			cut += s.Lines[len(s.Lines)-1].More
		}
		if shown > room || shown < min(room, total) || shown+cut > total {
			t.Fatalf("%d shown, %d counted, of %d with room for %d", shown, cut, total, room)
		}
	})
}

// TestHeaviest proves that what matters most is kept, in order, and of equals
// the newest.
func TestHeaviest(t *testing.T) {
	var all []change
	for i, weight := range []int{weighFound, weighPicture, weighWork, weighSeen, weighAction, weighWork} {
		all = append(all, change{Line{Words: say(fmt.Sprint(i)), At: at(float64(i))}, weight})
	}
	for n, want := range map[int]string{0: "", 1: "1+5", 2: "1 4+4", 3: "1 4 5+3", 4: "1 2 4 5+2", 6: "0 1 2 3 4 5"} {
		var got []string
		for _, l := range heaviest(append([]change(nil), all...), n) {
			word := l.Words.Text(nil)
			if l.More > 0 {
				word += fmt.Sprintf("+%d", l.More)
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("of %d: got %q, want %q", n, strings.Join(got, " "), want)
		}
	}
}
