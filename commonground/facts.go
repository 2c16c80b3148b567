package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// Labels of lines.
const (
	labelImpact    = "Impact"
	labelBefore    = "Impact before that"
	labelBegan     = "Began with"
	labelTrend     = "Trend"
	labelFlight    = "In flight"
	labelLive      = "Could be"
	labelRuledOut  = "Ruled out"
	labelConfirmed = "Confirmed"
	labelTried     = "Tried"
	labelUnfit     = "Does not fit yet"
	labelOpen      = "Open"
	labelProposed  = "Proposed"
	labelHeard     = "Heard, unconfirmed"
	labelAlerts    = "Alerts"
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
	l := v.line(labelImpact, say(v.words(f.What, f.Source, factRunes)), f.By, f.At, f.Source)
	l.Stale = over(v.staleAt(f.At, v.settings().ShelfImpact), now) && !v.settled()
	return l, true
}

// impactOrNone is the impact, or that nobody has said it, with the words with
// which it all began: they mostly say what the trouble is.
func (v View) impactOrNone(now time.Time) []Line {
	if l, ok := v.impact(now); ok {
		return []Line{l}
	}
	l, words := v.reported()
	if words == "" {
		return []Line{{Label: labelImpact, Words: say("nobody has said yet who is affected")}}
	}
	l.Label, l.Words = labelImpact, say("nobody has said yet; it began with "+words)
	return []Line{l}
}

// reportWords is the least number of words of a message that reports something.
const reportWords = 4

// reported is the first message that says something, and its words in quotation
// marks; once it is no longer known, the first thing that was noted. Nobody needs
// it where the incident has a title.
func (v View) reported() (Line, string) {
	if !v.S.Title.IsZero() {
		return Line{}, ""
	}
	for _, m := range v.S.Recent[:min(3, len(v.S.Recent))] {
		if v.S.MessageCount > len(v.S.Recent) || m.Gone || m.Reading.Owning != nil || m.Kind == incident.Bot || m.Kind == incident.Guest {
			continue
		}
		if words := Gist(m.Text.String(), "", askedRunes); strings.Count(words, " ") >= reportWords-1 {
			return v.line("", nil, m.Author, m.At, m.ID), `"` + words + `"`
		}
	}
	var first *incident.Fact
	for _, facts := range [][]incident.Fact{v.S.Heard, v.S.Observations} {
		for i := range facts {
			f := &facts[i]
			if p := v.S.Person(f.By); (p == nil || p.Kind != incident.Bot) && (first == nil || f.At.Before(first.At)) {
				first = f
			}
		}
	}
	if v.S.Impact != nil && len(v.S.ImpactBefore) > 0 && (first == nil || v.S.ImpactBefore[0].At.Before(first.At)) {
		first = &v.S.ImpactBefore[0]
	}
	if first == nil {
		return Line{}, ""
	}
	return v.line("", nil, first.By, first.At, first.Source), v.quoted(first.What, first.Source, askedRunes)
}

// impactBefore lists what else was said about the impact and can still be relied
// on, the newest first, at most n: the newest word is often only a part of it.
func (v View) impactBefore(now time.Time, n int) []Line {
	var are []*incident.Fact
	for i := len(v.S.ImpactBefore) - 1; i >= 0; i-- {
		if f := &v.S.ImpactBefore[i]; !over(v.staleAt(f.At, v.settings().ShelfImpact), now) && !v.settled() {
			are = append(are, f)
		}
	}
	return show(are, n, func(f *incident.Fact) Line {
		return v.line(labelBefore, say(v.words(f.What, f.Source, factRunes)), f.By, f.At, f.Source)
	})
}

// began says how it began, beside an impact of which more was said later: the
// newest word is often only a part of it. When it gets better that is history.
func (v View) began() []Line {
	if v.S.Impact == nil || v.S.Improving() {
		return nil
	}
	l, words := v.reported()
	if words == "" || !l.At.Before(v.S.Impact.At) {
		return nil
	}
	l.Label, l.Words = labelBegan, say(words)
	return []Line{l}
}

