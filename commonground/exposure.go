package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// Update is something that a responder may or may not know yet.
type Update struct {
	By     incident.PersonID
	At     time.Time
	Source incident.MessageID // empty: no message said it, so only the card, a status or a brief can tell
}

// Bounds of what is kept for one person. The oldest falls out; where that loses
// something, the person counts as knowing it, since being told twice is worse
// than asking.
const (
	keepSpans   = 12
	keepThreads = 8
	keepTold    = 24
	keepCards   = 64
	keepPosts   = 8
	keepOnWay   = 32
)

// Exposure is what each responder has had the chance to learn. It is a fold of
// the log whose size depends on the number of people, not of messages. The zero
// Exposure is ready.
type Exposure struct {
	people map[incident.PersonID]*known
	cards  []uint32 // when the card was edited: within the last two minutes, and once before
	posts  []post   // statuses and briefs that somebody may acknowledge
	onWay  []onWay  // requested and not delivered yet
	cues   []cue    // what was said of the common ground itself
}

// known is what one person knows.
type known struct {
	all     uint32 // told everything that was known then
	card    uint32 // has had the chance to read the card of then
	spoke   []span // in the channel; oldest first, with gaps between
	threads []threadSpan
	acts    bool     // has given a command
	told    []uint64 // single messages: hash<<1, +1 if they reacted or replied; newest last
}

// span is the time that somebody's messages show them to have been reading,
// in Unix seconds: from Settings.Exposed before a message until that message.
type span struct{ from, to uint32 }

type threadSpan struct {
	thread uint64
	span
}

type post struct {
	id uint64
	at uint32
}

type onWay struct {
	key   incident.DeliveryKey
	kind  string
	to    incident.PersonID
	at    uint32
	rests []incident.MessageID
}

// Kinds of delivery whose acknowledgement exposes to all that they say.
const (
	kindStatus = "status"
	kindBrief  = "brief"
)

// Apply folds one entry that has been applied to s already.
func (x *Exposure) Apply(e incident.Entry, s *incident.State) {
	switch ev := e.Event.(type) {
	case incident.MessagePosted:
		x.posted(ev, s)
	case incident.MessageEdited:
		x.edited(ev, s)
	case incident.MessageDeleted:
		x.unnotice(ev.ID)
	case incident.ReadingRetracted:
		if ev.Why == incident.WhyCorrected {
			x.unnotice(ev.Message)
		}
	case incident.MessageRead:
		x.read(ev.Message, ev.Reading, s)
	case incident.ReadingCorrected:
		x.read(ev.Message, ev.Reading, s)
	case incident.Reacted:
		if !ev.Removed {
			x.tookNote(ev.Who, ev.ID)
		}
	case incident.CommandGiven:
		x.person(ev.Who).acts = true
		if ev.Target != "" {
			x.tookNote(ev.Who, ev.Target)
		}
	case incident.QuestionAsked:
		x.tell(ev.Of, e.Source, false)
	case incident.BriefGiven:
		x.person(ev.Who).all = max(x.person(ev.Who).all, second(e.At))
	case incident.DeliveryRequested:
		x.requested(e, ev)
	case incident.Delivered:
		x.delivered(ev)
	case incident.DeliveryFailed:
		x.takeOnWay(ev.Key)
	case incident.CardShown:
		x.cardShown(second(e.At), settings(s))
	case incident.Opened, incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet,
		incident.RoleAccepted, incident.Renamed, incident.Linked, incident.Closed, incident.Reopened, incident.Joined,
		incident.Left, incident.ReadingConfirmed, incident.ImpactStated, incident.TrendStated, incident.ObservationNoted,
		incident.DecisionMade, incident.QuestionAnswered, incident.QuestionDropped, incident.AnnouncementMade,
		incident.AnnouncementCorrected, incident.GuardSet, incident.GuardLifted, incident.LinkNoted,
		incident.ItemWithdrawn, incident.HypothesisRaised, incident.HypothesisReworded, incident.HypothesisMerged,
		incident.HypothesisStatusSet, incident.ReopenNoted, incident.LineClaimed, incident.LineRenewed,
		incident.LineReleased, incident.LineExpired, incident.EvidenceAdded, incident.EvidenceAddressed,
		incident.CheckPlanned, incident.CheckFinished, incident.InterventionProposed, incident.InterventionStarted,
		incident.InterventionExpected, incident.InterventionFinished, incident.InterventionReverted,
		incident.InterventionObserved, incident.WaitDeclared, incident.WaitEnded, incident.FindingShown,
		incident.FindingWithheld, incident.FindingEnded, incident.FindingAnswered, incident.FindingSnoozed,
		incident.QuietSet, incident.StatusPosted, incident.AgentAsked, incident.AgentReplied, incident.AgentFailed,
		incident.AgentStopped, incident.LearningRated, incident.NoteAdded:
		// They teach nobody anything by themselves: what a message said is learnt from the message.
	}
}

// Knows reports whether the person has had the chance to learn the update.
func (x *Exposure) Knows(s *incident.State, who incident.PersonID, u Update) bool {
	if k := x.people[who]; k != nil && second(u.At) <= k.card {
		return true
	}
	return x.Heard(s, who, u)
}

