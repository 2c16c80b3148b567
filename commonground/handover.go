package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// Handover is what somebody has to know who is asked to take a role or a line: what
// is asked of them and by whom, and then only what that part needs. What they said
// themselves is left out. It has at most as many lines as a delta.
func Handover(v View, o incident.Offer, now, next time.Time) Brief {
	b := Brief{For: o.Who, Head: say(v.asks(o) + ":"), AsOf: now}
	if o.Role == incident.Commander {
		b.Next = next
	}
	told := func(l Line) bool { return l.By == o.Who && l.Label != labelCorrect && l.Label != labelLive }
	var sections []Section
	if l := v.S.Line(o.Line); l != nil {
		sections = v.forOwner(l, now)
	} else {
		sections = v.forRole(o.Role, now)
	}
	for k := range sections {
		sections[k].Lines = slices.DeleteFunc(sections[k].Lines, told)
		sections[k].least = min(sections[k].least, len(sections[k].Lines))
	}
	for _, s := range allot(distinct(sections), deltaLines-b.around()) {
		b.Lines = append(b.Lines, s.Lines...)
	}
	return b
}

// asks says what is asked of whom, by whom, and who has it until then.
func (v View) asks(o incident.Offer) string {
	if todo := toDo[o.Role]; o.By == "" && todo != "" {
		return "You " + todo + " now" // they took it
	}
	by := v.name(o.By)
	has := v.S.Holder(o.Role)
	if l := v.S.Line(o.Line); l != nil {
		has = l.Holder
		if has == o.Who {
			return by + " gave you " + v.lineName(l)
		}
	}
	text := by + " asks you to " + v.take(o)
	if has != "" && has != o.Who {
		text += " (until you accept, it stays with " + v.name(has) + ")"
	}
	return text
}

// forRole is what a role needs: whoever leads needs the work, what is not covered and
// what is waiting for them; whoever speaks to the outside needs the impact and what
// was told.
func (v View) forRole(r incident.Role, now time.Time) []Section {
	picture := []Section{
		section(0, 1, v.impactOrNone(now)),
		section(1, 1, one(v.trend(now))),
	}
	if r == incident.Comms {
		return append(picture,
			section(2, 2, v.toldOutside(3)), section(3, 1, v.toCorrect(3)),
			section(4, 1, v.ofStatus(incident.Confirmed, labelConfirmed, 2)), section(5, 1, v.explanations(now, 1, nil)))
	}
	active, quiet := parted(v.inFlight(now))
	return append(picture,
		section(2, 2, active),
		section(3, 1, v.staffing(now)),
		section(4, 1, v.explanations(now, 1, nil)).most(3),
		section(5, 1, v.unfit(2)),
		section(6, 1, v.open(now, 2)),
		section(7, 1, quiet),
		section(8, 1, v.toCorrect(1)),
		section(9, 0, v.ofFacts(labelDecided, v.S.Decisions, 2)),
		section(10, 0, v.ofStatus(incident.Refuted, labelRuledOut, 2)))
}

// forOwner is what whoever takes a line over needs: what speaks for and against what
// it is on, what was tried for it, and what is asked about it.
func (v View) forOwner(l *incident.Line, now time.Time) []Section {
	h := v.S.Hypothesis(l.Hypothesis)
	if h == nil {
		return []Section{section(0, 1, v.impactOrNone(now)), section(1, 1, one(v.trend(now))), section(2, 1, v.open(now, 2))}
	}
	var changes, asked, checks []Line
	for _, i := range slices.Backward(v.S.Interventions) {
		if v.S.Resolve(i.RestsOn) == h.ID && v.onCard(i.Confidence) {
			c := v.change(i, now)
			if i.Helped != "" {
				c = v.line("", say(v.words(i.What, i.Source, doneRunes), " ("+string(i.ID)+"): ", helped[i.Helped]), i.SeenBy, i.SeenAt, i.SeenIn)
			}
			c.Label = labelTried
			changes = append(changes, c)
		}
	}
	for _, q := range slices.Backward(v.S.Questions) {
		if q.Open() && v.S.Resolve(q.About) == h.ID {
			asked = append(asked, v.question(labelOpen, q))
		}
	}
	for _, c := range slices.Backward(v.S.Checks) {
		if c.Finished.IsZero() && v.separates(c, h) {
			checks = append(checks, v.line("Check", say(v.quoted(c.What, c.Source, doneRunes), " ("+string(c.ID)+")"), c.Owner, c.At, c.Source))
		}
	}
	return []Section{
		section(0, 3, v.grounds(h)), section(1, 1, changes), section(2, 1, checks), section(3, 1, asked),
	}
}

