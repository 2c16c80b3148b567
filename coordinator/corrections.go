package coordinator

import (
	"slices"

	"bearings/hypotheses"
	"bearings/incident"
)

// wrong takes an item off the board; given on a message, it says that the
// message was read wrongly.
func (s *step) wrong(item string, to reply) error {
	if item == "" {
		if _, ok := s.st.Incident.Message(s.src); !ok {
			return refuse("no-item", "Say what is wrong, for example: wrong Q2. Or put :x: on the message.")
		}
		s.emit(incident.ReadingRetracted{Message: s.src, Why: incident.WhyCorrected})
		return nil
	}
	source, err := s.source(item)
	if err != nil {
		return err
	}
	s.src = source
	s.emit(incident.ItemWithdrawn{Item: item})
	s.say(to, "Taken off the board: "+item+".")
	return nil
}

// right confirms what was read: all of a message, or of the one that an item was
// read in.
func (s *step) right(item string, to reply) error {
	if item == "" {
		if _, ok := s.st.Incident.Message(s.src); !ok {
			return refuse("no-message", "Say what is right, for example: right H3. Or put :white_check_mark: on the message.")
		}
		s.confirmed(s.src)
		return nil
	}
	source, err := s.source(item)
	if err != nil {
		return err
	}
	if info, known := s.st.Incident.Message(source); source == "" || !known || info.Kept {
		s.say(to, item+" counts already.")
		return nil
	}
	s.confirmed(source)
	s.say(to, "Noted: "+item+" is right.")
	return nil
}

// serves takes a person's word for which explanation a message serves: effort is
// counted by that.
func (s *step) serves(id incident.HypothesisID) error {
	h, err := s.hypothesis(id)
	if err != nil {
		return err
	}
	m := s.st.Incident.RecentMessage(s.src)
	if m == nil || m.Gone {
		return refuse("no-message", "Use that on a message that is not long ago.")
	}
	r := only(m.Reading, func(incident.Act) bool { return true }) // the acts stay as sure as they were
	r.About, r.Confidence, r.OffTopic = h.ID, 100, false
	s.emit(incident.ReadingCorrected{Message: m.ID, Reading: r})
	return nil
}

// source is the message that an item was read in, if it was.
func (s *step) source(item string) (incident.MessageID, error) {
	if it := s.item(incident.EvidenceID(item)); it != nil {
		return it.Source, nil
	}
	source, ok := s.st.Incident.SourceOf(item)
	if !ok {
		return "", refuse("unknown-item", "There is no %q on the board. \"status\" shows what is.", item)
	}
	return source, nil
}

