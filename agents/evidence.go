package agents

import "bearings/incident"

// Credibility of evidence, in percent, by what it rests on.
const (
	hearsay    = 25
	reported   = 50
	quoted     = 80
	checkable  = 100
	fitsBy     = incident.Consistency(1)
	stronglyBy = incident.Consistency(2)
)

// credibility says what the message's evidence rests on.
func (sc *scene) credibility() int {
	switch {
	case (sc.d.links > 0 || len(sc.m.Links) > 0) && !sc.f.has(onlyLink):
		return checkable
	case len(sc.d.logs) > 0, sc.f.has(hasMeasure):
		return quoted
	case sc.f.any(hedged, suspecting, uncertain), sc.d.words > 0 && sc.f.has(onlyQuestion):
		return hearsay
	}
	return reported
}

// weigh returns the message's bearing on a hypothesis.
func (sc *scene) weigh(h incident.HypothesisID) incident.Weighed {
	q := sc.credibility()
	c := fitsBy
	if q >= quoted {
		c = stronglyBy
	}
	if sc.against() {
		c = -c
	}
	return incident.Weighed{Bearings: []incident.Bearing{{Hypothesis: h, Consistency: c}}, Credibility: q}
}

// against reports whether the evidence rather contradicts.
func (sc *scene) against() bool {
	return sc.percentOf(asAgainst) >= 50
}

// ruling returns what the verdict says of a hypothesis.
func (sc *scene) ruling() incident.Status {
	if sc.f.has(parking) && !sc.f.any(confirming, refuting) {
		return incident.Parked
	}
	if sc.percentOf(asRefuted) >= 50 {
		return incident.Refuted
	}
	return incident.Confirmed
}
