package incident

import "time"

// Hypotheses.
type (
	// HypothesisRaised records that somebody offered an explanation.
	HypothesisRaised struct {
		ID         HypothesisID `json:"id"`
		Statement  Text         `json:"statement"`
		Confidence int          `json:"confidence"`
	}
	// HypothesisReworded records that an explanation was stated better.
	HypothesisReworded struct {
		ID        HypothesisID `json:"id"`
		Statement Text         `json:"statement"`
	}
	// HypothesisMerged records that two explanations were found to be one; From stays an alias of Into.
	HypothesisMerged struct {
		From HypothesisID `json:"from"`
		Into HypothesisID `json:"into"`
	}
	// HypothesisStatusSet records that an explanation was parked, refuted, confirmed, or taken up again.
	HypothesisStatusSet struct {
		ID     HypothesisID `json:"id"`
		Status Status       `json:"status"`
		Why    Text         `json:"why,omitzero"`
	}
	// ReopenNoted records that somebody who knew that a hypothesis was closed works on it again.
	ReopenNoted struct {
		ID  HypothesisID `json:"id"`
		Who PersonID     `json:"who"`
	}
)

// Lines of investigation.
type (
	// LineClaimed records that somebody holds a line of investigation until a time. By names who said so; it differs from Holder when the line was assigned. With Offer it records that Holder was asked to take over a line that somebody else holds, who keeps it until Holder claims it; an empty Holder then records that the offer was declined.
	LineClaimed struct {
		ID         LineID       `json:"id"`
		Holder     PersonID     `json:"holder"`
		Offer      bool         `json:"offer,omitempty"`
		What       Text         `json:"what"`
		Hypothesis HypothesisID `json:"hypothesis,omitempty"`
		Until      time.Time    `json:"until"`
	}
	// LineRenewed records that the holder showed progress or asked for more time.
	LineRenewed struct {
		ID    LineID    `json:"id"`
		Until time.Time `json:"until"`
	}
	// LineReleased records that a line was finished or dropped.
	LineReleased struct {
		ID  LineID `json:"id"`
		Why string `json:"why"`
	}
	// LineExpired records that a line's time ran out without a word.
	LineExpired struct {
		ID LineID `json:"id"`
	}
)

// Evidence and checks.
type (
	// EvidenceAdded records an observation that bears on hypotheses.
	EvidenceAdded struct {
		ID      EvidenceID `json:"id"`
		What    Text       `json:"what"`
		Weighed Weighed    `json:"weighed"`
		Link    Link       `json:"link,omitzero"`
		Query   Text       `json:"query,omitzero"`
	}
	// EvidenceAddressed records that somebody answered a piece of evidence with a reason, revised the hypothesis, or planned a check of it. By names who.
	EvidenceAddressed struct {
		ID  EvidenceID `json:"id"`
		How string     `json:"how"`
	}
	// CheckPlanned records a check that would tell hypotheses apart.
	CheckPlanned struct {
		ID        CheckID        `json:"id"`
		What      Text           `json:"what"`
		Separates []HypothesisID `json:"separates,omitempty"`
		Cost      time.Duration  `json:"cost,omitzero"`
		Owner     PersonID       `json:"owner,omitempty"`
		Due       time.Time      `json:"due,omitzero"`
	}
	// CheckFinished records how a check came out.
	CheckFinished struct {
		ID      CheckID `json:"id"`
		Outcome Text    `json:"outcome,omitzero"`
	}
)