var trendWords = map[incident.Trend]string{
	incident.TrendBetter: "getting better", incident.TrendWorse: "getting worse",
	incident.TrendSame: "no change", incident.TrendResolved: "resolved",
}

func (v View) trend(now time.Time) (Line, bool) {
	f := v.S.Trend
	if f == nil || trendWords[f.Trend] == "" {
		if h := v.S.TrendHeard; h != nil && trendWords[h.Trend] != "" {
			return v.line(labelTrend, v.trendHeard(h), h.By, h.At, h.Source), true
		}
		return Line{}, false
	}
	text := say(trendWords[f.Trend])
	if on := v.restsOn(f.Source); on != "" && (v.S.Impact == nil || v.S.Impact.Source != f.Source) {
		text = append(text, say(", "+on)...)
	}
	if h := v.S.TrendHeard; h != nil && h.At.After(f.At) && h.Trend != f.Trend && trendWords[h.Trend] != "" {
		text = append(append(text, say("; since then ")...), append(v.trendHeard(h), say(" at ", h.At)...)...)
	}
	l := v.line(labelTrend, text, f.By, f.At, f.Source)
	l.Stale = over(v.staleAt(f.At, v.settings().ShelfTrend), now) && !v.settled()
	return l, true
}

// restsOn is what the message says from which a trend was taken, while it is
// still known, in quotation marks.
func (v View) restsOn(source incident.MessageID) string {
	m := v.S.RecentMessage(source)
	if source == "" || m == nil || m.Gone || m.Text.Erased() {
		return ""
	}
	if words := Gist(m.Text.String(), m.Reading.Observation.String(), quoteRunes+20); words != "" {
		return `"` + words + `"`
	}
	return ""
}

// trendHeard says how the problem may be moving.
func (v View) trendHeard(f *incident.TrendFact) Words {
	text := say("heard, unconfirmed: " + trendWords[f.Trend])
	if on := v.restsOn(f.Source); on != "" {
		text = append(text, say(", "+on)...)
	}
	return text
}

// settled reports whether the problem is over, so that nothing goes stale.
func (v View) settled() bool {
	return v.S.Phase == incident.Resolved || (v.S.Trend != nil && v.S.Trend.Trend == incident.TrendResolved)
}

