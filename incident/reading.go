package incident

import "time"

// Act is one thing that a message does.
type Act string

// The acts a message can do. The first twelve are those that conversations are
// labelled with; the others are read for the common ground only.
const (
	ActImpact       Act = "impact"
	ActTrend        Act = "trend"
	ActObservation  Act = "observation"
	ActHypothesis   Act = "hypothesis"
	ActEvidence     Act = "evidence"
	ActVerdict      Act = "verdict"
	ActOwnership    Act = "ownership"
	ActRequest      Act = "request"
	ActQuestion     Act = "question"
	ActIntervention Act = "intervention"
	ActDecision     Act = "decision"
	ActAnnouncement Act = "announcement"
	ActWait         Act = "wait"
	ActRole         Act = "role"
	ActCheck        Act = "check"
	ActLeave        Act = "leave"
)

// Trend says how the problem is moving. The zero value is unknown.
type Trend string

// The trends.
const (
	TrendUnknown  Trend = ""
	TrendBetter   Trend = "better"
	TrendWorse    Trend = "worse"
	TrendSame     Trend = "same"
	TrendResolved Trend = "resolved"
)

// Status is where a hypothesis stands.
type Status string

// The statuses. A merged hypothesis keeps its identifier as an alias.
const (
	Live      Status = "live"
	Parked    Status = "parked"
	Refuted   Status = "refuted"
	Confirmed Status = "confirmed"
	Merged    Status = "merged"
	Withdrawn Status = "withdrawn" // a reading that proved wrong: it was never offered
)

// Consistency says how an observation sits with a hypothesis, from −2
// (incompatible) over 0 (neutral) to +2 (predicted and specific).
type Consistency int

// Bearing is how one piece of evidence sits with one hypothesis.
type Bearing struct {
	Hypothesis  HypothesisID `json:"hypothesis"`
	Consistency Consistency  `json:"c"`
}

// Claim is a hypothesis that a message raises or repeats. Hypothesis is empty
// in a scribe's draft when it is a new one; Statement is a short clause.
type Claim struct {
	Hypothesis HypothesisID `json:"hypothesis,omitempty"`
	Statement  Text         `json:"statement,omitzero"`
}

// Weighed is evidence as a message gives it.
type Weighed struct {
	Bearings    []Bearing `json:"bearings"`
	Credibility int       `json:"q"` // percent: 25 hearsay, 50 reported, 80 quoted graph or log, 100 anybody can re-check
}

// Ruling is a verdict on one hypothesis.
type Ruling struct {
	Hypothesis HypothesisID `json:"hypothesis"`
	Status     Status       `json:"status"`
}

// OwnershipVerb says what happens to a line of work.
type OwnershipVerb string

// The verbs of ownership.
const (
	Claims   OwnershipVerb = "claim"
	Assigns  OwnershipVerb = "assign"
	Releases OwnershipVerb = "release"
)

// Owning is an act of ownership: who takes, is given or drops which work.
type Owning struct {
	Verb       OwnershipVerb `json:"verb"`
	Who        PersonID      `json:"who"`
	What       Text          `json:"what,omitzero"`
	Hypothesis HypothesisID  `json:"hypothesis,omitempty"`
}

// InterventionKind says why the system is changed.
type InterventionKind string

// The kinds of intervention.
const (
	Mitigation InterventionKind = "mitigation"
	Diagnostic InterventionKind = "diagnostic"
)

// InterventionPhase says how far an intervention has come.
type InterventionPhase string

// The phases of an intervention.
const (
	Proposed InterventionPhase = "proposed"
	Started  InterventionPhase = "started"
	Done     InterventionPhase = "done"
	Reverted InterventionPhase = "reverted"
)

// Changing is an act of intervention.
type Changing struct {
	Kind     InterventionKind  `json:"kind"`
	Phase    InterventionPhase `json:"phase"`
	What     Text              `json:"what,omitzero"`
	Target   Text              `json:"target,omitzero"` // the thing that is changed, normalised, e.g. "plank"
	RestsOn  HypothesisID      `json:"rests_on,omitempty"`
	Expect   Text              `json:"expect,omitzero"`    // what it should do
	ExpectIn time.Duration     `json:"expect_in,omitzero"` // from now until it should have done it
}

