package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// A change is a line about something that happened, and how much it matters:
// the smaller the weight, the more.
type change struct {
	Line
	weight int
}

// Weights of changes.
const (
	weighPicture = iota // what everybody has to know: impact, trend, an explanation that fell or held
	weighAction         // what was done to the system, and what was decided
	weighIdea           // new explanations, contradictions, roles, what was told outside
	weighWork           // who took what
	weighFound          // evidence
	weighSeen           // observations
)

// changes lists what happened after since, without what skip leaves out, in the
// order in which it happened. What one message brought is told once.
func (v View) changes(since, now time.Time, skip func(Line) bool) []change {
	happened := slices.Concat(v.changedPicture(now), v.changedActions(now), v.changedIdeas(now), v.changedWork(now), v.found(), weighed(weighSeen, v.seen(since, all)...))
	slices.SortStableFunc(happened, func(a, b change) int { return a.weight - b.weight })
	var out []change
	told := map[incident.MessageID]bool{}
	for _, c := range happened {
		if !c.At.After(since) || skip(c.Line) || (c.weight >= weighFound && told[c.Source]) {
			continue
		}
		if c.Source != "" {
			told[c.Source] = true
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b change) int { return a.At.Compare(b.At) })
	return out
}

// heaviest keeps the n changes that matter most, in their order; of those that
// matter equally, the newest.
func heaviest(all []change, n int) []Line {
	cut := 0
	for most := weighSeen; len(all) > n; {
		i := slices.IndexFunc(all, func(c change) bool { return c.weight == most })
		if i < 0 {
			most--
			continue
		}
		all = slices.Delete(all, i, i+1)
		cut++
	}
	var kept []Line
	for _, c := range all {
		kept = append(kept, c.Line)
	}
	if len(kept) > 0 {
		kept[len(kept)-1].More = cut
	}
	return kept
}

func weighed(weight int, lines ...Line) []change {
	out := make([]change, len(lines))
	for i, l := range lines {
		out[i] = change{l, weight}
	}
	return out
}

var became = map[incident.Status]string{
	incident.Refuted: "was ruled out", incident.Confirmed: "was confirmed",
	incident.Parked: "was set aside", incident.Live: "is open again",
}

func (v View) changedPicture(now time.Time) []change {
	out := weighed(weighPicture, slices.Concat(one(v.impact(now)), one(v.trend(now)))...)
	var left []*incident.Hypothesis // what Bearings set aside itself: no news, unless it was on the card
	for _, h := range v.S.Hypotheses {
		if h.StatusAt.IsZero() || became[h.Status] == "" {
			continue
		}
		if h.Status == incident.Parked && h.StatusBy == incident.Bearings {
			if v.onCard(h.Confidence) {
				left = append(left, h)
			}
			continue
		}
		text := say(v.named(h), " "+became[h.Status])
		if why := v.quoted(h.Why, h.StatusFrom, doneRunes); why != "" {
			text = append(text, say(": ", why)...)
		}
		l := v.line("", text, h.StatusBy, h.StatusAt, h.StatusFrom)
		l.about = string(h.ID)
		out = append(out, weighed(weighPicture, l)...)
	}
	return append(out, weighed(weighSeen, v.leftAlone(left)...)...)
}

// leftAlone says in one line which explanations nobody has come back to.
func (v View) leftAlone(hs []*incident.Hypothesis) []Line {
	if len(hs) == 0 {
		return nil
	}
	var newest *incident.Hypothesis
	text := say("nobody has come back to ")
	for i, h := range hs {
		switch {
		case i > 0 && i == len(hs)-1:
			text = append(text, say(" and ")...)
		case i > 0:
			text = append(text, say(", ")...)
		}
		text = append(text, say(v.named(h))...)
		if newest == nil || h.StatusAt.After(newest.StatusAt) {
			newest = h
		}
	}
	return []Line{v.line("", text, "", newest.StatusAt, "")}
}

