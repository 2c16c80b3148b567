// Package driver runs incidents: it is the loop around the pure core. It makes inputs durable, has the coordinator decide what
// follows, writes that down, sends what is to be sent, and wakes incidents at the times that the coordinator computed. Below cmd it
// is the only package that reads the clock. DESIGN.md beside this file gives the protocol and the reasons.
//
// It promises: an input that [Driver.Submit] returned nil for is durable and is stepped once, also if the process dies at any moment;
// nothing is sent before it is in the log; a post or direct message arrives once if the chat platform can be asked about it by its
// key, an ephemeral line at most once, the card at least once and in its newest state; the entries of an incident are applied by one
// goroutine, in the order of the log; a broken incident stops alone and says so.
//
// It does not promise: order between incidents; that a wake-up is punctual while the machine sleeps or is overloaded; that a post is
// not repeated if the platform cannot find it again.
//
// Ownership: the state that [Driver.Query] shows belongs to the incident's goroutine and must not be kept or changed. Options are
// checked in [New]; their zero values work where a default is named. Errors of a [Deliverer] say whether to repeat, the driver says
// when.
//
// To test with it, use store/memory, which starts no goroutine, inside testing/synctest, and a deliverer that is scripted; the tests
// of this package show both.
package driver
