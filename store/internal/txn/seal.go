package txn

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"bearings/store"
)

// Seal puts the pointer in place, which hides the records at once. SealPage then deletes them.
func Seal(tx Tx, log store.LogID, upTo store.Pos, archive store.Archive) error {
	h, err := readHead(tx, log)
	if errors.Is(err, store.ErrSealed) {
		a, err := readArchive(tx, log)
		if err == nil && a != (archived{upTo, archive}) {
			err = fmt.Errorf("log %s at %d: %w", log, a.UpTo, store.ErrSealed)
		}
		return err
	}
	if err != nil {
		return err
	}
	if h.pos != upTo {
		return store.ErrConflict{Head: h.pos}
	}
	if upTo == 0 {
		return fmt.Errorf("log %s is empty: %w", log, store.ErrInvalid)
	}
	w, err := sealWrites(log, archived{upTo, archive})
	if err != nil {
		return err
	}
	return w.apply(tx)
}

func sealWrites(log store.LogID, a archived) (writes, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode archive of %s: %w", log, err)
	}
	var w writes
	w.put(archiveKey(log), b)
	w.put(store.LogKey(keySealing, log), []byte{1})
	w.delete(store.WorkKey(log))
	return w, nil
}

// SealPage deletes at most limit keys of a log that is being sealed, and reports whether nothing is left.
func SealPage(tx Tx, log store.LogID, limit int) (done bool, err error) {
	if tx.Get(store.LogKey(keySealing, log)) == nil {
		return true, nil
	}
	var w writes
	for _, kind := range []string{store.PrefixBodies, store.PrefixRecord, store.PrefixErased} {
		prefix := store.LogKey(kind, log)
		for key := range tx.Ascend(prefix, prefix) {
			if len(w) == limit {
				return false, w.apply(tx)
			}
			w.delete(key)
		}
	}
	w.delete(store.LogKey(keySealing, log))
	return true, w.apply(tx)
}

// Erase deletes bodies and notes that they were erased.
func Erase(tx Tx, log store.LogID, seqs []store.Pos) error {
	var w writes
	for _, seq := range seqs {
		key := store.RecordKey(store.PrefixBodies, log, seq)
		value := tx.Get(store.RecordKey(store.PrefixRecord, log, seq))
		if value == nil || tx.Get(key) == nil {
			continue
		}
		w.delete(key)
		w.put(erasedKey(log, seq, store.HashEncoded(value)), []byte{1})
	}
	return w.apply(tx)
}

func erasedKey(log store.LogID, seq store.Pos, hash [32]byte) string {
	return store.RecordKey(store.PrefixErased, log, seq) + "/" + hex.EncodeToString(hash[:])
}

// ReadCarry lists what a restore has to take over from this database.
func ReadCarry(tx Tx) (store.Carry, error) {
	var c store.Carry
	var err error
	if c.Token, err = readUint(tx, keyToken); err != nil {
		return c, err
	}
	for key := range tx.Ascend(store.PrefixErased, store.PrefixErased) {
		log, rest, err := store.ParseLogKey(store.PrefixErased, key)
		if err != nil {
			return c, err
		}
		digits, hash, _ := strings.Cut(rest, "/")
		seq, err := store.ParseSeq(digits)
		if err != nil {
			return c, err
		}
		c.Bodies = append(c.Bodies, store.ErasedBody{Workspace: log.Workspace, Incident: log.Incident, Seq: seq, Hash: hash})
	}
	for key := range tx.Ascend(store.PrefixArchive, store.PrefixArchive) {
		log, _, err := store.ParseLogKey(store.PrefixArchive, key)
		if err != nil {
			return c, err
		}
		a, err := readArchive(tx, log)
		if err != nil {
			return c, err
		}
		c.Sealed = append(c.Sealed, store.SealedLog{Workspace: log.Workspace, Incident: log.Incident, UpTo: a.UpTo, Archive: a.Archive})
	}
	return c, nil
}

// tokenEpoch is far more tokens than a store hands out between two backups.
const tokenEpoch = 1 << 32

// ApplyCarry makes a restored database take over what the one before it had, and moves the tokens past all that may have been handed out.
// The clock comes in because one backup may be restored twice, with nothing known of the first time: in microseconds it grows faster than tokens.
func ApplyCarry(tx Tx, now time.Time, carry store.Carry) error {
	token, err := readUint(tx, keyToken)
	if err != nil {
		return err
	}
	var w writes
	w.put(keyToken, uintBytes(max(max(token, carry.Token)+tokenEpoch, uint64(now.UnixMicro()))))
	for key := range tx.Ascend(store.PrefixOwner, store.PrefixOwner) {
		w.delete(key)
	}
	for _, body := range carry.Bodies {
		if err := carryBody(tx, &w, body); err != nil {
			return err
		}
	}
	for _, s := range carry.Sealed {
		log := store.LogID{Workspace: s.Workspace, Incident: s.Incident}
		if err := store.CheckLog(log); err != nil {
			return err
		}
		sealed, err := sealWrites(log, archived{s.UpTo, s.Archive})
		if err != nil {
			return err
		}
		w = append(w, sealed...)
	}
	return w.apply(tx)
}

// carryBody erases a body again if it is that of the same record. The note is kept in any case: the next restore may be from a backup
// that has it.
func carryBody(tx Tx, w *writes, body store.ErasedBody) error {
	log := store.LogID{Workspace: body.Workspace, Incident: body.Incident}
	var hash [32]byte
	n, err := hex.Decode(hash[:], []byte(body.Hash[:min(len(body.Hash), 2*len(hash))]))
	if err != nil || n != len(hash) || len(body.Hash) != 2*len(hash) {
		return fmt.Errorf("erased body %s/%d: hash %q: %w", log, body.Seq, body.Hash, store.ErrInvalid)
	}
	if err := store.CheckLog(log); err != nil {
		return err
	}
	if value := tx.Get(store.RecordKey(store.PrefixRecord, log, body.Seq)); value != nil && store.HashEncoded(value) == hash {
		w.delete(store.RecordKey(store.PrefixBodies, log, body.Seq))
	}
	w.put(erasedKey(log, body.Seq, hash), []byte{1})
	return nil
}
