package main

import (
	"time"

	"bearings/incident"
)

// kind is a way in which incidents go.
type kind struct {
	name   string
	why    string
	people [2]int
	make   func(*team)
}

// kinds are all of them.
var kinds = []kind{
	{"adaptive", "people who test well: triage, dives with results, waits, changes whose effect is told", [2]int{3, 6}, adaptive},
	{"fixated", "most go on with one explanation, and nothing tells it apart", [2]int{3, 6}, fixated},
	{"vagabonding", "from one explanation to the next, none tested", [2]int{3, 5}, vagabonding},
	{"solo", "one person, or an AI responder, alone with one explanation", [2]int{1, 3}, solo},
	{"divergent", "two believe different things, and the first has not seen the second's word", [2]int{3, 6}, divergent},
	{"stale-belief", "somebody works on what was ruled out while they were not looking", [2]int{3, 6}, staleBelief},
	{"stale-facts", "nobody says any more how it moves or whom it hurts", [2]int{3, 6}, staleFacts},
	{"orphaned", "somebody takes a line and is not heard of again", [2]int{3, 6}, orphaned},
	{"unanswered", "a question or a request goes under", [2]int{3, 6}, unanswered},
	{"overlapping", "two change the same thing at a time, or nobody says what a change did", [2]int{3, 6}, overlapping},
	{"noisy-fixated", "fixated, in a channel full of chatter, and every fifth message misread", [2]int{3, 6}, noisy(fixated)},
	{"noisy-adaptive", "adaptive, likewise", [2]int{3, 6}, noisy(adaptive)},
}

// invent makes up the incident of a seed.
func (k kind) invent(seed uint64) *team {
	no := 0
	for i := range kinds {
		if kinds[i].name == k.name {
			no = i
		}
	}
	t := newTeam(seed, no, 1)
	t = newTeam(seed, no, k.people[0]+t.rnd.IntN(k.people[1]-k.people[0]+1))
	k.make(t)
	t.settle()
	return t
}

// healthy lets the team work well from one time to another, in parts of
// different kinds, with what it does by the way.
func (t *team) healthy(from, to time.Duration) {
	for at := from; at < to-8*min; {
		who := t.others()
		switch n := t.rnd.IntN(10); {
		case n < 5:
			next := at + t.between(8*min, 20*min)
			t.triage(who, at, next)
			at = next
		case n < 8:
			next := at + t.between(12*min, 40*min)
			t.dive(who, t.idea(), at, next, false)
			at = next
		case n < 9:
			at = t.pause(at)
		default:
			h := t.idea()
			t.raise(at, who[0], h)
			done := t.mend(at+min, who[0], h, false)
			t.rule(done+30*sec, who[0], h, incident.Refuted)
			at = done + min
		}
	}
}

func adaptive(t *team) {
	if t.chance(25) {
		t.kinds[t.people[len(t.people)-1]] = incident.AI
	}
	to := t.between(25*min, 90*min)
	t.comings(to)
	t.healthy(2*min, to)
	t.resolve(t.others(), max(to, t.end))
	t.upkeep(min, t.end-3*min)
}

// stuck lets most of a team go on with one explanation. What they find fits, or
// seems to; it would fit others as well. It returns the explanation and when it
// ends.
func (t *team) stuck(from time.Duration) (h string, to time.Duration) {
	h, to = t.idea(), from+t.between(45*min, 75*min)
	who := t.others()
	if len(who) > 2 && t.chance(40) {
		aside := who[len(who)-1]
		who = who[:len(who)-1]
		other := t.idea()
		at := from + t.between(3*min, 20*min)
		t.raise(at, aside, other)
		t.works(aside, other, at, at+t.between(3*min, 8*min), 2*min)
	}
	t.raise(from, who[0], h)
	for _, p := range who {
		t.works(p, h, from+t.between(0, 2*min), to, t.between(80*sec, 180*sec))
		if t.chance(30) {
			t.take(from+t.between(min, 4*min), p, h, h)
		}
	}
	for at := from + t.between(4*min, 12*min); at < to; at += t.between(6*min, 15*min) {
		t.result(at, t.one(who), h, 1, false)
	}
	if t.chance(40) {
		t.mend(from+t.between(8*min, 16*min), who[0], h, false)
	}
	if t.chance(50) {
		at := from + t.between(5*min, 25*min)
		sees := t.one(t.others())
		t.result(at, sees, h, -2, true)
		t.truths = append(t.truths, truth{detector: "unanswered-contradiction", on: h, from: at + 8*min - sec, due: at + 9*min})
	}
	return h, to
}

