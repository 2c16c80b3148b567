package agents

import "strings"

// sameClaim is the likeness, in percent, from which two statements are taken
// for one explanation.
const sameClaim = 50

// claim is an explanation that a message offers.
type claim struct {
	text  string
	terms []term
	sn    int // the sentence it stands in
}

// links between a cause and what it causes. After a backward one the cause
// follows, before a forward one it stands.
var (
	backwardLinks = framesOf("because of|because|due to|caused by|thanks to|as a result of|the result of|comes from|came from|coming from|stems from|triggered by|introduced by|broken by|blame|related to|has to do with|have to do with|something to do with|side effect of|the side effect of")
	forwardLinks  = framesOf("caused|is causing|was causing|causes|causing|broke|is breaking|breaks|breaking|triggered|triggers|is to blame|are to blame|is the culprit|is the cause|is responsible|is at fault|break|trigger|have caused|has caused|could have caused|may have caused|cause|explains|would explain")
)

// claims returns the explanation that the message offers, if it can be stated.
func (sc *scene) claim() (claim, bool) {
	best, most := -1, 0
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		score := sc.parts[i][colHypothesis] + 60*explanatory(sn)
		if best < 0 || score > most {
			best, most = i, score
		}
	}
	if best < 0 {
		return claim{}, false
	}
	sn := &sc.d.sentences[best]
	text, ok := sn.explanation()
	if !ok {
		return claim{}, false
	}
	if badOpening(text, sn.has) {
		return claim{}, false
	}
	ts := termsOf(text)
	telling := 0
	for _, t := range ts {
		if t.w > 1 {
			telling++
		}
	}
	if telling == 0 {
		return claim{}, false
	}
	return claim{text, ts, best}, true
}

// badOpenings begin what somebody does, wants or asks, which explains nothing.
var badOpenings = set("let's which who what what's why how where when please try see can could should shall would do don't not here thanks thank there's")

// badOpening reports whether a statement cannot be an explanation by its first
// words: it asks, bids, or tells what the author does.
func badOpening(text string, f features) bool {
	first, rest, _ := strings.Cut(strings.ToLower(text), " ")
	if first == "my" {
		return strings.HasPrefix(rest, "point") || strings.HasPrefix(rest, "preference")
	}
	if pronouns[first] {
		return !f.any(hedged, suspecting) || f.any(proposing, futureSelf, askingOther, willLook, opinion)
	}
	return badOpenings[first] || first == ""
}

// explanatory counts the marks of an explanation in a sentence.
func explanatory(sn *sentence) int {
	n := 0
	for _, c := range [...]cue{suspecting, causing, blaming, hedged, faulty, bareClaim, hedgeFault, hedgeCause, askFault} {
		if sn.has.has(c) {
			n++
		}
	}
	if sn.has.has(startsHedged) {
		n++
	}
	if sn.has.any(proposing, askingOther, futureSelf, thanking) {
		n -= 2
	}
	return n
}

// explanation states the sentence's explanation as a short clause.
func (sn *sentence) explanation() (string, bool) {
	ws := sn.words
	from, to := 0, len(ws)
	for i := range ws {
		if n := linkAt(backwardLinks, ws, i); n > 0 && i+n < len(ws) && !ws[i].code {
			from = i + n
			break
		}
		if n := linkAt(forwardLinks, ws, i); n > 0 && i > 0 {
			if i+n >= len(ws) || pointers[ws[i+n].low] {
				to = i
			}
			break
		}
	}
	if from == 0 {
		from = lateFrame(ws[:to])
	}
	from = skipFrame(ws[:to], from)
	to = min(to, clauseEnd(ws, from, statementWords))
	if from >= to {
		return "", false
	}
	part := ws[from:to]
	if sn.question && auxWords[part[0].low] {
		part = uninvert(part)
	}
	part = unhedge(part)
	if len(part) == 0 {
		return "", false
	}
	text := tidy(lowerFirst(say(part), &part[0]), statementRunes)
	return text, text != ""
}

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

// lateFrame returns where a doubt opens a clause inside the sentence: "in the
// end, I think that …", "if so, then maybe …".
func lateFrame(ws []word) int {
	for i := 1; i+2 < len(ws); i++ {
		if ws[i-1].after != ',' && ws[i-1].low != "then" && ws[i-1].low != "but" && ws[i-1].low != "and" {
			continue
		}
		if n := frameAt(ws, i); n > 1 && i+n < len(ws) || leadIns[ws[i].low] && doubts[ws[i].low] {
			return i
		}
	}
	if i := opener(ws); i > 0 {
		return i
	}
	return 0
}

var doubts = set("maybe perhaps probably possibly presumably likely")

var openings = set("in for at on however so anyway overall also well oh ok otherwise unfortunately basically optimistically apparently notably interestingly first second finally")

// opener returns where a sentence goes on after a phrase that only leads into
// it: "for this reason, …".
func opener(ws []word) int {
	if !openings[ws[0].low] {
		return 0
	}
	for i := 0; i < len(ws)-3 && i < 7; i++ {
		if ws[i].after == ',' {
			return i + 1
		}
	}
	return 0
}

// pointers point at the trouble instead of naming anything.
var pointers = set("this that it these those the problem issue failure breakage outage trouble all")

// states are words that a question turns round its subject with.
var states = set("down up full broken corrupt corrupted stale slow stuck dead on off out in at by still already being too to not using running missing wrong available enough ok fine red green there set different")

// uninvert turns a question into the statement it asks about: "was mathlib
// bumped" into "mathlib was bumped".
func uninvert(ws []word) []word {
	aux := ws[0]
	rest := ws[1:]
	if len(rest) == 0 {
		return ws
	}
	if rest[0].low == "there" || rest[0].low == "it" || rest[0].low == "this" || rest[0].low == "that" {
		if len(rest) > 1 {
			return rest[1:]
		}
		return nil
	}
	if aux.low == "did" || aux.low == "does" || aux.low == "do" {
		return rest
	}
	for i := 1; i < len(rest); i++ {
		l := rest[i].low
		if states[l] || strings.HasSuffix(l, "ed") || strings.HasSuffix(l, "ing") && len(l) > 5 || participles[l] || articles[l] {
			out := make([]word, 0, len(ws))
			out = append(out, rest[:i]...)
			aux.raw = aux.low
			out = append(out, aux)
			return append(out, rest[i:]...)
		}
	}
	return rest
}

var participles = set("been gone lost hit set put cut shut run broken taken made done built sent found left kept hung")

// unhedge drops words that only say how sure somebody is, and addresses.
func unhedge(ws []word) []word {
	out := make([]word, 0, len(ws))
	for i := range ws {
		switch ws[i].low {
		case "probably", "maybe", "perhaps", "possibly", "likely", "presumably", "somehow", "just", "actually", "basically", "apparently", "simply", "again":
			if len(out) > 0 && ws[i].after == ',' {
				out[len(out)-1].after = ','
			}
			continue
		}
		if ws[i].kind == link || ws[i].kind == mention && len(out) == 0 && ws[i].after != 0 {
			continue
		}
		out = append(out, ws[i])
	}
	return out
}

// explains reports whether the sentence of the claim has some mark of an
// explanation, so that a bare symptom is not put on the board as one.
func (sc *scene) explains(c claim) bool {
	return sc.d.sentences[c.sn].has.any(suspecting, hedged, causing, blaming, faulty, bareClaim, askFault, askCause, askChange)
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
