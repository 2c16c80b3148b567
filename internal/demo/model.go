package demo

import (
	"math"
	"slices"
	"time"

	"bearings/incident"

	"charm.land/bubbles/v2/textinput"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
)

// model is the demo on a terminal: the channel, the card, and a line to type in.
type model struct {
	show  *show
	tempo tempo
	speed float64
	err   error

	queue   []beat // played by the coordinator, not shown yet
	turn    int    // of the ticks; one of an older turn is late and says nothing
	paused  bool
	ended   bool // the closing panel was reached
	helping bool

	rows    []beat // of the channel, in order
	now     time.Time
	card    []cardLine
	fresh   map[string]int // lines of the card, and for how many beats they are still new
	caption string
	who     incident.PersonID // who the viewer speaks as

	width, height int
	channel       viewport.Model
	drawn         int // rows that are in lines already
	lines         []string
	input         textinput.Model
	typing        bool
	theme         theme
}

// tick is the end of a beat's time.
type tick struct{ turn int }

const (
	slowest, fastest = 0.25, 8
	newFor           = 6 // beats for which a line of the card is marked as new
	mostTyped        = 500
)

func newModel(s *show, t tempo, speed float64) *model {
	m := &model{show: s, tempo: t, speed: speed, now: s.story.start, fresh: map[string]int{}, width: 80, height: 24, who: "ana"}
	m.input = textinput.New()
	m.input.CharLimit = mostTyped
	m.input.Prompt = ""
	m.input.SetVirtualCursor(false)
	m.channel = viewport.New()
	m.caption = captions["opening"]
	m.setTheme(true)
	m.resize(80, 24)
	return m
}

// Init asks for the background, so that colours fit it, and begins.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.after(time.Second))
}

// after returns the command that ends the present beat; any earlier one is late.
func (m *model) after(d time.Duration) tea.Cmd {
	m.turn++
	turn := m.turn
	return tea.Tick(time.Duration(float64(d)/m.speed), func(time.Time) tea.Msg { return tick{turn} })
}

// Update takes what happened on the terminal, and the end of each beat.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tick:
		if msg.turn != m.turn || m.paused || m.ended {
			return m, nil
		}
		return m, m.play()
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.setTheme(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.PasteMsg:
		m.focus()
		var cmd tea.Cmd
		m.input, cmd = m.input.Update(msg)
		return m, cmd
	default:
		var cmd tea.Cmd
		m.input, cmd = m.input.Update(msg)
		return m, cmd
	}
	return m, nil
}

// play shows the next beat and says how long it stays.
func (m *model) play() tea.Cmd {
	for len(m.queue) == 0 {
		if m.show.over() {
			m.ended = true
			m.caption = captions["ending"]
			m.redraw()
			return nil
		}
		beats, err := m.show.step()
		if err != nil {
			m.err = err
			return tea.Quit
		}
		m.queue = beats
	}
	b := m.queue[0]
	m.queue = m.queue[1:]
	m.see(b)
	return m.after(m.tempo.hold(b))
}

// see shows a beat.
func (m *model) see(b beat) {
	m.now = b.at
	m.show.seen.count(b)
	for l, n := range m.fresh {
		if m.fresh[l] = n - 1; n <= 1 {
			delete(m.fresh, l)
		}
	}
	if c := caption(b); c != "" {
		m.caption = c
	}
	if b.kind == edited {
		m.edit(b)
		return
	}
	m.rows = append(m.rows, b)
	m.redraw()
}

// edit puts a new card in the place of the old one and notes what is new in it.
func (m *model) edit(b beat) {
	old := m.card
	m.card = splitCard(b.card)
	for _, l := range m.card {
		if l.label != "" && !slices.ContainsFunc(old, l.same) {
			m.fresh[l.label+l.text] = newFor
		}
	}
}

// key takes a key. While nothing is being typed some keys steer the demo; any
// other letter begins a message.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "ctrl+c":
		return tea.Quit
	case "tab":
		m.turnTo(1)
		return nil
	case "shift+tab":
		m.turnTo(-1)
		return nil
	case "pgup", "pgdown", "up", "down":
		var cmd tea.Cmd
		m.channel, cmd = m.channel.Update(k)
		return cmd
	}
	if m.typing {
		return m.write(k)
	}
	switch k.String() {
	case "q":
		return tea.Quit
	case "space":
		return m.pause()
	case "+", "=":
		return m.quicken(2)
	case "-":
		return m.quicken(0.5)
	case "?":
		m.helping = !m.helping
		return nil
	case "esc":
		m.helping = false
		return nil
	case "enter":
		return m.focus()
	}
	if k.Text == "" {
		return nil
	}
	return tea.Batch(m.focus(), m.write(k))
}

// write edits the line that is being typed, or sends it.
func (m *model) write(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "esc":
		m.blur()
		return nil
	case "enter":
		return m.send()
	}
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(k)
	if m.input.Value() == "" && k.String() == "backspace" {
		m.blur()
	}
	return cmd
}

func (m *model) focus() tea.Cmd {
	m.typing, m.helping = true, false
	return m.input.Focus()
}

func (m *model) blur() {
	m.typing = false
	m.input.Reset()
	m.input.Blur()
}

// send gives what was typed to the coordinator. What it had already decided
// before comes first, at once.
func (m *model) send() tea.Cmd {
	text := m.input.Value()
	m.blur()
	if text == "" {
		return nil
	}
	before := m.queue
	beats, err := m.show.typed(m.who, text)
	if err != nil {
		m.err = err
		return tea.Quit
	}
	m.queue = nil
	for _, b := range slices.Concat(before, beats) {
		m.see(b)
	}
	m.channel.GotoBottom()
	if m.paused || m.ended {
		return nil
	}
	return m.after(m.tempo.hold(beats[len(beats)-1]) + time.Second)
}

func (m *model) pause() tea.Cmd {
	m.paused = !m.paused
	if m.paused {
		return nil
	}
	return m.after(100 * time.Millisecond)
}

func (m *model) quicken(by float64) tea.Cmd {
	m.speed = math.Min(fastest, math.Max(slowest, m.speed*by))
	if m.paused || m.ended {
		return nil
	}
	return m.after(100 * time.Millisecond)
}

// turnTo makes the viewer speak as the next, or the last, of the people present.
func (m *model) turnTo(by int) {
	all := m.show.people()
	i := slices.Index(all, m.who)
	m.who = all[(i+by+len(all))%len(all)]
}
