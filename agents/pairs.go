package agents

import (
	"time"

	"bearings/incident"
)

// tie is a cue that a message serves a certain hypothesis.
type tie uint8

// The ties. What each says is fitted (ties.go).
const (
	noTie tie = iota

	// What the message and the statement have in common.
	likeNone
	likeLittle
	likeSome
	likeMuch
	likeMost
	likeBest  // it has more in common with no other hypothesis
	likeClear // and clearly less with any other
	claimLike // the explanation offered is like the statement
	claimSame
	talkNone // what the message has in common with what was said about it lately
	talkSome
	talkMuch
	talkBest

	// Whom the message answers.
	answersIt     // the message answered serves it
	answersItSure // and it is sure that it is answered
	answersRaised // the message answered raises it
	answersOther  // the message answered serves another one
	answersNone   // the message answered serves none
	answersMyself
	followsIt // the message before serves it
	followsNone

	// What was talked about.
	topicNow // the last message that serves any serves it, just before
	topicNear
	topicFar
	topicOther
	topicSure // the last message that serves any serves it surely
	topicFair
	topicWeak
	lastLittle // how much the last six messages serve it, each by how sure that is
	lastSome
	lastMuch
	lastMost
	lastOthers // they serve another one more
	roomNone   // how much they serve some hypothesis
	roomLittle
	roomSome
	roomMuch
	roomMost
	mineNear // the author's last message serves it
	mineFar
	mineOther
	mineNone
	raisedByMe

	// The hypothesis among the others.
	newest // mentioned last
	second
	third
	later
	freshMinutes
	freshHour
	freshDay
	staleDay
	isClosed
	closedBeforeTopic
	saidOnce
	saidSome
	saidOften
	isLeader
	onlyOne
	oneOfFew
	oneOfMany

	// How likely it is that the message serves any.
	serve10
	serve20
	serve30
	serve40
	serve50
	serve60
	serve70
	serve80
	serve90

	// What the message does.
	doesClaim
	doesEvidence
	doesVerdict
	doesIntervene
	doesAsk
	doesRequest
	doesObserve
	doesOwn
	isShort
	isLong
	afterSilence
	closingWords

	// Combinations.
	claimNewest
	claimAnswers
	claimLikeNone
	claimTopic
	rivalWords // "or maybe …"
	serveNewest
	serveAnswers
	serveTopic
	verdictNewest
	evidenceAnswers
	askAnswers
	interveneLeader
	shortAnswers
	shortFollows

	allTies
)

// ties is a set of ties.
type ties [2]uint64

func (t *ties) add(c tie)     { t[c>>6] |= 1 << (c & 63) }
func (t ties) has(c tie) bool { return t[c>>6]&(1<<(c&63)) != 0 }
func (t *ties) when(ok bool, c tie) {
	if ok {
		t.add(c)
	}
}

// weigh adds up what the ties speak for, in hundredths of a logit.
func (t ties) weigh(w *[allTies]int) int {
	n := w[noTie]
	for c := noTie + 1; c < allTies; c++ {
		if t.has(c) {
			n += w[c]
		}
	}
	return n
}

// lately is how many of the last messages are looked at for what is talked about.
const lately = 6

// recall notes, for each candidate, how much the last messages serve it and
// how much the message has in common with them.
func (sc *scene) recall() {
	seen := 0
	sc.room = 0
	for i := len(sc.s.Recent) - 1; i >= 0 && seen < 2*lately; i-- {
		o := sc.s.Recent[i]
		if o.ID == sc.m.ID || o.At.After(sc.m.At) || o.Gone || !decides(o.Kind) {
			continue
		}
		if sc.m.Thread != "" && o.Thread != sc.m.Thread && o.ID != sc.m.Thread {
			continue
		}
		seen++
		if !o.Read || o.Reading.About == "" {
			continue
		}
		if seen <= lately {
			sc.room += o.Reading.Confidence
		}
		id := sc.s.Resolve(o.Reading.About)
		for k := range sc.cands {
			c := &sc.cands[k]
			if c.h.ID != id {
				continue
			}
			if seen <= lately {
				c.lately += o.Reading.Confidence
			}
			if c.heard < 2 {
				c.heard++
				_, telling := shared(termsOf(beginning(o.Text.String())), sc.terms)
				c.talk += telling
			}
		}
	}
}

