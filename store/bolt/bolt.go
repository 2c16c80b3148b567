// Package bolt is the store in one file, with bbolt: the default engine.
//
// It promises what package store says, and: an append that returned nil has been written to the disk; concurrent appends share one commit;
// opening takes the same short time however many records there are; a file that is not a store of a known format, is damaged in its header,
// cut short, or open in another process is refused and left as it is; a file is created, restored and compacted whole or not at all.
//
// It does not promise to notice damage inside the file before it reads that part; what it then reports wraps store.ErrDamaged.
//
// Acquire succeeds at once, because the lock on the file makes the process the only one.
//
// It is tested by storetest, by a test that kills a writing process some hundreds of times, and by tests of its own for the file.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"bearings/store"
	"bearings/store/internal/feed"
	"bearings/store/internal/txn"

	"go.etcd.io/bbolt"
)

// Options adjust a Store. The zero Options work.
type Options struct {
	// Now is the clock for once-keys and leases. It must be given: a store reads no clock of its own.
	Now func() time.Time
}

// Store is a database file that is open. It implements store.Store.
type Store struct {
	path string
	opt  Options
	hub  feed.Hub

	requests chan *request
	quit     chan struct{} // closed by Close
	stopped  chan struct{} // closed by the writer
	closing  sync.Once
	care     chan struct{} // holds a token while a backup or a compaction is under way

	// Used by the writer only.
	sweep   txn.Sweeper
	batch   []*request
	company int // the size of the last batch
	changed []store.LogID

	dbMu   sync.RWMutex // guards the two below: readers share it, a compaction or Close exchanges them
	db     *bbolt.DB    // the writer, which alone exchanges it while open, reads it without the lock
	closed bool
}

var _ store.Store = (*Store)(nil)

var errNoClock = fmt.Errorf("no clock was given (Options.Now): %w", store.ErrInvalid)

// Open opens the store in a file, or creates it, with mode 0600, if there is none. It refuses with an error that wraps store.ErrLocked if
// another process has it open, store.ErrNewerFormat if a newer version wrote it, and store.ErrDamaged if it is not a store, or not a whole one.
func Open(path string, opt Options) (*Store, error) {
	if opt.Now == nil {
		return nil, fmt.Errorf("open %s: %w", path, errNoClock)
	}
	db, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := newStore(path, db, opt)
	go s.writeLoop()
	return s, nil
}

// newStore returns a Store without its writer, which can only read.
func newStore(path string, db *bbolt.DB, opt Options) *Store {
	return &Store{
		path: path, opt: opt, db: db,
		requests: make(chan *request), quit: make(chan struct{}), stopped: make(chan struct{}), care: make(chan struct{}, 1),
	}
}

// Path returns the name of the file.
func (s *Store) Path() string { return s.path }

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, log store.LogID, after store.Pos, rec store.Record, fence store.Fence) (store.Pos, error) {
	pos, err := s.append(ctx, log, after, rec, fence)
	if dup := (store.ErrDuplicate{}); errors.As(err, &dup) {
		pos = dup.Pos
	}
	if err != nil {
		return pos, fmt.Errorf("append %s/%d: %w", log, after+1, err)
	}
	return pos, nil
}

func (s *Store) append(ctx context.Context, log store.LogID, after store.Pos, rec store.Record, fence store.Fence) (store.Pos, error) {
	if err := store.CheckLog(log); err != nil {
		return 0, err
	}
	if err := store.CheckRecord(rec); err != nil {
		return 0, err
	}
	size := len(rec.Data)
	for _, body := range rec.Bodies {
		size += len(body)
	}
	return ask(s, request{ctx: ctx, size: size, changes: log}, func(t txn.Tx) (store.Pos, error) {
		return txn.Append(t, s.opt.Now(), log, after, rec, fence)
	})
}

// ask submits an operation that has a result. A caller who stopped waiting gets the zero result: the writer may still be at it.
func ask[T any](s *Store, req request, op func(txn.Tx) (T, error)) (T, error) {
	var result T
	req.op = func(t txn.Tx) (err error) {
		result, err = op(t)
		return err
	}
	if err := s.submit(req); err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error] {
	return feed.Read(ctx, source{s}, log, after)
}

