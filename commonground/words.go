package commonground

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bearings/incident"
)

// Word is a piece of text or a moment; see [incident.Word].
type Word = incident.Word

// Words are a sentence in which the moments are kept apart.
type Words = incident.Words

// Clock shows a moment.
type Clock = incident.Clock

// UTC returns the clock of plain text: "14:05", with the day if it is not the
// day of now.
func UTC(now time.Time) Clock { return incident.UTC(now) }

// say makes words of strings, moments and other words. A zero moment is left out.
func say(parts ...any) Words { return incident.WordsOf(parts...) }

// Most runes of a quotation within a line, of a name or statement, and of a line.
const (
	quoteRunes  = 90
	nameRunes   = 70
	reasonRunes = 50  // of the explanation on which a change rests
	doneRunes   = 110 // what was done, or why something was ruled out
	askedRunes  = 130
	factRunes   = 160
	lineRunes   = 210 // and a bullet
)

// Tame takes the call out of words that would call everybody, so that quoting
// somebody never does.
func Tame(text string) string {
	if !strings.ContainsAny(text, "@!") {
		return text
	}
	return callAll.ReplaceAllString(text, "$1$2")
}

var callAll = regexp.MustCompile(`(?i)<!(channel|here|everyone)(?:\|[^>]*)?>|@(channel|here|everyone)\b`)

// clip puts a text on one line of at most n runes, without calling everybody.
func clip(text string, n int) string {
	text = Tame(text)
	if strings.ContainsAny(text, "\n\t\r") || strings.Contains(text, "  ") {
		text = strings.Join(strings.Fields(text), " ")
	} else {
		text = strings.TrimSpace(text)
	}
	if len(text) <= n || utf8.RuneCountInString(text) <= n {
		return text
	}
	cut, runes := 0, 0
	for i := range text {
		if runes == n-1 {
			cut = i
			break
		}
		runes++
	}
	if sp := strings.LastIndexByte(text[:cut], ' '); sp > cut*2/3 {
		cut = sp
	}
	return strings.TrimRight(text[:cut], " ,;:") + "…"
}

// count renders "1 graph", "3 graphs".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// and joins "a", "b" and "c" as people do.
func and(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
