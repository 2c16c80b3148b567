package incident

import (
	"slices"
	"time"
)

func (s *State) applyGround(e Entry) bool {
	switch ev := e.of().(type) {
	case ImpactStated:
		s.applyImpact(s.fact(e, ActImpact, ev.What, nil))
	case TrendStated:
		s.applyTrend(TrendFact{s.fact(e, ActTrend, Text{}, nil), ev.Trend})
	case ObservationNoted:
		f := s.fact(e, ActObservation, ev.What, ev.Links)
		if s.machine(e) {
			s.applyAlert(f)
			return true
		}
		s.Observations = last(append(s.Observations, f), keepObservations)
	case DecisionMade:
		s.Decisions = last(append(s.Decisions, s.fact(e, ActDecision, ev.What, nil)), keepDecisions)
	case LinkNoted:
		s.applyLink(e, ev)
	case QuestionAsked, QuestionAnswered, QuestionDropped:
		s.applyQuestion(e)
	case AnnouncementMade:
		s.Counts.Announcements = max(s.Counts.Announcements, Number(ev.ID))
		s.Announcements = last(append(s.Announcements, &Announcement{
			ID: ev.ID, Where: ev.Where, What: ev.What, RestsOn: ev.RestsOn, By: e.By, At: e.At, Source: e.Source,
		}), keepPast)
	case AnnouncementCorrected:
		if a := s.Announcement(ev.ID); a != nil {
			a.Corrected = e.At
		}
	case GuardSet:
		s.Counts.Guards = max(s.Counts.Guards, Number(ev.ID))
		s.Guards = append(s.Guards, &Guard{ID: ev.ID, What: ev.What, Target: ev.Target, Until: ev.Until, By: e.By, At: e.At, Source: e.Source})
	case GuardLifted:
		s.Guards = slices.DeleteFunc(s.Guards, func(g *Guard) bool { return g.ID == ev.ID })
	case ItemWithdrawn:
		s.withdraw(ev.Item)
	}
	return true
}

func (s *State) applyImpact(f Fact) {
	if f.Confidence < s.Settings.OnCard {
		s.Heard = last(append(s.Heard, f), keepHistory)
		return
	}
	if s.Impact != nil && f.At.Before(s.Impact.At) {
		s.ImpactBefore = last(append(s.ImpactBefore, f), keepHistory)
		return
	}
	s.setImpact(f)
}

func (s *State) setImpact(f Fact) {
	if s.Impact != nil {
		s.ImpactBefore = last(append(s.ImpactBefore, *s.Impact), keepHistory)
	}
	s.Impact = &f
}

func (s *State) applyTrend(f TrendFact) {
	if f.Confidence < s.Settings.OnCard {
		if s.TrendHeard == nil || f.At.After(s.TrendHeard.At) {
			s.TrendHeard = &f
		}
		return
	}
	if s.Trend != nil && f.At.Before(s.Trend.At) {
		s.TrendBefore = last(append(s.TrendBefore, f), keepHistory)
		return
	}
	if s.Trend != nil {
		s.TrendBefore = last(append(s.TrendBefore, *s.Trend), keepHistory)
	}
	s.Trend = &f
}

func (s *State) applyQuestion(e Entry) {
	switch ev := e.of().(type) {
	case QuestionAsked:
		if q := s.Question(ev.ID); q != nil { // asked again
			q.Times++
			q.AnsweredAt, q.AnsweredBy, q.AnsweredIn, q.Dropped = time.Time{}, "", "", false
			return
		}
		s.Counts.Questions = max(s.Counts.Questions, Number(ev.ID))
		act := ActQuestion
		if ev.Request {
			act = ActRequest
		}
		f := s.fact(e, act, ev.What, nil)
		s.forgetQuestions(f.At)
		s.Questions = append(s.Questions, &Question{
			ID: ev.ID, Request: ev.Request, What: ev.What, By: e.By, Of: ev.Of, About: ev.About,
			At: f.At, Source: e.Source, Confidence: f.Confidence, Times: 1,
		})
	case QuestionAnswered:
		if q := s.Question(ev.ID); q != nil {
			q.AnsweredAt, q.AnsweredBy, q.AnsweredIn = e.At, e.By, e.Source
		}
	case QuestionDropped:
		if q := s.Question(ev.ID); q != nil {
			q.Dropped = true
		}
	}
	closed := 0
	for i := len(s.Questions) - 1; i >= 0; i-- {
		if s.Questions[i].Open() {
			continue
		}
		if closed++; closed > keepAnswered {
			s.Questions = slices.Delete(s.Questions, i, i+1)
		}
	}
}

// forgetQuestions lets go of open questions that are too old to want an answer,
// and of the oldest when there are too many.
func (s *State) forgetQuestions(now time.Time) {
	open := 0
	for i := len(s.Questions) - 1; i >= 0; i-- {
		q := s.Questions[i]
		if !q.Open() {
			continue
		}
		open++
		old := s.Settings.QuestionFor > 0 && now.Sub(q.At) >= s.Settings.QuestionFor
		if old || open >= keepOpen {
			s.Questions = slices.Delete(s.Questions, i, i+1)
		}
	}
}

// withdraw takes an item off the common ground.
func (s *State) withdraw(item string) {
	switch {
	case item == "impact":
		s.retractImpact(func(f Fact) bool { return s.Impact != nil && same(f, *s.Impact) })
	case item == "trend":
		s.TrendBefore = nil // it moved on from those, so that nothing is known now
		s.Trend = nil
	case s.byID[HypothesisID(item)] != nil:
		s.setStatus(s.byID[HypothesisID(item)], Withdrawn)
	default:
		s.Observations = slices.DeleteFunc(s.Observations, func(f Fact) bool { return string(f.Source) == item })
		s.Questions = slices.DeleteFunc(s.Questions, func(q *Question) bool { return string(q.ID) == item })
		s.Announcements = slices.DeleteFunc(s.Announcements, func(a *Announcement) bool { return string(a.ID) == item })
		s.Guards = slices.DeleteFunc(s.Guards, func(g *Guard) bool { return string(g.ID) == item })
		s.Lines = slices.DeleteFunc(s.Lines, func(l *Line) bool { return string(l.ID) == item })
		s.Checks = slices.DeleteFunc(s.Checks, func(c *Check) bool { return string(c.ID) == item })
		s.Interventions = slices.DeleteFunc(s.Interventions, func(i *Intervention) bool { return string(i.ID) == item })
		s.Waits = slices.DeleteFunc(s.Waits, func(w *Wait) bool { return string(w.ID) == item })
	}
}
