package agents

import (
	"strings"
	"time"

	"bearings/incident"
)

// Bounds of how far back the scribe looks.
const (
	lookBack      = 24 // messages
	maxCandidates = 12 // hypotheses compared with a message
	adjacent      = 10 * time.Minute
	gapAfter      = 30 * time.Minute
)

// scene is a message in its surroundings.
type scene struct {
	s        *incident.State
	m        *incident.Message
	d        *doc
	f        features
	base     features // of the message as a whole and its surroundings, not of a sentence
	grams    []gram   // of the message's form
	spans    [][]gram // of each sentence
	scores   scores   // what the grams of the form speak for
	parts    []scores // what the cues and grams of each sentence speak for
	percents scores   // how likely each act is
	terms    []term
	prev     *incident.Message // the message before it, of a person
	mine     *incident.Message // the author's own last message
	target   *incident.Message // the one it answers, as far as can be seen
	sure     int               // percent: that it answers it
	people   []incident.PersonID
	cands    []candidate

	topic         *incident.Message // the last one that serves a hypothesis
	topicAgo      int               // messages since
	near, onTopic int               // of the last eight messages, and how many of them belong to the incident

	room    int   // how much the last few messages serve some hypothesis
	claimed claim // the explanation that could be stated, if any
}

// candidate is a hypothesis that a message may be about.
type candidate struct {
	h     *incident.Hypothesis
	terms []term
	like  int // percent: of its statement that occurs in the message

	lately int // how much the last few messages serve it: the sum of how sure that is, in percent
	heard  int // how many of those were compared
	talk   int // telling words that the message has in common with them
	ties   ties
}

// newScene looks at a message in its surroundings.
func newScene(s *incident.State, m *incident.Message) *scene {
	sc := &scene{s: s, m: m, d: parse(m.Text.String())}
	sc.f, sc.base = sc.d.analyse()
	sc.weighGrams()
	sc.terms = terms(sc.d.sentences)
	for _, name := range sc.d.mentions {
		if p := sc.person(name); p != "" && p != m.Author {
			sc.people = append(sc.people, p)
		}
	}
	sc.neighbours()
	sc.reply()
	sc.candidates()
	sc.dialogue()
	sc.weighActs()
	sc.tie()
	return sc
}

// weighGrams adds up what the words speak for: those of each sentence, and the
// form of the message.
func (sc *scene) weighGrams() {
	sc.grams = sc.d.form(make([]gram, 0, 24))
	sc.scores = scoreOf(sc.grams)
	sc.spans = make([][]gram, len(sc.d.sentences))
	sc.parts = make([]scores, len(sc.d.sentences))
	all := make([]gram, 0, 4*sc.d.words+16)
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		from := len(all)
		all = sn.grams(all)
		sc.spans[i] = all[from:]
		sc.parts[i] = scoreOf(sc.spans[i])
		for c := range models {
			sc.parts[i][c] = scaled(sc.parts[i][c], len(sn.words)) + models[c].cues(sn.has)
		}
	}
}

// person returns whom a name stands for, or "".
func (sc *scene) person(name string) incident.PersonID {
	if sc.s.Person(incident.PersonID(name)) != nil {
		return incident.PersonID(name)
	}
	for i, p := range sc.s.People {
		if i >= 200 {
			break
		}
		if strings.EqualFold(string(p.ID), name) || p.Name != "" && strings.EqualFold(p.Name, name) {
			return p.ID
		}
	}
	return ""
}

// neighbours finds the messages before this one.
func (sc *scene) neighbours() {
	seen, passed := 0, 0
	for i := len(sc.s.Recent) - 1; i >= 0 && seen < lookBack; i-- {
		o := sc.s.Recent[i]
		if o.ID == sc.m.ID || o.At.After(sc.m.At) || o.Gone || !decides(o.Kind) {
			continue
		}
		seen++
		if seen <= 8 {
			sc.near++
			if o.Read && o.Reading.OnTopic() {
				sc.onTopic++
			}
		}
		if sc.m.Thread != "" && o.Thread != sc.m.Thread && o.ID != sc.m.Thread {
			continue
		}
		if sc.m.Thread == "" && o.Thread != "" && o.Thread != o.ID {
			continue
		}
		if sc.prev == nil {
			sc.prev = o
		}
		if sc.topic == nil && o.Read && o.Reading.About != "" {
			sc.topic, sc.topicAgo = o, passed
		}
		passed++
		if sc.mine == nil && o.Author == sc.m.Author {
			sc.mine = o
		}
	}
}

