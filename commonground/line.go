package commonground

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bearings/incident"
)

// Line is one fact with its age and its source.
type Line struct {
	Label  string // the kind of fact: "Impact", "In flight"; lines of one label stand together
	Words  Words
	By     incident.PersonID // whose word it is; empty if the text says so, or nobody's
	Who    string            // the name of By
	At     time.Time         // when it was said
	Source incident.MessageID
	Stale  bool                 // past the time in which it can be relied on
	Last   time.Time            // when a stale one was last taken up, if not at At
	Also   string               // shown after all else and never cut
	Links  []incident.Link      // what bears it out
	More   int                  // so many further lines of this label had no room
	newest bool                 // At is when it was said last, not first
	about  string               // the identifier of what it is about, if that counts
	idle   bool                 // nobody is on it now
	quotes []incident.MessageID // further messages of which it gives the words
}

// line returns a line that rests on somebody's word.
func (v View) line(label string, text Words, by incident.PersonID, at time.Time, source incident.MessageID) Line {
	l := Line{Label: label, Words: text, By: by, At: at, Source: source, Links: v.S.LinksOf(source)}
	if by != "" {
		l.Who = v.name(by)
	}
	return l
}

// Text renders the line with its label in at most lineRunes runes, and Also. What
// is cut is what people said, never the age, the source, or Also.
func (l Line) Text(clock Clock) string {
	words := l.Words.Text(clock)
	end, room := l.source(clock)+see(unseen(l.Links, words)), lineRunes
	if l.Also != "" {
		end += "; " + l.Also
		room += 2 + utf8.RuneCountInString(l.Also)
	}
	if l.More > 0 {
		end += "; and " + strconv.Itoa(l.More) + " more"
	}
	start := ""
	if l.Label != "" {
		start = l.Label + ": "
	}
	room -= utf8.RuneCountInString(start) + utf8.RuneCountInString(end)
	return start + clip(words, room) + end
}

// source renders who said it and when.
func (l Line) source(clock Clock) string {
	switch {
	case l.At.IsZero():
		return ""
	case l.newest:
		return " (" + l.Who + ", last " + clock(l.At) + ")"
	case l.Stale && l.Last.Equal(l.At):
		return " (" + l.Who + ", " + clock(l.At) + "; not taken up since)"
	case l.Stale && !l.Last.IsZero():
		return " (" + l.Who + ", " + clock(l.At) + "; not taken up since " + clock(l.Last) + ")"
	case l.Stale && l.Who != "":
		return " (" + l.Who + ", " + clock(l.At) + "; not confirmed since)"
	case l.Stale:
		return " (" + clock(l.At) + "; not confirmed since)"
	case l.Who != "":
		return " (" + l.Who + ", " + clock(l.At) + ")"
	}
	return " (" + clock(l.At) + ")"
}

// Section is the lines of one label.
type Section struct {
	Label string
	Lines []Line

	least, order int
}

// section makes a section whose lines may be cut down to least when there is no
// room; sections of a smaller order get room first.
func section(order, least int, lines []Line) Section {
	s := Section{Lines: lines, least: min(least, len(lines)), order: order}
	if len(lines) > 0 {
		s.Label = lines[0].Label
	}
	return s
}

// allot cuts sections so that they have at most room lines together, and leaves
// out those that are empty. Each keeps its least, as far as there is room, before
// any gets more.
func allot(sections []Section, room int) []Section {
	sections = slices.DeleteFunc(sections, func(s Section) bool { return len(s.Lines) == 0 })
	turns := make([]int, len(sections))
	for i := range turns {
		turns[i] = i
	}
	slices.SortStableFunc(turns, func(a, b int) int { return cmp.Compare(sections[a].order, sections[b].order) })
	have := make([]int, len(sections))
	for _, i := range turns {
		have[i] = min(sections[i].least, room)
		room -= have[i]
	}
	for _, i := range turns {
		more := min(len(sections[i].Lines)-have[i], room)
		have[i] += more
		room -= more
	}
	for i := range sections {
		sections[i].Lines = first(sections[i].Lines, have[i])
	}
	return slices.DeleteFunc(sections, func(s Section) bool { return len(s.Lines) == 0 })
}

// most cuts a section to n lines at once.
func (s Section) most(n int) Section {
	s.Lines = first(s.Lines, n)
	s.least = min(s.least, len(s.Lines))
	return s
}

// pack joins the lines of a section that are short enough to stand together.
func (s *Section) pack(clock Clock) {
	s.Lines = packed(s.Lines, clock)
	s.least = min(s.least, len(s.Lines))
}

// packed joins each line with the one before it, if they are of one kind and both
// fit into one line.
func packed(lines []Line, clock Clock) []Line {
	var out []Line
	for _, l := range lines {
		if n := len(out); n > 0 {
			if both, ok := out[n-1].with(l, clock); ok {
				out[n-1] = both
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// with is both lines in one, if they may stand together.
func (l Line) with(next Line, clock Clock) (Line, bool) {
	alone := func(l Line) bool {
		return l.Label == "" || l.Also != "" || l.Stale || l.At.IsZero() || l.Label == labelLive
	}
	if l.Label != next.Label || alone(l) || alone(next) || l.More > 0 {
		return l, false
	}
	both := next
	both.Words = slices.Concat(l.Words, say(" ("+l.Who+", ", l.At, "); "), next.Words)
	if l.Who == "" {
		both.Words = slices.Concat(l.Words, say(" (", l.At, "); "), next.Words)
	}
	both.quotes = slices.Concat(l.quotes, next.quotes, []incident.MessageID{l.Source})
	room := lineRunes - utf8.RuneCountInString(both.Label+both.source(clock)) - 2
	if both.More > 0 {
		room -= len("; and 99 more")
	}
	return both, utf8.RuneCountInString(both.Words.Text(clock)) <= room
}

// show renders the first n of what there is; the last line counts the rest.
func show[T any](all []T, n int, line func(T) Line) []Line {
	if len(all) == 0 || n <= 0 {
		return nil
	}
	out := make([]Line, 0, min(n, len(all)))
	for _, a := range all[:min(n, len(all))] {
		out = append(out, line(a))
	}
	out[len(out)-1].More = len(all) - len(out)
	return out
}

// first returns the first n lines; the last of them counts what was cut.
func first(lines []Line, n int) []Line {
	if len(lines) <= n {
		return lines
	}
	cut := lines[n:]
	lines = slices.Clone(lines[:n])
	if n > 0 {
		lines[n-1].More += len(cut) + cut[len(cut)-1].More
	}
	return lines
}

// render writes a line each, with its label.
func render(b *strings.Builder, sections []Section, clock Clock) {
	for _, s := range sections {
		for _, l := range s.Lines {
			b.WriteString(l.Text(clock) + "\n")
		}
	}
}

// digest stands for what the sections say, not for the order in which they say
// it or how much of it there was room for, both of which may change by time alone.
func digest(head string, sections []Section) string {
	var all []string
	exact := func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
	for _, s := range sections {
		for _, l := range s.Lines {
			all = append(all, l.Text(exact))
		}
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte(head + "\n" + strings.Join(all, "\n")))
	return hex.EncodeToString(sum[:8])
}

// sortedBy returns a sorted copy; equal elements keep their order.
func sortedBy[T any, K cmp.Ordered](in []T, key func(T) K) []T {
	out := slices.Clone(in)
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return out
}
