package incident

import (
	"slices"
	"time"
)

func (s *State) applyMessage(e Entry) bool {
	switch ev := e.of().(type) {
	case MessagePosted:
		s.applyPosted(e, ev)
	case MessageEdited:
		s.applyEdited(ev)
	case MessageDeleted:
		s.applyDeleted(ev.ID)
		return true
	case Reacted:
		s.person(ev.Who)
	case CommandGiven:
		s.person(ev.Who)
	case MessageRead:
		s.applyRead(ev.Message, ev.Reading, false)
	case ReadingCorrected:
		s.applyRead(ev.Message, ev.Reading, true)
		return true
	case ReadingConfirmed:
		s.applyConfirmed(ev.Message)
		return true
	case ReadingRetracted:
		s.retract(ev.Message)
		if ev.Why == WhyCorrected {
			s.judge(ev.Message)
		}
		return true
	}
	return false
}

func (s *State) applyPosted(e Entry, ev MessagePosted) {
	m := &Message{ID: ev.ID, Thread: ev.Thread, Author: ev.Author, Kind: ev.Kind, At: ev.At, Text: ev.Text, Links: ev.Links}
	at, _ := slices.BinarySearchFunc(s.Recent, m, func(a, b *Message) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return -1 // after all that have the same time
	})
	s.Recent = last(slices.Insert(s.Recent, at, m), keepRecent)
	s.remember(ev.ID, &messageInfo{at: ev.At, author: ev.Author, thread: ev.Thread}, ev.Kind)
	s.forgetReports()
	s.MessageCount++
	s.LastAt = later(s.LastAt, ev.At)
	p := s.person(ev.Author)
	if p.Messages == 0 && p.JoinedAt.IsZero() {
		p.Kind = ev.Kind
	}
	if p.FirstSpoke.IsZero() {
		p.FirstSpoke = ev.At
	} else {
		p.SpokeAgo = ev.At.Sub(p.LastSpoke)
	}
	p.LastSpoke, p.LastSaid = later(p.LastSpoke, ev.At), ev.ID
	p.Messages++
	if !p.LeftAt.IsZero() {
		p.LeftAt = time.Time{}
	}
	if ev.Kind == Human || ev.Kind == AI {
		s.LastHumanAt = later(s.LastHumanAt, ev.At)
	}
}

// remember adds a message to the index and lets the oldest fall out.
func (s *State) remember(id MessageID, m *messageInfo, kind Kind) {
	if _, known := s.messages[id]; known {
		s.messages[id] = m
		return
	}
	s.messages[id] = m
	r := &s.said
	if kind == Bot {
		r = &s.reported
	}
	if len(r.order) < keepMessages {
		r.order = append(r.order, id)
		return
	}
	if oldest := s.messages[r.order[r.next]]; oldest != nil && !oldest.gone { // that one is deleted is never forgotten
		delete(s.messages, r.order[r.next])
	}
	r.order[r.next] = id
	r.next = (r.next + 1) % keepMessages
}

