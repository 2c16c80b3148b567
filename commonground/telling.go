package commonground

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bearings/incident"
)

// Bounds of what is looked through for telling words.
const (
	tellingWithin = 30  // newest messages
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

// telling lists what people said lately that tells most and is not shown yet, at
// most n, the newest first: what they saw, and, marked as unconfirmed, what was
// read with too little confidence or not at all. What nobody could make sense of
// yet is often what matters, and a brief that leaves it out seems complete when
// it is not.
func (v View) telling(n, least int, shown map[incident.MessageID]bool) []Line {
	if n <= 0 {
		return nil
	}
	var all []told
	for k, m := range slices.Backward(v.S.Recent[max(0, len(v.S.Recent)-tellingWithin):]) {
		age := len(v.S.Recent) - 1 - k - max(0, len(v.S.Recent)-tellingWithin)
		if m.Gone || shown[m.ID] || m.Kind == incident.Bot || m.Kind == incident.Guest || m.Read && m.Reading.OffTopic {
			continue
		}
		t := v.tells(m)
		t.score -= age / 6
		if t.score >= least && !slices.ContainsFunc(all, func(o told) bool { return o.text == t.text }) {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b told) int { return b.score - a.score })
	var out []Line
	for _, t := range all[:min(n, len(all))] {
		out = append(out, t.line)
	}
	slices.SortStableFunc(out, func(a, b Line) int { return b.At.Compare(a.At) })
	return out
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
	t.score = min(points/60, 6) + min(exact(t.text), 5) + min(utf8.RuneCountInString(t.text), 120)/30
	return t
}
