package memory

import (
	"bytes"
	"iter"
	"slices"
	"strings"
)

// keys is an ordered map, as a list of short sorted chunks: a put moves one chunk only, however many keys there are.
// It implements txn.Tx. There is no rollback, because package txn writes only what it will keep.
type keys struct{ chunks [][]entry }

type entry struct {
	key   string
	value []byte
}

const chunkMax = 512

// find returns where the key is, or would be inserted.
func (k *keys) find(key string) (chunk, at int, found bool) {
	chunk, _ = slices.BinarySearchFunc(k.chunks, key, func(c []entry, key string) int { return strings.Compare(c[len(c)-1].key, key) })
	if chunk == len(k.chunks) {
		if chunk == 0 {
			return 0, 0, false
		}
		return chunk - 1, len(k.chunks[chunk-1]), false
	}
	at, found = slices.BinarySearchFunc(k.chunks[chunk], key, func(e entry, key string) int { return strings.Compare(e.key, key) })
	return chunk, at, found
}

// Get implements txn.Tx.
func (k *keys) Get(key string) []byte {
	if c, at, found := k.find(key); found {
		return k.chunks[c][at].value
	}
	return nil
}

// Put implements txn.Tx.
func (k *keys) Put(key string, value []byte) error {
	value = append([]byte{}, value...)
	c, at, found := k.find(key)
	switch {
	case found:
		k.chunks[c][at].value = value
	case len(k.chunks) == 0:
		k.chunks = [][]entry{{{key, value}}}
	default:
		k.chunks[c] = slices.Insert(k.chunks[c], at, entry{key, value})
		if full := k.chunks[c]; len(full) > chunkMax {
			half := slices.Clone(full[chunkMax/2:])
			k.chunks[c] = slices.Delete(full, chunkMax/2, len(full))
			k.chunks = slices.Insert(k.chunks, c+1, half)
		}
	}
	return nil
}

// Delete implements txn.Tx.
func (k *keys) Delete(key string) error {
	c, at, found := k.find(key)
	if !found {
		return nil
	}
	k.chunks[c] = slices.Delete(k.chunks[c], at, at+1)
	if len(k.chunks[c]) == 0 {
		k.chunks = slices.Delete(k.chunks, c, c+1)
	}
	return nil
}

// Ascend implements txn.Tx.
func (k *keys) Ascend(prefix, from string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c, at, _ := k.find(from)
		for ; c < len(k.chunks); c, at = c+1, 0 {
			for _, e := range k.chunks[c][at:] {
				if !strings.HasPrefix(e.key, prefix) || !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}

// Last implements txn.Tx.
func (k *keys) Last(prefix string) (string, []byte) {
	c, at, _ := k.find(prefix + "\xff") // Keys are text, which has no such byte.
	if at == 0 {
		if c == 0 {
			return "", nil
		}
		c--
		at = len(k.chunks[c])
	}
	e := k.chunks[c][at-1]
	if !strings.HasPrefix(e.key, prefix) {
		return "", nil
	}
	return e.key, e.value
}

// clone copies all, so that the two can go different ways.
func (k *keys) clone() *keys {
	out := &keys{chunks: make([][]entry, len(k.chunks))}
	for i, c := range k.chunks {
		out.chunks[i] = slices.Clone(c)
		for j := range out.chunks[i] {
			out.chunks[i][j].value = bytes.Clone(out.chunks[i][j].value)
		}
	}
	return out
}
