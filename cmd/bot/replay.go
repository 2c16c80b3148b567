package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bearings/incident"
	"bearings/internal/replay"
	"bearings/internal/transcript"
)

type replayCmd struct {
	settings `embed:""`

	File       string       `arg:"" help:"The transcript: JSON Lines, a message a line."`
	Out        string       `help:"The folder to write; it must not be there yet, or be empty." placeholder:"DIR" required:""`
	Severity   string       `help:"The incident's severity: SEV1, SEV2 or SEV3. Without it, the one in the settings." placeholder:"SEV2"`
	BriefAfter []lineNumber `help:"Also write the answer to \"what's going on?\" after this line. May be given again." placeholder:"LINE" sep:"none"`
	Agents     string       `help:"Who reads the messages: rules, or llm." default:"rules" placeholder:"rules"`
	Replies    string       `help:"Recorded answers of a model, for --agents llm." placeholder:"FILE"`
}

// lineNumber is the number of a line, from 1.
type lineNumber int

// UnmarshalText reads it from the command line.
func (n *lineNumber) UnmarshalText(text []byte) error {
	v, err := strconv.Atoi(string(text))
	if err != nil || v < 1 {
		return fmt.Errorf("%q is no line; write its number, the first is 1", text)
	}
	*n = lineNumber(v)
	return nil
}

// Help is shown below the usage.
func (replayCmd) Help() string {
	return `For example:

    bot replay incident.jsonl --out out --brief-after 60

A line is {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}; "thread_ts" makes it a reply. The folder
holds events.jsonl, readings.jsonl, hypotheses.json, findings.jsonl, posts.jsonl, card.md and the briefs. The same
input gives the same bytes.`
}

// Validate is called by kong after parsing.
func (c *replayCmd) Validate() error {
	c.Severity = strings.ToUpper(c.Severity)
	switch incident.Severity(c.Severity) {
	case "", incident.SEV1, incident.SEV2, incident.SEV3:
	default:
		return fmt.Errorf("--severity is %q: write SEV1, SEV2 or SEV3", c.Severity)
	}
	switch c.Agents {
	case "rules":
	case "llm":
		return errors.New("--agents llm is not part of this build: use rules")
	default:
		return fmt.Errorf("--agents is %q: write rules", c.Agents)
	}
	if c.Replies != "" {
		return errors.New("--replies is for --agents llm only, which is not part of this build: leave it out")
	}
	return nil
}

// Run replays a transcript.
func (c replayCmd) Run(s *session) error {
	if err := s.read(c.settings); err != nil {
		return err
	}
	if err := replay.CheckFolder(c.Out); err != nil {
		return err
	}
	lines, err := transcript.ReadFile(c.File)
	if err != nil {
		return err
	}
	o := replay.Options{Severity: incident.Severity(c.Severity), Settings: s.cfg.Settings, BriefAfter: make([]int, len(c.BriefAfter))}
	for i, n := range c.BriefAfter {
		o.BriefAfter[i] = int(n)
	}
	if o.Severity == "" {
		o.Severity = s.cfg.Severity
	}
	r, err := replay.Run(s.ctx, lines, o)
	if errors.Is(err, replay.ErrNoLine) {
		last := lines[len(lines)-1].Number
		return misuse("%s ends with line %d, so nobody can ask after line %d", c.File, last, slices.Max(o.BriefAfter))
	}
	if err != nil {
		return err
	}
	if err := r.Write(c.Out); err != nil {
		return err
	}
	c.summary(s, r)
	return nil
}

func (c replayCmd) summary(s *session, r *replay.Result) {
	unasked := 0
	for _, p := range r.Posts {
		if p.Kind == "nudge" && (p.To == "channel" || p.To == "thread") {
			unasked++
		}
	}
	s.printf("%s: %s, %s, %s unasked in the channel\n", c.Out,
		count(len(r.Readings), "message"), counted(len(r.Hypotheses), "hypothesis", "hypotheses"), count(unasked, "post"))
}
