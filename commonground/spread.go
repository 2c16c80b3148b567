package commonground

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bearings/hypotheses"
	"bearings/incident"
)

// Spread is a proposal to put somebody on an explanation that nobody is on.
type Spread struct {
	Hypothesis *incident.Hypothesis
	Check      string        // the quick look that tells it from the others
	Cost       time.Duration // 0: nobody has said
	Suggested  bool          // the check is Bearings' own
	People     []Candidate   // at most two, the likeliest first
}

// Candidate is somebody who could take it.
type Candidate struct {
	Who  incident.PersonID
	Free bool   // has nothing in hand that is known of
	On   string // what they are on, if they are not free
	Why  string // what they know of it; "" if nothing that is known of

	source incident.MessageID
	at     time.Time
	knows  int
}

// Numbers of the proposal.
const (
	mostCandidates = 2
	usualCost      = 5 * time.Minute // of a check of which nobody has said what it costs
	hereLately     = 30 * time.Minute
)

// How much somebody knows of an explanation.
const (
	knowsNothing = iota
	knowsOf      // has had the chance to learn of it
	offeredIt
	heldIt
	wroteEvidence
)

// SpreadOf proposes the explanation, of those that nobody is on, whose check tells
// most for its time, and who could take it. It is false while all have somebody,
// or there is only one, which is no rival to anything. Suggest names a check where
// the team has planned none; not says who is not to be asked.
func SpreadOf(v View, now time.Time, suggest func(*incident.Hypothesis) (string, time.Duration, bool), not func(incident.PersonID) bool) (Spread, bool) {
	if !v.S.IsOpen() || v.settled() || len(v.shown()) < 2 {
		return Spread{}, false
	}
	leader, led := v.L.Leader(v.S, now)
	var best Spread
	most := -1
	for _, h := range v.shown() {
		if (led && h.ID == leader) || len(v.pursuing(h.ID, now)) > 0 {
			continue
		}
		s, worth := v.proposal(h, leader, now, suggest)
		if worth > most {
			best, most = s, worth
		}
	}
	if most < 0 {
		return Spread{}, false
	}
	best.People = v.candidates(best.Hypothesis, now, not)
	return best, true
}

// proposal finds the best check of a rival, and what it is worth in millibits a
// minute.
func (v View) proposal(h *incident.Hypothesis, leader incident.HypothesisID, now time.Time, suggest func(*incident.Hypothesis) (string, time.Duration, bool)) (Spread, int) {
	s, most := Spread{Hypothesis: h}, -1
	for _, c := range v.S.Checks {
		if !c.Finished.IsZero() || !v.separates(c, h) || v.gone(c.Source) {
			continue
		}
		p := hypotheses.ProspectOf(c)
		if p.Cost <= 0 {
			p.Cost = usualCost
		}
		if _, worth := v.L.Gain(v.S, now, p); worth > most {
			s.Check, s.Cost, s.Suggested, most = v.words(c.What, c.Source, doneRunes), c.Cost, c.Source == "" && c.Owner == "", worth
		}
	}
	if most >= 0 {
		return s, most
	}
	p := hypotheses.Prospect{Predict: []incident.HypothesisID{h.ID}, Cost: usualCost}
	if leader != "" {
		p.Deny = []incident.HypothesisID{leader}
	}
	if check, took, ok := suggest(h); ok {
		s.Check, s.Cost, s.Suggested, p.Cost = check, took, true, took
	}
	_, worth := v.L.Gain(v.S, now, p)
	return s, worth
}

// candidates are those who could take an explanation up: who is free before who is
// not, and of each who knows most of it; those who know nothing of it and are not
// free are not asked. Who leads has another task.
func (v View) candidates(h *incident.Hypothesis, now time.Time, not func(incident.PersonID) bool) []Candidate {
	var out []Candidate
	for _, p := range v.S.People {
		if !v.here(p.ID) || p.ID == v.commander() || not(p.ID) || now.Sub(later(p.LastSpoke, p.JoinedAt)) > hereLately {
			continue
		}
		c := v.knowledge(p.ID, h)
		c.On = v.inHand(p.ID, now)
		c.Free = c.On == ""
		if c.Free || c.knows > knowsOf {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return b.rank() - a.rank() })
	return out[:min(len(out), mostCandidates)]
}

