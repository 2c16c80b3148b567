package main

import (
	"errors"
	"slices"
	"strings"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
)

type eraseCmd struct {
	stored `embed:""`

	User     string `help:"Erase what this person wrote, in all incidents." placeholder:"USER"`
	Incident string `help:"Erase all texts of this incident." placeholder:"INCIDENT"`
	Yes      bool   `help:"Do it. Without this, only say what would be erased."`
}

// Help is shown below the usage.
func (eraseCmd) Help() string {
	return `For example:

    bot erase --user U024BE7LH
    bot erase --user U024BE7LH --yes && bot compact

With --user, their messages and commands go, what was read in them, and what Bearings said that may repeat them. What others
wrote about them stays. The records stay as well, without words: that something was said, when, and by which user id. It cannot
be undone. "bot compact" then removes the bytes from the disk; backups keep them until they are restored.`
}

// Validate is called by kong after parsing.
func (c eraseCmd) Validate() error {
	if (c.User == "") == (c.Incident == "") {
		return errors.New("say what to erase: either --user or --incident")
	}
	return nil
}

// Run erases texts.
func (c eraseCmd) Run(s *session) error {
	if err := s.readStored(c.stored); err != nil {
		return err
	}
	return s.withDatabase(func(db database) error {
		plan, err := c.plan(s, db)
		if err != nil {
			return err
		}
		records, texts := 0, 0
		for _, p := range plan {
			records, texts = records+len(p.seqs), texts+p.texts
			s.printf("%s: %s in %s\n", p.log, count(p.texts, "text"), count(len(p.seqs), "record"))
		}
		switch {
		case texts == 0:
			s.printf("There is nothing to erase.\n")
			return nil
		case !c.Yes:
			s.printf("Nothing was erased. Add --yes to erase it; it cannot be undone.\n")
			return nil
		}
		for _, p := range plan {
			if err := db.Erase(s.ctx, p.log, p.seqs...); err != nil {
				return err
			}
		}
		s.printf("Erased. \"bot compact\" removes the bytes from the disk.\n")
		return nil
	})
}

// erasure is what is to be erased in one log.
type erasure struct {
	log   store.LogID
	seqs  []store.Pos
	texts int
}

func (c eraseCmd) plan(s *session, db database) ([]erasure, error) {
	if c.Incident != "" {
		info, err := s.findLog(db, c.Incident)
		if err == nil && info.Sealed {
			err = archived(info)
		}
		if err != nil {
			return nil, err
		}
		p, err := s.erasure(db, info.Log, func([]kept) func(kept) bool { return func(kept) bool { return true } })
		return nonEmpty(p), err
	}
	var out []erasure
	who := incident.PersonID(strings.TrimPrefix(c.User, "@"))
	for info, err := range db.Logs(s.ctx, store.LogQuery{}) {
		if err != nil {
			return nil, err
		}
		if info.Sealed {
			if info.Archive.Location != "" {
				s.log.Warn("this incident was archived: erase there as well", "incident", info.Log.String(), "archive", info.Archive.Location)
			}
			continue
		}
		p, err := s.erasure(db, info.Log, func(all []kept) func(kept) bool { return wordsOf(who, all) })
		if err != nil {
			return nil, err
		}
		out = append(out, nonEmpty(p)...)
	}
	return out, nil
}

func nonEmpty(p erasure) []erasure {
	if p.texts == 0 {
		return nil
	}
	return []erasure{p}
}

// erasure lists the records of a log that have texts and that which chooses.
func (s *session) erasure(db database, log store.LogID, choose func([]kept) func(kept) bool) (erasure, error) {
	all, err := s.records(db, log)
	if err != nil {
		return erasure{}, err
	}
	p := erasure{log: log}
	chosen := choose(all)
	for _, r := range all {
		if len(r.rec.Bodies) > 0 && chosen(r) {
			p.seqs, p.texts = append(p.seqs, r.rec.Seq), p.texts+len(r.rec.Bodies)
		}
	}
	return p, nil
}

// wordsOf chooses the records that hold somebody's words, or what was made of
// them. Bodies can be erased by the record only, so what else stands in such a
// record goes with them.
func wordsOf(who incident.PersonID, all []kept) func(kept) bool {
	theirs := map[incident.MessageID]bool{}
	for _, r := range all {
		for _, e := range r.entries {
			if m, ok := e.Event.(incident.MessagePosted); ok && m.Author == who {
				theirs[m.ID] = true
			}
		}
	}
	rests := func(on []incident.MessageID) bool {
		return slices.ContainsFunc(on, func(id incident.MessageID) bool { return theirs[id] })
	}
	spoke := false // what Bearings said before they did cannot repeat them
	return func(r kept) bool {
		found := false
		for _, e := range r.entries {
			if e.By == who || (e.Source != "" && theirs[e.Source]) {
				spoke, found = true, true
			}
			switch ev := e.Event.(type) {
			case incident.Joined:
				found = found || ev.Who == who
			case incident.MessageRead:
				found = found || theirs[ev.Message]
			case incident.ReadingCorrected:
				found = found || theirs[ev.Message]
			case incident.DeliveryRequested:
				// A status, brief or answer does not say what it rests on, and may rest on anything.
				told := ev.Kind == coordinator.KindNudge || ev.Kind == coordinator.KindFree
				found = found || (spoke && (rests(ev.Rests) || (!told && len(ev.Rests) == 0)))
			case incident.FindingShown:
				found = found || (spoke && rests(ev.Receipts))
			case incident.AgentReplied:
				found = found || spoke
			case incident.Opened, incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet, incident.RoleAccepted,
				incident.Renamed, incident.Linked, incident.Closed, incident.Reopened, incident.Left, incident.MessagePosted,
				incident.MessageEdited, incident.MessageDeleted, incident.Reacted, incident.CommandGiven, incident.ReadingRetracted,
				incident.ReadingConfirmed, incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered,
				incident.FindingSnoozed, incident.QuietSet, incident.StatusPosted, incident.BriefGiven, incident.Delivered,
				incident.DeliveryFailed, incident.CardShown, incident.AgentAsked, incident.AgentFailed, incident.AgentStopped,
				incident.LearningRated, incident.NoteAdded, incident.ImpactStated, incident.TrendStated, incident.ObservationNoted,
				incident.DecisionMade, incident.QuestionAsked, incident.QuestionAnswered, incident.QuestionDropped,
				incident.AnnouncementMade, incident.AnnouncementCorrected, incident.GuardSet, incident.GuardLifted, incident.LinkNoted,
				incident.ItemWithdrawn, incident.HypothesisRaised, incident.HypothesisReworded, incident.HypothesisMerged,
				incident.HypothesisStatusSet, incident.ReopenNoted, incident.LineClaimed, incident.LineRenewed, incident.LineReleased,
				incident.LineExpired, incident.EvidenceAdded, incident.EvidenceAddressed, incident.CheckPlanned,
				incident.CheckFinished, incident.InterventionProposed, incident.InterventionStarted, incident.InterventionExpected,
				incident.InterventionFinished, incident.InterventionReverted, incident.InterventionObserved, incident.WaitDeclared,
				incident.WaitEnded: // hold no words, or words of whoever caused them
			}
		}
		return found
	}
}
