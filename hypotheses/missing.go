package hypotheses

import "slices"

// Missing names the clauses of the rule that are not met, none if all are. Of the two
// ways to meet it, much effort for nothing and contradictions left open, it takes
// the one that lacks less.
func (m *Measure) Missing() []string {
	if m.Leader == "" {
		return []string{"nobody works on anything"}
	}
	lacks := pick([]clause{
		{"age", m.Age >= m.AgeGate},
		{"share", m.Share >= m.Gate},
		{"two people", m.Responders >= 2},
		{"not improving", !m.Improving},
		{"no wait or grace", !m.Waiting},
		{"not over", !m.Over},
		{"placed", m.Placed},
	})
	fruitless := pick([]clause{
		{"effort", m.Effort >= m.EffortGate},
		{"time", m.Minutes >= m.MinutesGate},
		{"rivals untested", m.Unrivalled},
		{"working live", !m.Slow},
	})
	contradicted := pick([]clause{
		{"contradictions", m.K >= m.KGate},
		{"effort beside contradictions", m.Contradicted || m.Effort*100 >= m.EffortGate*m.ContraGate},
		{"time beside contradictions", m.Contradicted || m.Minutes*100 >= m.MinutesGate*m.ContraGate},
	})
	if m.Contradicted {
		contradicted = nil
	}
	if len(contradicted) < len(fruitless) {
		fruitless = contradicted
	}
	return slices.Concat(lacks, fruitless)
}

// clause is a part of the rule and whether it is met.
type clause struct {
	name string
	met  bool
}

func pick(of []clause) []string {
	var lacking []string
	for _, c := range of {
		if !c.met {
			lacking = append(lacking, c.name)
		}
	}
	return lacking
}
