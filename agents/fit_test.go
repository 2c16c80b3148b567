package agents

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// example is a message as the models see it.
type example struct {
	incident int
	f        features
	l        label
	only     string // the act that a sentence of the tables is labelled for
}

// made is the incident of the sentences of the tables: it is never left out.
const made = -2

// TestFit fits the weights of weights.go to the dialogues of train/ and the
// sentences of the tables, and writes them to the file that BEARINGS_FIT names.
// Run it twice: the cues of dialogue come from readings by the present weights.
func TestFit(t *testing.T) {
	file := os.Getenv("BEARINGS_FIT")
	if file == "" {
		t.Skip("BEARINGS_FIT names no file to write weights to")
	}
	xs, n := examples(t)
	var b strings.Builder
	b.WriteString("package agents\n\n// models are fitted and written by TestFit; do not edit them by hand.\nvar models = []model{\n")
	for _, act := range append(slices.Clone(scored), asServing, asAgainst, asRefuted) {
		w, least, f := fitAct(xs, n, act)
		t.Logf("%-13s left-out F1 %.3f at %d%%", act, f, least)
		fmt.Fprintf(&b, "\t{act: %q, bias: %d, least: %d, w: weights{\n", act, hundredths(w[0]), least)
		writeWeights(&b, w)
		b.WriteString("\t}},\n")
	}
	b.WriteString("}\n")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func hundredths(w float64) int { return int(math.Round(w * 100)) }

// writeWeights writes those weights that matter, several on a line.
func writeWeights(b *strings.Builder, w []float64) {
	k := 0
	for c := none + 1; c < allCues; c++ {
		h := hundredths(w[c])
		if h > -8 && h < 8 {
			continue
		}
		if k%6 == 0 {
			if k > 0 {
				b.WriteString("\n")
			}
			b.WriteString("\t\t")
		} else {
			b.WriteString(" ")
		}
		fmt.Fprintf(b, "%s: %d,", cueNames[c], h)
		k++
	}
	if k > 0 {
		b.WriteString("\n")
	}
}

// folds is in how many parts the dialogues are left out in turn.
const folds = 10

// examples replays the training dialogues and keeps each message's cues. The
// second result is the number of parts to be left out.
func examples(t *testing.T) ([]example, int) {
	var xs []example
	for i, tr := range dialogues(t) {
		xs = append(xs, tr.examples(i%folds)...)
	}
	return append(xs, madeExamples(t)...), folds
}

func (tr transcript) examples(part int) []example {
	var xs []example
	tr.replay(func(k int, m *incident.Message, _ incident.Reading, _ incident.HypothesisID, w *world) {
		if decides(m.Kind) {
			xs = append(xs, example{incident: part, f: newScene(w.s, m).f, l: tr.labels[k]})
		}
	})
	return xs
}

// madeExamples are the sentences of the tables.
func madeExamples(t *testing.T) []example {
	var xs []example
	add := func(act, text string, yes bool) {
		_, w := talk(t, before...)
		m := w.post(incident.MessagePosted{ID: "x", Author: "dee", Kind: incident.Human, At: w.at.Add(time.Minute), Text: incident.Say(text)})
		x := example{incident: made, f: newScene(w.s, m).f, only: act}
		if yes {
			x.l.Acts = []string{act}
		}
		xs = append(xs, x)
	}
	for _, c := range sentences {
		for _, text := range c.yes {
			add(string(c.act), text, true)
		}
		for _, text := range c.no {
			add(string(c.act), text, false)
		}
	}
	return xs
}

// target says whether the example counts for the model, and as what.
func (x example) target(act string) (yes, counts bool) {
	if x.only != "" {
		return slices.Contains(x.l.Acts, act), x.only == act
	}
	switch act {
	case asAgainst:
		if len(x.l.Evidence) == 0 {
			return false, false
		}
		return x.l.Evidence[0].Direction == "against", true
	case asServing:
		return x.l.About != "", !x.f.has(noCands)
	case asRefuted:
		if len(x.l.Verdict) == 0 {
			return false, false
		}
		return x.l.Verdict[0].Status == "refuted", true
	}
	return slices.Contains(x.l.Acts, act), true
}

// fitAct fits one model; it returns the weights (the bias first), the threshold
// that served best on left-out conversations, and how well.
func fitAct(xs []example, n int, act string) ([]float64, int, float64) {
	var ps []scoredExample
	for out := range n {
		w := fit(xs, act, out)
		for _, x := range xs {
			if yes, ok := x.target(act); ok && x.incident == out {
				ps = append(ps, scoredExample{out, prob(w, x.f), yes})
			}
		}
	}
	if act == asAgainst || act == asRefuted {
		return fit(xs, act, -1), 50, f1At(ps, 50, n)
	}
	if act == asServing { // attribution gains from asking little here: what it carries decides
		return fit(xs, act, -1), 20, f1At(ps, 20, n)
	}
	least, best := 50, 0.0
	lowest := 22 // what is less likely is noise, whatever the F1
	if act == string(incident.ActVerdict) {
		lowest = 30 // a wrong verdict costs more than a missed one
	}
	for q := lowest; q <= 30; q++ {
		if f := f1At(ps, q, n); f > best {
			least, best = q, f
		}
	}
	return fit(xs, act, -1), least, best
}

type scoredExample struct {
	incident int
	p        float64
	yes      bool
}

// f1At is the mean of the conversations' F1, of those with three labels or more.
func f1At(ps []scoredExample, q, n int) float64 {
	cs := make([]tally, n)
	for _, p := range ps {
		cs[p.incident].note(p.yes, p.p*100 >= float64(q))
	}
	sum, k := 0.0, 0
	for _, c := range cs {
		if c.tp+c.fn >= 3 {
			sum += c.f1()
			k++
		}
	}
	return sum / float64(max(k, 1))
}

func prob(w []float64, f features) float64 {
	z := w[0]
	for c := none + 1; c < allCues; c++ {
		if f.has(c) {
			z += w[c]
		}
	}
	return 1 / (1 + math.Exp(-z))
}

// plainCounts is how much a sentence of the tables counts.
const plainCounts = 1.0

// ridge is the strength of the shrinking.
const ridge = 15.0

// fit is logistic regression with shrunk weights, without the conversation out.
// Each conversation counts alike, so that a long one does not decide.
func fit(xs []example, act string, out int) []float64 {
	type row struct {
		on []int
		y  float64
		k  float64
	}
	var rows []row
	sizes := map[int]float64{}
	for _, x := range xs {
		if _, ok := x.target(act); ok && x.incident != out {
			sizes[x.incident]++
		}
	}
	for _, x := range xs {
		yes, ok := x.target(act)
		if !ok || x.incident == out {
			continue
		}
		r := row{k: min(math.Sqrt(80/sizes[x.incident]), 1.5)}
		if x.incident == made { // plain cases, which are to come out right
			r.k = plainCounts
		}
		if yes {
			r.y = 1
		}
		for c := none + 1; c < allCues; c++ {
			if x.f.has(c) {
				r.on = append(r.on, int(c))
			}
		}
		rows = append(rows, r)
	}
	on := make([][]int, allCues) // rows by cue; every row has the bias
	for i, r := range rows {
		on[0] = append(on[0], i)
		for _, c := range r.on {
			on[c] = append(on[c], i)
		}
	}
	w := make([]float64, allCues)
	z := make([]float64, len(rows))
	for c := range w {
		w[c] = prior(act, cue(c))
		for _, i := range on[c] {
			z[i] += w[c]
		}
	}
	for range 40 { // rounds of Newton steps, one weight at a time
		for c := range w {
			g, h := ridge*(w[c]-prior(act, cue(c))), ridge
			if c == 0 {
				g, h = 0, 1e-2
			}
			for _, i := range on[c] {
				p := 1 / (1 + math.Exp(-z[i]))
				g, h = g+rows[i].k*(p-rows[i].y), h+rows[i].k*max(p*(1-p), 0.02)
			}
			step := -g / h
			w[c] += step
			for _, i := range on[c] {
				z[i] += step
			}
		}
	}
	return w
}

// cueNames are the names of the cues in the order of their values, read from the sources.
var cueNames = readCueNames()

func readCueNames() []string {
	var out []string
	for _, file := range []string{"lexicon.go", "features.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil
		}
		in := false
		for l := range strings.SplitSeq(string(src), "\n") {
			l, _, _ = strings.Cut(l, "//")
			fs := strings.Fields(l)
			switch {
			case strings.Contains(l, "= iota") || strings.Contains(l, "+ iota"):
				in = true
				out = append(out, fs[0])
			case in && l == ")":
				in = false
			case in && len(fs) == 1 && fs[0] != "lexCues" && fs[0] != "allCues":
				out = append(out, fs[0])
			}
		}
	}
	return out
}

// TestCueNames proves that the fitted weights are written with the right names.
func TestCueNames(t *testing.T) {
	if len(cueNames) != int(allCues) {
		t.Fatalf("%d names of %d cues", len(cueNames), allCues)
	}
	for c, name := range map[cue]string{none: "none", opinion: "opinion", isQuestion: "isQuestion", inanimate: "inanimate"} {
		if cueNames[c] != name {
			t.Errorf("cue %d is called %s, want %s", c, cueNames[c], name)
		}
	}
}
