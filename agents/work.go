package agents

import (
	"strings"
	"time"

	"bearings/incident"
)

// owning reads who takes, is given or drops which work.
func (sc *scene) owning(about incident.HypothesisID) *incident.Owning {
	if sn := sc.releases(); sn != nil {
		return &incident.Owning{Verb: incident.Releases, Who: sc.m.Author, What: incident.Say(sn.clause(clauseWords, clauseRunes)), Hypothesis: about}
	}
	if who, sn := sc.assigns(); sn != nil {
		return &incident.Owning{Verb: incident.Assigns, Who: who, What: incident.Say(sn.task()), Hypothesis: about}
	}
	sn := sc.strongest(willLook, willChange, volunteering, doingChange, futureSelf, ongoingSelf, gerundFirst)
	if sn == nil {
		sn = sc.strongest(changingWord, changedWord, lookingWord, doneWord)
	}
	if sn == nil || sn.question && !sn.has.any(volunteering) {
		return nil
	}
	return &incident.Owning{Verb: incident.Claims, Who: sc.m.Author, What: incident.Say(sn.task()), Hypothesis: about}
}

// releases returns the sentence with which the author gives up work.
func (sc *scene) releases() *sentence {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		if sn.has.has(releasing) && !sn.question && !sn.has.any(proposing, conditional) {
			return sn
		}
	}
	return nil
}

// assigns returns who is asked or told to do work, and the sentence that says so.
func (sc *scene) assigns() (incident.PersonID, *sentence) {
	if len(sc.people) == 0 {
		return "", nil
	}
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		if sn.has.any(lookWord, changeWord) && sn.has.any(askingOther, politely, imperative) && !sn.has.has(whQuestion) {
			return sc.people[0], sn
		}
	}
	return "", nil
}

// task names the work: from the verb of looking or changing to the end of the clause.
func (sn *sentence) task() string {
	for _, c := range [...]cue{changingWord, lookingWord, changeWord, weakChanging, lookWord, changedWord, weakChanged, weakChange} {
		h := sn.first(c)
		if h == nil {
			continue
		}
		to := clauseEnd(sn.words, h.start, clauseWords)
		return tidy(lowerFirst(say(sn.words[h.start:to]), &sn.words[h.start]), clauseRunes)
	}
	return sn.clause(clauseWords, clauseRunes)
}

// asked returns the question or request, cleaned.
func (sc *scene) asked(request bool) string {
	cs := []cue{isQuestion, whQuestion, auxQuestion}
	if request {
		cs = []cue{askingOther, politely, askLook, imperative, obliging, proposing, lookWord, changeWord}
	}
	if sn := sc.strongest(cs...); sn != nil {
		return sn.whole()
	}
	if n := len(sc.d.sentences); n > 0 {
		return sc.d.sentences[n-1].whole()
	}
	return ""
}

// changing reads a change to the system.
func (sc *scene) changing(about incident.HypothesisID) *incident.Changing {
	sn := sc.strongest(didChange, doingChange, proposeChange, willChange, pastFirst, doneFirst, changedWord, changingWord, changeWord, weakChanged, weakChanging, weakChange)
	if sn == nil {
		return nil
	}
	c := &incident.Changing{Kind: incident.Mitigation, Phase: sc.phase(sn), What: incident.Say(sn.task()), RestsOn: about}
	if sc.probes() {
		c.Kind = incident.Diagnostic
	}
	c.Target = incident.Say(sn.target())
	c.Expect, c.ExpectIn = sc.expected()
	return c
}

// phase says how far the change has come.
func (sc *scene) phase(sn *sentence) incident.InterventionPhase {
	f := &sn.has
	switch {
	case sn.question, f.has(proposeChange) && !f.any(didChange):
		return incident.Proposed
	case f.any(didChange, pastFirst, doneFirst):
		if undoing(sn) && sc.touched(sn) {
			return incident.Reverted
		}
		return incident.Done
	case f.any(doingChange, willChange):
		return incident.Started
	case f.any(changedWord, weakChanged) && !f.any(conditional, proposing, hedged):
		return incident.Done
	case f.has(changingWord) && f.any(ongoingSelf, gerundFirst, isAction):
		return incident.Started
	}
	return incident.Proposed
}

// undoing reports whether the sentence takes a change back.
func undoing(sn *sentence) bool {
	for i := range sn.words {
		switch sn.words[i].low {
		case "undid", "undone", "reverted", "rolled", "back", "again":
			return true
		}
	}
	return false
}

// touched reports whether a change to the same thing is on the board as made.
func (sc *scene) touched(sn *sentence) bool {
	target := sn.target()
	for i := len(sc.s.Interventions) - 1; i >= 0 && i >= len(sc.s.Interventions)-8; i-- {
		iv := sc.s.Interventions[i]
		if iv.Phase == incident.Done && target != "" && iv.Target.String() == target {
			return true
		}
	}
	return false
}

// probes reports whether the change is made to learn something.
func (sc *scene) probes() bool {
	for i := range sc.d.sentences {
		ws := sc.d.sentences[i].words
		for j := range ws {
			switch ws[j].low {
			case "test", "testing", "experiment", "experimenting", "debug", "debugging", "diagnose", "reproduce", "bisect", "bisecting", "verify", "temporarily":
				return true
			case "see":
				if j > 0 && ws[j-1].low == "to" {
					return true
				}
			}
		}
	}
	return false
}

