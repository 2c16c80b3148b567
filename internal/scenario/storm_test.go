package scenario

import (
	"fmt"
	"strings"
	"testing"

	"bearings/coordinator"
)

// storm is a script of 400 reports of machines, of three kinds, in 40 minutes, with
// four messages of people in between.
func storm() string {
	var b strings.Builder
	people := map[int]string{
		30:  "ana: checkout is down for all customers in the EU #impact",
		31:  "ben: orders-db-2 has no disk space left since 14:02",
		200: "ana: lol, my phone will not stop",
		390: "cem: the old order exports fill the disk, 412 GB of them",
	}
	for i := range 400 {
		at := fmt.Sprintf("+%ds", i*6)
		switch {
		case i%40 == 39:
			fmt.Fprintf(&b, "%s grafana(bot): [FIRING] High latency on api-%d https://grafana.example/d/%d\n", at, i%7, i)
		case i%50 == 49:
			fmt.Fprintf(&b, "%s alerts(bot): RESOLVED: disk usage above 90%% on host-%d\n", at, i-20)
		default:
			fmt.Fprintf(&b, "%s alerts(bot): FIRING: disk usage above 90%% on host-%d\n", at, i)
		}
		if said := people[i]; said != "" {
			fmt.Fprintf(&b, "%s %s\n", at, said)
		}
	}
	return b.String()
}

// TestAlertStorm proves that a storm of alerts makes a short card and is no reason
// to speak, and that it pushes nothing out of mind that people said.
func TestAlertStorm(t *testing.T) {
	run := playSome(t, storm())
	for _, s := range run.sent {
		if s.d.Kind == coordinator.KindNudge {
			t.Errorf("a nudge at %s: %s", since(s.at), s.d.Text)
		}
	}
	card := run.Card()
	if n := strings.Count(card, "\n"); n > 9 {
		t.Errorf("the card has %d lines:\n%s", n, card)
	}
	for _, want := range []string{"disk usage above 90% on host-", "×390 since 14:00", "6 reported over", "last 14:39", "×10 since 14:03"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q:\n%s", want, card)
		}
	}
	in := &run.player.State().Incident
	if len(in.Alerts) != 2 {
		t.Errorf("%d kinds of alert, want 2: what differs must not be folded, what does not must", len(in.Alerts))
	}
	if m := in.RecentMessage(run.labels["impact"]); m == nil {
		t.Error("the storm pushed out what ana said")
	}
	lines, err := ParseScript("+40m ana deletes impact\n+41m wait")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if err := run.Do(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := run.Check(); err != nil {
		t.Error(err)
	}
}

// TestStormHidesNobody proves that a storm does not keep a person's question from
// being asked again, at the time at which it would be asked without one.
func TestStormHidesNobody(t *testing.T) {
	const talk = "+1m ana: checkout is down for all customers\n+2m ben: hi\n+3m command ben: ask @ana which version is on the old hosts?\n"
	asked := func(script string) string {
		run := playSome(t, script+"+30m wait")
		for _, s := range run.sent {
			if s.d.Kind == coordinator.KindNudge {
				return since(s.at) + " to " + string(s.d.To)
			}
		}
		return "never"
	}
	var alerts strings.Builder
	for i := range 200 {
		fmt.Fprintf(&alerts, "+%ds alerts(bot): FIRING: disk usage above 90%% on host-%d\n", 200+i*6, i)
	}
	calm, loud := asked(talk), asked(talk+alerts.String())
	if calm != loud || calm == "never" {
		t.Errorf("asked at %s in a calm channel, at %s in a storm", calm, loud)
	}
}

// playSome plays a script with the checks at its end only.
func playSome(t *testing.T, script string) *Run {
	t.Helper()
	lines, err := ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	run, err := NewRun()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if err := run.Do(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := run.Check(); err != nil {
		t.Fatal(err)
	}
	return run
}
