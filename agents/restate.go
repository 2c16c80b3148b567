package agents

import "strings"

// restated turns the words of a clause into a statement: a question round, a
// possibility into what is so, a deed into what was done; without asides,
// addresses and words that only say how sure somebody is.
func restated(ws []word, asks bool, aside func(int) bool) []word {
	part := make([]word, 0, len(ws)+2)
	skip := 0
	for i := range ws {
		w := &ws[i]
		if i < skip {
			continue
		}
		if end := insertion(ws, i); end > 0 {
			skip = end
		}
		if aside != nil && aside(i) || w.kind == link || w.kind == mention && len(part) == 0 && w.after != 0 || !w.code && !droppable(ws, i) && sureness[w.low] || isDash(w) {
			if n := len(part); n > 0 && w.after == ',' {
				part[n-1].after = ','
			}
			continue
		}
		part = append(part, *w)
		if skip > i {
			part[len(part)-1].after = 0
		}
	}
	if len(part) == 0 {
		return nil
	}
	if asks && auxWords[part[0].low] && !part[0].code {
		if part = turned(part); len(part) == 0 {
			return nil
		}
	}
	if part[0].low == "anyone" || part[0].low == "anybody" {
		part[0] = plainWord("someone")
	}
	part = certain(part)
	if p := passive(part); p != nil {
		part = p
	}
	if part[0].low == "not" {
		part = instead(part)
	}
	if len(part) > statementWords {
		part = shortened(part)
	}
	return part
}

// droppable reports whether a word of doubt belongs to what is said.
func droppable(ws []word, i int) bool {
	switch ws[i].low {
	case "only", "already", "also", "still", "really", "even", "well", "just", "again", "recently", "rather":
		return ws[i].low != "just" && ws[i].low != "also" && ws[i].low != "again" && ws[i].low != "really"
	case "likely":
		return i > 0 && (ws[i-1].low == "more" || ws[i-1].low == "less")
	}
	return false
}

// instead states what is meant of "not the disk but the cable".
func instead(ws []word) []word {
	for i := 1; i+1 < len(ws); i++ {
		if ws[i].low == "but" || ws[i].low == "rather" {
			return ws[i+1:]
		}
	}
	return nil
}

// shortened cuts a long statement where it can best be cut.
func shortened(ws []word) []word {
	for i := statementWords; i > 5; i-- {
		if ws[i-1].after == ',' || i < len(ws) && (ws[i].low == "and" || ws[i].low == "which" || ws[i].low == "when" || ws[i].low == "while" || ws[i].low == "that" || ws[i].low == "where") {
			return ws[:i]
		}
	}
	return ws[:statementWords]
}

// resolved puts the thing that an earlier clause of the message is about in the
// place of a pronoun that begins a clause.
func (d *doc) resolved(before []span, ws []word) []word {
	if len(ws) < 2 {
		return ws
	}
	for i := len(before) - 1; i >= 0 && i >= len(before)-3; i-- {
		sp := &before[i]
		if sp.marks&heading != 0 {
			continue
		}
		named := subjectOf(d.sentences[sp.sn].words[sp.from:sp.to])
		if len(named) == 0 {
			continue
		}
		if many := plural(named); many != strings.HasPrefix(ws[0].low, "they") && (many || ws[0].low != "this" && ws[0].low != "that") {
			continue
		}
		out := make([]word, 0, len(named)+len(ws))
		out = append(out, named...)
		out[len(out)-1].after = 0
		switch ws[0].low {
		case "they're":
			out = append(out, plainWord("are"))
		case "they've":
			out = append(out, plainWord("have"))
		case "they'll":
			out = append(out, plainWord("will"))
		case "they'd":
			continue
		}
		return append(out, ws[1:]...)
	}
	f, ok := verbForms[ws[1].low]
	if ok && (f.t == past || f.t == present) && !auxWords[ws[1].low] && len(ws) > 4 {
		return ws[1:]
	}
	return ws
}

// subjectOf returns the words that name what a clause is about, if they are few.
func subjectOf(ws []word) []word {
	n := 0
	for n < len(ws) && n < 7 && !finite(&ws[n]) && (n == 0 || !relatives[ws[n].low] && ws[n-1].after == 0) {
		n++
	}
	if n == 0 || n > 6 || pronouns[ws[0].low] || vague[ws[0].low] || whWords[ws[0].low] || hollow(ws[:n]) {
		return nil
	}
	if n < len(ws) && ws[n-1].after == 0 && !finite(&ws[n]) && !relatives[ws[n].low] {
		return nil
	}
	if !articles[ws[0].low] && ws[0].kind != entity && n < len(ws) && ws[0].raw == ws[0].low && n > 3 {
		return nil
	}
	return ws[:n]
}

var relatives = set("that which who")

// asides tells which words of a sentence stand in parentheses; it is nil if
// there are none in the message.
func (sc *scene) asides(at int) func(int) bool {
	if sc.m == nil {
		return nil
	}
	text := bounded(sc.m.Text.String())
	if strings.IndexByte(text, '(') < 0 {
		return nil
	}
	pos, depth := 0, 0
	var within [maxWords]bool
	n := 0
	for i := 0; i <= at; i++ {
		n = 0
		for j := range sc.d.sentences[i].words {
			k := strings.Index(text[pos:], sc.d.sentences[i].words[j].raw)
			if k < 0 {
				return nil
			}
			depth = nested(text, pos, pos+k, depth)
			if n < maxWords {
				within[n] = depth > 0
				n++
			}
			pos += k
			end := pos + len(sc.d.sentences[i].words[j].raw)
			depth = nested(text, pos, end, depth)
			pos = end
		}
	}
	keepNames(sc.d.sentences[at].words, within[:n])
	return func(i int) bool { return i < n && within[i] }
}

// keepNames takes parentheses that hold nothing but names and numbers for part
// of what is said.
func keepNames(ws []word, within []bool) {
	for i := 0; i < len(within); i++ {
		if !within[i] {
			continue
		}
		end, names := i, true
		for end < len(within) && within[end] {
			names = names && (ws[end].kind == entity || ws[end].kind == number)
			end++
		}
		for j := i; j < end && names; j++ {
			within[j] = false
		}
		i = end
	}
}

// nested returns how deep in parentheses a text is at to, if it is so deep at
// from. One that is never closed, or a smiley's, opens nothing.
func nested(text string, from, to, depth int) int {
	for i := from; i < to; i++ {
		switch text[i] {
		case '(':
			if (i == 0 || text[i-1] != ':' && text[i-1] != ';') && strings.IndexByte(text[i:], ')') > 0 {
				depth++
			}
		case ')':
			depth = max(depth-1, 0)
		}
	}
	return depth
}
