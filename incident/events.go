package incident

import "time"

// Event is a fact that has happened. The set is closed: every switch over it
// is checked for completeness, so a new event breaks the build wherever it is
// not handled.
//
//sumtype:decl
type Event interface {
	isEvent()
	// mapTexts returns the event with f applied to each of its texts, in a
	// fixed order.
	mapTexts(f textMapper) Event
}

// Entry is an event with what is known of every event: its place in the log
// (dense, from 1), when it became known (UTC), who caused it, and the message
// that it came from, if any.
type Entry struct {
	Seq    uint64
	At     time.Time
	By     PersonID
	Source MessageID
	Event  Event
}

// of is the event as any value, for the parts of a switch that is complete
// elsewhere: State.apply names every type, and hands each group to its own fold.
func (e Entry) of() any { return e.Event }

// Kind tells people, AI responders, and mere sources of messages apart.
type Kind string

// The kinds of participant. Guests, bots and webhooks report; they never decide.
const (
	Human Kind = "person"
	AI    Kind = "ai"
	Bot   Kind = "bot"
	Guest Kind = "guest"
)

// Severity is SEV1, SEV2 or SEV3.
type Severity string

// The severities.
const (
	SEV1 Severity = "SEV1"
	SEV2 Severity = "SEV2"
	SEV3 Severity = "SEV3"
)

// Phase says how far the response is.
type Phase string

// The phases.
const (
	Investigating Phase = "investigating"
	Mitigating    Phase = "mitigating"
	Monitoring    Phase = "monitoring"
	Resolved      Phase = "resolved"
)

// Lifecycle.
type (
	// Opened records that the incident was opened in a channel.
	Opened struct {
		Title     Text      `json:"title,omitzero"`
		Workspace string    `json:"workspace,omitempty"`
		Channel   string    `json:"channel"`
		Severity  Severity  `json:"severity"`
		KnownFrom time.Time `json:"known_from,omitzero"` // nothing before it is known to Bearings; zero: it was there from the beginning
		Private   bool      `json:"private,omitempty"`
		Shared    bool      `json:"shared,omitempty"` // with another organisation
	}
	// Configured records the settings that hold from now on.
	Configured struct {
		Settings Settings `json:"settings"`
	}
	// SeveritySet records that somebody set the severity.
	SeveritySet struct {
		Severity Severity `json:"severity"`
	}
	// PhaseSet records that the response entered a phase.
	PhaseSet struct {
		Phase Phase `json:"phase"`
	}
	// RoleSet records that somebody was given a role, or took it; an empty Who
	// records that nobody has it any more. With Offer it records that they were
	// asked to take it: whoever has it keeps it until they accept; an empty Who then
	// records that the offer was declined or withdrawn.
	RoleSet struct {
		Role  Role     `json:"role"`
		Who   PersonID `json:"who,omitempty"`
		Offer bool     `json:"offer,omitempty"`
	}
	// RoleAccepted records that somebody said yes to a role that they have, or that
	// they were offered and have from then on.
	RoleAccepted struct {
		Role Role     `json:"role"`
		Who  PersonID `json:"who"`
	}
	// Renamed records that the incident's title was changed.
	Renamed struct {
		Title Text `json:"title"`
	}
	// Linked records that another incident was found to have the same cause.
	Linked struct {
		Other string `json:"other"`
	}
	// Closed records that the incident was closed.
	Closed struct {
		Reason Text `json:"reason,omitzero"`
	}
	// Reopened records that a closed incident was taken up again.
	Reopened struct{}
)

// People.
type (
	// Joined records that somebody came into the channel.
	Joined struct {
		Who  PersonID `json:"who"`
		Name Text     `json:"name,omitzero"`
		Kind Kind     `json:"kind"`
	}
	// Left records that somebody left the channel.
	Left struct {
		Who PersonID `json:"who"`
	}
)

// Link is an address or picture that a message carries.
type Link struct {
	URL   Text `json:"url"`
	Title Text `json:"title,omitzero"`
	Image bool `json:"image,omitempty"`
}

func (l Link) mapTexts(f textMapper) Link { l.URL, l.Title = f(l.URL), f(l.Title); return l }

