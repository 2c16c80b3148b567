package incident

import "time"

// Common ground.
type (
	// ImpactStated records that somebody said who or what is affected and how.
	ImpactStated struct {
		What Text `json:"what"`
	}
	// TrendStated records that somebody said how the problem is moving.
	TrendStated struct {
		Trend Trend `json:"trend"`
	}
	// ObservationNoted records a concrete fact about the system that somebody reported.
	ObservationNoted struct {
		What  Text   `json:"what"`
		Links []Link `json:"links,omitempty"`
	}
	// DecisionMade records what the group settled on doing.
	DecisionMade struct {
		What Text `json:"what"`
	}
	// QuestionAsked records that somebody asked for information, or for something to be done.
	QuestionAsked struct {
		ID      QuestionID   `json:"id"`
		Request bool         `json:"request,omitempty"`
		What    Text         `json:"what"`
		Of      PersonID     `json:"of,omitempty"`
		About   HypothesisID `json:"about,omitempty"`
	}
	// QuestionAnswered records that a question was answered, or a request was taken up, by the message that is the entry's source or by a command.
	QuestionAnswered struct {
		ID QuestionID `json:"id"`
	}
	// QuestionDropped records that a question no longer needs an answer.
	QuestionDropped struct {
		ID  QuestionID `json:"id"`
		Why string     `json:"why"`
	}
	// AnnouncementMade records that people outside the incident were told something.
	AnnouncementMade struct {
		ID      AnnouncementID `json:"id"`
		Where   string         `json:"where,omitempty"`
		What    Text           `json:"what,omitzero"`
		RestsOn HypothesisID   `json:"rests_on,omitempty"`
	}
	// AnnouncementCorrected records that what the outside was told was put right.
	AnnouncementCorrected struct {
		ID AnnouncementID `json:"id"`
	}
	// GuardSet records that somebody asked the others to leave a thing alone until a time.
	GuardSet struct {
		ID     GuardID   `json:"id"`
		What   Text      `json:"what"`
		Target Text      `json:"target"`
		Until  time.Time `json:"until,omitzero"`
	}
	// GuardLifted records that a thing may be touched again.
	GuardLifted struct {
		ID GuardID `json:"id"`
	}
	// LinkNoted records a link or picture, which the entry's source carries: Of is the message whose claim it is a receipt of. Without one it stands by itself: nobody has said anything about it yet.
	LinkNoted struct {
		Link Link      `json:"link"`
		Of   MessageID `json:"of,omitempty"`
	}
	// ItemWithdrawn records that a person took an item off the common ground: it was wrong. Item is its identifier, or "impact", "trend", or an observation's message.
	ItemWithdrawn struct {
		Item string `json:"item"`
	}
)

func (ImpactStated) isEvent()          {}
func (TrendStated) isEvent()           {}
func (ObservationNoted) isEvent()      {}
func (DecisionMade) isEvent()          {}
func (QuestionAsked) isEvent()         {}
func (QuestionAnswered) isEvent()      {}
func (QuestionDropped) isEvent()       {}
func (AnnouncementMade) isEvent()      {}
func (AnnouncementCorrected) isEvent() {}
func (GuardSet) isEvent()              {}
func (GuardLifted) isEvent()           {}
func (LinkNoted) isEvent()             {}
func (ItemWithdrawn) isEvent()         {}

func (e ImpactStated) mapTexts(f textMapper) Event { e.What = f(e.What); return e }
func (e TrendStated) mapTexts(textMapper) Event    { return e }
func (e ObservationNoted) mapTexts(f textMapper) Event {
	e.What, e.Links = f(e.What), mapTextSlice(e.Links, func(l Link) Link { return l.mapTexts(f) })
	return e
}
func (e DecisionMade) mapTexts(f textMapper) Event        { e.What = f(e.What); return e }
func (e QuestionAsked) mapTexts(f textMapper) Event       { e.What = f(e.What); return e }
func (e QuestionAnswered) mapTexts(textMapper) Event      { return e }
func (e QuestionDropped) mapTexts(textMapper) Event       { return e }
func (e AnnouncementMade) mapTexts(f textMapper) Event    { e.What = f(e.What); return e }
func (e AnnouncementCorrected) mapTexts(textMapper) Event { return e }
func (e GuardSet) mapTexts(f textMapper) Event            { e.What, e.Target = f(e.What), f(e.Target); return e }
func (e GuardLifted) mapTexts(textMapper) Event           { return e }
func (e LinkNoted) mapTexts(f textMapper) Event           { e.Link = e.Link.mapTexts(f); return e }
func (e ItemWithdrawn) mapTexts(textMapper) Event         { return e }
