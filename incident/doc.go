// Package incident is the vocabulary of Bearings: what can happen in an
// incident (the events), what is plainly known once it has happened (the
// state, a fold of the events), how both are written down (the codec), and the
// values that the other pure packages exchange: readings, findings, receipts.
//
// It promises that folding the same entries gives the same state on every
// machine and in every release that can decode them; that wire names and field
// names once written are decoded forever; and that words written by people
// live only in values of type [Text], which the codec keeps apart from the
// record so that they can be erased.
//
// It does not read clocks, decide anything, or import anything of ours. A
// State belongs to one goroutine; entries and events are values and must not
// be changed once they have been applied.
//
// To test with it, build entries by hand and call [State.Apply], or decode
// testdata/corpus.jsonl.
package incident
