// Package commonground is what the people in an incident share, and where it
// breaks.
//
// A group that works on one problem needs a picture that all of its members
// have: who is hurt and whether it gets better, who is on what, which
// explanations are alive and what speaks against them, what was ruled out and
// why. Nobody has all of it. Somebody joins late, somebody was in a thread,
// somebody has been staring at one graph for half an hour. The picture goes
// stale, and it does so silently. This package holds three answers to that.
//
//   - [Exposure]: who has had the chance to learn what. It is what lets a brief
//     say only what its reader lacks, and lets a person who works on an
//     explanation that was ruled out be told so without everybody else being
//     told again.
//   - [Findings]: what the detectors notice now. Each detector is one function
//     in one file; its comment says what goes wrong for responders if nobody
//     says anything, and when it must stay silent. Findings come with receipts,
//     are phrased as a question about the problem and never about people, and
//     offer a way out. Whether and to whom one is said is not decided here.
//   - [Card], [Brief] and [Status]: the picture itself, for everybody, for one
//     reader, and as what has changed. They are models made of [Line]s, which
//     any front end may render; Text renders them as plain text in UTC.
//
// It promises that the same folds and the same time give the same findings and
// the same words on every machine; that every line shows its age and whoever
// said it, and says so when the time in which it could be relied on is over;
// that a lone explanation is never shown without "or something else"; that no
// number about a person is ever shown; and that words whose message was deleted
// show as "(deleted)". Nothing here rescans history: the cost of a call depends
// on what is open, not on how long the incident has been.
//
// It does not promise that somebody whom [Exposure] counts as knowing a thing
// has understood it: it says that they had the chance.
//
// To test with it, fold entries by hand into an incident.State, a
// hypotheses.Ledger and an Exposure, in this order, and call what you need with
// a [View] of the three.
package commonground
