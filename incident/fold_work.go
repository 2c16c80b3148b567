package incident

import (
	"slices"
	"time"
)

func (s *State) applyHypothesis(e Entry) bool {
	switch ev := e.of().(type) {
	case HypothesisRaised:
		s.applyRaised(e, ev)
	case HypothesisReworded:
		if h := s.byID[ev.ID]; h != nil {
			h.Statement = ev.Statement
			if spoken(e) {
				h.Source, h.Confidence = "", 100 // the words are no longer those of the message
			}
		}
	case HypothesisMerged:
		from, into := s.byID[ev.From], s.Hypothesis(ev.Into)
		if from == nil || into == nil || from == into {
			return false
		}
		from.MergedInto = into.ID
		into.Mentions += from.Mentions
		into.LastMention = later(into.LastMention, from.LastMention)
		for _, v := range from.Voices {
			if !slices.Contains(into.Voices, v) {
				into.Voices = append(into.Voices, v)
			}
		}
		s.setStatus(from, Merged)
	case HypothesisStatusSet:
		if h := s.Hypothesis(ev.ID); h != nil {
			h.StatusAt, h.StatusBy, h.StatusFrom, h.Why = e.At, e.By, e.Source, ev.Why
			h.Reopened = nil
			s.setStatus(h, ev.Status)
		}
	case ReopenNoted:
		if h := s.Hypothesis(ev.ID); h != nil && !slices.Contains(h.Reopened, ev.Who) {
			h.Reopened = append(h.Reopened, ev.Who)
		}
	}
	return true
}

func (s *State) applyRaised(e Entry, ev HypothesisRaised) {
	if s.byID[ev.ID] != nil {
		return
	}
	s.Counts.Hypotheses = max(s.Counts.Hypotheses, Number(ev.ID))
	at := e.At
	if m := s.messages[e.Source]; m != nil {
		at = m.at
	}
	h := &Hypothesis{
		ID: ev.ID, Statement: ev.Statement, By: e.By, RaisedAt: at, Source: e.Source, Confidence: ev.Confidence,
		LastMention: at, Mentions: 1, Voices: []PersonID{e.By},
	}
	s.byID[ev.ID] = h
	s.Hypotheses = append(s.Hypotheses, h)
	s.setStatus(h, Live)
}

// setStatus keeps the list of live hypotheses in step.
func (s *State) setStatus(h *Hypothesis, to Status) {
	if h.Status == to {
		return
	}
	h.Status = to
	s.live = slices.DeleteFunc(s.live, func(l *Hypothesis) bool { return l == h })
	if to != Live {
		return
	}
	at, _ := slices.BinarySearchFunc(s.live, h, func(a, b *Hypothesis) int { return Number(a.ID) - Number(b.ID) })
	s.live = slices.Insert(s.live, at, h)
}

func (s *State) applyWork(e Entry) bool {
	switch e.of().(type) {
	case LineClaimed, LineRenewed, LineReleased, LineExpired:
		s.applyLine(e)
	case CheckPlanned, CheckFinished:
		s.applyCheck(e)
	case WaitDeclared, WaitEnded:
		s.applyWait(e)
	default:
		s.applyIntervention(e)
	}
	return true
}

func (s *State) applyLine(e Entry) {
	switch ev := e.of().(type) {
	case LineClaimed:
		s.Counts.Lines = max(s.Counts.Lines, Number(ev.ID))
		if ev.Offer {
			s.applyOffer(Offer{Line: ev.ID, Who: ev.Holder, By: e.By, At: e.At, Source: e.Source})
			return
		}
		s.dropOffer("", ev.ID)
		if l := s.Line(ev.ID); l != nil { // handed over
			l.Holder, l.GivenBy, l.Renewed, l.Until, l.Expired = ev.Holder, e.By, e.At, ev.Until, false
			return
		}
		s.Lines = append(s.Lines, &Line{
			ID: ev.ID, Holder: ev.Holder, GivenBy: e.By, What: ev.What, Hypothesis: ev.Hypothesis,
			Since: e.At, Renewed: e.At, Until: ev.Until, Source: e.Source,
		})
	case LineRenewed:
		if l := s.Line(ev.ID); l != nil {
			l.Renewed, l.Until, l.Expired = e.At, ev.Until, false
		}
	case LineReleased:
		if l := s.Line(ev.ID); l != nil {
			l.Until = e.At
			s.dropOffer("", ev.ID)
			s.LinesPast = last(append(s.LinesPast, l), keepPast)
			s.Lines = slices.DeleteFunc(s.Lines, func(o *Line) bool { return o == l })
		}
	case LineExpired:
		if l := s.Line(ev.ID); l != nil {
			l.Expired = true
		}
	}
}

