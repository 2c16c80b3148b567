package hypotheses

import (
	"cmp"
	"math"
	"slices"
	"time"

	"bearings/incident"
)

// Belief is how far the evidence speaks for a hypothesis. It orders; it is
// never shown.
type Belief struct {
	Hypothesis incident.HypothesisID
	Score      int // Σ q·c in percent
	Permille   int // of all live ones and something else, at most 950
}

// somethingElse is what is held back for explanations that nobody has offered.
const (
	somethingElse = 0.2
	mostBelieved  = 950
	mostScore     = 2000
)

// Rank returns the live hypotheses by how far the evidence said so far speaks
// for them: b ∝ π·2^(Σ q·c). Equal ones are in the order in which they were
// raised.
func (l *Ledger) Rank(s *incident.State, now time.Time) []Belief {
	ranked := make([]Belief, 0, len(s.Live()))
	for _, h := range s.Live() {
		ranked = append(ranked, Belief{Hypothesis: h.ID})
	}
	for _, it := range l.items {
		if it.Retracted || it.At.After(now) {
			continue
		}
		for _, b := range it.bears {
			id := l.hyps[b.about].id
			if i := slices.IndexFunc(ranked, func(r Belief) bool { return r.Hypothesis == id }); i >= 0 {
				ranked[i].Score += it.Weighed.Credibility * b.c
			}
		}
	}
	for i, b := range beliefs(ranked) {
		if i < len(ranked) {
			ranked[i].Permille = min(int(math.Round(float64(b*1000))), mostBelieved)
		}
	}
	slices.SortStableFunc(ranked, func(a, b Belief) int { return cmp.Compare(b.Score, a.Score) })
	return ranked
}

// beliefs returns the probabilities of the hypotheses, and last that of
// something else.
func beliefs(of []Belief) []float64 {
	p := make([]float64, len(of)+1)
	total := somethingElse
	for i, b := range of {
		prior := float64((1 - somethingElse) / float64(len(of)))
		p[i] = float64(prior * exp2(float64(min(max(b.Score, -mostScore), mostScore))/100))
		total = float64(total + p[i])
	}
	p[len(of)] = somethingElse
	for i := range p {
		p[i] = float64(p[i] / total)
	}
	return p
}

// Prospect is what a check would show: which hypotheses predict its outcome,
// which predict that it will not come out so, and what it costs. The others
// have no idea.
type Prospect struct {
	Predict, Deny []incident.HypothesisID
	Cost          time.Duration
}

// ProspectOf takes the first hypothesis that a check separates to predict its
// outcome and the others to deny it.
func ProspectOf(c *incident.Check) Prospect {
	p := Prospect{Cost: c.Cost}
	if len(c.Separates) > 0 {
		p.Predict, p.Deny = c.Separates[:1], c.Separates[1:]
	}
	return p
}

// Bounds of WorthACheck. A check with two outcomes that are predicted at .8 and
// .2 tells at most 1 − H(.8) = .28 bit, and .22 beside something else, so more
// than a fifth of a bit is much.
const (
	littleInFlight = 50  // millibits
	muchToGain     = 200 // millibits
	cheap          = 5 * time.Minute
)

// Gain returns how much a check is expected to tell, in millibits, and that per
// minute of its cost: H(b) − Σ P(o)·H(b|o).
func (l *Ledger) Gain(s *incident.State, now time.Time, c Prospect) (millibits, perMinute int) {
	ranked := l.Rank(s, now)
	b := beliefs(ranked)
	yes, no := make([]float64, len(b)), make([]float64, len(b))
	pYes := 0.0
	for i := range b {
		likely := 0.5
		if i < len(ranked) {
			switch id := ranked[i].Hypothesis; {
			case slices.Contains(c.Predict, id):
				likely = 0.8
			case slices.Contains(c.Deny, id):
				likely = 0.2
			}
		}
		yes[i] = float64(b[i] * likely)
		no[i] = float64(b[i] - yes[i])
		pYes = float64(pYes + yes[i])
	}
	after := float64(float64(pYes*entropy(yes, pYes)) + float64((1-pYes)*entropy(no, float64(1-pYes))))
	millibits = max(int(math.Round(float64(float64(entropy(b, 1)-after)*1000))), 0)
	cost := max(int(math.Round(c.Cost.Minutes())), 1)
	return millibits, millibits / cost
}

// entropy returns Σ −p·log2 p of the weights as parts of total.
func entropy(weights []float64, total float64) float64 {
	h := 0.0
	for _, w := range weights {
		if w <= 0 || total <= 0 {
			continue
		}
		p := float64(w / total)
		h = float64(h - float64(p*log2(p)))
	}
	return h
}

// InFlight returns how much the best of the checks that somebody is on is
// expected to tell, in millibits.
func (l *Ledger) InFlight(s *incident.State, now time.Time) int {
	best := 0
	for _, c := range s.Checks {
		if c.Owner == "" || !c.Finished.IsZero() {
			continue
		}
		bits, _ := l.Gain(s, now, ProspectOf(c))
		best = max(best, bits)
	}
	return best
}

// WorthACheck reports whether to bring up a check: those in flight tell next to
// nothing, and this one is cheap and tells a lot.
func (l *Ledger) WorthACheck(s *incident.State, now time.Time, c Prospect) bool {
	bits, _ := l.Gain(s, now, c)
	return c.Cost <= cheap && bits >= muchToGain && l.InFlight(s, now) < littleInFlight
}
