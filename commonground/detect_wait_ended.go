package commonground

import (
	"strings"
	"time"

	"bearings/incident"
)

// askFor is how long after its end a wait is asked about.
const askFor = 30 * time.Minute

// detectWaitEnded finds waits that are over. "Restore takes 40 minutes" quiets a
// channel, and nobody notices when it is the forty-first. It asks whoever
// declared the wait, once, whether it did what was expected. It stays silent if
// anybody said how things are after the wait was over, if it was ended by hand,
// if a change with the same end is asked about already, and half an hour later.
func detectWaitEnded(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	add := func(w *incident.Wait) {
		if len(found) >= mostOfAKind || !over(w.Until, now) || over(w.Until.Add(askFor), now) || v.settled() || v.heardSince(w.Until) || v.asEffect(w) {
			return
		}
		k := key("wait-ended", w.ID)
		what := v.words(w.What, w.Source, nameRunes)
		if !strings.HasPrefix(strings.ToLower(what), "the ") {
			what = `"` + what + `"`
		}
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "wait-ended", Since: w.Until, Priority: prioRest, Own: true, Highest: incident.Whisper,
			Words:    say("What you waited for, "+what+", was due ", w.Until, ": did it do what was expected?"),
			Receipts: []incident.Receipt{v.receipt(w.What, w.By, w.From, w.Source)},
			Buttons: []incident.Button{
				{Label: "Better", Command: "trend better"},
				{Label: "No change", Command: "trend same"},
				{Label: "10 more minutes", Command: "wait 10m " + string(w.ID)},
			},
		}, w.By))
	}
	for _, w := range v.S.WaitsPast {
		slack := w.Until.Sub(w.From) * time.Duration(v.settings().WaitSlack) / 100
		if !w.Ended.Before(w.Until.Add(slack)) { // ended by its time, not by a person
			add(w)
		}
	}
	for _, w := range v.S.Waits {
		add(w)
	}
	return found
}

// heardSince reports whether anybody has said how things are since t.
func (v View) heardSince(t time.Time) bool {
	if f := v.S.Trend; f != nil && !f.At.Before(t) {
		return true
	}
	if f := v.S.Impact; f != nil && !f.At.Before(t) {
		return true
	}
	n := len(v.S.Observations)
	return n > 0 && !v.S.Observations[n-1].At.Before(t)
}

// asEffect reports whether the wait is for a change whose effect is asked about.
func (v View) asEffect(w *incident.Wait) bool {
	for _, i := range v.S.Interventions {
		if i.Running() && i.Actor == w.By && !i.ExpectBy.IsZero() && i.ExpectBy.Sub(w.Until).Abs() <= 5*time.Minute {
			return true
		}
	}
	return false
}

func nextWaitEnded(v View, e *earliest) {
	for _, w := range v.S.Waits {
		e.consider(w.Until)
		e.consider(w.Until.Add(askFor))
	}
	for _, w := range v.S.WaitsPast {
		e.consider(w.Until.Add(askFor))
	}
}
