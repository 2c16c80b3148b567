package hypotheses

import (
	"cmp"
	"slices"
	"time"

	"bearings/incident"
)

// Share is a live hypothesis's part of the effort.
type Share struct {
	Hypothesis incident.HypothesisID
	Permille   int
	Effort     int // decayed, in milli-person-minutes
}

// Measure is every clause of the rule with its value, its gate, and what it
// rests on. Effort is in milli-person-minutes. Nothing in it is about a single
// person.
type Measure struct {
	Minute time.Time
	Leader incident.HypothesisID // empty: nobody works on a live hypothesis

	Age, AgeGate int // minutes
	Share, Gate  int // permille
	Responders   int // who worked on the leader lately
	AI           bool

	Since                time.Time // when the clocks were last set back, or it was raised
	Effort, EffortGate   int       // F
	Minutes, MinutesGate int       // T; the gate takes the tempo of the channel into account
	Last                 *Item     // the last result that told it apart from others, or nil
	Alternatives         []incident.HypothesisID
	Unrivalled           bool // too few of them to count as progress
	ContraGate           int  // percent of both gates, beside contradictions

	K, KGate       int     // percent
	Contradictions []*Item // what speaks against it and nobody has answered

	Improving bool
	Waiting   bool      // people wait, a mitigation has its time or a check runs …
	Until     time.Time // … until then
	Over      bool      // closed or resolved
	Unplaced  int       // percent of the effort of messages
	Placed    bool      // that is little enough
	Slow      bool      // people are not working live

	Fruitless    bool // much effort and time, and nothing told it apart
	Contradicted bool // a good part of that, and contradictions stay open
	InARow       int  // minutes in which the rule was met, without a gap
	Flagged      bool
}

// Flag is a conclusion of the rule.
type Flag struct {
	Hypothesis incident.HypothesisID
	Since      time.Time
	Who        incident.PersonID // Solo: who is alone; else empty
	AI         bool              // Solo: it is an AI responder
	Measure    Measure
}

// at returns the standing of a minute; it is good until the next question.
func (l *Ledger) at(now time.Time) *standing {
	k := minuteOf(now)
	if l.answers && l.answer.minute == k {
		return &l.answer
	}
	switch {
	case !l.begun:
		l.limits = []limits{limitsOf(incident.DefaultSettings(), incident.SEV2)}
		l.answer = newStanding(k)
		return &l.answer
	case l.answers && l.answer.minute < k: // go on from there
	case k >= l.near.minute:
		l.answer.copyFrom(&l.near)
	default:
		l.answer.copyFrom(&l.old)
	}
	l.roll(&l.answer, k)
	l.answers = true
	return &l.answer
}

// Shares returns the share of each live hypothesis that has any, the largest
// first.
func (l *Ledger) Shares(_ *incident.State, now time.Time) []Share {
	st := l.at(now)
	if st.total == 0 {
		return nil
	}
	var shares []Share
	for i := range st.hyps {
		h := &st.hyps[i]
		if h.raised && h.open && h.effort > 0 {
			shares = append(shares, Share{l.hyps[i].id, int(h.effort * 1000 / st.total), milli(h.effort)})
		}
	}
	slices.SortStableFunc(shares, func(a, b Share) int { return cmp.Compare(b.Effort, a.Effort) })
	return shares
}

// Leader returns the live hypothesis with the most effort; ok is false when
// nobody works on any.
func (l *Ledger) Leader(_ *incident.State, now time.Time) (id incident.HypothesisID, ok bool) {
	st := l.at(now)
	if st.leader < 0 {
		return "", false
	}
	return l.hyps[st.leader].id, true
}

// Measure returns the clauses of the rule as they are now.
func (l *Ledger) Measure(_ *incident.State, now time.Time) Measure {
	return l.measure(l.at(now), false)
}

// Fixation reports whether the group keeps going where nothing tells its
// favourite apart: the rule was met for several minutes in a row by two
// responders or more, and nothing has cleared it since.
func (l *Ledger) Fixation(_ *incident.State, now time.Time) (Flag, bool) {
	st := l.at(now)
	if !st.team.on {
		return Flag{}, false
	}
	return Flag{Hypothesis: l.hyps[st.leader].id, Since: timeOf(st.team.since), Measure: l.measure(st, false)}, true
}

// Solo reports whether the rule, with half the effort, is met by exactly one
// responder. It is for an offer of a check in private, nothing else.
func (l *Ledger) Solo(_ *incident.State, now time.Time) (Flag, bool) {
	st := l.at(now)
	if !st.solo.on {
		return Flag{}, false
	}
	f := Flag{Hypothesis: l.hyps[st.leader].id, Since: timeOf(st.solo.since), Measure: l.measure(st, true)}
	for _, p := range st.pairs {
		if p.about == st.leader {
			f.Who, f.AI = l.people[p.who].id, l.people[p.who].ai
		}
	}
	return f, true
}

func (l *Ledger) measure(st *standing, alone bool) Measure {
	lim := &l.limits[st.limits]
	m := Measure{
		Minute: timeOf(st.minute), AgeGate: lim.ageGate, Gate: int(lim.share) * 10, KGate: lim.contra,
		ContraGate: int(lim.contraGate), Placed: st.unplaced*100 <= lim.unattrib*st.spoken,
		Improving: st.improving, Waiting: st.frozen || st.checking, Over: st.over, Until: l.frozenUntil(st),
	}
	if st.spoken > 0 {
		m.Unplaced = int(st.unplaced * 100 / st.spoken)
	}
	end := l.cursorAfter(st.minute).said
	since := never
	if st.leader >= 0 {
		since = st.hyps[st.leader].since
	}
	m.Slow = l.slow(end, st.minute, since, lim)
	g := lim.team()
	if st.leader >= 0 {
		m.Responders, m.AI = l.responders(st, st.leader)
	}
	if alone {
		g = lim.alone(m.AI)
	}
	m.EffortGate, m.MinutesGate = milli(g.f0), l.minutesGate(g, end, st.minute, lim)
	if st.leader < 0 {
		return m
	}
	l.measureLeader(&m, st, g, end, lim)
	w := st.team
	if alone {
		w = st.solo
	}
	m.InARow, m.Flagged = w.n, w.on
	return m
}

