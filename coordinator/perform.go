package coordinator

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"bearings/incident"
)

// reply says where an answer goes: to the asker alone, or into a thread where
// everybody sees it.
type reply struct {
	to     incident.PersonID
	thread incident.MessageID
}

// commanded carries out a command, or tells its author, alone, what is wrong.
func (s *step) commanded(ev incident.CommandGiven) {
	s.by = ev.Who
	to := reply{to: ev.Who}
	in, err := Parse(ev.Text.String())
	if s.muted(ev.Who) || (s.outsider(ev.Who) && (err != nil || !asks(in))) {
		s.say(to, "Guests and bots can read along here, and ask \"status\". Ask somebody of the team for the rest.")
		return
	}
	if err != nil {
		s.refused(to, err)
		return
	}
	if onMessage(in) { // the rest is said outright, and stands whatever becomes of the message
		s.src = ev.Target
	}
	s.perform(in, to)
}

// asks reports whether an input only asks for what is known.
func asks(in Input) bool {
	switch any(in).(type) { // try names every input
	case HelpAsked, StatusAsked, CatchUpAsked, ListAsked, TimelineAsked, WhyAsked:
		return true
	}
	return false
}

// onMessage reports whether an input judges what was read in the message that it
// is given on.
func onMessage(in Input) bool {
	switch any(in).(type) { // try names every input
	case ReadingRight, ReadingAbout, ItemWrong:
		return true
	}
	return false
}

func (s *step) refused(to reply, err error) {
	var r *Refusal
	if errors.As(err, &r) {
		s.say(to, r.Sentence)
	}
}

// say answers somebody, with strings, moments and words.
func (s *step) say(to reply, parts ...any) {
	d := incident.DeliveryRequested{How: incident.Ephemeral, Kind: KindAnswer, To: to.to}
	if to.thread != "" {
		d.How, d.Thread = incident.Post, to.thread
	}
	s.sendWords(d, incident.WordsOf(parts...))
}

// perform carries out what was asked. An error is a refusal for the asker.
func (s *step) perform(in Input, to reply) {
	if err := s.try(in, to); err != nil {
		s.refused(to, err)
	}
}

// try is where every input is named; each group has a method of its own, whose
// argument is one of the inputs of its case.
func (s *step) try(in Input, to reply) error {
	switch in := in.(type) {
	case HelpAsked, StatusAsked, CatchUpAsked, ListAsked, TimelineAsked, WhyAsked:
		s.answer(in, to)
		return nil
	case TitleSet, ImpactSet, TrendSet, StillSo, SeverityChosen, PhaseChosen, RoleGiven, RoleTaken, NoteTaken,
		ResolveAsked, CloseAsked, ReopenAsked, QuietAsked:
		return s.steer(in, to)
	case HypothesisOffered, HypothesisRephrased, HypothesesJoined, HypothesisJudged, EvidenceBrought, EvidenceTurned, CheckNamed, CheckDone:
		return s.reason(in, to)
	case LineTaken, LineGiven, LineExtended, LineDropped, QuestionPut, QuestionSettled:
		return s.arrange(in, to)
	case ChangeMade, ChangeExpected, ChangeSeen, ChangeUndone, WaitNamed, WaitOver, OutsideTold, OutsideCorrected, HandsOff, HandsOn:
		return s.change(in, to)
	case IdeasAsked, IdeaTaken, SpreadAsked:
		return s.widen(in, to)
	case ChangeTemporary:
		return s.limit(in, to)
	case LineAccepted:
		return s.acceptLine(in.ID)
	case OfferDeclined:
		return s.decline(in.Role, in.Line)
	case FindingJudged:
		return s.judgeFinding(in.Subject, in.Answer, to)
	case FindingDelayed:
		return s.delayFinding(in, to)
	case ItemWrong:
		return s.wrong(in.Item, to)
	case ReadingRight:
		return s.right(in.Item, to)
	case ReadingAbout:
		return s.serves(in.ID)
	case AgentHalted:
		return s.halted(in, to)
	}
	return nil
}

