package agents

import "strings"

// tense is a form of a verb.
type tense uint8

const (
	base    tense = iota + 1
	present       // he breaks
	past          // it broke
	perfect       // it has broken
)

// regular verbs of what systems and people do to each other.
const regularVerbs = "add affect allow arrive exist differ belong hog contend compute confuse misbehave assign insert carry cancel halve double answer appear apply ask assume attach behave block boot bounce build buffer bump cache call cause change choke clash clean clear close collide compile complain compress conflict connect " +
	"consume contain copy corrupt crash create delete deploy depend deprecate detach disable disappear disconnect discard drain drop enable enforce evict exceed exclude exhaust expect expire explain explode fail fetch fill filter fire flap flip flood flush force forward " +
	"generate handle hammer happen ignore import include increase inherit install interfere introduce invalidate issue jam join kill lack lag land last launch leak limit listen load lock log look lower mangle mark match merge migrate miss mount move need obey open outgrow overflow " +
	"overload patch pause pin point poison pool prevent print produce prune publish pull purge push queue race raise reach reappear reboot rebuild receive reconnect recreate redirect reduce refactor refresh refuse register reindex reject release reload remain remove rename renew replace replay reply report " +
	"require reschedule resign resize resolve respond restart restore result return retry reuse revert revoke roll rotate sample saturate save scale schedule scrape seem serve share shift ship sign skip slow spam spike stall start starve stop store strip succeed survive swallow swap switch sync terminate " +
	"throttle timeout toggle touch transfer trigger trip truncate turn unplug update upgrade upload use validate vanish verify wait want warm watch widen work"

// irregularVerbs are base, past and perfect; where one form is missing it is the one before.
const irregularVerbs = "be was been|begin began begun|bind bound|break broke broken|bring brought|build built|catch caught|choose chose chosen|come came come|cost cost|cut cut|do did done|draw drew drawn|drive drove driven|eat ate eaten|" +
	"fall fell fallen|feed fed|fight fought|find found|forget forgot forgotten|freeze froze frozen|get got|give gave given|go went gone|grow grew grown|hang hung|have had|hide hid hidden|hit hit|hold held|keep kept|know knew known|lead led|leave left|" +
	"let let|lie lay lain|lose lost|make made|mean meant|meet met|overwrite overwrote overwritten|override overrode overridden|pay paid|put put|read read|rebuild rebuilt|redo redid redone|reset reset|rewrite rewrote rewritten|rise rose risen|run ran run|" +
	"say said|see saw seen|send sent|set set|shrink shrank shrunk|shut shut|sleep slept|spend spent|spin spun|split split|spread spread|stand stood|steal stole stolen|stick stuck|swear swore sworn|take took taken|tell told|think thought|throw threw thrown|" +
	"understand understood|upset upset|wake woke woken|wear wore worn|win won|write wrote written"

// form is what a word is a form of.
type form struct {
	base string
	t    tense
}

// verbForms are the forms of the known verbs; verbPast and verbPerfect lead back.
var verbForms, verbPast, verbPerfect = conjugated()

func conjugated() (forms map[string]form, pasts, perfects map[string]string) {
	forms, pasts, perfects = map[string]form{}, map[string]string{}, map[string]string{}
	add := func(b, p, pp string) {
		forms[thirdPerson(b)] = form{b, present}
		if _, ok := forms[pp]; !ok {
			forms[pp] = form{b, perfect}
		}
		forms[p] = form{b, past}
		forms[b] = form{b, base}
		pasts[b], perfects[b] = p, pp
	}
	for _, v := range strings.Fields(regularVerbs) {
		p := regularPast(v)
		add(v, p, p)
	}
	for v := range strings.SplitSeq(irregularVerbs, "|") {
		fs := strings.Fields(v)
		add(fs[0], fs[1], fs[len(fs)-1])
	}
	return forms, pasts, perfects
}

// regularPast returns the past of a regular verb.
func regularPast(v string) string {
	n := len(v)
	switch {
	case n < 2:
		return v + "ed"
	case v[n-1] == 'e':
		return v + "d"
	case v[n-1] == 'y' && !isVowel(v[n-2]):
		return v[:n-1] + "ied"
	case doubles(v):
		return v + v[n-1:] + "ed"
	}
	return v + "ed"
}

