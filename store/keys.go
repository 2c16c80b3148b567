package store

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Partitions is how many partitions the logs are spread over. It is part of the format.
const Partitions = 64

// OnceFor is how long a record ID is known as a duplicate.
const OnceFor = 48 * time.Hour

// Limits. They leave room below etcd's default of 1.5 MiB a request.
const (
	MaxName   = 128     // a workspace or an incident
	MaxID     = 256     // a record ID
	MaxRecord = 1 << 20 // Data and all bodies of a record
	MaxBodies = 1024    // bodies of a record
	MaxKey    = 512     // a configuration key
	MaxValue  = 1 << 19 // its value
)

// PartitionOf returns the partition of a log. Engines and versions agree on it for ever.
func PartitionOf(log LogID) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(log.Workspace)) // A hash never fails.
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(log.Incident))
	sum := h.Sum64()
	return int((sum ^ sum>>32) % Partitions)
}

// Keys are text, so that they sort and read the same in every engine. The first letter is the kind, which bbolt turns into a bucket.
const (
	PrefixRecord  = "e/" // e/<ws>/<incident>/<seq>: record
	PrefixBodies  = "t/" // t/<ws>/<incident>/<seq>: bodies of the record
	PrefixOnce    = "d/" // d/<ws>/<record id>: where the record is, since when, and the digest of its content
	PrefixWork    = "w/" // w/<partition>/<ws>/<incident>: Work
	PrefixOwner   = "o/" // o/<partition>: Lease
	PrefixChannel = "x/" // x/<ws>/<channel>: incident of a channel
	PrefixConfig  = "c/" // c/<ws>/…: installation and configuration
	PrefixArchive = "a/" // a/<ws>/<incident>/: where a sealed log ended and went
	PrefixErased  = "z/" // z/<ws>/<incident>/<seq>/<hash>: bodies that were erased, for a later restore
	PrefixMeta    = "m/" // m/…: format version, counters, deletions under way
)

// LogKey returns the prefix of all keys of a log under a kind; it ends with a slash.
func LogKey(prefix string, log LogID) string {
	return prefix + log.Workspace + "/" + log.Incident + "/"
}

// RecordKey returns the key of a position under a kind.
func RecordKey(prefix string, log LogID, seq Pos) string { return LogKey(prefix, log) + seqKey(seq) }

// seqKey pads to the width of a Pos, so that keys sort by number.
func seqKey(seq Pos) string {
	const width = 16
	s := strconv.FormatUint(uint64(seq), 16)
	return "0000000000000000"[:width-len(s)] + s
}

// WorkKey returns the key of a log in the work index.
func WorkKey(log LogID) string {
	return PartitionKey(PrefixWork, PartitionOf(log)) + "/" + log.Workspace + "/" + log.Incident
}

// PartitionKey returns the key of a partition under a kind.
func PartitionKey(prefix string, partition int) string {
	return fmt.Sprintf("%s%02d", prefix, partition)
}

// OnceKey returns the key that makes a record ID happen once in a workspace.
func OnceKey(workspace, id string) string { return PrefixOnce + workspace + "/" + id }

// ParseLogKey splits a key that begins with LogKey into its log and what follows.
func ParseLogKey(prefix, key string) (log LogID, rest string, err error) {
	body, ok := strings.CutPrefix(key, prefix)
	parts := strings.SplitN(body, "/", 3)
	if !ok || len(parts) < 2 {
		return LogID{}, "", fmt.Errorf("key %q: %w", key, ErrDamaged)
	}
	if len(parts) == 3 {
		rest = parts[2]
	}
	return LogID{parts[0], parts[1]}, rest, nil
}

// ParseSeq reads a position as RecordKey writes it.
func ParseSeq(s string) (Pos, error) {
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil || seqKey(Pos(n)) != s {
		return 0, fmt.Errorf("position %q: %w", s, ErrDamaged)
	}
	return Pos(n), nil
}

// CheckLog refuses a name that could not be part of a key.
func CheckLog(log LogID) error {
	if err := checkName("workspace", log.Workspace); err != nil {
		return err
	}
	return checkName("incident", log.Incident)
}

func checkName(what, s string) error {
	if len(s) > MaxName {
		return ErrTooLarge{What: what, Size: len(s), Limit: MaxName}
	}
	if s == "" || strings.Contains(s, "/") || !printable(s) {
		return fmt.Errorf("%s %q: must be printable text without a slash: %w", what, s, ErrInvalid)
	}
	return nil
}

// printable also keeps the byte 0xff out of keys, which engines use as the end of a prefix.
func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// CheckRecord refuses a record that exceeds a limit or could not be stored as it is.
func CheckRecord(rec Record) error {
	size := len(rec.Data)
	for n, body := range rec.Bodies {
		if n < 0 {
			return fmt.Errorf("body %d: must not be negative: %w", n, ErrInvalid)
		}
		size += len(body)
	}
	switch {
	case len(rec.ID) > MaxID:
		return ErrTooLarge{What: "record ID", Size: len(rec.ID), Limit: MaxID}
	case rec.ID == "" || !printable(rec.ID):
		return fmt.Errorf("record ID %q: must be printable text: %w", rec.ID, ErrInvalid)
	case size > MaxRecord:
		return ErrTooLarge{What: "record with its bodies", Size: size, Limit: MaxRecord}
	case len(rec.Bodies) > MaxBodies:
		return ErrTooLarge{What: "number of bodies", Size: len(rec.Bodies), Limit: MaxBodies}
	case rec.Work != nil && !rec.Work.Due.IsZero() && !rec.Work.Due.Equal(time.Unix(0, rec.Work.Due.UnixNano())):
		return fmt.Errorf("due time %v: out of range: %w", rec.Work.Due, ErrInvalid)
	}
	return nil
}

// CheckKey refuses a key that is not one of configuration.
func CheckKey(key string) error {
	if len(key) > MaxKey {
		return ErrTooLarge{What: "key", Size: len(key), Limit: MaxKey}
	}
	known := strings.HasPrefix(key, PrefixChannel) || strings.HasPrefix(key, PrefixConfig)
	if !known || len(key) == len(PrefixConfig) || !printable(key) {
		return fmt.Errorf("key %q: must be printable and begin with %s or %s: %w", key, PrefixChannel, PrefixConfig, ErrInvalid)
	}
	return nil
}

// CheckPartition refuses a number that is not a partition.
func CheckPartition(partition int) error {
	if partition < 0 || partition >= Partitions {
		return fmt.Errorf("partition %d: must be from 0 to %d: %w", partition, Partitions-1, ErrInvalid)
	}
	return nil
}

// CheckPut refuses a key or value that cannot be stored.
func CheckPut(key string, value Value) error {
	if len(value) > MaxValue {
		return ErrTooLarge{What: "value of " + key[:min(len(key), MaxKey)], Size: len(value), Limit: MaxValue}
	}
	return CheckKey(key)
}

// Check refuses a query that does not make sense.
func (q LogQuery) Check() error {
	for _, p := range q.WithWork {
		if err := CheckPartition(p); err != nil {
			return err
		}
	}
	if q.Incident != "" && q.Workspace == "" {
		return fmt.Errorf("incident %q without its workspace: %w", q.Incident, ErrInvalid)
	}
	return nil
}