// Messages.
type (
	// MessagePosted records that a message was posted in the channel.
	MessagePosted struct {
		ID     MessageID `json:"id"`
		Thread MessageID `json:"thread,omitempty"` // the message it replies to
		Author PersonID  `json:"author"`
		Kind   Kind      `json:"kind"`
		At     time.Time `json:"at"` // when it was posted; Entry.At is when it arrived
		Text   Text      `json:"text"`
		Links  []Link    `json:"links,omitempty"`
	}
	// MessageEdited records that the author changed a message, or that a title
	// was found for one of its links. Links are those it carries now; without any,
	// those of its old links that still stand in the text, or never did.
	MessageEdited struct {
		ID    MessageID `json:"id"`
		Text  Text      `json:"text"`
		Links []Link    `json:"links,omitempty"`
	}
	// MessageDeleted records that a message was deleted.
	MessageDeleted struct {
		ID MessageID `json:"id"`
	}
	// Reacted records that somebody put a reaction on a message, or took it away.
	Reacted struct {
		ID       MessageID `json:"id"`
		Who      PersonID  `json:"who"`
		Reaction string    `json:"reaction"`
		Removed  bool      `json:"removed,omitempty"`
	}
	// CommandGiven records that somebody gave a command: typed it, pressed a
	// button that means it, or made a gesture that does.
	CommandGiven struct {
		Key    string    `json:"key"` // unique within the incident
		Who    PersonID  `json:"who"`
		Text   Text      `json:"text"`             // in the command grammar
		Target MessageID `json:"target,omitempty"` // the message it was given on
	}
)

// Reading.
type (
	// MessageRead records what a scribe took a message to be doing.
	MessageRead struct {
		Message MessageID `json:"message"`
		Engine  string    `json:"engine"` // "rules/1", "llm/…"
		Reading Reading   `json:"reading"`
	}
	// ReadingRetracted records that what was read in a message no longer holds,
	// because its text was changed or deleted, or somebody said it is wrong.
	ReadingRetracted struct {
		Message MessageID `json:"message"`
		Why     string    `json:"why"` // "edited", "deleted", "corrected"
	}
	// ReadingConfirmed records that a person said that a reading is right, so
	// that a later edit does not undo it.
	ReadingConfirmed struct {
		Message MessageID `json:"message"`
	}
	// ReadingCorrected records a person's own reading of a message, in place of
	// the scribe's.
	ReadingCorrected struct {
		Message MessageID `json:"message"`
		Reading Reading   `json:"reading"`
	}
)

func (Opened) isEvent()           {}
func (Configured) isEvent()       {}
func (SeveritySet) isEvent()      {}
func (PhaseSet) isEvent()         {}
func (RoleSet) isEvent()          {}
func (RoleAccepted) isEvent()     {}
func (Renamed) isEvent()          {}
func (Linked) isEvent()           {}
func (Closed) isEvent()           {}
func (Reopened) isEvent()         {}
func (Joined) isEvent()           {}
func (Left) isEvent()             {}
func (MessagePosted) isEvent()    {}
func (MessageEdited) isEvent()    {}
func (MessageDeleted) isEvent()   {}
func (Reacted) isEvent()          {}
func (CommandGiven) isEvent()     {}
func (MessageRead) isEvent()      {}
func (ReadingRetracted) isEvent() {}
func (ReadingConfirmed) isEvent() {}
func (ReadingCorrected) isEvent() {}

func (e Opened) mapTexts(f textMapper) Event     { e.Title = f(e.Title); return e }
func (e Configured) mapTexts(textMapper) Event   { return e }
func (e SeveritySet) mapTexts(textMapper) Event  { return e }
func (e PhaseSet) mapTexts(textMapper) Event     { return e }
func (e RoleSet) mapTexts(textMapper) Event      { return e }
func (e RoleAccepted) mapTexts(textMapper) Event { return e }
func (e Renamed) mapTexts(f textMapper) Event    { e.Title = f(e.Title); return e }
func (e Linked) mapTexts(textMapper) Event       { return e }
func (e Closed) mapTexts(f textMapper) Event     { e.Reason = f(e.Reason); return e }
func (e Reopened) mapTexts(textMapper) Event     { return e }
func (e Joined) mapTexts(f textMapper) Event     { e.Name = f(e.Name); return e }
func (e Left) mapTexts(textMapper) Event         { return e }
func (e MessagePosted) mapTexts(f textMapper) Event {
	e.Text = f(e.Text)
	e.Links = mapTextSlice(e.Links, func(l Link) Link { return l.mapTexts(f) })
	return e
}

func (e MessageEdited) mapTexts(f textMapper) Event {
	e.Text = f(e.Text)
	e.Links = mapTextSlice(e.Links, func(l Link) Link { return l.mapTexts(f) })
	return e
}

func (e MessageDeleted) mapTexts(textMapper) Event     { return e }
func (e Reacted) mapTexts(textMapper) Event            { return e }
func (e CommandGiven) mapTexts(f textMapper) Event     { e.Text = f(e.Text); return e }
func (e MessageRead) mapTexts(f textMapper) Event      { e.Reading = e.Reading.mapTexts(f); return e }
func (e ReadingRetracted) mapTexts(textMapper) Event   { return e }
func (e ReadingConfirmed) mapTexts(textMapper) Event   { return e }
func (e ReadingCorrected) mapTexts(f textMapper) Event { e.Reading = e.Reading.mapTexts(f); return e }
