package replay

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

// Percent is written as a share of 1, such as 0.85.
type Percent int

// MarshalJSON writes the share. It has at most two digits after the point.
func (p Percent) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(p)/100, 'f', -1, 64), nil
}

// Reading is what was read in one message, when it was posted.
type Reading struct {
	Line         int                     `json:"line"`
	TS           time.Time               `json:"ts"`
	Acts         []incident.Act          `json:"acts"`
	About        *incident.HypothesisID  `json:"about"`
	Confidence   Percent                 `json:"confidence"`
	Trend        incident.Trend          `json:"trend,omitempty"`
	Hypotheses   []incident.HypothesisID `json:"hypotheses,omitempty"`
	Evidence     []Evidence              `json:"evidence,omitempty"`
	Verdict      []Verdict               `json:"verdict,omitempty"`
	Ownership    *Ownership              `json:"ownership,omitempty"`
	Intervention *Intervention           `json:"intervention,omitempty"`

	read bool
}

// Evidence says which way a message bears on a hypothesis.
type Evidence struct {
	Hypothesis incident.HypothesisID `json:"hypothesis"`
	Direction  string                `json:"direction"` // for, against
}

// Verdict says that a message closes a hypothesis.
type Verdict struct {
	Hypothesis incident.HypothesisID `json:"hypothesis"`
	Status     incident.Status       `json:"status"`
}

// Ownership says who takes, is given, or drops work.
type Ownership struct {
	Verb incident.OwnershipVerb `json:"verb"`
	Who  incident.PersonID      `json:"who"`
	What string                 `json:"what"` // the hypothesis, or words
}

// Intervention says what is done to the system.
type Intervention struct {
	Kind  incident.InterventionKind  `json:"kind"`
	Phase incident.InterventionPhase `json:"phase"`
	What  string                     `json:"what"`
}

// take fills in what was read.
func (row *Reading) take(r incident.Reading) {
	row.read = true
	row.Acts = append(row.Acts, r.Acts...)
	row.Confidence, row.Trend = Percent(r.Confidence), r.Trend
	if r.About != "" {
		row.About = &r.About
	}
	for _, c := range r.Claims {
		if !slices.Contains(row.Hypotheses, c.Hypothesis) {
			row.Hypotheses = append(row.Hypotheses, c.Hypothesis)
		}
	}
	for _, w := range r.Evidence {
		row.weigh(w)
	}
	for _, v := range r.Rulings {
		switch v.Status {
		case incident.Confirmed, incident.Refuted, incident.Parked:
			row.Verdict = append(row.Verdict, Verdict{v.Hypothesis, v.Status})
		case incident.Live, incident.Merged, incident.Withdrawn: // close nothing
		}
	}
	if o := r.Owning; o != nil {
		row.Ownership = &Ownership{o.Verb, o.Who, o.What.String()}
		if o.Hypothesis != "" {
			row.Ownership.What = string(o.Hypothesis)
		}
	}
	if i := r.Intervention; i != nil {
		row.Intervention = &Intervention{i.Kind, i.Phase, i.What.String()}
	}
}

func (row *Reading) weigh(w incident.Weighed) {
	for _, b := range w.Bearings {
		e := Evidence{b.Hypothesis, "for"}
		if b.Consistency < 0 {
			e.Direction = "against"
		}
		if b.Consistency != 0 && !slices.Contains(row.Evidence, e) {
			row.Evidence = append(row.Evidence, e)
		}
	}
}

// Hypothesis is an explanation as it stood at the end.
type Hypothesis struct {
	ID              incident.HypothesisID `json:"id"`
	Statement       string                `json:"statement"`
	RaisedLine      int                   `json:"raised_line"`
	RaisedBy        incident.PersonID     `json:"raised_by"`
	Status          incident.Status       `json:"status"`
	MergedInto      incident.HypothesisID `json:"merged_into,omitempty"`
	Owner           *incident.PersonID    `json:"owner"`
	EvidenceFor     int                   `json:"evidence_for"`
	EvidenceAgainst int                   `json:"evidence_against"`
}

