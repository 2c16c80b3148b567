package txn

import (
	"encoding/binary"
	"fmt"

	"bearings/store"
)

// Get returns the value of a configuration key.
func Get(tx Tx, key string) (store.Value, store.Rev, error) {
	b := tx.Get(key)
	if b == nil {
		return nil, 0, nil
	}
	if len(b) < revSize {
		return nil, 0, fmt.Errorf("%s: %d bytes: %w", key, len(b), store.ErrDamaged)
	}
	return append(store.Value{}, b[revSize:]...), revOf(b), nil
}

// Put does what store.Store says of it. Revisions come from one counter, so that a key that was deleted and set again has a new one.
func Put(tx Tx, key string, value store.Value, ifRev store.Rev) (store.Rev, error) {
	_, rev, err := Get(tx, key)
	if err != nil {
		return 0, err
	}
	if rev != ifRev {
		return 0, store.ErrStale{Rev: rev}
	}
	last, err := readUint(tx, keyRev)
	if err != nil {
		return 0, err
	}
	var w writes
	if value == nil {
		w.delete(key)
		return 0, w.apply(tx)
	}
	w.put(keyRev, uintBytes(last+1))
	w.put(key, append(uintBytes(last+1), value...))
	return store.Rev(last + 1), w.apply(tx)
}

const revSize = 8

func revOf(b []byte) store.Rev { return store.Rev(binary.BigEndian.Uint64(b[:revSize])) }
