// Package memory is a store without a disk, for tests.
//
// It promises what package store says, but durability: the data live as long as the process. It starts no goroutine and uses no clock but
// the one it is given, so it may be used inside a testing/synctest bubble. It can be made to fail: see Options.Fault.
//
// It passes storetest like every other engine.
package memory

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"bearings/store"
	"bearings/store/internal/feed"
	"bearings/store/internal/txn"
)

// Options adjust a Store. The zero Options work.
type Options struct {
	// Now is the clock for once-keys and leases; if nil, time stands still.
	Now func() time.Time
	// Fault, if not nil, is asked before and after each operation on a log or key, and may return the error to fail with. It is called with
	// no lock held.
	Fault func(Call) error
}

// Call is one moment of an operation.
type Call struct {
	Op     string // the name of the method, as in "Append"; for Read and Watch once for each element
	Log    store.LogID
	Key    string       // of Get and Put
	Record store.Record // of Append, Read and Watch
	// Done says that the operation was done. An error now is a lost answer: the caller will not know what happened.
	Done bool
}

// Store is an engine in memory. It implements store.Store.
type Store struct {
	opt Options
	hub feed.Hub

	mu     sync.Mutex // guards the three below; held for one transaction
	keys   *keys
	sweep  txn.Sweeper
	closed bool
}

var _ store.Store = (*Store)(nil)

// New returns an empty Store.
func New(opt Options) *Store {
	k := &keys{}
	_ = txn.Init(k) // A map in memory never fails.
	return open(k, opt)
}

func open(k *keys, opt Options) *Store {
	if opt.Now == nil {
		opt.Now = func() time.Time { return time.Time{} }
	}
	return &Store{opt: opt, keys: k}
}

