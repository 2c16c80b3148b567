package commonground

import (
	"strings"
	"testing"

	"bearings/incident"
)

// TestBriefSince proves from when on somebody is told what happened.
func TestBriefSince(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(*world)
		at     float64
		want   float64 // -1: everything
		spoke  bool
	}{
		{"never here", func(*world) {}, 60, -1, false},
		{"joined and silent", func(w *world) { w.join("eve", 50, incident.Human) }, 60, -1, false},
		{"spoke once, just now", func(w *world) { w.say("eve", 60, "what's up?") }, 60, -1, true},
		{"spoke once, long ago", func(w *world) { w.say("eve", 10, "hm") }, 60, 10, true},
		{"comes back with a message", func(w *world) { w.say("eve", 10, "hm"); w.say("eve", 60, "back") }, 60, 10, true},
		{"has been here all along", func(w *world) { w.say("eve", 50, "hm"); w.say("eve", 60, "hm") }, 60, 60, true},
		{"was briefed since", func(w *world) {
			w.say("eve", 10, "hm")
			w.do(incident.Bearings, 40, "", incident.BriefGiven{Who: "eve", Kind: "return"})
		}, 60, 40, false},
		{"was briefed when they came", func(w *world) {
			w.join("eve", 30, incident.Human)
			w.do(incident.Bearings, 30, "", incident.BriefGiven{Who: "eve", Kind: "join"})
		}, 60, 30, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.happen(w)
			since, spoke := w.view().knownUntil("eve", at(c.at))
			if c.want < 0 && !since.IsZero() || c.want >= 0 && !since.Equal(at(c.want)) {
				t.Errorf("since %v, want minute %v", since, c.want)
			}
			if c.want >= 0 && spoke != c.spoke {
				t.Errorf("because they spoke: %v, want %v", spoke, c.spoke)
			}
		})
	}
}

// TestBriefDelta proves that somebody who was away is told what happened since,
// nothing of what they said or were told, and nothing if there is nothing.
func TestBriefDelta(t *testing.T) {
	w := newWorld(t)
	h1, _ := w.raise("ben", 1, "the deploy")
	w.raise("cara", 2, "the pool")
	w.claim("eve", 3, "the pool", "H2", 90)
	w.say("eve", 5, "digging")
	if b, ok := BriefFor(w.view(), "eve", at(40), at(60)); ok {
		t.Fatalf("told although nothing happened:\n%s", b.Text())
	}
	w.judge("ana", 12, h1, incident.Refuted, "old hosts fail too")
	w.trend("cara", 13, incident.TrendWorse)
	seen := w.impact("cara", 14, "EU cannot pay")
	w.do("eve", 15, "", incident.Reacted{ID: seen, Who: "eve", Reaction: "eyes"})
	w.evidence("eve", 50, "pool is at 50 of 50", "H2", 2)
	b, ok := BriefFor(w.view(), "eve", at(50), at(60))
	want := `Since 14:05 UTC, when you last spoke:
· the deploy (H1) was ruled out: "old hosts fail too" (ana, 14:12)
· Trend: getting worse, "it is worse" (cara, 14:13; not confirmed since)
· you still hold the pool (H2, L1)
Next update by 15:00
`
	if !ok || b.Text() != want {
		t.Errorf("got\n%s\nwant\n%s", b.Text(), want)
	}
	w.do(incident.Bearings, 51, "", incident.BriefGiven{Who: "eve", Kind: "return"})
	if b, ok := BriefFor(w.view(), "eve", at(52), at(60)); ok {
		t.Errorf("told twice:\n%s", b.Text())
	}
}

// TestBriefQuestionAnswered proves that an asker learns of the answer.
func TestBriefQuestionAnswered(t *testing.T) {
	w := newWorld(t)
	q := w.ask("eve", 5, "", "did anybody change the pool size?", false)
	w.from("dan", 20, "yes, on monday", incident.QuestionAnswered{ID: q})
	b, ok := BriefFor(w.view(), "eve", at(40), at(60))
	if !ok || !strings.Contains(b.Text(), `For you: your question "did anybody change the pool size?" was answered (dan, 14:20)`) {
		t.Errorf("got\n%s", b.Text())
	}
}

// TestBriefForMachines proves that a bot is briefed about nothing and an AI
// responder like anybody else.
func TestBriefForMachines(t *testing.T) {
	w := newWorld(t)
	w.impact("ana", 1, "EU cannot pay")
	w.join("alerts", 2, incident.Bot)
	w.join("sre-agent", 2, incident.AI)
	if _, ok := BriefFor(w.view(), "alerts", at(5), at(30)); ok {
		t.Error("a bot is briefed")
	}
	if _, ok := BriefFor(w.view(), "sre-agent", at(5), at(30)); !ok {
		t.Error("an AI responder is not briefed")
	}
}

func TestStatusSince(t *testing.T) {
	w := newWorld(t)
	w.impact("ana", 1, "EU cannot pay")
	if _, ok := StatusSince(w.view(), at(1), at(30), at(60)); ok {
		t.Error("what was said at the moment of the last status is told again")
	}
	w.say("ben", 5, "coffee?")
	if _, ok := StatusSince(w.view(), at(1), at(30), at(60)); ok {
		t.Error("chatter is a change")
	}
	w.from("dan", 6, "cpu is at 40", incident.ObservationNoted{What: incident.Say("cpu is at 40")})
	if _, ok := StatusSince(w.view(), at(1), at(30), at(60)); ok {
		t.Error("an observation alone is a change")
	}
	i := w.start("ben", 10, "rollback to v41", "", "5xx fall", 25)
	s, ok := StatusSince(w.view(), at(1), at(20), at(30))
	if !ok || len(s.Changes) != 2 || len(s.Ahead) != 0 {
		t.Errorf("what has begun is not told, or twice:\n%s", s.Text())
	}
	w.do("ben", 22, "", incident.InterventionObserved{ID: i, Helped: "yes", What: incident.Say("5xx fell")})
	s, ok = StatusSince(w.view(), at(20), at(30), at(60))
	if !ok || !strings.Contains(s.Text(), `· Tried: rollback to v41 (I1): helped, "5xx fell" (ben, 14:22)`) {
		t.Errorf("what it did is not told:\n%s", s.Text())
	}
}

func TestListTimeline(t *testing.T) {
	w := newWorld(t)
	v := w.view()
	for what, want := range map[string]string{
		"lines": "Nobody has said that they are on anything.", "ruled-out": "Nothing was ruled out so far.",
		"questions": "No question is open.", "weather": "There is nothing of that kind.",
	} {
		if got := List(v, what, at(1)); got != want {
			t.Errorf("list of %s: %q, want %q", what, got, want)
		}
	}
	if got := Timeline(v, 5, at(1)); got != "Nothing has happened yet that I know of." {
		t.Errorf("timeline: %q", got)
	}
	busy(w)
	if got := strings.Count(Timeline(v, 5, at(46)), "\n"); got != 4 {
		t.Errorf("the last 5 take %d line breaks", got)
	}
}
