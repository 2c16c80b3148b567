package commonground

import (
	"reflect"
	"strings"
	"testing"

	"bearings/incident"
)

// TestSceneIsBlind proves that what the team thinks, and who thinks it, changes
// nothing in what examiners are shown, and that what was seen does.
func TestSceneIsBlind(t *testing.T) {
	seen := func(w *world) {
		w.impact("ana", 1, "checkout returns 502")
		w.from("ben", 2, "p99 is at 12 s", incident.ObservationNoted{What: incident.Say("p99 is at 12 s")})
	}
	plain, thinking := newWorld(t), newWorld(t)
	seen(plain)
	seen(thinking)
	h, offer := thinking.raise("ana", 3, "the 09:40 deploy")
	thinking.do("ana", 3, offer, incident.ObservationNoted{What: incident.Say("it began with the deploy")})
	thinking.raise("ben", 4, "the cache is cold")
	thinking.claim("ana", 5, "the deploy", h, 60)
	thinking.judge("ana", 6, h, incident.Confirmed, "it is the deploy, I know it")
	thinking.do("ana", 7, "", incident.EvidenceAdded{ID: "E1", What: incident.Say("it is the deploy, I know it"), Weighed: incident.Weighed{
		Bearings: []incident.Bearing{{Hypothesis: h, Consistency: 2}}, Credibility: 80,
	}})
	a, b := SceneOf(plain.view()), SceneOf(thinking.view())
	if !reflect.DeepEqual(a, b) {
		t.Errorf("what the team thinks shows:\n%+v\n%+v", a, b)
	}
	if len(a.Signs) != 1 || a.Impact.String() != "checkout returns 502" || !a.Began.Equal(at(1)) {
		t.Errorf("what was seen does not show: %+v", a)
	}
	id := thinking.say("cara", 8, "old hosts fail too")
	thinking.do("cara", 8, id, incident.ObservationNoted{What: incident.Say("old hosts fail too")})
	if got := SceneOf(thinking.view()); len(got.Signs) != 2 {
		t.Errorf("a new sign does not show: %+v", got.Signs)
	}
	thinking.do("cara", 9, id, incident.MessageDeleted{ID: id})
	if got := SceneOf(thinking.view()); len(got.Signs) != 1 {
		t.Errorf("a deleted sign shows: %+v", got.Signs)
	}
}

func idea(id, class string, worth int, pointed bool) incident.Idea {
	i := incident.Idea{ID: id, Class: class, Says: "an idea called " + id, Question: "Is it?", Check: "look", Cost: 1, Lever: "act", Worth: worth}
	if pointed {
		i.Receipts = []incident.Receipt{{What: "a sign"}}
	}
	return i
}

// TestUntried proves what is left out, in which order the rest comes, and that
// what nobody looks at has a place.
func TestUntried(t *testing.T) {
	recognise := func(statement string) []incident.Idea {
		if !strings.HasPrefix(statement, "like ") {
			return nil
		}
		id, class, _ := strings.Cut(strings.TrimPrefix(statement, "like "), "/")
		return []incident.Idea{{ID: id, Class: class}}
	}
	for _, c := range []struct {
		name   string
		happen func(*world)
		ideas  []incident.Idea
		skip   string
		want   string
	}{
		{"nothing", nil, nil, "", ""},
		{"what tells most first", nil, []incident.Idea{idea("a", "x", 5, true), idea("b", "x", 9, true), idea("c", "y", 7, true)}, "", "b c a"},
		{"three at most", nil, []incident.Idea{idea("a", "x", 5, true), idea("b", "x", 9, true), idea("c", "y", 7, true), idea("d", "x", 8, true)}, "", "b d c"},
		{"what is on the board is left out", func(w *world) { w.raise("ana", 1, "like b/x") }, []incident.Idea{idea("a", "x", 5, true), idea("b", "x", 9, true)}, "", "a"},
		{
			"what was ruled out is left out",
			func(w *world) { h, _ := w.raise("ana", 1, "like b/x"); w.judge("ana", 2, h, incident.Refuted, "no") },
			[]incident.Idea{idea("b", "x", 9, true)},
			"", "",
		},
		{"what somebody did not want is left out", nil, []incident.Idea{idea("a", "x", 5, true), idea("b", "y", 9, true)}, "b", "a"},
		{"two of kinds nobody has named", nil, []incident.Idea{idea("a", "x", 5, true), idea("b", "y", 3, false), idea("c", "z", 2, false), idea("d", "u", 1, false)}, "", "a b c"},
		{
			"without a sign none of a kind that is on the board", func(w *world) { w.raise("ana", 1, "like q/y") },
			[]incident.Idea{idea("a", "x", 5, true), idea("b", "y", 3, false)},
			"", "a",
		},
		{
			"one of the three is of a kind that is not on the board", func(w *world) { w.raise("ana", 1, "like q/x") },
			[]incident.Idea{idea("a", "x", 9, true), idea("b", "x", 8, true), idea("c", "x", 7, true), idea("d", "y", 1, false)},
			"", "a b d",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.happen != nil {
				c.happen(w)
			}
			var got []string
			for _, i := range Untried(w.view(), c.ideas, recognise, func(id string) bool { return id == c.skip }) {
				got = append(got, i.ID)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestIdeasText proves that an idea is shown with what it follows from, and that
// deleted words are not.
func TestIdeasText(t *testing.T) {
	w := newWorld(t)
	id := w.say("ben", 3, "x509: expired")
	i := idea("a", "x", 5, true)
	i.Receipts = []incident.Receipt{{What: "x509: expired", At: at(3), Source: id}}
	if text := IdeasText(w.view(), []incident.Idea{i, idea("b", "y", 1, false)}, at(4)); !strings.Contains(text, `Seen: "x509: expired" (ben, 14:03)`) ||
		!strings.Contains(text, "suggested by Bearings") || !strings.Contains(text, "No sign points there") {
		t.Error(text)
	}
	w.do("ben", 5, id, incident.MessageDeleted{ID: id})
	if text := IdeasText(w.view(), []incident.Idea{i}, at(6)); strings.Contains(text, "x509") {
		t.Error(text)
	}
}
