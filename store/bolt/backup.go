package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"bearings/store"
	"bearings/store/internal/txn"

	"go.etcd.io/bbolt"
)

// Backup implements store.Store. What it writes is a database file of its own. Appends go on meanwhile; a compaction waits.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if err := s.backup(ctx, w); err != nil {
		return fmt.Errorf("backup %s: %w", s.path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, w io.Writer) error {
	if err := s.takeCare(ctx); err != nil {
		return err
	}
	defer s.releaseCare()
	s.dbMu.RLock()
	defer s.dbMu.RUnlock()
	if s.closed {
		return store.ErrClosed
	}
	return s.db.View(func(b *bbolt.Tx) error {
		_, err := b.WriteTo(ctxWriter{ctx, w})
		return errors.Join(ctx.Err(), err)
	})
}

// takeCare lets one backup or compaction at a time through.
func (s *Store) takeCare(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.care <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.quit:
		return store.ErrClosed
	}
}

func (s *Store) releaseCare() { <-s.care }

// ctxWriter fails once the context has ended.
type ctxWriter struct {
	ctx context.Context // of the one call that it lives for
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// Carry returns what a restore has to take over from this store.
func (s *Store) Carry(ctx context.Context) (carry store.Carry, err error) {
	err = s.view(ctx, func(t txn.Tx) (err error) {
		carry, err = txn.ReadCarry(t)
		return err
	})
	if err != nil {
		return store.Carry{}, fmt.Errorf("carry of %s: %w", s.path, err)
	}
	return carry, nil
}

// Compact rewrites the file without free pages, so that what was erased is no longer in it. Reads go on meanwhile; writes wait. The file
// never leaves the lock: the new one is locked before it takes the name.
func (s *Store) Compact(ctx context.Context) error {
	err := s.takeCare(ctx)
	if err == nil {
		defer s.releaseCare()
		err = s.submit(request{ctx: ctx, alone: func() error { return s.compact(ctx) }})
	}
	if err != nil {
		return fmt.Errorf("compact %s: %w", s.path, err)
	}
	return nil
}

// compact runs in the writer, between two batches.
func (s *Store) compact(ctx context.Context) error {
	tmp, err := tempName(s.path)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }() // After a success the name is gone.
	db, err := copyTo(ctx, tmp, s.db)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, s.path); err != nil {
		return errors.Join(err, db.Close())
	}
	err = syncPath(filepath.Dir(s.path))
	s.dbMu.Lock()
	old := s.db
	s.db = db
	s.dbMu.Unlock()
	return errors.Join(err, old.Close())
}

// Compact writes a compacted copy of a store that nobody has open to a new file.
func Compact(ctx context.Context, src, dst string) error {
	err := withDatabase(src, func(db *bbolt.DB) error {
		return place(dst, func(tmp string) error { return closeCopy(copyTo(ctx, tmp, db)) })
	})
	if err != nil {
		return fmt.Errorf("compact %s into %s: %w", src, dst, err)
	}
	return nil
}

func closeCopy(db *bbolt.DB, err error) error {
	if err != nil {
		return err
	}
	return db.Close()
}

// withDatabase opens a database for reading only.
func withDatabase(path string, fn func(*bbolt.DB) error) error {
	if err := probe(path); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	db, err := bbolt.Open(path, fileMode, &bbolt.Options{ReadOnly: true, Timeout: lockTimeout})
	if err != nil {
		return fmt.Errorf("open %s: %w", path, lockError(err))
	}
	return errors.Join(fn(db), db.Close())
}

