package hypotheses

import (
	"slices"
	"time"

	"bearings/incident"
)

// posted notes a message of a responder. Unread, it counts for nothing yet.
func (l *Ledger) posted(ev incident.MessagePosted, s *incident.State) {
	speaks := ev.Kind == incident.Human || ev.Kind == incident.AI || l.rules.everybodyCounts
	if !speaks || ev.Author == "" || ev.Author == incident.Bearings || l.findSaid(ev.ID) != nil {
		return
	}
	l.addSaid(said{id: ev.ID, sec: ev.At.Unix(), who: l.seatOf(ev.Author, s), about: offTopic})
}

// confirmed places a message whose reading was too uncertain until a person
// confirmed it.
func (l *Ledger) confirmed(id incident.MessageID, s *incident.State) {
	m := l.findSaid(id)
	if m == nil || m.about != unattributed {
		return
	}
	if info, ok := s.Message(id); ok && info.About != "" {
		l.place(m, l.slotOf(s.Resolve(info.About)))
	}
}

// read places a message by its reading. A reading that is too uncertain for the
// card is too uncertain to say what somebody works on.
func (l *Ledger) read(id incident.MessageID, r incident.Reading, s *incident.State) {
	m := l.findSaid(id)
	if m == nil {
		return
	}
	info, _ := s.Message(id)
	sure := info.Kept || r.Confidence <= 0 || r.Confidence >= settingsOf(s).OnCard
	set := settingsOf(s)
	if kind := (said{lets: letsGo(r) && sure, light: light(r), back: comesOf(r, set)}); kind.lets != m.lets || kind.light != m.light || kind.back != m.back {
		m.lets, m.light, m.back = kind.lets, kind.light, kind.back
		l.changed(m.minute())
	}
	switch {
	case !r.OnTopic():
		l.place(m, offTopic)
	case r.About == "" && !works(r):
		l.place(m, talk)
	case r.About == "" || !sure:
		l.place(m, unattributed)
	default:
		l.place(m, l.slotOf(s.Resolve(r.About)))
	}
}

// works reports whether a message that names no explanation is work on one all
// the same, by the look of it. Saying whom it affects or how it goes, asking, and
// settling what to do is none.
func works(r incident.Reading) bool {
	return slices.ContainsFunc(r.Acts, func(a incident.Act) bool {
		switch a {
		case incident.ActObservation, incident.ActHypothesis, incident.ActEvidence, incident.ActVerdict, incident.ActIntervention,
			incident.ActOwnership, incident.ActCheck:
			return true
		case incident.ActImpact, incident.ActTrend, incident.ActRequest, incident.ActQuestion, incident.ActDecision,
			incident.ActAnnouncement, incident.ActWait, incident.ActRole, incident.ActLeave:
		}
		return false
	})
}

// light reports whether a message only asks or guesses. That takes a minute and
// holds nobody for five.
func light(r incident.Reading) bool {
	return len(r.Acts) > 0 && !slices.ContainsFunc(r.Acts, func(a incident.Act) bool {
		switch a {
		case incident.ActObservation, incident.ActEvidence, incident.ActVerdict, incident.ActIntervention, incident.ActOwnership, incident.ActCheck:
			return true
		case incident.ActHypothesis, incident.ActImpact, incident.ActTrend, incident.ActRequest, incident.ActQuestion, incident.ActDecision,
			incident.ActAnnouncement, incident.ActWait, incident.ActRole, incident.ActLeave:
		}
		return false
	})
}

// comesOf returns how many silent minutes a message may come of: something seen
// took a few, a change more.
func comesOf(r incident.Reading, set incident.Settings) int8 {
	switch {
	case r.Has(incident.ActIntervention):
		return int8(min(minutes(set.ActFor), 120))
	case r.Has(incident.ActObservation) || r.Has(incident.ActEvidence):
		return int8(min(minutes(set.CarryOn), 120))
	}
	return 0
}

// letsGo reports whether the author of a message stops working on what it is
// about.
func letsGo(r incident.Reading) bool {
	return r.Has(incident.ActLeave) || r.Owning != nil && r.Owning.Verb == incident.Releases && r.Has(incident.ActOwnership)
}

func (l *Ledger) place(m *said, about slot) {
	if m.about != about {
		m.about = about
		l.changed(m.minute())
	}
}

