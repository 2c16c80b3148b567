package driver

import (
	"context"
	"fmt"
	"time"

	"bearings/incident"
)

// try is what this process knows of a message that is to be sent.
type try struct {
	n        int       // how often it was tried
	next     time.Time // not before
	doubtful bool      // it may have arrived: to be looked up, or given up, before it is sent
	running  bool
	report   incident.Event // what came of it, to be recorded
}

// attempt is one try that has ended.
type attempt struct {
	req incident.DeliveryRequested
	id  incident.MessageID
	err error
}

// undone is the list of what is to be sent, oldest first.
func (r *runner) undone() (reqs []incident.DeliveryRequested) {
	if r.st == nil {
		return nil
	}
	err := r.invariant("undone", func() error { reqs = r.d.opt.Core.Undone(r.st); return nil })
	if err != nil {
		return nil
	}
	for _, req := range reqs {
		if r.tries[req.Key] == nil {
			r.tries[req.Key] = &try{doubtful: true} // whoever requested it may have sent it
		}
	}
	return reqs
}

// forgetTries drops what is known of messages that are no longer to be sent.
func (r *runner) forgetTries() {
	wanted := map[incident.DeliveryKey]bool{}
	for _, req := range r.undone() {
		wanted[req.Key] = true
	}
	for key, t := range r.tries {
		if !wanted[key] && !t.running {
			delete(r.tries, key)
		}
	}
}

// report records what came of messages and of the card.
func (r *runner) report() {
	for _, req := range r.undone() {
		t := r.tries[req.Key]
		if t.report == nil && !t.running {
			t.report = verdict(req, t)
		}
		if t.report == nil {
			continue
		}
		if err := r.commitReport(recordID(donePrefix, r.log.Incident, string(req.Key)), t.report); err != nil {
			r.later(err)
			return
		}
		r.countReport(t.report)
		delete(r.tries, req.Key)
	}
	r.noteDue()
	if r.st == nil || r.card.report == nil {
		return
	}
	id := recordID(cardPrefix, r.log.Incident, fmt.Sprint(r.st.Incident.Seq+1))
	if err := r.commitReport(id, *r.card.report); err != nil {
		r.later(err)
		return
	}
	r.card.report = nil
}

// verdict gives up, without trying, what must not be tried.
func verdict(req incident.DeliveryRequested, t *try) incident.Event {
	switch {
	case req.How == incident.Ephemeral && t.doubtful:
		return incident.DeliveryFailed{Key: req.Key, Why: whyUnknown, Tries: t.n}
	case req.Text.Erased() && !t.doubtful:
		return incident.DeliveryFailed{Key: req.Key, Why: whyErased, Tries: t.n}
	}
	return nil
}

// commitReport records a fact about the outside. It needs no outcome, and no right: a fact is one whoever reports it.
func (r *runner) commitReport(id string, ev incident.Event) error {
	entries := []incident.Entry{{Seq: r.st.Incident.Seq + 1, At: r.now(), By: incident.Bearings, Event: ev}}
	if err := r.apply("apply "+id, entries); err != nil {
		return err
	}
	return r.commit(id, entries, noFence)
}

func (r *runner) countReport(ev incident.Event) {
	if _, ok := ev.(incident.Delivered); ok {
		r.d.stats.sent.Add(1)
		return
	}
	r.d.stats.failed.Add(1)
	r.d.opt.Logger.Warn("a message was given up", "log", r.log.String(), "event", fmt.Sprintf("%+v", ev))
}

// sendNext starts what may be sent now and returns when there may be more. Messages to one addressee are sent one after the other, so
// that they arrive in order; the others do not wait for them.
func (r *runner) sendNext(now time.Time) (next time.Time) {
	busy := map[string]bool{}
	for _, req := range r.undone() {
		lane := string(req.How) + "/" + string(req.To)
		if busy[lane] {
			continue
		}
		busy[lane] = true
		switch t := r.tries[req.Key]; {
		case t.running || t.report != nil:
		case now.Before(t.next):
			next = earliest(next, t.next)
		default:
			r.send(req, t)
		}
	}
	return next
}

func (r *runner) send(req incident.DeliveryRequested, t *try) {
	t.running = true
	t.n++
	r.sending++
	look := t.doubtful && req.How != incident.Ephemeral
	r.d.wg.Go(func() {
		a := attempt{req: req}
		a.err = r.guard("send", func() (err error) { a.id, err = r.deliver(req, look); return err })
		select {
		case r.sent <- a:
		case <-r.d.life.Done():
		}
	})
}

// deliver sends a message, unless it is found to have been sent before.
func (r *runner) deliver(req incident.DeliveryRequested, look bool) (incident.MessageID, error) {
	ctx, cancel := context.WithTimeout(r.d.life, r.d.opt.SendWithin)
	defer cancel()
	if look {
		id, found, err := r.d.opt.Deliverer.Find(ctx, r.log, req)
		if err != nil || found {
			return id, err
		}
		if req.Text.Erased() {
			return "", erasedError{}
		}
	}
	return r.d.opt.Deliverer.Send(ctx, r.log, req)
}

// erasedError says that there is nothing left to send.
type erasedError struct{}

func (erasedError) Error() string   { return whyErased }
func (erasedError) Permanent() bool { return true }

// attempted decides what follows from a try.
func (r *runner) attempted(a attempt) {
	t := r.tries[a.req.Key]
	if t == nil {
		return // another process has reported on it meanwhile
	}
	t.running = false
	if a.err == nil {
		t.report = incident.Delivered{Key: a.req.Key, ID: a.id}
		return
	}
	wait, refused := refusedFor(a.err)
	switch {
	case a.req.How == incident.Ephemeral && !refused && !isPermanent(a.err):
		t.report = incident.DeliveryFailed{Key: a.req.Key, Why: whyUnknown, Tries: t.n}
	case isPermanent(a.err) || t.n >= r.d.opt.MaxTries:
		t.report = incident.DeliveryFailed{Key: a.req.Key, Why: brief(a.err), Tries: t.n}
	default:
		t.doubtful = t.doubtful || !refused
		t.next = time.Now().Add(max(wait, r.d.backoff(string(a.req.Key), t.n)))
		r.d.stats.retries.Add(1)
		r.d.opt.Logger.Warn("a message was not sent; trying again", "log", r.log.String(), "key", string(a.req.Key), "try", t.n, "at", t.next, "error", a.err)
	}
}

// brief is an error as it is recorded.
func brief(err error) string {
	const most = 200
	s := err.Error()
	if len(s) > most {
		s = string([]rune(s)[:min(most, len([]rune(s)))])
	}
	return s
}
