package agents

import "strings"

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

// Words that a statement cannot end or begin with: what follows, or what they
// belong to, has been cut off or fell away.
var (
	danglingEnds  = set("in at of to for with from by on is are was were be been the a an and or but because that than as into my your our this these very which who when where if whether not")
	loneOpenings  = set("e.g eg i.e to worth safe prudent better easier also as more very than or nor whether include make sure instead")
	ordersAnybody = set("should shouldn't must please let's")
)

// wellFormed reports whether a statement is whole: it does not break off, does
// not begin in the middle, and names more than a person.
func wellFormed(part []word) bool {
	first, last := &part[0], &part[len(part)-1]
	if danglingEnds[last.low] && !last.code || loneOpenings[first.low] && !first.code {
		return false
	}
	if first.kind == mention {
		return false
	}
	for i := range part {
		if ordersAnybody[part[i].low] && i < 4 {
			return false
		}
	}
	return true
}

// explains reports whether the sentence of the claim has some mark of an
// explanation, so that a bare symptom is not put on the board as one.
func (sc *scene) explains(c claim) bool {
	f := &sc.d.sentences[c.sn].has
	if f.any(proposing, opinion, askingOther) && !f.any(suspecting, blaming, causing, hedgeFault) { // what could be built or done
		return false
	}
	return c.marks&(doubted|blamed|asked|rivalling|concluded|called) != 0 || f.any(suspecting, hedged, causing, blaming, faulty, bareClaim, askFault, askCause, askChange)
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
