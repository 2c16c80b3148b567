// Package coordinator decides. [Coordinator.Step] takes one input (a message, a
// command, somebody joining) at a given time and returns what follows from it,
// as events that have been applied to the state; [Coordinator.Wake] does the
// same for the passing of time, and [Coordinator.NextWake] says when time alone
// will next decide something. The package holds the grammar of commands, the
// way from a reading to facts, and the one policy of when Bearings speaks, to
// whom, and why.
//
// It promises that the same state, input and time give the same outcome; that
// everything to be sent is an event before it is sent; that every finding is
// either shown or withheld with a named reason; and that cost per input does
// not grow with the incident's history.
//
// It does not read clocks, perform effects, or talk to anybody. A State belongs
// to one goroutine. When an outcome could not be stored, the state has run
// ahead of the log: throw it away and fold the log again.
//
// To test with it, feed entries through internal/play, or write a script for
// internal/scenario.
package coordinator
