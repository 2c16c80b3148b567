package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// Most lines of the answer for everybody, and of what one person is told, with the
// head and the last line.
const (
	briefLines = 12
	deltaLines = 10
)

// Brief is an answer for one reader, or for everybody.
type Brief struct {
	For   incident.PersonID // "": everybody
	Since time.Time         // what the reader knew already; zero: a full brief
	Head  Words
	Lines []Line
	Next  time.Time // when the next update comes; zero: not known
	AsOf  time.Time
}

// Text renders the brief as plain text, times in UTC.
func (b Brief) Text() string { return b.render(UTC(b.AsOf)) }

// Words are the brief with its moments kept apart.
func (b Brief) Words() Words { return marked(b.AsOf, b.render) }

func (b Brief) render(clock Clock) string {
	var out strings.Builder
	out.WriteString(clip(b.Head.Text(clock), lineRunes) + "\n")
	bullet := ""
	if !b.Since.IsZero() {
		bullet = "· "
	}
	for _, l := range b.Lines {
		out.WriteString(bullet + l.Text(clock) + "\n")
	}
	if !b.Next.IsZero() {
		out.WriteString("Next update by " + clock(b.Next) + "\n")
	}
	return out.String()
}

// WhatsGoingOn answers the question for everybody: impact, trend, what is in
// flight and by whom, the live explanations with what speaks for and against
// them, what was ruled out, and what is open.
func WhatsGoingOn(v View, now, next time.Time) Brief {
	b := Brief{Head: v.head(now), Next: next, AsOf: now}
	b.Lines = v.whole(now, briefLines-b.around(), func(Line) bool { return false })
	return b
}

// around is how many lines the brief has besides its own.
func (b Brief) around() int {
	if b.Next.IsZero() {
		return 1
	}
	return 2
}

// BriefFor returns what one reader does not know yet. Somebody new gets the
// whole picture, beginning with what they may have been called for; somebody who
// was away gets what happened since. It is false if there is nothing that they
// lack. Nobody is told what they said themselves.
func BriefFor(v View, who incident.PersonID, now, next time.Time) (Brief, bool) {
	if p := v.S.Person(who); p != nil && p.Kind == incident.Bot {
		return Brief{}, false
	}
	since, spoke := v.knownUntil(who, now)
	own := func(l Line) bool { return l.By == who }
	if since.IsZero() {
		b := Brief{For: who, Head: v.head(now), Next: next, AsOf: now}
		yours := first(v.calledFor(who, time.Time{}), 4)
		told := func(l Line) bool {
			return own(l) || (l.Source != "" && slices.ContainsFunc(yours, func(y Line) bool { return y.Source == l.Source }))
		}
		b.Lines = append(yours, v.whole(now, deltaLines-b.around()-len(yours), told)...)
		return b, slices.ContainsFunc(b.Lines, func(l Line) bool { return !l.At.IsZero() })
	}
	b := Brief{For: who, Since: since, Next: next, AsOf: now}
	b.Head = say("Since ", since, " UTC, when you last spoke:")
	if !spoke {
		b.Head = say("Since ", since, " UTC, when I last brought you up to date:")
	}
	yours := v.calledFor(who, since)
	all := v.changes(since, now, func(l Line) bool { return own(l) || (l.Source != "" && v.X.WasTold(who, l.Source)) })
	if len(yours)+len(all) == 0 {
		return Brief{}, false
	}
	still := v.stillHeld(who, since)
	yours = first(yours, 4)
	b.Lines = slices.Concat(yours, heaviest(all, deltaLines-b.around()-len(yours)-len(still)), still)
	return b, true
}

// knownUntil returns the time up to which the reader knows what happened, zero
// for somebody new; spoke tells whether their own last message says so. The
// message with which somebody comes back does not count.
func (v View) knownUntil(who incident.PersonID, now time.Time) (at time.Time, spoke bool) {
	set := v.settings()
	told := v.X.KnowsAllUntil(who)
	p := v.S.Person(who)
	if p == nil || p.Messages == 0 {
		return told, false
	}
	last := p.LastSpoke
	if now.Sub(last) < set.CarryOn {
		switch {
		case p.SpokeAgo >= set.Away:
			last = last.Add(-p.SpokeAgo)
		case p.Messages == 1:
			last = time.Time{}
		}
	}
	if told.After(last) {
		return told, false
	}
	return last, true
}

// head is the first line of every brief and status.
func (v View) head(now time.Time) Words {
	lead := "nobody leads yet"
	if who, _, _ := v.lead(now); who != "" {
		lead = v.name(who) + " leads"
	}
	w := say(v.title(), ", "+string(v.S.Severity)+", "+string(v.S.Phase)+", "+lead)
	if !v.S.ClosedAt.IsZero() {
		w = append(w, say(", closed ", v.S.ClosedAt)...)
	}
	return append(w, say(" (as of ", now, " UTC)")...)
}

// tellingLines is how many lines of a brief are kept for what was said lately.
const tellingLines = 4

