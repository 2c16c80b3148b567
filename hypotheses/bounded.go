package hypotheses

import (
	"time"

	"bearings/incident"
)

// NextChangeBefore is NextChange for whoever looks again at a certain time anyway:
// it looks no further than that, which is what makes it cheap.
func (l *Ledger) NextChangeBefore(s *incident.State, now, until time.Time) (time.Time, bool) {
	if until.IsZero() {
		return l.NextChange(s, now)
	}
	l.ahead.copyFrom(l.at(now))
	was, end, changed := l.conclusions(s, &l.ahead), minuteOf(until), false
	at, ok := l.lookAhead(tempoMinutes, func(st *standing) bool {
		changed = l.conclusions(s, st) != was
		return changed || st.minute >= end
	})
	return at, ok && changed
}
