package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strconv"
	"strings"
	"time"

	"bearings/internal/control"
	"bearings/store"
	"bearings/store/bolt"
)

// database is what the commands ask of the store: that of the running bot, or
// the file itself.
type database interface {
	Logs(ctx context.Context, q store.LogQuery) iter.Seq2[store.LogInfo, error]
	Read(ctx context.Context, log store.LogID, after store.Pos) iter.Seq2[store.Record, error]
	Erase(ctx context.Context, log store.LogID, seqs ...store.Pos) error
	Backup(ctx context.Context, w io.Writer) error
	Compact(ctx context.Context) error
	Close() error
}

var (
	_ database = (*bolt.Store)(nil)
	_ database = (*control.Client)(nil)
)

// open opens the file, or asks the bot that runs with it. The file must be
// there: only a bot or an import makes one.
func (s *session) open() (database, error) {
	if err := s.there(); err != nil {
		return nil, err
	}
	db, err := bolt.Open(s.db, bolt.Options{Now: time.Now})
	if err == nil {
		return db, nil
	}
	if !errors.Is(err, store.ErrLocked) {
		return nil, err
	}
	bot, dialErr := control.Dial(s.ctx, control.SocketPath(s.db))
	if dialErr != nil {
		return nil, errors.Join(err, dialErr)
	}
	s.log.Debug("asking the running bot", "socket", control.SocketPath(s.db))
	return bot, nil
}

// there refuses a database that does not exist.
func (s *session) there() error {
	info, err := os.Stat(s.db)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no such database; name it with --db", s.db)
	case err != nil:
		return fmt.Errorf("%s: %w", s.db, bare(err))
	case info.IsDir():
		return fmt.Errorf("%s: this is a folder; name the database file with --db", s.db)
	}
	return nil
}

// withDatabase opens the database for a command and closes it afterwards.
func (s *session) withDatabase(fn func(database) error) (err error) {
	db, err := s.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// findLog finds the incident that people mean by a name: workspace/incident, or
// the incident alone if no other workspace has it.
func (s *session) findLog(db database, name string) (store.LogInfo, error) {
	var all []string
	var found []store.LogInfo
	for info, err := range db.Logs(s.ctx, store.LogQuery{}) {
		if err != nil {
			return store.LogInfo{}, err
		}
		all = append(all, info.Log.String())
		if info.Log.String() == name {
			return info, nil
		}
		if info.Log.Incident == name {
			found = append(found, info)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var names []string
		for _, info := range found {
			names = append(names, info.Log.String())
		}
		return store.LogInfo{}, fmt.Errorf("there are several incidents %q: %s", name, some(names))
	case len(all) == 0:
		return store.LogInfo{}, fmt.Errorf("there is no incident %q; %s holds none", name, s.db)
	}
	return store.LogInfo{}, fmt.Errorf("there is no incident %q; there are %s", name, some(all))
}

// some lists names, not too many.
func some(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// count writes a number with its noun.
func count(n int, noun string) string { return counted(n, noun, noun+"s") }

// counted is count for nouns that take more than an s.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