// target names the thing that is changed: the first name after the verb, or the
// last noun of what follows it.
func (sn *sentence) target() string {
	at := -1
	for _, c := range [...]cue{changedWord, changingWord, changeWord, weakChanged, weakChanging, weakChange} {
		if h := sn.first(c); h != nil {
			at = h.end
			break
		}
	}
	if at < 0 {
		return ""
	}
	noun := ""
	for i := at; i < len(sn.words) && i < at+8; i++ {
		w := &sn.words[i]
		if w.kind == entity {
			return tidy(strings.Trim(w.low, "#"), 40)
		}
		if stopWords[w.low] && noun != "" && !articles[w.low] {
			break
		}
		if !stopWords[w.low] && w.kind == plain {
			noun = w.low
		}
		if w.after == ',' || w.after == '.' {
			break
		}
	}
	return tidy(noun, 40)
}

// expected reads what the change should do, and in what time.
func (sc *scene) expected() (incident.Text, time.Duration) {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		for j := range sn.words {
			if l := sn.words[j].low; l != "should" && l != "hopefully" || j+1 >= len(sn.words) {
				continue
			}
			if j > 0 && (sn.words[j-1].low == "we" || sn.words[j-1].low == "i" || sn.words[j-1].low == "you" || sn.words[j-1].low == "someone") {
				continue
			}
			if j == 0 || sn.question {
				continue
			}
			d, _ := sn.span()
			to := clauseEnd(sn.words, j+1, clauseWords)
			return incident.Say(tidy(say(sn.words[j+1:to]), clauseRunes)), d
		}
	}
	return incident.Text{}, 0
}

// roleNames are what the roles are called.
var roleNames = []struct {
	name string
	role incident.Role
}{
	{"incident commander", incident.Commander},
	{"incident command", incident.Commander},
	{"incident manager", incident.Commander},
	{"incident lead", incident.Commander},
	{"ic", incident.Commander},
	{"commander", incident.Commander},
	{"comms lead", incident.Comms},
	{"comms", incident.Comms},
	{"communications lead", incident.Comms},
	{"scribe", incident.Scribing},
}

// taking are words with which somebody takes a role, is given it, or is said to have it.
var taking = set("take taking i'm am be is have got i've assume assuming as run running i'll act acting")

// role reads who takes or is given a part in the response.
func (sc *scene) role() *incident.Appointing {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		if sn.question {
			continue
		}
		for j := range sn.words {
			for _, r := range roleNames {
				if !sn.matchesAt(r.name, j) {
					continue
				}
				if who := sc.appointed(sn, j); who != "" {
					return &incident.Appointing{Role: r.role, Who: who}
				}
			}
		}
	}
	return nil
}

func (sn *sentence) matchesAt(phrase string, at int) bool {
	for w := range strings.SplitSeq(phrase, " ") {
		if at >= len(sn.words) || sn.words[at].low != w {
			return false
		}
		at++
	}
	return true
}

// appointed says whom the words before a role's name give it to.
func (sc *scene) appointed(sn *sentence, at int) incident.PersonID {
	verb, self := false, false
	who := nobodyYet
	for i := at - 1; i >= 0 && i >= at-6; i-- {
		w := &sn.words[i]
		switch {
		case w.kind == mention:
			who = sc.person(w.raw)
		case w.low == "not" || strings.HasSuffix(w.low, "n't") || w.low == "no":
			return ""
		case taking[w.low]:
			verb = true
			self = self || strings.HasPrefix(w.low, "i'")
		case w.low == "i":
			self = true
		}
	}
	switch {
	case !verb:
		return ""
	case who != nobodyYet:
		return who
	case self, at <= 2 && taking[sn.words[0].low] && sn.words[0].low != "is":
		return sc.m.Author
	}
	return ""
}

// nobodyYet is no person.
const nobodyYet incident.PersonID = ""

// leaves reports whether the author says that they go away.
func (sc *scene) leaves() bool {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		h := sn.first(leaving)
		if h == nil || sn.question || sn.has.any(conditional, negating) {
			continue
		}
		before := ""
		if h.start > 0 {
			before = sn.words[h.start-1].low
		}
		switch before {
		case "", "i", "i'm", "am", "i'll", "and", "but", "so", "also", "now", "just", "ok", "anyway":
			return sn.words[h.start].low != "be" || h.start > 0 || len(sn.words) <= 6
		}
	}
	return false
}

// check names a check that somebody plans or runs.
func (sc *scene) check() string {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		if !sn.has.any(willLook, askLook) || sn.has.has(whQuestion) {
			continue
		}
		for _, h := range sn.hits {
			if h.cue != lookWord && h.cue != lookingWord {
				continue
			}
			switch sn.words[h.start].low {
			case "look", "looking", "check", "checking", "investigate", "investigating", "verify", "verifying", "test", "testing", "bisect", "bisecting",
				"compare", "measure", "reproduce", "reproducing", "debug", "debugging", "confirm", "dig", "digging", "find":
				to := clauseEnd(sn.words, h.start, clauseWords)
				if to-h.start >= 2 {
					return tidy(lowerFirst(say(sn.words[h.start:to]), &sn.words[h.start]), clauseRunes)
				}
			}
		}
	}
	return ""
}
