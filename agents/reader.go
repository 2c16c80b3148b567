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
	taken map[incident.Act]int // percent, of the acts taken
	serve int                  // percent: that it serves what it is said to be about
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
	d := &draft{scene: newScene(s, m), taken: make(map[incident.Act]int, 4)}
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
	sc.f, sc.base = sc.d.analyse()
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

// take adds an act that the message does so surely, as the models see it.
func (d *draft) take(a incident.Act, p int) {
	d.r.Acts = append(d.r.Acts, a)
	d.taken[a] = discounted(p)
}

// discounted is how sure the scribe says that it is. The models are fitted to
// conversations written for them, which are easier to read than real ones.
func discounted(p int) int { return p * 4 / 5 }

// claims reads the explanation that the message offers.
func (d *draft) claims() {
	p, ok := d.likely(incident.ActHypothesis)
	if !ok || d.chatter() {
		return
	}
	c := d.claimed
	d.serve = p
	if c.text == "" {
		return
	}
	id, same := d.likeliest(&repeatingTies)
	if restated := d.restated(c); restated != "" {
		id, same = restated, 100
	}
	if like := d.likeness(c, id); same < leastSame || d.rivals() && like < mostlyAlike || p >= plainly && like < sameClaim && same < leastUnlike || p >= surely && like < barelyLike {
		id = ""
	}
	if id == "" && (p < leastNew || !d.explains(c)) {
		return
	}
	d.r.Claims = []incident.Claim{{Hypothesis: id, Statement: incident.Say(c.text)}}
	d.take(incident.ActHypothesis, p)
}

// leastNew is how likely, in percent, a message must be to offer an
// explanation for a new one to be put on the board.
const leastNew = 27

// leastSame is how likely, in percent, an explanation must be one on the board
// for it not to be put beside it.
const leastSame = 22

// Where an explanation is plainly offered and is not like the one on the board,
// more must speak for their being the same; where it is surely offered and has
// next to nothing in common with it, it is another one.
const (
	plainly     = 50
	leastUnlike = 60
	surely      = 75
	barelyLike  = 30
)

// restated returns the hypothesis that is stated in nearly the same words, the
// newest first, unless the message sets what it says apart from it.
func (d *draft) restated(c claim) incident.HypothesisID {
	best, most := incident.HypothesisID(""), mostlyAlike-1
	for i := range d.cands {
		if like := likeness(c.terms, d.cands[i].terms); like > most {
			best, most = d.cands[i].h.ID, like
		}
	}
	if d.rivals() {
		return ""
	}
	return best
}

// mostlyAlike is from which likeness, in percent, two statements are one.
const mostlyAlike = 60

// likeness is how alike, in percent, a claim and a hypothesis are stated.
func (d *draft) likeness(c claim, id incident.HypothesisID) int {
	for i := range d.cands {
		if d.cands[i].h.ID == id {
			return likeness(c.terms, d.cands[i].terms)
		}
	}
	return 0
}

// serves attributes the message to a hypothesis.
func (d *draft) serves() {
	if len(d.r.Claims) > 0 {
		d.r.About = d.r.Claims[0].Hypothesis
		if d.r.About == "" {
			d.r.About = incident.NewHypothesis
		}
		return
	}
	d.r.About, d.serve = d.about()
}

// bears reads verdicts and evidence.
func (d *draft) bears() {
	if d.r.About == "" {
		d.attribute()
	}
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

// leastBearing is how likely, in percent, a message that rather bears on some
// hypothesis must bear on this one.
const leastBearing = 15

// attribute takes the likeliest hypothesis for what rather is evidence or a verdict.
func (d *draft) attribute() {
	_, weighs := d.likely(incident.ActEvidence)
	_, rules := d.likely(incident.ActVerdict)
	if !weighs && !rules || d.chatter() {
		return
	}
	if id, p := d.likeliest(&servingTies); p >= leastBearing {
		d.r.About, d.serve = id, p
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
		rests := d.r.About
		if d.serve < leastRests {
			rests = ""
		}
		if c := d.changing(rests); c != nil {
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

// leastRests is how likely, in percent, a message must serve a hypothesis for a
// change that it tells of to rest on it.
const leastRests = 75

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
	for _, a := range d.r.Acts {
		d.r.Sure = append(d.r.Sure, min(max(d.taken[a], 0), 100))
	}
	switch {
	case d.r.About != "":
		d.r.Confidence = discounted(d.serve)
	case len(d.r.Acts) == 0:
		d.r.OffTopic, d.r.Confidence = d.chatter(), 50
	default:
		d.r.Confidence = slices.Max(d.r.Sure)
	}
	d.r.Confidence = min(max(d.r.Confidence, 0), 100)
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