// recover lets somebody rule the explanation out at last, and the team go on well.
func (t *team) recovers(h string, at time.Duration) {
	who := t.others()
	t.result(at, who[0], h, -2, true)
	t.rule(at+20*sec, who[0], h, incident.Refuted)
	t.resolve(who, at+2*min)
}

func fixated(t *team) {
	from := t.between(min, 6*min)
	if t.chance(50) { // one rival is tested before
		h := t.idea()
		t.raise(from, t.people[0], h)
		t.works(t.people[0], h, from, from+4*min, 90*sec)
		t.result(from+4*min, t.people[0], h, -2, true)
		t.rule(from+4*min+20*sec, t.people[0], h, incident.Refuted)
		from += 5 * min
	}
	h, to := t.stuck(from)
	t.recovers(h, to)
	t.upkeep(min, t.end-3*min)
	if due := t.circling(h, 2, 20+3, 30); due > 0 {
		t.must("fixation", h, from, due)
	}
}

func vagabonding(t *team) {
	from := t.between(min, 4*min)
	to := from + t.between(35*min, 60*min)
	who := t.others()
	for at := from; at < to; {
		h, next := t.idea(), at+t.between(210*sec, 6*min)
		t.raise(at, t.one(who), h)
		for _, p := range who {
			t.works(p, h, at+t.between(10*sec, 40*sec), next, 100*sec)
		}
		at = next
	}
	t.resolve(who, to)
	t.upkeep(min, t.end-3*min)
	if due := t.wandering(); due > 0 {
		t.truths = append(t.truths, truth{detector: "vagabonding", from: from, due: due})
	}
}

func solo(t *team) {
	p := t.people[0]
	minutes, work := 20+3, 15.0
	if t.chance(30) {
		t.kinds[p] = incident.AI
		minutes, work = 10+3, 15+3 // the work is what takes longer
	}
	from := t.between(min, 5*min)
	h, to := t.idea(), from+t.between(35*min, 70*min)
	t.raise(from, p, h)
	t.works(p, h, from, to, t.between(80*sec, 3*min))
	t.result(to, p, h, -2, true)
	t.rule(to+20*sec, p, h, incident.Refuted)
	t.resolve(t.people[:1], to+2*min)
	t.upkeep(min, t.end-3*min)
	if due := t.circling(h, 1, minutes, work); due > 0 {
		t.truths = append(t.truths, truth{detector: "solo", on: h, from: from, due: due})
	}
}

// wholesome is an incident of people who work well, and one more who does not
// take part unless a kind says so. It returns when the cause is looked for.
func (t *team) wholesome(but ...string) (odd incident.PersonID, to time.Duration) {
	odd = t.newcomer()
	to = t.between(50*min, 80*min)
	t.healthy(2*min, to)
	t.resolve(t.others(), max(to, t.end))
	t.upkeep(min, t.end-3*min, but...)
	return odd, to
}

func divergent(t *team) {
	odd, _ := t.wholesome()
	at := t.between(5*min, 15*min)
	t.moves(at, odd, "", "") // and is not heard of again
	t.turns = []time.Duration{at + t.between(min, 4*min)}
}

func staleBelief(t *team) {
	odd, _ := t.wholesome()
	other := t.one(t.others())
	h := t.idea()
	at := t.between(4*min, 12*min)
	t.raise(at, other, h)
	falls := at + t.between(4*min, 12*min)
	t.result(falls-30*sec, other, h, -2, true)
	t.rule(falls, other, h, incident.Refuted)
	tr := truth{detector: "stale-belief", on: h, who: odd, from: falls, due: falls + min}
	switch {
	case t.chance(60): // holds a line in silence
		t.take(at+min, odd, h, h)
		t.minds = append(t.minds, stint{odd, h, at + min, falls + 10*min})
	case falls < at+15*min && t.chance(50): // comes back to it, and has not looked
		t.talk(at+min, odd, h)
		back := falls + t.between(11*min, 26*min)
		if last := at + 29*min; back > last { // later they would be brought up to date first
			back = last
		}
		t.talk(back, odd, h)
		tr.from, tr.due = back, back+min
	default: // changes something because of it
		change := falls - t.between(min, 3*min)
		t.change(change, odd, h, "restart", h, 30*min)
	}
	t.truths = append(t.truths, tr)
	t.may("expired-lease", at+16*min, 0)
	t.may("effect-due", at, 0)
}

