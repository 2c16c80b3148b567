package bolt

import (
	"bytes"
	"fmt"
	"iter"

	"bearings/store"

	"go.etcd.io/bbolt"
)

// kinds are the buckets: the first letters of the keys.
const kinds = "etdwoxcazm"

// tx shows a bbolt transaction as a txn.Tx: the first letter of a key names the bucket, and what follows the slash is the key in it.
type tx struct {
	bolt    *bbolt.Tx
	buckets [256]*bbolt.Bucket
}

// bucket returns an error for a missing bucket by way of panic, which guard turns into store.ErrDamaged: every store has them all.
func (t *tx) bucket(key string) *bbolt.Bucket {
	b := t.buckets[key[0]]
	if b == nil {
		if b = t.bolt.Bucket([]byte(key[:1])); b == nil {
			panic(fmt.Sprintf("no bucket %q", key[:1]))
		}
		t.buckets[key[0]] = b
	}
	return b
}

const prefixLen = len(store.PrefixRecord)

// Get implements txn.Tx.
func (t *tx) Get(key string) []byte { return t.bucket(key).Get([]byte(key[prefixLen:])) }

// Put implements txn.Tx.
func (t *tx) Put(key string, value []byte) error {
	return t.bucket(key).Put([]byte(key[prefixLen:]), value)
}

// Delete implements txn.Tx.
func (t *tx) Delete(key string) error { return t.bucket(key).Delete([]byte(key[prefixLen:])) }

// Ascend implements txn.Tx.
func (t *tx) Ascend(prefix, from string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		kind, within := prefix[:prefixLen], []byte(prefix[prefixLen:])
		c := t.bucket(prefix).Cursor()
		for k, v := c.Seek([]byte(from[prefixLen:])); k != nil && bytes.HasPrefix(k, within); k, v = c.Next() {
			if !yield(kind+string(k), v) {
				return
			}
		}
	}
}

// Last implements txn.Tx.
func (t *tx) Last(prefix string) (string, []byte) {
	within := []byte(prefix[prefixLen:])
	c := t.bucket(prefix).Cursor()
	k, _ := c.Seek(append(bytes.Clone(within), 0xff)) // Keys are text, which has no such byte.
	var v []byte
	if k == nil {
		k, v = c.Last()
	} else {
		k, v = c.Prev()
	}
	if k == nil || !bytes.HasPrefix(k, within) {
		return "", nil
	}
	return prefix[:prefixLen] + string(k), v
}
