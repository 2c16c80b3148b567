package coordinator

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bearings/incident"
)

// Command is one row of the grammar: what people type after the root command,
// what a button means, what a mention asks for. Help is made from the table.
type Command struct {
	Name    string
	Also    []string // other words that people type for it
	Usage   string   // an example of the right form, which parses
	Help    string   // one sentence
	Hidden  bool     // for buttons; not in the list of commands
	parse   func(args string) (Input, error)
	Example string // a second example, if the first does not tell enough
}

// Refusal is a command that cannot be carried out: a sentence for the person who
// gave it.
type Refusal struct {
	Code     string // stable, for tests and metrics
	Sentence string
}

// Error returns the sentence.
func (r *Refusal) Error() string { return r.Sentence }

func refuse(code, format string, args ...any) error {
	return &Refusal{code, fmt.Sprintf(format, args...)}
}

// Commands is the grammar, in the order in which help lists it.
var Commands = []Command{
	{Name: "status", Also: []string{"sitrep", "sit", "summary", "whatsup", "what's", "whats", "what", "update"}, Usage: "status", Help: "What is going on: impact, who is on what, what is ruled out.", parse: parseStatus},
	{Name: "catchup", Also: []string{"catch-up", "catch", "brief", "again"}, Usage: "catchup", Help: "What you have missed, for you alone.", parse: nothing[CatchUpAsked]},
	{Name: "lines", Also: []string{"who", "owners"}, Usage: "lines", Help: "Who is on what, and what nobody is on.", parse: list("lines")},
	{Name: "ruled-out", Also: []string{"ruledout", "dead"}, Usage: "ruled-out", Help: "What was ruled out, by whom, and why.", parse: list("ruled-out")},
	{Name: "questions", Also: []string{"open-questions"}, Usage: "questions", Help: "Questions and requests that nobody has answered.", parse: list("questions")},
	{Name: "links", Also: []string{"graphs"}, Usage: "links", Help: "Links and graphs: what they bear out, and which nobody has said anything about.", parse: list("links")},
	{Name: "else", Also: []string{"what-else", "ideas", "alternatives"}, Usage: "else", Help: "What else it could be: what nobody is on, and what nobody has named.", Example: "else others", parse: parseElse},
	{Name: "spread", Also: []string{"who-could", "staff"}, Usage: "spread", Help: "Which explanation nobody is on, its check, and who could take it.", parse: nothing[SpreadAsked]},
	{Name: "show", Usage: "show H1", Help: "Everything for and against an explanation, with its receipts.", parse: parseShow},
	{Name: "open", Also: []string{"declare", "title", "rename"}, Usage: "open checkout returns errors", Help: "Open an incident here under a title, or give it a better one.", parse: words("a title", func(s string) Input { return TitleSet{s} })},
	{Name: "impact", Usage: "impact EU customers cannot pay", Help: "Say who or what is affected.", parse: words("who is affected and how", func(s string) Input { return ImpactSet{s} })},
	{Name: "trend", Also: []string{"it's", "its"}, Usage: "trend better", Help: "Say whether it is getting better, worse, is the same, or is resolved.", parse: parseTrend},
	{Name: "still", Usage: "still impact", Help: "Say that the impact, or the trend, is still as it was said.", parse: parseStill},
	{Name: "sev", Also: []string{"severity"}, Usage: "sev 2", Help: "Set the severity: 1, 2 or 3.", parse: parseSeverity},
	{Name: "phase", Usage: "phase monitoring", Help: "Say where the response is: investigating, mitigating, monitoring, resolved.", parse: parsePhase},
	{Name: "lead", Also: []string{"ic", "commander"}, Usage: "lead @ana", Help: "Say who leads; without a name, you do.", parse: func(a string) (Input, error) { return RoleGiven{incident.Commander, person(a)}, nil }},
	{Name: "role", Usage: "role comms @ben", Help: "Give somebody a role: commander, comms, scribe.", parse: parseRole},
	{Name: "accept", Usage: "accept commander", Help: "Say yes to a role, or to a line, that you were asked to take.", Example: "accept L1", parse: parseAccept},
	{Name: "decline", Usage: "decline commander", Help: "Say no to a role or a line.", Example: "decline L1", parse: parseDecline},
	{Name: "hypothesis", Also: []string{"hypo", "h", "theory", "maybe"}, Usage: "hypothesis the 09:40 deploy broke the cache", Help: "Offer an explanation.", parse: words("the explanation", func(s string) Input { return HypothesisOffered{s} })},
	{Name: "reword", Usage: "reword H1 the cache is cold after the deploy", Help: "State an explanation better.", parse: parseReword},
	{Name: "merge", Usage: "merge H2 into H1", Help: "Say that two explanations are one.", parse: parseMerge},
	{Name: "evidence", Also: []string{"ev"}, Usage: "evidence H1 against old hosts fail too", Help: "Add what speaks for or against an explanation, or turn what is there.", Example: "evidence E2 against", parse: parseEvidence},
	{Name: "rule-out", Also: []string{"ruleout", "refute", "not"}, Usage: "rule-out H1 it happens on the old version too", Help: "Close an explanation as wrong.", parse: judge(incident.Refuted)},
	{Name: "confirm", Also: []string{"confirmed"}, Usage: "confirm H2 reproduced it twice", Help: "Close an explanation as right; several can be.", parse: judge(incident.Confirmed)},
	{Name: "park", Usage: "park H3 no time for it now", Help: "Set an explanation aside.", parse: judge(incident.Parked)},
	{Name: "revive", Also: []string{"unpark"}, Usage: "revive H3 seen again", Help: "Take an explanation up again.", parse: judge(incident.Live)},
	{Name: "take", Also: []string{"mine", "claim"}, Usage: "take H2 for 20m", Help: "Hold a line of investigation for a time.", Example: "take the DNS logs", parse: parseTake},
	{Name: "assign", Also: []string{"give"}, Usage: "assign @ben H2 for 20m", Help: "Give somebody a line of investigation.", parse: parseAssign},
	{Name: "renew", Also: []string{"more"}, Usage: "renew L1 15m", Help: "Ask for more time on a line.", parse: parseRenew},
	{Name: "drop", Also: []string{"release", "unassign"}, Usage: "drop L1", Help: "Let a line go.", parse: parseDrop},
	{Name: "did", Also: []string{"doing", "change"}, Usage: "did rolled back checkout to v41 expect errors fall below 1% in 10m", Help: "Report a change, what it should do, and by when.", parse: parseDid},
	{Name: "expect", Usage: "expect I1 errors below 1% in 10m", Help: "Say what a change should do, and by when.", parse: parseExpect},
	{Name: "temporary", Also: []string{"temp"}, Usage: "temporary I1 until 15:00", Help: "Say until when a change stands; \"temporary I1 stays\" ends that.", Example: "temporary I1 1h", parse: parseTemporary},
	{Name: "done", Also: []string{"effect"}, Usage: "done I1 helped", Help: "Say what a change did: helped, no, partly, unclear.", parse: parseDone},
	{Name: "undid", Also: []string{"reverted"}, Usage: "undid I1", Help: "Say that a change was taken back.", parse: parseUndid},
	{Name: "check", Usage: "check does it fail with a cold cache H1 H2 5m", Help: "Plan a check: which explanations it tells apart, and what it costs.", parse: parseCheck},
	{Name: "checked", Usage: "checked C1 still fails", Help: "Say how a check came out.", parse: parseChecked},
	{Name: "wait", Also: []string{"waiting"}, Usage: "wait 40m the restore", Help: "Say that people wait for something.", parse: parseWait},
	{Name: "waited", Usage: "waited W1", Help: "Say that a wait is over.", parse: parseWaited},
	{Name: "told", Also: []string{"announced"}, Usage: "told status page: packet loss at our provider H2", Help: "Say what people outside were told, and what it rests on.", parse: parseTold},
	{Name: "corrected", Usage: "corrected A1", Help: "Say that an announcement was put right.", parse: parseCorrected},
	{Name: "hands-off", Also: []string{"leave", "dont-touch"}, Usage: "hands-off db-3 until 15:00", Help: "Ask everybody to leave a thing alone.", parse: parseHandsOff},
	{Name: "hands-on", Also: []string{"lift"}, Usage: "hands-on G1", Help: "Say that a thing may be touched again.", parse: parseHandsOn},
	{Name: "ask", Also: []string{"question"}, Usage: "ask @ben is the old version affected?", Help: "Put a question on the board, to somebody or to all; \"ask Q1\" opens one again.", Example: "ask @ben to restart the search node", parse: parseAsk},
	{Name: "answered", Usage: "answered Q1", Help: "Say that a question has its answer.", parse: parseAnswered},
	{Name: "note", Also: []string{"pin"}, Usage: "note ben found it by reading the kernel log", Help: "Keep a remark for afterwards.", parse: words("the remark", func(s string) Input { return NoteTaken{s} })},
	{Name: "wrong", Also: []string{"x", "undo"}, Usage: "wrong Q2", Help: "Take something off the board that was read wrongly.", parse: parseWrong},
	{Name: "right", Also: []string{"yes"}, Usage: "right H3", Help: "Say that something was read rightly, so that it counts.", parse: func(a string) (Input, error) { return ReadingRight{item(a)}, nil }},
	{Name: "about", Usage: "about H2", Help: "Given on a message: say which explanation it serves.", Hidden: true, parse: parseAbout},
	{Name: "quiet", Also: []string{"shh", "pause", "mute"}, Usage: "quiet 30m", Help: "Ask me to say nothing unasked; \"quiet off\" ends it.", parse: parseQuiet},
	{Name: "timeline", Also: []string{"log", "history"}, Usage: "timeline 10", Help: "The last things that happened.", parse: parseTimeline},
	{Name: "why", Usage: "why", Help: "Why I said something, or did not.", Example: "why fixation/H1", parse: func(a string) (Input, error) { return WhyAsked{a}, nil }},
	{Name: "useful", Usage: "useful stale-belief/H1", Help: "Say that a hint was useful.", Hidden: true, parse: judgeFinding(AnswerUseful)},
	{Name: "dismiss", Also: []string{"no-thanks"}, Usage: "dismiss stale-belief/H1", Help: "Say that a hint did not help.", Hidden: true, parse: judgeFinding(AnswerDismissed)},
	{Name: "working", Usage: "working H1", Help: "Say that we stay on this on purpose.", Hidden: true, parse: judgeFinding(AnswerIntended)},
	{Name: "snooze", Usage: "snooze fixation/H1 20m", Help: "Ask me to come back to it later.", Hidden: true, parse: parseSnooze},
	{Name: "stop", Usage: "stop @sre-agent", Help: "Stop an AI responder at once; without a name, me.", parse: func(a string) (Input, error) { return halt(a, false), nil }},
	{Name: "resume", Usage: "resume @sre-agent", Help: "Let an AI responder go on; without a name, me.", parse: func(a string) (Input, error) { return halt(a, true), nil }},
	{Name: "resolve", Also: []string{"resolved", "fixed"}, Usage: "resolve", Help: "Say that the problem is over.", parse: nothing[ResolveAsked]},
	{Name: "close", Usage: "close fixed by the pool limit", Help: "Close the incident.", parse: func(a string) (Input, error) { return CloseAsked{a}, nil }},
	{Name: "reopen", Usage: "reopen", Help: "Take a closed incident up again.", parse: nothing[ReopenAsked]},
	{Name: "help", Also: []string{"?", "commands"}, Usage: "help take", Help: "How to use a command.", parse: func(a string) (Input, error) { return HelpAsked{strings.ToLower(a)}, nil }},
}

