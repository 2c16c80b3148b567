package demo

import (
	"image/color"

	"bearings/incident"

	"charm.land/bubbles/v2/textinput"
	"charm.land/lipgloss/v2"
)

// theme is how things look on a light or on a dark background. Nothing is told by
// colour alone.
type theme struct {
	text, faint, strong, bot, private, fresh, label, alert, frame lipgloss.Style
	names                                                         []color.Color
}

func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	fg := func(light, darker string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(darker)))
	}
	t := theme{
		text:    lipgloss.NewStyle(),
		faint:   fg("#6b6b6b", "#8a8a8a"),
		strong:  lipgloss.NewStyle().Bold(true),
		bot:     fg("#0b5f56", "#5fd7c4").Bold(true),
		private: fg("#7a3b94", "#d7a5f0"),
		fresh:   fg("#8a4b00", "#ffd080").Bold(true),
		label:   fg("#1f4f8f", "#87b7ff").Bold(true),
		alert:   fg("#a11212", "#ff8f8f"),
		frame:   fg("#b0b0b0", "#5a5a5a"),
	}
	for _, c := range [][2]string{
		{"#1f5fa8", "#7fb6ff"}, {"#2f7a2f", "#8fdc8f"}, {"#9a5b00", "#f0b860"}, {"#a03060", "#ff9cc0"}, {"#5b4bb0", "#b7a8ff"}, {"#00707a", "#70d7e0"},
	} {
		t.names = append(t.names, pick(lipgloss.Color(c[0]), lipgloss.Color(c[1])))
	}
	return t
}

// person is the style of somebody's name: the same whenever they speak.
func (t theme) person(all []incident.PersonID, who incident.PersonID) lipgloss.Style {
	for i, p := range all {
		if p == who {
			return t.strong.Foreground(t.names[i%len(t.names)])
		}
	}
	return t.alert.Bold(true)
}

func (m *model) setTheme(dark bool) {
	m.theme = newTheme(dark)
	m.input.SetStyles(textinput.DefaultStyles(dark))
	m.drawn, m.lines = 0, nil
	m.redraw()
}
