package incident

import (
	"slices"
	"time"
)

// Bounds of what the state keeps in memory. What falls out is still in the log.
const (
	keepRecent       = 60  // messages with their text and reading, for context …
	keepReports      = 12  // … of which so many are of machines
	keepMessages     = 384 // messages of people by identifier, for replies, edits, deletions; as many of machines
	keepAlerts       = 12
	keepObservations = 40
	keepDecisions    = 20
	keepHistory      = 12
	keepAnswered     = 12
	keepOpen         = 30 // open questions
	keepPast         = 40
)

// Fact is something that somebody said is so.
type Fact struct {
	What       Text
	By         PersonID
	At         time.Time
	Source     MessageID // empty: by a command
	Confidence int       // percent; 100 when somebody said it by a command
	Links      []Link
}

// Alert is what a machine reports, over and over: reports that differ in numbers
// and names of hosts only are one.
type Alert struct {
	Fact            // the newest report
	First time.Time // when it was reported first
	Fired int       // how often it was reported
	Over  int       // how often it was reported to be over
	kind  string
}

// Exhibit is a link or picture that bears out a claim.
type Exhibit struct {
	Link   Link
	Of     MessageID // whose claim it bears out
	By     PersonID
	At     time.Time
	Source MessageID // the message that carries it
}

// TrendFact is a trend with its source.
type TrendFact struct {
	Fact
	Trend Trend
}

// Person is a participant.
type Person struct {
	ID         PersonID
	Name       string
	Kind       Kind
	JoinedAt   time.Time
	LeftAt     time.Time // zero while present
	FirstSpoke time.Time
	LastSpoke  time.Time
	SpokeAgo   time.Duration // the silence that the last message ended
	LastSaid   MessageID
	Messages   int
}

// Present reports whether the person is in the channel.
func (p *Person) Present() bool { return p.LeftAt.IsZero() }

// RoleHolder is somebody with a role.
type RoleHolder struct {
	Role     Role
	Who      PersonID
	Since    time.Time
	By       PersonID
	Accepted bool
}

// Offer is a role or a line that somebody was asked to take over. Who has it keeps
// it until they accept.
type Offer struct {
	Role   Role   // or
	Line   LineID // the one that is handed over
	Who    PersonID
	By     PersonID
	At     time.Time
	Source MessageID
	Post   MessageID // in which everybody was told of it

	delivery DeliveryKey
}

// Message is a recent message with what was read in it.
type Message struct {
	ID      MessageID
	Thread  MessageID
	Author  PersonID
	Kind    Kind
	At      time.Time
	Text    Text
	Links   []Link
	Read    bool // a reading is known
	Reading Reading
	Kept    bool // a person confirmed or gave the reading
	Gone    bool
}

// Hypothesis is an explanation that somebody offered.
type Hypothesis struct {
	ID          HypothesisID
	Statement   Text
	By          PersonID
	RaisedAt    time.Time
	Source      MessageID
	Confidence  int
	Status      Status
	StatusAt    time.Time
	StatusBy    PersonID
	StatusFrom  MessageID
	Why         Text
	MergedInto  HypothesisID
	LastMention time.Time
	Mentions    int
	Voices      []PersonID // who raised or repeated it, in order
	Reopened    []PersonID // who works on it although they know that it was closed
	Affirmed    bool       // somebody gave a command about it, so that it stands whatever becomes of the message it was read in
}

// Line is a line of investigation.
type Line struct {
	ID         LineID
	Holder     PersonID
	GivenBy    PersonID
	What       Text
	Hypothesis HypothesisID
	Since      time.Time
	Renewed    time.Time
	Until      time.Time
	Source     MessageID
	Expired    bool // its time is over; nobody has said anything yet
}

// Question is a question or a request.
type Question struct {
	ID         QuestionID
	Request    bool
	What       Text
	By         PersonID
	Of         PersonID
	About      HypothesisID
	At         time.Time
	Source     MessageID
	Confidence int
	Times      int // how often it was asked
	AnsweredAt time.Time
	AnsweredBy PersonID
	AnsweredIn MessageID
	Dropped    bool
}

// Open reports whether it still wants an answer.
func (q *Question) Open() bool { return q.AnsweredAt.IsZero() && !q.Dropped }

// Announcement is what the outside was told.
type Announcement struct {
	ID        AnnouncementID
	Where     string
	What      Text
	RestsOn   HypothesisID
	By        PersonID
	At        time.Time
	Source    MessageID
	Corrected time.Time
}

// Guard is a do-not-touch.
type Guard struct {
	ID     GuardID
	What   Text
	Target Text
	Until  time.Time // zero: until lifted
	By     PersonID
	At     time.Time
	Source MessageID
}

// Check is a test that would tell hypotheses apart.
type Check struct {
	ID        CheckID
	What      Text
	Separates []HypothesisID
	Cost      time.Duration
	Owner     PersonID
	At        time.Time
	Due       time.Time
	Source    MessageID
	Finished  time.Time
	Outcome   Text
}

