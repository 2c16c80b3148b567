package demo

import (
	"fmt"
	"strings"
	"time"

	"bearings/agents"
	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"

	"github.com/charmbracelet/x/ansi"
)

// beatKind says what a beat shows.
type beatKind int

const (
	said      beatKind = iota // a message in the channel
	commanded                 // a command that somebody gave; only they and Bearings see it
	came                      // somebody joined
	went                      // somebody left
	posted                    // Bearings, to everybody
	whispered                 // Bearings, to one person
	edited                    // the card was edited
)

// beat is one thing that happens before the viewer's eyes.
type beat struct {
	kind    beatKind
	at      time.Time
	who     incident.PersonID // who spoke, came or went; whom Bearings speaks to in private
	text    string
	sort    string   // what kind of message of Bearings it is; one of the coordinator's
	thread  bool     // Bearings answers in a thread
	rests   []string // what it rests on, as links would show it
	buttons []string
	card    commonground.Card
}

// show runs the story through the coordinator and says what there is to see.
type show struct {
	story   *story
	player  *play.Player
	next    int // the story's next line
	inputs  int // for the keys of commands
	beats   []beat
	buttons map[incident.PersonID][]incident.Button // on offer, the newest last; "" is everybody
	edits   int
	seen    seen
}

// newShow opens the story's incident, with the people who are there from the start.
func newShow() (*show, error) {
	st, err := parseStory(storyText)
	if err != nil {
		return nil, err
	}
	core, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine, Examiners: []coordinator.Examiner{agents.ChangeExaminer{}, agents.StrainExaminer{}}})
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	s := &show{story: st, buttons: map[incident.PersonID][]incident.Button{}}
	s.player = play.New(core, play.Options{Sent: s.sent, Card: s.card})
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return s, nil
}

func (s *show) open() error {
	st := s.story
	err := s.player.Feed(st.start, incident.Bearings, "", incident.Opened{
		Title: incident.Say(st.title), Channel: st.channel, Severity: st.severity,
	})
	for _, a := range st.here {
		if err == nil {
			err = s.player.Feed(st.start, a.id, "", incident.Joined{Who: a.id, Name: incident.Say(string(a.id)), Kind: a.kind})
		}
	}
	s.beats = nil
	return err
}

// sent takes a message that Bearings sends.
func (s *show) sent(at time.Time, d incident.DeliveryRequested) {
	b := beat{kind: posted, at: at, text: strings.TrimRight(d.Text.String(), "\n"), sort: d.Kind, thread: d.Thread != ""}
	reader := incident.PersonID("")
	if d.How != incident.Post {
		b.kind, b.who, reader = whispered, d.To, d.To
	}
	if d.Kind == coordinator.KindNudge {
		b.rests = s.receipts(d.Rests)
	}
	for _, o := range d.Buttons {
		b.buttons = append(b.buttons, o.Label)
	}
	s.buttons[reader] = append(s.buttons[reader], d.Buttons...)
	s.beats = append(s.beats, b)
}

// receipts shows the messages that a question rests on, as the links below it
// would be shown.
func (s *show) receipts(ids []incident.MessageID) []string {
	var out []string
	in := &s.player.State().Incident
	for _, id := range ids[:min(len(ids), mostReceipts)] {
		m := in.RecentMessage(id)
		if m == nil || m.Gone {
			continue
		}
		first, _, _ := strings.Cut(m.Text.String(), "\n")
		out = append(out, fmt.Sprintf("> %s %s: %s", clock(m.At), in.Name(m.Author), ansi.Truncate(first, 90, "…")))
	}
	return out
}

func (s *show) card(at time.Time, c commonground.Card) {
	s.edits++
	s.beats = append(s.beats, beat{kind: edited, at: at, card: c})
}

// take returns what happened since it was last called.
func (s *show) take() []beat {
	out := s.beats
	s.beats = nil
	return out
}

// over reports whether the story has been told.
func (s *show) over() bool { return s.next >= len(s.story.lines) }

// mostReceipts is how many messages are shown below a question.
const mostReceipts = 3

// lastLook is how long time goes on after the story's last line, so that what is
// still due is seen.
const lastLook = 5 * time.Minute

// step plays the story's next line: first what the time until then brings, then
// the line, then what follows from it.
func (s *show) step() ([]beat, error) {
	if s.over() {
		return nil, nil
	}
	l := s.story.lines[s.next]
	s.next++
	s.player.Until(l.at)
	err := s.perform(l)
	if err != nil {
		return s.take(), fmt.Errorf("demo: %s at %s: %w", l.who, clock(l.at), err)
	}
	s.player.Until(s.player.Now().Add(play.CardEvery)) // the card follows at once
	if s.over() {
		s.player.Until(s.player.Now().Add(lastLook))
	}
	return s.take(), nil
}

