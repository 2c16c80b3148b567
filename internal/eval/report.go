package eval

import (
	"bytes"
	"encoding/json"
	"fmt"

	"bearings/incident"
)

// Scores are the measures of one incident, or their means over incidents. The
// package's description says how each is computed.
type Scores struct {
	ActMacroF1    Ratio `json:"act_macro_f1"`
	ActMicroF1    Ratio `json:"act_micro_f1"`
	ActPrecision  Ratio `json:"act_precision"`
	ActRecall     Ratio `json:"act_recall"`
	CardPrecision Ratio `json:"card_precision"`

	AboutPrecision Ratio `json:"about_precision"`
	AboutRecall    Ratio `json:"about_recall"`
	AboutF1        Ratio `json:"about_f1"`
	Unattributed   Ratio `json:"about_unattributed"`
	Overattributed Ratio `json:"about_overattributed"`

	HypothesesFound Ratio `json:"hypotheses_found"`
	DuplicateRate   Ratio `json:"duplicates_per_found"`
	FalseHypotheses Ratio `json:"false_hypotheses"` // a number, not a share

	EvidenceOn        Ratio `json:"evidence_on"`
	EvidenceDirection Ratio `json:"evidence_direction"`
	VerdictOn         Ratio `json:"verdict_on"`
	VerdictStatus     Ratio `json:"verdict_status"`

	FactsPresent Ratio `json:"facts_present"`
	StaleStated  Ratio `json:"stale_stated"`

	EpisodesFlagged Ratio `json:"episodes_flagged"`
	EpisodesMatched Ratio `json:"episodes_matched"`
	MinutesToFlag   Ratio `json:"minutes_to_flag"`
	FalseFlags      Ratio `json:"false_flags_per_hour"`
	Contradictions  Ratio `json:"contradictions_per_hour"`
	Unsolicited     Ratio `json:"unsolicited_per_hour"`
}

// all are the measures, for means.
func (s *Scores) all() []*Ratio {
	return []*Ratio{
		&s.ActMacroF1, &s.ActMicroF1, &s.ActPrecision, &s.ActRecall, &s.CardPrecision,
		&s.AboutPrecision, &s.AboutRecall, &s.AboutF1, &s.Unattributed, &s.Overattributed,
		&s.HypothesesFound, &s.DuplicateRate, &s.FalseHypotheses,
		&s.EvidenceOn, &s.EvidenceDirection, &s.VerdictOn, &s.VerdictStatus, &s.FactsPresent, &s.StaleStated,
		&s.EpisodesFlagged, &s.EpisodesMatched, &s.MinutesToFlag, &s.FalseFlags, &s.Contradictions, &s.Unsolicited,
	}
}

// Counts are what the measures were computed from.
type Counts struct {
	Messages        int   `json:"messages"`
	ChannelHours    Ratio `json:"channel_hours"`
	About           int   `json:"about"`      // messages labelled with a hypothesis
	Hypotheses      int   `json:"hypotheses"` // labelled
	Found           int   `json:"found"`
	Late            int   `json:"late"`
	Duplicates      int   `json:"duplicates"`
	False           int   `json:"false"`
	Unbacked        int   `json:"unbacked"`
	Evidence        int   `json:"evidence"` // labels whose message was read as evidence
	Verdicts        int   `json:"verdicts"` // labels whose message was read as a verdict
	Facts           int   `json:"facts"`
	FactsPresent    int   `json:"facts_present"`
	Stale           int   `json:"stale"`
	StaleStated     int   `json:"stale_stated"`
	Episodes        int   `json:"episodes"`
	EpisodesFlagged int   `json:"episodes_flagged"`
	EpisodesMatched int   `json:"episodes_matched"`
	FalseFlags      int   `json:"false_flags"`
	Contradictions  int   `json:"contradictions"`
	Unsolicited     int   `json:"unsolicited"`
}

func (c *Counts) add(o Counts) {
	c.Messages += o.Messages
	c.ChannelHours += o.ChannelHours
	c.About += o.About
	c.Hypotheses += o.Hypotheses
	c.Found += o.Found
	c.Late += o.Late
	c.Duplicates += o.Duplicates
	c.False += o.False
	c.Unbacked += o.Unbacked
	c.Evidence += o.Evidence
	c.Verdicts += o.Verdicts
	c.Facts += o.Facts
	c.FactsPresent += o.FactsPresent
	c.Stale += o.Stale
	c.StaleStated += o.StaleStated
	c.Episodes += o.Episodes
	c.EpisodesFlagged += o.EpisodesFlagged
	c.EpisodesMatched += o.EpisodesMatched
	c.FalseFlags += o.FalseFlags
	c.Contradictions += o.Contradictions
	c.Unsolicited += o.Unsolicited
}

// ActRow is how one act was read.
type ActRow struct {
	Act           incident.Act `json:"act"`
	Tally         Tally        `json:"count"`
	Precision     Ratio        `json:"precision"`
	Recall        Ratio        `json:"recall"`
	F1            Ratio        `json:"f1"`
	Card          Tally        `json:"card_count"` // fn: labelled, and not on the card
	CardPrecision Ratio        `json:"card_precision"`
}

func (t actTallies) rows(acts []incident.Act) []ActRow {
	var out []ActRow
	for _, a := range acts {
		c, card := *t.all[a], *t.card[a]
		out = append(out, ActRow{a, c, c.precision(), c.recall(), c.f1(), card, card.precision()})
	}
	return out
}

// Incident is one incident with its scores.
type Incident struct {
	Name string `json:"name"`
	Scores
	Counts Counts   `json:"counts"`
	Acts   []ActRow `json:"acts"`
}

// Unlabelled is an incident without labels, scored for what needs none.
type Unlabelled struct {
	Name           string `json:"name"`
	Messages       int    `json:"messages"`
	ChannelHours   Ratio  `json:"channel_hours"`
	Hypotheses     int    `json:"hypotheses"` // on the board
	Flags          int    `json:"flags"`      // of effort that goes round in circles
	Contradictions int    `json:"contradictions"`
	Posts          int    `json:"unsolicited"`
	Unsolicited    Ratio  `json:"unsolicited_per_hour"`
}

// Scored are the incidents of one folder.
type Scored struct {
	Incidents []Incident `json:"incidents"` // in the order of names
	Mean      Scores     `json:"mean"`      // over incidents
	Total     Counts     `json:"total"`
	Acts      []ActRow   `json:"acts"` // over all messages
	// CardMacro is the mean over the scored acts of their CardPrecision in Acts.
	CardMacro  Ratio        `json:"card_macro_precision"`
	Unlabelled []Unlabelled `json:"unlabelled"`
}

// Report is what an evaluation comes to.
type Report struct {
	Folder Scored  `json:"folder"`
	Unseen *Scored `json:"unseen,omitempty"`
}

// summarise computes means and sums.
func (s *Scored) summarise(acts []actTallies) {
	to := s.Mean.all()
	for i := range to {
		var rs []Ratio
		for j := range s.Incidents {
			rs = append(rs, *s.Incidents[j].all()[i])
		}
		*to[i] = mean(rs)
	}
	pooled := newActTallies()
	for i, in := range s.Incidents {
		s.Total.add(in.Counts)
		pooled.add(acts[i])
	}
	s.Acts, s.CardMacro = pooled.rows(allActs), pooled.cardMacro()
}

// JSON is the report as one JSON object.
func (r *Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	return b.Bytes(), nil
}
