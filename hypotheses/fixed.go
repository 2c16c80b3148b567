package hypotheses

import (
	"math"
	"time"
)

// personMinute is one person's minute in the units in which effort is added
// up. It can be divided by every number up to 16, so that shares of a minute
// add up to a minute.
const personMinute = 720720

// mostEffort bounds decayed effort, so that decaying it cannot overflow.
const mostEffort = 1 << 38

// milli returns effort in thousandths of a person-minute.
func milli(effort int64) int { return int(min(effort, math.MaxInt64/1000) * 1000 / personMinute) }

// minuteOf returns the number of the minute that contains t.
func minuteOf(t time.Time) int { return floorDiv(t.Unix(), 60) }

// timeOf returns when a minute begins.
func timeOf(minute int) time.Time { return time.Unix(int64(minute)*60, 0).UTC() }

func floorDiv(a, b int64) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return int(q)
}

// minutes returns a duration in whole minutes, rounded down.
func minutes(d time.Duration) int { return int(d / time.Minute) }

// The functions below use multiplications and square roots only, each rounded
// by itself: IEEE 754 defines those to the last bit, unlike [math.Exp2], whose
// last bit differs between processors.

// exp2 returns 2^x to about nine digits, for −1000 < x < 1000.
func exp2(x float64) float64 {
	whole := math.Floor(x)
	frac := float64(x - whole)
	result, root := 1.0, 2.0
	for range 40 {
		root = math.Sqrt(root)
		frac = float64(frac * 2)
		if frac >= 1 {
			frac = float64(frac - 1)
			result = float64(result * root)
		}
	}
	return math.Ldexp(result, int(whole))
}

// log2 returns the binary logarithm of a positive number to about nine digits.
func log2(x float64) float64 {
	frac, exp := math.Frexp(x) // x = frac·2^exp with ½ ≤ frac < 1
	frac, exp = float64(frac*2), exp-1
	result, bit := float64(exp), 0.5
	for range 32 {
		frac = float64(frac * frac)
		if frac >= 2 {
			frac = float64(frac / 2)
			result = float64(result + bit)
		}
		bit = float64(bit / 2)
	}
	return result
}

// decayBits is the number of binary places of a decay factor.
const decayBits = 24

// decayPerMinute returns 2^(−1/halfLife) as a fixed-point number.
func decayPerMinute(halfLife time.Duration) int64 {
	m := float64(max(halfLife, time.Minute)) / float64(time.Minute)
	return int64(math.Round(float64(exp2(float64(-1/m)) * (1 << decayBits))))
}
