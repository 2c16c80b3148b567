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
	shown, _, _ := r.st.Attention.CardDigest()
	return r.due.digest != shown
}

// cardWaits reports whether the card has to be edited, or an edit recorded.
func (r *runner) cardWaits() bool {
	if r.card.report != nil {
		return true
	}
	return r.due.digest != "" && r.due.digest != r.card.refused && (r.card.repeat || r.cardStale())
}

// cardNext edits the card if that is to happen now, and returns when it is to happen otherwise. Whatever changes within CardEvery
// becomes one edit; only the newest state is ever shown.
func (r *runner) cardNext(now time.Time) time.Time {
	if p := r.card.promise; !p.IsZero() && !now.Before(p) {
		r.card.repeat = true // or the card would say that nobody has looked
	}
	switch {
	case r.st == nil || r.card.running || r.card.report != nil:
		return time.Time{}
	case !r.cardWaits():
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

// noteShown has an edit recorded if it tells anything new.
func (r *runner) noteShown(e edit) {
	if r.st != nil {
		digest, id, _ := r.st.Attention.CardDigest()
		if digest == e.digest && (id == e.id || e.id == "") {
			return
		}
	}
	r.card.report = &incident.CardShown{Digest: e.digest, ID: e.id}
}