// beginning is as much of a text as is compared.
func beginning(text string) string {
	if len(text) > 240 {
		return text[:240]
	}
	return text
}

// tie collects the ties between the message and each candidate.
func (sc *scene) tie() {
	if len(sc.cands) == 0 {
		return
	}
	sc.recall()
	likes, talks := [2]int{}, 0
	order := make([]int, 0, maxCandidates) // by last mention
	lead, most := -1, 0
	for k := range sc.cands {
		c := &sc.cands[k]
		likes = topTwo(likes, c.like)
		talks = max(talks, c.talk)
		if c.h.Status == incident.Live && (lead < 0 || c.h.Mentions > sc.cands[lead].h.Mentions) {
			lead = k
		}
		most = max(most, c.lately)
		at := len(order)
		for at > 0 && sc.cands[order[at-1]].h.LastMention.Before(c.h.LastMention) {
			at--
		}
		order = append(order, 0)
		copy(order[at+1:], order[at:])
		order[at] = k
	}
	common := sc.commonTies()
	for place, k := range order {
		c := &sc.cands[k]
		t := &c.ties
		*t = common
		t.add([...]tie{newest, second, third, later}[min(place, 3)])
		t.when(k == lead, isLeader)
		t.when(c.like > 0 && c.like == likes[0], likeBest)
		t.when(c.like >= 25 && c.like == likes[0] && likes[1]*2 < c.like, likeClear)
		t.when(c.talk > 0 && c.talk == talks, talkBest)
		t.when(c.lately < most, lastOthers)
		sc.tieWords(c)
		sc.tieTalk(c)
		sc.tieOwn(c)
		sc.combineTies(t)
	}
}

func topTwo(top [2]int, n int) [2]int {
	switch {
	case n > top[0]:
		return [2]int{n, top[0]}
	case n > top[1]:
		top[1] = n
	}
	return top
}

// commonTies are those that are the same for every candidate.
func (sc *scene) commonTies() (t ties) {
	p := sc.percentOf(asServing)
	t.add([...]tie{serve10, serve10, serve20, serve30, serve40, serve50, serve60, serve70, serve80, serve90, serve90}[p/10])
	does := func(a incident.Act, c tie) {
		_, ok := sc.likely(a)
		t.when(ok, c)
	}
	does(incident.ActHypothesis, doesClaim)
	does(incident.ActEvidence, doesEvidence)
	does(incident.ActVerdict, doesVerdict)
	does(incident.ActIntervention, doesIntervene)
	does(incident.ActQuestion, doesAsk)
	does(incident.ActRequest, doesRequest)
	does(incident.ActObservation, doesObserve)
	does(incident.ActOwnership, doesOwn)
	t.when(sc.f.any(short, noSubject), isShort)
	t.when(sc.f.any(long), isLong)
	t.when(sc.f.has(afterGap), afterSilence)
	t.when(sc.f.any(confirming, refuting), closingWords)
	t.when(sc.rivals(), rivalWords)
	switch {
	case sc.room == 0:
		t.add(roomNone)
	case sc.room < 60:
		t.add(roomLittle)
	case sc.room < 140:
		t.add(roomSome)
	case sc.room < 240:
		t.add(roomMuch)
	default:
		t.add(roomMost)
	}
	n := len(sc.cands)
	t.when(n == 1, onlyOne)
	t.when(n == 2 || n == 3, oneOfFew)
	t.when(n > 3, oneOfMany)
	return t
}

// tieWords notes what the message has in common with the hypothesis.
func (sc *scene) tieWords(c *candidate) {
	t := &c.ties
	switch {
	case c.like == 0:
		t.add(likeNone)
	case c.like < 25:
		t.add(likeLittle)
	case c.like < 40:
		t.add(likeSome)
	case c.like < 65:
		t.add(likeMuch)
	default:
		t.add(likeMost)
	}
	if len(sc.claimed.terms) > 0 {
		like := likeness(sc.claimed.terms, c.terms)
		t.when(like >= 30, claimLike)
		t.when(like >= sameClaim, claimSame)
	}
	switch {
	case c.talk == 0:
		t.add(talkNone)
	case c.talk <= 2:
		t.add(talkSome)
	default:
		t.add(talkMuch)
	}
}

