package commonground

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// Labels of lines.
const (
	labelImpact    = "Impact"
	labelTrend     = "Trend"
	labelFlight    = "In flight"
	labelLive      = "Could be"
	labelRuledOut  = "Ruled out"
	labelConfirmed = "Confirmed"
	labelTried     = "Tried"
	labelUnfit     = "Does not fit yet"
	labelOpen      = "Open"
	labelHeard     = "Heard, unconfirmed"
	labelCorrect   = "To be corrected"
	labelGraphs    = "Unremarked"
	labelDecided   = "Decided"
	labelSeen      = "Seen"
	labelForYou    = "For you"
	labelNote      = "Note"
)

// Something else is always a rival: a lone explanation is never shown without this.
const somethingElse = "or something else: no rival named yet"

func one(l Line, ok bool) []Line {
	if !ok {
		return nil
	}
	return []Line{l}
}

func (v View) impact(now time.Time) (Line, bool) {
	f := v.S.Impact
	if f == nil {
		return Line{}, false
	}
	l := v.line(labelImpact, say(v.words(f.What, f.Source, 160)), f.By, f.At, f.Source)
	l.Stale = over(v.staleAt(f.At, v.settings().ShelfImpact), now) && !v.settled()
	return l, true
}

var trendWords = map[incident.Trend]string{
	incident.TrendBetter: "getting better", incident.TrendWorse: "getting worse",
	incident.TrendSame: "no change", incident.TrendResolved: "resolved",
}

func (v View) trend(now time.Time) (Line, bool) {
	f := v.S.Trend
	if f == nil || trendWords[f.Trend] == "" {
		return Line{}, false
	}
	l := v.line(labelTrend, say(trendWords[f.Trend]), f.By, f.At, f.Source)
	l.Stale = over(v.staleAt(f.At, v.settings().ShelfTrend), now) && !v.settled()
	return l, true
}

// settled reports whether the problem is over, so that nothing goes stale.
func (v View) settled() bool {
	return v.S.Phase == incident.Resolved || (v.S.Trend != nil && v.S.Trend.Trend == incident.TrendResolved)
}

// inFlight lists what is being done now and by whom: what is to be left alone
// first, then changes, what is waited for, and the lines of investigation, with
// those whose time is over last.
func (v View) inFlight(now time.Time) []Line {
	var out []Line
	for _, g := range v.S.Guards {
		if !over(g.Until, now) {
			out = append(out, v.guard(labelFlight, g))
		}
	}
	for _, i := range v.S.Interventions {
		if i.Running() && v.onCard(i.Confidence) {
			out = append(out, v.change(i, now))
		}
	}
	for _, w := range v.S.Waits {
		out = append(out, v.waiting(labelFlight, w, now))
	}
	for _, want := range []bool{false, true} {
		for _, l := range v.S.Lines {
			if idle := v.idle(l, now); idle == want && !(idle && v.moot(l)) {
				out = append(out, v.held(l, now))
			}
		}
	}
	return out
}

func (v View) guard(label string, g *incident.Guard) Line {
	text := say("please leave ", v.words(g.Target, g.Source, nameRunes), " alone")
	if !g.Until.IsZero() {
		text = append(text, say(" until ", g.Until)...)
	}
	return v.line(label, text, g.By, g.At, g.Source)
}

func (v View) waiting(label string, w *incident.Wait, now time.Time) Line {
	text := say("waiting for ", v.words(w.What, w.Source, nameRunes), " until ", w.Until)
	if over(w.Until, now) {
		text = say("waiting for ", v.words(w.What, w.Source, nameRunes), "; was due ", w.Until)
	}
	l := v.line(label, text, w.By, w.From, w.Source)
	l.about = string(w.ID)
	return l
}

// idle reports whether nobody is on a line now.
func (v View) idle(l *incident.Line, now time.Time) bool {
	return l.Holder == "" || l.Expired || over(l.Until, now)
}

// change shows an intervention: who does it, what it should do, by when.
func (v View) change(i *incident.Intervention, now time.Time) Line {
	text := say(v.words(i.What, i.Source, nameRunes), " ("+string(i.ID)+")")
	if i.Phase == incident.Done {
		text = append(text, say(", done ", i.Phased)...)
	}
	expect := v.words(i.Expect, i.Source, nameRunes)
	switch {
	case over(i.ExpectBy, now):
		text = append(text, say("; result was due ", i.ExpectBy)...)
	case expect != "" && !i.ExpectBy.IsZero():
		text = append(text, say("; expected: ", expect, " by ", i.ExpectBy)...)
	case expect != "":
		text = append(text, say("; expected: ", expect)...)
	case !i.ExpectBy.IsZero():
		text = append(text, say("; result due ", i.ExpectBy)...)
	}
	l := v.line(labelFlight, text, i.Actor, i.Since, i.Source)
	l.about = string(i.ID)
	l.Stale = i.ExpectBy.IsZero() && over(v.staleAt(i.Phased, v.settings().ShelfAction), now) && !v.settled()
	return l
}

