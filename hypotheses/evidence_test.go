package hypotheses

import (
	"fmt"
	"slices"
	"testing"

	"bearings/incident"
)

func bears(pairs ...any) []incident.Bearing {
	var bs []incident.Bearing
	for i := 0; i < len(pairs); i += 2 {
		bs = append(bs, incident.Bearing{Hypothesis: incident.HypothesisID(pairs[i].(string)), Consistency: incident.Consistency(pairs[i+1].(int))})
	}
	return bs
}

func (r *room) find(minute int, q int, bs []incident.Bearing) *Item {
	r.t.Helper()
	id := r.s.NextEvidence()
	r.at(minute, "", incident.EvidenceAdded{ID: id, What: incident.Say(string(id)), Weighed: incident.Weighed{Credibility: q, Bearings: bs}})
	return r.l.item(id)
}

// TestDiagnosticity proves how well an item tells hypotheses apart.
func TestDiagnosticity(t *testing.T) {
	for _, test := range []struct {
		name string
		live []string
		q    int
		bs   []incident.Bearing
		want int
	}{
		{"fits the only explanation: something else would be neutral", []string{"H1"}, 80, bears("H1", 1), 20},
		{"predicted by the only explanation", []string{"H1"}, 80, bears("H1", 2), 40},
		{"fits one of two", []string{"H1", "H2"}, 80, bears("H1", 1), 20},
		{"fits both equally", []string{"H1", "H2"}, 80, bears("H1", 1, "H2", 1), 0},
		{"fits both equally, and a third is on the table", []string{"H1", "H2", "H3"}, 80, bears("H1", 1, "H2", 1), 20},
		{"names one that nobody has raised yet", []string{"H1"}, 80, bears("H1", 1, "H2", 1), 0},
		{"fits one and not the other", []string{"H1", "H2"}, 50, bears("H1", 1, "H2", -1), 25},
		{"fits both, one better", []string{"H1", "H2"}, 100, bears("H1", 2, "H2", 1), 25},
		{"incompatible, by hearsay", []string{"H1", "H2"}, 25, bears("H1", -2), 12},
		{"as clear as can be", []string{"H1", "H2"}, 100, bears("H1", 2, "H2", -2), 100},
		{"says nothing", []string{"H1", "H2"}, 100, nil, 0},
		{"neutral", []string{"H1", "H2"}, 100, bears("H1", 0), 0},
		{"out of range", []string{"H1", "H2"}, 100, bears("H1", 9), 50},
		{"named twice: the first counts", []string{"H1", "H2"}, 100, bears("H1", 1, "H1", -2), 25},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &room{t: t}
			r.at(0, "", incident.Opened{Channel: "C1"})
			for _, h := range test.live {
				r.at(0, "", incident.HypothesisRaised{ID: incident.HypothesisID(h)})
			}
			if got := r.find(1, test.q, test.bs).Diagnosticity; got != test.want {
				t.Errorf("D is %d, want %d", got, test.want)
			}
		})
	}
}

// TestLiveWhenSaid proves that only what was live when an item was said counts
// as its rival.
func TestLiveWhenSaid(t *testing.T) {
	r := newRoom(t)
	r.at(5, "", incident.HypothesisStatusSet{ID: "H2", Status: incident.Refuted})
	early := r.say(3, "bo", "H1") // known after H2 was refuted, said before
	r.at(6, early, incident.EvidenceAdded{ID: "E1", Weighed: incident.Weighed{Credibility: 80, Bearings: bears("H1", 1)}})
	after := r.find(7, 80, bears("H1", 1))
	r.at(8, "", incident.HypothesisRaised{ID: "H3"})
	if got := r.l.item("E1").LiveThen; !slices.Equal(got, []incident.HypothesisID{"H1", "H2"}) {
		t.Errorf("live at 3: %v", got)
	}
	if got := after.LiveThen; !slices.Equal(got, []incident.HypothesisID{"H1"}) {
		t.Errorf("live at 7: %v", got)
	}
}

