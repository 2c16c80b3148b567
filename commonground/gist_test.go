package commonground

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestGist(t *testing.T) {
	for _, c := range []struct {
		name, message, about string
		n                    int
		want                 string
	}{
		{"as it is", "uploads fail with 403", "", 100, "uploads fail with 403"},
		{"nothing", " \n ", "", 100, ""},
		{"from the sentence of the clause", "ok so I looked. The queue of mail-3 has 40 000 letters and grows by 200 a minute, all of them to one domain.", "40 000 letters", 200, "The queue of mail-3 has 40 000 letters and grows by 200 a minute, all of them to one domain."},
		{"a short sentence with what stands around it", "on mail-3 too. it grows", "grows", 100, "on mail-3 too. it grows"},
		{"whole sentences that fit", "The queue grows by 200 a minute. And then there is a lot more to say about it.", "", 50, "The queue grows by 200 a minute."},
		{"cut at a word", "the queue of the second mail host grows", "", 20, "the queue of the…"},
		{"a clause from what was pasted", "see\n```\nerror: disk full\n```\nthere", "error: disk full", 100, "see: error: disk full … there"},
		{"pasted, and nothing else", "```\nerror: disk full\n```", "", 100, "error: disk full"},
		{"not what was pasted", "this is odd. ```error: disk full```", "", 100, "this is odd."},
		{"pasted to end a sentence", "on mail-3 we get:\n```\npostqueue -p\nfatal: queue file write error\n```\nodd", "we get", 100, "on mail-3 we get: fatal: queue file write error … odd"},
		{"not what was quoted", "> is it the disk?\nno, the disk is fine", "", 100, "no, the disk is fine"},
		{"not a quoted paragraph", "ben said:\n> \nis it the disk?\n\nno, the disk is fine", "", 100, "no, the disk is fine"},
		{"no quotation", "2 > 1, so the disk is fine", "", 100, "2 > 1, so the disk is fine"},
		{"not lines of output", "ss says the ports are gone:\n$ ss -s\nTCP: 28604 (estab 12, orphaned 0)", "", 100, "ss says the ports are gone:"},
		{"output, and nothing else", "$ ss -s\nTCP: 28604", "", 100, "$ ss -s TCP: 28604"},
		{"no mark of editing", "the disk is full (edited)", "", 100, "the disk is full"},
		{"a long link", "see https://git.example.com/team/project/pull/11205 please", "", 100, "see git.example.com/…/11205 please"},
		{"a short link", "see https://x.example/5", "", 100, "see https://x.example/5"},
		{"a version is no end of a sentence", "Since v1.2 it fails. Odd.", "fails", 100, "Since v1.2 it fails. Odd."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Gist(c.message, c.about, c.n); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestGistOfAnything proves that a gist is one line of at most n runes, whatever
// the message is.
func TestGistOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"```", "\n", "> ", "a word. ", "é", "http://x/", "https://a.b/c?d=e/", "(edited) ", "ben said:\n", "İ", "$ x=1 y=2\n"})).Draw(t, "parts")
		message := strings.Join(parts, "") + rapid.String().Draw(t, "rest")
		n := rapid.IntRange(1, 80).Draw(t, "n")
		got := Gist(message, rapid.SampledFrom([]string{"", "a word", "é", "nowhere"}).Draw(t, "about"), n)
		if utf8.RuneCountInString(got) > n || strings.ContainsAny(got, "\n\t\r") || !utf8.ValidString(got) && utf8.ValidString(message) {
			t.Errorf("%q of %q", got, message)
		}
	})
}
