package agents

import "strings"

// The cues of form and of the dialogue.
const (
	isQuestion   cue = lexCues + iota
	onlyQuestion     // every sentence is a question
	whQuestion
	auxQuestion
	tagQuestion // "…, right?"
	short       // at most three words
	long
	hasOutput // pasted code, output or log lines
	hasNumber
	hasMeasure // a number with its unit
	hasLink
	onlyLink
	hasQuote
	hasMention
	hasAddress
	hasEntity
	hasPR
	isAction // /me
	smiling
	shouting
	imperative // a sentence begins with a bare verb
	gerundFirst
	pastFirst // a sentence begins with a past participle: "Reverted …"
	doneFirst
	startsI
	startsYes
	startsNo
	startsAnd // but, and, also, so
	early     // among the first messages of the incident
	noBoard   // no live hypothesis
	oneLive
	quietRoom    // hardly any of the last messages belongs to the incident
	busyRoom     // most of them do
	noCands      // no hypothesis at all
	replyHyp     // the message answered raises or serves a hypothesis
	replyRaised  // it raises one
	replyAsk     // it asks
	replyRequest // it requests
	replyPropose // it proposes a change
	replySelf    // it is by the same author
	replyNear    // within two minutes
	afterGap     // more than half an hour of silence before
	sameTopic    // shares terms with a live hypothesis
	noSubject    // too few terms to say anything of its own
	manyTerms

	// Combinations within one sentence.
	proposeChange
	didChange
	doingChange
	willLook
	willChange
	askLook
	hedgeFault
	hedgeCause
	hedgeBe
	stillDown
	notWorking
	nowWorking
	stateFact // a plain statement about a thing: no hedge, no question, no I, no modal
	pastFact
	numberFact
	suspectChange
	askFault // a question that names a fault or a change
	causeFact
	negFault
	bareClaim // "it's the …", "this is a …"
	selfFail  // I + can't / I get an error
	itsBack
	inanimate // the subject of a sentence is a thing
	startsHedged
	hedgeThing   // unsure about a thing, not about what to do
	wellStated   // an explanation can be stated that names something and begins with it
	replyWhy     // the message answered asks why
	answersClaim // yes, no or a verdict to a message that offers an explanation
	thingDone    // the problem, or everything, is resolved: not "I fixed …"
	selfFixed    // "I fixed …"
	sameProblem
	pleaseDo // "please …"
	askSomebody
	usersHit
	askCause   // "did the deploy break it?"
	askChange  // "was the proxy upgraded?"
	thingMoves // the subject of a trend is a thing, not what somebody plans
	boardTopic // shares a telling term with what is on the board
	symptom    // shares one with the impact or the title
	symptomNot // and denies something
	changeMade // somebody has lately changed something
	changeMine // and it was the author
	changeTold // and the message says that something works, fails, is better or is not
	topicHot   // one of the last three messages serves a hypothesis
	answersNo  // no to a message that offers an explanation or asks for one
	answersYes
	answersOwn // goes on with what the author said just before
	askedForIt // answers a request or a question put to the author

	allCues // the number of cues
)

// features is a set of cues.
type features [4]uint64

func (f *features) add(c cue)     { f[c>>6] |= 1 << (c & 63) }
func (f features) has(c cue) bool { return f[c>>6]&(1<<(c&63)) != 0 }
func (f *features) when(ok bool, c cue) {
	if ok {
		f.add(c)
	}
}

func (f *features) merge(g features) {
	for i := range f {
		f[i] |= g[i]
	}
}

// any reports whether one of the cues is there.
func (f features) any(cs ...cue) bool {
	for _, c := range cs {
		if f.has(c) {
			return true
		}
	}
	return false
}

var (
	auxWords  = set("is are was were do does did has have had can could will would should shall may might am isn't aren't wasn't weren't don't doesn't didn't haven't hasn't can't couldn't won't wouldn't shouldn't")
	whWords   = set("what where which who when why how whose what's where's who's how's")
	bareVerbs = set("try run check restart revert use make do don't add remove put go see look note keep stop start wait feel let take open close post paste send show give set ask tell move merge rebase delete disable enable increase ignore consider please kill drop pull push leave replace")
	pronouns  = set("i you we they he she i'm i've i'll i'd you're you've you'd we're we've we'll he's she's they're me")
	modals    = set("should would could can may might must will shall")
)

