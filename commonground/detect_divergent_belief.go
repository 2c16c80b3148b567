package commonground

import (
	"slices"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// detectDivergentBelief finds two people whose last words on one thing differ,
// where the earlier has not had the chance to learn what the later said. Each of
// them acts on a picture that the other knows to be different, and neither knows
// that there is something to ask. It tells both, with both sources: when the
// earlier has had as long to read and say so as has to lie between the two. It stays
// silent about people who left, once the earlier word is too old to be relied on, and
// where the two follow within minutes of each other.
func detectDivergentBelief(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	if f, ok := v.divergentTrend(now); ok {
		found = append(found, f)
	}
	var firm []*hypotheses.Item
	for _, i := range v.items() {
		if slices.ContainsFunc(i.Weighed.Bearings, func(b incident.Bearing) bool { return b.Consistency*b.Consistency >= 4 }) {
			firm = append(firm, i)
		}
	}
	if len(firm) < 2 {
		return found
	}
	for _, h := range v.shown() {
		if len(found) == mostOfAKind {
			break
		}
		if f, ok := v.divergentOn(h, firm, now); ok {
			found = append(found, f)
		}
	}
	return found
}

// divergentTrend compares what was said last of how it goes with what others said.
func (v View) divergentTrend(now time.Time) (incident.Finding, bool) {
	t := v.S.Trend
	if t == nil || trendWords[t.Trend] == "" {
		return incident.Finding{}, false
	}
	seen := []incident.PersonID{t.By}
	for k := len(v.S.TrendBefore) - 1; k >= 0; k-- {
		f := &v.S.TrendBefore[k]
		if slices.Contains(seen, f.By) {
			continue
		}
		seen = append(seen, f.By)
		if sameWay(f.Trend, t.Trend) || trendWords[f.Trend] == "" || !v.wayParted(f.Fact, v.trendSince(k), v.settings().ShelfTrend, now) {
			continue
		}
		return v.divergent("trend", "", f.Fact, t.Fact,
			say(v.name(t.By)+" said at ", t.At, ": "+trendWords[t.Trend]+"; "+v.name(f.By)+" said at ", f.At, ": "+
				trendWords[f.Trend]+". How is it now?"),
			incident.Button{Label: "Better", Command: "trend better"}, incident.Button{Label: "The same", Command: "trend same"},
			incident.Button{Label: "Worse", Command: "trend worse"}), true
	}
	return incident.Finding{}, false
}

// sameWay reports whether two words on the trend go together: that it is over is
// what getting better comes to.
func sameWay(a, b incident.Trend) bool {
	good := func(t incident.Trend) bool { return t == incident.TrendBetter || t == incident.TrendResolved }
	return a == b || good(a) && good(b)
}

// trendSince are the words after the k-th that say otherwise, the oldest first.
func (v View) trendSince(k int) []incident.Fact {
	var others []incident.Fact
	was := v.S.TrendBefore[k].Trend
	for i := k + 1; i < len(v.S.TrendBefore); i++ {
		if f := &v.S.TrendBefore[i]; !sameWay(f.Trend, was) && trendWords[f.Trend] != "" {
			others = append(others, f.Fact)
		}
	}
	return append(others, v.S.Trend.Fact)
}

// divergentOn compares what was said last for or against an explanation, with no
// doubt, with what others said before.
func (v View) divergentOn(h *incident.Hypothesis, items []*hypotheses.Item, now time.Time) (incident.Finding, bool) {
	var last *hypotheses.Item
	var same []incident.Fact // as the last, the newest first
	var seen []incident.PersonID
	for _, i := range slices.Backward(items) {
		c := i.For(h.ID)
		if c > -2 && c < 2 {
			continue
		}
		if last == nil {
			last = i
		}
		agrees := (c > 0) == (last.For(h.ID) > 0)
		if agrees {
			same = append(same, fact(i))
		}
		if slices.Contains(seen, i.By) {
			continue
		}
		seen = append(seen, i.By)
		a, b := fact(i), fact(last)
		if agrees || !v.wayParted(a, oldestFirst(same), v.settings().ShelfBelief, now) {
			continue
		}
		return v.divergent(string(h.ID), h.ID, a, b,
			say("Of "+v.called(h)+" "+v.name(b.By)+" said at ", b.At, ": "+v.quoted(b.What, b.Source, quoteRunes)+"; "+
				v.name(a.By)+" said at ", a.At, ": "+v.quoted(a.What, a.Source, quoteRunes)+". How do the two go together?"),
			incident.Button{Label: "What there is", Command: "show " + string(h.ID)}), true
	}
	return incident.Finding{}, false
}

func oldestFirst(newestFirst []incident.Fact) []incident.Fact {
	out := slices.Clone(newestFirst)
	slices.Reverse(out)
	return out
}

func fact(i *hypotheses.Item) incident.Fact {
	return incident.Fact{What: i.What, By: i.By, At: i.At, Source: i.Source}
}

// wayParted reports whether the author of the earlier word has not had the chance to
// learn that others say otherwise, from none of their words, the oldest first. They
// are given time to read and to say so. Their word counts if it could be relied on
// when the others began, and until what those began with is as old itself.
func (v View) wayParted(earlier incident.Fact, others []incident.Fact, shelf time.Duration, now time.Time) bool {
	first, last := others[0], others[len(others)-1]
	apart := v.settings().Divergence
	if last.At.Sub(earlier.At) < apart || now.Before(first.At.Add(apart)) || !v.here(earlier.By) ||
		over(v.staleAt(earlier.At, shelf), first.At) || over(v.staleAt(first.At, shelf), now) {
		return false
	}
	return !slices.ContainsFunc(others, func(o incident.Fact) bool {
		return v.X.Knows(v.S, earlier.By, Update{By: o.By, At: o.At, Source: o.Source})
	})
}

func (v View) divergent(slot string, h incident.HypothesisID, a, b incident.Fact, words Words, buttons ...incident.Button) incident.Finding {
	k := key("divergent-belief", slot)
	return incident.Finding{
		Key: k, Detector: "divergent-belief", Hypothesis: h, Since: b.At, Priority: prioDiverge,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(a.By, b.By), Words: words,
		Receipts: []incident.Receipt{v.receipt(b.What, b.By, b.At, b.Source), v.receipt(a.What, a.By, a.At, a.Source)},
		Buttons:  append(buttons, snooze(k)),
	}
}

func nextDivergentBelief(v View, e *earliest) {
	set := v.settings()
	for k := range v.S.TrendBefore {
		if t := v.S.Trend; t != nil && v.S.TrendBefore[k].By != t.By && !sameWay(v.S.TrendBefore[k].Trend, t.Trend) {
			first := v.trendSince(k)[0].At
			e.consider(first.Add(set.Divergence))
			e.consider(v.staleAt(first, set.ShelfTrend))
		}
	}
	for _, i := range v.items() {
		if c := i.Weighed.Bearings; len(c) > 0 {
			if end := i.At.Add(set.Divergence); end.After(e.now) && v.disputed(i) {
				e.consider(end)
			}
			e.consider(v.staleAt(i.At, set.ShelfBelief))
		}
	}
}

// disputed reports whether somebody else said the opposite of the same live
// explanation before.
func (v View) disputed(i *hypotheses.Item) bool {
	for _, h := range v.shown() {
		c := i.For(h.ID)
		if c > -2 && c < 2 {
			continue
		}
		for _, o := range v.items() {
			if o.By != i.By && o.At.Before(i.At) && int(o.For(h.ID))*int(c) <= -4 {
				return true
			}
		}
	}
	return false
}
