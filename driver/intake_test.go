package driver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
	"bearings/store/memory"
)

// inBubble runs a test with time under control and an open incident.
func inBubble(t *testing.T, prepare func(*world), test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if prepare != nil {
			prepare(w)
		}
		w.start()
		w.open(theLog)
		synctest.Wait()
		test(t, w)
		w.stop()
	})
}

func TestSubmitOnce(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		for range 3 {
			if err := w.submit(theLog, posted(1, "post"), "once"); err != nil {
				t.Fatal(err)
			}
		}
		w.restart()
		if err := w.submit(theLog, posted(1, "post"), "once"); err != nil {
			t.Fatal(err)
		}
		if err := w.submit(theLog, posted(2, "post"), "twice"); err != nil { // another key is another input
			t.Fatal(err)
		}
		sleep(time.Minute)
		if n := w.count(theLog, "message_posted"); n != 2 {
			t.Errorf("%d messages in the log, want 2", n)
		}
		if got := w.chat.texts(); len(got) != 2 {
			t.Errorf("answered %q, want 2 answers", got)
		}
		if s := w.d.Stats(); s.Duplicates != 1 || s.Inputs != 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestSubmitRefuses(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		for name, err := range map[string]error{
			"no event": w.d.Submit(context.Background(), theLog, incident.Entry{}, "k"),
			"no key":   w.submit(theLog, opened(), ""),
			"report":   w.submit(theLog, incident.Delivered{Key: "x"}, "k"),
			"log":      w.submit(store.LogID{Workspace: "a/b", Incident: "c"}, opened(), "k"),
			"large":    w.submit(theLog, posted(1, strings.Repeat("a", store.MaxRecord)), "k"),
		} {
			if err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
		if long := strings.Repeat("k", 2*store.MaxID); w.submit(theLog, posted(2, "post"), long) != nil {
			t.Error("a long key was refused")
		}
		w.checkState(theLog)
	})
}

func TestMaskedAtIntake(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "nothing token=abcdefghijklmnop")
		for _, rec := range w.records(theLog) {
			for _, body := range rec.Bodies {
				if strings.Contains(string(body), "abcdefghijklmnop") {
					t.Errorf("a secret was stored: %s", body)
				}
			}
		}
	})
}

// TestConflict proves that what another writer appended is taken in first, and stepped too.
func TestConflict(t *testing.T) {
	other := func(w *world, head store.Pos, n int) {
		st := w.folded(theLog)
		e := incident.Entry{Seq: st.Incident.Seq + 1, At: time.Now().UTC(), By: "bo", Event: posted(900+n, "post")}
		data, bodies, err := incident.EncodeRecord([]incident.Entry{e}, [32]byte{})
		if err != nil {
			w.t.Fatal(err)
		}
		rec := store.Record{ID: fmt.Sprintf("in/other/%d", n), Data: data, Bodies: bodies}
		if _, err := w.mem.Append(context.Background(), theLog, head, rec, store.Fence{}); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, before := range []string{"in/C1/", "out/in/C1/", "done/"} {
		for _, times := range []int{1, 4} {
			t.Run(fmt.Sprint(before, times), func(t *testing.T) {
				inBubble(t, nil, func(t *testing.T, w *world) {
					left := times
					w.setFault(func(c memory.Call) error {
						if c.Op == "Append" && !c.Done && left > 0 && strings.HasPrefix(c.Record.ID, before) {
							left--
							other(w, store.Pos(len(w.records(theLog))), left)
						}
						return nil
					})
					w.say(theLog, "post")
					sleep(time.Minute)
					if got := len(w.chat.texts()); got != times+1 {
						t.Errorf("%d messages arrived, want %d: %s", got, times+1, w.kinds(theLog))
					}
					if w.d.Stats().Conflicts == 0 && before != "done/" {
						t.Error("no conflict was counted")
					}
					w.checkState(theLog)
				})
			})
		}
	}
}

func TestConflictWithoutEnd(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.setFault(func(c memory.Call) error {
			if c.Op == "Append" && !c.Done {
				return store.ErrConflict{Head: 99}
			}
			return nil
		})
		if err := w.submit(theLog, posted(1, "post"), "k"); !errors.Is(err, store.ErrConflict{}) {
			t.Errorf("error %v, want the conflict", err)
		}
		w.setFault(nil)
		w.say(theLog, "post")
		sleep(time.Minute)
		if got := len(w.chat.texts()); got != 1 {
			t.Errorf("%d messages arrived", got)
		}
	})
}

