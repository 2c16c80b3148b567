package commonground

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gist returns in one line of at most n runes what a message itself says: not
// what it quotes, nor what was pasted unless it says nothing else, with links
// shortened. Where about is part of it, the gist begins with the sentence in
// which that stands, for a clause alone often does not tell what it is about.
// If about is not in the message's own words, it was pasted, and is the gist.
func Gist(message, about string, n int) string {
	own := ownWords(message)
	if own == "" {
		return ""
	}
	start, at := 0, place(own, about)
	switch {
	case at >= 0:
		start = sentenceStart(own, at)
	case about != "":
		return clip(oneLine(about), n)
	}
	if utf8.RuneCountInString(own[start:]) < gistLeast && utf8.RuneCountInString(own) <= n {
		start = 0 // too little to understand by itself, and there is room for all of it
	}
	return clip(wholeSentences(own[start:], n), n)
}

// gistLeast is how much of a message is understood by itself, in runes.
const gistLeast = 60

// ownWords is the message on one line, without quotations, pasted blocks, links
// in full, and what the chat platform adds. Of a block that ends what a sentence
// begins ("now we get:") the line that tells most stays.
func ownWords(message string) string {
	var b strings.Builder
	pasted := ""
	for i, part := range strings.Split(message, "```") {
		if i%2 == 0 {
			b.WriteString(withoutOutput(withoutQuotes(part)))
			continue
		}
		if strings.HasPrefix(part, "quote\n") {
			b.WriteByte('\n')
			continue
		}
		line := tellingLine(part)
		if pasted == "" {
			pasted = line
		}
		before := strings.TrimRight(b.String(), ": \n")
		b.Reset()
		b.WriteString(before)
		if before != "" && !strings.ContainsRune(".?!)", rune(before[len(before)-1])) {
			b.WriteString(": " + strings.TrimSuffix(clip(line, pastedRunes), "…") + " …")
		}
		b.WriteByte('\n')
	}
	if text := strings.TrimSuffix(oneLine(b.String()), " …"); strings.ContainsFunc(text, unicode.IsLetter) {
		return text
	}
	return oneLine(pasted)
}

// pastedRunes is how much of pasted output stands within a sentence.
const pastedRunes = 80

// tellingLine is the line of pasted output that names an error, or the first.
func tellingLine(block string) string {
	first := ""
	for line := range strings.SplitSeq(block, "\n") {
		line = strings.TrimSpace(line)
		low := strings.ToLower(line)
		for _, w := range [...]string{"error", "fatal", "fail", "denied", "timeout", "panic", "refused", "cannot"} {
			if strings.Contains(low, w) {
				return line
			}
		}
		if first == "" && strings.Contains(line, " ") { // a lone word is the name of a language
			first = line
		}
	}
	return first
}

// withoutQuotes takes out quoted lines, and the line that says whose they are. A
// line with nothing but the mark quotes the paragraph that follows.
func withoutQuotes(s string) string {
	if !strings.Contains(s, ">") {
		return s
	}
	var kept []string
	quoting := false
	for line := range strings.SplitSeq(s, "\n") {
		t := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(t, ">"):
			quoting = strings.Trim(t, "> ") == ""
			if n := len(kept); n > 0 && strings.HasSuffix(kept[n-1], ":") {
				kept = kept[:n-1]
			}
		case quoting && t != "":
		default:
			quoting = quoting && t != ""
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "\n")
}

// withoutOutput takes out lines that are output rather than words, if there are
// words too.
func withoutOutput(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		if !output(line) {
			kept = append(kept, line)
		}
	}
	if words := strings.Join(kept, "\n"); strings.ContainsFunc(words, unicode.IsLetter) {
		return words
	}
	return s
}

// output reports whether a line is a command, or more numbers and names than words.
func output(line string) bool {
	words := len(strings.Fields(line))
	return words > 0 && 2*exact(line) >= words || strings.HasPrefix(strings.TrimSpace(line), "$ ")
}

// oneLine joins the words of a text, without marks of editing and with links
// shortened.
func oneLine(s string) string {
	words := strings.Fields(s)
	kept := words[:0]
	for _, w := range words {
		if w == "(edited)" || w == "[edited]" {
			continue
		}
		kept = append(kept, shortLink(w))
	}
	return strings.Join(kept, " ")
}

// linkRunes is how much of a link is shown.
const linkRunes = 40

// shortLink keeps of a long link its host and its end, which tells it apart.
func shortLink(w string) string {
	at := strings.Index(w, "://")
	if at < 0 || len(w) <= linkRunes {
		return w
	}
	before, rest := w[:at], strings.TrimSuffix(w[at+3:], "/")
	before = strings.TrimSuffix(strings.TrimSuffix(before, "https"), "http")
	host, path, _ := strings.Cut(rest, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	if q := strings.IndexAny(last, "?"); q > 0 {
		last = last[:q]
	}
	if r := []rune(last); len(r) > linkRunes/2 {
		last = "…" + string(r[len(r)-linkRunes/2:])
	}
	return before + host + "/…/" + last
}

// place returns where about stands in own, whatever the case, or -1. A clause
// that was shortened or tidied is looked for by its first words.
func place(own, about string) int {
	words := strings.Fields(strings.ToLower(strings.Trim(about, "…. ")))
	if len(words) == 0 {
		return -1
	}
	low := strings.ToLower(own)
	if len(low) != len(own) { // letters whose cases differ in length
		return -1
	}
	for n := len(words); n >= min(3, len(words)); n-- {
		if at := strings.Index(low, strings.Join(words[:n], " ")); at >= 0 {
			return at
		}
	}
	return -1
}

// sentenceStart returns where the sentence begins in which at stands.
func sentenceStart(s string, at int) int {
	start := 0
	for i := 0; i < at; i++ {
		if sentenceEnd(s, i) {
			start = i + 1
		}
	}
	for start < len(s) && s[start] == ' ' {
		start++
	}
	return min(start, at)
}

// sentenceEnd reports whether the byte at i ends a sentence.
func sentenceEnd(s string, i int) bool {
	switch s[i] {
	case '!', '?':
		return i+1 == len(s) || s[i+1] == ' '
	case '.':
		return i+1 == len(s) || s[i+1] == ' ' && i > 2 && s[i-2] != '.' && s[i-2] != ' '
	}
	return false
}

// wholeSentences returns as many whole sentences as fit into n runes, if they are
// at least half of that.
func wholeSentences(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	end, runes := 0, 0
	for i := range s {
		if runes++; runes > n {
			break
		}
		if sentenceEnd(s, i) && runes >= n/2 {
			end = i + 1
		}
	}
	if end > 0 {
		return s[:end]
	}
	return s
}

// exact counts the words that say something exact (numbers, names of files, hosts,
// versions, changes) or that only machines use (options, operators).
func exact(s string) int {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if isExact(w) {
			n++
		}
	}
	return n
}

func isExact(w string) bool {
	if len(w) > 1 && w[0] == '-' || !strings.ContainsFunc(w, unicode.IsLetter) && strings.ContainsAny(w, "|&{}<>=$*~") {
		return true
	}
	w = strings.Trim(w, ".,;:!?()\"'")
	lower := false
	for i, r := range w {
		switch {
		case r >= '0' && r <= '9', r == '_', r == '#', r == '`', r == '=', r == '/' && i > 0 && i < len(w)-1:
			return true
		case r == '.' && i > 0 && i < len(w)-1:
			return true
		case r >= 'A' && r <= 'Z' && lower:
			return true
		}
		lower = r >= 'a' && r <= 'z'
	}
	return false
}
