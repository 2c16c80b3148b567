package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"

	"github.com/charmbracelet/x/ansi"
)

// plain prints the demo as lines.
type plain struct {
	out   io.Writer
	width int
	show  *show
	err   error // the first error of writing; nothing is written after it

	shown   string    // what was material in the card that was last printed
	shownAt time.Time // in the story's time
	card    string    // the card as it stands
	cards   int
}

// The card is edited often and printed rarely.
const (
	mostCards  = 6
	cardsApart = 8 * time.Minute
	indent     = "              " // below the text, right of time and name
)

func newPlain(out io.Writer, width int, s *show) *plain {
	return &plain{out: out, width: max(width, 40), show: s}
}

func (p *plain) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

func (p *plain) opening() {
	for _, l := range introduction {
		p.line("%s", l)
	}
	p.line("")
	p.line("#%s: %s (%s)", p.show.story.channel, p.show.story.title, p.show.story.severity)
	p.line("")
}

func (p *plain) beat(b beat) {
	p.show.seen.count(b)
	switch b.kind {
	case said:
		p.entry(b.at, string(b.who), b.text)
	case commanded:
		p.entry(b.at, string(b.who), b.text+pressed(b.text))
	case came:
		p.entry(b.at, "", string(b.who)+" joined")
	case went:
		p.entry(b.at, "", string(b.who)+" left")
	case posted, whispered:
		p.bearings(b)
	case edited:
		p.card = b.card.Text()
		p.perhapsCard(b.at)
	}
}

// entry prints a line with its time and name; what follows is indented.
func (p *plain) entry(at time.Time, name, text string) {
	for i, l := range wrap(text, p.width-len(indent)) {
		if i == 0 {
			p.line("%s  %-6s %s", clock(at), name, l)
		} else {
			p.line("%s%s", indent, l)
		}
	}
}

// pressed says how somebody gave a command.
func pressed(text string) string {
	if strings.HasPrefix(text, "[") {
		return " (a button)"
	}
	return ""
}

// bearings prints what Bearings says, in its own manner.
func (p *plain) bearings(b beat) {
	p.line("%s  * Bearings, %s", clock(b.at), audience(b))
	for _, l := range wrap(b.text, p.width-len(indent)-2) {
		p.line("%s| %s", indent, l)
	}
	for _, r := range b.rests {
		p.line("%s| %s", indent, ansi.Truncate(r, p.width-len(indent)-2, "…"))
	}
	if len(b.buttons) > 0 {
		p.line("%s| [%s]", indent, strings.Join(b.buttons, "] ["))
	}
}

// audience says who sees what Bearings says, and what it is.
func audience(b beat) string {
	if b.kind == whispered {
		return fmt.Sprintf("only %s sees this (%s)", b.who, called[b.sort])
	}
	if b.thread {
		return fmt.Sprintf("in a thread (%s)", called[b.sort])
	}
	return fmt.Sprintf("to everybody (%s)", called[b.sort])
}

// called says in a word or two what a message of Bearings is.
var called = map[string]string{
	coordinator.KindStatus: "status",
	coordinator.KindBrief:  "a brief",
	coordinator.KindNudge:  "a question",
	coordinator.KindFree:   "a reminder",
	coordinator.KindAnswer: "an answer",
}

// perhapsCard prints the card when what it says has materially changed.
func (p *plain) perhapsCard(at time.Time) {
	now := p.material()
	if now == p.shown || p.cards >= mostCards-1 || (p.cards > 0 && at.Sub(p.shownAt) < cardsApart) {
		return
	}
	p.shown, p.shownAt = now, at
	p.printCard()
}

// material is what makes the card worth printing again: explanations offered
// and closed, changes, and the phase.
func (p *plain) material() string {
	in := &p.show.player.State().Incident
	if len(in.Hypotheses) == 0 {
		return p.shown // nothing to see yet
	}
	parts := []string{string(in.Phase)}
	for _, h := range in.Hypotheses {
		if h.Status == incident.Refuted || h.Status == incident.Confirmed {
			parts = append(parts, string(h.ID)+string(h.Status))
		}
	}
	return strings.Join(append(parts, fmt.Sprint(len(in.Interventions))), " ")
}

func (p *plain) printCard() {
	p.cards++
	p.line("")
	p.line("    +-- the pinned card, edit %d %s", p.show.edits, strings.Repeat("-", max(0, p.width-34)))
	for _, l := range strings.Split(strings.TrimRight(p.card, "\n"), "\n") {
		for i, part := range wrap(l, p.width-8) {
			if i > 0 {
				part = "    " + part
			}
			p.line("    | %s", part)
		}
	}
	p.line("    +%s", strings.Repeat("-", max(0, p.width-5)))
	p.line("")
}

func (p *plain) closing() {
	p.printCard()
	for _, l := range p.show.ending() {
		p.line("%s", l)
	}
}

// wrap breaks text into lines of at most width cells: at spaces, and only where a
// word is longer than a line within it. A line keeps the blanks it begins with.
func wrap(text string, width int) []string {
	width = max(width, 10)
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if ansi.StringWidth(l) <= width {
			out = append(out, strings.TrimRight(l, " "))
			continue
		}
		words := strings.TrimLeft(l, " ")
		line := l[:len(l)-len(words)]
		begun := false
		for _, w := range strings.Fields(words) {
			if begun && ansi.StringWidth(line)+1+ansi.StringWidth(w) > width {
				out, line, begun = append(out, line), "", false
			}
			if begun {
				line += " "
			}
			line, begun = line+w, true
			for ansi.StringWidth(line) > width {
				head := ansi.Truncate(line, width, "")
				out, line = append(out, head), line[len(head):]
			}
		}
		out = append(out, line)
	}
	return out
}
