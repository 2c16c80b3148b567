package commonground

import (
	"regexp"
	"slices"
	"time"

	"bearings/incident"
)

// detectUnownedRequest finds what was asked of everybody and nobody took. Each
// takes it that one of the others is doing it. It asks in the thread who has it. It
// stays silent when somebody replied, reacted or took a line on it, when one person
// was asked (that is another matter), by name or by going on in a talk, for what was
// read with little confidence, and once the problem is over.
func detectUnownedRequest(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	wait := minutes(incident.By(v.S.Severity, v.settings().Unacked))
	for _, q := range slices.Backward(v.S.Questions) {
		if len(found) == mostOfAKind {
			break
		}
		due := q.At.Add(wait)
		if !q.Open() || !q.Request || q.Of != "" || now.Before(due) || !ofAnybody(q.What) || !v.wanted(q, now) || v.taken(q) {
			continue
		}
		k := key("unowned-request", q.ID)
		found = append(found, incident.Finding{
			Key: k, Detector: "unowned-request", Hypothesis: v.S.Resolve(q.About), Since: due, Priority: prioWaiting,
			Level: incident.InThread, Highest: incident.InThread,
			Words:    say("Nobody has taken this yet: "+v.quoted(q.What, q.Source, quoteRunes)+" ("+v.name(q.By)+", ", q.At, "). Who has it?"),
			Receipts: []incident.Receipt{v.receipt(q.What, q.By, q.At, q.Source)},
			Buttons: []incident.Button{
				{Label: "I have it", Command: "take " + string(q.ID)}, {Label: "It is done", Command: "answered " + string(q.ID)}, snooze(k),
			},
		})
	}
	return found
}

// anybodyWords are how whoever asks leaves open who it is to be. "Could you try
// that?" is asked of the one whom they talk with, whoever that is.
var anybodyWords = regexp.MustCompile(`(?i)\b(some|any)(one|body)\b|\bwho (can|could|will|would|wants|has time|is free)\b|\bany (takers|volunteers?)\b|\bvolunteers?\b|\beither of you\b|\b(one|any) of you\b`)

// ofAnybody reports whether a request is put to whoever may take it.
func ofAnybody(what incident.Text) bool { return anybodyWords.MatchString(what.String()) }

// taken reports whether anybody else gave a sign that they do what was asked.
func (v View) taken(q *incident.Question) bool {
	for _, l := range v.S.Lines {
		if !l.Since.Before(q.At) && (l.Source == q.Source && q.Source != "" || coupled(l.What.String(), q.What.String())) {
			return true
		}
	}
	for _, i := range v.S.Interventions {
		if i.Phase != incident.Proposed && !i.Since.Before(q.At) && alikeWork(i.What.String(), q.What.String()) {
			return true
		}
	}
	return q.Source != "" && slices.ContainsFunc(v.S.People, func(p *incident.Person) bool {
		return p.ID != q.By && p.Kind != incident.Bot && v.X.TookNote(p.ID, q.Source)
	})
}

func nextUnownedRequest(v View, e *earliest) { nextUnackedRequest(v, e) }