// steer sets what concerns the incident as a whole. What changes severity,
// phase or roles, or closes it, is announced with its author.
func (s *step) steer(in any, to reply) error {
	st := &s.st.Incident
	switch in := in.(type) {
	case TitleSet:
		s.emit(incident.Renamed{Title: incident.Say(clause(in.Title, 120))})
		s.say(to, "The title is now \""+clause(in.Title, 120)+"\".")
	case ImpactSet:
		s.emit(incident.ImpactStated{What: incident.Say(clause(in.What, 200))})
	case TrendSet:
		s.emit(incident.TrendStated{Trend: in.Trend})
	case StillSo:
		switch {
		case in.Item == "impact" && st.Impact != nil:
			s.emit(incident.ImpactStated{What: st.Impact.What})
		case in.Item == "trend" && st.Trend != nil:
			s.emit(incident.TrendStated{Trend: st.Trend.Trend})
		default:
			return refuse("nothing-said", "Nobody has said yet what the %s is.", in.Item)
		}
	case SeverityChosen:
		s.emit(incident.SeveritySet{Severity: in.Severity})
		s.announce(fmt.Sprintf("%s set the severity to %s.", s.name(s.by), in.Severity))
	case PhaseChosen:
		s.emit(incident.PhaseSet{Phase: in.Phase})
		s.announce(fmt.Sprintf("%s set the phase to %s.", s.name(s.by), in.Phase))
	case RoleGiven:
		who, err := s.find(in.Who)
		if err != nil {
			return err
		}
		s.giveRole(in.Role, who)
	case RoleTaken:
		return s.acceptRole(in.Role)
	case NoteTaken:
		s.emit(incident.NoteAdded{Note: incident.Say(in.Note)})
	case QuietAsked:
		s.quieten(in, to)
	case ResolveAsked:
		s.emit(incident.TrendStated{Trend: incident.TrendResolved})
		s.emit(incident.PhaseSet{Phase: incident.Resolved})
		s.announce(s.name(s.by) + " says that it is resolved.")
	case CloseAsked:
		if !st.IsOpen() {
			return refuse("closed", "This incident is closed already. \"reopen\" takes it up again.")
		}
		if s.askBeforeClosing(in) {
			return nil
		}
		s.emit(incident.Closed{Reason: incident.Say(in.Reason)})
		s.announce(s.name(s.by) + " closed the incident. Thank you, everybody.")
	case ReopenAsked:
		if st.IsOpen() {
			return refuse("open", "This incident is open.")
		}
		s.emit(incident.Reopened{})
		s.announce(s.name(s.by) + " reopened the incident.")
	}
	return nil
}

func (s *step) roleLine(r incident.Role, who incident.PersonID) string {
	label := map[incident.Role]string{
		incident.Commander: "leads the response", incident.Comms: "speaks to the outside", incident.Scribing: "takes notes",
	}[r]
	if who == s.by {
		return fmt.Sprintf("%s %s.", s.name(who), label)
	}
	return fmt.Sprintf("%s %s, asked by %s. %s, \"accept %s\" if you can.", s.name(who), label, s.name(s.by), s.name(who), r)
}

// quietFor is how long Bearings is quiet if nobody says how long, and the most that
// anybody but the commander may ask for while there is one.
const quietFor = time.Hour

func (s *step) quieten(in QuietAsked, to reply) {
	if in.Off {
		s.emit(incident.QuietSet{})
		s.say(to, "I'm back.")
		return
	}
	until := in.For.At(s.now, quietFor)
	lead := s.st.Incident.Holder(incident.Commander)
	if most := s.now.Add(quietFor); until.After(most) && lead != "" && lead != s.by {
		s.emit(incident.QuietSet{Until: most})
		s.say(to, "I'll say nothing unasked until ", most, "; for longer, "+s.name(lead)+" can ask. The card stays up to date.")
		return
	}
	s.emit(incident.QuietSet{Until: until})
	s.say(to, "I'll say nothing unasked until ", until, ". The card stays up to date.")
}

