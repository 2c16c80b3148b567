package eval

import (
	"slices"

	"bearings/incident"
)

// fewest is how many messages must be labelled with an act for its F1 to count
// in the incident's mean.
const fewest = 3

// acted is how sure a reading must be of an act, in percent, for the coordinator
// to do with it what it says; see coordinator/facts.go. Other acts have no bound.
var acted = map[incident.Act]int{
	incident.ActHypothesis: 45, incident.ActRequest: 45, incident.ActQuestion: 45,
	incident.ActEvidence: 60, incident.ActOwnership: 60, incident.ActIntervention: 60, incident.ActDecision: 60, incident.ActAnnouncement: 60,
	incident.ActVerdict: 75,
}

// onCard is how sure a reading must be of an act, in percent, for that to be
// shown as what was said.
func onCard(a incident.Act, s incident.Settings) int { return max(s.OnCard, acted[a]) }

// actTallies are counts by act.
type actTallies struct {
	all  map[incident.Act]*Tally
	card map[incident.Act]*Tally // of what is sure enough for the card
}

func newActTallies() actTallies {
	t := actTallies{map[incident.Act]*Tally{}, map[incident.Act]*Tally{}}
	for _, a := range allActs {
		t.all[a], t.card[a] = &Tally{}, &Tally{}
	}
	return t
}

// tallyActs compares each message's labels with what was read.
func tallyActs(msgs []message, s incident.Settings) actTallies {
	t := newActTallies()
	for _, m := range msgs {
		for _, a := range allActs {
			labelled := m.label != nil && slices.Contains(m.label.Acts, a)
			t.all[a].note(labelled, m.read.Has(a))
			t.card[a].note(labelled, m.read.Has(a) && m.read.In(a) >= onCard(a, s))
		}
	}
	return t
}

func (t actTallies) add(o actTallies) {
	for _, a := range allActs {
		t.all[a].add(*o.all[a])
		t.card[a].add(*o.card[a])
	}
}

// macroF1 is the mean F1 over the scored acts with enough labelled messages.
func (t actTallies) macroF1() Ratio {
	var rs []Ratio
	for _, a := range scoredActs {
		if c := t.all[a]; c.TP+c.FN >= fewest {
			rs = append(rs, c.f1())
		}
	}
	return mean(rs)
}

// micro is the sum over the scored acts.
func (t actTallies) micro() Tally {
	var sum Tally
	for _, a := range scoredActs {
		sum.add(*t.all[a])
	}
	return sum
}

// cardPrecision is the precision of all scored acts together on the card.
func (t actTallies) cardPrecision() Ratio {
	var sum Tally
	for _, a := range scoredActs {
		sum.add(*t.card[a])
	}
	return sum.precision()
}

// cardMacro is the mean over the scored acts of their precision on the card.
func (t actTallies) cardMacro() Ratio {
	var rs []Ratio
	for _, a := range scoredActs {
		rs = append(rs, t.card[a].precision())
	}
	return mean(rs)
}
