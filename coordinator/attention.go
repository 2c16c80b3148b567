package coordinator

import (
	"slices"
	"time"

	"bearings/incident"
)

// topic is what is known of one finding: what was decided about it and what
// people made of it.
type topic struct {
	key        incident.FindingKey
	detector   string
	hypothesis incident.HypothesisID
	since      time.Time // first seen; the wait for a lull counts from here
	shown      bool
	level      incident.Level // the highest rung it was shown on
	shownAt    time.Time
	reason     Reason
	withheld   bool // the last decision was to withhold it
	effort     int
	reasons    int
	dismissals int
	answered   string
	snoozed    time.Time
	delivery   incident.DeliveryKey
	ended      bool
	asked      bool // somebody asked for it to be put to everybody
}

// sent is a message of Bearings that is on its way or has arrived.
type sent struct {
	req incident.DeliveryRequested
	at  time.Time
}

type whispered struct {
	to incident.PersonID
	at time.Time
}

type spent struct {
	at     time.Time
	cost   int // thousandths of the budget's capacity
	topics int
}

// minuteCount counts messages a minute, for the share of the channel that
// Bearings takes.
type minuteCount struct {
	minute int64
	n      int
}

// Bounds of what is kept in memory.
const (
	keepTopics   = 200
	keepAnswers  = 10
	keepSpent    = 16
	keepWhispers = 40
)

// Attention is the coordinator's own fold: what was shown to whom and when, what
// came of it, what is on its way, and how much may still be said. The zero value
// is an incident in which nothing was said yet.
type Attention struct {
	topics   []*topic // oldest first
	byKey    map[incident.FindingKey]*topic
	outbox   []sent
	spent    []spent
	whispers []whispered
	traffic  []minuteCount
	quiet    time.Time
	answers  map[string][]string // per detector, the last ten answers

	statusAt     time.Time // when the last status was given
	changedAt    time.Time // when the picture first changed after that; zero: not yet
	statusNext   time.Time
	statusDigest string
	cardAt       time.Time
	cardDigest   string
	cardID       incident.MessageID
	lastUs       time.Time // when Bearings last spoke in the channel or a thread
	keys         int       // deliveries ever requested, for the next key
	briefed      map[incident.PersonID]time.Time
	stopped      []incident.PersonID
}

// Apply folds one entry that has been applied to s.
func (a *Attention) Apply(e incident.Entry, s *incident.State) {
	if a.changedAt.IsZero() && s.LastChange.Equal(e.At) && !begins(e.Event) {
		a.changedAt = e.At
	}
	switch ev := e.Event.(type) {
	case incident.MessagePosted:
		if !reportsOnly(ev.Kind) { // a storm of alerts is no reason to say more
			a.count(ev.At)
		}
	case incident.FindingShown, incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered, incident.FindingSnoozed:
		a.applyFinding(e)
	case incident.DeliveryRequested:
		a.applyRequested(e, ev)
	case incident.Delivered:
		a.take(ev.Key)
	case incident.DeliveryFailed:
		a.take(ev.Key)
	case incident.CardShown:
		a.cardAt, a.cardDigest = e.At, ev.Digest
		if ev.ID != "" {
			a.cardID = ev.ID
		}
	case incident.QuietSet:
		a.quiet = ev.Until
	case incident.Opened:
		a.statusAt = e.At
	case incident.StatusPosted:
		a.statusAt, a.statusNext, a.statusDigest = e.At, ev.Next, ev.Digest
		a.changedAt = time.Time{}
	case incident.BriefGiven:
		if a.briefed == nil {
			a.briefed = map[incident.PersonID]time.Time{}
		}
		a.briefed[ev.Who] = e.At
	case incident.AgentStopped:
		a.stopped = slices.DeleteFunc(a.stopped, func(p incident.PersonID) bool { return p == ev.Agent })
		if !ev.Resumed {
			a.stopped = append(a.stopped, ev.Agent)
		}
	case incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet, incident.RoleAccepted, incident.Renamed,
		incident.Linked, incident.Closed, incident.Reopened, incident.Joined, incident.Left, incident.MessageEdited,
		incident.MessageDeleted, incident.Reacted, incident.CommandGiven, incident.MessageRead, incident.ReadingRetracted,
		incident.ReadingConfirmed, incident.ReadingCorrected, incident.ImpactStated, incident.TrendStated,
		incident.ObservationNoted, incident.DecisionMade, incident.QuestionAsked, incident.QuestionAnswered,
		incident.QuestionDropped, incident.AnnouncementMade, incident.AnnouncementCorrected, incident.GuardSet,
		incident.GuardLifted, incident.LinkNoted, incident.ItemWithdrawn, incident.HypothesisRaised,
		incident.HypothesisReworded, incident.HypothesisMerged, incident.HypothesisStatusSet, incident.ReopenNoted,
		incident.LineClaimed, incident.LineRenewed, incident.LineReleased, incident.LineExpired, incident.EvidenceAdded,
		incident.EvidenceAddressed, incident.CheckPlanned, incident.CheckFinished, incident.InterventionProposed,
		incident.InterventionStarted, incident.InterventionExpected, incident.InterventionFinished,
		incident.InterventionReverted, incident.InterventionObserved, incident.WaitDeclared, incident.WaitEnded,
		incident.AgentAsked, incident.AgentReplied, incident.AgentFailed, incident.LearningRated, incident.NoteAdded:
		// says nothing about attention
	}
}

// begins reports whether an event begins the time in which a change is news.
func begins(ev any) bool {
	switch ev.(type) {
	case incident.Opened, incident.Configured, incident.StatusPosted:
		return true
	}
	return false
}

