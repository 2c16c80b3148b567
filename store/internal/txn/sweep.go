package txn

import (
	"time"

	"bearings/store"
)

// Sweeper does the housekeeping that no call waits for, in bounded steps: it forgets once-keys that are past their time, and goes on with
// deletions that a crash broke off. It remembers its place in memory only, so it may visit a key twice.
type Sweeper struct{ place string }

// Step looks at up to limit once-keys, and deletes up to limit keys of a sealed log.
func (s *Sweeper) Step(tx Tx, now time.Time, limit int) error {
	log, err := nextSealing(tx)
	if err != nil {
		return err
	}
	if log != (store.LogID{}) {
		if _, err := SealPage(tx, log, limit); err != nil {
			return err
		}
	}
	return s.sweepOnce(tx, now, limit)
}

// nextSealing returns a log whose deletion is under way, or the zero LogID.
func nextSealing(tx Tx) (store.LogID, error) {
	for key := range tx.Ascend(keySealing, keySealing) {
		log, _, err := store.ParseLogKey(keySealing, key)
		return log, err
	}
	return store.LogID{}, nil
}

func (s *Sweeper) sweepOnce(tx Tx, now time.Time, limit int) error {
	var w writes
	place, seen := s.place, 0
	s.place = ""
	for key, value := range tx.Ascend(store.PrefixOnce, max(store.PrefixOnce, place)) {
		if seen == limit {
			s.place = key
			break
		}
		seen++
		// One that cannot be read stays: the append that meets it will say so.
		if o, err := decodeOnce(value); err == nil && o.expired(now) {
			w.delete(key)
		}
	}
	return w.apply(tx)
}
