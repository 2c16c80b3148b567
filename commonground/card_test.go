package commonground

import (
	"strings"
	"testing"

	"bearings/incident"
)

// TestCardDigest proves what changes the digest, and that time alone does not.
func TestCardDigest(t *testing.T) {
	digest := func(w *world, minute float64) string { return NewCard(w.view(), at(minute), at(minute+5)).Digest() }
	begin := func() *world {
		w := newWorld(t)
		w.lead("ana", 0)
		w.impact("ben", 1, "EU cannot pay")
		h, _ := w.raise("ben", 2, "the deploy")
		w.raise("cara", 3, "the pool")
		w.claim("ben", 3, "the deploy", h, 18)
		return w
	}
	for _, c := range []struct {
		name   string
		happen func(*world)
		at     float64
		want   bool // changed
	}{
		{"time", func(*world) {}, 17, false},
		{"chatter", func(w *world) { w.say("dan", 5, "coffee?") }, 6, false},
		{"evidence", func(w *world) { w.evidence("dan", 5, "only v42", "H1", 1) }, 6, true},
		{"a better impact", func(w *world) { w.impact("dan", 5, "EU and US cannot pay") }, 6, true},
		{"a line's time is over", func(*world) {}, 18, true},
		{"an impact past its shelf life", func(*world) {}, 32, true},
		{"severity", func(w *world) { w.do("ana", 5, "", incident.SeveritySet{Severity: incident.SEV1}) }, 6, true},
		{"phase", func(w *world) { w.do("ana", 5, "", incident.PhaseSet{Phase: incident.Mitigating}) }, 6, true},
		{"who leads", func(w *world) { w.lead("dan", 5) }, 6, true},
		{"the title", func(w *world) { w.do("ana", 5, "", incident.Renamed{Title: incident.Say("Payments")}) }, 6, true},
		{"closed", func(w *world) { w.do("ana", 5, "", incident.Closed{}) }, 6, true},
		{"a question", func(w *world) { w.ask("dan", 5, "", "who is on call?", false) }, 6, true},
		{"a graph", func(w *world) { w.from("dan", 5, "x", incident.LinkNoted{}) }, 6, true},
		{"the other explanation gets the effort", func(w *world) { w.work("H2", 4, 14, "dan", "cara") }, 15, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := begin()
			before := digest(w, 4)
			c.happen(w)
			if changed := digest(w, c.at) != before; changed != c.want {
				t.Errorf("changed: %v, want %v\n%s", changed, c.want, NewCard(w.view(), at(c.at), at(c.at)).Text())
			}
		})
	}
}

// TestCardLead proves that the card shows when the lead was last heard from.
func TestCardLead(t *testing.T) {
	w := newWorld(t)
	head := func(minute float64) string {
		text, _, _ := strings.Cut(NewCard(w.view(), at(minute), at(minute)).Text(), "\n")
		return text
	}
	if got := head(1); !strings.HasSuffix(got, "nobody leads yet") {
		t.Error(got)
	}
	w.lead("ana", 2)
	if got := head(90); !strings.HasSuffix(got, "ana leads") {
		t.Error(got)
	}
	w.say("ana", 20, "hm")
	if got := head(100); !strings.HasSuffix(got, "ana leads") {
		t.Error(got)
	}
	if got := head(120); !strings.HasSuffix(got, "ana leads (last heard from 14:20)") {
		t.Error(got)
	}
	w.do("ana", 121, "", incident.PhaseSet{Phase: incident.Resolved})
	if got := head(300); !strings.HasSuffix(got, "ana leads") {
		t.Error(got)
	}
}

// TestCardUncertain proves that what was read with little confidence is not
// shown as what was said.
func TestCardUncertain(t *testing.T) {
	w := newWorld(t)
	id := w.say("ben", 1, "maybe everybody is down?")
	w.read(id, incident.Reading{Acts: []incident.Act{incident.ActImpact}, Confidence: 40})
	w.do("ben", 1, id, incident.ImpactStated{What: incident.Say("everybody is down")})
	w.do("ben", 1, id, incident.HypothesisRaised{ID: "H1", Statement: incident.Say("the moon"), Confidence: 40})
	text := NewCard(w.view(), at(2), at(3)).Text()
	for _, want := range []string{"Impact: nobody has said yet", "Heard, unconfirmed: "} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Could be: ") || strings.Contains(text, "Impact: everybody") {
		t.Errorf("shows as said what was hardly read:\n%s", text)
	}
	w.do("dan", 3, "", incident.ReadingConfirmed{Message: id})
	if text = NewCard(w.view(), at(4), at(5)).Text(); !strings.Contains(text, "Could be: the moon (H1)") || !strings.Contains(text, "Impact: everybody") {
		t.Errorf("does not show what somebody confirmed:\n%s", text)
	}
}
