package commonground

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Statement is what a finding says without the question that it ends with, or
// nothing if it only asks. It is what is said when several findings go into one
// message, of which one asks.
func Statement(w Words) Words {
	at, from := -1, 0 // the word and the byte where the last sentence of the question begins
	quoted := false
	for i, p := range w {
		for j, r := range p.Say {
			rest := p.Say[j:]
			switch {
			case r == '"':
				quoted = !quoted
				if !quoted && strings.HasPrefix(rest, `" `) && len(rest) > 2 && unicode.IsUpper(rune(rest[2])) && endsSentence(p.Say[:j]) {
					at, from = i, j+1
				}
			case quoted:
			case r == '?':
				if at < 0 {
					return nil
				}
				s := append(slices.Clone(w[:at]), say(w[at].Say[:from])...)
				if last := &s[len(s)-1]; last.At.IsZero() {
					last.Say = strings.TrimRight(last.Say, ":; ")
				}
				if text := s.Text(func(time.Time) string { return "5" }); !endsSentence(strings.TrimRight(text, `"`)) {
					s = append(s, Word{Say: "."})
				}
				return s
			case strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, "? ") || strings.HasPrefix(rest, ": "):
				at, from = i, j+1
			}
		}
	}
	return nil
}

// endsSentence reports whether a text ends a sentence.
func endsSentence(s string) bool {
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!")
}
