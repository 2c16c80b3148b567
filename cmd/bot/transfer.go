package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bearings/store"
	"bearings/store/bolt"
)

type exportCmd struct {
	stored `embed:""`

	Incident string `arg:"" optional:"" help:"One incident; without it, all of them."`
	Out      string `help:"The file to write; it must not be there yet. Without it, standard output." placeholder:"FILE"`
}

// Help is shown below the usage.
func (exportCmd) Help() string {
	return `For example:

    bot export --out incidents.jsonl
    bot export C1-1714557480 | head

The bot may run meanwhile. Each incident is a first line, a line for each record, and a last line that shows that it is whole.`
}

// Run exports incidents.
func (c exportCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	return s.withDatabase(func(db database) error {
		logs, err := c.logs(s, db)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error {
			for _, log := range logs {
				if err := store.Export(s.ctx, db, log, w); err != nil {
					return err
				}
			}
			return nil
		}
		if c.Out == "" {
			return write(s.stdout)
		}
		if _, err := newFile(c.Out, write); err != nil {
			return err
		}
		s.printf("%s: %s\n", c.Out, count(len(logs), "incident"))
		return nil
	})
}

// logs are those to export. A sealed one has no records any more.
func (c exportCmd) logs(s *session, db database) ([]store.LogID, error) {
	if c.Incident != "" {
		info, err := s.findLog(db, c.Incident)
		if err == nil && info.Sealed {
			err = archived(info)
		}
		return []store.LogID{info.Log}, err
	}
	var out []store.LogID
	for info, err := range db.Logs(s.ctx, store.LogQuery{}) {
		if err != nil {
			return nil, err
		}
		if info.Sealed {
			s.log.Warn("left out, because it is not here any more", "incident", info.Log.String(), "archive", info.Archive.Location)
			continue
		}
		out = append(out, info.Log)
	}
	return out, nil
}

type importCmd struct {
	stored `embed:""`

	File string `arg:"" help:"A file that \"bot export\" wrote. \"-\" is standard input."`
}

// Help is shown below the usage.
func (importCmd) Help() string {
	return `For example:

    bot import incidents.jsonl

Stop the bot first. If there is no database yet, one is made. Each incident is checked to its end before any of it is added;
one that is here already, as far as it goes, is completed. Importing the same file again changes nothing.`
}

// Run imports incidents.
func (c importCmd) Run(s *session) (err error) {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	in := s.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("read %s: %w", c.File, bare(err))
		}
		defer func() { _ = f.Close() }() // only read
		in = f
	}
	db, err := bolt.Open(s.db, bolt.Options{Now: time.Now})
	if errors.Is(err, store.ErrLocked) {
		return &busy{s.db, "import"}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	before, err := countLogs(s, db)
	if err != nil {
		return err
	}
	if err := c.from(s, db, in); err != nil {
		return err
	}
	after, err := countLogs(s, db)
	if err != nil {
		return err
	}
	s.printf("%s: %s, %d of them new\n", s.db, count(after, "incident"), after-before)
	return nil
}

func (c importCmd) from(s *session, db *bolt.Store, in io.Reader) error {
	err := store.Import(s.ctx, db, in)
	if err == nil {
		return nil
	}
	text, inLine := strings.CutPrefix(err.Error(), "import: line ")
	if !inLine {
		return err
	}
	// What is wrong stands in the file; what the store calls itself does not matter here.
	text = strings.ReplaceAll(text, ": "+store.ErrDamaged.Error(), "")
	if errors.Is(err, store.ErrConflict{}) {
		text, _, _ = strings.Cut(text, ": conflict: ")
		text += ", so it went another way here than in the file"
	}
	return fmt.Errorf("%s: line %s; what stands above this incident was added", c.File, text)
}

func countLogs(s *session, db database) (int, error) {
	n := 0
	for _, err := range db.Logs(s.ctx, store.LogQuery{}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
