package coordinator

import (
	"testing"
	"time"

	"bearings/incident"
)

// TestChangesToOneThing proves that somebody else's change to a target that is
// being changed stands beside the first, and that a change which is spoken of
// again does not.
func TestChangesToOneThing(t *testing.T) {
	change := func(phase incident.InterventionPhase, what string) incident.Reading {
		return with(reading(90, incident.ActIntervention), func(r *incident.Reading) {
			r.Intervention = &incident.Changing{Kind: incident.Mitigation, Phase: phase, What: incident.Say(what), Target: incident.Say("the balancer")}
		})
	}
	scribe := spelled{
		"restart":   change(incident.Started, "restarting the balancer"),
		"drain":     change(incident.Started, "draining the balancer"),
		"restarted": change(incident.Done, "balancer is back up"),
		"idea":      change(incident.Proposed, "drain the balancer"),
	}
	type word struct {
		who  incident.PersonID
		says string
	}
	for _, c := range []struct {
		name  string
		words []word
		want  int
	}{
		{"two people begin two changes", []word{{"ana", "restart"}, {"ben", "drain"}}, 2},
		{"another tells of the same one", []word{{"ana", "restart"}, {"ben", "restart"}}, 1},
		{"another says that it is done", []word{{"ana", "restart"}, {"ben", "restarted"}}, 1},
		{"one person says it in other words", []word{{"ana", "restart"}, {"ana", "drain"}}, 1},
		{"another begins what was proposed", []word{{"ana", "idea"}, {"ben", "drain"}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, scribe)
			for _, w := range c.words {
				r.now = r.now.Add(time.Minute)
				r.says(w.who, w.says)
			}
			if got := len(r.st.Incident.Interventions); got != c.want {
				t.Errorf("%d changes stand, want %d", got, c.want)
			}
		})
	}
}
