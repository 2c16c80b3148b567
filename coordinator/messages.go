package coordinator

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bearings/commonground"
	"bearings/incident"
)

// posted reads a new message and answers it if it was said to Bearings.
func (s *step) posted(ev incident.MessagePosted) {
	s.by, s.src = ev.Author, ev.ID
	if s.muted(ev.Author) {
		return
	}
	speaks := ev.Kind == incident.Human || ev.Kind == incident.AI
	if speaks {
		s.welcome(ev.Author)
	}
	asked, ours := s.addressed(ev.Text.String())
	if ours && speaks && s.mentioned(ev, asked) {
		return
	}
	m := s.st.Incident.RecentMessage(ev.ID)
	if m == nil || s.c.scribe == nil {
		return
	}
	r := s.c.scribe.Read(&s.st.Incident, m)
	if ours {
		r = unasked(r)
	}
	s.takeUp(m, r)
}

// takeUp records a reading and what follows from it.
func (s *step) takeUp(m *incident.Message, r incident.Reading) {
	switch {
	case bare(m):
		r = incident.Reading{}
	case reportsOnly(m.Kind):
		r = onlyReports(m, r)
	default:
		r = s.spoken(m, s.number(r))
	}
	defer s.agreedInWords(m, r)
	if len(r.Acts) > 0 || r.About != "" {
		s.own(incident.MessageRead{Message: m.ID, Engine: s.c.engine, Reading: r})
		s.facts(m, s.outright(m, r))
	}
	s.linked(m, r)
}

// spoken is a reading in which a hypothesis that the message calls by its
// identifier is what it is about: whoever says H2 means H2. A message that names
// several says nothing of which.
func (s *step) spoken(m *incident.Message, r incident.Reading) incident.Reading {
	var said incident.HypothesisID
	for _, word := range strings.FieldsFunc(clause(ownWords(m.Text.String()), 400), notWordOrUpper) {
		if len(word) < 2 || word[0] != 'H' || incident.Number(incident.HypothesisID(word)) == 0 {
			continue
		}
		h := s.st.Incident.Hypothesis(incident.HypothesisID(word))
		if h == nil || (said != "" && said != h.ID) {
			return r
		}
		said = h.ID
	}
	if said != "" && (r.About != said || r.Confidence < confSpoken) {
		if len(r.Sure) == 0 { // the acts are as sure as they were
			for _, a := range r.Acts {
				r.Sure = append(r.Sure, r.In(a))
			}
		}
		r.About, r.Confidence, r.OffTopic = said, confSpoken, false
	}
	return r
}

func notWordOrUpper(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r < 128
}

// reportsOnly reports whether such a participant may say what is seen, and no more.
func reportsOnly(k incident.Kind) bool { return k == incident.Bot || k == incident.Guest }

// onlyReports is what is left of a reading of a bot's or a guest's message: what
// they saw, never what they decide.
func onlyReports(m *incident.Message, r incident.Reading) incident.Reading {
	if !r.Has(incident.ActObservation) || r.Observation.IsZero() {
		return incident.Reading{}
	}
	what := r.Observation
	if m.Kind == incident.Bot && saysOver(m.Text.String()) {
		what = incident.Say(incident.ReportedOver + what.String())
	}
	return incident.Reading{Acts: []incident.Act{incident.ActObservation}, Observation: what, Confidence: r.In(incident.ActObservation)}
}

// saysOver reports whether an alert says of itself that it is over. That is what
// the machine sees, and nobody's word that the problem is.
func saysOver(text string) bool {
	first := strings.FieldsFunc(strings.ToLower(clause(text, 80)), notWord)
	for i, w := range first {
		switch w {
		case "resolved", "recovered", "recovery", "ok", "cleared":
			return i < 3
		}
	}
	return false
}

// unasked is a reading without what it asks: that was asked of Bearings.
func unasked(r incident.Reading) incident.Reading {
	return only(r, func(a incident.Act) bool { return a != incident.ActRequest && a != incident.ActQuestion })
}

// only is a reading without the acts that are not wanted.
func only(r incident.Reading, want func(incident.Act) bool) incident.Reading {
	var acts []incident.Act
	var sure []int
	for _, a := range r.Acts {
		if want(a) {
			acts, sure = append(acts, a), append(sure, r.In(a))
		}
	}
	r.Acts, r.Sure = acts, sure
	if !r.Has(incident.ActRequest) && !r.Has(incident.ActQuestion) {
		r.Asked, r.AskedOf = incident.Text{}, ""
	}
	return r
}

