package commonground

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"  two\nlines \t and   gaps ", 40, "two lines and gaps"},
		{"exactly ten", 11, "exactly ten"},
		{"cut between words, please", 19, "cut between words…"},
		{"onewordwithoutanyspaces", 10, "onewordwi…"},
		{"ümläute zählen einzeln", 8, "ümläute…"},
		{"", 5, ""},
	} {
		if got := clip(c.text, c.n); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

// TestClipBounds proves that a clipped text is one line, within its bound, whole
// runes, and not touched again by clipping.
func TestClipBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, n := rapid.String().Draw(t, "text"), rapid.IntRange(2, 60).Draw(t, "n")
		got := clip(text, n)
		if utf8.RuneCountInString(got) > n || strings.ContainsAny(got, "\n\r\t") {
			t.Fatalf("clip(%q, %d) = %q", text, n, got)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("clip(%q, %d) = %q cuts a rune", text, n, got)
		}
		if again := clip(got, n); again != got {
			t.Fatalf("clip(%q) = %q the second time", got, again)
		}
	})
}

func TestUTC(t *testing.T) {
	clock := UTC(time.Date(2026, 3, 3, 0, 10, 0, 0, time.UTC))
	zone := time.FixedZone("", 2*3600)
	for at, want := range map[time.Time]string{
		time.Date(2026, 3, 3, 0, 5, 59, 0, time.UTC):  "00:05",
		time.Date(2026, 3, 2, 23, 59, 0, 0, time.UTC): "2 Mar 23:59",
		time.Date(2026, 3, 3, 1, 5, 0, 0, zone):       "2 Mar 23:05",
		time.Date(2026, 3, 3, 4, 5, 0, 0, zone):       "02:05",
	} {
		if got := clock(at); got != want {
			t.Errorf("%v is shown as %q, want %q", at, got, want)
		}
	}
}

func TestSay(t *testing.T) {
	w := say("due ", at(5), time.Time{}, "", say(", then ", at(6)))
	if got := w.Text(UTC(start)); got != "due 14:05, then 14:06" {
		t.Errorf("says %q", got)
	}
	if got := w.Text(func(time.Time) string { return "<date>" }); got != "due <date>, then <date>" {
		t.Errorf("with another clock it says %q", got)
	}
}

func TestAndCount(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := and(names); got != want {
			t.Errorf("and(%v) = %q, want %q", names, got, want)
		}
	}
	if got := count(1, "graph", "graphs") + ", " + count(0, "graph", "graphs"); got != "1 graph, 0 graphs" {
		t.Errorf("counts %q", got)
	}
}