// TestUnknownOutcome proves that an append whose answer was lost is neither lost nor repeated, wherever it happens and however often.
func TestUnknownOutcome(t *testing.T) {
	for _, prefix := range []string{"in/C1/", "out/in/C1/", "done/", "card/"} {
		for _, done := range []bool{true, false} {
			for _, times := range []int{1, 2, 7} {
				t.Run(fmt.Sprint(prefix, done, times), func(t *testing.T) {
					inBubble(t, nil, func(t *testing.T, w *world) {
						sleep(time.Minute)
						left := times
						w.setFault(func(c memory.Call) error {
							if c.Op == "Append" && c.Done == done && left > 0 && strings.HasPrefix(c.Record.ID, prefix) {
								left--
								return fmt.Errorf("timed out: %w", store.ErrUnknown)
							}
							return nil
						})
						for w.submit(theLog, posted(1, "post; title new"), "C1/k") != nil {
							sleep(time.Second)
						}
						sleep(10 * time.Minute)
						if n := w.count(theLog, "message_posted"); n != 1 {
							t.Errorf("%d messages in the log", n)
						}
						if got := w.chat.texts(); len(got) != 1 {
							t.Errorf("arrived %q", got)
						}
						if w.count(theLog, "delivered") != 1 || w.count(theLog, "card_shown") != 2 {
							t.Errorf("log: %s", w.kinds(theLog))
						}
						w.checkState(theLog)
					})
				})
			}
		}
	}
}

func TestQuery(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "title found")
		title := ""
		err := w.d.Query(t.Context(), theLog, func(st *coordinator.State) { title = st.Incident.Title.String() })
		if err != nil || title != "found" {
			t.Errorf("title %q, error %v", title, err)
		}
		err = w.d.Query(t.Context(), store.LogID{Workspace: "T1", Incident: "none"}, func(st *coordinator.State) {
			if st.Incident.Seq != 0 {
				t.Error("an incident that does not exist has a state")
			}
		})
		if err != nil {
			t.Error(err)
		}
		err = w.d.Query(t.Context(), theLog, func(*coordinator.State) { panic("a renderer's fault") })
		if err == nil || errors.Is(err, ErrBroken) {
			t.Errorf("error %v", err)
		}
		w.say(theLog, "nothing")
	})
}

// TestQueryGivesUp proves that a query whose caller has left is not answered into the caller's variables.
func TestQueryGivesUp(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		release := make(chan struct{})
		go func() { _ = w.d.Query(t.Context(), theLog, func(*coordinator.State) { <-release }) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		called := false
		err := w.d.Query(ctx, theLog, func(*coordinator.State) { called = true })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		close(release)
		synctest.Wait()
		if called {
			t.Error("called although the caller had left")
		}
	})
}

func TestBrokenIncidentIsAlone(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		other := store.LogID{Workspace: "T1", Incident: "inc-2"}
		w.open(other)
		w.say(theLog, "panic") // durable, so acknowledged
		synctest.Wait()
		for range 2 {
			if err := w.submit(theLog, posted(50, "post"), "after"); !errors.Is(err, ErrBroken) {
				t.Errorf("error %v, want ErrBroken", err)
			}
		}
		w.say(other, "post")
		sleep(time.Minute)
		if got := len(w.chat.texts()); got != 1 {
			t.Errorf("%d messages arrived from the other incident, want 1", got)
		}
		if w.d.Stats().Broken != 1 || !strings.Contains(w.logs.String(), "level=ERROR") {
			t.Errorf("not loud: %+v", w.d.Stats())
		}
		w.restart() // does not help, and breaks it again rather than lose an input
		sleep(time.Minute)
		if err := w.submit(theLog, posted(51, "post"), "again"); !errors.Is(err, ErrBroken) {
			t.Errorf("error %v, want ErrBroken", err)
		}
	})
}

func TestDamagedRecordIsBroken(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		bad := store.LogID{Workspace: "T1", Incident: "bad"}
		rec := store.Record{ID: "in/x", Data: []byte(`[{"v":99,"seq":1,"type":"opened","data":{}}]`)}
		if _, err := w.mem.Append(t.Context(), bad, 0, rec, store.Fence{}); err != nil {
			t.Fatal(err)
		}
		if err := w.submit(bad, opened(), "k"); !errors.Is(err, ErrBroken) || !errors.Is(err, incident.ErrFuture) {
			t.Errorf("error %v", err)
		}
	})
}

func TestStopDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.chat.obeys(func(op string, _ incident.DeliveryRequested) error {
			if op == "send" {
				time.Sleep(10 * time.Second)
			}
			return nil
		})
		w.start()
		if err := w.d.Start(t.Context()); err == nil {
			t.Error("started twice")
		}
		w.open(theLog)
		w.say(theLog, "post")
		w.stop()
		if n := w.count(theLog, "delivered"); n != 1 {
			t.Errorf("a message under way was not waited for: %s", w.kinds(theLog))
		}
		if err := w.submit(theLog, opened(), "late"); !errors.Is(err, ErrStopped) {
			t.Errorf("error %v, want ErrStopped", err)
		}
		if err := w.d.Query(t.Context(), theLog, func(*coordinator.State) {}); !errors.Is(err, ErrStopped) {
			t.Errorf("error %v, want ErrStopped", err)
		}
	})
}

func TestStopGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		hang := make(chan struct{})
		w.chat.obeys(func(op string, _ incident.DeliveryRequested) error {
			if op == "send" {
				<-hang
			}
			return nil
		})
		w.start()
		w.open(theLog)
		w.say(theLog, "post")
		synctest.Wait()
		go func() { time.Sleep(2 * time.Second); close(hang) }() // a deliverer that does not heed its context at once
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.d.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if n := w.count(theLog, "delivered"); n != 0 {
			t.Error("reported after it had given up")
		}
	})
}

// TestReload proves that erased text leaves memory.
func TestReload(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "title something that was said")
		synctest.Wait()
		var seqs []store.Pos
		for _, rec := range w.records(theLog) {
			seqs = append(seqs, rec.Seq)
		}
		if err := w.mem.Erase(t.Context(), theLog, seqs...); err != nil {
			t.Fatal(err)
		}
		if err := w.d.Reload(t.Context(), theLog); err != nil {
			t.Fatal(err)
		}
		if err := w.d.Reload(t.Context(), store.LogID{Workspace: "T1", Incident: "not-loaded"}); err != nil {
			t.Error(err)
		}
		w.checkState(theLog)
		_ = w.d.Query(t.Context(), theLog, func(st *coordinator.State) {
			if !st.Incident.Title.Erased() {
				t.Errorf("title %q", st.Incident.Title)
			}
		})
	})
}

func TestSealedLogEnds(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		sleep(time.Minute)
		if err := w.mem.Seal(t.Context(), theLog, store.Pos(len(w.records(theLog))), store.Archive{}); err != nil {
			t.Fatal(err)
		}
		if err := w.submit(theLog, posted(1, "post"), "k"); !errors.Is(err, store.ErrSealed) {
			t.Errorf("error %v", err)
		}
		synctest.Wait()
		if s := w.d.Stats(); s.Loaded != 0 || s.Broken != 0 {
			t.Errorf("stats %+v", s)
		}
	})
}

// TestLogNeverHoldsChannelText proves that no line of the log has what people wrote or read.
func TestLogNeverHoldsChannelText(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.chat.obeys(func(op string, _ incident.DeliveryRequested) error {
			if op == "send" || op == "card" {
				return unsureError{}
			}
			return nil
		})
		w.say(theLog, "post; title purple elephant; ephemeral bo")
		sleep(time.Hour)
		w.say(theLog, "panic purple elephant")
		synctest.Wait()
		logged := w.logs.String()
		if !strings.Contains(logged, "given up") || !strings.Contains(logged, "stopped") {
			t.Errorf("the test does not reach the log's lines:\n%s", logged)
		}
		for _, secret := range []string{"purple", "answer to"} {
			if strings.Contains(logged, secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}

func TestOptions(t *testing.T) {
	w := newWorld(t)
	good := Options{Log: w.mem, Index: w.mem, Core: w.core, Deliverer: w.chat}
	for _, test := range []struct {
		name string
		opt  func(*Options)
		ok   bool
	}{
		{"zero values", func(*Options) {}, true},
		{"no log", func(o *Options) { o.Log = nil }, false},
		{"no index", func(o *Options) { o.Index = nil }, false},
		{"no core", func(o *Options) { o.Core = nil }, false},
		{"no deliverer", func(o *Options) { o.Deliverer = nil }, false},
		{"negative", func(o *Options) { o.Backoff = -1 }, false},
	} {
		opt := good
		test.opt(&opt)
		if _, err := New(opt); (err == nil) != test.ok {
			t.Errorf("%s: error %v", test.name, err)
		}
	}
}

func TestBackoff(t *testing.T) {
	d := &Driver{opt: Options{Backoff: time.Second, BackoffMax: time.Minute}}
	var waits []time.Duration
	for n := 1; n < 12; n++ {
		waits = append(waits, d.backoff("k", n))
	}
	if !slices.IsSorted(waits) || waits[0] < time.Second || waits[0] > 1250*time.Millisecond || waits[10] > 75*time.Second {
		t.Errorf("waits %v", waits)
	}
	if d.backoff("k", 3) != waits[2] || d.backoff("another", 3) == waits[2] {
		t.Error("the wait must depend on the name, and on nothing else")
	}
}
