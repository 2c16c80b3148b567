package transcript

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"bearings/incident"
)

// MaxLine is the length at which a line is refused, in bytes.
const MaxLine = 1 << 20

// Line is one line of a transcript, as an input of the coordinator.
type Line struct {
	Number int // the physical line, from 1
	At     time.Time
	By     incident.PersonID
	Source incident.MessageID // of a message: its own identifier
	Event  incident.Event
}

// Message returns the message that the line holds, if it holds one.
func (l Line) Message() (incident.MessagePosted, bool) {
	m, ok := l.Event.(incident.MessagePosted)
	return m, ok
}

// Error says what is wrong with a transcript, where, and what would be right.
type Error struct {
	File string
	Line int // 0: the file as a whole
	Text string
}

// Error returns file, line and text in one line.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// ReadFile reads the transcript in a file.
func ReadFile(path string) ([]Line, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(path, err)
	}
	lines, err := Read(path, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return lines, nil
}

// readError says in a few words why a file cannot be read.
func readError(name string, err error) error {
	if p := (*os.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// Read reads a transcript to its end. The name stands in errors.
func Read(name string, r io.Reader) ([]Line, error) {
	p := &parser{name: name, byTime: map[int64]incident.MessageID{}}
	br := bufio.NewReader(r)
	var out []Line
	for {
		raw, err := readLine(br)
		if errors.Is(err, io.EOF) {
			break
		}
		p.number++
		if errors.Is(err, errTooLong) {
			return nil, p.wrong("the line is 1 MiB or longer; a message is one line of less than that")
		}
		if err != nil {
			return nil, readError(name, err)
		}
		if p.number == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		line, err := p.line(raw)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	if len(out) == 0 {
		return nil, &Error{File: name, Text: `the file holds no messages; each line is one, as in {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`}
	}
	return out, nil
}

var errTooLong = errors.New("line too long")

// readLine returns the next line without its end. It gives up on a line as soon
// as that is too long.
func readLine(br *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := br.ReadSlice('\n')
		line = append(line, part...)
		if len(bytes.TrimRight(line, "\r\n")) >= MaxLine {
			return nil, errTooLong
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		default:
			return line, err
		}
	}
}
