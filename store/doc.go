// Package store holds the event log: one log of records per incident, what may be asked of it, and the parts that every engine shares
// (key layout, wire form, hash chain, limits, export and import). The engines are the folders below: bolt (the default) and memory (tests).
//
// It promises: positions in a log are dense and start at 1; a record whose append returned nil is durable, is there once and is never
// changed, except that its bodies may be erased; every record carries the hash of the one before it; of any number of writers at the same
// position one wins; a token that was superseded is refused for ever, also across restart and restore; Read and Watch are ordered per log
// and leave no gap.
//
// It does not promise: order between logs, that a record ID is known as a duplicate for longer than [OnceFor], that a Watch delivers a
// change only once, or that erased text has left the disk before the file was compacted.
//
// Records are opaque bytes here. To test code that uses a store, open a memory.Store, whose faults can be injected; to test an engine, run
// storetest.Run, which is what decides whether an engine is right.
package store
