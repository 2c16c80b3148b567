package hypotheses

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// start is when traces begin: the beginning of a five-minute bin.
var start = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)

// severities in the order in which traces give what they expect.
var severities = []incident.Severity{incident.SEV1, incident.SEV2, incident.SEV3}

// trace is one line of testdata/traces.jsonl. Times are minutes.
type trace struct {
	Name       string            `json:"name"`
	Why        string            `json:"why"`
	Minutes    int               `json:"minutes"`
	Hypotheses []string          `json:"hypotheses"`            // "h1@0", "h0@0-2": refuted at 2, "h0@0+2": confirmed
	Effort     []string          `json:"effort"`                // "p0-p3 h1 0-49": a message each minute; "-" about nothing, "x" off topic
	Asks       []string          `json:"asks,omitempty"`        // likewise, but a question only
	Lets       []string          `json:"lets,omitempty"`        // "p0 h1 9": lets go of it in words
	Labels     map[string]string `json:"labels,omitempty"`      // a digit for each minute: what the message is about
	Lines      []string          `json:"lines,omitempty"`       // "p0-p1 h1 0-15"; "p0 h1 0-15 p9": given by p9
	Changes    []string          `json:"changes,omitempty"`     // "p0 h1 12", "p0 h1 12-20" with expected-by; a mitigation
	Checks     []string          `json:"checks,omitempty"`      // likewise, but a diagnostic change
	Kinds      map[string]string `json:"kinds,omitempty"`       // "p0": "ai"
	Evidence   []string          `json:"evidence,omitempty"`    // "12 q80 h1-2 !14": addressed at 14
	Trend      []string          `json:"trend,omitempty"`       // "18 better"
	Waits      []string          `json:"waits,omitempty"`       // "12-55": the slack is in it
	Flag       map[string][]int  `json:"flag,omitempty"`        // by severity: the minutes in which a flag begins
	Solo       map[string][]int  `json:"solo,omitempty"`        // likewise
	Wander     []int             `json:"vagabonding,omitempty"` // the minutes in which it begins
	Drought    map[string][]int  `json:"drought,omitempty"`
}

// script collects entries and puts them in order.
type script struct {
	entries []incident.Entry
	kinds   map[string]string
}

// at adds an event at a second.
func (sc *script) at(sec int, by incident.PersonID, source incident.MessageID, ev incident.Event) {
	sc.entries = append(sc.entries, incident.Entry{At: start.Add(time.Duration(sec) * time.Second), By: by, Source: source, Event: ev})
}

// say adds a message and what was read in it.
func (sc *script) say(sec int, who, about string, acts ...incident.Act) {
	at := start.Add(time.Duration(sec) * time.Second)
	id := incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), len(sc.entries)))
	kind := incident.Kind(cmp.Or(sc.kinds[who], string(incident.Human)))
	sc.at(sec, incident.PersonID(who), id, incident.MessagePosted{ID: id, Author: incident.PersonID(who), Kind: kind, At: at})
	if len(acts) == 0 {
		acts = []incident.Act{incident.ActObservation}
	}
	r := incident.Reading{Acts: acts, Confidence: 90}
	if r.Has(incident.ActOwnership) {
		r.Owning = &incident.Owning{Verb: incident.Releases, Who: incident.PersonID(who)}
	}
	switch about {
	case "-":
	case "x":
		r = incident.Reading{OffTopic: true, Confidence: 90}
	default:
		r.About = hypothesis(about)
	}
	sc.at(sec, incident.Bearings, id, incident.MessageRead{Message: id, Engine: "test", Reading: r})
}

// sorted returns the entries with their numbers.
func (sc *script) sorted() []incident.Entry {
	slices.SortStableFunc(sc.entries, func(a, b incident.Entry) int { return a.At.Compare(b.At) })
	for i := range sc.entries {
		sc.entries[i].Seq = uint64(i + 1)
	}
	return sc.entries
}

