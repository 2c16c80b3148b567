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
// that there is something to ask. It tells both, with both sources. It stays silent
// about what anybody else said, about people who are doing nothing now (they are
// told when they come back), once the earlier word is too old to be relied on, and
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
		stale := over(v.staleAt(f.At, v.settings().ShelfTrend), now)
		if f.Trend == t.Trend || trendWords[f.Trend] == "" || stale || !v.wayParted(f.Fact, t.Fact, now) {
			continue
		}
		clock := UTC(now)
		return v.divergent("trend", "", f.Fact, t.Fact,
			v.name(t.By)+" said at "+clock(t.At)+": "+trendWords[t.Trend]+"; "+v.name(f.By)+" said at "+clock(f.At)+": "+
				trendWords[f.Trend]+". How is it now?",
			incident.Button{Label: "Better", Command: "trend better"}, incident.Button{Label: "The same", Command: "trend same"},
			incident.Button{Label: "Worse", Command: "trend worse"}), true
	}
	return incident.Finding{}, false
}

// divergentOn compares what was said last for or against an explanation, with no
// doubt, with what others said before.
func (v View) divergentOn(h *incident.Hypothesis, items []*hypotheses.Item, now time.Time) (incident.Finding, bool) {
	var last *hypotheses.Item
	var seen []incident.PersonID
	for _, i := range slices.Backward(items) {
		c := i.For(h.ID)
		if c > -2 && c < 2 || slices.Contains(seen, i.By) {
			continue
		}
		seen = append(seen, i.By)
		if last == nil {
			last = i
			continue
		}
		a, b := fact(i), fact(last)
		if (c > 0) == (last.For(h.ID) > 0) || over(v.staleAt(i.At, v.settings().ShelfBelief), now) || !v.wayParted(a, b, now) {
			continue
		}
		clock := UTC(now)
		return v.divergent(string(h.ID), h.ID, a, b,
			"Of "+v.called(h)+" "+v.name(b.By)+" said at "+clock(b.At)+": "+v.quoted(b.What, b.Source, quoteRunes)+"; "+
				v.name(a.By)+" said at "+clock(a.At)+": "+v.quoted(a.What, a.Source, quoteRunes)+". How do the two go together?",
			incident.Button{Label: "What there is", Command: "show " + string(h.ID)}), true
	}
	return incident.Finding{}, false
}

func fact(i *hypotheses.Item) incident.Fact {
	return incident.Fact{What: i.What, By: i.By, At: i.At, Source: i.Source}
}

// wayParted reports whether the author of the earlier word is at work and has not had
// the chance to learn the later one.
func (v View) wayParted(earlier, later incident.Fact, now time.Time) bool {
	if later.At.Sub(earlier.At) < v.settings().Divergence || !v.here(earlier.By) || !v.atWork(earlier.By, later.At, now) {
		return false
	}
	return !v.X.Knows(v.S, earlier.By, Update{By: later.By, At: later.At, Source: later.Source})
}

// atWork reports whether somebody has written since t, holds a line or has a change
// running.
func (v View) atWork(who incident.PersonID, t, now time.Time) bool {
	if v.spokeSince(who, t) {
		return true
	}
	for _, l := range v.S.Lines {
		if l.Holder == who && v.active(l, now) {
			return true
		}
	}
	for _, i := range v.S.Interventions {
		if _, end := v.window(i); i.Actor == who && i.Running() && !over(end, now) {
			return true
		}
	}
	return false
}

func (v View) divergent(slot string, h incident.HypothesisID, a, b incident.Fact, text string, buttons ...incident.Button) incident.Finding {
	k := key("divergent-belief", slot)
	return incident.Finding{
		Key: k, Detector: "divergent-belief", Hypothesis: h, Since: b.At, Priority: prioDiverge,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(a.By, b.By), Text: text,
		Receipts: []incident.Receipt{v.receipt(b.What, b.By, b.At, b.Source), v.receipt(a.What, a.By, a.At, a.Source)},
		Buttons:  append(buttons, snooze(k)),
	}
}

func nextDivergentBelief(v View, e *earliest) {
	set := v.settings()
	for k := range v.S.TrendBefore {
		e.consider(v.staleAt(v.S.TrendBefore[k].At, set.ShelfTrend))
	}
	for _, i := range v.items() {
		if c := i.Weighed.Bearings; len(c) > 0 {
			e.consider(v.staleAt(i.At, set.ShelfBelief))
		}
	}
	v.nextWork(e)
}

// nextWork considers when somebody stops being at work by time alone.
func (v View) nextWork(e *earliest) {
	for _, l := range v.S.Lines {
		e.consider(l.Until)
	}
	for _, i := range v.S.Interventions {
		if i.Running() {
			_, end := v.window(i)
			e.consider(end)
		}
	}
}
