package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// So many surprises within so long tell that the common ground is broken.
const (
	surpriseIn    = 10 * time.Minute
	surpriseLeast = 2
)

// detectSurprise finds that people are surprised by what others did: "wait, I
// thought we rolled that back", "who did that?". Two of these mean that the picture
// is no longer shared. It tells those who are surprised what was changed and settled
// last, and offers them the rest. It stays silent about a single one, and about what
// somebody asks of the system ("since when are errors up?").
func detectSurprise(v View, now time.Time) []incident.Finding {
	if len(v.X.cues) < surpriseLeast {
		return nil
	}
	cs := v.cues(surprised, surpriseIn, now)
	if len(cs) < surpriseLeast {
		return nil
	}
	last := cs[len(cs)-1]
	k := incident.FindingKey("surprise/channel")
	f := incident.Finding{
		Key: k, Detector: "surprise", Since: last.at, Priority: prioWaiting, Reasons: len(cs),
		Level: incident.Whisper, Highest: incident.Whisper, To: v.askable(append(speakers(cs), v.commander())...),
		Words:   slices.Concat(say("Not everybody knew what was done. "), v.lastDone(), say("What else is news to somebody?")),
		Buttons: []incident.Button{{Label: "Bring me up to date", Command: "catchup"}, snooze(k)},
	}
	for _, c := range cs[len(cs)-surpriseLeast:] {
		f.Receipts = append(f.Receipts, v.says(c))
	}
	return []incident.Finding{f}
}

// lastDone names the newest change and the newest explanation that was settled.
func (v View) lastDone() Words {
	var words Words
	for k := len(v.S.Interventions) - 1; k >= 0; k-- {
		if i := v.S.Interventions[k]; i.Phase != incident.Proposed && v.onCard(i.Confidence) {
			words = append(words, say("Newest change: "+v.quoted(i.What, i.Source, nameRunes)+" ("+v.name(i.Actor)+", ", i.Phased, "). ")...)
			break
		}
	}
	var h *incident.Hypothesis
	for _, o := range v.S.Hypotheses {
		if (o.Status == incident.Refuted || o.Status == incident.Confirmed) && (h == nil || o.StatusAt.After(h.StatusAt)) {
			h = o
		}
	}
	if h != nil {
		words = append(words, say(v.called(h)+" "+became[h.Status]+" ("+v.name(h.StatusBy)+", ", h.StatusAt, "). ")...)
	}
	return words
}

func nextSurprise(v View, e *earliest) { v.nextCues(e, surprised, surpriseIn) }
