// Package demo shows, in a terminal and in about two minutes, what Bearings does
// in an incident: no account, no key, no network.
//
// The incident is scripted (story.txt); everything that Bearings says in it is
// not. The lines go through the same coordinator, the same scribe by rules and
// the same settings as in production, by way of internal/play, and so does what
// the viewer types: the story goes on around it. Nothing is "demo only".
//
// On a terminal [Run] shows the channel beside the pinned card, which is edited
// in place. Anywhere else, or when asked to, it prints plain lines, the same ones
// on every machine, and does not wait between them unless a speed is given.
//
// It does not promise that the story ends well whatever is typed: a viewer who
// closes the incident has closed it.
//
// To test with it, make a show with newShow and step it; the tests of the
// terminal send messages to the model and look at its view.
package demo
