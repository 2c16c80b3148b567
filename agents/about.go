package agents

import "bearings/incident"

// leastAbout is how likely, in percent, a message must serve a hypothesis to be
// attributed to it.
const leastAbout = 42

// likeliest returns the hypothesis for which the ties speak most, by the given
// weights, and how likely it is the right one, in percent.
func (sc *scene) likeliest(w *[allTies]int) (incident.HypothesisID, int) {
	best, most := incident.HypothesisID(""), 0
	for i := range sc.cands {
		n := sc.cands[i].ties.weigh(w)
		if sc.names(&sc.cands[i]) {
			n += namingIt
		}
		if p := logistic(n); p > most {
			best, most = sc.cands[i].h.ID, p
		}
	}
	return best, most
}

// namingIt is what it adds, in hundredths of a logit, that a message says most
// of a statement and of no other: whoever names something means it. Conversations
// that were written to learn from rarely repeat the words of a statement.
const namingIt = 200

// names reports whether the message says most of the statement, in at least two
// telling words, and clearly less of any other.
func (sc *scene) names(c *candidate) bool {
	_, telling := shared(c.terms, sc.terms)
	return c.ties.has(likeClear) && c.like >= 40 && telling >= 2
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
