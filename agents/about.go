package agents

import "bearings/incident"

// leastAbout is how likely, in percent, a message must serve a hypothesis to be
// attributed to it.
const leastAbout = 55

// likeliest returns the hypothesis for which the ties speak most, by the given
// weights, and how likely it is the right one, in percent.
func (sc *scene) likeliest(w *[allTies]int) (incident.HypothesisID, int) {
	best, most := incident.HypothesisID(""), 0
	for i := range sc.cands {
		if p := logistic(sc.cands[i].ties.weigh(w)); p > most {
			best, most = sc.cands[i].h.ID, p
		}
	}
	return best, most
}

// about says which hypothesis the message serves, and how sure that is, in
// percent; none if that is too unsure.
func (sc *scene) about() (incident.HypothesisID, int) {
	if sc.chatter() {
		return "", 0
	}
	if id, p := sc.likeliest(&servingTies); p >= leastAbout {
		return id, p
	}
	return "", 0
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
