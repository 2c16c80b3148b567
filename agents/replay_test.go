package agents

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// line is one message of a transcript.
type line struct {
	TS     time.Time `json:"ts"`
	User   string    `json:"user"`
	Text   string    `json:"text"`
	Thread string    `json:"thread_ts"`
}

// label is what a person noted about one message.
type label struct {
	Line       int      `json:"line"`
	Acts       []string `json:"acts"`
	About      string   `json:"about"`
	Trend      string   `json:"trend"`
	Hypotheses []string `json:"hypotheses"`
	Evidence   []struct {
		Hypothesis string `json:"hypothesis"`
		Direction  string `json:"direction"`
	} `json:"evidence"`
	Verdict []struct {
		Hypothesis string `json:"hypothesis"`
		Status     string `json:"status"`
	} `json:"verdict"`
	Ownership *struct {
		Verb string `json:"verb"`
		Who  string `json:"who"`
	} `json:"ownership"`
	Intervention *struct {
		Kind  string `json:"kind"`
		Phase string `json:"phase"`
	} `json:"intervention"`
}

// transcript is a labelled conversation.
type transcript struct {
	name   string
	part   int // of the training dialogues
	lines  []line
	labels map[int]label
	second map[int]label // of another annotator, of training dialogues
	gold   []struct {
		Key    string `json:"key"`
		Raised int    `json:"raised_line"`
	}
}

// world folds a conversation and what is read in it, as the coordinator would.
type world struct {
	s   *incident.State
	seq uint64
	at  time.Time
}

func newWorld() *world {
	w := &world{s: &incident.State{}}
	w.at = time.Date(2026, 1, 2, 10, 0, 0, 0, time.UTC)
	w.apply(incident.Entry{Event: incident.Configured{Settings: incident.DefaultSettings()}})
	w.apply(incident.Entry{Event: incident.Opened{Channel: "C1", Severity: incident.SEV2, KnownFrom: w.at}})
	return w
}

func (w *world) apply(e incident.Entry) {
	w.seq++
	e.Seq, e.At = w.seq, w.at
	if err := w.s.Apply(e); err != nil {
		panic(err)
	}
}

// post folds a message and returns it.
func (w *world) post(m incident.MessagePosted) *incident.Message {
	w.at = m.At
	w.apply(incident.Entry{By: m.Author, Source: m.ID, Event: m})
	return w.s.RecentMessage(m.ID)
}

// read folds what was read in a message; it returns the reading with its
// hypothesis resolved and the identifier of one that was raised.
func (w *world) read(m *incident.Message, r incident.Reading) (incident.Reading, incident.HypothesisID) {
	put := func(ev incident.Event) { w.apply(incident.Entry{By: m.Author, Source: m.ID, Event: ev}) }
	raised := incident.HypothesisID("")
	r.Claims = slices.Clone(r.Claims)
	for i := range r.Claims {
		if r.Claims[i].Hypothesis == "" {
			raised = w.s.NextHypothesis()
			r.Claims[i].Hypothesis = raised
			put(incident.HypothesisRaised{ID: raised, Statement: r.Claims[i].Statement, Confidence: r.Confidence})
		}
	}
	fix := func(id incident.HypothesisID) incident.HypothesisID {
		if id == incident.NewHypothesis {
			return raised
		}
		return id
	}
	r.About = fix(r.About)
	for i := range r.Evidence {
		for j := range r.Evidence[i].Bearings {
			r.Evidence[i].Bearings[j].Hypothesis = fix(r.Evidence[i].Bearings[j].Hypothesis)
		}
	}
	for i := range r.Rulings {
		r.Rulings[i].Hypothesis = fix(r.Rulings[i].Hypothesis)
	}
	put(incident.MessageRead{Message: m.ID, Engine: Engine, Reading: r})
	w.fold(r, put)
	return r, raised
}

func (w *world) fold(r incident.Reading, put func(incident.Event)) {
	if r.Answers != "" {
		put(incident.QuestionAnswered{ID: r.Answers})
	}
	for _, a := range r.Acts {
		switch a {
		case incident.ActImpact:
			put(incident.ImpactStated{What: r.Impact})
		case incident.ActTrend:
			put(incident.TrendStated{Trend: r.Trend})
		case incident.ActVerdict:
			for _, v := range r.Rulings {
				if r.Confidence >= 60 {
					put(incident.HypothesisStatusSet{ID: v.Hypothesis, Status: v.Status})
				}
			}
		case incident.ActQuestion, incident.ActRequest:
			put(incident.QuestionAsked{ID: w.s.NextQuestion(), Request: a == incident.ActRequest, What: r.Asked, Of: r.AskedOf})
		case incident.ActIntervention:
			w.foldChange(r.Intervention, put)
		default:
		}
	}
}

func (w *world) foldChange(c *incident.Changing, put func(incident.Event)) {
	id := w.s.NextIntervention()
	switch c.Phase {
	case incident.Proposed:
		put(incident.InterventionProposed{ID: id, Kind: c.Kind, What: c.What, Target: c.Target, RestsOn: c.RestsOn})
	case incident.Started, incident.Done:
		put(incident.InterventionStarted{ID: id, Actor: "x", Kind: c.Kind, What: c.What, Target: c.Target, RestsOn: c.RestsOn})
		if c.Phase == incident.Done {
			put(incident.InterventionFinished{ID: id})
		}
	case incident.Reverted:
	}
}

// replay runs a conversation through the scribe. See is called for each line
// with what was read, and with the scene it was read in.
func (tr transcript) replay(see func(n int, m *incident.Message, sc *scene, r incident.Reading, raised incident.HypothesisID, w *world)) *world {
	w := newWorld()
	ids := map[string]incident.MessageID{}
	for i, l := range tr.lines {
		id := incident.MessageID(fmt.Sprintf("%d.%06d", l.TS.Unix(), i))
		key := l.TS.Format(time.RFC3339)
		if _, ok := ids[key]; !ok {
			ids[key] = id
		}
		kind := incident.Human
		if strings.HasPrefix(l.User, "bot-") || strings.HasSuffix(l.User, "bot") {
			kind = incident.Bot
		}
		m := w.post(incident.MessagePosted{
			ID: id, Thread: ids[l.Thread], Author: incident.PersonID(l.User), Kind: kind, At: l.TS, Text: incident.Say(incident.Mask(l.Text)),
		})
		var sc *scene // as it was before the message was read
		if decides(m.Kind) {
			sc = newScene(w.s, m)
		}
		r, raised := w.read(m, Rules{}.Read(w.s, m))
		see(i+1, m, sc, r, raised, w)
	}
	return w
}

var scored = []string{"impact", "trend", "observation", "hypothesis", "evidence", "verdict", "ownership", "request", "question", "intervention"}

// tally counts hits and misses.
type tally struct{ tp, fp, fn int }

func (c *tally) note(gold, got bool) {
	switch {
	case gold && got:
		c.tp++
	case got:
		c.fp++
	case gold:
		c.fn++
	}
}

func (c tally) f1() float64 {
	if c.tp == 0 {
		return 0
	}
	return float64(2*c.tp) / float64(2*c.tp+c.fp+c.fn)
}
