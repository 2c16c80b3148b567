package agents

import (
	"strings"
	"time"

	"bearings/incident"
)

// sameClaim is the likeness, in percent, from which two statements are taken
// for one explanation.
const sameClaim = 50

// claim is an explanation that a message offers.
type claim struct {
	text  string
	terms []term
	sn    int   // the sentence it stands in
	marks marks // what is said around it
}

// links between a cause and what it causes. After a backward one the cause
// follows, before a forward one it stands.
var (
	backwardLinks = framesOf("because of|because|due to|caused by|thanks to|as a result of|the result of|comes from|came from|coming from|comes with|came with|come with|come w/|came w/|started with|started after|began with|began after|started right after|stems from|triggered by|introduced by|broken by|blame|related to|has to do with|have to do with|something to do with|side effect of|the side effect of")
	forwardLinks  = framesOf("caused|is causing|was causing|causes|causing|broke|is breaking|breaks|breaking|triggered|triggers|is to blame|are to blame|is the culprit|is the cause|is responsible|is at fault|break|trigger|have caused|has caused|could have caused|may have caused|cause|explains|would explain")
)

// claim returns the explanation that the message offers, if it can be stated.
func (sc *scene) claim() (claim, bool) {
	var room [maxSpans]span
	sps := room[:0]
	for i := range sc.d.sentences {
		n := len(sps)
		sps = appendSpans(sps, &sc.d.sentences[i], i)
		if n > 0 && len(sps) == n && remarks(&sc.d.sentences[i]) {
			sps[n-1].marks |= doubted
		}
	}
	for i := range sps {
		sps[i].score = sc.d.weighSpan(&sps[i], i, len(sps)-i)
	}
	for range min(len(sps), 4) {
		best := 0
		for i := range sps {
			if sps[i].score > sps[best].score {
				best = i
			}
		}
		if sps[best].score == unfit {
			break
		}
		if c, ok := sc.stateSpan(sps, best); ok {
			return sc.joined(sps, best, c), true
		}
		sps[best].score = unfit
	}
	return claim{}, false
}

// joinedWords bounds a statement that is joined of a name and its explanation.
const joinedWords = 15

// joined puts a name and the clause that goes on to explain it into one
// statement: "race? the pod starts before the volume is there" is "race: the
// pod starts before the volume is there".
func (sc *scene) joined(sps []span, at int, c claim) claim {
	name, why := at, at+1
	if sps[at].marks&unverbal == 0 {
		name, why = at-1, at
	}
	if name < 0 || why >= len(sps) || name > 0 && sps[name-1].sn == sps[name].sn || !sc.d.names(&sps[name]) || !sc.d.tells(&sps[why]) || sps[name].sn == sps[why].sn && sps[name].marks&heading == 0 {
		return c
	}
	other := name
	if other == at {
		other = why
	}
	more, ok := sc.stateSpan(sps, other)
	if !ok {
		return c
	}
	first, second := c, more
	if other == name {
		first, second = more, c
	}
	if strings.Count(first.text, " ")+strings.Count(second.text, " ")+2 > joinedWords || strings.Contains(second.text, ": ") || len(first.text)+len(second.text) > statementRunes-2 {
		return c
	}
	if _, telling := shared(first.terms, second.terms); telling == len(first.terms) {
		second.marks |= first.marks
		return second
	}
	text := first.text + ": " + second.text
	return claim{text, termsOf(text), c.sn, c.marks}
}

// names reports whether a span is a sentence that only names something.
func (d *doc) names(sp *span) bool {
	ws := d.sentences[sp.sn].words
	return sp.marks&unverbal != 0 && sp.marks&(denied|bidding|personal|wondered) == 0 && sp.to-sp.from <= 3 && (sp.to == len(ws) || sp.marks&heading != 0)
}

// tells reports whether a span is a clause that can explain a name before it.
func (d *doc) tells(sp *span) bool {
	return sp.marks&(unverbal|denied|bidding|personal|wondered|asked|rivalling|heading) == 0 && sp.to-sp.from >= 3
}

// unfit is the score of a span that is not stated.
const unfit = -1 << 30

// remarks reports whether a sentence only remarks on the one before it: "could
// this be related?", "that's my theory".
func remarks(sn *sentence) bool {
	return sn.has.any(hedged, suspecting) || len(sn.words) <= 6
}

