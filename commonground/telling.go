package commonground

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"bearings/incident"
)

// Bounds of what is looked through for telling words.
const (
	tellingWithin = 30  // newest messages
	tellingAge    = 6   // so many messages later words count one less
	tellingGood   = 5   // the least score of words for which room is kept
	tellingLeast  = 3   // and of those that are shown where there is room
	tellingRunes  = 150 // of each
)

// weights of what a message was read to do, for how telling its words are.
var weights = map[incident.Act]int{
	incident.ActImpact: 3, incident.ActTrend: 2, incident.ActObservation: 3, incident.ActHypothesis: 2, incident.ActEvidence: 3,
	incident.ActVerdict: 4, incident.ActOwnership: 2, incident.ActRequest: 1, incident.ActIntervention: 3, incident.ActDecision: 3,
	incident.ActAnnouncement: 3, incident.ActCheck: 2,
}

// words that may be shown, and how telling they are.
type told struct {
	line  Line
	text  string
	score int
}

// tellable lists what people said lately and is not shown yet, the most telling
// first: what they saw, and, marked as unconfirmed, what was read with too little
// confidence or not at all. What nobody could make sense of yet is often what
// matters, and a brief that leaves it out seems complete when it is not.
func (v View) tellable(shown map[incident.MessageID]bool) []told {
	var all []told
	recent := v.S.Recent[max(0, len(v.S.Recent)-tellingWithin):]
	for k, m := range slices.Backward(recent) {
		if m.Gone || shown[m.ID] || m.Kind == incident.Bot || m.Kind == incident.Guest || m.Read && m.Reading.OffTopic {
			continue
		}
		t := v.tells(m)
		t.score -= (len(recent) - 1 - k) / tellingAge
		if strings.Count(t.text, " ") >= reportWords-2 && t.score >= tellingLeast && !slices.ContainsFunc(all, func(o told) bool { return o.text == t.text }) {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b told) int { return b.score - a.score })
	return all
}

// telling renders the first of what may be told in at most n lines, what was seen
// before what was heard, each with the newest first.
func telling(of []told, n int, clock Clock) []Line {
	var best []Line
	for k := 1; k <= len(of); k++ {
		var lines []Line
		for _, t := range of[:k] {
			lines = append(lines, t.line)
		}
		slices.SortStableFunc(lines, func(a, b Line) int {
			return cmp.Or(cmp.Compare(b.Label, a.Label), b.At.Compare(a.At))
		})
		if lines = packed(lines, clock); len(lines) > n {
			break
		}
		best = lines
	}
	return best
}

// good counts what there is room to be kept for, at most n.
func good(of []told, n int) int {
	k := slices.IndexFunc(of, func(t told) bool { return t.score < tellingGood })
	if k < 0 {
		k = len(of)
	}
	return min(k, n)
}

// tells rates the words of a message: by what it was read to do, by how much of
// it is exact, and by how much it says at all.
func (v View) tells(m *incident.Message) told {
	t := told{text: Gist(m.Text.String(), m.Reading.Observation.String(), tellingRunes)}
	sure := m.Read && m.Reading.Has(incident.ActObservation) && v.onCard(m.Reading.In(incident.ActObservation))
	label, words := labelHeard, `"`+t.text+`"`
	if sure || m.Kept {
		label, words = labelSeen, t.text
	}
	t.line = v.line(label, say(words), m.Author, m.At, m.ID)
	if strings.HasSuffix(t.text, "?") && !sure {
		return t // it is open, or was answered
	}
	points := 0
	for _, a := range m.Reading.Acts {
		points += weights[a] * m.Reading.In(a)
	}
	t.score = min(points/60, 6) + min(utf8.RuneCountInString(t.text), 120)/30
	if !output(t.text) { // what it shows somebody will have said in words
		t.score += min(exact(t.text), 5)
	}
	return t
}
