package driver

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bearings/incident"
	"bearings/store"
	"bearings/store/memory"

	"pgregory.net/rapid"
)

func TestWakeAtItsTime(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "wait 7m")
		sleep(7*time.Minute - time.Nanosecond)
		if got := w.chat.texts(); len(got) != 0 {
			t.Errorf("woke early: %q", got)
		}
		sleep(time.Nanosecond)
		synctest.Wait()
		if got := w.chat.texts(); len(got) != 1 {
			t.Error("did not wake at its time")
		}
		var ids []string
		for _, rec := range w.records(theLog) {
			ids = append(ids, rec.ID)
		}
		if !slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, "wake/inc-1/") }) {
			t.Errorf("records %q", ids)
		}
	})
}

// TestDormant proves that nothing ticks: an incident for which the core asks for no wake is left alone.
func TestDormant(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "doze 1m")
		sleep(2 * time.Minute)
		records, wakes := len(w.records(theLog)), w.d.Stats().Wakes
		if wakes != 1 {
			t.Errorf("%d wakes, want the one that was asked for", wakes)
		}
		sleep(30 * 24 * time.Hour)
		if len(w.records(theLog)) != records || w.d.Stats().Wakes != wakes {
			t.Error("something ticked")
		}
	})
}

func TestEvictAndRefold(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "title a; wait 3h")
		sleep(9 * time.Minute)
		if n := w.d.Stats().Loaded; n != 1 {
			t.Errorf("%d incidents in memory before it is idle", n)
		}
		sleep(2 * time.Minute)
		if n := w.d.Stats().Loaded; n != 0 {
			t.Errorf("%d incidents in memory after it is idle", n)
		}
		w.checkState(theLog)
		if n := w.d.Stats().Folds; n != 2 {
			t.Errorf("folded %d times, want 2", n)
		}
		sleep(3 * time.Hour) // evicted again, and due meanwhile
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
		w.checkState(theLog)
	})
}

func TestNotEvictedBeforeAWake(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "wait 15m")
		sleep(12 * time.Minute)
		if n := w.d.Stats().Loaded; n != 1 {
			t.Errorf("%d incidents in memory: a wake is due in three minutes", n)
		}
		sleep(time.Hour)
		if n := w.d.Stats().Loaded; n != 0 {
			t.Errorf("%d incidents in memory", n)
		}
	})
}

// TestDownAtItsTime proves that what was due while no driver lived happens when one does, and once.
func TestDownAtItsTime(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "wait 10m; doze 20m")
		sleep(time.Minute)
		w.stop()
		sleep(time.Hour)
		w.start()
		synctest.Wait()
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
		sleep(time.Minute)
		w.restart()
		sleep(time.Minute)
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
	})
}

// TestStartReadsOnlyTheIndex proves that incidents without anything to do are not read at the start, and others are.
func TestStartReadsOnlyTheIndex(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start()
		logs := map[string]string{"idle": "nothing", "later": "wait 5h", "soon": "wait 1m"}
		for name, text := range logs {
			log := store.LogID{Workspace: "T1", Incident: name}
			w.open(log)
			w.say(log, text)
		}
		sleep(10 * time.Second)
		w.stop()
		var mu sync.Mutex // guards read
		read := map[string]bool{}
		seen := func() []string {
			mu.Lock()
			defer mu.Unlock()
			return slices.Sorted(maps.Keys(read))
		}
		w.setFault(func(c memory.Call) error {
			if c.Op == "Read" {
				mu.Lock()
				defer mu.Unlock()
				read[c.Log.Incident] = true
			}
			return nil
		})
		w.start()
		synctest.Wait()
		if got := seen(); len(got) != 0 {
			t.Errorf("read %v", got)
		}
		sleep(time.Minute)
		if got := seen(); len(got) != 1 || got[0] != "soon" {
			t.Errorf("read %v, want only what is due", got)
		}
		w.stop()
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
	})
}

// TestTouchedBeforeItsTurn proves that an incident that somebody touches does not wait behind those that are only due.
func TestTouchedBeforeItsTurn(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		w.say(theLog, "wait 1m")
		sleep(10 * time.Second)
		w.stop()
		sleep(time.Hour)
		w.made = func(d *Driver) {
			for range cap(d.slots) {
				d.slots <- struct{}{} // others are being folded
			}
		}
		w.start()
		sleep(time.Minute)
		if got := w.chat.texts(); len(got) != 0 {
			t.Errorf("did not wait for its turn: %q", got)
		}
		w.say(theLog, "nothing")
		synctest.Wait()
		if got := w.chat.texts(); len(got) != 1 {
			t.Errorf("arrived %q", got)
		}
		for range cap(w.d.slots) {
			<-w.d.slots
		}
	})
}

// TestTimesNeverRunBack proves that the log stays in order when an entry comes from a clock that is ahead of ours.
func TestTimesNeverRunBack(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, w *world) {
		log := store.LogID{Workspace: "T1", Incident: "ahead"}
		ahead := incident.Entry{Seq: 1, At: time.Now().UTC().Add(time.Minute), By: "ana", Event: opened()}
		rec, err := w.d.record("in/ahead", []incident.Entry{ahead})
		if err == nil {
			_, err = w.mem.Append(t.Context(), log, 0, rec, store.Fence{})
		}
		if err != nil {
			t.Fatal(err)
		}
		w.say(log, "post")
		sleep(time.Second)
		for _, e := range w.entries(log) {
			if e.At.Before(ahead.At) {
				t.Errorf("entry %d is before the one before it", e.Seq)
			}
		}
	})
}

func TestTimetable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tt timetable
		want := map[store.LogID]int{}
		base := time.Unix(1_700_000_000, 0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			log := store.LogID{Workspace: "T", Incident: rapid.StringMatching("[a-h]").Draw(t, "log")}
			switch at := rapid.IntRange(-4, 20).Draw(t, "at"); {
			case at < 0:
				tt.set(log, time.Time{})
				delete(want, log)
			case at%5 == 0:
				for got, ok := tt.take(base.Add(time.Duration(at) * time.Second)); ok; got, ok = tt.take(base.Add(time.Duration(at) * time.Second)) {
					if want[got] > at {
						t.Fatalf("took %v, due at %d, at %d", got, want[got], at)
					}
					delete(want, got)
				}
				for l, w := range want {
					if w <= at {
						t.Fatalf("left %v, due at %d, at %d", l, w, at)
					}
				}
			default:
				tt.set(log, base.Add(time.Duration(at)*time.Second))
				want[log] = at
			}
		}
		if tt.Len() != len(want) || len(tt.byLog) != len(want) {
			t.Fatalf("%d logs, want %d", tt.Len(), len(want))
		}
	})
}
