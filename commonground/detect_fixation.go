package commonground

import (
	"strconv"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// detectFixation finds effort that keeps going into one explanation while
// nothing tells it apart from the others, or while what speaks against it is
// left standing. Groups in this state work hard and feel busy; the cause is
// elsewhere, or was there all along and nobody can tell. It asks the commander a
// question that would tell, the group's own unanswered evidence first. The
// clauses are the ledger's, and so are the silences: a dive that yields results,
// rivals being ruled out, a declared wait, a mitigation in its time, an
// improving trend, one person only, too much that could not be placed.
func detectFixation(v View, now time.Time) []incident.Finding {
	flag, ok := v.L.Fixation(v.S, now)
	h := v.S.Hypothesis(flag.Hypothesis)
	if !ok || h == nil {
		return nil
	}
	f := v.effortFinding("fixation", h, flag, now)
	f.Level, f.Highest, f.Escalate = incident.ToCommander, incident.InThread, v.settings().StepUp
	f.To = v.askable(append([]incident.PersonID{v.commander()}, v.leading(h)...)...)
	f.To = f.To[:min(len(f.To), 1)]
	f.Buttons = []incident.Button{{Label: "Ask in the channel", Command: "ask " + string(f.Key)}}
	if rival := v.rival(h, now); rival != nil {
		f.Buttons = append(f.Buttons, incident.Button{Label: "I take the other one", Command: "take " + string(rival.ID)})
	}
	f.Buttons = append(f.Buttons, incident.Button{Label: "Working as intended", Command: "working " + string(h.ID)}, snooze(f.Key))
	return []incident.Finding{f}
}

// effortFinding is what fixation and solo have in common: the question and its
// receipts.
func (v View) effortFinding(detector string, h *incident.Hypothesis, flag hypotheses.Flag, now time.Time) incident.Finding {
	open := v.contradictions(h.ID)
	f := incident.Finding{
		Key: key(detector, h.ID), Detector: detector, Hypothesis: h.ID, Since: flag.Since, Priority: prioEffort,
		Effort: flag.Effort, Reasons: len(open),
		Text: v.tellApart(h, now), Receipts: flag.Receipts,
	}
	return f
}

// tellApart is a question about the problem: what would tell the explanation
// from the others? What speaks against it comes first; then a rival; then the
// absence of one.
func (v View) tellApart(h *incident.Hypothesis, now time.Time) string {
	check := v.cheapCheck(h)
	if c := newest(v.contradictions(h.ID)); c != nil {
		text := v.name(c.By) + " said at " + UTC(now)(c.At) + ": " + v.quoted(c.What, c.Source, quoteRunes) +
			". Does " + v.named(h) + " explain that"
		if check != "" {
			return text + "? " + check + " would tell."
		}
		return text + ", and if not, what would?"
	}
	if rival := v.rival(h, now); rival != nil {
		text := "How do we know that it is " + v.named(h) + " rather than " + v.named(rival) + "? "
		if check != "" {
			return text + check + " would come out differently."
		}
		return text + "What could be looked at that would come out differently?"
	}
	text := v.named(h) + " is the only explanation on the board. What else would look the same"
	if check != "" {
		return text + "? " + check + " would tell."
	}
	return text + ", and which quick look would tell?"
}

// rival returns the live explanation other than h that gets the most effort, or nil.
func (v View) rival(h *incident.Hypothesis, now time.Time) *incident.Hypothesis {
	for _, r := range v.byEffort(v.shown(), now) {
		if r != h {
			return r
		}
	}
	return nil
}

// cheapCheck names the cheapest planned check that tells the explanation from
// something else, with its cost, or returns "".
func (v View) cheapCheck(h *incident.Hypothesis) string {
	var best *incident.Check
	for _, c := range v.S.Checks {
		if !c.Finished.IsZero() || !v.separates(c, h) {
			continue
		}
		if best == nil || (c.Cost > 0 && (best.Cost == 0 || c.Cost < best.Cost)) {
			best = c
		}
	}
	if best == nil {
		return ""
	}
	name := v.quoted(best.What, best.Source, nameRunes)
	switch {
	case best.Cost <= 0:
		return name
	case best.Cost < time.Minute:
		return name + " (" + strconv.Itoa(int(best.Cost/time.Second)) + " s)"
	}
	return name + " (about " + strconv.Itoa(int((best.Cost+time.Minute/2)/time.Minute)) + " min)"
}

func (v View) separates(c *incident.Check, h *incident.Hypothesis) bool {
	for _, s := range c.Separates {
		if v.S.Resolve(s) == h.ID {
			return true
		}
	}
	return false
}

// leading returns who leads the work on an explanation: holders of its lines,
// then whoever raised it.
func (v View) leading(h *incident.Hypothesis) []incident.PersonID {
	var out []incident.PersonID
	for _, l := range v.S.Lines {
		if v.S.Resolve(l.Hypothesis) == h.ID && l.Holder != "" {
			out = append(out, l.Holder)
		}
	}
	return append(out, h.By)
}

func nextFixation(v View, e *earliest) {
	if at, ok := v.L.NextFlag(v.S, e.now); ok {
		e.consider(at)
	}
}