func hypothesis(name string) incident.HypothesisID {
	return incident.HypothesisID(strings.ToUpper(name))
}

// number reads a decimal number; a trace that is not well formed is a mistake
// in the test.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("trace: " + err.Error())
	}
	return n
}

// span2 reads "3-7" or "3".
func span2(s string) (from, to int) {
	a, b, ok := strings.Cut(s, "-")
	if !ok {
		return number(a), number(a)
	}
	return number(a), number(b)
}

// whom reads "p0-p3" or "p1".
func whom(s string) []string {
	from, to := span2(strings.ReplaceAll(s, "p", ""))
	var who []string
	for i := from; i <= to; i++ {
		who = append(who, "p"+strconv.Itoa(i))
	}
	return who
}

// seconds after the beginning of its minute at which things happen.
const (
	atRaised   = 0
	atMessages = 4
	atEvidence = 40
	atStatus   = 50
	atAnswer   = 55
)

// script turns the trace into entries.
func (tr *trace) script(severity incident.Severity, set incident.Settings) []incident.Entry {
	sc := &script{kinds: tr.Kinds}
	sc.at(0, incident.Bearings, "", incident.Opened{Channel: "C1", Severity: severity})
	sc.at(0, incident.Bearings, "", incident.Configured{Settings: set})
	for who, kind := range tr.Kinds {
		sc.at(0, incident.Bearings, "", incident.Joined{Who: incident.PersonID(who), Kind: incident.Kind(kind)})
	}
	for _, h := range tr.Hypotheses {
		name, times, _ := strings.Cut(h, "@")
		at, refuted, closed := strings.Cut(times, "-")
		status := incident.Refuted
		if !closed {
			at, refuted, closed = strings.Cut(times, "+")
			status = incident.Confirmed
		}
		sc.at(number(at)*60+atRaised, "p0", "", incident.HypothesisRaised{ID: hypothesis(name), Statement: incident.Say(name), Confidence: 100})
		if closed {
			sc.at(number(refuted)*60+atStatus, "p0", "", incident.HypothesisStatusSet{ID: hypothesis(name), Status: status})
		}
	}
	tr.work(sc)
	tr.evidence(sc)
	for _, line := range tr.Trend {
		f := strings.Fields(line)
		trend := incident.Trend(f[1])
		if f[1] == "unknown" {
			trend = incident.TrendUnknown
		}
		sc.at(number(f[0])*60+1, "p0", "", incident.TrendStated{Trend: trend})
	}
	for i, line := range tr.Waits {
		from, to := span2(line)
		planned := time.Duration(to-from) * time.Minute * 100 / time.Duration(100+set.WaitSlack)
		sc.at(from*60, "p0", "", incident.WaitDeclared{
			ID: incident.WaitID(fmt.Sprintf("W%d", i+1)), Until: start.Add(time.Duration(from)*time.Minute + planned),
		})
	}
	return sc.sorted()
}

// work adds what gives effort.
func (tr *trace) work(sc *script) {
	for _, said := range []struct {
		lines []string
		acts  []incident.Act
	}{{tr.Effort, nil}, {tr.Asks, []incident.Act{incident.ActQuestion}}, {tr.Lets, []incident.Act{incident.ActOwnership}}} {
		for _, line := range said.lines {
			f := strings.Fields(line)
			from, to := span2(f[2])
			for _, who := range whom(f[0]) {
				for k := from; k <= to; k++ {
					sc.say(k*60+atMessages+number(who[1:]), who, f[1], said.acts...)
				}
			}
		}
	}
	for who, digits := range tr.Labels {
		for k, d := range digits {
			if d != '.' {
				sc.say(k*60+atMessages+number(who[1:]), who, "h"+string(d))
			}
		}
	}
	for _, line := range tr.Lines {
		f := strings.Fields(line)
		from, to := span2(f[2])
		for _, who := range whom(f[0]) {
			by := who
			if len(f) > 3 {
				by = f[3]
			}
			sc.at(from*60+2, incident.PersonID(by), "", incident.LineClaimed{
				ID: incident.LineID(fmt.Sprintf("L%d", len(sc.entries))), Holder: incident.PersonID(who), Hypothesis: hypothesis(f[1]),
				Until: start.Add(time.Duration(to) * time.Minute),
			})
		}
	}
	for i, line := range slices.Concat(tr.Changes, tr.Checks) {
		f := strings.Fields(line)
		at, by, expected := strings.Cut(f[2], "-")
		ev := incident.InterventionStarted{
			ID: incident.InterventionID(fmt.Sprintf("I%d", i+1)), Actor: incident.PersonID(f[0]), Kind: incident.Mitigation, RestsOn: hypothesis(f[1]),
		}
		if i >= len(tr.Changes) {
			ev.Kind = incident.Diagnostic
		}
		if expected {
			ev.ExpectBy = start.Add(time.Duration(number(by)) * time.Minute)
		}
		sc.at(number(at)*60+3, ev.Actor, "", ev)
	}
}

