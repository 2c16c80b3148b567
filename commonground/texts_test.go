package commonground

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"bearings/incident"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// forbidden words never appear in anything that people are shown.
var forbidden = []string{"fixation", "bias", "tunnel vision", "should have", "%"}

// checkText proves what holds of every text, whatever happened.
func checkText(t rapid.TB, what, text string, most int) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) > most {
		t.Errorf("%s has %d lines, at most %d:\n%s", what, len(lines), most, text)
	}
	for _, l := range lines {
		if n := utf8.RuneCountInString(l); n > lineRunes+2+len(somethingElse) || n == 0 {
			t.Errorf("%s has a line of %d runes: %s", what, n, l)
		}
	}
	low := strings.ToLower(text)
	for _, w := range forbidden {
		if strings.Contains(low, w) {
			t.Errorf("%s says %q:\n%s", what, w, text)
		}
	}
	if strings.Count(text, labelLive+": ") == 1 && !strings.Contains(text, somethingElse) && !strings.Contains(text, " more\n") && !strings.Contains(text, "; besides ") {
		t.Errorf("%s shows a lone explanation:\n%s", what, text)
	}
}

// checkFinding proves what holds of every finding.
func checkFinding(t rapid.TB, f incident.Finding, now time.Time) {
	t.Helper()
	checkText(t, string(f.Key), f.Text, 1)
	if !strings.Contains(f.Text, "?") {
		t.Errorf("%s is no question: %s", f.Key, f.Text)
	}
	if !strings.HasPrefix(string(f.Key), f.Detector+"/") || strings.ContainsAny(string(f.Key), " \n") {
		t.Errorf("key %q of %s", f.Key, f.Detector)
	}
	if f.Since.IsZero() || f.Since.After(now) {
		t.Errorf("%s began at %v, now is %v", f.Key, f.Since, now)
	}
	if len(f.Receipts) == 0 || f.Priority == 0 || len(f.Buttons) == 0 || f.Highest < f.Level {
		t.Errorf("%s lacks receipts, priority, a way out, or a ladder: %+v", f.Key, f)
	}
	for _, b := range f.Buttons {
		if strings.Contains(b.Command, "\n") || b.Label == "" {
			t.Errorf("%s has the button %+v", f.Key, b)
		}
	}
}

// golden is an incident and the moment at which everything is looked at.
type golden struct {
	name   string
	happen func(*world)
	at     float64
	since  float64 // of the status
	next   float64 // the next update; 0: none
	briefs []string
}

