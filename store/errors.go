package store

import (
	"errors"
	"fmt"
)

// Refusals and failures that somebody branches on.
var (
	ErrFenced      = errors.New("the fence does not hold: another owner has the partition")
	ErrSealed      = errors.New("the log is sealed")
	ErrChain       = errors.New("the record does not follow the one before it")
	ErrUnknown     = errors.New("outcome unknown")
	ErrLagged      = errors.New("the watcher fell behind")
	ErrClosed      = errors.New("the store is closed")
	ErrInvalid     = errors.New("invalid argument")
	ErrLocked      = errors.New("another process holds the store")
	ErrNewerFormat = errors.New("written by a newer version")
	ErrDamaged     = errors.New("damaged, or not a store")
)

// ErrConflict refuses an append or a seal whose position is not the head. errors.Is(err, ErrConflict{}) asks for any conflict.
type ErrConflict struct {
	Head Pos // the head at the time of the call
}

// Error says where the head is.
func (e ErrConflict) Error() string { return fmt.Sprintf("conflict: the head is at %d", e.Head) }

// Is matches the zero ErrConflict with any.
func (e ErrConflict) Is(target error) bool { return isKind(e, target) }

// ErrDuplicate refuses a record whose ID the workspace has already. errors.Is(err, ErrDuplicate{}) asks for any duplicate.
type ErrDuplicate struct {
	Log   LogID
	Pos   Pos
	Equal bool // the same log and the same ID and Data: this very append has happened
}

// Error says where the record is.
func (e ErrDuplicate) Error() string {
	if e.Equal {
		return fmt.Sprintf("duplicate: the same record is at %s/%d", e.Log, e.Pos)
	}
	return fmt.Sprintf("duplicate: another record with this ID is at %s/%d", e.Log, e.Pos)
}

// Is matches the zero ErrDuplicate with any.
func (e ErrDuplicate) Is(target error) bool { return isKind(e, target) }

// ErrTooLarge refuses what exceeds a limit. errors.Is(err, ErrTooLarge{}) asks for any of them.
type ErrTooLarge struct {
	What        string
	Size, Limit int
}

// Error says what is too large and by how much.
func (e ErrTooLarge) Error() string {
	return fmt.Sprintf("%s is too large: %d bytes, at most %d are allowed", e.What, e.Size, e.Limit)
}

// Is matches the zero ErrTooLarge with any.
func (e ErrTooLarge) Is(target error) bool { return isKind(e, target) }

// ErrStale refuses a Put whose revision is not the present one. errors.Is(err, ErrStale{}) asks for any of them.
type ErrStale struct {
	Rev Rev // the present revision; 0 if the key is absent
}

// Error says which revision the key has.
func (e ErrStale) Error() string { return fmt.Sprintf("stale: the key is at revision %d", e.Rev) }

// Is matches the zero ErrStale with any.
func (e ErrStale) Is(target error) bool { return isKind(e, target) }

// isKind reports whether target is of e's type and is either zero or equal to it.
func isKind[E interface {
	comparable
	error
}](e E, target error,
) bool {
	t, ok := target.(E) //nolint:errorlint // An Is method compares with the target itself.
	var zero E
	return ok && (t == zero || t == e)
}
