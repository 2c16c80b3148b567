package incident

import "time"

// Delivery is the way a message is sent, which says how often it may happen.
type Delivery string

// The deliveries. A post and a direct message arrive once, looked up before any
// doubtful repeat; an ephemeral line arrives at most once.
const (
	Post      Delivery = "post"
	Ephemeral Delivery = "ephemeral"
	Direct    Delivery = "direct"
)

// Coordination.
type (
	// FindingShown records that a finding was put before people: where, why, and with what receipts. The card counts as a place.
	FindingShown struct {
		Key        FindingKey   `json:"key"`
		Detector   string       `json:"detector"`
		Hypothesis HypothesisID `json:"hypothesis,omitempty"`
		Level      Level        `json:"level"`
		To         []PersonID   `json:"to,omitempty"`
		Reason     string       `json:"reason"`
		Text       Text         `json:"text"`
		Receipts   []MessageID  `json:"receipts,omitempty"`
		Effort     int          `json:"effort,omitempty"`
		Reasons    int          `json:"reasons,omitempty"`
		Delivery   DeliveryKey  `json:"delivery,omitempty"`
	}
	// FindingWithheld records that a finding was not put before people, why, and until when at least if time alone may change that. It is repeated only
	// when the reason changes.
	FindingWithheld struct {
		Key        FindingKey   `json:"key"`
		Detector   string       `json:"detector"`
		Hypothesis HypothesisID `json:"hypothesis,omitempty"`
		Reason     string       `json:"reason"`
		Until      time.Time    `json:"until,omitzero"`
		Effort     int          `json:"effort,omitempty"`
		Reasons    int          `json:"reasons,omitempty"`
	}
	// FindingEnded records that a finding no longer holds.
	FindingEnded struct {
		Key        FindingKey   `json:"key"`
		Detector   string       `json:"detector"`
		Hypothesis HypothesisID `json:"hypothesis,omitempty"`
	}
	// FindingAnswered records what somebody made of a finding: acted, useful, dismissed, or intended (working as intended).
	FindingAnswered struct {
		Key    FindingKey `json:"key"`
		Who    PersonID   `json:"who"`
		Answer string     `json:"answer"`
	}
	// FindingSnoozed records that a finding may not be raised before a time.
	FindingSnoozed struct {
		Key   FindingKey `json:"key"`
		Until time.Time  `json:"until"`
	}
	// QuietSet records that Bearings was asked not to speak before a time; a zero time lifts it.
	QuietSet struct {
		Until time.Time `json:"until,omitzero"`
	}
	// StatusPosted records that the status was given, why, and when the next one is due. Edited means that there was no post, so only the card says so.
	StatusPosted struct {
		Next     time.Time   `json:"next"`
		Edited   bool        `json:"edited,omitempty"`
		Digest   string      `json:"digest,omitempty"`
		Reason   string      `json:"reason,omitempty"`
		Delivery DeliveryKey `json:"delivery,omitempty"`
	}
	// BriefGiven records that a reader was brought up to date on all that was known.
	BriefGiven struct {
		Who  PersonID `json:"who"`
		Kind string   `json:"kind"`
	}
)

// Delivery.
type (
	// DeliveryRequested records that a message is to be sent. What comes of it is delivered or delivery_failed. Moments say where times stand in the text.
	DeliveryRequested struct {
		Key     DeliveryKey `json:"key"`
		How     Delivery    `json:"how"`
		Kind    string      `json:"kind"`
		To      PersonID    `json:"to,omitempty"`
		Thread  MessageID   `json:"thread,omitempty"`
		Text    Text        `json:"text"`
		Moments []Moment    `json:"moments,omitempty"`
		Rests   []MessageID `json:"rests,omitempty"`
		Buttons []Button    `json:"buttons,omitempty"`
	}
	// Delivered records that a message was sent, and the identifier it was given.
	Delivered struct {
		Key DeliveryKey `json:"key"`
		ID  MessageID   `json:"id,omitempty"`
	}
	// DeliveryFailed records that a message could not be sent, after so many tries; it is not tried again.
	DeliveryFailed struct {
		Key   DeliveryKey `json:"key"`
		Why   string      `json:"why"`
		Tries int         `json:"tries"`
	}
	// CardShown records that the card was edited to what the digest stands for.
	CardShown struct {
		Digest string    `json:"digest"`
		ID     MessageID `json:"id,omitempty"`
	}
)

