package coordinator

import (
	"time"

	"bearings/incident"
)

// Reason says why a finding was shown or withheld. The values are part of the
// log; they are never changed.
type Reason string

// Why something was shown.
const (
	ShownOnCard    Reason = "on the card"              // a silent edit
	ShownFirst     Reason = "first time"               // nobody has been told yet
	ShownGrown     Reason = "grown"                    // more effort or a new contradiction since it was last shown
	ShownAgain     Reason = "still so after cool-down" // the cool-down is over
	ShownEscalated Reason = "no answer on the rung below"
	ShownAsked     Reason = "asked for"
	ShownBypass    Reason = "cannot wait"
	ShownNoCommand Reason = "no commander; told to whoever leads the line"
)

// Why something was withheld.
const (
	WithheldQuiet     Reason = "asked to be quiet"
	WithheldSnoozed   Reason = "snoozed"
	WithheldIntended  Reason = "working as intended"
	WithheldCoolDown  Reason = "cooling down"
	WithheldDismissed Reason = "dismissed twice: card only"
	WithheldBudget    Reason = "budget spent"
	WithheldLull      Reason = "waiting for a lull"
	WithheldStatus    Reason = "goes into the status"
	WithheldShare     Reason = "enough said for the traffic"
	WithheldPersonCap Reason = "enough said to this person"
	WithheldNobody    Reason = "nobody to tell"
	WithheldThreshold Reason = "often dismissed: threshold raised"
	WithheldDormant   Reason = "nobody is here"
	WithheldClosed    Reason = "incident closed"
	WithheldMerged    Reason = "said together with another"
)

// Costs in thousandths of the budget's capacity.
const (
	capacity    = 1000
	costChannel = 1000
	costThread  = 500
)

// verdict is what the policy decided about one finding.
type verdict struct {
	show   bool
	level  incident.Level
	to     []incident.PersonID
	reason Reason
	retry  time.Time // when the answer may change by time alone; zero: never
}

func withhold(r Reason, retry time.Time) verdict { return verdict{reason: r, retry: retry} }

// decide is the one place where it is decided whether a finding is put before
// people, on which rung, and why. It reads only the state and the time.
func (s *step) decide(f incident.Finding) verdict {
	a, in := &s.st.Attention, &s.st.Incident
	t := a.byKey[f.Key]
	if v, done := s.held(f, t); done {
		return v
	}
	level, why, retry, ok := s.rung(f, t)
	if !ok {
		return withhold(why, retry)
	}
	if why == ShownOnCard || level == incident.OnCard {
		return verdict{show: true, level: incident.OnCard, reason: ShownOnCard, retry: retry}
	}
	switch level {
	case incident.Whisper, incident.ToCommander:
		return s.private(f, level, why, retry)
	case incident.InThread, incident.InChannel, incident.OnCard:
	}
	if v, wait := s.public(f, t, level); wait {
		return v
	}
	if in.Holder(incident.Commander) == "" && why == ShownFirst {
		why = ShownNoCommand
	}
	return verdict{show: true, level: level, reason: why, retry: retry}
}

// held are the reasons to withhold a finding wherever it would go.
func (s *step) held(f incident.Finding, t *topic) (verdict, bool) {
	in, a := &s.st.Incident, &s.st.Attention
	set := in.Settings
	if !in.IsOpen() {
		return withhold(WithheldClosed, time.Time{}), true
	}
	if t != nil && t.asked {
		return verdict{}, false // somebody wants it said, whatever was said about it before
	}
	switch {
	case t != nil && t.answered == AnswerIntended && !grown(f, t):
		return withhold(WithheldIntended, time.Time{}), true
	case t != nil && s.now.Before(t.snoozed):
		return withhold(WithheldSnoozed, t.snoozed), true
	case f.Level == incident.OnCard && f.Highest == incident.OnCard:
		return verdict{show: true, level: incident.OnCard, reason: ShownOnCard}, true
	case s.now.Before(a.quiet) && !f.Bypass:
		return withhold(WithheldQuiet, a.quiet), true
	case !in.LastHumanAt.IsZero() && s.now.Sub(in.LastHumanAt) >= set.DormantIn && !deadlineKind(f.Detector):
		return withhold(WithheldDormant, time.Time{}), true
	case t != nil && t.dismissals >= 2:
		return verdict{show: true, level: incident.OnCard, reason: WithheldDismissed}, true
	case a.worn(f.Detector) && !grown(f, t):
		return withhold(WithheldThreshold, time.Time{}), true
	}
	return verdict{}, false
}