// rank orders candidates: who is free and knows it, who is free, who knows it.
func (c Candidate) rank() int {
	if c.Free {
		return 10 + c.knows
	}
	return c.knows
}

// knowledge says what somebody is known to know of an explanation.
func (v View) knowledge(who incident.PersonID, h *incident.Hypothesis) Candidate {
	c := Candidate{Who: who}
	for _, i := range v.evidenceOn(h.ID) {
		if i.By == who {
			c.knows, c.source, c.at = wroteEvidence, i.Source, i.At
			c.Why = "wrote " + v.quoted(i.What, i.Source, quoteRunes)
			return c
		}
	}
	for _, l := range slices.Backward(slices.Concat(v.S.LinesPast, v.S.Lines)) {
		if l.Holder == who && v.S.Resolve(l.Hypothesis) == h.ID {
			c.knows, c.source, c.at, c.Why = heldIt, l.Source, l.Since, "was on it before"
			return c
		}
	}
	switch {
	case h.By == who || slices.Contains(h.Voices, who):
		c.knows, c.source, c.at, c.Why = offeredIt, h.Source, h.RaisedAt, "spoke of it"
	case v.X.Knows(v.S, who, Update{By: h.By, At: h.RaisedAt, Source: h.Source}):
		c.knows = knowsOf
	}
	return c
}

// inHand is what somebody is on now, or "".
func (v View) inHand(who incident.PersonID, now time.Time) string {
	for _, l := range v.S.Lines {
		if l.Holder == who && !v.idle(l, now) {
			return string(l.ID)
		}
	}
	for _, i := range v.S.Interventions {
		if i.Actor == who && i.Running() && !v.unheard(i, now) {
			return string(i.ID)
		}
	}
	for _, h := range v.S.Live() {
		if slices.Contains(v.L.OnHypothesis(h.ID, now), who) {
			return string(h.ID)
		}
	}
	return ""
}

// Text shows the proposal.
func (s Spread) Text(v View, now time.Time) string { return s.What(v) + "\n" + s.who(v, now) }

// What says which explanation nobody is on and what would tell, and nothing of
// people.
func (s Spread) What(v View) string {
	text := "Nobody is on " + v.called(s.Hypothesis) + ". "
	switch {
	case s.Check == "":
		return text + "What could be looked at that would come out differently?"
	case s.Suggested:
		text += "A quick check, suggested by Bearings: " + s.Check
	default:
		text += "A check that would tell: " + s.Check
	}
	if s.Cost > 0 {
		text += " (" + cost(s.Cost) + ")"
	}
	return text + "."
}

func (s Spread) who(v View, now time.Time) string {
	if len(s.People) == 0 {
		return "Everybody I know of has something in hand. Who could make room for it?"
	}
	clock := UTC(now)
	parts := make([]string, len(s.People))
	for i, c := range s.People {
		parts[i] = c.text(v, clock)
	}
	return "Who could take it: " + strings.Join(parts, "; ") + "."
}

func (c Candidate) text(v View, clock Clock) string {
	text := v.name(c.Who)
	var why []string
	if c.Why != "" {
		w := c.Why
		if !c.at.IsZero() {
			w += " at " + clock(c.at)
		}
		why = append(why, w)
	}
	if c.Free {
		why = append(why, "has nothing in hand that I know of")
	} else {
		why = append(why, "is on "+c.On+" now")
	}
	return text + " (" + strings.Join(why, ", ") + ")"
}

// Rests are the messages that the proposal rests on.
func (s Spread) Rests() []incident.MessageID {
	var ids []incident.MessageID
	add := func(id incident.MessageID) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	add(s.Hypothesis.Source)
	for _, c := range s.People {
		add(c.source)
	}
	return ids
}

// Buttons put somebody on it with one more click.
func (s Spread) Buttons(v View) []incident.Button {
	var out []incident.Button
	for _, c := range s.People {
		out = append(out, incident.Button{Label: "Ask " + v.name(c.Who), Command: "assign " + string(c.Who) + " " + string(s.Hypothesis.ID)})
	}
	return append(out, incident.Button{Label: "I take it", Command: "take " + string(s.Hypothesis.ID)})
}

func itoa(n int) string { return strconv.Itoa(n) }

// initial begins a clause as a sentence begins, unless it begins with a name.
func initial(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if word, _, _ := strings.Cut(s, " "); strings.ContainsAny(word, "-_.0123456789") {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