// doubles reports whether a verb doubles its last letter: drop, dropped.
func doubles(v string) bool {
	n := len(v)
	if n < 3 || n > 5 || undoubled[v] || isVowel(v[n-1]) || strings.IndexByte("wxy", v[n-1]) >= 0 || !isVowel(v[n-2]) || isVowel(v[n-3]) {
		return false
	}
	return !strings.ContainsAny(v[:n-2], "aeiou")
}

var undoubled = set("open edit exit")

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// thirdPerson returns the form for he, she and it.
func thirdPerson(v string) string {
	n := len(v)
	switch {
	case v == "have":
		return "has"
	case v == "be":
		return "is"
	case n > 1 && v[n-1] == 'y' && !isVowel(v[n-2]):
		return v[:n-1] + "ies"
	case strings.HasSuffix(v, "s") || strings.HasSuffix(v, "x") || strings.HasSuffix(v, "ch") || strings.HasSuffix(v, "sh") || v == "go" || v == "do":
		return v + "es"
	}
	return v + "s"
}

// inPast returns the past form of a verb, known or not.
func inPast(v string) string {
	if p, ok := verbPast[v]; ok {
		return p
	}
	return regularPast(v)
}

// inPerfect returns the perfect form of a verb, known or not.
func inPerfect(v string) string {
	if p, ok := verbPerfect[v]; ok {
		return p
	}
	return regularPast(v)
}

// nouny are forms of verbs that are as often names of things.
var nouny = set("change update upgrade build release cause limit set run test read log cache issue load lock match patch pool queue race report result sample share shift spike start stop store sync timeout touch transfer trip use wait watch work " +
	"cost cut hit split spread changes updates upgrades builds releases causes limits sets runs logs caches issues loads locks matches patches pools queues races reports results samples shares shifts spikes starts stops stores costs cuts hits bump bumps call calls copy copies " +
	"crash crashes drop drops deploy deploys fire force filter filters flood answer import imports install issue join kill lag leak leaks mark merge merges mount need point points print push pull purge raise reach reply return reboot reload restart revert retry rollback save scale spam switch toggle trigger trigger turn upload uploads drive drives sleep wake draw feed rise lead lie found left bound lay saw fell wear log boot boots buffer buffers bounce block blocks clean clear close open complete land last slow warm lower pin rotate")

// finite reports whether a word makes a clause of the words around it.
func finite(w *word) bool {
	if w.code || w.kind != plain {
		return false
	}
	if auxWords[w.low] || modals[w.low] || strings.HasSuffix(w.low, "n't") || verbalContractions[w.low] {
		return true
	}
	f, ok := verbForms[w.low]
	return ok && f.t != perfect && !nouny[w.low]
}

var verbalContractions = set("it's that's there's he's she's what's who's here's i'm i've i'd i'll we're we've we'd we'll you're you've they're they've they'd they'll")

// verbal reports whether words hold a verb that makes them a clause.
func verbal(ws []word) bool {
	for i := range ws {
		if finite(&ws[i]) {
			return true
		}
	}
	return false
}

// plural reports whether the words, as a subject, take the plural.
func plural(subject []word) bool {
	if len(subject) == 0 {
		return false
	}
	head := subject[len(subject)-1].low
	for i := range subject {
		switch subject[i].low {
		case "and":
			return true
		case "of", "in", "on", "for", "from", "at", "with", "behind", "to", "that", "which":
			if i > 0 {
				head = subject[i-1].low
			}
		default:
			continue
		}
		break
	}
	switch head {
	case "we", "you", "they", "these", "those", "i", "people", "some", "all", "both":
		return true
	}
	if subject[0].low == "a" || subject[0].low == "an" || subject[0].low == "this" || subject[0].low == "that" || subject[len(subject)-1].kind == entity {
		return false
	}
	n := len(head)
	return n > 3 && head[n-1] == 's' && head[n-2] != 's' && head[n-2] != 'u' && head[n-2] != 'i' && head[n-2] != '\''
}
