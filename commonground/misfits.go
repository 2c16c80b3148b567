package commonground

import (
	"slices"

	"bearings/hypotheses"
	"bearings/incident"
)

// misfit is something that was seen and that does not fit an explanation yet.
type misfit struct {
	item    *hypotheses.Item
	with    *incident.Hypothesis
	settled bool // an explanation is confirmed, and none of those explains it
}

// how says what it does not fit.
func (m misfit) how(v View) string {
	switch {
	case m.settled && m.with.Status == incident.Confirmed:
		return ", although " + v.called(m.with) + " is confirmed"
	case m.settled:
		return ", which is for " + v.called(m.with) + ", and nothing that is confirmed explains it"
	}
	return ", if it is " + v.called(m.with)
}

// misfits lists what does not fit yet, the newest first, at most n: what speaks against a live
// explanation and was not answered; and once something is confirmed, what none of the
// confirmed explanations explains. Causes come together, so that one that was found
// does not make the rest go away.
func (v View) misfits(n int) []misfit {
	shown, confirmed := v.shown(), v.confirmed()
	if len(shown)+len(confirmed) == 0 {
		return nil
	}
	var are []misfit
	for _, i := range slices.Backward(v.items()) {
		if len(are) == n {
			break
		}
		if m, ok := v.S.Message(i.Source); ok && m.Gone {
			continue
		}
		if slices.ContainsFunc(confirmed, func(h *incident.Hypothesis) bool { return i.For(h.ID) > 0 }) {
			continue
		}
		if m, ok := v.misfit(i, shown, confirmed); ok {
			are = append(are, m)
		}
	}
	return are
}

func (v View) misfit(i *hypotheses.Item, live, confirmed []*incident.Hypothesis) (misfit, bool) {
	if !i.Addressed() {
		for _, h := range confirmed {
			if i.For(h.ID) < 0 {
				return misfit{i, h, true}, true
			}
		}
		for _, h := range live {
			if i.For(h.ID) < 0 {
				return misfit{i, h, false}, true
			}
		}
	}
	if len(confirmed) == 0 || i.Diagnosticity < v.settings().Diagnostic {
		return misfit{}, false
	}
	for _, h := range live {
		if i.For(h.ID) > 0 {
			return misfit{i, h, true}, true
		}
	}
	return misfit{}, false
}

// confirmed are the explanations that were found right.
func (v View) confirmed() []*incident.Hypothesis {
	var out []*incident.Hypothesis
	for _, h := range v.S.Hypotheses {
		if h.Status == incident.Confirmed {
			out = append(out, h)
		}
	}
	return out
}
