package demo

import (
	"fmt"

	"bearings/coordinator"
)

// introduction is said before anything happens.
var introduction = []string{
	"An incident, as its channel saw it, told in about two minutes.",
	"The people are invented; what Bearings says is not: it is the real one, reading by rules.",
}

// seen counts what was shown, for the end.
type seen struct {
	messages, nudges, posts, private int
}

func (c *seen) count(b beat) {
	switch b.kind {
	case said, commanded:
		c.messages++
	case posted:
		c.posts++
		if b.sort == coordinator.KindNudge {
			c.nudges++
		}
	case whispered:
		c.private++
	case came, went, edited:
	}
}

// ending says what the viewer has seen, and what to do next.
func (s *show) ending() []string {
	c := s.seen
	minutes := int(s.player.Now().Sub(s.story.start).Minutes())
	return []string{
		"What you saw",
		fmt.Sprintf("- %d messages and commands in %d minutes. Bearings edited the card %s, wrote to one person alone %s,",
			c.messages, minutes, count(s.edits, "once", "times"), count(c.private, "once", "times")),
		fmt.Sprintf("  and posted %s to everybody, of which %s unasked.", count(c.posts, "once", "times"), count(c.nudges, "was", "were")),
		"- All worked on one explanation. What fay had seen did not fit it and got no answer: Bearings asked about it.",
		"- Who joined was told what had happened. Who asked got one answer, each line with its source and time.",
		"- Who went on with what had been ruled out was told, in private. So was who had told the status page.",
		"- Every change stood on the card with what it should do by when, and was asked about when that time came.",
		"",
		"Next",
		"- Run it again and speak up, as ana or anybody else: \"" + root + " what's going on?\"",
		"- Replay an incident of your own: bot replay FILE --out DIR",
		"- bot --help shows the rest.",
	}
}

func count(n int, one, many string) string {
	if n == 1 && one == "once" {
		return one
	}
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