// inFlight lists what is being done now and by whom: what is to be left alone
// first, then changes, what is waited for, and the lines of investigation, with
// those whose time is over last. Of a kind the newest comes first.
func (v View) inFlight(now time.Time) []Line {
	var out []Line
	if !v.S.IsOpen() {
		return nil
	}
	for _, g := range v.S.Guards {
		if !over(g.Until, now) {
			out = append(out, v.guard(labelFlight, g))
		}
	}
	for _, i := range slices.Backward(v.S.Interventions) {
		if i.Running() && v.onCard(i.Confidence) && !v.unheard(i, now) {
			out = append(out, v.change(i, now))
		}
	}
	for _, w := range v.S.Waits {
		out = append(out, v.waiting(labelFlight, w, now))
	}
	for _, want := range []bool{false, true} {
		for _, l := range slices.Backward(v.S.Lines) {
			if idle := v.idle(l, now); idle == want && (!idle || !v.moot(l)) {
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

// begunShelves is for how many shelf lives a change that was begun, and of which
// nobody said that it is done, counts as in flight.
const begunShelves = 4

// unheard reports whether a change was made so long ago, or the problem is over
// since, that it is no longer in flight although nobody has said what it did.
func (v View) unheard(i *incident.Intervention, now time.Time) bool {
	if !i.ExpectBy.IsZero() {
		return false
	}
	shelf := v.settings().ShelfAction
	if i.Phase != incident.Done {
		shelf *= begunShelves
	}
	return over(v.staleAt(i.Phased, shelf), now) || v.settled()
}

// change shows an intervention: who does it, what it should do, by when.
func (v View) change(i *incident.Intervention, now time.Time) Line {
	text := say(v.words(v.doing(i.What, i.Source, doneRunes), i.Source, doneRunes), " ("+string(i.ID)+")")
	if i.Phase == incident.Done {
		text = append(text, say(", done ", i.Phased)...)
	}
	text = append(text, v.reason(i)...)
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
	if !i.StandsUntil.IsZero() {
		text = append(text, say("; to be taken back by ", i.StandsUntil)...)
	}
	l := v.line(labelFlight, text, i.Actor, i.Since, i.Source)
	l.about = string(i.ID)
	if i.ExpectBy.IsZero() && over(v.staleAt(i.Phased, v.settings().ShelfAction), now) && !v.settled() {
		l.Stale, l.Last = true, i.Phased
	}
	return l
}

// reason says on which explanation a change rests.
func (v View) reason(i *incident.Intervention) Words {
	h := v.S.Hypothesis(i.RestsOn)
	if h == nil || h.Status == incident.Withdrawn {
		return nil
	}
	return say(", because of "+string(h.ID)+" (", v.words(h.Statement, h.Source, reasonRunes), ")")
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
	out.By, out.about, out.idle = l.Holder, string(l.ID), v.idle(l, now)
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
		return "a line of work (" + string(l.ID) + ")"
	}
	return v.quoted(v.doing(l.What, l.Source, nameRunes), l.Source, nameRunes) + " (" + string(l.ID) + ")"
}

// explanations lists the live hypotheses, the one with the most effort first,
// each with how many things speak for and against it, and so many receipts, none
// of them of a message whose words stand elsewhere.
func (v View) explanations(now time.Time, receipts int, elsewhere map[incident.MessageID]bool) []Line {
	shown := v.shown()
	items := v.L.Items()
	return show(v.byEffort(shown, now), all, func(h *incident.Hypothesis) Line {
		stale := over(v.staleAt(h.LastMention, v.settings().ShelfBelief), now) && !v.settled()
		l := v.explanation(h, items, receipts, stale, elsewhere)
		if len(shown) == 1 {
			l.Also = somethingElse
		}
		return l
	})
}

// all is a limit for lists that are wanted whole.
const all = 1 << 20

// ofStatus lists the hypotheses with a status, the newest first, at most n.
func (v View) ofStatus(status incident.Status, label string, n int) []Line {
	var are []*incident.Hypothesis
	for _, h := range v.S.Hypotheses {
		if h.Status == status {
			are = append(are, h)
		}
	}
	slices.SortStableFunc(are, func(a, b *incident.Hypothesis) int { return b.StatusAt.Compare(a.StatusAt) })
	return show(are, n, func(h *incident.Hypothesis) Line {
		text := append(say(v.named(h)), v.why(h, status)...)
		if len(h.Reopened) > 0 {
			text = append(text, say("; "+v.name(h.Reopened[len(h.Reopened)-1])+" is looking at it again")...)
		}
		return v.line(label, text, h.StatusBy, h.StatusAt, h.StatusFrom)
	})
}

// why is the reason that was given for the status of a hypothesis, or what was
// found last that says the same.
func (v View) why(h *incident.Hypothesis, status incident.Status) Words {
	if why := v.quoted(h.Why, h.StatusFrom, doneRunes); why != "" {
		return say(": ", why)
	}
	for _, i := range slices.Backward(v.L.Items()) {
		c := i.For(h.ID)
		if !i.Retracted && (c < 0 && status == incident.Refuted || c > 0 && status == incident.Confirmed) {
			return say(": ", v.quoted(i.What, i.Source, doneRunes), " at ", i.At)
		}
	}
	return nil
}

// tried lists the changes whose effect is known, or that were undone, the newest
// first, at most n.
func (v View) tried(n int) []Line {
	var were []*incident.Intervention
	for _, i := range v.S.Interventions {
		if i.Helped != "" || i.Phase == incident.Reverted {
			were = append(were, i)
		}
	}
	slices.SortStableFunc(were, func(a, b *incident.Intervention) int { return settledAt(b).Compare(settledAt(a)) })
	return show(were, n, func(i *incident.Intervention) Line {
		what := v.words(v.doing(i.What, i.Source, doneRunes), i.Source, doneRunes) + " (" + string(i.ID) + ")"
		if i.Helped == "" {
			return v.line(labelTried, say(what, ": taken back"), i.Actor, i.Phased, i.Source)
		}
		text := say(what, ": ", helped[i.Helped])
		if seen := v.quoted(i.Seen, i.SeenIn, quoteRunes); seen != "" {
			text = append(text, say(", ", seen)...)
		}
		if standing(i) {
			text = append(text, say("; to be taken back by ", i.StandsUntil)...)
		}
		return v.line(labelTried, text, i.SeenBy, i.SeenAt, i.SeenIn)
	})
}

// untold lists the changes that were made a while ago and of which nobody has
// said what they did, the newest first, at most n.
func (v View) untold(now time.Time, n int) []Line {
	var were []*incident.Intervention
	for _, i := range slices.Backward(v.S.Interventions) {
		if i.Running() && v.onCard(i.Confidence) && v.unheard(i, now) {
			were = append(were, i)
		}
	}
	return show(were, n, func(i *incident.Intervention) Line {
		text, end := say(v.words(v.doing(i.What, i.Source, doneRunes), i.Source, doneRunes), " ("+string(i.ID)+")"), "; nobody has said how it went"
		if i.Phase == incident.Done {
			text, end = append(text, say(", done ", i.Phased)...), "; nobody has said what it did"
		}
		return v.line(labelTried, append(append(text, v.reason(i)...), say(end)...), i.Actor, i.Since, i.Source)
	})
}

// settledAt is when the effect of a change was known, or it was taken back.
func settledAt(i *incident.Intervention) time.Time {
	if i.Helped != "" {
		return i.SeenAt
	}
	return i.Phased
}

var helped = map[string]string{"yes": "helped", "no": "did not help", "partly": "helped in part", "unclear": "no clear effect"}

// unfit lists what does not fit yet, the newest first, at most n.
func (v View) unfit(n int) []Line {
	return show(v.misfits(all), n, func(m misfit) Line {
		return v.line(labelUnfit, say(v.quoted(m.item.What, m.item.Source, quoteRunes), m.how(v)), m.item.By, m.item.At, m.item.Source)
	})
}

// open lists questions and requests that want an answer, at most n: those asked
// more than once first, then the newest. A question that offers an explanation
// is listed as that.
func (v View) open(now time.Time, n int) []Line {
	if !v.S.IsOpen() {
		return nil
	}
	var asked []*incident.Question
	for _, q := range slices.Backward(v.S.Questions) {
		if q.Open() && v.onCard(q.Confidence) && now.Sub(q.At) < v.settings().QuestionFor && !v.offers(q) {
			asked = append(asked, q)
		}
	}
	slices.SortStableFunc(asked, func(a, b *incident.Question) int { return max(b.Times, 1) - max(a.Times, 1) })
	return show(asked, n, func(q *incident.Question) Line { return v.question(labelOpen, q) })
}

// offers reports whether a question was read as offering a live explanation too.
func (v View) offers(q *incident.Question) bool {
	return q.Source != "" && slices.ContainsFunc(v.S.Live(), func(h *incident.Hypothesis) bool { return h.Source == q.Source })
}

func (v View) question(label string, q *incident.Question) Line {
	text := say(v.quoted(q.What, q.Source, askedRunes), " ("+string(q.ID)+")")
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

// heard is the newest that was read with too little confidence to be shown as
// said and is not shown already.
func (v View) heard(now time.Time, shown map[incident.MessageID]bool) (Line, bool) {
	out := v.doubtful(now)
	for _, facts := range [][]incident.Fact{v.S.Heard, v.S.Observations} {
		for _, f := range facts {
			if !v.onCard(f.Confidence) && !shown[f.Source] {
				out = append(out, v.line(labelHeard, say(v.quoted(f.What, f.Source, factRunes)), f.By, f.At, f.Source))
			}
		}
	}
	if len(out) == 0 {
		return Line{}, false
	}
	return slices.MaxFunc(out, func(a, b Line) int { return a.At.Compare(b.At) }), true
}

// doubtful lists explanations that were read with too little confidence, the
// newest first.
func (v View) doubtful(now time.Time) []Line {
	var out []Line
	for _, h := range slices.Backward(v.S.Live()) {
		fresh := h.Mentions > 1 || !over(h.RaisedAt.Add(doubtedFor), now)
		if !v.onCard(h.Confidence) && fresh && len(out) < doubtedMost {
			out = append(out, v.line(labelHeard, say("could it be ", v.named(h), "?"), h.By, h.RaisedAt, h.Source))
		}
	}
	return out
}

// What may be an explanation is told for a while, and longer if it was said
// twice; never many at once.
const (
	doubtedFor  = 45 * time.Minute
	doubtedMost = 3
)

// toCorrect lists what the outside was told that rests on something that fell,
// the newest first, at most n.
func (v View) toCorrect(n int) []Line {
	var are []*incident.Announcement
	for _, a := range slices.Backward(v.S.Announcements) {
		if _, fell := v.fallen(a); fell {
			are = append(are, a)
		}
	}
	return show(are, n, func(a *incident.Announcement) Line {
		h, _ := v.fallen(a)
		return v.line(labelCorrect, say(v.told(a), " ("+string(a.ID)+") rested on ", v.called(h), ", ", string(h.Status), " ", h.StatusAt), a.By, a.At, a.Source)
	})
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

// ofFacts lists facts, the newest first, at most n.
func (v View) ofFacts(label string, facts []incident.Fact, n int) []Line {
	var are []*incident.Fact
	for i := len(facts) - 1; i >= 0; i-- {
		if v.onCard(facts[i].Confidence) {
			are = append(are, &facts[i])
		}
	}
	return show(are, n, func(f *incident.Fact) Line {
		return v.line(label, say(v.words(f.What, f.Source, factRunes)), f.By, f.At, f.Source)
	})
}

// seen lists what was observed after since: what people saw, the newest first,
// at most n, and then what machines report.
func (v View) seen(since time.Time, n int) []Line {
	var people []*incident.Fact
	for i := len(v.S.Observations) - 1; i >= 0; i-- {
		if f := &v.S.Observations[i]; v.onCard(f.Confidence) && f.At.After(since) {
			people = append(people, f)
		}
	}
	out := show(people, n, func(f *incident.Fact) Line {
		return v.line(labelSeen, say(v.words(f.What, f.Source, factRunes)), f.By, f.At, f.Source)
	})
	if len(out) == n {
		return out
	}
	return append(out, v.machines(since)...)
}

// machines says in one line what machines report, since a hundred alerts tell
// what one tells.
func (v View) machines(since time.Time) []Line {
	alerts := v.alerts(since, 1)
	for i := range alerts {
		alerts[i].Label = labelSeen
	}
	return alerts
}

// proposed lists changes that were proposed and neither begun nor too old, at
// most n.
func (v View) proposed(now time.Time, n int) []Line {
	var are []*incident.Intervention
	for _, i := range slices.Backward(v.S.Interventions) {
		if i.Phase == incident.Proposed && v.onCard(i.Confidence) && now.Sub(i.Since) < v.settings().QuestionFor {
			are = append(are, i)
		}
	}
	return show(are, n, func(i *incident.Intervention) Line {
		return v.line(labelProposed, append(say(v.words(v.doing(i.What, i.Source, doneRunes), i.Source, doneRunes), " ("+string(i.ID)+")"), v.reason(i)...), i.Actor, i.Since, i.Source)
	})
}