// retract takes back everything that was read in a message.
func (l *Ledger) retract(id incident.MessageID) {
	if id == "" {
		return
	}
	if m := l.findSaid(id); m != nil {
		if m.lets || m.light || m.back != 0 {
			m.lets, m.light, m.back = false, false, 0
			l.changed(m.minute())
		}
		l.place(m, offTopic)
	}
	l.dropSpans(func(s span) bool { return s.source == id })
	l.dropTrends(func(from incident.MessageID) bool { return from == id })
	l.retractEvidence(id)
}

// withdraw takes back an item that a person took off the common ground.
func (l *Ledger) withdraw(item string) {
	if item == "trend" {
		l.dropTrends(func(incident.MessageID) bool { return true })
		return
	}
	l.dropSpans(func(s span) bool { return s.id == item })
	if it := l.item(incident.EvidenceID(item)); it != nil {
		l.retractItem(it)
	}
}

// trend notes how the problem is moving, if that is certain enough for the
// card.
func (l *Ledger) trend(e incident.Entry, ev incident.TrendStated, s *incident.State) {
	if s.Sure(e.Source, incident.ActTrend) < settingsOf(s).OnCard {
		return
	}
	better := ev.Trend == incident.TrendBetter || ev.Trend == incident.TrendResolved
	l.addMark(saidAt(e, s), mark{kind: moved, n: bit(better), source: e.Source})
}

func (l *Ledger) dropTrends(from func(incident.MessageID) bool) {
	l.dropMarks(func(m mark) bool { return m.kind == moved && from(m.source) })
	if l.old.improving && from(l.old.trendFrom) {
		l.old.improving = false
		l.changed(l.old.minute)
	}
}

// syncStatus notes every hypothesis that came to life or ceased to be live.
func (l *Ledger) syncStatus(e incident.Entry, s *incident.State) {
	for _, h := range s.Hypotheses {
		n := l.slotOf(h.ID)
		if l.hyps[n].id != h.ID {
			continue // merge has moved all that it had
		}
		k := &l.hyps[n]
		if h.Status == incident.Withdrawn {
			l.neverRaised(n)
			continue
		}
		k.gone = false
		if !k.met {
			k.met = true
			l.addMark(h.RaisedAt, mark{kind: raised, about: n})
		}
		if now := stateOf(h.Status); now != k.state {
			k.state = now
			l.noteStatus(e, s, n, now)
		}
	}
}

// The states of a hypothesis that matter for effort, as they stand in marks.
const (
	closedState    int32 = iota // refuted, parked, merged
	liveState                   // one of several, as long as nobody closes it
	confirmedState              // said to be a cause; work on it goes on until it is better
)

func stateOf(s incident.Status) int32 {
	switch s {
	case incident.Live:
		return liveState
	case incident.Confirmed:
		return confirmedState
	case incident.Refuted, incident.Parked, incident.Merged, incident.Withdrawn:
	}
	return closedState
}

// noteStatus marks when a hypothesis came to life or ceased to be live.
func (l *Ledger) noteStatus(e incident.Entry, s *incident.State, n slot, now int32) {
	at := e.At
	if _, ok := e.Event.(incident.HypothesisRaised); ok {
		return // live from when it was raised
	}
	if _, ok := e.Event.(incident.HypothesisStatusSet); ok {
		at = saidAt(e, s)
	}
	if ev, ok := e.Event.(incident.ReadingRetracted); ok {
		before := len(l.marks)
		l.dropMarks(func(m mark) bool { return m.kind == settled && m.about == n && m.source == ev.Message })
		if len(l.marks) < before {
			return // it never ceased to be live
		}
	}
	l.addMark(at, mark{kind: settled, about: n, n: now, source: e.Source})
}

// neverRaised takes a hypothesis back: a reading that was wrong raised it.
func (l *Ledger) neverRaised(n slot) {
	if !l.hyps[n].met {
		return
	}
	l.hyps[n].met, l.hyps[n].state, l.hyps[n].gone = false, closedState, true
	l.dropMarks(func(m mark) bool { return m.about == n && (m.kind == raised || m.kind == settled) })
	if int(n) < len(l.old.hyps) && l.old.hyps[n].raised {
		l.old.hyps[n].raised, l.old.hyps[n].live, l.old.hyps[n].open = false, false, false
		l.changed(l.old.minute)
	}
}