// measureLeader fills in what concerns the leader.
func (l *Ledger) measureLeader(m *Measure, st *standing, g gates, end int, lim *limits) {
	h := &st.hyps[st.leader]
	m.Leader = l.hyps[st.leader].id
	m.Age = st.minute - h.from
	m.Share = int(h.effort * 1000 / st.total)
	m.Since, m.Effort, m.Minutes = timeOf(h.since), milli(h.f), h.t
	m.K = h.k
	m.Last = l.lastDiagnostic(m.Leader, st.minute, lim.diagnostic)
	for _, it := range l.items {
		if !it.Retracted && it.For(m.Leader) < 0 && minuteOf(it.At) <= st.minute &&
			(!it.Addressed() || minuteOf(it.AddressedAt) > st.minute) {
			m.Contradictions = append(m.Contradictions, it)
		}
	}
	for i := range st.hyps {
		if slot(i) != st.leader && st.minute-st.hyps[i].found < lim.alternate {
			m.Alternatives = append(m.Alternatives, l.hyps[i].id)
		}
	}
	m.Unrivalled = l.unrivalled(st, lim)
	m.Fruitless, m.Contradicted = l.fruitless(st, g, end, lim), l.contradicted(st, g, end, lim)
}

// minutesGate returns T0, or what the tempo makes of it.
func (l *Ledger) minutesGate(g gates, end, minute int, lim *limits) int {
	if !l.hasty(g.t0*60, end, minute, lim) {
		return g.t0
	}
	return max(g.t0, (l.medianGap(end, minute)*lim.tempoTimes+59)/60)
}

// frozenUntil returns when the wait or grace of this minute ends.
func (l *Ledger) frozenUntil(st *standing) time.Time {
	if !st.frozen && !st.checking {
		return time.Time{}
	}
	until := 0
	for _, s := range l.spans {
		if !s.effort() && s.from <= st.minute && s.to > st.minute {
			until = max(until, s.to)
		}
	}
	return timeOf(until)
}

// OnHypothesis returns who works on a hypothesis now: their last message is
// about it and still holds, their change that rests on it is running, or they
// hold a line on it. The order is that in which they were first heard of.
func (l *Ledger) OnHypothesis(h incident.HypothesisID, now time.Time) []incident.PersonID {
	st := l.at(now)
	i := slices.IndexFunc(l.hyps, func(k known) bool { return k.id == h })
	if i < 0 {
		return nil
	}
	n, lim := l.hyps[i].alias, &l.limits[st.limits]
	open := l.spans[l.cursorAfter(st.minute-1).span:] // end after this minute
	var who []incident.PersonID
	for p := range st.people {
		on := st.people[p].about == n && st.minute-st.people[p].aboutAt <= lim.carry
		on = on || slices.ContainsFunc(open, func(s span) bool {
			return s.effort() && s.who == seat(p) && s.about == n && s.from <= st.minute
		})
		if on {
			who = append(who, l.people[p].id)
		}
	}
	return who
}

// furthest bounds how far NextFlag and NextChange look.
const furthest = 240

// NextFlag returns the first later minute in which Fixation or Solo would begin
// if nothing more happened, within the next four hours.
func (l *Ledger) NextFlag(_ *incident.State, now time.Time) (time.Time, bool) {
	l.ahead.copyFrom(l.at(now))
	team, solo := l.ahead.team.on, l.ahead.solo.on
	return l.lookAhead(0, func(st *standing) bool {
		begins := st.team.on && !team || st.solo.on && !solo
		team, solo = st.team.on, st.solo.on
		return begins
	})
}

// NextChange returns the first later minute in which Fixation, Solo,
// Vagabonding, Drought or Stalled would begin or end if nothing more happened,
// within the next four hours.
func (l *Ledger) NextChange(s *incident.State, now time.Time) (time.Time, bool) {
	l.ahead.copyFrom(l.at(now))
	was := l.conclusions(s, &l.ahead)
	return l.lookAhead(tempoMinutes, func(st *standing) bool { return l.conclusions(s, st) != was })
}

// conclusions returns what holds in a standing.
func (l *Ledger) conclusions(s *incident.State, st *standing) [5]bool {
	w := l.wander(st)
	_, dry := l.drought(st)
	_, stalled := stalled(s, st)
	return [5]bool{st.team.on, st.solo.on, w.enough(), dry, stalled}
}

// lookAhead rolls a copy of the standing on until something is so. When nobody
// works any more and nothing is left to run out, it looks no further than so
// many minutes from now.
func (l *Ledger) lookAhead(least int, found func(*standing) bool) (time.Time, bool) {
	st := &l.ahead
	begin, c := st.minute, l.cursorAfter(st.minute)
	for st.minute < begin+furthest {
		left := len(st.pairs) > 0 || c.span < len(l.spans) || c.said < len(l.said) || c.mark < len(l.marks)
		if !left && st.minute >= begin+least {
			break
		}
		l.step(st, &c, st.minute+1)
		if found(st) {
			return timeOf(st.minute), true
		}
	}
	return time.Time{}, false
}