func staleFacts(t *team) {
	odd, _ := t.wholesome("trend", "impact")
	at := t.between(6*min, 14*min)
	if t.chance(50) {
		t.moves(at, odd, "", "")
		return
	}
	t.say(at, odd, "customers in the east cannot pay", incident.Reading{Acts: []incident.Act{incident.ActImpact}})
}

func orphaned(t *team) {
	odd, _ := t.wholesome()
	at := t.between(4*min, 25*min)
	t.take(at, odd, "", "the balancer's logs")
	t.may("leaving-owner", at, 0)
	if t.chance(30) {
		t.does(at+t.between(2*min, 10*min), odd, incident.Left{Who: odd})
		t.may("expired-lease", at, 0)
		return
	}
	t.truths = append(t.truths, truth{detector: "expired-lease", from: at + 15*min - sec, due: at + 16*min})
}

func unanswered(t *team) {
	odd, _ := t.wholesome()
	at := t.between(6*min, 30*min)
	asks := t.one(t.others())
	if t.chance(50) {
		t.say(at, asks, "does anybody know who owns the balancer?", incident.Reading{Acts: []incident.Act{incident.ActQuestion}})
		t.must("unanswered-question", "", at+8*min-sec, at+9*min)
		return
	}
	t.say(at, asks, "can you look at the balancer @"+string(odd)+"?", incident.Reading{Acts: []incident.Act{incident.ActRequest}, AskedOf: odd})
	t.must("unacked-request", "", at+5*min-sec, at+6*min)
}

func overlapping(t *team) {
	odd, _ := t.wholesome()
	other := t.one(t.others())
	h := t.idea()
	at := t.between(6*min, 30*min)
	expect := t.between(8*min, 12*min).Truncate(min)
	t.raise(at-min, odd, h)
	t.change(at, odd, h, "restart", "the balancer", expect)
	if t.chance(50) { // and nobody says what it did
		t.must("effect-due", "", at+expect-sec, at+expect+min)
		return
	}
	later := at + t.between(min, expect-2*min)
	t.change(later, other, "", "drain", "the balancer", expect)
	t.must("conflicting-interventions", "", later, later+min)
	t.may("effect-due", at+expect-sec, 0)
}

// noisy is an incident in a channel in which much is said beside it.
func noisy(of func(*team)) func(*team) {
	return func(t *team) {
		of(t)
		for at := 2 * min; at < t.end; at += t.between(20*sec, 3*min) {
			t.say(at, t.one(t.others()), "anyone for lunch", incident.Reading{OffTopic: true})
		}
		t.alerts(0, t.end)
		t.misread()
	}
}

// misread spoils every fifth of the readings: about something else, about
// nothing, uncertain; every seventh piece of evidence is lost.
func (t *team) misread() {
	for i := range t.truths {
		if t.truths[i].detector == "unanswered-contradiction" {
			t.truths[i].due = 0 // it may not be read
		}
	}
	var all []string
	for _, b := range t.beats {
		if h := string(b.reading.About); h != "" && t.raised[h] > 0 {
			all = append(all, h)
		}
	}
	for i := range t.beats {
		r := &t.beats[i].reading
		if r.About == "" || r.Has(incident.ActHypothesis) || r.Has(incident.ActVerdict) {
			continue
		}
		if len(r.Evidence) > 0 && t.chance(14) {
			r.Evidence = nil
		}
		switch n := t.rnd.IntN(100); {
		case n < 10:
			r.About = incident.HypothesisID(all[t.rnd.IntN(len(all))])
		case n < 16:
			r.About = ""
		case n < 20:
			r.Confidence = 45
		}
	}
}
