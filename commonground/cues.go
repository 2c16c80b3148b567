package commonground

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// cue is a turn of phrase that tells of the common ground itself, whatever the
// message is about. Cues are taken when a message comes, so that nothing looks
// through old messages again.
type cue struct {
	kind cueKind
	slot string // of an asking one: what was asked for
	id   incident.MessageID
	who  incident.PersonID
	at   time.Time
}

type cueKind uint8

// The cues.
const (
	surprised cueKind = iota // "wait, I thought we rolled that back"
	aside                    // "we talked about it on a call"
	dismissed                // "just a blip"
	asking                   // "what's the impact?"
)

// keepCues is how many are kept.
const keepCues = 24

// Slots that people ask for.
const (
	slotImpact = "impact"
	slotTrend  = "trend"
	slotLead   = "lead"
	slotTried  = "tried"
	slotCause  = "cause"
)

var (
	surprisedWords = regexp.MustCompile(`\bwait,? what\b|\bi thought (we|you|they|that|it|this) (had|have|were|was|would|already|did|rolled|reverted|fixed|stopped)\b|\bwho (did|changed|restarted|reverted|touched|deployed) (that|this)\b|\bsince when (do|did|does|have|has) (we|you|it|that|they)\b|\bnobody told (me|us)\b|\bwhen did (we|you|they) (do|change|revert|decide|restart)\b`)
	asideWords     = regexp.MustCompile(`\b(discussed|talked|spoke|chatted|agreed|decided|synced|settled)\b[^.?!\n]{0,60}\b((in|on|over|via|by) (a |the |our |an )?(dms?|zoom|call|huddle|phone|meet|teams|bridge|war room|private channel)|offline|in person|privately)\b|\b(in|on) (the|our) (zoom|call|huddle|bridge),? (we|they) (agreed|decided|said|discussed|settled)\b`)
	dismissedWords = regexp.MustCompile(`\b(just|probably|likely|only|was|it's|is) (just )?(a |an |some )?(small |short |network )?(blip|hiccup|fluke|glitch|noise|false alarm|false positive|monitoring (glitch|issue|artifact|error))\b|\b(just|probably|it's|always|being) flaky\b|\bmonitoring glitch\b|\bprobably nothing\b|\bnothing to worry about\b`)
	deniedWords    = regexp.MustCompile(`\b(not|isn't|wasn't|no|never|n't)\b[^.?!\n]{0,16}\b(blip|hiccup|fluke|glitch|noise|flaky|false|nothing)\b`)
	askingWords    = []struct {
		slot  string
		words *regexp.Regexp
	}{
		{slotImpact, regexp.MustCompile(`\b(who|what|which (customers|users|regions?|services?))('s| is| are) (affected|impacted|hit)\b|\bwhat('s| is) the impact\b`)},
		{slotLead, regexp.MustCompile(`\bwho('s| is) (leading|in charge|ic|the ic|the commander|incident commander|the incident commander|running this)\b`)},
		{slotTried, regexp.MustCompile(`\b(has|have|did) (anyone|anybody|someone|somebody|we|you) (already )?(tried|try|rolled|roll|restarted|restart)\b|\bwhat have (we|you) tried\b`)},
		{slotTrend, regexp.MustCompile(`\bis (it|this|that) (still (happening|broken|down|failing)|fixed|better|worse|resolved|over)\b|\bany (updates?|news|progress)\b|\bwhat('s| is) the (latest|status)\b`)},
		{slotCause, regexp.MustCompile(`\bdo we know (why|the cause|what)\b|\bwhat('s| is) (the cause|causing|going on|happening)\b`)},
	}
	// hints are parts of words without which none of the patterns can match.
	hints = []string{"wait", "thought", "who", "when", "told", "discuss", "talked", "spoke", "chatted", "agreed", "decided", "synced", "settled", "blip", "hiccup", "fluke", "glitch", "noise", "false", "monitoring", "flaky", "nothing", "what", "which", "has ", "have ", "did ", "is ", "any ", "we know"}
)

// cueRunes is how much of a message is looked at.
const cueRunes = 300

// notice takes the cues of a message of a person.
func (x *Exposure) notice(id incident.MessageID, who incident.PersonID, at time.Time, text incident.Text) {
	words := text.String()
	low := strings.ToLower(strings.ReplaceAll(words[:min(len(words), cueRunes)], "’", "'"))
	if strings.ContainsAny(low, "`>") || !slices.ContainsFunc(hints, func(h string) bool { return strings.Contains(low, h) }) {
		return // what was pasted or quoted is not said by whoever pastes it
	}
	add := func(k cueKind, slot string) {
		if len(x.cues) >= keepCues {
			x.cues = slices.Delete(x.cues, 0, 1)
		}
		x.cues = append(x.cues, cue{k, slot, id, who, at})
	}
	if surprisedWords.MatchString(low) {
		add(surprised, "")
	}
	if asideWords.MatchString(low) {
		add(aside, "")
	}
	if dismissedWords.MatchString(low) && !deniedWords.MatchString(low) && !strings.Contains(low, "?") {
		add(dismissed, "")
	}
	for _, a := range askingWords {
		if a.words.MatchString(low) {
			add(asking, a.slot)
			return
		}
	}
}

// unnotice forgets the cues of a message.
func (x *Exposure) unnotice(id incident.MessageID) {
	x.cues = slices.DeleteFunc(x.cues, func(c cue) bool { return c.id == id })
}

// cues returns those of a kind within so long before now, the oldest first.
func (v View) cues(k cueKind, within time.Duration, now time.Time) []cue {
	var out []cue
	for _, c := range v.X.cues {
		if c.kind == k && now.Sub(c.at) < within && !c.at.After(now) {
			out = append(out, c)
		}
	}
	return out
}

// nextCues considers when cues of a kind are no longer within so long.
func (v View) nextCues(e *earliest, k cueKind, within time.Duration) {
	for _, c := range v.X.cues {
		if c.kind == k {
			e.consider(c.at.Add(within))
		}
	}
}

// says is the receipt of a cue.
func (v View) says(c cue) incident.Receipt {
	if m := v.S.RecentMessage(c.id); m != nil && !m.Gone {
		return v.receipt(m.Text, c.who, c.at, c.id)
	}
	return incident.Receipt{What: v.name(c.who), At: c.at, Source: c.id}
}

// speakers returns who gave the cues, each once.
func speakers(cs []cue) []incident.PersonID {
	var out []incident.PersonID
	for _, c := range cs {
		if !slices.Contains(out, c.who) {
			out = append(out, c.who)
		}
	}
	return out
}
