package agents

import "strings"

// term is a content word in normal form, with how much it tells.
type term struct {
	s string
	w int // 1 a word of every incident, 2 an ordinary word, 4 a name of a thing
}

// maxTerms bounds what is compared.
const maxTerms = 40

// terms returns the content words of sentences, each once.
func terms(sns []sentence) []term {
	out := make([]term, 0, 16)
	for i := range sns {
		out = appendTerms(out, sns[i].words)
	}
	return out
}

// termsOf returns the content words of a short text such as a statement.
func termsOf(text string) []term {
	var d doc
	out := make([]term, 0, 12)
	for len(text) > 0 && len(out) < maxTerms {
		var w word
		var ok bool
		if w, text, ok = d.next(text); ok {
			if t := w.term(); t.w > 0 && !hasTerm(out, t.s) {
				out = append(out, t)
			}
		}
	}
	return out
}

func appendTerms(out []term, ws []word) []term {
	for i := range ws {
		t := ws[i].term()
		if t.w == 0 || len(out) >= maxTerms || hasTerm(out, t.s) {
			continue
		}
		out = append(out, t)
	}
	return out
}

func hasTerm(ts []term, s string) bool {
	for i := range ts {
		if ts[i].s == s {
			return true
		}
	}
	return false
}

// term returns the normal form of a word; its weight is 0 for words without content.
func (w *word) term() term {
	switch w.kind {
	case link:
		return term{linkTail(w.low), 3}
	case mention:
		return term{w.low, 2}
	case number:
		return term{w.low, 2}
	case entity:
		if syn, ok := synonyms[w.low]; ok {
			return term{syn, 3}
		}
		return term{strings.Trim(w.low, "#!/"), 4}
	case plain:
	}
	if len(w.low) < 2 || stopWords[w.low] {
		return term{}
	}
	s := stem(w.low)
	if syn, ok := synonyms[s]; ok {
		s = syn
	}
	if commonTerms[s] {
		return term{s, 1}
	}
	return term{s, 2}
}

// linkTail returns the part of an address that tells most: its last path element.
func linkTail(s string) string {
	s, _, _ = strings.Cut(s, "?")
	s, _, _ = strings.Cut(s, "#")
	s = strings.TrimRight(s, "/")
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[i+1:]
	}
	return s
}

// stem takes the commonest endings off an English word. It need not give a
// word, only the same string for forms of the same word.
func stem(s string) string {
	s = strings.TrimSuffix(s, "'s")
	if len(s) > 5 {
		for _, end := range stemEnds {
			if strings.HasSuffix(s, end) && len(s)-len(end) >= 3 {
				s = s[:len(s)-len(end)]
				if n := len(s); n > 3 && s[n-1] == s[n-2] && s[n-1] != 's' && s[n-1] != 'l' {
					s = s[:n-1]
				}
				break
			}
		}
	}
	if len(s) > 3 && s[len(s)-1] == 's' && s[len(s)-2] != 's' && s[len(s)-2] != 'u' {
		s = s[:len(s)-1]
	}
	if len(s) > 3 {
		s = strings.TrimSuffix(s, "e")
	}
	return s
}

var stemEnds = []string{"ations", "ation", "ingly", "ments", "ment", "ings", "ing", "edly", "ions", "ion", "ers", "ies", "ied", "ed", "er", "ly", "es"}

