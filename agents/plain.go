package agents

import "strings"

// Plain forms are sentences whose shape alone says what they do.

// guesses open a question or a statement that offers an explanation; what
// follows must name a thing.
var guesses = framesOf("could it be that|could it be|could this be|could that be|might it be|might this be|can it be that|can it be|is it possible that|is it|is this|is that|was it|was that|was this|isn't it|isn't this|may it be|what if it's|what if|" +
	"any chance it's|any chance it is|any chance that|any chance|could they be|could it have been|is there a chance that|maybe it's|perhaps it's|maybe it is|perhaps it is|maybe just|it's probably|probably just|it could be|it might be|it may be|it must be|it's got to be|it has to be|must be|could be|might be|i wonder if it's|i wonder if|i wonder whether|wonder if|wondering if|" +
	"i suspect that|i suspect|i bet it's|i bet it is|i bet that|i bet|i think it's|i think it is|i think it was|my guess is that it's|my guess is that|my guess is|my guess|my bet is|my bet|my money is on|i blame|i'd blame|my hunch is that|my hunch is|my theory is that|my theory is|my suspicion is|suspect|i'd guess it's|i guess it's|i guess it is|" +
	"it's because of|it's because|it is because of|it is because|because of|i think that|i think|i believe that|i believe|looks like it's|looks like it is|it looks like it's|looks like|it looks like|seems to be|feels like|it feels like|smells like|it smells like|sounds like|it sounds like|probably|perhaps|maybe|presumably|likely|possibly")

// notThings cannot begin the name of a cause: words for people, plans and how
// the trouble itself goes.
var notThings = set("still only just ok fine down up back possible working fixed on off for me us you we i they he she someone somebody anyone worth time safe true possibly better good going not so in at to too there this that it normal expected known intended done over ready enough anything something everyone everybody now already also again if when let's can should could would try wait later tomorrow monday next as by more people who what where because happening affecting using showing your my urgent serious bad clear us-only everywhere")

// faultful reports whether the sentence names a fault or a change.
func (sn *sentence) faultful() bool {
	return sn.has.any(faulty, changed, causing, blaming, downward)
}

// offers reports whether the sentence offers a thing as the cause: it opens with
// a guess, and goes on with a thing; left is how many words tell of it.
func (sn *sentence) offers() (guess, thing bool, left int) {
	ws := sn.words
	i := 0
	for i < len(ws) && i < 4 && leadIns[ws[i].low] && linkAt(guesses, ws, i) == 0 {
		i++
	}
	if at := lateFrame(ws); at > i && i == 0 && at < 6 {
		i = at
	}
	n := 0
	for i < len(ws) && i < 8 {
		k := linkAt(guesses, ws, i)
		if k == 0 {
			break
		}
		n, i = n+k, i+k
	}
	if n == 0 || i >= len(ws) {
		return false, false, 0
	}
	for i < len(ws)-1 && (articles[ws[i].low] || ws[i].low == "some" || ws[i].low == "new" || ws[i].low == "related") {
		i++
	}
	w := &ws[i]
	if notThings[w.low] || pronouns[w.low] || strings.HasSuffix(w.low, "ing") && len(w.low) > 6 || w.kind == number || w.kind == mention || w.kind == link {
		return true, false, 0
	}
	return true, len(w.low) > 1, len(trimmed(ws[i:]))
}

// closings are words which, in a plain statement, settle an explanation: those
// that clear it, and those that find it.
var (
	clearings = framesOf("so it's not|so it isn't|so it is not|so it wasn't|so it was not|it's not the|it's not a|it isn't the|it is not the|it wasn't the|it was not the|that's not it|that isn't it|that wasn't it|not the cause|not the culprit|not the problem|not the reason|not the issue|isn't the cause|isn't the problem|wasn't the cause|isn't the reason|" +
		"ruled out|rules out|rules that out|rules it out|rule that out|rule it out|can rule out|can exclude|excluded|excludes|crossed out|cross it out|cross that out|off the list|red herring|false lead|false trail|wrong track|exonerated|nothing to do with|innocent|not guilty|definitely not|certainly not|so not the|" +
		"then it's not|then it isn't|it's not that|it's not them|it's none of|so that's not|so that isn't|so that wasn't|so it's none|not it|it can't be|can't be the|cannot be the")
	findings = framesOf("confirmed it's|confirmed it was|confirmed that|confirmed|found it|found the culprit|found the cause|found the reason|found the problem|found the bug|that was it|that's it|that's the one|it was the|it was indeed|it is indeed|it's indeed|was indeed|is indeed|so it was|so it's the|so it is the|it's definitely|it is definitely|it was definitely|definitely the|" +
		"that's the cause|that's our cause|that's the culprit|that's the reason|that's the problem|that's the bug|is the culprit|was the culprit|is the cause|was the cause|root cause is|root cause was|root cause found|the cause was|the culprit was|the culprit is|turns out it was|turns out it's|turned out to be|turns out to be|" +
		"mystery solved|case closed|that's proof|proves it|proven|smoking gun|case solved|we have a winner|guilty|bingo")
)

