package incident

import (
	"strconv"
	"strings"
	"time"
)

// The identifiers of an incident's parts. Those that people say aloud (H2, L1)
// are numbered from 1 within their incident and never used again.
type (
	// PersonID names a responder as the chat platform does: a person or an AI
	// responder. Bearings itself is [Bearings].
	PersonID string
	// MessageID names a message within the incident's channel. It is opaque;
	// on Slack it is the message's ts.
	MessageID string
	// HypothesisID is H1, H2, ….
	HypothesisID string
	// EvidenceID is E1, E2, ….
	EvidenceID string
	// LineID names a line of investigation: L1, L2, ….
	LineID string
	// CheckID is C1, C2, ….
	CheckID string
	// InterventionID is I1, I2, ….
	InterventionID string
	// QuestionID names a question or a request: Q1, Q2, ….
	QuestionID string
	// AnnouncementID is A1, A2, ….
	AnnouncementID string
	// WaitID is W1, W2, ….
	WaitID string
	// GuardID names a do-not-touch: G1, G2, ….
	GuardID string
	// FindingKey is the stable name of what a detector found: the detector and
	// its subject, as in "fixation/H2".
	FindingKey string
	// DeliveryKey makes a message that Bearings sends happen once.
	DeliveryKey string
)

// Bearings is the author of everything that Bearings does by itself. The tilde
// keeps it apart from every name a chat platform gives out.
const Bearings PersonID = "~bearings"

// NewHypothesis stands in a scribe's draft for the hypothesis that the same
// reading raises first; it never occurs in an event.
const NewHypothesis HypothesisID = "new"

// Number returns the number of an identifier such as H12, or 0 if it has none.
func Number[T ~string](id T) int {
	n, err := strconv.Atoi(strings.TrimLeft(string(id), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// numbered returns the identifier with the given letter and number.
func numbered[T ~string](letter string, n int) T { return T(letter + strconv.Itoa(n)) }

// MessageIDAt returns the identifier of a message posted at t, in the form that
// Slack uses: seconds, a point, microseconds with six digits. Such identifiers
// order as their times do.
func MessageIDAt(t time.Time) MessageID {
	us := t.UnixMicro()
	frac := strconv.FormatInt(us%1_000_000, 10)
	return MessageID(strconv.FormatInt(us/1_000_000, 10) + "." + strings.Repeat("0", 6-len(frac)) + frac)
}

// Time returns when the message was posted, read from a Slack-style identifier;
// ok is false for any other form.
func (id MessageID) Time() (t time.Time, ok bool) {
	sec, frac, found := strings.Cut(string(id), ".")
	if !found || len(frac) != 6 {
		return time.Time{}, false
	}
	s, err1 := strconv.ParseInt(sec, 10, 64)
	us, err2 := strconv.ParseInt(frac, 10, 64)
	if err1 != nil || err2 != nil || s < 0 || us < 0 {
		return time.Time{}, false
	}
	return time.Unix(s, us*1000).UTC(), true
}