// Parse reads a command. What it cannot read it refuses with a *Refusal that
// gives the right form.
func Parse(text string) (Input, error) {
	text = strings.TrimSpace(text)
	name, args, _ := strings.Cut(text, " ")
	name = strings.ToLower(strings.TrimRight(name, ":,.!?"))
	if name == "" {
		if text == "?" {
			return HelpAsked{}, nil
		}
		return StatusAsked{}, nil
	}
	c, ok := Lookup(name)
	if !ok {
		return nil, refuse("unknown-command", "I don't know %q. %s", name, suggest(name))
	}
	in, err := c.parse(strings.TrimSpace(args))
	var r *Refusal
	if errors.As(err, &r) && (r.Code == codeMissing || r.Code == codeUsage) {
		return nil, refuse(r.Code, "%s For example: %s", r.Sentence, c.Usage)
	}
	return in, err
}

// Lookup returns the row for a name or one of its synonyms.
func Lookup(name string) (Command, bool) {
	for _, c := range Commands {
		if c.Name == name || slices.Contains(c.Also, name) {
			return c, true
		}
	}
	return Command{}, false
}

// suggest names the nearest command, or points to help.
func suggest(name string) string {
	best, least := "", 3
	for _, c := range Commands {
		if c.Hidden {
			continue
		}
		for _, n := range append([]string{c.Name}, c.Also...) {
			if d := Distance(name, n); d < least && d < len(n) {
				best, least = c.Usage, d
			}
		}
	}
	if best != "" {
		return fmt.Sprintf("Did you mean \"%s\"?", best)
	}
	return "\"help\" lists what I understand."
}

// Distance is how many letters are to be inserted, dropped or changed to make one
// word of the other; of words that are too long to be meant, 40.
func Distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Help is the text for "help" and "help NAME".
func Help(name string) string {
	if c, ok := Lookup(name); ok && name != "" {
		text := fmt.Sprintf("%s\nFor example: %s", c.Help, c.Usage)
		if c.Example != "" {
			text += "\nor: " + c.Example
		}
		if len(c.Also) > 0 {
			text += "\nAlso: " + strings.Join(c.Also, ", ")
		}
		return text
	}
	var b strings.Builder
	for _, c := range Commands {
		if !c.Hidden {
			fmt.Fprintf(&b, "%s: %s\n", c.Name, c.Help)
		}
	}
	b.WriteString("\"help NAME\" shows an example.")
	return b.String()
}
