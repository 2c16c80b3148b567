// Package txn holds what each operation of a store does inside one transaction, over a Tx that any ordered key-value engine can offer. The
// engines that keep their data in one process share it, so that they differ in durability only.
//
// It promises: an operation that returns an error without a Broken in it has written nothing, so that other operations of the same
// transaction may be committed; values read from the Tx are copied before they are returned. It does not know about concurrency, commit,
// or contexts: those are the engine's.
//
// Tested by storetest through the engines.
package txn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"bearings/store"
)

// Tx is one transaction over keys as package store lays them out. Values are valid until the transaction ends or writes.
type Tx interface {
	// Get returns nil if the key is absent.
	Get(key string) []byte
	Put(key string, value []byte) error
	Delete(key string) error
	// Ascend yields the keys with the prefix, from the given one on, in order. The loop must not write.
	Ascend(prefix, from string) iter.Seq2[string, []byte]
	// Last returns the last key with the prefix, or "".
	Last(prefix string) (string, []byte)
}

// Broken marks a failure of the engine in the middle of an operation: the transaction must not be committed.
type Broken struct{ Err error }

// Error is that of the engine.
func (b *Broken) Error() string { return b.Err.Error() }

// Unwrap returns the engine's error.
func (b *Broken) Unwrap() error { return b.Err }

// IsBroken reports whether the transaction must be given up.
func IsBroken(err error) bool {
	var b *Broken
	return errors.As(err, &b)
}

// writes collects the changes of one operation, so that all that can be refused is refused before the first of them.
type writes []write

type write struct {
	key   string
	value []byte // nil deletes
}

func (w *writes) put(key string, value []byte) { *w = append(*w, write{key, value}) }
func (w *writes) delete(key string)            { *w = append(*w, write{key: key}) }

func (w writes) apply(tx Tx) error {
	for _, one := range w {
		var err error
		if one.value == nil {
			err = tx.Delete(one.key)
		} else {
			err = tx.Put(one.key, one.value)
		}
		if err != nil {
			return &Broken{fmt.Errorf("%s: %w", one.key, err)}
		}
	}
	return nil
}

// Format is the version of the key layout and of the forms of the values.
const Format = 1

const (
	keyFormat  = store.PrefixMeta + "format"
	keyToken   = store.PrefixMeta + "token"
	keyRev     = store.PrefixMeta + "rev"
	keySealing = store.PrefixMeta + "sealing/"
)

// Init marks an empty database as a store of the present format.
func Init(tx Tx) error {
	var w writes
	w.put(keyFormat, uintBytes(Format))
	return w.apply(tx)
}

// CheckFormat refuses a database that is not a store, or one of a newer format.
func CheckFormat(tx Tx) error {
	found, err := readUint(tx, keyFormat)
	switch {
	case err != nil:
		return err
	case found == 0:
		return fmt.Errorf("no format version: %w", store.ErrDamaged)
	case found > Format:
		return fmt.Errorf("format %d, this version knows %d: %w", found, Format, store.ErrNewerFormat)
	}
	return nil
}

func uintBytes(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// readUint reads a counter; one that is absent is 0.
func readUint(tx Tx, key string) (uint64, error) {
	b := tx.Get(key)
	switch len(b) {
	case 0:
		return 0, nil
	case 8:
		return binary.BigEndian.Uint64(b), nil
	}
	return 0, fmt.Errorf("%s: %d bytes where 8 are due: %w", key, len(b), store.ErrDamaged)
}
