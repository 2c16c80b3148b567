package eval_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/agents"
	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
	"bearings/internal/transcript"
)

// The labels of a recorded incident, as far as a perfect scribe reads them.
type (
	labelled struct {
		Hypotheses []struct {
			Key       string `json:"key"`
			Statement string `json:"statement"`
		} `json:"hypotheses"`
		Messages    []*noted     `json:"messages"`
		Checkpoints []checkpoint `json:"checkpoints"`
		Questions   []struct {
			Line     int `json:"line"`
			Answered int `json:"answered_line"`
		} `json:"open_questions"`
	}
	noted struct {
		Line       int            `json:"line"`
		Acts       []incident.Act `json:"acts"`
		About      string         `json:"about"`
		Hypotheses []string       `json:"hypotheses"`
		Trend      incident.Trend `json:"trend"`
		Evidence   []struct {
			Hypothesis string `json:"hypothesis"`
			Direction  string `json:"direction"`
		} `json:"evidence"`
		Verdict []struct {
			Hypothesis string          `json:"hypothesis"`
			Status     incident.Status `json:"status"`
		} `json:"verdict"`
		Ownership *struct {
			Verb incident.OwnershipVerb `json:"verb"`
			Who  incident.PersonID      `json:"who"`
			What string                 `json:"what"`
		} `json:"ownership"`
		Intervention *struct {
			Kind  incident.InterventionKind  `json:"kind"`
			Phase incident.InterventionPhase `json:"phase"`
			What  string                     `json:"what"`
		} `json:"intervention"`
	}
	checkpoint struct {
		AfterLine int         `json:"after_line"`
		Facts     []goldMatch `json:"facts"`
		Stale     []goldMatch `json:"stale"`
	}
	goldMatch struct {
		ID    string     `json:"id"`
		Text  string     `json:"text"`
		Match [][]string `json:"match"`
	}
)

func (f goldMatch) in(line string) bool {
	line = strings.ToLower(line)
	return !slices.ContainsFunc(f.Match, func(words []string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(line, strings.ToLower(w)) })
	})
}

func (f goldMatch) inAny(lines []string) bool { return slices.ContainsFunc(lines, f.in) }

// perfect reads what people noted, in the words of the message.
type perfect struct {
	of     *labelled
	line   map[incident.MessageID]int
	source map[int]incident.MessageID
	byLine map[int]*noted
}

func newPerfect(of *labelled, lines []transcript.Line) *perfect {
	p := &perfect{of, map[incident.MessageID]int{}, map[int]incident.MessageID{}, map[int]*noted{}}
	for _, l := range lines {
		if m, ok := l.Message(); ok {
			p.line[m.ID], p.source[l.Number] = l.Number, m.ID
		}
	}
	for _, n := range of.Messages {
		p.byLine[n.Line] = n
	}
	return p
}

func (p *perfect) statement(key string) string {
	for _, h := range p.of.Hypotheses {
		if h.Key == key {
			return h.Statement
		}
	}
	return ""
}

// wordRunes is the length of the clauses that the rules give.
const wordRunes = 160

// Read is what a person noted of the message.
func (p *perfect) Read(s *incident.State, m *incident.Message) incident.Reading {
	n := p.byLine[p.line[m.ID]]
	if n == nil {
		return incident.Reading{}
	}
	next := s.Counts.Hypotheses
	ids := map[string]incident.HypothesisID{}
	r := incident.Reading{Confidence: 95}
	for _, k := range n.Hypotheses {
		if ids[k] = p.id(s, k); ids[k] == "" {
			next++
			ids[k] = incident.HypothesisID(fmt.Sprintf("H%d", next))
			r.Claims = append(r.Claims, incident.Claim{Statement: incident.Say(p.statement(k))})
		} else {
			r.Claims = append(r.Claims, incident.Claim{Hypothesis: ids[k]})
		}
	}
	id := func(key string) incident.HypothesisID {
		if ids[key] == "" {
			ids[key] = p.id(s, key)
		}
		return ids[key]
	}
	for _, a := range allActs {
		if slices.Contains(n.Acts, a) {
			r.Acts = append(r.Acts, a)
		}
	}
	r.About, r.Trend = id(n.About), n.Trend
	p.weigh(&r, n, id)
	p.word(&r, n, incident.Say(commonground.Gist(m.Text.String(), "", wordRunes)), id)
	for _, q := range p.of.Questions {
		for _, open := range s.Questions {
			if q.Answered == n.Line && open.Source == p.source[q.Line] {
				r.Answers, r.RepliesTo = open.ID, open.Source
			}
		}
	}
	return r
}

// id is the hypothesis that a key has become.
func (p *perfect) id(s *incident.State, key string) incident.HypothesisID {
	for _, h := range s.Hypotheses {
		if key != "" && h.Statement.String() == p.statement(key) {
			return h.ID
		}
	}
	return ""
}

func (p *perfect) weigh(r *incident.Reading, n *noted, id func(string) incident.HypothesisID) {
	var w incident.Weighed
	for _, e := range n.Evidence {
		if h := id(e.Hypothesis); h != "" {
			w.Bearings = append(w.Bearings, incident.Bearing{Hypothesis: h, Consistency: map[string]incident.Consistency{"for": 1, "against": -1}[e.Direction]})
		}
	}
	if len(w.Bearings) > 0 {
		w.Credibility = 80
		r.Evidence = []incident.Weighed{w}
	}
	for _, v := range n.Verdict {
		if h := id(v.Hypothesis); h != "" {
			r.Rulings = append(r.Rulings, incident.Ruling{Hypothesis: h, Status: v.Status})
		}
	}
}

