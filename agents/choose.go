package agents

import "strings"

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
	if name < 0 || why >= len(sps) || name > 0 && sps[name-1].sn == sps[name].sn || !sc.d.names(&sps[name]) || !sps[why].tells() {
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
	last := len(d.sentences[sp.sn].words)
	return sp.marks&unverbal != 0 && sp.marks&(denied|bidding|personal|wondered) == 0 && sp.to-sp.from <= 3 && (sp.end == last || sp.marks&heading != 0)
}

// tells reports whether a span is a clause that can explain a name before it.
func (sp *span) tells() bool {
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
	if sp.marks&denied != 0 {
		return claim{}, false
	}
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
	if len(part) == 0 || badOpening(part, sn.has) || !wellFormed(part) {
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

// askers begin a question even when no question mark ends it.
var askers = set("did does isn't aren't wasn't weren't didn't doesn't was were")

// What speaks for or against a clause being the explanation. The first ones
// stand in the order of the marks.
const (
	spanDoubted = iota
	spanConcluded
	spanBlamed
	spanCalled
	spanRivalling
	spanConditioned
	spanRelative
	spanAsked
	spanDenied
	spanUnverbal
	spanVague
	spanPersonal
	spanBidding
	spanHeading
	spanHeaded
	spanWondered
	spanMarks // the number of those that are marks

	spanAskedName  = iota - 1 // a name and a question mark
	spanOpeningAsk            // such a one at the very beginning
	spanWh
	spanFaulty
	spanChanged
	spanCausing
	spanProposing
	spanNorm
	spanAnecdote
	spanFewTerms
	spanTerm
	spanNumber
	spanLong  // each word beyond a dozen
	spanEarly // each clause that follows
	spanSentence
	spanAll
)

// spanWeights are in hundredths of a logit, as are those of the models. They
// are set by hand and were tried on every second file of the dialogues: finer
// fitting gained nothing on the others.
var spanWeights = [spanAll]int{
	spanDoubted: 150, spanConcluded: 30, spanBlamed: 70, spanCalled: 20, spanRivalling: -80, spanConditioned: -30, spanRelative: -100, spanAsked: 60,
	spanUnverbal: -30, spanVague: -40, spanBidding: -200, spanHeading: -180, spanHeaded: 50, spanWondered: -150,
	spanAskedName: 45, spanOpeningAsk: 100, spanWh: -150, spanFaulty: 80, spanChanged: 70, spanCausing: 60, spanProposing: -30, spanNorm: -60, spanAnecdote: -30,
	spanFewTerms: -150, spanTerm: 10, spanNumber: -80, spanLong: -10, spanEarly: 15, spanSentence: 10,
}

// weighSpan scores how far a clause looks like the explanation of its message.
func (d *doc) weighSpan(sp *span, before, after int) int {
	w := &spanWeights
	sn := &d.sentences[sp.sn]
	n := w[spanSentence] * max(-400, min(400, models[colHypothesis].bias+models[colHypothesis].cues(sn.has))) / 100
	for i := range spanMarks {
		if sp.marks&(1<<i) != 0 {
			n += w[i]
		}
	}
	if sp.marks&unverbal != 0 && sp.marks&asked != 0 {
		n += w[spanAskedName]
		if sp.sn == 0 {
			n += w[spanOpeningAsk]
		}
	}
	return n + sp.weighHits(sn) + sp.weighWords(sn.words[sp.from:sp.to], before > 0) + w[spanEarly]*min(after, 6)
}

// weighHits scores the phrases of the lexicon that stand in the clause.
func (sp *span) weighHits(sn *sentence) int {
	var seen [spanAll]bool
	for i := range sn.hits {
		h := &sn.hits[i]
		if h.start < sp.from || h.end > sp.to {
			continue
		}
		switch h.cue {
		case faulty, downward:
			seen[spanFaulty] = true
		case changed, changedWord, weakChanged:
			seen[spanChanged] = true
		case causing, blaming:
			seen[spanCausing] = true
		case proposing, askingOther, futureSelf, thanking:
			seen[spanProposing] = true
		}
	}
	n := 0
	for i, ok := range seen {
		if ok {
			n += spanWeights[i]
		}
	}
	return n
}

// weighWords scores how much the words of the clause say. A pronoun that can
// stand for something said before counts.
func (sp *span) weighWords(ws []word, follows bool) int {
	w := &spanWeights
	terms, numbers := 0, 0
	for i := range ws {
		if ws[i].kind == number {
			numbers++
		}
		if ws[i].kind != plain || len(ws[i].low) > 1 && !stopWords[ws[i].low] && !hollowWords[ws[i].low] {
			terms++
		}
	}
	if sp.marks&vagueFirst != 0 && follows {
		terms++
	}
	n := w[spanNorm]*count(ws, norms) + w[spanAnecdote]*count(ws, anecdotal) + w[spanTerm]*min(terms, 6) + w[spanNumber]*min(numbers, 3) + w[spanLong]*max(len(ws)-12, 0)
	if terms < 2 {
		n += w[spanFewTerms]
	}
	if whWords[ws[0].low] {
		n += w[spanWh]
	}
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
