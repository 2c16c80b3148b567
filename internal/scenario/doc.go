// Package scenario plays scripted incidents: text files that say what people,
// tools and agents did and when, and what the log, the channel and the card must
// then contain. A bug report is a scenario; so is a promise.
//
// A file in testdata is a txtar archive. Its comment says in its first sentence
// what it proves. The section "script" has one line an event, each beginning
// with the time since the incident was opened:
//
//	+0s    alerts(bot): checkout 5xx above 5%
//	+2m    ana: I think it is the 09:40 deploy        #theory
//	+3m    ben >theory: it isn't, old hosts fail too
//	+4m    cem joins
//	+5m    command cem: status
//	+6m    command ben on theory: wrong
//	+7m    ana reacts eyes to theory
//	+8m    ana edits theory: I think it is DNS
//	+9m    ana deletes theory
//	+10m   click ben "Working as intended"
//	+12m   cem leaves
//	+30m   wait
//
// A name after # at the end of a message labels it; > answers in its thread;
// the first mention of somebody may say what they are: (bot), (guest), (ai). A
// click presses the button with that label in the newest message that person
// was sent, or that everybody was.
//
// The sections want/events, want/sent and want/card are what came of it. `go
// test ./internal/scenario -update` rewrites them: commit that only if you can
// say why each line changed.
//
// After every line, in every script, the runner checks that the log folds to the
// state, that every entry survives being stored, that a restart would resume
// exactly what is undone, that no key is used twice and nothing refers to what
// is not in the log, and that nobody is shown what they may not see.
package scenario
