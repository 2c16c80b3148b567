package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"time"

	"bearings/store"
)

// Client asks a running bot. Its methods do what those of the store do, and return the same errors.
type Client struct {
	path string
	http *http.Client
}

// dialTries are made before nobody answers: a bot that has just started holds the database a moment before it answers.
const (
	dialTries = 5
	dialPause = 200 * time.Millisecond
)

// Dial returns a Client for the bot that holds a database. It is for callers that found the database locked.
func Dial(ctx context.Context, path string) (*Client, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	c := &Client{path: path, http: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, path) },
	}}}
	err := c.tryStatus(ctx)
	for n := 1; err != nil && n < dialTries && ctx.Err() == nil; n++ {
		pause(ctx, dialPause)
		err = c.tryStatus(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the database is held by another process that does not answer: %w", err), c.Close())
	}
	return c, nil
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func dial(ctx context.Context, path string) (net.Conn, error) {
	d := net.Dialer{Timeout: time.Second}
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := checkPeer(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// tryStatus sees whether somebody answers who speaks our protocol, without waiting long.
func (c *Client) tryStatus(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := c.Status(ctx)
	return err
}

// Close ends the connection.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Logs does what store.Store says of it.
func (c *Client) Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error] {
	return lines(ctx, c, pathLogs, request{Query: q}, func(info store.LogInfo) store.LogInfo { return info })
}

// Read does what store.Store says of it.
func (c *Client) Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error] {
	return lines(ctx, c, pathRead, request{Log: log, After: after}, record.record)
}

// Erase does what store.Store says of it. The bot has forgotten the texts when it returns.
func (c *Client) Erase(ctx context.Context, log store.LogID, seqs ...store.Pos) error {
	return c.ask(ctx, pathErase, request{Log: log, Seqs: seqs}, nothing)
}

// Backup does what store.Store says of it.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	return c.ask(ctx, pathBackup, request{}, func(body io.Reader) error {
		_, err := io.Copy(w, body)
		return err
	})
}

// Compact rewrites the database without what was erased, or says that this needs the bot stopped.
func (c *Client) Compact(ctx context.Context) error {
	return c.ask(ctx, pathCompact, request{}, nothing)
}

// Status returns what the bot tells about itself.
func (c *Client) Status(ctx context.Context) (json.RawMessage, error) {
	var status json.RawMessage
	err := c.ask(ctx, pathStatus, request{}, func(body io.Reader) error { return json.NewDecoder(body).Decode(&status) })
	return status, err
}

func nothing(io.Reader) error { return nil }

// ask sends a request, has the answer read, and returns how it ended.
func (c *Client) ask(ctx context.Context, path string, req request, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // so that a body that nobody reads to its end does not keep the bot busy
	payload, err := json.Marshal(req)
	if err != nil {
		return fmt.Errorf("encode the request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://bearings"+path, bytes.NewReader(payload))
	if err != nil {
		return err
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("ask the running bot: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the running bot does not know %s: is it of another release?", path)
	}
	if err := read(resp.Body); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil { // the trailer comes after the body
		return fmt.Errorf("the bot's answer was cut off: %w", err)
	}
	return decodeEnd(resp.Trailer.Get(endTrailer))
}

// errEnough says that the consumer of a sequence wants no more.
var errEnough = errors.New("enough")

// lines yields what the JSON lines of an answer hold.
func lines[Line, Value any](ctx context.Context, c *Client, path string, req request, value func(Line) Value) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		err := c.ask(ctx, path, req, func(body io.Reader) error {
			for dec := json.NewDecoder(body); ; {
				var line Line
				switch err := dec.Decode(&line); {
				case errors.Is(err, io.EOF):
					return nil
				case err != nil:
					return fmt.Errorf("the bot's answer was cut off: %w", err)
				}
				if !yield(value(line), nil) {
					return errEnough
				}
			}
		})
		if err != nil && !errors.Is(err, errEnough) {
			var zero Value
			yield(zero, err)
		}
	}
}
