package commonground

import (
	"slices"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// What is asked of the ledger. It is in one place so that the rest of the
// package reads in the words of the common ground.

// standing returns the evidence that speaks against something and was not
// answered, oldest first. What was deleted asks nothing of anybody any more.
// It is shared: do not change it.
func (v View) standing() []*hypotheses.Item {
	if v.worked != nil {
		return v.worked.standing
	}
	return v.unansweredNow()
}

func (v View) unansweredNow() []*hypotheses.Item {
	var out []*hypotheses.Item
	for _, i := range v.items() {
		if i.Addressed() || !slices.ContainsFunc(i.Weighed.Bearings, func(b incident.Bearing) bool { return b.Consistency < 0 }) {
			continue
		}
		if m, ok := v.S.Message(i.Source); !ok || !m.Gone {
			out = append(out, i)
		}
	}
	return out
}

// contradictions returns what of standing speaks against a hypothesis.
func (v View) contradictions(h incident.HypothesisID) []*hypotheses.Item {
	return slices.DeleteFunc(slices.Clone(v.standing()), func(i *hypotheses.Item) bool { return i.For(h) >= 0 })
}

// newest returns the newest of items in the order of time.
func newest(items []*hypotheses.Item) *hypotheses.Item {
	var n *hypotheses.Item
	for _, i := range items {
		if n == nil || i.At.After(n.At) {
			n = i
		}
	}
	return n
}

// byEffort returns the hypotheses in the order of the effort that they get.
func (v View) byEffort(hs []*incident.Hypothesis, now time.Time) []*incident.Hypothesis {
	if len(hs) < 2 {
		return hs
	}
	rank := map[incident.HypothesisID]int{}
	for i, s := range v.L.Shares(v.S, now) {
		rank[s.Hypothesis] = i - len(v.S.Live())
	}
	return sortedBy(hs, func(h *incident.Hypothesis) int { return rank[h.ID] })
}
