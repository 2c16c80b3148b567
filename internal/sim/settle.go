package main

import (
	"cmp"
	"slices"
	"time"

	"bearings/incident"
)

// settle puts what happens in order and works out what follows from all of it
// together: how the problem was said to move, who has seen that, and which facts
// nobody confirmed in time.
func (t *team) settle() {
	if t.turns == nil {
		for at := t.between(10*min, 40*min); at < t.end; at += t.between(15*min, 60*min) {
			t.turns = append(t.turns, at)
		}
	}
	t.order()
	t.assert()
	t.order()
	for i := range t.beats {
		if k := t.kinds[t.beats[i].who]; k != "" { // from the first message on
			t.beats[i].kind = k
		}
	}
	t.shelf()
	for _, s := range t.minds { // who holds a line on what falls is told at once, though they may be looking
		if fell, ok := t.fell[s.on]; ok && s.from < fell {
			t.truths = append(t.truths, truth{detector: "stale-belief", on: s.on, from: fell, until: fell + 15*min})
		}
	}
}

func (t *team) order() {
	slices.SortStableFunc(t.beats, func(a, b beat) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.no, b.no)) })
}

// moving is how the problem moves at a time.
func (t *team) moving(at time.Duration) incident.Trend {
	n := 0
	if t.better > 0 && at >= t.better {
		return incident.TrendBetter
	}
	for _, turn := range t.turns {
		if turn <= at {
			n++
		}
	}
	if n%2 == 1 {
		return incident.TrendWorse
	}
	return incident.TrendSame
}

// assert lets people say what is so, and those who said otherwise before show
// soon that they have seen it. Whoever is not there does not, and then believes
// something else.
func (t *team) assert() {
	last := map[incident.PersonID]beat{}
	var seen []beat
	for i := range t.beats {
		b := &t.beats[i]
		if !b.reading.Has(incident.ActTrend) {
			continue
		}
		if b.reading.Trend == "" {
			b.reading.Trend = t.moving(b.at)
		}
		for _, p := range t.people {
			old, ok := last[p]
			if !ok || p == b.who || old.reading.Trend == b.reading.Trend ||
				(old.reading.Trend == incident.TrendBetter && b.reading.Trend == incident.TrendResolved) {
				continue
			}
			switch quiet := !t.speaks(p, b.at, b.at+150*sec); {
			case quiet && !t.gone[p]:
				seen = append(seen, beat{at: b.at + t.between(20*sec, 140*sec), who: p})
			case quiet && b.at-old.at >= 3*min && !t.speaks(p, b.at, b.at+4*min):
				tr := truth{detector: "divergent-belief", from: b.at, due: b.at + 4*min}
				if b.at-old.at > 15*min { // nobody relies on a word that old
					tr.due = 0
				}
				t.truths = append(t.truths, tr)
			}
			delete(last, p)
		}
		last[b.who] = *b
	}
	for _, b := range seen {
		t.say(b.at, b.who, "I see it too", incident.Reading{Acts: []incident.Act{incident.ActObservation}})
	}
}

func (t *team) speaks(p incident.PersonID, from, to time.Duration) bool {
	return slices.ContainsFunc(t.beats, func(b beat) bool { return b.who == p && b.no > 0 && b.at > from && b.at <= to })
}

// shelf finds the facts that went stale in the midst of work.
func (t *team) shelf() {
	for _, slot := range []struct {
		act  incident.Act
		name incident.PersonID
		life time.Duration
	}{{incident.ActTrend, "trend", 15*min + 9*sec}, {incident.ActImpact, "impact", 30*min + 18*sec}} {
		var said []beat
		for _, b := range t.beats {
			if b.reading.Has(slot.act) {
				said = append(said, b)
			}
		}
		for i, b := range said {
			stale := b.at + slot.life
			if b.reading.Trend == incident.TrendResolved || t.over(stale) || (i+1 < len(said) && said[i+1].at <= stale) {
				continue
			}
			tr := truth{detector: "stale-slot", who: slot.name, from: stale - 5*sec, until: stale + 75*min}
			if t.lively(stale) && (i+1 == len(said) || said[i+1].at > stale+2*min) {
				tr.due = stale + 2*min
			}
			t.truths = append(t.truths, tr)
		}
	}
}

// over reports whether the problem was said to be resolved by then.
func (t *team) over(at time.Duration) bool {
	return slices.ContainsFunc(t.beats, func(b beat) bool { return b.at <= at && b.reading.Trend == incident.TrendResolved })
}

// lively reports whether people were at work together shortly before.
func (t *team) lively(at time.Duration) bool {
	n := 0
	for _, b := range t.beats {
		if b.no > 0 && b.kind != incident.Bot && b.at <= at && b.at > at-19*min {
			n++
		}
	}
	return n >= 3
}
