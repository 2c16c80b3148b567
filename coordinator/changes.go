package coordinator

import (
	"strings"
	"time"

	"bearings/incident"
)

// changed follows the interventions that people speak of.
func (s *step) changed(m *incident.Message, r incident.Reading) {
	if i := r.Intervention; i != nil && r.Has(incident.ActIntervention) {
		s.intervened(m, r, *i)
	}
	s.observed(m, r)
}

func (s *step) intervened(m *incident.Message, r incident.Reading, c incident.Changing) {
	in := &s.st.Incident
	known := s.sameChange(m, c)
	if c.Phase != incident.Proposed && r.In(incident.ActIntervention) < confCommit && known == nil {
		c.Phase = incident.Proposed // said too uncertainly to count as done
	}
	switch c.Phase {
	case incident.Proposed:
		if known == nil {
			s.emit(incident.InterventionProposed{ID: in.NextIntervention(), Kind: c.Kind, What: c.What, Target: c.Target, RestsOn: c.RestsOn})
		}
	case incident.Started:
		if known == nil || known.Phase == incident.Proposed {
			s.temporary(m, s.startChange(m.Author, known, c, s.expectBy(c)).ID)
		}
	case incident.Done:
		if known == nil || known.Phase == incident.Proposed {
			known = s.startChange(m.Author, known, c, s.expectBy(c))
			s.temporary(m, known.ID)
		}
		if known != nil && known.Phase == incident.Started {
			s.emit(incident.InterventionFinished{ID: known.ID})
		}
	case incident.Reverted:
		if known != nil && known.Phase != incident.Reverted {
			s.emit(incident.InterventionReverted{ID: known.ID})
		}
	}
}

func (s *step) expectBy(c incident.Changing) time.Time {
	if c.ExpectIn > 0 {
		return s.now.Add(c.ExpectIn)
	}
	return time.Time{}
}

// startChange records that a change began; a proposed one keeps its identifier.
func (s *step) startChange(actor incident.PersonID, known *incident.Intervention, c incident.Changing, by time.Time) *incident.Intervention {
	id := s.st.Incident.NextIntervention()
	if known != nil {
		id = known.ID
		if c.RestsOn == "" {
			c.RestsOn = known.RestsOn
		}
		if c.Target.IsZero() {
			c.Target = known.Target
		}
	}
	s.emit(incident.InterventionStarted{
		ID: id, Actor: actor, Kind: c.Kind, What: c.What, Target: c.Target, RestsOn: c.RestsOn, Expect: c.Expect, ExpectBy: by,
	})
	return s.st.Incident.Intervention(id)
}

// sameChange finds the intervention that a message speaks of again: the same
// target, or the same hypothesis and the same verb, within the last hour. Somebody
// else who begins with other words what is made to one target makes another
// change, and the two may collide.
func (s *step) sameChange(m *incident.Message, c incident.Changing) *incident.Intervention {
	list := s.st.Incident.Interventions
	for i := len(list) - 1; i >= 0; i-- {
		o := list[i]
		if s.now.Sub(o.Phased) > time.Hour || o.Phase == incident.Reverted || o.Helped != "" {
			continue
		}
		sameTarget := !c.Target.IsZero() && strings.EqualFold(o.Target.String(), c.Target.String())
		sameWords := firstWord(o.What.String()) == firstWord(c.What.String()) && firstWord(c.What.String()) != ""
		sameBelief := c.RestsOn != "" && o.RestsOn == c.RestsOn
		others := c.Phase == incident.Started && o.Phase == incident.Started && o.Actor != m.Author
		switch {
		case others && !sameWords:
		case sameTarget && (sameWords || c.Phase != incident.Proposed):
			return o
		case sameWords && (sameBelief || o.Actor == m.Author) && (c.Target.IsZero() || o.Target.IsZero()):
			return o
		}
	}
	return nil
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), " ")
	return strings.TrimSuffix(strings.TrimSuffix(w, "ing"), "ed")
}

// observed takes a trend that is said about a running change as what that change
// did: if the message names the change, rests on its hypothesis, or comes from
// its actor.
func (s *step) observed(m *incident.Message, r incident.Reading) {
	if r.In(incident.ActTrend) < confCommit {
		return
	}
	helped := map[incident.Trend]string{
		incident.TrendBetter: "yes", incident.TrendResolved: "yes", incident.TrendSame: "no", incident.TrendWorse: "no",
	}[r.Trend]
	if helped == "" {
		return
	}
	var of *incident.Intervention
	for _, i := range s.st.Incident.Interventions {
		if !i.Running() || i.Source == m.ID && i.Phase != incident.Done {
			continue
		}
		mine := i.Actor == m.Author || (r.About != "" && i.RestsOn == r.About) || r.Intervention != nil
		if mine && s.now.Sub(i.Phased) <= 2*s.st.Incident.Settings.ActFor {
			of = i
		}
	}
	if of != nil {
		s.emit(incident.InterventionObserved{ID: of.ID, Helped: helped, What: s.inWords(m, r.Observation)})
	}
}