// whole is the full picture in at most room lines: what is plainly known, and in
// the room that is left what people said lately that tells most.
func (v View) whole(now time.Time, room int, skip func(Line) bool) []Line {
	without := func(ls []Line) []Line { return slices.DeleteFunc(ls, skip) }
	active, quiet := parted(without(v.inFlight(now)))
	sections := distinct([]Section{
		section(20, 0, one(v.openedLate())),
		section(0, 1, without(v.impactOrNone(now))),
		section(1, 1, without(one(v.trend(now)))),
		section(10, 0, without(v.impactBefore(now, 2))),
		section(11, 0, without(v.began())),
		section(4, 1, v.ofStatus(incident.Confirmed, labelConfirmed, 2)),
		section(3, 2, active).most(4),
		section(9, 1, quiet),
		section(2, 3, v.inBrief(now)),
		section(5, 1, v.ofStatus(incident.Refuted, labelRuledOut, 3)),
		section(7, 1, without(v.tried(3))),
		section(12, 0, without(v.untold(now, 2))),
		section(10, 1, without(v.ofFacts(labelDecided, v.S.Decisions, 2))),
		section(6, 1, without(v.open(now, 3))),
		section(8, 1, without(v.proposed(now, 3))),
		section(10, 1, v.toCorrect(1)),
		section(13, 0, v.setAside()),
		section(14, 0, without(v.doubtful(now))),
		section(12, 0, without(v.machines(time.Time{}))),
	})
	clock := UTC(now)
	for k := range sections {
		sections[k].pack(clock)
	}
	kept := good(v.tellable(shownIn(sections)), tellingLines)
	var lines []Line
	for _, s := range allot(sections, room-kept) {
		lines = append(lines, s.Lines...)
	}
	lately := slices.DeleteFunc(v.tellable(shownIn([]Section{{Lines: lines}})), func(t told) bool { return skip(t.line) })
	return append(lines, telling(lately, room-len(lines), clock)...)
}

// parted tells what is being done from what nobody has come back to.
func parted(lines []Line) (active, quiet []Line) {
	for _, l := range lines {
		if l.Stale || l.idle {
			quiet = append(quiet, l)
		} else {
			active = append(active, l)
		}
	}
	return active, quiet
}

// shownIn are the messages whose words the lines give.
func shownIn(sections []Section) map[incident.MessageID]bool {
	shown := map[incident.MessageID]bool{}
	for _, s := range sections {
		for _, l := range s.Lines {
			shown[l.Source] = l.Source != ""
			for _, q := range l.quotes {
				shown[q] = true
			}
		}
	}
	return shown
}

// distinct leaves out lines that would give the words of a message once more.
// What an explanation is, and what became of it, is said anyway.
func distinct(sections []Section) []Section {
	keep := []string{labelImpact, labelTrend, labelLive, labelConfirmed, labelRuledOut, labelCorrect}
	shown := map[incident.MessageID]bool{}
	for k := range sections {
		s := &sections[k]
		s.Lines = slices.DeleteFunc(s.Lines, func(l Line) bool {
			return shown[l.Source] && !slices.Contains(keep, l.Label)
		})
		s.least = min(s.least, len(s.Lines))
		for _, l := range s.Lines {
			shown[l.Source] = l.Source != ""
		}
	}
	return sections
}

// openedLate says from when on anything is known, if the incident was opened in
// the middle: known_from was given, and nothing before the opening is known.
func (v View) openedLate() (Line, bool) {
	if v.S.KnownFrom.IsZero() || v.S.KnownFrom.Before(v.S.OpenedAt) {
		return Line{}, false
	}
	return Line{Label: labelNote, Words: say("I joined at ", v.S.KnownFrom, "; nothing before that is known to me")}, true
}

// calledFor lists what the reader may have been called for after since.
func (v View) calledFor(who incident.PersonID, since time.Time) []Line {
	var out []Line
	used := map[incident.MessageID]bool{}
	add := func(l Line) {
		if l.At.After(since) && l.By != who && !used[l.Source] {
			used[l.Source] = l.Source != ""
			out = append(out, l)
		}
	}
	for _, q := range v.S.Questions {
		switch {
		case q.Open() && q.Of == who:
			add(v.line(labelForYou, say("you were asked ", v.quoted(q.What, q.Source, quoteRunes), " ("+string(q.ID)+")"), q.By, q.At, q.Source))
		case q.By == who && !q.AnsweredAt.IsZero():
			add(v.line(labelForYou, say("your question ", v.quoted(q.What, q.Source, quoteRunes), " was answered"), q.AnsweredBy, q.AnsweredAt, q.AnsweredIn))
		}
	}
	for _, l := range v.S.Lines {
		if l.Holder == who {
			add(v.line(labelForYou, say("you were given ", v.lineName(l), " until ", l.Until), l.GivenBy, l.Since, l.Source))
		}
	}
	for _, r := range v.S.Roles {
		if r.Who == who {
			add(v.line(labelForYou, say("you were made "+string(r.Role)), r.By, r.Since, ""))
		}
	}
	for _, o := range v.S.Offers {
		if o.Who == who {
			item := string(o.Role) + string(o.Line)
			add(v.line(labelForYou, say("you were asked to "+v.take(o)+`: "accept `+item+`" or "decline `+item+`"`), o.By, o.At, o.Source))
		}
	}
	for i := len(v.S.Recent) - 1; i >= 0; i-- {
		m := v.S.Recent[i]
		if !m.Gone && strings.ContainsAny(m.Text.String(), "@:,") && slices.Contains(mentioned(m.Text, v.S), who) {
			add(v.line(labelForYou, say("you were mentioned: ", v.quoted(m.Text, m.ID, quoteRunes)), m.Author, m.At, m.ID))
		}
	}
	return out
}

// stillHeld says what the reader has held since before they left.
func (v View) stillHeld(who incident.PersonID, since time.Time) []Line {
	var names []string
	for _, l := range v.S.Lines {
		if l.Holder == who && !l.Since.After(since) && !v.moot(l) && v.S.IsOpen() {
			names = append(names, v.lineName(l))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []Line{{Words: say("you still hold ", and(names))}}
}
