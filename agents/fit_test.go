package agents

import (
	"fmt"
	"go/format"
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
	part  int // which file of dialogues it is from
	base  features
	form  []gram
	sents []features
	spans [][]gram
	lens  []int // of the sentences, in words
	l     label
	l2    *label // as another annotator read it
	pairs []pair
	only  string // the act that a sentence of the tables is labelled for
}

// made is the part of the sentences of the tables: it is never left out.
const made = -2

// TestFit fits the weights to the dialogues of train/ and the sentences of the
// tables. BEARINGS_FIT says what for: "write" writes weights.go and grams.bin,
// "check" compares them with those that are there. What a message answers was itself read, so each file of dialogues is
// first read by models fitted to the other files; the final models are fitted
// to what was seen then.
func TestFit(t *testing.T) {
	what := os.Getenv("BEARINGS_FIT")
	if what == "" {
		t.Skip("BEARINGS_FIT is not set: fitting takes a minute, make weights does it")
	}
	trs, parts := dialogues(t)
	undo := use(fromPriors())
	xs := examples(t, trs)
	undo()
	for range rounds {
		xs = leftOut(t, trs, xs, parts)
	}
	ms, table := fitAll(t, xs, parts)
	tw := fitTieModels(xs, -1)
	var b strings.Builder
	b.WriteString("package agents\n\n// models are fitted and written by TestFit; do not edit them by hand.\nvar models = []model{\n")
	for _, m := range ms {
		fmt.Fprintf(&b, "\t{act: %q, bias: %d, least: %d, w: weights{\n", m.act, m.bias, m.least)
		writeWeights(&b, m.w)
		b.WriteString("\t}},\n")
	}
	b.WriteString("}\n\n// servingTies say whom a message serves; they are fitted and written by TestFit,\n// in hundredths of a logit.\nvar servingTies = [allTies]int{\n")
	writeTies(&b, tw.serving)
	b.WriteString("}\n\n// repeatingTies say which hypothesis an explanation repeats.\nvar repeatingTies = [allTies]int{\n")
	writeTies(&b, tw.repeating)
	b.WriteString("}\n")
	source, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	for name, is := range map[string]string{"weights.go": string(source), "grams.bin": table} {
		was, err := os.ReadFile(name)
		switch {
		case what == "write":
			err = os.WriteFile(name, []byte(is), 0o644)
		case err == nil && string(was) != is:
			t.Errorf("%s is not what the dialogues give: go generate ./agents", name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d examples, %d grams", len(xs), len(table)/gramRow)
}

// rounds is how often the dialogues are read anew by models fitted to others.
const rounds = 2

// fromPriors are the models before anything is fitted: what the cues and the
// ties mean, and no words. Fitting begins with them, so that it does not depend
// on what was fitted before.
func fromPriors() ([]model, string, tieModels) {
	var ms []model
	for _, act := range fitted {
		m := model{act: act, bias: -300, least: 30}
		for c := none + 1; c < allCues; c++ {
			m.w[c] = hundredths(prior(act, c))
		}
		ms = append(ms, m)
	}
	var tw [allTies]int
	for c := range tw {
		tw[c] = 10 * tiePriors[tie(c)]
	}
	return ms, "", tieModels{tw, tw}
}

// use puts models in the place of those in force and returns how to undo it.
func use(ms []model, table string, tw tieModels) (undo func()) {
	was, wasTable, wasBy, wasTies := models, gramsBin, byAct, tieModels{servingTies, repeatingTies}
	models, gramsBin, servingTies, repeatingTies = ms, table, tw.serving, tw.repeating
	byAct = indexModels()
	return func() {
		models, gramsBin, byAct = was, wasTable, wasBy
		servingTies, repeatingTies = wasTies.serving, wasTies.repeating
	}
}

// leftOut reads each part of the dialogues with models fitted to the others.
func leftOut(t *testing.T, trs []transcript, xs []example, parts int) []example {
	var out []example
	for p := range parts {
		w := newWords(xs, p)
		var ms []model
		cols := make([][]float64, 0, len(fitted))
		for _, act := range fitted {
			v := w.fit(act, p)
			cols = append(cols, v)
			ms = append(ms, w.model(act, v))
		}
		undo := use(ms, w.table(cols), fitTieModels(xs, p))
		for _, tr := range trs {
			if tr.part == p {
				out = append(out, tr.examples()...)
			}
		}
		undo()
	}
	return append(out, madeExamples(t)...)
}

// fitAll fits what is to be written, and reports how well each act is told in
// parts that were left out.
func fitAll(t *testing.T, xs []example, parts int) ([]model, string) {
	ps := make([][]scoredExample, len(fitted))
	for p := range parts {
		w := newWords(xs, p)
		for k, act := range fitted {
			v := w.fit(act, p)
			for i := range xs {
				if y, n := xs[i].wanted(act); n > 0 && xs[i].part == p {
					ps[k] = append(ps[k], scoredExample{p, w.prob(v, i), y >= 0.5})
				}
			}
		}
	}
	w := newWords(xs, -1)
	var ms []model
	var cols [][]float64
	sum := 0.0
	for k, act := range fitted {
		v := w.fit(act, -1)
		cols = append(cols, v)
		m := w.model(act, v)
		var f float64
		m.least, f = threshold(act, ps[k], parts)
		if k < len(scored) {
			sum += f
		}
		t.Logf("%-13s left-out F1 %.3f at %d%%; right at 60%%: %.2f", act, f, m.least, precisionAt(ps[k], 60))
		ms = append(ms, m)
	}
	t.Logf("left-out macro-F1 %.3f", sum/float64(len(scored)))
	return ms, w.table(cols)
}

func hundredths(w float64) int { return int(math.Round(w * 100)) }

// writeWeights writes those weights that matter, several on a line.
func writeWeights(b *strings.Builder, w weights) {
	k := 0
	for c := none + 1; c < allCues; c++ {
		if w[c] == 0 {
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
		fmt.Fprintf(b, "%s: %d,", cueNames[c], w[c])
		k++
	}
	if k > 0 {
		b.WriteString("\n")
	}
}

// examples reads the dialogues with the models in force and keeps what each
// message looked like.
func examples(t *testing.T, trs []transcript) []example {
	var xs []example
	for _, tr := range trs {
		xs = append(xs, tr.examples()...)
	}
	return append(xs, madeExamples(t)...)
}

// seen keeps what a message looked like.
func seen(sc *scene) example {
	x := example{base: sc.base, form: sc.grams, spans: sc.spans}
	for i := range sc.d.sentences {
		x.sents = append(x.sents, sc.d.sentences[i].has)
		x.lens = append(x.lens, len(sc.d.sentences[i].words))
	}
	return x
}

func (tr transcript) examples() []example {
	var xs []example
	keys := map[incident.HypothesisID]string{} // what was raised, as labelled
	tr.replay(func(k int, m *incident.Message, sc *scene, _ incident.Reading, raised incident.HypothesisID, _ *world) {
		l := tr.labels[k]
		if sc != nil {
			x := seen(sc)
			x.part, x.l = tr.part, l
			if tr.second != nil {
				l2 := tr.second[k]
				x.l2 = &l2
			}
			for i := range sc.cands {
				key := keys[sc.cands[i].h.ID]
				y := 0.0
				if key != "" && key == l.About {
					y = 1
				}
				if x.l2 != nil {
					y /= 2
					if key != "" && key == x.l2.About {
						y += 0.5
					}
				}
				x.pairs = append(x.pairs, pair{sc.cands[i].ties, y})
			}
			xs = append(xs, x)
		}
		if raised != "" {
			keys[raised] = l.About
			if len(l.Hypotheses) > 0 {
				keys[raised] = l.Hypotheses[0]
			}
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
		sc := newScene(w.s, m)
		x := seen(sc)
		x.part, x.only = made, act
		if yes {
			x.l.Acts = []string{act}
		}
		xs = append(xs, x)
	}
	for _, c := range finer {
		for _, text := range c.yes {
			add(c.as, text, true)
		}
		for _, text := range c.no {
			add(c.as, text, false)
		}
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

// wanted is how far the example is one of the act, and how much it counts: where
// two annotators read it, each counts for a half.
func (x example) wanted(act string) (y, k float64) {
	add := func(l label, share float64) {
		x.l = l
		yes, ok := x.target(act)
		if ok {
			k += share
		}
		if ok && yes {
			y += share
		}
	}
	if x.l2 == nil {
		add(x.l, 1)
	} else {
		first := x.l
		add(first, 0.5)
		add(*x.l2, 0.5)
	}
	if k > 0 {
		y /= k
	}
	return y, k
}

// target says whether the example counts for the model, and as what, by one
// annotator.
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
		return x.l.About != "", true
	case asRefuted:
		if len(x.l.Verdict) == 0 {
			return false, false
		}
		return x.l.Verdict[0].Status == "refuted", true
	}
	return slices.Contains(x.l.Acts, act), true
}

// threshold returns from which percent an act is best taken, judged by parts
// left out, and how well.
func threshold(act string, ps []scoredExample, parts int) (int, float64) {
	if act == asAgainst || act == asRefuted || act == asServing {
		return 50, f1At(ps, 50, parts)
	}
	least, best := 50, 0.0
	for q := 20; q <= 50; q++ {
		if f := f1At(ps, q, parts); f > best {
			least, best = q, f
		}
	}
	return least, best
}

type scoredExample struct {
	part int
	p    float64
	yes  bool
}

// f1At is the mean of the parts' F1.
func f1At(ps []scoredExample, q, parts int) float64 {
	cs := make([]tally, parts)
	for _, p := range ps {
		cs[p.part].note(p.yes, p.p*100 >= float64(q))
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

// precisionAt is how often what is at least so likely is so.
func precisionAt(ps []scoredExample, q int) float64 {
	right, all := 0, 0
	for _, p := range ps {
		if p.p*100 >= float64(q) {
			all++
			if p.yes {
				right++
			}
		}
	}
	return float64(right) / float64(max(all, 1))
}

// cueNames are the names of the cues in the order of their values, read from the sources.
var cueNames = readCueNames()

func readCueNames() []string { return append(readNames("lexicon.go"), readNames("features.go")...) }

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
