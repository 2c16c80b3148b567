package main

import (
	"slices"

	"bearings/incident"
)

// scribe reads every message as it was meant.
type scribe struct {
	of map[incident.MessageID]*beat
	t  *team
}

// Read gives the reading that the message was made with, with the identifiers
// that explanations and questions have come to have.
func (s *scribe) Read(in *incident.State, m *incident.Message) incident.Reading {
	b := s.of[m.ID]
	if b == nil {
		return incident.Reading{}
	}
	r := b.reading
	id := func(h incident.HypothesisID) incident.HypothesisID {
		if h == "" {
			return ""
		}
		for _, k := range in.Hypotheses {
			if k.Statement.String() == string(h) {
				return k.ID
			}
		}
		if len(r.Claims) > 0 {
			return incident.NewHypothesis
		}
		return ""
	}
	about := id(r.About)
	if len(b.reading.Claims) > 0 {
		r.Claims = []incident.Claim{{Hypothesis: about}}
		if about == incident.NewHypothesis {
			r.Claims = []incident.Claim{{Statement: incident.Say(string(b.reading.About))}}
		}
	}
	r.About = about
	r.Evidence = slices.Clone(r.Evidence)
	for i, w := range r.Evidence {
		r.Evidence[i].Bearings = []incident.Bearing{{Hypothesis: id(w.Bearings[0].Hypothesis), Consistency: w.Bearings[0].Consistency}}
	}
	r.Rulings = slices.Clone(r.Rulings)
	for i := range r.Rulings {
		r.Rulings[i].Hypothesis = id(r.Rulings[i].Hypothesis)
	}
	if r.Owning != nil {
		o := *r.Owning
		o.Hypothesis = id(o.Hypothesis)
		r.Owning = &o
	}
	if r.Intervention != nil {
		c := *r.Intervention
		c.RestsOn = id(c.RestsOn)
		r.Intervention = &c
	}
	if b.reply > 0 {
		r.RepliesTo = s.t.ids[b.reply]
		for _, q := range in.Questions {
			if q.Source == r.RepliesTo {
				r.Answers = q.ID
			}
		}
	}
	return r
}