func names(items []*Item) (ids []incident.EvidenceID) {
	for _, it := range items {
		ids = append(ids, it.ID)
	}
	return ids
}

// TestForAndAgainst proves what is listed for a hypothesis, and in which order.
func TestForAndAgainst(t *testing.T) {
	r := newRoom(t)
	r.find(1, 50, bears("H1", -1))
	r.find(2, 50, bears("H1", 1, "H2", -1))
	r.find(3, 50, bears("H1", -2))
	r.find(4, 50, bears("H1", -2))
	r.at(5, "", incident.EvidenceAddressed{ID: "E1", How: "reply"})
	r.at(6, "", incident.EvidenceAddressed{ID: "E1", How: "again"})
	r.at(6, "", incident.ItemWithdrawn{Item: "E4"})
	for _, test := range []struct {
		what string
		got  []*Item
		want []incident.EvidenceID
	}{
		{"items", r.l.Items(), []incident.EvidenceID{"E1", "E2", "E3"}},
		{"for H1", r.l.For("H1"), []incident.EvidenceID{"E2"}},
		{"against H1", r.l.Against("H1"), []incident.EvidenceID{"E3", "E1"}},
		{"unaddressed", r.l.Unaddressed("H1"), []incident.EvidenceID{"E3"}},
		{"for H2", r.l.For("H2"), nil},
	} {
		if got := names(test.got); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.what, got, test.want)
		}
	}
	if how := r.l.item("E1").How; how != "reply" {
		t.Errorf("E1 was answered by %q; the first answer counts", how)
	}
}

// TestItemsAreBounded proves that what awaits an answer is kept the longest.
func TestItemsAreBounded(t *testing.T) {
	r := newRoom(t)
	r.say(0, "bo", "H1")
	waits := r.find(0, 50, bears("H1", -2))
	for i := range 100 {
		r.find(1+i, 50, bears("H2", 1))
	}
	items := r.l.Items()
	if len(items) != keepItems || items[0] != waits {
		t.Errorf("%d items, the first %s; want %d, E1", len(items), items[0].ID, keepItems)
	}
	if m := r.l.Measure(&r.s, minuteAt(2)); m.K != 100 {
		t.Errorf("K is %d, want 100", m.K)
	}
	for i := range 100 {
		r.find(120+i, 50, bears("H1", -1))
	}
	if got := len(r.l.Unaddressed("H1")); got != keepItems {
		t.Errorf("%d unanswered items, want %d", got, keepItems)
	}
}

// TestMeasureHasReceipts proves that each clause of the rule comes with what it
// rests on, as in A2 of the traces.
func TestMeasureHasReceipts(t *testing.T) {
	r := newRoom(t)
	for k := range 16 {
		for _, who := range []incident.PersonID{"ana", "bo", "cy"} {
			r.say(k, who, "H1")
		}
		switch k {
		case 2:
			r.find(k, 80, bears("H1", 2))
		case 6:
			r.find(k, 80, bears("H2", -2))
		case 12:
			r.find(k, 80, bears("H1", -2))
		}
	}
	f, ok := r.l.Fixation(&r.s, minuteAt(15))
	m := f.Measure
	if !ok || f.Hypothesis != "H1" || !f.Since.Equal(timeOf(minuteOf(start)+14)) {
		t.Fatalf("%v %+v", ok, f)
	}
	got := fmt.Sprint(m.Responders, m.Age, m.AgeGate, m.Share, m.Gate, m.Effort, m.EffortGate, m.Minutes, m.MinutesGate, m.K, m.KGate,
		" "+m.Last.ID+" ", names(m.Contradictions), m.Alternatives, m.Contradicted, m.Fruitless, m.InARow, m.Flagged)
	if want := "3 15 10 1000 650 39000 30000 13 20 160 150 E3 [E3] [H2] true false 3 true"; got != want {
		t.Errorf("measured %s\nwant     %s", got, want)
	}
	if !m.Since.Equal(timeOf(minuteOf(start) + 2)) {
		t.Errorf("since %v, want 09:02", m.Since)
	}
}
