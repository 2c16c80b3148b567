package hypotheses

import (
	"slices"
	"testing"

	"bearings/incident"
)

// TestMissing proves that each clause is named when it is not met, and that none
// is when the question is asked.
func TestMissing(t *testing.T) {
	both := func(r *room, from, to int) {
		for k := from; k < to; k++ {
			r.say(k, "ana", "H1")
			r.say(k, "bo", "H1")
		}
	}
	against := incident.Weighed{Credibility: 80, Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: -2}}}
	for _, test := range []struct {
		name   string
		do     func(*room)
		minute int
		want   []string
	}{
		{"nobody", func(*room) {}, 5, []string{"nobody works on anything"}},
		{"young", func(r *room) { both(r, 0, 6) }, 5, []string{"age", "effort", "time"}},
		{"all met", func(r *room) { both(r, 0, 30) }, 29, nil},
		{"better", func(r *room) {
			both(r, 0, 25)
			r.at(25, "", incident.TrendStated{Trend: incident.TrendBetter})
			both(r, 26, 30)
		}, 29, []string{"not improving"}},
		{"a wait", func(r *room) {
			both(r, 0, 25)
			r.at(25, "", incident.WaitDeclared{ID: "W1", Until: minuteAt(60)})
			both(r, 26, 30)
		}, 29, []string{"no wait or grace"}},
		{"one person", func(r *room) {
			for k := range 40 {
				r.say(k, "ana", "H1")
			}
		}, 39, []string{"two people"}},
		{"the shorter way", func(r *room) {
			both(r, 0, 12)
			r.at(12, "", incident.EvidenceAdded{ID: "E1", Weighed: against})
			both(r, 13, 16)
		}, 15, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRoom(t)
			test.do(r)
			m := r.l.Measure(&r.s, minuteAt(test.minute))
			if got := m.Missing(); !slices.Equal(got, test.want) {
				t.Errorf("missing %q, want %q (%+v)", got, test.want, m)
			}
		})
	}
}
