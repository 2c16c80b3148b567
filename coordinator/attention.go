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
	since      time.Time // when it was first noticed, or noticed again after it was over
	effort0    int       // what was behind it then
	reasons0   int
	shown      bool
	level      incident.Level // the highest rung it was shown on since then
	shownAt    time.Time      // when it was put before people last
	to         []incident.PersonID
	reason     Reason
	withheld   bool      // the last decision was to withhold it
	lullSince  time.Time // when it began to wait for a lull
	effort     int       // what was behind it when it was shown last
	reasons    int
	dismissals int // showings that somebody dismissed
	answered   string
	snoozed    time.Time
	later      bool // somebody put it off and wants it said then
	delivery   incident.DeliveryKey
	ended      bool
	again      bool // it was over, has begun again, and was not shown since
	asked      bool // somebody asked for it to be put to everybody
}

// restarted reports whether a topic was over and is so again, which is another
// occasion than the one on which it was shown.
func (t *topic) restarted() bool { return t.ended || t.again }

// voice is what people made of the findings of one detector.
type voice struct {
	detector string
	last     []showing // the last ten, without those that were learnt from
	raised   int       // how many times its threshold was raised
	shown    int       // all in all
	answers  map[string]int
}

// showing is one time that a finding was put before people, and what they made of it.
type showing struct {
	key    incident.FindingKey
	answer string
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
	keepShowings = 10
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
	voices   []*voice // in the order in which they first spoke

	statusAt     time.Time // when the last status was given
	postedAt     time.Time // when the last one was posted, or the incident opened
	changedAt    time.Time // when the picture first changed after the last one; zero: not yet
	statusNext   time.Time
	statusDigest string
	early        bool // it came before its time
	news         news
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
		a.statusAt, a.postedAt = e.At, e.At
	case incident.StatusPosted:
		a.applyStatus(e, ev)
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

// applyStatus notes that a status was given. What has happened stays news while
// Bearings keeps quiet about it.
func (a *Attention) applyStatus(e incident.Entry, ev incident.StatusPosted) {
	a.statusAt, a.statusNext, a.statusDigest = e.At, ev.Next, ev.Digest
	if ev.Edited && ev.Reason == StatusQuiet {
		return
	}
	a.changedAt, a.news.big = time.Time{}, nil
	if !ev.Edited {
		a.postedAt, a.early = e.At, ev.Reason != ""
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
		a.applyWithheld(e, ev)
	case incident.FindingEnded:
		if t := a.byKey[ev.Key]; t != nil {
			t.ended, t.asked, t.later, t.lullSince = true, false, false, time.Time{}
			if t.answered != AnswerIntended { // that holds until something new comes up
				t.answered = ""
			}
		}
	case incident.FindingAnswered:
		a.applyAnswered(ev)
	case incident.FindingSnoozed:
		if t := a.byKey[ev.Key]; t != nil {
			t.snoozed, t.later = ev.Until, t.shown && !t.restarted()
		}
	}
}

func (a *Attention) applyWithheld(e incident.Entry, ev incident.FindingWithheld) {
	t := a.topic(ev.Key, ev.Detector, ev.Hypothesis, e.At)
	if t.since.Equal(e.At) {
		t.effort0, t.reasons0 = ev.Effort, ev.Reasons
	}
	t.withheld, t.reason = true, Reason(ev.Reason)
	if t.reason == WithheldLull && t.lullSince.IsZero() {
		t.lullSince = e.At
	}
}

func (a *Attention) applyShown(e incident.Entry, ev incident.FindingShown) {
	t := a.topic(ev.Key, ev.Detector, ev.Hypothesis, e.At)
	more := t.shown && !t.again && t.shownAt.Equal(e.At) && t.reason == Reason(ev.Reason) && len(ev.To) > 0 && !slices.Contains(t.to, ev.To[0]) // to somebody else at once
	t.reason, t.withheld = Reason(ev.Reason), false
	if ev.Level == incident.OnCard && t.shown { // the card says no more than before
		t.again = false
		return
	}
	if !t.shown || t.again || ev.Level > t.level || ev.Effort > t.effort || ev.Reasons > t.reasons {
		t.effort, t.reasons = ev.Effort, ev.Reasons
	}
	if !more {
		t.to = nil
	}
	t.to = append(t.to, ev.To...)
	t.shown, t.level, t.shownAt, t.lullSince = true, max(t.level, ev.Level), e.At, time.Time{}
	t.delivery, t.answered, t.asked, t.later, t.again = ev.Delivery, "", false, false, false
	if !more && ev.Level > incident.OnCard {
		v := a.hears(ev.Detector)
		v.shown++
		v.last = append(v.last, showing{key: ev.Key})
		v.last = v.last[max(0, len(v.last)-keepShowings):]
	}
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
	if ev.Answer == AnswerDismissed && t.answered != AnswerDismissed {
		t.dismissals++ // once a showing, however often somebody taps
	}
	t.answered = ev.Answer
	a.hears(t.detector).answered(ev.Key, ev.Answer)
}

// voice returns what people made of a detector so far.
func (a *Attention) voice(detector string) voice {
	if i := slices.IndexFunc(a.voices, func(v *voice) bool { return v.detector == detector }); i >= 0 {
		return *a.voices[i]
	}
	return voice{detector: detector}
}

// hears is voice for what is to be changed.
func (a *Attention) hears(detector string) *voice {
	if i := slices.IndexFunc(a.voices, func(v *voice) bool { return v.detector == detector }); i >= 0 {
		return a.voices[i]
	}
	v := &voice{detector: detector, answers: map[string]int{}}
	a.voices = append(a.voices, v)
	return v
}

// What moves the threshold of a detector, among its last ten showings.
const (
	raiseDismissed = 2 // so many dismissed …
	raiseActed     = 3 // … with fewer acted on raise it; so many acted on lower it
	raiseMost      = 3
)

// answered takes in what somebody made of a finding; the last word about a showing
// counts. What moved the threshold is not counted again.
func (v *voice) answered(key incident.FindingKey, answer string) {
	v.answers[answer]++
	i := len(v.last) - 1
	for ; i >= 0 && v.last[i].key != key; i-- {
	}
	if i < 0 {
		return
	}
	if old := v.last[i].answer; old != "" {
		v.answers[old]--
	}
	v.last[i].answer = answer
	dismissed, acted := 0, 0
	for _, sh := range v.last {
		switch sh.answer {
		case AnswerDismissed:
			dismissed++
		case AnswerActed:
			acted++
		}
	}
	switch {
	case dismissed >= raiseDismissed && acted < raiseActed:
		v.raised, v.last = min(v.raised+1, raiseMost), nil
	case acted >= raiseActed && v.raised > 0:
		v.raised, v.last = v.raised-1, nil
	}
}

// topic returns the topic of a finding, new if need be. A finding that ended and
// began again starts afresh, but what people made of it is remembered.
func (a *Attention) topic(key incident.FindingKey, detector string, h incident.HypothesisID, at time.Time) *topic {
	if t := a.byKey[key]; t != nil {
		if t.ended {
			t.ended, t.since, t.again, t.level = false, at, t.shown, 0
			t.effort0, t.reasons0 = 0, 0
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
	KindFree   = "reminder" // a private line that costs nothing: about what one holds oneself, a line, a wait, a stopgap
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
