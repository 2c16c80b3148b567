package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// detectExpiredLease finds lines whose time is over without a word from their
// holder. The others take the work to be in hand, and perhaps nobody is on it.
// It asks the holder: done, more time, or stuck? After half as long again, the
// commander. It stays silent while the holder waits for something that they said
// they wait for, when what the line is on is closed, and once the problem is over.
func detectExpiredLease(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, l := range slices.Backward(v.S.Lines) {
		if len(found) == mostOfAKind {
			break
		}
		if l.Holder == "" || !v.idle(l, now) || v.moot(l) || v.waits(l.Holder, now) || v.settled() {
			continue
		}
		k := key("expired-lease", l.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "expired-lease", Hypothesis: v.S.Resolve(l.Hypothesis), Since: l.Until, Priority: prioWaiting, Own: true,
			Highest: incident.ToCommander, Escalate: max(v.settings().StepUp, l.Until.Sub(l.Renewed)/2),
			Words: say("The time for "+v.lineName(l)+", with "+v.name(l.Holder)+", was up at ", l.Until,
				". Is it done, does it need more time, or is it stuck?"),
			Receipts: []incident.Receipt{v.receipt(l.What, l.GivenBy, l.Since, l.Source)},
			Buttons: []incident.Button{
				{Label: "15 more minutes", Command: "renew " + string(l.ID) + " 15m"},
				{Label: "Done, or let it go", Command: "drop " + string(l.ID)},
			},
		}, l.Holder))
	}
	return found
}

// waits reports whether the person said that they wait for something, and its
// time has not come.
func (v View) waits(who incident.PersonID, now time.Time) bool {
	for _, w := range v.S.Waits {
		if w.By == who && !over(w.Until, now) {
			return true
		}
	}
	return false
}

func nextExpiredLease(v View, e *earliest) {
	for _, l := range v.S.Lines {
		e.consider(l.Until)
	}
}