// stateSpan states one clause of the message, if it says something by itself.
func (sc *scene) stateSpan(sps []span, at int) (claim, bool) {
	sp := &sps[at]
	sn := &sc.d.sentences[sp.sn]
	ws := sn.words[sp.from:sp.to]
	var aside func(int) bool
	if within := sc.asides(sp.sn); within != nil {
		aside = func(i int) bool { return within(sp.from + i) }
	}
	if sp.marks&vagueFirst != 0 && sp.marks&asked == 0 {
		ws = sc.d.resolved(sps[:at], ws)
	}
	part := restated(ws, sp.marks&asked != 0 || sp.from == 0 && askers[ws[0].low] || ws[0].low == "did" || ws[0].low == "does", aside)
	if len(part) == 0 || badOpening(part, sn.has) {
		return claim{}, false
	}
	text := tidy(lowerFirst(say(part), &part[0]), statementRunes)
	ts := termsOf(text)
	telling := 0
	for _, t := range ts {
		if t.w > 1 {
			telling++
		}
	}
	if text == "" || telling == 0 || hollow(part) {
		return claim{}, false
	}
	return claim{text, ts, sp.sn, sp.marks}, true
}

// badOpenings begin what somebody does, wants or asks, which explains nothing.
var badOpenings = set("let's which who what what's why how where when please try see can could should shall would do don't not here thanks thank there's it this that me him them us")

// badOpening reports whether a statement cannot be an explanation by its first
// words: it asks, bids, tells what the author does, or points at something that
// only its surroundings name.
func badOpening(part []word, f features) bool {
	first := part[0].low
	if part[0].code {
		return false
	}
	switch {
	case first == "my":
		return len(part) > 1 && (strings.HasPrefix(part[1].low, "point") || part[1].low == "preference")
	case first == "that" || first == "this":
		return len(part) == 1 || !commonNoun(&part[1])
	case pronouns[first]:
		return !f.any(hedged, suspecting) || f.any(proposing, futureSelf, askingOther, willLook, opinion)
	}
	return badOpenings[first]
}

// explanation states the sentence's explanation as a short clause.
func (sn *sentence) explanation() (string, bool) {
	sc := scene{d: &doc{sentences: []sentence{*sn}}}
	c, ok := sc.claim()
	return c.text, ok
}

// restated turns the words of a clause into a statement: a question round, a
// possibility into what is so, a deed into what was done; without asides,
// addresses and words that only say how sure somebody is.
func restated(ws []word, asks bool, aside func(int) bool) []word {
	part := make([]word, 0, len(ws)+2)
	skip := 0
	for i := range ws {
		w := &ws[i]
		if i < skip {
			continue
		}
		if end := insertion(ws, i); end > 0 {
			skip = end
		}
		if aside != nil && aside(i) || w.kind == link || w.kind == mention && len(part) == 0 && w.after != 0 || !w.code && !droppable(ws, i) && sureness[w.low] || isDash(w) {
			if n := len(part); n > 0 && w.after == ',' {
				part[n-1].after = ','
			}
			continue
		}
		part = append(part, *w)
	}
	if len(part) == 0 {
		return nil
	}
	if asks && auxWords[part[0].low] && !part[0].code {
		if part = turned(part); len(part) == 0 {
			return nil
		}
	}
	if part[0].low == "anyone" || part[0].low == "anybody" {
		part[0] = plainWord("someone")
	}
	part = certain(part)
	if p := passive(part); p != nil {
		part = p
	}
	if part[0].low == "not" {
		part = instead(part)
	}
	if len(part) > statementWords {
		part = shortened(part)
	}
	return part
}

// droppable reports whether a word of doubt belongs to what is said.
func droppable(ws []word, i int) bool {
	switch ws[i].low {
	case "only", "already", "also", "still", "really", "even", "well", "just", "again", "recently", "rather":
		return ws[i].low != "just" && ws[i].low != "also" && ws[i].low != "again" && ws[i].low != "really"
	case "likely":
		return i > 0 && (ws[i-1].low == "more" || ws[i-1].low == "less")
	}
	return false
}

