package store

import (
	"context"
	"io"
	"iter"
	"time"
)

// Pos is a position in a log. Positions are dense; 0 is before the first record, and the head of an empty log.
type Pos uint64

// LogID names a log: the incident of a workspace.
type LogID struct{ Workspace, Incident string }

// String returns workspace/incident.
func (id LogID) String() string { return id.Workspace + "/" + id.Incident }

// Fence says by which right an effect is appended. The zero Fence marks an input, which any replica may append.
type Fence struct {
	Partition int
	Token     uint64
}

// Work is what a log still has to do, as its owner folded it. Its zero value means nothing and removes the log from the work index.
type Work struct {
	Due     time.Time // the next deadline; zero if there is none
	Pending bool      // whether deliveries are pending
}

// IsZero reports whether there is nothing to do.
func (w Work) IsZero() bool { return w.Due.IsZero() && !w.Pending }

// Record is one entry of a log.
//
// In a call of Append, Seq and PrevHash may be left zero; the store fills them in. If they are set they must be right: this is how an
// import proves that it continues the same history.
type Record struct {
	ID       string         // new within the workspace, for at least OnceFor
	Seq      Pos            // the position of the record
	PrevHash [32]byte       // Hash of the record before it; zero for the first
	Data     []byte         // opaque; part of the chain
	Bodies   map[int][]byte // texts that can be erased; not part of the chain
	Work     *Work          // the new entry in the work index; nil leaves it as it is
}

// Lease is the right to append effects to the logs of one partition.
type Lease struct {
	Partition int
	Holder    string
	Token     uint64    // greater than every token of this store before it
	Expires   time.Time // when another holder may take over without asking; an engine with one process does not enforce it
}

// Fence returns the fence that effects under this lease are appended with.
func (l Lease) Fence() Fence { return Fence{Partition: l.Partition, Token: l.Token} }

// Value is the value of a configuration key. A nil Value is an absent one.
type Value []byte

// Rev is the revision of a configuration key. It grows with every change and is never used twice; 0 is the revision of an absent key.
type Rev uint64

// Archive says where the records of a sealed log went. The zero Archive says that they were erased.
type Archive struct {
	Location string `json:"location,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // of the exported JSON Lines, in hexadecimal
}

// LogQuery chooses logs. The zero LogQuery chooses all.
type LogQuery struct {
	Workspace string // only this workspace
	Incident  string // only this incident; needs a workspace
	WithWork  []int  // only logs of these partitions that are in the work index; nil: no matter
}

// LogInfo describes one log.
type LogInfo struct {
	Log     LogID
	Head    Pos // of a sealed log: the position it was sealed at
	Work    Work
	Sealed  bool
	Archive Archive // of a sealed log
}

// Selector chooses the logs of a Watch. The zero Selector chooses all, also those that do not exist yet.
type Selector struct {
	Workspace string
	Incident  string // needs a workspace
}

// Matches reports whether the selector chooses the log.
func (s Selector) Matches(log LogID) bool {
	return (s.Workspace == "" || s.Workspace == log.Workspace) && (s.Incident == "" || s.Incident == log.Incident)
}

// Cursor says what a watcher has seen: for each log the position of its last change. A log that is absent is watched from its beginning.
// It belongs to no engine, so it survives a restart and a move to another one.
type Cursor map[LogID]Pos

// Advance notes that the watcher has dealt with the change.
func (c Cursor) Advance(ch Change) { c[ch.Log] = max(c[ch.Log], ch.Pos) }

// Change is one step of a log: a record, or that the log was sealed, which takes the position after its last record. If it was sealed
// before the watcher saw all of its records, those it missed are in the archive.
type Change struct {
	Log    LogID
	Pos    Pos
	Record Record // unless Sealed
	Sealed bool
}

// Store is a whole engine. It exists for storetest and for constructors; a consumer declares the one to three methods that it calls.
//
// Every method returns the error of its context when that ended before anything was done, and an error that wraps ErrUnknown as well when
// it ended while a write was under way. Sequences yield an error at most once, as their last element.
type Store interface {
	// Append writes the record at position after+1 in one transaction, with its once-key and its entry in the work index. It refuses, and
	// then has changed nothing, with the first of these that applies: ErrTooLarge or ErrInvalid; ErrFenced if the fence is not zero and does
	// not hold; ErrDuplicate if the workspace has a record of this ID, with its position as the result; ErrSealed; ErrConflict if after is not the
	// head; ErrChain if the record names another predecessor. After an error that wraps ErrUnknown, append the same record again: a
	// duplicate that is Equal is success.
	Append(ctx context.Context, log LogID, after Pos, rec Record, fence Fence) (Pos, error)
	// Read yields the records after a position, in order, without gap, up to the head at the time of the call. It holds no resource of the
	// engine while the consumer works. A sealed log yields ErrSealed.
	Read(ctx context.Context, log LogID, after Pos) iter.Seq2[Record, error]
	// Logs yields the logs that the query chooses, in the order of their keys.
	Logs(ctx context.Context, q LogQuery) iter.Seq2[LogInfo, error]
	// Watch yields the changes after the cursor and then those to come, until the context ends; in order per log, each at least once. On
	// ErrLagged the watcher fell behind: Read what is missing, or Watch again from the advanced cursor.
	Watch(ctx context.Context, sel Selector, from Cursor) iter.Seq2[Change, error]
	// Acquire takes a partition. Its token grows strictly, also across restart and restore; effects under an earlier one are refused from now on.
	Acquire(ctx context.Context, partition int, holder string, ttl time.Duration) (Lease, error)
	// Get returns the value of a configuration key and its revision; nil and 0 if it is absent.
	Get(ctx context.Context, key string) (Value, Rev, error)
	// Put sets a key, or deletes it if the value is nil, if its revision is ifRev (0: absent); otherwise ErrStale. It returns the new revision.
	Put(ctx context.Context, key string, value Value, ifRev Rev) (Rev, error)
	// Seal replaces the records of a log by a pointer. From then on the log refuses appends and reads, whatever happens; records and bodies
	// are deleted page by page, and a deletion that a crash broke off is taken up again. upTo must be the head, otherwise ErrConflict.
	Seal(ctx context.Context, log LogID, upTo Pos, archive Archive) error
	// Erase deletes the bodies of records. Records and their hashes stay. Positions that have no bodies are not an error.
	Erase(ctx context.Context, log LogID, seqs ...Pos) error
	// Backup writes a consistent snapshot. Restoring one is a constructor of the engine.
	Backup(ctx context.Context, w io.Writer) error
	// Close ends watches with ErrClosed, waits for writes under way, and releases the engine.
	Close() error
}
