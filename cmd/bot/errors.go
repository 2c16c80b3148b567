package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"bearings/incident"
	"bearings/internal/control"
	"bearings/store"
)

// plain says what went wrong in the words of somebody who wants to mend it.
func plain(err error, db string) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped before it was done; nothing was left half written"
	case errors.As(err, new(*busy)):
		return err.Error()
	case errors.Is(err, store.ErrLocked):
		return fmt.Sprintf("%s: another process has the database and does not answer on %s; stop it, or ask again in a moment", db, control.SocketPath(db))
	case errors.Is(err, store.ErrNewerFormat), errors.Is(err, incident.ErrFuture):
		return fmt.Sprintf("%s: written by a newer version of bot; use that one, or restore a backup of this version. The file is untouched", name(err, db))
	case errors.Is(err, store.ErrDamaged):
		return fmt.Sprintf("%s: %s. The file is untouched; \"bot restore\" makes a new one from a backup", name(err, db), damage(err))
	}
	return err.Error()
}

// busy is an error of a command that wants the database for itself.
type busy struct{ db, command string }

func (e *busy) Error() string {
	return fmt.Sprintf("%s: a bot is running with it, or another command; stop that first, then %s", e.db, e.command)
}

// inFile is an error about a file that is not the database.
type inFile struct {
	path string
	err  error
}

func (e *inFile) Error() string { return e.path + ": " + e.err.Error() }

func (e *inFile) Unwrap() error { return e.err }

// name is the file that an error is about.
func name(err error, db string) string {
	if f := (*inFile)(nil); errors.As(err, &f) {
		return f.path
	}
	return db
}

// damage is what was found, without the names of operations around it.
func damage(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, "cut short"); i >= 0 {
		short, _, _ := strings.Cut(text[i:], ": "+store.ErrDamaged.Error())
		return "it was " + short
	}
	return store.ErrDamaged.Error()
}

// bare strips the operation and the path from an error of the file system, which
// the sentence around it names already.
func bare(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}
