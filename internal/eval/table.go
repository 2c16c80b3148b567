package eval

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// column is one column of the table.
type column struct {
	head string
	of   func(Scores) string
}

var columns = []column{
	{"act F1", func(s Scores) string { return s.ActMacroF1.String() }},
	{"card P", func(s Scores) string { return s.CardPrecision.String() }},
	{"about F1", func(s Scores) string { return s.AboutF1.String() }},
	{"unattr", func(s Scores) string { return s.Unattributed.String() }},
	{"over", func(s Scores) string { return s.Overattributed.String() }},
	{"found", func(s Scores) string { return s.HypothesesFound.String() }},
	{"dup", func(s Scores) string { return s.DuplicateRate.String() }},
	{"false", func(s Scores) string { return s.FalseHypotheses.String() }},
	{"facts", func(s Scores) string { return s.FactsPresent.String() }},
	{"stale", func(s Scores) string { return s.StaleStated.String() }},
	{"flagged", func(s Scores) string { return s.EpisodesFlagged.String() }},
	{"min", func(s Scores) string { return s.MinutesToFlag.String() }},
	{"falsefl/h", func(s Scores) string { return s.FalseFlags.String() }},
	{"contra/h", func(s Scores) string { return s.Contradictions.String() }},
	{"unsol/h", func(s Scores) string { return s.Unsolicited.String() }},
}

const legend = `act F1: mean F1 of the acts with 3 labels or more; card P: precision of what is sure enough for the card; about F1: B-cubed;
unattr: share of messages labelled with a hypothesis and attributed to none; over: share of the others attributed to one; found: share of
labelled hypotheses on the board in time; dup: duplicates for each found; false: hypotheses that match none; facts, stale: share stated in
briefs; flagged, min: share of episodes flagged, minutes until then; falsefl/h, contra/h, unsol/h: false flags, contradictions flagged,
unsolicited posts per channel hour. A dash: nothing to count.
`

// Table is the report as text.
func (r *Report) Table() string {
	var b strings.Builder
	r.Folder.write(&b)
	if r.Unseen != nil {
		b.WriteString("\nunseen\n\n")
		r.Unseen.write(&b)
	}
	b.WriteString("\n" + legend)
	return b.String()
}

func (s *Scored) write(b *strings.Builder) {
	if len(s.Incidents) > 0 {
		s.writeIncidents(b)
		b.WriteString("\n")
		s.writeActs(b)
		b.WriteString("\n")
		s.writeRest(b)
	}
	if len(s.Unlabelled) > 0 {
		if len(s.Incidents) > 0 {
			b.WriteString("\n")
		}
		s.writeUnlabelled(b)
	}
}

func (s *Scored) writeIncidents(b *strings.Builder) {
	head := []string{"incident"}
	for _, c := range columns {
		head = append(head, c.head)
	}
	rows := [][]string{head}
	add := func(name string, sc Scores) {
		row := []string{name}
		for _, c := range columns {
			row = append(row, c.of(sc))
		}
		rows = append(rows, row)
	}
	for _, in := range s.Incidents {
		add(in.Name, in.Scores)
	}
	add("mean over incidents", s.Mean)
	grid(b, rows)
}

func (s *Scored) writeActs(b *strings.Builder) {
	rows := [][]string{{"act", "labelled", "precision", "recall", "F1", "card P", "on card"}}
	for _, a := range s.Acts {
		rows = append(rows, []string{
			string(a.Act), fmt.Sprint(a.Tally.TP + a.Tally.FN), a.Precision.String(), a.Recall.String(), a.F1.String(),
			a.CardPrecision.String(), fmt.Sprint(a.Card.TP + a.Card.FP),
		})
	}
	rows = append(rows, []string{"mean of the ten scored", "", "", "", "", s.CardMacro.String(), ""})
	grid(b, rows)
}

// writeRest writes what has no column.
func (s *Scored) writeRest(b *strings.Builder) {
	m, t := s.Mean, s.Total
	fmt.Fprintf(b, "about: precision %s, recall %s\n", m.AboutPrecision, m.AboutRecall)
	fmt.Fprintf(b, "hypotheses: %d labelled, %d found, %d late, %d duplicates, %d false\n", t.Hypotheses, t.Found, t.Late, t.Duplicates, t.False)
	fmt.Fprintf(b, "evidence: on the right hypothesis %s, direction then %s; verdicts: %s, status then %s\n",
		m.EvidenceOn, m.EvidenceDirection, m.VerdictOn, m.VerdictStatus)
	fmt.Fprintf(b, "briefs: %d of %d facts, %d of %d stale facts\n", t.FactsPresent, t.Facts, t.StaleStated, t.Stale)
	fmt.Fprintf(b, "episodes: %d of %d flagged, %d on their hypothesis; false flags %d, contradictions %d, unsolicited posts %d, in %s channel hours\n",
		t.EpisodesFlagged, t.Episodes, t.EpisodesMatched, t.FalseFlags, t.Contradictions, t.Unsolicited, t.ChannelHours)
}

func (s *Scored) writeUnlabelled(b *strings.Builder) {
	rows := [][]string{{"without labels", "messages", "hours", "hypotheses", "flags", "contradictions", "unsol", "unsol/h"}}
	for _, u := range s.Unlabelled {
		rows = append(rows, []string{
			u.Name, fmt.Sprint(u.Messages), u.ChannelHours.String(), fmt.Sprint(u.Hypotheses), fmt.Sprint(u.Flags), fmt.Sprint(u.Contradictions),
			fmt.Sprint(u.Posts), u.Unsolicited.String(),
		})
	}
	grid(b, rows)
}

// grid writes rows in columns, the first to the left and the others to the right.
func grid(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