// deadlineKind reports whether a detector speaks of a deadline that somebody
// set, which counts even when nobody is here.
func deadlineKind(detector string) bool {
	switch detector {
	case "expired-lease", "effect-due", "wait-ended":
		return true
	}
	return false
}

// worn reports whether a detector was dismissed at least twice in its last ten
// answers while fewer than three were acted on: it then needs a stronger case.
func (a *Attention) worn(detector string) bool {
	dismissed, acted := 0, 0
	for _, ans := range a.answers[detector] {
		switch ans {
		case AnswerDismissed:
			dismissed++
		case AnswerActed:
			acted++
		}
	}
	return dismissed >= 2 && acted < 3
}

// grown reports whether there is half as much effort again behind a finding as
// when it was last shown, or a new contradiction.
func grown(f incident.Finding, t *topic) bool {
	if t == nil || !t.shown {
		return false
	}
	return f.Reasons > t.reasons || (t.effort > 0 && 2*f.Effort >= 3*t.effort)
}

// rung decides how far up the ladder a finding may go now.
func (s *step) rung(f incident.Finding, t *topic) (level incident.Level, why Reason, retry time.Time, ok bool) {
	set := s.st.Incident.Settings
	if t == nil || !t.shown {
		if t != nil && t.asked {
			return min(incident.InThread, f.Highest), ShownAsked, time.Time{}, true
		}
		return f.Level, first(f), s.stepUp(f, s.now), true
	}
	if t.asked {
		return max(incident.InThread, min(f.Level, f.Highest)), ShownAsked, time.Time{}, true
	}
	if next, higher := s.nextRung(t.level, f.Highest); f.Escalate > 0 && higher && t.answered == "" {
		up := t.shownAt.Add(f.Escalate)
		if !s.now.Before(up) {
			return next, ShownEscalated, time.Time{}, true
		}
		if !grown(f, t) {
			return 0, WithheldCoolDown, up, false
		}
	}
	cool := set.CoolDown << min(t.dismissals, 4)
	over := t.shownAt.Add(cool)
	if s.now.Before(over) {
		return 0, WithheldCoolDown, over, false
	}
	if grown(f, t) {
		return f.Level, ShownGrown, s.stepUp(f, s.now), true
	}
	return 0, WithheldCoolDown, time.Time{}, false
}

func first(f incident.Finding) Reason {
	if f.Bypass {
		return ShownBypass
	}
	return ShownFirst
}

func (s *step) stepUp(f incident.Finding, from time.Time) time.Time {
	if f.Escalate <= 0 {
		return time.Time{}
	}
	return from.Add(f.Escalate)
}

// nextRung is one rung up, if there is one. Without a commander the rung of the
// commander is left out: the same line would go to the same person again.
func (s *step) nextRung(l, highest incident.Level) (incident.Level, bool) {
	next := l + 1
	if next == incident.ToCommander && s.st.Incident.Holder(incident.Commander) == "" {
		next++
	}
	return next, next <= highest
}

// private decides on a line to one person or a few.
func (s *step) private(f incident.Finding, level incident.Level, why Reason, retry time.Time) verdict {
	to := s.listeners(f, level)
	if len(to) == 0 {
		return withhold(WithheldNobody, time.Time{})
	}
	if free(f.Detector) || f.Bypass {
		return verdict{show: true, level: level, to: to, reason: why, retry: retry}
	}
	var may []incident.PersonID
	var again time.Time
	for _, p := range to {
		full, until := s.st.Attention.capped(p, s.now, s.st.Incident.Settings)
		if !full {
			may = append(may, p)
		} else if again.IsZero() || until.Before(again) {
			again = until
		}
	}
	if len(may) == 0 {
		return withhold(WithheldPersonCap, again)
	}
	if level == incident.ToCommander && s.st.Incident.Holder(incident.Commander) == "" && why == ShownFirst {
		why = ShownNoCommand
	}
	return verdict{show: true, level: level, to: may, reason: why, retry: retry}
}

