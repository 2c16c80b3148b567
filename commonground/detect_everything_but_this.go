package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// everythingAfter is how long something that two people want may lie about.
const everythingAfter = 15 * time.Minute

// detectEverythingButThis finds an explanation or a change that two people spoke
// for and that nobody took, decided on or ruled out, while it does not get better.
// Groups do everything but the thing that some of them already named. It asks the
// commander. It stays silent when somebody holds it or held it, tested it or plans
// to, when it was decided on, and when it gets better.
func detectEverythingButThis(v View, now time.Time) []incident.Finding {
	if v.settled() || v.S.Improving() {
		return nil
	}
	var found []incident.Finding
	for _, h := range slices.Backward(v.shown()) {
		due := h.RaisedAt.Add(everythingAfter)
		if len(found) == mostOfAKind || len(h.Voices) < 2 || now.Before(due) || over(h.LastMention.Add(v.settings().QuestionFor), now) || v.pursued(h) {
			continue
		}
		who := v.name(h.Voices[0]) + " and " + v.name(h.Voices[1])
		found = append(found, v.lyingAbout(string(h.ID), h.ID, who, v.called(h), due,
			v.receipt(h.Statement, h.By, h.RaisedAt, h.Source), incident.Button{Label: "I take it", Command: "take " + string(h.ID)}))
	}
	for _, i := range slices.Backward(v.S.Interventions) {
		due := i.Since.Add(everythingAfter)
		if len(found) == mostOfAKind || i.Phase != incident.Proposed || !v.onCard(i.Confidence) || now.Before(due) ||
			over(i.Since.Add(v.settings().QuestionFor), now) || v.decidedSince(i.Since) {
			continue
		}
		if second := v.seconds(i); second != "" {
			found = append(found, v.lyingAbout(string(i.ID), v.S.Resolve(i.RestsOn), v.name(i.Actor)+" and "+v.name(second), v.quoted(i.What, i.Source, nameRunes), due,
				v.receipt(i.What, i.Actor, i.Since, i.Source), incident.Button{Label: "I do it", Command: "take " + clip(i.What.String(), nameRunes)}))
		}
	}
	return found
}

func (v View) lyingAbout(item string, h incident.HypothesisID, who, what string, since time.Time, r incident.Receipt, do incident.Button) incident.Finding {
	k := key("everything-but-this", item)
	return v.forCommander(incident.Finding{
		Key: k, Detector: "everything-but-this", Hypothesis: h, Since: since, Priority: prioRest, Highest: incident.ToCommander,
		Text:     who + " both spoke for " + what + ", and nobody has it. Who takes it, or what speaks against it?",
		Receipts: []incident.Receipt{r}, Buttons: []incident.Button{do, snooze(k)},
	})
}

// pursued reports whether anybody took an explanation up: holds or held a line on
// it, changes something for it, found something that bears on it, or plans to look.
func (v View) pursued(h *incident.Hypothesis) bool {
	on := func(l *incident.Line) bool { return v.S.Resolve(l.Hypothesis) == h.ID }
	return slices.ContainsFunc(v.S.Lines, on) || slices.ContainsFunc(v.S.LinesPast, on) ||
		slices.ContainsFunc(v.S.Interventions, func(i *incident.Intervention) bool {
			return i.Phase != incident.Proposed && v.S.Resolve(i.RestsOn) == h.ID
		}) ||
		slices.ContainsFunc(v.S.Checks, func(c *incident.Check) bool { return v.separates(c, h) }) ||
		len(v.L.For(h.ID)) > 0 || len(v.L.Against(h.ID)) > 0
}

// decidedSince reports whether the group settled on anything since t.
func (v View) decidedSince(t time.Time) bool {
	n := len(v.S.Decisions)
	return n > 0 && v.S.Decisions[n-1].At.After(t)
}

// seconds returns who else spoke for a change that was proposed, or "".
func (v View) seconds(i *incident.Intervention) incident.PersonID {
	for k := len(v.S.Recent) - 1; k >= 0; k-- {
		m := v.S.Recent[k]
		if !m.At.After(i.Since) {
			break
		}
		c := m.Reading.Intervention
		if m.Author == i.Actor || m.Gone || c == nil || c.Phase != incident.Proposed {
			continue
		}
		if i.Source != "" && m.Reading.RepliesTo == i.Source || coupled(c.Target.String(), i.Target.String()) || alikeWork(c.What.String(), i.What.String()) {
			return m.Author
		}
	}
	return ""
}

func nextEverythingButThis(v View, e *earliest) {
	for _, h := range v.S.Live() {
		if len(h.Voices) > 1 {
			e.consider(h.RaisedAt.Add(everythingAfter))
			e.consider(h.LastMention.Add(v.settings().QuestionFor))
		}
	}
	for _, i := range v.S.Interventions {
		if i.Phase == incident.Proposed {
			e.consider(i.Since.Add(everythingAfter))
			e.consider(i.Since.Add(v.settings().QuestionFor))
		}
	}
}