// forgetReports lets go of the oldest of the machines' messages when there are too
// many among the recent ones: what people said is the context.
func (s *State) forgetReports() {
	n := 0
	for i := len(s.Recent) - 1; i >= 0; i-- {
		if s.Recent[i].Kind != Bot {
			continue
		}
		if n++; n > keepReports {
			s.Recent = slices.Delete(s.Recent, i, i+1)
			return
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (s *State) applyRead(id MessageID, r Reading, byPerson bool) {
	if m := s.messages[id]; m != nil {
		m.about, m.conf, m.kept = r.About, int16(min(max(r.Confidence, 0), 100)), m.kept || byPerson
	}
	if m := s.RecentMessage(id); m != nil {
		m.Read, m.Reading, m.Kept = true, r, m.Kept || byPerson
	}
	if h := s.Hypothesis(r.About); h != nil {
		if m := s.messages[id]; m != nil {
			h.LastMention = later(h.LastMention, m.at)
		}
	}
	for _, c := range r.Claims {
		h := s.Hypothesis(c.Hypothesis)
		m := s.messages[id]
		if h == nil || m == nil {
			continue
		}
		h.Mentions++
		if !slices.Contains(h.Voices, m.author) {
			h.Voices = append(h.Voices, m.author)
		}
	}
}

func (s *State) applyConfirmed(id MessageID) {
	if m := s.messages[id]; m != nil {
		m.kept = true
	}
	if m := s.RecentMessage(id); m != nil {
		m.Kept = true
	}
	for _, f := range slices.Clone(s.Heard) {
		if f.Source == id {
			f.Confidence = 100
			s.applyImpact(f)
		}
	}
	s.Heard = slices.DeleteFunc(s.Heard, func(f Fact) bool { return f.Source == id })
	for _, h := range s.Hypotheses {
		if h.Source == id {
			h.Confidence, h.Affirmed = 100, true
		}
	}
	for i := range s.Observations {
		if s.Observations[i].Source == id {
			s.Observations[i].Confidence = 100
		}
	}
	for _, q := range s.Questions {
		if q.Source == id {
			q.Confidence = 100
		}
	}
	for _, i := range s.Interventions {
		if i.Source == id {
			i.Confidence = 100
		}
	}
}

func (s *State) applyDeleted(id MessageID) {
	m := s.messages[id]
	if m == nil { // forgotten, but what came from it may still be shown
		m = &messageInfo{}
		s.messages[id] = m
	}
	m.gone = true
	if m := s.RecentMessage(id); m != nil {
		m.Gone, m.Text, m.Links = true, ErasedText(), nil
	}
	s.retractLinks(id)
}

// retract takes away everything that was read in a message. Identifiers that it
// gave out stay given.
func (s *State) retract(id MessageID) {
	if m := s.messages[id]; m != nil {
		m.about, m.conf = "", 0
	}
	if m := s.RecentMessage(id); m != nil {
		m.Read, m.Reading = false, Reading{}
	}
	from := func(f Fact) bool { return f.Source == id }
	s.retractImpact(from)
	s.retractTrend(from)
	s.Heard = slices.DeleteFunc(s.Heard, from)
	s.Observations = slices.DeleteFunc(s.Observations, from)
	s.Decisions = slices.DeleteFunc(s.Decisions, from)
	s.retractLinks(id)
	s.Alerts = slices.DeleteFunc(s.Alerts, func(a Alert) bool { return a.Source == id })
	s.Questions = slices.DeleteFunc(s.Questions, func(q *Question) bool { return q.Source == id })
	for _, q := range s.Questions {
		if q.AnsweredIn == id {
			q.AnsweredAt, q.AnsweredBy, q.AnsweredIn = time.Time{}, "", ""
		}
	}
	s.Announcements = slices.DeleteFunc(s.Announcements, func(a *Announcement) bool { return a.Source == id })
	s.Offers = slices.DeleteFunc(s.Offers, func(o Offer) bool { return o.Source == id })
	s.Guards = slices.DeleteFunc(s.Guards, func(g *Guard) bool { return g.Source == id })
	s.Lines = slices.DeleteFunc(s.Lines, func(l *Line) bool { return l.Source == id })
	s.Checks = slices.DeleteFunc(s.Checks, func(c *Check) bool { return c.Source == id })
	s.Interventions = slices.DeleteFunc(s.Interventions, func(i *Intervention) bool { return i.Source == id })
	s.Waits = slices.DeleteFunc(s.Waits, func(w *Wait) bool { return w.Source == id })
	for _, h := range s.Hypotheses {
		switch {
		case h.Source == id && len(h.Voices) <= 1 && !h.Affirmed:
			s.setStatus(h, Withdrawn)
		case h.StatusFrom == id && h.Status != Live && h.Status != Merged:
			h.StatusFrom, h.Why = "", Text{}
			s.setStatus(h, Live)
		}
	}
}

func (s *State) retractImpact(from func(Fact) bool) {
	s.ImpactBefore = slices.DeleteFunc(s.ImpactBefore, from)
	if s.Impact == nil || !from(*s.Impact) {
		return
	}
	s.Impact = nil
	if n := len(s.ImpactBefore); n > 0 {
		f := s.ImpactBefore[n-1]
		s.Impact, s.ImpactBefore = &f, s.ImpactBefore[:n-1]
	}
}

func (s *State) retractTrend(from func(Fact) bool) {
	s.TrendBefore = slices.DeleteFunc(s.TrendBefore, func(f TrendFact) bool { return from(f.Fact) })
	if s.Trend == nil || !from(s.Trend.Fact) {
		return
	}
	s.Trend = nil
	if n := len(s.TrendBefore); n > 0 {
		f := s.TrendBefore[n-1]
		s.Trend, s.TrendBefore = &f, s.TrendBefore[:n-1]
	}
}
