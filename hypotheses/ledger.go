package hypotheses

import (
	"time"

	"bearings/incident"
)

// lag is how far behind the newest entry the measures are kept ready. What
// arrives no later than that costs nothing extra: DETECTORS allows messages ten
// minutes.
const lag = 12

// Ledger is what is known of an incident's hypotheses: the evidence, and the
// effort on each. The zero Ledger is that of an incident of which nothing is
// known. Feed it with Apply; ask it with the other methods.
//
// It keeps the recent facts (said, spans, marks), a standing from before them
// (old), and one that is lag minutes behind the newest entry (near). A question
// rolls a copy of near forward to now. A fact that arrives for a minute before
// near makes near be folded again from old.
type Ledger struct {
	hyps    []known
	people  []responder
	seats   map[incident.PersonID]seat
	limits  []limits
	current int // index of the limits that hold now

	said  []said
	spans []span
	marks []mark
	items []*Item

	begun bool
	head  int // minute of the newest entry
	old   standing
	near  standing
	again bool // near must be folded again

	answer  standing // the last answer, rolled to its minute
	answers bool     // answer is up to date
	ahead   standing // for looking into the future

	rules rules
}

// known is a hypothesis that the ledger has met.
type known struct {
	id    incident.HypothesisID
	alias slot  // its own place, or that of the one it was merged into
	met   bool  // it has been raised
	state int32 // as it is now: closedState, liveState or confirmedState
	gone  bool  // withdrawn or merged: it was never one of its own
}

type responder struct {
	id incident.PersonID
	ai bool
}

// rules switch off parts of the rule that are no settings, so that tests can
// prove that the traces notice.
type rules struct {
	clocksRun        bool // during waits and graces
	waitsSpeak       bool // a flag may hold during waits and graces
	neverAddressed   bool
	onlyOnce         bool
	alternativesVoid bool
	everybodyCounts  bool // bots and guests give effort
	confirmedEnds    bool // nobody works on what was confirmed
	checksSpeak      bool // a flag may hold while a check runs
	givenWorks       bool // a line is work from when it is given
	letGoWorks       bool // what somebody let go is still their work
	oneStretch       bool // a dormant stretch changes nothing
	burstsAreLive    bool // only the median gap tells whether people work live
	freshSpeaks      bool // a contradiction counts although nobody went on
	passingHolds     bool // a guess or a question holds its author
	nothingBefore    bool // a result tells nothing of the minutes before it
}

// Apply folds one entry, after s has applied it. It costs the same at the
// thousandth message as at the first.
func (l *Ledger) Apply(e incident.Entry, s *incident.State) {
	l.begin(e, s)
	switch ev := e.Event.(type) {
	case incident.Opened, incident.Configured, incident.SeveritySet:
		l.rule(e.At, s)
	case incident.PhaseSet, incident.Closed, incident.Reopened:
		l.addMark(e.At, mark{kind: closed, n: bit(!s.IsOpen() || s.Phase == incident.Resolved)})
	case incident.MessagePosted:
		l.posted(ev, s)
	case incident.MessageRead:
		l.read(ev.Message, ev.Reading, s)
	case incident.ReadingCorrected:
		l.read(ev.Message, ev.Reading, s)
	case incident.ReadingConfirmed:
		l.confirmed(ev.Message, s)
	case incident.ReadingRetracted:
		l.retract(ev.Message)
		l.syncStatus(e, s)
	case incident.TrendStated:
		l.trend(e, ev, s)
	case incident.ItemWithdrawn:
		l.withdraw(ev.Item)
		l.syncStatus(e, s)
	case incident.HypothesisRaised, incident.HypothesisStatusSet:
		l.syncStatus(e, s)
	case incident.HypothesisMerged:
		l.merge(ev.From, s)
		l.syncStatus(e, s)
	case incident.EvidenceAdded:
		l.addEvidence(e, ev, s)
	case incident.EvidenceAddressed:
		l.addressEvidence(e, ev, s)
	case incident.LineClaimed:
		if !ev.Offer { // who is asked holds nothing yet
			l.hold(e, s, ev.ID, ev.Until)
		}
	case incident.LineRenewed:
		l.hold(e, s, ev.ID, ev.Until)
	case incident.LineReleased:
		l.endSpans(string(ev.ID), minuteOf(saidAt(e, s)))
	case incident.InterventionStarted:
		l.endSpans(string(ev.ID), minuteOf(saidAt(e, s)))
		l.start(e, s, ev.ID)
	case incident.InterventionExpected:
		l.expect(ev, s)
	case incident.InterventionFinished:
		if !l.hasSpan(string(ev.ID)) { // nobody mentioned its start
			l.start(e, s, ev.ID)
		}
	case incident.InterventionReverted:
		l.endSpans(string(ev.ID), minuteOf(saidAt(e, s)))
	case incident.InterventionObserved:
		l.endSpans(string(ev.ID), minuteOf(saidAt(e, s)))
	case incident.WaitDeclared:
		l.wait(e, ev, s)
	case incident.WaitEnded:
		l.endSpans(string(ev.ID), minuteOf(saidAt(e, s)))
	case incident.RoleSet, incident.RoleAccepted, incident.Renamed, incident.Linked, incident.Joined, incident.Left,
		incident.MessageEdited, incident.MessageDeleted, incident.Reacted, incident.CommandGiven,
		incident.ImpactStated, incident.ObservationNoted, incident.DecisionMade,
		incident.QuestionAsked, incident.QuestionAnswered, incident.QuestionDropped,
		incident.AnnouncementMade, incident.AnnouncementCorrected, incident.GuardSet, incident.GuardLifted, incident.LinkNoted,
		incident.HypothesisReworded, incident.ReopenNoted, incident.LineExpired, incident.CheckPlanned, incident.CheckFinished,
		incident.InterventionProposed,
		incident.FindingShown, incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered, incident.FindingSnoozed,
		incident.QuietSet, incident.StatusPosted, incident.BriefGiven,
		incident.DeliveryRequested, incident.Delivered, incident.DeliveryFailed, incident.CardShown,
		incident.AgentAsked, incident.AgentReplied, incident.AgentFailed, incident.AgentStopped,
		incident.LearningRated, incident.NoteAdded:
		// These change neither effort nor evidence. An edit or a deletion is
		// followed by the retraction of what was read.
	}
	l.settle(minuteOf(e.At))
}