// held shows a line of investigation: who holds it, until when.
func (v View) held(l *incident.Line, now time.Time) Line {
	text := say(v.lineName(l), ": "+v.name(l.Holder)+" until ", l.Until)
	switch {
	case l.Holder == "":
		text = say(v.lineName(l), ": nobody has it")
	case v.idle(l, now):
		text = say(v.lineName(l), ": "+v.name(l.Holder)+" had it until ", l.Until)
	}
	out := v.line(labelFlight, text, "", l.Since, l.Source)
	out.By, out.about = l.Holder, string(l.ID)
	return out
}

// moot reports whether a line is on an explanation that is closed.
func (v View) moot(l *incident.Line) bool {
	h := v.S.Hypothesis(l.Hypothesis)
	return h != nil && h.Status != incident.Live
}

func (v View) lineName(l *incident.Line) string {
	what := v.words(l.What, l.Source, nameRunes)
	if h := v.S.Hypothesis(l.Hypothesis); h != nil && (what == "" || strings.EqualFold(what, clip(h.Statement.String(), nameRunes))) {
		return v.words(h.Statement, h.Source, nameRunes) + " (" + string(h.ID) + ", " + string(l.ID) + ")"
	}
	if what == "" {
		what = "a line of work"
	}
	return what + " (" + string(l.ID) + ")"
}

// explanations lists the live hypotheses, the one with the most effort first,
// each with how many things speak for and against it and the newest of them.
func (v View) explanations(now time.Time, receipts int) []Line {
	shown := v.shown()
	var out []Line
	for _, h := range v.byEffort(shown, now) {
		out = append(out, v.explanation(h, now, receipts, len(shown) == 1))
	}
	return out
}

func (v View) explanation(h *incident.Hypothesis, now time.Time, receipts int, alone bool) Line {
	pro, con := v.L.For(h.ID), v.L.Against(h.ID)
	p, c := newest(pro), newest(con)
	if receipts == 1 && p != nil && c != nil {
		if p.At.After(c.At) {
			c = nil
		} else {
			p = nil
		}
	}
	text := say(v.named(h), ": ", v.side(pro, p, "for"), "; ", v.side(con, c, "against"))
	if len(pro)+len(con) == 0 {
		text = say(v.named(h), ": nothing for or against it yet")
	}
	l := v.line(labelLive, text, h.By, h.RaisedAt, h.Source)
	l.Stale = over(v.staleAt(h.LastMention, v.settings().ShelfBelief), now) && !v.settled()
	if alone {
		l.Also = somethingElse
	}
	l.about = string(h.ID)
	return l
}

// side counts what speaks for or against an explanation, with the item to show.
func (v View) side(items []*hypotheses.Item, show *hypotheses.Item, side string) Words {
	if len(items) == 0 {
		return say("none " + side)
	}
	text := say(strconv.Itoa(len(items)) + " " + side)
	if show == nil {
		return text
	}
	which := ", "
	if len(items) > 1 {
		which = ", newest "
	}
	return append(text, say(which, v.quoted(show.What, show.Source, quoteRunes/2), " at ", show.At)...)
}

// ofStatus lists the hypotheses with a status, the newest first.
func (v View) ofStatus(status incident.Status, label string) []Line {
	var out []Line
	for _, h := range v.S.Hypotheses {
		if h.Status != status {
			continue
		}
		text := say(v.named(h))
		if why := v.quoted(h.Why, h.StatusFrom, quoteRunes); why != "" {
			text = append(text, say(": ", why)...)
		}
		if len(h.Reopened) > 0 {
			text = append(text, say("; "+v.name(h.Reopened[len(h.Reopened)-1])+" is looking at it again")...)
		}
		out = append(out, v.line(label, text, h.StatusBy, h.StatusAt, h.StatusFrom))
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.At.Compare(a.At) })
	return out
}

// tried lists the changes whose effect is known, or that were undone, newest first.
func (v View) tried() []Line {
	var out []Line
	for _, i := range v.S.Interventions {
		what := v.words(i.What, i.Source, nameRunes) + " (" + string(i.ID) + ")"
		switch {
		case i.Helped != "":
			text := say(what, ": ", helped[i.Helped])
			if seen := v.quoted(i.Seen, i.SeenIn, quoteRunes); seen != "" {
				text = append(text, say(", ", seen)...)
			}
			out = append(out, v.line(labelTried, text, i.SeenBy, i.SeenAt, i.SeenIn))
		case i.Phase == incident.Reverted:
			out = append(out, v.line(labelTried, say(what, ": taken back"), i.Actor, i.Phased, i.Source))
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.At.Compare(a.At) })
	return out
}