// instead states what is meant of "not the disk but the cable".
func instead(ws []word) []word {
	for i := 1; i+1 < len(ws); i++ {
		if ws[i].low == "but" || ws[i].low == "rather" {
			return ws[i+1:]
		}
	}
	return nil
}

// shortened cuts a long statement where it can best be cut.
func shortened(ws []word) []word {
	for i := statementWords; i > 5; i-- {
		if ws[i-1].after == ',' || i < len(ws) && (ws[i].low == "and" || ws[i].low == "which" || ws[i].low == "when" || ws[i].low == "while" || ws[i].low == "that" || ws[i].low == "where") {
			return ws[:i]
		}
	}
	return ws[:statementWords]
}

// resolved puts the thing that an earlier clause of the message is about in the
// place of a pronoun that begins a clause.
func (d *doc) resolved(before []span, ws []word) []word {
	if len(ws) < 2 {
		return ws
	}
	for i := len(before) - 1; i >= 0 && i >= len(before)-3; i-- {
		sp := &before[i]
		if sp.marks&heading != 0 {
			continue
		}
		named := subjectOf(d.sentences[sp.sn].words[sp.from:sp.to])
		if len(named) == 0 {
			continue
		}
		if many := plural(named); many != strings.HasPrefix(ws[0].low, "they") && (many || ws[0].low != "this" && ws[0].low != "that") {
			continue
		}
		out := make([]word, 0, len(named)+len(ws))
		out = append(out, named...)
		out[len(out)-1].after = 0
		if rest, ok := strings.CutPrefix(ws[0].low, "they'"); ok {
			out = append(out, plainWord(map[string]string{"re": "are", "ve": "have", "d": "had", "ll": "will"}[rest]))
		}
		return append(out, ws[1:]...)
	}
	f, ok := verbForms[ws[1].low]
	if ok && (f.t == past || f.t == present) && !auxWords[ws[1].low] && len(ws) > 4 {
		return ws[1:]
	}
	return ws
}

// subjectOf returns the words that name what a clause is about, if they are few.
func subjectOf(ws []word) []word {
	n := 0
	for n < len(ws) && n < 7 && !finite(&ws[n]) && !(n > 0 && (ws[n].low == "that" || ws[n].low == "which" || ws[n].low == "who")) && (n == 0 || ws[n-1].after == 0) {
		n++
	}
	if n == 0 || n > 6 || n < len(ws) && ws[n-1].after == 0 && !finite(&ws[n]) && ws[n].low != "that" && ws[n].low != "which" && ws[n].low != "who" || pronouns[ws[0].low] || vague[ws[0].low] || whWords[ws[0].low] || hollow(ws[:n]) {
		return nil
	}
	if !articles[ws[0].low] && ws[0].kind != entity && n < len(ws) && ws[0].raw == ws[0].low && n > 3 {
		return nil
	}
	return ws[:n]
}

// asides tells which words of a sentence stand in parentheses; it is nil if
// there are none in the message.
func (sc *scene) asides(at int) func(int) bool {
	if sc.m == nil {
		return nil
	}
	text := bounded(sc.m.Text.String())
	if strings.IndexByte(text, '(') < 0 {
		return nil
	}
	pos, depth := 0, 0
	var within [maxWords]bool
	n := 0
	for i := 0; i <= at; i++ {
		n = 0
		for j := range sc.d.sentences[i].words {
			k := strings.Index(text[pos:], sc.d.sentences[i].words[j].raw)
			if k < 0 {
				return nil
			}
			for _, c := range []byte(text[pos : pos+k]) {
				depth = nested(depth, c)
			}
			if n < maxWords {
				within[n] = depth > 0
				n++
			}
			pos += k
			for _, c := range []byte(sc.d.sentences[i].words[j].raw) {
				depth = nested(depth, c)
			}
			pos += len(sc.d.sentences[i].words[j].raw)
		}
	}
	keepNames(sc.d.sentences[at].words, within[:n])
	return func(i int) bool { return i < n && within[i] }
}

// keepNames takes parentheses that hold nothing but names and numbers for part
// of what is said.
func keepNames(ws []word, within []bool) {
	for i := 0; i < len(within); i++ {
		if !within[i] {
			continue
		}
		end, names := i, true
		for end < len(within) && within[end] {
			names = names && (ws[end].kind == entity || ws[end].kind == number)
			end++
		}
		for j := i; j < end && names; j++ {
			within[j] = false
		}
		i = end
	}
}

