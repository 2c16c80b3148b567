package hypotheses

import (
	"time"

	"bearings/incident"
)

// limits are the settings of the rule for one severity, in the units of the
// fold: minutes, percent, and fractions of a person-minute.
type limits struct {
	decay      int64 // per minute, fixed-point
	carry      int
	ageGate    int
	recent     int
	alternate  int
	lastFor    int
	dormant    int
	share      int64
	fallBelow  int64
	contra     int
	contraGate int64
	unattrib   int64
	diagnostic int
	f0         int64
	t0         int
	tempoTimes int
	tempoLive  int // seconds
}

func limitsOf(s incident.Settings, severity incident.Severity) limits {
	return limits{
		decay: decayPerMinute(s.HalfLife),
		carry: minutes(s.CarryOn), ageGate: minutes(s.AgeGate), recent: minutes(s.Recent), alternate: minutes(s.Alternate),
		lastFor: max(s.LastFor, 1), dormant: minutes(s.DormantIn), share: int64(s.Share), fallBelow: int64(s.FallBelow),
		contra: s.Contra, contraGate: int64(s.ContraGate), unattrib: int64(s.Unattrib), diagnostic: s.Diagnostic,
		f0: int64(incident.By(severity, s.F0)) * personMinute, t0: incident.By(severity, s.T0),
		tempoTimes: max(s.TempoTimes, 0), tempoLive: int(s.TempoLive / time.Second),
	}
}

// gates are the least effort and time that a leader must have, for one kind of
// responder.
type gates struct {
	f0 int64
	t0 int
}

// team returns the gates for two responders or more.
func (l *limits) team() gates { return gates{l.f0, l.t0} }

// alone returns the gates for somebody who is alone. An AI responder is asked
// after half the time.
func (l *limits) alone(ai bool) gates {
	g := gates{l.f0 / 2, l.t0}
	if ai {
		g.t0 = (l.t0 + 1) / 2
	}
	return g
}
