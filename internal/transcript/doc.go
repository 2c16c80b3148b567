// Package transcript reads conversations: JSON Lines, a message a line, with
// optional lines for the other things that happen in a channel. It is the input
// of replay and of the tools that measure.
//
//	{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow", "thread_ts": "…"}
//	{"type": "join",     "ts": "…", "user": "ben"}
//	{"type": "leave",    "ts": "…", "user": "ben"}
//	{"type": "reaction", "ts": "…", "user": "ben", "target_ts": "…", "reaction": "eyes"}
//	{"type": "edit",     "ts": "…", "user": "ana", "target_ts": "…", "text": "checkout is down"}
//	{"type": "delete",   "ts": "…", "user": "ana", "target_ts": "…"}
//	{"type": "command",  "ts": "…", "user": "ana", "text": "sev 1"}
//
// A message or an edit may have "links": [{"url": "…", "title": "…", "image": true}],
// as an upload or an unfurled address has; addresses in the text are found besides.
//
// ts is RFC 3339 and never decreases. thread_ts and target_ts name the first
// message with that ts; a thread may have begun before the transcript did, a
// target may not. A reaction with "removed": true was taken away. Fields that
// are not named here are ignored, types that are not named here are an error.
// Blank lines are skipped, but counted.
//
// A user is a person, unless the line says "kind": "ai", "bot" or "guest", or
// "bot": true, or "subtype": "bot_message", or has a "bot_id", or the name is one
// that machines have: it ends in "bot" or "[bot]" or begins with "bot-", or is
// that of a well-known sender of alerts. "kind": "person" makes a person of
// anybody, as of a Mr Robot.
//
// It promises that every error names the file, the physical line, and what
// would be right; that identifiers of messages are unique and order as the lines
// do; and that it never holds more than one line beyond what it returns. It does
// not mask secrets: whoever feeds the lines to a coordinator does.
//
// To test with it, write a transcript into a string and call [Read].
package transcript
