package coordinator

import (
	"slices"
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
	ShownStatus    Reason = "in the status"     // it was due shortly before one
	ShownLater     Reason = "put off until now" // somebody said: later
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
	WithheldMerged    Reason = "said together with another" // in older logs
	WithheldTurn      Reason = "one question at a time"
	WithheldSame      Reason = "nothing new since it was shown"
)

// Reasons returns all of them, first those for which something is shown.
func Reasons() []Reason { return append(slices.Clone(shownReasons), withheldReasons...) }

// Shows reports whether it is a reason to show something.
func (r Reason) Shows() bool { return slices.Contains(shownReasons, r) }

var (
	shownReasons = []Reason{
		ShownOnCard, ShownFirst, ShownGrown, ShownAgain, ShownEscalated, ShownAsked, ShownBypass, ShownNoCommand, ShownStatus, ShownLater, WithheldDismissed,
	}
	withheldReasons = []Reason{
		WithheldQuiet, WithheldSnoozed, WithheldIntended, WithheldCoolDown, WithheldBudget, WithheldLull, WithheldStatus, WithheldShare, WithheldPersonCap,
		WithheldNobody, WithheldThreshold, WithheldDormant, WithheldClosed, WithheldMerged, WithheldTurn, WithheldSame,
	}
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

// bypassing are the detectors whose findings may be said without budget and lull:
// changes that collide, and a thing that was asked to be left alone.
var bypassing = []string{"conflicting-interventions", "do-not-touch"}

// bypasses reports whether a finding cannot wait. That a detector says so is not
// enough.
func bypasses(f incident.Finding) bool { return f.Bypass && slices.Contains(bypassing, f.Detector) }

// decide is the one place where it is decided whether a finding is put before
// people, on which rung, and why. It reads only the state and the time.
func (s *step) decide(f incident.Finding) verdict {
	t := s.st.Attention.byKey[f.Key]
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
	case s.now.Before(a.quiet) && !bypasses(f):
		return withhold(WithheldQuiet, a.quiet), true
	case !in.LastHumanAt.IsZero() && s.now.Sub(in.LastHumanAt) >= set.DormantIn && !deadlineKind(f.Detector):
		return withhold(WithheldDormant, time.Time{}), true
	case t != nil && t.dismissals >= 2:
		return verdict{show: true, level: incident.OnCard, reason: WithheldDismissed}, true
	}
	if strong, when := s.strong(f, t); !strong && !bypasses(f) {
		return withhold(WithheldThreshold, when), true
	}
	return verdict{}, false
}

// deadlineKind reports whether a detector speaks of a deadline that somebody
// set, which counts even when nobody is here.
func deadlineKind(detector string) bool {
	switch detector {
	case "expired-lease", "effect-due", "wait-ended", "temporary-over":
		return true
	}
	return false
}

// strong reports whether the case for a finding is as strong as its detector needs
// by now, and otherwise when it will be. A detector that people keep dismissing
// speaks again of what has stood for longer, or has grown while it stood.
func (s *step) strong(f incident.Finding, t *topic) (bool, time.Time) {
	n := s.st.Attention.voice(f.Detector).raised
	if n == 0 || (t != nil && t.shown && !t.restarted()) {
		return true, time.Time{}
	}
	since := s.now
	if t != nil && !t.ended {
		since = t.since
		if f.Reasons > t.reasons0 || (t.effort0 > 0 && 2*f.Effort >= 3*t.effort0) {
			return true, time.Time{}
		}
	}
	when := since.Add(time.Duration(n) * s.st.Incident.Settings.CoolDown)
	return !s.now.Before(when), when
}

// grown reports whether there is half as much effort again behind a finding as
// when it was last shown, or a new contradiction.
func grown(f incident.Finding, t *topic) bool {
	if t == nil || !t.shown {
		return false
	}
	return f.Reasons > t.reasons || (t.effort > 0 && 2*f.Effort >= 3*t.effort)
}

// coolDown is how long a topic rests after it was shown. It doubles with each
// dismissal.
func (t *topic) coolDown(set incident.Settings) time.Duration {
	return set.CoolDown << min(t.dismissals, 4)
}

// rung decides how far up the ladder a finding may go now.
func (s *step) rung(f incident.Finding, t *topic) (level incident.Level, why Reason, retry time.Time, ok bool) {
	switch {
	case t != nil && t.asked:
		return max(incident.InThread, min(f.Level, f.Highest)), ShownAsked, time.Time{}, true
	case t == nil || !t.shown:
		return f.Level, first(f), s.stepUp(f, s.now), true
	case t.later: // its time has come
		return max(f.Level, min(t.level, f.Highest)), ShownLater, s.stepUp(f, s.now), true
	}
	over := t.shownAt.Add(t.coolDown(s.st.Incident.Settings))
	if t.restarted() { // it was over, and is so again
		if s.now.Before(over) {
			return 0, WithheldCoolDown, over, false
		}
		return f.Level, ShownAgain, s.stepUp(f, s.now), true
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
	switch {
	case s.now.Before(over):
		return 0, WithheldCoolDown, over, false
	case grown(f, t):
		return f.Level, ShownGrown, s.stepUp(f, s.now), true
	}
	return 0, WithheldSame, time.Time{}, false
}

func first(f incident.Finding) Reason {
	if bypasses(f) {
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
	if own(f, level) || bypasses(f) {
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

// own reports whether a line asks somebody about what they hold themselves, which
// does not count against the cap. Told to the commander, it is news of another.
func own(f incident.Finding, level incident.Level) bool { return f.Own && level == incident.Whisper }

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
	if bypasses(f) || (t != nil && t.asked) { // who asks for it has chosen the moment
		return verdict{}, false
	}
	cost := costThread
	if level == incident.InChannel {
		cost = costChannel
	}
	if have, when := a.tokens(s.now, set, in.Severity, cost); have < cost {
		return withhold(WithheldBudget, when), true
	}
	if next, ok := s.st.nextPost(s.now); ok && next.Sub(s.now) <= set.Swallow {
		return withhold(WithheldStatus, next), true
	}
	if s.tooMuch() {
		return withhold(WithheldShare, s.now.Add(set.ShareIn/6)), true
	}
	if wait := s.lull(t); s.now.Before(wait) {
		return withhold(WithheldLull, wait), true
	}
	return verdict{}, false
}

// lull is when a post may be made without breaking into what people say: after a
// silence, but no later than so long after the topic began to wait for one.
func (s *step) lull(t *topic) time.Time {
	set := s.st.Incident.Settings
	since := s.now
	if t != nil && t.withheld && !t.ended && !t.lullSince.IsZero() {
		since = t.lullSince
	}
	return sooner(later(s.st.Incident.LastHumanAt, s.st.Attention.lastUs).Add(set.LullAfter), since.Add(set.LullMost))
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
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
