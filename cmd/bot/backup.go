package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bearings/store"
	"bearings/store/bolt"
)

type backupCmd struct {
	stored `embed:""`

	File string `arg:"" help:"The file to write; it must not be there yet. \"-\" is standard output."`
}

// Help is shown below the usage.
func (backupCmd) Help() string {
	return `For example:

    bot backup bearings-2024-05-01.db

The bot may run meanwhile. The copy is a database of its own, with everything in it: keep it as safe as the original. What is
erased later is still in it; "bot restore" erases it again.`
}

// Run writes a backup.
func (c backupCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	return s.withDatabase(func(db database) error {
		if c.File == "-" {
			return db.Backup(s.ctx, s.stdout)
		}
		size, err := newFile(c.File, func(w io.Writer) error { return db.Backup(s.ctx, w) })
		if err != nil {
			return err
		}
		s.printf("%s: %d bytes\n", c.File, size)
		return nil
	})
}

// newFile writes a file that was not there, readable by its owner only. It
// appears whole, and on the disk, or not at all.
func newFile(path string, fill func(io.Writer) error) (size int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return 0, fmt.Errorf("%s is there already; name another file, or move it away", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // Its mode is 0600.
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", path, bare(err))
	}
	defer func() { _ = os.Remove(f.Name()) }() // after a rename it is not there
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if info, statErr := f.Stat(); statErr == nil {
		size = info.Size()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	// A link, unlike a rename, never replaces what somebody put there meanwhile.
	if err := os.Link(f.Name(), path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return 0, fmt.Errorf("%s is there already; name another file, or move it away", path)
		}
		if err := os.Rename(f.Name(), path); err != nil {
			return 0, fmt.Errorf("write %s: %w", path, bare(err))
		}
	}
	return size, syncFolder(path)
}

func syncFolder(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write %s: %w", path, bare(err))
	}
	return errors.Join(d.Sync(), d.Close())
}

type restoreCmd struct {
	stored `embed:""`

	Backup  string `arg:"" help:"The backup."`
	Replace bool   `help:"Replace a database that is there. It is kept beside the new one, and what was erased from it stays erased."`
}

// Help is shown below the usage.
func (restoreCmd) Help() string {
	return `For example:

    bot restore bearings-2024-05-01.db --replace

Stop the bot first. The backup is read to its end and checked before anything changes. The database that was there is kept as
bearings.db.replaced; delete it when you are sure.`
}

// Run makes the database from a backup.
func (c restoreCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	_, err := os.Lstat(s.db)
	exists := err == nil
	if exists && !c.Replace {
		return fmt.Errorf("%s is there; add --replace to put the backup in its place", s.db)
	}
	if exists {
		if err := replaceable(s.ctx, s.db); err != nil {
			return err
		}
	}
	f, err := os.Open(c.Backup)
	if err != nil {
		return fmt.Errorf("read the backup %s: %w", c.Backup, bare(err))
	}
	defer func() { _ = f.Close() }() // only read
	if !exists {
		return c.restore(s, f, "")
	}
	return c.replace(s, f)
}

// replaceable refuses a database that somebody uses, and one that cannot tell
// what was erased from it.
func replaceable(ctx context.Context, path string) error {
	_, err := bolt.ReadCarry(ctx, path)
	switch {
	case errors.Is(err, store.ErrLocked):
		return &busy{path, "restore"}
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNewerFormat):
		return fmt.Errorf("%s cannot be read, so nobody knows what was erased from it since the backup; to restore all the same, move it away first", path)
	}
	return err
}

// replace restores beside the database that is there, and then puts the new one
// in its place.
func (c restoreCmd) replace(s *session, backup io.Reader) error {
	old := s.db + ".replaced"
	if _, err := os.Lstat(old); err == nil {
		return fmt.Errorf("%s is there from an earlier restore; move it away first", old)
	}
	if err := os.Rename(s.db, old); err != nil {
		return fmt.Errorf("move %s aside: %w", s.db, bare(err))
	}
	err := c.restore(s, backup, old)
	if err != nil {
		return errors.Join(err, os.Rename(old, s.db))
	}
	s.printf("the database that was there is %s\n", old)
	return nil
}

func (c restoreCmd) restore(s *session, backup io.Reader, previous string) error {
	err := bolt.Restore(s.ctx, s.db, backup, bolt.RestoreOptions{Now: time.Now, Previous: previous})
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNewerFormat) {
		err = &inFile{c.Backup, err}
	}
	if err != nil {
		return err
	}
	s.printf("%s: restored from %s\n", s.db, c.Backup)
	return nil
}

type compactCmd struct {
	stored `embed:""`
}

// Help is shown below the usage.
func (compactCmd) Help() string {
	return `For example:

    bot compact

Texts that were erased stay in unused parts of the file until it is rewritten. The bot may run meanwhile; it writes nothing for
a moment. The disk needs room for a second copy.`
}

// Run compacts the database.
func (c compactCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	before := fileSize(s.db)
	err := s.withDatabase(func(db database) error { return db.Compact(s.ctx) })
	if err != nil {
		return err
	}
	s.printf("%s: rewritten, %d bytes; before %d\n", s.db, fileSize(s.db), before)
	return nil
}

func fileSize(path string) int64 {
	if info, err := os.Stat(path); err == nil {
		return info.Size()
	}
	return 0
}
