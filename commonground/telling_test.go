package commonground

import (
	"strings"
	"testing"

	"bearings/incident"
)

// TestTelling proves what of that which was said lately a brief tells.
func TestTelling(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(*world)
		want   string // in the brief
		not    string // not in it
	}{
		{"words that nobody could place", func(w *world) {
			w.say("ben", 5, "on mail-3 the queue has 40000 letters since 13:50")
		}, `Heard, unconfirmed: "on mail-3 the queue has 40000 letters since 13:50" (ben, 14:05)`, ""},
		{"what somebody saw", func(w *world) {
			w.read(w.say("ben", 5, "on mail-3 the queue has 40000 letters"), incident.Reading{Acts: []incident.Act{incident.ActObservation}, Confidence: 90})
		}, "Seen: on mail-3 the queue has 40000 letters (ben, 14:05)", labelHeard},
		{"chatter", func(w *world) { w.say("ben", 5, "coffee, anybody?"); w.say("ben", 6, "lol") }, "", labelHeard},
		{"what is off topic", func(w *world) {
			w.read(w.say("ben", 5, "the match on channel 3 ended 4:2 after 120 minutes"), incident.Reading{OffTopic: true})
		}, "", "match"},
		{"what a machine said", func(w *world) {
			w.join("alerts", 1, incident.Bot)
			w.say("alerts", 5, "FIRING: queue of mail-3 is 40000 letters")
		}, "", "FIRING"},
		{"what was deleted", func(w *world) {
			id := w.say("ben", 5, "the password of mail-3 is 40000-letters-long")
			w.do("ben", 6, "", incident.MessageDeleted{ID: id})
		}, "", "password"},
		{"what is shown already", func(w *world) { w.impact("ben", 5, "on mail-3 no letter of 40000 gets out") }, "Impact: on mail-3", labelHeard},
		{"twice the same", func(w *world) {
			w.say("ben", 5, "on mail-3 the queue has 40000 letters")
			w.say("cara", 6, "on mail-3 the queue has 40000 letters")
		}, "(cara, 14:06)", "(ben, 14:05); \""},
		{"a question", func(w *world) { w.say("ben", 5, "does anybody know since when mail-3 has 40000 letters?") }, "", labelHeard},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.do("ana", 0, "", incident.Renamed{Title: incident.Say("Mail is late")})
			c.happen(w)
			text := WhatsGoingOn(w.view(), at(10), at(30)).Text()
			if !strings.Contains(text, c.want) || c.not != "" && strings.Contains(text, c.not) {
				t.Errorf("want %q, not %q:\n%s", c.want, c.not, text)
			}
		})
	}
}

// TestTellingLeavesRoom proves that what is plainly known is not pushed out by
// what was said, nor all that was said by what is known.
func TestTellingLeavesRoom(t *testing.T) {
	w := newWorld(t)
	busy(w)
	for i := range 20 {
		w.say("ben", 45+float64(i)/30, strings.Repeat("x", i)+" on mail-3 the queue has 40000 letters since 13:50, and it grows by 200 a minute")
	}
	text := WhatsGoingOn(w.view(), at(46), at(60)).Text()
	for _, want := range []string{"Impact: ", "Trend: ", "In flight: ", "Could be: ", "Ruled out: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q:\n%s", want, text)
		}
	}
	if n := strings.Count(text, labelHeard); n != tellingLines {
		t.Errorf("%d lines of what was said, want %d:\n%s", n, tellingLines, text)
	}
	if n := strings.Count(text, "\n"); n != briefLines {
		t.Errorf("%d lines:\n%s", n, text)
	}
}

