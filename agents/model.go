package agents

import (
	_ "embed"
	"encoding/binary"
	"math"
	mathbits "math/bits"

	"bearings/incident"
)

// weights are what each cue adds to the score of an act, in hundredths of a logit.
type weights [allCues]int

// model scores how far the cues and the grams of a message speak for one act.
// The weights are fitted by TestFit on the dialogues in train/, those of cues
// shrunk towards what the cues mean, and rounded; which cues exist is decided
// by hand.
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

// fitted lists what is scored, in the order of the columns of grams.bin.
var fitted = [...]string{
	"impact", "trend", "observation", "hypothesis", "evidence", "verdict", "ownership", "request", "question", "intervention",
	asServing, asAgainst, asRefuted,
}

// scores are sums of weights, one for each of what is fitted.
type scores [len(fitted)]int

// Columns of scores that are looked at by name.
const colHypothesis = 3

// byAct are the models by what they score, with their columns.
var byAct = indexModels()

type column struct {
	*model
	col int
}

func indexModels() map[string]column {
	out := map[string]column{}
	for i := range models {
		for c, name := range fitted {
			if name == models[i].act {
				out[name] = column{&models[i], c}
			}
		}
	}
	return out
}

// gramsBin holds the weights of grams as a table that is searched where it
// lies: rows of four bytes of fingerprint, in ascending order, and one signed
// byte for each of what is fitted, in units of gramUnit.
//
//go:generate env BEARINGS_FIT=write go test -count=1 -run ^TestFit$ .
//go:embed grams.bin
var gramsBin string

// gramUnit is what a step of a gram's weight counts, in hundredths of a logit.
const gramUnit = 2

const gramRow = 4 + len(fitted)

// addGram adds the weights of a gram, if it has any.
func (s *scores) addGram(table string, g gram) {
	n := len(table) / gramRow
	lo, hi := 0, n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		at := table[mid*gramRow : mid*gramRow+4]
		switch have := gram(binary.LittleEndian.Uint32([]byte(at))); {
		case have == g:
			row := table[mid*gramRow+4 : (mid+1)*gramRow]
			for c := range s {
				s[c] += gramUnit * int(int8(row[c]))
			}
			return
		case have < g:
			lo = mid + 1
		default:
			hi = mid
		}
	}
}

// scoreOf adds up what grams speak for.
func scoreOf(gs []gram) (s scores) {
	for _, g := range gs {
		s.addGram(gramsBin, g)
	}
	return s
}

// scaled weighs what the grams of a sentence speak for: those of a long one count
// less each, so that length alone speaks for nothing. In 256ths, by words.
func scaled(sum, words int) int {
	return sum * gramScale[min(words, len(gramScale)-1)] / 256
}

// gramScale is 256·√(plainWords/words), at most 256.
var gramScale = func() (out [64]int) {
	for n := range out {
		out[n] = 256
		if n > plainWords {
			out[n] = int(math.Round(256 * math.Sqrt(float64(plainWords)/float64(n))))
		}
	}
	return out
}()

// plainWords is the length of a sentence from which grams count less.
const plainWords = 6

// weighActs adds up what speaks for each act: an act is done by a sentence, so
// it is the sentence that speaks for it most which counts, and the surroundings.
func (sc *scene) weighActs() {
	for c := range models {
		m := &models[c]
		n := m.bias + m.cues(sc.base) + sc.scores[c]
		if i := sc.best(c); i >= 0 {
			n += sc.parts[i][c]
		}
		sc.percents[c] = logistic(n)
	}
}

// percentOf returns how likely the act, or finer distinction, is.
func (sc *scene) percentOf(act string) int {
	if m, ok := byAct[act]; ok {
		return sc.percents[m.col]
	}
	return 0
}

// best returns the sentence that speaks most for what the column scores, or -1
// if the message has none.
func (sc *scene) best(col int) int {
	at := -1
	for i := range sc.parts {
		if at < 0 || sc.parts[i][col] > sc.parts[at][col] {
			at = i
		}
	}
	return at
}

// logistic turns hundredths of a logit into percent.
func logistic(sum int) int {
	return int(math.Round(100 / (1 + math.Exp(float64(-sum)/100))))
}

// likely returns how likely the message does the act, in percent, and whether
// that is enough to take it.
func (sc *scene) likely(a incident.Act) (int, bool) {
	m, ok := byAct[string(a)]
	if !ok {
		return 0, false
	}
	p := sc.percentOf(string(a))
	return p, p >= m.least
}

// cues returns what a set of cues speaks for, in hundredths of a logit.
func (m *model) cues(f features) int {
	n := 0
	for i, bits := range f {
		for bits != 0 {
			n += m.w[i<<6+mathbits.TrailingZeros64(bits)]
			bits &= bits - 1
		}
	}
	return n
}
