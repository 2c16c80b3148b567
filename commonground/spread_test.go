package commonground

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// TestSpread proves whom and what is proposed, and when nothing is.
func TestSpread(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(*world)
		hint   string // the hypothesis for which Bearings knows a check
		want   string // the hypothesis, the check, the people; "" for no proposal
	}{
		{"nothing on the board", func(*world) {}, "", ""},
		{"one explanation is no rival", func(w *world) { w.raise("ana", 1, "the deploy") }, "", ""},
		{"each has somebody", func(w *world) {
			h, _ := w.raise("ana", 1, "the deploy")
			g, _ := w.raise("ben", 2, "the cache")
			w.claim("ana", 3, "it", h, 60)
			w.claim("ben", 3, "it", g, 60)
		}, "", ""},
		{"the other was ruled out", func(w *world) {
			rivals(w)
			w.judge("ana", 4, "H2", incident.Refuted, "no")
		}, "", ""},
		{"it is over", func(w *world) {
			rivals(w)
			w.trend("ana", 4, incident.TrendResolved)
		}, "", ""},
		{"the rival, and who is free", func(w *world) { rivals(w) }, "", "H2 |  | cara"},
		{"who wrote evidence about it comes first", func(w *world) {
			rivals(w)
			w.say("dan", 9, "hm")
			w.evidence("dan", 4, "hit rate is 12", "H2", 1)
		}, "", "H2 |  | dan cara"},
		{"who has something in hand is named only if they know it", func(w *world) {
			rivals(w)
			w.say("dan", 9, "hm")
			w.claim("dan", 9, "the logs", "", 60)
			w.claim("cara", 9, "the mail", "", 60)
		}, "", "H2 |  | cara"},
		{"who leads is not asked", func(w *world) {
			rivals(w)
			w.lead("cara", 4)
		}, "", "H2 |  | "},
		{"who is gone is not asked", func(w *world) {
			rivals(w)
			w.do("cara", 9, "", incident.Left{Who: "cara"})
		}, "", "H2 |  | "},
		{"the check that tells most for its time", func(w *world) {
			rivals(w)
			w.raise("cara", 3.5, "the disk")
			w.do("ana", 6, "", incident.CheckPlanned{ID: "C1", What: incident.Say("slow one"), Separates: []incident.HypothesisID{"H2", "H1"}, Cost: 20 * time.Minute})
			w.do("ana", 6, "", incident.CheckPlanned{ID: "C2", What: incident.Say("quick one"), Separates: []incident.HypothesisID{"H3", "H1"}, Cost: time.Minute})
		}, "", "H3 | quick one | cara"},
		{"a finished check tells nothing more", func(w *world) {
			rivals(w)
			w.do("ana", 6, "", incident.CheckPlanned{ID: "C1", What: incident.Say("done one"), Separates: []incident.HypothesisID{"H2", "H1"}, Cost: time.Minute})
			w.do("ana", 7, "", incident.CheckFinished{ID: "C1"})
		}, "", "H2 |  | cara"},
		{"without one of the team's, Bearings' own", func(w *world) { rivals(w) }, "H2", "H2 | a hint | cara"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.happen(w)
			hint := func(h *incident.Hypothesis) (string, time.Duration, bool) {
				return "a hint", time.Minute, string(h.ID) == c.hint
			}
			got := ""
			if s, ok := SpreadOf(w.view(), at(10), hint, func(who incident.PersonID) bool { return who == "stopped" }); ok {
				var who []string
				for _, p := range s.People {
					who = append(who, string(p.Who))
				}
				got = string(s.Hypothesis.ID) + " | " + s.Check + " | " + strings.Join(who, " ")
				if text := s.Text(w.view(), at(10)); !strings.Contains(text, "Nobody is on H") || strings.Contains(text, "%") {
					t.Error(text)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// rivals puts ana and ben on H1, and H2 on the board, which cara offered. Dan has
// not been heard of for long.
func rivals(w *world) {
	for i := range w.s.People {
		if w.s.People[i].ID == "dan" {
			w.s.People[i].JoinedAt = at(-60)
		}
	}
	h, _ := w.raise("ana", 1, "the deploy")
	w.claim("ana", 2, "it", h, 60)
	w.claim("ben", 2, "it", h, 60)
	w.raise("cara", 3, "the cache is cold")
}

// TestSpreadAsksNot proves that somebody who is not to be asked is not.
func TestSpreadAsksNot(t *testing.T) {
	w := newWorld(t)
	rivals(w)
	none := func(*incident.Hypothesis) (string, time.Duration, bool) { return "", 0, false }
	s, ok := SpreadOf(w.view(), at(10), none, func(who incident.PersonID) bool { return who == "cara" })
	if !ok || len(s.People) != 0 {
		t.Errorf("%+v %v", s, ok)
	}
	if text := s.Text(w.view(), at(10)); !strings.Contains(text, "Who could make room") {
		t.Error(text)
	}
}
