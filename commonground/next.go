package commonground

import (
	"time"

	"bearings/incident"
)

// Next returns the earliest moment after now at which, if nothing more happens,
// a finding, a mark of staleness or the card may change. It is false if time
// alone changes nothing any more.
func Next(v View, now time.Time) (time.Time, bool) { return NextBefore(v, now, time.Time{}) }

// NextBefore is Next for whoever looks again at a certain time anyway: it returns
// that time if nothing changes before. A zero time is none.
func NextBefore(v View, now, until time.Time) (time.Time, bool) {
	if !v.S.IsOpen() {
		return time.Time{}, false
	}
	e := &earliest{now: now, at: until}
	for _, d := range detectors {
		if d.next != nil {
			d.next(v, e)
		}
	}
	v.nextOnCard(e)
	if e.ledger {
		if at, ok := v.L.NextChangeBefore(v.S, e.now, e.at); ok {
			e.consider(at)
		}
	}
	return e.at, !e.at.IsZero()
}

// nextOnCard considers what only the card shows.
func (v View) nextOnCard(e *earliest) {
	set := v.settings()
	for _, h := range v.S.Live() {
		e.consider(v.staleAt(h.LastMention, set.ShelfBelief))
		e.consider(h.RaisedAt.Add(doubtedFor))
	}
	for _, r := range v.S.Roles {
		if r.Role == incident.Commander {
			e.consider(v.staleAt(v.leadHeard(r), set.ShelfRole))
		}
	}
	for _, g := range v.S.Guards {
		e.consider(g.Until)
	}
	for _, f := range v.S.ImpactBefore {
		e.consider(v.staleAt(f.At, set.ShelfImpact))
	}
	for _, a := range v.S.Alerts {
		e.consider(a.At.Add(alertsFor))
	}
	for _, l := range v.S.Links {
		e.consider(l.At.Add(set.QuestionFor))
	}
	for _, i := range v.L.Items() {
		e.consider(i.At.Add(uniqueAfter))
		e.consider(i.At.Add(uniqueFor))
	}
	for _, i := range v.S.Interventions {
		switch {
		case i.Phase == incident.Proposed:
			e.consider(i.Since.Add(set.QuestionFor))
		case i.Running() && i.ExpectBy.IsZero() && i.Phase != incident.Done:
			e.consider(v.staleAt(i.Phased, begunShelves*set.ShelfAction))
		}
	}
}
