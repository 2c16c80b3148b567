package driver

import (
	"context"
	"errors"
	"time"

	"bearings/commonground"
	"bearings/incident"
	"bearings/store"
)

// Deliverer brings messages to the people of an incident's channel. Its methods are called from several goroutines at once, but never
// twice at once for the same incident and the same addressee. They return when the context ends. Their errors hold no text of the
// channel, because they are logged and recorded; see [Permanent] and [Refused] for what else they may say. Any other error leaves it
// open whether the message arrived.
type Deliverer interface {
	// Send sends a message, with its key in the metadata if it is a post or a direct message, and returns the identifier it was given.
	Send(ctx context.Context, log store.LogID, req incident.DeliveryRequested) (incident.MessageID, error)
	// Find looks for a post or a direct message that may have been sent already, by its key. It is given the whole request, since the
	// addressee or the thread says where to look.
	Find(ctx context.Context, log store.LogID, req incident.DeliveryRequested) (id incident.MessageID, found bool, err error)
	// ShowCard makes the pinned card show this state and returns the identifier of its message. An empty previous means that none is
	// known: one that was posted before is to be looked for before another is posted. Showing the same card twice changes nothing.
	ShowCard(ctx context.Context, log store.LogID, card commonground.Card, previous incident.MessageID) (incident.MessageID, error)
}

// Permanent is implemented by errors that may say that no repetition will help.
type Permanent interface{ Permanent() bool }

// Refused is implemented by errors that say that the platform refused before it did anything, and how long it wants to be left alone.
type Refused interface{ RetryAfter() time.Duration }

// isPermanent reports whether trying again is of no use.
func isPermanent(err error) bool {
	var p Permanent
	return errors.As(err, &p) && p.Permanent()
}

// refusedFor reports whether the message was certainly not sent, and how long to wait.
func refusedFor(err error) (wait time.Duration, refused bool) {
	var r Refused
	if !errors.As(err, &r) {
		return 0, false
	}
	return r.RetryAfter(), true
}

// Reasons of a delivery_failed that do not come from the platform. People see them.
const (
	whyUnknown = "not known whether it was seen"
	whyErased  = "its text was erased before it was sent"
)
