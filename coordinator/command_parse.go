package coordinator

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"bearings/incident"
)

func nothing[T Input](string) (Input, error) {
	var in T
	return in, nil
}

func list(what string) func(string) (Input, error) {
	return func(string) (Input, error) { return ListAsked{what}, nil }
}

func words(what string, make func(string) Input) func(string) (Input, error) {
	return func(args string) (Input, error) {
		if args == "" {
			return nil, missing(what)
		}
		return make(args), nil
	}
}

// missing refuses a command that lacks something; Parse adds the right form.
func missing(what string) error { return refuse(codeMissing, "I need %s.", what) }

// unreadable refuses words that a command cannot use; Parse adds the right form.
func unreadable(got string) error { return refuse(codeUsage, "I can't read %q.", clause(got, 60)) }

// Codes of refusals to which the right form is added.
const (
	codeMissing = "missing"
	codeUsage   = "usage"
)

var (
	idPattern   = regexp.MustCompile(`^[A-Z][0-9]{1,5}$`)
	durPattern  = regexp.MustCompile(`(?i)^(\d{1,4})\s*(m|min|mins|minutes?|h|hours?|hrs?|s|secs?|seconds?)?$`)
	clockFormat = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d$`)
	keyPattern  = regexp.MustCompile(`^[a-z][a-z-]*/\S+$`)
	userPattern = regexp.MustCompile(`^<@([A-Za-z0-9._-]+)(?:\|[^>]*)?>$`)
)

// id takes an identifier such as h2 or H2 off the front of args.
func id(args, letter string) (found, rest string) {
	word, rest, _ := strings.Cut(args, " ")
	up := strings.ToUpper(strings.TrimRight(word, ":,."))
	if !idPattern.MatchString(up) || !strings.HasPrefix(up, letter) {
		return "", args
	}
	return up, strings.TrimSpace(rest)
}

// person reads a name as people type it: @ana, <@U1|ana>, ana, me.
func person(s string) string {
	s = strings.TrimSpace(s)
	if m := userPattern.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	s = strings.TrimRight(strings.TrimPrefix(s, "@"), ":,.")
	if strings.EqualFold(s, "me") || strings.EqualFold(s, "myself") {
		return ""
	}
	return s
}

// duration reads "20m", "20 min", "1h", "20" (minutes).
func duration(s string) (time.Duration, bool) {
	m := durPattern.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1]) // at most four digits
	unit := time.Minute
	switch {
	case m[2] == "":
	case strings.HasPrefix(strings.ToLower(m[2]), "h"):
		unit = time.Hour
	case strings.HasPrefix(strings.ToLower(m[2]), "s"):
		unit = time.Second
	}
	return time.Duration(n) * unit, n > 0
}

func when(s string) (When, bool) {
	s = strings.TrimSpace(s)
	if clockFormat.MatchString(s) {
		return When{Clock: s}, true
	}
	if d, ok := duration(s); ok {
		return When{In: d}, true
	}
	return When{}, false
}

// lastWhen takes "for 20m", "in 10 min", "until 15:00", "by 15:00" off the end.
func lastWhen(s string) (rest string, w When) {
	low := strings.ToLower(" " + s)
	for _, word := range []string{" for ", " in ", " until ", " till ", " by ", " within "} {
		i := strings.LastIndex(low, word)
		if i < 0 {
			continue
		}
		if w, ok := when(low[i+len(word):]); ok {
			return strings.TrimSpace(s[:max(0, i-1)]), w
		}
	}
	return s, When{}
}

func subject(s string) Subject {
	if h, rest := id(s, "H"); h != "" {
		return Subject{Hypothesis: incident.HypothesisID(h), Words: rest}
	}
	if l, rest := id(s, "L"); l != "" {
		return Subject{Line: incident.LineID(l), Words: rest}
	}
	if q, rest := id(s, "Q"); q != "" {
		return Subject{Question: incident.QuestionID(q), Words: rest}
	}
	return Subject{Words: s}
}

func parseTrend(args string) (Input, error) {
	switch w := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(args, "getting "), ".")); w {
	case "better", "worse", "same", "resolved":
		return TrendSet{incident.Trend(w)}, nil
	case "improving", "recovering":
		return TrendSet{incident.TrendBetter}, nil
	case "unchanged", "the same", "steady":
		return TrendSet{incident.TrendSame}, nil
	case "fixed", "over":
		return TrendSet{incident.TrendResolved}, nil
	case "":
		return nil, missing("better, worse, same or resolved")
	default:
		return nil, unreadable(args)
	}
}

func parseStill(args string) (Input, error) {
	switch what := strings.ToLower(args); what {
	case "impact", "trend":
		return StillSo{what}, nil
	case "":
		return nil, missing("impact or trend")
	}
	return nil, unreadable(args)
}

func parseSeverity(args string) (Input, error) {
	n := strings.TrimLeft(strings.ToUpper(strings.ReplaceAll(args, " ", "")), "SEV-P")
	switch n {
	case "1", "2", "3":
		return SeverityChosen{incident.Severity("SEV" + n)}, nil
	case "":
		return nil, missing("1, 2 or 3")
	}
	return nil, unreadable(args)
}

func parsePhase(args string) (Input, error) {
	switch p := incident.Phase(strings.ToLower(args)); p {
	case incident.Investigating, incident.Mitigating, incident.Monitoring, incident.Resolved:
		return PhaseChosen{p}, nil
	}
	return nil, unreadable(args)
}

func role(s string) (incident.Role, bool) {
	switch strings.ToLower(s) {
	case "commander", "ic", "lead", "incident-commander":
		return incident.Commander, true
	case "comms", "communications":
		return incident.Comms, true
	case "scribe", "notes":
		return incident.Scribing, true
	}
	return "", false
}

func parseRole(args string) (Input, error) {
	name, who, _ := strings.Cut(args, " ")
	r, ok := role(name)
	if !ok {
		return nil, unreadable(args)
	}
	return RoleGiven{r, person(who)}, nil
}

func parseDecline(args string) (Input, error) {
	if l, _ := id(args, "L"); l != "" {
		return OfferDeclined{Line: incident.LineID(l)}, nil
	}
	if args == "" {
		return OfferDeclined{Role: incident.Commander}, nil
	}
	r, ok := role(args)
	if !ok {
		return nil, unreadable(args)
	}
	return OfferDeclined{Role: r}, nil
}

func parseAccept(args string) (Input, error) {
	if l, _ := id(args, "L"); l != "" {
		return LineAccepted{incident.LineID(l)}, nil
	}
	if args == "" {
		return RoleTaken{incident.Commander}, nil
	}
	r, ok := role(args)
	if !ok {
		return nil, unreadable(args)
	}
	return RoleTaken{r}, nil
}

func parseReword(args string) (Input, error) {
	h, rest := id(args, "H")
	if h == "" || rest == "" {
		return nil, missing("the hypothesis and its better wording")
	}
	return HypothesisRephrased{incident.HypothesisID(h), rest}, nil
}

func parseMerge(args string) (Input, error) {
	from, rest := id(args, "H")
	rest = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "into"), "with"), "and"))
	into, rest := id(rest, "H")
	if from == "" || into == "" || rest != "" {
		return nil, missing("two hypotheses")
	}
	return HypothesesJoined{incident.HypothesisID(from), incident.HypothesisID(into)}, nil
}

func parseShow(args string) (Input, error) {
	h, _ := id(args, "H")
	if h == "" {
		return nil, missing("a hypothesis")
	}
	return ListAsked{h}, nil
}

func parseEvidence(args string) (Input, error) {
	if e, rest := id(args, "E"); e != "" {
		switch side := strings.ToLower(rest); side {
		case "for", "against":
			return EvidenceTurned{incident.EvidenceID(e), side == "against"}, nil
		}
		return nil, missing("\"for\" or \"against\"")
	}
	h, rest := id(args, "H")
	side, what, _ := strings.Cut(rest, " ")
	what = strings.TrimSpace(what)
	side = strings.ToLower(strings.Trim(side, ":"))
	if h == "" || what == "" || (side != "for" && side != "against") {
		return nil, missing("a hypothesis, \"for\" or \"against\", and what was seen")
	}
	return EvidenceBrought{incident.HypothesisID(h), side == "against", what}, nil
}

func judge(to incident.Status) func(string) (Input, error) {
	return func(args string) (Input, error) {
		h, why := id(args, "H")
		if h == "" {
			return nil, missing("a hypothesis")
		}
		return HypothesisJudged{incident.HypothesisID(h), to, why}, nil
	}
}

func judgeFinding(answer string) func(string) (Input, error) {
	return func(args string) (Input, error) {
		subject, _, _ := strings.Cut(args, " ")
		if subject == "" {
			return nil, missing("what it is about")
		}
		return FindingJudged{subject, answer}, nil
	}
}

func parseTake(args string) (Input, error) {
	rest, w := lastWhen(args)
	if rest == "" {
		return nil, missing("what you take")
	}
	return LineTaken{subject(rest), w}, nil
}

func parseAssign(args string) (Input, error) {
	args = strings.TrimPrefix(args, "to ")
	who, rest, _ := strings.Cut(args, " ")
	rest, w := lastWhen(strings.TrimSpace(strings.TrimPrefix(rest, "to ")))
	if who == "" || rest == "" {
		return nil, missing("a person and a line")
	}
	return LineGiven{person(who), subject(rest), w}, nil
}

func parseRenew(args string) (Input, error) {
	l, rest := id(args, "L")
	if l == "" {
		return nil, missing("a line")
	}
	w, ok := when(strings.TrimPrefix(rest, "for "))
	if !ok && rest != "" {
		return nil, unreadable(args)
	}
	return LineExtended{incident.LineID(l), w}, nil
}

func parseDrop(args string) (Input, error) {
	l, why := id(args, "L")
	if l == "" && args != "" {
		return nil, unreadable(args)
	}
	return LineDropped{incident.LineID(l), why}, nil
}

func parseDid(args string) (Input, error) {
	what, expect, _ := strings.Cut(args, " expect ")
	var w When
	if expect != "" {
		expect, w = lastWhen(strings.TrimSpace(expect))
	}
	what = strings.TrimSpace(what)
	var on incident.HypothesisID
	if i := strings.LastIndex(what, " "); i > 0 {
		if h, rest := id(what[i+1:], "H"); h != "" && rest == "" {
			what, on = strings.TrimSuffix(strings.TrimSpace(what[:i]), " for"), incident.HypothesisID(h)
		}
	}
	if what == "" {
		return nil, missing("what you changed")
	}
	return ChangeMade{what, strings.TrimSpace(expect), w, on}, nil
}

func parseExpect(args string) (Input, error) {
	i, rest := id(args, "I")
	if i == "" || rest == "" {
		return nil, missing("a change and what it should do")
	}
	rest, w := lastWhen(rest)
	return ChangeExpected{incident.InterventionID(i), rest, w}, nil
}

func parseDone(args string) (Input, error) {
	i, rest := id(args, "I")
	if i == "" {
		return nil, missing("a change and what it did")
	}
	verb, what, _ := strings.Cut(rest, " ")
	helped := map[string]string{
		"helped": "yes", "yes": "yes", "worked": "yes", "no": "no", "nothing": "no", "partly": "partly", "unclear": "unclear", "": "unclear",
	}[strings.ToLower(strings.TrimRight(verb, ":,."))]
	if helped == "" {
		return nil, unreadable(args)
	}
	return ChangeSeen{incident.InterventionID(i), helped, strings.TrimSpace(what)}, nil
}

func parseUndid(args string) (Input, error) {
	i, _ := id(args, "I")
	if i == "" {
		return nil, missing("a change")
	}
	return ChangeUndone{incident.InterventionID(i)}, nil
}

// parseCheck reads words, then hypotheses, then a cost, the last two optional.
func parseCheck(args string) (Input, error) {
	fields := strings.Fields(args)
	in := CheckNamed{}
	if n := len(fields); n > 1 {
		if d, ok := duration(fields[n-1]); ok {
			in.Cost, fields = d, fields[:n-1]
		}
	}
	for len(fields) > 0 {
		h, _ := id(fields[len(fields)-1], "H")
		if h == "" {
			break
		}
		in.Separates = append([]incident.HypothesisID{incident.HypothesisID(h)}, in.Separates...)
		fields = fields[:len(fields)-1]
	}
	in.What = strings.Join(fields, " ")
	if in.What == "" {
		return nil, missing("what is to be checked")
	}
	return in, nil
}

func parseChecked(args string) (Input, error) {
	c, rest := id(args, "C")
	if c == "" || rest == "" {
		return nil, missing("a check and how it came out")
	}
	return CheckDone{incident.CheckID(c), rest}, nil
}

func parseWait(args string) (Input, error) {
	first, what, _ := strings.Cut(args, " ")
	w, ok := when(first)
	if !ok {
		what, w = lastWhen(args)
	}
	if !w.Given() {
		return nil, missing("how long")
	}
	return WaitNamed{strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(what), "for ")), w}, nil
}

func parseWaited(args string) (Input, error) {
	w, _ := id(args, "W")
	return WaitOver{incident.WaitID(w)}, nil
}

func parseTold(args string) (Input, error) {
	where, what, found := strings.Cut(args, ":")
	if !found || strings.TrimSpace(what) == "" {
		return nil, missing("where, a colon, and what they were told")
	}
	what = strings.TrimSpace(what)
	in := OutsideTold{Where: strings.TrimSpace(where), What: what}
	if i := strings.LastIndex(what, " "); i > 0 {
		if h, rest := id(what[i+1:], "H"); h != "" && rest == "" {
			in.What, in.On = strings.TrimSpace(what[:i]), incident.HypothesisID(h)
		}
	}
	return in, nil
}

func parseCorrected(args string) (Input, error) {
	a, _ := id(args, "A")
	if a == "" {
		return nil, missing("an announcement")
	}
	return OutsideCorrected{incident.AnnouncementID(a)}, nil
}

func parseHandsOff(args string) (Input, error) {
	rest, w := lastWhen(args)
	if rest == "" {
		return nil, missing("what is to be left alone")
	}
	return HandsOff{rest, w}, nil
}

func parseHandsOn(args string) (Input, error) {
	g, _ := id(args, "G")
	if g == "" {
		return nil, missing("which one")
	}
	return HandsOn{incident.GuardID(g)}, nil
}

// parseAsk reads a question; with the name of a finding it asks for that to be
// put to everybody.
func parseAsk(args string) (Input, error) {
	if keyPattern.MatchString(args) {
		return FindingJudged{args, AnswerAsk}, nil
	}
	if q, rest := id(args, "Q"); q != "" && rest == "" {
		return QuestionPut{ID: incident.QuestionID(q)}, nil
	}
	in := QuestionPut{What: args}
	if first, rest, ok := strings.Cut(args, " "); ok && (strings.HasPrefix(first, "@") || strings.HasPrefix(first, "<@")) {
		in.Of, in.What = person(first), strings.TrimSpace(rest)
		if todo, ok := strings.CutPrefix(in.What, "to "); ok {
			in.What, in.Request = todo, true
		}
	}
	if in.What == "" {
		return nil, missing("the question")
	}
	return in, nil
}

func parseAnswered(args string) (Input, error) {
	q, _ := id(args, "Q")
	if q == "" {
		return nil, missing("a question")
	}
	return QuestionSettled{incident.QuestionID(q)}, nil
}

func parseAbout(args string) (Input, error) {
	h, _ := id(args, "H")
	if h == "" {
		return nil, missing("a hypothesis")
	}
	return ReadingAbout{incident.HypothesisID(h)}, nil
}

func parseWrong(args string) (Input, error) { return ItemWrong{item(args)}, nil }

// item is the identifier of an item, or what it is called: "impact", "trend".
func item(args string) string {
	if found, _ := id(args, ""); found != "" {
		return found
	}
	first, _, _ := strings.Cut(strings.ToLower(args), " ")
	return first
}

func parseQuiet(args string) (Input, error) {
	args = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(args), "for "), "until ")
	switch args {
	case "":
		return QuietAsked{}, nil
	case "off", "over", "end":
		return QuietAsked{Off: true}, nil
	}
	w, ok := when(args)
	if !ok {
		return nil, unreadable(args)
	}
	return QuietAsked{For: w}, nil
}

func parseTimeline(args string) (Input, error) {
	if args == "" {
		return TimelineAsked{10}, nil
	}
	n, err := strconv.Atoi(args)
	if err != nil || n < 1 || n > 200 {
		return nil, refuse(codeUsage, "I can show between 1 and 200 things.")
	}
	return TimelineAsked{n}, nil
}

func parseSnooze(args string) (Input, error) {
	subject, rest, _ := strings.Cut(args, " ")
	if subject == "" {
		return nil, missing("what it is about")
	}
	w, ok := when(rest)
	if !ok {
		w = When{In: 20 * time.Minute}
	}
	return FindingDelayed{subject, w}, nil
}

// halt is for an AI responder; without a name it is for Bearings itself.
func halt(args string, resume bool) Input {
	if args == "" {
		return QuietAsked{Off: resume, For: When{In: 24 * time.Hour}}
	}
	return AgentHalted{person(args), resume}
}
