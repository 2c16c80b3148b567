package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
)

// few is how many incidents of each kind the tests play; make sim plays a thousand.
const few = 3

// TestInvariants plays a few incidents of each kind and checks in every one that
// nobody is told what they said, that the budget holds, that nothing is said
// without a reason, that receipts are in the log, at every moment and for
// findings that nobody was shown too, and that no hour is too loud.
func TestInvariants(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= few; seed++ {
				o, err := played(k.invent(seed), seed, receipted)
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				for _, bad := range check(o) {
					t.Errorf("seed %d: %s", seed, bad)
				}
			}
		})
	}
}

func receipted(p *play.Player) error {
	for _, f := range commonground.Findings(p.State().View(), p.Now()) {
		if len(f.Receipts) == 0 {
			return fmt.Errorf("%s has no receipt", f.Key)
		}
		for _, r := range f.Receipts {
			if _, ok := p.State().Incident.Message(r.Source); r.Source != "" && !ok {
				return fmt.Errorf("%s rests on %s, which is not in the log", f.Key, r.Source)
			}
			if r.At.After(p.Now()) {
				return fmt.Errorf("%s rests on what comes later", f.Key)
			}
		}
	}
	return nil
}

// TestReach proves on a small number what make sim proves on a thousand.
func TestReach(t *testing.T) {
	if testing.Short() {
		t.Skip("plays many incidents")
	}
	want := []string{"adaptive", "fixated", "stale-belief"}
	got := simulate(slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool { return !slices.Contains(want, k.name) }), 15, 5001)
	for _, row := range got.reached()[1:] {
		if row[4] != "reached" {
			t.Errorf("%s (%s): %s, want %s", row[0], row[1], row[3], row[2])
		}
	}
}

// TestSameSeed proves that a seed gives the same incident and the same log.
func TestSameSeed(t *testing.T) {
	for _, k := range kinds {
		a, err1 := tell(k, 3)
		b, err2 := tell(k, 3)
		if a != b || err1 != nil || err2 != nil {
			t.Errorf("%s differs from one time to the next", k.name)
		}
	}
}

// TestKindsAreTrue proves that incidents hold what they are named for, and that
// those of people who work well hold nothing to be found.
func TestKindsAreTrue(t *testing.T) {
	holds := map[string]string{
		"fixated": "fixation", "vagabonding": "vagabonding", "solo": "solo", "stale-belief": "stale-belief", "stale-facts": "stale-slot",
		"noisy-fixated": "fixation",
	}
	for _, k := range kinds {
		n := 0
		for seed := uint64(1); seed <= 10; seed++ {
			for _, tr := range k.invent(seed).truths {
				if tr.due > 0 && (tr.detector == holds[k.name] || strings.HasSuffix(k.name, "adaptive")) {
					n++
					break
				}
			}
		}
		switch want := holds[k.name]; {
		case strings.HasSuffix(k.name, "adaptive") && n > 0:
			t.Errorf("%s: %d of 10 hold something to be found", k.name, n)
		case want != "" && n < 9:
			t.Errorf("%s: only %d of 10 hold %s", k.name, n, want)
		}
	}
}

