package driver

import (
	"container/heap"
	"time"

	"bearings/store"
)

// timetable says when each incident is next to be looked at: one heap for all of them.
type timetable struct {
	items []*slot
	byLog map[store.LogID]*slot
}

type slot struct {
	at  time.Time
	log store.LogID
	i   int
}

// set notes when a log is next to be looked at; a zero time takes it out.
func (t *timetable) set(log store.LogID, at time.Time) {
	s := t.byLog[log]
	switch {
	case s == nil && at.IsZero():
	case s == nil:
		if t.byLog == nil {
			t.byLog = map[store.LogID]*slot{}
		}
		s = &slot{at: at, log: log}
		t.byLog[log] = s
		heap.Push(t, s)
	case at.IsZero():
		heap.Remove(t, s.i)
		delete(t.byLog, log)
	default:
		s.at = at
		heap.Fix(t, s.i)
	}
}

// next returns the earliest time.
func (t *timetable) next() (time.Time, bool) {
	if len(t.items) == 0 {
		return time.Time{}, false
	}
	return t.items[0].at, true
}

// take takes out the earliest log if it is due.
func (t *timetable) take(now time.Time) (store.LogID, bool) {
	at, ok := t.next()
	if !ok || at.After(now) {
		return store.LogID{}, false
	}
	s := t.items[0]
	t.set(s.log, time.Time{})
	return s.log, true
}

// Len implements heap.Interface.
func (t *timetable) Len() int { return len(t.items) }

// Less implements heap.Interface.
func (t *timetable) Less(i, j int) bool { return t.items[i].at.Before(t.items[j].at) }

// Swap implements heap.Interface.
func (t *timetable) Swap(i, j int) {
	t.items[i], t.items[j] = t.items[j], t.items[i]
	t.items[i].i, t.items[j].i = i, j
}

// Push implements heap.Interface.
func (t *timetable) Push(x any) {
	s := x.(*slot)
	s.i = len(t.items)
	t.items = append(t.items, s)
}

// Pop implements heap.Interface.
func (t *timetable) Pop() any {
	n := len(t.items) - 1
	s := t.items[n]
	t.items[n] = nil
	t.items = t.items[:n]
	return s
}

// schedule says when an incident that is in memory wants its next tick.
func (d *Driver) schedule(log store.LogID, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.due.set(log, at)
	d.signalIfEarlier(at)
}

// signalIfEarlier wakes keepTime if its timer would now fire too late. The caller holds the lock.
func (d *Driver) signalIfEarlier(at time.Time) {
	if first, ok := d.due.next(); ok && first.Equal(at) {
		signal(d.rearm)
	}
}

// keepTime gives a tick to every incident whose time has come, until the driver stops.
func (d *Driver) keepTime() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-d.drain:
			return
		case <-d.life.Done():
			return
		case <-d.rearm:
		case <-timer.C:
		}
		timer.Stop()
		if next, ok := d.tickDue(time.Now()); ok {
			timer.Reset(time.Until(next))
		}
	}
}

// tickDue returns the next time after those that were due.
func (d *Driver) tickDue(now time.Time) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.draining {
		return time.Time{}, false
	}
	for {
		log, ok := d.due.take(now)
		if !ok {
			return d.due.next()
		}
		signal(d.runnerOf(log).tick)
	}
}
