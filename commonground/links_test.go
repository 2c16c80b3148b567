package commonground

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// TestTame proves that nobody who is quoted calls everybody, and that other names
// keep their sign.
func TestTame(t *testing.T) {
	for text, want := range map[string]string{
		"@here can someone look?":        "here can someone look?",
		"<!channel> <!here|@here> wake":  "channel here wake",
		"ask @Everyone!":                 "ask Everyone!",
		"mail @hereford, <@U1> and @ana": "mail @hereford, <@U1> and @ana",
		"hey!":                           "hey!",
	} {
		if got := Tame(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
		if got := clip(text, 80); strings.Contains(got, "<!") {
			t.Errorf("clipped to %q", got)
		}
	}
}

// TestTitled proves what a link is called.
func TestTitled(t *testing.T) {
	for url, want := range map[string]string{
		"https://g.example/d/1?from=now-1h":                "g.example/d/1",
		"https://g.example/":                               "g.example",
		"https://git.example/a/very/long/way/to/issues/55": "git.example/…ng/way/to/issues/55",
		"file-7": "file-7",
	} {
		if got := titled(incident.Link{URL: incident.Say(url)}); got != want {
			t.Errorf("%s is called %s", url, got)
		}
	}
	long := titled(incident.Link{URL: incident.Say("https://g.example"), Title: incident.Say(strings.Repeat("wide ", 40))})
	if n := len([]rune(long)); n > titleRunes+2 || !strings.HasSuffix(long, `…"`) {
		t.Errorf("%s", long)
	}
}

// TestAlertsLeave proves that alerts and lone links leave the card when they are
// old, and not before.
func TestAlertsLeave(t *testing.T) {
	w := newWorld(t)
	w.join("alerts", 0, incident.Bot)
	w.from("alerts", 1, "disk is full", incident.ObservationNoted{What: incident.Say("disk is full")})
	w.from("ana", 1, "https://g.example/1", incident.LinkNoted{Link: incident.Link{URL: incident.Say("https://g.example/1")}})
	for text, life := range map[string]time.Duration{"Alerts: disk is full": alertsFor, "Unremarked: g.example/1": w.view().settings().QuestionFor} {
		for _, d := range []time.Duration{-time.Minute, time.Minute} {
			card := NewCard(w.view(), at(1).Add(life+d), time.Time{}).Text()
			if got := strings.Contains(card, text); got != (d < 0) {
				t.Errorf("%q %s after its time: shown is %v", text, d, got)
			}
		}
	}
}

// TestGrounds proves that what speaks for and against an explanation is listed with
// the name by which it can be put right, and nothing that concerns another.
func TestGrounds(t *testing.T) {
	w := newWorld(t)
	h, _ := w.raise("ana", 1, "the deploy")
	other, _ := w.raise("ben", 2, "the cache")
	e1, _ := w.evidence("cara", 3, "old hosts fail too", h, -1)
	e2, from := w.evidence("dan", 4, "errors began with the deploy", h, 2)
	e3, _ := w.evidence("dan", 5, "the cache is warm", other, -2)
	w.do("dan", 5, from, incident.LinkNoted{Link: incident.Link{URL: incident.Say("https://g.example/1"), Title: incident.Say("Errors")}, Of: from})
	got := List(w.view(), string(h), at(6))
	for _, want := range []string{
		"the deploy (H1), live", `Against: "old hosts fail too" (` + string(e1) + `) (cara, 14:03)`,
		`For: "errors began with the deploy" (` + string(e2) + `) (dan, 14:04), see "Errors"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, string(e3)) {
		t.Errorf("what concerns another is in\n%s", got)
	}
}
