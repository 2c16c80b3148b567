package agents

import "strings"

// turned makes a statement of a question's words: "did the upgrade break it"
// into "the upgrade broke it", "could the runner be full" into "the runner is full".
func turned(ws []word) []word {
	aux, rest := ws[0], ws[1:]
	if len(rest) == 0 {
		return nil
	}
	low := strings.TrimSuffix(aux.low, "n't")
	not := low != aux.low
	if vague[rest[0].low] && (len(rest) == 1 || rest[1].kind != plain || !commonNoun(&rest[1])) || rest[0].low == "there" {
		return turnedVague(low, rest)
	}
	at := predicate(low, rest)
	if at == 0 {
		return rest
	}
	subject, verb := rest[:at], rest[at].low
	if len(subject) > 1 && subject[len(subject)-1].low == "not" {
		subject, not = subject[:len(subject)-1], true
	}
	if at+1 < len(rest) && allVague(rest[at+1:]) && (verb == "be" || verb == "have" || verb == "do" || verb == "explain") {
		return subject
	}
	out := make([]word, 0, len(ws)+1)
	out = append(out, subject...)
	out[len(out)-1].after = 0
	switch low {
	case "did", "does", "do":
		if not {
			out = append(out, plainWord(low+"n't"))
			return append(out, rest[at:]...)
		}
		v := rest[at]
		v.low = inflected(verb, low, subject)
		v.raw = v.low
		out = append(out, v)
		return append(out, rest[at+1:]...)
	case "can", "could", "might", "may", "would", "should", "will", "must":
		if not && verb != "be" && verb != "have" {
			w := "doesn't"
			if plural(subject) {
				w = "don't"
			}
			return append(append(out, plainWord(w)), rest[at:]...)
		}
		return append(out, indicative(rest[at:], subject)...)
	}
	if not {
		low += "n't"
	}
	out = append(out, plainWord(low))
	return append(out, rest[at:]...)
}

// allVague reports whether words only point at the trouble.
func allVague(ws []word) bool {
	for i := range ws {
		if !pointers[ws[i].low] && !hollowWords[ws[i].low] && !vague[ws[i].low] && ws[i].low != "to" && ws[i].low != "a" {
			return false
		}
	}
	return true
}

// commonNoun reports whether a word after "this" or "that" goes with it.
func commonNoun(w *word) bool {
	return !finite(w) && !stopWords[w.low] && !states[w.low] && !strings.HasSuffix(w.low, "ed")
}

// vague words stand for something said before.
var vague = set("it this that they these those")

// turnedVague states a question about something said before by what it asks:
// "is it the cache" is "the cache".
func turnedVague(aux string, rest []word) []word {
	if len(rest) == 1 {
		return nil
	}
	i := 1
	for i < len(rest)-1 && (rest[i].low == "be" || rest[i].low == "have" || rest[i].low == "been" || rest[i].low == "really" || rest[i].low == "all" || rest[i].low == "also" || rest[i].low == "well") {
		i++
	}
	if aux == "does" || aux == "do" || aux == "did" {
		if linked := linkAt(backwardLinks, rest, i); linked == 0 {
			return append([]word{plainWord(rest[0].low)}, withVerb(rest[1:], inflected(rest[1].low, aux, rest[:1]))...)
		}
	}
	return rest[i:]
}

func withVerb(ws []word, verb string) []word {
	out := append([]word(nil), ws...)
	out[0].low, out[0].raw = verb, verb
	return out
}

func plainWord(s string) word { return word{low: s, raw: s} }

// inflected puts a verb into the form that a question's first word takes off it.
func inflected(verb, aux string, subject []word) string {
	switch {
	case aux == "did":
		return inPast(verb)
	case aux == "do" || plural(subject):
		return verb
	}
	return thirdPerson(verb)
}

// someones are subjects of one word.
var someones = set("i you we they he she it somebody someone anybody anyone everybody everyone nobody something anything everything who")

