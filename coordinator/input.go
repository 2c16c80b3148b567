package coordinator

import (
	"time"

	"bearings/incident"
)

// Input is what a command asks for, parsed but not yet judged. The set is
// closed: perform has a case for each.
//
//sumtype:decl
type Input interface{ isInput() }

// When is a moment as people give it: so long from now, or a time of day in UTC.
// The zero When was not given.
type When struct {
	In    time.Duration
	Clock string // "15:04"
}

// Given reports whether a moment was given.
func (w When) Given() bool { return w != When{} }

// At returns the moment, seen from now: a time of day is the next one. Without
// one it returns now plus otherwise.
func (w When) At(now time.Time, otherwise time.Duration) time.Time {
	if w.Clock != "" {
		c, err := time.Parse("15:04", w.Clock)
		if err == nil {
			y, m, d := now.UTC().Date()
			at := time.Date(y, m, d, c.Hour(), c.Minute(), 0, 0, time.UTC)
			if !at.After(now) {
				at = at.AddDate(0, 0, 1)
			}
			return at
		}
	}
	if w.In > 0 {
		return now.Add(w.In)
	}
	return now.Add(otherwise)
}

// Subject is what a line or a check is about: an existing item, or words.
type Subject struct {
	Hypothesis incident.HypothesisID
	Line       incident.LineID
	Question   incident.QuestionID
	Words      string
}

// What people can ask for.
type (
	// HelpAsked asks how to use one command, or which there are.
	HelpAsked struct{ Name string }
	// StatusAsked asks "what's going on?".
	StatusAsked struct{}
	// CatchUpAsked asks for what the asker does not know yet.
	CatchUpAsked struct{}
	// ListAsked asks for one part of the picture: "ruled-out", "open", "lines".
	ListAsked struct{ What string }
	// TimelineAsked asks for the last N events.
	TimelineAsked struct{ N int }
	// WhyAsked asks why something was said, or was not.
	WhyAsked struct{ Key string }
	// TitleSet opens the incident under a title, or renames it.
	TitleSet struct{ Title string }
	// ImpactSet states who or what is affected.
	ImpactSet struct{ What string }
	// TrendSet states how the problem is moving.
	TrendSet struct{ Trend incident.Trend }
	// StillSo confirms that the impact or the trend is as it was said last.
	StillSo struct{ Item string }
	// SeverityChosen sets the severity.
	SeverityChosen struct{ Severity incident.Severity }
	// PhaseChosen sets the phase.
	PhaseChosen struct{ Phase incident.Phase }
	// RoleGiven gives a role; an empty Who is the giver.
	RoleGiven struct {
		Role incident.Role
		Who  string
	}
	// RoleTaken accepts a role that was given.
	RoleTaken struct{ Role incident.Role }
	// LineAccepted takes over a line that was offered.
	LineAccepted struct{ ID incident.LineID }
	// OfferDeclined says no to a role or a line.
	OfferDeclined struct {
		Role incident.Role
		Line incident.LineID
	}
	// ChangeTemporary says until when a change stands, or that it stays.
	ChangeTemporary struct {
		ID    incident.InterventionID
		Until When
		Stays bool
	}
	// HypothesisOffered offers an explanation.
	HypothesisOffered struct{ Statement string }
	// HypothesisRephrased states an explanation better.
	HypothesisRephrased struct {
		ID        incident.HypothesisID
		Statement string
	}
	// HypothesesJoined says that two explanations are one.
	HypothesesJoined struct{ From, Into incident.HypothesisID }
	// HypothesisJudged parks, refutes, confirms or reopens an explanation.
	HypothesisJudged struct {
		ID     incident.HypothesisID
		Status incident.Status
		Why    string
	}
	// EvidenceBrought adds an observation for or against an explanation.
	EvidenceBrought struct {
		ID      incident.HypothesisID
		Against bool
		What    string
	}
	// EvidenceTurned says that what was taken to speak for an explanation speaks
	// against it, or the other way round.
	EvidenceTurned struct {
		ID      incident.EvidenceID
		Against bool
	}
	// LineTaken claims a line of investigation.
	LineTaken struct {
		On  Subject
		For When
	}
	// LineGiven assigns a line to somebody.
	LineGiven struct {
		Who string
		On  Subject
		For When
	}
	// LineExtended asks for more time.
	LineExtended struct {
		ID  incident.LineID
		For When
	}
	// LineDropped gives up a line; without an ID, the asker's only one.
	LineDropped struct {
		ID  incident.LineID
		Why string
	}
	// ChangeMade reports an intervention.
	ChangeMade struct {
		What   string
		Expect string
		By     When
		On     incident.HypothesisID
	}
	// ChangeExpected says what an intervention should do, by when.
	ChangeExpected struct {
		ID     incident.InterventionID
		Expect string
		By     When
	}
	// ChangeSeen says what an intervention did.
	ChangeSeen struct {
		ID     incident.InterventionID
		Helped string
		What   string
	}
	// ChangeUndone says that an intervention was reverted.
	ChangeUndone struct{ ID incident.InterventionID }
	// CheckNamed plans a check.
	CheckNamed struct {
		What      string
		Separates []incident.HypothesisID
		Cost      time.Duration
	}
	// CheckDone says how a check came out.
	CheckDone struct {
		ID      incident.CheckID
		Outcome string
	}
	// WaitNamed declares a wait.
	WaitNamed struct {
		What string
		For  When
	}
	// WaitOver ends a wait; without an ID, all of them.
	WaitOver struct{ ID incident.WaitID }
	// OutsideTold says what people outside were told.
	OutsideTold struct {
		Where, What string
		On          incident.HypothesisID
	}
	// OutsideCorrected says that an announcement was put right.
	OutsideCorrected struct{ ID incident.AnnouncementID }
	// HandsOff asks everybody to leave a thing alone.
	HandsOff struct {
		Target string
		Until  When
	}
	// HandsOn lifts a do-not-touch.
	HandsOn struct{ ID incident.GuardID }
	// QuestionPut asks a question, or, with Request, for something to be done; with
	// an ID, one that is on the board already once more.
	QuestionPut struct {
		ID       incident.QuestionID
		What, Of string
		Request  bool
	}
	// QuestionSettled says that a question was answered.
	QuestionSettled struct{ ID incident.QuestionID }
	// QuietAsked asks Bearings not to speak; Off lifts it.
	QuietAsked struct {
		For When
		Off bool
	}
	// FindingJudged says what somebody made of a finding. Subject is its key, or
	// the hypothesis it concerns.
	FindingJudged struct{ Subject, Answer string }
	// FindingDelayed keeps a finding back for a time.
	FindingDelayed struct {
		Subject string
		For     When
	}
	// ItemWrong takes something off the board, or says that a reading is wrong.
	ItemWrong struct{ Item string }
	// ReadingRight confirms an item that was read in a message; without one, all that
	// was read in the message it is given on.
	ReadingRight struct{ Item string }
	// ReadingAbout says which explanation the message that it is given on serves.
	ReadingAbout struct{ ID incident.HypothesisID }
	// IdeasAsked asks what else it could be. Others wants those that were
	// not shown yet; From is the finding whose button was pressed.
	IdeasAsked struct {
		Others bool
		From   string
	}
	// IdeaTaken puts an idea on the board.
	IdeaTaken struct{ ID string }
	// SpreadAsked asks which explanation nobody is on, and who could take it.
	SpreadAsked struct{}
	// NoteTaken adds a remark for the narrative.
	NoteTaken struct{ Note string }
	// ResolveAsked says that the problem is over.
	ResolveAsked struct{}
	// CloseAsked closes the incident.
	CloseAsked struct{ Reason string }
	// ReopenAsked takes a closed incident up again.
	ReopenAsked struct{}
	// AgentHalted stops an AI responder, or lets it go on.
	AgentHalted struct {
		Who    string
		Resume bool
	}
)

