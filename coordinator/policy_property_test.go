package coordinator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

// kinds are the findings that the property test chooses from.
var kinds = []incident.Finding{
	{Detector: "conflicting-interventions", Level: incident.InChannel, Highest: incident.InChannel, Bypass: true, Priority: 100},
	{Detector: "do-not-touch", Level: incident.Whisper, Highest: incident.InChannel, Bypass: true, Escalate: 5 * time.Minute, Priority: 100},
	{Detector: "span", Level: incident.InChannel, Highest: incident.InChannel, Bypass: true, Priority: 30}, // it has no right to
	{Detector: "everything-ok", Level: incident.InChannel, Highest: incident.InChannel, Priority: 90},
	{Detector: "unowned-request", Level: incident.InThread, Highest: incident.InChannel, Escalate: 5 * time.Minute, Priority: 50},
	{Detector: "fixation", Level: incident.ToCommander, Highest: incident.InThread, Escalate: 5 * time.Minute, Priority: 60},
	{Detector: "stale-belief", Level: incident.Whisper, Highest: incident.Whisper, Priority: 80},
	{Detector: "expired-lease", Level: incident.Whisper, Highest: incident.ToCommander, Escalate: 7 * time.Minute, Priority: 50},
	{Detector: "unexplained", Level: incident.OnCard, Highest: incident.OnCard, Priority: 10},
}

var everybody = []incident.PersonID{"ana", "ben", "cem"}

// game is an incident in which anything may be found and anything answered.
type game struct {
	*world
	rt       *rapid.T
	log      []incident.Entry
	findings []incident.Finding
}

func newGame(t *testing.T, rt *rapid.T) *game {
	g := &game{world: newWorld(t), rt: rt}
	return g
}

// input records what somebody did.
func (g *game) input(by incident.PersonID, ev incident.Event) {
	g.add(by, ev)
	g.log = append(g.log, incident.Entry{At: g.now, By: by, Event: ev})
}

func (g *game) play() {
	t := g.rt
	if rapid.IntRange(0, 4).Draw(t, "minutes") > 0 {
		g.now = g.now.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "seconds")) * time.Second)
	}
	who := rapid.SampledFrom(everybody).Draw(t, "who")
	switch rapid.IntRange(0, 13).Draw(t, "what") {
	case 0, 1, 2:
		for range rapid.IntRange(1, 15).Draw(t, "messages") {
			g.now = g.now.Add(2 * time.Second)
			g.input(who, incident.MessagePosted{ID: incident.MessageIDAt(g.now), Author: who, Kind: incident.Human, At: g.now})
		}
	case 3, 4, 5:
		g.begins()
	case 6:
		if n := len(g.findings); n > 0 {
			i := rapid.IntRange(0, n-1).Draw(t, "which")
			g.findings = slices.Delete(g.findings, i, i+1)
		}
	case 7:
		if n := len(g.findings); n > 0 {
			f := &g.findings[rapid.IntRange(0, n-1).Draw(t, "which")]
			f.Effort, f.Reasons = f.Effort*2, f.Reasons+1
		}
	case 8, 9, 10:
		if len(g.st.Attention.topics) > 0 {
			k := rapid.SampledFrom(g.st.Attention.topics).Draw(t, "topic").key
			a := rapid.SampledFrom([]string{AnswerDismissed, AnswerDismissed, AnswerActed, AnswerUseful, AnswerIntended, AnswerAsk}).Draw(t, "answer")
			g.input(who, incident.FindingAnswered{Key: k, Who: who, Answer: a})
		}
	case 11:
		if len(g.st.Attention.topics) > 0 {
			k := rapid.SampledFrom(g.st.Attention.topics).Draw(t, "topic").key
			g.input(who, incident.FindingSnoozed{Key: k, Until: g.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "for")) * time.Minute)})
		}
	case 12:
		until := g.now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "quiet")) * time.Minute)
		g.input(who, incident.QuietSet{Until: until})
	case 13:
		g.input(who, incident.ImpactStated{What: incident.Say("search is down")})
	}
	g.out = nil
	g.passTime()
	slices.SortStableFunc(g.findings, func(a, b incident.Finding) int {
		if a.Priority != b.Priority {
			return b.Priority - a.Priority
		}
		return strings.Compare(string(a.Key), string(b.Key))
	})
	g.attendTo(slices.Clone(g.findings))
	g.log = append(g.log, g.out...)
	g.out = nil
	for _, d := range g.st.Attention.pending() {
		g.add(incident.Bearings, incident.Delivered{Key: d.Key})
	}
}

