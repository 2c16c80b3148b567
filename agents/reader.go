package agents

import (
	"slices"

	"bearings/incident"
)

// Rules is the scribe by rules. Its zero value is ready; it keeps nothing.
type Rules struct{}

// draft is a reading being made.
type draft struct {
	*scene
	r     incident.Reading
	least int // percent: the least sure of the acts that change the board
	most  int // percent: the surest of the others
	serve int // percent: that it serves what it is said to be about
}

// Read says what a message does and which hypothesis it serves. The message has
// been folded into the state; neither is changed. A claim without an identifier
// is a new hypothesis, which the other fields call [incident.NewHypothesis].
func (Rules) Read(s *incident.State, m *incident.Message) incident.Reading {
	if m.Gone || m.Text.Erased() {
		return incident.Reading{}
	}
	if !decides(m.Kind) {
		return source(m)
	}
	d := &draft{scene: newScene(s, m), least: 100}
	d.claims()
	d.serves()
	d.bears()
	d.facts()
	d.work()
	d.asks()
	d.answers()
	d.finish()
	return d.r
}

// source reads a message of a bot, a webhook or a guest: what it reports, and
// nothing else.
func source(m *incident.Message) incident.Reading {
	sc := &scene{m: m, d: parse(m.Text.String())}
	sc.f = sc.d.analyse()
	text := sc.tellingLine()
	if len(sc.d.logs) == 0 {
		text = sc.observation()
		if text == "" {
			text = sc.tellingLine()
		}
	}
	text = tidy(text, clauseRunes)
	if text == "" {
		return incident.Reading{Confidence: 60}
	}
	return incident.Reading{Acts: []incident.Act{incident.ActObservation}, Observation: incident.Say(text), Confidence: 70}
}

// take adds an act that the message does so surely.
func (d *draft) take(a incident.Act, sure int) {
	d.r.Acts = append(d.r.Acts, a)
	switch a {
	case incident.ActObservation, incident.ActEvidence, incident.ActQuestion, incident.ActRequest, incident.ActCheck, incident.ActLeave:
		d.most = max(d.most, sure)
	default:
		d.least = min(d.least, sure)
	}
}

// claims reads the explanation that the message offers.
func (d *draft) claims() {
	p, ok := d.likely(incident.ActHypothesis)
	if !ok || d.chatter() {
		return
	}
	c := d.claimed
	if c.text == "" {
		return
	}
	id := d.known(c)
	if id == "" && p < leastRival && !d.f.any(askCause, suspecting) {
		id = d.continued()
	}
	if id == "" && (p < leastNew || !d.explains(c)) {
		return
	}
	d.r.Claims = []incident.Claim{{Hypothesis: id, Statement: incident.Say(c.text)}}
	d.take(incident.ActHypothesis, p)
}

// leastNew is how likely, in percent, a message must be to offer an
// explanation for a new one to be put on the board.
const leastNew = 22

// leastRival is how likely, in percent, a message must be to offer an
// explanation for it to be put beside the one it answers rather than into it.
const leastRival = 75

// serves attributes the message to a hypothesis.
func (d *draft) serves() {
	if len(d.r.Claims) > 0 {
		d.r.About = d.r.Claims[0].Hypothesis
		if d.r.About == "" {
			d.r.About = incident.NewHypothesis
		}
		return
	}
	id, sure := d.about()
	d.r.About = id
	d.serve = sure
}

// bears reads verdicts and evidence.
func (d *draft) bears() {
	if d.r.About == "" {
		return
	}
	if p, ok := d.likely(incident.ActEvidence); ok {
		d.r.Evidence = []incident.Weighed{d.weigh(d.r.About)}
		d.take(incident.ActEvidence, p)
	}
	if p, ok := d.likely(incident.ActVerdict); ok && !d.f.has(onlyQuestion) {
		d.r.Rulings = []incident.Ruling{{Hypothesis: d.r.About, Status: d.ruling()}}
		d.take(incident.ActVerdict, p)
	}
}

// facts reads what the message says is so.
func (d *draft) facts() {
	if p, ok := d.likely(incident.ActImpact); ok {
		if text := d.impact(); text != "" {
			d.r.Impact = incident.Say(text)
			d.take(incident.ActImpact, p)
		}
	}
	if p, ok := d.likely(incident.ActTrend); ok {
		if t := d.trend(); t != incident.TrendUnknown {
			d.r.Trend = t
			d.take(incident.ActTrend, p)
		}
	}
	if p, ok := d.likely(incident.ActObservation); ok {
		if text := d.observation(); text != "" {
			d.r.Observation = incident.Say(text)
			d.take(incident.ActObservation, p)
		}
	}
	if text := d.decision(); text != "" {
		d.r.Decision = incident.Say(text)
		d.take(incident.ActDecision, 65)
	}
	if a := d.announcement(d.r.About); a != nil {
		d.r.Announcement = a
		d.take(incident.ActAnnouncement, 70)
	}
	if w := d.wait(); w != nil {
		d.r.Wait = w
		d.take(incident.ActWait, 70)
	}
}

