package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"bearings/incident"
)

const (
	sec = time.Second
	min = time.Minute
)

// begin is when every incident is opened.
var begin = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

// sureness is how sure the scribe is of what it reads, in percent.
const sureness = 95

// beat is one thing that happens: a message, or another input.
type beat struct {
	at      time.Duration
	who     incident.PersonID
	kind    incident.Kind
	no      int // of the message, from 1; 0: event is not a message
	thread  int // the message in whose thread it stands
	reply   int // the message that it answers
	text    string
	reading incident.Reading // hypotheses are called by their statement
	event   incident.Event
}

// stint is what somebody truly works on for a while.
type stint struct {
	who      incident.PersonID
	on       string
	from, to time.Duration
}

// test is a result that bears on an explanation.
type test struct {
	at   time.Duration
	on   string
	says incident.Consistency
	tell bool // tells explanations apart
}

type span struct{ from, to time.Duration }

// team is an incident while it is made up.
type team struct {
	rnd    *rand.Rand
	beats  []beat
	people []incident.PersonID // who works, in order of arrival
	kinds  map[incident.PersonID]incident.Kind
	lead   incident.PersonID
	ids    []incident.MessageID
	said   []string // by number
	raised map[string]time.Duration
	root   map[string]int // the message that offered it
	fell   map[string]time.Duration
	minds  []stint
	tests  []test
	calm   []span // declared waits, and the time that changes are given
	truths []truth
	ideas  []string // explanations that nobody has had yet
	end    time.Duration
	gone   map[incident.PersonID]bool // takes no part in what the others do
	turns  []time.Duration            // when the problem begins to move otherwise
	better time.Duration              // from when it gets better for good; 0: never
}

var (
	names  = []incident.PersonID{"ana", "ben", "cem", "dora", "emil", "fay", "gus", "hana"}
	things = []string{"deploy", "pool", "cache", "resolver", "certificate", "disk", "queue", "flag", "proxy", "lock"}
	places = []string{"checkout", "search", "login", "billing", "ledger", "mail", "export", "import", "basket", "profile", "rates", "stock"}
)

// newTeam opens an incident with so many responders.
func newTeam(seed uint64, kindNo, size int) *team {
	t := &team{
		rnd: rand.New(rand.NewPCG(seed, uint64(kindNo))), kinds: map[incident.PersonID]incident.Kind{},
		raised: map[string]time.Duration{}, root: map[string]int{}, fell: map[string]time.Duration{}, gone: map[incident.PersonID]bool{},
		ids: []incident.MessageID{""}, said: []string{""},
	}
	who := slices.Clone(names)
	t.rnd.Shuffle(len(who), func(i, j int) { who[i], who[j] = who[j], who[i] })
	t.people = who[:size]
	for _, thing := range things {
		for _, place := range places {
			t.ideas = append(t.ideas, "the "+thing+" of "+place)
		}
	}
	t.rnd.Shuffle(len(t.ideas), func(i, j int) { t.ideas[i], t.ideas[j] = t.ideas[j], t.ideas[i] })
	t.say(0, t.people[0], "customers cannot pay", incident.Reading{Acts: []incident.Act{incident.ActImpact}})
	if t.chance(70) {
		t.lead = t.people[0]
		t.say(20*sec, t.lead, "I lead this one", incident.Reading{
			Acts: []incident.Act{incident.ActRole}, Role: &incident.Appointing{Role: incident.Commander, Who: t.lead},
		})
	}
	for i, p := range t.people[1:] {
		t.say(30*sec+time.Duration(i)*7*sec, p, "here", incident.Reading{OffTopic: true})
	}
	return t
}

func (t *team) chance(percent int) bool { return t.rnd.IntN(100) < percent }

// between is a time from one to another, in whole seconds.
func (t *team) between(a, b time.Duration) time.Duration {
	if b <= a {
		return a.Truncate(sec)
	}
	return (a + time.Duration(t.rnd.Int64N(int64(b-a)))).Truncate(sec)
}