func (g *game) begins() {
	f := rapid.SampledFrom(kinds).Draw(g.rt, "kind")
	f.Key = incident.FindingKey(f.Detector + "/" + rapid.SampledFrom([]string{"A", "B"}).Draw(g.rt, "subject"))
	if slices.ContainsFunc(g.findings, func(o incident.Finding) bool { return o.Key == f.Key }) {
		return
	}
	f.To, f.Effort, f.Reasons = rapid.SliceOfNDistinct(rapid.SampledFrom(everybody), 1, 2, rapid.ID).Draw(g.rt, "to"), 20, 1
	f.Words = incident.WordsOf("ana said at ", g.now, `: "is `+string(f.Key)+` odd?" What would explain that?`)
	f.Text = f.Words.Text(incident.UTC(g.now))
	f.Buttons = []incident.Button{{Label: "Later", Command: "snooze " + string(f.Key)}}
	g.findings = append(g.findings, f)
}

// decided proves that there is a decision with a reason about everything that is
// found now.
func (g *game) decidedAll() {
	for _, f := range g.findings {
		switch t := g.st.Attention.byKey[f.Key]; {
		case t == nil || t.ended || t.reason == "":
			g.rt.Fatalf("nothing was decided about %s", f.Key)
		case !slices.Contains(shownReasons, t.reason) && !slices.Contains(withheldReasons, t.reason):
			g.rt.Fatalf("%s: %q is no reason", f.Key, t.reason)
		}
	}
}

// history is what the log tells of one finding.
type history struct {
	shownAt    time.Time
	level      incident.Level
	dismissals int
	dismissed  bool // since it was shown last
	over       bool
	put        bool // put off
	why        Reason
	to         []incident.PersonID
}

// check goes through the log once and proves the rules of speaking.
func (g *game) check() {
	set, hist, why := g.st.Incident.Settings, map[incident.FindingKey]*history{}, map[incident.DeliveryKey][]incident.FindingShown{}
	for _, e := range g.log {
		if ev, ok := e.Event.(incident.FindingShown); ok {
			why[ev.Delivery] = append(why[ev.Delivery], ev)
		}
	}
	var quiet, lastStatus time.Time
	var posts []spent
	for _, e := range g.log {
		switch ev := any(e.Event).(type) {
		case incident.QuietSet:
			quiet = ev.Until
		case incident.FindingShown:
			h := hist[ev.Key]
			if h == nil {
				h = &history{}
				hist[ev.Key] = h
			}
			g.shownRightly(e, ev, h, set)
		case incident.FindingWithheld:
			if !slices.Contains(withheldReasons, Reason(ev.Reason)) {
				g.rt.Fatalf("withheld because %q", ev.Reason)
			}
			if !ev.Until.IsZero() && !ev.Until.After(e.At) {
				g.rt.Fatalf("%s is withheld until %v, which is over at %v", ev.Key, ev.Until, e.At)
			}
		case incident.FindingEnded:
			if h := hist[ev.Key]; h != nil {
				h.over, h.put = true, false
			}
		case incident.FindingSnoozed:
			if h := hist[ev.Key]; h != nil {
				h.put = !h.over
			}
		case incident.FindingAnswered:
			if h := hist[ev.Key]; h != nil && ev.Answer == AnswerDismissed && !h.dismissed {
				h.dismissals, h.dismissed = h.dismissals+1, true
			} else if h != nil && ev.Answer != AnswerDismissed && ev.Answer != AnswerAsk {
				h.dismissed = false
			}
		case incident.StatusPosted:
			if !ev.Edited && ev.Reason != "" && !lastStatus.IsZero() && e.At.Sub(lastStatus) < 10*time.Minute {
				g.rt.Fatalf("two statuses within %v", e.At.Sub(lastStatus))
			}
			if !ev.Edited {
				lastStatus = e.At
			}
		case incident.DeliveryRequested:
			g.saidRightly(e, ev, why[ev.Key], quiet)
			if ev.Kind == KindNudge && ev.How == incident.Post && !needsNone(why[ev.Key]) {
				cost := costChannel
				if ev.Thread != "" {
					cost = costThread
				}
				posts = append(posts, spent{at: e.At, cost: cost})
			}
		}
	}
	hour := 3 * capacity // one is there, and two come back in an hour
	for i := range posts {
		sum := 0
		for _, p := range posts[i:] {
			if p.at.Sub(posts[i].at) < time.Hour {
				sum += p.cost
			}
		}
		if sum > hour {
			g.rt.Fatalf("posts for %d within an hour of %v", sum, posts[i].at)
		}
	}
}

