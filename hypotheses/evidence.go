package hypotheses

import (
	"cmp"
	"slices"
	"time"

	"bearings/incident"
)

// keepItems bounds how many items are remembered.
const keepItems = 40

// Item is a piece of evidence.
type Item struct {
	ID            incident.EvidenceID
	What          incident.Text
	By            incident.PersonID
	At            time.Time // when it was said
	Source        incident.MessageID
	Link          incident.Link
	Query         incident.Text
	Weighed       incident.Weighed
	LiveThen      []incident.HypothesisID // shared: do not change
	AddressedAt   time.Time               // zero: nobody has answered it
	AddressedBy   incident.PersonID
	How           string
	Diagnosticity int // percent
	Retracted     bool

	answeredIn incident.MessageID
	bears      []bearing
}

// bearing is how an item sits with one hypothesis.
type bearing struct {
	about slot
	c     int
}

// Addressed reports whether somebody answered it with a reason.
func (it *Item) Addressed() bool { return !it.AddressedAt.IsZero() }

// For returns its consistency with a hypothesis, 0 if it says nothing of it.
func (it *Item) For(h incident.HypothesisID) incident.Consistency {
	for _, b := range it.Weighed.Bearings {
		if b.Hypothesis == h {
			return b.Consistency
		}
	}
	return 0
}

// against returns what the bearing adds to K, in percent.
func (it *Item) against(b bearing) int { return it.Weighed.Credibility * max(0, -b.c) }

func (l *Ledger) addEvidence(e incident.Entry, ev incident.EvidenceAdded, s *incident.State) {
	if l.item(ev.ID) != nil {
		return
	}
	at := saidAt(e, s)
	it := &Item{
		ID: ev.ID, What: ev.What, By: e.By, At: at, Source: e.Source, Link: ev.Link, Query: ev.Query,
		Weighed: ev.Weighed, LiveThen: l.liveAt(at, s),
	}
	l.mergeItem(it, s) // names may be aliases
	l.keep(it)
	if minuteOf(at) <= l.old.minute {
		l.addToOld(it, 1)
	}
	l.addMark(at, mark{kind: found, item: it, source: e.Source, about: unattributed})
}

func (l *Ledger) addressEvidence(e incident.Entry, ev incident.EvidenceAddressed, s *incident.State) {
	it := l.item(ev.ID)
	if it == nil || it.Addressed() {
		return
	}
	it.AddressedAt, it.AddressedBy, it.How, it.answeredIn = saidAt(e, s), e.By, ev.How, e.Source
	if it.AddressedAt.Before(it.At) {
		it.AddressedAt = it.At
	}
	if minuteOf(it.AddressedAt) <= l.old.minute {
		l.addToOld(it, -1)
	}
	l.addMark(it.AddressedAt, mark{kind: addressed, item: it, source: e.Source, about: unattributed})
}

// liveAt returns the hypotheses that were live at a moment. Items of the same
// time share the slice.
func (l *Ledger) liveAt(at time.Time, s *incident.State) []incident.HypothesisID {
	var live []incident.HypothesisID
	for _, h := range s.Hypotheses {
		wasLive := h.Status == incident.Live || h.Status != incident.Withdrawn && h.Status != incident.Merged && h.StatusAt.After(at)
		if wasLive && !h.RaisedAt.After(at) {
			live = append(live, h.ID)
		}
	}
	if n := len(l.items); n > 0 && slices.Equal(l.items[n-1].LiveThen, live) {
		return l.items[n-1].LiveThen
	}
	return live
}

// weigh works out how an item sits with each hypothesis, and how well it tells
// them apart. Hypotheses that were live when it was said and that it does not
// name are neutral; something else joins only where fewer than two are named,
// so that an item that fits the only explanation is not worthless, and one that
// fits all that it names equally is.
func (l *Ledger) weigh(it *Item, s *incident.State) {
	it.bears = it.bears[:0]
	for _, b := range it.Weighed.Bearings {
		n := l.slotOf(s.Resolve(b.Hypothesis))
		if !slices.ContainsFunc(it.bears, func(o bearing) bool { return o.about == n }) {
			it.bears = append(it.bears, bearing{n, min(max(int(b.Consistency), -2), 2)})
		}
	}
	if len(it.bears) == 0 {
		it.Diagnosticity = 0
		return
	}
	low, high := it.bears[0].c, it.bears[0].c
	for _, b := range it.bears {
		low, high = min(low, b.c), max(high, b.c)
	}
	unnamed := slices.ContainsFunc(it.LiveThen, func(id incident.HypothesisID) bool {
		n := l.slotOf(s.Resolve(id))
		return !slices.ContainsFunc(it.bears, func(b bearing) bool { return b.about == n })
	})
	if unnamed || len(it.bears) < 2 {
		low, high = min(low, 0), max(high, 0)
	}
	it.Diagnosticity = it.Weighed.Credibility * (high - low) / 4
}

