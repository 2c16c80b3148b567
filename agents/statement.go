package agents

import (
	"strings"
)

// marks are what the surroundings of a clause say about it.
type marks uint32

const (
	doubted     marks = 1 << iota // "I suspect …", "…, I guess"
	concluded                     // "so …", "then …"
	blamed                        // "because …", "… due to"
	called                        // "it's …", "there was …"
	rivalling                     // "or …"
	conditioned                   // "if …", "when …"
	relative                      // "which …"
	asked
	denied     // "I don't think …"
	unverbal   // a name without a verb
	vagueFirst // begins with it, that, they
	personal   // begins with I, you, we
	bidding    // begins with a bare verb
	heading    // a colon follows
	headed     // stands after a colon
	wondered   // asks who, what, why
)

// span is a clause of the message that may be its explanation.
type span struct {
	sn, from, to int
	end          int // of the clause with what trails after it
	marks        marks
	score        int
}

// maxSpans bounds the clauses that are compared.
const maxSpans = 32

// spans cuts sentences into clauses and strips each of what only leads into it
// or trails after it.
func appendSpans(out []span, sn *sentence, at int) []span {
	ws := sn.words
	before := marks(0)
	for from := 0; from < len(ws) && len(out) < maxSpans; {
		to := segmentEnd(sn, from)
		sp := span{sn: at, from: from, to: to, end: to, marks: before}
		before = 0
		if ws[to-1].after == ':' && to < len(ws) {
			sp.marks |= heading
		}
		if from > 0 && ws[from-1].after == ':' {
			sp.marks |= headed
		}
		if whWords[ws[from].low] && (from == 0 || sn.question) && from+1 < len(ws) && ws[from+1].low != "about" && ws[from+1].low != "if" {
			sp.marks |= wondered
		}
		if sp.marks&wondered == 0 || !sn.question {
			sp.trim(sn)
		}
		switch {
		case sp.from >= sp.to || hollow(ws[sp.from:sp.to]):
			// What says only how sure the author is speaks of its neighbour.
			if sp.marks&(doubted|called) != 0 && len(out) > 0 {
				out[len(out)-1].marks |= doubted
			}
			before = sp.marks & (doubted | concluded | blamed | rivalling)
		default:
			sp.look(sn)
			out = append(out, sp)
		}
		from = to
	}
	return out
}

// segmentEnd returns where the clause that begins at from ends.
func segmentEnd(sn *sentence, from int) int {
	ws := sn.words
	for i := from; i+1 < len(ws); i++ {
		if end := insertion(ws, i); end > 0 {
			i = end - 1
			continue
		}
		if cutAfter(sn, from, i) {
			return i + 1
		}
	}
	return len(ws)
}

// insertion returns where a remark between two commas ends that begins after
// the word at i, or 0: "…, which runs at noon, …", "…, I think, …".
func insertion(ws []word, i int) int {
	if ws[i].after != ',' || i+2 >= len(ws) {
		return 0
	}
	end := commaAfter(ws, i+1)
	if end >= len(ws) || end-i > 9 || isDash(&ws[end]) {
		return 0
	}
	if ws[i+1].low == "which" || ws[i+1].low == "who" {
		if breakers[ws[end].low] || subjects[ws[end].low] {
			return 0
		}
		return end
	}
	if tailAt(ws[i:end]) == end-i-1 || end-i == 2 && sureness[ws[i+1].low] {
		return end
	}
	return 0
}

// subjects begin a clause of their own after a comma.
var subjects = set("i we you they he she it i'm i've i'd i'll we're we've you're they're it's that's there's there someone somebody nobody who what why how let's")

// joints begin a clause of their own anywhere.
var joints = set("because but whereas although though unless whether except")

