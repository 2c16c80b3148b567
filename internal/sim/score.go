package main

import "time"

// What became of a truth.
const (
	wasFound = "found"
	wasLate  = "late"
	wasLost  = "not found"
	wasFree  = "may be found"
)

// judged is what an incident's findings are worth.
type judged struct {
	how   []string // of each truth
	delay []time.Duration
	wrong []found // of no truth
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
		if !so {
			j.wrong = append(j.wrong, f)
		}
	}
	return j
}