// Intervention is a change to the system.
type Intervention struct {
	ID         InterventionID
	Phase      InterventionPhase
	Kind       InterventionKind
	What       Text
	Target     Text
	RestsOn    HypothesisID
	Actor      PersonID // who does it; who proposed it while it is only proposed
	Since      time.Time
	Phased     time.Time // when Phase was reached
	Expect     Text
	ExpectBy   time.Time
	Source     MessageID
	Confidence int
	Helped     string // "": not observed yet
	Seen       Text
	SeenBy     PersonID
	SeenAt     time.Time
	SeenIn     MessageID

	StandsUntil time.Time // when a temporary change is to be taken back; zero: it is no temporary one
}

// Running reports whether the change is being made or its effect is still open.
func (i *Intervention) Running() bool {
	return (i.Phase == Started || i.Phase == Done) && i.Helped == ""
}

// Wait is a declared wait.
type Wait struct {
	ID     WaitID
	What   Text
	By     PersonID
	From   time.Time
	Until  time.Time
	Source MessageID
	Ended  time.Time
}

// Changes are when what concerns the whole incident was last set, and by whom;
// zero: not since it was opened.
type Changes struct {
	SeverityAt, PhaseAt, TitleAt time.Time
	SeverityBy, PhaseBy, TitleBy PersonID
}

// Counts are how many identifiers of each kind were ever given.
type Counts struct {
	Hypotheses, Evidence, Lines, Checks, Interventions, Questions, Announcements, Waits, Guards int
}

// State is what is plainly known of one incident. Read it freely; only Apply
// changes it. Slices are in the order in which things became known, except
// Recent, which is in the order of the messages' times. The zero State is an
// incident that has not been opened.
type State struct {
	Seq       uint64
	Title     Text
	Workspace string
	Channel   string
	Severity  Severity
	Phase     Phase
	Set       Changes // when and by whom severity, phase and title were last set
	OpenedAt  time.Time
	KnownFrom time.Time
	ClosedAt  time.Time // zero while open
	Private   bool
	Shared    bool
	Linked    []string
	Settings  Settings
	Roles     []RoleHolder
	Offers    []Offer // not accepted yet, at most one a role and a line
	People    []*Person

	Impact       *Fact // the newest that is confident enough for the card
	Trend        *TrendFact
	TrendHeard   *TrendFact // the newest that was too uncertain to count
	ImpactBefore []Fact     // earlier ones, oldest first
	TrendBefore  []TrendFact
	Heard        []Fact // stated, but read too uncertainly for the card
	Observations []Fact
	Decisions    []Fact
	Alerts       []Alert // what machines report, the newest last
	Links        []Fact  // links nobody has said anything about
	Exhibits     []Exhibit
	Notes        []Fact

	Questions     []*Question // open ones and the last few answered
	Announcements []*Announcement
	Guards        []*Guard
	Hypotheses    []*Hypothesis
	Lines         []*Line // held or expired and not yet released
	LinesPast     []*Line
	Checks        []*Check
	Interventions []*Intervention
	Waits         []*Wait // running ones
	WaitsPast     []*Wait

	Recent       []*Message
	LastAt       time.Time // of the newest message
	LastHumanAt  time.Time // of the newest message of a person or AI responder
	MessageCount int
	LastChange   time.Time // when anything on the card last changed

	Counts   Counts
	messages map[MessageID]*messageInfo
	said     ring // of the keys of messages of people
	reported ring // of those of machines, so that a storm does not push out what people said
	people   map[PersonID]*Person
	byID     map[HypothesisID]*Hypothesis
	live     []*Hypothesis
}

// messageInfo is what is kept of a message that is no longer recent.
type messageInfo struct {
	at     time.Time
	author PersonID
	thread MessageID
	about  HypothesisID
	conf   int16
	kept   bool
	judged bool
	gone   bool
}

// ring is the newest keys of messages.
type ring struct {
	order []MessageID
	next  int
}

// MessageInfo is what is known of a message without its text.
type MessageInfo struct {
	At         time.Time
	Author     PersonID
	Thread     MessageID
	About      HypothesisID
	Confidence int
	Kept, Gone bool
	Judged     bool // somebody corrected what was read in it, so that it is not read again
}

// Message returns what is known of a message, if it is among the last few hundred.
func (s *State) Message(id MessageID) (MessageInfo, bool) {
	m, ok := s.messages[id]
	if !ok {
		return MessageInfo{}, false
	}
	return MessageInfo{m.at, m.author, m.thread, m.about, int(m.conf), m.kept, m.gone, m.judged}, true
}

// RecentMessage returns a recent message with its text and reading, or nil.
func (s *State) RecentMessage(id MessageID) *Message {
	for i := len(s.Recent) - 1; i >= 0; i-- {
		if s.Recent[i].ID == id {
			return s.Recent[i]
		}
	}
	return nil
}

