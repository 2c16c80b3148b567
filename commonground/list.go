package commonground

import (
	"strings"
	"time"

	"bearings/incident"
)

// listLines is the most lines of a list that somebody asked for.
const listLines = 15

// List answers a question about one part of the picture: "lines" (who is on
// what, and what nobody is on), "ruled-out", "questions", "links", or one
// explanation, by its identifier. What is empty is said to be empty.
func List(v View, what string, now time.Time) string { return v.list(what, now, UTC(now)) }

// ListWords is List with the moments kept apart.
func ListWords(v View, what string, now time.Time) Words {
	return marked(now, func(c Clock) string { return v.list(what, now, c) })
}

func (v View) list(what string, now time.Time, clock Clock) string {
	var lines []Line
	empty := "There is nothing of that kind."
	switch what {
	case "lines":
		lines, empty = v.lines(now), "Nobody has said that they are on anything."
	case "ruled-out":
		lines, empty = append(v.ofStatus(incident.Refuted, labelRuledOut, listLines), v.ofStatus(incident.Parked, "Set aside", listLines)...), "Nothing was ruled out so far."
	case "links":
		lines, empty = v.links(), "Nobody has posted a link or a graph."
	case "questions":
		lines, empty = append(v.open(now, listLines), v.proposed(now, listLines)...), "No question is open."
	default:
		if h := v.S.Hypothesis(incident.HypothesisID(what)); h != nil && h.Status != incident.Withdrawn {
			lines = v.grounds(h)
		}
	}
	if len(lines) == 0 {
		return empty
	}
	var b strings.Builder
	render(&b, []Section{section(0, 0, lines).most(listLines)}, clock)
	return strings.TrimRight(b.String(), "\n")
}

// lines lists who is on what, and the explanations that nobody holds.
func (v View) lines(now time.Time) []Line {
	var out []Line
	held := map[incident.HypothesisID]bool{}
	for _, l := range v.S.Lines {
		line := v.held(l, now)
		line.Label = "Line"
		out = append(out, line)
		if l.Holder != "" && !over(l.Until, now) {
			held[v.S.Resolve(l.Hypothesis)] = true
		}
	}
	for _, h := range v.byEffort(v.shown(), now) {
		if !held[h.ID] {
			line := v.line("Nobody holds", say(v.named(h)), h.By, h.RaisedAt, h.Source)
			if len(v.shown()) == 1 {
				line.Also = somethingElse
			}
			out = append(out, line)
		}
	}
	return out
}

// Timeline lists the last n things that happened, the oldest first.
func Timeline(v View, n int, now time.Time) string { return v.timeline(n, now, UTC(now)) }

// TimelineWords is Timeline with the moments kept apart.
func TimelineWords(v View, n int, now time.Time) Words {
	return marked(now, func(c Clock) string { return v.timeline(n, now, c) })
}

func (v View) timeline(n int, now time.Time, clock Clock) string {
	all := v.changes(time.Time{}, now, func(Line) bool { return false })
	if len(all) == 0 {
		return "Nothing has happened yet that I know of."
	}
	var b strings.Builder
	for _, c := range all[max(0, len(all)-n):] {
		b.WriteString(clock(c.At) + " " + c.timeless(clock) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// timeless renders a line whose time stands before it.
func (l Line) timeless(clock Clock) string {
	by := ""
	if l.Who != "" {
		by = " (" + l.Who + ")"
	}
	l.At = time.Time{}
	return l.Text(clock) + by
}