// evidence adds the items, and the answers to them.
func (tr *trace) evidence(sc *script) {
	for i, line := range tr.Evidence {
		f := strings.Fields(line)
		id := incident.EvidenceID(fmt.Sprintf("E%d", i+1))
		ev := incident.EvidenceAdded{ID: id, What: incident.Say(line)}
		for _, w := range f[1:] {
			switch w[0] {
			case 'q':
				ev.Weighed.Credibility = number(w[1:])
			case '!':
				sc.at(number(w[1:])*60+atAnswer, "p1", "", incident.EvidenceAddressed{ID: id, How: "answered"})
			default:
				cut := strings.IndexAny(w, "+-")
				ev.Weighed.Bearings = append(ev.Weighed.Bearings, incident.Bearing{
					Hypothesis: hypothesis(w[:cut]), Consistency: incident.Consistency(number(w[cut:])),
				})
			}
		}
		sc.at(number(f[0])*60+atEvidence, "p0", "", ev)
	}
}

// outcome is the minutes in which conclusions began.
type outcome struct {
	flag, solo, wander, drought []int
}

// run plays entries minute by minute, and asks after each.
func run(t testing.TB, entries []incident.Entry, minutes int, r rules) outcome {
	t.Helper()
	var s incident.State
	l := Ledger{rules: r}
	var out outcome
	var was [4]bool
	for k, i := 0, 0; k < minutes; k++ {
		for ; i < len(entries) && minuteOf(entries[i].At) <= minuteOf(start)+k; i++ {
			if err := s.Apply(entries[i]); err != nil {
				t.Fatal(err)
			}
			l.Apply(entries[i], &s)
		}
		now := start.Add(time.Duration(k)*time.Minute + 59*time.Second)
		_, flagged := l.Fixation(&s, now)
		_, solo := l.Solo(&s, now)
		_, wander := l.Vagabonding(&s, now)
		_, dry := l.Drought(&s, now)
		for j, began := range []struct {
			is   bool
			list *[]int
		}{{flagged, &out.flag}, {solo, &out.solo}, {wander, &out.wander}, {dry, &out.drought}} {
			if began.is && !was[j] {
				*began.list = append(*began.list, k)
			}
			was[j] = began.is
		}
	}
	return out
}

func readTraces(t testing.TB) []trace {
	t.Helper()
	file, err := os.ReadFile("testdata/traces.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []trace
	lines := bufio.NewScanner(bytes.NewReader(file))
	for lines.Scan() {
		var tr trace
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&tr); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		all = append(all, tr)
	}
	return all
}

