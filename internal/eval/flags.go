package eval

import (
	"time"

	"bearings/incident"
	"bearings/internal/replay"
)

// Detectors whose flags are scored.
const (
	fixationDetector      = "fixation"
	contradictionDetector = "unanswered-contradiction"
)

// longestGap is what a gap between messages counts at most.
const longestGap = 30 * time.Minute

// channelTime is the time between messages, with long gaps cut short.
func channelTime(at []time.Time) time.Duration {
	var sum time.Duration
	for i := 1; i < len(at); i++ {
		sum += min(at[i].Sub(at[i-1]), longestGap)
	}
	return sum
}

// perHour is a rate; None if no time passed.
func perHour(n int, d time.Duration) Ratio {
	if d <= 0 {
		return None
	}
	return Ratio(float64(n) / d.Hours())
}

// alarm is a finding while it held.
type alarm struct {
	hypothesis incident.HypothesisID
	from, to   time.Time
}

// flags are those of a detector; one that is not over ends at end.
func flags(rows []replay.Finding, detector string, end time.Time) []alarm {
	var out []alarm
	open := map[incident.FindingKey]int{}
	for _, r := range rows {
		if r.Detector != detector {
			continue
		}
		switch r.State {
		case "begin":
			open[r.Key] = len(out)
			out = append(out, alarm{r.Hypothesis, r.At, end})
		case "end":
			if i, ok := open[r.Key]; ok {
				out[i].to = r.At
			}
		}
	}
	return out
}

// span is an episode in time.
type span struct {
	key      string
	from, to time.Time
}

func (f alarm) overlaps(s span) bool { return !f.from.After(s.to) && !f.to.Before(s.from) }

// caught is how flags fit episodes.
type caught struct {
	any, matched int     // episodes with a flag; with one of their hypothesis
	minutes      []Ratio // from the beginning of each that has one to its first flag
	wrong        int     // flags that overlap no episode
}

func catch(fs []alarm, episodes []span, key map[incident.HypothesisID]string) caught {
	var c caught
	for _, e := range episodes {
		matched := false
		var first *alarm
		for i := range fs {
			if !fs[i].overlaps(e) {
				continue
			}
			matched = matched || key[fs[i].hypothesis] == e.key
			if first == nil || fs[i].from.Before(first.from) {
				first = &fs[i]
			}
		}
		if first != nil {
			c.any++
			c.minutes = append(c.minutes, Ratio(max(first.from.Sub(e.from), 0).Minutes()))
		}
		if matched {
			c.matched++
		}
	}
	for _, f := range fs {
		hit := false
		for _, e := range episodes {
			hit = hit || f.overlaps(e)
		}
		if !hit {
			c.wrong++
		}
	}
	return c
}

// unsolicited counts what would have been said in the channel or a thread
// without anybody asking.
func unsolicited(posts []replay.Post) int {
	n := 0
	for _, p := range posts {
		if p.Kind == "nudge" && (p.To == "channel" || p.To == "thread") {
			n++
		}
	}
	return n
}
