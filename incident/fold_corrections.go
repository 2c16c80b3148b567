package incident

// WhyCorrected says that a reading was retracted because somebody said that it is
// wrong.
const WhyCorrected = "corrected"

// People overrule what was read. What somebody settled by a command is not undone
// because the message that it was read in is edited: that message is not read
// again, and a hypothesis stands on its own from then on.

// spoken reports whether somebody caused an entry outright, by a command, rather
// than by a message that was read.
func spoken(e Entry) bool { return e.Source == "" && e.By != Bearings && e.By != "" }

// settle notes which readings an entry takes out of the scribe's hands. It comes
// before the entry is applied, which may take the item away.
func (s *State) settle(e Entry) {
	if ev, ok := e.of().(ItemWithdrawn); ok {
		s.judge(e.Source)
		s.settleItem(ev.Item)
		return
	}
	if !spoken(e) {
		return
	}
	switch ev := e.of().(type) {
	case HypothesisReworded:
		s.affirm(ev.ID)
	case HypothesisMerged:
		s.affirm(ev.From)
		s.affirm(ev.Into)
	case HypothesisStatusSet:
		s.affirm(ev.ID)
		if h := s.Hypothesis(ev.ID); h != nil {
			s.judge(h.StatusFrom)
		}
	case LineClaimed:
		s.settleItem(string(ev.ID))
	case LineRenewed:
		s.settleItem(string(ev.ID))
	case LineReleased:
		s.settleItem(string(ev.ID))
	case QuestionAsked:
		s.settleItem(string(ev.ID))
		if q := s.Question(ev.ID); q != nil {
			s.judge(q.AnsweredIn)
		}
	case QuestionAnswered:
		s.settleItem(string(ev.ID))
	case InterventionExpected:
		s.settleItem(string(ev.ID))
	case InterventionObserved:
		s.settleItem(string(ev.ID))
		if i := s.Intervention(ev.ID); i != nil {
			s.judge(i.SeenIn)
		}
	case InterventionReverted:
		s.settleItem(string(ev.ID))
	case WaitEnded:
		s.settleItem(string(ev.ID))
	case AnnouncementCorrected:
		s.settleItem(string(ev.ID))
	case CheckFinished:
		s.settleItem(string(ev.ID))
	}
}

func (s *State) affirm(id HypothesisID) {
	if h := s.byID[id]; h != nil {
		h.Affirmed = true
		s.judge(h.Source)
	}
}

func (s *State) settleItem(item string) {
	if source, ok := s.SourceOf(item); ok {
		s.judge(source)
	}
}

// judge notes that somebody corrected what was read in a message.
func (s *State) judge(id MessageID) {
	if m := s.messages[id]; m != nil {
		m.judged = true
	}
}

// SourceOf returns the message that an item on the board was read in, empty if it
// was said by a command; ok is false if there is no such item. Evidence is in the
// ledger, not here.
func (s *State) SourceOf(item string) (source MessageID, ok bool) {
	switch {
	case item == "impact" && s.Impact != nil:
		return s.Impact.Source, true
	case item == "trend" && s.Trend != nil:
		return s.Trend.Source, true
	case item == "":
		return "", false
	}
	if h := s.byID[HypothesisID(item)]; h != nil && h.Status != Withdrawn {
		return h.Source, true
	}
	if q := s.Question(QuestionID(item)); q != nil {
		return q.Source, true
	}
	if l := s.Line(LineID(item)); l != nil {
		return l.Source, true
	}
	if i := s.Intervention(InterventionID(item)); i != nil {
		return i.Source, true
	}
	if a := s.Announcement(AnnouncementID(item)); a != nil {
		return a.Source, true
	}
	if c := s.Check(CheckID(item)); c != nil {
		return c.Source, true
	}
	if w := find(s.Waits, func(w *Wait) bool { return string(w.ID) == item }); w != nil {
		return w.Source, true
	}
	if g := find(s.Guards, func(g *Guard) bool { return string(g.ID) == item }); g != nil {
		return g.Source, true
	}
	return "", false
}
