package coordinator

import (
	"testing"

	"bearings/incident"
)

// TestObservationsAreKept proves that what somebody saw is noted when it does not
// count as evidence, however it was read, and is not noted twice when it does.
func TestObservationsAreKept(t *testing.T) {
	for _, c := range []struct {
		name         string
		sure         int // of the evidence
		of           incident.HypothesisID
		observations int
		evidence     int
	}{
		{"evidence", 90, "H1", 0, 1},
		{"too doubtful as evidence", confEvidence - 1, "H1", 1, 0},
		{"evidence on nothing that is on the board", 90, "H7", 1, 0},
		{"no evidence", 0, "", 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := reads{
				Acts: []incident.Act{incident.ActObservation, incident.ActEvidence}, Sure: []int{80, c.sure}, Confidence: 80,
				Observation: incident.Say("the queue of mail-3 has 40000 letters"),
				Evidence:    []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: c.of, Consistency: 1}}, Credibility: 80}},
			}
			if c.of == "" {
				r.Acts, r.Sure, r.Evidence = r.Acts[:1], r.Sure[:1], nil
			}
			w.c.scribe, w.c.engine = r, "test/1"
			w.add("ana", incident.HypothesisRaised{ID: "H1", Statement: incident.Say("the relay"), Confidence: 100})
			w.says("ben", "the queue of mail-3 has 40000 letters")
			if n := len(w.st.Incident.Observations); n != c.observations {
				t.Errorf("%d observations, want %d", n, c.observations)
			}
			if n := len(w.st.Ledger.Items()); n != c.evidence {
				t.Errorf("%d pieces of evidence, want %d", n, c.evidence)
			}
		})
	}
}

// TestInWords proves that a clause of a person is kept with the words around it,
// and one of a machine, or from what was pasted, as it is.
func TestInWords(t *testing.T) {
	said := incident.Say("I looked at mail-3. Its queue has 40000 letters since 13:50, all of them to one single domain.\n```\nstatus=deferred\n```")
	for _, c := range []struct {
		name, clause, want string
		kind               incident.Kind
	}{
		{"a clause", "40000 letters", "Its queue has 40000 letters since 13:50, all of them to one single domain.", incident.Human},
		{"of a machine", "40000 letters", "40000 letters", incident.Bot},
		{"from what was pasted", "status=deferred", "status=deferred", incident.Human},
		{"nothing in particular", "", "I looked at mail-3. Its queue has 40000 letters since 13:50, all of them to one single domain.", incident.Human},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &incident.Message{Text: said, Kind: c.kind}
			if got := (&step{c: &Coordinator{}}).inWords(m, incident.Say(c.clause)).String(); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
	if got := (&step{c: &Coordinator{}}).inWords(&incident.Message{Text: said, Kind: incident.Human}, incident.ErasedText()); !got.Erased() {
		t.Errorf("erased words came back: %q", got)
	}
}

// TestStatementsWithoutMarks proves that the mark of an edited message is no part
// of a statement, and that the word is where somebody said it.
func TestStatementsWithoutMarks(t *testing.T) {
	for _, c := range []struct{ text, statement, want string }{
		{"the relay is overloaded (edited)", "the relay is overloaded edited", "the relay is overloaded"},
		{"the relay is overloaded (edited)", "the relay is overloaded (edited)", "the relay is overloaded"},
		{"the config was edited", "the config was edited", "the config was edited"},
		{"(edited)", "edited", "edited"},
	} {
		m := &incident.Message{Text: incident.Say(c.text)}
		if got := unmarked(m, incident.Say(c.statement)).String(); got != c.want {
			t.Errorf("%q of %q, want %q", got, c.text, c.want)
		}
	}
}