// analyse notes the cues of every sentence; it returns those of all, and those
// of the message as a whole.
func (d *doc) analyse() (all, base features) {
	questions := 0
	for i := range d.sentences {
		sn := &d.sentences[i]
		sn.find()
		sn.shape()
		sn.combine()
		if sn.question {
			questions++
		}
		all.merge(sn.has)
	}
	base.when(questions > 0 && questions == len(d.sentences), onlyQuestion)
	base.when(d.words <= 3 && len(d.logs) == 0, short)
	base.when(d.words >= 30, long)
	base.when(len(d.logs) > 0, hasOutput)
	base.when(d.links > 0, hasLink)
	base.when(d.links > 0 && d.words <= d.links+1, onlyLink)
	base.when(len(d.quotes) > 0, hasQuote)
	base.when(len(d.mentions) > 0, hasMention)
	base.when(d.address != "", hasAddress)
	base.when(d.action, isAction)
	base.when(d.smiles > 0, smiling)
	all.merge(base)
	return all, base
}

// shape notes the form of a sentence.
func (sn *sentence) shape() {
	ws := sn.words
	f := &sn.has
	first := ws[0].low
	if len(ws) > 1 && (first == "and" || first == "but" || first == "so" || first == "also" || first == "or" || first == "then") {
		f.add(startsAnd)
		first = ws[1].low
	}
	if len(ws) > 1 && (first == "ok" || first == "oh" || first == "ah" || first == "hmm" || first == "well" || ws[0].kind == mention) {
		first = ws[1].low
	}
	if sn.question {
		f.add(isQuestion)
		f.when(whWords[first], whQuestion)
		f.when(auxWords[first], auxQuestion)
		l := ws[len(ws)-1].low
		f.when(len(ws) > 2 && (l == "right" || l == "no" || l == "correct" || l == "yes"), tagQuestion)
	} else {
		f.when(whWords[first] && len(ws) > 2 && auxWords[ws[1].low], whQuestion)
	}
	f.when(sn.shout, shouting)
	f.when(bareVerbs[first] && !sn.question, imperative)
	f.when(strings.HasSuffix(first, "ing") && len(first) > 5, gerundFirst)
	f.when(strings.HasPrefix(first, "i'") || first == "i", startsI)
	f.when(ws[0].low == "yes", startsYes)
	f.when(ws[0].low == "no" || ws[0].low == "not", startsNo)
	h := sn.first(changedWord)
	if h == nil {
		h = sn.first(weakChanged)
	}
	if h != nil && h.start <= 1 && (h.start == 0 || ws[0].low == "just" || ws[0].low == "ok") {
		f.add(pastFirst)
	}
	if h := sn.first(doneWord); h != nil && h.start <= 1 {
		f.add(doneFirst)
	}
	for i := range ws {
		switch ws[i].kind {
		case number:
			f.add(hasNumber)
			f.when(isMeasure(ws[i].low) || i+1 < len(ws) && units[ws[i+1].low] || f.has(measuring), hasMeasure)
		case entity:
			f.add(hasEntity)
			f.when(strings.Contains(ws[i].low, "#"), hasPR)
		case plain, link, mention:
		}
	}
}