// Person returns a participant, or nil.
func (s *State) Person(id PersonID) *Person { return s.people[id] }

// Name returns how a participant is shown: their name, or their identifier.
func (s *State) Name(id PersonID) string {
	if id == Bearings {
		return "Bearings"
	}
	if p := s.people[id]; p != nil && p.Name != "" {
		return p.Name
	}
	return string(id)
}

// Hypothesis returns the hypothesis with the identifier, or the one that it was
// merged into, or nil.
func (s *State) Hypothesis(id HypothesisID) *Hypothesis {
	h := s.byID[id]
	for i := 0; h != nil && h.Status == Merged && i < len(s.Hypotheses); i++ {
		h = s.byID[h.MergedInto]
	}
	return h
}

// Resolve returns the identifier that id stands for after merges; unknown
// identifiers come back as they are.
func (s *State) Resolve(id HypothesisID) HypothesisID {
	if h := s.Hypothesis(id); h != nil {
		return h.ID
	}
	return id
}

// Live returns the live hypotheses in the order in which they were raised. The
// slice is the state's own: do not change or keep it.
func (s *State) Live() []*Hypothesis { return s.live }

// Holder returns who has a role, or "".
func (s *State) Holder(r Role) PersonID {
	for _, h := range s.Roles {
		if h.Role == r {
			return h.Who
		}
	}
	return ""
}

// Offer returns what was offered of a role or of a line, if it was not accepted yet.
func (s *State) Offer(r Role, l LineID) (Offer, bool) {
	for _, o := range s.Offers {
		if o.Role == r && o.Line == l {
			return o, true
		}
	}
	return Offer{}, false
}

// IsOpen reports whether the incident was opened and is not closed.
func (s *State) IsOpen() bool { return !s.OpenedAt.IsZero() && s.ClosedAt.IsZero() }

// Improving reports whether the newest trend is better or resolved.
func (s *State) Improving() bool {
	return s.Trend != nil && (s.Trend.Trend == TrendBetter || s.Trend.Trend == TrendResolved)
}

// Line returns the open line with the identifier, or nil.
func (s *State) Line(id LineID) *Line {
	return find(s.Lines, func(l *Line) bool { return l.ID == id })
}

// Question returns the question with the identifier, if it is still kept, or nil.
func (s *State) Question(id QuestionID) *Question {
	return find(s.Questions, func(q *Question) bool { return q.ID == id })
}

// Intervention returns the intervention with the identifier, or nil.
func (s *State) Intervention(id InterventionID) *Intervention {
	return find(s.Interventions, func(i *Intervention) bool { return i.ID == id })
}

// Check returns the check with the identifier, or nil.
func (s *State) Check(id CheckID) *Check {
	return find(s.Checks, func(c *Check) bool { return c.ID == id })
}

// Announcement returns the announcement with the identifier, or nil.
func (s *State) Announcement(id AnnouncementID) *Announcement {
	return find(s.Announcements, func(a *Announcement) bool { return a.ID == id })
}

func find[T any](in []*T, ok func(*T) bool) *T {
	if i := slices.IndexFunc(in, ok); i >= 0 {
		return in[i]
	}
	return nil
}

// last keeps at most the n newest elements, without keeping the others alive.
func last[T any](in []T, n int) []T {
	if len(in) <= n {
		return in
	}
	return slices.Delete(in, 0, len(in)-n)
}

// Next identifiers. Each is free now, and stays so until the event that uses it
// has been applied.

// NextHypothesis returns the identifier of the next hypothesis.
func (s *State) NextHypothesis() HypothesisID {
	return numbered[HypothesisID]("H", s.Counts.Hypotheses+1)
}

// NextEvidence returns the identifier of the next piece of evidence.
func (s *State) NextEvidence() EvidenceID { return numbered[EvidenceID]("E", s.Counts.Evidence+1) }

// NextLine returns the identifier of the next line.
func (s *State) NextLine() LineID { return numbered[LineID]("L", s.Counts.Lines+1) }

// NextCheck returns the identifier of the next check.
func (s *State) NextCheck() CheckID { return numbered[CheckID]("C", s.Counts.Checks+1) }

// NextIntervention returns the identifier of the next intervention.
func (s *State) NextIntervention() InterventionID {
	return numbered[InterventionID]("I", s.Counts.Interventions+1)
}

// NextQuestion returns the identifier of the next question or request.
func (s *State) NextQuestion() QuestionID { return numbered[QuestionID]("Q", s.Counts.Questions+1) }

// NextAnnouncement returns the identifier of the next announcement.
func (s *State) NextAnnouncement() AnnouncementID {
	return numbered[AnnouncementID]("A", s.Counts.Announcements+1)
}

// NextWait returns the identifier of the next wait.
func (s *State) NextWait() WaitID { return numbered[WaitID]("W", s.Counts.Waits+1) }

// NextGuard returns the identifier of the next do-not-touch.
func (s *State) NextGuard() GuardID { return numbered[GuardID]("G", s.Counts.Guards+1) }