// work reads who does what.
func (d *draft) work() {
	if p, ok := d.likely(incident.ActOwnership); ok {
		if o := d.owning(d.r.About); o != nil {
			d.r.Owning = o
			d.take(incident.ActOwnership, p)
		}
	}
	if p, ok := d.likely(incident.ActIntervention); ok {
		if c := d.changing(d.r.About); c != nil {
			d.r.Intervention = c
			d.take(incident.ActIntervention, p)
		}
	}
	if role := d.role(); role != nil {
		d.r.Role = role
		d.take(incident.ActRole, 80)
	}
	if text := d.check(); text != "" {
		d.r.Check = incident.Say(text)
		d.take(incident.ActCheck, 70)
	}
	if d.leaves() {
		d.take(incident.ActLeave, 75)
	}
}

// asks reads questions and requests.
func (d *draft) asks() {
	q, isQ := d.likely(incident.ActQuestion)
	r, isR := d.likely(incident.ActRequest)
	if isR {
		d.r.Asked = incident.Say(d.asked(true))
		d.take(incident.ActRequest, r)
	}
	if isQ {
		if !isR || q > r {
			d.r.Asked = incident.Say(d.asked(false))
		}
		d.take(incident.ActQuestion, q)
	}
	if (isQ || isR) && len(d.people) > 0 {
		d.r.AskedOf = d.people[0]
	}
}

// answers says which message and which open question this one answers.
func (d *draft) answers() {
	t := d.target
	if t == nil || t.Author == d.m.Author || d.answersSurely() < 60 {
		return
	}
	d.r.RepliesTo = t.ID
	d.r.Reasoned = d.reasoned()
	if d.f.has(onlyQuestion) || d.r.OffTopic {
		return
	}
	for i := len(d.s.Questions) - 1; i >= 0 && i >= len(d.s.Questions)-20; i-- {
		if q := d.s.Questions[i]; q.Source == t.ID && q.Open() {
			d.r.Answers = q.ID
			return
		}
	}
}

// answersSurely returns how sure it is, in percent, that the message answers
// its target: surer when the target asks and this one does not.
func (d *draft) answersSurely() int {
	sure := d.sure
	if d.target.Read && d.target.Reading.Has(incident.ActQuestion) && !d.f.has(isQuestion) && !d.chatter() {
		sure += 15
	}
	return sure
}

// reasoned reports whether the message gives a reason rather than mere assent
// or denial.
func (d *draft) reasoned() bool {
	return d.r.Has(incident.ActObservation) || d.r.Has(incident.ActEvidence) || len(d.d.logs) > 0 ||
		d.f.any(causing, fastening, hasMeasure, conditional) && d.d.words >= 5 || len(d.terms) >= 5
}

// finish orders the acts and settles the confidence.
func (d *draft) finish() {
	slices.SortFunc(d.r.Acts, func(a, b incident.Act) int { return actOrder[a] - actOrder[b] })
	d.r.Acts = slices.Compact(d.r.Acts)
	d.r.Confidence = min(max(d.confidence(), 0), 100)
}

// confidence is that of the reading as a whole: of the least sure act that
// changes the board; without one, of the surest that does not; without any, of
// the attribution.
func (d *draft) confidence() int {
	switch {
	case d.least < 100:
		return d.least
	case d.most > 0:
		return d.most
	case d.r.About != "":
		return d.serve
	}
	d.r.OffTopic = d.chatter()
	return 50
}

// actOrder is the order of the acts in a reading.
var actOrder = func() map[incident.Act]int {
	out := map[incident.Act]int{}
	for i, a := range []incident.Act{
		incident.ActImpact, incident.ActTrend, incident.ActObservation, incident.ActHypothesis, incident.ActEvidence, incident.ActVerdict,
		incident.ActOwnership, incident.ActRequest, incident.ActQuestion, incident.ActIntervention, incident.ActDecision, incident.ActAnnouncement,
		incident.ActWait, incident.ActRole, incident.ActCheck, incident.ActLeave,
	} {
		out[a] = i
	}
	return out
}()
