package hypotheses

import (
	"slices"

	"bearings/incident"
)

// Items returns the evidence that still counts, in the order in which it was
// said: at most 40 items. The items are the ledger's own: do not change them,
// nor keep them over an Apply.
func (l *Ledger) Items() []*Item {
	return l.pick(func(*Item) bool { return true })
}

// For returns what speaks for a hypothesis, the oldest first.
func (l *Ledger) For(h incident.HypothesisID) []*Item {
	return l.pick(func(it *Item) bool { return it.For(h) > 0 })
}

// Against returns what speaks against a hypothesis: first what nobody has
// answered, then the rest, each the oldest first.
func (l *Ledger) Against(h incident.HypothesisID) []*Item {
	items := l.pick(func(it *Item) bool { return it.For(h) < 0 })
	slices.SortStableFunc(items, func(a, b *Item) int {
		switch {
		case a.Addressed() == b.Addressed():
			return 0
		case b.Addressed():
			return -1
		default:
			return 1
		}
	})
	return items
}

// Unaddressed returns what speaks against a hypothesis and nobody has answered,
// the oldest first.
func (l *Ledger) Unaddressed(h incident.HypothesisID) []*Item {
	return l.pick(func(it *Item) bool { return it.For(h) < 0 && !it.Addressed() })
}

func (l *Ledger) pick(want func(*Item) bool) []*Item {
	var items []*Item
	for _, it := range l.items {
		if !it.Retracted && want(it) {
			items = append(items, it)
		}
	}
	return items
}

// lastDiagnostic returns the newest diagnostic item that bears on a hypothesis
// and was said no later than a minute, or nil.
func (l *Ledger) lastDiagnostic(h incident.HypothesisID, minute, least int) *Item {
	for i := len(l.items) - 1; i >= 0; i-- {
		it := l.items[i]
		if !it.Retracted && it.Diagnosticity >= least && it.For(h) != 0 && minuteOf(it.At) <= minute {
			return it
		}
	}
	return nil
}
