package agents

// What a sentence says of a suspected cause follows from two things: whether it
// speaks of a case without the suspect (hosts that never got the deploy, after
// the rollback, with the flag off), and whether things go ill or well there. Ill
// without it, or well with it, speaks against; the other two speak for.

// spared are words that tell of a case without the suspect.
var spared = framesOf("without|never|old|older|previous|prior to|before|unrelated|untouched|untouched by|not on|not using|not running|don't use|doesn't use|don't have|doesn't have|didn't get|didn't have|don't talk|" +
	"don't run|doesn't run|doesn't talk|don't touch|doesn't touch|hasn't got|haven't got|isn't on|aren't on|not affected by|after the rollback|after rollback|after rolling back|after the revert|after reverting|after i reverted|" +
	"after the restart|after a restart|after restarting|after disabling|after removing|after clearing|after turning|since the rollback|since the revert|since we reverted|since we rolled|despite|even with|other|others|elsewhere|" +
	"off|disabled|reverted|removed|rolled back|excluded|bypassed|bypassing|turned off|switched off|gone from|even after|also after|still after|other than|excluding|no longer on|opted out|predates|predate|predated")

// ills are words for things going ill, and wells for going well; both are taken
// the other way round after a denial.
var (
	ills  = framesOf("fail|fails|failing|failed|broken|breaks|down|slow|slower|crash|crashes|crashing|crashed|error|errors|timeout|timeouts|times out|time out|timing out|stuck|hangs|hang|hanging|affected|happens|happen|happened|happening|persists|persist|persisted|persisting|continues|the same|same error|same problem|same thing|same issue|same behaviour|same symptoms|see it|see this|get it|gets it|have it|has it|did it|do it|does it|unreachable|dropping|drops|500s|502s|503s|started|began|red|bad|wrong|still there|remains|reproduce|reproduces|reproducible|climbing|growing|rising")
	wells = framesOf("fine|ok|healthy|normal|clean|green|idle|works|work|working|worked|passes|passed|stops|stopped|gone|disappeared|disappears|unaffected|recovered|recovers|goes away|went away|good|quiet|flat|stable|boring|empty|nominal|unchanged|correct|untouched|in order|as usual|as always|like always|innocent|no errors|fast|vanished")
)

// denials turn what follows them round.
var denials = set("not no never n't without hardly nothing none zero 0")

// bearers join things to the suspect that they have.
var bearers = set("with on using having have has got since after that running behind")

// insists are words that set what is said beside what was said before.
var insists = set("too also well even still same either likewise anyway regardless nonetheless nope tho though")

// blanks are phrases that say a search for the fault found nothing there.
var blanks = framesOf("nothing odd|nothing unusual|nothing wrong|nothing suspicious|nothing weird|nothing strange|nothing interesting|nothing special|nothing new|nothing changed|nothing relevant|nothing obvious|nothing bad|nothing that|nothing in|nothing there|" +
	"nothing stands|nothing points|nothing out of|no sign of|no signs of|no trace of|no hint of|no evidence of|no evidence for|no errors in|no errors on|no change in|no changes in|no changes to|no anomalies|no spike|no spikes|no packet loss|no loss|no correlation|" +
	"don't see anything|can't see anything|didn't see anything|don't find anything|can't find anything|didn't find anything|couldn't find anything|see nothing|found nothing|shows nothing|show nothing|finds nothing|hasn't changed|haven't changed|didn't change|wasn't changed|wasn't touched|was not touched|" +
	"no recent changes|not changed|no difference|makes no difference|didn't help|doesn't help|did not help|hasn't helped|had no effect|no effect|doesn't add up|doesn't fit|doesn't match|don't match|does not match|doesn't explain|wouldn't explain|does not explain|don't line up|doesn't line up|doesn't correlate")

// stance is what a sentence says of a suspected cause.
type stance struct {
	without   bool // it speaks of a case without the suspect
	ill, well bool
	insisting bool
	blank     bool
	looks     bool // the thing "looks fine", "is ok", said of a subject
	only      bool // "only hosts with …"
	now       bool // that is said of now, as against before
}

