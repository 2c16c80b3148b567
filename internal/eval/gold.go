package eval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bearings/commonground"
	"bearings/incident"
	"bearings/internal/transcript"
)

// Who reads the messages in a replay.
const (
	ByRules  = "rules"
	ByPeople = "gold"
)

const (
	goldEngine = "gold/1"
	goldSure   = 95  // percent; labels are those of a person
	goldRunes  = 160 // of the clauses, as the rules give them
)

// Credibility of evidence by what it rests on, in percent, and how far it bears.
// Labels tell neither, so both are read off the form of the message.
const (
	reported  = 50
	quoted    = 80
	checkable = 100
)

// quotes matches what a message shows rather than says: output of a command, or a
// number of something measured.
var quotes = regexp.MustCompile("(?is)```|`[^`]{12,}`|\\b(outputs?|prints?|printed|returns|returned)\\b|\\b[0-9]+([.,][0-9]+)? ?(%|([kKMGT]i?B|ms|µs|s|sec|seconds|min|minutes|req/s|rps|qps|x)\\b)")

// gold reads what a person noted of each message.
type gold struct {
	labels *Labels // nil: nothing was noted
	line   map[incident.MessageID]int
}

func newGold(l *Labels, lines []transcript.Line) *gold {
	g := &gold{l, map[incident.MessageID]int{}}
	for _, line := range lines {
		if m, ok := line.Message(); ok {
			g.line[m.ID] = line.Number
		}
	}
	return g
}

// Read is what a person noted of the message, in the words of the message. Who
// answers whom is in no label; it is read off the form of the conversation.
func (g *gold) Read(s *incident.State, m *incident.Message) incident.Reading {
	if g.labels == nil || g.labels.byLine[g.line[m.ID]] == nil {
		return incident.Reading{}
	}
	n := g.labels.byLine[g.line[m.ID]]
	d := goldDraft{gold: g, s: s, m: m, n: n, next: s.Counts.Hypotheses, raised: map[string]incident.HypothesisID{}}
	d.r = incident.Reading{Confidence: goldSure, Trend: n.Trend}
	d.claims()
	for _, a := range allActs {
		if slices.Contains(n.Acts, a) {
			d.r.Acts = append(d.r.Acts, a)
		}
	}
	d.r.About = d.id(n.About)
	d.evidence()
	d.words()
	d.works()
	d.r.RepliesTo = d.repliesTo()
	return d.r
}

// goldDraft is a reading in the making.
type goldDraft struct {
	*gold
	s      *incident.State
	m      *incident.Message
	n      *Label
	r      incident.Reading
	next   int
	raised map[string]incident.HypothesisID // in this message
}

func (g *gold) statement(key string) string {
	for _, h := range g.labels.Hypotheses {
		if h.Key == key {
			if h.Statement == "" {
				return key
			}
			return h.Statement
		}
	}
	return ""
}

// id is what the hypothesis with a key is called on the board, "" if it is not
// there.
func (d *goldDraft) id(key string) incident.HypothesisID {
	if id := d.raised[key]; id != "" || key == "" {
		return id
	}
	said := d.statement(key)
	for _, h := range d.s.Hypotheses {
		if said != "" && h.Statement.String() == said {
			return h.ID
		}
	}
	return ""
}

func (d *goldDraft) claims() {
	for _, key := range d.n.Hypotheses {
		id := d.id(key)
		if id != "" {
			d.r.Claims = append(d.r.Claims, incident.Claim{Hypothesis: id})
			continue
		}
		d.next++
		d.raised[key] = incident.HypothesisID(fmt.Sprintf("H%d", d.next))
		d.r.Claims = append(d.r.Claims, incident.Claim{Statement: incident.Say(d.statement(key))})
	}
}

// evidence weighs what bears on hypotheses by what the message shows.
func (d *goldDraft) evidence() {
	q, c := reported, incident.Consistency(1)
	switch text := d.m.Text.String(); {
	case len(d.m.Links) > 0:
		q, c = checkable, 2
	case quotes.MatchString(text):
		q, c = quoted, 2
	}
	w := incident.Weighed{Credibility: q}
	for _, e := range d.n.Evidence {
		h := d.id(e.Hypothesis)
		if h == "" {
			continue
		}
		sign := incident.Consistency(1)
		if e.Direction == "against" {
			sign = -1
		}
		w.Bearings = append(w.Bearings, incident.Bearing{Hypothesis: h, Consistency: sign * c})
	}
	if len(w.Bearings) > 0 {
		d.r.Evidence = []incident.Weighed{w}
	}
	for _, v := range d.n.Verdict {
		if h := d.id(v.Hypothesis); h != "" {
			d.r.Rulings = append(d.r.Rulings, incident.Ruling{Hypothesis: h, Status: v.Status})
		}
	}
}

// words gives the acts the words of the message.
func (d *goldDraft) words() {
	said := incident.Say(commonground.Gist(d.m.Text.String(), "", goldRunes))
	for _, a := range d.n.Acts {
		switch a {
		case incident.ActImpact:
			d.r.Impact = said
		case incident.ActObservation, incident.ActEvidence, incident.ActVerdict, incident.ActTrend:
			d.r.Observation = said
		case incident.ActRequest, incident.ActQuestion:
			d.r.Asked = said
		case incident.ActDecision:
			d.r.Decision = said
		case incident.ActAnnouncement:
			d.r.Announcement = &incident.Telling{What: said}
		case incident.ActHypothesis, incident.ActOwnership, incident.ActIntervention, incident.ActWait, incident.ActRole, incident.ActCheck, incident.ActLeave:
			// These have words of their own, or are in no label.
		}
	}
}

// works says who takes what, and what is changed.
func (d *goldDraft) works() {
	if o := d.n.Ownership; o != nil {
		d.r.Owning = &incident.Owning{Verb: o.Verb, Who: o.Who, What: incident.Say(o.What), Hypothesis: d.id(o.What)}
		if said := d.statement(o.What); said != "" {
			d.r.Owning.What = incident.Say(said)
		}
		if o.Verb == incident.Assigns && d.r.Has(incident.ActRequest) {
			d.r.AskedOf = o.Who
		}
	}
	if c := d.n.Intervention; c != nil {
		d.r.Intervention = &incident.Changing{Kind: c.Kind, Phase: c.Phase, What: incident.Say(c.What), RestsOn: d.id(d.n.About)}
	}
}

// repliesTo says which message another answers, by the form alone: the one that
// it is in a thread with; else the last one of whoever it begins with the name
// of, as quotes do; else the one before it, if somebody else wrote that.
func (d *goldDraft) repliesTo() incident.MessageID {
	m := d.m
	if m.Thread != "" && m.Thread != m.ID {
		return m.Thread
	}
	text := strings.ToLower(strings.TrimLeft(m.Text.String(), "@* "))
	before := incident.MessageID("")
	for _, o := range slices.Backward(d.s.Recent) {
		if o.ID == m.ID || o.At.After(m.At) {
			continue
		}
		if before == "" {
			if before = "none"; o.Author != m.Author {
				before = o.ID
			}
		}
		rest, named := strings.CutPrefix(text, strings.ToLower(string(o.Author)))
		if named && o.Author != m.Author && (rest == "" || strings.ContainsAny(rest[:1], " :,*")) {
			return o.ID
		}
	}
	if before == "none" {
		return ""
	}
	return before
}