func cutAfter(sn *sentence, from, i int) bool {
	ws := sn.words
	w, next := &ws[i], &ws[i+1]
	if isDash(next) || w.after == ':' && i-from < 7 {
		return true
	}
	if w.after == ',' {
		if i > from && (w.low == "then" || doubts[w.low]) && !verbal(ws[from:i]) {
			return true
		}
		if breakers[next.low] || subjects[next.low] || sn.question && auxWords[next.low] {
			return true
		}
		if i+2 < len(ws) && auxWords[next.low] && (vague[ws[i+2].low] || strings.HasSuffix(next.low, "n't")) {
			return true
		}
		near := max(from, i-nearby)
		if at, _ := opening(ws, near, i+1); hollow(ws[at : i+1]) {
			return true
		}
		if verbal(ws[near:i+1]) && verbal(ws[i+1:commaAfter(ws, i+1)]) {
			return true
		}
		_, m := opening(ws, i+1, len(ws))
		return m&(doubted|called) != 0
	}
	switch {
	case next.low == "whether":
		return true
	case i == from:
		return false
	case joints[next.low], mainClauses[next.low] && leads[ws[from].low]&conditioned != 0:
		return true
	case next.low == "and" && i+2 < len(ws):
		if n, m := frameMarks(ws, i+2); n > 1 && m&doubted != 0 {
			return true
		}
		near := max(from, i-nearby)
		at, _ := opening(ws, near, i+1)
		return at > near && !verbal(ws[at:i+1]) && (auxWords[ws[i+2].low] || verbForms[ws[i+2].low].t == past && !nouny[ws[i+2].low])
	case next.low == "if" && i-from > 3 && w.low != "as", next.low == "so" && i+2 < len(ws) && !degrees[ws[i+2].low]:
		return verbal(ws[max(from, i-nearby) : i+1])
	case next.low == "since" && i+2 < len(ws):
		return subjects[ws[i+2].low] || articles[ws[i+2].low] && verbal(ws[i+2:min(i+2+nearby, len(ws))])
	case next.low == "as" && i+2 < len(ws):
		return ws[i+2].low == "far"
	case next.low == "which":
		return i+2 < len(ws) && (ws[i+2].low == "means" || ws[i+2].low == "would" || ws[i+2].low == "explains")
	}
	return false
}

// mainClauses begin what follows from a condition.
var mainClauses = set("you'd we'd i'd they'd there's it's then you'll we'll it'll")

var degrees = set("much many far that long often few big slow")

func isDash(w *word) bool {
	switch w.low {
	case "-", "--", "---", "—", "–", "=", "==", "->", "=>", "...":
		return true
	}
	return false
}

// nearby bounds how many words are looked at for each place to cut at.
const nearby = 24

// commaAfter returns where the words up to the next comma end, or those nearby.
func commaAfter(ws []word, from int) int {
	for i := from; i < len(ws); i++ {
		if ws[i].after == ',' || i-from > nearby {
			return i + 1
		}
	}
	return len(ws)
}

// trim strips what leads into the clause and what trails after it.
func (sp *span) trim(sn *sentence) {
	ws := sn.words
	at, m := opening(ws, sp.from, sp.to)
	sp.from, sp.marks = at, sp.marks|m
	if sn.question && sp.to == len(ws) {
		sp.marks |= asked
	}
	to, m := closing(ws, sp.from, sp.to, sn.question)
	sp.to, sp.marks = to, sp.marks|m
	for i := sp.from; i < sp.to; i++ {
		if n := linkAt(backwardLinks, ws[:sp.to], i); n > 0 && i+n < sp.to && !ws[i].code {
			at, m := opening(ws, i+n, sp.to)
			sp.from, sp.marks = at, sp.marks|m|blamed
			return
		}
		if n := linkAt(forwardLinks, ws[:sp.to], i); n > 0 && i > sp.from {
			sp.marks |= blamed
			if i+n >= sp.to || allVague(ws[i+n:sp.to]) {
				sp.to = i
				if sp.marks&asked != 0 && auxWords[ws[sp.from].low] {
					sp.from++
				}
			}
			return
		}
	}
}

// look notes the form of the clause.
func (sp *span) look(sn *sentence) {
	ws := sn.words[sp.from:sp.to]
	first := ws[0].low
	if !verbal(ws) {
		sp.marks |= unverbal
	}
	if (vague[first] || strings.HasPrefix(first, "they'")) && (len(ws) == 1 || first != "that" && first != "this" || !commonNoun(&ws[1])) {
		sp.marks |= vagueFirst
	}
	if first == "mine" || first == "me" || pronouns[first] && first != "they" && first != "they're" {
		sp.marks |= personal
	}
	if bareVerbs[first] && sp.marks&asked == 0 {
		sp.marks |= bidding
	}
}