// stance reads the sentence.
func (sn *sentence) stance() stance {
	var st stance
	ws := sn.words
	deny := -9
	for i := range ws {
		low := ws[i].low
		if n := linkAt(blanks, ws, i); n > 0 {
			st.blank = true
		}
		if n := linkAt(spared, ws, i); n > 0 && !sn.idle(i) {
			st.without = true
		}
		st.insisting = st.insisting || insists[low]
		if low == "only" || low == "exactly" || low == "all" {
			for j := i + 1; j < len(ws) && j <= i+4; j++ {
				st.only = st.only || bearers[ws[j].low]
			}
		}
		st.now = st.now || low == "now" || low == "again" || low == "back"
		denied := i-deny <= 3
		if n := linkAt(ills, ws, i); n > 0 && sn.predicate(i) {
			st.ill, st.well = st.ill || !denied, st.well || denied
		}
		if n := linkAt(wells, ws, i); n > 0 {
			st.well, st.ill = st.well || !denied, st.ill || denied
			st.looks = st.looks || !denied && i > 1 && sn.subjectBefore(i)
		}
		if i == 0 && (low == "no" || low == "not" && ws[i].after == ',') {
			st.insisting = true
			continue
		}
		if denials[low] || len(low) > 3 && low[len(low)-3:] == "n't" {
			deny = i
		}
	}
	return st
}

// idle reports whether the word at i, which may tell of a case without the
// suspect, only links: "before we start", "never mind", "on and off".
func (sn *sentence) idle(i int) bool {
	next := ""
	if i+1 < len(sn.words) {
		next = sn.words[i+1].low
	}
	switch sn.words[i].low {
	case "never":
		return next == "mind" || next == "seen" || next == "thought" || next == "heard"
	case "before":
		return next == "we" || next == "i" || next == "you" || next == ""
	case "off":
		return i > 0 && (sn.words[i-1].low == "and" || sn.words[i-1].low == "day")
	case "other":
		return next == "option" || next == "idea" || next == "thing" || next == "hand" || i > 0 && sn.words[i-1].low == "each"
	}
	return false
}

// predicate reports whether the word at i says something of what precedes it,
// rather than opening the sentence or naming a thing after an article.
func (sn *sentence) predicate(i int) bool {
	if i == 0 {
		return len(sn.words) > 2
	}
	return !articles[sn.words[i-1].low] || sn.words[i].low == "same" || sn.words[i].low == "the"
}

// copulas join a thing and how it is.
var copulas = set("is are was were looks look looked seems seem been it's that's be also still perfectly totally completely absolutely all quite pretty very just")

// subjectBefore reports whether the word at i is said of a thing: "dns looks fine".
func (sn *sentence) subjectBefore(i int) bool {
	j := i - 1
	if !copulas[sn.words[j].low] {
		return false
	}
	for j > 0 && copulas[sn.words[j].low] {
		j--
	}
	return !pronouns[sn.words[j].low] && !stopWords[sn.words[j].low]
}

// notes adds what the sentence says of a suspect to its cues.
func (sn *sentence) noteStance() {
	f := &sn.has
	if sn.question && !f.has(insisting) || f.any(proposing, askingOther, futureSelf, hoping, conditional) && !f.has(unchanged) {
		return
	}
	st := sn.stance()
	f.when(st.without && st.ill, illWithout)
	f.when(st.without && st.ill && (st.insisting || f.has(unchanged)), illAnyway)
	f.when(f.has(illAnyway) && f.has(unchanged), sameAnyway)
	f.when(st.without && st.well && !st.ill, wellWithout)
	f.when(st.only && st.ill && !st.well && !st.without, illOnly)
	f.when(st.looks && !st.ill && !st.without && !st.now, looksFine)
	f.when(st.blank, foundBlank)
}
