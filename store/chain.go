package store

import (
	"context"
	"fmt"
	"iter"
)

// Reader is the part of a Store that reads one log.
type Reader interface {
	Read(ctx context.Context, log LogID, after Pos) iter.Seq2[Record, error]
}

// Chain follows a log from its beginning and checks that positions are dense and that every record names the one before it.
// Its zero value stands before the first record.
type Chain struct {
	head Pos
	hash [32]byte
}

// Next takes the next record, or returns an error that wraps ErrChain and leaves the chain where it was.
func (c *Chain) Next(rec Record) error {
	if rec.Seq != c.head+1 {
		return fmt.Errorf("position %d where %d is due: %w", rec.Seq, c.head+1, ErrChain)
	}
	if rec.PrevHash != c.hash {
		return fmt.Errorf("position %d names %x as its predecessor, which is %x: %w", rec.Seq, rec.PrevHash[:6], c.hash[:6], ErrChain)
	}
	c.head, c.hash = rec.Seq, Hash(rec)
	return nil
}

// Head returns the position and the hash of the last record.
func (c *Chain) Head() (Pos, [32]byte) { return c.head, c.hash }

// Verify reads a whole log and checks its chain. It returns the head.
func Verify(ctx context.Context, r Reader, log LogID) (Pos, error) {
	var c Chain
	for rec, err := range r.Read(ctx, log, 0) {
		if err == nil {
			err = c.Next(rec)
		}
		if err != nil {
			return c.head, fmt.Errorf("verify %s: %w", log, err)
		}
	}
	return c.head, nil
}