// word gives the acts their words.
func (p *perfect) word(r *incident.Reading, n *noted, said incident.Text, id func(string) incident.HypothesisID) {
	for _, a := range n.Acts {
		switch a {
		case incident.ActImpact:
			r.Impact = said
		case incident.ActObservation, incident.ActEvidence, incident.ActVerdict, incident.ActTrend:
			r.Observation = said
		case incident.ActRequest, incident.ActQuestion:
			r.Asked = said
		case incident.ActDecision:
			r.Decision = said
		case incident.ActAnnouncement:
			r.Announcement = &incident.Telling{What: said}
		}
	}
	if o := n.Ownership; o != nil {
		r.Owning = &incident.Owning{Verb: o.Verb, Who: o.Who, What: incident.Say(o.What), Hypothesis: id(o.What)}
		if p.statement(o.What) != "" {
			r.Owning.What = incident.Say(p.statement(o.What))
		}
		if o.Verb == incident.Assigns && r.Has(incident.ActRequest) {
			r.AskedOf = o.Who
		}
	}
	if i := n.Intervention; i != nil {
		r.Intervention = &incident.Changing{Kind: i.Kind, Phase: i.Phase, What: incident.Say(i.What), RestsOn: id(n.About)}
	}
}

var allActs = []incident.Act{
	incident.ActImpact, incident.ActTrend, incident.ActObservation, incident.ActHypothesis, incident.ActEvidence, incident.ActVerdict,
	incident.ActOwnership, incident.ActRequest, incident.ActQuestion, incident.ActIntervention, incident.ActDecision, incident.ActAnnouncement,
}

// briefed is what the briefs of one incident state.
type briefed struct {
	facts, present, stale, stated int
	text, missed                  string
	longest                       int
}

func (b briefed) String() string {
	return fmt.Sprintf("%3d of %3d facts, %d of %2d stale", b.present, b.facts, b.stated, b.stale)
}

func brief(t *testing.T, of *labelled, lines []transcript.Line, scribe coordinator.Scribe) briefed {
	t.Helper()
	core, err := coordinator.New(coordinator.Config{Scribe: scribe, Engine: "gold/1"})
	if err != nil {
		t.Fatal(err)
	}
	p := play.New(core, play.Options{})
	must(t, p.Feed(lines[0].At, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2}))
	var b briefed
	for _, l := range lines {
		p.Until(l.At)
		must(t, p.Feed(l.At, l.By, l.Source, l.Event))
		for _, c := range of.Checkpoints {
			if c.AfterLine == l.Number {
				text := commonground.WhatsGoingOn(p.State().View(), p.Now(), p.Now().Add(30*time.Minute)).Text()
				card := core.Card(p.State(), p.Now()).Text()
				b.count(c, text)
				b.text += fmt.Sprintf("--- brief after %d\n%s--- card after %d\n%s\n", l.Number, text, l.Number, card)
			}
		}
	}
	return b
}

func (b *briefed) count(c checkpoint, text string) {
	bullets := strings.Split(strings.TrimSpace(text), "\n")
	for _, l := range bullets {
		b.longest = max(b.longest, len([]rune(l)))
	}
	for _, f := range c.Facts {
		b.facts++
		if f.inAny(bullets) {
			b.present++
		} else {
			b.missed += fmt.Sprintf("%4d missed %s: %s\n", c.AfterLine, f.ID, f.Text)
		}
	}
	for _, f := range c.Stale {
		b.stale++
		if f.inAny(bullets) {
			b.stated++
			b.missed += fmt.Sprintf("%4d stale %s: %s\n", c.AfterLine, f.ID, f.Text)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPerfectScribe tells how much of what a brief lacks is lost in reading and
// how much in briefing: it gives the briefs of recorded incidents once as the
// rules read them and once as people noted them, and counts the facts that each
// states. With BEARINGS_BRIEFS it writes the briefs and cards to that folder.
func TestPerfectScribe(t *testing.T) {
	dir := os.Getenv("BEARINGS_INCIDENTS")
	if dir == "" {
		t.Skip("BEARINGS_INCIDENTS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.labels.json"))
	must(t, err)
	var rules, gold, said float64
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".labels.json")
		raw, err := os.ReadFile(file)
		must(t, err)
		of := &labelled{}
		must(t, json.Unmarshal(raw, of))
		lines, err := transcript.ReadFile(filepath.Join(dir, name+".jsonl"))
		must(t, err)
		r, g := brief(t, of, lines, agents.Rules{}), brief(t, of, lines, newPerfect(of, lines))
		s := sayable(of, lines)
		t.Logf("%-35s rules %s (longest %d)   people %s (longest %d)   a message says %d", name, r, r.longest, g, g.longest, s)
		rules += float64(r.present) / float64(r.facts)
		gold += float64(g.present) / float64(g.facts)
		said += float64(s) / float64(r.facts)
		if out := os.Getenv("BEARINGS_BRIEFS"); out != "" {
			must(t, os.WriteFile(filepath.Join(out, name+".rules.txt"), []byte(r.text+r.missed), 0o600))
			must(t, os.WriteFile(filepath.Join(out, name+".gold.txt"), []byte(g.text+g.missed), 0o600))
		}
	}
	n := float64(len(files))
	t.Logf("mean of facts present: read by rules %.2f, read by people %.2f; said by a single message %.2f", rules/n, gold/n, said/n)
}

// sayable counts the facts that some message before the checkpoint says by itself.
func sayable(of *labelled, lines []transcript.Line) int {
	n := 0
	for _, c := range of.Checkpoints {
		var texts []string
		for _, l := range lines {
			if m, ok := l.Message(); ok && l.Number <= c.AfterLine {
				texts = append(texts, string(m.Author)+" "+m.Text.String())
			}
		}
		for _, f := range c.Facts {
			if f.inAny(texts) {
				n++
			}
		}
	}
	return n
}
