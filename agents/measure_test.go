package agents

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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

// incidents loads the conversations that BEARINGS_INCIDENTS names, or skips the test.
func incidents(t *testing.T) []transcript {
	dir := os.Getenv("BEARINGS_INCIDENTS")
	if dir == "" {
		t.Skip("BEARINGS_INCIDENTS names no folder of labelled conversations to measure with")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var out []transcript
	for _, f := range files {
		out = append(out, load(t, f))
	}
	return out
}

func load(t *testing.T, file string) transcript {
	tr := transcript{name: strings.TrimSuffix(filepath.Base(file), ".jsonl"), labels: map[int]label{}}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<22)
	for sc.Scan() {
		var l line
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		tr.lines = append(tr.lines, l)
	}
	raw, err := os.ReadFile(strings.TrimSuffix(file, ".jsonl") + ".labels.json")
	if err != nil {
		return tr
	}
	var g struct {
		Hypotheses []struct {
			Key    string `json:"key"`
			Raised int    `json:"raised_line"`
		} `json:"hypotheses"`
		Messages []label `json:"messages"`
	}
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	tr.gold = g.Hypotheses
	for _, m := range g.Messages {
		tr.labels[m.Line] = m
	}
	return tr
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

// score is what one conversation came to.
type score struct {
	acts                           map[string]*tally
	gold, got                      []string // about, by line
	found, late, duplicates, false int
	direction, status, trend       tally
	owner, phase                   tally
	surely                         tally // readings of at least 60 percent that are quite right, or not
	board                          []string
}

func (tr transcript) score() score {
	sc := score{acts: map[string]*tally{}}
	for _, a := range append(slices.Clone(scored), "decision", "announcement") {
		sc.acts[a] = &tally{}
	}
	taken := map[string]bool{}
	raisedAt := map[string]int{}
	for _, g := range tr.gold {
		raisedAt[g.Key] = g.Raised
	}
	w := tr.replay(func(n int, m *incident.Message, _ *scene, r incident.Reading, raised incident.HypothesisID, w *world) {
		l := tr.labels[n]
		for a, c := range sc.acts {
			c.note(slices.Contains(l.Acts, a), r.Has(incident.Act(a)))
		}
		sc.gold, sc.got = append(sc.gold, l.About), append(sc.got, string(r.About))
		sc.fields(l, r)
		if raised == "" {
			return
		}
		key := l.About
		if len(l.Hypotheses) > 0 {
			key = l.Hypotheses[0]
		}
		mark := "false"
		switch {
		case key == "":
			sc.false++
		case taken[key]:
			sc.duplicates++
			mark = "duplicate"
		case n > raisedAt[key]+10:
			sc.late++
			taken[key] = true
			mark = "late"
		default:
			sc.found++
			taken[key] = true
			mark = "found"
		}
		sc.board = append(sc.board, fmt.Sprintf("%s line %d (%d%%) %s %s: %s", raised, n, r.Confidence, mark, key, r.Claims[0].Statement))
	})
	for i, b := range sc.board {
		id, _, _ := strings.Cut(b, " ")
		if h := w.s.Hypothesis(incident.HypothesisID(id)); h != nil {
			sc.board[i] = b + " [" + string(h.Status) + "]"
		}
	}
	return sc
}

// fields scores the details of acts that both have.
func (sc *score) fields(l label, r incident.Reading) {
	if len(l.Evidence) > 0 && len(r.Evidence) > 0 {
		ok := (l.Evidence[0].Direction == "for") == (r.Evidence[0].Bearings[0].Consistency > 0)
		sc.direction.note(ok, true)
	}
	if len(l.Verdict) > 0 && len(r.Rulings) > 0 {
		sc.status.note(l.Verdict[0].Status == string(r.Rulings[0].Status), true)
	}
	if l.Trend != "" && r.Trend != "" {
		sc.trend.note(l.Trend == string(r.Trend), true)
	}
	if l.Ownership != nil && r.Owning != nil {
		sc.owner.note(l.Ownership.Verb == string(r.Owning.Verb) && l.Ownership.Who == string(r.Owning.Who), true)
	}
	if l.Intervention != nil && r.Intervention != nil {
		sc.phase.note(l.Intervention.Phase == string(r.Intervention.Phase), true)
	}
	if r.Confidence >= 60 && len(r.Acts) > 0 {
		sc.surely.note(rightly(l, r), true)
	}
}

// rightly reports whether the acts that a reading's confidence speaks for are
// labelled: those that change the board, or else one of the others.
func rightly(l label, r incident.Reading) bool {
	board, one := 0, false
	for _, a := range r.Acts {
		has := slices.Contains(l.Acts, string(a))
		switch a {
		case incident.ActImpact, incident.ActTrend, incident.ActHypothesis, incident.ActVerdict, incident.ActOwnership, incident.ActIntervention, incident.ActDecision, incident.ActAnnouncement:
			if !has {
				return false
			}
			board++
		default:
			one = one || has
		}
	}
	return board > 0 || one
}

// bcubed returns the B-cubed F1 of two attributions. A message attributed to
// nothing stands alone.
func bcubed(gold, got []string) float64 {
	var p, r float64
	np, nr := 0, 0
	for i := range gold {
		if got[i] != "" {
			same, both := 0, 0
			for j := range gold {
				if got[j] == got[i] {
					same++
					if gold[j] == gold[i] && gold[i] != "" {
						both++
					}
				}
			}
			p += float64(both) / float64(same)
			np++
		}
		if gold[i] != "" {
			same, both := 0, 0
			for j := range gold {
				if gold[j] == gold[i] {
					same++
					if got[j] == got[i] && got[i] != "" {
						both++
					}
				}
			}
			r += float64(both) / float64(same)
			nr++
		}
	}
	if np == 0 || nr == 0 || p+r == 0 {
		return 0
	}
	p, r = p/float64(np), r/float64(nr)
	return 2 * p * r / (p + r)
}

// TestMeasure reports how the scribe reads labelled conversations. It asserts
// nothing: figures depend on the conversations at hand.
func TestMeasure(t *testing.T) {
	measure(t, incidents(t), func(transcript) {})
}

// measure scores the conversations; before is called ahead of each.
func measure(t *testing.T, trs []transcript, before func(transcript)) {
	total := map[string]*tally{}
	for _, a := range append(slices.Clone(scored), "decision", "announcement") {
		total[a] = &tally{}
	}
	var macro, about float64
	var sum score
	n := 0
	for _, tr := range trs {
		before(tr)
		sc := tr.score()
		if len(tr.labels) == 0 {
			acts := 0
			tr.replay(func(_ int, _ *incident.Message, _ *scene, r incident.Reading, _ incident.HypothesisID, _ *world) {
				if len(r.Acts) > 1 || len(r.Acts) == 1 && r.Acts[0] != incident.ActObservation {
					acts++
				}
			})
			t.Logf("%-36s unlabelled: %d hypotheses, %d messages with other acts than observation", tr.name, len(sc.board), acts)
			continue
		}
		f, k := 0.0, 0
		row := ""
		for _, a := range scored {
			c := sc.acts[a]
			if c.tp+c.fn >= 3 {
				f += c.f1()
				k++
				row += fmt.Sprintf(" %s %.2f", a[:4], c.f1())
			}
		}
		for a, c := range sc.acts {
			total[a].tp, total[a].fp, total[a].fn = total[a].tp+c.tp, total[a].fp+c.fp, total[a].fn+c.fn
		}
		f /= float64(max(k, 1))
		b := bcubed(sc.gold, sc.got)
		macro, about, n = macro+f, about+b, n+1
		sum.found, sum.late, sum.duplicates, sum.false = sum.found+sc.found, sum.late+sc.late, sum.duplicates+sc.duplicates, sum.false+sc.false
		sum.direction.tp, sum.direction.fp = sum.direction.tp+sc.direction.tp, sum.direction.fp+sc.direction.fp
		sum.status.tp, sum.status.fp = sum.status.tp+sc.status.tp, sum.status.fp+sc.status.fp
		sum.trend.tp, sum.trend.fp = sum.trend.tp+sc.trend.tp, sum.trend.fp+sc.trend.fp
		sum.owner.tp, sum.owner.fp = sum.owner.tp+sc.owner.tp, sum.owner.fp+sc.owner.fp
		sum.phase.tp, sum.phase.fp = sum.phase.tp+sc.phase.tp, sum.phase.fp+sc.phase.fp
		sum.surely.tp, sum.surely.fp = sum.surely.tp+sc.surely.tp, sum.surely.fp+sc.surely.fp
		t.Logf("%-36s F1 %.3f about %.3f found %d of %d late %d dup %d false %d |%s", tr.name, f, b, sc.found, len(tr.gold), sc.late, sc.duplicates, sc.false, row)
		if os.Getenv("BEARINGS_BOARD") != "" {
			t.Log("\n  " + strings.Join(sc.board, "\n  "))
		}
	}
	for _, a := range append(slices.Clone(scored), "decision", "announcement") {
		c := total[a]
		t.Logf("%-13s P %.2f R %.2f F1 %.2f  (%d labelled)", a, float64(c.tp)/float64(max(c.tp+c.fp, 1)), float64(c.tp)/float64(max(c.tp+c.fn, 1)), c.f1(), c.tp+c.fn)
	}
	x := float64(max(n, 1))
	t.Logf("macro-F1 %.3f  about B-cubed %.3f  per incident: found %.1f late %.1f duplicates %.2f false %.2f", macro/x, about/x, float64(sum.found)/x, float64(sum.late)/x, float64(sum.duplicates)/x, float64(sum.false)/x)
	rate := func(c tally) float64 { return float64(c.tp) / float64(max(c.tp+c.fp, 1)) }
	t.Logf("where both have it: direction %.2f status %.2f trend %.2f owner %.2f phase %.2f; readings of >= 60%% right %.2f (%d)",
		rate(sum.direction), rate(sum.status), rate(sum.trend), rate(sum.owner), rate(sum.phase), rate(sum.surely), sum.surely.tp+sum.surely.fp)
}
