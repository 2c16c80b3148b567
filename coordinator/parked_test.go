package coordinator

import (
	"testing"

	"bearings/incident"
)

// TestWorkRevives proves that what Bearings set aside because nobody spoke of it
// is live again when somebody works on it, and that what a person set aside is not.
func TestWorkRevives(t *testing.T) {
	for who, want := range map[incident.PersonID]incident.Status{incident.Bearings: incident.Live, "ana": incident.Parked} {
		r := newRoom(t, script())
		r.says("ben", "theory")
		r.feed(who, "", incident.HypothesisStatusSet{ID: "H1", Status: incident.Parked})
		if h := r.st.Incident.Hypothesis("H1"); h.Status != incident.Parked {
			t.Fatalf("set aside by %s, it is %s", who, h.Status)
		}
		r.says("cem", "fits")
		if h := r.st.Incident.Hypothesis("H1"); h.Status != want {
			t.Errorf("set aside by %s and worked on, it is %s, want %s", who, h.Status, want)
		}
	}
}