// TestCircling proves when a group counts as going round in circles.
func TestCircling(t *testing.T) {
	const h = "the cache"
	make := func(people int, change func(*team)) *team {
		tm := newTeam(1, 0, people)
		tm.raise(0, tm.people[0], h)
		for _, p := range tm.people {
			tm.works(p, h, 0, time.Hour, 2*min)
		}
		if change != nil {
			change(tm)
		}
		return tm
	}
	for _, c := range []struct {
		name   string
		people int
		change func(*team)
		want   time.Duration
	}{
		{"four people", 4, nil, 23 * min},
		{"told apart at ten minutes", 4, func(tm *team) { tm.result(10*min, tm.people[1], h, 2, true) }, 34 * min},
		{"a report that does not tell", 4, func(tm *team) { tm.result(10*min, tm.people[1], h, 1, false) }, 23 * min},
		{"ten minutes of waiting and a fifth", 4, func(tm *team) { tm.waits(5*min, tm.people[0], 10*min) }, 35 * min},
		{"one person is no group", 1, nil, 0},
		{"two are enough", 2, nil, 23 * min},
	} {
		if got := make(c.people, c.change).circling(h, 2, 23, 30); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestChecksBite proves that each invariant finds what breaks it, and nothing in
// what does not.
func TestChecksBite(t *testing.T) {
	tm := newTeam(1, 0, 3)
	ana, ben := tm.people[0], tm.people[1]
	no := tm.say(min, ana, "old hosts fail too", incident.Reading{})
	quote := fmt.Sprintf("at 14:01: %q", tm.said[no])
	nudge := func(at time.Duration, to incident.PersonID, text string, why coordinator.Reason, keys ...incident.FindingKey) sending {
		d := incident.DeliveryRequested{Key: "d1", How: incident.Ephemeral, Kind: coordinator.KindNudge, To: to, Text: incident.Say(text)}
		if to == "" {
			d.How = incident.Post
		}
		return sending{at, d, []string{string(why)}, keys}
	}
	first := coordinator.ShownFirst
	for _, c := range []struct {
		name string
		sent []sending
		want string
	}{
		{"told what they said", []sending{nudge(0, ana, quote, first, "fixation/H1")}, "is told what they said"},
		{"told what another said", []sending{nudge(0, ben, quote, first, "fixation/H1")}, ""},
		{"reminded of their own line", []sending{nudge(0, ana, quote, first, "expired-lease/L1")}, ""},
		{"two posts at once", []sending{nudge(0, "", "a", first), nudge(min, "", "b", first)}, "budget spent"},
		{"two posts, half an hour apart", []sending{nudge(0, "", "a", first), nudge(30*min, "", "b", first)}, ""},
		{"a second post that somebody asked for", []sending{nudge(0, "", "a", first), nudge(min, "", "b", coordinator.ShownAsked)}, ""},
		{"three private lines", []sending{nudge(0, ben, "a", first), nudge(min, ben, "b", first), nudge(14*min, ben, "c", first)}, "private lines"},
		{"three private lines, one later", []sending{nudge(0, ben, "a", first), nudge(min, ben, "b", first), nudge(15*min, ben, "c", first)}, ""},
		{"no reason", []sending{nudge(0, ben, "a", "")}, "no reason"},
		{"a brief without its record", []sending{{d: incident.DeliveryRequested{Kind: coordinator.KindBrief, To: ben}}}, "no record"},
		{"four posts that cannot wait", []sending{
			nudge(0, "", "a", coordinator.ShownBypass), nudge(min, "", "b", coordinator.ShownBypass),
			nudge(2*min, "", "c", coordinator.ShownBypass), nudge(59*min, "", "d", coordinator.ShownBypass),
		}, "within an hour"},
	} {
		got := strings.Join(check(&outcome{t: tm, sent: c.sent}), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	lost := &outcome{t: tm, log: []incident.Entry{{Event: incident.FindingShown{Key: "fixation/H1", Receipts: []incident.MessageID{"1.000000"}}}}}
	if got := check(lost); len(got) != 1 || !strings.Contains(got[0], "not in the log") {
		t.Errorf("a receipt that is not in the log: %q", got)
	}
}

// TestScore proves what counts as found, late, not found and wrong.
func TestScore(t *testing.T) {
	tm := &team{truths: []truth{
		{detector: "fixation", on: "a", from: 10 * min, due: 20 * min},
		{detector: "stale-belief", who: "ana", from: 10 * min, due: 11 * min},
		{detector: "solo", from: 0, until: 30 * min},
	}}
	for _, c := range []struct {
		name  string
		found []found
		how   string
		wrong int
	}{
		{"nothing", nil, "not found, not found, may be found", 0},
		{"in time", []found{{19 * min, "fixation/H1", "fixation", "a"}}, "found, not found, may be found", 0},
		{"late", []found{{21 * min, "fixation/H1", "fixation", "a"}}, "late, not found, may be found", 0},
		{"before it was so", []found{{9 * min, "fixation/H1", "fixation", "a"}}, "not found, not found, may be found", 1},
		{"another explanation", []found{{19 * min, "fixation/H2", "fixation", "b"}}, "not found, not found, may be found", 1},
		{"another person", []found{{10 * min, "stale-belief/H1/ben", "stale-belief", "a"}}, "not found, not found, may be found", 1},
		{"what may be found", []found{{10 * min, "solo/H1", "solo", "a"}}, "not found, not found, may be found", 0},
		{"what was past", []found{{31 * min, "solo/H1", "solo", "a"}}, "not found, not found, may be found", 1},
	} {
		j := score(&outcome{t: tm, found: c.found})
		if how := strings.Join(j.how, ", "); how != c.how || len(j.wrong) != c.wrong {
			t.Errorf("%s: %s, %d wrong; want %s, %d", c.name, how, len(j.wrong), c.how, c.wrong)
		}
	}
}

func TestRenewed(t *testing.T) {
	page, err := renewed("a\n"+tableFrom+"old\n"+tableTo+"b\n", "new\n")
	if want := "a\n" + tableFrom + "\nnew\n\n" + tableTo + "b\n"; err != nil || page != want {
		t.Errorf("%q, %v; want %q", page, err, want)
	}
	if _, err := renewed("a page without marks", "new\n"); err == nil {
		t.Error("a page without marks is taken")
	}
}
