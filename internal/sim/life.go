package main

import (
	"slices"
	"time"

	"bearings/incident"
)

// triage lets people test well: each takes an explanation, looks for a few
// minutes, reports what tells, rules it out and goes on to the next.
func (t *team) triage(who []incident.PersonID, from, to time.Duration) {
	for _, p := range who {
		for at := from + t.between(0, min); at < to-3*min; {
			h := t.idea()
			t.raise(at, p, h)
			if t.chance(60) {
				t.take(at+10*sec, p, h, h)
			}
			done := at + t.between(3*min, 9*min)
			if done > to {
				done = to
			}
			t.works(p, h, at, done, 100*sec)
			if t.chance(80) {
				t.result(done, p, h, -2, true)
				t.rule(done+20*sec, p, h, incident.Refuted)
			} else {
				t.rule(done, p, h, incident.Refuted)
			}
			at = done + t.between(30*sec, 2*min)
		}
	}
}

// dive lets all work on one explanation, with results that tell every few
// minutes, and returns the explanation. It is ruled out at the end, unless it is
// the cause.
func (t *team) dive(who []incident.PersonID, h string, from, to time.Duration, cause bool) {
	t.raise(from, who[0], h)
	for _, p := range who {
		t.works(p, h, from+t.between(0, min), to, 2*min)
	}
	if t.chance(50) {
		t.take(from+15*sec, who[0], h, h)
	}
	for at := from + t.between(3*min, 17*min); at < to-2*min; at += t.between(3*min, 18*min+30*sec) {
		t.result(at, t.one(who), h, 2, true)
	}
	if len(who) > 1 && t.chance(40) { // somebody doubts it, and is answered
		at := t.between(from+2*min, to-4*min)
		doubts := t.one(who)
		says := t.result(at, doubts, h, -2, true)
		t.answer(at+t.between(30*sec, 6*min), t.one(slices.DeleteFunc(slices.Clone(who), func(p incident.PersonID) bool { return p == doubts })), says,
			"that host runs another version, which is why", incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: incident.HypothesisID(h), Reasoned: true})
	}
	if cause {
		t.rule(to, who[0], h, incident.Confirmed)
		t.drop(to+15*sec, who[0], h)
		return
	}
	t.result(to-30*sec, who[0], h, -2, true)
	t.rule(to, who[0], h, incident.Refuted)
}

// upkeep is what people who work well together do by the way: they say how the
// problem moves and whom it hurts before that is stale, ask and answer, chat.
func (t *team) upkeep(from, to time.Duration, but ...string) {
	has := func(what string) bool { return !slices.Contains(but, what) }
	if has("trend") {
		for at := from + t.between(2*min, 5*min); at < to; at += t.between(8*min, 13*min) {
			t.moves(at, t.one(t.others()), "", "")
		}
	}
	if has("impact") {
		for at := from + t.between(5*min, 20*min); at < to; at += t.between(15*min, 25*min) {
			t.say(at, t.one(t.others()), "customers still cannot pay", incident.Reading{Acts: []incident.Act{incident.ActImpact}})
		}
	}
	for at := from + t.between(min, 12*min); at < to-5*min; at += t.between(4*min, 16*min) {
		t.exchange(at)
	}
	for at := from + t.between(min, 6*min); at < to; at += t.between(2*min, 10*min) {
		t.say(at, t.one(t.others()), "coffee anyone", incident.Reading{OffTopic: true})
	}
	if t.chance(50) {
		t.alerts(from, to)
	}
}

// exchange is a question that gets its answer, or a request that is taken.
func (t *team) exchange(at time.Duration) {
	here := t.others()
	if len(here) < 2 {
		return
	}
	asks := t.one(here)
	other := t.one(t.others(asks))
	if t.chance(50) {
		q := t.say(at, asks, "which hosts are hit?", incident.Reading{Acts: []incident.Act{incident.ActQuestion}})
		t.answer(at+t.between(20*sec, 4*min), other, q, "those in the east, all of them", incident.Reading{Acts: []incident.Act{incident.ActObservation}})
		return
	}
	q := t.say(at, asks, "can you send me the graph?", incident.Reading{Acts: []incident.Act{incident.ActRequest}, AskedOf: other})
	t.answer(at+t.between(20*sec, 3*min), other, q, "sent", incident.Reading{Acts: []incident.Act{incident.ActObservation}})
}

// alerts are what a machine says.
func (t *team) alerts(from, to time.Duration) {
	t.kinds["pagerbot"] = incident.Bot
	for at := from + t.between(0, 4*min); at < to; at += t.between(2*min, 9*min) {
		t.say(at, "pagerbot", "error rate above 5%", incident.Reading{Acts: []incident.Act{incident.ActObservation}})
	}
}

// mend tries a change, and says in time what it did.
func (t *team) mend(at time.Duration, who incident.PersonID, h string, helps bool) (done time.Duration) {
	expect := time.Duration(0)
	done = at + t.between(4*min, 9*min)
	if t.chance(60) {
		expect = done - at + t.between(40*sec, 2*min)
	}
	t.change(at, who, h, "restart", h, expect)
	for p := range 2 {
		t.talk(at+time.Duration(p+1)*t.between(40*sec, 90*sec), who, h)
	}
	if helps {
		t.moves(done, who, incident.TrendBetter, h)
		return done
	}
	t.moves(done, who, "", h)
	return done
}

// pause is a declared wait in which little is said, and a report when it is over.
func (t *team) pause(from time.Duration) (over time.Duration) {
	d := t.between(8*min, 35*min).Truncate(min)
	who := t.one(t.others())
	t.waits(from, who, d)
	t.truths = append(t.truths, truth{detector: "wait-ended", from: from + d, until: from + d + 31*min})
	for at := from + t.between(2*min, 6*min); at < from+d; at += t.between(3*min, 9*min) {
		t.say(at, t.one(t.others()), "any news", incident.Reading{OffTopic: true})
	}
	t.moves(from+d+t.between(5*sec, 2*min), who, "", "")
	return from + d + 2*min
}

// resolve finds the cause, mends it, and ends the incident.
func (t *team) resolve(who []incident.PersonID, from time.Duration) {
	h := t.idea()
	found := from + t.between(6*min, 15*min)
	t.dive(who, h, from, found, true)
	t.better = t.mend(found+t.between(30*sec, 2*min), who[0], h, true)
	over := t.better + t.between(4*min, 25*min)
	for _, p := range who { // it gets better, and they watch and look on
		t.works(p, h, t.better, over, 3*min)
	}
	t.moves(over, t.one(who), incident.TrendResolved, h)
	t.end += 3 * min
}

// comings lets people come late, leave, or be away for a while.
func (t *team) comings(to time.Duration) {
	if t.chance(40) {
		for _, p := range names {
			if !slices.Contains(t.people, p) {
				at := t.between(5*min, to-10*min)
				t.does(at, p, incident.Joined{Who: p, Name: incident.Say(string(p)), Kind: incident.Human})
				for q := at + t.between(min, 4*min); q < to; q += t.between(5*min, 45*min) {
					t.say(q, p, "can I help", incident.Reading{OffTopic: true})
				}
				break
			}
		}
	}
}
