package hypotheses

import (
	"cmp"
	"slices"
)

// cursor is how far a fold has come in the facts.
type cursor struct {
	said, mark, span int
}

func (l *Ledger) cursorAfter(minute int) cursor {
	end := (int64(minute) + 1) * 60
	var c cursor
	c.said, _ = slices.BinarySearchFunc(l.said, end, func(m said, sec int64) int { return cmp.Compare(m.sec, sec) })
	c.mark, _ = slices.BinarySearchFunc(l.marks, end, func(m mark, sec int64) int { return cmp.Compare(m.sec, sec) })
	c.span, _ = slices.BinarySearchFunc(l.spans, minute+1, func(s span, m int) int { return cmp.Compare(s.to, m) })
	for c.span < len(l.spans) && l.spans[c.span].to <= minute+1 {
		c.span++
	}
	return c
}

// roll folds the facts of the minutes up to the given one into a standing.
func (l *Ledger) roll(st *standing, to int) {
	st.grow(len(l.hyps), len(l.people))
	c := l.cursorAfter(st.minute)
	for st.minute < to {
		if next := l.nextFact(c, st.minute, to); next > st.minute+1 && st.idle() {
			st.pass(next - 1 - st.minute)
			continue
		}
		l.step(st, &c, st.minute+1)
	}
}

// nextFact returns the next minute, at most to+1, in which there is anything to
// fold: a message or one within the last hour, a mark, a span.
func (l *Ledger) nextFact(c cursor, minute, to int) int {
	next := to + 1
	if c.said > 0 && l.said[c.said-1].minute() > minute-tempoMinutes {
		return minute + 1
	}
	if c.said < len(l.said) {
		next = min(next, l.said[c.said].minute())
	}
	if c.mark < len(l.marks) {
		next = min(next, l.marks[c.mark].minute())
	}
	for _, s := range l.spans[c.span:] {
		next = min(next, max(s.from, minute+1))
	}
	return next
}

// step folds one minute.
func (l *Ledger) step(st *standing, c *cursor, minute int) {
	st.begin(minute)
	l.foldMarks(st, c)
	lim := &l.limits[st.limits]
	end := c.said
	for end < len(l.said) && l.said[end].sec < (int64(minute)+1)*60 {
		end++
	}
	spoken, unplaced := l.foldSaid(st, l.said[c.said:end])
	c.said = end
	l.carryOn(st, lim)
	for c.span < len(l.spans) && l.spans[c.span].to <= minute {
		c.span++
	}
	l.foldSpans(st, l.spans[c.span:])
	st.fallSilent()
	l.resume(st, lim)

	st.spoken = min(st.spoken*lim.decay>>decayBits+spoken, mostEffort)
	st.unplaced = min(st.unplaced*lim.decay>>decayBits+unplaced, mostEffort)
	st.compare(lim)
	counts := (!st.frozen || l.rules.clocksRun) && (st.busy || !l.slow(c.said, minute, never, lim))
	st.advance(lim, counts)
	st.dropPairs(lim.recent)
	l.judge(st, c.said, lim)
}

// foldMarks takes in what happened at a moment of this minute.
func (l *Ledger) foldMarks(st *standing, c *cursor) {
	for ; c.mark < len(l.marks) && l.marks[c.mark].minute() <= st.minute; c.mark++ {
		m := &l.marks[c.mark]
		switch m.kind {
		case ruled:
			st.limits = int(m.n)
		case moved:
			st.improving, st.trendFrom = m.n == 1, m.source
		case closed:
			st.over = m.n == 1
		case raised:
			st.raise(m.about)
		case settled:
			h := &st.hyps[m.about]
			h.live, h.open = m.n == liveState, m.n == liveState || m.n == confirmedState && !l.rules.confirmedEnds
			h.setBack = h.setBack || m.n == confirmedState
		case found:
			if !m.item.Retracted {
				l.foldFound(st, m.item)
			}
		case addressed:
			if !m.item.Retracted && !l.rules.neverAddressed {
				l.foldAddressed(st, m.item)
			}
		}
	}
}

func (st *standing) raise(about slot) {
	h := &st.hyps[about]
	if h.raised {
		return
	}
	h.raised, h.live, h.open, h.setBack, h.from = true, true, true, true, st.minute
	st.lastRaised = st.minute
}

// foldFound takes in an item of evidence: a diagnostic one in favour of a
// hypothesis sets its clocks back, a contradiction waits for an answer.
func (l *Ledger) foldFound(st *standing, it *Item) {
	diagnostic := it.Diagnosticity >= l.limits[st.limits].diagnostic
	if diagnostic {
		st.lastFound = st.minute
		st.dry = gauge{}
	}
	for _, b := range it.bears {
		h := &st.hyps[b.about]
		if diagnostic && b.c != 0 {
			h.found = st.minute
		}
		if diagnostic && b.c > 0 {
			h.setBack = true
		}
		if k := it.against(b); k > 0 {
			h.k += k
			h.opposed = st.minute
		}
	}
}

