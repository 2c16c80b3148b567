package coordinator

import (
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// statusAsks is how many questions that were due go into a status: a message asks one.
const statusAsks = 1

// nextStatus is when the next status is due at the latest, as people are told;
// zero if none is. One that comes before its time keeps the promise too.
func (s *step) nextStatus() time.Time {
	next, ok := s.st.regularStatus(s.now)
	if !ok {
		return time.Time{}
	}
	return next
}

// statusDue is when the next status is due, and why if it comes before its time.
func (st *State) statusDue(now time.Time) (due time.Time, why string, ok bool) {
	due, ok = st.regularStatus(now)
	if early, news := st.earlyStatus(); news && ok && due.Sub(early) > st.Incident.Settings.Swallow {
		return early, strings.Join(st.Attention.news.big, ", "), true
	}
	return due, "", ok
}

// nextPost is when something will be posted as a status, as far as is known now.
func (st *State) nextPost(now time.Time) (time.Time, bool) {
	if st.Attention.changedAt.IsZero() {
		return time.Time{}, false
	}
	due, _, ok := st.statusDue(now)
	return due, ok && due.After(now)
}

// regularStatus is when a status is due by the schedule if there is one, else at
// the cadence of the severity, counted from the last one. A time at which nothing
// has changed passes without one: the card says that it was looked at.
func (st *State) regularStatus(now time.Time) (time.Time, bool) {
	in, a := &st.Incident, &st.Attention
	if !in.IsOpen() || dormant(in, now) {
		return time.Time{}, false
	}
	from := now
	if !a.changedAt.IsZero() {
		from = a.changedAt.Add(-1) // due at the first of its times that is not before the change
	}
	base := later(a.statusAt, in.OpenedAt)
	if sched, err := ParseSchedule(in.Settings.StatusAt); err == nil && in.Settings.StatusAt != "" {
		from = later(base, from)
		if a.early { // never two within a short time
			from = later(from, a.postedAt.Add(st.statusGap()-1))
		}
		return sched.Next(from)
	}
	cadence := st.cadence()
	return base.Add(cadence * (later(base, from).Sub(base)/cadence + 1)), true
}

// earlyStatus is when what has happened is told to everybody before the next
// status is due: when people have stopped talking about it, or soon after, but
// never shortly after the last one nor while Bearings was asked to be quiet.
func (st *State) earlyStatus() (time.Time, bool) {
	in, a := &st.Incident, &st.Attention
	if len(a.news.big) == 0 {
		return time.Time{}, false
	}
	talk := later(a.news.since, later(in.LastHumanAt, a.lastUs))
	at := sooner(talk.Add(in.Settings.LullAfter), a.news.since.Add(in.Settings.LullMost))
	return later(later(at, a.postedAt.Add(st.statusGap())), a.quiet), true
}

func (st *State) cadence() time.Duration {
	return time.Duration(incident.By(st.Incident.Severity, st.Incident.Settings.Cadence)) * time.Minute
}

func (st *State) statusGap() time.Duration {
	return time.Duration(incident.By(st.Incident.Severity, st.Incident.Settings.StatusGap)) * time.Minute
}

// status gives the status when it is due: as a post if something has changed, by
// the card alone if nothing has.
func (s *step) status() {
	due, why, ok := s.st.statusDue(s.now)
	if !ok || s.now.Before(due) {
		return
	}
	a := &s.st.Attention
	next := s.now.Add(s.st.cadence())
	if sched, err := ParseSchedule(s.st.Incident.Settings.StatusAt); err == nil {
		if at, ok := sched.Next(s.now); ok {
			next = at
		}
	}
	if s.now.Before(a.quiet) {
		s.own(incident.StatusPosted{Next: next, Edited: true, Reason: StatusQuiet})
		return
	}
	st, changed := commonground.StatusSince(s.st.View(), a.postedAt, s.now, next)
	if !changed {
		s.own(incident.StatusPosted{Next: next, Edited: true, Reason: StatusNothing})
		return
	}
	asks := s.heldForStatus()
	for _, f := range asks {
		st.Asks = append(st.Asks, f.Words)
	}
	d := incident.DeliveryRequested{How: incident.Post, Kind: KindStatus}
	if len(asks) > 0 {
		shown := asDecided(asks)
		d.Rests, d.Buttons = rests(shown), buttons(shown)
	}
	key := s.sendWords(d, st.Words())
	s.own(incident.StatusPosted{Next: next, Reason: why, Delivery: key})
	for _, f := range asks {
		s.shown(f, verdict{level: incident.InChannel, reason: ShownStatus}, key)
	}
}

// heldForStatus are the findings that wait for the status and still hold.
func (s *step) heldForStatus() []incident.Finding {
	var out []incident.Finding
	waits := func(t *topic) bool { return t.withheld && !t.ended && t.reason == WithheldStatus }
	if !slices.ContainsFunc(s.st.Attention.topics, waits) {
		return nil
	}
	for _, f := range s.noticed() {
		t := s.st.Attention.byKey[f.Key]
		if t == nil || !waits(t) || len(out) == statusAsks {
			continue
		}
		if _, done := s.held(f, t); !done {
			out = append(out, f)
		}
	}
	return out
}

func asDecided(fs []incident.Finding) []decided {
	out := make([]decided, len(fs))
	for i, f := range fs {
		out[i] = decided{f: f}
	}
	return out
}
