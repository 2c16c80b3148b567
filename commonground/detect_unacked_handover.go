package commonground

import (
	"time"

	"bearings/incident"
)

// An offer is asked about after handoverAfter, until handoverFor.
const (
	handoverAfter = 2 * time.Minute
	handoverFor   = 30 * time.Minute
)

// detectUnackedHandover finds a role or a line that was handed to somebody who has
// not said yes. Whoever gave it believes that it is with them; they may not have
// seen it. It asks both. It stays silent once it was accepted, declined or withdrawn,
// about roles that people take themselves, and once the problem is over.
func detectUnackedHandover(v View, now time.Time) []incident.Finding {
	if v.settled() {
		return nil
	}
	var found []incident.Finding
	for _, o := range v.handovers() {
		due := o.At.Add(handoverAfter)
		if len(found) == mostOfAKind || now.Before(due) || !now.Before(o.At.Add(handoverFor)) {
			continue
		}
		found = append(found, v.unacked(o, now)...)
	}
	return found
}

// unacked asks whoever was asked, and whoever asked, in words of their own.
func (v View) unacked(o incident.Offer, now time.Time) []incident.Finding {
	item := string(o.Role) + string(o.Line)
	k, by := key("unacked-handover", item), key("unacked-handover", item+"/asked")
	f := incident.Finding{
		Key: k, Detector: "unacked-handover", Since: o.At.Add(handoverAfter), Priority: prioWaiting,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(o.Who),
		Words:    say(v.name(o.By)+" asked you at ", o.At, " to "+v.take(o)+". Do you take it?"+v.untilThen(o)),
		Receipts: []incident.Receipt{{What: v.name(o.By) + " asked " + v.name(o.Who), At: o.At, Source: o.Source}},
		Buttons: []incident.Button{
			{Label: "I have it", Command: "accept " + item}, {Label: "I can't", Command: "decline " + item}, snooze(k),
		},
	}
	other := f
	other.Key, other.To = by, v.askable(o.By)
	other.Words, other.Text = say(v.name(o.Who)+" has not said yes yet to what was asked at ", o.At, ": to "+v.take(o)+". Is somebody else free?"+v.untilThen(o)), ""
	other.Buttons = []incident.Button{{Label: "I take it back", Command: "decline " + item}, snooze(by)}
	return []incident.Finding{f, other}
}

// handovers are the offers, and the roles that somebody was given and has not said
// yes to.
func (v View) handovers() []incident.Offer {
	out := v.S.Offers
	for _, r := range v.S.Roles {
		if !r.Accepted && r.Who != "" && r.Who != r.By && r.By != incident.Bearings {
			out = append(out[:len(out):len(out)], incident.Offer{Role: r.Role, Who: r.Who, By: r.By, At: r.Since})
		}
	}
	return out
}

var toDo = map[incident.Role]string{
	incident.Commander: "lead", incident.Comms: "speak to the outside", incident.Scribing: "take notes",
}

// take says what somebody was asked to take.
func (v View) take(o incident.Offer) string {
	if l := v.S.Line(o.Line); l != nil {
		return "take over " + v.lineName(l)
	}
	if todo := toDo[o.Role]; todo != "" {
		return todo
	}
	return "take over " + string(o.Role) + string(o.Line)
}

// untilThen says who has it until it is accepted.
func (v View) untilThen(o incident.Offer) string {
	has := v.S.Holder(o.Role)
	if l := v.S.Line(o.Line); l != nil {
		has = l.Holder
	}
	if has == "" || has == o.Who {
		return ""
	}
	return " Until then it is with " + v.name(has) + "."
}

func nextUnackedHandover(v View, e *earliest) {
	for _, o := range v.handovers() {
		e.consider(o.At.Add(handoverAfter))
		e.consider(o.At.Add(handoverFor))
	}
}
