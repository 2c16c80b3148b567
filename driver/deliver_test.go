package driver

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bearings/incident"
	"bearings/store/memory"
)

// failures makes the first n calls of an operation fail.
func failures(op string, n int, err error) func(string, incident.DeliveryRequested) error {
	return func(o string, _ incident.DeliveryRequested) error {
		if o != op || n == 0 {
			return nil
		}
		n--
		return err
	}
}

func TestSlowDelivererDoesNotBlockIntake(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.chat.obeys(func(op string, req incident.DeliveryRequested) error {
			if op == "send" && req.How == incident.Post {
				time.Sleep(20 * time.Second)
			}
			return nil
		})
		begin := time.Now()
		w.say(theLog, "post")
		w.say(theLog, "post; direct bo")
		for range 50 {
			w.say(theLog, "nothing")
		}
		synctest.Wait()
		if spent := time.Since(begin); spent != 0 {
			t.Errorf("intake waited %v", spent)
		}
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q; a direct message does not wait for a post", got)
		}
		sleep(time.Minute)
		if got := w.chat.texts(); len(got) != 3 || got[1] > got[2] {
			t.Errorf("arrived %q; posts keep their order", got)
		}
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for _, how := range []string{"post", "direct bo", "ephemeral bo"} {
		t.Run(how, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, w *world) {
				w.chat.obeys(failures("send", 2, busyError{45 * time.Second}))
				begin := time.Now()
				w.say(theLog, how)
				sleep(89 * time.Second)
				if n := len(w.chat.texts()); n != 0 {
					t.Errorf("sent before it was allowed")
				}
				sleep(10 * time.Second)
				if n := len(w.chat.texts()); n != 1 {
					t.Errorf("not sent %v after the request", time.Since(begin))
				}
				if w.chat.lookedUp() != 0 {
					t.Error("looked up although it was certainly not sent")
				}
				if w.count(theLog, "delivered") != 1 || w.count(theLog, "delivery_failed") != 0 {
					t.Errorf("log: %s", w.kinds(theLog))
				}
			})
		})
	}
}

func TestDoubtfulRepeatIsLookedUp(t *testing.T) {
	for _, test := range []struct {
		how, op     string
		sent, finds int
		failed      bool
	}{
		{"post", "send", 1, 1, false}, // the answer was lost, and the message as well
		{"post", "sent", 1, 1, false}, // only the answer was lost
		{"direct bo", "sent", 1, 1, false},
		{"ephemeral bo", "sent", 1, 0, true}, // seen, but we do not know
		{"ephemeral bo", "send", 0, 0, true}, // not seen, and never repeated
	} {
		t.Run(test.how+" "+test.op, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, w *world) {
				w.chat.obeys(failures(test.op, 1, unsureError{}))
				w.say(theLog, test.how)
				sleep(5 * time.Minute)
				if got := len(w.chat.texts()); got != test.sent {
					t.Errorf("arrived %d times, want %d", got, test.sent)
				}
				if w.chat.lookedUp() != test.finds {
					t.Errorf("looked up %d times, want %d", w.chat.lookedUp(), test.finds)
				}
				if failed := w.count(theLog, "delivery_failed") == 1; failed != test.failed {
					t.Errorf("log: %s", w.kinds(theLog))
				}
			})
		})
	}
}

func TestDeliveryFails(t *testing.T) {
	for _, test := range []struct {
		name, op string
		err      error
		tries    int
		why      string
	}{
		{"permanent", "send", goneError{}, 1, "channel is archived"},
		{"wrapped", "send", fmt.Errorf("post m4: %w", goneError{}), 1, "post m4: channel is archived"},
		{"again and again", "send", unsureError{}, 8, "no answer"},
		{"busy for ever", "send", busyError{time.Second}, 8, "rate limited"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, w *world) {
				w.chat.obeys(failures(test.op, -1, test.err))
				w.say(theLog, "post")
				sleep(30 * time.Minute)
				var got incident.DeliveryFailed
				for _, e := range w.entries(theLog) {
					if f, ok := e.Event.(incident.DeliveryFailed); ok {
						got = f
					}
				}
				if got.Why != test.why || got.Tries != test.tries {
					t.Errorf("failed with %+v, want %d tries and %q", got, test.tries, test.why)
				}
				w.chat.obeys(failures("send", 0, nil))
				w.say(theLog, "post") // what failed does not hold up what follows
				sleep(time.Minute)
				if n := len(w.chat.texts()); n != 1 {
					t.Errorf("%d messages arrived, want the second", n)
				}
			})
		})
	}
}

func TestErasedTextIsNotSent(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.chat.obeys(failures("send", 1, busyError{time.Minute}))
		w.say(theLog, "post")
		sleep(time.Second)
		for _, rec := range w.records(theLog) {
			if err := w.mem.Erase(t.Context(), theLog, rec.Seq); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.d.Reload(t.Context(), theLog); err != nil {
			t.Fatal(err)
		}
		sleep(time.Hour)
		if got := w.chat.texts(); len(got) != 0 {
			t.Errorf("arrived %q", got)
		}
		if n := w.count(theLog, "delivery_failed"); n != 1 {
			t.Errorf("log: %s", w.kinds(theLog))
		}
	})
}

