package incident

import "time"

// Level is a rung of the ladder on which Bearings may speak, the quietest first.
type Level int

// The rungs. OnCard is a silent edit; Whisper goes in private to the people who
// can repair it; ToCommander in private to who leads; InThread and InChannel
// are seen by everybody and spend from the budget.
const (
	OnCard Level = iota
	Whisper
	ToCommander
	InThread
	InChannel
)

// String returns the rung's name as it stands in files.
func (l Level) String() string {
	switch l {
	case OnCard:
		return "card"
	case Whisper, ToCommander:
		return "whisper"
	case InThread:
		return "thread"
	case InChannel:
		return "channel"
	}
	return "level?"
}

// Receipt is what a finding or a line of a brief rests on.
type Receipt struct {
	What   string    `json:"what"`
	At     time.Time `json:"at,omitzero"`
	Source MessageID `json:"source,omitempty"` // empty when it rests on no single message
}

// Button is something that one tap does: Command is text of the command grammar.
type Button struct {
	Label   string `json:"label"`
	Command string `json:"command"`
}

// Finding is what a detector concluded now. It is derived and never stored;
// that it was shown, or was held back, is an event. Findings are comparable by
// Key: the same key at two moments is the same finding.
type Finding struct {
	Key        FindingKey
	Detector   string
	Hypothesis HypothesisID  // the one it concerns, if any
	Since      time.Time     // when what it reports began
	Level      Level         // the rung on which it wants to begin
	Highest    Level         // the highest rung it may ever climb to
	To         []PersonID    // who can repair it, for Whisper; in order of choice
	Bypass     bool          // may be said without budget and lull: changes that collide, a do-not-touch
	Own        bool          // asks people about what they hold themselves: a line, a wait, a stopgap; does not count against the cap on private lines
	Priority   int           // the larger is said first
	Escalate   time.Duration // after so long without an answer it may climb one rung; 0: never
	Effort     int           // person-minutes behind it; it may be raised again when this grew by half
	Reasons    int           // how many independent contradictions it rests on; likewise
	Words      Words         // the question, ready to be said, its moments kept apart; without receipts
	Text       string        // the same as plain text, times in UTC
	Receipts   []Receipt
	Buttons    []Button
}
