package hypotheses

// watch is one conclusion that takes several minutes in a row to be reached,
// and then holds until it is cleared.
type watch struct {
	about slot
	n     int // minutes in a row in which the rule was met
	since int // the minute in which it began to hold
	on    bool
	fired bool // it has held before
}

// next takes in a minute: whether the rule is met for the leader, whether a
// conclusion reached earlier may stand, and whether one may be reached now.
func (w *watch) next(minute int, leader slot, met, stands, ripe bool, lastFor int, once bool) {
	if w.about != leader || w.on && !stands || !w.on && !met {
		w.on, w.n = false, 0
	}
	w.about = leader
	if w.on || !met {
		return
	}
	w.n++
	if w.n >= lastFor && ripe && (!once || !w.fired) {
		w.on, w.fired, w.since = true, true, minute
	}
}

// judge decides what holds in this minute.
func (l *Ledger) judge(st *standing, end int, lim *limits) {
	if st.leader < 0 {
		st.team.next(st.minute, unattributed, false, false, false, lim.lastFor, false)
		st.solo.next(st.minute, unattributed, false, false, false, lim.lastFor, false)
		return
	}
	n, ai := l.responders(st, st.leader)
	may := !st.hyps[st.leader].setBack && !l.silenced(st, lim)
	l.decide(st, &st.team, may && n >= 2, lim.team(), end, lim)
	l.decide(st, &st.solo, may && n == 1, lim.alone(ai), end, lim)
}

// decide moves one of the watches. A reason for silence, a reset, or the wrong
// number of responders clears it; a share that fell below the gate, but not
// below one half, does not. A contradiction is left standing only if people went on
// with the leader after it was said.
func (l *Ledger) decide(st *standing, w *watch, may bool, g gates, end int, lim *limits) {
	met, stands, ripe := false, false, false
	if may {
		h := &st.hyps[st.leader]
		stands = h.k >= lim.contra || l.unrivalled(st, lim) && !l.slow(end, st.minute, h.since, lim)
		met = stands && st.minute-h.from >= lim.ageGate && h.effort*100 >= lim.share*st.total && l.stuck(st, g, end, lim)
		ripe = l.rules.freshSpeaks || h.named > h.opposed || st.minute-h.named <= lim.carry && l.fruitless(st, g, end, lim)
	}
	w.next(st.minute, st.leader, met, stands, ripe, lim.lastFor, l.rules.onlyOnce)
}

// stuck reports whether much effort and time went into the leader and nothing
// told it apart, or a good part of that while contradictions stayed open.
func (l *Ledger) stuck(st *standing, g gates, end int, lim *limits) bool {
	return l.fruitless(st, g, end, lim) || l.contradicted(st, g, end, lim)
}

func (l *Ledger) fruitless(st *standing, g gates, end int, lim *limits) bool {
	h := &st.hyps[st.leader]
	return h.f >= g.f0 && h.t >= g.t0 && l.unrivalled(st, lim) &&
		!l.hasty(h.t*60, end, st.minute, lim) && !l.slow(end, st.minute, h.since, lim)
}

func (l *Ledger) contradicted(st *standing, g gates, end int, lim *limits) bool {
	h := &st.hyps[st.leader]
	return h.k >= lim.contra && h.f*100 >= lim.contraGate*g.f0 && int64(h.t)*100 >= lim.contraGate*int64(g.t0) &&
		(lim.contraGate == 0 || !l.hasty(h.t*60*100/int(lim.contraGate), end, st.minute, lim))
}

// hasty reports whether so many seconds are too short for the tempo of the
// channel.
func (l *Ledger) hasty(seconds, end, minute int, lim *limits) bool {
	return lim.tempoTimes > 0 && l.medianGapAbove(end, minute, seconds/lim.tempoTimes)
}

// unrivalled reports whether fewer than two alternatives got a diagnostic
// result lately: ruling rivals out is progress.
func (l *Ledger) unrivalled(st *standing, lim *limits) bool {
	return l.rules.alternativesVoid || st.alternatives(lim) < 2
}

// alternatives counts the other hypotheses that got a diagnostic result lately.
func (st *standing) alternatives(lim *limits) int {
	n := 0
	for i := range st.hyps {
		if slot(i) != st.leader && st.minute-st.hyps[i].found < lim.alternate {
			n++
		}
	}
	return n
}

// silenced reports whether there is a reason not to speak, whoever leads.
func (l *Ledger) silenced(st *standing, lim *limits) bool {
	return st.improving || st.frozen && !l.rules.waitsSpeak || st.checking && !l.rules.checksSpeak || st.over || st.unplaced*100 > lim.unattrib*st.spoken
}

// responders counts who worked on a hypothesis lately. If it is one, ai tells
// whether that is an AI responder.
func (l *Ledger) responders(st *standing, about slot) (n int, ai bool) {
	for _, p := range st.pairs {
		if p.about == about {
			n++
			ai = l.people[p.who].ai
		}
	}
	return n, ai && n == 1
}
