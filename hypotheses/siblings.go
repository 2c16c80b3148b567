package hypotheses

import (
	"time"

	"bearings/incident"
)

// Bounds of the siblings of the rule; they are fixed.
const (
	wanderIn     = 30 // minutes
	wanderOpened = 4
	wanderClosed = 34 // percent
	wanderLeft   = 3
	wanderTurns  = 3
	leftAfter    = 10 // minutes without anybody on it
	stalledAfter = 10 // minutes
)

// Wander is what Vagabonding rests on.
type Wander struct {
	Opened    []incident.HypothesisID // raised in the last half hour
	Closed    []incident.HypothesisID // those of them closed with a diagnostic result
	Abandoned []incident.HypothesisID // those of them nobody has worked on for ten minutes
	Switches  int                     // how often the one with the most effort changed
}

// Vagabonding reports whether the group moves from one explanation to the next
// and closes none.
func (l *Ledger) Vagabonding(_ *incident.State, now time.Time) (Wander, bool) {
	st := l.at(now)
	n := l.wander(st)
	if !n.enough() {
		return Wander{}, false
	}
	w := Wander{Switches: n.turns}
	for i := range st.hyps {
		opened, closed, left := l.course(st, slot(i))
		id := l.hyps[i].id
		if opened {
			w.Opened = append(w.Opened, id)
		}
		if closed {
			w.Closed = append(w.Closed, id)
		}
		if left {
			w.Abandoned = append(w.Abandoned, id)
		}
	}
	return w, true
}

// wandering counts what vagabonding consists of.
type wandering struct {
	opened, closed, left, turns int
	quiet                       bool
}

func (w wandering) enough() bool {
	return !w.quiet && w.opened >= wanderOpened && w.closed*100 < wanderClosed*w.opened && w.left >= wanderLeft && w.turns >= wanderTurns
}

func (l *Ledger) wander(st *standing) wandering {
	w := wandering{quiet: st.improving || st.frozen || st.over, turns: st.turns()}
	for i := range st.hyps {
		opened, closed, left := l.course(st, slot(i))
		w.opened += int(bit(opened))
		w.closed += int(bit(closed))
		w.left += int(bit(left))
	}
	return w
}

// course says what became of a hypothesis of the last half hour.
func (l *Ledger) course(st *standing, n slot) (opened, closed, left bool) {
	h := &st.hyps[n]
	if !h.raised || l.hyps[n].gone || st.minute-h.from >= wanderIn {
		return false, false, false
	}
	return true, !h.live && h.found != never, h.live && h.everDone && st.minute-h.worked >= leftAfter
}

// turns counts how often the hypothesis with the most effort changed between
// the last bins that have one.
func (st *standing) turns() int {
	n, before := 0, unattributed
	number := floorDiv(int64(st.minute), binMinutes)
	for b := number - wanderIn/binMinutes + 1; b <= number; b++ {
		at := st.bins[((b%binsKept)+binsKept)%binsKept]
		if at.number != b || at.about < 0 {
			continue
		}
		if before >= 0 && at.about != before {
			n++
		}
		before = at.about
	}
	return n
}

// Dry is what Drought rests on.
type Dry struct {
	Since   time.Time // the last diagnostic item; zero: there was none
	Minutes int
	Effort  int // milli-person-minutes on live hypotheses since
}

// Drought reports whether much effort went into several hypotheses, none of
// which leads, and nothing has told any of them apart.
func (l *Ledger) Drought(_ *incident.State, now time.Time) (Dry, bool) { return l.drought(l.at(now)) }

func (l *Ledger) drought(st *standing) (Dry, bool) {
	lim := &l.limits[st.limits]
	if st.leader < 0 || l.silenced(st, lim) || st.dry.f < lim.f0 || st.dry.t < lim.t0 ||
		st.hyps[st.leader].effort*100 >= lim.share*st.total {
		return Dry{}, false
	}
	end := l.cursorAfter(st.minute).said
	if l.slow(end, st.minute, never, lim) || l.hasty(st.dry.t*60, end, st.minute, lim) {
		return Dry{}, false
	}
	d := Dry{Minutes: st.dry.t, Effort: milli(st.dry.f)}
	if st.lastFound != never {
		d.Since = timeOf(st.lastFound)
	}
	return d, true
}

// Stalled reports whether for ten minutes there was no new hypothesis, no
// diagnostic item and no line that anybody holds, while it is not improving;
// since is when the last of them was.
func (l *Ledger) Stalled(s *incident.State, now time.Time) (since time.Time, ok bool) {
	return stalled(s, l.at(now))
}

func stalled(s *incident.State, st *standing) (time.Time, bool) {
	if !s.IsOpen() || st.improving || st.frozen || st.over {
		return time.Time{}, false
	}
	last := max(minuteOf(s.OpenedAt), st.lastRaised, st.lastFound, st.lastHeld)
	if st.minute-last < stalledAfter {
		return time.Time{}, false
	}
	return timeOf(last), true
}
