package agents

import (
	"time"

	"bearings/incident"
)

// leastAbout is the score from which a message is attributed to a hypothesis.
const leastAbout = 30

// What the hypothesis talked about last adds, and what it loses with every
// message since.
const (
	topicCarries = 40
	topicFades   = 3
)

// about says which hypothesis the message serves, and how sure that is: by what
// it names, whom it answers, and what its author was on.
func (sc *scene) about() (incident.HypothesisID, int) {
	if len(sc.cands) == 0 || sc.chatter() {
		return "", 0
	}
	best, most, second := incident.HypothesisID(""), 0, 0
	for i := range sc.cands {
		c := &sc.cands[i]
		score := sc.aboutScore(c)
		if score > most {
			best, most, second = c.h.ID, score, most
		} else if score > second {
			second = score
		}
	}
	serving := 0
	if d := byAct[asServing]; d != nil {
		serving = d.percent(sc.f)
		if most < leastAbout || serving < d.least {
			return "", 0
		}
	}
	conf := (30 + most/2 + serving) / 2
	if second > most-10 {
		conf -= 10
	}
	return best, min(max(conf, 25), 90)
}

// aboutScore says how much speaks for the hypothesis.
func (sc *scene) aboutScore(c *candidate) int {
	score := c.like * 7 / 10
	score += sc.carried(sc.target, sc.sure*7/10, c.h.ID)
	if sc.topic != sc.target {
		score += sc.carried(sc.topic, max(topicCarries-topicFades*sc.topicAgo, 0), c.h.ID)
	}
	if sc.mine != nil && sc.mine != sc.target && sc.mine != sc.topic {
		score += sc.carried(sc.mine, 16, c.h.ID)
	}
	if sc.f.any(afterGap) {
		score -= 10
	}
	if c.h.Status != incident.Live {
		score -= 8
	}
	return score
}

// carried is what a neighbouring message adds if it serves the hypothesis.
func (sc *scene) carried(o *incident.Message, most int, id incident.HypothesisID) int {
	if o == nil || !o.Read || sc.s.Resolve(o.Reading.About) != id {
		return 0
	}
	gap := sc.silentFor(o)
	switch {
	case gap > 2*time.Hour:
		return most / 4
	case gap > 30*time.Minute:
		return most / 2
	case gap > 10*time.Minute:
		return most * 3 / 4
	}
	return most
}

// chatter reports whether the message only keeps people company: thanks, jokes,
// a bare yes to nobody's question.
func (sc *scene) chatter() bool {
	f := &sc.f
	if len(sc.d.sentences) == 0 {
		return len(sc.d.logs) == 0 && len(sc.d.quotes) == 0 && sc.d.links == 0
	}
	if f.any(thanking) && !f.has(isQuestion) && len(sc.terms) <= 3 {
		return true
	}
	if f.has(joking) && len(sc.terms) <= 4 {
		return true
	}
	return f.has(smiling) && len(sc.terms) <= 2 && !f.has(isQuestion) || len(sc.terms) == 0 && f.has(short) && !f.any(startsYes, startsNo, confirming, refuting)
}