// free reports whether a detector asks people about their own lease or wait,
// which does not count against the cap.
func free(detector string) bool { return detector == "expired-lease" || detector == "wait-ended" }

// capped reports whether a person has had as many private lines as they may, and
// until when.
func (a *Attention) capped(p incident.PersonID, now time.Time, set incident.Settings) (bool, time.Time) {
	n, oldest := 0, time.Time{}
	for _, w := range a.whispers {
		if w.to != p || now.Sub(w.at) >= set.PrivateIn {
			continue
		}
		if n == 0 {
			oldest = w.at
		}
		n++
	}
	return n >= set.PrivateCap, oldest.Add(set.PrivateIn)
}

// listeners are the people whom a private finding goes to: those who can repair
// it, or the commander; without one, whoever the finding names first.
func (s *step) listeners(f incident.Finding, level incident.Level) []incident.PersonID {
	in := &s.st.Incident
	if level == incident.ToCommander {
		if c := in.Holder(incident.Commander); c != "" {
			return []incident.PersonID{c}
		}
	}
	var to []incident.PersonID
	for _, p := range f.To {
		who := in.Person(p)
		if who == nil || !who.Present() || (who.Kind != incident.Human && who.Kind != incident.AI) {
			continue
		}
		to = append(to, p)
		if level == incident.ToCommander {
			break
		}
	}
	return to
}

// public decides on a post: whether the budget, the traffic and the moment allow it.
func (s *step) public(f incident.Finding, t *topic, level incident.Level) (verdict, bool) {
	a, in := &s.st.Attention, &s.st.Incident
	set := in.Settings
	if f.Bypass || (t != nil && t.asked) { // who asks for it has chosen the moment
		return verdict{}, false
	}
	cost := costThread
	if level == incident.InChannel {
		cost = costChannel
	}
	if have, when := a.tokens(s.now, set, in.Severity, cost); have < cost {
		return withhold(WithheldBudget, when), true
	}
	if next := a.statusNext; !next.IsZero() && next.After(s.now) && next.Sub(s.now) <= set.Swallow {
		return withhold(WithheldStatus, next), true
	}
	if s.tooMuch() {
		return withhold(WithheldShare, s.now.Add(set.ShareIn/6)), true
	}
	since := s.now
	if t != nil {
		since = t.since
		if t.shown {
			since = t.shownAt
		}
	}
	quietFor := s.now.Sub(later(in.LastHumanAt, a.lastUs))
	if quietFor < set.LullAfter && s.now.Sub(since) < set.LullMost {
		wait := later(in.LastHumanAt, a.lastUs).Add(set.LullAfter)
		if most := since.Add(set.LullMost); most.Before(wait) {
			wait = most
		}
		return withhold(WithheldLull, wait), true
	}
	return verdict{}, false
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// tokens returns how much of the budget is there at now, and when there will be
// enough for cost. The bucket holds one post and refills linearly.
func (a *Attention) tokens(now time.Time, set incident.Settings, sev incident.Severity, cost int) (have int, enough time.Time) {
	refill := time.Duration(incident.By(sev, set.Refill)) * time.Minute
	have = capacity
	var at time.Time
	for _, sp := range a.spent {
		if !at.IsZero() {
			have = min(capacity, have+int(sp.at.Sub(at)*capacity/refill))
		}
		have -= sp.cost
		at = sp.at
	}
	if !at.IsZero() {
		have = min(capacity, have+int(now.Sub(at)*capacity/refill))
	}
	if have >= cost {
		return have, now
	}
	return have, now.Add(time.Duration(cost-have)*refill/capacity + time.Second)
}

// tooMuch reports whether nudges are already so large a part of what is said
// that another must wait. One is always allowed.
func (s *step) tooMuch() bool {
	a, set := &s.st.Attention, s.st.Incident.Settings
	from := s.now.Add(-set.ShareIn)
	ours := 0
	for _, sp := range a.spent {
		if sp.at.After(from) {
			ours++
		}
	}
	if ours == 0 {
		return false
	}
	theirs := 0
	for _, m := range a.traffic {
		if m.minute*60 > from.Unix() {
			theirs += m.n
		}
	}
	return (ours+1)*100 > set.ShareMost*theirs
}
