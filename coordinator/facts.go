package coordinator

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Readings below these confidences, in percent, change less. Whatever may be an
// explanation is put on the board from confHypothesis on, since one that nobody
// took up is what teams lose; the card shows it from the configured confidence
// on. Questions and requests count from confAsked on, evidence from confEvidence
// on (what a wrong piece of it leads to is asked in private), what assigns or commits
// somebody from confCommit on, and a message closes a hypothesis from
// confVerdict on: a wrong "ruled out" costs more than one that somebody has to say.
const (
	confHypothesis = 18
	confAsked      = 40
	confEvidence   = 45
	confCommit     = 60
	confVerdict    = 75
	confSpoken     = 95 // a hypothesis called by its identifier
)

// facts turns a reading into what follows from it for the common ground.
func (s *step) facts(m *incident.Message, r incident.Reading) {
	s.claimed(m, r)
	before := s.st.Incident.Counts.Evidence
	s.weighed(m, r)
	s.judged(r)
	s.grounded(m, r, s.st.Incident.Counts.Evidence > before)
	s.asked(m, r)
	s.owned(m, r)
	s.changed(m, r)
	s.arranged(r)
	s.answered(m, r)
}

func (s *step) claimed(m *incident.Message, r incident.Reading) {
	for _, c := range r.Claims {
		h := s.st.Incident.Hypothesis(c.Hypothesis)
		switch {
		case h == nil && r.In(incident.ActHypothesis) >= confHypothesis:
			s.emit(incident.HypothesisRaised{ID: c.Hypothesis, Statement: unmarked(m, c.Statement), Confidence: r.In(incident.ActHypothesis)})
		case h == nil:
		case h.Status == incident.Parked && r.In(incident.ActHypothesis) >= confCommit:
			s.emit(incident.HypothesisStatusSet{ID: h.ID, Status: incident.Live})
		}
	}
	h := s.st.Incident.Hypothesis(r.About)
	switch {
	case h == nil:
	case h.Status == incident.Refuted && s.by != h.StatusBy:
		s.reopened(h)
	case h.Status == incident.Parked && h.StatusBy == incident.Bearings && r.Confidence >= confCommit:
		// It was set aside only because nobody spoke of it.
		s.emit(incident.HypothesisStatusSet{ID: h.ID, Status: incident.Live})
	}
}

// unmarked is a statement without the mark that the platform sets after an edited
// message.
func unmarked(m *incident.Message, t incident.Text) incident.Text {
	if !strings.Contains(m.Text.String(), "(edited)") || t.Erased() {
		return t
	}
	words := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(t.String(), "(edited)"), "edited"))
	if words == "" {
		return t
	}
	return incident.Say(words)
}

// reopened notes that somebody works on a closed hypothesis although they know
// that it was closed: that is their right, and worth seeing on the card.
func (s *step) reopened(h *incident.Hypothesis) {
	if s.st.View().KnowsStatus(s.by, h) {
		for _, p := range h.Reopened {
			if p == s.by {
				return
			}
		}
		s.emit(incident.ReopenNoted{ID: h.ID, Who: s.by})
	}
}

// weighed records evidence, for hypotheses that exist. What is not surely
// evidence would move the picture without anybody seeing why, and is left out.
func (s *step) weighed(m *incident.Message, r incident.Reading) {
	if r.In(incident.ActEvidence) < confEvidence {
		return
	}
	for _, w := range r.Evidence {
		var bs []incident.Bearing
		for _, b := range w.Bearings {
			if s.st.Incident.Hypothesis(b.Hypothesis) != nil {
				bs = append(bs, b)
			}
		}
		if len(bs) > 0 {
			s.evidence(m, r, incident.Weighed{Bearings: bs, Credibility: w.Credibility})
		}
	}
}

func (s *step) evidence(m *incident.Message, r incident.Reading, w incident.Weighed) {
	what := s.inWords(m, r.Observation)
	ev := incident.EvidenceAdded{ID: s.st.Incident.NextEvidence(), What: what, Weighed: w}
	if len(m.Links) > 0 {
		ev.Link = m.Links[0]
	}
	s.emit(ev)
}

