package coordinator

import (
	"errors"
	"fmt"
	"time"

	"bearings/commonground"
	"bearings/hypotheses"
	"bearings/incident"
)

// Scribe reads messages. Read is called with the state in which m has just been
// posted, and must not change it; the same arguments give the same reading.
type Scribe interface {
	Read(s *incident.State, m *incident.Message) incident.Reading
}

// Config is what a Coordinator is made of.
type Config struct {
	Settings incident.Settings // zero: the defaults
	Scribe   Scribe            // nil: messages are recorded and not read
	Engine   string            // the scribe's name and version, as it is recorded
	Names    []string          // how people address Bearings, lower case; nil: "bearings"

	Examiners []Examiner // who propose what else it could be; nil: nobody does
}

// Coordinator decides what follows from inputs and from time. It holds no state
// of any incident and may be shared.
type Coordinator struct {
	settings incident.Settings
	scribe   Scribe
	engine   string
	names    []string

	examiners []Examiner
}

// New checks the configuration and returns a Coordinator.
func New(cfg Config) (*Coordinator, error) {
	if cfg.Settings == (incident.Settings{}) {
		cfg.Settings = incident.DefaultSettings()
	}
	if _, err := ParseSchedule(cfg.Settings.StatusAt); err != nil {
		return nil, fmt.Errorf("status schedule: %w", err)
	}
	if cfg.Scribe != nil && cfg.Engine == "" {
		return nil, errors.New("coordinator: a scribe needs the name of its engine")
	}
	if cfg.Names == nil {
		cfg.Names = []string{"bearings"}
	}
	return &Coordinator{cfg.Settings, cfg.Scribe, cfg.Engine, cfg.Names, cfg.Examiners}, nil
}

// State is everything that is known of one incident: a fold of its log, made of
// one fold a package. The zero value is an incident without events.
type State struct {
	Incident  incident.State
	Ledger    hypotheses.Ledger
	Exposure  commonground.Exposure
	Attention Attention

	seen sight
}

// sight is what the detectors found at a moment, as long as nothing has happened
// since that they look at. It is no part of what the log folds to.
type sight struct {
	ok       bool
	at       time.Time
	findings []incident.Finding
}

// unseen reports whether an event is one that no detector looks at: what was said
// about their own findings.
func unseen(ev any) bool {
	switch ev.(type) {
	case incident.FindingShown, incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered, incident.DeliveryRequested:
		return true
	}
	return false
}

// Apply folds one entry.
func (st *State) Apply(e incident.Entry) error {
	led := st.led(e)
	st.seen.ok = st.seen.ok && unseen(e.Event)
	if err := st.Incident.Apply(e); err != nil {
		return err
	}
	st.Ledger.Apply(e, &st.Incident)
	st.Exposure.Apply(e, &st.Incident)
	st.Attention.Apply(e, &st.Incident)
	st.Attention.news.apply(e, &st.Incident, led)
	return nil
}

// led returns the explanation that leads before an entry that may end that: the
// one with the most effort, or the only one. It is empty for other entries.
func (st *State) led(e incident.Entry) incident.HypothesisID {
	if _, judged := e.Event.(incident.HypothesisStatusSet); !judged {
		return ""
	}
	if id, ok := st.Ledger.Leader(&st.Incident, e.At); ok {
		return id
	}
	if live := st.Incident.Live(); len(live) == 1 {
		return live[0].ID
	}
	return ""
}

// View is what the detectors and the renderers read.
func (st *State) View() commonground.View {
	return commonground.View{S: &st.Incident, L: &st.Ledger, X: &st.Exposure}
}

// Outcome is what follows from one input or from time. Its entries have been
// applied to the state, in this order; they are one record of the log. What is
// to be sent is among them, as delivery_requested; [Coordinator.Undone] lists it.
type Outcome struct {
	Entries []incident.Entry
}

// Empty reports whether nothing followed, so that nothing is to be appended.
func (o Outcome) Empty() bool { return len(o.Entries) == 0 }

