package agents

import (
	"math"

	"bearings/incident"
)

// weighed is a cue with what it adds to the score of an act, in hundredths of a
// logit.
type weighed struct {
	cue cue
	w   int
}

// model scores how far the cues of a message speak for one act. The weights are
// fitted by TestFit on labelled conversations, strongly shrunk, and rounded;
// which cues exist, and what they mean, is written by hand.
type model struct {
	act   string // an act, or a finer distinction
	bias  int
	least int // percent: take it from here on
	w     []weighed
}

// The finer distinctions that have a model of their own.
const (
	asAgainst = "against" // evidence that contradicts
	asRefuted = "refuted" // a verdict that it is not so
	asServing = "serving" // the investigation of some hypothesis
)

// dense is a model laid out for speed.
type dense struct {
	bias, least int
	w           [allCues]int
}

var densely = layOut()

func layOut() map[string]*dense {
	out := map[string]*dense{}
	for _, m := range models {
		d := &dense{bias: m.bias, least: m.least}
		for _, x := range m.w {
			d.w[x.cue] = x.w
		}
		out[m.act] = d
	}
	return out
}

// percent returns how likely the act is, given the cues.
func (d *dense) percent(f features) int {
	sum := d.bias
	for c := none + 1; c < allCues; c++ {
		if f.has(c) {
			sum += d.w[c]
		}
	}
	return logistic(sum)
}

// logistic turns hundredths of a logit into percent.
func logistic(sum int) int {
	return int(math.Round(100 / (1 + math.Exp(float64(-sum)/100))))
}

// likely returns how likely the message does the act, in percent, and whether
// that is enough to take it.
func (sc *scene) likely(a incident.Act) (int, bool) {
	d := densely[string(a)]
	if d == nil {
		return 0, false
	}
	p := d.percent(sc.f)
	return p, p >= d.least
}

// sum returns the score of the cues, in hundredths of a logit.
func (d *dense) sum(f features) int {
	if d == nil {
		return 0
	}
	n := d.bias
	for c := none + 1; c < allCues; c++ {
		if f.has(c) {
			n += d.w[c]
		}
	}
	return n
}
