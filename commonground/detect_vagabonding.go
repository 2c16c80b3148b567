package commonground

import (
	"strings"
	"time"

	"bearings/incident"
)

// detectVagabonding finds a group that goes from one explanation to the next and
// finishes none: each is dropped before anything could tell. The counts are the
// ledger's. It asks the commander which one to finish first. It stays silent in a
// fast triage that closes what it opens, during waits, and when it gets better.
func detectVagabonding(v View, now time.Time) []incident.Finding {
	w, ok := v.L.Vagabonding(v.S, now)
	if !ok {
		return nil
	}
	names, since := v.namesOf(w.Opened)
	left, _ := v.namesOf(w.Abandoned)
	k := incident.FindingKey("vagabonding/group")
	f := incident.Finding{
		Key: k, Detector: "vagabonding", Since: since, Priority: prioEffort, Highest: incident.ToCommander, Reasons: len(w.Opened),
		Words: say(count(len(w.Opened), "explanation", "explanations")+" since ", since, ", and "+and(left)+
			" were left open. Which is settled first, and by which look?"),
		Receipts: []incident.Receipt{{What: "opened: " + strings.Join(names, ", "), At: since}},
		Buttons:  []incident.Button{{Label: "Who is on what", Command: "lines"}, snooze(k)},
	}
	return []incident.Finding{v.forCommander(f)}
}

// namesOf names explanations, and tells when the first was raised.
func (v View) namesOf(ids []incident.HypothesisID) (names []string, since time.Time) {
	for _, id := range ids {
		h := v.S.Hypothesis(id)
		if h == nil {
			continue
		}
		if len(names) < 4 {
			names = append(names, string(h.ID)+" ("+v.words(h.Statement, h.Source, reasonRunes/2)+")")
		}
		if since.IsZero() || h.RaisedAt.Before(since) {
			since = h.RaisedAt
		}
	}
	return names, since
}
