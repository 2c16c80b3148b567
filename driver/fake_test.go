package driver

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

// obedient is a core that does what messages tell it, clause by clause:
//
//	post | direct WHO | ephemeral WHO   requests a message
//	title WORDS                         renames the incident, which changes the card
//	wait FOR                            wakes after that time and posts
//	doze FOR                            wakes after that time and does nothing
//	panic
type obedient struct {
	*coordinator.Coordinator // folds the outbox
	around                   func(op string)
}

func newObedient(t testing.TB) *obedient {
	t.Helper()
	c, err := coordinator.New(coordinator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return &obedient{Coordinator: c, around: func(string) {}}
}

type obeying struct {
	st  *coordinator.State
	now time.Time
	src incident.MessageID
	out []incident.Entry
}

func (o *obeying) emit(ev incident.Event) {
	e := incident.Entry{Seq: o.st.Incident.Seq + 1, At: o.now, By: incident.Bearings, Source: o.src, Event: ev}
	if err := o.st.Apply(e); err != nil {
		panic(err)
	}
	o.out = append(o.out, e)
}

func (o *obeying) request(how incident.Delivery, to, text string) {
	key := fmt.Sprintf("m%d", o.st.Incident.Seq+1)
	o.emit(incident.DeliveryRequested{Key: incident.DeliveryKey(key), How: how, To: incident.PersonID(to), Text: incident.Say(text)})
}

func (o *obeying) obey(m incident.MessagePosted, clause string) {
	switch verb, rest, _ := strings.Cut(clause, " "); verb {
	case "post", "direct", "ephemeral":
		o.request(incident.Delivery(verb), rest, "answer to "+string(m.ID))
	case "title":
		o.emit(incident.Renamed{Title: incident.Say(rest)})
	case "doze":
		o.emit(incident.NoteAdded{Note: incident.Say(rest)}) // which the card does not show
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			panic(err)
		}
		o.emit(incident.WaitDeclared{ID: o.st.Incident.NextWait(), What: incident.Say(verb), Until: o.now.Add(d)})
	case "panic":
		panic("told to")
	}
}

// Step implements Core.
func (c *obedient) Step(st *coordinator.State, in incident.Entry, now time.Time) coordinator.Outcome {
	c.around("before step")
	defer c.around("after step")
	o := &obeying{st: st, now: now, src: in.Source}
	if _, ok := in.Event.(incident.Opened); ok {
		o.emit(incident.Configured{Settings: incident.DefaultSettings()})
	}
	if ev, ok := in.Event.(incident.MessagePosted); ok {
		for clause := range strings.SplitSeq(ev.Text.String(), ";") {
			o.obey(ev, strings.TrimSpace(clause))
		}
	}
	return coordinator.Outcome{Entries: o.out}
}

// Wake implements Core.
func (c *obedient) Wake(st *coordinator.State, now time.Time) coordinator.Outcome {
	c.around("before wake")
	defer c.around("after wake")
	o := &obeying{st: st, now: now}
	for _, w := range append([]*incident.Wait{}, st.Incident.Waits...) {
		if !w.Until.After(now) {
			o.emit(incident.WaitEnded{ID: w.ID, Why: "over"})
			o.request(incident.Post, "", "woke for "+string(w.ID))
		}
	}
	return coordinator.Outcome{Entries: o.out}
}

// Due implements Core.
func (c *obedient) Due(st *coordinator.State, now time.Time) (wake time.Time, deliveries bool) {
	for _, w := range st.Incident.Waits {
		if w.Until.After(now) {
			wake = earliest(wake, w.Until)
		}
	}
	for _, n := range st.Incident.Notes {
		if d, err := time.ParseDuration(n.What.String()); err == nil && n.At.Add(d).After(now) {
			wake = earliest(wake, n.At.Add(d))
		}
	}
	return wake, len(c.Undone(st)) > 0
}

// Card implements Core.
func (c *obedient) Card(st *coordinator.State, now time.Time) commonground.Card {
	next, _ := c.Due(st, now)
	return commonground.NewCard(st.View(), now, next)
}

// chat is a chat platform in memory. It lives on when a driver dies.
type chat struct {
	mu     sync.Mutex // guards everything below
	script func(op string, req incident.DeliveryRequested) error
	sent   []message
	finds  int
	edits  []time.Time
	card   string // the digest that is shown
	cardID incident.MessageID
}

type message struct {
	key incident.DeliveryKey
	id  incident.MessageID
	how incident.Delivery
	at  time.Time
	req incident.DeliveryRequested
}

func newChat() *chat {
	return &chat{script: func(string, incident.DeliveryRequested) error { return nil }}
}

// obeys sets what is asked before and after each call ("sent" is after "send"). It may wait, and say how the call fails.
func (c *chat) obeys(script func(op string, req incident.DeliveryRequested) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.script = script
}

func (c *chat) ask(op string, req incident.DeliveryRequested) error {
	c.mu.Lock()
	script := c.script
	c.mu.Unlock()
	return script(op, req)
}

// Send implements Deliverer.
func (c *chat) Send(_ context.Context, _ store.LogID, req incident.DeliveryRequested) (incident.MessageID, error) {
	if err := c.ask("send", req); err != nil {
		return "", err
	}
	c.mu.Lock()
	id := incident.MessageIDAt(time.Now().Add(time.Duration(len(c.sent)) * time.Microsecond))
	c.sent = append(c.sent, message{req.Key, id, req.How, time.Now(), req})
	c.mu.Unlock()
	return id, c.ask("sent", req)
}

// Find implements Deliverer.
func (c *chat) Find(_ context.Context, _ store.LogID, req incident.DeliveryRequested) (incident.MessageID, bool, error) {
	if err := c.ask("find", req); err != nil {
		return "", false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finds++
	for _, m := range c.sent {
		if m.key == req.Key && m.how != incident.Ephemeral {
			return m.id, true, nil
		}
	}
	return "", false, nil
}

// ShowCard implements Deliverer.
func (c *chat) ShowCard(_ context.Context, _ store.LogID, card commonground.Card, _ incident.MessageID) (incident.MessageID, error) {
	if err := c.ask("card", incident.DeliveryRequested{}); err != nil {
		return "", err
	}
	c.mu.Lock()
	if c.cardID == "" {
		c.cardID = "card"
	}
	c.card = card.Digest()
	c.edits = append(c.edits, time.Now())
	id := c.cardID
	c.mu.Unlock()
	return id, c.ask("carded", incident.DeliveryRequested{})
}

// texts are the texts of the messages that were sent, in order.
func (c *chat) texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, m := range c.sent {
		out = append(out, m.req.Text.String())
	}
	return out
}

func (c *chat) shown() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.card
}

func (c *chat) lookedUp() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.finds
}

func (c *chat) editTimes() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Time{}, c.edits...)
}

// Errors of the chat.
type (
	busyError   struct{ wait time.Duration }
	goneError   struct{}
	unsureError struct{}
)

func (e busyError) Error() string             { return "rate limited" }
func (e busyError) RetryAfter() time.Duration { return e.wait }
func (goneError) Error() string               { return "channel is archived" }
func (goneError) Permanent() bool             { return true }
func (unsureError) Error() string             { return "no answer" }

var errDead = errors.New("the process is dead")
