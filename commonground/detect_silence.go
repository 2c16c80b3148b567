package commonground

import (
	"slices"
	"time"

	"bearings/incident"
)

// A gap is silence when it is longer than both of these.
const (
	silenceLeast = 5 * time.Minute
	silenceTimes = 3 // median gaps
)

// detectSilence finds that a busy channel has fallen silent and nobody said that
// they wait. No message never means that nothing happens: people may be deep in
// something, stuck, or gone. It tells the commander alone. It stays silent in slow
// channels, during a declared wait, while the effect of a change is looked for, when
// it gets better, and after half an hour.
func detectSilence(v View, now time.Time) []incident.Finding {
	last := v.S.LastHumanAt
	from, ok := v.silentFrom()
	if !ok || now.Before(from) || !now.Before(last.Add(askFor)) || len(v.running(now)) > 0 {
		return nil
	}
	for _, w := range v.S.Waits {
		if !over(w.Until, now) {
			return nil
		}
	}
	f := incident.Finding{
		Key: "silence/channel", Detector: "silence", Since: from, Priority: prioFact, Highest: incident.ToCommander,
		Words:    say("Nobody has written since ", last, ". What is everybody on, and is it over?"),
		Receipts: []incident.Receipt{{What: "the last message", At: last}},
		Buttons:  []incident.Button{{Label: "Who is on what", Command: "lines"}, snooze("silence/channel")},
	}
	if n := len(v.S.Recent); n > 0 {
		f.Receipts[0].Source = v.S.Recent[n-1].ID
	}
	return []incident.Finding{v.forCommander(f)}
}

// silentFrom is when the gap after the last message becomes silence, if people were
// working live until then.
func (v View) silentFrom() (time.Time, bool) {
	last := v.S.LastHumanAt
	if last.IsZero() || v.commander() == "" || v.settled() || v.S.Improving() || !v.live(last) {
		return time.Time{}, false
	}
	return last.Add(max(silenceLeast, silenceTimes*v.medianGap(last))), true
}

// medianGap is the usual time between messages of people within the hour before t.
func (v View) medianGap(t time.Time) time.Duration {
	var gaps []time.Duration
	var next time.Time
	for _, m := range slices.Backward(v.S.Recent) {
		if m.Kind != incident.Human && m.Kind != incident.AI {
			continue
		}
		if t.Sub(m.At) >= time.Hour {
			break
		}
		if !next.IsZero() {
			gaps = append(gaps, next.Sub(m.At))
		}
		next = m.At
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

func nextSilence(v View, e *earliest) {
	from, ok := v.silentFrom()
	if !ok {
		return
	}
	e.consider(from)
	e.consider(v.S.LastHumanAt.Add(askFor))
	for _, w := range v.S.Waits {
		e.consider(w.Until)
	}
	nextConflictingInterventions(v, e)
}
