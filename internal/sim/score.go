package main

import (
	"slices"
	"time"
)

// What became of a truth.
const (
	wasFound = "found"
	wasLate  = "late"
	wasLost  = "not found"
	wasFree  = "may be found"
)

// unjudged are the detectors of which the simulator makes up nothing that is so or
// not: what they find is counted, and neither right nor wrong.
var unjudged = []string{
	"duplicate-line", "effect-unsaid", "everything-but-this", "everything-is-ok", "evidence-drought", "hands-off", "joiner-repeat", "read-not-reported",
	"side-channel", "silence", "span", "stalled", "surprise", "temporary-over", "unacked-handover", "unclaimed-role", "unexplained", "unique-knowledge", "unowned-request",
}

// canJudge reports whether there is a truth that a finding can be held against. Of
// what people believe, only how the problem moves is made up.
func canJudge(f found) bool {
	return !slices.Contains(unjudged, f.detector) && (f.detector != "divergent-belief" || f.on == "")
}

// judged is what an incident's findings are worth.
type judged struct {
	how   []string // of each truth
	delay []time.Duration
	wrong []found // of no truth
	other []found // of which no truth is known
}

// score compares what was found with what is so.
func score(o *outcome) judged {
	var j judged
	for _, tr := range o.t.truths {
		how, delay := wasLost, time.Duration(0)
		for _, f := range o.found {
			if tr.is(f) {
				how, delay = wasFound, f.at-tr.from
				if f.at > tr.due {
					how = wasLate
				}
				break
			}
		}
		if tr.due == 0 {
			how = wasFree
		}
		j.how, j.delay = append(j.how, how), append(j.delay, delay)
	}
	for _, f := range o.found {
		so := false
		for _, tr := range o.t.truths {
			so = so || tr.is(f)
		}
		switch {
		case so:
		case canJudge(f):
			j.wrong = append(j.wrong, f)
		default:
			j.other = append(j.other, f)
		}
	}
	return j
}