// number gives the hypotheses that a draft raises their identifiers. One that is
// read too uncertainly to be raised is left out, with all that was said of it, so
// that its number does not come to mean another.
func (s *step) number(r incident.Reading) incident.Reading {
	raise := r.In(incident.ActHypothesis) >= confHypothesis
	n := s.st.Incident.Counts.Hypotheses
	first := incident.HypothesisID("")
	var claims []incident.Claim
	for _, c := range r.Claims {
		if c.Hypothesis == "" {
			if !raise {
				continue
			}
			n++
			c.Hypothesis = incident.HypothesisID("H" + itoa(n))
		}
		if first == "" {
			first = c.Hypothesis
		}
		claims = append(claims, c)
	}
	r.Claims = claims
	return renamed(r, first)
}

// renamed puts an identifier in the place of the one that stands for a reading's
// first claim. Where it is empty, what was said of that claim is left out.
func renamed(r incident.Reading, first incident.HypothesisID) incident.Reading {
	name := func(h incident.HypothesisID) incident.HypothesisID {
		if h == incident.NewHypothesis {
			return first
		}
		return h
	}
	r.About = name(r.About)
	var evidence []incident.Weighed
	for _, e := range r.Evidence {
		var bs []incident.Bearing
		for _, b := range e.Bearings {
			if b.Hypothesis = name(b.Hypothesis); b.Hypothesis != "" {
				bs = append(bs, b)
			}
		}
		if len(bs) > 0 {
			evidence = append(evidence, incident.Weighed{Bearings: bs, Credibility: e.Credibility})
		}
	}
	var rulings []incident.Ruling
	for _, v := range r.Rulings {
		if v.Hypothesis = name(v.Hypothesis); v.Hypothesis != "" {
			rulings = append(rulings, v)
		}
	}
	r.Evidence, r.Rulings = evidence, rulings
	if r.Owning != nil {
		o := *r.Owning
		o.Hypothesis = name(o.Hypothesis)
		r.Owning = &o
	}
	if r.Intervention != nil {
		i := *r.Intervention
		i.RestsOn = name(i.RestsOn)
		r.Intervention = &i
	}
	if r.Announcement != nil {
		a := *r.Announcement
		a.RestsOn = name(a.RestsOn)
		r.Announcement = &a
	}
	return r
}

// edited reads the new text, unless a person confirmed what was read in the old
// one, or the edit changed nothing that was read.
func (s *step) edited(ev incident.MessageEdited) {
	in := &s.st.Incident
	s.src = ev.ID
	m := in.RecentMessage(ev.ID)
	if m == nil || s.c.scribe == nil {
		return
	}
	s.by = m.Author
	info, _ := in.Message(ev.ID)
	switch {
	case info.Judged:
		return
	case info.Kept:
		s.linked(m, m.Reading)
		return
	}
	if m.Read && sameActs(m.Reading, s.c.scribe.Read(in, m)) {
		s.linked(m, m.Reading) // a typo was put right, or a link has got its title
		return
	}
	if m.Read || s.bringsLink(ev.ID) {
		s.own(incident.ReadingRetracted{Message: ev.ID, Why: "edited"})
	}
	s.takeUp(m, s.c.scribe.Read(in, m))
}

// sameActs reports whether two readings of a message do the same to the board.
func sameActs(a, b incident.Reading) bool {
	same := slices.Equal(a.Acts, b.Acts) && a.Trend == b.Trend && a.Asked == b.Asked && a.Impact == b.Impact &&
		len(a.Claims) == len(b.Claims) && len(a.Rulings) == len(b.Rulings) && len(a.Evidence) == len(b.Evidence)
	if !same {
		return false
	}
	for i := range a.Rulings {
		if a.Rulings[i].Status != b.Rulings[i].Status {
			return false
		}
	}
	return a.About == b.About || b.About == incident.NewHypothesis
}

func (s *step) deleted(ev incident.MessageDeleted) {
	if info, _ := s.st.Incident.Message(ev.ID); !info.Kept {
		s.src = ev.ID
		s.own(incident.ReadingRetracted{Message: ev.ID, Why: "deleted"})
	}
}