func (a *Attention) applyFinding(e incident.Entry) {
	switch ev := any(e.Event).(type) { // Apply names every type
	case incident.FindingShown:
		a.applyShown(e, ev)
	case incident.FindingWithheld:
		t := a.topic(ev.Key, ev.Detector, ev.Hypothesis, e.At)
		t.withheld, t.reason = true, Reason(ev.Reason)
	case incident.FindingEnded:
		if t := a.byKey[ev.Key]; t != nil {
			t.ended, t.answered, t.asked = true, "", false
		}
	case incident.FindingAnswered:
		a.applyAnswered(ev)
	case incident.FindingSnoozed:
		if t := a.byKey[ev.Key]; t != nil {
			t.snoozed = ev.Until
		}
	}
}

func (a *Attention) applyShown(e incident.Entry, ev incident.FindingShown) {
	t := a.topic(ev.Key, ev.Detector, ev.Hypothesis, e.At)
	if !t.shown || ev.Level > t.level || ev.Effort > t.effort || ev.Reasons > t.reasons {
		t.effort, t.reasons = ev.Effort, ev.Reasons
	}
	t.shown, t.withheld, t.level, t.shownAt, t.reason = true, false, max(t.level, ev.Level), e.At, Reason(ev.Reason)
	t.delivery, t.answered, t.asked = ev.Delivery, "", false
}

// Answers that people give to a finding.
const (
	AnswerActed     = "acted"
	AnswerUseful    = "useful"
	AnswerDismissed = "dismissed"
	AnswerIntended  = "intended"
	AnswerAsk       = "ask" // put it to everybody
)

func (a *Attention) applyAnswered(ev incident.FindingAnswered) {
	t := a.byKey[ev.Key]
	if t == nil {
		return
	}
	if ev.Answer == AnswerAsk {
		t.asked = true
		return
	}
	t.answered = ev.Answer
	if ev.Answer == AnswerDismissed {
		t.dismissals++
	}
	if a.answers == nil {
		a.answers = map[string][]string{}
	}
	got := append(a.answers[t.detector], ev.Answer)
	a.answers[t.detector] = got[max(0, len(got)-keepAnswers):]
}

// topic returns the topic of a finding, new if need be. A finding that ended and
// began again starts afresh, but what people made of it is remembered.
func (a *Attention) topic(key incident.FindingKey, detector string, h incident.HypothesisID, at time.Time) *topic {
	if t := a.byKey[key]; t != nil {
		if t.ended {
			t.ended, t.since = false, at
		}
		return t
	}
	if a.byKey == nil {
		a.byKey = map[incident.FindingKey]*topic{}
	}
	t := &topic{key: key, detector: detector, hypothesis: h, since: at}
	a.byKey[key] = t
	a.topics = append(a.topics, t)
	if len(a.topics) > keepTopics {
		a.forget()
	}
	return t
}

// forget drops the oldest ended topic.
func (a *Attention) forget() {
	i := max(0, slices.IndexFunc(a.topics, func(t *topic) bool { return t.ended }))
	delete(a.byKey, a.topics[i].key)
	a.topics = slices.Delete(a.topics, i, i+1)
}

func (a *Attention) count(at time.Time) {
	m := at.Unix() / 60
	if n := len(a.traffic); n > 0 && a.traffic[n-1].minute >= m {
		a.traffic[n-1].n++
		return
	}
	a.traffic = append(a.traffic, minuteCount{m, 1})
	if len(a.traffic) > 64 {
		a.traffic = slices.Delete(a.traffic, 0, len(a.traffic)-64)
	}
}

func (a *Attention) applyRequested(e incident.Entry, ev incident.DeliveryRequested) {
	a.keys++
	a.outbox = append(a.outbox, sent{ev, e.At})
	if ev.How == incident.Post && ev.Kind != KindAnswer {
		a.lastUs = e.At
	}
	if ev.Kind != KindNudge {
		return
	}
	switch {
	case ev.How != incident.Post:
		a.whispers = append(a.whispers, whispered{ev.To, e.At})
		a.whispers = a.whispers[max(0, len(a.whispers)-keepWhispers):]
	case ev.Thread != "":
		a.spent = append(a.spent, spent{e.At, costThread, 1})
	default:
		a.spent = append(a.spent, spent{e.At, costChannel, 1})
	}
	a.spent = a.spent[max(0, len(a.spent)-keepSpent):]
}

func (a *Attention) take(key incident.DeliveryKey) {
	a.outbox = slices.DeleteFunc(a.outbox, func(s sent) bool { return s.req.Key == key })
}

func (a *Attention) pending() []incident.DeliveryRequested {
	out := make([]incident.DeliveryRequested, len(a.outbox))
	for i, s := range a.outbox {
		out[i] = s.req
	}
	return out
}

// Kinds of message that Bearings sends.
const (
	KindStatus = "status"
	KindBrief  = "brief"
	KindNudge  = "nudge"
	KindFree   = "reminder" // a private line that costs nothing: about one's own lease, or the end of one's own wait
	KindAnswer = "answer"
)

// CardDigest is the digest of the card that was last shown, and the message it
// stands in.
func (a *Attention) CardDigest() (digest string, id incident.MessageID, at time.Time) {
	return a.cardDigest, a.cardID, a.cardAt
}

// StatusNext is when the next status is due; zero if none was given yet.
func (a *Attention) StatusNext() time.Time { return a.statusNext }

// Quiet is until when Bearings was asked not to speak.
func (a *Attention) Quiet() time.Time { return a.quiet }