// announce tells everybody in the channel, once, what somebody decided.
func (s *step) announce(text string) {
	s.send(incident.DeliveryRequested{How: incident.Post, Kind: KindAnswer, Text: incident.Say(text)})
}

func (s *step) name(p incident.PersonID) string { return s.st.Incident.Name(p) }

// find resolves a name that somebody typed; no name is the asker.
func (s *step) find(name string) (incident.PersonID, error) {
	if name == "" {
		return s.by, nil
	}
	in := &s.st.Incident
	if in.Person(incident.PersonID(name)) != nil {
		return incident.PersonID(name), nil
	}
	for _, p := range in.People {
		if strings.EqualFold(p.Name, name) || strings.EqualFold(string(p.ID), name) {
			return p.ID, nil
		}
	}
	return "", refuse("unknown-person", "I don't know anybody here called %q.", name)
}

func (s *step) hypothesis(id incident.HypothesisID) (*incident.Hypothesis, error) {
	h := s.st.Incident.Hypothesis(id)
	if h == nil || h.Status == incident.Withdrawn {
		return nil, refuse("unknown-hypothesis", "There is no %s on the board. \"status\" shows what is.", id)
	}
	return h, nil
}

func (s *step) reason(in any, to reply) error {
	st := &s.st.Incident
	switch in := in.(type) {
	case HypothesisOffered:
		id := st.NextHypothesis()
		s.emit(incident.HypothesisRaised{ID: id, Statement: incident.Say(clause(in.Statement, 120)), Confidence: 100})
		s.say(to, fmt.Sprintf("%s is on the board: %s.", id, clause(in.Statement, 120)))
	case HypothesisRephrased:
		h, err := s.hypothesis(in.ID)
		if err != nil {
			return err
		}
		s.emit(incident.HypothesisReworded{ID: h.ID, Statement: incident.Say(clause(in.Statement, 120))})
		s.revised(h.ID)
	case HypothesesJoined:
		from, err := s.hypothesis(in.From)
		if err != nil {
			return err
		}
		into, err := s.hypothesis(in.Into)
		if err != nil {
			return err
		}
		if from == into {
			return refuse("same", "%s and %s are one already.", in.From, in.Into)
		}
		s.emit(incident.HypothesisMerged{From: from.ID, Into: into.ID})
	case HypothesisJudged:
		h, err := s.hypothesis(in.ID)
		if err != nil {
			return err
		}
		s.close(h, in.Status, incident.Say(in.Why))
		if in.Why != "" && in.Status != incident.Live && in.Status != incident.Parked {
			s.proof(h.ID, map[bool]incident.Consistency{true: 2, false: -2}[in.Status == incident.Confirmed], in.Why, 80)
		}
	case EvidenceBrought:
		h, err := s.hypothesis(in.ID)
		if err != nil {
			return err
		}
		s.proof(h.ID, map[bool]incident.Consistency{true: -1, false: 1}[in.Against], in.What, 50)
	case EvidenceTurned:
		return s.turn(in)
	case CheckNamed:
		s.emit(incident.CheckPlanned{ID: st.NextCheck(), What: incident.Say(in.What), Separates: in.Separates, Cost: in.Cost, Owner: s.by})
		for _, h := range in.Separates {
			s.planned(h)
		}
	case CheckDone:
		if st.Check(in.ID) == nil {
			return refuse("unknown-check", "There is no check %s.", in.ID)
		}
		s.emit(incident.CheckFinished{ID: in.ID, Outcome: incident.Say(in.Outcome)})
	}
	return nil
}

func (s *step) proof(h incident.HypothesisID, c incident.Consistency, what string, q int) {
	s.emit(incident.EvidenceAdded{
		ID: s.st.Incident.NextEvidence(), What: incident.Say(what),
		Weighed: incident.Weighed{Bearings: []incident.Bearing{{Hypothesis: h, Consistency: c}}, Credibility: q},
	})
}

// revised and planned answer the evidence that stands against a hypothesis.
func (s *step) revised(h incident.HypothesisID) { s.address(h, "revised") }
func (s *step) planned(h incident.HypothesisID) { s.address(h, "check") }