// TestCardIsCoalesced proves that a burst of changes is two edits, the second with the newest state, and that nothing is edited for
// nothing.
func TestCardIsCoalesced(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		sleep(10 * time.Second)
		before := len(w.chat.editTimes())
		for i := range 15 {
			w.say(theLog, fmt.Sprintf("title t%d", i))
			sleep(100 * time.Millisecond)
		}
		sleep(time.Minute)
		edits := w.chat.editTimes()[before:]
		if len(edits) != 2 || edits[1].Sub(edits[0]) != 2*time.Second {
			t.Errorf("edits at %v", edits)
		}
		if !strings.Contains(w.chat.shown(), w.core.Card(w.folded(theLog), time.Now()).Digest()) {
			t.Errorf("the card shows %q", w.chat.shown())
		}
		shown := w.count(theLog, "card_shown")
		w.say(theLog, "title t14") // what it says already
		sleep(time.Hour)
		if w.count(theLog, "card_shown") != shown || len(w.chat.editTimes()) != before+2 {
			t.Error("edited although nothing changed")
		}
	})
}

func TestCardFails(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		sleep(time.Minute)
		before := w.chat.shown()
		w.chat.obeys(failures("card", 3, busyError{20 * time.Second}))
		w.say(theLog, "title a")
		sleep(59 * time.Second)
		if w.chat.shown() != before {
			t.Error("edited before it was allowed")
		}
		w.say(theLog, "title b")
		sleep(10 * time.Second)
		if w.chat.shown() == before || w.d.cardOf(t, w) != w.chat.shown() {
			t.Errorf("the card shows %q", w.chat.shown())
		}
		w.chat.obeys(failures("card", -1, goneError{}))
		n := len(w.chat.editTimes())
		w.say(theLog, "title c")
		sleep(time.Hour)
		w.chat.obeys(failures("card", 0, nil))
		sleep(time.Hour)
		if len(w.chat.editTimes()) != n {
			t.Error("a card that was refused for good was shown again")
		}
		w.say(theLog, "title d")
		sleep(time.Minute)
		if w.d.cardOf(t, w) != w.chat.shown() {
			t.Error("a later card is not shown")
		}
	})
}

// cardOf is the digest of the card that is due.
func (*Driver) cardOf(t *testing.T, w *world) string {
	t.Helper()
	return w.core.Card(w.folded(theLog), time.Now()).Digest()
}

// TestCardKeepsItsPromise proves that a card whose next look has come is shown again, without a word in the log, so that a living bot
// does not look dead; and that a card without one is left alone.
func TestCardKeepsItsPromise(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "title a; doze 5m")
		sleep(time.Minute)
		edits, records := len(w.chat.editTimes()), len(w.records(theLog))
		sleep(3*time.Minute + 59*time.Second)
		if len(w.chat.editTimes()) != edits {
			t.Error("edited before the promised time")
		}
		sleep(2 * time.Second)
		if len(w.chat.editTimes()) != edits+1 {
			t.Error("not edited at the promised time")
		}
		sleep(24 * time.Hour)
		if len(w.chat.editTimes()) != edits+1 || len(w.records(theLog)) != records {
			t.Errorf("%d edits, %d records more", len(w.chat.editTimes())-edits, len(w.records(theLog))-records)
		}
	})
}

// TestRestartResumes proves that a restart in good order repeats nothing that is done and resumes what is not.
func TestRestartResumes(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.chat.obeys(func(op string, req incident.DeliveryRequested) error {
			if op == "send" && req.How == incident.Direct {
				return busyError{time.Hour}
			}
			return nil
		})
		w.say(theLog, "post; direct bo")
		sleep(time.Minute)
		w.chat.obeys(failures("send", 0, nil))
		w.restart()
		sleep(time.Minute)
		if got := w.chat.texts(); len(got) != 2 {
			t.Errorf("arrived %q", got)
		}
		w.checkState(theLog)
	})
}

// TestStoreFailsForAWhile proves that an outcome that could not be written is made again, and nothing is sent before.
func TestStoreFailsForAWhile(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		var down atomic.Bool
		w.setFault(func(c memory.Call) error {
			if down.Load() && c.Op == "Append" {
				return fmt.Errorf("disk is full")
			}
			if c.Op == "Append" && c.Done && strings.HasPrefix(c.Record.ID, "in/C1") {
				down.Store(true)
			}
			return nil
		})
		w.say(theLog, "post")
		sleep(10 * time.Minute)
		if got := w.chat.texts(); len(got) != 0 {
			t.Errorf("sent %q before it was in the log", got)
		}
		if err := w.submit(theLog, posted(77, "post"), "other"); err == nil {
			t.Error("accepted while the store is down")
		}
		down.Store(false)
		w.setFault(nil)
		sleep(2 * time.Minute)
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
		w.checkState(theLog)
	})
}