// decides reports whether what such a participant says counts as a responder's word.
func decides(k incident.Kind) bool { return k == incident.Human || k == incident.AI }

// reply finds the message that this one answers.
func (sc *scene) reply() {
	if len(sc.d.quotes) > 0 {
		if o := sc.quoted(); o != nil {
			sc.target, sc.sure = o, 90
			return
		}
	}
	if sc.d.address != "" {
		if p := sc.person(sc.d.address); p != "" {
			sc.people = append(sc.people, p)
			if o := sc.lastOf(p); o != nil {
				sc.target, sc.sure = o, 75
				return
			}
		}
	}
	if sc.m.Thread != "" && sc.prev != nil {
		sc.target, sc.sure = sc.prev, 75
		return
	}
	if len(sc.people) > 0 {
		if o := sc.lastOf(sc.people[0]); o != nil {
			sc.target, sc.sure = o, 60
			return
		}
	}
	if sc.prev == nil || sc.m.At.Sub(sc.prev.At) > adjacent {
		return
	}
	sc.target, sc.sure = sc.prev, 50
	if sc.prev.Author != sc.m.Author && sc.f.any(startsYes, startsNo, assenting, refusing) {
		sc.sure = 70
	}
}

// quoted finds the recent message that this one quotes.
func (sc *scene) quoted() *incident.Message {
	q := sc.d.quotes[0]
	if len(q) > 40 {
		q = strings.ToValidUTF8(q[:40], "")
	}
	var by *incident.Message
	for i := len(sc.s.Recent) - 1; i >= 0; i-- {
		o := sc.s.Recent[i]
		if o.ID == sc.m.ID {
			continue
		}
		if len(q) > 5 && strings.Contains(bounded(o.Text.String()), q) {
			return o
		}
		if by == nil && sc.d.quoteOf != "" && strings.EqualFold(string(o.Author), sc.d.quoteOf) {
			by = o
		}
	}
	return by
}

// lastOf returns the last message of somebody within the last few.
func (sc *scene) lastOf(p incident.PersonID) *incident.Message {
	seen := 0
	for i := len(sc.s.Recent) - 1; i >= 0 && seen < lookBack; i-- {
		o := sc.s.Recent[i]
		if o.ID == sc.m.ID || o.Gone {
			continue
		}
		seen++
		if o.Author == p {
			return o
		}
	}
	return nil
}

// candidates collects the hypotheses a message may be about: the live ones,
// newest last, and those closed lately.
func (sc *scene) candidates() {
	sc.cands = make([]candidate, 0, maxCandidates)
	hs := sc.s.Hypotheses
	for i := len(hs) - 1; i >= 0 && len(sc.cands) < maxCandidates && i >= len(hs)-3*maxCandidates; i-- {
		h := hs[i]
		if h.Status == incident.Merged || h.Status == incident.Withdrawn {
			continue
		}
		c := candidate{h: h, terms: termsOf(h.Statement.String())}
		if w, telling := shared(c.terms, sc.terms); telling > 0 {
			c.like = 100 * w / max(weight(c.terms), 4)
			if rivalNames(c.terms, sc.terms) {
				c.like /= 2
			}
		}
		sc.cands = append(sc.cands, c)
	}
}

