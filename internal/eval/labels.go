package eval

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"bearings/incident"
	"bearings/internal/transcript"
)

// Labels are what a person noted about one incident.
type Labels struct {
	Hypotheses  []LabelledHypothesis `json:"hypotheses"`
	Messages    []Label              `json:"messages"`
	Fixation    []Episode            `json:"fixation"`
	Checkpoints []Checkpoint         `json:"checkpoints"`

	byLine map[int]*Label
}

// LabelledHypothesis is an explanation that somebody offered.
type LabelledHypothesis struct {
	Key        string `json:"key"`
	Statement  string `json:"statement"`
	RaisedLine int    `json:"raised_line"`
}

// Label is what one message does.
type Label struct {
	Line       int            `json:"line"`
	Acts       []incident.Act `json:"acts"`
	About      string         `json:"about"` // "": nothing, or the problem in general
	Hypotheses []string       `json:"hypotheses"`
	Trend      incident.Trend `json:"trend"`
	Evidence   []struct {
		Hypothesis string `json:"hypothesis"`
		Direction  string `json:"direction"`
	} `json:"evidence"`
	Verdict []struct {
		Hypothesis string          `json:"hypothesis"`
		Status     incident.Status `json:"status"`
	} `json:"verdict"`
	Ownership    *LabelledOwning `json:"ownership"`
	Intervention *LabelledChange `json:"intervention"`
}

// LabelledOwning is who takes, gets or drops what.
type LabelledOwning struct {
	Verb incident.OwnershipVerb `json:"verb"`
	Who  incident.PersonID      `json:"who"`
	What string                 `json:"what"` // words, or the key of a hypothesis
}

// LabelledChange is a change to the system.
type LabelledChange struct {
	Kind  incident.InterventionKind  `json:"kind"`
	Phase incident.InterventionPhase `json:"phase"`
	What  string                     `json:"what"`
}

// Episode is a stretch in which one hypothesis kept absorbing effort while
// nothing told it apart from its rivals.
type Episode struct {
	Hypothesis string `json:"hypothesis"`
	FromLine   int    `json:"from_line"`
	ToLine     int    `json:"to_line"`
}

// Checkpoint is a moment at which somebody could ask what is going on.
type Checkpoint struct {
	AfterLine int    `json:"after_line"`
	Facts     []Fact `json:"facts"`
	Stale     []Fact `json:"stale"`
}

// Fact is something that a brief states if it has, for every inner list of
// Match, one of its phrases.
type Fact struct {
	ID    string     `json:"id"`
	Text  string     `json:"text"`
	Match [][]string `json:"match"`
}

// LabelError says what is wrong with a file of labels, and where. It quotes
// nothing from the file.
type LabelError struct {
	File  string
	Field string // such as messages[3].about; "": the file as a whole
	Text  string
}

func (e *LabelError) Error() string {
	if e.Field == "" {
		return e.File + ": " + e.Text
	}
	return e.File + ": " + e.Field + ": " + e.Text
}

// Acts that a message can be labelled with: those that are scored, and two more.
var (
	scoredActs = []incident.Act{
		incident.ActImpact, incident.ActTrend, incident.ActObservation, incident.ActHypothesis, incident.ActEvidence,
		incident.ActVerdict, incident.ActOwnership, incident.ActRequest, incident.ActQuestion, incident.ActIntervention,
	}
	allActs = append(slices.Clone(scoredActs), incident.ActDecision, incident.ActAnnouncement)
)

// readLabels reads the labels of the transcript that holds lines.
func readLabels(path string, lines []transcript.Line) (*Labels, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read labels: %w", err)
	}
	return parseLabels(path, raw, lines)
}