// keep adds an item. When there are too many, the oldest that was taken back
// goes first, then the oldest that awaits no answer, then the oldest. What it
// did to the measures stays.
func (l *Ledger) keep(it *Item) {
	at, _ := slices.BinarySearchFunc(l.items, it, func(a, b *Item) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(incident.Number(a.ID), incident.Number(b.ID)))
	})
	l.items = slices.Insert(l.items, at, it)
	if len(l.items) <= keepItems {
		return
	}
	drop := slices.IndexFunc(l.items, func(o *Item) bool { return o.Retracted })
	if drop < 0 {
		drop = slices.IndexFunc(l.items, func(o *Item) bool { return o.Addressed() || !l.contradicts(o) })
	}
	drop = max(drop, 0)
	gone := l.items[drop] // a mark may still need how it weighs, but not its words
	gone.What, gone.Link, gone.Query = incident.Text{}, incident.Link{}, incident.Text{}
	l.items = slices.Delete(l.items, drop, drop+1)
}

// contradicts reports whether an item speaks against a hypothesis that nobody has ruled out.
func (l *Ledger) contradicts(it *Item) bool {
	return slices.ContainsFunc(it.bears, func(b bearing) bool { return b.c < 0 && l.hyps[b.about].state != closedState })
}

func (l *Ledger) item(id incident.EvidenceID) *Item {
	for _, it := range l.items {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// retractEvidence takes back what a message gave as evidence or answered.
func (l *Ledger) retractEvidence(id incident.MessageID) {
	for _, it := range l.items {
		if it.Source == id {
			l.retractItem(it)
		}
		if it.Addressed() && it.answeredIn == id {
			l.reopen(it)
		}
	}
}

func (l *Ledger) retractItem(it *Item) {
	if it.Retracted {
		return
	}
	answered := it.Addressed() && minuteOf(it.AddressedAt) <= l.old.minute
	if minuteOf(it.At) <= l.old.minute && !answered {
		l.addToOld(it, -1)
	}
	it.Retracted = true
	l.changed(minuteOf(it.At))
}

// reopen takes back that an item was answered.
func (l *Ledger) reopen(it *Item) {
	if minuteOf(it.AddressedAt) <= l.old.minute && !it.Retracted {
		l.addToOld(it, 1)
	}
	l.dropMarks(func(m mark) bool { return m.kind == addressed && m.item == it })
	it.AddressedAt, it.AddressedBy, it.How, it.answeredIn = time.Time{}, "", "", ""
}

// addToOld adds an item's contradictions to what has been added up, or takes
// them out. That an item set clocks back so long ago is not undone.
func (l *Ledger) addToOld(it *Item, sign int) {
	l.old.grow(len(l.hyps), len(l.people))
	for _, b := range it.bears {
		l.old.hyps[b.about].k += sign * it.against(b)
	}
	l.changed(l.old.minute)
}

// mergeEvidence weighs all items again, after hypotheses were merged. What
// names both keeps what it says of the one that stays.
func (l *Ledger) mergeEvidence(s *incident.State) {
	for i := range l.marks {
		if it := l.marks[i].item; it != nil && l.marks[i].kind == found {
			l.mergeItem(it, s)
		}
	}
	for _, it := range l.items {
		if minuteOf(it.At) <= l.old.minute {
			l.mergeItem(it, s)
		}
	}
}

func (l *Ledger) mergeItem(it *Item, s *incident.State) {
	merged := func(id incident.HypothesisID) bool { return s.Resolve(id) != id }
	named := slices.ContainsFunc(it.Weighed.Bearings, func(b incident.Bearing) bool { return merged(b.Hypothesis) })
	if named {
		// The entry's own slice must not change; what names the one that stays goes first.
		var bs []incident.Bearing
		for _, b := range it.Weighed.Bearings {
			if !merged(b.Hypothesis) {
				bs = append(bs, b)
			}
		}
		for _, b := range it.Weighed.Bearings {
			into := s.Resolve(b.Hypothesis)
			if !slices.ContainsFunc(bs, func(o incident.Bearing) bool { return o.Hypothesis == into }) {
				bs = append(bs, incident.Bearing{Hypothesis: into, Consistency: b.Consistency})
			}
		}
		it.Weighed.Bearings = bs
	}
	if slices.ContainsFunc(it.LiveThen, merged) {
		var live []incident.HypothesisID
		for _, id := range it.LiveThen {
			if into := s.Resolve(id); !slices.Contains(live, into) {
				live = append(live, into)
			}
		}
		it.LiveThen = live
	}
	l.weigh(it, s)
}
