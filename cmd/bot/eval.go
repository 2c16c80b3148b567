package main

import (
	"errors"

	"bearings/internal/eval"
)

type evalCmd struct {
	settings `embed:""`

	Dir      string `arg:"" help:"The folder: transcripts NAME.jsonl, and what people noted in them, NAME.labels.json."`
	JSON     bool   `name:"json" help:"Print one JSON object with the same numbers."`
	Readings string `help:"Who reads the messages: rules, or gold for what people noted." enum:"rules,gold" default:"rules"`
	Effort   bool   `help:"Instead, print where effort went round in circles and what the rule made of it, clause by clause."`
	Errors   string `help:"Instead, print what was missed and what was wrong for an act, such as impact, or for about, hypotheses or facts." placeholder:"ACT"`
}

// Help is shown below the usage.
func (evalCmd) Help() string {
	return `For example:

    bot eval incidents

A folder "unseen" inside is scored too. --errors leaves it out: of unseen incidents only numbers are told.`
}

// Validate is called by kong after parsing.
func (c *evalCmd) Validate() error {
	if c.Errors == "" {
		return nil
	}
	if c.JSON {
		return errors.New("--errors prints lines for people; leave out --json")
	}
	return eval.CheckSubject(c.Errors)
}

// Run scores a folder.
func (c evalCmd) Run(s *session) error {
	if err := s.read(c.settings); err != nil {
		return err
	}
	o := eval.Options{Severity: s.cfg.Severity, Settings: s.cfg.Settings, Readings: c.Readings}
	if c.Effort {
		e, err := eval.RunEffort(s.ctx, c.Dir, o)
		if errors.Is(err, eval.ErrUnseen) {
			return wrongUse{err}
		}
		if err == nil {
			s.printf("%s", e.Text())
		}
		return err
	}
	if c.Errors != "" {
		text, err := eval.Misses(s.ctx, c.Dir, c.Errors, o)
		if errors.Is(err, eval.ErrUnseen) {
			return wrongUse{err}
		}
		s.printf("%s", text)
		return err
	}
	r, err := eval.Run(s.ctx, c.Dir, o)
	if err != nil {
		return err
	}
	if !c.JSON {
		s.printf("%s", r.Table())
		return nil
	}
	out, err := r.JSON()
	s.printf("%s", out)
	return err
}
