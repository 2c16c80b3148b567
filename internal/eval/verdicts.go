package eval

import "bearings/incident"

// pairing counts labels that name a hypothesis, of acts that were read too.
type pairing struct {
	labels int // whose act was read in the message
	on     int // of those, with what was read about the same hypothesis
	right  int // of those, read as labelled
}

func (p pairing) onShare() Ratio { return share(p.on, p.labels) }

func (p pairing) rightShare() Ratio { return share(p.right, p.on) }

func (p *pairing) note(on, right bool) {
	p.labels++
	if on {
		p.on++
	}
	if on && right {
		p.right++
	}
}

// pairEvidence compares directions of evidence. Where several hypotheses are
// matched to the same key, all must agree.
func pairEvidence(msgs []message, key map[incident.HypothesisID]string) pairing {
	var p pairing
	for _, m := range msgs {
		if m.label == nil || !m.read.Has(incident.ActEvidence) {
			continue
		}
		for _, want := range m.label.Evidence {
			on, right := false, true
			for _, got := range bearings(m.read) {
				if key[got.Hypothesis] == want.Hypothesis {
					on, right = true, right && direction(got) == want.Direction
				}
			}
			p.note(on, right)
		}
	}
	return p
}

// bearings are those of a reading's evidence that point somewhere.
func bearings(r incident.Reading) []incident.Bearing {
	var out []incident.Bearing
	for _, w := range r.Evidence {
		for _, b := range w.Bearings {
			if b.Consistency != 0 {
				out = append(out, b)
			}
		}
	}
	return out
}

func direction(b incident.Bearing) string {
	if b.Consistency < 0 {
		return "against"
	}
	return "for"
}

// pairVerdicts does the same for verdicts.
func pairVerdicts(msgs []message, key map[incident.HypothesisID]string) pairing {
	var p pairing
	for _, m := range msgs {
		if m.label == nil || !m.read.Has(incident.ActVerdict) {
			continue
		}
		for _, want := range m.label.Verdict {
			on, right := false, true
			for _, got := range m.read.Rulings {
				if key[got.Hypothesis] == want.Hypothesis {
					on, right = true, right && got.Status == want.Status
				}
			}
			p.note(on, right)
		}
	}
	return p
}
