package coordinator

import (
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// mostLive is how many hypotheses stay live. Beyond it the one that nobody has
// come back to for longest is parked; it can be taken up again.
const mostLive = 12

// passTime records what has become so by the passing of time.
func (s *step) passTime() {
	in := &s.st.Incident
	if !in.IsOpen() {
		return
	}
	for _, l := range append([]*incident.Line(nil), in.Lines...) {
		switch {
		case !l.Expired && !s.now.Before(l.Until):
			s.own(incident.LineExpired{ID: l.ID})
		case l.Expired && !s.now.Before(l.Until.Add(4*in.Settings.TimeBox)):
			s.own(incident.LineReleased{ID: l.ID, Why: "went quiet"})
		}
	}
	for _, w := range append([]*incident.Wait(nil), in.Waits...) {
		if !s.now.Before(waitOver(w, in.Settings)) {
			s.own(incident.WaitEnded{ID: w.ID, Why: "over"})
		}
	}
	for _, g := range append([]*incident.Guard(nil), in.Guards...) {
		if !g.Until.IsZero() && !s.now.Before(g.Until) {
			s.own(incident.GuardLifted{ID: g.ID})
		}
	}
	s.tidyHypotheses()
	s.status()
}

// waitOver is when a declared wait no longer explains silence: its end and the
// slack.
func waitOver(w *incident.Wait, set incident.Settings) time.Time {
	d := w.Until.Sub(w.From)
	return w.Until.Add(d * time.Duration(set.WaitSlack) / 100)
}

// tidyHypotheses parks those that nobody has come back to.
func (s *step) tidyHypotheses() {
	in := &s.st.Incident
	live := append([]*incident.Hypothesis(nil), in.Live()...)
	left := len(live)
	for left > mostLive {
		oldest := -1
		for i, h := range live {
			if h != nil && !s.held1(h) && (oldest < 0 || h.LastMention.Before(live[oldest].LastMention)) {
				oldest = i
			}
		}
		if oldest < 0 {
			return
		}
		s.own(incident.HypothesisStatusSet{ID: live[oldest].ID, Status: incident.Parked, Why: incident.Say("nobody has come back to it")})
		live[oldest] = nil
		left--
	}
	for _, h := range live {
		if h != nil && left > 1 && !s.held1(h) && in.LastHumanAt.Sub(h.LastMention) >= in.Settings.QuietPark {
			s.own(incident.HypothesisStatusSet{ID: h.ID, Status: incident.Parked, Why: incident.Say("nobody has come back to it")})
			left--
		}
	}
}

// held1 reports whether somebody holds a line on the hypothesis.
func (s *step) held1(h *incident.Hypothesis) bool {
	for _, l := range s.st.Incident.Lines {
		if s.st.Incident.Resolve(l.Hypothesis) == h.ID {
			return true
		}
	}
	return false
}

// dormant reports whether nobody has said anything for so long that only
// deadlines which somebody set still count.
func dormant(in *incident.State, now time.Time) bool {
	last := later(in.OpenedAt, in.LastHumanAt)
	return now.Sub(last) >= in.Settings.DormantIn
}

// NextWake returns when time alone will next decide something, if nothing else
// happens; ok is false if it never will. It is a function of the state and now.
func (c *Coordinator) NextWake(st *State, now time.Time) (next time.Time, ok bool) {
	in := &st.Incident
	if !in.IsOpen() {
		return time.Time{}, false
	}
	set := in.Settings
	for _, l := range in.Lines {
		if !l.Expired {
			next = earlier(next, l.Until, now)
		} else {
			next = earlier(next, l.Until.Add(4*set.TimeBox), now)
		}
	}
	for _, w := range in.Waits {
		next = earlier(next, w.Until, now)
		next = earlier(next, waitOver(w, set), now)
	}
	for _, g := range in.Guards {
		next = earlier(next, g.Until, now)
	}
	for _, i := range in.Interventions {
		if i.Running() {
			next = earlier(next, i.ExpectBy, now)
		}
		if i.Phase != incident.Reverted {
			next = earlier(next, i.StandsUntil, now)
		}
	}
	if !dormant(in, now) {
		next = earlier(next, c.nextAwake(st, now), now)
	}
	return next, !next.IsZero()
}

// nextAwake is the earliest moment that counts only while somebody is here.
func (c *Coordinator) nextAwake(st *State, now time.Time) (next time.Time) {
	in := &st.Incident
	if due, _, ok := st.statusDue(now); ok {
		next = earlier(next, due, now)
	}
	s := &step{c: c, st: st, now: now, by: incident.Bearings}
	if at, ok := s.retryAt(); ok {
		next = earlier(next, at, now)
	}
	if at, ok := commonground.NextBefore(st.View(), now, next); ok {
		next = earlier(next, at, now)
	}
	if end := later(in.OpenedAt, in.LastHumanAt).Add(in.Settings.DormantIn); next.After(end) {
		next = time.Time{}
	}
	return next
}