// sureness are words that only say how sure somebody is, or nothing.
var sureness = set("probably maybe perhaps possibly likely presumably somehow just actually basically apparently simply again really also still well even surely certainly definitely obviously supposedly conceivably potentially literally recently already only rather indeed")

// leads are words before a clause that are no part of it, and what they say of it.
var leads = func() map[string]marks {
	out := map[string]marks{}
	for w := range leadIns {
		out[w] = 0
	}
	for m, words := range map[marks]string{
		0:           "and but also hi hello hey morning omg uff uh uhh uuuh ahh oof eh er erm argh whoa huh interesting plus that that's meanwhile there. lol haha guys folks all fyi imo imho tbh honestly curious funny bravo voila except though although even at-least surely certainly obviously rather otherwise",
		doubted:     "maybe perhaps probably possibly presumably likely apparently seemingly supposedly conceivably potentially whether suspect guessing suspecting wondering smells",
		concluded:   "so then therefore hence thus ergo",
		blamed:      "because",
		rivalling:   "or unless alternatively",
		conditioned: "if when while as once until",
		relative:    "which who whose where what",
	} {
		for w := range set(words) {
			out[w] = m
		}
	}
	return out
}()

// opening returns where a clause begins after what leads into it, and what that
// says of it.
func opening(ws []word, from, to int) (int, marks) {
	m := marks(0)
	for at := from; at < to; {
		w := &ws[at]
		if w.code {
			return at, m
		}
		if isDash(w) || w.kind == mention && at+1 < to && (w.after == ',' || w.after == ':' || addressed(&ws[at+1])) {
			at++
			continue
		}
		if n, k := frameMarks(ws[:to], at); n > 0 {
			at, m = at+n, m|k
			continue
		}
		if interjection(w.low) {
			at++
			continue
		}
		if greetings[w.low] {
			// A greeting goes on with a name at most.
			at++
			for at < to && ws[at-1].after == 0 && to-at <= 2 && from == 0 {
				at++
			}
			continue
		}
		if k, ok := leads[w.low]; ok && !kept(ws[:to], from, at) {
			at, m = at+1, m|k
			continue
		}
		return at, m
	}
	return to, m
}

// addressed reports whether a word goes on after the name of somebody who is
// spoken to.
func addressed(next *word) bool {
	_, leads := leads[next.low]
	return (leads || subjects[next.low] || selves[next.low]) && next.low != "is" && next.low != "who"
}

// kept reports whether a word that may lead into a clause belongs to it: "that
// directory", "only two of them", and what a question begins with.
func kept(ws []word, from, at int) bool {
	switch ws[at].low {
	case "is":
		return at == from
	case "that":
		return at+1 < len(ws) && commonNoun(&ws[at+1])
	case "all", "only", "even":
		return true
	case "so":
		return at+1 < len(ws) && (ws[at+1].low == "many" || ws[at+1].low == "much")
	}
	return false
}

var greetings = set("hi hello hey hallo bonjour morning moin ciao hola servus greetings dear")

// interjection reports whether a word is made of the letters that people
// breathe out with: oh, ahh, hmmm.
func interjection(s string) bool {
	return len(s) > 1 && strings.Trim(s, "oahum") == "" && s != "ham" && s != "hum"
}

// frameMarks measures the phrase at a place that says how sure somebody is.
func frameMarks(ws []word, at int) (int, marks) {
	if (ws[at].low == "what" || ws[at].low == "how") && at+1 < len(ws) && ws[at+1].low == "about" {
		return 2, doubted
	}
	if n, k := epistemic(ws, at); n > 0 {
		return n, k
	}
	if n := nounFrame(ws, at); n > 0 {
		return n, doubted
	}
	if n, k := impersonal(ws, at); n > 0 {
		return n, k
	}
	n := frameAt(ws, at)
	if n == 0 {
		return 0, 0
	}
	switch ws[at].low {
	case "it's", "that's", "there's", "there", "so":
		return n, called
	case "it", "this", "that":
		if n == 2 {
			return n, called
		}
	case "because", "due", "caused":
		return n, blamed
	case "did", "we", "wait", "hang", "afaict", "iirc", "iiuc", "turns":
		return n, 0
	}
	return n, doubted
}

