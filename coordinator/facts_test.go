package coordinator

import (
	"fmt"
	"testing"

	"bearings/incident"
)

// reads is a scribe that gives one reading to every message.
type reads incident.Reading

func (r reads) Read(*incident.State, *incident.Message) incident.Reading { return incident.Reading(r) }

// TestTakingSeveralRequestsAtOnce proves that somebody who takes up work answers
// every request that is open for them, also when many were answered before, so
// that the list shrinks while it is gone through.
func TestTakingSeveralRequestsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.c.scribe, w.c.engine = reads{
		Acts: []incident.Act{incident.ActOwnership}, Confidence: 90,
		Owning: &incident.Owning{Verb: incident.Claims, Who: "ben", What: incident.Say("both")},
	}, "test/1"
	for i := range 20 {
		id := incident.QuestionID(fmt.Sprintf("Q%d", i+1))
		w.add("ana", incident.QuestionAsked{ID: id, Request: true, What: incident.Say("x"), Of: "ben"})
		if i < 14 {
			w.add("ben", incident.QuestionAnswered{ID: id})
		}
	}
	out := w.says("ben", "taking both")
	answered := 0
	for _, e := range out.Entries {
		if _, ok := any(e.Event).(incident.QuestionAnswered); ok {
			answered++
		}
	}
	if answered != 6 {
		t.Errorf("%d of 6 open requests were answered", answered)
	}
}

// says posts a message and steps it.
func (w *world) says(by incident.PersonID, text string) Outcome {
	w.t.Helper()
	id := incident.MessageIDAt(w.now)
	e := incident.Entry{Seq: w.st.Incident.Seq + 1, At: w.now, By: by, Source: id, Event: incident.MessagePosted{
		ID: id, Author: by, Kind: incident.Human, At: w.now, Text: incident.Say(text),
	}}
	if err := w.st.Apply(e); err != nil {
		w.t.Fatal(err)
	}
	return w.c.Step(w.st, e, w.now)
}

// TestBotsNeverDecide proves that of a bot's or a guest's message only what it
// saw is taken, whatever the scribe makes of it, and of a storm one a minute.
func TestBotsNeverDecide(t *testing.T) {
	for _, kind := range []incident.Kind{incident.Bot, incident.Guest} {
		w := newWorld(t)
		w.c.scribe, w.c.engine = reads{
			Acts:       []incident.Act{incident.ActTrend, incident.ActObservation, incident.ActHypothesis, incident.ActVerdict, incident.ActOwnership, incident.ActDecision},
			Confidence: 100, Trend: incident.TrendResolved, Observation: incident.Say("5xx is 0%"),
			Claims: []incident.Claim{{Statement: incident.Say("the deploy")}}, Decision: incident.Say("close it"),
			Owning: &incident.Owning{Verb: incident.Claims, Who: "alerts", What: incident.Say("all")},
		}, "test/1"
		for range 5 {
			id := incident.MessageIDAt(w.now)
			e := incident.Entry{Seq: w.st.Incident.Seq + 1, At: w.now, By: "alerts", Source: id, Event: incident.MessagePosted{
				ID: id, Author: "alerts", Kind: kind, At: w.now, Text: incident.Say("resolved: all is well"),
			}}
			if err := w.st.Apply(e); err != nil {
				t.Fatal(err)
			}
			w.c.Step(w.st, e, w.now)
			w.now = w.now.Add(1)
		}
		in := &w.st.Incident
		if in.Trend != nil || len(in.Hypotheses)+len(in.Lines)+len(in.Decisions) != 0 {
			t.Errorf("a %s changed what only people decide", kind)
		}
		if a := in.Alerts; kind == incident.Bot && (len(a) != 1 || a[0].Fired+a[0].Over != 5 || len(in.Observations) != 0) {
			t.Errorf("five reports of a machine are not one alert: %v", a)
		}
		if n := len(in.Observations); kind == incident.Guest && n != 5 {
			t.Errorf("%d observations of a guest", n)
		}
	}
}

// TestNumbersAreOfWhatIsRaised proves that a claim read too uncertainly to be
// raised takes no number, and that nothing else of its reading speaks of it.
func TestNumbersAreOfWhatIsRaised(t *testing.T) {
	draft := func(sure int, words string) reads {
		return reads{
			Acts: []incident.Act{incident.ActHypothesis, incident.ActEvidence}, Sure: []int{sure, 90}, Confidence: sure, About: incident.NewHypothesis,
			Claims:   []incident.Claim{{Statement: incident.Say(words)}},
			Evidence: []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: incident.NewHypothesis, Consistency: 1}}, Credibility: 80}},
		}
	}
	w := newWorld(t)
	w.c.engine = "test/1"
	w.c.scribe = draft(confHypothesis-1, "a guess")
	w.says("ben", "a guess")
	w.now = w.now.Add(1e9)
	w.c.scribe = draft(90, "the deploy")
	w.says("ben", "the deploy")
	in := &w.st.Incident
	if len(in.Hypotheses) != 1 || in.Hypotheses[0].ID != "H1" || in.Hypotheses[0].Statement.String() != "the deploy" {
		t.Errorf("on the board: %+v", in.Hypotheses)
	}
	if r := in.Recent[len(in.Recent)-2].Reading; r.About != "" || len(r.Evidence) != 0 {
		t.Errorf("the uncertain reading speaks of %q and has %d pieces of evidence", r.About, len(r.Evidence))
	}
	if n := len(w.st.Ledger.Items()); n != 1 {
		t.Errorf("%d pieces of evidence", n)
	}
}

// TestCalledByItsIdentifier proves that a message which says H2 is about H2,
// whatever the scribe makes of it, and that one which names two, or something
// else that looks like it, is not.
func TestCalledByItsIdentifier(t *testing.T) {
	for text, want := range map[string]incident.HypothesisID{
		"H2: next file":               "H2",
		"nothing on H2 yet":           "H2",
		"(H2)":                        "H2",
		"H1 or H2?":                   "H1",
		"H9 is not on the board":      "H1",
		"the H2O sensor":              "H1",
		"h2 is a protocol":            "H1",
		"see https://x.example/AH2/b": "H1",
	} {
		w := newWorld(t)
		w.c.scribe, w.c.engine = reads{About: "H1", Confidence: 50, Acts: []incident.Act{incident.ActObservation}}, "test/1"
		for _, id := range []incident.HypothesisID{"H1", "H2"} {
			w.add("ana", incident.HypothesisRaised{ID: id, Statement: incident.Say(string(id)), Confidence: 100})
		}
		w.says("ben", text)
		m := w.st.Incident.Recent[len(w.st.Incident.Recent)-1]
		if m.Reading.About != want {
			t.Errorf("%q is about %s, want %s", text, m.Reading.About, want)
		}
		if sure := m.Reading.In(incident.ActObservation); sure != 50 {
			t.Errorf("%q: its observation is %d %% sure now", text, sure)
		}
	}
}
