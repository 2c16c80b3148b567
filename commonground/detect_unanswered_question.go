package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// detectUnansweredQuestion finds questions that got no answer. A question that
// drowned is often the one that would have changed the picture, and its asker
// thinks that nobody knows. It asks the likely knower, if there is one: whoever
// was asked, holds the line that it is about, or, when it is asked again, raised
// what it is about. Asked twice, a question is raised sooner. It stays on the card if nobody in
// particular would know, and silent for rhetoric (little confidence) and once
// the problem is over.
func detectUnansweredQuestion(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, q := range slices.Backward(v.S.Questions) {
		if len(found) == mostOfAKind {
			break
		}
		due := v.questionDue(q)
		if !q.Open() || q.Request || now.Before(due) || !v.wanted(q, now) {
			continue
		}
		knower := v.knower(q)
		if knower != "" && v.X.TookNote(knower, q.Source) {
			continue
		}
		k := key("unanswered-question", q.ID)
		f := incident.Finding{
			Key: k, Detector: "unanswered-question", Hypothesis: v.S.Resolve(q.About), Since: due, Priority: prioWaiting,
			Level: incident.OnCard, Highest: incident.OnCard,
			Words: say(v.name(q.By)+" asked at ", q.At, ": "+v.sentence(q.What, q.Source, quoteRunes)+
				" Do you know, or who would?"),
			Receipts: []incident.Receipt{v.receipt(q.What, q.By, q.At, q.Source)},
			Buttons:  []incident.Button{{Label: "It was answered", Command: "answered " + string(q.ID)}, snooze(k)},
		}
		if knower != "" {
			f.Level, f.Highest, f.To = incident.Whisper, incident.Whisper, []incident.PersonID{knower}
		}
		found = append(found, f)
	}
	return found
}

func (v View) questionDue(q *incident.Question) time.Time {
	wait := minutes(incident.By(v.S.Severity, v.settings().Unanswered))
	if q.Times > 1 {
		wait /= 2
	}
	return q.At.Add(wait)
}

// askedByName reports whether the question names whom it is put to. Who is only
// taken to be meant, because they spoke last, has perhaps never seen it as theirs.
func (v View) askedByName(q *incident.Question) bool {
	if q.Of == "" || q.Source == "" {
		return q.Of != ""
	}
	m := v.S.RecentMessage(q.Source)
	if m == nil {
		return false
	}
	text := strings.ToLower(m.Text.String())
	return strings.Contains(text, strings.ToLower(string(q.Of))) || strings.Contains(text, strings.ToLower(v.S.Name(q.Of)))
}

// knower returns who would probably know, or "".
func (v View) knower(q *incident.Question) incident.PersonID {
	var may []incident.PersonID
	if v.askedByName(q) {
		may = append(may, q.Of)
	}
	if h := v.S.Hypothesis(q.About); h != nil {
		for _, l := range v.S.Lines {
			if v.S.Resolve(l.Hypothesis) == h.ID {
				may = append(may, l.Holder)
			}
		}
		if q.Times > 1 {
			may = append(may, h.By)
		}
	}
	for _, p := range may {
		if p != "" && p != q.By && v.here(p) {
			return p
		}
	}
	return ""
}

func nextUnansweredQuestion(v View, e *earliest) {
	for _, q := range v.S.Questions {
		if q.Open() && !q.Request {
			e.consider(v.questionDue(q))
		}
	}
}