// TestPacked proves which lines are joined.
func TestPacked(t *testing.T) {
	a := Line{Label: labelOpen, Words: say("a?"), Who: "ana", At: at(1), Source: "1"}
	b := Line{Label: labelOpen, Words: say("b?"), Who: "ben", At: at(2), Source: "2"}
	long, stale, other, more, cut := b, b, b, b, a
	long.Words = say(strings.Repeat("b", lineRunes-30))
	stale.Stale = true
	other.Label = labelTried
	more.More = 3
	cut.More = 2
	for _, c := range []struct {
		name string
		in   []Line
		want string
	}{
		{"short ones", []Line{a, b}, "Open: a? (ana, 14:01); b? (ben, 14:02)"},
		{"three", []Line{a, b, a}, "Open: a? (ana, 14:01); b? (ben, 14:02); a? (ana, 14:01)"},
		{"with more to come", []Line{a, more}, "Open: a? (ana, 14:01); b? (ben, 14:02); and 3 more"},
		{"not after what counts the rest", []Line{cut, b}, "Open: a? (ana, 14:01); and 2 more\nOpen: b? (ben, 14:02)"},
		{"not of two kinds", []Line{a, other}, "Open: a? (ana, 14:01)\nTried: b? (ben, 14:02)"},
		{"not a stale one", []Line{a, stale}, "Open: a? (ana, 14:01)\nOpen: b? (ben, 14:02; not confirmed since)"},
		{"not too long", []Line{a, long}, "Open: a? (ana, 14:01)\nOpen: " + strings.Repeat("b", lineRunes-30) + " (ben, 14:02)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, l := range packed(c.in, UTC(start)) {
				got = append(got, l.Text(UTC(start)))
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("got\n%s\nwant\n%s", text, c.want)
			}
		})
	}
}

// TestExplanationReceipts proves that what speaks for and against an explanation
// stands beside it, each message once.
func TestExplanationReceipts(t *testing.T) {
	w := newWorld(t)
	h, _ := w.raise("ben", 1, "the deploy")
	w.raise("cara", 2, "the pool")
	line := func() string {
		for _, l := range WhatsGoingOn(w.view(), at(20), at(30)).Lines {
			if l.about == string(h) {
				return l.Text(UTC(start))
			}
		}
		return ""
	}
	if got := line(); got != "Could be: the deploy (H1): nothing for or against it yet (ben, 14:01)" {
		t.Error(got)
	}
	w.evidence("ana", 5, "began two minutes after it", h, 1)
	w.evidence("ana", 6, "only v42 hosts fail", h, 1)
	if got := line(); got != `Could be: the deploy (H1): 2 for, "only v42 hosts fail" at 14:06, "began two minutes after it" at 14:05; none against (ben, 14:01)` {
		t.Error(got)
	}
	w.evidence("dan", 7, "old hosts fail too", h, -1)
	if got := line(); got != `Could be: the deploy (H1): 2 for, newest "only v42 hosts fail" at 14:06; 1 against, "old hosts fail too" at 14:07 (ben, 14:01)` {
		t.Error(got)
	}
}

// TestBeganWith proves when a brief says how it began.
func TestBeganWith(t *testing.T) {
	w := newWorld(t)
	w.do("ana", 0, "", incident.Renamed{})
	w.say("ben", 1, "mail to customers is not going out")
	text := WhatsGoingOn(w.view(), at(2), at(30)).Text()
	if !strings.Contains(text, `Impact: nobody has said yet; it began with "mail to customers is not going out" (ben, 14:01)`) {
		t.Error(text)
	}
	w.impact("cara", 5, "works again for me")
	text = WhatsGoingOn(w.view(), at(6), at(30)).Text()
	if !strings.Contains(text, "Impact: works again for me (cara, 14:05)\nBegan with: \"mail to customers is not going out\" (ben, 14:01)") {
		t.Error(text)
	}
	w.do("ana", 6, "", incident.Renamed{Title: incident.Say("Mail is late")})
	if text = WhatsGoingOn(w.view(), at(7), at(30)).Text(); strings.Contains(text, labelBegan) {
		t.Errorf("although there is a title:\n%s", text)
	}
}