func (t *team) one(of []incident.PersonID) incident.PersonID { return of[t.rnd.IntN(len(of))] }

// others are those who take part, without some.
func (t *team) others(without ...incident.PersonID) []incident.PersonID {
	return slices.DeleteFunc(slices.Clone(t.people), func(p incident.PersonID) bool { return slices.Contains(without, p) || t.gone[p] })
}

// newcomer is one more who takes part, from the beginning.
func (t *team) newcomer() incident.PersonID {
	for _, p := range names {
		if !slices.Contains(t.people, p) {
			t.people = append(t.people, p)
			t.gone[p] = true // nobody else's behaviour is theirs
			t.say(50*sec, p, "here too", incident.Reading{OffTopic: true})
			return p
		}
	}
	panic("sim: no names are left")
}

// say adds a message and returns its number. Every message carries its number, so
// that what is told to people can be traced to who said it.
func (t *team) say(at time.Duration, who incident.PersonID, words string, r incident.Reading) int {
	return t.answer(at, who, 0, words, r)
}

func (t *team) answer(at time.Duration, who incident.PersonID, reply int, words string, r incident.Reading) int {
	no := len(t.ids)
	text := fmt.Sprintf("(%d) %s", no, words)
	if r.Confidence == 0 {
		r.Confidence = sureness
	}
	says := incident.Say(text)
	for _, a := range r.Acts {
		switch a {
		case incident.ActImpact:
			r.Impact = says
		case incident.ActObservation, incident.ActEvidence, incident.ActVerdict, incident.ActTrend:
			r.Observation = says
		case incident.ActQuestion, incident.ActRequest:
			r.Asked = says
		}
	}
	at = at.Truncate(sec)
	id := incident.MessageIDAt(begin.Add(at + time.Duration(no)*time.Microsecond))
	t.ids, t.said = append(t.ids, id), append(t.said, text)
	k := t.kinds[who]
	if k == "" {
		k = incident.Human
	}
	t.beats = append(t.beats, beat{at: at, who: who, kind: k, no: no, reply: reply, text: text, reading: r})
	t.end = max(t.end, at)
	return no
}

// does adds what is no message.
func (t *team) does(at time.Duration, who incident.PersonID, ev incident.Event) {
	t.beats = append(t.beats, beat{at: at.Truncate(sec), who: who, event: ev})
}

// idea is an explanation that nobody has had yet.
func (t *team) idea() string {
	s := t.ideas[0]
	t.ideas = t.ideas[1:]
	return s
}

// raise offers an explanation, or repeats it.
func (t *team) raise(at time.Duration, who incident.PersonID, h string) int {
	if old, ok := t.raised[h]; !ok || at < old {
		t.raised[h] = at
	}
	no := t.say(at, who, "could it be "+h+"?", incident.Reading{
		Acts: []incident.Act{incident.ActHypothesis}, About: incident.HypothesisID(h), Claims: []incident.Claim{{Hypothesis: incident.HypothesisID(h)}},
	})
	if t.raised[h] == at {
		t.root[h] = no
	}
	return no
}

// take claims a line; h may be empty.
func (t *team) take(at time.Duration, who incident.PersonID, h, what string) int {
	return t.say(at, who, "I take "+what, incident.Reading{
		Acts: []incident.Act{incident.ActOwnership}, About: incident.HypothesisID(h),
		Owning: &incident.Owning{Verb: incident.Claims, Who: who, What: incident.Say(what), Hypothesis: incident.HypothesisID(h)},
	})
}

// drop lets a line go.
func (t *team) drop(at time.Duration, who incident.PersonID, h string) {
	t.say(at, who, "done with it", incident.Reading{
		Acts: []incident.Act{incident.ActOwnership}, About: incident.HypothesisID(h),
		Owning: &incident.Owning{Verb: incident.Releases, Who: who, Hypothesis: incident.HypothesisID(h)},
	})
}