func (s *State) applyCheck(e Entry) {
	switch ev := e.of().(type) {
	case CheckPlanned:
		s.Counts.Checks = max(s.Counts.Checks, Number(ev.ID))
		s.Checks = last(append(s.Checks, &Check{
			ID: ev.ID, What: ev.What, Separates: ev.Separates, Cost: ev.Cost, Owner: ev.Owner, At: e.At, Due: ev.Due, Source: e.Source,
		}), keepPast)
	case CheckFinished:
		if c := s.Check(ev.ID); c != nil {
			c.Finished, c.Outcome = e.At, ev.Outcome
		}
	}
}

func (s *State) applyWait(e Entry) {
	switch ev := e.of().(type) {
	case WaitDeclared:
		s.Counts.Waits = max(s.Counts.Waits, Number(ev.ID))
		f := s.fact(e, ActWait, ev.What, nil)
		s.Waits = append(s.Waits, &Wait{ID: ev.ID, What: ev.What, By: e.By, From: f.At, Until: ev.Until, Source: e.Source})
	case WaitEnded:
		if w := find(s.Waits, func(w *Wait) bool { return w.ID == ev.ID }); w != nil {
			w.Ended = e.At
			s.WaitsPast = last(append(s.WaitsPast, w), keepPast)
			s.Waits = slices.DeleteFunc(s.Waits, func(o *Wait) bool { return o == w })
		}
	}
}

func (s *State) applyIntervention(e Entry) {
	switch ev := e.of().(type) {
	case InterventionProposed:
		s.addIntervention(&Intervention{
			ID: ev.ID, Phase: Proposed, Kind: ev.Kind, What: ev.What, Target: ev.Target, RestsOn: ev.RestsOn,
			Actor: e.By, Since: e.At, Phased: e.At, Source: e.Source, Confidence: s.confidence(e, ActIntervention),
		})
	case InterventionStarted:
		s.applyStarted(e, ev)
	case InterventionExpected:
		if i := s.Intervention(ev.ID); i != nil {
			switch {
			case ev.Stays:
				i.StandsUntil = time.Time{}
			case !ev.StandsUntil.IsZero():
				i.StandsUntil = ev.StandsUntil
			default:
				i.Expect, i.ExpectBy = ev.Expect, ev.ExpectBy
			}
		}
	case InterventionFinished:
		if i := s.Intervention(ev.ID); i != nil {
			i.Phase, i.Phased = Done, e.At
		}
	case InterventionReverted:
		if i := s.Intervention(ev.ID); i != nil {
			i.Phase, i.Phased = Reverted, e.At
		}
	case InterventionObserved:
		if i := s.Intervention(ev.ID); i != nil {
			i.Helped, i.Seen, i.SeenBy, i.SeenAt, i.SeenIn = ev.Helped, ev.What, e.By, e.At, e.Source
		}
	}
}

func (s *State) applyStarted(e Entry, ev InterventionStarted) {
	i := s.Intervention(ev.ID)
	if i == nil {
		i = &Intervention{ID: ev.ID, Since: e.At, Source: e.Source, Confidence: s.confidence(e, ActIntervention)}
		s.addIntervention(i)
	}
	i.Phase, i.Phased, i.Actor, i.Kind = Started, e.At, ev.Actor, ev.Kind
	i.What, i.Target, i.RestsOn, i.Expect, i.ExpectBy = ev.What, ev.Target, ev.RestsOn, ev.Expect, ev.ExpectBy
	i.Source, i.Helped = e.Source, ""
}

func (s *State) addIntervention(i *Intervention) {
	s.Counts.Interventions = max(s.Counts.Interventions, Number(i.ID))
	s.Interventions = last(append(s.Interventions, i), keepPast)
}