// tieTalk notes what the messages around this one say about the hypothesis.
func (sc *scene) tieTalk(c *candidate) {
	t := &c.ties
	serves := func(o *incident.Message) (it, other bool) {
		if o == nil || !o.Read || o.Reading.About == "" {
			return false, false
		}
		it = sc.s.Resolve(o.Reading.About) == c.h.ID
		return it, !it
	}
	it, other := serves(sc.target)
	t.when(it, answersIt)
	t.when(it && sc.sure >= 60, answersItSure)
	t.when(it && sc.target.Reading.Has(incident.ActHypothesis), answersRaised)
	t.when(other, answersOther)
	t.when(sc.target != nil && !it && !other, answersNone)
	t.when(sc.target != nil && sc.target.Author == sc.m.Author, answersMyself)
	it, other = serves(sc.prev)
	t.when(it, followsIt)
	t.when(!it && !other, followsNone)
	if it, other = serves(sc.topic); it {
		switch {
		case sc.topicAgo == 0:
			t.add(topicNow)
		case sc.topicAgo <= 3:
			t.add(topicNear)
		default:
			t.add(topicFar)
		}
		switch sure := sc.topic.Reading.Confidence; {
		case sure >= 50:
			t.add(topicSure)
		case sure >= 30:
			t.add(topicFair)
		default:
			t.add(topicWeak)
		}
	}
	t.when(other, topicOther)
	it, other = serves(sc.mine)
	t.when(it && sc.silentFor(sc.mine) <= adjacent, mineNear)
	t.when(it && sc.silentFor(sc.mine) > adjacent, mineFar)
	t.when(other, mineOther)
	t.when(!it && !other, mineNone)
	switch {
	case c.lately == 0:
	case c.lately < 50:
		t.add(lastLittle)
	case c.lately < 110:
		t.add(lastSome)
	case c.lately < 200:
		t.add(lastMuch)
	default:
		t.add(lastMost)
	}
}

// tieOwn notes what is so of the hypothesis itself.
func (sc *scene) tieOwn(c *candidate) {
	t := &c.ties
	t.when(c.h.By == sc.m.Author, raisedByMe)
	switch age := sc.m.At.Sub(c.h.LastMention); {
	case age <= adjacent:
		t.add(freshMinutes)
	case age <= time.Hour:
		t.add(freshHour)
	case age <= 24*time.Hour:
		t.add(freshDay)
	default:
		t.add(staleDay)
	}
	t.when(c.h.Status != incident.Live, isClosed)
	switch {
	case c.h.Mentions <= 1:
		t.add(saidOnce)
	case c.h.Mentions <= 5:
		t.add(saidSome)
	default:
		t.add(saidOften)
	}
}

// combineTies notes combinations.
func (sc *scene) combineTies(t *ties) {
	serves := t.has(serve60) || t.has(serve70) || t.has(serve80) || t.has(serve90)
	t.when(t.has(doesClaim) && t.has(newest), claimNewest)
	t.when(t.has(doesClaim) && t.has(answersIt), claimAnswers)
	t.when(t.has(doesClaim) && t.has(likeNone), claimLikeNone)
	t.when(t.has(doesClaim) && t.has(topicNow), claimTopic)
	t.when(serves && t.has(newest), serveNewest)
	t.when(serves && t.has(answersIt), serveAnswers)
	t.when(serves && t.has(topicNow), serveTopic)
	t.when(t.has(doesVerdict) && t.has(newest), verdictNewest)
	t.when(t.has(doesEvidence) && t.has(answersIt), evidenceAnswers)
	t.when(t.has(doesAsk) && t.has(answersIt), askAnswers)
	t.when(t.has(doesIntervene) && t.has(isLeader), interveneLeader)
	t.when(t.has(isShort) && t.has(answersIt), shortAnswers)
	t.when(t.has(isShort) && t.has(followsIt), shortFollows)
}
