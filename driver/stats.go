package driver

import "sync/atomic"

// Stats are what a Driver has done since it was made, and how many incidents it has in memory now.
type Stats struct {
	Loaded     int    // in memory now
	Broken     uint64 // stopped because of a broken invariant; anything but 0 wants a person
	Inputs     uint64 // appended
	Duplicates uint64 // submitted again
	Conflicts  uint64 // another writer was first, and the log was folded again
	Folds      uint64 // incidents read from their logs
	Wakes      uint64 // computed wake-ups
	Appends    uint64 // records
	Retries    uint64 // appends and deliveries that failed and will be tried again
	Sent       uint64 // messages
	Failed     uint64 // messages that were given up
	Cards      uint64 // edits of cards
}

type counters struct {
	broken, inputs, duplicates, conflicts, folds, wakes, appends, retries, sent, failed, cards atomic.Uint64
}

// Stats returns the present numbers.
func (d *Driver) Stats() Stats {
	d.mu.Lock()
	loaded := len(d.runners)
	d.mu.Unlock()
	c := &d.stats
	return Stats{
		Loaded: loaded,
		Broken: c.broken.Load(), Inputs: c.inputs.Load(), Duplicates: c.duplicates.Load(), Conflicts: c.conflicts.Load(),
		Folds: c.folds.Load(), Wakes: c.wakes.Load(), Appends: c.appends.Load(), Retries: c.retries.Load(),
		Sent: c.sent.Load(), Failed: c.failed.Load(), Cards: c.cards.Load(),
	}
}
