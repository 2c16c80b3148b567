package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bearings/agents"
	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
	"bearings/internal/transcript"
)

// After is how long time goes on after the last line.
const After = 10 * time.Minute

// Channel is the channel in which a replayed incident was opened.
const Channel = "replay"

// Options say how a transcript is replayed. The zero Options work.
type Options struct {
	Severity   incident.Severity // SEV2 if empty
	Settings   incident.Settings // the defaults if zero
	BriefAfter []int             // the lines after which somebody asks what is going on

	// Scribe reads the messages, and Engine is its name and version. The rules do
	// if it is nil.
	Scribe coordinator.Scribe
	Engine string
}

// Result is what came of a replay. Lines are physical lines of the transcript;
// 0 is before the first message.
type Result struct {
	Log        []incident.Entry
	Readings   []Reading    // one for each message
	Hypotheses []Hypothesis // in the order in which they were raised
	Findings   []Finding
	Posts      []Post
	Briefs     map[int]string // by the line after which they were given
	Card       string         // at the end
}

// ErrNoLine is wrapped when a brief is wanted after a line that is not there.
var ErrNoLine = errors.New("no such line")

// Run replays lines, which are those of one transcript. It stops when ctx ends.
func Run(ctx context.Context, lines []transcript.Line, o Options) (*Result, error) {
	if len(lines) == 0 {
		return nil, errors.New("replay: there are no lines")
	}
	r, err := newRun(lines, o)
	if err != nil {
		return nil, err
	}
	if o.Severity == "" {
		o.Severity = incident.SEV2
	}
	start := lines[0].At
	opened := incident.Opened{Channel: Channel, Severity: o.Severity}
	if err := r.player.Feed(start, incident.Bearings, "", opened); err != nil {
		return nil, err
	}
	for i, l := range lines {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		if err := r.feed(l); err != nil {
			return nil, err
		}
		end := i == len(lines)-1
		for _, n := range r.briefAfter {
			if n >= l.Number && (end || n < lines[i+1].Number) {
				if err := r.brief(n); err != nil {
					return nil, err
				}
			}
		}
	}
	r.player.Until(lines[len(lines)-1].At.Add(After))
	return r.result(), nil
}

// run is one replay under way.
type run struct {
	core       *coordinator.Coordinator
	player     *play.Player
	briefAfter []int

	line    int                           // of the last message
	feeding int                           // the line that is being played, whatever its type
	raised  map[incident.HypothesisID]int // the line in which each hypothesis was raised
	lineOf  map[incident.MessageID]int
	said    map[incident.MessageID]incident.MessagePosted
	reading map[incident.MessageID]*Reading
	topics  map[incident.FindingKey]*topic
	out     Result
}

func newRun(lines []transcript.Line, o Options) (*run, error) {
	last := lines[len(lines)-1].Number
	for _, n := range o.BriefAfter {
		if n < 1 || n > last {
			return nil, fmt.Errorf("replay: a brief after line %d: the transcript ends with line %d: %w", n, last, ErrNoLine)
		}
	}
	if o.Scribe == nil {
		o.Scribe, o.Engine = agents.Rules{}, agents.Engine
	}
	core, err := coordinator.New(coordinator.Config{Settings: o.Settings, Scribe: o.Scribe, Engine: o.Engine, Examiners: []coordinator.Examiner{agents.ChangeExaminer{}, agents.StrainExaminer{}}})
	if err != nil {
		return nil, err
	}
	after := slices.Clone(o.BriefAfter)
	slices.Sort(after)
	r := &run{
		core: core, briefAfter: slices.Compact(after),
		raised: map[incident.HypothesisID]int{},
		lineOf: map[incident.MessageID]int{}, said: map[incident.MessageID]incident.MessagePosted{},
		reading: map[incident.MessageID]*Reading{}, topics: map[incident.FindingKey]*topic{},
		out: Result{Briefs: map[int]string{}},
	}
	r.player = play.New(core, play.Options{Entries: r.entries, Sent: r.sent, Card: r.card})
	return r, nil
}

// feed plays one line. What happens before it belongs to the message before it.
func (r *run) feed(l transcript.Line) error {
	r.player.Until(l.At)
	r.feeding = l.Number
	if m, ok := l.Message(); ok {
		r.line = l.Number
		r.lineOf[m.ID], r.said[m.ID] = l.Number, m
		r.reading[m.ID] = &Reading{Line: l.Number, TS: l.At, Acts: []incident.Act{}}
	}
	if err := r.player.Feed(l.At, l.By, l.Source, l.Event); err != nil {
		return fmt.Errorf("replay line %d: %w", l.Number, err)
	}
	return nil
}

// asker is who asks for the briefs.
const asker incident.PersonID = "reader"