var (
	selves     = set("i we i'm i'd i'll i've we'd")
	softeners  = set("would do really still also just rather do almost can could was am bit kind of rather strongly tend to seem half only have had more")
	opinions   = set("think thought guess suspect suspected believe believed suppose bet assume assumed imagine reckon say wonder fear expect guessing thinking suspecting assuming betting wondering leaning remember heard understand worry worried afraid feel sure")
	afterFrame = set("that it's if whether on like because of for")
)

// epistemic measures "I would guess that", "I'm afraid", "we assume".
func epistemic(ws []word, at int) (int, marks) {
	if !selves[ws[at].low] {
		return 0, 0
	}
	i := at + 1
	m := doubted
	for i < len(ws) && i < at+4 && (softeners[ws[i].low] || sureness[ws[i].low] || strings.HasSuffix(ws[i].low, "n't")) {
		if strings.HasSuffix(ws[i].low, "n't") || ws[i].low == "not" {
			m |= denied
		}
		i++
	}
	if i >= len(ws) || !opinions[ws[i].low] {
		return 0, 0
	}
	if ws[i].low == "wonder" && m&denied != 0 || ws[i].low == "sure" && m&denied != 0 {
		m &^= denied
	}
	if ws[i].low == "thought" {
		m &^= doubted
	}
	i++
	for i < len(ws) && i < at+9 && afterFrame[ws[i].low] {
		i++
	}
	return i - at, m
}

var (
	framers = set("my our the a another one first best wild other current other only real main new next working obvious most likely root good")
	notions = set("guess bet hunch theory suspicion suspect hypothesis culprit cause reason problem issue trouble explanation money possibility idea candidate thing one point question catch")
	copulas = set("is was would could might must be goes seems to remains being")
)

// nounFrame measures "my first suspicion goes to", "the only explanation is that".
func nounFrame(ws []word, at int) int {
	i := at
	for i < len(ws) && i < at+4 && framers[ws[i].low] {
		i++
	}
	if i == at || i >= len(ws) || !notions[strings.TrimSuffix(ws[i].low, "'s")] {
		return 0
	}
	found := ws[i].after == ':' || ws[i].after == ',' || strings.HasSuffix(ws[i].low, "'s")
	i++
	if i+2 < len(ws) && (ws[i].low == "that" || ws[i].low == "i'd" || ws[i].low == "i" || ws[i].low == "we" || ws[i].low == "which") {
		for j := i + 1; j < len(ws)-1 && j < i+5; j++ {
			if ws[j].low == "is" || ws[j].low == "was" || ws[j].low == "would" {
				i = j
				break
			}
		}
	}
	for i < len(ws) && i < at+12 && (copulas[ws[i].low] || found && afterFrame[ws[i].low]) {
		found = true
		i++
	}
	if !found {
		return 0
	}
	for i < len(ws) && i < at+14 && afterFrame[ws[i].low] {
		i++
	}
	return i - at
}

var (
	seemings = set("could might may must would can should has have seems seem looks look appears sounds sound smells feels turns")
	fillers  = set("be been have to out well also just still simply like that as though rather very much me actually really probably only even then all")
)

// impersonal measures "it could also be that", "looks as if", "must have been".
func impersonal(ws []word, at int) (int, marks) {
	i := at
	if vague[ws[i].low] || ws[i].low == "which" || ws[i].low == "what" {
		i++
	}
	if i >= len(ws) || !seemings[strings.TrimSuffix(ws[i].low, "'ve")] {
		return 0, 0
	}
	if l := ws[i].low; (l == "has" || l == "have") && (i+2 >= len(ws) || ws[i+1].low != "to" || ws[i+2].low != "be") {
		return 0, 0
	}
	contracted := strings.HasSuffix(ws[i].low, "'ve")
	i++
	n := i
	for i < len(ws) && i < at+7 && (fillers[ws[i].low] || i > n && afterFrame[ws[i].low]) {
		i++
	}
	if i == n && !contracted {
		return 0, 0
	}
	return i - at, doubted
}