func (s *step) address(h incident.HypothesisID, how string) {
	for _, it := range s.st.Ledger.Unaddressed(h) {
		s.emit(incident.EvidenceAddressed{ID: it.ID, How: how})
	}
}

func (s *step) arrange(in any, to reply) error {
	st := &s.st.Incident
	switch in := in.(type) {
	case LineTaken:
		return s.takeLine(s.by, in.On, in.For)
	case LineGiven:
		who, err := s.find(in.Who)
		if err != nil {
			return err
		}
		return s.takeLine(who, in.On, in.For)
	case LineExtended:
		l := st.Line(in.ID)
		if l == nil {
			return refuse("unknown-line", "Nobody holds %s. \"lines\" shows who is on what.", in.ID)
		}
		until := in.For.At(s.now, st.Settings.TimeBox)
		s.emit(incident.LineRenewed{ID: l.ID, Until: until})
		s.say(to, string(l.ID)+" is "+s.name(l.Holder)+"'s until ", until, ".")
	case LineDropped:
		l := st.Line(in.ID)
		if in.ID == "" {
			l = s.heldBy(s.by, "")
		}
		if l == nil {
			return refuse("unknown-line", "I know of no such line. \"lines\" shows who is on what.")
		}
		s.emit(incident.LineReleased{ID: l.ID, Why: "dropped"})
	case QuestionPut:
		if in.ID != "" {
			return s.askAgain(in.ID)
		}
		of := incident.PersonID("")
		if in.Of != "" {
			who, err := s.find(in.Of)
			if err != nil {
				return err
			}
			of = who
		}
		s.emit(incident.QuestionAsked{ID: st.NextQuestion(), Request: in.Request, What: incident.Say(in.What), Of: of})
	case QuestionSettled:
		if q := st.Question(in.ID); q == nil || !q.Open() {
			return refuse("unknown-question", "There is no open question %s. \"questions\" shows what is open.", in.ID)
		}
		s.emit(incident.QuestionAnswered{ID: in.ID})
	}
	return nil
}

// takeLine gives somebody a line on a hypothesis, an existing line, an open
// question, or something said in words.
func (s *step) takeLine(who incident.PersonID, on Subject, w When) error {
	st := &s.st.Incident
	until := w.At(s.now, st.Settings.TimeBox)
	switch {
	case on.Line != "":
		l := st.Line(on.Line)
		if l == nil {
			return refuse("unknown-line", "Nobody holds %s. \"lines\" shows who is on what.", on.Line)
		}
		s.giveLine(l, who, w)
	case on.Hypothesis != "":
		h, err := s.hypothesis(on.Hypothesis)
		if err != nil {
			return err
		}
		what := h.Statement
		if on.Words != "" {
			what = incident.Say(on.Words)
		}
		s.assigned(s.claimLine(who, what, h.ID, until), who)
	case on.Question != "":
		q := st.Question(on.Question)
		if q == nil {
			return refuse("unknown-question", "There is no open question %s.", on.Question)
		}
		s.assigned(s.claimLine(who, q.What, q.About, until), who)
		if q.Request && q.Open() {
			s.emitAs(who, incident.QuestionAnswered{ID: q.ID})
		}
	default:
		s.assigned(s.claimLine(who, incident.Say(clause(on.Words, 120)), "", until), who)
	}
	return nil
}

func (s *step) halted(in AgentHalted, to reply) error {
	who, err := s.find(in.Who)
	if err != nil {
		return err
	}
	if p := s.st.Incident.Person(who); p == nil || p.Kind != incident.AI {
		return refuse("not-an-agent", "%s is not an AI responder. I can stop only those.", s.name(who))
	}
	s.emit(incident.AgentStopped{Agent: who, Resumed: in.Resume})
	if in.Resume {
		s.announce(fmt.Sprintf("%s lets %s go on.", s.name(s.by), s.name(who)))
	} else {
		s.announce(fmt.Sprintf("%s stopped %s.", s.name(s.by), s.name(who)))
	}
	return nil
}