func (v View) changedActions(now time.Time) []change {
	out := weighed(weighAction, slices.Concat(v.tried(all), v.untold(now, all), v.ofFacts(labelDecided, v.S.Decisions, all))...)
	for _, i := range v.S.Interventions {
		if i.Running() && v.onCard(i.Confidence) && !v.unheard(i, now) {
			l := v.change(i, now)
			l.Label, l.At = "Begun", i.Phased
			if i.Phase == incident.Done {
				l.Label = "Done"
			}
			out = append(out, weighed(weighAction, l)...)
		}
	}
	for _, g := range v.S.Guards {
		out = append(out, weighed(weighAction, v.guard("", g))...)
	}
	return out
}

func (v View) changedIdeas(time.Time) []change {
	var out []change
	shown := v.shown()
	for _, h := range shown {
		if h.StatusAt.IsZero() {
			l := v.line(labelLive, say(v.named(h)), h.By, h.RaisedAt, h.Source)
			l.Also = somethingElse
			if others := len(shown) - 1; others > 0 {
				l.Also = "besides " + count(others, "other", "others")
			}
			l.about = string(h.ID)
			out = append(out, weighed(weighIdea, l)...)
		}
	}
	out = append(out, weighed(weighIdea, v.unfit(all)...)...)
	for _, r := range v.S.Roles {
		text := v.name(r.Who) + " is " + string(r.Role)
		if r.Role == incident.Commander {
			text = v.name(r.Who) + " leads"
		}
		l := v.line("", say(text), r.Who, r.Since, "")
		l.Who = ""
		out = append(out, weighed(weighIdea, l)...)
	}
	if c := v.S.Set; !c.SeverityAt.IsZero() {
		out = append(out, weighed(weighPicture, v.line("", say("the severity is "+string(v.S.Severity)), c.SeverityBy, c.SeverityAt, ""))...)
	}
	if c := v.S.Set; !c.PhaseAt.IsZero() {
		out = append(out, weighed(weighPicture, v.line("", say("the phase is "+string(v.S.Phase)), c.PhaseBy, c.PhaseAt, ""))...)
	}
	for _, a := range v.S.Announcements {
		out = append(out, weighed(weighIdea, v.announced(a))...)
	}
	return out
}

func (v View) changedWork(now time.Time) []change {
	var out []change
	add := func(l Line) {
		l.Who = "" // the text says who
		out = append(out, weighed(weighWork, l)...)
	}
	for _, l := range v.S.Lines {
		if l.Holder != "" {
			c := v.line("", say(v.name(l.Holder)+" is on ", v.lineName(l), " until ", l.Until), l.Holder, l.Since, l.Source)
			c.about = string(l.ID)
			add(c)
		}
	}
	for _, l := range v.S.LinesPast {
		if l.Holder != "" {
			add(v.line("", say(v.name(l.Holder)+" is no longer on ", v.lineName(l)), l.Holder, l.Until, ""))
		}
	}
	for _, w := range v.S.Waits {
		out = append(out, weighed(weighWork, v.waiting("", w, now))...)
	}
	return out
}

// found lists the evidence.
func (v View) found() []change {
	var out []change
	for _, i := range v.L.Items() {
		if i.Retracted || len(i.Weighed.Bearings) == 0 {
			continue
		}
		b := i.Weighed.Bearings[0]
		h := v.S.Hypothesis(b.Hypothesis)
		if h == nil || b.Consistency == 0 || i.Source == "" && h.StatusAt.Equal(i.At) && h.StatusBy == i.By {
			continue // what was given as the reason of a verdict is told with it
		}
		side := "for"
		if b.Consistency < 0 {
			side = "against"
		}
		out = append(out, weighed(weighFound, v.line("Found", say(v.quoted(i.What, i.Source, quoteRunes), ", "+side+" ", v.named(h)), i.By, i.At, i.Source))...)
	}
	return out
}
