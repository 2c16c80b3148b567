package coordinator

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

// room is an incident that is played by hand, with its log.
type room struct {
	t   testing.TB
	c   *Coordinator
	st  *State
	now time.Time
	log []incident.Entry
	n   int
}

func newRoom(t testing.TB, s Scribe) *room {
	cfg := Config{Scribe: s}
	if s != nil {
		cfg.Engine = "test/1"
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, c: c, st: &State{}, now: start}
	r.feed(incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2})
	return r
}

// feed applies an input, steps it, and returns what is to be sent; all of it
// arrives.
func (r *room) feed(by incident.PersonID, src incident.MessageID, ev incident.Event) []incident.DeliveryRequested {
	e := incident.Entry{Seq: r.st.Incident.Seq + 1, At: r.now, By: by, Source: src, Event: ev}
	if err := r.st.Apply(e); err != nil {
		r.t.Fatal(err)
	}
	r.log = append(r.log, e)
	return r.took(r.c.Step(r.st, e, r.now))
}

func (r *room) took(o Outcome) []incident.DeliveryRequested {
	r.log = append(r.log, o.Entries...)
	sent := r.c.Undone(r.st)
	for _, d := range sent {
		e := incident.Entry{Seq: r.st.Incident.Seq + 1, At: r.now, By: incident.Bearings, Event: incident.Delivered{Key: d.Key}}
		if err := r.st.Apply(e); err != nil {
			r.t.Fatal(err)
		}
		r.log = append(r.log, e)
	}
	return sent
}

func (r *room) command(by incident.PersonID, text string) []incident.DeliveryRequested {
	r.n++
	return r.feed(by, "", incident.CommandGiven{Key: fmt.Sprint(r.n), Who: by, Text: incident.Say(text)})
}

func (r *room) says(by incident.PersonID, text string) []incident.DeliveryRequested {
	r.n++
	id := incident.MessageIDAt(r.now.Add(time.Duration(r.n) * time.Microsecond))
	return r.feed(by, id, incident.MessagePosted{ID: id, Author: by, Kind: incident.Human, At: r.now, Text: incident.Say(text)})
}

// until plays the wakes up to t and returns what was sent.
func (r *room) until(t time.Time) (sent []incident.DeliveryRequested) {
	for {
		next, ok := r.c.NextWake(r.st, r.now)
		if !ok || next.After(t) {
			r.now = t
			return sent
		}
		r.now = next
		sent = append(sent, r.took(r.c.Wake(r.st, r.now))...)
	}
}

func (r *room) refolded() *State {
	st := &State{}
	for _, e := range r.log {
		if err := st.Apply(e); err != nil {
			r.t.Fatal(err)
		}
	}
	return st
}

// TestMentions proves that a question to Bearings is answered in its thread, for
// everybody, and that chatter is not.
func TestMentions(t *testing.T) {
	r := newRoom(t, nil)
	r.command("ana", "impact EU customers cannot pay")
	sent := r.says("ben", "@bearings what's going on?")
	if len(sent) != 1 || sent[0].How != incident.Post || sent[0].Thread == "" || !strings.Contains(sent[0].Text.String(), "EU customers cannot pay") {
		t.Errorf("the answer is %+v", sent)
	}
	for _, text := range []string{"@bearings you are great", "@bearings lol", "what's going on?", "bearings status", "mail bearings@x.example"} {
		if sent := r.says("ben", text); len(sent) != 0 {
			t.Errorf("%q was answered: %s", text, sent[0].Text)
		}
	}
}

// TestReturnersAreBriefedOnce proves that whoever speaks after a long silence is
// told what they missed, alone, once, and that whoever was here is not.
func TestReturnersAreBriefedOnce(t *testing.T) {
	r := newRoom(t, nil)
	r.says("ana", "hi")
	r.says("ben", "hi")
	r.now = r.now.Add(time.Minute)
	r.command("ana", "hypothesis the deploy")
	for range 4 {
		r.now = r.now.Add(10 * time.Minute)
		r.says("ana", "still here")
	}
	r.command("ana", "rule-out H1 old hosts fail too")
	if sent := r.says("ana", "hm"); len(sent) != 0 {
		t.Errorf("who was here is briefed: %s", sent[0].Text)
	}
	sent := r.says("ben", "back")
	if len(sent) != 1 || sent[0].To != "ben" || sent[0].How != incident.Ephemeral || !strings.Contains(sent[0].Text.String(), "ruled out") {
		t.Fatalf("ben, who was away, is told %+v", sent)
	}
	if sent := r.says("ben", "ok"); len(sent) != 0 {
		t.Errorf("ben is briefed twice: %s", sent[0].Text)
	}
}

