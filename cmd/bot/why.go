package main

import (
	"errors"
	"fmt"

	"bearings/incident"
	"bearings/store"
)

type whyCmd struct {
	stored `embed:""`

	Incident string `arg:"" help:"The incident, such as T1/C1-1714557480, or only its last part."`
	Post     string `arg:"" optional:"" help:"A post such as d12, a finding such as stale-belief/H2, or a hypothesis such as H2."`
}

// Help is shown below the usage.
func (whyCmd) Help() string {
	return `For example:

    bot why C1-1714557480
    bot why C1-1714557480 d12

Without a post it lists everything that was said and everything that was held back, each with its reason. With one it shows
the words, and who said what they rest on, and when.`
}

// Run explains an incident from its log.
func (c whyCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	return s.withDatabase(func(db database) error {
		info, err := s.findLog(db, c.Incident)
		if err != nil {
			return err
		}
		if info.Sealed {
			return archived(info)
		}
		records, err := s.records(db, info.Log)
		if err != nil {
			return err
		}
		a, err := newAccount(entries(records))
		if err != nil {
			return fmt.Errorf("%s: %w", info.Log, err)
		}
		if c.Post == "" {
			s.printf("%s", a.overview(info.Log.String()))
			return nil
		}
		text, ok := a.one(info.Log.String(), c.Post)
		if !ok {
			return fmt.Errorf("in %s nothing was said or held back under %q; \"bot why %s\" lists what was", info.Log, c.Post, c.Incident)
		}
		s.printf("%s", text)
		return nil
	})
}

// archived says where the records of a sealed log went.
func archived(info store.LogInfo) error {
	if info.Archive.Location == "" {
		return fmt.Errorf("%s was erased: there is nothing left to read", info.Log)
	}
	return fmt.Errorf("%s was archived to %s: import that first", info.Log, info.Archive.Location)
}

// kept is a record with its entries.
type kept struct {
	rec     store.Record
	entries []incident.Entry
}

// records reads a whole log.
func (s *session) records(db database, log store.LogID) ([]kept, error) {
	var out []kept
	for rec, err := range db.Read(s.ctx, log, 0) {
		if err != nil {
			return nil, err
		}
		entries, err := incident.DecodeRecord(rec.Data, rec.Bodies)
		if errors.Is(err, incident.ErrFuture) {
			return nil, fmt.Errorf("%s, record %d: %w", log, rec.Seq, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, record %d: %w: %w", log, rec.Seq, store.ErrDamaged, err)
		}
		out = append(out, kept{rec, entries})
	}
	return out, nil
}

func entries(records []kept) [][]incident.Entry {
	out := make([][]incident.Entry, len(records))
	for i, r := range records {
		out[i] = r.entries
	}
	return out
}
