package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// detectStaleBelief finds people who work on an explanation that was ruled out
// and have not had the chance to learn it. Left alone they spend their time on
// what others know to be wrong, and act on it. It tells them in private, with
// what ruled it out. It stays silent about people who know (they are taking it
// up again, which is their right), about those who ruled it out, and once their
// work on it is ten minutes past.
func detectStaleBelief(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	add := func(who incident.PersonID, on incident.HypothesisID, at time.Time, line incident.LineID) {
		h := v.S.Hypothesis(on)
		if h == nil || h.Status != incident.Refuted || !v.here(who) || slices.Contains(h.Reopened, who) || v.KnowsStatus(who, h) {
			return
		}
		k := key("stale-belief", string(h.ID)+"/"+strings.ReplaceAll(string(who), " ", "_"))
		for i := range found {
			if found[i].Key == k {
				return
			}
		}
		found = append(found, v.staleBelief(k, who, h, at, line))
	}
	for _, l := range v.S.Lines {
		if l.Hypothesis != "" && l.Holder != "" && !over(l.Until, now) {
			add(l.Holder, l.Hypothesis, l.Renewed, l.ID)
		}
	}
	for i := len(v.S.Interventions) - 1; i >= 0; i-- {
		if c := v.S.Interventions[i]; c.RestsOn != "" && c.Running() {
			add(c.Actor, c.RestsOn, c.Phased, "")
		}
	}
	for i := len(v.S.Recent) - 1; i >= 0; i-- {
		m := v.S.Recent[i]
		if now.Sub(m.At) >= v.settings().Exposed {
			break
		}
		if m.Reading.About != "" && !m.Gone && v.afterFall(m) {
			add(m.Author, m.Reading.About, m.At, "")
		}
	}
	return found
}

// afterFall reports whether the message was written after its hypothesis fell.
func (v View) afterFall(m *incident.Message) bool {
	h := v.S.Hypothesis(m.Reading.About)
	return h != nil && h.Status == incident.Refuted && m.At.After(statusUpdate(v.S, h).At)
}

func (v View) staleBelief(k incident.FindingKey, who incident.PersonID, h *incident.Hypothesis, at time.Time, line incident.LineID) incident.Finding {
	when := statusUpdate(v.S, h).At
	because := ""
	if why := v.quoted(h.Why, h.StatusFrom, quoteRunes); why != "" {
		because = ": " + why
	}
	f := incident.Finding{
		Key: k, Detector: "stale-belief", Hypothesis: h.ID, Since: later(at, when), Priority: prioBelief, Own: line != "",
		Level: incident.Whisper, Highest: incident.Whisper, To: []incident.PersonID{who}, Reasons: 1,
		Words: say(v.called(h)+" was ruled out by "+v.name(h.StatusBy)+" at ", when, because+
			". Does what you are doing still need it?"),
		Receipts: []incident.Receipt{v.receipt(h.Why, h.StatusBy, when, h.StatusFrom)},
	}
	if c := newest(v.L.Against(h.ID)); c != nil && c.Source != h.StatusFrom {
		f.Receipts = append(f.Receipts, v.receipt(c.What, c.By, c.At, c.Source))
	}
	if line != "" {
		f.Buttons = append(f.Buttons, incident.Button{Label: "Let it go", Command: "drop " + string(line)})
	}
	f.Buttons = append(f.Buttons, incident.Button{Label: "It is open again", Command: "revive " + string(h.ID)}, snooze(k))
	return f
}

func nextStaleBelief(v View, e *earliest) {
	for i := len(v.S.Recent) - 1; i >= 0; i-- {
		m := v.S.Recent[i]
		end := m.At.Add(v.settings().Exposed)
		if !end.After(e.now) {
			break
		}
		if m.Reading.About != "" && v.afterFall(m) {
			e.consider(end)
		}
	}
	for _, l := range v.S.Lines {
		e.consider(l.Until)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