// NeedsStep reports whether an event is an input that is to be stepped. Reports of
// deliveries are only folded: nothing follows from them at once. All others are
// what steps themselves emit.
func NeedsStep(ev incident.Event) bool {
	switch ev.(type) {
	case incident.Opened, incident.MessagePosted, incident.MessageEdited, incident.MessageDeleted, incident.Reacted, incident.Joined, incident.Left, incident.CommandGiven:
		return true
	case incident.Delivered, incident.DeliveryFailed, incident.CardShown:
		return false
	case incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet, incident.RoleAccepted, incident.Renamed,
		incident.Linked, incident.Closed, incident.Reopened, incident.MessageRead, incident.ReadingRetracted,
		incident.ReadingConfirmed, incident.ReadingCorrected, incident.ImpactStated, incident.TrendStated,
		incident.ObservationNoted, incident.DecisionMade, incident.QuestionAsked, incident.QuestionAnswered,
		incident.QuestionDropped, incident.AnnouncementMade, incident.AnnouncementCorrected, incident.GuardSet,
		incident.GuardLifted, incident.LinkNoted, incident.ItemWithdrawn, incident.HypothesisRaised,
		incident.HypothesisReworded, incident.HypothesisMerged, incident.HypothesisStatusSet, incident.ReopenNoted,
		incident.LineClaimed, incident.LineRenewed, incident.LineReleased, incident.LineExpired, incident.EvidenceAdded,
		incident.EvidenceAddressed, incident.CheckPlanned, incident.CheckFinished, incident.InterventionProposed,
		incident.InterventionStarted, incident.InterventionExpected, incident.InterventionFinished,
		incident.InterventionReverted, incident.InterventionObserved, incident.WaitDeclared, incident.WaitEnded,
		incident.FindingShown, incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered,
		incident.FindingSnoozed, incident.QuietSet, incident.StatusPosted, incident.BriefGiven, incident.DeliveryRequested,
		incident.AgentAsked, incident.AgentReplied, incident.AgentFailed, incident.AgentStopped, incident.LearningRated,
		incident.NoteAdded:
		return false
	}
	return false
}

// step is one run of Step or Wake: the state as it moves, and what was emitted.
type step struct {
	c   *Coordinator
	st  *State
	now time.Time
	by  incident.PersonID  // whose input it is
	src incident.MessageID // the message it came from, if any
	out []incident.Entry

	actor     incident.PersonID // who did what is stepped; empty if time did
	byCommand bool
}

// emit records an event caused by the input's author.
func (s *step) emit(ev incident.Event) { s.emitAs(s.by, ev) }

// own records an event that Bearings causes by itself.
func (s *step) own(ev incident.Event) { s.emitAs(incident.Bearings, ev) }

func (s *step) emitAs(by incident.PersonID, ev incident.Event) {
	e := incident.Entry{Seq: s.st.Incident.Seq + 1, At: s.now, By: by, Source: s.src, Event: ev}
	if err := s.st.Apply(e); err != nil {
		panic("coordinator: " + err.Error()) // the number was just read from the state
	}
	s.out = append(s.out, e)
}

// Step decides what follows from an input that has been applied to st. The
// result for an input that is no input (an event that only outcomes hold) is
// empty.
func (c *Coordinator) Step(st *State, in incident.Entry, now time.Time) Outcome {
	s := &step{c: c, st: st, now: now, by: in.By, src: in.Source}
	switch ev := any(in.Event).(type) { // NeedsStep names every type
	case incident.Opened:
		s.own(incident.Configured{Settings: c.settings})
	case incident.MessagePosted:
		s.actor = ev.Author
		s.posted(ev)
	case incident.MessageEdited:
		s.edited(ev)
	case incident.MessageDeleted:
		s.deleted(ev)
	case incident.Reacted:
		s.reacted(ev)
	case incident.Joined:
		s.joined(ev)
	case incident.CommandGiven:
		s.actor, s.byCommand = ev.Who, true
		s.commanded(ev)
	default:
		if !NeedsStep(in.Event) {
			return Outcome{}
		}
	}
	s.by, s.src = incident.Bearings, ""
	s.passTime()
	s.attend()
	return Outcome{s.out}
}

// Wake decides what follows from the time alone.
func (c *Coordinator) Wake(st *State, now time.Time) Outcome {
	s := &step{c: c, st: st, now: now, by: incident.Bearings}
	s.passTime()
	s.attend()
	return Outcome{s.out}
}

// Card returns the pinned card as it stands at now.
func (c *Coordinator) Card(st *State, now time.Time) commonground.Card {
	next, ok := c.NextWake(st, now)
	if ok && next.Truncate(time.Minute).Before(next) {
		next = next.Truncate(time.Minute).Add(time.Minute) // "by 14:31" keeps the promise of 14:30:18
	}
	return commonground.NewCard(st.View(), now, next)
}

// Undone returns what was requested to be sent and of which nothing is known
// yet, oldest first. A restarted driver resumes with it: posts and direct
// messages are looked up and repeated, ephemeral lines are not.
func (c *Coordinator) Undone(st *State) []incident.DeliveryRequested {
	return st.Attention.pending()
}

// Due is what the store's work index is told of an incident: when time will next
// decide something, and whether anything waits to be sent.
func (c *Coordinator) Due(st *State, now time.Time) (wake time.Time, deliveries bool) {
	wake, _ = c.NextWake(st, now)
	return wake, len(st.Attention.outbox) > 0
}