// TestTraces proves that each trace is flagged in the very minute in which it
// is due, and not at all where it must stay silent.
func TestTraces(t *testing.T) {
	for _, tr := range readTraces(t) {
		for _, sev := range severities {
			t.Run(tr.Name+"/"+string(sev), func(t *testing.T) {
				got := run(t, tr.script(sev, incident.DefaultSettings()), tr.Minutes, rules{})
				for _, c := range []struct {
					what      string
					got, want []int
				}{
					{"flag", got.flag, tr.Flag[string(sev)]},
					{"solo", got.solo, tr.Solo[string(sev)]},
					{"vagabonding", got.wander, tr.Wander},
					{"drought", got.drought, tr.Drought[string(sev)]},
				} {
					if c.what == "drought" && tr.Drought == nil {
						continue // it says nothing of it
					}
					if !slices.Equal(c.got, c.want) {
						t.Errorf("%s begins at %v, want %v (%s)", c.what, c.got, c.want, tr.Why)
					}
				}
			})
		}
	}
}

// reference is a trace in the form in which the measures were first published.
type reference struct {
	Trace      string
	Minutes    int
	Hypotheses []struct {
		ID      string
		Raised  int
		Refuted *int
	}
	Effort []struct {
		Minute int
		On     []struct{ Responder, Hypothesis string }
	}
	Evidence []struct {
		Minute      int
		Consistency map[string]int
		Credibility float64
	}
	Trend []struct {
		Minute int
		Trend  string
	}
	Waits       []struct{ From, To int }
	Flag, Solo  map[string]*int
	Vagabonding *int
}

// trace turns a reference into a trace.
func (r *reference) trace() trace {
	tr := trace{Name: r.Trace, Minutes: r.Minutes}
	for _, h := range r.Hypotheses {
		line := fmt.Sprintf("%s@%d", h.ID, h.Raised)
		if h.Refuted != nil {
			line += fmt.Sprintf("-%d", *h.Refuted)
		}
		tr.Hypotheses = append(tr.Hypotheses, line)
	}
	for _, e := range r.Effort {
		for _, on := range e.On {
			tr.Effort = append(tr.Effort, fmt.Sprintf("%s %s %d", on.Responder, on.Hypothesis, e.Minute))
		}
	}
	for _, e := range r.Evidence {
		line := fmt.Sprintf("%d q%.0f", e.Minute, e.Credibility*100)
		for h, c := range e.Consistency {
			line += fmt.Sprintf(" %s%+d", h, c)
		}
		tr.Evidence = append(tr.Evidence, line)
	}
	for _, m := range r.Trend {
		tr.Trend = append(tr.Trend, fmt.Sprintf("%d %s", m.Minute, m.Trend))
	}
	for _, w := range r.Waits {
		tr.Waits = append(tr.Waits, fmt.Sprintf("%d-%d", w.From, w.To))
	}
	return tr
}

// TestReferenceTraces proves that the published traces are reproduced to within
// a minute. The environment variable BEARINGS_TRACES names their file.
func TestReferenceTraces(t *testing.T) {
	name := os.Getenv("BEARINGS_TRACES")
	if name == "" {
		t.Skip("BEARINGS_TRACES names no file; testdata/traces.jsonl has the same traces in other words")
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(file) {
		var r reference
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		tr := r.trace()
		for _, sev := range severities {
			t.Run(r.Trace+"/"+string(sev), func(t *testing.T) {
				got := run(t, tr.script(sev, incident.DefaultSettings()), tr.Minutes, rules{})
				within(t, "flag", got.flag, r.Flag[string(sev)])
				within(t, "vagabonding", got.wander, r.Vagabonding)
				if r.Solo != nil {
					within(t, "solo", got.solo, r.Solo[string(sev)])
				}
			})
		}
	}
}

func within(t *testing.T, what string, got []int, want *int) {
	t.Helper()
	switch {
	case want == nil && len(got) > 0:
		t.Errorf("%s begins at %v, want silence", what, got)
	case want != nil && len(got) == 0:
		t.Errorf("no %s, want it at %d", what, *want)
	case want != nil && (got[0] < *want-1 || got[0] > *want+1):
		t.Errorf("%s begins at %v, want %d", what, got, *want)
	case want != nil && got[0] != *want:
		t.Logf("%s begins at %d, published %d", what, got[0], *want)
	}
}
