package demo

import (
	"bearings/coordinator"
)

// captions say, to somebody who has never seen Bearings, what it is doing.
var captions = map[string]string{
	"opening": "Bearings reads along. It says nothing yet: it keeps the card, the pinned message that everybody sees, by editing it in place.",
	"ending":  "The card as it stands at the end: what it was, what it was not, what was tried and what came of it. Dead ends are kept.",

	coordinator.KindNudge + " one":  "A question to the one person who can act on it, with the messages it rests on. Nobody else is disturbed.",
	coordinator.KindNudge + " all":  "One question for everybody. It spends from a small budget: one such post in half an hour.",
	coordinator.KindFree + " one":   "Somebody is asked about their own line or wait, in private.",
	coordinator.KindBrief + " one":  "Only what this reader does not know yet, and only to them. Nobody had to stop and explain.",
	coordinator.KindStatus + " all": "The status: what has changed since the last one and who did it, what is next, and when the next one comes. What everybody has to know brings it early.",
	coordinator.KindAnswer + " one": "An answer to whoever asked, and to nobody else. Each line says whose word it is, and from when.",
	coordinator.KindAnswer + " all": "What changes severity, phase or roles is announced with its author.",
}

// caption returns what is to be said about a beat, or "".
func caption(b beat) string {
	switch b.kind {
	case posted:
		return captions[b.sort+" all"]
	case whispered:
		return captions[b.sort+" one"]
	case said, commanded, came, went, edited:
	}
	return ""
}
