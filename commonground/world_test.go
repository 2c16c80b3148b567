package commonground

import (
	"fmt"
	"testing"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// world is an incident made of events by hand. Minutes count from 14:00 UTC.
type world struct {
	t testing.TB
	s incident.State
	l hypotheses.Ledger
	x Exposure
}

var start = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

func at(minute float64) time.Time { return start.Add(time.Duration(minute * float64(time.Minute))) }

// newWorld opens an incident at 14:00 with ana, ben, cara and dan in the channel.
func newWorld(t testing.TB) *world {
	w := &world{t: t}
	w.do("ana", 0, "", incident.Opened{Title: incident.Say("Checkout errors"), Channel: "C1", Severity: incident.SEV2})
	w.do(incident.Bearings, 0, "", incident.Configured{Settings: incident.DefaultSettings()})
	for _, p := range []string{"ana", "ben", "cara", "dan"} {
		w.join(p, 0, incident.Human)
	}
	return w
}

func (w *world) view() View { return View{S: &w.s, L: &w.l, X: &w.x} }

// do folds an event that became known at a minute.
func (w *world) do(by incident.PersonID, minute float64, source incident.MessageID, ev incident.Event) {
	e := incident.Entry{Seq: w.s.Seq + 1, At: at(minute), By: by, Source: source, Event: ev}
	if err := w.s.Apply(e); err != nil {
		w.t.Fatal(err)
	}
	w.l.Apply(e, &w.s)
	w.x.Apply(e, &w.s)
}

func (w *world) join(who string, minute float64, kind incident.Kind) {
	w.do(incident.PersonID(who), minute, "", incident.Joined{Who: incident.PersonID(who), Name: incident.Say(who), Kind: kind})
}

// say posts a message in the channel and returns its identifier.
func (w *world) say(who string, minute float64, text string) incident.MessageID {
	return w.reply(who, minute, "", text)
}

func (w *world) reply(who string, minute float64, thread incident.MessageID, text string) incident.MessageID {
	id := incident.MessageIDAt(at(minute).Add(time.Duration(w.s.Seq%1000) * time.Microsecond))
	kind := incident.Human
	if p := w.s.Person(incident.PersonID(who)); p != nil {
		kind = p.Kind
	}
	w.do(incident.PersonID(who), minute, "", incident.MessagePosted{
		ID: id, Thread: thread, Author: incident.PersonID(who), Kind: kind, At: at(minute), Text: incident.Say(text),
	})
	return id
}

// read records what a message was taken to be doing.
// chat has cem say something of no weight at each of the minutes.
func (w *world) chat(minutes ...float64) {
	for _, m := range minutes {
		w.say("cem", m, "hm")
	}
}

func (w *world) read(id incident.MessageID, r incident.Reading) {
	m, _ := w.s.Message(id)
	if r.Confidence == 0 {
		r.Confidence = 90
	}
	w.do(m.Author, m.At.Sub(start).Minutes(), id, incident.MessageRead{Message: id, Engine: "test/1", Reading: r})
}

// from says a text and folds the events that came of it.
func (w *world) from(who string, minute float64, text string, evs ...incident.Event) incident.MessageID {
	id := w.say(who, minute, text)
	for _, ev := range evs {
		w.do(incident.PersonID(who), minute, id, ev)
	}
	return id
}

func (w *world) impact(who string, minute float64, text string) incident.MessageID {
	return w.from(who, minute, text, incident.ImpactStated{What: incident.Say(text)})
}

func (w *world) trend(who string, minute float64, to incident.Trend) incident.MessageID {
	return w.from(who, minute, "it is "+string(to), incident.TrendStated{Trend: to})
}

func (w *world) raise(who string, minute float64, statement string) (incident.HypothesisID, incident.MessageID) {
	h := w.s.NextHypothesis()
	id := w.from(who, minute, "could it be "+statement+"?", incident.HypothesisRaised{ID: h, Statement: incident.Say(statement), Confidence: 90})
	w.read(id, incident.Reading{Acts: []incident.Act{incident.ActHypothesis}, About: h})
	return h, id
}

func (w *world) evidence(who string, minute float64, text string, h incident.HypothesisID, c incident.Consistency) (incident.EvidenceID, incident.MessageID) {
	e := w.s.NextEvidence()
	id := w.from(who, minute, text, incident.EvidenceAdded{ID: e, What: incident.Say(text), Weighed: incident.Weighed{
		Bearings: []incident.Bearing{{Hypothesis: h, Consistency: c}}, Credibility: 80,
	}})
	return e, id
}

func (w *world) judge(who string, minute float64, h incident.HypothesisID, to incident.Status, why string) incident.MessageID {
	return w.from(who, minute, why, incident.HypothesisStatusSet{ID: h, Status: to, Why: incident.Say(why)})
}

func (w *world) claim(who string, minute float64, what string, h incident.HypothesisID, until float64) incident.LineID {
	l := w.s.NextLine()
	w.from(who, minute, "I take "+what, incident.LineClaimed{
		ID: l, Holder: incident.PersonID(who), What: incident.Say(what), Hypothesis: h, Until: at(until),
	})
	return l
}

func (w *world) ask(who string, minute float64, of, text string, request bool) incident.QuestionID {
	q := w.s.NextQuestion()
	w.from(who, minute, text, incident.QuestionAsked{ID: q, What: incident.Say(text), Of: incident.PersonID(of), Request: request})
	return q
}

func (w *world) start(who string, minute float64, what string, on incident.HypothesisID, expect string, by float64) incident.InterventionID {
	i := w.s.NextIntervention()
	ev := incident.InterventionStarted{
		ID: i, Actor: incident.PersonID(who), Kind: incident.Mitigation, What: incident.Say(what), RestsOn: on, Expect: incident.Say(expect),
	}
	if by > 0 {
		ev.ExpectBy = at(by)
	}
	w.from(who, minute, "doing "+what, ev)
	return i
}

func (w *world) lead(who string, minute float64) {
	w.do(incident.PersonID(who), minute, "", incident.RoleSet{Role: incident.Commander, Who: incident.PersonID(who)})
}

// findings returns what one detector finds at a minute.
func (w *world) findings(detector string, minute float64) []incident.Finding {
	var out []incident.Finding
	for _, f := range Findings(w.view(), at(minute)) {
		if f.Detector == detector {
			out = append(out, f)
		}
	}
	return out
}

// detectorCase is one row of a detector's table: what happened, when it is
// looked at, and the keys that are found ("" for none).
type detectorCase struct {
	name   string
	happen func(*world)
	at     float64
	want   string // key, level and addressees: "stale-slot/trend whisper ana"
	text   string // the whole text; empty: not compared
}

// runDetector proves that a detector finds what it is for, and is silent
// otherwise.
func runDetector(t *testing.T, detector string, cases []detectorCase) {
	silent := false
	for _, c := range cases {
		silent = silent || c.want == ""
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.happen(w)
			got := ""
			found := w.findings(detector, c.at)
			for _, f := range found {
				if got != "" {
					got += "; "
				}
				got += fmt.Sprintf("%s %s", f.Key, f.Level)
				for _, p := range f.To {
					got += " " + string(p)
				}
				checkFinding(t, f, at(c.at))
			}
			if got != c.want {
				t.Fatalf("found %q, want %q", got, c.want)
			}
			if c.text != "" && found[0].Text != c.text {
				t.Errorf("text\n%s\nwant\n%s", found[0].Text, c.text)
			}
		})
	}
	if !silent {
		t.Error("the table has no case in which it must be silent")
	}
}
