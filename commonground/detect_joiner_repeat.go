package commonground

import (
	"time"

	"bearings/incident"
)

// Questions about what is known already count within this time.
const (
	repeatIn   = 15 * time.Minute
	repeatMost = 3
)

// detectJoinerRepeat finds that people ask for what is known already. Whoever came
// late has no way to see it, and whoever knows it answers the same thing over and
// over. It offers the askers a brief, in private. It stays silent for questions about
// what nobody has said yet: they are good questions.
func detectJoinerRepeat(v View, now time.Time) []incident.Finding {
	if len(v.X.cues) < repeatMost {
		return nil
	}
	var known []cue
	for _, c := range v.cues(asking, repeatIn, now) {
		if v.filled(c.slot, c.at) {
			known = append(known, c)
		}
	}
	if len(known) < repeatMost {
		return nil
	}
	last := known[len(known)-1]
	k := key("joiner-repeat", last.who)
	f := incident.Finding{
		Key: k, Detector: "joiner-repeat", Since: last.at, Priority: prioFact,
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(last.who),
		Text:    "What is known of that stands on the card. Shall I bring you up to date?",
		Buttons: []incident.Button{{Label: "Bring me up to date", Command: "catchup"}, snooze(k)},
	}
	for _, c := range known[len(known)-repeatMost:] {
		f.Receipts = append(f.Receipts, v.says(c))
	}
	return []incident.Finding{f}
}

// filled reports whether what somebody asked for at t had been said by then.
func (v View) filled(slot string, t time.Time) bool {
	switch slot {
	case slotImpact:
		return v.S.Impact != nil && v.S.Impact.At.Before(t)
	case slotTrend:
		return v.S.Trend != nil && v.S.Trend.At.Before(t)
	case slotLead:
		return v.commander() != ""
	case slotTried:
		for _, i := range v.S.Interventions {
			if i.Phase != incident.Proposed && i.Since.Before(t) {
				return true
			}
		}
	case slotCause:
		for _, h := range v.S.Live() {
			if h.RaisedAt.Before(t) {
				return true
			}
		}
	}
	return false
}

func nextJoinerRepeat(v View, e *earliest) { v.nextCues(e, asking, repeatIn) }
