package demo

import (
	"image/color"
	"strings"
	"testing"

	"bearings/incident"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

func testModel(t *testing.T, w, h int) *model {
	t.Helper()
	s, err := newShow()
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(s, tempo{100}, 1)
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

// beats lets n beats pass, or all if n is negative.
func (m *model) beats(n int) {
	for i := 0; i != n && !m.ended && m.err == nil; i++ {
		m.Update(tick{m.turn})
	}
}

func (m *model) until(t *testing.T, words string) {
	t.Helper()
	for !strings.Contains(m.screen(), words) {
		if m.ended {
			t.Fatalf("%q never shows", words)
		}
		m.beats(1)
	}
}

func (m *model) screen() string { return ansi.Strip(m.View().Content) }

func (m *model) press(keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		_, cmd = m.Update(keyPress(k))
	}
	return cmd
}

func keyPress(k string) tea.KeyPressMsg {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	if c, ok := named[k]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if k == " " {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func (m *model) typeIn(text string) {
	for _, r := range text {
		m.press(string(r))
	}
}

// isQuit reports whether a command ends the program.
func isQuit(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	_, ok := cmd().(tea.QuitMsg)
	return ok
}

// At every size every line fits, and the screen is full and no fuller, at any
// moment of the story.
func TestViewFits(t *testing.T) {
	for _, size := range [][2]int{{160, 45}, {100, 30}, {99, 30}, {90, 30}, {60, 20}, {30, 10}} {
		m := testModel(t, size[0], size[1])
		for !m.ended {
			lines := strings.Split(m.View().Content, "\n")
			if len(lines) != size[1] {
				t.Fatalf("%v: %d lines at %s", size, len(lines), clock(m.now))
			}
			for _, l := range lines {
				if w := lipgloss.Width(l); w > size[0] {
					t.Fatalf("%v: a line of %d cells at %s: %s", size, w, clock(m.now), ansi.Strip(l))
				}
			}
			m.beats(9)
		}
		if m.err != nil {
			t.Fatal(m.err)
		}
	}
}

// The wide screen shows the channel and the card, tells private lines from public
// ones without colour, and marks what is new on the card for a while.
func TestWideScreen(t *testing.T) {
	m := testModel(t, 160, 45)
	m.until(t, "only eli sees this")
	screen := m.screen()
	for _, want := range []string{"┊ Bearings, only eli sees this (a brief)", "the pinned card, edited in place", "as ana>", "In flight"} {
		if !strings.Contains(screen, want) {
			t.Errorf("the screen lacks %q:\n%s", want, screen)
		}
	}
	m = testModel(t, 160, 45)
	m.until(t, "▸ customers can't open")
	m.beats(12)
	if s := m.screen(); !strings.Contains(s, "  customers can't open") || strings.Contains(s, "▸ customers can't open") {
		t.Errorf("the impact is still marked as new:\n%s", s)
	}
}

// In one column the card stands above the channel, shortened.
func TestNarrowScreen(t *testing.T) {
	m := testModel(t, 90, 30)
	m.until(t, "only eli sees this")
	lines := strings.Split(m.screen(), "\n")
	if !strings.Contains(lines[1], "tracking pages do not load") || !strings.Contains(lines[2], "Impact: customers") {
		t.Errorf("the card is not at the top:\n%s", m.screen())
	}
	if strings.Contains(m.screen(), "edited in place") {
		t.Error("the narrow screen has the wide one's card")
	}
}

// What is typed goes to the coordinator as the person chosen, and the story goes on.
func TestTyping(t *testing.T) {
	m := testModel(t, 160, 45)
	m.until(t, "looking at the tracker logs")
	next := m.show.next
	m.press("tab")
	if m.who != "ben" {
		t.Fatalf("after Tab the viewer is %s, want ben", m.who)
	}
	m.typeIn("i see errors on fra-trk-09 as well")
	if m.show.next != next {
		t.Fatal("keys steer the story while something is typed")
	}
	if v := m.View(); v.Cursor == nil || v.Cursor.Y != 43 {
		t.Errorf("cursor %+v, want it in the input line", v.Cursor)
	}
	m.press("enter")
	recent := m.show.player.State().Incident.Recent
	if last := recent[len(recent)-1]; last.Author != "ben" || last.Text.String() != "i see errors on fra-trk-09 as well" {
		t.Errorf("the coordinator's newest message is %s: %s", last.Author, last.Text)
	}
	if !strings.Contains(m.screen(), "i see errors on fra-trk-09 as well") {
		t.Error("the screen does not show what was typed")
	}
	m.typeIn("/inc what's going on?")
	m.press("enter")
	if !strings.Contains(m.screen(), "only ben sees this (an answer)") {
		t.Errorf("no answer to the command:\n%s", m.screen())
	}
	m.beats(-1)
	if m.err != nil || !m.ended || m.show.player.State().Incident.Phase != incident.Resolved {
		t.Errorf("the story does not go on to its end: %v", m.err)
	}
}

// Esc leaves a line, and so does an empty one; nothing is said then.
func TestTypingNothing(t *testing.T) {
	m := testModel(t, 120, 40)
	m.beats(4)
	n := m.show.player.State().Incident.MessageCount
	m.typeIn("hello")
	m.press("esc")
	m.press("enter", "enter")
	m.typeIn("x")
	m.press("backspace")
	if m.typing || m.input.Value() != "" || m.show.player.State().Incident.MessageCount != n {
		t.Errorf("typing %v, %q, %d messages instead of %d", m.typing, m.input.Value(), m.show.player.State().Incident.MessageCount, n)
	}
	m.Update(tea.PasteMsg{Content: "pasted"})
	if m.input.Value() != "pasted" {
		t.Errorf("pasted %q", m.input.Value())
	}
}

func TestKeys(t *testing.T) {
	m := testModel(t, 120, 40)
	m.beats(2)
	rows := len(m.rows)
	m.press(" ")
	m.Update(tick{m.turn})
	if !m.paused || len(m.rows) != rows || !strings.Contains(m.screen(), "paused") {
		t.Error("space does not pause")
	}
	m.press(" ")
	m.Update(tick{m.turn - 1})
	if len(m.rows) != rows {
		t.Error("a late tick moves the story")
	}
	m.Update(tick{m.turn})
	if m.paused || len(m.rows) == rows {
		t.Error("space does not go on")
	}
	m.press("+")
	if m.speed != 2 {
		t.Errorf("speed %v after +, want 2", m.speed)
	}
	for range 9 {
		m.press("-")
	}
	if m.speed != slowest {
		t.Errorf("speed %v, want no slower than %v", m.speed, slowest)
	}
	m.press("?")
	if !strings.Contains(m.screen(), "close an explanation") {
		t.Error("? shows no help")
	}
	m.press("esc")
	if strings.Contains(m.screen(), "close an explanation") {
		t.Error("the help stays")
	}
	if !isQuit(m.press("q")) {
		t.Error("q does not quit")
	}
	m.press("enter")
	if isQuit(m.press("q")) || m.input.Value() != "q" {
		t.Error("q quits while something is typed")
	}
}

// A viewer who has scrolled up is not thrown to the end by what comes next.
func TestScrolling(t *testing.T) {
	m := testModel(t, 90, 24)
	m.until(t, "only eli sees this")
	m.press("pgup")
	at := m.channel.YOffset()
	m.beats(3)
	if m.channel.YOffset() != at {
		t.Error("new lines move the view")
	}
	m.press("pgdown", "pgdown", "pgdown", "pgdown")
	m.beats(3)
	if !m.channel.AtBottom() {
		t.Error("the view does not follow at the bottom")
	}
}

// The size and the colours may change at any time.
func TestResizeAndColours(t *testing.T) {
	m := testModel(t, 160, 45)
	m.until(t, "only eli sees this")
	before := m.View().Content
	m.Update(tea.BackgroundColorMsg{Color: color.White})
	if m.View().Content == before {
		t.Error("a light background changes nothing")
	}
	if ansi.Strip(m.View().Content) != ansi.Strip(before) {
		t.Error("a light background changes the words")
	}
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if n := len(strings.Split(m.View().Content, "\n")); n != 24 {
		t.Errorf("%d lines after the terminal has become smaller", n)
	}
	m.Update(tea.WindowSizeMsg{Width: 160, Height: 45})
	if ansi.Strip(m.View().Content) != ansi.Strip(before) {
		t.Error("back at the first size the screen is another")
	}
}

func TestEndPanel(t *testing.T) {
	m := testModel(t, 160, 60)
	m.beats(-1)
	for _, want := range []string{"What you saw", "bot replay FILE", "the end"} {
		if !strings.Contains(m.screen(), want) {
			t.Errorf("the end lacks %q", want)
		}
	}
	m.typeIn("thanks all")
	m.press("enter")
	if !strings.Contains(m.screen(), "thanks all") {
		t.Error("nothing can be said at the end")
	}
}