var helped = map[string]string{"yes": "helped", "no": "did not help", "partly": "helped in part", "unclear": "no clear effect"}

// unfit lists what speaks against a live hypothesis and was not answered.
func (v View) unfit() []Line {
	var out []Line
	for _, h := range v.shown() {
		for _, c := range v.contradictions(h.ID) {
			if slices.ContainsFunc(out, func(l Line) bool { return l.Source == c.Source && l.about == string(c.ID) }) {
				continue
			}
			l := v.line(labelUnfit, say(v.quoted(c.What, c.Source, quoteRunes), ", if it is ", v.named(h)), c.By, c.At, c.Source)
			l.about = string(c.ID)
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.At.Compare(a.At) })
	return out
}

// open lists questions and requests that want an answer: those asked more than
// once first, then the newest.
func (v View) open(now time.Time) []Line {
	var asked []*incident.Question
	for _, q := range v.S.Questions {
		if q.Open() && v.onCard(q.Confidence) && now.Sub(q.At) < v.settings().QuestionFor {
			asked = append(asked, q)
		}
	}
	slices.SortStableFunc(asked, func(a, b *incident.Question) int {
		if (a.Times > 1) != (b.Times > 1) {
			return b.Times - a.Times
		}
		return b.At.Compare(a.At)
	})
	var out []Line
	for _, q := range asked {
		out = append(out, v.question(labelOpen, q))
	}
	return out
}

func (v View) question(label string, q *incident.Question) Line {
	text := say(v.quoted(q.What, q.Source, quoteRunes), " ("+string(q.ID)+")")
	switch {
	case q.Of != "":
		text = append(text, say(", asked of "+v.name(q.Of))...)
	case q.Request:
		text = append(text, say(", nobody has it yet")...)
	}
	if q.Times > 1 {
		text = append(text, say(", asked "+count(q.Times, "time", "times"))...)
	}
	return v.line(label, text, q.By, q.At, q.Source)
}

// heard lists what was read with too little confidence to be shown as said.
func (v View) heard() []Line {
	var out []Line
	for _, h := range v.S.Live() {
		if !v.onCard(h.Confidence) {
			out = append(out, v.line(labelHeard, say("could it be ", v.named(h), "?"), h.By, h.RaisedAt, h.Source))
		}
	}
	for _, f := range v.S.Heard {
		out = append(out, v.line(labelHeard, say(v.quoted(f.What, f.Source, quoteRunes)), f.By, f.At, f.Source))
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.At.Compare(a.At) })
	return out
}

// toCorrect lists what the outside was told that rests on something that fell.
func (v View) toCorrect() []Line {
	var out []Line
	for _, a := range v.S.Announcements {
		h, fell := v.fallen(a)
		if !fell {
			continue
		}
		out = append(out, v.line(labelCorrect, say(v.told(a), " ("+string(a.ID)+") rested on ", v.named(h), ", ", string(h.Status), " ", h.StatusAt), a.By, a.At, a.Source))
	}
	return out
}

func (v View) told(a *incident.Announcement) string {
	where := a.Where
	if where == "" {
		where = "what was told outside"
	}
	if what := v.quoted(a.What, a.Source, quoteRunes/2); what != "" {
		where += " " + what
	}
	return where
}

// unremarked counts the links and graphs that stand alone.
func (v View) unremarked() (Line, bool) {
	n := len(v.S.Links)
	if n == 0 {
		return Line{}, false
	}
	return v.line(labelGraphs, say(count(n, "graph or link that nobody has said anything about", "graphs or links that nobody has said anything about")), "", time.Time{}, ""), true
}

// ofFacts lists facts, the newest first.
func (v View) ofFacts(label string, facts []incident.Fact) []Line {
	var out []Line
	for i := len(facts) - 1; i >= 0; i-- {
		if f := facts[i]; v.onCard(f.Confidence) {
			out = append(out, v.line(label, say(v.words(f.What, f.Source, 140)), f.By, f.At, f.Source))
		}
	}
	return out
}

// proposed lists changes that were proposed and neither begun nor too old.
func (v View) proposed(now time.Time) []Line {
	var out []Line
	for _, i := range v.S.Interventions {
		if i.Phase == incident.Proposed && v.onCard(i.Confidence) && now.Sub(i.Since) < v.settings().QuestionFor {
			out = append(out, v.line(labelOpen, say("do it or not: ", v.words(i.What, i.Source, nameRunes), " ("+string(i.ID)+")"), i.Actor, i.Since, i.Source))
		}
	}
	slices.Reverse(out)
	return out
}