// Interventions and waits.
type (
	// InterventionProposed records that a change to the system was proposed.
	InterventionProposed struct {
		ID      InterventionID   `json:"id"`
		Kind    InterventionKind `json:"kind"`
		What    Text             `json:"what"`
		Target  Text             `json:"target,omitzero"`
		RestsOn HypothesisID     `json:"rests_on,omitempty"`
	}
	// InterventionStarted records that somebody began to change the system.
	InterventionStarted struct {
		ID       InterventionID   `json:"id"`
		Actor    PersonID         `json:"actor"`
		Kind     InterventionKind `json:"kind"`
		What     Text             `json:"what"`
		Target   Text             `json:"target,omitzero"`
		RestsOn  HypothesisID     `json:"rests_on,omitempty"`
		Expect   Text             `json:"expect,omitzero"`
		ExpectBy time.Time        `json:"expect_by,omitzero"`
	}
	// InterventionExpected records what a change should do and by when, said after it was started; or, with StandsUntil, until when a temporary one stands, and with Stays that it is there to stay.
	InterventionExpected struct {
		ID          InterventionID `json:"id"`
		Expect      Text           `json:"expect,omitzero"`
		ExpectBy    time.Time      `json:"expect_by,omitzero"`
		StandsUntil time.Time      `json:"stands_until,omitzero"`
		Stays       bool           `json:"stays,omitempty"`
	}
	// InterventionFinished records that a change was carried out.
	InterventionFinished struct {
		ID InterventionID `json:"id"`
	}
	// InterventionReverted records that a change was undone.
	InterventionReverted struct {
		ID InterventionID `json:"id"`
	}
	// InterventionObserved records what a change was seen to do. Helped is yes, no, partly or unclear.
	InterventionObserved struct {
		ID     InterventionID `json:"id"`
		Helped string         `json:"helped"`
		What   Text           `json:"what,omitzero"`
	}
	// WaitDeclared records that people wait for something until a time.
	WaitDeclared struct {
		ID    WaitID    `json:"id"`
		What  Text      `json:"what"`
		Until time.Time `json:"until"`
	}
	// WaitEnded records that a wait is over.
	WaitEnded struct {
		ID  WaitID `json:"id"`
		Why string `json:"why"`
	}
)

func (HypothesisRaised) isEvent()     {}
func (HypothesisReworded) isEvent()   {}
func (HypothesisMerged) isEvent()     {}
func (HypothesisStatusSet) isEvent()  {}
func (ReopenNoted) isEvent()          {}
func (LineClaimed) isEvent()          {}
func (LineRenewed) isEvent()          {}
func (LineReleased) isEvent()         {}
func (LineExpired) isEvent()          {}
func (EvidenceAdded) isEvent()        {}
func (EvidenceAddressed) isEvent()    {}
func (CheckPlanned) isEvent()         {}
func (CheckFinished) isEvent()        {}
func (InterventionProposed) isEvent() {}
func (InterventionStarted) isEvent()  {}
func (InterventionExpected) isEvent() {}
func (InterventionFinished) isEvent() {}
func (InterventionReverted) isEvent() {}
func (InterventionObserved) isEvent() {}
func (WaitDeclared) isEvent()         {}
func (WaitEnded) isEvent()            {}

func (e HypothesisRaised) mapTexts(f textMapper) Event    { e.Statement = f(e.Statement); return e }
func (e HypothesisReworded) mapTexts(f textMapper) Event  { e.Statement = f(e.Statement); return e }
func (e HypothesisMerged) mapTexts(textMapper) Event      { return e }
func (e HypothesisStatusSet) mapTexts(f textMapper) Event { e.Why = f(e.Why); return e }
func (e ReopenNoted) mapTexts(textMapper) Event           { return e }
func (e LineClaimed) mapTexts(f textMapper) Event         { e.What = f(e.What); return e }
func (e LineRenewed) mapTexts(textMapper) Event           { return e }
func (e LineReleased) mapTexts(textMapper) Event          { return e }
func (e LineExpired) mapTexts(textMapper) Event           { return e }
func (e EvidenceAdded) mapTexts(f textMapper) Event {
	e.What, e.Link, e.Query = f(e.What), e.Link.mapTexts(f), f(e.Query)
	return e
}
func (e EvidenceAddressed) mapTexts(textMapper) Event { return e }
func (e CheckPlanned) mapTexts(f textMapper) Event    { e.What = f(e.What); return e }
func (e CheckFinished) mapTexts(f textMapper) Event   { e.Outcome = f(e.Outcome); return e }
func (e InterventionProposed) mapTexts(f textMapper) Event {
	e.What, e.Target = f(e.What), f(e.Target)
	return e
}

func (e InterventionStarted) mapTexts(f textMapper) Event {
	e.What, e.Target, e.Expect = f(e.What), f(e.Target), f(e.Expect)
	return e
}
func (e InterventionExpected) mapTexts(f textMapper) Event { e.Expect = f(e.Expect); return e }
func (e InterventionFinished) mapTexts(textMapper) Event   { return e }
func (e InterventionReverted) mapTexts(textMapper) Event   { return e }
func (e InterventionObserved) mapTexts(f textMapper) Event { e.What = f(e.What); return e }
func (e WaitDeclared) mapTexts(f textMapper) Event         { e.What = f(e.What); return e }
func (e WaitEnded) mapTexts(textMapper) Event              { return e }
