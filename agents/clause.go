package agents

import (
	"strings"
	"unicode/utf8"
)

// Lengths of what is shown, in runes.
const (
	statementRunes = 120
	clauseRunes    = 160
	clauseWords    = 28
	statementWords = 18
)

// leadIns are words that may stand before what a sentence says.
var leadIns = set("and but so or also then ok oh ah aha hmm well actually hm yes no sorry thanks yeah right ugh wow now anyway btw fwiw note notably basically apparently probably maybe perhaps possibly presumably likely indeed just only still already really is it's that if whether like")

// frames are beginnings of sentences that say how sure somebody is, longest first.
var frames = framesOf("i don't think it's|i think it's|i think it is|i think that|i think|i guess that|i guess|i suspect that|i suspect|i believe that|i believe|i suppose|i bet it's|i bet that|i bet|i wonder if|i wonder whether|" +
	"i'm guessing that|i'm guessing|i am guessing|i would guess that|i'd guess that|i'd guess|i assume that|i assume|i worry that|i'm worried that|i am worried that|i fear that|i'm afraid that|i'm afraid|i imagine|i feel like|" +
	"my guess is that|my guess is|my guess|my bet is that|my bet is|my hunch is that|my hunch is|my theory is that|my theory is|my suspicion is that|my suspicion is|" +
	"the problem is that|the problem is|the issue is that|the issue is|the reason is that|the reason is|the cause is|the culprit is|the root cause is|the real problem is that|the real problem is|the trouble is that|the bug is that|the bug is|" +
	"the problem was that|the problem was|the issue was that|the issue was|the cause was|the root cause was|the culprit was|it probably means that|it means that|this means that|that means that|it probably means|it means|this means|that means|" +
	"it looks like it's|looks like it's|it looks like|looks like|looks to me like|it seems like|it seems that|it seems to be|it seems|seems like|seems to be|seems|it sounds like|sounds like|it feels like|smells like|it smells like|it appears that|it appears|" +
	"could it be that|could it be|could this be|could that be|might it be|might this be|is it possible that|is it possible|it's possible that|it is possible that|possible that|is there a chance that|is there any chance that|any chance that|any chance|what if|" +
	"wondering if|wondering whether|suspect that|suspect|guessing that|guessing|theory is that|it could be that|it could be|it may be that|it may be|it might be that|it might be|could be that|could be|might be|may be|must be|it must be|this must be|that must be|" +
	"it has to be|turns out that|turns out it's|turns out it was|turns out|it turns out that|it turns out|it's because of|it's because|because of|because|due to|caused by|this is because|that's because|it is because|" +
	"it's probably|it's likely|it's actually|it's just|it's either|it's|it is|it was|this is|this was|that's|that is|that was|there's|there is|there was|there are|there seems to be|there must be|" +
	"i see that|we see that|afaict|iirc|iiuc|in other words|so it's|wait|hang on|turns|something tells me|i blame|did we|are we sure that|do you think that|do you think|do we think|the answer is that|the answer is")

// framesOf indexes the frames by their first word.
func framesOf(list string) map[string][][]string {
	out := map[string][][]string{}
	for f := range strings.SplitSeq(list, "|") {
		ws := strings.Fields(f)
		out[ws[0]] = append(out[ws[0]], ws)
	}
	return out
}

// skipFrame returns where the sentence goes on after lead-ins and frames.
func skipFrame(ws []word, from int) int {
	for from < len(ws)-1 {
		w := &ws[from]
		if w.kind == mention && w.after == ',' {
			from++
			continue
		}
		if n := frameAt(ws, from); n > 0 && from+n < len(ws) {
			from += n
			continue
		}
		if leadIns[w.low] && !w.code {
			from++
			continue
		}
		break
	}
	return from
}

func frameAt(ws []word, at int) int {
	best := 0
	for _, f := range frames[ws[at].low] {
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

// breakers end a clause when they follow a comma.
var breakers = set("so but and which because as though although right no or whereas while then if unless since hence therefore i we you maybe perhaps though can could should but, let's")

// clauseEnd returns where the clause that begins at from ends.
func clauseEnd(ws []word, from, most int) int {
	for i := from; i < len(ws); i++ {
		if i-from >= most {
			return i
		}
		if i+1 < len(ws) && i > from {
			if ws[i].after == ',' && breakers[ws[i+1].low] {
				return i + 1
			}
			if l := ws[i].low; (l == "-" || l == "--" || l == "---") && i > from {
				return i
			}
		}
	}
	return len(ws)
}

// say renders words as they were written, with the commas between them.
func say(ws []word) string {
	var b strings.Builder
	for i := range ws {
		w := &ws[i]
		if w.kind == plain && (w.low == "-" || w.low == "--" || w.low == "—" || w.low == "–") {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if w.kind == mention {
			b.WriteByte('@')
		}
		b.WriteString(w.raw)
		if i+1 < len(ws) && (w.after == ',' || w.after == ':') {
			b.WriteByte(w.after)
		}
	}
	return b.String()
}

// tidy makes a single line of at most most runes, without what cannot be printed.
func tidy(s string, most int) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }), " ")
	s = strings.Trim(s, " ,;:-")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut, n := len(s), 0
	for i := range s {
		if n == most-1 {
			cut = i
			break
		}
		n++
	}
	s = s[:cut]
	if i := strings.LastIndexByte(s, ' '); i > len(s)/2 {
		s = s[:i]
	}
	return strings.TrimRight(s, " ,;:-") + "…"
}

// lowerFirst writes a clause without the capital of a sentence, unless its
// first word is a name or an abbreviation.
func lowerFirst(s string, w *word) string {
	if w.kind != plain || len(w.raw) < 2 && w.raw != "A" || strings.ToLower(w.raw[1:]) != w.raw[1:] || strings.HasPrefix(w.low, "i'") {
		return s
	}
	if !stopWords[w.low] && !strings.HasSuffix(w.low, "ing") && !commonTerms[stem(w.low)] && phrases[w.low] == nil {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// clause renders the sentence as a clause: without lead-ins and frames, up to
// where the thought ends.
func (sn *sentence) clause(most, runes int) string {
	ws := sn.words
	from := 0
	for from < len(ws)-1 && leadIns[ws[from].low] {
		from++
	}
	to := clauseEnd(ws, from, most)
	if from >= to {
		return ""
	}
	return tidy(lowerFirst(say(ws[from:to]), &ws[from]), runes)
}

// whole renders the sentence as it was said, in one line.
func (sn *sentence) whole() string {
	s := say(sn.words)
	if sn.question {
		s += "?"
	}
	return tidy(s, clauseRunes)
}
