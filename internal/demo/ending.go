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
		fmt.Sprintf("- %d messages in %d minutes. The card was edited %d times, silently; %s went to one person each;",
			c.messages, minutes, s.edits, count(c.private, "line", "lines")),
		fmt.Sprintf("  %s to the channel, of which %s unasked.", count(c.posts, "post", "posts"), count(c.nudges, "was", "were")),
		"- Everybody was on one explanation. What fay had seen did not fit it, and nobody answered: Bearings asked about it.",
		"- Who joined was told what had happened. Who asked got one answer. Who went on with what was ruled out was told why, in private.",
		"- What the status page said rested on that explanation: whoever had posted it was reminded when it fell.",
		"- Every change had its expected effect on the card, and somebody was asked when the time had come.",
		"",
		"Next",
		"- Run it again and speak up: type as ana, or ask \"" + root + " what's going on?\".",
		"- Replay one of your own incidents: bot replay FILE --out DIR",
		"- bot --help shows the rest.",
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