// synonyms fold words for one thing, after stemming.
var synonyms = map[string]string{
	"releas": "deploy", "rollout": "deploy", "roll": "deploy", "redeploy": "deploy", "ship": "deploy", "version": "deploy",
	"bump": "upgrad", "updat": "upgrad", "upgrad": "upgrad", "db": "databas", "postgr": "databas", "mysql": "databas", "postgresql": "databas",
	"ram": "memory", "oom": "memory", "memory": "memory", "mem": "memory", "disc": "disk", "driv": "disk", "disk": "disk", "spac": "disk", "storag": "disk",
	"cfg": "config", "configur": "config", "config": "config", "cert": "certificat", "certificat": "certificat", "tl": "certificat", "ssl": "certificat",
	"k8": "kubernet", "kubernet": "kubernet", "kube": "kubernet", "auth": "authent", "authent": "authent", "authoriz": "authent", "creds": "credential", "secret": "credential", "token": "credential", "credential": "credential",
	"net": "network", "network": "network", "machin": "host", "server": "host", "node": "host", "box": "host", "vm": "host", "host": "host",
	"corrupt": "corrupt", "poison": "corrupt", "fill": "full", "full": "full", "delet": "remov", "remov": "remov", "prs": "pr",
	"dep": "depend", "dependenc": "depend", "extens": "exten", "extend": "exten", "repo": "repositor", "director": "dir", "folder": "dir", "dir": "dir",
	"toolchain": "toolchain", "lb": "balanc", "balanc": "balanc", "env": "environ", "environ": "environ", "perm": "permiss", "permiss": "permiss",
	"overload": "load", "load": "load", "revert": "revert", "rollback": "revert", "clear": "clean", "purg": "clean", "flush": "clean", "clean": "clean", "cleanup": "clean",
}

// commonTerms are words of nearly every incident, after stemming: sharing one means little.
var commonTerms = set("problem issu error fail failur work break brok broken bug fix thing caus run try chang tim test look check see seem mak get go new old wrong " +
	"system servic caus happen start stop use user need want find found someth anyth everyth nothing kind way lot bit good bad last first one two pr mess messag " +
	"build job now today yesterday minut hour second day week com think same file output log command line current")

var stopWords = set("a an the this that these those it its it's he she they them their there here i me my mine we us our ours you your yours who whom whose what which " +
	"where when why how is are was were be been being am do does did doing done have has had having can could will would shall should may might must ought " +
	"and or but nor so yet for of to in on at by with from into onto over under about after before since until than then as if unless while because though although " +
	"not no yes n't isn't aren't wasn't weren't don't doesn't didn't hasn't haven't can't couldn't won't wouldn't shouldn't i'm i've i'll i'd you're you've you'll we're we've we'll they're that's there's what's let's " +
	"just only also too very really quite even still already again ever never maybe perhaps probably possibly likely apparently actually basically simply " +
	"some any all each every both either neither other another more most less least few many much such own same several up down out off back away around through between " +
	"ok okay oh ah hmm well please thanks thank sorry lol hi hello hey btw fwiw imo iirc eg ie etc e.g i.e me myself yourself itself guess think suspect seems seem looks look like know sure " +
	"get got gets getting give given say said says let make makes made going go goes went come comes came take takes took put one ones way sort kind able dr else instead per via without within upon")

func weight(ts []term) int {
	n := 0
	for i := range ts {
		n += ts[i].w
	}
	return n
}

// shared returns the weight of what two sets of terms share, and how many of
// those are more than common words.
func shared(a, b []term) (w, telling int) {
	for i := range a {
		for j := range b {
			if a[i].s == b[j].s {
				w += min(a[i].w, b[j].w)
				if a[i].w > 1 {
					telling++
				}
				break
			}
		}
	}
	return w, telling
}

// likeness says, in percent, how far the smaller of two statements is contained
// in the other. Statements that name different things of one sort, such as two
// pull requests, are not alike.
func likeness(a, b []term) int {
	w, telling := shared(a, b)
	if telling == 0 {
		return 0
	}
	least := min(weight(a), weight(b))
	if least == 0 {
		return 0
	}
	like := min(100*w/least, 100)
	if telling == 1 {
		like = like * 3 / 4
	}
	if rivalNames(a, b) {
		like /= 3
	}
	return like
}

// rivalNames reports whether both name things and none of them in common.
func rivalNames(a, b []term) bool {
	na, nb := false, false
	for i := range a {
		if a[i].w == 4 {
			na = true
			if hasTerm(b, a[i].s) {
				return false
			}
		}
	}
	for i := range b {
		nb = nb || b[i].w == 4
	}
	return na && nb
}