// Waiting is a wait that somebody declares: "restore takes 40 min".
type Waiting struct {
	What Text          `json:"what,omitzero"`
	For  time.Duration `json:"for"`
}

// Role is a part somebody plays in the response.
type Role string

// The roles.
const (
	Commander Role = "commander"
	Comms     Role = "comms"
	Scribing  Role = "scribe"
)

// Appointing is a role that somebody takes or is given.
type Appointing struct {
	Role Role     `json:"role"`
	Who  PersonID `json:"who"`
}

// Telling is an announcement to people outside the incident.
type Telling struct {
	Where   string       `json:"where,omitempty"` // "status page", "mail", …
	What    Text         `json:"what,omitzero"`
	RestsOn HypothesisID `json:"rests_on,omitempty"`
}

// Reading is what the scribe takes one message to be doing. Only the fields of
// the acts in Acts are set. Acts are in the order of the constants, each once.
type Reading struct {
	Acts         []Act        `json:"acts"`
	About        HypothesisID `json:"about,omitempty"` // whose investigation it serves; empty: none, or the problem in general
	Confidence   int          `json:"confidence"`      // percent, of About, and of every act that Sure says nothing of
	Sure         []int        `json:"sure,omitempty"`  // percent, of each of Acts; as long as Acts, or empty
	OffTopic     bool         `json:"off_topic,omitempty"`
	Trend        Trend        `json:"trend,omitempty"`
	Impact       Text         `json:"impact,omitzero"`      // a clean clause
	Observation  Text         `json:"observation,omitzero"` // a clean clause
	Claims       []Claim      `json:"claims,omitempty"`
	Evidence     []Weighed    `json:"evidence,omitempty"`
	Rulings      []Ruling     `json:"rulings,omitempty"`
	Owning       *Owning      `json:"ownership,omitempty"`
	Asked        Text         `json:"asked,omitzero"` // the question or request, cleaned
	AskedOf      PersonID     `json:"asked_of,omitempty"`
	Answers      QuestionID   `json:"answers,omitempty"`    // the open question or request that this replies to
	RepliesTo    MessageID    `json:"replies_to,omitempty"` // the message that it answers, where that is clear
	Reasoned     bool         `json:"reasoned,omitempty"`   // the reply gives a reason; it is not mere denial or assent
	Intervention *Changing    `json:"intervention,omitempty"`
	Decision     Text         `json:"decision,omitzero"`
	Announcement *Telling     `json:"announcement,omitempty"`
	Wait         *Waiting     `json:"wait,omitempty"`
	Role         *Appointing  `json:"role,omitempty"`
	Check        Text         `json:"check,omitzero"` // a check that somebody plans or runs
}

// Has reports whether the reading contains the act.
func (r Reading) Has(a Act) bool {
	for _, b := range r.Acts {
		if a == b {
			return true
		}
	}
	return false
}

// In returns how sure the reading is of an act, in percent; 0 if it has not got it.
func (r Reading) In(a Act) int {
	for i, b := range r.Acts {
		switch {
		case a != b:
		case i < len(r.Sure):
			return r.Sure[i]
		default:
			return r.Confidence
		}
	}
	return 0
}

// OnTopic reports whether the message belongs to the incident's work: it does
// something, or serves the investigation of a hypothesis.
func (r Reading) OnTopic() bool { return !r.OffTopic && (len(r.Acts) > 0 || r.About != "") }

func (r Reading) mapTexts(f textMapper) Reading {
	r.Impact, r.Observation = f(r.Impact), f(r.Observation)
	r.Claims = mapTextSlice(r.Claims, func(c Claim) Claim { c.Statement = f(c.Statement); return c })
	if r.Owning != nil {
		o := *r.Owning
		o.What = f(o.What)
		r.Owning = &o
	}
	r.Asked = f(r.Asked)
	if r.Intervention != nil {
		i := *r.Intervention
		i.What, i.Target, i.Expect = f(i.What), f(i.Target), f(i.Expect)
		r.Intervention = &i
	}
	r.Decision = f(r.Decision)
	if r.Announcement != nil {
		a := *r.Announcement
		a.What = f(a.What)
		r.Announcement = &a
	}
	if r.Wait != nil {
		w := *r.Wait
		w.What = f(w.What)
		r.Wait = &w
	}
	r.Check = f(r.Check)
	return r
}