// predicate returns where the predicate begins in what follows the first word
// of a question, or 0 if it cannot be seen.
func predicate(aux string, rest []word) int {
	if someones[rest[0].low] && len(rest) > 1 {
		return adverbsAfter(rest, 1)
	}
	switch aux {
	case "did", "does", "do", "can", "could", "might", "may", "would", "should", "will", "must":
		for i := 1; i < len(rest); i++ {
			if f, ok := verbForms[rest[i].low]; ok && f.t == base && rest[i].kind == plain && !nominal(rest, i) {
				return i
			}
		}
		return 0
	}
	for i := 1; i < len(rest); i++ {
		l := rest[i].low
		if nominal(rest, i) && !articles[l] {
			continue
		}
		f, ok := verbForms[l]
		if states[l] && !placing[l] || participles[l] || ok && (f.t == perfect || f.t == past) && !nouny[l] || strings.HasSuffix(l, "ed") && len(l) > 4 || strings.HasSuffix(l, "ing") && len(l) > 5 {
			return i
		}
	}
	for i := 1; i < len(rest); i++ {
		if l := rest[i].low; (articles[l] && !joiners[rest[i-1].low] || placing[l]) && !nominal(rest, i) {
			return i
		}
	}
	if len(rest) == 2 && rest[0].kind == plain && !articles[rest[0].low] {
		return 1
	}
	if n := len(rest); n > 2 && articles[rest[0].low] && rest[n-1].kind == plain && n == 3 {
		return 2
	}
	return 0
}

func adverbsAfter(ws []word, i int) int {
	for i < len(ws)-1 && sureness[ws[i].low] {
		i++
	}
	return i
}

// placing are words that may begin a predicate as well as go on with a subject.
var placing = set("on off in at by out to up down over under behind like about")

// joiners join a noun to what follows.
var joiners = set("of in on at by for from with to and or the a an this that our my your its their new old some any no which")

// nominal reports whether the word goes with the one before it to name a thing.
func nominal(ws []word, i int) bool {
	return joiners[ws[i-1].low] || nouny[ws[i].low] && i+1 < len(ws) && finite(&ws[i+1])
}

// doubtful are the verbs of possibility that a statement goes without.
var doubtful = set("might may could must would")

// indicative takes the possibility out of a predicate that begins with a plain
// verb: "be full" is "is full", "have been moved" is "was moved", "drop it" is "drops it".
func indicative(ws, subject []word) []word {
	many := plural(subject)
	pick := func(one, more string) string {
		if many {
			return more
		}
		return one
	}
	i := adverbsAfter(ws, 0)
	ws = ws[i:]
	switch v := ws[0].low; {
	case v == "be" && ws[0].kind == plain:
		return withVerb(ws, pick("is", "are"))
	case v == "have" && len(ws) > 1 && ws[1].low == "been":
		return withVerb(ws[1:], pick("was", "were"))
	case v == "have" || v == "'ve":
		return withVerb(ws, pick("has", "have"))
	case v == "not" && len(ws) > 1:
		if ws[1].low == "be" {
			return append([]word{plainWord(pick("is", "are")), plainWord("not")}, ws[2:]...)
		}
		return append([]word{plainWord(pick("doesn't", "don't"))}, ws[1:]...)
	default:
		if f, ok := verbForms[v]; ok && f.t == base && !many {
			return withVerb(ws, thirdPerson(v))
		}
	}
	return ws
}

// certain restates a clause whose verb only says what may be: "the credits must
// have run out" is "the credits have run out".
func certain(ws []word) []word {
	for i := 1; i+1 < len(ws) && i < 9; i++ {
		w := &ws[i]
		if w.code || w.kind != plain {
			continue
		}
		if have, ok := strings.CutSuffix(w.low, "'ve"); ok && doubtful[have] {
			out := append([]word(nil), ws[:i]...)
			return append(out, indicative(append([]word{plainWord("have")}, ws[i+1:]...), ws[:i])...)
		}
		if !doubtful[w.low] {
			continue
		}
		at := adverbsAfter(ws, i+1)
		f, ok := verbForms[ws[at].low]
		if ws[at].low != "not" && (!ok || f.t != base) || w.low == "would" && ws[at].low != "be" && ws[at].low != "have" {
			return ws
		}
		out := append([]word(nil), ws[:i]...)
		out[len(out)-1].after = 0
		return append(out, indicative(ws[at:], ws[:i])...)
	}
	return ws
}

// actors are those who do something in the first place.
var actors = set("we i i've we've you you've they they've somebody's")