func (HelpAsked) isInput()           {}
func (StatusAsked) isInput()         {}
func (CatchUpAsked) isInput()        {}
func (ListAsked) isInput()           {}
func (TimelineAsked) isInput()       {}
func (WhyAsked) isInput()            {}
func (TitleSet) isInput()            {}
func (ImpactSet) isInput()           {}
func (TrendSet) isInput()            {}
func (StillSo) isInput()             {}
func (SeverityChosen) isInput()      {}
func (PhaseChosen) isInput()         {}
func (RoleGiven) isInput()           {}
func (LineAccepted) isInput()        {}
func (OfferDeclined) isInput()       {}
func (ChangeTemporary) isInput()     {}
func (RoleTaken) isInput()           {}
func (HypothesisOffered) isInput()   {}
func (HypothesisRephrased) isInput() {}
func (HypothesesJoined) isInput()    {}
func (HypothesisJudged) isInput()    {}
func (EvidenceBrought) isInput()     {}
func (EvidenceTurned) isInput()      {}
func (LineTaken) isInput()           {}
func (LineGiven) isInput()           {}
func (LineExtended) isInput()        {}
func (LineDropped) isInput()         {}
func (ChangeMade) isInput()          {}
func (ChangeExpected) isInput()      {}
func (ChangeSeen) isInput()          {}
func (ChangeUndone) isInput()        {}
func (CheckNamed) isInput()          {}
func (CheckDone) isInput()           {}
func (WaitNamed) isInput()           {}
func (WaitOver) isInput()            {}
func (OutsideTold) isInput()         {}
func (OutsideCorrected) isInput()    {}
func (HandsOff) isInput()            {}
func (HandsOn) isInput()             {}
func (QuestionPut) isInput()         {}
func (QuestionSettled) isInput()     {}
func (QuietAsked) isInput()          {}
func (FindingJudged) isInput()       {}
func (FindingDelayed) isInput()      {}
func (ItemWrong) isInput()           {}
func (ReadingRight) isInput()        {}
func (ReadingAbout) isInput()        {}
func (IdeasAsked) isInput()          {}
func (IdeaTaken) isInput()           {}
func (SpreadAsked) isInput()         {}
func (NoteTaken) isInput()           {}
func (ResolveAsked) isInput()        {}
func (CloseAsked) isInput()          {}
func (ReopenAsked) isInput()         {}
func (AgentHalted) isInput()         {}
