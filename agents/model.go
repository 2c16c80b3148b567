package agents

import (
	"math"

	"bearings/incident"
)

//go:generate env BEARINGS_FIT=weights.go go test -run ^TestFit$ .

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
	for _, pl := range plainForms[a] {
		if sc.f.has(pl.form) && !sc.f.any(pl.unless...) {
			p = max(p, pl.least)
		}
	}
	if p > mostDiluted && sc.diluted(a) {
		p = mostDiluted
	}
	return p, p >= m.least
}

// mostDiluted is the most, in percent, that is made of what many words may do by
// chance.
const mostDiluted = 55

// diluted reports whether the message has so much else in it that its cues, added
// up, say more than they know: long ones, advice, and complaints that it still fails.
func (sc *scene) diluted(a incident.Act) bool {
	switch a {
	case incident.ActEvidence:
		return sc.f.any(long, youWord, proposeChange, sameHere) || sc.f.has(unchanged) && !sc.f.any(illAnyway, foundBlank)
	case incident.ActHypothesis:
		return sc.f.has(long) && !sc.f.any(askIt, startGuess)
	}
	return false
}

// plainForm is a form of a sentence that makes an act at least so likely, in
// percent, whatever else the message has, but for what takes it back.
type plainForm struct {
	form   cue
	least  int
	unless []cue
}

// plainForms are short forms that say one thing only, for which the dialogues
// have too few cases to be counted.
var plainForms = map[incident.Act][]plainForm{
	incident.ActImpact:     {{bareImpact, 72, []cue{wordy, hasOutput, labouring, isQuestion, thinkIt}}},
	incident.ActHypothesis: {{askIt, 66, []cue{whQuestion, hasOutput, noStatement, long}}, {startGuess, 64, []cue{noStatement, long, hasOutput}}},
	incident.ActOwnership:  {{ownLabour, 66, []cue{long}}, {askNamed, 64, []cue{long}}},
	incident.ActTrend:      {{sameAnyway, 62, []cue{onlyQuestion, long}}},
	incident.ActEvidence:   {{illAnyway, 66, []cue{noBoard, onlyQuestion}}, {foundBlank, 60, []cue{noBoard, onlyQuestion, boardless}}, {looksFine, 62, []cue{noBoard, onlyQuestion, boardless}}, {wellWithout, 60, []cue{noBoard, onlyQuestion, boardless}}, {illOnly, 62, []cue{noBoard, onlyQuestion, boardless}}},
	incident.ActVerdict:    {{closing, 76, []cue{noBoard, onlyQuestion, boardless, hedged, suspecting}}},
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