// reacted takes the gesture that says a reading was wrong, or right.
func (s *step) reacted(ev incident.Reacted) {
	info, known := s.st.Incident.Message(ev.ID)
	if s.outsider(ev.Who) {
		return
	}
	s.by = ev.Who
	if known {
		s.src = ev.ID
	}
	if !ev.Removed && s.agreed(ev) || !known {
		return
	}
	reads := info.About != "" || info.Confidence > 0
	switch {
	case isCross(ev.Reaction) && ev.Removed:
		if info.Judged && !reads {
			s.readAgain(ev.ID)
		}
	case isCross(ev.Reaction):
		if reads || s.bringsLink(ev.ID) {
			s.emit(incident.ReadingRetracted{Message: ev.ID, Why: incident.WhyCorrected})
		}
	case isTick(ev.Reaction) && !ev.Removed && reads && !info.Kept:
		s.confirmed(ev.ID)
	}
	if !ev.Removed {
		s.acknowledge(ev)
	}
}

func isCross(reaction string) bool {
	return reaction == "x" || reaction == "heavy_multiplication_x" || reaction == "negative_squared_cross_mark"
}

func isTick(reaction string) bool {
	return reaction == "white_check_mark" || reaction == "heavy_check_mark" || reaction == "ballot_box_with_check"
}

// acknowledge takes any reaction of the person who was asked as an answer that
// the request was seen.
func (s *step) acknowledge(ev incident.Reacted) {
	for _, q := range slices.Clone(s.st.Incident.Questions) {
		if q.Open() && q.Request && q.Source == ev.ID && q.Of == ev.Who && !isCross(ev.Reaction) {
			s.emit(incident.QuestionAnswered{ID: q.ID})
		}
	}
}

// outsider reports whether somebody may read only.
func (s *step) outsider(who incident.PersonID) bool {
	p := s.st.Incident.Person(who)
	return p != nil && (p.Kind == incident.Guest || p.Kind == incident.Bot)
}

// muted reports whether somebody stopped this AI responder.
func (s *step) muted(who incident.PersonID) bool {
	return slices.Contains(s.st.Attention.stopped, who)
}

// joined briefs a newcomer, in private, once there is something to know.
func (s *step) joined(ev incident.Joined) {
	s.by = ev.Who
	if ev.Kind == incident.Bot || ev.Who == incident.Bearings {
		return
	}
	s.brief(ev.Who, "join")
}

// welcome briefs somebody who speaks for the first time in a while, or at all, when
// more has happened than their message shows them to have read. Who has been here
// all along, or has just been briefed, is left alone.
func (s *step) welcome(who incident.PersonID) {
	in := &s.st.Incident
	p := in.Person(who)
	if p == nil {
		return
	}
	_, briefed := s.st.Attention.briefed[who]
	switch {
	case p.Messages > 1 && p.SpokeAgo >= in.Settings.Away, p.Messages == 1 && briefed:
		s.brief(who, "return")
	case p.Messages == 1 && s.now.Sub(in.OpenedAt) >= in.Settings.Exposed && !s.st.Exposure.Acts(who):
		s.brief(who, "join")
	}
}

// brief gives somebody what they lack, at most once within the time that counts
// as being away.
func (s *step) brief(who incident.PersonID, kind string) {
	in, a := &s.st.Incident, &s.st.Attention
	if last, ok := a.briefed[who]; ok && s.now.Sub(last) < in.Settings.Away {
		return
	}
	b, ok := commonground.BriefFor(s.st.View(), who, s.now, s.nextStatus())
	if !ok {
		return
	}
	s.sendWords(incident.DeliveryRequested{How: incident.Ephemeral, Kind: KindBrief, To: who}, b.Words())
	s.own(incident.BriefGiven{Who: who, Kind: kind})
}

// send requests a delivery under the next key.
func (s *step) send(d incident.DeliveryRequested) incident.DeliveryKey {
	return s.sendWords(d, incident.WordsOf(d.Text.String()))
}

