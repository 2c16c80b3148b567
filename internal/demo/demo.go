package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// Options say where and how the demo is shown. The zero value of each but Out
// works.
type Options struct {
	In      io.Reader // what is typed; on a terminal it must be one too
	Out     io.Writer
	Plain   bool     // print lines even on a terminal
	Speed   float64  // 1: about two minutes; 2: half of that. Zero: 1 on a terminal, without waiting elsewhere
	Environ []string // of the terminal: TERM, NO_COLOR, …; nil: the process's own
	Width   int      // of plain lines; zero: 100. A terminal says its own size
}

// length is how long the whole takes at speed 1, typed lines apart.
const length = 2 * time.Minute

// Run shows the demo until it is over, the viewer leaves, or ctx ends.
func Run(ctx context.Context, o Options) error {
	if o.Out == nil {
		return errors.New("demo: there is nowhere to show it")
	}
	if o.Speed < 0 {
		return fmt.Errorf("demo: a speed of %g: give a number above 0; 1 takes two minutes", o.Speed)
	}
	s, err := newShow()
	if err != nil {
		return err
	}
	if o.Plain || !onTerminal(o.In, o.Out) {
		return runPlain(ctx, s, o)
	}
	p, err := pace()
	if err != nil {
		return err
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	return runTerminal(ctx, newModel(s, p, o.Speed), o)
}

func onTerminal(in io.Reader, out io.Writer) bool {
	i, iok := in.(term.File)
	o, ook := out.(term.File)
	return iok && ook && term.IsTerminal(i.Fd()) && term.IsTerminal(o.Fd())
}

func runTerminal(ctx context.Context, m *model, o Options) error {
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(o.In), tea.WithOutput(o.Out)}
	if o.Environ != nil {
		opts = append(opts, tea.WithEnvironment(o.Environ))
	}
	_, err := tea.NewProgram(m, opts...).Run()
	switch {
	case m.err != nil:
		return m.err
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return nil // the viewer has seen enough
	case err != nil:
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// runPlain prints the demo as lines.
func runPlain(ctx context.Context, s *show, o Options) error {
	width := o.Width
	if width <= 0 {
		width = 100
	}
	p := newPlain(o.Out, width, s)
	speed := o.Speed
	if speed == 0 && onTerminal(o.In, o.Out) {
		speed = 1
	}
	var hold func(beat) time.Duration
	if speed > 0 {
		scale, err := pace()
		if err != nil {
			return err
		}
		hold = func(b beat) time.Duration { return time.Duration(float64(scale.hold(b)) / speed) }
	}
	p.opening()
	for !s.over() {
		beats, err := s.step()
		if err != nil {
			return err
		}
		for _, b := range beats {
			p.beat(b)
			if hold != nil && !wait(ctx, hold(b)) {
				return p.err
			}
		}
		if err := ctx.Err(); err != nil || p.err != nil {
			return p.err
		}
	}
	p.closing()
	return p.err
}

// wait reports whether the time passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
