package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"time"
)

// The wire form. Version 1 is never changed, because the chain is made of it: a new field needs a new version byte, and the decoder keeps
// both. Every record has one canonical form only; the decoder refuses others, so that equal hashes mean equal records.
//
//	record: version=1 · len ID · ID · seq · prev[32] · flags · [due int64 big-endian] · len Data · Data · crc32c of all that, little-endian
//	bodies: version=1 · count · (number · len · body)* · crc32c, by ascending number
//
// Lengths and numbers are uvarints. The canonical bytes, which the chain hashes, are the record without its checksum.
const wireVersion = 1

const (
	flagWork    = 1 << 0
	flagPending = 1 << 1
	flagDue     = 1 << 2
	flagsKnown  = flagWork | flagPending | flagDue
)

// castagnoli has an instruction of its own on most processors.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendCanonical appends the canonical bytes of a record: ID, Seq, PrevHash, Work and Data, not the bodies.
func AppendCanonical(dst []byte, rec Record) []byte {
	dst = append(dst, wireVersion)
	dst = appendBytes(dst, []byte(rec.ID))
	dst = binary.AppendUvarint(dst, uint64(rec.Seq))
	dst = append(dst, rec.PrevHash[:]...)
	dst = appendWork(dst, rec.Work)
	return appendBytes(dst, rec.Data)
}

// appendWork appends the flags, and the due time if there is one.
func appendWork(dst []byte, w *Work) []byte {
	if w == nil {
		return append(dst, 0)
	}
	flags := byte(flagWork)
	if w.Pending {
		flags |= flagPending
	}
	if w.Due.IsZero() {
		return append(dst, flags)
	}
	return binary.BigEndian.AppendUint64(append(dst, flags|flagDue), uint64(w.Due.UnixNano()))
}

func appendBytes(dst, b []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

func appendSum(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// Hash is the link of the chain: SHA-256 over the canonical bytes. The record after this one carries it as PrevHash.
func Hash(rec Record) [32]byte { return sha256.Sum256(AppendCanonical(nil, rec)) }

// HashEncoded is Hash for a record in its wire form, which must be one that DecodeRecord accepts.
func HashEncoded(b []byte) [32]byte { return sha256.Sum256(b[:max(0, len(b)-crc32.Size)]) }

// ContentHash identifies what a caller appended: ID and Data. It leaves out the position, which a retry may not know; Work, which follows
// from Data; and the bodies, because a digest of a short text gives the text away, and outlives its erasure. Data holds salted ones.
func ContentHash(rec Record) [32]byte {
	return sha256.Sum256(append(appendBytes(nil, []byte(rec.ID)), rec.Data...))
}

// EncodeRecord returns the wire form of a record, without its bodies.
func EncodeRecord(rec Record) []byte {
	const fixed = 1 + 3*binary.MaxVarintLen64 + 32 + 1 + 8 + crc32.Size
	return appendSum(AppendCanonical(make([]byte, 0, fixed+len(rec.ID)+len(rec.Data)), rec))
}

// DecodeRecord reads the wire form. The result shares no memory with b.
func DecodeRecord(b []byte) (Record, error) {
	d, err := newDecoder(b)
	if err != nil {
		return Record{}, fmt.Errorf("record: %w", err)
	}
	var rec Record
	rec.ID = string(d.bytes())
	rec.Seq = Pos(d.uvarint())
	copy(rec.PrevHash[:], d.take(len(rec.PrevHash)))
	rec.Work = d.work()
	rec.Data = bytes.Clone(d.bytes())
	if err := d.end(); err != nil {
		return Record{}, fmt.Errorf("record: %w", err)
	}
	return rec, nil
}

// EncodeBodies returns the wire form of a record's bodies.
func EncodeBodies(bodies map[int][]byte) []byte {
	dst := binary.AppendUvarint([]byte{wireVersion}, uint64(len(bodies)))
	for _, n := range slices.Sorted(maps.Keys(bodies)) {
		dst = appendBytes(binary.AppendUvarint(dst, uint64(n)), bodies[n])
	}
	return appendSum(dst)
}

// DecodeBodies reads the wire form of bodies. The result shares no memory with b.
func DecodeBodies(b []byte) (map[int][]byte, error) {
	d, err := newDecoder(b)
	if err != nil {
		return nil, fmt.Errorf("bodies: %w", err)
	}
	count := d.uvarint()
	if count > MaxBodies {
		return nil, fmt.Errorf("bodies: %d of them: %w", count, ErrDamaged)
	}
	bodies := make(map[int][]byte, count)
	last := -1
	for range count {
		n := int(d.uvarint())
		if n <= last {
			d.fail("numbers are out of order")
			break
		}
		last = n
		bodies[n] = bytes.Clone(d.bytes())
	}
	if err := d.end(); err != nil {
		return nil, fmt.Errorf("bodies: %w", err)
	}
	return bodies, nil
}

// decoder reads one wire form. After the first failure it returns zero values; end reports it.
type decoder struct {
	b   []byte
	err error
}

// newDecoder checks version and checksum before anything is read from the rest.
func newDecoder(b []byte) (*decoder, error) {
	if len(b) < 1+crc32.Size {
		return nil, fmt.Errorf("%d bytes are too few: %w", len(b), ErrDamaged)
	}
	body, sum := b[:len(b)-crc32.Size], b[len(b)-crc32.Size:]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(sum) {
		return nil, fmt.Errorf("checksum does not match: %w", ErrDamaged)
	}
	if body[0] != wireVersion {
		return nil, fmt.Errorf("wire version %d: %w", body[0], ErrNewerFormat)
	}
	return &decoder{b: body[1:]}, nil
}

func (d *decoder) fail(why string) {
	if d.err == nil {
		d.err = fmt.Errorf("%s: %w", why, ErrDamaged)
	}
	d.b = nil
}

// uvarint refuses longer forms of the same number, so that there is one encoding only.
func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 || (size > 1 && d.b[size-1] == 0) {
		d.fail("malformed number")
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) take(n int) []byte {
	if n > len(d.b) {
		d.fail("cut short")
		return nil
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

func (d *decoder) bytes() []byte {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.fail("cut short")
		return nil
	}
	if b := d.take(int(n)); len(b) > 0 {
		return b
	}
	return nil
}

func (d *decoder) work() *Work {
	flags := d.take(1)
	if len(flags) == 0 || flags[0] == 0 {
		return nil
	}
	if flags[0]&^flagsKnown != 0 || flags[0]&flagWork == 0 {
		d.fail("unknown flags")
		return nil
	}
	w := &Work{Pending: flags[0]&flagPending != 0}
	if flags[0]&flagDue == 0 {
		return w
	}
	if due := d.take(8); len(due) == 8 {
		w.Due = time.Unix(0, int64(binary.BigEndian.Uint64(due))).UTC()
	}
	return w
}

func (d *decoder) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail("bytes left over")
	}
	return d.err
}

// EncodeWork returns the wire form of an entry in the work index.
func EncodeWork(w Work) []byte { return appendSum(appendWork([]byte{wireVersion}, &w)) }

// DecodeWork reads an entry of the work index.
func DecodeWork(b []byte) (Work, error) {
	d, err := newDecoder(b)
	if err != nil {
		return Work{}, fmt.Errorf("work: %w", err)
	}
	w := d.work()
	if w == nil {
		d.fail("no flags")
		w = &Work{}
	}
	if err := d.end(); err != nil {
		return Work{}, fmt.Errorf("work: %w", err)
	}
	return *w, nil
}
