package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// What somebody said that they look at is asked about after this long, for so long.
const (
	readAfter = 10 * time.Minute
	readFor   = 40 * time.Minute
)

// detectReadNotReported finds somebody who said that they look at something, and not
// what it showed. That nothing odd was to be seen is an answer too, and the others
// take silence for it, or look again. It asks them what it showed. It stays silent
// when they reported anything since, while they wait or hold a line (whose end is
// asked about), and once the problem is over.
func detectReadNotReported(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, c := range slices.Backward(v.S.Checks) {
		if len(found) == mostOfAKind {
			break
		}
		due := readDue(c)
		if !c.Finished.IsZero() || c.Owner == "" || now.Before(due) || !now.Before(due.Add(readFor)) || v.settled() ||
			!v.here(c.Owner) || v.holds(c.Owner) || v.waits(c.Owner, now) || v.reportedSince(c.Owner, c.At) {
			continue
		}
		k := key("read-not-reported", c.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "read-not-reported", Since: due, Priority: prioRest, Highest: incident.Whisper,
			Text:     "What did " + v.quoted(c.What, c.Source, nameRunes) + " (" + string(c.ID) + ") show? \"Nothing odd\" is an answer.",
			Receipts: []incident.Receipt{v.receipt(c.What, c.Owner, c.At, c.Source)},
			Buttons:  []incident.Button{{Label: "Nothing odd", Command: "checked " + string(c.ID) + " nothing odd"}, snooze(k)},
		}, c.Owner))
	}
	return found
}

func readDue(c *incident.Check) time.Time {
	if !c.Due.IsZero() {
		return c.Due
	}
	return c.At.Add(max(readAfter, c.Cost))
}

// holds reports whether somebody holds any line.
func (v View) holds(who incident.PersonID) bool {
	return slices.ContainsFunc(v.S.Lines, func(l *incident.Line) bool { return l.Holder == who })
}

func nextReadNotReported(v View, e *earliest) {
	for _, c := range v.S.Checks {
		if c.Finished.IsZero() {
			e.consider(readDue(c))
			e.consider(readDue(c).Add(readFor))
		}
	}
	for _, w := range v.S.Waits {
		e.consider(w.Until)
	}
}