// Heard is like [Exposure.Knows], but having had the card before one's eyes is not enough.
func (x *Exposure) Heard(s *incident.State, who incident.PersonID, u Update) bool {
	if who == u.By {
		return true
	}
	k := x.people[who]
	if k == nil {
		return false
	}
	at := second(u.At)
	if at <= k.all {
		return true
	}
	if u.Source == "" {
		return false
	}
	m, _ := s.Message(u.Source)
	if m.Author == who {
		return true
	}
	return k.spokeAfter(at, m.Thread, u.Source) || k.wasTold(u.Source)
}

// TookNote reports whether the person reacted or replied to the message.
func (x *Exposure) TookNote(who incident.PersonID, id incident.MessageID) bool {
	k := x.people[who]
	return k != nil && slices.Contains(k.told, hash(id)<<1|1)
}

// Acts reports whether the person has given a command, and so has been here although
// they may not have written anything.
func (x *Exposure) Acts(who incident.PersonID) bool {
	k := x.people[who]
	return k != nil && k.acts
}

// WasTold reports whether the person was told of the message itself: mentioned
// in it, told of it in private, or reacted or replied to it.
func (x *Exposure) WasTold(who incident.PersonID, id incident.MessageID) bool {
	k := x.people[who]
	return k != nil && k.wasTold(id)
}

// KnowsAllUntil returns the time up to which the person was told everything, by
// a brief or by a status that they acknowledged; zero if they never were.
func (x *Exposure) KnowsAllUntil(who incident.PersonID) time.Time {
	k := x.people[who]
	if k == nil || k.all == 0 {
		return time.Time{}
	}
	return time.Unix(int64(k.all), 0).UTC()
}

func (k *known) spokeAfter(at uint32, thread, id incident.MessageID) bool {
	if thread == "" || thread == id {
		return slices.ContainsFunc(k.spoke, func(s span) bool { return s.holds(at) })
	}
	t := hash(thread)
	return slices.ContainsFunc(k.threads, func(s threadSpan) bool { return s.thread == t && s.holds(at) })
}

func (s span) holds(at uint32) bool { return s.from <= at && at < s.to }

func (k *known) wasTold(id incident.MessageID) bool {
	h := hash(id)
	return slices.ContainsFunc(k.told, func(t uint64) bool { return t>>1 == h&(1<<63-1) })
}

func (x *Exposure) person(id incident.PersonID) *known {
	k := x.people[id]
	if k == nil {
		if x.people == nil {
			x.people = map[incident.PersonID]*known{}
		}
		k = &known{}
		x.people[id] = k
	}
	return k
}

func (x *Exposure) posted(ev incident.MessagePosted, s *incident.State) {
	for _, who := range mentioned(ev.Text, s) {
		x.tell(who, ev.ID, false)
	}
	if ev.Kind == incident.Bot {
		return
	}
	if ev.Kind != incident.Guest {
		x.notice(ev.ID, ev.Author, ev.At, ev.Text)
	}
	set := settings(s)
	k, at := x.person(ev.Author), second(ev.At)
	seen := span{at - min(at, seconds(set.Exposed)), at}
	if ev.Thread == "" || ev.Thread == ev.ID {
		k.spoke = joined(k.spoke, seen)
	} else {
		k.inThread(hash(ev.Thread), seen)
		x.tell(ev.Author, ev.Thread, true)
	}
	for i := len(x.cards) - 1; i >= 0; i-- {
		if x.cards[i]+seconds(set.CardExposed) <= at {
			k.card = max(k.card, x.cards[i])
			break
		}
	}
}

// edited takes the cues of the new text in place of those of the old one.
func (x *Exposure) edited(ev incident.MessageEdited, s *incident.State) {
	x.unnotice(ev.ID)
	if m := s.RecentMessage(ev.ID); m != nil && (m.Kind == incident.Human || m.Kind == incident.AI) {
		x.notice(ev.ID, m.Author, m.At, ev.Text)
	}
}

// read notes whom a message speaks to and what it replies to.
func (x *Exposure) read(id incident.MessageID, r incident.Reading, s *incident.State) {
	x.tell(r.AskedOf, id, false)
	if r.Owning != nil {
		x.tell(r.Owning.Who, id, false)
	}
	if r.Role != nil {
		x.tell(r.Role.Who, id, false)
	}
	if m, ok := s.Message(id); ok && r.RepliesTo != "" {
		x.tell(m.Author, r.RepliesTo, true)
	}
}

// tell notes that the person knows the message; took says that they showed it.
func (x *Exposure) tell(who incident.PersonID, id incident.MessageID, took bool) {
	if who == "" || id == "" {
		return
	}
	k, mark := x.person(who), hash(id)<<1
	if took {
		mark |= 1
	}
	if slices.Contains(k.told, mark|1) {
		return
	}
	if i := slices.Index(k.told, mark&^1); i >= 0 {
		k.told[i] = mark
		return
	}
	if len(k.told) >= keepTold {
		k.told = slices.Delete(k.told, 0, len(k.told)-keepTold+1)
	}
	k.told = append(k.told, mark)
}

