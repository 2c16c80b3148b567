package incident

import "time"

// Scene is what is seen of an incident, and nothing of what anybody takes it to
// be: no hypothesis, no verdict, no effort, nor who said what. Examiners are shown
// it, so that what they propose does not follow what the team thinks already.
type Scene struct {
	Began    time.Time // the first sign
	Impact   Text
	ImpactAt time.Time
	ImpactIn MessageID // empty: by a command
	Trend    Trend
	Signs    []Sign       // what was observed and what machines report, the oldest first
	Changes  []SeenChange // what was changed, the oldest first
	Names    []string     // words that name people, so that none is taken for a thing
}

// Sign is something that was seen.
type Sign struct {
	What    Text
	At      time.Time
	Source  MessageID // empty: by a command
	Machine bool      // a machine reported it
	Outside bool      // somebody from outside did
}

// SeenChange is a change to the system, without the explanation it rests on.
type SeenChange struct {
	What   Text
	Target Text
	At     time.Time
	Source MessageID
	Helped string // "": nobody has said yet
}

// Idea is an explanation that an examiner proposes, made with the incident's own
// names. Its words are plain text for people; Receipts are the signs it follows
// from, none if it was proposed because nobody looks there.
type Idea struct {
	ID       string // of the pattern; the same pattern has the same at any time
	Class    string // patterns of one class are alike in where one has to look
	Says     string // the explanation, a clause
	Question string // what would be different if it were so
	Check    string // the quick look that tells
	Cost     time.Duration
	Lever    string // what to do first if it is so
	Worth    int    // millibits that the check is expected to tell, for a minute of its cost
	Receipts []Receipt
}
