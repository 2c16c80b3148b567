package commonground

import (
	"time"

	"bearings/incident"
)

// liveFor is how long after the last message people are still taken to be working live.
const liveFor = 20 * time.Minute

// detectStalled finds that for ten minutes nobody offered an explanation, found
// anything that tells them apart, or held a line. It tells the commander alone, with
// what could be looked at first. It stays silent when it gets better, during a
// declared wait or while a change has its time, where nobody is working live, and when
// nobody writes at all, which detectSilence tells.
func detectStalled(v View, now time.Time) []incident.Finding {
	if v.commander() == "" || !v.stillLive(now) || !now.Before(v.S.LastHumanAt.Add(silenceLeast)) {
		return nil
	}
	since, ok := v.L.Stalled(v.S, now)
	if !ok {
		return nil
	}
	what := "What should be looked at first, and who looks?"
	if hs := v.byEffort(v.shown(), now); len(hs) > 0 {
		what = "Who takes " + v.called(hs[0]) + ", or what else?"
		if check := v.cheapCheck(hs[0], now); check != "" {
			what = check + " would tell: who does it?"
		}
	}
	k := incident.FindingKey("stalled/group")
	f := incident.Finding{
		Key: k, Detector: "stalled", Since: since, Priority: prioRest, Highest: incident.ToCommander,
		Words:    say("Since ", since, " nothing new: no explanation, no telling result, no line that anybody holds. "+what),
		Receipts: []incident.Receipt{{What: "the last of them", At: since}},
		Buttons:  []incident.Button{{Label: "Who is on what", Command: "lines"}, snooze(k)},
	}
	return []incident.Finding{v.forCommander(f)}
}

// stillLive reports whether people were working live until shortly before now.
func (v View) stillLive(now time.Time) bool {
	last := v.S.LastHumanAt
	return !last.IsZero() && now.Before(last.Add(liveFor)) && v.live(last)
}

func nextStalled(v View, e *earliest) {
	if !v.S.LastHumanAt.IsZero() {
		e.consider(v.S.LastHumanAt.Add(silenceLeast))
		e.consider(v.S.LastHumanAt.Add(liveFor))
	}
}
