package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds a line of JSON Lines: the largest record, all of it escaped six to one, and what is around it.
const maxLine = 6*MaxRecord + 1<<20

// Importer is the part of a Store that an import needs.
type Importer interface {
	Reader
	Append(ctx context.Context, log LogID, after Pos, rec Record, fence Fence) (Pos, error)
}

// Import appends the logs of a JSON Lines file. Each is read to its trailer and checked, hash by hash, before any of its records is
// appended; so one log is held in memory at a time. A log that the store has already, as far as it goes, is completed; one that differs is refused.
// Errors name the line; logs before it have been imported, and importing again is harmless.
func Import(ctx context.Context, s Importer, r io.Reader) error {
	in := newLines(r)
	for {
		log, records, err := in.log(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = importLog(ctx, s, log, records)
		}
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
}

// lines reads JSON Lines and knows where it is.
type lines struct {
	scan *bufio.Scanner
	n    int
}

func newLines(r io.Reader) *lines {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, maxLine)
	return &lines{scan: scan}
}

// numbered is a record and the line that it came from.
type numbered struct {
	line int
	rec  Record
}

func (l *lines) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", l.n, fmt.Errorf(format, args...))
}

// next returns io.EOF, bare, at the end.
func (l *lines) next(ctx context.Context) ([]byte, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.n++
		if !l.scan.Scan() {
			if err := l.scan.Err(); err != nil {
				return nil, l.errorf("%w", err)
			}
			return nil, io.EOF
		}
		if line := bytes.TrimSpace(l.scan.Bytes()); len(line) > 0 {
			return line, nil
		}
	}
}

// log reads one log to its trailer. It returns io.EOF, bare, if there is none left.
func (l *lines) log(ctx context.Context) (LogID, []numbered, error) {
	line, err := l.next(ctx)
	if err != nil {
		return LogID{}, nil, err
	}
	log, err := l.header(line)
	if err != nil {
		return log, nil, err
	}
	var chain Chain
	var records []numbered
	for {
		line, err := l.next(ctx)
		if errors.Is(err, io.EOF) {
			return log, nil, l.errorf("the file ends within log %s, after position %d: %w", log, len(records), ErrDamaged)
		}
		if err != nil {
			return log, nil, err
		}
		rec, done, err := l.record(line, &chain)
		if err != nil || done {
			return log, records, err
		}
		records = append(records, numbered{l.n, rec})
	}
}

func (l *lines) header(line []byte) (LogID, error) {
	var h lineHeader
	if err := strict(line, &h); err != nil {
		return LogID{}, l.errorf("not the header of a log: %w", err)
	}
	if h.Format != jsonlFormat {
		return LogID{}, l.errorf("format %q, want %q: %w", h.Format, jsonlFormat, ErrDamaged)
	}
	if h.V != jsonlVersion {
		return LogID{}, l.errorf("version %d, this one reads %d: %w", h.V, jsonlVersion, ErrNewerFormat)
	}
	log := LogID{h.Workspace, h.Incident}
	if err := CheckLog(log); err != nil {
		return log, l.errorf("%w", err)
	}
	return log, nil
}

// record reads a record or, done, the trailer.
func (l *lines) record(line []byte, chain *Chain) (rec Record, done bool, err error) {
	var kind struct {
		End bool `json:"end"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return rec, false, l.errorf("not a record: %w: %w", ErrDamaged, err)
	}
	if kind.End {
		return rec, true, l.trailer(line, chain)
	}
	var parsed lineRecord
	if err := strict(line, &parsed); err != nil {
		return rec, false, l.errorf("not a record: %w", err)
	}
	if rec, err = fromLine(parsed); err != nil {
		return rec, false, l.errorf("record: %w", err)
	}
	if err := chain.Next(rec); err != nil {
		return rec, false, l.errorf("%w", err)
	}
	return rec, false, nil
}

func (l *lines) trailer(line []byte, chain *Chain) error {
	var end lineEnd
	if err := strict(line, &end); err != nil {
		return l.errorf("not the end of a log: %w", err)
	}
	var stated [32]byte
	if err := readHash(&stated, "hash", end.Hash); err != nil {
		return l.errorf("end: %w", err)
	}
	if head, hash := chain.Head(); head != end.Head || hash != stated {
		return l.errorf("the log ends at %d with %x, its last line says %d with %x: %w", head, hash[:6], end.Head, stated[:6], ErrChain)
	}
	return nil
}

// strict refuses fields that it does not know: silence would lose what they hold.
func strict(line []byte, dst any) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if dec.More() {
		return fmt.Errorf("more than one value: %w", ErrDamaged)
	}
	return nil
}

// importLog skips what the store has, and appends the rest.
func importLog(ctx context.Context, s Importer, log LogID, records []numbered) error {
	have := 0
	for rec, err := range s.Read(ctx, log, 0) {
		if err != nil {
			return err
		}
		if have == len(records) {
			break // The store has more: it went on from here.
		}
		if Hash(rec) != Hash(records[have].rec) {
			return fmt.Errorf("line %d: log %s has another record at %d: %w", records[have].line, log, rec.Seq, ErrConflict{Head: rec.Seq})
		}
		have++
	}
	for _, one := range records[have:] {
		if _, err := s.Append(ctx, log, one.rec.Seq-1, one.rec, Fence{}); err != nil {
			return fmt.Errorf("line %d: %w", one.line, err)
		}
	}
	return nil
}