// needsNone reports whether a post needs no budget: it cannot wait, or somebody
// asked for it.
func needsNone(of []incident.FindingShown) bool {
	return slices.ContainsFunc(of, func(s incident.FindingShown) bool {
		return Reason(s.Reason) == ShownBypass || Reason(s.Reason) == ShownAsked || slices.Contains(bypassing, s.Detector)
	})
}

func (g *game) shownRightly(e incident.Entry, ev incident.FindingShown, h *history, set incident.Settings) {
	why := Reason(ev.Reason)
	if !slices.Contains(shownReasons, why) {
		g.rt.Fatalf("%s was shown because %q", ev.Key, why)
	}
	if why == ShownBypass && !slices.Contains(bypassing, ev.Detector) {
		g.rt.Fatalf("%s was not made to wait", ev.Key)
	}
	if ev.Level == incident.OnCard {
		return
	}
	if ev.Delivery == "" {
		g.rt.Fatalf("%s was shown by no message", ev.Key)
	}
	if len(ev.To) == 0 && ev.Level < incident.InThread {
		g.rt.Fatalf("%s was whispered to nobody", ev.Key)
	}
	asked := why == ShownAsked || (why == ShownLater && h.put)
	climbs := why == ShownEscalated && ev.Level > h.level && !h.over
	toAnother := h.shownAt.Equal(e.At) && h.why == why && !h.over && len(ev.To) > 0 && !slices.Contains(h.to, ev.To[0])
	if !h.shownAt.IsZero() && !asked && !climbs && !toAnother {
		if rest := set.CoolDown << min(h.dismissals, 4); e.At.Sub(h.shownAt) < rest {
			g.rt.Fatalf("%s was shown after %v, within its cool-down of %v, because %q", ev.Key, e.At.Sub(h.shownAt), rest, why)
		}
	}
	if h.dismissals >= 2 && why != ShownAsked {
		g.rt.Fatalf("%s was shown after two dismissals, because %q", ev.Key, why)
	}
	if h.over {
		h.level = 0
	}
	if !toAnother {
		h.to = nil
	}
	*h = history{shownAt: e.At, level: max(h.level, ev.Level), dismissals: h.dismissals, why: why, to: append(h.to, ev.To...)}
}

func (g *game) saidRightly(e incident.Entry, ev incident.DeliveryRequested, why []incident.FindingShown, quiet time.Time) {
	if e.At.Before(quiet) && !needsNone(why) {
		g.rt.Fatalf("said at %v, quiet until %v: %s", e.At, quiet, ev.Text)
	}
	if ev.Kind != KindNudge && ev.Kind != KindFree {
		return
	}
	if len(why) == 0 {
		g.rt.Fatalf("%s says for no reason: %s", ev.Key, ev.Text)
	}
	asks := 0
	for i, part := range strings.Split(ev.Text.String(), `"`) {
		if i%2 == 0 {
			asks += strings.Count(part, "?")
		}
	}
	if lines := strings.Count(ev.Text.String(), "\n") + 1; lines > merged || asks != 1 {
		g.rt.Fatalf("%d lines and %d questions: %s", lines, asks, ev.Text)
	}
	if got := incident.Marked(ev.Text.String(), ev.Moments).Text(incident.UTC(e.At)); got != ev.Text.String() || len(ev.Moments) == 0 {
		g.rt.Fatalf("the moments of %q make %q", ev.Text, got)
	}
}

// TestPolicyRules proves, whatever is found and whatever people answer: the budget
// holds in any hour; only what collides is not made to wait; nothing is repeated
// within its cool-down, which a dismissal doubles; quiet is kept; what was
// dismissed twice stays on the card; every decision has a reason; a message asks
// one question; and a restart would decide the same.
func TestPolicyRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := newGame(t, rt)
		for range rapid.IntRange(5, 60).Draw(rt, "turns") {
			g.play()
			g.decidedAll()
		}
		g.check()
	})
}
