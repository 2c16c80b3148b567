package commonground

import (
	"time"

	"bearings/incident"
)

// Next returns the earliest moment after now at which, if nothing more happens,
// a finding, a mark of staleness or the card may change. It is false if time
// alone changes nothing any more.
func Next(v View, now time.Time) (time.Time, bool) {
	if !v.S.IsOpen() {
		return time.Time{}, false
	}
	e := &earliest{now: now}
	for _, d := range detectors {
		if d.next != nil {
			d.next(v, e)
		}
	}
	v.nextOnCard(e)
	return e.at, !e.at.IsZero()
}

// nextOnCard considers what only the card shows.
func (v View) nextOnCard(e *earliest) {
	set := v.settings()
	for _, h := range v.S.Live() {
		e.consider(v.staleAt(h.LastMention, set.ShelfBelief))
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
		if i.Phase == incident.Proposed {
			e.consider(i.Since.Add(set.QuestionFor))
		}
	}
}
