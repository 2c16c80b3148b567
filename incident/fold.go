package incident

import (
	"fmt"
	"slices"
)

// Apply folds one entry into the state. Entries are applied in the order of
// their numbers; a gap or a repetition is an error, and leaves the state as it
// was. Any entry that decodes can be applied: one that refers to something
// unknown (because an older release wrote it, or a part of the log was erased)
// changes nothing but the number.
func (s *State) Apply(e Entry) error {
	if e.Seq != s.Seq+1 {
		return fmt.Errorf("apply event %d: the state is at %d", e.Seq, s.Seq)
	}
	if s.messages == nil {
		s.messages, s.people, s.byID = map[MessageID]*messageInfo{}, map[PersonID]*Person{}, map[HypothesisID]*Hypothesis{}
	}
	s.Seq = e.Seq
	s.settle(e)
	if s.apply(e) {
		s.LastChange = e.At
	}
	return nil
}

// apply reports whether the card may have to change.
func (s *State) apply(e Entry) bool {
	switch ev := e.Event.(type) {
	case Opened, Configured, SeveritySet, PhaseSet, RoleSet, RoleAccepted, Renamed, Linked, Closed, Reopened:
		return s.applyLifecycle(e)
	case Joined:
		s.applyJoined(e, ev)
		return false
	case Left:
		if p := s.people[ev.Who]; p != nil {
			p.LeftAt = e.At
		}
		return false
	case MessagePosted, MessageEdited, MessageDeleted, Reacted, CommandGiven,
		MessageRead, ReadingRetracted, ReadingConfirmed, ReadingCorrected:
		return s.applyMessage(e)
	case ImpactStated, TrendStated, ObservationNoted, DecisionMade, QuestionAsked, QuestionAnswered, QuestionDropped,
		AnnouncementMade, AnnouncementCorrected, GuardSet, GuardLifted, LinkNoted, ItemWithdrawn:
		return s.applyGround(e)
	case HypothesisRaised, HypothesisReworded, HypothesisMerged, HypothesisStatusSet, ReopenNoted:
		return s.applyHypothesis(e)
	case LineClaimed, LineRenewed, LineReleased, LineExpired, CheckPlanned, CheckFinished,
		InterventionProposed, InterventionStarted, InterventionExpected, InterventionFinished,
		InterventionReverted, InterventionObserved, WaitDeclared, WaitEnded:
		return s.applyWork(e)
	case EvidenceAdded:
		s.Counts.Evidence = max(s.Counts.Evidence, Number(ev.ID))
		s.touch(e, ev.Weighed.Bearings)
		return true
	case EvidenceAddressed:
		return true
	case NoteAdded:
		s.Notes = last(append(s.Notes, s.fact(e, "", ev.Note, nil)), keepDecisions)
		return false
	case DeliveryRequested:
		s.offerTold(ev)
		return false
	case Delivered:
		s.offerPosted(ev)
		return false
	case FindingShown, FindingWithheld, FindingEnded, FindingAnswered, FindingSnoozed, QuietSet, StatusPosted, BriefGiven,
		DeliveryFailed, CardShown,
		AgentAsked, AgentReplied, AgentFailed, AgentStopped, LearningRated:
		return false // the coordinator's own fold reads these
	}
	return false
}

func (s *State) applyLifecycle(e Entry) bool {
	switch ev := e.of().(type) {
	case Opened:
		s.Title, s.Workspace, s.Channel = ev.Title, ev.Workspace, ev.Channel
		s.Severity, s.Private, s.Shared = ev.Severity, ev.Private, ev.Shared
		s.OpenedAt, s.KnownFrom, s.Phase = e.At, ev.KnownFrom, Investigating
	case Configured:
		s.Settings = ev.Settings
	case SeveritySet:
		s.Severity, s.Set.SeverityAt, s.Set.SeverityBy = ev.Severity, e.At, e.By
	case PhaseSet:
		s.Phase, s.Set.PhaseAt, s.Set.PhaseBy = ev.Phase, e.At, e.By
	case RoleSet:
		if ev.Offer {
			s.applyOffer(Offer{Role: ev.Role, Who: ev.Who, By: e.By, At: e.At, Source: e.Source})
			return true
		}
		s.dropOffer(ev.Role, "")
		s.Roles = slices.DeleteFunc(s.Roles, func(r RoleHolder) bool { return r.Role == ev.Role })
		if ev.Who != "" {
			s.Roles = append(s.Roles, RoleHolder{ev.Role, ev.Who, e.At, e.By, ev.Who == e.By})
		}
	case RoleAccepted:
		s.applyAccepted(e, ev)
	case Renamed:
		s.Title, s.Set.TitleAt, s.Set.TitleBy = ev.Title, e.At, e.By
	case Linked:
		s.Linked = append(s.Linked, ev.Other)
	case Closed:
		s.ClosedAt = e.At
	case Reopened:
		s.ClosedAt = Entry{}.At
		s.Phase = Investigating
	}
	return true
}

func (s *State) applyJoined(e Entry, ev Joined) {
	p := s.person(ev.Who)
	p.Name, p.Kind, p.JoinedAt = ev.Name.String(), ev.Kind, e.At
	p.LeftAt = Entry{}.At
}

// person returns the participant, new if need be.
func (s *State) person(id PersonID) *Person {
	p := s.people[id]
	if p == nil {
		p = &Person{ID: id, Kind: Human}
		s.people[id] = p
		s.People = append(s.People, p)
	}
	return p
}

// fact builds a fact from an entry: as sure as the reading is of the act that it
// came from, certain if somebody said it outright.
func (s *State) fact(e Entry, act Act, what Text, links []Link) Fact {
	f := Fact{What: what, By: e.By, At: e.At, Source: e.Source, Confidence: s.confidence(e, act), Links: links}
	if m, ok := s.messages[e.Source]; ok {
		f.At = m.at
	}
	return f
}

func (s *State) confidence(e Entry, act Act) int { return s.Sure(e.Source, act) }

// Sure returns how sure one may be, in percent, of what came of an act of a
// message: 100 if a person confirmed or gave the reading, or there is none,
// because somebody said it by a command.
func (s *State) Sure(source MessageID, act Act) int {
	m, ok := s.messages[source]
	if !ok || m.kept || m.conf == 0 {
		return 100
	}
	if r := s.RecentMessage(source); r != nil && r.Read && r.Reading.Has(act) {
		return r.Reading.In(act)
	}
	return int(m.conf)
}

// touch notes that the hypotheses were mentioned.
func (s *State) touch(e Entry, bs []Bearing) {
	for _, b := range bs {
		if h := s.Hypothesis(b.Hypothesis); h != nil && e.At.After(h.LastMention) {
			h.LastMention = e.At
		}
	}
}
