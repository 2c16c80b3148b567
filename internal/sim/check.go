package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

// check returns which invariants do not hold in an incident that was played.
func check(o *outcome) []string {
	var bad []string
	for _, of := range []func(*outcome) []string{toldOwn, overBudget, overCap, unexplained, unfounded, tooLoud} {
		bad = append(bad, of(o)...)
	}
	return bad
}

var numbered = regexp.MustCompile(`\((\d+)\)`)

// toldOwn finds lines that tell somebody what they said themselves. To be
// reminded of one's own line, change or announcement is no news, nor meant as
// such; what is put to somebody as said, or found, is.
func toldOwn(o *outcome) []string {
	var bad []string
	for _, s := range o.sent {
		switch {
		case s.d.To == "":
			continue
		case s.d.Kind == coordinator.KindBrief:
		case s.d.Kind == coordinator.KindNudge && slices.ContainsFunc(s.keys, ofOthers):
		default:
			continue
		}
		for i, line := range strings.Split(s.d.Text.String(), "\n") {
			brief := s.d.Kind == coordinator.KindBrief
			if !brief && (i >= len(s.keys) || !ofOthers(s.keys[i])) {
				continue
			}
			if strings.Contains(line, "("+string(s.d.To)+", ") || o.onlyOwn(s.d.To, line) {
				bad = append(bad, fmt.Sprintf("%s is told what they said, at %s: %s", s.d.To, s.at, line))
			}
		}
	}
	return bad
}

// ofOthers reports whether a finding puts to somebody what another said.
func ofOthers(key incident.FindingKey) bool {
	name, _, _ := strings.Cut(string(key), "/")
	switch name {
	case "fixation", "solo", "stale-belief", "divergent-belief", "unanswered-contradiction", "unanswered-question", "unacked-request":
		return true
	}
	return false
}

func (o *outcome) onlyOwn(who incident.PersonID, line string) bool {
	if strings.Contains(line, "For you") || strings.Contains(line, "you still hold") {
		return false
	}
	own := false
	for _, m := range numbered.FindAllStringSubmatch(line, -1) {
		no, err := strconv.Atoi(m[1])
		if err != nil || no >= len(o.t.said) || o.author(no) != who {
			return false
		}
		own = true
	}
	for _, p := range names {
		if p != who && strings.Contains(line, string(p)) {
			return false
		}
	}
	return own
}

func (o *outcome) author(no int) incident.PersonID {
	for _, b := range o.t.beats {
		if b.no == no {
			return b.who
		}
	}
	return ""
}

// overBudget finds posts beyond the bucket: one, refilled in half an hour. What
// cannot wait and what somebody asked for is not counted.
func overBudget(o *outcome) []string {
	var at []time.Duration
	var cost []int
	for _, s := range o.sent {
		if !s.unsolicited() || slices.Contains(s.why, string(coordinator.ShownBypass)) {
			continue
		}
		c := 1000
		if s.d.Thread != "" {
			c = 500
		}
		at, cost = append(at, s.at), append(cost, c)
	}
	refill := time.Duration(incident.By(incident.SEV2, incident.DefaultSettings().Refill)) * min
	for i := range at {
		sum := 0
		for j := i; j < len(at); j++ {
			sum += cost[j]
			if may := 1001 + int((at[j]-at[i])*1000/refill); sum > may {
				return []string{fmt.Sprintf("%d of %d thousandths of the budget spent from %s to %s", sum, may, at[i], at[j])}
			}
		}
	}
	return nil
}

// overCap finds people who got more private lines than they may.
func overCap(o *outcome) []string {
	set := incident.DefaultSettings()
	at := map[incident.PersonID][]time.Duration{}
	for _, s := range o.sent {
		if s.d.To == "" || s.d.Kind != coordinator.KindNudge || slices.Contains(s.why, string(coordinator.ShownBypass)) {
			continue
		}
		was := append(at[s.d.To], s.at)
		at[s.d.To] = was
		if n := len(was); n > set.PrivateCap && was[n-1]-was[n-1-set.PrivateCap] < set.PrivateIn {
			return []string{fmt.Sprintf("%s had %d private lines from %s to %s", s.d.To, set.PrivateCap+1, was[n-1-set.PrivateCap], s.at)}
		}
	}
	return nil
}

// unexplained finds what was said for no reason: a nudge that no decision in the
// log stands for, a status that is not recorded as one, a brief without its
// record, an answer that nobody asked for.
func unexplained(o *outcome) []string {
	var bad []string
	for _, s := range o.sent {
		switch s.d.Kind {
		case coordinator.KindNudge, coordinator.KindFree:
			if len(s.why) == 0 || slices.Contains(s.why, "") {
				bad = append(bad, fmt.Sprintf("no reason for %s at %s: %s", s.d.Key, s.at, s.d.Text))
			}
		case coordinator.KindStatus, coordinator.KindBrief, coordinator.KindAnswer:
			if !o.recorded(s) {
				bad = append(bad, fmt.Sprintf("no record for the %s %s at %s", s.d.Kind, s.d.Key, s.at))
			}
		}
	}
	return bad
}

func (o *outcome) recorded(s sending) bool {
	return slices.ContainsFunc(o.log, func(e incident.Entry) bool {
		if e.At.Sub(begin) != s.at {
			return false
		}
		switch ev := any(e.Event).(type) {
		case incident.StatusPosted:
			return s.d.Kind == coordinator.KindStatus && !ev.Edited
		case incident.BriefGiven:
			return s.d.Kind == coordinator.KindBrief && ev.Who == s.d.To
		case incident.CommandGiven:
			return s.d.Kind == coordinator.KindAnswer && (s.d.To == "" || ev.Who == s.d.To)
		}
		return false
	})
}

// unfounded finds receipts that are not in the log.
func unfounded(o *outcome) []string {
	posted := map[incident.MessageID]bool{}
	var bad []string
	see := func(ids []incident.MessageID, what string) {
		for _, id := range ids {
			if !posted[id] {
				bad = append(bad, fmt.Sprintf("%s rests on %q, which is not in the log", what, id))
			}
		}
	}
	for _, e := range o.log {
		switch ev := any(e.Event).(type) {
		case incident.MessagePosted:
			posted[ev.ID] = true
		case incident.FindingShown:
			see(ev.Receipts, string(ev.Key))
		case incident.DeliveryRequested:
			see(ev.Rests, string(ev.Key))
		}
	}
	return bad
}

// mostAnHour is how many unsolicited posts an hour may hold.
const mostAnHour = 3

// tooLoud finds hours with too many unsolicited posts.
func tooLoud(o *outcome) []string {
	if n := busiest(o); n > mostAnHour {
		return []string{fmt.Sprintf("%d unsolicited posts within an hour", n)}
	}
	return nil
}

// busiest is the most unsolicited posts within any hour.
func busiest(o *outcome) int {
	most := 0
	var at []time.Duration
	for _, s := range o.sent {
		if s.unsolicited() {
			at = append(at, s.at)
			for s.at-at[0] >= time.Hour {
				at = at[1:]
			}
			most = max(most, len(at))
		}
	}
	return most
}