// npEnds end the name of what is done something to.
var npEnds = set("to from in on at since after before with for by so when because into onto behind under over out off up down yesterday today tonight recently lately and or but this last during around about without again already earlier ago then which via through while if as that")

// passive tells what was done and not who did it: "we moved the registry to
// the new host" is "the registry was moved to the new host". It returns nil if
// the words do not say what was done to what.
func passive(ws []word) []word {
	if n := timing(ws); n > 0 {
		if p := passive(ws[n:]); p != nil {
			p = append([]word(nil), p...)
			p[len(p)-1].after = 0
			p = append(p, ws[:n]...)
			p[len(p)-n].raw = p[len(p)-n].low
			p[len(p)-1].after = 0
			return p
		}
		return nil
	}
	if !actors[ws[0].low] {
		return nil
	}
	if had := possessed(ws); had > 0 {
		return ws[had:]
	}
	i := 1
	did := false
	for i < len(ws)-2 && (sureness[ws[i].low] || ws[i].low == "did" || ws[i].low == "have" || ws[i].low == "had" || ws[i].low == "has") {
		did = did || ws[i].low == "did"
		i++
	}
	if i+1 >= len(ws) {
		return nil
	}
	f, ok := verbForms[ws[i].low]
	if l := ws[i].low; !ok && strings.HasSuffix(l, "ed") && len(l) > 4 {
		f, ok = form{l, past}, true
	}
	if !ok || f.t == present || f.t == base && !did && inPast(f.base) != f.base || intransitive[f.base] {
		return nil
	}
	end := i + 1
	for end < len(ws) && (end == i+1 || ws[end-1].after != ',') && (end == i+1 && !npEnds[ws[end].low] || end > i+1 && !npEnds[ws[end].low] && !finite(&ws[end])) {
		end++
	}
	object := ws[i+1 : end]
	if len(object) == 0 || len(object) > 8 || pronouns[object[0].low] || vague[object[0].low] && len(object) == 1 || object[0].low == "them" || object[0].low == "not" {
		return nil
	}
	out := make([]word, 0, len(ws)+1)
	out = append(out, object...)
	out[len(out)-1].after = 0
	if plural(object) || object[0].kind == number && object[0].low != "1" && len(object) > 1 {
		out = append(out, plainWord("were"))
	} else {
		out = append(out, plainWord("was"))
	}
	v := plainWord(inPerfect(f.base))
	if strings.HasSuffix(ws[i].low, "ed") {
		v = plainWord(ws[i].low)
	}
	if end == len(ws) || ws[end-1].after == ',' {
		v.after = ws[end-1].after
	}
	out = append(out, v)
	return append(out, ws[end:]...)
}

// timing returns how many words before somebody's deed say only when or where
// it was done: "on friday we …", "yesterday I …".
func timing(ws []word) int {
	if l := ws[0].low; l != "on" && l != "in" && l != "at" && l != "since" && l != "last" && l != "yesterday" && l != "today" && l != "this" {
		return 0
	}
	for i := 1; i < len(ws)-2 && i < 6; i++ {
		if i == 1 && ws[0].low == "since" {
			continue
		}
		if actors[ws[i].low] {
			return i
		}
		if finite(&ws[i]) {
			return 0
		}
	}
	return 0
}

// possessed returns where the thing begins that somebody has: "we have this
// dedicated worker", "you've an old driver".
func possessed(ws []word) int {
	i := 1
	if !strings.HasSuffix(ws[0].low, "'ve") {
		if l := ws[1%len(ws)].low; l != "have" && l != "had" && l != "got" {
			return 0
		}
		i = 2
	}
	if i < len(ws) && ws[i].low == "got" {
		i++
	}
	if i+1 >= len(ws) || !articles[ws[i].low] && ws[i].kind != number && ws[i].kind != entity && !quantities[ws[i].low] || ws[i].low == "just" || chances[ws[i+1].low] {
		return 0
	}
	return i
}

// chances are what people have that says nothing about a system.
var chances = set("look glance chat idea feeling question theory hunch guess suspicion chance thought meeting problem issue")

var quantities = set("one two three four several some many no few new old both")

// intransitive are verbs that do nothing to their object, or nothing that changes it.
var intransitive = set("be have get go come seem look see know think say tell mean need want use run wait expect find work happen appear depend listen do let lie fall rise grow remain read hit miss meet assume")