// tails trail after a clause, longest first for each last word.
var tails = tailsOf("i guess|i bet|i think|i suppose|i reckon|i believe|i'd guess|i'd say|i'd bet|i would guess|i would say|i would bet|i assume|i suspect|i'm guessing|i imagine|i fear|i wonder|isn't it|isn't that so|is it|wasn't it|aren't they|doesn't it|don't you think|do you think|or what|or something|or so|or not|or similar|or whatever|" +
	"by any chance|by the way|just saying|of course|at least|as well|after all|as far as i can tell|as far as i can see|as far as i know|if i remember correctly|if i'm not mistaken|has to be|must be|that must be|my guess|is my guess|is my bet|would be my guess|to be honest|you know|as usual|as always|i'm sure|no doubt|" +
	"for sure|as it seems|it seems|it looks like|by now|at this point|i hear|i heard|i'm afraid|i mean|or is it|leaving this here|my two cents|as i see it|as far as i remember|as far as i understand")

func tailsOf(list string) map[string][][]string {
	out := map[string][][]string{}
	for f := range strings.SplitSeq(list, "|") {
		ws := strings.Fields(f)
		out[ws[len(ws)-1]] = append(out[ws[len(ws)-1]], ws)
	}
	return out
}

// trailing are single words that trail after a clause.
var trailing = set("then too also again maybe perhaps probably though somehow lol wtf haha or and but please anyway surely apparently actually possibly presumably tbh imo imho afaik afaict iirc btw edited eh hmm nvm obviously indeed already rather")

// times go with "then".
var times = set("since by until till before back")

// tags trail after a comma, or after a question.
var tags = set("no right correct yes sorry ok thanks classic")

// closing returns where a clause ends before what trails after it.
func closing(ws []word, from, to int, question bool) (int, marks) {
	m := marks(0)
	for to > from+1 {
		w := &ws[to-1]
		if w.code {
			break
		}
		if n := tailAt(ws[from:to]); n > 0 {
			to, m = to-n, m|doubted
			continue
		}
		if trailing[w.low] && (w.low != "then" || !times[ws[to-2].low]) || isDash(w) {
			if doubts[w.low] || w.low == "surely" {
				m |= doubted
			} else if w.low == "then" {
				m |= concluded
			}
			to--
			continue
		}
		if tags[w.low] && (ws[to-2].after == ',' || question && w.after == '?' && !auxWords[ws[from].low] && w.low == "right") {
			to--
			continue
		}
		break
	}
	return to, m
}

func tailAt(ws []word) int {
	best := 0
	for _, f := range tails[ws[len(ws)-1].low] {
		if len(f) <= best || len(f) >= len(ws) {
			continue
		}
		ok := true
		for k := range f {
			ok = ok && ws[len(ws)-len(f)+k].low == f[k]
		}
		if ok {
			best = len(f)
		}
	}
	return best
}

// hollowWords say nothing about what is wrong.
var hollowWords = set("theory guess bet related suspicion suspect reason cause culprit vote story betting man hypothesis idea possibility thing something anything nothing problem issue trouble question answer case point case money explain explains explained candidate saying coffee bug error failure fault happens happened weird strange odd funny " +
	"curious interesting nice cool clear good bad fine mine yours again wrong right true possible sure lol known new all one here there now today yesterday time last first way sort kind connected connection relevant coincidence unrelated news difference different same exactly wild stupid silly dumb quick tell tells look looks")

// hollow reports whether words name nothing that could be wrong.
func hollow(ws []word) bool {
	for i := range ws {
		w := &ws[i]
		if w.kind == entity || w.kind == mention {
			return false
		}
		if w.kind == number && strings.IndexByte(w.low, '.') > 0 && strings.IndexByte(w.low, '.') < len(w.low)-1 {
			return false
		}
		if w.kind == plain && len(w.low) > 1 && !stopWords[w.low] && !hollowWords[w.low] && !verbalContractions[w.low] && !sureness[w.low] {
			return false
		}
	}
	return true
}