// copyTo writes all keys to a file that is empty yet, and returns it open, locked, and on the disk.
func copyTo(ctx context.Context, path string, src *bbolt.DB) (*bbolt.DB, error) {
	dst, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	dst.NoSync = true
	err = guard(func() error {
		return src.View(func(b *bbolt.Tx) error {
			for i := range kinds {
				if err := copyBucket(ctx, dst, b.Bucket([]byte(kinds[i:i+1])), kinds[i:i+1]); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err == nil {
		err = dst.Sync()
	}
	if err != nil {
		return nil, errors.Join(err, dst.Close())
	}
	dst.NoSync = false
	return dst, nil
}

// copyBucket copies in transactions of a few megabytes, whose pages are all that it holds in memory.
func copyBucket(ctx context.Context, dst *bbolt.DB, src *bbolt.Bucket, kind string) error {
	const txBytes, fill = 4 << 20, 0.9
	c := src.Cursor()
	for k, v := c.First(); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := dst.Update(func(b *bbolt.Tx) error {
			bucket, err := b.CreateBucketIfNotExists([]byte(kind))
			if err != nil {
				return err
			}
			bucket.FillPercent = fill // The keys come in order.
			for size := 0; k != nil && size < txBytes; k, v = c.Next() {
				if err := bucket.Put(k, v); err != nil {
					return err
				}
				size += len(k) + len(v)
			}
			return nil
		})
		if err != nil || k == nil {
			return err
		}
	}
}

// RestoreOptions say what the restored store takes over from the one that it replaces. Without either, text that was erased after the
// backup was taken comes back.
type RestoreOptions struct {
	// Previous is the file of the store that is being replaced, moved aside; "" if it is lost.
	Previous string
	// Carry is added to what Previous says: a list kept apart, for when the file is lost.
	Carry store.Carry
	// Now is the clock for the new fencing tokens. It must be given.
	Now func() time.Time
}

// ReadCarry reads what a restore has to take over from the store in a file that nobody has open.
func ReadCarry(ctx context.Context, path string) (carry store.Carry, err error) {
	err = withDatabase(path, func(db *bbolt.DB) error {
		carry, err = newStore(path, db, Options{}).Carry(ctx)
		return err
	})
	return carry, err
}

// Restore makes a store from a backup in a file that must not exist. The file appears when it is whole: the backup was read to its end, its
// chains were checked, what was erased or sealed since is erased and sealed again, and no old bytes are left in free pages. Every fencing token
// handed out before is refused.
func Restore(ctx context.Context, path string, r io.Reader, opt RestoreOptions) error {
	if err := restore(ctx, path, r, opt); err != nil {
		return fmt.Errorf("restore %s: %w", path, err)
	}
	return nil
}

func restore(ctx context.Context, path string, r io.Reader, opt RestoreOptions) error {
	if opt.Now == nil {
		return errNoClock
	}
	if err := refuseExisting(path); err != nil {
		return err
	}
	carry := opt.Carry
	if opt.Previous != "" {
		previous, err := ReadCarry(ctx, opt.Previous)
		if err != nil {
			return err
		}
		carry.Merge(previous)
	}
	raw, err := tempName(path)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(raw) }()
	if err := fetch(ctx, raw, r); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	db, err := openBolt(raw)
	if err != nil {
		return err
	}
	db.NoSync = true // It is a stage only.
	err = mend(ctx, raw, db, opt.Now(), carry)
	if err == nil {
		err = place(path, func(tmp string) error { return closeCopy(copyTo(ctx, tmp, db)) })
	}
	return errors.Join(err, db.Close())
}

// fetch writes a backup to a file and looks whether it is one.
func fetch(ctx context.Context, path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(ctxWriter{ctx, f}, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return probe(path)
}

// mend applies the carry, finishes the deletions that it began, and checks every chain.
func mend(ctx context.Context, path string, db *bbolt.DB, now time.Time, carry store.Carry) error {
	s := newStore(path, db, Options{})
	if err := s.update(func(t txn.Tx) error { return txn.ApplyCarry(t, now, carry) }); err != nil {
		return err
	}
	for info, err := range s.Logs(ctx, store.LogQuery{}) {
		if err == nil && info.Sealed {
			err = s.finishSeal(ctx, info.Log)
		} else if err == nil {
			_, err = store.Verify(ctx, s, info.Log)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) finishSeal(ctx context.Context, log store.LogID) error {
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.update(func(t txn.Tx) (err error) {
			done, err = txn.SealPage(t, log, sealPage)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
