package agents

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// examPattern is one way in which systems fail: an entry of the catalogue. Its texts
// may hold {thing}, {host} and {since}, which are filled in with the incident's
// own names.
type examPattern struct {
	id, class string
	says      string // the explanation
	marks     string // how people name it, phrases with commas between
	cues      string // what is seen when it is so; a phrase that ends with ! counts twice
	question  string // what would be different
	check     string // the quick look that tells, and …
	secs      int    // … how many seconds it takes
	lever     string
	trigger   bool // it sets something off, so that undoing it helps
	outlives  bool // it explains why undoing did not help
}

// ChangeExaminer proposes explanations by rules: what somebody did, what ran out,
// what a repair did. It sees a Scene only; what the team believes it cannot know.
type ChangeExaminer struct{}

// StrainExaminer proposes the others by rules: load, limits, ways between parts,
// and what those who watch cannot see. It is as blind.
type StrainExaminer struct{}

var (
	changePart = newPart(changePatterns)
	strainPart = newPart(strainPatterns)
)

// Name is the examiner's name in the log.
func (ChangeExaminer) Name() string { return "examiner-changes" }

// Name is the examiner's name in the log.
func (StrainExaminer) Name() string { return "examiner-strain" }

// Examine proposes what would look like the scene, in the order of the catalogue.
func (ChangeExaminer) Examine(sc incident.Scene) []incident.Idea { return changePart.examine(sc) }

// Examine proposes what would look like the scene, in the order of the catalogue.
func (StrainExaminer) Examine(sc incident.Scene) []incident.Idea { return strainPart.examine(sc) }

// Recognise names the patterns that a statement is an instance of: of each idea
// only ID and Class are set.
func (ChangeExaminer) Recognise(statement string) []incident.Idea {
	return changePart.recognise(statement)
}

// Recognise names the patterns that a statement is an instance of: of each idea
// only ID and Class are set.
func (StrainExaminer) Recognise(statement string) []incident.Idea {
	return strainPart.recognise(statement)
}

// examPart is an examiner's share of the catalogue, with its phrases by first word.
type examPart struct {
	patterns []examPattern
	cues     map[string][]examClue
	marks    map[string][]examClue
	phrases  int
}

// examClue is some words that speak for a pattern.
type examClue struct {
	of    int // index of the pattern
	n     int // number of the phrase, for counting it once
	worth int // in halves of what an ordinary sign is worth in doublings
	words []string
}

// What signs are worth, in halves of a doubling of the odds.
const (
	cueWorth    = 2
	strongWorth = 4
	outlived    = 1 // a rollback that did not help, against what it undid: c = −1, q = .5
	mostWorth   = 8
)

func newPart(ps []examPattern) *examPart {
	p := &examPart{patterns: ps, cues: map[string][]examClue{}, marks: map[string][]examClue{}}
	for i := range ps {
		for cue := range strings.SplitSeq(ps[i].cues, ",") {
			cue, strong := strings.CutSuffix(strings.TrimSpace(cue), "!")
			worth := cueWorth
			if strong {
				worth = strongWorth
				p.add(p.marks, i, cue, 0)
			}
			p.add(p.cues, i, cue, worth)
		}
		for mark := range strings.SplitSeq(ps[i].marks, ",") {
			p.add(p.marks, i, mark, 0)
		}
		p.add(p.marks, i, fixedWords(ps[i].says), 0) // as it stands when it was put on the board
	}
	return p
}

// fixedWords is the longest piece of a text between what is filled in.
func fixedWords(text string) string {
	longest := ""
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '{' || r == '}' || r == ':' || r == ',' }) {
		if len(piece) > len(longest) {
			longest = piece
		}
	}
	return longest
}

func (p *examPart) add(to map[string][]examClue, of int, text string, worth int) {
	ws := examineWords(nil, text)
	if len(ws) == 0 {
		return
	}
	roots := make([]string, len(ws))
	for i, w := range ws {
		roots[i] = w.root
	}
	to[roots[0]] = append(to[roots[0]], examClue{of, p.phrases, worth, roots[1:]})
	p.phrases++
}

// follows reports whether the rest of a phrase stands where it is expected.
func (ph examClue) follows(ws []seenWord) bool {
	if len(ws) < len(ph.words) {
		return false
	}
	for i, w := range ph.words {
		if ws[i].root != w {
			return false
		}
	}
	return true
}

// examFound is what speaks for a pattern in a scene.
type examFound struct {
	score    int
	denied   bool
	receipts []incident.Receipt
}

// Bounds of what is looked at, and of the signs that an idea names.
const (
	mostReceipts = 2
	mostSigns    = 32
	firstSigns   = 10 // of them so many are the oldest
	mostChanges  = 12
)

func (p *examPart) examine(sc incident.Scene) []incident.Idea {
	sc = bothEnds(sc)
	words := wordsOf(sc)
	seen := p.look(sc, words)
	p.undone(sc, seen)
	f := filler{thing: thingIn(sc, words), since: sc.Began}
	ideas := make([]incident.Idea, 0, len(p.patterns))
	for i := range p.patterns {
		pt, fd := &p.patterns[i], &seen[i]
		if fd.denied && fd.score <= 0 {
			continue
		}
		score := min(max(fd.score, 0), mostWorth)
		idea := incident.Idea{
			ID: pt.id, Class: pt.class, Says: f.fill(pt.says), Question: f.fill(pt.question), Check: f.fill(pt.check),
			Cost: time.Duration(pt.secs) * time.Second, Lever: f.fill(pt.lever), Worth: perMinute(score, pt.secs),
		}
		if fd.score > 0 {
			idea.Receipts = fd.receipts
		}
		ideas = append(ideas, idea)
	}
	return ideas
}

