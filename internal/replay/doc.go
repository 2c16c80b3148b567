// Package replay runs a transcript through the real coordinator, in the time of
// the transcript, and says what Bearings would have noted, concluded and said.
//
// It promises that the same lines and options give the same bytes on every
// machine; that what it returns is what a live incident would have had in its
// log; and that a folder written by [Result.Write] appears whole or not at all.
//
// It never waits, calls no model, and reads no clock. Deliveries succeed at once.
// The files are a contract with other tools: fields may be added to their rows,
// none is renamed.
//
// To test with it, read lines with internal/transcript and call [Run].
package replay
