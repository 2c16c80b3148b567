package coordinator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

func (s *step) change(in any, to reply) error {
	switch in := in.(type) {
	case ChangeMade, ChangeExpected, ChangeSeen, ChangeUndone:
		return s.reportChange(in)
	case WaitNamed:
		until := in.For.At(s.now, s.st.Incident.Settings.TimeBox)
		s.emit(incident.WaitDeclared{ID: s.st.Incident.NextWait(), What: s.waitedFor(in.What), Until: until})
		s.say(to, "Noted: waiting until ", until, ". I'll ask then.")
	case WaitOver:
		found := false
		for _, w := range append([]*incident.Wait(nil), s.st.Incident.Waits...) {
			if in.ID == "" || w.ID == in.ID {
				found = true
				s.emit(incident.WaitEnded{ID: w.ID, Why: "said"})
			}
		}
		if !found {
			return refuse("unknown-wait", "I know of no such wait.")
		}
	case OutsideTold:
		if in.On != "" {
			if _, err := s.hypothesis(in.On); err != nil {
				return err
			}
		}
		s.putRight(clause(strings.ToLower(in.Where), 40))
		s.emit(incident.AnnouncementMade{ID: s.st.Incident.NextAnnouncement(), Where: clause(strings.ToLower(in.Where), 40), What: incident.Say(in.What), RestsOn: in.On})
	case OutsideCorrected:
		if s.st.Incident.Announcement(in.ID) == nil {
			return refuse("unknown-announcement", "I know of no announcement %s.", in.ID)
		}
		s.emit(incident.AnnouncementCorrected{ID: in.ID})
	case HandsOff:
		until := time.Time{}
		if in.Until.Given() {
			until = in.Until.At(s.now, 0)
		}
		target := incident.Say(clause(in.Target, 80))
		s.emit(incident.GuardSet{ID: s.st.Incident.NextGuard(), What: target, Target: target, Until: until})
	case HandsOn:
		s.emit(incident.GuardLifted{ID: in.ID})
	}
	return nil
}

// waitedFor is what somebody waits for: a change or an earlier wait, by its
// identifier, or words.
func (s *step) waitedFor(what string) incident.Text {
	in := &s.st.Incident
	if i := in.Intervention(incident.InterventionID(what)); i != nil {
		return i.What
	}
	for _, w := range slices.Concat(in.Waits, in.WaitsPast) {
		if string(w.ID) == what {
			return w.What
		}
	}
	return incident.Say(what)
}

func (s *step) reportChange(in any) error {
	st := &s.st.Incident
	known := func(id incident.InterventionID) error {
		if st.Intervention(id) == nil {
			return refuse("unknown-change", "I know of no change %s. \"status\" shows what is in flight.", id)
		}
		return nil
	}
	switch in := in.(type) {
	case ChangeMade:
		if in.On != "" {
			if _, err := s.hypothesis(in.On); err != nil {
				return err
			}
		}
		by := time.Time{}
		if in.By.Given() {
			by = in.By.At(s.now, 0)
		}
		id := st.NextIntervention()
		s.emit(incident.InterventionStarted{
			ID: id, Actor: s.by, Kind: incident.Mitigation, What: incident.Say(clause(in.What, 140)), RestsOn: in.On,
			Expect: incident.Say(in.Expect), ExpectBy: by,
		})
		s.emit(incident.InterventionFinished{ID: id})
	case ChangeExpected:
		if err := known(in.ID); err != nil {
			return err
		}
		s.emit(incident.InterventionExpected{ID: in.ID, Expect: incident.Say(in.Expect), ExpectBy: in.By.At(s.now, st.Settings.Grace)})
	case ChangeSeen:
		if err := known(in.ID); err != nil {
			return err
		}
		s.emit(incident.InterventionObserved{ID: in.ID, Helped: in.Helped, What: incident.Say(in.What)})
	case ChangeUndone:
		if err := known(in.ID); err != nil {
			return err
		}
		s.emit(incident.InterventionReverted{ID: in.ID})
	}
	return nil
}

// topicsOf are the findings that somebody means: by key, or all that concern a
// hypothesis.
func (s *step) topicsOf(subject string) []*topic {
	var found []*topic
	for _, t := range s.st.Attention.topics {
		if string(t.key) == subject || (t.hypothesis != "" && strings.EqualFold(string(t.hypothesis), subject)) {
			if !t.ended || string(t.key) == subject {
				found = append(found, t)
			}
		}
	}
	return found
}

func (s *step) judgeFinding(subject, answer string, to reply) error {
	found := s.topicsOf(subject)
	if len(found) == 0 {
		return refuse("unknown-finding", "I have no hint called %q open. \"why\" lists them.", subject)
	}
	for _, t := range found {
		s.emit(incident.FindingAnswered{Key: t.key, Who: s.by, Answer: answer})
	}
	if answer == AnswerIntended {
		s.say(to, "Good. I'll keep quiet about it unless something new comes up.")
	}
	return nil
}

func (s *step) delayFinding(in FindingDelayed, to reply) error {
	found := s.topicsOf(in.Subject)
	if len(found) == 0 {
		return refuse("unknown-finding", "I have no hint called %q open. \"why\" lists them.", in.Subject)
	}
	until := in.For.At(s.now, 20*time.Minute)
	for _, t := range found {
		s.emit(incident.FindingSnoozed{Key: t.key, Until: until})
	}
	s.say(to, "I'll come back to it at ", until, ".")
	return nil
}

// answer tells somebody what they asked for.
func (s *step) answer(in any, to reply) {
	v := s.st.View()
	switch in := in.(type) {
	case HelpAsked:
		s.say(to, Help(in.Name))
	case StatusAsked:
		s.say(to, commonground.WhatsGoingOn(v, s.now, s.nextStatus()).Words())
		if to.thread == "" {
			s.own(incident.BriefGiven{Who: to.to, Kind: "status"})
		}
	case CatchUpAsked:
		b, ok := commonground.BriefFor(v, to.to, s.now, s.nextStatus())
		if !ok {
			s.say(to, "You know everything that I know.")
			return
		}
		s.say(to, b.Words())
		s.own(incident.BriefGiven{Who: to.to, Kind: "delta"})
	case ListAsked:
		s.say(to, commonground.ListWords(v, in.What, s.now))
	case TimelineAsked:
		s.say(to, commonground.TimelineWords(v, in.N, s.now))
	case WhyAsked:
		s.say(to, s.whyText(in.Key))
	}
}

// whyText explains the findings that are open, or one of them, in a line each.
func (s *step) whyText(key string) incident.Words {
	var w incident.Words
	n := 0
	for i := len(s.st.Attention.topics) - 1; i >= 0 && n < 8; i-- {
		t := s.st.Attention.topics[i]
		if key != "" && string(t.key) != key && string(t.delivery) != key && !strings.EqualFold(string(t.hypothesis), key) {
			continue
		}
		n++
		what := incident.WordsOf("not shown")
		if t.shown {
			what = incident.WordsOf("shown at ", t.shownAt)
		}
		if t.withheld && t.shown {
			what = incident.WordsOf(what, ", now held back")
		}
		w = incident.WordsOf(w, string(t.key)+": ", what, " ("+string(t.reason)+")\n")
	}
	if n == 0 && key != "" {
		return incident.WordsOf(fmt.Sprintf("I have said nothing about %q.", key))
	}
	if n == 0 {
		return incident.WordsOf("I have had nothing to say so far.")
	}
	return w
}