// foldAddressed takes in that somebody answered an item.
func (l *Ledger) foldAddressed(st *standing, it *Item) {
	for _, b := range it.bears {
		if k := it.against(b); k > 0 {
			st.hyps[b.about].k -= k
			st.hyps[b.about].setBack = true
		}
	}
}

// foldSaid gives each speaker's minute to what their messages are about, in
// equal parts. It returns the person-minutes of the messages, and of those that
// could not be placed.
func (l *Ledger) foldSaid(st *standing, in []said) (spoken, unplaced int64) {
	for i := range in {
		m := &in[i]
		p := &st.people[m.who]
		p.spoke = st.minute
		if m.lets && !l.rules.letGoWorks {
			p.letAt, p.let = st.minute, m.about
			if m.about < 0 || p.about == m.about {
				p.about = unattributed
			}
			continue
		}
		if !m.work() {
			continue
		}
		n := int64(0)
		for j := range in {
			if in[j].who == m.who && in[j].work() {
				n++
			}
		}
		part := personMinute / n
		spoken += part
		p.taken = st.minute
		if m.about == unattributed {
			unplaced += part
			p.silent = 0
			continue
		}
		if !l.rules.nothingBefore {
			st.lookBack(m)
		}
		if !m.light || l.rules.passingHolds {
			p.about, p.aboutAt = m.about, st.minute
		}
		st.hyps[m.about].named = st.minute
		st.credit(m.who, m.about, part)
	}
	return spoken, unplaced
}

// lookBack counts the silent minutes that a result comes of as work on what it is
// about: those since its author last said or did anything, waits left out. That
// there was work is known, and counted, only now.
func (st *standing) lookBack(m *said) {
	p, h := &st.people[m.who], &st.hyps[m.about]
	n := min(p.silent, int(m.back), st.minute-max(h.since, h.from)-1)
	p.silent = 0
	if n > 0 {
		h.now += int64(n) * personMinute
	}
}

// fallSilent counts the minutes that nothing accounts for, of those who have
// spoken.
func (st *standing) fallSilent() {
	if st.frozen {
		return
	}
	for i := range st.people {
		if p := &st.people[i]; p.taken != st.minute && p.spoke != never && p.silent <= tempoMinutes {
			p.silent++
		}
	}
}

// carryOn lets everybody who said nothing go on with what they spoke of last.
func (l *Ledger) carryOn(st *standing, lim *limits) {
	for i := range st.people {
		p := &st.people[i]
		if p.taken != st.minute && p.about >= 0 && st.minute-p.aboutAt <= lim.carry {
			p.taken = st.minute
			st.credit(seat(i), p.about, personMinute)
		}
	}
}

// foldSpans takes in running changes, then held lines, of those whose minute is
// still free; and whether this is a minute of waiting.
func (l *Ledger) foldSpans(st *standing, in []span) {
	for i := range in {
		if in[i].from > st.minute {
			continue
		}
		if in[i].effort() && in[i].about >= 0 {
			h := &st.hyps[in[i].about]
			h.named = max(h.named, in[i].from)
		}
		switch in[i].kind {
		case waiting, grace:
			st.frozen = true
		case checking:
			st.checking = true
		case holding:
			st.lastHeld = st.minute
		case acting:
		}
	}
	st.spend(in, acting)
	st.spend(in, holding)
}

// spend gives the minutes that are still free to spans of a kind, in equal
// parts if somebody has several.
func (st *standing) spend(in []span, kind spanKind) {
	some := false
	for i := range in {
		if s := &in[i]; st.works(s, kind) && st.people[s.who].taken != st.minute {
			n := int64(0)
			for j := range in {
				if in[j].who == s.who && st.works(&in[j], kind) {
					n++
				}
			}
			st.credit(s.who, s.about, personMinute/n)
			some = true
		}
	}
	if !some {
		return
	}
	for i := range in {
		if st.works(&in[i], kind) {
			st.people[in[i].who].taken = st.minute
		}
	}
}

// works reports whether a span that has not ended is of the kind, has begun,
// and is work on a hypothesis. What somebody was given is work from when they
// say something: until then nobody knows whether they are there. What they let go
// is none from then on.
func (st *standing) works(s *span, kind spanKind) bool {
	if s.kind != kind || s.from > st.minute || s.about < 0 {
		return false
	}
	p := &st.people[s.who]
	let := s.from <= p.letAt && (p.let == s.about || p.let < 0)
	return !let && (!s.given || p.spoke > s.from)
}

// credit counts somebody's work on a hypothesis in this minute.
func (st *standing) credit(who seat, about slot, part int64) {
	h := &st.hyps[about]
	h.now += part
	h.worked, h.everDone = st.minute, true
	st.busy = true
	p := &st.people[who]
	if p.pair < len(st.pairs) && st.pairs[p.pair].who == who && st.pairs[p.pair].about == about {
		st.pairs[p.pair].last = st.minute
		return
	}
	i, known := slices.BinarySearchFunc(st.pairs, pair{who: who, about: about}, byWho)
	p.pair = i
	if known {
		st.pairs[i].last = st.minute
		return
	}
	st.pairs = slices.Insert(st.pairs, i, pair{who, about, st.minute})
}

