package eval

import (
	"slices"

	"bearings/incident"
	"bearings/internal/replay"
)

// A labelled hypothesis is on the board in time if one is raised from so many
// messages before to so many after.
const (
	windowBefore = 3
	windowAfter  = 10
)

// board is how the hypotheses of a replay fit those of the labels.
type board struct {
	key        map[incident.HypothesisID]string // "": none
	found      map[string]bool                  // in time
	late       map[string]bool                  // not in time
	duplicates []replay.Hypothesis
	wrong      []replay.Hypothesis // matched to nothing
	unbacked   int                 // raised by what is labelled with no hypothesis, whatever they are matched to
}

// matchBoard matches the hypotheses of the board, in the order in which they
// were raised, with those of the labels, and judges them.
func matchBoard(hs []replay.Hypothesis, l *Labels, msgs []message) board {
	b := board{key: map[incident.HypothesisID]string{}, found: map[string]bool{}, late: map[string]bool{}}
	taken := map[int][]string{}
	for _, h := range hs {
		key := matchKey(h, l, msgs, taken[h.RaisedLine])
		b.key[h.ID] = key
		taken[h.RaisedLine] = append(taken[h.RaisedLine], key)
	}
	first := map[string]bool{}
	for _, h := range hs {
		key := b.key[h.ID]
		if h.Status != incident.Merged {
			if label := l.byLine[h.RaisedLine]; label == nil || (len(label.Hypotheses) == 0 && label.About == "") {
				b.unbacked++
			}
			switch {
			case key == "":
				b.wrong = append(b.wrong, h)
			case first[key]:
				b.duplicates = append(b.duplicates, h)
			}
			first[key] = true
		}
		for _, g := range l.Hypotheses {
			if g.Key != key {
				continue
			}
			after := ordinal(h.RaisedLine, msgs) - ordinal(g.RaisedLine, msgs)
			if after >= -windowBefore && after <= windowAfter {
				b.found[key] = true
			}
			b.late[key] = true
		}
	}
	for key := range b.found {
		delete(b.late, key)
	}
	return b
}

// ordinal is how many messages there are up to the line.
func ordinal(line int, msgs []message) int {
	n := 0
	for _, m := range msgs {
		if m.line <= line {
			n++
		}
	}
	return n
}

// matchKey is the key that a hypothesis is matched to. Taken are those of the
// hypotheses that the same message raised before.
func matchKey(h replay.Hypothesis, l *Labels, msgs []message, taken []string) string {
	votes := map[string]int{}
	for _, m := range msgs {
		if m.asRead == h.ID || m.about == h.ID {
			votes[m.key()]++
		}
	}
	if label := l.byLine[h.RaisedLine]; label != nil {
		left := slices.DeleteFunc(slices.Clone(label.Hypotheses), func(key string) bool { return slices.Contains(taken, key) })
		if len(left) == 0 {
			left = label.Hypotheses
		}
		if len(left) > 0 {
			return most(left, votes)
		}
		if label.About != "" {
			return label.About
		}
	}
	var voted []string
	for _, g := range l.Hypotheses {
		if votes[g.Key] > 0 {
			voted = append(voted, g.Key)
		}
	}
	return most(voted, votes)
}

// most is the key with the most votes, the first in a tie; "" if there is none.
func most(keys []string, votes map[string]int) string {
	best := ""
	for _, key := range keys {
		if best == "" || votes[key] > votes[best] {
			best = key
		}
	}
	return best
}

// duplicateRate is how many duplicates there are for each one found, for one if
// none was.
func (b board) duplicateRate() Ratio { return share(len(b.duplicates), max(len(b.found), 1)) }