// merge moves effort and evidence of a hypothesis to the one that it turned out
// to be.
func (l *Ledger) merge(id incident.HypothesisID, s *incident.State) {
	from, into := l.slotOf(id), l.slotOf(s.Resolve(id))
	if from == into {
		return
	}
	for i := range l.hyps {
		if l.hyps[i].alias == from {
			l.hyps[i].alias = into
		}
	}
	l.hyps[from].state, l.hyps[from].gone = closedState, true
	for i := range l.said {
		if l.said[i].about == from {
			l.said[i].about = into
		}
	}
	for i := range l.spans {
		if l.spans[i].about == from {
			l.spans[i].about = into
		}
	}
	l.dropMarks(func(m mark) bool { return m.about == from && m.kind == settled })
	for i := range l.marks {
		if l.marks[i].about == from && l.marks[i].kind == raised {
			l.marks[i].about = into
		}
	}
	l.mergeEvidence(s)
	l.old.merge(from, into)
	l.changed(l.old.minute)
}

// hold notes that somebody holds a line until a time: they claimed it, were
// given it, or renewed it.
func (l *Ledger) hold(e incident.Entry, s *incident.State, id incident.LineID, until time.Time) {
	line := s.Line(id)
	if line == nil {
		return
	}
	from := minuteOf(saidAt(e, s))
	l.endSpans(string(id), from)
	l.addEffort(e, s, span{kind: holding, id: string(id), from: from, to: minuteOf(until), given: e.By != line.Holder && !l.rules.givenWorks}, line.Holder, line.Hypothesis)
}

// addEffort adds a span of somebody's work, if they are a responder.
func (l *Ledger) addEffort(e incident.Entry, s *incident.State, sp span, who incident.PersonID, about incident.HypothesisID) {
	if !responds(who, s) && !l.rules.everybodyCounts {
		return
	}
	sp.source, sp.who, sp.about = e.Source, l.seatOf(who, s), unattributed
	if about != "" {
		sp.about = l.slotOf(s.Resolve(about))
	}
	l.addSpan(sp)
}

// expect moves the end of the time that a mitigation is given.
func (l *Ledger) expect(ev incident.InterventionExpected, s *incident.State) {
	if ev.ExpectBy.IsZero() {
		return
	}
	for _, sp := range l.takeSpans(func(sp span) bool { return sp.id == string(ev.ID) && (sp.kind == grace || sp.kind == checking) }) {
		l.changed(sp.to)
		due := minuteOf(ev.ExpectBy)
		if sp.kind == checking {
			due = slack(timeOf(sp.from), ev.ExpectBy, s)
		}
		sp.to = due
		l.changed(sp.to)
		l.insertSpan(sp)
	}
}

func (l *Ledger) hasSpan(id string) bool {
	for _, sp := range l.spans {
		if sp.id == id {
			return true
		}
	}
	return false
}

// start adds what a change is from now on: effort of its actor while its effect
// is open, and, for a mitigation, time that it is given.
func (l *Ledger) start(e incident.Entry, s *incident.State, id incident.InterventionID) {
	i := s.Intervention(id)
	if i == nil || i.Helped != "" {
		return
	}
	at := minuteOf(saidAt(e, s))
	if i.RestsOn != "" {
		sp := span{kind: acting, id: string(id), from: at, to: at + minutes(settingsOf(s).ActFor)}
		l.addEffort(e, s, sp, i.Actor, i.RestsOn)
	}
	if i.Kind != incident.Mitigation {
		due := i.ExpectBy
		if due.IsZero() {
			due = timeOf(at + minutes(settingsOf(s).ActFor))
		}
		l.addSpan(span{kind: checking, id: string(id), source: e.Source, from: at, to: slack(timeOf(at), due, s)})
		return
	}
	until := at + minutes(settingsOf(s).Grace)
	if !i.ExpectBy.IsZero() {
		until = minuteOf(i.ExpectBy)
	}
	l.addSpan(span{kind: grace, id: string(id), source: e.Source, from: at, to: until})
}

// wait notes that people wait: until it is due, and a little more.
func (l *Ledger) wait(e incident.Entry, ev incident.WaitDeclared, s *incident.State) {
	from := saidAt(e, s)
	l.addSpan(span{kind: waiting, id: string(ev.ID), source: e.Source, from: minuteOf(from), to: slack(from, ev.Until, s)})
}

// slack returns the minute until which something that is due is waited for: it
// may take a little longer.
func slack(from, due time.Time, s *incident.State) int {
	planned := min(due.Sub(from), longestSpan*time.Minute)
	return minuteOf(from.Add(planned + planned*time.Duration(settingsOf(s).WaitSlack)/100))
}
