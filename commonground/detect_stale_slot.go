package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectStaleSlot finds facts that everybody goes by and that nobody has
// confirmed for too long: whom it hurts, whether it gets better, a change that
// is still running. A picture that is wrong without showing it is worse than
// none. The card shows the age of everything; here the owner of the fact is
// asked, once. It stays silent once the problem is over, where people are not
// working live (a fact is a day old there, and nobody minds), and about
// explanations and roles, whose age on the card is enough.
func detectStaleSlot(v View, now time.Time) []incident.Finding {
	if v.settled() {
		return nil
	}
	set := v.settings()
	var found []incident.Finding
	if f := v.S.Impact; f != nil && v.ran(v.staleAt(f.At, set.ShelfImpact), now) {
		found = append(found, v.stale("impact", v.staleAt(f.At, set.ShelfImpact), *f,
			say("At ", f.At, " the impact was "+v.sentence(f.What, f.Source, quoteRunes)+" Is that still so?")))
		found[0].Buttons = append([]incident.Button{{Label: "Still so", Command: "still impact"}}, found[0].Buttons...)
	}
	if f := v.S.Trend; f != nil && v.ran(v.staleAt(f.At, set.ShelfTrend), now) {
		s := v.stale("trend", v.staleAt(f.At, set.ShelfTrend), f.Fact,
			say("At ", f.At, " the trend was "+trendWords[f.Trend]+". How is it now?"))
		s.Buttons = append([]incident.Button{
			{Label: "Better", Command: "trend better"}, {Label: "The same", Command: "trend same"}, {Label: "Worse", Command: "trend worse"},
		}, s.Buttons...)
		found = append(found, s)
	}
	for _, i := range slices.Backward(v.S.Interventions) {
		if len(found) >= mostOfAKind {
			break
		}
		at := v.staleAt(i.Phased, set.ShelfAction)
		if !i.Running() || !i.ExpectBy.IsZero() || !v.onCard(i.Confidence) || !v.ran(at, now) || v.waits(i.Actor, now) {
			continue
		}
		f := incident.Fact{What: i.What, By: i.Actor, At: i.Phased, Source: i.Source}
		s := v.stale(string(i.ID), at, f, say("Since ", i.Phased, " nothing was said of "+
			v.quoted(i.What, i.Source, nameRunes)+" ("+string(i.ID)+"). What has it done so far?"))
		s.Buttons = append([]incident.Button{
			{Label: "It helped", Command: "done " + string(i.ID) + " helped"}, {Label: "It did not", Command: "done " + string(i.ID) + " no"},
		}, s.Buttons...)
		found = append(found, s)
	}
	return found
}

// ran reports whether a fact went stale at t, in the midst of live work.
func (v View) ran(t, now time.Time) bool { return over(t, now) && v.live(t) }

func (v View) stale(slot string, since time.Time, f incident.Fact, words Words) incident.Finding {
	k := key("stale-slot", slot)
	out := v.private(incident.Finding{
		Key: k, Detector: "stale-slot", Since: since, Priority: prioFact, Highest: incident.Whisper, Words: words,
		Receipts: []incident.Receipt{{What: v.name(f.By), At: f.At, Source: f.Source}},
		Buttons:  []incident.Button{snooze(k)},
	}, f.By)
	if !f.What.IsZero() {
		out.Receipts[0] = v.receipt(f.What, f.By, f.At, f.Source)
	}
	return out
}

func nextStaleSlot(v View, e *earliest) {
	set := v.settings()
	if f := v.S.Impact; f != nil {
		e.consider(v.staleAt(f.At, set.ShelfImpact))
	}
	if f := v.S.Trend; f != nil {
		e.consider(v.staleAt(f.At, set.ShelfTrend))
	}
	for _, i := range v.S.Interventions {
		if i.Running() {
			e.consider(v.staleAt(i.Phased, set.ShelfAction))
		}
	}
}
