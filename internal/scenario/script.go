package scenario

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"bearings/incident"
)

// Verb says what a line of a script does.
type Verb string

// The verbs.
const (
	Says     Verb = "says"
	Commands Verb = "command"
	Joins    Verb = "joins"
	Leaves   Verb = "leaves"
	Reacts   Verb = "reacts"
	Edits    Verb = "edits"
	Deletes  Verb = "deletes"
	Clicks   Verb = "click"
	Waits    Verb = "wait"
)

// Line is one line of a script.
type Line struct {
	No    int // in the section, from 1
	At    time.Duration
	Verb  Verb
	Who   incident.PersonID
	Kind  incident.Kind
	Text  string // the message, the command, the reaction, or the button's label
	Label string // of this message
	On    string // the label of the message that it is about
}

var (
	linePattern = regexp.MustCompile(`^\+(\S+)\s+(.*)$`)
	namePattern = `([A-Za-z0-9._-]+)(?:\((bot|guest|ai)\))?`
	saysLine    = regexp.MustCompile(`^` + namePattern + `(?:\s*>([a-z0-9-]+))?: (.*)$`)
	labelEnd    = regexp.MustCompile(`^(.*?)\s+#([a-z0-9-]+)$`)
	comesLine   = regexp.MustCompile(`^` + namePattern + ` (joins|leaves)$`)
	commandLine = regexp.MustCompile(`^command ([A-Za-z0-9._-]+)(?: on ([a-z0-9-]+))?: ?(.*)$`)
	reactsLine  = regexp.MustCompile(`^([A-Za-z0-9._-]+) reacts ([a-z0-9_+-]+) to ([a-z0-9-]+)$`)
	editsLine   = regexp.MustCompile(`^([A-Za-z0-9._-]+) edits ([a-z0-9-]+): (.*)$`)
	deletesLine = regexp.MustCompile(`^([A-Za-z0-9._-]+) deletes ([a-z0-9-]+)$`)
	clickLine   = regexp.MustCompile(`^click ([A-Za-z0-9._-]+) "([^"]+)"$`)
)

// ParseScript reads the lines of a script; errors name the line. A line that
// begins with a tab or four spaces goes on with the message before it.
func ParseScript(text string) ([]Line, error) {
	var lines []Line
	for i, raw := range strings.Split(text, "\n") {
		raw = strings.TrimRight(raw, " \r")
		rest, goesOn := strings.CutPrefix(raw, "    ")
		switch {
		case strings.TrimSpace(raw) == "" || strings.HasPrefix(raw, "#"):
			continue
		case goesOn && len(lines) > 0 && lines[len(lines)-1].Verb == Says:
			lines[len(lines)-1].Text += "\n" + rest
			continue
		}
		l, err := parseLine(raw)
		if err != nil {
			return nil, fmt.Errorf("script line %d: %w", i+1, err)
		}
		l.No = i + 1
		if n := len(lines); n > 0 && l.At < lines[n-1].At {
			return nil, fmt.Errorf("script line %d: time goes back", i+1)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func parseLine(raw string) (Line, error) {
	m := linePattern.FindStringSubmatch(raw)
	if m == nil {
		return Line{}, fmt.Errorf("%q does not begin with a time such as +2m", raw)
	}
	at, err := time.ParseDuration(m[1])
	if err != nil || at < 0 {
		return Line{}, fmt.Errorf("%q is not a time such as 2m or 1m30s", m[1])
	}
	l, ok := parseWhat(m[2])
	if !ok {
		return Line{}, fmt.Errorf("cannot read %q; the package doc has the forms", m[2])
	}
	l.At = at
	return l, nil
}

func parseWhat(s string) (Line, bool) {
	if s == "wait" {
		return Line{Verb: Waits}, true
	}
	if m := commandLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Commands, Who: incident.PersonID(m[1]), On: m[2], Text: m[3]}, true
	}
	if m := clickLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Clicks, Who: incident.PersonID(m[1]), Text: m[2]}, true
	}
	if m := comesLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Verb(m[3]), Who: incident.PersonID(m[1]), Kind: kind(m[2])}, true
	}
	if m := reactsLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Reacts, Who: incident.PersonID(m[1]), Text: m[2], On: m[3]}, true
	}
	if m := editsLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Edits, Who: incident.PersonID(m[1]), On: m[2], Text: m[3]}, true
	}
	if m := deletesLine.FindStringSubmatch(s); m != nil {
		return Line{Verb: Deletes, Who: incident.PersonID(m[1]), On: m[2]}, true
	}
	m := saysLine.FindStringSubmatch(s)
	if m == nil {
		return Line{}, false
	}
	l := Line{Verb: Says, Who: incident.PersonID(m[1]), Kind: kind(m[2]), On: m[3], Text: m[4]}
	if e := labelEnd.FindStringSubmatch(l.Text); e != nil {
		l.Text, l.Label = e[1], e[2]
	}
	return l, true
}

func kind(s string) incident.Kind {
	if s == "" {
		return incident.Human
	}
	return incident.Kind(s)
}
