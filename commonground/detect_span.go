package commonground

import (
	"time"

	"bearings/incident"
)

// A commander can follow so many people at work.
const (
	spanMost = 7
	spanFor  = 10 * time.Minute
)

// detectSpan finds that more people are at work than one can lead. The commander
// then no longer knows who does what, and becomes what everything waits for. It
// suggests to the commander, in private, to let others lead a part. It stays silent
// when nobody leads (that comes first), about people who have just come or have
// stopped writing, and once the problem is over.
func detectSpan(v View, now time.Time) []incident.Finding {
	lead := v.commander()
	if lead == "" || len(v.S.People) <= spanMost || v.settled() {
		return nil
	}
	n, since := 0, time.Time{}
	for _, p := range v.S.People {
		if p.ID == lead || p.Kind != incident.Human && p.Kind != incident.AI || p.FirstSpoke.IsZero() || !p.Present() {
			continue
		}
		if from := p.FirstSpoke.Add(spanFor); !now.Before(from) && now.Before(p.LastSpoke.Add(spanFor)) {
			n++
			since = later(since, from)
		}
	}
	if n <= spanMost {
		return nil
	}
	k := incident.FindingKey("span/lead")
	f := incident.Finding{
		Key: k, Detector: "span", Since: since, Priority: prioFact, Highest: incident.ToCommander,
		Text:     count(n, "person is", "people are") + " at work under one lead. Who could lead a part of it?",
		Receipts: []incident.Receipt{{What: v.name(lead) + " leads", At: v.leadSince()}},
		Buttons:  []incident.Button{{Label: "Who is on what", Command: "lines"}, snooze(k)},
	}
	return []incident.Finding{v.forCommander(f)}
}

func (v View) leadSince() time.Time {
	for _, r := range v.S.Roles {
		if r.Role == incident.Commander {
			return r.Since
		}
	}
	return v.S.OpenedAt
}

func nextSpan(v View, e *earliest) {
	if v.commander() == "" || len(v.S.People) <= spanMost {
		return
	}
	for _, p := range v.S.People {
		if !p.FirstSpoke.IsZero() {
			e.consider(p.FirstSpoke.Add(spanFor))
			e.consider(p.LastSpoke.Add(spanFor))
		}
	}
}
