package agents

import (
	"encoding/binary"
	"math"
	"slices"
)

// Strengths of the shrinking: of cues towards their priors, of grams to nothing.
const (
	ridgeCue  = 60.0
	ridgeGram = 40.0
)

// plainCounts is how much a sentence of the tables counts: plain cases are to
// come out right.
const plainCounts = 8

// leastSeen is in how many messages a gram must occur to get a weight.
const leastSeen = 4

// words is the examples as a table of which columns are on: for the message as
// a whole and for each of its sentences. Column 0 is the bias, then come the
// cues, then the grams.
type words struct {
	xs    []example
	gs    []gram
	base  [][]int32
	sents [][][]int32
	scale [][]float64 // of the grams of each sentence
	form  []bool      // columns of the message's form, which always count in full
}

// newWords makes the table; grams are those of the examples without the part
// out (-1: of all).
func newWords(xs []example, out int) *words {
	count := map[gram]int{}
	for i := range xs {
		if xs[i].part == out {
			continue
		}
		for _, g := range xs[i].grams() {
			count[g]++
		}
	}
	w := &words{xs: xs}
	for g, n := range count {
		if n >= leastSeen {
			w.gs = append(w.gs, g)
		}
	}
	slices.Sort(w.gs)
	col := make(map[gram]int32, len(w.gs))
	for i, g := range w.gs {
		col[g] = int32(int(allCues) + i)
	}
	columns := func(f features, gs []gram) (on []int32) {
		for c := none + 1; c < allCues; c++ {
			if f.has(c) {
				on = append(on, int32(c))
			}
		}
		for _, g := range uniq(gs) {
			if c, ok := col[g]; ok {
				on = append(on, c)
			}
		}
		return on
	}
	w.form = make([]bool, int(allCues)+len(w.gs))
	w.base, w.sents, w.scale = make([][]int32, len(xs)), make([][][]int32, len(xs)), make([][]float64, len(xs))
	for i := range xs {
		w.base[i] = columns(xs[i].base, xs[i].form)
		for _, c := range w.base[i] {
			w.form[c] = true
		}
		for j := range xs[i].sents {
			w.sents[i] = append(w.sents[i], columns(xs[i].sents[j], xs[i].spans[j]))
			w.scale[i] = append(w.scale[i], float64(scaled(256, xs[i].lens[j]))/256)
		}
	}
	return w
}

// grams returns all grams of the message, each once.
func (x *example) grams() []gram {
	all := slices.Clone(x.form)
	for _, s := range x.spans {
		all = append(all, s...)
	}
	return uniq(all)
}

