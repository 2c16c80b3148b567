// Package control lets commands use the database while a running bot holds it: the bot answers on a Unix socket beside the file.
// What is asked are the store's own questions (which logs, read one, erase, back up, compact) and the bot's status, so that a command
// such as why or export runs the same code whether it opened the file or asked the bot.
//
// It promises: only processes of the same user are answered, by the mode of the socket (0600) and on Linux by asking the kernel who the
// peer is; a socket that a dead bot left behind is replaced, one that somebody answers on is not; a stream that was cut off is an error
// and never looks complete; errors that the store's callers branch on are the same ones on both sides; text that was erased is no
// longer in the bot's memory when the answer comes.
//
// It does not promise anything to other programs: the protocol, HTTP with JSON lines, may change with every release, and its version is
// in the path. Restoring and importing are not offered, because they want the bot stopped.
//
// To test with it, serve a memory.Store on a path in t.TempDir.
package control

import (
	"errors"
	"fmt"
	"strings"

	"bearings/store"
)

// SocketPath is where the bot that holds the database answers.
func SocketPath(db string) string { return db + ".sock" }

// maxSocketPath is the least that systems allow for the path of a socket (macOS; Linux allows four bytes more).
const maxSocketPath = 103

func checkPath(path string) error {
	if len(path) > maxSocketPath {
		return fmt.Errorf("the socket's path has %d bytes, at most %d are possible; move the database to a shorter path: %s", len(path), maxSocketPath, path)
	}
	return nil
}

// ErrNeedsStop refuses what only works when no bot holds the database.
var ErrNeedsStop = errors.New("this needs the bot stopped")

// sentinels are the errors that keep their identity on their way. Names are only added.
var sentinels = []struct {
	name string
	err  error
}{
	{"needs-stop", ErrNeedsStop},
	{"sealed", store.ErrSealed},
	{"chain", store.ErrChain},
	{"closed", store.ErrClosed},
	{"invalid", store.ErrInvalid},
	{"newer-format", store.ErrNewerFormat},
	{"damaged", store.ErrDamaged},
	{"unknown", store.ErrUnknown},
}

// remoteError is an error of the bot as its client sees it.
type remoteError struct {
	text string
	is   error
}

func (e *remoteError) Error() string { return e.text }
func (e *remoteError) Unwrap() error { return e.is }

const endOK = "ok"

// encodeEnd says how a stream ended, in one line.
func encodeEnd(err error) string {
	if err == nil {
		return endOK
	}
	name := "other"
	for _, s := range sentinels {
		if errors.Is(err, s.err) {
			name = s.name
			break
		}
	}
	return name + " " + strings.Join(strings.Fields(err.Error()), " ")
}

// decodeEnd is the other side of encodeEnd. Without an end the stream was cut off.
func decodeEnd(end string) error {
	switch end {
	case endOK:
		return nil
	case "":
		return errors.New("the bot's answer was cut off")
	}
	name, text, _ := strings.Cut(end, " ")
	e := &remoteError{text: text}
	for _, s := range sentinels {
		if s.name == name {
			e.is = s.err
		}
	}
	return e
}

// request is the body of every request; each path uses its own fields.
type request struct {
	Query store.LogQuery `json:"query,omitzero"`
	Log   store.LogID    `json:"log,omitzero"`
	After store.Pos      `json:"after,omitempty"`
	Seqs  []store.Pos    `json:"seqs,omitempty"`
}

// record is a store.Record as a JSON line.
type record struct {
	ID     string         `json:"id"`
	Seq    store.Pos      `json:"seq"`
	Prev   []byte         `json:"prev"`
	Data   []byte         `json:"data"`
	Bodies map[int][]byte `json:"bodies,omitempty"`
	Work   *store.Work    `json:"work,omitempty"`
}

func toLine(r store.Record) record {
	return record{ID: r.ID, Seq: r.Seq, Prev: r.PrevHash[:], Data: r.Data, Bodies: r.Bodies, Work: r.Work}
}

func (l record) record() store.Record {
	r := store.Record{ID: l.ID, Seq: l.Seq, Data: l.Data, Bodies: l.Bodies, Work: l.Work}
	copy(r.PrevHash[:], l.Prev)
	return r
}

// The paths, and the trailer that says how an answer ended.
const (
	pathLogs    = "/v1/logs"
	pathRead    = "/v1/read"
	pathErase   = "/v1/erase"
	pathBackup  = "/v1/backup"
	pathCompact = "/v1/compact"
	pathStatus  = "/v1/status"
	endTrailer  = "Bearings-End"
)