// judged closes hypotheses. A verdict counts as evidence too; a doubtful one is
// only that.
func (s *step) judged(r incident.Reading) {
	for _, v := range r.Rulings {
		h := s.st.Incident.Hypothesis(v.Hypothesis)
		if h == nil || h.Status == v.Status {
			continue
		}
		c := map[incident.Status]incident.Consistency{incident.Refuted: -2, incident.Confirmed: 2}[v.Status]
		sure := r.In(incident.ActVerdict) >= confCommit
		if m := s.st.Incident.RecentMessage(s.src); sure && c != 0 && m != nil {
			s.evidence(m, r, incident.Weighed{Bearings: []incident.Bearing{{Hypothesis: h.ID, Consistency: c}}, Credibility: 80})
		}
		if r.In(incident.ActVerdict) >= confVerdict {
			s.close(h, v.Status, s.because(r))
		}
	}
}

// close sets the status of a hypothesis. When it is ruled out or set aside, the
// line of whoever says so ends with it, and so do questions about it; others who
// hold a line on it may not know yet, and keep theirs until they do.
func (s *step) close(h *incident.Hypothesis, to incident.Status, why incident.Text) {
	in := &s.st.Incident
	s.emit(incident.HypothesisStatusSet{ID: h.ID, Status: to, Why: why})
	if to != incident.Refuted && to != incident.Parked {
		return
	}
	for _, l := range slices.Clone(in.Lines) {
		if l.Holder == s.by && in.Resolve(l.Hypothesis) == h.ID {
			s.emit(incident.LineReleased{ID: l.ID, Why: "closed"})
		}
	}
	for _, q := range slices.Clone(in.Questions) {
		if q.Open() && !q.Request && q.About != "" && in.Resolve(q.About) == h.ID {
			s.own(incident.QuestionDropped{ID: q.ID, Why: "closed"})
		}
	}
}

// because is the reason that a message gives, as it is shown beside a verdict.
func (s *step) because(r incident.Reading) incident.Text {
	if m := s.st.Incident.RecentMessage(s.src); m != nil {
		return s.inWords(m, r.Observation)
	}
	return r.Observation
}

// wordRunes is how much of a message is kept as its words.
const wordRunes = 160

// inWords is what a message says around a clause that was read in it: alone the
// clause often does not tell what it is about. Of a bot it is the clause, and so
// where the clause is not in what the message itself says, but in what was pasted.
func (s *step) inWords(m *incident.Message, clause incident.Text) incident.Text {
	if clause.Erased() || m.Kind == incident.Bot || m.Kind == incident.Guest {
		return clause
	}
	text := m.Text.String()
	if told, ok := s.addressed(text); ok {
		text = told
	}
	if words := commonground.Gist(text, clause.String(), wordRunes); words != "" {
		return incident.Say(words)
	}
	return clause
}

// grounded records what the message says of the problem itself. What was
// observed and already counts as evidence is not noted again.
func (s *step) grounded(m *incident.Message, r incident.Reading, weighed bool) {
	if r.Has(incident.ActImpact) && !r.Impact.IsZero() {
		if what := s.inWords(m, r.Impact); s.tellsImpact(what) {
			s.emit(incident.ImpactStated{What: what})
		}
	}
	if r.Has(incident.ActTrend) && r.Trend != incident.TrendUnknown {
		s.emit(incident.TrendStated{Trend: r.Trend})
	}
	told := r.Has(incident.ActImpact) && r.Impact == r.Observation
	if r.Has(incident.ActObservation) && !weighed && !r.Observation.IsZero() && !told {
		s.emit(incident.ObservationNoted{What: s.inWords(m, r.Observation), Links: m.Links})
	}
	if r.Has(incident.ActDecision) && !r.Decision.IsZero() && r.In(incident.ActDecision) >= confCommit {
		s.emit(incident.DecisionMade{What: s.inWords(m, r.Decision)})
	}
	if a := r.Announcement; a != nil && r.In(incident.ActAnnouncement) >= confCommit {
		s.putRight(a.Where)
		s.emit(incident.AnnouncementMade{ID: s.st.Incident.NextAnnouncement(), Where: a.Where, What: a.What, RestsOn: a.RestsOn})
	}
}