// Agents.
type (
	// AgentAsked records that an agent's model was asked; what was sent is kept as a digest and a size only.
	AgentAsked struct {
		Call     string      `json:"call"`
		Agent    string      `json:"agent"`
		Model    string      `json:"model"`
		Digest   string      `json:"digest"`
		Messages []MessageID `json:"messages,omitempty"`
	}
	// AgentReplied records a model's reply, word for word.
	AgentReplied struct {
		Call   string `json:"call"`
		Agent  string `json:"agent"`
		Reply  Text   `json:"reply"`
		Tokens int    `json:"tokens,omitempty"`
	}
	// AgentFailed records that a model did not reply, so that the rules went on alone.
	AgentFailed struct {
		Call  string `json:"call"`
		Agent string `json:"agent"`
		Why   string `json:"why"`
	}
	// AgentStopped records that somebody stopped an AI responder or an agent, or let it go on.
	AgentStopped struct {
		Agent   PersonID `json:"agent"`
		Resumed bool     `json:"resumed,omitempty"`
	}
)

// Review.
type (
	// LearningRated records how much there is to learn in one respect, from 0 to 3.
	LearningRated struct {
		Dimension string `json:"dimension"`
		Rating    int    `json:"rating"`
		Why       Text   `json:"why,omitzero"`
	}
	// NoteAdded records a remark for the narrative.
	NoteAdded struct {
		Note Text `json:"note"`
	}
)

func (FindingShown) isEvent()      {}
func (FindingWithheld) isEvent()   {}
func (FindingEnded) isEvent()      {}
func (FindingAnswered) isEvent()   {}
func (FindingSnoozed) isEvent()    {}
func (QuietSet) isEvent()          {}
func (StatusPosted) isEvent()      {}
func (BriefGiven) isEvent()        {}
func (DeliveryRequested) isEvent() {}
func (Delivered) isEvent()         {}
func (DeliveryFailed) isEvent()    {}
func (CardShown) isEvent()         {}
func (AgentAsked) isEvent()        {}
func (AgentReplied) isEvent()      {}
func (AgentFailed) isEvent()       {}
func (AgentStopped) isEvent()      {}
func (LearningRated) isEvent()     {}
func (NoteAdded) isEvent()         {}

func (e FindingShown) mapTexts(f textMapper) Event      { e.Text = f(e.Text); return e }
func (e FindingWithheld) mapTexts(textMapper) Event     { return e }
func (e FindingEnded) mapTexts(textMapper) Event        { return e }
func (e FindingAnswered) mapTexts(textMapper) Event     { return e }
func (e FindingSnoozed) mapTexts(textMapper) Event      { return e }
func (e QuietSet) mapTexts(textMapper) Event            { return e }
func (e StatusPosted) mapTexts(textMapper) Event        { return e }
func (e BriefGiven) mapTexts(textMapper) Event          { return e }
func (e DeliveryRequested) mapTexts(f textMapper) Event { e.Text = f(e.Text); return e }
func (e Delivered) mapTexts(textMapper) Event           { return e }
func (e DeliveryFailed) mapTexts(textMapper) Event      { return e }
func (e CardShown) mapTexts(textMapper) Event           { return e }
func (e AgentAsked) mapTexts(textMapper) Event          { return e }
func (e AgentReplied) mapTexts(f textMapper) Event      { e.Reply = f(e.Reply); return e }
func (e AgentFailed) mapTexts(textMapper) Event         { return e }
func (e AgentStopped) mapTexts(textMapper) Event        { return e }
func (e LearningRated) mapTexts(f textMapper) Event     { e.Why = f(e.Why); return e }
func (e NoteAdded) mapTexts(f textMapper) Event         { e.Note = f(e.Note); return e }
