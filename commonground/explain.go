package commonground

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"bearings/hypotheses"
	"bearings/incident"
)

// explanation shows a live hypothesis with so many receipts for and against it:
// two, the newest of each side, or the two newest of one; one, the newest of all.
func (v View) explanation(h *incident.Hypothesis, items []*hypotheses.Item, receipts int, stale bool, elsewhere map[incident.MessageID]bool) Line {
	var pro, con tally
	for _, i := range items {
		switch c := i.For(h.ID); {
		case c > 0:
			pro.add(i)
		case c < 0:
			con.add(i)
		}
	}
	l := v.line(labelLive, nil, h.By, h.RaisedAt, h.Source)
	l.about = string(h.ID)
	if stale {
		l.Stale, l.Last = true, h.LastMention
	}
	if pro.n+con.n == 0 {
		l.Words = say(v.statement(h, doneRunes), ": nothing for or against it yet")
		return l
	}
	there := func(i *hypotheses.Item) bool { return elsewhere[i.Source] }
	left, right := slices.DeleteFunc(pro.newest, there), slices.DeleteFunc(con.newest, there)
	switch {
	case receipts == 1 && len(left) > 0 && len(right) > 0 && left[0].At.After(right[0].At):
		left, right = left[:1], nil
	case receipts == 1 && len(left) > 0 && len(right) > 0:
		left, right = nil, right[:1]
	case len(left) > 0 && len(right) > 0 || receipts == 1:
		left, right = newestOf(left), newestOf(right)
	}
	name := v.named(h)
	taken := utf8.RuneCountInString(labelLive+name+l.Who) + besides
	if stale {
		taken += besidesStale
	}
	if room := (lineRunes - taken) / 2; len(left)+len(right) == 2 && room-perQuote < quoteGood { // one that can be read rather than two that cannot
		switch {
		case len(right) == 0:
			left = left[:1]
		case len(left) == 0 || !left[0].At.After(right[0].At):
			left, right = nil, right[:1]
		default:
			right = nil
		}
	}
	each := min(max((lineRunes-taken)/max(len(left)+len(right), 1)-perQuote, quoteLeast), quoteMost)
	l.Words = say(name, ": ", v.side(pro.n, left, "for", each), "; ", v.side(con.n, right, "against", each))
	for _, i := range slices.Concat(left, right) {
		l.quotes = append(l.quotes, i.Source)
	}
	return l
}

// Room in the line of an explanation for what is no quotation.
const (
	besides      = 45 // counts and ages
	besidesStale = 28
	perQuote     = 12 // marks and the time of each
	quoteLeast   = 30
	quoteGood    = 45
	quoteMost    = 110
)

// newestOf is the first of items, if there are any.
func newestOf(items []*hypotheses.Item) []*hypotheses.Item { return items[:min(len(items), 1)] }

// tally counts what messages say on one side, of which the newest two are shown,
// the newest first.
type tally struct {
	n      int
	newest []*hypotheses.Item
}

func (t *tally) add(i *hypotheses.Item) {
	same := func(o *hypotheses.Item) bool { return i.Source != "" && o.Source == i.Source }
	if slices.ContainsFunc(t.newest, same) {
		return
	}
	t.n++
	at := slices.IndexFunc(t.newest, func(o *hypotheses.Item) bool { return i.At.After(o.At) })
	if at < 0 {
		at = len(t.newest)
	}
	t.newest = slices.Insert(t.newest, at, i)
	t.newest = t.newest[:min(len(t.newest), 2)]
}

// side counts what speaks for or against an explanation, with some of it.
func (v View) side(n int, shown []*hypotheses.Item, side string, runes int) Words {
	if n == 0 {
		return say("none " + side)
	}
	text := say(strconv.Itoa(n) + " " + side)
	for k, i := range shown {
		which := ", "
		if k == 0 && n > len(shown) {
			which = ", newest "
		}
		text = append(text, say(which, v.quoted(i.What, i.Source, runes), " at ", i.At, see(v.linksOf(i)))...)
	}
	return text
}

// explained is how many explanations of a brief have a line of their own.
const explained = 3

// inBrief lists the live explanations: those with the most effort, and in one
// line what else was offered.
func (v View) inBrief(now time.Time) []Line {
	lines := v.explanations(now, 2, nil)
	if len(lines) <= explained {
		return lines
	}
	rest := v.byEffort(v.shown(), now)[explained-1:]
	return append(lines[:explained-1:explained-1], v.names(labelLive, "also ", rest, func(h *incident.Hypothesis) time.Time { return h.RaisedAt }))
}

// setAside names in one line what nobody has come back to, the newest first.
func (v View) setAside() []Line {
	var are []*incident.Hypothesis
	for _, h := range slices.Backward(v.S.Hypotheses) {
		if h.Status == incident.Parked && v.onCard(h.Confidence) {
			are = append(are, h)
		}
	}
	if len(are) == 0 {
		return nil
	}
	return []Line{v.names("Set aside", "", are, func(h *incident.Hypothesis) time.Time { return h.RaisedAt })}
}

// names lists hypotheses in one line, as many as there is room for, each with
// whoever raised it and when.
func (v View) names(label, start string, hs []*incident.Hypothesis, at func(*incident.Hypothesis) time.Time) Line {
	l := Line{Label: label, Words: say(start)}
	room := lineRunes - utf8.RuneCountInString(label+start) - 14
	for k, h := range hs {
		name := v.words(h.Statement, h.Source, nameRunes)
		by := " (" + string(h.ID) + ", " + v.name(h.By) + " "
		need := utf8.RuneCountInString(name+by) + 15
		if need > room && k > 0 {
			l.More = len(hs) - k
			break
		}
		room -= need
		if k > 0 {
			l.Words = append(l.Words, say(", ")...)
		}
		l.Words = append(l.Words, say(name+by, at(h), ")")...)
		l.quotes = append(l.quotes, h.Source)
	}
	return l
}