func uniq(gs []gram) []gram {
	s := slices.Clone(gs)
	slices.Sort(s)
	return slices.Compact(s)
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// best is the sentence for which most of the weights speak, and how much.
func (w *words) best(v []float64, i int) (int, float64) {
	at, most := -1, 0.0
	for j, on := range w.sents[i] {
		z := w.sentence(v, i, j, on)
		if at < 0 || z > most {
			at, most = j, z
		}
	}
	return at, most
}

// sentence is what one sentence speaks for.
func (w *words) sentence(v []float64, i, j int, on []int32) float64 {
	z, gs := 0.0, 0.0
	for _, c := range on {
		if c < int32(allCues) {
			z += v[c]
		} else {
			gs += v[c]
		}
	}
	return z + float64(gs*w.scale[i][j])
}

// prob is how likely the example is: by the sentence that speaks for it most.
func (w *words) prob(v []float64, i int) float64 {
	_, z := w.best(v, i)
	z += v[0]
	for _, c := range w.base[i] {
		z += v[c]
	}
	return sigmoid(z)
}

// fit is logistic regression with shrunk weights, without the part out, by
// Newton steps, one weight at a time. Which sentence of a message does the act
// is not labelled: it is taken to be the one for which the weights so far speak
// most, and that is looked at again a few times.
func (w *words) fit(act string, out int) []float64 {
	v := make([]float64, int(allCues)+len(w.gs))
	for c := int(none) + 1; c < int(allCues); c++ {
		v[c] = prior(act, cue(c))
	}
	y, use := make([]float64, len(w.xs)), make([]float64, len(w.xs))
	for i := range w.xs {
		if w.xs[i].part != out {
			y[i], use[i] = w.xs[i].wanted(act)
			if w.xs[i].part == made {
				use[i] *= plainCounts
			}
		}
	}
	for range 3 { // the cues first, so that words only add what they leave open
		rows, z, scale := w.rows(v, use)
		for range 6 {
			w.step(act, v[:allCues], rows, z, y, use, scale, false)
		}
	}
	for look := range 3 {
		rows, z, scale := w.rows(v, use)
		for round := range 6 {
			w.step(act, v, rows, z, y, use, scale, look == 0 && round == 0)
		}
	}
	return v
}

// rows lists the examples by column, and their scores; scale is what the grams
// of the sentence taken count.
func (w *words) rows(v []float64, use []float64) (rows [][]int32, z, scale []float64) {
	rows, z, scale = make([][]int32, len(v)), make([]float64, len(w.xs)), make([]float64, len(w.xs))
	for i := range w.xs {
		if use[i] == 0 {
			continue
		}
		rows[0] = append(rows[0], int32(i))
		z[i] = v[0]
		for _, c := range w.base[i] {
			rows[c] = append(rows[c], int32(i))
			z[i] += v[c]
		}
		if j, most := w.best(v, i); j >= 0 {
			scale[i] = w.scale[i][j]
			z[i] += most
			for _, c := range w.sents[i][j] {
				rows[c] = append(rows[c], int32(i))
			}
		}
	}
	return rows, z, scale
}

// step moves every weight once.
func (w *words) step(act string, v []float64, rows [][]int32, z, y, use, scale []float64, first bool) {
	for c := range v {
		ridge, to := ridgeGram, 0.0
		switch {
		case c == 0:
			ridge = 1e-2
		case c < int(allCues):
			if len(v) > int(allCues) {
				continue
			}
			ridge, to = ridgeCue, prior(act, cue(c))
		case !first && v[c] == 0:
			continue
		}
		g, h := float64(ridge*(v[c]-to)), ridge
		for _, i := range rows[c] {
			p, k := sigmoid(z[i]), 1.0
			if c >= int(allCues) && !w.form[c] {
				k = scale[i]
			}
			g, h = g+float64(use[i]*k*(p-y[i])), h+float64(use[i]*k*k*max(float64(p*(1-p)), 0.02))
		}
		step := -g / h
		if c >= int(allCues) && first && step > -0.02 && step < 0.02 {
			continue
		}
		v[c] += step
		for _, i := range rows[c] {
			if c >= int(allCues) && !w.form[c] {
				z[i] += float64(step * scale[i])
			} else {
				z[i] += step
			}
		}
	}
}

// model makes a model of weights.
func (w *words) model(act string, v []float64) model {
	m := model{act: act, bias: hundredths(v[0]), least: 30}
	for c := none + 1; c < allCues; c++ {
		if h := hundredths(v[c]); h <= -5 || h >= 5 {
			m.w[c] = h
		}
	}
	return m
}

// table writes the weights of grams as grams.bin holds them.
func (w *words) table(cols [][]float64) string {
	var b []byte
	for i, g := range w.gs {
		row := make([]byte, len(fitted))
		some := false
		for k := range cols {
			s := int(math.Round(cols[k][int(allCues)+i] * 100 / gramUnit))
			s = min(max(s, -127), 127)
			row[k] = byte(int8(s))
			some = some || s < -2 || s > 2
		}
		if some {
			b = binary.LittleEndian.AppendUint32(b, uint32(g))
			b = append(b, row...)
		}
	}
	return string(b)
}