// tookNote notes a reaction, or a button pressed, which on a status or a brief
// says that it was read as a whole.
func (x *Exposure) tookNote(who incident.PersonID, id incident.MessageID) {
	if who == "" {
		return
	}
	x.tell(who, id, true)
	for _, p := range x.posts {
		if p.id == hash(id) {
			k := x.person(who)
			k.all = max(k.all, p.at)
		}
	}
}

func (x *Exposure) requested(e incident.Entry, ev incident.DeliveryRequested) {
	if ev.To == "" && ev.Kind != kindStatus && ev.Kind != kindBrief {
		return // what is said to everybody is learnt by those who speak after it, like any message
	}
	if len(x.onWay) >= keepOnWay {
		x.onWay = slices.Delete(x.onWay, 0, 1)
	}
	x.onWay = append(x.onWay, onWay{ev.Key, ev.Kind, ev.To, second(e.At), ev.Rests})
}

func (x *Exposure) takeOnWay(key incident.DeliveryKey) (onWay, bool) {
	i := slices.IndexFunc(x.onWay, func(o onWay) bool { return o.key == key })
	if i < 0 {
		return onWay{}, false
	}
	o := x.onWay[i]
	x.onWay = slices.Delete(x.onWay, i, i+1)
	return o, true
}

func (x *Exposure) delivered(ev incident.Delivered) {
	o, ok := x.takeOnWay(ev.Key)
	if !ok {
		return
	}
	for _, id := range o.rests {
		x.tell(o.to, id, false)
	}
	if ev.ID == "" || (o.kind != kindStatus && o.kind != kindBrief) {
		return
	}
	if len(x.posts) >= keepPosts {
		x.posts = slices.Delete(x.posts, 0, 1)
	}
	x.posts = append(x.posts, post{hash(ev.ID), o.at})
}

// cardShown keeps the edits that a message may still prove to have been seen.
func (x *Exposure) cardShown(at uint32, set *incident.Settings) {
	x.cards = append(x.cards, at)
	if len(x.cards) > keepCards {
		x.cards = slices.Delete(x.cards, 1, 2) // the oldest is the one that messages of now prove
	}
	drop := 0
	for drop+1 < len(x.cards) && x.cards[drop+1]+seconds(set.CardExposed) <= at {
		drop++
	}
	x.cards = slices.Delete(x.cards, 0, drop)
}

// joined adds a span to spans that are in order and apart, and joins what
// touches. When there are too many, the two oldest become one.
func joined(spans []span, s span) []span {
	i := len(spans)
	for i > 0 && spans[i-1].from > s.from {
		i--
	}
	spans = slices.Insert(spans, i, s)
	out := spans[:1]
	for _, next := range spans[1:] {
		last := &out[len(out)-1]
		if next.from <= last.to {
			last.to = max(last.to, next.to)
			continue
		}
		out = append(out, next)
	}
	if len(out) > keepSpans {
		out[0].to = out[1].to
		out = slices.Delete(out, 1, 2)
	}
	return out
}

func (k *known) inThread(thread uint64, s span) {
	for i := len(k.threads) - 1; i >= 0; i-- {
		t := &k.threads[i]
		if t.thread == thread && s.from <= t.to && t.from <= s.to {
			t.from, t.to = min(t.from, s.from), max(t.to, s.to)
			return
		}
	}
	if len(k.threads) >= keepThreads {
		k.threads = slices.Delete(k.threads, 0, 1)
	}
	k.threads = append(k.threads, threadSpan{thread, s})
}

// mentioned returns the participants whom a text mentions with an @, or
// addresses at its beginning ("ana: …").
func mentioned(text incident.Text, s *incident.State) []incident.PersonID {
	words := text.String()
	var found []incident.PersonID
	add := func(word string) {
		if who := named(word, s); who != "" && !slices.Contains(found, who) {
			found = append(found, who)
		}
	}
	if i := strings.IndexAny(words, ":, \n"); i > 0 && (words[i] == ':' || words[i] == ',') {
		add(words[:i])
	}
	for rest := words; ; {
		i := strings.IndexByte(rest, '@')
		if i < 0 {
			return found
		}
		rest = rest[i+1:]
		end := strings.IndexAny(rest, " \t\n,:;!?>|()'\"")
		if end < 0 {
			end = len(rest)
		}
		add(strings.TrimRight(rest[:end], "."))
	}
}

func named(word string, s *incident.State) incident.PersonID {
	if word == "" || len(word) > 64 {
		return ""
	}
	if p := s.Person(incident.PersonID(word)); p != nil {
		return p.ID
	}
	for _, p := range s.People {
		if strings.EqualFold(p.Name, word) || strings.EqualFold(string(p.ID), word) {
			return p.ID
		}
	}
	return ""
}

// hash is FNV-1a. Identifiers are kept as hashes so that they do not keep the
// text of old messages alive.
func hash(id incident.MessageID) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

func second(t time.Time) uint32 { return uint32(max(0, min(t.Unix(), 1<<32-1))) }

func seconds(d time.Duration) uint32 { return uint32(max(0, d/time.Second)) }
