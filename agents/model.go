package agents

import (
	"math"

	"bearings/incident"
)

// weights are what each cue adds to the score of an act, in hundredths of a logit.
type weights [allCues]int

// model scores how far the cues of a message speak for one act. The weights are
// fitted by TestFit on the dialogues in train/, shrunk towards what the cues
// mean, and rounded; which cues exist is decided by hand.
type model struct {
	act   string // an act, or a finer distinction
	bias  int
	least int // percent: take it from here on
	w     weights
}

// The finer distinctions that have a model of their own.
const (
	asAgainst = "against" // evidence that contradicts
	asRefuted = "refuted" // a verdict that it is not so
	asServing = "serving" // the investigation of some hypothesis
)

// byAct are the models by what they score.
var byAct = indexModels()

func indexModels() map[string]*model {
	out := map[string]*model{}
	for i := range models {
		out[models[i].act] = &models[i]
	}
	return out
}

// percent returns how likely the act is, given the cues.
func (m *model) percent(f features) int { return logistic(m.sum(f)) }

// logistic turns hundredths of a logit into percent.
func logistic(sum int) int {
	return int(math.Round(100 / (1 + math.Exp(float64(-sum)/100))))
}

// likely returns how likely the message does the act, in percent, and whether
// that is enough to take it.
func (sc *scene) likely(a incident.Act) (int, bool) {
	m := byAct[string(a)]
	if m == nil {
		return 0, false
	}
	p := m.percent(sc.f)
	return p, p >= m.least
}

// sum returns the score of the cues, in hundredths of a logit.
func (m *model) sum(f features) int {
	if m == nil {
		return 0
	}
	n := m.bias
	for i, bits := range f {
		for c := i << 6; bits != 0; c, bits = c+1, bits>>1 {
			if bits&1 != 0 {
				n += m.w[c]
			}
		}
	}
	return n
}