func nested(depth int, c byte) int {
	switch c {
	case '(':
		return depth + 1
	case ')':
		return max(depth-1, 0)
	}
	return depth
}

// askers begin a question even when no question mark ends it.
var askers = set("did does isn't aren't wasn't weren't didn't doesn't was were")

// The weights of what speaks for a clause, in hundredths; fitted by hand on
// the dialogues that may be looked at.
const (
	spanSentence    = 0
	spanDoubted     = 1
	spanConcluded   = 2
	spanBlamed      = 3
	spanCalled      = 4
	spanRivalling   = 5
	spanConditioned = 6
	spanRelative    = 7
	spanAsked       = 8
	spanDenied      = 9
	spanUnverbal    = 10
	spanAskedName   = 11
	spanVague       = 12
	spanPersonal    = 13
	spanBidding     = 14
	spanFaulty      = 15
	spanChanged     = 16
	spanCausing     = 17
	spanLong        = 18
	spanFewTerms    = 19
	spanProposing   = 20
	spanLater       = 21
	spanTerm        = 22
	spanPast        = 23
	spanNumber      = 24
	spanWh          = 25
	spanHeading     = 26
	spanHeaded      = 27
	spanWondered    = 28
	spanNorm        = 29
	spanOpeningAsk  = 30
	spanAll         = 31
)

var spanWeights = [spanAll]int{
	spanSentence: 10, spanDoubted: 150, spanConcluded: 30, spanBlamed: 70, spanCalled: 20, spanRivalling: -80, spanConditioned: -30, spanRelative: -100,
	spanAsked: 60, spanDenied: -400, spanUnverbal: -30, spanAskedName: 45, spanVague: -40, spanPersonal: 0, spanBidding: -200,
	spanFaulty: 80, spanChanged: 70, spanCausing: 60, spanLong: -10, spanFewTerms: -150, spanProposing: -30, spanLater: 15, spanTerm: 10, spanPast: -30, spanNumber: -80, spanWh: -150, spanHeading: -180, spanHeaded: 50, spanWondered: -150, spanNorm: -60, spanOpeningAsk: 100,
}

// weighSpan scores how far a clause looks like the explanation of its message.
func (d *doc) weighSpan(sp *span, fromStart, fromEnd int) int {
	w := &spanWeights
	sn := &d.sentences[sp.sn]
	ws := sn.words[sp.from:sp.to]
	n := w[spanSentence] * max(-400, min(400, byAct[string(incident.ActHypothesis)].sum(sn.has))) / 100
	for i, m := range [...]marks{doubted, concluded, blamed, called, rivalling, conditioned, relative, asked, denied, unverbal} {
		if sp.marks&m != 0 {
			n += w[spanDoubted+i]
		}
	}
	for i, m := range [...]marks{vagueFirst, personal, bidding} {
		if sp.marks&m != 0 {
			n += w[spanVague+i]
		}
	}
	if sp.marks&unverbal != 0 && sp.marks&asked != 0 {
		n += w[spanAskedName]
	}
	if whWords[ws[0].low] {
		n += w[spanWh]
	}
	seen := [4]bool{}
	for i := range sn.hits {
		h := &sn.hits[i]
		if h.start < sp.from || h.end > sp.to {
			continue
		}
		switch h.cue {
		case faulty, downward:
			seen[0] = true
		case changed, changedWord, weakChanged:
			seen[1] = true
		case causing, blaming:
			seen[2] = true
		case proposing, askingOther, futureSelf, thanking:
			seen[3] = true
		}
	}
	for i, ok := range seen {
		if ok {
			n += w[[...]int{spanFaulty, spanChanged, spanCausing, spanProposing}[i]]
		}
	}
	for i, m := range [...]marks{heading, headed, wondered} {
		if sp.marks&m != 0 {
			n += w[spanHeading+i]
		}
	}
	if sp.sn == 0 && sp.marks&asked != 0 && sp.marks&unverbal != 0 {
		n += w[spanOpeningAsk]
	}
	n += w[spanNorm]*count(ws, norms) + w[spanPast]*count(ws, anecdotal)
	terms, numbers := 0, 0
	for i := range ws {
		if ws[i].kind == number {
			numbers++
		}
		if ws[i].kind != plain || len(ws[i].low) > 1 && !stopWords[ws[i].low] && !hollowWords[ws[i].low] {
			terms++
		}
	}
	if sp.marks&vagueFirst != 0 && fromStart > 0 {
		terms++
	}
	n += w[spanTerm] * min(terms, 6)
	if terms < 2 {
		n += w[spanFewTerms]
	}
	if len(ws) > 12 {
		n += w[spanLong] * (len(ws) - 12)
	}
	n += w[spanNumber]*min(numbers, 3) + w[spanLater]*min(fromEnd, 6)
	return n
}