// typed is what somebody says besides the story, a second from now.
func (s *show) typed(who incident.PersonID, text string) ([]beat, error) {
	text = strings.TrimSpace(text)
	l := line{at: s.player.Now().Add(time.Second), who: who, text: text}
	if cmd, ok := strings.CutPrefix(text, root); ok && (cmd == "" || cmd[0] == ' ') {
		l.verb, l.text = commands, strings.TrimSpace(cmd)
	}
	err := s.perform(l)
	s.player.Until(s.player.Now().Add(play.CardEvery))
	return s.take(), err
}

func (s *show) perform(l line) error {
	s.inputs++
	switch l.verb {
	case says:
		s.beats = append(s.beats, beat{kind: said, at: l.at, who: l.who, text: l.text})
		id := incident.MessageIDAt(l.at)
		return s.player.Feed(l.at, l.who, id, incident.MessagePosted{
			ID: id, Author: l.who, Kind: s.story.kind(l.who), At: l.at, Text: incident.Say(l.text),
		})
	case commands:
		text := s.resolve(l.text)
		s.beats = append(s.beats, beat{kind: commanded, at: l.at, who: l.who, text: strings.TrimSpace(root + " " + text)})
		return s.command(l, text)
	case joins:
		s.beats = append(s.beats, beat{kind: came, at: l.at, who: l.who})
		return s.player.Feed(l.at, l.who, "", incident.Joined{Who: l.who, Name: incident.Say(string(l.who)), Kind: s.story.kind(l.who)})
	case leaves:
		s.beats = append(s.beats, beat{kind: went, at: l.at, who: l.who})
		return s.player.Feed(l.at, l.who, "", incident.Left{Who: l.who})
	case clicks:
		text, ok := s.button(l.who, l.text)
		if !ok {
			return nil // what it would have answered was never said
		}
		s.beats = append(s.beats, beat{kind: commanded, at: l.at, who: l.who, text: "[" + l.text + "]"})
		return s.command(l, text)
	}
	return fmt.Errorf("unknown verb %d", l.verb)
}

func (s *show) command(l line, text string) error {
	return s.player.Feed(l.at, l.who, "", incident.CommandGiven{
		Key: fmt.Sprintf("demo-%d", s.inputs), Who: l.who, Text: incident.Say(text),
	})
}

// button returns what the newest button with the label means, of those that the
// person can see.
func (s *show) button(who incident.PersonID, label string) (string, bool) {
	for _, reader := range []incident.PersonID{who, ""} {
		on := s.buttons[reader]
		for i := len(on) - 1; i >= 0; i-- {
			if on[i].Label == label {
				return on[i].Command, true
			}
		}
	}
	return "", false
}

// resolve puts identifiers in the place of {words}: of the explanation, or for
// "done" of the change, that has these words. A viewer may have added some, so the
// story cannot know them.
func (s *show) resolve(text string) string {
	before, rest, ok := strings.Cut(text, "{")
	if !ok {
		return text
	}
	words, after, _ := strings.Cut(rest, "}")
	id := s.named(words)
	if strings.HasPrefix(before, "done ") {
		id = s.changed(words)
	}
	return strings.Join(strings.Fields(before+id+after), " ")
}

func (s *show) named(words string) string {
	for _, h := range s.player.State().Incident.Hypotheses {
		if strings.Contains(strings.ToLower(h.Statement.String()), words) && h.Status != incident.Merged {
			return string(h.ID)
		}
	}
	return ""
}

func (s *show) changed(words string) string {
	all := s.player.State().Incident.Interventions
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(strings.ToLower(all[i].What.String()), words) {
			return string(all[i].ID)
		}
	}
	return ""
}

// people are those who can be spoken for: who is present and no bot.
func (s *show) people() []incident.PersonID {
	var out []incident.PersonID
	for _, p := range s.player.State().Incident.People {
		if p.Present() && p.Kind == incident.Human {
			out = append(out, p.ID)
		}
	}
	return out
}

// everybody is who ever took part, in the order in which they came: the order of
// the colours of their names.
func (s *show) everybody() []incident.PersonID {
	var out []incident.PersonID
	for _, p := range s.player.State().Incident.People {
		if p.Kind == incident.Human {
			out = append(out, p.ID)
		}
	}
	return out
}

func clock(t time.Time) string { return t.UTC().Format("15:04") }
