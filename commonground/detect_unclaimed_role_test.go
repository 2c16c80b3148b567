package commonground

import (
	"testing"

	"bearings/incident"
)

func TestUnclaimedRole(t *testing.T) {
	runDetector(t, "unclaimed-role", []detectorCase{
		{name: "nobody leads", at: 10, want: "unclaimed-role/commander card", happen: func(w *world) { w.say("ana", 1, "hm"); w.say("ben", 2, "hm") }, text: "Nobody leads yet. Who does?"},
		{name: "too soon", at: 9.9, happen: func(w *world) { w.say("ana", 1, "hm"); w.say("ben", 2, "hm") }},
		{name: "sooner when it is worse", at: 5, want: "unclaimed-role/commander card", happen: func(w *world) {
			w.do("ana", 0, "", incident.SeveritySet{Severity: incident.SEV1})
			w.say("ana", 1, "hm")
			w.say("ben", 2, "hm")
		}},
		{name: "somebody leads", at: 10, happen: func(w *world) { w.lead("ana", 1); w.say("ana", 1, "hm"); w.say("ben", 2, "hm") }},
		{name: "one person alone", at: 10, happen: func(w *world) { w.say("ana", 1, "hm") }},
		{name: "one person and a bot", at: 10, happen: func(w *world) {
			w.join("alerts", 0, incident.Bot)
			w.say("ana", 1, "hm")
			w.say("alerts", 2, "5xx high")
		}},
		{name: "resolved", at: 10, happen: func(w *world) { w.say("ana", 1, "hm"); w.trend("ben", 2, incident.TrendResolved) }},
	})
}
