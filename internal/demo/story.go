package demo

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"bearings/incident"
)

//go:embed story.txt
var storyText string

// verb says what a line of the story does.
type verb int

const (
	says verb = iota
	commands
	joins
	leaves
	clicks
)

// line is one line of the story.
type line struct {
	at   time.Time
	who  incident.PersonID
	verb verb
	text string // the message, the command, or the button's label
}

// actor is somebody of the story.
type actor struct {
	id   incident.PersonID
	kind incident.Kind
}

// story is a scripted incident: who is there at the beginning, and what happens.
type story struct {
	title    string
	channel  string
	severity incident.Severity
	start    time.Time
	here     []actor
	lines    []line
}

// root is the command that people type in front of what they ask Bearings for.
const root = "/inc"

// parseStory reads a story; errors name the line.
func parseStory(text string) (*story, error) {
	st := &story{}
	for i, raw := range strings.Split(text, "\n") {
		if err := st.read(strings.TrimRight(raw, " \t\r")); err != nil {
			return nil, fmt.Errorf("story line %d: %w", i+1, err)
		}
	}
	if st.start.IsZero() || len(st.lines) == 0 {
		return nil, fmt.Errorf("story: it needs a start and at least one line")
	}
	return st, nil
}

func (st *story) read(raw string) error {
	switch {
	case raw == "" || strings.HasPrefix(raw, "#"):
		return nil
	case strings.HasPrefix(raw, "    "):
		n := len(st.lines)
		if n == 0 || st.lines[n-1].verb != says {
			return fmt.Errorf("an indented line must follow a message")
		}
		st.lines[n-1].text += "\n" + raw[4:]
		return nil
	case strings.HasPrefix(raw, "+"):
		return st.event(raw[1:])
	}
	return st.header(raw)
}

func (st *story) header(raw string) error {
	key, value, _ := strings.Cut(raw, ": ")
	switch key {
	case "title":
		st.title = value
	case "channel":
		st.channel = value
	case "severity":
		st.severity = incident.Severity(value)
	case "start":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return err
		}
		st.start = at.UTC()
	case "here":
		for _, name := range strings.Split(value, ", ") {
			st.here = append(st.here, newActor(name))
		}
	default:
		return fmt.Errorf("%q is neither a heading nor a line that begins with a time", raw)
	}
	return nil
}

func newActor(name string) actor {
	if id, ok := strings.CutSuffix(name, " (bot)"); ok {
		return actor{incident.PersonID(id), incident.Bot}
	}
	return actor{incident.PersonID(name), incident.Human}
}

// event reads what follows the plus sign.
func (st *story) event(raw string) error {
	when, rest, _ := strings.Cut(raw, " ")
	after, err := time.ParseDuration(when)
	if err != nil {
		return err
	}
	l := line{at: st.start.Add(after)}
	if n := len(st.lines); n > 0 && l.at.Before(st.lines[n-1].at) {
		return fmt.Errorf("+%s goes back in time", when)
	}
	who, what, _ := strings.Cut(rest, " ")
	switch {
	case strings.HasSuffix(who, ":"):
		who, l.verb, l.text = strings.TrimSuffix(who, ":"), says, what
		if cmd, ok := strings.CutPrefix(what, root+" "); ok {
			l.verb, l.text = commands, cmd
		}
	case what == "joins":
		l.verb = joins
	case what == "leaves":
		l.verb = leaves
	case strings.HasPrefix(what, "clicks "):
		l.verb, l.text = clicks, strings.TrimPrefix(what, "clicks ")
	default:
		return fmt.Errorf("%q: want \"who: text\", \"who joins\", \"who leaves\" or \"who clicks label\"", rest)
	}
	l.who = incident.PersonID(who)
	if who == "" || (l.text == "" && l.verb != joins && l.verb != leaves) {
		return fmt.Errorf("%q says nothing", rest)
	}
	st.lines = append(st.lines, l)
	return nil
}

// kind says whether somebody of the story is a person or a bot.
func (st *story) kind(who incident.PersonID) incident.Kind {
	for _, a := range st.here {
		if a.id == who {
			return a.kind
		}
	}
	return incident.Human
}
