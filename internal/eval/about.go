package eval

// bcubed compares two clusterings of the same items. An item that got holds ""
// for is a cluster of its own.
func bcubed(labelled, got []string) (precision, recall, f1 Ratio) {
	if len(labelled) == 0 {
		return None, None, None
	}
	var ps, rs []Ratio
	for i := range labelled {
		same, mine, both := 0, 0, 0
		for j := range labelled {
			a := labelled[i] == labelled[j]
			b := i == j || (got[i] != "" && got[i] == got[j])
			if a {
				same++
			}
			if b {
				mine++
			}
			if a && b {
				both++
			}
		}
		ps, rs = append(ps, share(both, mine)), append(rs, share(both, same))
	}
	precision, recall = mean(ps), mean(rs)
	return precision, recall, harmonic(precision, recall)
}

// attribution is how messages were attributed to hypotheses.
type attribution struct {
	labelled, got []string // of the messages labelled with a hypothesis
	unattributed  int      // of those
	others        int      // messages labelled with none
	overdone      int      // of those, attributed to one
}

func attribute(msgs []message) attribution {
	var a attribution
	for _, m := range msgs {
		if key := m.key(); key != "" {
			a.labelled, a.got = append(a.labelled, key), append(a.got, string(m.about))
			if m.about == "" {
				a.unattributed++
			}
			continue
		}
		a.others++
		if m.about != "" {
			a.overdone++
		}
	}
	return a
}
