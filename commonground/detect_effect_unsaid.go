package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// effectUnsaidAfter is how long after a change its author may still say by
// themselves what it should do.
const effectUnsaidAfter = 2 * time.Minute

// sureOfChange is how sure the reading has to be, in percent, that somebody made a
// change; as sure as for a verdict.
const sureOfChange = 75

// detectEffectUnsaid finds a change of which nobody said what it should do and by
// when. Without that, any graph that moves will be taken for its effect, and none
// that does not. It asks whoever made it, in one private line. It stays silent when
// they said either, when they wait for something, when the effect was seen or it
// began to get better, once the time in which an effect is looked for is over, for
// a look that changes nothing, and for what may not have been meant as a change:
// a question about what nobody did costs more than one that is missing.
func detectEffectUnsaid(v View, now time.Time) []incident.Finding {
	var found []incident.Finding
	for _, i := range slices.Backward(v.S.Interventions) {
		if len(found) == mostOfAKind {
			break
		}
		due := i.Phased.Add(effectUnsaidAfter)
		_, end := v.window(i)
		if !i.Running() || !i.Expect.IsZero() || !i.ExpectBy.IsZero() || i.Kind == incident.Diagnostic || i.Confidence < sureOfChange || now.Before(due) || !now.Before(end) ||
			!v.here(i.Actor) || v.waits(i.Actor, now) || v.settled() || v.improvingSince(i.Phased) {
			continue
		}
		k := key("effect-unsaid", i.ID)
		found = append(found, v.private(incident.Finding{
			Key: k, Detector: "effect-unsaid", Hypothesis: v.S.Resolve(i.RestsOn), Since: due, Priority: prioFact, Highest: incident.Whisper,
			Text: "What is " + v.quoted(v.doing(i.What, i.Source, nameRunes), i.Source, nameRunes) + " (" + string(i.ID) +
				") expected to do, and by when? I'll ask then.",
			Receipts: []incident.Receipt{v.receipt(i.What, i.Actor, i.Since, i.Source)},
			Buttons: []incident.Button{
				{Label: "Better in 5 minutes", Command: "expect " + string(i.ID) + " it gets better in 5m"},
				{Label: "Better in 15 minutes", Command: "expect " + string(i.ID) + " it gets better in 15m"},
				snooze(k),
			},
		}, i.Actor))
	}
	return found
}

func nextEffectUnsaid(v View, e *earliest) {
	for _, i := range v.S.Interventions {
		if i.Running() {
			e.consider(i.Phased.Add(effectUnsaidAfter))
		}
	}
	nextConflictingInterventions(v, e)
	for _, w := range v.S.Waits {
		e.consider(w.Until)
	}
}