// combine notes combinations of cues within the sentence.
func (sn *sentence) combine() {
	f := &sn.has
	q := sn.question
	plainly := !q && !f.any(hedged, suspecting, conditional, hoping, futureSelf)
	person := pronouns[sn.words[0].low]
	modal := false
	for i := range sn.words {
		modal = modal || modals[sn.words[i].low]
	}
	named := f.any(hasEntity, hasPR, hasNumber)
	change := f.any(changeWord, changedWord, changingWord) || named && f.any(weakChange, weakChanged, weakChanging)
	f.when(f.any(proposing, askingOther, suggesting) && change, proposeChange)
	f.when(!q && !f.has(futureSelf) && (f.has(changedWord) || named && f.has(weakChanged)) && f.any(pastSelf, pastFirst, doneFirst), didChange)
	f.when(!q && (f.has(changingWord) || named && f.has(weakChanging)) && f.any(ongoingSelf, gerundFirst, presentTime), doingChange)
	f.when(!q && (f.any(futureSelf, ongoingSelf, volunteering) && f.any(lookWord, lookingWord) || f.has(gerundFirst) && f.has(lookingWord)), willLook)
	f.when(!q && f.has(futureSelf) && change, willChange)
	f.when(f.any(askingOther, politely) && f.any(lookWord, changeWord, weakChange), askLook)
	f.when(f.any(hedged, suspecting) && f.any(faulty, blaming), hedgeFault)
	f.when(f.any(hedged, suspecting) && f.has(causing), hedgeCause)
	f.when(f.any(hedged, suspecting) && f.has(seeing) && !f.any(proposing, futureSelf), hedgeBe)
	f.when(f.has(unchanged) && f.any(downward, negating, faulty), stillDown)
	f.when(f.has(negating) && f.any(working, back), notWorking)
	f.when(!f.has(negating) && f.any(presentTime, back) && f.any(working, improving, back), nowWorking)
	f.when(plainly && !person && !modal && len(sn.words) >= 4 && f.any(seeing, reporting, faulty, downward), stateFact)
	f.when(plainly && f.any(pastTime, reporting) && len(sn.words) >= 4, pastFact)
	f.when(plainly && f.any(hasNumber, hasMeasure), numberFact)
	f.when(f.any(hedged, suspecting, causing) && f.has(changed), suspectChange)
	f.when(q && f.any(faulty, changed, causing, blaming), askFault)
	f.when(plainly && f.any(causing, blaming), causeFact)
	f.when(f.has(negating) && f.any(faulty, blaming, causing), negFault)
	f.when(sn.bareClaim(), bareClaim)
	f.when(!q && person && f.any(unable, downward), selfFail)
	f.when(f.has(back) && f.any(downward, faulty), itsBack)
	f.when(!person && !q && len(sn.words) >= 3 && !bareVerbs[sn.words[0].low], inanimate)
	f.when(sn.startsHedged(), startsHedged)
	f.when(!q && f.has(politely) && (f.has(imperative) || sn.words[0].low == "please"), pleaseDo)
	f.when(f.has(askingOther) && f.any(lookWord, changeWord, weakChange) && !f.has(whQuestion), askSomebody)
	f.when(plainly && f.any(affected, sameHere) && f.any(downward, unable, notWorking), usersHit)
	f.when(f.has(auxQuestion) && f.any(causing, blaming), askCause)
	f.when(f.has(auxQuestion) && f.any(changed, faulty) && !f.any(askingOther, proposing, youWord), askChange)
	f.when(!q && !person && !f.any(hoping, futureSelf) && f.any(improving, worsening, back, resolving, unchanged), thingMoves)
	f.when(plainly && f.any(resolving) && !f.any(negating) && !person, thingDone)
	f.when(f.any(resolving, changedWord) && person && f.has(pastSelf), selfFixed)
	f.when(f.has(unchanged) && f.any(downward, unable, faulty, negating, seeing, affected), sameProblem)
	f.when(f.any(hedged, suspecting, causing, blaming) && sn.aboutThing(), hedgeThing)
}

// bareClaim reports whether the sentence says what the thing is: "it's the
// cache", "this is a dns issue".
func (sn *sentence) bareClaim() bool {
	for i := 0; i+2 < len(sn.words) && i < 4; i++ {
		a, b := sn.words[i].low, sn.words[i+1].low
		if a == "it's" || a == "that's" {
			return articles[b] || sn.words[i+1].kind == entity
		}
		if (a == "it" || a == "this" || a == "that") && (b == "is" || b == "was") {
			return articles[sn.words[i+2].low] || sn.words[i+2].kind == entity
		}
	}
	return false
}

var articles = set("the a an that this our my your their its just actually only")

// startsHedged reports whether the sentence opens with a doubt or a suspicion.
func (sn *sentence) startsHedged() bool {
	for i := range sn.hits {
		if h := &sn.hits[i]; (h.cue == hedged || h.cue == suspecting) && h.start <= 2 && (h.start == 0 || leadIns[sn.words[h.start-1].low]) {
			return true
		}
	}
	return false
}

// aboutThing reports whether what follows the doubt has a thing for its subject.
func (sn *sentence) aboutThing() bool {
	if sn.has.any(proposing, futureSelf, askingOther) {
		return false
	}
	from := skipFrame(sn.words, 0)
	w := &sn.words[from]
	return !pronouns[w.low] && !whWords[w.low] && !bareVerbs[w.low] && w.low != "let's"
}