// Reopen closes the store and opens another on the same data, as a restart of the process would.
func (s *Store) Reopen(opt Options) *Store {
	_ = s.Close() // Closing in memory never fails.
	s.mu.Lock()
	defer s.mu.Unlock()
	return open(s.keys.clone(), opt)
}

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, log store.LogID, after store.Pos, rec store.Record, fence store.Fence) (store.Pos, error) {
	var pos store.Pos
	call := Call{Op: "Append", Log: log, Record: rec}
	err := s.write(ctx, call, func() error {
		if err := store.CheckLog(log); err != nil {
			return err
		}
		return store.CheckRecord(rec)
	}, func(tx txn.Tx) (err error) {
		pos, err = txn.Append(tx, s.opt.Now(), log, after, rec, fence)
		return err
	})
	if err != nil {
		return pos, fmt.Errorf("append %s/%d: %w", log, after+1, err)
	}
	return pos, nil
}

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for rec, err := range feed.Read(ctx, source{s}, log, after) {
			if err == nil {
				err = s.fault(Call{Op: "Read", Log: log, Record: rec})
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// Logs implements store.Store.
func (s *Store) Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error] {
	return feed.Logs(ctx, q, func(from string) (infos []store.LogInfo, next string, err error) {
		err = s.view(ctx, func(tx txn.Tx) (err error) {
			infos, next, err = txn.LogsPage(tx, q, from)
			return err
		})
		return infos, next, err
	})
}

// Watch implements store.Store.
func (s *Store) Watch(ctx context.Context, sel store.Selector, from store.Cursor) iter.Seq2[store.Change, error] {
	return func(yield func(store.Change, error) bool) {
		for ch, err := range s.hub.Watch(ctx, source{s}, sel, from) {
			if err == nil {
				err = s.fault(Call{Op: "Watch", Log: ch.Log, Record: ch.Record})
			}
			if !yield(ch, err) || err != nil {
				return
			}
		}
	}
}

// Acquire implements store.Store. It succeeds at once.
func (s *Store) Acquire(ctx context.Context, partition int, holder string, ttl time.Duration) (store.Lease, error) {
	var lease store.Lease
	err := s.write(ctx, Call{Op: "Acquire"}, func() error { return store.CheckPartition(partition) }, func(tx txn.Tx) (err error) {
		lease, err = txn.Acquire(tx, s.opt.Now(), partition, holder, ttl)
		return err
	})
	if err != nil {
		return store.Lease{}, fmt.Errorf("acquire partition %d: %w", partition, err)
	}
	return lease, nil
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) (value store.Value, rev store.Rev, err error) {
	if err = store.CheckKey(key); err == nil {
		err = s.fault(Call{Op: "Get", Key: key})
	}
	if err == nil {
		err = s.view(ctx, func(tx txn.Tx) (err error) {
			value, rev, err = txn.Get(tx, key)
			return err
		})
	}
	if err != nil {
		return nil, 0, fmt.Errorf("get %s: %w", key, err)
	}
	return value, rev, nil
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, key string, value store.Value, ifRev store.Rev) (store.Rev, error) {
	var rev store.Rev
	err := s.write(ctx, Call{Op: "Put", Key: key}, func() error { return store.CheckPut(key, value) }, func(tx txn.Tx) (err error) {
		rev, err = txn.Put(tx, key, value, ifRev)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("put %s: %w", key, err)
	}
	return rev, nil
}

// Seal implements store.Store.
func (s *Store) Seal(ctx context.Context, log store.LogID, upTo store.Pos, archive store.Archive) error {
	err := s.write(ctx, Call{Op: "Seal", Log: log}, func() error { return store.CheckLog(log) }, func(tx txn.Tx) error {
		if err := txn.Seal(tx, log, upTo, archive); err != nil {
			return err
		}
		const all = 1 << 30
		_, err := txn.SealPage(tx, log, all)
		return err
	})
	if err != nil {
		return fmt.Errorf("seal %s at %d: %w", log, upTo, err)
	}
	return nil
}

// Erase implements store.Store.
func (s *Store) Erase(ctx context.Context, log store.LogID, seqs ...store.Pos) error {
	err := s.write(ctx, Call{Op: "Erase", Log: log}, func() error { return store.CheckLog(log) }, func(tx txn.Tx) error {
		return txn.Erase(tx, log, seqs)
	})
	if err != nil {
		return fmt.Errorf("erase in %s: %w", log, err)
	}
	return nil
}

// Carry returns what a restore has to take over from this store.
func (s *Store) Carry(ctx context.Context) (carry store.Carry, err error) {
	err = s.view(ctx, func(tx txn.Tx) (err error) {
		carry, err = txn.ReadCarry(tx)
		return err
	})
	return carry, err
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.hub.Close()
	return nil
}

// write runs one operation that changes something, with its faults.
func (s *Store) write(ctx context.Context, call Call, check func() error, op func(txn.Tx) error) error {
	if err := check(); err != nil {
		return err
	}
	if err := s.fault(call); err != nil {
		return err
	}
	err := s.locked(ctx, func(tx txn.Tx) error {
		if err := op(tx); err != nil {
			return err
		}
		const sweepStep = 4
		return s.sweep.Step(tx, s.opt.Now(), sweepStep)
	})
	if err != nil {
		return err
	}
	if call.Op == "Append" || call.Op == "Seal" {
		s.hub.Changed(call.Log)
	}
	call.Done = true
	return s.fault(call)
}

func (s *Store) view(ctx context.Context, op func(txn.Tx) error) error { return s.locked(ctx, op) }

func (s *Store) locked(ctx context.Context, op func(txn.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	return op(s.keys)
}

func (s *Store) fault(call Call) error {
	if s.opt.Fault == nil {
		return nil
	}
	return s.opt.Fault(call)
}

// source is the store as watchers and readers see it.
type source struct{ s *Store }

func (r source) Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error] {
	return r.s.Logs(ctx, q)
}

func (r source) Page(ctx context.Context, log store.LogID, after, upTo store.Pos) (page txn.Page, err error) {
	err = r.s.view(ctx, func(tx txn.Tx) (err error) {
		page, err = txn.ReadPage(tx, log, after, upTo)
		return err
	})
	return page, err
}

// pair is one key in a backup.
type pair struct {
	Key   string
	Value []byte
}

// Backup implements store.Store. Only Restore reads it.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	var pairs []pair
	err := s.view(ctx, func(tx txn.Tx) error {
		for key, value := range tx.Ascend("", "") {
			pairs = append(pairs, pair{key, bytes.Clone(value)})
		}
		return nil
	})
	var buf bytes.Buffer
	if err == nil {
		err = gob.NewEncoder(&buf).Encode(pairs)
	}
	if err == nil {
		sum := sha256.Sum256(buf.Bytes())
		_, err = w.Write(append(sum[:], buf.Bytes()...))
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// Restore returns a store with the contents of a backup, and what the store before it demands.
func Restore(r io.Reader, carry store.Carry, opt Options) (*Store, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	var sum [sha256.Size]byte
	if n := copy(sum[:], b); n < len(sum) || sha256.Sum256(b[n:]) != sum {
		return nil, fmt.Errorf("restore: %w", store.ErrDamaged)
	}
	var pairs []pair
	if err := gob.NewDecoder(bytes.NewReader(b[len(sum):])).Decode(&pairs); err != nil {
		return nil, fmt.Errorf("restore: %w: %w", store.ErrDamaged, err)
	}
	s := open(&keys{}, opt)
	for _, p := range pairs {
		_ = s.keys.Put(p.Key, p.Value) // A map in memory never fails.
	}
	if err := txn.CheckFormat(s.keys); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := txn.ApplyCarry(s.keys, s.opt.Now(), carry); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return s, nil
}
