package hypotheses

import (
	"cmp"
	"slices"

	"bearings/incident"
)

// standing is what all facts up to and including a minute add up to. It is a
// function of those facts, whatever way it was reached.
type standing struct {
	minute int
	limits int // index of those that hold

	hyps   []tally
	people []presence
	pairs  []pair // who worked on what, within the last few minutes; by who and what

	spoken    int64 // decayed person-minutes of on-topic messages
	unplaced  int64 // those of them about nothing that we know of
	improving bool
	trendFrom incident.MessageID
	over      bool // closed or resolved
	frozen    bool // in this minute people wait or a mitigation has its time
	checking  bool // in this minute a check runs
	busy      bool // in this minute somebody worked on something
	lastBusy  int

	total  int64 // decayed effort on live hypotheses
	leader slot  // or −1

	lastRaised int // minutes; never is long ago
	lastFound  int // of a diagnostic item
	lastHeld   int // a line was held
	dry        gauge
	bins       [binsKept]bin

	team watch
	solo watch
}

// tally is the standing of one hypothesis.
type tally struct {
	effort   int64 // decayed
	now      int64 // in this minute
	f        int64 // undecayed, since the clocks were set back
	bin      int64 // in this bin
	t        int   // minutes since then
	since    int   // when they were set back
	from     int   // when it was raised
	found    int   // when a diagnostic item last bore on it
	worked   int   // when somebody last worked on it
	named    int   // when somebody last said or began something about it
	opposed  int   // when the last contradiction was said
	k        int   // Σ q·max(0, −c) of unanswered contradictions, in percent
	raised   bool
	live     bool
	open     bool // live or confirmed
	setBack  bool // in this minute
	everDone bool // somebody worked on it
}

// presence is where a person stands.
type presence struct {
	about   slot // of their last message that could be placed
	aboutAt int
	taken   int // the minute that is already accounted for
	spoke   int // when they last said anything
	silent  int // minutes since then that nothing accounts for, waits left out
	letAt   int // when they last let go of …
	let     slot
	pair    int // index of their last pair
}

// pair says when somebody last worked on something.
type pair struct {
	who   seat
	about slot
	last  int
}

// gauge adds up effort and minutes since the last diagnostic item of any
// hypothesis.
type gauge struct {
	f int64
	t int
}

// bin is a stretch of five minutes and the hypothesis with the most effort in it.
type bin struct {
	number int
	about  slot
}

const (
	binMinutes = 5
	binsKept   = 7
	never      = -1 << 40
)

func newStanding(minute int) standing {
	return standing{minute: minute, leader: unattributed, lastRaised: never, lastFound: never, lastHeld: never, lastBusy: never}
}

// copyFrom makes st equal to from, in memory of its own.
func (st *standing) copyFrom(from *standing) {
	hyps, people, pairs := st.hyps[:0], st.people[:0], st.pairs[:0]
	*st = *from
	st.hyps = append(hyps, from.hyps...)
	st.people = append(people, from.people...)
	st.pairs = append(pairs, from.pairs...)
}

// grow makes room for hypotheses and people met since.
func (st *standing) grow(hyps, people int) {
	for len(st.hyps) < hyps {
		st.hyps = append(st.hyps, tally{found: never, worked: never, named: never, opposed: never, since: never, from: never})
	}
	for len(st.people) < people {
		st.people = append(st.people, presence{about: unattributed, aboutAt: never, taken: never, spoke: never, letAt: never})
	}
}

// merge adds one hypothesis to another.
func (st *standing) merge(from, into slot) {
	st.grow(int(max(from, into))+1, 0)
	a, b := st.hyps[from], &st.hyps[into]
	b.effort, b.f, b.bin, b.k = b.effort+a.effort, b.f+a.f, b.bin+a.bin, b.k+a.k
	b.found, b.worked = max(b.found, a.found), max(b.worked, a.worked)
	b.named, b.opposed = max(b.named, a.named), max(b.opposed, a.opposed)
	if a.raised && (!b.raised || a.from < b.from) {
		b.from = a.from
	}
	b.everDone = b.everDone || a.everDone
	st.hyps[from] = tally{found: never, worked: never, named: never, opposed: never, since: never, from: never}
	for i := range st.people {
		if st.people[i].about == from {
			st.people[i].about = into
		}
		if st.people[i].let == from {
			st.people[i].let = into
		}
	}
	for i := range st.pairs {
		if st.pairs[i].about == from {
			st.pairs[i].about = into
		}
	}
	slices.SortFunc(st.pairs, func(a, b pair) int { return cmp.Or(byWho(a, b), cmp.Compare(a.last, b.last)) })
	st.pairs = unite(st.pairs)
	for i := range st.bins {
		if st.bins[i].about == from {
			st.bins[i].about = into
		}
	}
}

// unite keeps of the pairs that have become the same the newest.
func unite(pairs []pair) []pair {
	kept := pairs[:0]
next:
	for _, p := range pairs {
		for i := range kept {
			if kept[i].who == p.who && kept[i].about == p.about {
				kept[i].last = max(kept[i].last, p.last)
				continue next
			}
		}
		kept = append(kept, p)
	}
	return kept
}

// idle reports whether nothing can change by time alone: all effort has faded.
func (st *standing) idle() bool {
	if st.spoken != 0 || len(st.pairs) != 0 || st.team.on || st.solo.on || st.team.n != 0 || st.solo.n != 0 {
		return false
	}
	for i := range st.hyps {
		if st.hyps[i].effort != 0 || st.hyps[i].bin != 0 {
			return false
		}
	}
	return true
}

// pass lets idle minutes go by.
func (st *standing) pass(n int) {
	if n <= 0 {
		return
	}
	st.minute++
	if st.compared() {
		st.dry.t += n
	}
	st.minute += n - 1
	st.busy, st.frozen, st.checking, st.total, st.leader = false, false, false, 0, unattributed
	for i := range st.hyps {
		h := &st.hyps[i]
		h.setBack, h.now = false, 0
		if h.raised {
			h.t += n
		}
	}
}

// compared reports whether a hypothesis was live before this minute, so that
// there was something to tell apart.
func (st *standing) compared() bool {
	for i := range st.hyps {
		if h := &st.hyps[i]; h.raised && h.open && h.from < st.minute {
			return true
		}
	}
	return false
}

// begin wipes what belongs to a single minute.
func (st *standing) begin(minute int) {
	st.minute, st.busy, st.frozen, st.checking = minute, false, false, false
	newBin := floorDiv(int64(minute), binMinutes) != floorDiv(int64(minute-1), binMinutes)
	for i := range st.hyps {
		h := &st.hyps[i]
		h.now, h.setBack = 0, false
		if newBin {
			h.bin = 0
		}
	}
}
