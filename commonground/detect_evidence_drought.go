package commonground

import (
	"time"

	"bearings/incident"
)

// detectEvidenceDrought finds much work on several explanations, none of which
// leads, and nothing that tells any of them apart. Everybody is busy and the picture
// stands still. The clauses are the ledger's. It asks the commander for one look that
// would tell. It stays silent in the cases in which detectFixation does, and once nobody is working live.
func detectEvidenceDrought(v View, now time.Time) []incident.Finding {
	if !v.stillLive(now) {
		return nil
	}
	d, ok := v.L.Drought(v.S, now)
	if !ok {
		return nil
	}
	since := later(v.S.OpenedAt, d.Since)
	var two []string
	for _, h := range v.byEffort(v.shown(), now) {
		if len(two) < 2 {
			two = append(two, v.called(h))
		}
	}
	words := say("Nothing has told the explanations apart since ", since, ". Which quick look would?")
	switch {
	case len(two) == 2 && d.Since.IsZero():
		words = say("Nothing has told " + two[0] + " from " + two[1] + " yet. Which quick look would come out differently?")
	case len(two) == 2:
		words = say("Nothing has told "+two[0]+" from "+two[1]+" since ", since, ". Which quick look would come out differently?")
	}
	k := incident.FindingKey("evidence-drought/group")
	f := incident.Finding{
		Key: k, Detector: "evidence-drought", Since: since, Priority: prioEffort, Highest: incident.ToCommander, Effort: d.Effort / 1000, Words: words,
		Receipts: []incident.Receipt{{What: "the last result that told anything apart", At: d.Since}},
		Buttons:  []incident.Button{{Label: "Who is on what", Command: "lines"}, snooze(k)},
	}
	if d.Since.IsZero() {
		f.Receipts[0] = incident.Receipt{What: "nothing has told anything apart yet", At: since}
	}
	return []incident.Finding{v.forCommander(f)}
}