// brief has somebody ask what is going on, in a copy of the incident, so that
// the answer is the real one and nobody has asked.
func (r *run) brief(n int) error {
	st := &coordinator.State{}
	for _, e := range r.out.Log {
		if err := st.Apply(e); err != nil {
			return fmt.Errorf("replay: brief after line %d: %w", n, err)
		}
	}
	now := r.player.Now()
	ask := incident.Entry{
		Seq: st.Incident.Seq + 1, At: now, By: asker,
		Event: incident.CommandGiven{Key: fmt.Sprintf("brief-%d", n), Who: asker, Text: incident.Say("status")},
	}
	if err := st.Apply(ask); err != nil {
		return fmt.Errorf("replay: brief after line %d: %w", n, err)
	}
	for _, e := range r.core.Step(st, ask, now).Entries {
		if d, ok := e.Event.(incident.DeliveryRequested); ok && d.To == asker && r.out.Briefs[n] == "" {
			r.out.Briefs[n] = d.Text.String()
		}
	}
	return nil
}

// entries takes in what was appended to the log.
func (r *run) entries(record []incident.Entry) {
	now := &look{run: r}
	for _, e := range record {
		r.out.Log = append(r.out.Log, e)
		switch ev := e.Event.(type) {
		case incident.MessageRead:
			if row := r.reading[ev.Message]; row != nil && !row.read {
				row.take(ev.Reading)
			}
		case incident.HypothesisRaised:
			if r.raised[ev.ID] = r.feeding; r.lineOf[e.Source] > 0 {
				r.raised[ev.ID] = r.lineOf[e.Source]
			}
		case incident.MessageEdited:
			r.resaid(ev.ID, incident.Say(incident.Mask(ev.Text.String())))
		case incident.MessageDeleted:
			r.resaid(ev.ID, incident.ErasedText())
		case incident.FindingShown:
			r.shown(e.At, ev)
		case incident.FindingWithheld:
			r.withheld(e.At, ev, now)
		case incident.FindingEnded:
			r.ended(e.At, ev)
		case incident.Opened, incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet, incident.RoleAccepted,
			incident.Renamed, incident.Linked, incident.Closed, incident.Reopened, incident.Joined, incident.Left,
			incident.MessagePosted, incident.Reacted, incident.CommandGiven, incident.ReadingRetracted, incident.ReadingConfirmed,
			incident.ReadingCorrected, incident.FindingAnswered, incident.FindingSnoozed, incident.QuietSet, incident.StatusPosted,
			incident.BriefGiven, incident.DeliveryRequested, incident.Delivered, incident.DeliveryFailed, incident.CardShown,
			incident.AgentAsked, incident.AgentReplied, incident.AgentFailed, incident.AgentStopped, incident.LearningRated,
			incident.NoteAdded, incident.ImpactStated, incident.TrendStated, incident.ObservationNoted, incident.DecisionMade,
			incident.QuestionAsked, incident.QuestionAnswered, incident.QuestionDropped, incident.AnnouncementMade,
			incident.AnnouncementCorrected, incident.GuardSet, incident.GuardLifted, incident.LinkNoted, incident.ItemWithdrawn,
			incident.HypothesisReworded, incident.HypothesisMerged, incident.HypothesisStatusSet, incident.ReopenNoted,
			incident.LineClaimed, incident.LineRenewed, incident.LineReleased, incident.LineExpired, incident.EvidenceAdded,
			incident.EvidenceAddressed, incident.CheckPlanned, incident.CheckFinished, incident.InterventionProposed,
			incident.InterventionStarted, incident.InterventionExpected, incident.InterventionFinished,
			incident.InterventionReverted, incident.InterventionObserved, incident.WaitDeclared, incident.WaitEnded: // in the log, and in no other file
		}
	}
}

// resaid changes what a message says from now on.
func (r *run) resaid(id incident.MessageID, text incident.Text) {
	if m, ok := r.said[id]; ok {
		m.Text = text
		r.said[id] = m
	}
}

// look is what the detectors find, computed when it is first needed.
type look struct {
	run  *run
	done bool
	at   map[incident.FindingKey]incident.Finding
}

func (l *look) find(key incident.FindingKey) (incident.Finding, bool) {
	if !l.done {
		l.done, l.at = true, map[incident.FindingKey]incident.Finding{}
		for _, f := range commonground.Findings(l.run.player.State().View(), l.run.player.Now()) {
			l.at[f.Key] = f
		}
	}
	f, ok := l.at[key]
	return f, ok
}

func (r *run) result() *Result {
	for _, m := range r.out.Log {
		if p, ok := m.Event.(incident.MessagePosted); ok {
			r.out.Readings = append(r.out.Readings, *r.reading[p.ID])
		}
	}
	r.out.Hypotheses = r.hypotheses()
	r.out.Card = r.player.Card().Text()
	return &r.out
}