// bothEnds leaves out the middle of a long story: how it began tells most, and
// what was seen last has not been thought about yet.
func bothEnds(sc incident.Scene) incident.Scene {
	if n := len(sc.Signs); n > mostSigns {
		sc.Signs = slices.Concat(sc.Signs[:firstSigns], sc.Signs[n-mostSigns+firstSigns:])
	}
	sc.Changes = sc.Changes[max(0, len(sc.Changes)-mostChanges):]
	return sc
}

// wordsOf takes the texts of a scene apart: the impact, the signs, the changes.
func wordsOf(sc incident.Scene) [][]seenWord {
	texts := make([]incident.Text, 0, 1+len(sc.Signs)+len(sc.Changes))
	texts = append(texts, sc.Impact)
	for _, s := range sc.Signs {
		texts = append(texts, s.What)
	}
	for _, c := range sc.Changes {
		texts = append(texts, c.What)
	}
	words := make([][]seenWord, len(texts))
	all := make([]seenWord, 0, 18*len(texts))
	for i, t := range texts {
		if t.Erased() {
			continue
		}
		from := len(all)
		all = examineWords(all, t.String())
		words[i] = all[from:len(all):len(all)]
	}
	return words
}

// look finds the cues of all patterns in a scene.
func (p *examPart) look(sc incident.Scene, words [][]seenWord) []examFound {
	seen := make([]examFound, len(p.patterns))
	said := make([]int8, p.phrases)
	for k, ws := range words {
		for i := range ws {
			for _, ph := range p.cues[ws[i].root] {
				if ph.follows(ws[i+1:]) {
					seen[ph.of].note(ph, said, examDenied(ws, i, i+1+len(ph.words)), receiptOf(sc, k))
				}
			}
		}
	}
	return seen
}

// receiptOf is the text of a scene with the number that it has in wordsOf.
func receiptOf(sc incident.Scene, k int) incident.Receipt {
	switch n := len(sc.Signs); {
	case k == 0:
		return incident.Receipt{What: sc.Impact.String(), At: sc.ImpactAt, Source: sc.ImpactIn}
	case k <= n:
		s := sc.Signs[k-1]
		return incident.Receipt{What: s.What.String(), At: s.At, Source: s.Source}
	default:
		c := sc.Changes[k-1-n]
		return incident.Receipt{What: c.What.String(), At: c.At, Source: c.Source}
	}
}

// note counts a cue: once, and the newest word on it.
func (fd *examFound) note(ph examClue, said []int8, deny bool, r incident.Receipt) {
	now := int8(1)
	if deny {
		now, fd.denied = -1, true
	}
	fd.score += int(now-said[ph.n]) * ph.worth
	said[ph.n] = now
	if deny {
		return
	}
	same := func(o incident.Receipt) bool { return o.What == r.What }
	if len(fd.receipts) < mostReceipts && !slices.ContainsFunc(fd.receipts, same) {
		fd.receipts = append(fd.receipts, r)
	}
}

// undone weighs a change that was taken back without effect: weakly against what
// sets things off, since failures can outlive that, and for what makes them.
func (p *examPart) undone(sc incident.Scene, seen []examFound) {
	for _, c := range sc.Changes {
		if c.Helped != "no" || !takesBack(c.What.String()) {
			continue
		}
		for i := range p.patterns {
			if p.patterns[i].trigger {
				seen[i].score -= outlived
			}
			if p.patterns[i].outlives {
				seen[i].score += cueWorth
				r := incident.Receipt{What: c.What.String() + ", which did not help", At: c.At, Source: c.Source}
				seen[i].receipts = append([]incident.Receipt{r}, seen[i].receipts[:min(len(seen[i].receipts), mostReceipts-1)]...)
			}
		}
		return
	}
}

func takesBack(what string) bool {
	for _, w := range examineWords(nil, what) {
		switch w.low {
		case "rollback", "rolled", "roll", "rolling", "revert", "reverted", "reverting", "undo", "undid", "back", "downgrade", "downgraded":
			return true
		}
	}
	return false
}

// recognise finds the patterns that a statement names.
func (p *examPart) recognise(statement string) []incident.Idea {
	ws := examineWords(nil, statement)
	is := make([]bool, len(p.patterns))
	for i := range ws {
		for _, ph := range p.marks[ws[i].root] {
			if ph.follows(ws[i+1:]) {
				is[ph.of] = true
			}
		}
	}
	var out []incident.Idea
	for i := range is {
		if is[i] {
			out = append(out, incident.Idea{ID: p.patterns[i].id, Class: p.patterns[i].class})
		}
	}
	return out
}

// examTells is what a look at a pattern is expected to tell, in millibits, by its
// score: its odds are 2^(score/2) to 24, without a sign a quarter to 24; the look comes out as it predicts
// with .8 if it is so and .2 if not. It is H(.2+.6p) − H(.2), rounded.
var examTells = [mostWorth + 1]int{12, 62, 83, 110, 141, 176, 212, 244, 268}

// perMinute is that for a minute of what the look costs, which is at least one.
func perMinute(score, secs int) int { return examTells[score] * 60 / max(secs, 60) }
