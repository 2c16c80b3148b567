package main

import "bearings/internal/demo"

type demoCmd struct {
	Speed float64 `help:"How fast: 1 takes two minutes on a terminal, 2 half of that." placeholder:"1"`
	Plain bool    `help:"Print lines, also on a terminal."`
}

// Help is shown below the usage.
func (demoCmd) Help() string {
	return `For example:

    bot demo
    bot demo --plain --speed 10

On a terminal the channel is on the left and the card on the right, and you can type into the channel as one of the
responders. Elsewhere it prints plain lines.`
}

// Run shows the demo.
func (c demoCmd) Run(s *session) error {
	if c.Speed < 0 {
		return misuse("--speed %g: give a number above 0; 1 takes two minutes", c.Speed)
	}
	return demo.Run(s.ctx, demo.Options{In: s.stdin, Out: s.stdout, Plain: c.Plain, Speed: c.Speed})
}
