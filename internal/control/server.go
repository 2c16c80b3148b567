package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"bearings/store"
)

// Logs is the part of a store that commands read and erase.
type Logs interface {
	Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error]
	Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error]
	Erase(ctx context.Context, log store.LogID, seqs ...store.Pos) error
}

// File is the part of a store that is about the whole of it.
type File interface {
	Backup(ctx context.Context, w io.Writer) error
}

// Compacter is implemented by stores that can be compacted while they are in use. Others are refused with [ErrNeedsStop].
type Compacter interface {
	Compact(ctx context.Context) error
}

// Options are what a Server answers with. Logs and File are needed.
type Options struct {
	Logs   Logs
	File   File
	Reload func(ctx context.Context, log store.LogID) error // drops what memory holds of an incident; nil: nothing holds anything
	Status func() any                                       // what is told about the bot, as JSON; nil: nothing
	Logger *slog.Logger                                     // nil: nothing is logged
}

// Server answers on a socket until it is closed.
type Server struct {
	opt  Options
	http *http.Server
	done chan struct{} // closed when the serving goroutine has ended
}

// Listen takes the socket and answers on it. The caller holds the database, so that a socket nobody answers on belongs to no one.
func Listen(ctx context.Context, path string, opt Options) (*Server, error) {
	if opt.Logs == nil || opt.File == nil {
		return nil, errors.New("control: Logs and File are needed")
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	l, err := listen(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	s := &Server{opt: opt, done: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathLogs, s.stream(s.logs))
	mux.HandleFunc("POST "+pathRead, s.stream(s.read))
	mux.HandleFunc("POST "+pathErase, s.stream(s.erase))
	mux.HandleFunc("POST "+pathBackup, s.stream(s.backup))
	mux.HandleFunc("POST "+pathCompact, s.stream(s.compact))
	mux.HandleFunc("POST "+pathStatus, s.stream(s.status))
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(opt.Logger.Handler(), slog.LevelWarn)}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(&sameUser{l, opt.Logger}) // It always ends with an error, when it is closed.
	}()
	return s, nil
}

// Close answers what was asked and ends; when the context ends, it cuts off what is still being answered. The socket is gone then.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("close the socket: %w", err), s.http.Close())
	}
	<-s.done
	return err
}

// listen makes the socket, in the place of one that a dead bot left behind.
func listen(ctx context.Context, path string) (net.Listener, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) {
		if err := removeStale(ctx, path); err != nil {
			return nil, err
		}
		l, err = lc.Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func removeStale(ctx context.Context, path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return errors.New("there is a file that is not a socket; it was left as it is")
	}
	d := net.Dialer{Timeout: time.Second}
	conn, err := d.DialContext(ctx, "unix", path)
	if err == nil {
		return errors.Join(errors.New("another bot answers there"), conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("cannot tell whether another bot answers there: %w", err)
	}
	return os.Remove(path)
}

// sameUser accepts connections of our own user only.
type sameUser struct {
	net.Listener
	log *slog.Logger
}

// Accept implements net.Listener.
func (l *sameUser) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if err = checkPeer(conn); err == nil {
			return conn, nil
		}
		l.log.Warn("a connection to the socket was refused", "error", err)
		_ = conn.Close() // There is nothing to be done about it.
	}
}

// checkPeer refuses other users, where the system says who they are.
func checkPeer(conn net.Conn) error {
	uid, known, err := peerUID(conn)
	if err != nil {
		return fmt.Errorf("ask who the peer is: %w", err)
	}
	if own := os.Geteuid(); known && uid != own {
		return fmt.Errorf("the peer is user %d, not %d", uid, own)
	}
	return nil
}

// stream makes a handler of something that writes its answer; how it ended goes into the trailer.
func (s *Server) stream(answer func(ctx context.Context, req request, w io.Writer) error) http.HandlerFunc {
	const most = 64 << 20 // an erasure may name many positions
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", endTrailer)
		var req request
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(&req)
		if err == nil {
			err = answer(r.Context(), req, w)
		} else {
			err = fmt.Errorf("read the request: %w", err)
		}
		w.Header().Set(endTrailer, encodeEnd(err))
	}
}

func (s *Server) logs(ctx context.Context, req request, w io.Writer) error {
	enc := json.NewEncoder(w)
	for info, err := range s.opt.Logs.Logs(ctx, req.Query) {
		if err == nil {
			err = enc.Encode(info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) read(ctx context.Context, req request, w io.Writer) error {
	enc := json.NewEncoder(w)
	for rec, err := range s.opt.Logs.Read(ctx, req.Log, req.After) {
		if err == nil {
			err = enc.Encode(toLine(rec))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// erase erases on the disk first, so that what memory holds afterwards was read without the texts.
func (s *Server) erase(ctx context.Context, req request, _ io.Writer) error {
	if err := s.opt.Logs.Erase(ctx, req.Log, req.Seqs...); err != nil {
		return err
	}
	if s.opt.Reload == nil {
		return nil
	}
	if err := s.opt.Reload(ctx, req.Log); err != nil {
		return fmt.Errorf("erased in the database, but the running bot may still know the texts; restart it: %w", err)
	}
	return nil
}

func (s *Server) backup(ctx context.Context, _ request, w io.Writer) error {
	return s.opt.File.Backup(ctx, w)
}

func (s *Server) compact(ctx context.Context, _ request, _ io.Writer) error {
	c, ok := s.opt.File.(Compacter)
	if !ok {
		return fmt.Errorf("compact: %w", ErrNeedsStop)
	}
	return c.Compact(ctx)
}

func (s *Server) status(_ context.Context, _ request, w io.Writer) error {
	var status any = struct{}{}
	if s.opt.Status != nil {
		status = s.opt.Status()
	}
	return json.NewEncoder(w).Encode(status)
}
