package commonground

import (
	"time"

	"bearings/incident"
)

// detectSolo finds one responder, a person or an AI, who has been alone with one
// explanation for long with nothing that tells it apart. Nobody is there to ask
// them the question that a colleague would ask. It offers them a check, in
// private and only once; nobody else hears of it. It stays silent in all the
// cases in which detectFixation does.
func detectSolo(v View, now time.Time) []incident.Finding {
	flag, ok := v.L.Solo(v.S, now)
	h := v.S.Hypothesis(flag.Hypothesis)
	if !ok || h == nil || !v.ripe(flag.Measure, now) {
		return nil
	}
	to := v.askable(flag.Who)
	if len(to) == 0 {
		return nil
	}
	f := v.effortFinding("solo", h, flag, to, now)
	f.Level, f.Highest, f.To = incident.Whisper, incident.Whisper, to
	f.Buttons = []incident.Button{{Label: "Working as intended", Command: "working " + string(h.ID)}, snooze(f.Key)}
	return []incident.Finding{f}
}
