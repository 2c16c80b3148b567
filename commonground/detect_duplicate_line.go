package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// duplicateFor is how long after the second claim two people are told of each other.
const duplicateFor = 10 * time.Minute

// detectDuplicateLine finds two people who took the same thing and do not speak of
// each other. One of them could do what nobody does. It introduces them. It stays
// silent when one of them mentioned the other, when one person gave it to both (they
// meant to), when a line has run out, and ten minutes after the second claim.
func detectDuplicateLine(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for n, b := range v.S.Lines {
		if len(found) == mostOfAKind || !v.active(b, now) || !now.Before(b.Since.Add(duplicateFor)) {
			continue
		}
		for _, a := range v.S.Lines[:n] {
			if a.Holder == b.Holder || !v.active(a, now) || !v.sameWork(a, b) || v.together(a, b) {
				continue
			}
			found = append(found, v.duplicate(a, b, v.others(a, b, now), now))
			break
		}
	}
	return found
}

// others are the holders between the first line and the newest one on the same thing.
func (v View) others(a, b *incident.Line, now time.Time) []incident.PersonID {
	var out []incident.PersonID
	for _, l := range v.S.Lines {
		if l == b {
			break
		}
		if l.Holder != a.Holder && l.Holder != b.Holder && v.active(l, now) && v.sameWork(l, b) && !slices.Contains(out, l.Holder) {
			out = append(out, l.Holder)
		}
	}
	return out
}

// sameWork reports whether two lines are on one thing.
func (v View) sameWork(a, b *incident.Line) bool {
	if a.Hypothesis != "" && b.Hypothesis != "" {
		return v.S.Resolve(a.Hypothesis) == v.S.Resolve(b.Hypothesis)
	}
	x, y := thing(a.What.String()), thing(b.What.String())
	return x != "" && x == y
}

// together reports whether the holders of two lines know that they share it.
func (v View) together(a, b *incident.Line) bool {
	if a.GivenBy == b.GivenBy && a.GivenBy != a.Holder && a.GivenBy != b.Holder || a.GivenBy == b.Holder || b.GivenBy == a.Holder {
		return true
	}
	if a.Source != "" && v.X.WasTold(b.Holder, a.Source) || b.Source != "" && v.X.WasTold(a.Holder, b.Source) {
		return true
	}
	from := a.Since
	if b.Since.Before(from) {
		from = b.Since
	}
	for k := len(v.S.Recent) - 1; k >= 0; k-- {
		m := v.S.Recent[k]
		if m.At.Before(from) {
			return false
		}
		if m.Author == a.Holder && v.mentions(m, b.Holder) || m.Author == b.Holder && v.mentions(m, a.Holder) {
			return true
		}
	}
	return false
}

// mentions reports whether a message has the name of somebody in it.
func (v View) mentions(m *incident.Message, who incident.PersonID) bool {
	low := strings.ToLower(m.Text.String())
	if !strings.Contains(low, strings.ToLower(v.S.Name(who))) && !strings.Contains(low, strings.ToLower(string(who))) {
		return false
	}
	return within(thing(string(who)), thing(low)) || within(thing(v.S.Name(who)), thing(low))
}

// duplicate introduces two holders; where there are more, only the newest has not been
// told of the others.
func (v View) duplicate(a, b *incident.Line, more []incident.PersonID, now time.Time) incident.Finding {
	k := key("duplicate-line", string(a.ID)+"-"+string(b.ID))
	to, names, both := v.askable(a.Holder, b.Holder), []string{v.name(a.Holder)}, " are both on "
	if len(more) > 0 {
		to, both = v.askable(b.Holder), " are all on "
	}
	for _, p := range more {
		names = append(names, v.name(p))
	}
	return incident.Finding{
		Key: k, Detector: "duplicate-line", Hypothesis: v.S.Resolve(b.Hypothesis), Since: b.Since, Priority: prioRest,
		Level: incident.Whisper, Highest: incident.Whisper, To: to,
		Words:    say(and(append(names, v.name(b.Holder)))+both+v.subject(b)+", since ", a.Since, " and ", b.Since, ". Who does which part?"),
		Receipts: []incident.Receipt{v.receipt(a.What, a.Holder, a.Since, a.Source), v.receipt(b.What, b.Holder, b.Since, b.Source)},
		Buttons:  []incident.Button{{Label: "I leave it to the other", Command: "drop"}, {Label: "Both, on purpose", Command: "working " + string(k)}, snooze(k)},
	}
}

// subject is what a line is on, without the name of the line.
func (v View) subject(l *incident.Line) string {
	if h := v.S.Hypothesis(l.Hypothesis); h != nil {
		return v.called(h)
	}
	return v.quoted(l.What, l.Source, nameRunes)
}

func nextDuplicateLine(v View, e *earliest) {
	for _, l := range v.S.Lines {
		e.consider(l.Until)
		e.consider(l.Since.Add(duplicateFor))
	}
}
