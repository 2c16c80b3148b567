package agents

import "strings"

// labours are verbs of looking into something, in the form in which people say
// what they are at.
var labours = set("looking checking reading comparing digging reviewing grepping tailing watching tracing bisecting debugging investigating searching scanning studying inspecting verifying poking profiling diffing combing chasing sifting hunting examining analysing analyzing browsing walking staring testing measuring querying trawling working going reproducing exploring")

// still at it, without a verb: "half way through", "still on the config".
var midway = framesOf("half way|halfway|still on|still at|almost through|nearly through|deep in|busy with|almost done with|nearly done with|halfway through|half way through|on the|in the middle of|partway through|part way through|stuck into|knee deep|done with half|about half")

// leadsToWork may stand before the verb of work.
var leadsToWork = set("i'm i am we're we are still now just currently also and so ok well yes right busy atm on it already slowly meanwhile back to me here")

// atWork reports whether the sentence only says what its author is at.
func (sn *sentence) atWork() bool {
	ws := sn.words
	if sn.question || len(ws) == 0 {
		return false
	}
	i := 0
	for i < len(ws) && i < 5 && leadsToWork[ws[i].low] && linkAt(midway, ws, i) == 0 {
		i++
	}
	if i >= len(ws) {
		return false
	}
	low := ws[i].low
	if n := linkAt(midway, ws, i); n > 0 && (low != "on" || len(ws) <= 6 && i == 0 && sn.has.any(presentTime)) {
		return len(ws) <= 14 && !sn.reports(i+n)
	}
	if !labours[low] {
		return false
	}
	next := ""
	if i+1 < len(ws) {
		next = ws[i+1].low
	}
	switch low {
	case "going":
		if next != "through" && next != "over" {
			return false
		}
	case "looking", "working":
		if appearances[next] {
			return false
		}
	case "testing", "reading":
		if i == 0 && next == "is" {
			return false
		}
	}
	return !sn.reports(i + 1)
}

// appearances follow "looking" where a thing does the looking.
var appearances = set("good better bad fine ok great normal healthy green worse like again now forward stable promising")

// appears reports whether the sentence opens with how a thing looks: "looking good".
func (sn *sentence) appears() bool {
	ws := sn.words
	return len(ws) > 1 && (ws[0].low == "looking" && appearances[ws[1].low] || len(ws) > 2 && ws[1].low == "looking" && appearances[ws[2].low])
}

// reports reports whether what follows the verb of work says what was found: a
// verb of finding, a figure, a clause of its own.
func (sn *sentence) reports(from int) bool {
	for i := from; i < len(sn.words); i++ {
		w := &sn.words[i]
		switch w.low {
		case "shows", "show", "showed", "says", "found", "see", "saw", "fails", "failed", "failing", "looks", "seems", "is", "are", "was", "were", "has", "have", "had", "it's", "there's", "doesn't", "don't", "didn't", "isn't", "reveals", "suggests":
			return i > from && !whWords[sn.words[from].low] && sn.words[i-1].low != "if" && !whetherBefore(sn.words[from:i])
		}
		if w.kind == number && isMeasure(w.low) {
			return true
		}
	}
	return false
}

// whetherBefore reports whether words open an indirect question.
func whetherBefore(ws []word) bool {
	for i := range ws {
		if l := ws[i].low; l == "if" || l == "whether" || whWords[l] {
			return true
		}
	}
	return false
}

// onlyWork reports whether all that the message says is what its author is at.
func (sc *scene) onlyWork() bool {
	if len(sc.d.sentences) == 0 || len(sc.d.logs) > 0 {
		return false
	}
	for i := range sc.d.sentences {
		if sn := &sc.d.sentences[i]; !sn.has.has(labouring) && len(sn.words) > 2 {
			return false
		}
	}
	return sc.f.has(labouring)
}

// ambiguous are words that are as often the name of a change as a verb.
var ambiguous = set("deploy release patch fix drain restart reboot merge revert rollback failover build rebuild push drop switch reset upgrade downgrade hotfix update scale block clean cleanup retry change limit run set put start close move use split raise open cancel purge flush pull kick pin bump workaround make take edit redeploy rerun throttle install")

// beforeVerb are words after which a bare verb is one.
var beforeVerb = set("let's to we i you should could can please just then and or might must i'll we'll will i'd we'd would about going-to maybe perhaps someone somebody anyone try need not also don't first ok so i've it us can't them now may people they who")

// afterVerb are words that begin what a verb is done to.
var afterVerb = set("the a an it this that these those them all my our your its everything back one both some to on off down from up over any every each another with for by things something")

// verbal reports whether the change that begins at word i is done, not named:
// "deploy looks odd" and "the restart" change nothing.
func (sn *sentence) verbal(i int) bool {
	ws := sn.words
	low := ws[i].low
	prev, next := "", ""
	if i > 0 {
		prev = ws[i-1].low
	}
	if i+1 < len(ws) {
		next = ws[i+1].low
	}
	if articles[prev] && prev != "just" && prev != "only" && prev != "actually" || prev == "any" || prev == "every" || prev == "no" || prev == "last" || prev == "next" || prev == "new" || prev == "after" || prev == "before" || prev == "since" {
		return false
	}
	if !ambiguous[low] {
		return true
	}
	start := i == 0 || leadIns[prev] || ws[i-1].kind == mention || ws[i-1].after == ',' || ws[i-1].after == ':'
	if !start && !beforeVerb[prev] && !strings.HasSuffix(prev, "n't") {
		return false
	}
	if beforeVerb[prev] && prev != "and" && prev != "or" && prev != "ok" && prev != "so" && prev != "to" && !start {
		return true
	}
	return next == "" && prev != "" && i <= 3 || afterVerb[next] || i+1 < len(ws) && ws[i+1].kind == entity ||
		next != "" && !auxWords[next] && !changedStates[next] && !stopWords[next] && !start || start && next != "" && !namesChange(next)
}

// changedStates follow the name of a change, not a verb.
var changedStates = set("looks seems failed fails finished went took takes broke broken seemed looked started was is odd fine done running now today yesterday stuck")

// namesChange reports whether the word makes a name with the one before it:
// "deploy diff", "restart count".
func namesChange(next string) bool {
	return changedStates[next] || auxWords[next] || stopWords[next] || compounds[next]
}

var compounds = set("diff config log logs notes job jobs pipeline time times train script window plan count counter loop commit tag branch list page channel process button key keys version number run runs failure failures error errors status history bot queue step order freeze request requests")

// changes reports whether the sentence has a verb of change, and where it begins.
func (sn *sentence) changes() (int, bool) {
	for _, h := range sn.hits {
		switch h.cue {
		case changedWord, changingWord, weakChanged, weakChanging:
			if h.start > 0 && articles[sn.words[h.start-1].low] && sn.words[h.start-1].low != "just" {
				continue
			}
			return h.start, true
		case changeWord, weakChange:
			if sn.verbal(h.start) {
				return h.start, true
			}
		}
	}
	return 0, false
}
