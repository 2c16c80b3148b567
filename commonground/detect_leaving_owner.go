package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// A holder is taken to be away after so long without a word, while others go on.
const leavingAfter = 15 * time.Minute

// detectLeavingOwner finds work whose owner has left, said that they leave, or gone
// quiet while the others go on. The line still looks taken, and nobody is on it. It
// offers the commander to give it to somebody else, or whoever gave the line or
// works beside it. It stays silent while the owner waits for something that they
// said, in the first half of the time that they gave themselves, and when they write
// again.
func detectLeavingOwner(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, l := range v.S.Lines {
		if len(found) == mostOfAKind {
			break
		}
		if !v.active(l, now) || v.settled() {
			continue
		}
		at, how, source := v.leaving(l, now)
		if at.IsZero() {
			continue
		}
		k := key("leaving-owner", l.ID)
		f := v.forCommander(incident.Finding{
			Key: k, Detector: "leaving-owner", Hypothesis: v.S.Resolve(l.Hypothesis), Since: at, Priority: prioRest,
			Words:    slices.Concat(say(v.lineName(l)+" is with "+v.name(l.Holder)+", who "), how, say(". Who takes it on?")),
			Receipts: []incident.Receipt{{What: v.name(l.Holder) + " " + how.Text(UTC(now)), At: at, Source: source}},
			Buttons:  []incident.Button{{Label: "I take it", Command: "take " + string(l.ID)}, {Label: "Let it go", Command: "drop " + string(l.ID)}, snooze(k)},
		})
		if len(f.To) == 0 || v.commander() == l.Holder {
			f.Level = incident.Whisper
			f.To = slices.DeleteFunc(v.askable(append([]incident.PersonID{l.GivenBy}, v.beside(l)...)...), func(p incident.PersonID) bool { return p == l.Holder })
		}
		found = append(found, f)
	}
	return found
}

// leaving says since when and how the holder of a line is no longer on it; a zero
// time if they are.
func (v View) leaving(l *incident.Line, now time.Time) (at time.Time, how Words, source incident.MessageID) {
	p := v.S.Person(l.Holder)
	if p == nil {
		return time.Time{}, nil, ""
	}
	if !p.Present() {
		return later(p.LeftAt, l.Since), say("left at ", p.LeftAt), ""
	}
	if m := v.S.RecentMessage(p.LastSaid); m != nil && m.Reading.Has(incident.ActLeave) && v.onCard(m.Reading.In(incident.ActLeave)) && !m.Gone {
		return later(m.At, l.Since), say("said at ", m.At, " that they leave"), m.ID
	}
	heard := later(p.LastSpoke, l.Renewed)
	quiet := heard.Add(max(leavingAfter, l.Until.Sub(l.Renewed)/2))
	goesOn := v.S.LastHumanAt.Sub(heard) >= leavingAfter/2 && v.live(v.S.LastHumanAt)
	if now.Before(quiet) || !goesOn || v.waits(l.Holder, now) {
		return time.Time{}, nil, ""
	}
	return quiet, say("was last heard from at ", heard), ""
}

// beside are the others who work on what a line is on.
func (v View) beside(l *incident.Line) []incident.PersonID {
	var out []incident.PersonID
	for _, o := range v.S.Lines {
		if o != l && o.Holder != l.Holder && v.sameWork(o, l) {
			out = append(out, o.Holder)
		}
	}
	return out
}

func nextLeavingOwner(v View, e *earliest) {
	for _, l := range v.S.Lines {
		e.consider(l.Until)
		if p := v.S.Person(l.Holder); p != nil {
			e.consider(later(p.LastSpoke, l.Renewed).Add(max(leavingAfter, l.Until.Sub(l.Renewed)/2)))
		}
	}
	for _, w := range v.S.Waits {
		e.consider(w.Until)
	}
}
