package commonground

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// forbidden words never appear in anything that people are shown.
var forbidden = []string{"fixation", "bias", "tunnel vision", "should have", "%"}

func checkFinding(t testing.TB, f incident.Finding, now time.Time) {
	t.Helper()
	low := strings.ToLower(f.Text)
	for _, w := range forbidden {
		if strings.Contains(low, w) {
			t.Errorf("%s says %q: %s", f.Key, w, f.Text)
		}
	}
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
	if n := len([]rune(f.Text)); n > lineRunes {
		t.Errorf("%s has %d runes", f.Key, n)
	}
}

func TestPrint(t *testing.T) {
	w := rich(t)
	v := w.view()
	t.Log("\n" + NewCard(v, at(46), at(50)).Text())
	t.Log("\n" + WhatsGoingOn(v, at(46), at(60)).Text())
	for _, p := range []incident.PersonID{"eve", "dan", "ana", "ben", "cara"} {
		b, ok := BriefFor(v, p, at(46), at(60))
		t.Logf("%s %v\n%s", p, ok, b.Text())
	}
	st, ok := StatusSince(v, at(20), at(46), at(60))
	t.Logf("%v\n%s", ok, st.Text())
	for _, f := range Findings(v, at(46)) {
		t.Logf("%s %s %v\n   %s\n   %v\n   %v", f.Key, f.Level, f.To, f.Text, f.Receipts, f.Buttons)
		checkFinding(t, f, at(46))
	}
	t.Log("\n" + List(v, "lines", at(46)) + "\n" + List(v, "ruled-out", at(46)) + "\n" + List(v, "questions", at(46)))
	t.Log("\n" + Timeline(v, 30, at(46)))
}

// rich is an incident in which much has happened.
func rich(t testing.TB) *world {
	w := newWorld(t)
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
	w.from("ana", 21, "posted to the status page", incident.AnnouncementMade{ID: w.s.NextAnnouncement(), Where: "the status page", What: incident.Say("DNS trouble at our provider"), RestsOn: h2})
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
	return w
}
