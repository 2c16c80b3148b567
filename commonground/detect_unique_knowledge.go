package commonground

import (
	"slices"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// What only one person said is brought up after this long, for so long.
const (
	uniqueAfter = 8 * time.Minute
	uniqueFor   = 60 * time.Minute
)

// detectUniqueKnowledge finds a fact that tells explanations apart, was said once by
// one person, and was never taken up. Groups talk about what all of them know; what
// one knows is lost. It stays on the card, to be named with its author in the next
// refresh. It stays silent when anybody replied or reacted, found something on the
// same explanation since, or settled it; about what speaks against something, which
// stands under "does not fit yet" anyway; and once the problem is over.
func detectUniqueKnowledge(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, i := range v.untaken(now, mostOfAKind) {
		k := key("unique-knowledge", i.ID)
		found = append(found, incident.Finding{
			Key: k, Detector: "unique-knowledge", Since: i.At.Add(uniqueAfter), Priority: prioFact,
			Level: incident.OnCard, Highest: incident.OnCard,
			Words:    say(v.name(i.By)+" said at ", i.At, ": "+v.sentence(i.What, i.Source, quoteRunes)+" What follows from it?"),
			Receipts: []incident.Receipt{v.receipt(i.What, i.By, i.At, i.Source)},
			Buttons:  []incident.Button{snooze(k)},
		})
	}
	return found
}

// untaken lists the telling evidence that nobody has taken up, the newest first, at
// most n. Half of what else makes evidence diagnostic is enough: what one person
// reports, and nobody has looked at yet, can never have more (and percents are cut off).
func (v View) untaken(now time.Time, n int) []*hypotheses.Item {
	if v.settled() {
		return nil
	}
	var out []*hypotheses.Item
	items := v.items()
	for k := len(items) - 1; k >= 0 && len(out) < n; k-- {
		i := items[k]
		age := now.Sub(i.At)
		if age >= uniqueFor {
			break
		}
		if age >= uniqueAfter && 2*i.Diagnosticity+1 >= v.settings().Diagnostic && !v.takenUp(i, items[k+1:]) {
			out = append(out, i)
		}
	}
	return out
}

// takenUp reports whether anybody but its author has done anything with a piece of
// evidence.
func (v View) takenUp(i *hypotheses.Item, since []*hypotheses.Item) bool {
	if i.Addressed() && i.AddressedBy != i.By {
		return true
	}
	against := true
	for _, b := range i.Weighed.Bearings {
		h := v.S.Hypothesis(b.Hypothesis)
		if h == nil || b.Consistency == 0 {
			continue
		}
		against = against && b.Consistency < 0
		if !h.StatusAt.Before(i.At) || slices.ContainsFunc(since, func(o *hypotheses.Item) bool { return o.By != i.By && o.For(h.ID) != 0 }) {
			return true
		}
		if slices.ContainsFunc(v.S.Lines, func(l *incident.Line) bool {
			return l.Holder != i.By && !l.Renewed.Before(i.At) && v.S.Resolve(l.Hypothesis) == h.ID
		}) {
			return true
		}
	}
	if against {
		return true
	}
	return i.Source != "" && slices.ContainsFunc(v.S.People, func(p *incident.Person) bool {
		return p.ID != i.By && p.Kind != incident.Bot && v.X.TookNote(p.ID, i.Source)
	})
}

func nextUniqueKnowledge(v View, e *earliest) {
	for _, i := range v.items() {
		e.consider(i.At.Add(uniqueAfter))
		e.consider(i.At.Add(uniqueFor))
	}
}
