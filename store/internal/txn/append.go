package txn

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"bearings/store"
)

// head is the end of a log.
type head struct {
	pos  store.Pos
	hash [32]byte
}

// readHead finds the end of a log by one seek. A sealed log is refused.
func readHead(tx Tx, log store.LogID) (head, error) {
	if tx.Get(archiveKey(log)) != nil {
		return head{}, fmt.Errorf("log %s: %w", log, store.ErrSealed)
	}
	prefix := store.LogKey(store.PrefixRecord, log)
	key, value := tx.Last(prefix)
	if key == "" {
		return head{}, nil
	}
	pos, err := store.ParseSeq(key[len(prefix):])
	if err != nil {
		return head{}, err
	}
	return head{pos, store.HashEncoded(value)}, nil
}

// Append does what store.Store says of it.
func Append(tx Tx, now time.Time, log store.LogID, after store.Pos, rec store.Record, fence store.Fence) (store.Pos, error) {
	if err := checkFence(tx, log, fence); err != nil {
		return 0, err
	}
	if dup, err := findDuplicate(tx, now, log, rec); err != nil {
		return dup, err
	}
	h, err := readHead(tx, log)
	if err != nil {
		return 0, err
	}
	if h.pos != after {
		return 0, store.ErrConflict{Head: h.pos}
	}
	if err := link(&rec, h); err != nil {
		return 0, err
	}
	return rec.Seq, appendWrites(now, log, rec).apply(tx)
}

// link fills in what the caller left to the store, and checks what it did not.
func link(rec *store.Record, h head) error {
	if rec.Seq != 0 && rec.Seq != h.pos+1 {
		return fmt.Errorf("position %d after %d: %w", rec.Seq, h.pos, store.ErrChain)
	}
	if rec.PrevHash != [32]byte{} && rec.PrevHash != h.hash {
		return fmt.Errorf("position %d names %x as its predecessor, which is %x: %w", h.pos+1, rec.PrevHash[:6], h.hash[:6], store.ErrChain)
	}
	rec.Seq, rec.PrevHash = h.pos+1, h.hash
	return nil
}

func appendWrites(now time.Time, log store.LogID, rec store.Record) writes {
	var w writes
	w.put(store.RecordKey(store.PrefixRecord, log, rec.Seq), store.EncodeRecord(rec))
	w.put(store.OnceKey(log.Workspace, rec.ID), once{at: now, pos: rec.Seq, content: store.ContentHash(rec), incident: log.Incident}.encode())
	if len(rec.Bodies) > 0 {
		w.put(store.RecordKey(store.PrefixBodies, log, rec.Seq), store.EncodeBodies(rec.Bodies))
	}
	switch {
	case rec.Work == nil:
	case rec.Work.IsZero():
		w.delete(store.WorkKey(log))
	default:
		w.put(store.WorkKey(log), store.EncodeWork(*rec.Work))
	}
	return w
}

func findDuplicate(tx Tx, now time.Time, log store.LogID, rec store.Record) (store.Pos, error) {
	b := tx.Get(store.OnceKey(log.Workspace, rec.ID))
	if b == nil {
		return 0, nil
	}
	o, err := decodeOnce(b)
	if err != nil {
		return 0, fmt.Errorf("once-key of %s in %s: %w", rec.ID, log.Workspace, err)
	}
	if o.expired(now) {
		return 0, nil
	}
	return o.pos, store.ErrDuplicate{
		Log:   store.LogID{Workspace: log.Workspace, Incident: o.incident},
		Pos:   o.pos,
		Equal: o.incident == log.Incident && o.content == store.ContentHash(rec),
	}
}

// once is the value of a once-key. The time comes first, so that the sweep reads no more than that.
type once struct {
	at       time.Time
	pos      store.Pos
	content  [32]byte
	incident string
}

const onceFixed = 8 + 8 + 32

func (o once) expired(now time.Time) bool { return now.Sub(o.at) >= store.OnceFor }

func (o once) encode() []byte {
	b := make([]byte, 0, onceFixed+len(o.incident))
	b = binary.BigEndian.AppendUint64(b, uint64(o.at.UnixNano()))
	b = binary.BigEndian.AppendUint64(b, uint64(o.pos))
	b = append(b, o.content[:]...)
	return append(b, o.incident...)
}

func decodeOnce(b []byte) (once, error) {
	if len(b) <= onceFixed {
		return once{}, fmt.Errorf("%d bytes: %w", len(b), store.ErrDamaged)
	}
	o := once{
		at:       time.Unix(0, int64(binary.BigEndian.Uint64(b))),
		pos:      store.Pos(binary.BigEndian.Uint64(b[8:])),
		incident: string(b[onceFixed:]),
	}
	copy(o.content[:], b[16:])
	return o, nil
}

// owner is the value of an owner key; a wire form of its own.
type owner struct {
	Token   uint64    `json:"token"`
	Holder  string    `json:"holder"`
	Expires time.Time `json:"expires"`
}

func checkFence(tx Tx, log store.LogID, fence store.Fence) error {
	if fence == (store.Fence{}) {
		return nil
	}
	if fence.Partition != store.PartitionOf(log) {
		return fmt.Errorf("fence of partition %d, log %s is in %d: %w", fence.Partition, log, store.PartitionOf(log), store.ErrFenced)
	}
	key := store.PartitionKey(store.PrefixOwner, fence.Partition)
	b := tx.Get(key)
	if b == nil {
		return fmt.Errorf("token %d of partition %d, which has no owner: %w", fence.Token, fence.Partition, store.ErrFenced)
	}
	var o owner
	if err := json.Unmarshal(b, &o); err != nil {
		return fmt.Errorf("%s: %w: %w", key, store.ErrDamaged, err)
	}
	if o.Token != fence.Token {
		return fmt.Errorf("token %d of partition %d, which is at %d: %w", fence.Token, fence.Partition, o.Token, store.ErrFenced)
	}
	return nil
}

// Acquire hands out the next token. It succeeds at once, because the process is the only one.
func Acquire(tx Tx, now time.Time, partition int, holder string, ttl time.Duration) (store.Lease, error) {
	last, err := readUint(tx, keyToken)
	if err != nil {
		return store.Lease{}, err
	}
	lease := store.Lease{Partition: partition, Holder: holder, Token: last + 1, Expires: now.Add(ttl).UTC()}
	b, err := json.Marshal(owner{lease.Token, lease.Holder, lease.Expires})
	if err != nil {
		return store.Lease{}, fmt.Errorf("encode owner: %w", err)
	}
	var w writes
	w.put(keyToken, uintBytes(lease.Token))
	w.put(store.PartitionKey(store.PrefixOwner, partition), b)
	return lease, w.apply(tx)
}