// Logs implements store.Store.
func (s *Store) Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error] {
	return feed.Logs(ctx, q, func(from string) (infos []store.LogInfo, next string, err error) {
		err = s.view(ctx, func(t txn.Tx) (err error) {
			infos, next, err = txn.LogsPage(t, q, from)
			return err
		})
		return infos, next, err
	})
}

// Watch implements store.Store. It never lags: a slow watcher reads what it missed from the file.
func (s *Store) Watch(ctx context.Context, sel store.Selector, from store.Cursor) iter.Seq2[store.Change, error] {
	return s.hub.Watch(ctx, source{s}, sel, from)
}

// Acquire implements store.Store. It succeeds at once.
func (s *Store) Acquire(ctx context.Context, partition int, holder string, ttl time.Duration) (store.Lease, error) {
	err := store.CheckPartition(partition)
	var lease store.Lease
	if err == nil {
		lease, err = ask(s, request{ctx: ctx}, func(t txn.Tx) (store.Lease, error) {
			return txn.Acquire(t, s.opt.Now(), partition, holder, ttl)
		})
	}
	if err != nil {
		return store.Lease{}, fmt.Errorf("acquire partition %d: %w", partition, err)
	}
	return lease, nil
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) (value store.Value, rev store.Rev, err error) {
	if err = store.CheckKey(key); err == nil {
		err = s.view(ctx, func(t txn.Tx) (err error) {
			value, rev, err = txn.Get(t, key)
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
	err := store.CheckPut(key, value)
	var rev store.Rev
	if err == nil {
		rev, err = ask(s, request{ctx: ctx, size: len(value)}, func(t txn.Tx) (store.Rev, error) {
			return txn.Put(t, key, value, ifRev)
		})
	}
	if err != nil {
		return 0, fmt.Errorf("put %s: %w", key, err)
	}
	return rev, nil
}

// Seal implements store.Store. If it is broken off after the pointer was written, calling it again with the same arguments goes on with
// the deletion, as do later writes, a page each.
func (s *Store) Seal(ctx context.Context, log store.LogID, upTo store.Pos, archive store.Archive) error {
	err := store.CheckLog(log)
	if err == nil {
		err = s.submit(request{ctx: ctx, changes: log, op: func(t txn.Tx) error { return txn.Seal(t, log, upTo, archive) }})
	}
	for done := false; err == nil && !done; {
		done, err = ask(s, request{ctx: ctx}, func(t txn.Tx) (bool, error) { return txn.SealPage(t, log, sealPage) })
	}
	if err != nil {
		return fmt.Errorf("seal %s at %d: %w", log, upTo, err)
	}
	return nil
}

// Erase implements store.Store. The bytes stay in free pages of the file until it is compacted.
func (s *Store) Erase(ctx context.Context, log store.LogID, seqs ...store.Pos) error {
	err := store.CheckLog(log)
	if err == nil {
		err = s.submit(request{ctx: ctx, op: func(t txn.Tx) error { return txn.Erase(t, log, seqs) }})
	}
	if err != nil {
		return fmt.Errorf("erase in %s: %w", log, err)
	}
	return nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		s.hub.Close()
		close(s.quit)
		<-s.stopped
		err = s.closeDB()
	})
	return err
}

func (s *Store) closeDB() error {
	s.dbMu.Lock()
	defer s.dbMu.Unlock()
	s.closed = true
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close %s: %w", s.path, err)
	}
	return nil
}

// source is the store as readers and watchers see it.
type source struct{ s *Store }

func (r source) Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error] {
	return r.s.Logs(ctx, q)
}

func (r source) Page(ctx context.Context, log store.LogID, after, upTo store.Pos) (page txn.Page, err error) {
	err = r.s.view(ctx, func(t txn.Tx) (err error) {
		page, err = txn.ReadPage(t, log, after, upTo)
		return err
	})
	return page, err
}
