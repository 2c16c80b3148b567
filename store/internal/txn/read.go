package txn

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"bearings/store"
)

// A page bounds what one transaction reads, so that none stays open while a consumer works.
const (
	pageRecords = 256
	pageBytes   = 1 << 20
	pageLogs    = 256
)

// Page is a part of a log.
type Page struct {
	Records []store.Record
	Head    store.Pos // at the time of the page
	Sealed  bool      // then there are no records, and Head is where it was sealed
}

// ReadPage reads from after on, up to upTo, or up to the head if that is 0.
func ReadPage(tx Tx, log store.LogID, after, upTo store.Pos) (Page, error) {
	h, err := readHead(tx, log)
	if errors.Is(err, store.ErrSealed) {
		a, err := readArchive(tx, log)
		return Page{Head: a.UpTo, Sealed: true}, err
	}
	if err != nil {
		return Page{}, err
	}
	page := Page{Head: h.pos}
	if upTo == 0 {
		upTo = h.pos
	}
	if after >= upTo {
		return page, nil
	}
	page.Records, err = readRecords(tx, log, after, upTo)
	return page, err
}

func readRecords(tx Tx, log store.LogID, after, upTo store.Pos) ([]store.Record, error) {
	records := make([]store.Record, 0, min(pageRecords, int(upTo-after)))
	size, next := 0, after+1
	for key, value := range tx.Ascend(store.LogKey(store.PrefixRecord, log), store.RecordKey(store.PrefixRecord, log, next)) {
		if next > upTo || len(records) == pageRecords || size >= pageBytes {
			return records, nil
		}
		if key != store.RecordKey(store.PrefixRecord, log, next) {
			break
		}
		bodies := tx.Get(store.RecordKey(store.PrefixBodies, log, next))
		rec, err := decode(value, bodies)
		if err != nil {
			return nil, fmt.Errorf("record %s/%d: %w", log, next, err)
		}
		records = append(records, rec)
		size += len(value) + len(bodies)
		next++
	}
	if next <= upTo {
		return nil, fmt.Errorf("record %s/%d is missing, the head is at %d: %w", log, next, upTo, store.ErrDamaged)
	}
	return records, nil
}

func decode(value, bodies []byte) (store.Record, error) {
	rec, err := store.DecodeRecord(value)
	if err == nil && bodies != nil {
		rec.Bodies, err = store.DecodeBodies(bodies)
	}
	return rec, err
}

// archived is the value of an archive key.
type archived struct {
	UpTo    store.Pos     `json:"up_to"`
	Archive store.Archive `json:"archive"`
}

func archiveKey(log store.LogID) string { return store.LogKey(store.PrefixArchive, log) }

func readArchive(tx Tx, log store.LogID) (archived, error) {
	var a archived
	if err := json.Unmarshal(tx.Get(archiveKey(log)), &a); err != nil {
		return a, fmt.Errorf("archive of %s: %w: %w", log, store.ErrDamaged, err)
	}
	return a, nil
}

// LogsPage lists logs from a place on, "" being the beginning. It returns the place of the next page, "" if there is none.
func LogsPage(tx Tx, q store.LogQuery, from string) (infos []store.LogInfo, next string, err error) {
	for place, log := range candidates(tx, q, from) {
		if len(infos) == pageLogs {
			return infos, place, nil
		}
		if log.err != nil {
			return nil, "", log.err
		}
		if !(store.Selector{Workspace: q.Workspace, Incident: q.Incident}).Matches(log.id) {
			continue
		}
		info, err := describe(tx, log.id)
		if err != nil {
			return nil, "", err
		}
		infos = append(infos, info)
	}
	return infos, "", nil
}

type candidate struct {
	id  store.LogID
	err error
}

func candidates(tx Tx, q store.LogQuery, from string) iter.Seq2[string, candidate] {
	if q.WithWork != nil {
		return workCandidates(tx, q.WithWork, from)
	}
	return allCandidates(tx, q, from)
}

// workCandidates walks the work index; a place is a whole key.
func workCandidates(tx Tx, partitions []int, from string) iter.Seq2[string, candidate] {
	return func(yield func(string, candidate) bool) {
		for _, p := range slices.Compact(slices.Sorted(slices.Values(partitions))) {
			prefix := store.PartitionKey(store.PrefixWork, p) + "/"
			for key := range tx.Ascend(prefix, max(prefix, from)) {
				id, _, err := store.ParseLogKey(prefix, key)
				if !yield(key, candidate{id, err}) {
					return
				}
			}
		}
	}
}

// allCandidates merges the logs that have records with those that are sealed, and leaps over the records; a place is what LogKey adds.
func allCandidates(tx Tx, q store.LogQuery, from string) iter.Seq2[string, candidate] {
	scope := ""
	if q.Workspace != "" {
		scope = q.Workspace + "/"
	}
	if q.Incident != "" {
		scope += q.Incident + "/"
	}
	return func(yield func(string, candidate) bool) {
		for place := max(from, scope); ; {
			live, errLive := nextLog(tx, store.PrefixRecord, scope, place)
			gone, errGone := nextLog(tx, store.PrefixArchive, scope, place)
			if err := errors.Join(errLive, errGone); err != nil {
				yield(place, candidate{err: err})
				return
			}
			first := earlier(live, gone)
			if first == (store.LogID{}) {
				return
			}
			here := store.LogKey("", first)
			if !yield(here, candidate{id: first}) {
				return
			}
			place = strings.TrimSuffix(here, "/") + "0" // "0" follows "/": past every key of this log
		}
	}
}

// nextLog returns the first log of a kind at or after a place; the zero LogID if there is none.
func nextLog(tx Tx, kind, scope, place string) (store.LogID, error) {
	for key := range tx.Ascend(kind+scope, kind+place) {
		id, _, err := store.ParseLogKey(kind, key)
		return id, err
	}
	return store.LogID{}, nil
}

func earlier(a, b store.LogID) store.LogID {
	none := store.LogID{}
	if a == none || b != none && store.LogKey("", b) < store.LogKey("", a) {
		return b
	}
	return a
}

func describe(tx Tx, log store.LogID) (store.LogInfo, error) {
	info := store.LogInfo{Log: log}
	if b := tx.Get(store.WorkKey(log)); b != nil {
		var err error
		if info.Work, err = store.DecodeWork(b); err != nil {
			return info, fmt.Errorf("work of %s: %w", log, err)
		}
	}
	h, err := readHead(tx, log)
	if errors.Is(err, store.ErrSealed) {
		a, err := readArchive(tx, log)
		info.Head, info.Sealed, info.Archive = a.UpTo, true, a.Archive
		return info, err
	}
	info.Head = h.pos
	return info, err
}