// sendWords is send for a text in which moments are kept apart.
func (s *step) sendWords(d incident.DeliveryRequested, w incident.Words) incident.DeliveryKey {
	tame := slices.Clone(w)
	for i := range tame {
		tame[i].Say = commonground.Tame(tame[i].Say)
	}
	text, moments := tame.Plain(commonground.UTC(s.now))
	text, moments = incident.Trim(text, moments, len(strings.TrimRight(text, " \n")))
	d.Key = incident.DeliveryKey("d" + itoa(s.st.Attention.keys+1))
	d.Text, d.Moments = incident.Say(text), moments
	s.own(d)
	return d.Key
}

// addressed reports whether a message speaks to Bearings, and what it asks.
func (s *step) addressed(text string) (asked string, ok bool) {
	text = ownWords(text)
	low := strings.ToLower(text)
	for _, name := range s.c.names {
		at := strings.Index(low, "@"+name)
		if at < 0 || len(low) != len(text) || within(low, at, at+1+len(name)) {
			continue
		}
		rest := text[:at] + text[at+1+len(name):]
		return strings.Join(strings.Fields(strings.Trim(rest, " ,:<>|\n\t")), " "), true
	}
	return "", false
}

// within reports whether what stands from one place to another is a part of
// something longer, such as an address of mail.
func within(low string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(low[:from])
	after, _ := utf8.DecodeRuneInString(low[to:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if from > 0 && (word(before) || strings.ContainsRune("._-+@/", before)) {
		return true
	}
	if after == '.' && to+1 < len(low) {
		next, _ := utf8.DecodeRuneInString(low[to+1:])
		return word(next)
	}
	return to < len(low) && (word(after) || strings.ContainsRune("_-/@", after))
}

// ownWords is what somebody wrote, without what they pasted as code or quoted.
func ownWords(text string) string {
	if !strings.ContainsAny(text, "`>&") {
		return text
	}
	var b strings.Builder
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			continue
		}
		for _, line := range strings.Split(part, "\n") {
			if quote := strings.TrimLeft(line, " "); !strings.HasPrefix(quote, ">") && !strings.HasPrefix(quote, "&gt;") {
				b.WriteString(withoutCode(line) + "\n")
			}
		}
	}
	return strings.TrimSpace(b.String())
}

func withoutCode(line string) string {
	parts := strings.Split(line, "`")
	if len(parts) < 3 {
		return line
	}
	for i := 1; i < len(parts)-1; i += 2 {
		parts[i] = ""
	}
	return strings.Join(parts, " ")
}

// mentioned answers what somebody said to Bearings in the channel, in the
// thread. It reports false for what is no question of ours, which is left alone:
// it never answers a joke.
func (s *step) mentioned(ev incident.MessagePosted, asked string) bool {
	in, ok := Understand(asked)
	if !ok {
		return false
	}
	thread := ev.Thread
	if thread == "" {
		thread = ev.ID
	}
	s.perform(in, reply{to: ev.Author, thread: thread})
	return true
}

// Understand reads what people say to Bearings in plain words. Unlike Parse it
// refuses nothing: ok is false for what it does not know.
func Understand(asked string) (Input, bool) {
	low := strings.ToLower(strings.Trim(asked, " .?!"))
	low = strings.ReplaceAll(low, "’", "'")
	for _, p := range phrases {
		for _, w := range p.words {
			if strings.Contains(low, w) {
				return p.in, true
			}
		}
	}
	name, _, _ := strings.Cut(low, " ")
	if c, ok := Lookup(name); ok && name == c.Name {
		in, err := Parse(asked)
		return in, err == nil
	}
	return nil, false
}

var phrases = []struct {
	in    Input
	words []string
}{
	{IdeasAsked{}, []string{"what else could", "what else might", "other explanation", "other ideas"}},
	{SpreadAsked{}, []string{"who could take", "who is free", "who's free"}},
	{ListAsked{"ruled-out"}, []string{"rule out", "ruled out"}},
	{ListAsked{"lines"}, []string{"who is on", "who's on", "who has", "who is looking", "who's looking", "who is working", "who's working"}},
	{ListAsked{"questions"}, []string{"open question", "unanswered"}},
	{CatchUpAsked{}, []string{"catch me up", "what did i miss", "what have i missed", "fill me in"}},
	{StatusAsked{}, []string{
		"what's going on", "whats going on", "what is going on", "what's happening", "what is happening", "where are we", "what's the status",
		"what is the status", "any update", "status?", "sitrep", "tl;dr", "tldr", "summary",
	}},
}