func parseLabels(file string, raw []byte, lines []transcript.Line) (*Labels, error) {
	l := &Labels{byLine: map[int]*Label{}}
	if err := json.Unmarshal(raw, l); err != nil {
		return nil, &LabelError{File: file, Text: notJSON(raw, err)}
	}
	if l.Messages == nil {
		return nil, &LabelError{File: file, Field: "messages", Text: "missing; a file of labels lists what messages do"}
	}
	c := checker{file: file, labels: l, message: map[int]bool{}}
	for _, line := range lines {
		_, c.message[line.Number] = line.Message()
		c.last = line.Number
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	for i := range l.Messages {
		l.byLine[l.Messages[i].Line] = &l.Messages[i]
	}
	return l, nil
}

// notJSON says what keeps a file of labels from being read, and on which line.
func notJSON(raw []byte, err error) string {
	at := func(offset int64) int {
		n := 1
		for _, b := range raw[:min(int(offset), len(raw))] {
			if b == '\n' {
				n++
			}
		}
		return n
	}
	if s := (*json.SyntaxError)(nil); errors.As(err, &s) {
		return fmt.Sprintf("not JSON at line %d: %v", at(s.Offset), s)
	}
	if t := (*json.UnmarshalTypeError)(nil); errors.As(err, &t) {
		return fmt.Sprintf("line %d: %s cannot be a %s", at(t.Offset), cmp.Or(t.Field, "a file of labels"), t.Value)
	}
	return "not JSON: " + err.Error()
}

// checker finds labels that could be scored only by guessing.
type checker struct {
	file    string
	labels  *Labels
	message map[int]bool // whether a line holds a message
	last    int
}

func (c *checker) wrong(text, field string, args ...any) error {
	return &LabelError{File: c.file, Field: fmt.Sprintf(field, args...), Text: text}
}

const (
	noMessage = "the transcript has no message on that line"
	noKey     = "no hypothesis of these labels has that key"
)

func (c *checker) known(key string) bool {
	return slices.ContainsFunc(c.labels.Hypotheses, func(h LabelledHypothesis) bool { return h.Key == key })
}

func (c *checker) check() error {
	seen := map[string]bool{}
	for i, h := range c.labels.Hypotheses {
		switch {
		case h.Key == "":
			return c.wrong("it is empty; every hypothesis has a key of its own", "hypotheses[%d].key", i)
		case seen[h.Key]:
			return c.wrong("another hypothesis has the same key", "hypotheses[%d].key", i)
		case !c.message[h.RaisedLine]:
			return c.wrong(noMessage, "hypotheses[%d].raised_line", i)
		}
		seen[h.Key] = true
	}
	lines := map[int]bool{}
	for i, m := range c.labels.Messages {
		if !c.message[m.Line] {
			return c.wrong(noMessage, "messages[%d].line (%d)", i, m.Line)
		}
		if lines[m.Line] {
			return c.wrong("the line is labelled twice", "messages[%d].line (%d)", i, m.Line)
		}
		lines[m.Line] = true
		if err := c.checkMessage(m, fmt.Sprintf("messages[%d] (line %d)", i, m.Line)); err != nil {
			return err
		}
	}
	for i, e := range c.labels.Fixation {
		switch {
		case !c.known(e.Hypothesis):
			return c.wrong(noKey, "fixation[%d].hypothesis", i)
		case !c.message[e.FromLine]:
			return c.wrong(noMessage, "fixation[%d].from_line", i)
		case !c.message[e.ToLine] || e.ToLine < e.FromLine:
			return c.wrong("it is no message from from_line on", "fixation[%d].to_line", i)
		}
	}
	return c.checkCheckpoints()
}

func (c *checker) checkMessage(m Label, at string) error {
	for i, a := range m.Acts {
		if !slices.Contains(allActs, a) {
			return c.wrong("no act is called that", "%s.acts[%d]", at, i)
		}
		if slices.Contains(m.Acts[:i], a) {
			return c.wrong("the act is listed twice", "%s.acts[%d]", at, i)
		}
	}
	if m.About != "" && !c.known(m.About) {
		return c.wrong(noKey, "%s.about", at)
	}
	for i, key := range m.Hypotheses {
		if !c.known(key) {
			return c.wrong(noKey, "%s.hypotheses[%d]", at, i)
		}
	}
	for i, e := range m.Evidence {
		if !c.known(e.Hypothesis) {
			return c.wrong(noKey, "%s.evidence[%d].hypothesis", at, i)
		}
		if e.Direction != "for" && e.Direction != "against" {
			return c.wrong(`it is "for" or "against"`, "%s.evidence[%d].direction", at, i)
		}
	}
	for i, v := range m.Verdict {
		if !c.known(v.Hypothesis) {
			return c.wrong(noKey, "%s.verdict[%d].hypothesis", at, i)
		}
		if !slices.Contains([]incident.Status{incident.Confirmed, incident.Refuted, incident.Parked}, v.Status) {
			return c.wrong(`it is "confirmed", "refuted" or "parked"`, "%s.verdict[%d].status", at, i)
		}
	}
	return nil
}

func (c *checker) checkCheckpoints() error {
	for i, p := range c.labels.Checkpoints {
		if p.AfterLine < 1 || p.AfterLine > c.last {
			return c.wrong("the transcript has no such line", "checkpoints[%d].after_line", i)
		}
		if err := c.checkFacts(p.Facts, fmt.Sprintf("checkpoints[%d].facts", i)); err != nil {
			return err
		}
		if err := c.checkFacts(p.Stale, fmt.Sprintf("checkpoints[%d].stale", i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) checkFacts(facts []Fact, at string) error {
	for i, f := range facts {
		empty := func(phrases []string) bool { return len(phrases) == 0 || slices.Contains(phrases, "") }
		if len(f.Match) == 0 || slices.ContainsFunc(f.Match, empty) {
			return c.wrong("it needs at least one list, and no list or phrase may be empty", "%s[%d].match", at, i)
		}
	}
	return nil
}
