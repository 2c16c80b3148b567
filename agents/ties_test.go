package agents

import (
	"fmt"
	"os"
	"strings"
)

// tiePriors are what the ties would say without any conversation to fit them
// to, in tenths of a logit.
var tiePriors = map[tie]int{
	noTie:    -20,
	likeSome: 7, likeMuch: 15, likeMost: 22, likeBest: 5, likeClear: 3, claimLike: 5, claimSame: 10, talkSome: 3, talkMuch: 8, talkBest: 3,
	answersIt: 10, answersItSure: 5, answersRaised: 3, answersOther: -5, followsIt: 5, topicNow: 8, topicNear: 4, topicOther: -6,
	roomNone: -6, roomLittle: -3, roomMuch: 2, roomMost: 4, lastSome: 2, lastMuch: 4, lastMost: 6, topicSure: 5, topicWeak: -3, lastOthers: -4, mineNear: 5, mineFar: 2, mineOther: -2, raisedByMe: 2,
	newest: 5, third: -3, later: -7, freshMinutes: 3, freshDay: -3, staleDay: -6, isClosed: -4,
	serve10: -15, serve20: -10, serve30: -5, serve60: 5, serve70: 8, serve80: 10, serve90: 12,
	claimLikeNone: -10, claimNewest: -5, rivalWords: -8,
}

// pair is a message beside a hypothesis on the board.
type pair struct {
	ties ties
	y    float64
}

// fitTies is the same regression as that of the acts, for pairs; claims says to
// look only at messages that offer an explanation.
func fitTies(xs []example, out int, claims bool) [allTies]float64 {
	var ps []pair
	for i := range xs {
		if y, _ := xs[i].wanted("hypothesis"); xs[i].part != out && (!claims || y > 0) {
			ps = append(ps, xs[i].pairs...)
		}
	}
	var v [allTies]float64
	rows := make([][]int32, allTies)
	z := make([]float64, len(ps))
	for c := range allTies {
		v[c] = float64(tiePriors[c]) / 10
		for i := range ps {
			if c == noTie || ps[i].ties.has(c) {
				rows[c] = append(rows[c], int32(i))
				z[i] += v[c]
			}
		}
	}
	for range 25 {
		for c := range allTies {
			ridge, to := 6.0, float64(tiePriors[c])/10
			if c == noTie {
				ridge = 1e-2
			}
			g, h := float64(ridge*(v[c]-to)), ridge
			for _, i := range rows[c] {
				p := sigmoid(z[i])
				g, h = g+p-ps[i].y, h+max(float64(p*(1-p)), 0.02)
			}
			step := -g / h
			v[c] += step
			for _, i := range rows[c] {
				z[i] += step
			}
		}
	}
	return v
}

func roundTies(v [allTies]float64) (w [allTies]int) {
	for c := range v {
		w[c] = hundredths(v[c])
	}
	return w
}

// tieModels are the two: whom any message serves, and what an explanation repeats.
type tieModels struct{ serving, repeating [allTies]int }

func fitTieModels(xs []example, out int) tieModels {
	return tieModels{roundTies(fitTies(xs, out, false)), roundTies(fitTies(xs, out, true))}
}

// writeTies writes the weights of ties, several on a line.
func writeTies(b *strings.Builder, w [allTies]int) {
	names := readNames("pairs.go")
	for c := range allTies {
		if c%6 == 0 {
			b.WriteString("\t")
		}
		fmt.Fprintf(b, "%s: %d,", names[c], w[c])
		if c%6 == 5 || c == allTies-1 {
			b.WriteString("\n")
		} else {
			b.WriteString(" ")
		}
	}
}

// readNames reads the names of a list of constants, in order, from a source.
func readNames(file string) []string {
	var out []string
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
		case in && len(fs) == 1 && !strings.HasSuffix(fs[0], "Cues") && !strings.HasPrefix(fs[0], "all"):
			out = append(out, fs[0])
		}
	}
	return out
}