var goldens = []golden{
	{"busy", busy, 46, 20, 60, []string{"eve", "dan", "ana", "ben"}},
	{"alert-storm", alertStorm, 6, 0, 30, []string{"ana"}},
	{"lone", func(w *world) {
		w.raise("ben", 3, "the friday deploy")
		w.impact("cara", 4, "the app shows a blank page")
		w.impact("ana", 4, "nobody can log in")
	}, 10, 0, 30, []string{"ben", "dan"}},
	{"deleted", deleted, 12, 0, 30, []string{"dan"}},
	{"quiet-after-a-wait", func(w *world) {
		w.lead("ana", 0)
		w.impact("ana", 1, "reads work, writes fail")
		w.do("dan", 2, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restore"), Until: at(42)})
		w.do("dan", 3, "", incident.GuardSet{ID: "G1", Target: incident.Say("db-3"), Until: at(60)})
	}, 45, 30, 60, []string{"ben"}},
	{"closed-the-next-day", func(w *world) {
		busy(w)
		w.trend("ana", 600, incident.TrendResolved)
		w.judge("dan", 610, "H3", incident.Confirmed, "holds since the pool was doubled")
		w.judge("ben", 611, "H1", incident.Refuted, "the rollback changed nothing")
		w.do("ana", 620, "", incident.PhaseSet{Phase: incident.Resolved})
		w.do("ana", 640, "", incident.Closed{Reason: incident.Say("fixed")})
	}, 640, 590, 0, []string{"cara"}},
	{"crowded", crowded, 40, 10, 60, []string{"eve"}},
	{"opened-in-the-middle", func(w *world) {
		w.s = incident.State{}
		w.do("ana", 20, "", incident.Opened{Title: incident.Say("Slow builds"), Channel: "C1", Severity: incident.SEV3, KnownFrom: at(20)})
		w.do(incident.Bearings, 20, "", incident.Configured{Settings: incident.DefaultSettings()})
		w.join("ben", 20, incident.Human)
		w.impact("ben", 21, "builds take an hour")
	}, 25, 20, 60, []string{"eve"}},
	{"called-for", func(w *world) {
		w.lead("ana", 0)
		w.impact("ben", 2, "EU cannot pay")
		w.ask("ana", 10, "eve", "@eve can you look at the ledger database?", true)
		w.join("eve", 12, incident.Human)
		w.from("ana", 13, "eve takes the ledger", incident.LineClaimed{ID: "L1", Holder: "eve", What: incident.Say("the ledger database"), Until: at(28)})
		w.do("ana", 14, "", incident.RoleSet{Role: incident.Comms, Who: "eve"})
		w.say("ben", 15, "@eve thanks for coming")
	}, 16, 0, 30, []string{"eve"}},
}

// TestGolden compares every text with what was read aloud and found good.
func TestGolden(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			w := newWorld(t)
			g.happen(w)
			got := renderAll(t, w, g)
			file := filepath.Join("testdata", g.name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func renderAll(t testing.TB, w *world, g golden) string {
	v, now := w.view(), at(g.at)
	var next time.Time
	if g.next > 0 {
		next = at(g.next)
	}
	var b strings.Builder
	card := NewCard(v, now, next).Text()
	checkText(t, "the card", card, 20)
	fmt.Fprintf(&b, "# Card\n%s\n", card)
	brief := WhatsGoingOn(v, now, next).Text()
	checkText(t, "the brief", brief, 12)
	fmt.Fprintf(&b, "# What's going on?\n%s\n", brief)
	for _, who := range g.briefs {
		br, ok := BriefFor(v, incident.PersonID(who), now, next)
		if !ok {
			fmt.Fprintf(&b, "# For %s: nothing that they lack\n\n", who)
			continue
		}
		text := br.Text()
		checkText(t, "the brief for "+who, text, 12)
		fmt.Fprintf(&b, "# For %s\n%s\n", who, text)
	}
	if st, ok := StatusSince(v, at(g.since), now, next); ok {
		text := st.Text()
		checkText(t, "the status", text, 12)
		fmt.Fprintf(&b, "# Status since %s\n%s\n", at(g.since).Format("15:04"), text)
	} else {
		fmt.Fprintf(&b, "# No status since %s\n\n", at(g.since).Format("15:04"))
	}
	for _, what := range []string{"lines", "ruled-out", "questions"} {
		fmt.Fprintf(&b, "# List of %s\n%s\n\n", what, List(v, what, now))
	}
	fmt.Fprintf(&b, "# Timeline\n%s\n\n# Findings\n", Timeline(v, 12, now))
	for _, f := range Findings(v, now) {
		checkFinding(t, f, now)
		fmt.Fprintf(&b, "%s %s %v\n  %s\n", f.Key, f.Level, f.To, f.Text)
		for _, r := range f.Receipts {
			fmt.Fprintf(&b, "  - %s %s\n", r.What, r.At.Format("15:04"))
		}
		for _, bt := range f.Buttons {
			fmt.Fprintf(&b, "  [%s] %s\n", bt.Label, bt.Command)
		}
	}
	return b.String()
}

// busy is an incident in which much has happened.
func busy(w *world) {
	w.lead("ana", 1)
	w.impact("ben", 2, "about a third of checkouts fail in the EU")
	w.trend("cara", 4, incident.TrendWorse)
	h1, _ := w.raise("ben", 5, "the friday deploy")
	w.evidence("ben", 6, "5xx began two minutes after the deploy", h1, 1)
	h2, _ := w.raise("cara", 8, "the DNS change")
	w.claim("cara", 9, "the DNS change", h2, 24)
	w.ask("ana", 10, "dan", "@dan can you compare the old hosts with the new ones?", true)
	i1 := w.start("ben", 12, "rollback of checkout to v41", h1, "5xx fall below 1 in 100", 22)
	w.judge("cara", 20, h2, incident.Refuted, "names resolve everywhere, the change was in another zone")
	w.from("ana", 21, "posted to the status page", incident.AnnouncementMade{
		ID: w.s.NextAnnouncement(), Where: "the status page", What: incident.Say("DNS trouble at our provider"), RestsOn: h2,
	})
	w.do("ben", 25, "", incident.InterventionObserved{ID: i1, Helped: "no", What: incident.Say("still one in three")})
	w.evidence("dan", 27, "old-version hosts fail too", h1, -2)
	w.claim("dan", 28, "connection pool metrics", "", 43)
	w.ask("cara", 30, "", "did anybody change the pool size?", false)
	w.from("dan", 33, "https://graphs/1", incident.LinkNoted{Link: incident.Link{URL: incident.Say("https://graphs/1"), Image: true}})
	h3, _ := w.raise("dan", 34, "the connection pool runs dry")
	w.evidence("dan", 35, "pool wait time went from 2 ms to 4 s at 13:58", h3, 2)
	w.from("ana", 36, "ok let's double the pool", incident.DecisionMade{What: incident.Say("double the connection pool")})
	w.start("dan", 38, "pool size 50 to 100", h3, "wait time below 10 ms", 48)
	w.do("ana", 39, "", incident.WaitDeclared{ID: w.s.NextWait(), What: incident.Say("the pool to settle"), Until: at(44)})
}

// alertStorm is a channel in which only a bot speaks.
func alertStorm(w *world) {
	w.join("alerts", 0, incident.Bot)
	for i := range 60 {
		text := fmt.Sprintf("FIRING: HighErrorRate host-%d", i)
		w.from("alerts", float64(i)/10, text, incident.ObservationNoted{What: incident.Say(text)})
	}
}

// deleted is an incident in which a message was deleted after much came of it.
func deleted(w *world) {
	w.impact("ben", 1, "EU cannot pay")
	_, id := w.raise("ben", 2, "a customer by name")
	w.read(w.say("cara", 3, "yes, I think so too"), incident.Reading{
		Acts: []incident.Act{incident.ActHypothesis}, Claims: []incident.Claim{{Hypothesis: "H1"}}, About: "H1",
	})
	_, against := w.evidence("ana", 4, "secret words of a customer", "H1", -1)
	w.do("ben", 6, "", incident.MessageDeleted{ID: id})
	w.do("ana", 7, "", incident.MessageDeleted{ID: against})
}

// crowded is an incident with more of everything than there is room for.
func crowded(w *world) {
	w.impact("ana", 1, strings.Repeat("all of the customers in all of the regions cannot do anything at all ", 6))
	w.trend("ana", 1, incident.TrendWorse)
	long := strings.Repeat("a very long explanation ", 12)
	for i := range 8 {
		m := float64(2 + i)
		h, _ := w.raise("ben", m, fmt.Sprintf("%d %s", i, long))
		w.evidence("cara", m, long, h, -1)
		w.evidence("dan", m, long, h, 1)
		w.claim("ana", m, fmt.Sprintf("line %d", i), h, 60)
		w.start("dan", m, fmt.Sprintf("change %d", i), h, long, 50)
		w.ask("ana", m, "ben", long+"?", true)
		w.from("ana", m, "decided", incident.DecisionMade{What: incident.Say(long)})
		w.from("ana", m, "seen", incident.ObservationNoted{What: incident.Say(long)})
		r, _ := w.raise("ben", m, fmt.Sprintf("wrong %d", i))
		w.judge("ana", m+0.5, r, incident.Refuted, long)
	}
	w.judge("ana", 12, "H1", incident.Confirmed, "reproduced twice")
}
