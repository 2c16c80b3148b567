package hypotheses

import (
	"testing"
	"time"

	"bearings/incident"
)

// mutants are ways in which the rule could be wrong.
var mutants = []struct {
	name  string
	set   func(*incident.Settings)
	rules rules
}{
	{name: "effort never fades", set: func(s *incident.Settings) { s.HalfLife = 1e6 * time.Minute }},
	{name: "half-life three times as long", set: func(s *incident.Settings) { s.HalfLife *= 3 }},
	{name: "half-life a third", set: func(s *incident.Settings) { s.HalfLife /= 3 }},
	{name: "no age gate", set: func(s *incident.Settings) { s.AgeGate = 0 }},
	{name: "no F0", set: func(s *incident.Settings) { s.F0 = [3]int{} }},
	{name: "T0 three quarters", set: func(s *incident.Settings) { s.T0 = [3]int{11, 15, 22} }},
	{name: "any contradiction suffices", set: func(s *incident.Settings) { s.Contra = 1 }},
	{name: "no gates on the contradiction path", set: func(s *incident.Settings) { s.ContraGate = 0 }},
	{name: "diagnostic from .325", set: func(s *incident.Settings) { s.Diagnostic = 33 }},
	{name: "diagnostic from .175", set: func(s *incident.Settings) { s.Diagnostic = 17 }},
	{name: "unattributed effort is ignored", set: func(s *incident.Settings) { s.Unattrib = 100 }},
	{name: "one minute is enough", set: func(s *incident.Settings) { s.LastFor = 1 }},
	{name: "five minutes in a row", set: func(s *incident.Settings) { s.LastFor = 5 }},
	{name: "share of half is enough", set: func(s *incident.Settings) { s.Share = 50 }},
	{name: "a falling share is no reset", set: func(s *incident.Settings) { s.FallBelow = 0 }},
	{name: "messages do not carry on", set: func(s *incident.Settings) { s.CarryOn = 0 }},
	{name: "messages carry on for long", set: func(s *incident.Settings) { s.CarryOn = 15 * time.Minute }},
	{name: "tempo is ignored", set: func(s *incident.Settings) { s.TempoTimes = 0 }},
	{name: "slow channels are ignored", set: func(s *incident.Settings) { s.TempoLive = 0 }},
	{name: "no grace", set: func(s *incident.Settings) { s.Grace = 0 }},
	{name: "the clocks run during waits", rules: rules{clocksRun: true}},
	{name: "waits do not silence", rules: rules{waitsSpeak: true}},
	{name: "answers are ignored", rules: rules{neverAddressed: true}},
	{name: "no re-arm", rules: rules{onlyOnce: true}},
	{name: "rivals ruled out are ignored", rules: rules{alternativesVoid: true}},
	{name: "bots and guests give effort", rules: rules{everybodyCounts: true}},
	{name: "nobody works on what was confirmed", rules: rules{confirmedEnds: true}},
	{name: "checks do not silence", rules: rules{checksSpeak: true}},
	{name: "a line is work from when it is given", rules: rules{givenWorks: true}},
	{name: "what was let go is work", rules: rules{letGoWorks: true}},
	{name: "a dormant stretch changes nothing", rules: rules{oneStretch: true}},
	{name: "bursts are live", rules: rules{burstsAreLive: true}},
	{name: "a contradiction counts at once", rules: rules{freshSpeaks: true}},
	{name: "a question holds its author", rules: rules{passingHolds: true}},
	{name: "a result tells nothing of the minutes before", rules: rules{nothingBefore: true}},
}

// TestTracesKillMutants proves that the traces notice each way in which the
// rule could be wrong: at least one conclusion moves by more than a minute.
func TestTracesKillMutants(t *testing.T) {
	traces := readTraces(t)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			var killers []string
			for _, tr := range traces {
				for _, sev := range severities {
					set := incident.DefaultSettings()
					if m.set != nil {
						m.set(&set)
					}
					got := run(t, tr.script(sev, set), tr.Minutes, m.rules)
					if deviates(got.flag, tr.Flag[string(sev)]) || deviates(got.solo, tr.Solo[string(sev)]) {
						killers = append(killers, tr.Name+"/"+string(sev))
					}
				}
			}
			if len(killers) == 0 {
				t.Error("no trace notices")
			}
			t.Logf("noticed by %d, first by %v", len(killers), killers[:min(len(killers), 3)])
		})
	}
}

// deviates reports whether conclusions begin more than a minute from when they
// are due.
func deviates(got, want []int) bool {
	if len(got) != len(want) {
		return true
	}
	for i := range got {
		if got[i] < want[i]-1 || got[i] > want[i]+1 {
			return true
		}
	}
	return false
}
