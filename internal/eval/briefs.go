package eval

import (
	"strings"
)

// bullets are the lines of a brief in lower case, each with the indented lines
// that go on with it.
func bullets(brief string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ToLower(brief), "\n") {
		text := strings.TrimSpace(line)
		if text == "" {
			continue
		}
		goesOn := text != strings.TrimRight(line, " \t\r") && !strings.ContainsRune("-*•", []rune(text)[0])
		if goesOn && len(out) > 0 {
			out[len(out)-1] += " " + text
			continue
		}
		out = append(out, text)
	}
	return out
}

// states returns the first bullet that states the fact.
func states(bullets []string, f Fact) (string, bool) {
	for _, b := range bullets {
		if statedIn(b, f.Match) {
			return b, true
		}
	}
	return "", false
}

func statedIn(bullet string, match [][]string) bool {
	for _, phrases := range match {
		has := false
		for _, p := range phrases {
			has = has || strings.Contains(bullet, strings.ToLower(p))
		}
		if !has {
			return false
		}
	}
	return len(match) > 0
}

// told counts the facts of checkpoints, and those that the briefs state.
type told struct{ facts, present, stale, stated int }

func tell(points []Checkpoint, briefs map[int]string) told {
	var t told
	for _, p := range points {
		bs := bullets(briefs[p.AfterLine])
		for _, f := range p.Facts {
			t.facts++
			if _, ok := states(bs, f); ok {
				t.present++
			}
		}
		for _, f := range p.Stale {
			t.stale++
			if _, ok := states(bs, f); ok {
				t.stated++
			}
		}
	}
	return t
}