func (r *run) hypotheses() []Hypothesis {
	st := r.player.State()
	rows := []Hypothesis{}
	for _, h := range st.Incident.Hypotheses {
		row := Hypothesis{
			ID: h.ID, Statement: h.Statement.String(), RaisedLine: r.raised[h.ID], RaisedBy: h.By, Status: h.Status, MergedInto: h.MergedInto,
			EvidenceFor: len(st.Ledger.For(h.ID)), EvidenceAgainst: len(st.Ledger.Against(h.ID)),
		}
		for _, l := range st.Incident.Lines {
			if st.Incident.Resolve(l.Hypothesis) == h.ID && !l.Expired && row.Owner == nil {
				row.Owner = &l.Holder
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Finding is one change in what a detector found, or in what was decided about it.
type Finding struct {
	Line       int                   `json:"line"`
	At         time.Time             `json:"at"`
	Detector   string                `json:"detector"`
	Key        incident.FindingKey   `json:"key"`
	Hypothesis incident.HypothesisID `json:"hypothesis,omitempty"`
	State      string                `json:"state"` // begin, change, end
	Text       string                `json:"text"`
	Receipts   []Receipt             `json:"receipts"`
	Decision   string                `json:"decision"` // card, whisper, thread, channel, withheld
	Reason     string                `json:"reason"`
}

// Receipt is a message that a finding rests on.
type Receipt struct {
	Line int               `json:"line"`
	At   time.Time         `json:"at"`
	By   incident.PersonID `json:"by"`
	Text string            `json:"text"`
}

// topic is a finding that holds.
type topic struct {
	open bool
	last Finding
}

// note adds a row for a finding that holds.
func (r *run) note(key incident.FindingKey, row Finding) {
	t := r.topics[key]
	if t == nil {
		t = &topic{}
		r.topics[key] = t
	}
	if t.open && t.last.At.Equal(row.At) && t.last.Decision == row.Decision && t.last.Reason == row.Reason {
		return // the same was said to somebody else
	}
	row.Line, row.Key, row.State = r.line, key, "change"
	if !t.open {
		row.State = "begin"
	}
	if row.Receipts == nil {
		row.Receipts = []Receipt{}
	}
	t.open, t.last = true, row
	r.out.Findings = append(r.out.Findings, row)
}

func (r *run) shown(at time.Time, ev incident.FindingShown) {
	r.note(ev.Key, Finding{
		At: at, Detector: ev.Detector, Hypothesis: ev.Hypothesis, Text: ev.Text.String(), Receipts: r.receipts(ev.Receipts),
		Decision: ev.Level.String(), Reason: ev.Reason,
	})
}

// withheld notes a finding that nobody was shown. Its words are not in the log,
// because they can be found again, as they are here.
func (r *run) withheld(at time.Time, ev incident.FindingWithheld, now *look) {
	row := Finding{At: at, Detector: ev.Detector, Hypothesis: ev.Hypothesis, Decision: "withheld", Reason: ev.Reason}
	if f, ok := now.find(ev.Key); ok {
		row.Text = f.Text
		var ids []incident.MessageID
		for _, rc := range f.Receipts {
			ids = append(ids, rc.Source)
		}
		row.Receipts = r.receipts(ids)
	} else if t := r.topics[ev.Key]; t != nil && t.open {
		row.Text, row.Receipts = t.last.Text, t.last.Receipts
	}
	r.note(ev.Key, row)
}

func (r *run) ended(at time.Time, ev incident.FindingEnded) {
	t := r.topics[ev.Key]
	if t == nil || !t.open {
		return
	}
	t.open = false
	row := t.last
	row.Line, row.At, row.State, row.Reason = r.line, at, "end", "no longer so"
	r.out.Findings = append(r.out.Findings, row)
}

// receipts resolves messages; those that stand in no line are left out.
func (r *run) receipts(ids []incident.MessageID) []Receipt {
	var out []Receipt
	for _, id := range ids {
		m, ok := r.said[id]
		if ok {
			out = append(out, Receipt{r.lineOf[id], m.At, m.Author, Snippet(incident.Mask(m.Text.String()))})
		}
	}
	return out
}

// snippetLength is how much of a message is quoted, in characters.
const snippetLength = 160

// Snippet is the beginning of a text in one line.
func Snippet(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > snippetLength {
		return strings.TrimSpace(string(r[:snippetLength-1])) + "…"
	}
	return string(r)
}

// Post is one thing that would have been sent.
type Post struct {
	Line   int       `json:"line"`
	At     time.Time `json:"at"`
	To     string    `json:"to"`   // card, channel, thread, user:<name>
	Kind   string    `json:"kind"` // status, brief, nudge, answer
	Thread int       `json:"thread_line,omitempty"`
	Text   string    `json:"text"`
	Offers []Offer   `json:"buttons,omitempty"`
}

// Offer is a button and what it stands for.
type Offer struct {
	Label   string `json:"label"`
	Command string `json:"command"`
}

func (r *run) sent(at time.Time, d incident.DeliveryRequested) {
	post := Post{Line: r.line, At: at, Kind: d.Kind, Text: d.Text.String()}
	if d.Kind == coordinator.KindFree {
		post.Kind = coordinator.KindNudge
	}
	switch {
	case d.How != incident.Post:
		post.To = "user:" + string(d.To)
	case d.Thread != "":
		post.To, post.Thread = "thread", r.lineOf[d.Thread]
	default:
		post.To = "channel"
	}
	for _, b := range d.Buttons {
		post.Offers = append(post.Offers, Offer(b))
	}
	r.out.Posts = append(r.out.Posts, post)
}

// encodeRow is a value as one line of a file.
func encodeRow(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}
