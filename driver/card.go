package driver

import (
	"context"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// cardTries is what this process knows of the card on the screen.
type cardTries struct {
	running bool
	n       int       // failures in a row
	next    time.Time // not before
	repeat  bool      // show it also if the log says that it is shown
	promise time.Time // the next look that it promises; zero: none
	refused string    // the digest of a card that the platform will never take
	report  *incident.CardShown
	shown   string              // the digest of the card on the screen; "": the log knows
	unnoted *incident.CardShown // an edit that is to be recorded at noteAt, unless another follows
	noteAt  time.Time
}

// edit is one edit of the card that has ended.
type edit struct {
	digest  string
	promise time.Time
	id      incident.MessageID
	err     error
}

// cardStale reports whether the log says that another card is shown than is due.
func (r *runner) cardStale() bool {
	if r.st == nil || r.due.digest == "" {
		return false
	}
	shown := r.card.shown
	if shown == "" {
		shown, _, _ = r.st.Attention.CardDigest()
	}
	return r.due.digest != shown
}

// cardChanged reports whether the card has to be edited.
func (r *runner) cardChanged() bool {
	return r.due.digest != "" && r.due.digest != r.card.refused && (r.card.repeat || r.cardStale())
}

// cardWaits reports whether the card has to be edited, or an edit recorded.
func (r *runner) cardWaits() bool {
	if r.card.report != nil || r.card.unnoted != nil {
		return true
	}
	return r.cardChanged()
}

// cardNext edits the card if that is to happen now, and returns when it is to happen otherwise. Whatever changes within CardEvery
// becomes one edit; only the newest state is ever shown.
func (r *runner) cardNext(now time.Time) time.Time {
	if r.card.unnoted != nil {
		return earliest(r.card.noteAt, r.cardEdit(now))
	}
	return r.cardEdit(now)
}

func (r *runner) cardEdit(now time.Time) time.Time {
	if p := r.card.promise; !p.IsZero() && !now.Before(p) {
		r.card.repeat = true // or the card would say that nobody has looked
	}
	switch {
	case r.st == nil || r.card.running || r.card.report != nil:
		return time.Time{}
	case !r.cardChanged():
		return r.card.promise
	case now.Before(r.card.next):
		return r.card.next
	}
	var card commonground.Card
	if r.invariant("card", func() error { card = r.d.opt.Core.Card(r.st, now); r.due.digest = card.Digest(); return nil }) != nil {
		return time.Time{}
	}
	_, previous, _ := r.st.Attention.CardDigest()
	r.showCard(card, previous)
	return time.Time{}
}

func (r *runner) showCard(card commonground.Card, previous incident.MessageID) {
	r.card.running, r.card.repeat, r.card.promise = true, false, time.Time{}
	r.sending++
	r.d.wg.Go(func() {
		e := edit{digest: card.Digest(), promise: card.NextLook}
		e.err = r.guard("show card", func() (err error) {
			ctx, cancel := context.WithTimeout(r.d.life, r.d.opt.SendWithin)
			defer cancel()
			e.id, err = r.d.opt.Deliverer.ShowCard(ctx, r.log, card, previous)
			return err
		})
		select {
		case r.shown <- e:
		case <-r.d.life.Done():
		}
	})
}

// edited decides what follows from an edit.
func (r *runner) edited(e edit) {
	r.card.running = false
	wait := r.d.opt.CardEvery
	switch {
	case e.err == nil:
		r.card.n, r.card.refused, r.card.promise = 0, "", e.promise
		r.d.stats.cards.Add(1)
		r.noteShown(e)
	case isPermanent(e.err):
		r.card.refused = e.digest
		r.d.opt.Logger.Warn("the card was refused; trying again when it changes", "log", r.log.String(), "error", e.err)
	default:
		r.card.n++
		r.card.repeat = true
		platform, _ := refusedFor(e.err)
		wait = max(wait, platform, r.d.backoff(r.log.Incident, r.card.n))
		r.d.stats.retries.Add(1)
		r.d.opt.Logger.Warn("the card was not edited; trying again", "log", r.log.String(), "in", wait, "error", e.err)
	}
	r.card.next = time.Now().Add(wait)
}

// cardNoteEvery is how often an edit of the card is recorded. The log tells who can have seen what, in minutes; each edit of a lively
// incident would be a third of its events.
const cardNoteEvery = time.Minute

// noteShown has an edit recorded if it tells anything new: at once, or when a minute has passed since the last that was.
func (r *runner) noteShown(e edit) {
	r.card.shown, r.card.unnoted = e.digest, nil
	note := &incident.CardShown{Digest: e.digest, ID: e.id}
	if r.st == nil {
		r.card.report = note
		return
	}
	digest, id, at := r.st.Attention.CardDigest()
	same := id == e.id || e.id == ""
	switch {
	case digest == e.digest && same:
	case same && digest != "" && r.now().Sub(at) < cardNoteEvery:
		r.card.unnoted, r.card.noteAt = note, at.Add(cardNoteEvery)
	default:
		r.card.report = note
	}
}

// noteDue has an edit recorded whose time has come.
func (r *runner) noteDue() {
	if r.card.unnoted != nil && r.card.report == nil && !r.now().Before(r.card.noteAt) {
		r.card.report, r.card.unnoted = r.card.unnoted, nil
	}
}