// Labels of what is held and by whom.
const (
	labelTwice = "Held twice"
	labelUnled = "Nobody holds"
	labelTold  = "Told outside"
)

// staffing says what is held twice and what nobody holds, in a line each.
func (v View) staffing(now time.Time) []Line {
	return v.staffingOf(append(v.heldTwice(now), v.unled(now)...))
}

// heldTwice names in one line what two people hold.
func (v View) heldTwice(now time.Time) []Line {
	var twice []string
	var at time.Time
	for n, b := range v.S.Lines {
		if !v.active(b, now) {
			continue
		}
		holders := []string{}
		for _, a := range v.S.Lines[:n] {
			if v.active(a, now) && a.Holder != b.Holder && v.sameWork(a, b) && !slices.Contains(holders, v.name(a.Holder)) {
				holders = append(holders, v.name(a.Holder))
			}
		}
		if len(holders) == 0 {
			continue
		}
		subject := v.subject(b)
		twice = slices.DeleteFunc(twice, func(s string) bool { return strings.HasPrefix(s, subject+": ") })
		twice, at = append(twice, subject+": "+and(append(holders, v.name(b.Holder)))), later(at, b.Since)
	}
	if len(twice) == 0 {
		return nil
	}
	l := Line{Label: labelTwice, Words: say(strings.Join(twice, "; ")), At: at}
	return []Line{l}
}

// unled names in one line the explanations that nobody holds.
func (v View) unled(now time.Time) []Line {
	held := map[incident.HypothesisID]bool{}
	for _, l := range v.S.Lines {
		if v.active(l, now) {
			held[v.S.Resolve(l.Hypothesis)] = true
		}
	}
	shown := v.shown()
	are := slices.DeleteFunc(slices.Clone(shown), func(h *incident.Hypothesis) bool { return held[h.ID] })
	if len(are) == 0 {
		return nil
	}
	var names []string
	at := are[0].RaisedAt
	for _, h := range are {
		names = append(names, string(h.ID))
		at = later(at, h.RaisedAt)
	}
	l := Line{Label: labelUnled, Words: say(and(names)), At: at}
	if len(shown) == 1 {
		l.Also = somethingElse
	}
	return []Line{l}
}

// toldOutside lists what people outside were told and on what it rests, the newest
// first, at most n.
func (v View) toldOutside(n int) []Line {
	var are []*incident.Announcement
	for _, a := range slices.Backward(v.S.Announcements) {
		if _, fell := v.fallen(a); !fell {
			are = append(are, a)
		}
	}
	return show(are, n, func(a *incident.Announcement) Line { return v.announced(a) })
}

func (v View) announced(a *incident.Announcement) Line {
	text := say(v.told(a), " ("+string(a.ID)+")")
	switch h := v.S.Hypothesis(a.RestsOn); {
	case !a.Corrected.IsZero():
		text = append(text, say(", corrected ", a.Corrected)...)
	case h != nil && v.Fallen(a):
		text = append(text, say(", which rested on ", v.called(h))...)
	case h != nil && h.Status != incident.Withdrawn:
		text = append(text, say(", which rests on ", v.called(h))...)
	}
	return v.line(labelTold, text, a.By, a.At, a.Source)
}

// Loose is what an incident should not be closed over without a look: what nothing
// that is confirmed explains, temporary changes that are still in place, and what
// the outside was told wrongly. It is empty if there is nothing of the kind.
func Loose(v View, now time.Time) string {
	var lines []Line
	lines = append(lines, v.unfit(3)...)
	for _, i := range slices.Backward(v.S.Interventions) {
		if standing(i) && len(lines) < 5 {
			lines = append(lines, v.line("Temporary", say(v.quoted(i.What, i.Source, doneRunes), " ("+string(i.ID)+") is in place until ", i.StandsUntil), i.Actor, i.Since, i.Source))
		}
	}
	lines = append(lines, v.toCorrect(2)...)
	var b strings.Builder
	render(&b, []Section{{Lines: lines}}, UTC(now))
	return strings.TrimRight(b.String(), "\n")
}