// norms tell what ought to be; anecdotal words what was once.
var (
	norms     = set("should would supposed ought used shouldn't wouldn't")
	anecdotal = set("once always usually never similar same")
)

func count(ws []word, of map[string]bool) int {
	n := 0
	for i := range ws {
		if of[ws[i].low] {
			n++
		}
	}
	return min(n, 2)
}

// linkAt returns the length of the longest link at a place.
func linkAt(links map[string][][]string, ws []word, at int) int {
	best := 0
	for _, f := range links[ws[at].low] {
		if len(f) <= best || at+len(f) > len(ws) {
			continue
		}
		ok := true
		for k := 1; k < len(f) && ok; k++ {
			ok = ws[at+k].low == f[k]
		}
		if ok {
			best = len(f)
		}
	}
	return best
}

var doubts = set("maybe perhaps probably possibly presumably likely")

// pointers point at the trouble instead of naming anything.
var pointers = set("this that it these those the problem issue failure breakage outage trouble all")

// states are words that a question turns round its subject with.
var states = set("down up full broken corrupt corrupted stale slow stuck dead on off out in at by still already being too to not using running missing wrong available enough ok fine red green there set different behind right")

var participles = set("been gone lost hit set put cut shut run broken taken made done built sent found left kept hung")

// known returns the hypothesis that the claim repeats or refines, or "".
func (sc *scene) known(c claim) incident.HypothesisID {
	best, most := incident.HypothesisID(""), 0
	for i := range sc.cands {
		cand := &sc.cands[i]
		like := likeness(c.terms, cand.terms)
		if sc.continues(cand.h) {
			like += 15
		}
		if like > most {
			best, most = cand.h.ID, like
		}
	}
	if most >= sameClaim {
		return best
	}
	return ""
}

// continues reports whether the author raised the hypothesis just before this
// message, or answers the one who did: what comes next rather explains than rivals.
func (sc *scene) continues(h *incident.Hypothesis) bool {
	t := sc.target
	return t != nil && t.Read && t.Reading.About == h.ID && sc.silentFor(t) <= adjacent
}

// continued returns the hypothesis that the talk is about, if the message goes
// on with it and does not offer something else.
func (sc *scene) continued() incident.HypothesisID {
	if sc.rivals() {
		return ""
	}
	id, _ := sc.about()
	for i := range sc.cands {
		if h := sc.cands[i].h; h.ID == id && h.Status == incident.Live && sc.m.At.Sub(h.LastMention) <= 30*time.Minute {
			return id
		}
	}
	return ""
}

// explains reports whether the sentence of the claim has some mark of an
// explanation, so that a bare symptom is not put on the board as one.
func (sc *scene) explains(c claim) bool {
	return c.marks&(doubted|blamed|asked|rivalling|concluded|called) != 0 || sc.d.sentences[c.sn].has.any(suspecting, hedged, causing, blaming, faulty, bareClaim, askFault, askCause, askChange)
}

// rivals reports whether the message puts what it says beside what was said
// before: "or maybe …", "alternatively …".
func (sc *scene) rivals() bool {
	for i := range sc.d.sentences {
		ws := sc.d.sentences[i].words
		for j := range ws {
			switch ws[j].low {
			case "alternatively", "unless":
				return true
			case "or":
				if j == 0 || j+1 < len(ws) && doubts[ws[j+1].low] {
					return true
				}
			case "another", "different", "other":
				if j+1 < len(ws) && possibilities[ws[j+1].low] {
					return true
				}
			}
		}
	}
	return false
}

var possibilities = set("possibility option explanation theory idea hypothesis cause candidate suspect reason")