// dialogue notes the cues that come from the surroundings.
func (sc *scene) dialogue() {
	was := sc.f
	defer func() { // what was added is of the message as a whole
		for i := range sc.f {
			sc.base[i] |= sc.f[i] &^ was[i]
		}
	}()
	f := &sc.f
	f.when(sc.s.MessageCount <= 4, early)
	live := len(sc.s.Live())
	f.when(live == 0, noBoard)
	f.when(live == 1, oneLive)
	f.when(len(sc.cands) == 0, noCands)
	f.when(sc.near >= 5 && sc.onTopic*3 <= sc.near, quietRoom)
	f.when(sc.near >= 4 && sc.onTopic*3 >= sc.near*2, busyRoom)
	for i := range sc.cands {
		f.when(sc.cands[i].like >= 35, sameTopic)
	}
	f.when(sc.onBoard(), boardTopic)
	if c, ok := sc.claim(); ok {
		sc.claimed = c
		f.add(wellStated)
	}
	f.when(len(sc.terms) < 2 && len(sc.d.logs) == 0, noSubject)
	f.when(len(sc.terms) >= 8, manyTerms)
	if sc.prev == nil || sc.m.At.Sub(sc.prev.At) > gapAfter {
		f.add(afterGap)
	}
	sc.outcome()
	t := sc.target
	if t == nil {
		return
	}
	f.when(t.Author == sc.m.Author, replySelf)
	f.when(t.Author == sc.m.Author && sc.silentFor(t) <= 2*time.Minute, answersOwn)
	f.when(sc.m.At.Sub(t.At) <= 2*time.Minute, replyNear)
	f.when(t.Author != sc.m.Author && asksWhy(t.Text.String()), replyWhy)
	if !t.Read {
		return
	}
	f.when(t.Reading.About != "", replyHyp)
	f.when(t.Reading.Has(incident.ActHypothesis), replyRaised)
	f.when(t.Reading.Has(incident.ActQuestion), replyAsk)
	f.when(t.Author != sc.m.Author && t.Reading.Has(incident.ActHypothesis) && f.any(startsYes, startsNo, confirming, refuting), answersClaim)
	f.when(t.Reading.Has(incident.ActRequest), replyRequest)
	guess := t.Author != sc.m.Author && (t.Reading.Has(incident.ActHypothesis) || t.Reading.About != "" && t.Reading.Has(incident.ActQuestion))
	f.when(guess && f.has(startsNo), answersNo)
	f.when(guess && f.has(startsYes), answersYes)
	f.when(t.Author != sc.m.Author && t.Reading.AskedOf == sc.m.Author && !t.Reading.Asked.IsZero(), askedForIt)
	f.when(t.Reading.Has(incident.ActIntervention), replyPropose)
}

// outcome notes the cues that a message tells how things are after a change.
func (sc *scene) outcome() {
	f := &sc.f
	known := []string{sc.s.Title.String()}
	if sc.s.Impact != nil {
		known = append(known, sc.s.Impact.What.String())
	}
	for _, text := range known {
		if _, telling := shared(termsOf(text), sc.terms); telling > 0 {
			f.add(symptom)
			f.when(f.has(negating), symptomNot)
		}
	}
	f.when(sc.topic != nil && sc.topicAgo <= 2, topicHot)
	if n := len(sc.s.Interventions); n > 0 {
		iv := sc.s.Interventions[n-1]
		if sc.m.At.Sub(iv.Phased) <= 3*time.Hour && iv.Phase != incident.Proposed {
			f.add(changeMade)
			f.when(iv.Actor == sc.m.Author, changeMine)
			f.when(f.any(working, back, improving, worsening, unchanged, resolving, downward, negating) && !f.has(isQuestion), changeTold)
		}
	}
}

// silentFor returns the time since the message that this one follows.
func (sc *scene) silentFor(o *incident.Message) time.Duration { return sc.m.At.Sub(o.At) }

// onBoard reports whether the message shares a telling term with the impact, a
// hypothesis or one of the newest observations.
func (sc *scene) onBoard() bool {
	for i := range sc.cands {
		if sc.cands[i].like > 0 {
			return true
		}
	}
	known := []string{sc.s.Title.String()}
	if sc.s.Impact != nil {
		known = append(known, sc.s.Impact.What.String())
	}
	for i := len(sc.s.Observations) - 1; i >= 0 && i >= len(sc.s.Observations)-4; i-- {
		known = append(known, sc.s.Observations[i].What.String())
	}
	for _, text := range known {
		if _, telling := shared(termsOf(text), sc.terms); telling > 0 {
			return true
		}
	}
	return false
}

// asksWhy reports whether a text asks for a cause.
func asksWhy(text string) bool {
	if len(text) > 400 {
		text = text[:400]
	}
	low := strings.ToLower(text)
	return strings.Contains(low, "?") && (strings.Contains(low, "why") || strings.Contains(low, "what happened") || strings.Contains(low, "what's wrong") ||
		strings.Contains(low, "what is wrong") || strings.Contains(low, "what's going on") || strings.Contains(low, "how come") || strings.Contains(low, "what is going on"))
}