var looks = []string{"reading the logs of %s", "nothing odd on %s so far", "still going through %s", "requests on %s look the same", "looking at another host of %s"}

// talk says something that serves an explanation and tells nothing; now and then
// in the thread of whoever offered it.
func (t *team) talk(at time.Duration, who incident.PersonID, h string) {
	r := incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: incident.HypothesisID(h)}
	t.say(at, who, fmt.Sprintf(looks[t.rnd.IntN(len(looks))], h), r)
	if t.chance(12) {
		t.beats[len(t.beats)-1].thread = t.root[h]
	}
}

// works lets somebody truly work on an explanation for a while, and talk of it
// now and then: every so long, more or less.
func (t *team) works(who incident.PersonID, h string, from, to, every time.Duration) {
	t.minds = append(t.minds, stint{who, h, from, to})
	for at := from + t.between(5*sec, every); at < to-10*sec; at += t.between(every/3, every*5/3) {
		t.talk(at, who, h)
	}
}

// result reports what a look has shown: quoted, so that it tells apart, or in
// passing, so that it does not.
func (t *team) result(at time.Duration, who incident.PersonID, h string, c incident.Consistency, quoted bool) int {
	q := 50
	if quoted {
		q = 80
	}
	words := map[bool]string{true: "fits", false: "does not fit"}[c > 0]
	spread := int(c)
	if spread < 0 {
		spread = -spread
	}
	t.tests = append(t.tests, test{at, h, c, q*spread/4 >= 25})
	return t.say(at, who, "the log says what "+words+" "+h, incident.Reading{
		Acts: []incident.Act{incident.ActObservation, incident.ActEvidence}, About: incident.HypothesisID(h),
		Evidence: []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: incident.HypothesisID(h), Consistency: c}}, Credibility: q}},
	})
}

// rule gives a verdict.
func (t *team) rule(at time.Duration, who incident.PersonID, h string, to incident.Status) int {
	words := "it is " + h
	c := incident.Consistency(2)
	if to == incident.Refuted {
		words, c = "it is not "+h, -2
	}
	t.tests = append(t.tests, test{at, h, c, true})
	t.fell[h] = at
	return t.say(at, who, words, incident.Reading{
		Acts: []incident.Act{incident.ActVerdict}, About: incident.HypothesisID(h),
		Rulings: []incident.Ruling{{Hypothesis: incident.HypothesisID(h), Status: to}},
	})
}

// moves says how the problem moves; with no word of its own, as it is then.
func (t *team) moves(at time.Duration, who incident.PersonID, to incident.Trend, h string) int {
	return t.say(at, who, "errors on the graph", incident.Reading{Acts: []incident.Act{incident.ActTrend}, Trend: to, About: incident.HypothesisID(h)})
}

// change begins a mitigation that rests on an explanation. Without an
// expectation it is given ten minutes.
func (t *team) change(at time.Duration, who incident.PersonID, h, verb, target string, expect time.Duration) int {
	given := expect
	if given == 0 {
		given = 10 * min
	}
	t.calm = append(t.calm, span{at, at + given})
	c := &incident.Changing{
		Kind: incident.Mitigation, Phase: incident.Started, What: incident.Say(verb + " " + target), Target: incident.Say(target),
		RestsOn: incident.HypothesisID(h), ExpectIn: expect,
	}
	return t.say(at, who, verb+"ing "+target, incident.Reading{Acts: []incident.Act{incident.ActIntervention}, About: incident.HypothesisID(h), Intervention: c})
}

// waits declares a wait.
func (t *team) waits(at time.Duration, who incident.PersonID, d time.Duration) int {
	t.calm = append(t.calm, span{at, at + d + d/5})
	return t.say(at, who, "the restore takes a while", incident.Reading{
		Acts: []incident.Act{incident.ActWait}, Wait: &incident.Waiting{What: incident.Say("the restore"), For: d},
	})
}
