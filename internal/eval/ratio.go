package eval

import (
	"math"
	"strconv"
)

// Ratio is a number between counts: a share, an F1, a rate. None is the ratio of
// nothing.
type Ratio float64

// None is a ratio with nothing to count. It is left out of means.
var None = Ratio(math.NaN())

// Known reports whether there was something to count.
func (r Ratio) Known() bool { return !math.IsNaN(float64(r)) }

// MarshalJSON writes the ratio rounded to 3 decimals, or null.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if !r.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, math.Round(float64(r)*1000)/1000, 'f', -1, 64), nil
}

func (r Ratio) String() string {
	if !r.Known() {
		return "–"
	}
	return strconv.FormatFloat(math.Round(float64(r)*100)/100, 'f', 2, 64)
}

func share(part, whole int) Ratio {
	if whole == 0 {
		return None
	}
	return Ratio(float64(part) / float64(whole))
}

// mean is the mean of the ratios that are known.
func mean(rs []Ratio) Ratio {
	sum, n := 0.0, 0
	for _, r := range rs {
		if r.Known() {
			sum += float64(r)
			n++
		}
	}
	if n == 0 {
		return None
	}
	return Ratio(sum / float64(n))
}

// harmonic is the F1 of a precision and a recall.
func harmonic(p, r Ratio) Ratio {
	if !p.Known() || !r.Known() {
		return None
	}
	if p+r == 0 {
		return 0
	}
	return Ratio(float64(2*p*r) / float64(p+r))
}

// Tally counts what was rightly found, wrongly found, and missed.
type Tally struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
}

func (t *Tally) note(labelled, read bool) {
	switch {
	case labelled && read:
		t.TP++
	case read:
		t.FP++
	case labelled:
		t.FN++
	}
}

func (t *Tally) add(o Tally) { t.TP, t.FP, t.FN = t.TP+o.TP, t.FP+o.FP, t.FN+o.FN }

func (t Tally) precision() Ratio { return share(t.TP, t.TP+t.FP) }

func (t Tally) recall() Ratio { return share(t.TP, t.TP+t.FN) }

func (t Tally) f1() Ratio { return share(2*t.TP, 2*t.TP+t.FP+t.FN) }
