package hypotheses

import (
	"cmp"
	"slices"
	"time"

	"bearings/incident"
)

// Bounds of what can still be taken back; what is older has been added up.
const (
	keepMinutes  = 240
	keepSaid     = 512
	keepMarks    = 384
	keepSpans    = 160
	longestSpan  = 7 * 24 * 60 // minutes; longer time boxes and waits are cut
	tempoMinutes = 60
)

// slot is the place of a hypothesis in the ledger; seat that of a person.
type (
	slot int32
	seat int32
)

const (
	unattributed slot = -1 // on topic, but about no hypothesis that we know of
	offTopic     slot = -2 // does not count, or has not been read
	talk         slot = -3 // reports or arranges something, and is no work on a cause
)

// said is a message of a responder, with the hypothesis it is about.
type said struct {
	id    incident.MessageID
	sec   int64
	who   seat
	about slot
	lets  bool // says that the author lets go of what it is about, or of everything
	light bool // asks or guesses in passing: its author goes on with what they were on
	back  int8 // minutes of silent work that it may come of
}

// work reports whether the message is somebody's work on a cause, known or not.
func (m said) work() bool { return m.about != offTopic && m.about != talk && !m.lets }

func (m said) minute() int { return floorDiv(m.sec, 60) }

// addSaid puts a message in its place by time.
func (l *Ledger) addSaid(m said) {
	at, _ := slices.BinarySearchFunc(l.said, m, func(a, b said) int {
		return cmp.Or(cmp.Compare(a.sec, b.sec), cmp.Compare(a.id, b.id))
	})
	if len(l.said) == cap(l.said) { // doubling would waste as much as it holds
		l.said = append(make([]said, 0, len(l.said)+64), l.said...)
	}
	l.said = slices.Insert(l.said, at, m)
}

// findSaid returns the message, or nil. It looks at the newest first.
func (l *Ledger) findSaid(id incident.MessageID) *said {
	for i := len(l.said) - 1; i >= 0; i-- {
		if l.said[i].id == id {
			return &l.said[i]
		}
	}
	return nil
}

// spanKind says what a span of time is for.
type spanKind uint8

const (
	acting   spanKind = iota // somebody's change is running
	holding                  // somebody holds a line
	waiting                  // people said that they wait
	grace                    // a mitigation is given its time
	checking                 // a check runs: nobody is asked, but the clocks go on
)

// span is a stretch of minutes, from the first to before the last.
type span struct {
	id       string
	source   incident.MessageID
	from, to int
	who      seat
	about    slot
	kind     spanKind
	given    bool // by somebody else: it is work once who it was given to speaks
}

func (s span) effort() bool { return s.kind == acting || s.kind == holding }

// addSpan adds a span.
func (l *Ledger) addSpan(s span) {
	l.insertSpan(s)
	l.changed(s.from)
}

// insertSpan keeps the spans in the order in which they end.
func (l *Ledger) insertSpan(s span) {
	s.to = min(s.to, s.from+longestSpan)
	if s.to <= s.from {
		return
	}
	at, _ := slices.BinarySearchFunc(l.spans, s, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from), cmp.Compare(a.id, b.id), cmp.Compare(a.kind, b.kind))
	})
	l.spans = slices.Insert(l.spans, at, s)
}

// takeSpans removes the spans that match and returns them.
func (l *Ledger) takeSpans(match func(span) bool) []span {
	var taken []span
	for _, s := range l.spans {
		if match(s) {
			taken = append(taken, s)
		}
	}
	if len(taken) > 0 {
		l.spans = slices.DeleteFunc(l.spans, match)
	}
	return taken
}

// dropSpans removes the spans that match, as if they had never been.
func (l *Ledger) dropSpans(match func(span) bool) {
	for _, s := range l.takeSpans(match) {
		l.changed(s.from)
	}
}

// endSpans lets the spans with the identifier end at a minute, unless they
// ended before. It returns how many had not.
func (l *Ledger) endSpans(id string, minute int) int {
	ended := l.takeSpans(func(s span) bool { return s.id == id && s.to > minute })
	for _, s := range ended {
		s.to = minute
		l.insertSpan(s)
		l.changed(minute)
	}
	return len(ended)
}

// markKind says what happened at a mark. Marks of the same second count in the
// order of the kinds.
type markKind uint8

const (
	ruled     markKind = iota // other limits hold: n is their index
	moved                     // the trend: n is 1 for better or resolved
	closed                    // the incident: n is 1 for closed or resolved
	raised                    // the hypothesis
	settled                   // the hypothesis: n is its state from now on
	found                     // the item became known
	addressed                 // the item was answered
)

// mark is something that happens to the measures at a moment.
type mark struct {
	item   *Item
	source incident.MessageID
	sec    int64
	about  slot
	n      int32
	kind   markKind
}

func (m mark) minute() int { return floorDiv(m.sec, 60) }

// addMark puts a mark in its place: by time, then by kind, then by arrival.
func (l *Ledger) addMark(at time.Time, m mark) {
	m.sec = at.Unix()
	i, _ := slices.BinarySearchFunc(l.marks, m, func(a, b mark) int {
		if c := cmp.Or(cmp.Compare(a.sec, b.sec), cmp.Compare(a.kind, b.kind)); c != 0 {
			return c
		}
		return -1
	})
	l.marks = slices.Insert(l.marks, i, m)
	l.changed(m.minute())
}

// dropMarks removes the marks that match.
func (l *Ledger) dropMarks(match func(mark) bool) {
	for _, m := range l.marks {
		if match(m) {
			l.changed(m.minute())
		}
	}
	l.marks = slices.DeleteFunc(l.marks, match)
}

// bit turns a condition into the number of a mark.
func bit(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// slotOf returns the place of a hypothesis, a new one if need be.
func (l *Ledger) slotOf(id incident.HypothesisID) slot {
	for i := range l.hyps {
		if l.hyps[i].id == id {
			return l.hyps[i].alias
		}
	}
	n := slot(len(l.hyps))
	l.hyps = append(l.hyps, known{id: id, alias: n})
	return n
}

// seatOf returns the place of a person, a new one if need be.
func (l *Ledger) seatOf(id incident.PersonID, s *incident.State) seat {
	if n, ok := l.seats[id]; ok {
		return n
	}
	if l.seats == nil {
		l.seats = map[incident.PersonID]seat{}
	}
	n := seat(len(l.people))
	p := s.Person(id)
	l.people = append(l.people, responder{id: id, ai: p != nil && p.Kind == incident.AI})
	l.seats[id] = n
	return n
}

// responds reports whether somebody is a responder: bots, guests and Bearings
// itself give no effort.
func responds(id incident.PersonID, s *incident.State) bool {
	if id == "" || id == incident.Bearings {
		return false
	}
	p := s.Person(id)
	return p == nil || p.Kind == incident.Human || p.Kind == incident.AI
}