// tellsImpact reports whether what was read as the impact says something by
// itself: "same here" and a question only go with what was said before.
func (s *step) tellsImpact(what incident.Text) bool {
	words := what.String()
	asks := strings.HasSuffix(words, "?") && !strings.ContainsAny(words, ".!;")
	return !asks && (len(strings.Fields(words)) > 3 || s.st.Incident.Impact == nil && len(strings.Fields(words)) > 2)
}

// asked puts questions and requests on the board. One that is open already is
// counted as asked again.
func (s *step) asked(m *incident.Message, r incident.Reading) {
	request := r.Has(incident.ActRequest)
	if r.Asked.IsZero() || max(r.In(incident.ActRequest), r.In(incident.ActQuestion)) < confAsked {
		return
	}
	q := incident.QuestionAsked{ID: s.st.Incident.NextQuestion(), Request: request, What: r.Asked, Of: r.AskedOf, About: r.About}
	for _, open := range s.st.Incident.Questions {
		if open.Open() && open.Request == request && alike(open.What.String(), r.Asked.String()) {
			q.ID, q.What = open.ID, open.What
		}
	}
	s.emit(q)
}

// alike reports whether two short texts have the same words.
func alike(a, b string) bool {
	return strings.Join(strings.FieldsFunc(strings.ToLower(a), notWord), " ") == strings.Join(strings.FieldsFunc(strings.ToLower(b), notWord), " ")
}

func notWord(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
}

// answered closes what a message replies to: the question, and the evidence that
// it answers with a reason.
func (s *step) answered(m *incident.Message, r incident.Reading) {
	if q := s.st.Incident.Question(r.Answers); q != nil && q.Open() && q.By != m.Author {
		s.emit(incident.QuestionAnswered{ID: q.ID})
	}
	for _, q := range slices.Clone(s.st.Incident.Questions) { // answering changes the list
		took := r.Owning != nil && r.Owning.Verb == incident.Claims
		if q.Open() && q.Request && q.Of == m.Author && q.Source != m.ID && (took || q.Source != "" && r.RepliesTo == q.Source) {
			s.emit(incident.QuestionAnswered{ID: q.ID})
		}
	}
	if r.RepliesTo == "" || !substantial(r) {
		return
	}
	for _, it := range slices.Clone(s.st.Ledger.Items()) {
		if it.Source == r.RepliesTo && it.AddressedAt.IsZero() && !it.Retracted && it.By != m.Author && contradicts(it.Weighed) {
			s.emit(incident.EvidenceAddressed{ID: it.ID, How: "reply"})
		}
	}
}

// substantial reports whether a reply bears on what it answers with more than
// assent or denial.
func substantial(r incident.Reading) bool {
	for _, a := range []incident.Act{incident.ActObservation, incident.ActEvidence, incident.ActHypothesis, incident.ActVerdict, incident.ActCheck} {
		if r.Has(a) {
			return true
		}
	}
	return r.Reasoned
}

func contradicts(w incident.Weighed) bool {
	for _, b := range w.Bearings {
		if b.Consistency < 0 {
			return true
		}
	}
	return false
}

// owned moves lines of investigation.
func (s *step) owned(m *incident.Message, r incident.Reading) {
	in := &s.st.Incident
	if r.Owning == nil {
		s.progress(m, r)
		return
	}
	if r.In(incident.ActOwnership) < confCommit {
		return
	}
	o := *r.Owning
	if o.Hypothesis == "" && r.About != "" && in.Hypothesis(r.About) != nil {
		o.Hypothesis = r.About
	}
	box := in.Settings.TimeBox
	switch o.Verb {
	case incident.Claims, incident.Assigns:
		s.claimLine(o.Who, o.What, o.Hypothesis, s.now.Add(box))
	case incident.Releases:
		if l := s.heldBy(o.Who, o.Hypothesis); l != nil {
			s.emit(incident.LineReleased{ID: l.ID, Why: "dropped"})
		}
	}
}

