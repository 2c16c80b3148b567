package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// JSON Lines, the form of a log outside any engine: a backup that people can read, the way from one engine to another, and what a sealed
// log is archived as. A log is a header, its records, and a trailer, which shows that the file is whole; logs follow each other.
//
//	{"format":"bearings-log","v":1,"workspace":"T1","incident":"INC-1"}
//	{"seq":1,"id":"C1:1699.0001","prev":"00…","hash":"5f…","work":{"due":"…","pending":true},"data":{…},"bodies":{"0":"the text"}}
//	{"end":true,"head":1,"hash":"5f…"}
//
// Data that is not compact JSON, and bodies that are not UTF-8, are in "data64" and "bodies64" instead: the bytes always come back as they were.
// The form is stored, so version 1 is not changed.
const (
	jsonlFormat  = "bearings-log"
	jsonlVersion = 1
)

type lineHeader struct {
	Format    string `json:"format"`
	V         int    `json:"v"`
	Workspace string `json:"workspace"`
	Incident  string `json:"incident"`
}

type lineRecord struct {
	Seq      Pos               `json:"seq"`
	ID       string            `json:"id"`
	Prev     string            `json:"prev"`
	Hash     string            `json:"hash"`
	Work     *lineWork         `json:"work,omitempty"`
	Data     json.RawMessage   `json:"data,omitempty"`
	Data64   []byte            `json:"data64,omitempty"`
	Bodies   map[string]string `json:"bodies,omitempty"`
	Bodies64 map[string][]byte `json:"bodies64,omitempty"`
}

type lineWork struct {
	Due     *time.Time `json:"due,omitempty"`
	Pending bool       `json:"pending"`
}

type lineEnd struct {
	End  bool   `json:"end"`
	Head Pos    `json:"head"`
	Hash string `json:"hash"`
}

// Export writes a log as JSON Lines, up to its head at the time of the call. It checks the chain on the way. The same log gives the same
// bytes from every engine.
func Export(ctx context.Context, r Reader, log LogID, w io.Writer) error {
	if err := export(ctx, r, log, w); err != nil {
		return fmt.Errorf("export %s: %w", log, err)
	}
	return nil
}

func export(ctx context.Context, r Reader, log LogID, w io.Writer) error {
	if err := CheckLog(log); err != nil {
		return err
	}
	if err := writeLine(w, lineHeader{jsonlFormat, jsonlVersion, log.Workspace, log.Incident}); err != nil {
		return err
	}
	var chain Chain
	for rec, err := range r.Read(ctx, log, 0) {
		if err == nil {
			err = chain.Next(rec)
		}
		if err == nil {
			err = writeLine(w, toLine(rec))
		}
		if err != nil {
			return err
		}
	}
	head, hash := chain.Head()
	return writeLine(w, lineEnd{End: true, Head: head, Hash: hex.EncodeToString(hash[:])})
}

func writeLine(w io.Writer, line any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func toLine(rec Record) lineRecord {
	hash := Hash(rec)
	line := lineRecord{Seq: rec.Seq, ID: rec.ID, Prev: hex.EncodeToString(rec.PrevHash[:]), Hash: hex.EncodeToString(hash[:])}
	if rec.Work != nil {
		line.Work = &lineWork{Pending: rec.Work.Pending}
		if !rec.Work.Due.IsZero() {
			line.Work.Due = &rec.Work.Due
		}
	}
	if survivesJSON(rec.Data) {
		line.Data = rec.Data
	} else {
		line.Data64 = rec.Data
	}
	for _, n := range slices.Sorted(maps.Keys(rec.Bodies)) {
		key, body := strconv.Itoa(n), rec.Bodies[n]
		if utf8.Valid(body) {
			set(&line.Bodies, key, string(body))
		} else {
			set(&line.Bodies64, key, body)
		}
	}
	return line
}

func set[V any](m *map[string]V, key string, value V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = value
}

// survivesJSON reports whether the bytes, put into a line as they are, are read back as they are.
func survivesJSON(data []byte) bool {
	line, err := encodeRaw(data)
	return err == nil && bytes.Equal(line, data) && utf8.Valid(data) && string(data) != "null"
}

func encodeRaw(data []byte) ([]byte, error) {
	var buf bytes.Buffer
	if !json.Valid(data) {
		return nil, errors.New("not JSON")
	}
	if err := writeLine(&buf, json.RawMessage(data)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// fromLine turns a line into a record and checks it against the hash that the line states.
func fromLine(line lineRecord) (Record, error) {
	rec := Record{ID: line.ID, Seq: line.Seq, Data: line.Data}
	if line.Data != nil && line.Data64 != nil {
		return rec, errors.New("it has both data and data64")
	}
	if line.Data == nil {
		rec.Data = line.Data64
	}
	if err := readHash(&rec.PrevHash, "prev", line.Prev); err != nil {
		return rec, err
	}
	if line.Work != nil {
		rec.Work = &Work{Pending: line.Work.Pending}
		if line.Work.Due != nil {
			rec.Work.Due = line.Work.Due.UTC()
		}
	}
	if err := bodiesFromLine(&rec, line); err != nil {
		return rec, err
	}
	if err := CheckRecord(rec); err != nil {
		return rec, err
	}
	var stated [32]byte
	if err := readHash(&stated, "hash", line.Hash); err != nil {
		return rec, err
	}
	if hash := Hash(rec); hash != stated {
		return rec, fmt.Errorf("its hash is %x, the line says %x: %w", hash[:6], stated[:6], ErrChain)
	}
	return rec, nil
}

func bodiesFromLine(rec *Record, line lineRecord) error {
	if len(line.Bodies)+len(line.Bodies64) == 0 {
		return nil
	}
	rec.Bodies = map[int][]byte{}
	add := func(key string, body []byte) error {
		n, err := strconv.Atoi(key)
		if err != nil || strconv.Itoa(n) != key {
			return fmt.Errorf("body %q: not a number", key)
		}
		if _, twice := rec.Bodies[n]; twice {
			return fmt.Errorf("body %d is there twice", n)
		}
		rec.Bodies[n] = body
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(line.Bodies)) {
		if err := add(key, []byte(line.Bodies[key])); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(line.Bodies64)) {
		if err := add(key, line.Bodies64[key]); err != nil {
			return err
		}
	}
	return nil
}

func readHash(dst *[32]byte, what, s string) error {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(dst) {
		return fmt.Errorf("%s: %q is not a hash in hexadecimal", what, s[:min(len(s), 80)])
	}
	copy(dst[:], b)
	return nil
}
