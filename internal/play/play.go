// Package play runs one incident through the real coordinator in a time that the
// caller sets: for the replay, the scripted incidents, the demo and the
// simulator. Every message that would be sent arrives at once.
//
// It promises the order of the driver: the wakes that fall before an input come
// first, each at its own time; then the input, what follows from it, and what is
// sent. The card is edited at most once in two seconds. It keeps the log in
// memory, has no goroutine, and never reads a clock.
package play

import (
	"fmt"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
)

// CardEvery is the least time between two edits of the card, and NoteEvery that
// between two records of an edit, as in the driver.
const (
	CardEvery = 2 * time.Second
	NoteEvery = time.Minute
)

// CardID is the message that the card stands in.
const CardID incident.MessageID = "card"

// mostWakes is how many wakes may fall into one stretch of time. More means that
// a wake does not move time on, which is a bug.
const mostWakes = 100_000

// Options are what a Player reports. Each may be nil.
type Options struct {
	// Entries is called for every record in order: an input's single entry, the
	// entries of an outcome, a report of a delivery.
	Entries func([]incident.Entry)
	// Sent is called for every message when it is sent.
	Sent func(at time.Time, d incident.DeliveryRequested)
	// Card is called for every edit of the card.
	Card func(at time.Time, c commonground.Card)
}

// Player runs one incident.
type Player struct {
	core    *coordinator.Coordinator
	opts    Options
	st      *coordinator.State
	now     time.Time
	cardAt  time.Time // not before then may the card be edited
	shown   string    // the digest of the card as it was edited last
	noteAt  time.Time // when that edit is to be recorded; zero: it is
	pending bool      // the card may have to change
	posts   int
}

// New returns a Player of an incident that has not been opened.
func New(core *coordinator.Coordinator, o Options) *Player {
	return &Player{core: core, opts: o, st: &coordinator.State{}}
}

// State is the incident as it stands. It changes with the next call.
func (p *Player) State() *coordinator.State { return p.st }

// Now is the time up to which the incident has been played.
func (p *Player) Now() time.Time { return p.now }

// Card is the card as it stands.
func (p *Player) Card() commonground.Card { return p.core.Card(p.st, p.now) }

// Feed lets time pass until at and then applies an input and what follows from
// it. Secrets in its texts are masked. Time does not go back: an earlier at
// counts as now.
func (p *Player) Feed(at time.Time, by incident.PersonID, source incident.MessageID, ev incident.Event) error {
	p.Until(at)
	e := incident.Entry{Seq: p.st.Incident.Seq + 1, At: p.now, By: by, Source: source, Event: incident.Masked(ev)}
	if err := p.st.Apply(e); err != nil {
		return fmt.Errorf("play: %w", err)
	}
	p.record([]incident.Entry{e})
	if coordinator.NeedsStep(e.Event) {
		p.follow(p.core.Step(p.st, e, p.now))
	}
	return nil
}

// Until lets time pass until t: the wakes that are due by then, each at its time.
func (p *Player) Until(t time.Time) {
	for range mostWakes {
		at, what := p.next(t)
		if what == nil {
			if t.After(p.now) {
				p.now = t
			}
			return
		}
		p.now = at
		what()
	}
	panic("play: time does not move on at " + p.now.Format(time.RFC3339))
}

// next is what happens next, if it is due by t.
func (p *Player) next(t time.Time) (time.Time, func()) {
	wake, ok := p.core.NextWake(p.st, p.now)
	if ok && wake.After(t) {
		ok = false
	}
	if !p.noteAt.IsZero() && !p.noteAt.After(t) && (!ok || p.noteAt.Before(wake)) && (!p.pending || p.noteAt.Before(p.cardAt)) {
		return later(p.noteAt, p.now), p.noteCard
	}
	if p.pending && !p.cardAt.After(t) && (!ok || !wake.Before(p.cardAt)) {
		return later(p.cardAt, p.now), p.showCard
	}
	if !ok {
		return t, nil
	}
	return wake, func() { p.follow(p.core.Wake(p.st, p.now)); p.pending = true }
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (p *Player) record(entries []incident.Entry) {
	if len(entries) > 0 && p.opts.Entries != nil {
		p.opts.Entries(entries)
	}
	p.pending = true
}

// follow records an outcome and delivers what it asks for.
func (p *Player) follow(o coordinator.Outcome) {
	if !o.Empty() {
		p.record(o.Entries)
	}
	for _, d := range p.core.Undone(p.st) {
		if p.opts.Sent != nil {
			p.opts.Sent(p.now, d)
		}
		p.posts++
		p.report(incident.Delivered{Key: d.Key, ID: incident.MessageID(fmt.Sprintf("sent.%06d", p.posts))})
	}
}

// report records what came of a delivery.
func (p *Player) report(ev incident.Event) {
	e := incident.Entry{Seq: p.st.Incident.Seq + 1, At: p.now, By: incident.Bearings, Event: ev}
	if err := p.st.Apply(e); err != nil {
		panic("play: " + err.Error()) // the number was just read from the state
	}
	if p.opts.Entries != nil {
		p.opts.Entries([]incident.Entry{e})
	}
}

// showCard edits the card if it has changed since it was last shown.
func (p *Player) showCard() {
	p.pending = false
	if !p.st.Incident.IsOpen() && p.st.Incident.OpenedAt.IsZero() {
		return
	}
	card := p.core.Card(p.st, p.now)
	if card.Digest() == p.shown {
		return
	}
	p.shown, p.cardAt = card.Digest(), p.now.Add(CardEvery)
	if p.opts.Card != nil {
		p.opts.Card(p.now, card)
	}
	noted, _, at := p.st.Attention.CardDigest()
	if p.noteAt = at.Add(NoteEvery); noted == "" || !p.noteAt.After(p.now) {
		p.noteCard()
	}
}

// noteCard records the last edit of the card.
func (p *Player) noteCard() {
	p.noteAt = time.Time{}
	if noted, _, _ := p.st.Attention.CardDigest(); noted != p.shown {
		p.report(incident.CardShown{Digest: p.shown, ID: CardID})
	}
}
