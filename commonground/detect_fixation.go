package commonground

import (
	"slices"
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
// rivals being ruled out, a declared wait, a mitigation in its time, a check that
// runs, an improving trend, one person only, a channel in which people are not at
// it together, too much that could not be placed; and where only contradictions
// make the case, as long as people may yet answer them. That an explanation was
// confirmed is no silence as long as it is not better.
func detectFixation(v View, now time.Time) []incident.Finding {
	flag, ok := v.L.Fixation(v.S, now)
	h := v.S.Hypothesis(flag.Hypothesis)
	if !ok || h == nil || !v.ripe(flag.Measure, now) {
		return nil
	}
	to := v.askable(append([]incident.PersonID{v.commander()}, v.leading(h)...)...)
	to = to[:min(len(to), 1)]
	f := v.effortFinding("fixation", h, flag, to, now)
	f.Level, f.Highest, f.Escalate, f.To = incident.ToCommander, incident.InThread, v.settings().StepUp, to
	f.Buttons = []incident.Button{{Label: "Ask in the channel", Command: "ask " + string(f.Key)}}
	if rival := v.rival(h, now); rival != nil {
		f.Buttons = append(f.Buttons, incident.Button{Label: "I take the other one", Command: "take " + string(rival.ID)})
	}
	f.Buttons = append(f.Buttons, incident.Button{Label: "What else could it be?", Command: "else " + string(f.Key)})
	f.Buttons = append(f.Buttons, incident.Button{Label: "Working as intended", Command: "working " + string(h.ID)}, snooze(f.Key))
	return []incident.Finding{f}
}

// ripe reports whether a flag may be spoken of: where it stands on contradictions
// alone, enough of them have been open for the time that people need to read and
// answer. Three minutes, after which the ledger flags, is less.
func (v View) ripe(m hypotheses.Measure, now time.Time) bool {
	if m.Fruitless || !m.Contradicted {
		return true
	}
	wait, k := minutes(incident.By(v.S.Severity, v.settings().Contradicted)), 0
	for _, c := range m.Contradictions {
		if over(c.At.Add(wait), now) {
			k -= c.Weighed.Credibility * int(c.For(m.Leader))
		}
	}
	return k >= m.KGate
}

// effortFinding is what fixation and solo have in common: the question to those
// who are asked, and its receipts, one for each clause of the rule.
func (v View) effortFinding(detector string, h *incident.Hypothesis, flag hypotheses.Flag, to []incident.PersonID, now time.Time) incident.Finding {
	m := flag.Measure
	f := incident.Finding{
		Key: key(detector, h.ID), Detector: detector, Hypothesis: h.ID, Since: flag.Since, Priority: prioEffort,
		Effort: m.Effort / 1000, Reasons: len(m.Contradictions), Words: v.tellApart(h, to, now),
	}
	worked := count(m.Effort/1000, "person-minute", "person-minutes") + " on " + v.called(h)
	if flag.Who != "" || m.Responders < 2 {
		worked = "at work on " + v.called(h) // no number about a single person
	} else {
		worked = strconv.Itoa(m.Responders) + " people, " + worked
	}
	f.Receipts = append(f.Receipts, incident.Receipt{What: worked + ", since", At: m.Since})
	if m.Last != nil {
		r := v.receipt(m.Last.What, m.Last.By, m.Last.At, m.Last.Source)
		r.What = "the last result that told it apart: " + r.What
		f.Receipts = append(f.Receipts, r)
	} else {
		f.Receipts = append(f.Receipts, incident.Receipt{What: "nothing has told it apart from anything else yet"})
	}
	for _, c := range m.Contradictions[max(0, len(m.Contradictions)-3):] {
		r := v.receipt(c.What, c.By, c.At, c.Source)
		r.What = "not answered yet: " + r.What
		f.Receipts = append(f.Receipts, r)
	}
	return f
}

// tellApart is a question about the problem: what would tell the explanation
// from the others? What others than those who are asked said against it comes
// first; then, if it was confirmed, whether it is all there is; then a rival; then
// the absence of one.
func (v View) tellApart(h *incident.Hypothesis, to []incident.PersonID, now time.Time) Words {
	check := v.cheapCheck(h, now)
	theirs := slices.DeleteFunc(v.contradictions(h.ID), func(i *hypotheses.Item) bool { return slices.Contains(to, i.By) })
	if c := newest(theirs); c != nil {
		words := say(v.name(c.By)+" said at ", c.At, ": "+v.sentence(c.What, c.Source, quoteRunes)+" Does "+v.called(h)+" explain that")
		if check != "" {
			return append(words, say("? "+check+" would tell.")...)
		}
		return append(words, say(", and if not, what would?")...)
	}
	if h.Status == incident.Confirmed {
		words := say(v.called(h)+" was confirmed at ", h.StatusAt, ", and nobody has said that it is better. Does it explain all of it")
		if check != "" {
			return append(words, say("? "+check+" would tell.")...)
		}
		return append(words, say(", or is something else at work too?")...)
	}
	if rival := v.rival(h, now); rival != nil {
		text := "How do we know it is " + v.called(h) + " rather than " + v.called(rival) + "? "
		if check != "" {
			return say(text + check + " would come out differently.")
		}
		return say(text + "What could be looked at that would come out differently?")
	}
	text := v.called(h) + " is the only explanation on the board. What else would look the same"
	if check != "" {
		return say(text + "? " + check + " would tell.")
	}
	return say(text + ", and which quick look would tell?")
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

// cheapCheck names the planned check that tells most for its cost, with what it
// costs, or returns "".
func (v View) cheapCheck(h *incident.Hypothesis, now time.Time) string {
	var best *incident.Check
	most := -1
	for _, c := range v.S.Checks {
		if !c.Finished.IsZero() || !v.separates(c, h) {
			continue
		}
		if _, worth := v.L.Gain(v.S, now, hypotheses.ProspectOf(c)); worth > most {
			best, most = c, worth
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

// nextFixation has the ledger asked last, no further ahead than what is known by
// then.
func nextFixation(_ View, e *earliest) { e.ledger = true }
