// Package agents holds what reads a conversation for Bearings and what makes
// suggestions about it. The scribe by rules, [Rules], takes each message to be
// doing certain acts and to serve the investigation of a certain hypothesis.
//
// It promises to be total (any bytes give a reading whose invariants hold), to
// cost about the same however long the incident is, to give the same reading
// for the same state and message on every machine, and to say how sure it is.
// It never reads a verdict, an owner, a decision or a hypothesis into what a
// bot or a guest wrote.
//
// It does not promise to be right: what it is unsure of carries a confidence
// below sixty percent, and people overrule it. It changes nothing, calls
// nothing, and keeps nothing between messages.
//
// To test with it, fold a few messages into an [incident.State] and call
// [Rules.Read] on the last.
package agents

// Engine names the scribe by rules and its version in the log.
const Engine = "rules/1"

// Kind says how an agent reaches its conclusions.
type Kind string

// The kinds of agent.
const (
	ByRules Kind = "rules"
	ByModel Kind = "model"
)

// Agent is one row of the table of agents.
type Agent struct {
	Name string
	Kind Kind
	Does string // one line for people
}

// All lists the agents.
var All = []Agent{
	{"scribe", ByRules, "reads each message: what it does, and which hypothesis it serves"},
	{"examiner-changes", ByRules, "proposes what somebody did, what ran out, what a repair did; sees symptoms only"},
	{"examiner-strain", ByRules, "proposes load, limits, ways between parts, blind spots; sees symptoms only"},
}