// closes reports whether the sentence is a clear verdict, and whether one that
// clears the suspect.
func (sn *sentence) closes() (closes, clears bool) {
	f := &sn.has
	if sn.question || f.any(hedged, suspecting, uncertain, hoping, proposing, askingOther, futureSelf) && !f.has(refuting) && !f.has(confirming) {
		return false, false
	}
	for i := range sn.words {
		clear := linkAt(clearings, sn.words, i) > 0
		if !clear && linkAt(findings, sn.words, i) == 0 || doubtful(sn.words[max(i-3, 0):i]) {
			continue
		}
		return true, clear
	}
	return false, false
}

// doubtful reports whether words take a closing back: "if it's not the …".
func doubtful(ws []word) bool {
	for i := range ws {
		switch ws[i].low {
		case "if", "think", "guess", "maybe", "perhaps", "probably", "unless", "whether", "not", "yet", "until", "hope", "can't", "cannot", "haven't", "hasn't", "never", "sure", "could", "might", "may", "seems", "suspect", "bet", "assume", "believe", "to", "would", "be", "when":
			return true
		}
	}
	return false
}

// notServices are what is changed or run, not what people use: that a deploy
// failed hurts nobody yet.
var notServices = set("deploy deployment build job pod pods node host restart test tests rollback pipeline cron migration backup replica worker workers run check checks alert alerts container commit ci this that it them one everything old other others")

// hurts reports whether the sentence says no more than that a thing people use is
// down: "search is down", "uploads fail", "cannot pay".
func (sn *sentence) hurts() bool {
	f := &sn.has
	if sn.question || len(sn.words) > 7 || len(sn.words) < 2 || !f.any(downward, unable) ||
		f.any(hedged, suspecting, causing, futureSelf, proposing, askingOther, labouring, changeVerb, illWithout, unchanged, imperative, insisting, hasEntity, hasMeasure, conditional, hoping, blaming, pastTime, improving, back, resolving) {
		return false
	}
	i := 0
	for i < len(sn.words)-1 && (leadIns[sn.words[i].low] || articles[sn.words[i].low]) {
		i++
	}
	w := &sn.words[i]
	if w.low == "can't" || w.low == "cannot" || w.low == "unable" || w.low == "nobody" || w.low == "customers" || w.low == "users" {
		return len(sn.words) <= 6 && sn.words[len(sn.words)-1].low != "wrong"
	}
	h := sn.first(downward)
	if h == nil {
		h = sn.first(unable)
	}
	if h == nil || h.start <= i || h.end < len(sn.words)-2 || h.end < len(sn.words) && sn.words[h.end].low == "to" || w.kind != plain || pronouns[w.low] || stopWords[w.low] {
		return false
	}
	for j := i; j < h.start; j++ {
		if notServices[sn.words[j].low] || denials[sn.words[j].low] || j == h.start-1 && articles[sn.words[j].low] {
			return false
		}
	}
	return true
}

// proposes reports whether words of proposing stand from the given word on;
// before it, "could be" and the like are a guess.
func (sn *sentence) proposes(from int) bool {
	for i := range sn.hits {
		if h := &sn.hits[i]; h.cue == proposing && h.end > from {
			return true
		}
	}
	return false
}

// plainly notes the plain forms.
func (sn *sentence) plainly() {
	f := &sn.has
	for i := range sn.words {
		if l := sn.words[i].low; insists[l] && l != "well" && l != "though" {
			f.add(insisting)
		}
	}
	f.when(sn.atWork(), labouring)
	f.when(f.has(labouring) && len(sn.words) >= 3 && linkAt(midway, sn.words, 0) == 0, ownLabour)
	sn.noteStance()
	if guess, thing, left := sn.offers(); guess && thing && !f.any(askingOther, futureSelf, labouring) && (!sn.proposes(len(sn.words)-left) || sn.faultful() || f.has(suspecting)) {
		f.when(sn.question && len(sn.words) <= 14, askIt)
		f.when(sn.faultful(), askState)
		f.when(!sn.question && len(sn.words) <= 16, thinkIt)
		f.when(f.has(thinkIt) && (left <= 2 || sn.faultful() || f.has(suspecting)) && len(sn.words) <= 12 && !f.any(negating, back, improving, resolving), startGuess)
	}
	closes, clears := sn.closes()
	f.when(closes, closing)
	f.when(clears, clearing)
	f.when(sn.words[0].kind == mention && f.has(askingOther) && f.any(changeVerb, lookWord) && !f.has(whQuestion), askNamed)
	f.when(sn.hurts(), bareImpact)
}