func (s *step) item(id incident.EvidenceID) *hypotheses.Item {
	for _, it := range s.st.Ledger.Items() {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// turn says that evidence was read the wrong way round.
func (s *step) turn(in EvidenceTurned) error {
	it := s.item(in.ID)
	if it == nil {
		return refuse("unknown-evidence", "There is no %s. \"show H1\" lists what speaks for and against H1.", in.ID)
	}
	was := *it
	w := incident.Weighed{Credibility: was.Weighed.Credibility}
	for _, b := range was.Weighed.Bearings {
		if b.Consistency < 0 != in.Against {
			b.Consistency = -b.Consistency
		}
		w.Bearings = append(w.Bearings, b)
	}
	s.src = was.Source
	s.emit(incident.ItemWithdrawn{Item: string(was.ID)})
	s.emitAs(was.By, incident.EvidenceAdded{ID: s.st.Incident.NextEvidence(), What: was.What, Weighed: w, Link: was.Link, Query: was.Query})
	return nil
}

// askAgain opens a question that was taken for answered.
func (s *step) askAgain(id incident.QuestionID) error {
	q := s.st.Incident.Question(id)
	if q == nil {
		return refuse("unknown-question", "I know of no question %s. \"questions\" shows what is open.", id)
	}
	s.emit(incident.QuestionAsked{ID: q.ID, Request: q.Request, What: q.What, Of: q.Of, About: q.About})
	return nil
}

// readAgain reads a message whose reading somebody had taken back, because they
// have thought better of it. It counts as confirmed.
func (s *step) readAgain(id incident.MessageID) {
	m := s.st.Incident.RecentMessage(id)
	if m == nil || m.Gone || s.c.scribe == nil {
		return
	}
	s.by, s.src = m.Author, id
	s.takeUp(m, s.c.scribe.Read(&s.st.Incident, m))
}

// confirmed counts what was read in a message as said. What had been held back
// because it was not sure enough follows now, as the word of whoever said it.
func (s *step) confirmed(id incident.MessageID) {
	in := &s.st.Incident
	s.src = id
	s.emit(incident.ReadingConfirmed{Message: id})
	m := in.RecentMessage(id)
	if m == nil || !m.Read || reportsOnly(m.Kind) || s.c.scribe == nil {
		return
	}
	was := m.Reading
	held := func(a incident.Act) bool { return was.Has(a) && was.In(a) < needs(a, in.Settings.OnCard) }
	if !slices.ContainsFunc(was.Acts, held) {
		return
	}
	who := s.by
	s.by = m.Author
	if held(incident.ActHypothesis) && len(was.Claims) == 0 {
		was.Claims = s.c.scribe.Read(in, m).Claims // they were left out of the reading
	}
	now := only(was, held)
	for i := range now.Sure {
		now.Sure[i] = 100
	}
	now = s.number(now)
	if !held(incident.ActEvidence) {
		now.Evidence = nil
	}
	if !held(incident.ActVerdict) || was.In(incident.ActVerdict) >= confCommit { // the latter counts as evidence already
		now.Rulings = nil
	}
	now.Answers, now.RepliesTo = "", ""
	s.facts(m, now)
	if held(incident.ActVerdict) && now.Rulings == nil {
		for _, v := range was.Rulings {
			if h := in.Hypothesis(v.Hypothesis); h != nil && h.Status != v.Status {
				s.close(h, v.Status, s.because(was))
			}
		}
	}
	s.by = who
}

// needs is how sure, in percent, an act must be to have its full effect; 0 for
// those of which the fold keeps all.
func needs(a incident.Act, onCard int) int {
	switch a {
	case incident.ActHypothesis:
		return confHypothesis
	case incident.ActQuestion, incident.ActRequest:
		return confAsked
	case incident.ActEvidence:
		return confEvidence
	case incident.ActVerdict:
		return confVerdict
	case incident.ActTrend:
		return onCard
	case incident.ActImpact, incident.ActObservation, incident.ActLeave:
		return 0
	case incident.ActOwnership, incident.ActIntervention, incident.ActDecision, incident.ActAnnouncement,
		incident.ActWait, incident.ActRole, incident.ActCheck:
		return confCommit
	}
	return 0
}

// outright is a reading without verdicts on what somebody has closed by a command:
// that stands until somebody says otherwise in the same way. What was said counts
// as evidence all the same.
func (s *step) outright(m *incident.Message, r incident.Reading) incident.Reading {
	stands := func(v incident.Ruling) bool {
		h := s.st.Incident.Hypothesis(v.Hypothesis)
		return h != nil && h.StatusFrom == "" && h.StatusBy != incident.Bearings && h.StatusBy != "" && v.Status != h.Status &&
			(h.Status == incident.Refuted || h.Status == incident.Confirmed)
	}
	if !slices.ContainsFunc(r.Rulings, stands) {
		return r
	}
	var rulings []incident.Ruling
	for _, v := range r.Rulings {
		if !stands(v) {
			rulings = append(rulings, v)
			continue
		}
		c := map[incident.Status]incident.Consistency{incident.Refuted: -2, incident.Confirmed: 2}[v.Status]
		if c != 0 && r.In(incident.ActVerdict) >= confCommit {
			s.evidence(m, r, incident.Weighed{Bearings: []incident.Bearing{{Hypothesis: v.Hypothesis, Consistency: c}}, Credibility: 80})
		}
	}
	r.Rulings = rulings
	return r
}