// begin takes the first entry as the beginning of time, less what can still
// arrive late.
func (l *Ledger) begin(e incident.Entry, s *incident.State) {
	if l.begun {
		return
	}
	l.begun, l.head = true, minuteOf(e.At)
	l.limits = []limits{currentLimits(s)}
	l.old = newStanding(l.head - keepMinutes)
	l.near = newStanding(l.head - keepMinutes)
}

func currentLimits(s *incident.State) limits {
	return limitsOf(settingsOf(s), s.Severity)
}

// settingsOf returns the settings; an incident that was given none has the
// defaults.
func settingsOf(s *incident.State) incident.Settings {
	if s.Settings == (incident.Settings{}) {
		return incident.DefaultSettings()
	}
	return s.Settings
}

// rule takes over the settings and the severity that hold from now on. The
// first ones hold from the beginning.
func (l *Ledger) rule(at time.Time, s *incident.State) {
	now := currentLimits(s)
	if now == l.limits[l.current] {
		return
	}
	if len(l.marks) == 0 && len(l.said) == 0 {
		l.limits[l.current] = now
		return
	}
	l.current = len(l.limits)
	for i := range l.limits {
		if l.limits[i] == now {
			l.current = i
		}
	}
	if l.current == len(l.limits) {
		l.limits = append(l.limits, now)
	}
	l.addMark(at, mark{kind: ruled, n: int32(l.current)})
}

// saidAt returns when what an entry says was said: when its message was posted,
// if it came from one.
func saidAt(e incident.Entry, s *incident.State) time.Time {
	if m, ok := s.Message(e.Source); ok {
		return m.At
	}
	return e.At
}

// changed notes that a minute's facts are no longer what they were.
func (l *Ledger) changed(minute int) {
	l.answers = false
	if minute <= l.near.minute {
		l.again = true
	}
}

// settle brings near up to the newest entry, and adds up what is too old to
// change.
func (l *Ledger) settle(minute int) {
	l.head = max(l.head, minute)
	l.forget()
	if l.again || l.near.minute < l.old.minute {
		target := l.near.minute
		l.near.copyFrom(&l.old)
		l.roll(&l.near, target)
		l.again = false
	}
	l.roll(&l.near, l.head-lag)
}

// forget adds up what is older than keepMinutes, or is too much to keep. It
// works in strides, so that the cost of shifting is shared by many entries.
func (l *Ledger) forget() {
	const stride = 30
	target := l.old.minute
	if l.head-keepMinutes-stride > target {
		target = l.head - keepMinutes
	}
	if n := len(l.said); n > keepSaid {
		target = max(target, l.said[n/8].minute())
	}
	if n := len(l.marks); n > keepMarks {
		target = max(target, l.marks[n/8].minute())
	}
	if n := len(l.spans); n > keepSpans {
		target = max(target, l.spans[n/8].to)
	}
	target = min(target, l.head)
	if target == l.old.minute && len(l.said) <= keepSaid && len(l.marks) <= keepMarks && len(l.spans) <= keepSpans {
		return
	}
	l.roll(&l.old, target)
	l.prune()
}

// prune drops the facts that old has taken in. Messages stay for an hour more,
// for the tempo, if there is room. What claims to be from the future is dropped
// only when nothing else is left.
func (l *Ledger) prune() {
	past := l.old.minute
	n := 0
	for n < len(l.said) {
		left, m := len(l.said)-n, l.said[n].minute()
		if m > past-tempoMinutes && (left <= keepSaid*7/8 || m > past) && left <= 2*keepSaid {
			break
		}
		n++
	}
	l.said = drop(l.said, n)
	n = 0
	for n < len(l.marks) && (l.marks[n].minute() <= past || len(l.marks)-n > 2*keepMarks) {
		n++
	}
	l.marks = drop(l.marks, n)
	n = 0
	for n < len(l.spans) && (l.spans[n].to <= past+1 || len(l.spans)-n > keepSpans*7/8) {
		n++
	}
	l.spans = drop(l.spans, n)
}

// drop removes the first n elements and keeps none of them alive.
func drop[T any](in []T, n int) []T {
	rest := copy(in, in[n:])
	clear(in[rest:])
	return in[:rest]
}
