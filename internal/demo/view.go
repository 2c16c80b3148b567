package demo

import (
	"fmt"
	"strings"

	"bearings/commonground"
	"bearings/incident"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Below this width the card stands above the channel, shortened.
const twoColumns = 100

// The least size that is drawn; a smaller terminal shows part of it.
const leastWidth, leastHeight = 30, 10

// cardLine is a line of the card with its label apart.
type cardLine struct{ label, text string }

func (l cardLine) same(o cardLine) bool { return l == o }

// splitCard takes the card apart into lines for a narrow column: the head, the
// sections, and the foot, whose label is empty.
func splitCard(c commonground.Card) []cardLine {
	var out []cardLine
	all := strings.Split(strings.TrimRight(c.Text(), "\n"), "\n")
	for i, l := range all {
		label, text, ok := strings.Cut(l, ": ")
		if !ok || i == 0 || i == len(all)-1 {
			label, text = "", l
		}
		out = append(out, cardLine{label, text})
	}
	return out
}

func (m *model) resize(w, h int) {
	m.width, m.height = max(w, leastWidth), max(h, leastHeight)
	m.input.SetWidth(max(10, m.width-lipgloss.Width(m.prompt())-1))
	m.drawn, m.lines = 0, nil
	m.redraw()
}

func (m *model) wide() bool { return m.width >= twoColumns }

// channelWidth is the width of the channel's text.
func (m *model) channelWidth() int {
	if m.wide() {
		return m.width - m.cardWidth() - 3
	}
	return m.width
}

func (m *model) cardWidth() int { return min(72, m.width*2/5) }

// compactHeight is how many lines the card has in one column.
func (m *model) compactHeight() int { return min(9, max(3, m.height/4)) }

// redraw brings the channel up to date: only what is new is laid out, unless the
// size or the colours have changed.
func (m *model) redraw() {
	bottom := m.channel.AtBottom() || m.channel.TotalLineCount() == 0
	w := m.channelWidth()
	if m.lines == nil {
		for _, l := range introduction {
			m.lines = append(m.lines, styled(m.theme.faint, wrap(l, w))...)
		}
		m.lines = append(m.lines, "")
	}
	for ; m.drawn < len(m.rows); m.drawn++ {
		m.lines = append(m.lines, m.row(m.rows[m.drawn], w)...)
	}
	lines := m.lines
	if m.ended {
		lines = append(lines[:len(lines):len(lines)], m.endPanel(w)...)
	}
	h := m.height - 4
	if !m.wide() {
		h -= m.compactHeight() + 1
	}
	m.channel.SetWidth(w)
	m.channel.SetHeight(max(1, h))
	m.channel.SetContentLines(lines)
	if bottom {
		m.channel.GotoBottom()
	}
}

// row lays out one beat in the channel.
func (m *model) row(b beat, w int) []string {
	t := m.theme
	stamp := t.faint.Render(clock(b.at))
	switch b.kind {
	case said:
		return m.message(stamp, b.who, b.text, t.text, w)
	case commanded:
		return m.message(stamp, b.who, b.text, t.faint.Italic(true), w)
	case came:
		return []string{stamp + t.faint.Render("         "+string(b.who)+" joined")}
	case went:
		return []string{stamp + t.faint.Render("         "+string(b.who)+" left")}
	case posted, whispered:
		return m.fromBearings(stamp, b, w)
	case edited:
	}
	return nil
}

const gutter = 13 // time, two blanks, name, blank

func (m *model) message(stamp string, who incident.PersonID, text string, style lipgloss.Style, w int) []string {
	if m.show.story.kind(who) == incident.Bot {
		style = m.theme.alert
	}
	name := m.theme.person(m.show.everybody(), who).Render(pad(string(who), 5))
	var out []string
	for i, l := range wrap(text, w-gutter) {
		lead := strings.Repeat(" ", gutter)
		if i == 0 {
			lead = stamp + "  " + name + " "
		}
		out = append(out, lead+style.Render(l))
	}
	return out
}

// fromBearings lays out what Bearings says: a bar at its side, doubled and in
// another colour when only one person sees it.
func (m *model) fromBearings(stamp string, b beat, w int) []string {
	style, bar := m.theme.bot, "┃"
	body := m.theme.text
	if b.kind == whispered {
		style, bar, body = m.theme.private.Bold(true), "┊", m.theme.private
	}
	lead := strings.Repeat(" ", 7)
	out := []string{stamp + "  " + style.Render(bar+" Bearings, "+audience(b))}
	for _, l := range wrap(b.text, w-9) {
		out = append(out, lead+style.Render(bar)+" "+body.Render(l))
	}
	for _, r := range b.rests {
		out = append(out, lead+style.Render(bar)+" "+m.theme.faint.Render(fit(r, w-9)))
	}
	if len(b.buttons) > 0 {
		for _, l := range wrap("["+strings.Join(b.buttons, "] [")+"]", w-9) {
			out = append(out, lead+style.Render(bar)+" "+style.Render(l))
		}
	}
	return out
}

// View draws the whole.
func (m *model) View() tea.View {
	v := tea.NewView(m.draw())
	v.AltScreen = true
	v.WindowTitle = "Bearings: an incident in two minutes"
	if m.typing {
		if c := m.input.Cursor(); c != nil {
			c.X += lipgloss.Width(m.prompt())
			c.Y = m.height - 2
			v.Cursor = c
		}
	}
	return v
}

func (m *model) draw() string {
	body := m.channel.View()
	if m.wide() {
		body = m.beside(body)
	} else {
		rule := m.theme.frame.Render(strings.Repeat("─", m.width))
		body = strings.Join(m.compact(), "\n") + "\n" + rule + "\n" + body
	}
	if m.helping {
		body = m.overlay(body)
	}
	rule := m.theme.frame.Render(strings.Repeat("─", m.width))
	return strings.Join([]string{m.header(), body, rule, m.inputLine(), m.hints()}, "\n")
}

func (m *model) header() string {
	t := m.theme
	left := t.strong.Render(" #"+m.show.story.channel) + t.faint.Render("  "+string(m.show.story.severity))
	minutes := int(m.now.Sub(m.show.story.start).Minutes())
	state := fmt.Sprintf("speed %g", m.speed)
	if m.paused {
		state = "paused"
	}
	if m.ended {
		state = "the end"
	}
	right := t.strong.Render(clock(m.now)) + t.faint.Render(fmt.Sprintf("  %d min in  ", minutes)) + state + " "
	return fit(left+strings.Repeat(" ", max(1, m.width-lipgloss.Width(left)-lipgloss.Width(right)))+right, m.width)
}

// beside puts the card to the right of the channel.
func (m *model) beside(channel string) string {
	left := strings.Split(channel, "\n")
	right := m.cardColumn(m.cardWidth(), m.channel.Height())
	bar := m.theme.frame.Render(" │ ")
	for i := range left {
		r := ""
		if i < len(right) {
			r = right[i]
		}
		left[i] = pad(fit(left[i], m.channelWidth()), m.channelWidth()) + bar + fit(r, m.cardWidth())
	}
	return strings.Join(left, "\n")
}

// cardColumn lays out the card, and below it the caption.
func (m *model) cardColumn(w, h int) []string {
	t := m.theme
	out := []string{t.faint.Render("the pinned card, edited in place"), ""}
	last := ""
	for i, l := range m.card {
		switch {
		case i == 0:
			out = append(out, styled(t.strong, wrap(l.text, w))...)
			out = append(out, "")
			continue
		case l.label == "":
			out = append(out, "")
			out = append(out, styled(t.faint, wrap(l.text, w))...)
			continue
		case l.label != last:
			out = append(out, t.label.Render(l.label))
		}
		last = l.label
		out = append(out, m.cardText(l, w)...)
	}
	note := styled(t.faint.Italic(true), wrap(m.caption, w))
	room := h - len(note) - 1
	out = out[:min(len(out), room)]
	for len(out) < room {
		out = append(out, "")
	}
	return append(append(out, t.frame.Render(strings.Repeat("╌", w))), note...)
}

// cardText is a line of the card below its label; what is new is marked.
func (m *model) cardText(l cardLine, w int) []string {
	mark, style := "  ", m.theme.text
	if m.fresh[l.label+l.text] > 0 {
		mark, style = "▸ ", m.theme.fresh
	}
	var out []string
	for i, part := range wrap(l.text, w-2) {
		if i > 0 {
			mark = "  "
		}
		out = append(out, style.Render(mark+part))
	}
	return out
}

// compact is the card in a few lines, one for each of its own.
func (m *model) compact() []string {
	t := m.theme
	out := make([]string, 0, m.compactHeight())
	for i, l := range m.card {
		switch {
		case i == 0:
			out = append(out, t.strong.Render(fit(" "+l.text, m.width)))
		case l.label == "":
			continue
		case m.fresh[l.label+l.text] > 0:
			out = append(out, t.fresh.Render(fit("▸"+l.label+": "+l.text, m.width)))
		default:
			out = append(out, " "+t.label.Render(l.label)+fit(": "+l.text, m.width-1-lipgloss.Width(l.label)))
		}
	}
	if len(out) > m.compactHeight() {
		out = out[:m.compactHeight()]
	}
	for len(out) < m.compactHeight() {
		out = append(out, "")
	}
	return out
}

func (m *model) prompt() string { return " as " + string(m.who) + "> " }

func (m *model) inputLine() string {
	name := m.theme.person(m.show.everybody(), m.who).Render(string(m.who))
	prompt := m.theme.faint.Render(" as ") + name + m.theme.faint.Render("> ")
	if m.typing {
		return prompt + m.input.View()
	}
	return fit(prompt+m.theme.faint.Render("speak up: begin to type, or "+root+" what's going on?"), m.width)
}

func (m *model) hints() string {
	text := " Tab who you are   Space pause   + - speed   PgUp PgDn scroll   ? help   q quit"
	if m.typing {
		text = " Enter send   Esc leave it   Tab who you are"
	}
	return m.theme.faint.Render(fit(text, m.width))
}

// overlay puts the help in the place of the body's first lines.
func (m *model) overlay(body string) string {
	lines := strings.Split(body, "\n")
	box := m.theme.frame.Border(lipgloss.RoundedBorder()).Padding(0, 1).Render(strings.Join(m.help(), "\n"))
	for i, l := range strings.Split(box, "\n") {
		if i+1 < len(lines) {
			lines[i+1] = "  " + fit(l, m.width-2)
		}
	}
	return strings.Join(lines, "\n")
}

func (m *model) help() []string {
	return []string{
		"Everything typed goes the same way as the story's own lines.",
		"",
		"  i think it's the dns     a message, as the person named below",
		"  " + root + " what's going on?     a command; only its author gets the answer",
		"  " + root + " take H1 for 20m      hold a line of investigation",
		"  " + root + " rule-out H1 why      close an explanation",
		"  " + root + " why                  why Bearings said something, or did not",
		"  " + root + " help                 all commands",
		"",
		"Enter begins a message that starts with one of the keys. Esc closes this.",
	}
}

// endPanel is what stands below the story when it is over.
func (m *model) endPanel(w int) []string {
	out := []string{"", m.theme.frame.Render(strings.Repeat("═", w))}
	for _, l := range m.show.ending() {
		style := m.theme.text
		if l != "" && !strings.HasPrefix(l, "-") && !strings.HasPrefix(l, " ") {
			style = m.theme.strong
		}
		for i, part := range wrap(l, w-2) {
			if i > 0 && l[0] != ' ' {
				part = "  " + part
			}
			out = append(out, style.Render(part))
		}
	}
	return append(out, "", m.theme.faint.Render("You can still type. q leaves."))
}

func styled(s lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = s.Render(l)
	}
	return out
}

// fit cuts a line that may have colours to w cells.
func fit(s string, w int) string { return ansi.Truncate(s, max(0, w), "…") }

// pad fills a line that may have colours up to w cells.
func pad(s string, w int) string {
	return s + strings.Repeat(" ", max(0, w-lipgloss.Width(s)))
}
