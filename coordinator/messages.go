package coordinator

import (
	"slices"
	"strings"
	"time"

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
	if asked, ok := s.addressed(ev.Text.String()); ok && speaks {
		s.mentioned(ev, asked)
		return
	}
	if s.c.scribe == nil {
		return
	}
	m := s.st.Incident.RecentMessage(ev.ID)
	if m == nil {
		return
	}
	s.takeUp(m, s.c.scribe.Read(&s.st.Incident, m))
}

// takeUp records a reading and what follows from it.
func (s *step) takeUp(m *incident.Message, r incident.Reading) {
	if m.Kind == incident.Bot || m.Kind == incident.Guest {
		r = onlyReports(r)
	}
	if s.storm(m) {
		return
	}
	r = s.spoken(m, s.number(r))
	if len(r.Acts) == 0 && r.About == "" {
		if len(m.Links) > 0 && !s.claimBeside(m) {
			s.emit(incident.LinkNoted{Link: m.Links[0]})
		}
		return
	}
	s.own(incident.MessageRead{Message: m.ID, Engine: s.c.engine, Reading: r})
	s.facts(m, r)
}

// spoken is a reading in which a hypothesis that the message calls by its
// identifier is what it is about: whoever says H2 means H2. A message that names
// several says nothing of which.
func (s *step) spoken(m *incident.Message, r incident.Reading) incident.Reading {
	var said incident.HypothesisID
	for _, word := range strings.FieldsFunc(clause(m.Text.String(), 400), notWordOrUpper) {
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

// onlyReports is what is left of a reading of a bot's or a guest's message: what
// they saw, never what they decide.
func onlyReports(r incident.Reading) incident.Reading {
	if !r.Has(incident.ActObservation) {
		return incident.Reading{}
	}
	return incident.Reading{Acts: []incident.Act{incident.ActObservation}, Observation: r.Observation, Confidence: r.In(incident.ActObservation)}
}

// claimBeside reports whether the author said something about the problem within
// two minutes before, so that a link is a receipt of that.
func (s *step) claimBeside(m *incident.Message) bool {
	for i := len(s.st.Incident.Recent) - 1; i >= 0; i-- {
		o := s.st.Incident.Recent[i]
		if m.At.Sub(o.At) > 2*time.Minute {
			return false
		}
		if o.ID != m.ID && o.Author == m.Author && o.Read && o.Reading.OnTopic() {
			return true
		}
	}
	return false
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
	if info, ok := in.Message(ev.ID); ok {
		s.by = info.Author
		if info.Kept {
			return
		}
	}
	m := in.RecentMessage(ev.ID)
	if m == nil || s.c.scribe == nil {
		return
	}
	r := s.c.scribe.Read(in, m)
	if m.Read && sameActs(m.Reading, r) {
		return // a typo was put right
	}
	if m.Read {
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
	info, ok := s.st.Incident.Message(ev.ID)
	if ok && !info.Kept {
		s.src = ev.ID
		s.own(incident.ReadingRetracted{Message: ev.ID, Why: "deleted"})
	}
}

// reacted takes the gesture that says a reading was wrong, or right.
func (s *step) reacted(ev incident.Reacted) {
	info, known := s.st.Incident.Message(ev.ID)
	if !known || ev.Removed || s.outsider(ev.Who) {
		return
	}
	s.by, s.src = ev.Who, ev.ID
	switch ev.Reaction {
	case "x":
		if info.About != "" || info.Confidence > 0 {
			s.emit(incident.ReadingRetracted{Message: ev.ID, Why: "corrected"})
		}
	case "heavy_check_mark", "white_check_mark":
		if info.Confidence > 0 && !info.Kept {
			s.emit(incident.ReadingConfirmed{Message: ev.ID})
		}
	}
	s.acknowledge(ev)
}

// acknowledge takes any reaction of the person who was asked as an answer that
// the request was seen.
func (s *step) acknowledge(ev incident.Reacted) {
	for _, q := range slices.Clone(s.st.Incident.Questions) {
		if q.Open() && q.Request && q.Source == ev.ID && q.Of == ev.Who && ev.Reaction != "x" {
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

// welcome briefs somebody who speaks for the first time in a while. Who has been
// here all along, or has just been briefed, is left alone.
func (s *step) welcome(who incident.PersonID) {
	in := &s.st.Incident
	p := in.Person(who)
	if p == nil || p.Messages <= 1 || p.SpokeAgo < in.Settings.Away {
		return
	}
	s.brief(who, "return")
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
	s.private2(who, KindBrief, b.Text(), nil)
	s.own(incident.BriefGiven{Who: who, Kind: kind})
}

// private2 sends somebody a line that nobody else sees.
func (s *step) private2(who incident.PersonID, kind, text string, buttons []incident.Button) incident.DeliveryKey {
	return s.send(incident.DeliveryRequested{How: incident.Ephemeral, Kind: kind, To: who, Text: incident.Say(text), Buttons: buttons})
}

// send requests a delivery under the next key.
func (s *step) send(d incident.DeliveryRequested) incident.DeliveryKey {
	d.Key = incident.DeliveryKey("d" + itoa(s.st.Attention.keys+1))
	d.Text = incident.Say(strings.TrimRight(d.Text.String(), " \n"))
	s.own(d)
	return d.Key
}

// addressed reports whether a message speaks to Bearings, and what it asks.
func (s *step) addressed(text string) (asked string, ok bool) {
	low := strings.ToLower(text)
	for _, name := range s.c.names {
		at := strings.Index(low, "@"+name)
		if at < 0 {
			continue
		}
		rest := text[:at] + text[min(len(text), at+1+len(name)):]
		return strings.Join(strings.Fields(strings.Trim(rest, " ,:>|\n\t")), " "), true
	}
	return "", false
}

// mentioned answers what somebody said to Bearings in the channel, in the
// thread. What is no question of ours is left alone: it never answers a joke.
func (s *step) mentioned(ev incident.MessagePosted, asked string) {
	in, ok := Understand(asked)
	if !ok {
		return
	}
	thread := ev.Thread
	if thread == "" {
		thread = ev.ID
	}
	s.perform(in, reply{to: ev.Author, thread: thread})
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
	{ListAsked{"ruled-out"}, []string{"rule out", "ruled out"}},
	{ListAsked{"lines"}, []string{"who is on", "who's on", "who has", "who is looking", "who's looking", "who is working", "who's working"}},
	{ListAsked{"questions"}, []string{"open question", "unanswered"}},
	{CatchUpAsked{}, []string{"catch me up", "what did i miss", "what have i missed", "fill me in"}},
	{StatusAsked{}, []string{
		"what's going on", "whats going on", "what is going on", "what's happening", "what is happening", "where are we", "what's the status",
		"what is the status", "any update", "status?", "sitrep", "tl;dr", "tldr", "summary",
	}},
}
