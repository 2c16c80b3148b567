package play_test

import (
	"testing"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
)

var begin = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

func newPlayer(t *testing.T, o play.Options) *play.Player {
	t.Helper()
	core, err := coordinator.New(coordinator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p := play.New(core, o)
	if err := p.Feed(begin, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2}); err != nil {
		t.Fatal(err)
	}
	return p
}

func command(t *testing.T, p *play.Player, at time.Duration, text string) {
	t.Helper()
	ev := incident.CommandGiven{Key: at.String() + text, Who: "ana", Text: incident.Say(text)}
	if err := p.Feed(begin.Add(at), "ana", "", ev); err != nil {
		t.Fatal(err)
	}
}

// TestWakesComeFirst proves that what falls due before an input happens before
// it, at its own time, and that nothing happens early.
func TestWakesComeFirst(t *testing.T) {
	var log []incident.Entry
	p := newPlayer(t, play.Options{Entries: func(es []incident.Entry) { log = append(log, es...) }})
	command(t, p, time.Minute, "take the logs for 10m")
	command(t, p, 10*time.Minute, "note nothing is due yet")
	command(t, p, 20*time.Minute, "note it was due before this")
	var order []string
	for _, e := range log {
		switch any(e.Event).(type) {
		case incident.LineExpired:
			order = append(order, "expired at "+e.At.Sub(begin).String())
		case incident.NoteAdded:
			order = append(order, "note at "+e.At.Sub(begin).String())
		}
	}
	want := []string{"note at 10m0s", "expired at 11m0s", "note at 20m0s"}
	if len(order) != 3 || order[0] != want[0] || order[1] != want[1] || order[2] != want[2] {
		t.Errorf("the order is %q, want %q", order, want)
	}
}

// TestCardIsCoalesced proves that many changes within two seconds are one edit,
// that the edit shows the newest, and that no change is no edit.
func TestCardIsCoalesced(t *testing.T) {
	var edits []time.Time
	var last commonground.Card
	p := newPlayer(t, play.Options{Card: func(at time.Time, c commonground.Card) { edits, last = append(edits, at), c }})
	p.Until(begin.Add(time.Minute))
	n := len(edits)
	for i, what := range []string{"EU cannot pay", "EU and US cannot pay", "nobody can pay"} {
		command(t, p, time.Minute+time.Duration(i)*500*time.Millisecond, "impact "+what)
	}
	p.Until(begin.Add(2 * time.Minute))
	if got := len(edits) - n; got > 2 {
		t.Errorf("three changes within two seconds were %d edits", got)
	}
	if text := last.Text(); text != p.Card().Text() && last.Digest() != p.Card().Digest() {
		t.Errorf("the last edit shows\n%s\nbut the card is\n%s", text, p.Card().Text())
	}
	n = len(edits)
	command(t, p, 3*time.Minute, "help")
	p.Until(begin.Add(4 * time.Minute))
	if len(edits) != n {
		t.Error("the card was edited although nothing changed")
	}
}

// TestMasks proves that a secret never reaches the log.
func TestMasks(t *testing.T) {
	var log []incident.Entry
	p := newPlayer(t, play.Options{Entries: func(es []incident.Entry) { log = append(log, es...) }})
	command(t, p, time.Minute, "note password=hunter22")
	for _, e := range log {
		if n, ok := any(e.Event).(incident.NoteAdded); ok && n.Note.String() != "password=[secret]" {
			t.Errorf("the log holds %q", n.Note)
		}
	}
}