// byWho is the order of pairs.
func byWho(a, b pair) int { return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.about, b.about)) }

// dropPairs forgets who has not worked on something for so many minutes.
func (st *standing) dropPairs(recent int) {
	kept := st.pairs[:0]
	for _, p := range st.pairs {
		if st.minute-p.last < recent {
			kept = append(kept, p)
		}
	}
	st.pairs = kept
}

// resume begins a new stretch of work when somebody takes it up again after a
// long time in which nobody did: whoever comes back looks at it afresh, and what
// was spent before is not what keeps them. What speaks against something stays.
func (l *Ledger) resume(st *standing, lim *limits) {
	if !st.busy {
		return
	}
	if !l.rules.oneStretch && st.lastBusy != never && st.minute-st.lastBusy >= lim.dormant {
		for i := range st.hyps {
			st.hyps[i].setBack = true
		}
		st.dry = gauge{}
	}
	st.lastBusy = st.minute
}

// compare lets effort fade, adds this minute's, and finds the leader.
func (st *standing) compare(lim *limits) {
	st.total, st.leader = 0, unattributed
	most, widest := int64(0), int64(0)
	number := floorDiv(int64(st.minute), binMinutes)
	at := &st.bins[((number%binsKept)+binsKept)%binsKept]
	*at = bin{number, unattributed}
	for i := range st.hyps {
		h := &st.hyps[i]
		h.effort = min(h.effort*lim.decay>>decayBits+h.now, mostEffort)
		h.bin += h.now
		if h.bin > widest {
			widest, at.about = h.bin, slot(i)
		}
		if !h.raised || !h.open {
			continue
		}
		st.total += h.effort
		if h.effort > most {
			most, st.leader = h.effort, slot(i)
		}
	}
}

// advance moves the clocks, and sets back those that have reason to be.
func (st *standing) advance(lim *limits, counts bool) {
	for i := range st.hyps {
		h := &st.hyps[i]
		if st.total > 0 && h.open && h.effort*100 < lim.fallBelow*st.total {
			h.setBack = true
		}
		if h.setBack {
			h.f, h.t, h.since = 0, 0, st.minute
			continue
		}
		if counts {
			h.f += h.now
			if h.raised {
				h.t++
			}
		}
	}
	if counts && st.lastFound != st.minute && st.compared() {
		st.dry.t++
		for i := range st.hyps {
			if st.hyps[i].open {
				st.dry.f += st.hyps[i].now
			}
		}
	}
}

// slow reports whether people are not working live: the median gap between the
// on-topic messages of the last hour is long, or most of that hour was silent.
func (l *Ledger) slow(end, minute, since int, lim *limits) bool {
	if lim.tempoLive <= 0 {
		return false
	}
	return l.medianGapAbove(end, minute, lim.tempoLive) || !l.rules.burstsAreLive && l.sparse(end, minute, since, lim)
}

// sparse reports whether most of the time since a minute, an hour at most, went by in long gaps. It is the
// time that counts and not the number of gaps: a handful of messages in two
// minutes and then nothing for twenty is not a live channel, though the median
// gap is short. Where messages come at random, half of the time lies in gaps of
// more than 2.4 times the median; so long is twice what the median may be. What
// was before a dormant stretch does not count.
func (l *Ledger) sparse(end, minute, from int, lim *limits) bool {
	now := int64(minute+1) * 60
	since, later := max(now-tempoMinutes*60, int64(from)*60), now
	above, total := int64(0), int64(0)
	for i := end - 1; i >= 0 && later > since; i-- {
		m := &l.said[i]
		if m.about == offTopic {
			continue
		}
		gap := later - m.sec
		if gap > int64(lim.dormant)*60 {
			break
		}
		in := later - max(m.sec, since)
		total += in
		if gap > 2*int64(lim.tempoLive) {
			above += in
		}
		later = m.sec
	}
	return above*2 > total
}

// medianGapAbove reports whether the median gap between the on-topic messages
// of the last hour is more than so many seconds. It counts gaps instead of
// sorting them, and stops when there are too many for that.
func (l *Ledger) medianGapAbove(end, minute, seconds int) bool {
	since := int64(minute-tempoMinutes+1) * 60
	above, n, later := 0, 0, int64(-1)
	for i := end - 1; i >= 0 && l.said[i].sec >= since; i-- {
		if l.said[i].about == offTopic {
			continue
		}
		if later >= 0 {
			n++
			if later-l.said[i].sec > int64(seconds) {
				above++
			}
			if n*seconds > 2*tempoMinutes*60 {
				return false
			}
		}
		later = l.said[i].sec
	}
	return above > n/2
}

// medianGap returns the median gap in seconds, 0 if there is none.
func (l *Ledger) medianGap(end, minute int) int {
	since := int64(minute-tempoMinutes+1) * 60
	var gaps []int
	later := int64(-1)
	for i := end - 1; i >= 0 && l.said[i].sec >= since; i-- {
		if l.said[i].about == offTopic {
			continue
		}
		if later >= 0 {
			gaps = append(gaps, int(later-l.said[i].sec))
		}
		later = l.said[i].sec
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[(len(gaps)-1)/2]
}