// claimLine gives somebody a line, or renews the one they have on the same thing.
func (s *step) claimLine(who incident.PersonID, what incident.Text, h incident.HypothesisID, until time.Time) incident.LineID {
	in := &s.st.Incident
	h = in.Resolve(h)
	for _, l := range in.Lines {
		same := (h != "" && in.Resolve(l.Hypothesis) == h) || alike(l.What.String(), what.String())
		if l.Holder == who && same {
			s.emit(incident.LineRenewed{ID: l.ID, Until: until})
			return l.ID
		}
	}
	id := in.NextLine()
	s.emit(incident.LineClaimed{ID: id, Holder: who, What: what, Hypothesis: h, Until: until})
	return id
}

// heldBy is the line that somebody lets go: the one on the hypothesis, or the
// only or newest one.
func (s *step) heldBy(who incident.PersonID, h incident.HypothesisID) *incident.Line {
	var newest *incident.Line
	for _, l := range s.st.Incident.Lines {
		if l.Holder != who {
			continue
		}
		if h != "" && l.Hypothesis == h {
			return l
		}
		newest = l
	}
	return newest
}

// progress renews the line that somebody shows progress on, when at least half of
// its time has passed.
func (s *step) progress(m *incident.Message, r incident.Reading) {
	in := &s.st.Incident
	if !substantial(r) {
		return
	}
	for _, l := range in.Lines {
		if l.Holder != m.Author || !progresses(in, l, m, r) {
			continue
		}
		box := in.Settings.TimeBox
		if l.Expired || l.Until.Sub(s.now) < box/2 {
			s.emit(incident.LineRenewed{ID: l.ID, Until: s.now.Add(box)})
		}
	}
}

// progresses reports whether a message of the holder of a line tells of what the line
// is on: its explanation, or, if it is on none, a thing that it names.
func progresses(in *incident.State, l *incident.Line, m *incident.Message, r incident.Reading) bool {
	if l.Hypothesis != "" {
		return r.About != "" && in.Resolve(l.Hypothesis) == in.Resolve(r.About)
	}
	said := strings.FieldsFunc(strings.ToLower(m.Text.String()), notWord)
	for _, w := range strings.FieldsFunc(strings.ToLower(l.What.String()), notWord) {
		if len(w) >= 4 && slices.Contains(said, w) {
			return true
		}
	}
	return false
}

// putRight takes what is told now as the correction of what was told in the same
// place and has fallen since.
func (s *step) putRight(where string) {
	for _, a := range slices.Clone(s.st.Incident.Announcements) {
		if a.Where == where && s.st.View().Fallen(a) {
			s.emit(incident.AnnouncementCorrected{ID: a.ID})
		}
	}
}

// arranged records waits, roles and checks.
func (s *step) arranged(r incident.Reading) {
	in := &s.st.Incident
	if w := r.Wait; w != nil && w.For > 0 && r.In(incident.ActWait) >= confCommit {
		s.emit(incident.WaitDeclared{ID: in.NextWait(), What: w.What, Until: s.now.Add(w.For)})
	}
	if a := r.Role; a != nil && r.In(incident.ActRole) >= confCommit && in.Holder(a.Role) != a.Who && !s.offered(a.Role, a.Who) {
		holder := in.Holder(a.Role)
		s.emit(incident.RoleSet{Role: a.Role, Who: a.Who, Offer: a.Who != s.by && holder != ""})
		if a.Who != s.by {
			s.handOver(incident.Offer{Role: a.Role, Who: a.Who, By: s.by}, "accept "+string(a.Role), "decline "+string(a.Role))
		}
	}
	if r.In(incident.ActCheck) >= confCommit && !r.Check.IsZero() {
		c := incident.CheckPlanned{ID: in.NextCheck(), What: r.Check, Owner: s.by}
		if r.About != "" {
			c.Separates = []incident.HypothesisID{r.About}
		}
		s.emit(c)
	}
}

// clause shortens a text to one line of at most n runes, at a word's end.
func clause(text string, n int) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "```", " ")), " ")
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:-") + "…"
}
