package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"bearings/store"
	"bearings/store/internal/txn"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

const (
	fileMode    = 0o600
	lockTimeout = 200 * time.Millisecond
	mapSize     = 1 << 30
	allocSize   = 1 << 20 // how much the file grows at a time
)

// boltOptions are those of every database that is written to.
//
// The freelist is kept in the file: without it bbolt reads the whole database at open. The first mapping is large, because a reader, as a
// backup is, makes a writer wait that needs a larger one. It takes address space only, except on Windows, where the file grows with it.
func boltOptions() *bbolt.Options {
	opt := &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType}
	if bits.UintSize == 64 && runtime.GOOS != "windows" {
		opt.InitialMmapSize = mapSize
	}
	return opt
}

// openFile opens an existing database, or creates one. A file that is not a store of a known format is refused and stays as it is.
func openFile(path string) (*bbolt.DB, error) {
	switch _, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		if err := create(path); err != nil {
			return nil, fmt.Errorf("create: %w", err)
		}
	case err != nil:
		return nil, err
	}
	if err := probe(path); err != nil {
		return nil, err
	}
	return openBolt(path)
}

// openBolt opens a file that was probed, or one that is empty yet.
func openBolt(path string) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, fileMode, boltOptions())
	if err != nil {
		return nil, lockError(err)
	}
	db.AllocSize = allocSize
	return db, nil
}

// lockError says that somebody else has the file, if that is the reason.
func lockError(err error) error {
	if errors.Is(err, berrors.ErrTimeout) {
		return fmt.Errorf("another process has it open: %w", store.ErrLocked)
	}
	return err
}

// probe looks at a file without changing it: bbolt itself would panic on some damaged files, and initialise an empty one.
func probe(path string) error {
	if err := checkSize(path); err != nil {
		return err
	}
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = bbolt.Open(path, fileMode, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: lockTimeout})
		return err
	})
	if err != nil {
		if errors.Is(err, berrors.ErrTimeout) {
			return lockError(err)
		}
		return damaged(err)
	}
	err = guard(func() error {
		return db.View(func(b *bbolt.Tx) error {
			for i := range kinds {
				if b.Bucket([]byte(kinds[i:i+1])) == nil {
					return fmt.Errorf("no bucket %q: %w", kinds[i:i+1], store.ErrDamaged)
				}
			}
			return txn.CheckFormat(&tx{bolt: b})
		})
	})
	return errors.Join(err, db.Close())
}

func damaged(err error) error {
	if errors.Is(err, store.ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", store.ErrDamaged, err)
}

// create makes a new store under another name and moves it into place when it is whole: a crash leaves all of it or nothing.
func create(path string) error {
	return place(path, func(tmp string) error {
		db, err := openBolt(tmp)
		if err != nil {
			return err
		}
		err = db.Update(func(b *bbolt.Tx) error {
			for i := range kinds {
				if _, err := b.CreateBucket([]byte(kinds[i : i+1])); err != nil {
					return err
				}
			}
			return txn.Init(&tx{bolt: b})
		})
		return errors.Join(err, db.Close())
	})
}

// place builds a file beside its destination and links it there, durably and only if nothing has taken that name.
func place(path string, build func(tmp string) error) error {
	tmp, err := tempName(path)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }() // After a rename the name is gone.
	if err := build(tmp); err != nil {
		return err
	}
	if err := syncPath(tmp); err != nil {
		return err
	}
	if err := moveNew(tmp, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

// moveNew gives a file its name unless that is taken. A link decides this atomically; file systems that have none get a look and a rename.
func moveNew(tmp, path string) error {
	err := os.Link(tmp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := refuseExisting(path); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

func refuseExisting(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// tempName reserves a name beside the path, with an empty file of the right mode.
func tempName(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(f.Chmod(fileMode), f.Close())
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// guard turns a panic of bbolt over a damaged page, or a read past the end of a file that was cut while it was open, into an error.
func guard(fn func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	defer func() {
		if p := recover(); p != nil {
			err = &txn.Broken{Err: fmt.Errorf("%w: %v", store.ErrDamaged, p)}
		}
	}()
	return fn()
}

// The meta pages of a bbolt file, which are in the byte order of the machine: a page header, then the fields that matter here.
const (
	metaOffset  = 16
	metaSize    = 64
	metaSummed  = 56
	metaMagic   = 0xED0CDAED
	minPageSize = 1 << 10
	maxPageSize = 1 << 24
)

type meta struct {
	pageSize  uint32
	pages     uint64 // the high-water mark
	txid, sum uint64
}

// checkSize refuses a file without a valid meta page, or shorter than its pages. bbolt checks the first at open, and crashes on the second
// when it gets there.
func checkSize(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // It was only read.
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file: %w", store.ErrDamaged)
	}
	m, ok := readMeta(f, 0)
	for offset := int64(minPageSize); offset <= maxPageSize; offset *= 2 {
		if second, valid := readMeta(f, offset); valid && int64(second.pageSize) == offset && (!ok || second.txid > m.txid) {
			m, ok = second, true
		}
	}
	if !ok {
		return fmt.Errorf("no valid header: %w", store.ErrDamaged)
	}
	if want := int64(m.pages) * int64(m.pageSize); info.Size() < want {
		return fmt.Errorf("cut short: %d bytes, its header says at least %d: %w", info.Size(), want, store.ErrDamaged)
	}
	return nil
}

func readMeta(r io.ReaderAt, offset int64) (meta, bool) {
	var b [metaSize]byte
	if _, err := r.ReadAt(b[:], offset+metaOffset); err != nil {
		return meta{}, false
	}
	h := fnv.New64a()
	_, _ = h.Write(b[:metaSummed]) // A hash never fails.
	order := binary.NativeEndian
	m := meta{pageSize: order.Uint32(b[8:]), pages: order.Uint64(b[40:]), txid: order.Uint64(b[48:]), sum: order.Uint64(b[56:])}
	valid := order.Uint32(b[:]) == metaMagic && m.sum == h.Sum64() && m.pageSize >= minPageSize && m.pageSize <= maxPageSize
	return m, valid && m.pages < 1<<40
}
