package main

import (
	"math"
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// truth is something that is so, and that a detector should find, or may.
type truth struct {
	detector string
	on       string            // the explanation it is about, if that matters
	who      incident.PersonID // whom it is about, if that matters
	from     time.Duration     // when it becomes so: nothing found before counts as this
	due      time.Duration     // when it has to be found; 0: it may be found, or not
	until    time.Duration     // when it is past; 0: the end of the incident
}

// found is what a detector found, from when on.
type found struct {
	at       time.Duration
	key      incident.FindingKey
	detector string
	on       string // the statement of the explanation
}

// is reports whether a finding is of this truth.
func (tr truth) is(f found) bool {
	return f.detector == tr.detector && f.at >= tr.from && (tr.until == 0 || f.at <= tr.until) && (tr.on == "" || tr.on == f.on) &&
		(tr.who == "" || strings.HasSuffix(string(f.key), "/"+string(tr.who)))
}

// must and may add what is so.
func (t *team) must(detector, on string, from, due time.Duration) {
	t.truths = append(t.truths, truth{detector: detector, on: on, from: from, due: due})
}

func (t *team) may(detector string, from, until time.Duration) {
	t.truths = append(t.truths, truth{detector: detector, from: from, until: until})
}

// circling works out, from what everybody truly did minute by minute, when a
// group that works on h has done so for so many minutes with nothing that told
// it apart: after it was raised, after it took at least half of the work, after
// the last result in its favour, without the minutes of waiting and of changes
// that were given their time. Work of a quarter of an hour ago counts half. It
// is when a detector has to have found it, since it asks for so much work too;
// 0 if it never comes to that.
func (t *team) circling(h string, least int, minutes int, work float64) time.Duration {
	effort := map[string]float64{}
	clock, spent := 0, 0.0
	for k := range int(t.end/min) + 1 {
		at := time.Duration(k) * min
		on, total := t.working(at), 0.0
		for what, n := range on {
			effort[what] += float64(n)
		}
		for what := range effort {
			if fell, ok := t.fell[what]; !ok || fell > at {
				total += effort[what]
			}
		}
		share := effort[h] / math.Max(total, 1)
		for what := range effort {
			effort[what] *= math.Exp2(-1.0 / 15)
		}
		switch raised, ok := t.raised[h]; {
		case !ok || at < raised || share < .5 || t.told(h, at):
			clock, spent = 0, 0
		case !t.calmAt(at):
			clock++
			spent += float64(on[h])
		}
		if clock >= minutes && spent >= work && share >= .65 && t.hands(h, at) >= least && !t.calmAt(at) {
			return at + min
		}
	}
	return 0
}

// working is how many truly work on what in the minute from at.
func (t *team) working(at time.Duration) map[string]int {
	on := map[string]int{}
	for _, s := range t.minds {
		if s.from < at+min && s.to > at {
			on[s.on]++
		}
	}
	return on
}

// hands is how many have worked on h in the last quarter of an hour.
func (t *team) hands(h string, at time.Duration) int {
	var who []incident.PersonID
	for _, s := range t.minds {
		if s.on == h && s.from <= at && s.to > at-15*min && !slices.Contains(who, s.who) {
			who = append(who, s.who)
		}
	}
	return len(who)
}

// told reports whether something spoke for h, and told it apart, in the minute from at.
func (t *team) told(h string, at time.Duration) bool {
	return slices.ContainsFunc(t.tests, func(x test) bool { return x.on == h && x.tell && x.says > 0 && x.at >= at && x.at < at+min })
}

func (t *team) calmAt(at time.Duration) bool {
	return slices.ContainsFunc(t.calm, func(s span) bool { return s.from < at+min && s.to > at })
}

// wandering works out when a group has gone from one explanation to the next and
// left three of at least four for ten minutes, untested, in the half hour before;
// 0 if it never does.
func (t *team) wandering() time.Duration {
	for at := time.Duration(0); at < t.end; at += min {
		opened, left, closed := 0, 0, 0
		for h, raised := range t.raised {
			if raised > at || raised <= at-28*min {
				continue
			}
			opened++
			if fell, ok := t.fell[h]; ok && fell <= at {
				closed++
			}
			last := time.Duration(-1)
			for _, s := range t.minds {
				if s.on == h && s.from <= at {
					last = max(last, s.to)
				}
			}
			if last >= 0 && last+11*min <= at {
				left++
			}
		}
		if opened >= 4 && left >= 3 && closed*100 < 34*opened {
			return at + 2*min
		}
	}
	return 0
}
