package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// What was talked of elsewhere is asked for after asideAfter, until asideFor.
const (
	asideAfter = 2 * time.Minute
	asideFor   = 15 * time.Minute
)

// detectSideChannel finds that something was talked over elsewhere: in a direct
// message, on a call. What was decided there is common ground for two, and the rest
// act without it. It asks whoever mentioned it for one line. It stays silent when
// the same message or a later one of theirs says what was decided or found.
func detectSideChannel(v View, now time.Time) []incident.Finding {
	if len(v.X.cues) == 0 {
		return nil
	}
	var found []incident.Finding
	for _, c := range slices.Backward(v.cues(aside, asideFor, now)) {
		if len(found) == mostOfAKind || now.Before(c.at.Add(asideAfter)) || !v.here(c.who) || v.toldHere(c) {
			continue
		}
		k := key("side-channel", c.id)
		found = append(found, incident.Finding{
			Key: k, Detector: "side-channel", Since: c.at.Add(asideAfter), Priority: prioRest,
			Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(c.who),
			Words:    say("What came out of the talk of ", c.at, " that was not held here, in one line for the others?"),
			Receipts: []incident.Receipt{v.says(c)},
			Buttons:  []incident.Button{{Label: "Nothing to add", Command: "dismiss " + string(k)}, snooze(k)},
		})
	}
	return found
}

// toldHere reports whether whoever spoke of a talk elsewhere has said what came of it.
func (v View) toldHere(c cue) bool {
	for k := len(v.S.Recent) - 1; k >= 0; k-- {
		m := v.S.Recent[k]
		if m.At.Before(c.at) {
			return false
		}
		if m.Author != c.who {
			continue
		}
		for _, a := range []incident.Act{incident.ActDecision, incident.ActIntervention, incident.ActVerdict, incident.ActOwnership} {
			if m.Reading.Has(a) {
				return true
			}
		}
		if m.ID != c.id && tellsResult(m.Reading) {
			return true
		}
	}
	return false
}

func nextSideChannel(v View, e *earliest) {
	v.nextCues(e, aside, asideAfter)
	v.nextCues(e, aside, asideFor)
}