// TestStatusKeepsItsPromise proves that a status comes at the cadence if anything
// changed, not if nothing did, not before it is due, and not while quiet.
func TestStatusKeepsItsPromise(t *testing.T) {
	statuses := func(sent []incident.DeliveryRequested) (n int) {
		for _, d := range sent {
			if d.Kind == KindStatus {
				n++
			}
		}
		return n
	}
	r := newRoom(t, nil)
	r.says("ana", "hi")
	if n := statuses(r.until(start.Add(65 * time.Minute))); n != 0 {
		t.Errorf("%d statuses although nothing changed", n)
	}
	r.command("ana", "trend worse")
	r.says("ana", "hm")
	if n := statuses(r.until(start.Add(89 * time.Minute))); n != 0 {
		t.Errorf("a status before it was due")
	}
	if n := statuses(r.until(start.Add(91 * time.Minute))); n != 1 {
		t.Errorf("%d statuses when one was due", n)
	}
	r.command("ana", "quiet 2h")
	r.command("ana", "trend better")
	r.says("ana", "hm")
	if n := statuses(r.until(start.Add(125 * time.Minute))); n != 0 {
		t.Errorf("a status although somebody asked for quiet")
	}
}

// TestSchedulesAreObeyed proves that a cron expression takes the place of the
// cadence.
func TestSchedulesAreObeyed(t *testing.T) {
	set := incident.DefaultSettings()
	set.StatusAt = "10 * * * *"
	c, err := New(Config{Settings: set})
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, c: c, st: &State{}, now: start}
	r.feed(incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2})
	r.says("ana", "hi")
	r.now = r.now.Add(time.Minute)
	r.command("ana", "impact EU is down")
	sent := r.until(start.Add(15 * time.Minute))
	if len(sent) != 1 || sent[0].Kind != KindStatus {
		t.Errorf("at ten past the hour %+v was sent", sent)
	}
	if _, err := New(Config{Settings: incident.Settings{StatusAt: "soon"}}); err == nil {
		t.Error("a schedule that cannot be read was accepted")
	}
}

// deeds are commands that move every part of the state.
var deeds = []string{
	"impact EU is down", "trend worse", "trend better", "hypothesis the deploy", "hypothesis dns", "evidence H1 against old hosts fail",
	"evidence H2 for names do not resolve", "rule-out H1 no", "revive H1", "take H1 for 10m", "take H2 for 25m", "drop", "lead", "ask @ben is it up?",
	"ask @ben to restart it", "answered Q1", "did restarted x expect y in 7m", "done I1 no", "wait 12m the restore", "waited", "told mail: it is dns H2",
	"corrected A1", "hands-off db for 9m", "quiet 15m", "quiet off", "working H1", "snooze fixation/H1 20m", "status", "close", "reopen", "sev 1",
}

// TestWakesKeepTheirPromise proves, over random incidents, that nothing is
// decided by time before NextWake says so, that NextWake is never in the past,
// and that whoever folds the log decides the same.
func TestWakesKeepTheirPromise(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRoom(t, nil)
		for range rapid.IntRange(1, 25).Draw(rt, "deeds") {
			r.until(r.now.Add(time.Duration(rapid.IntRange(0, 400).Draw(rt, "seconds later")) * time.Second))
			who := rapid.SampledFrom([]incident.PersonID{"ana", "ben", "cem"}).Draw(rt, "who")
			if rapid.IntRange(0, 3).Draw(rt, "talks") == 0 {
				r.says(who, "H1, still at it")
			} else {
				r.command(who, rapid.SampledFrom(deeds).Draw(rt, "deed"))
			}
			next, ok := r.c.NextWake(r.st, r.now)
			again := r.refolded()
			next2, ok2 := r.c.NextWake(again, r.now)
			if ok != ok2 || !next.Equal(next2) {
				rt.Fatalf("NextWake is %v, and %v after folding the log", next, next2)
			}
			if !ok {
				next = r.now.Add(10 * time.Hour)
			}
			if !next.After(r.now) {
				rt.Fatalf("NextWake is %v at %v", next, r.now)
			}
			early := r.now.Add(time.Duration(rapid.Int64Range(1, int64(next.Sub(r.now))-1).Draw(rt, "early")))
			if o := r.c.Wake(again, early); !o.Empty() {
				rt.Fatalf("at %v, before %v, time decided %s", early, next, incident.Name(o.Entries[0].Event))
			}
		}
	})
}

// TestStepIsTotal proves that an entry which is no input brings about nothing.
func TestStepIsTotal(t *testing.T) {
	r := newRoom(t, nil)
	for _, ev := range []incident.Event{incident.TrendStated{Trend: incident.TrendWorse}, incident.CardShown{Digest: "x"}, incident.Left{Who: "ana"}} {
		e := incident.Entry{Seq: r.st.Incident.Seq + 1, At: r.now, By: "ana", Event: ev}
		if err := r.st.Apply(e); err != nil {
			t.Fatal(err)
		}
		if o := r.c.Step(r.st, e, r.now); !o.Empty() && !slices.ContainsFunc(o.Entries, func(e incident.Entry) bool { return e.By == incident.Bearings }) {
			t.Errorf("%s brought about %v", incident.Name(ev), o.Entries)
		}
	}
}
