package demo

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func plainText(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := Run(context.Background(), Options{Out: &b, Plain: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Without a terminal the demo is the same text on every machine and at every time.
func TestPlainGolden(t *testing.T) {
	got := plainText(t)
	if again := plainText(t); again != got {
		t.Fatal("two runs differ")
	}
	const file = "testdata/plain.golden"
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
		t.Errorf("the transcript differs from %s; go test ./internal/demo -update rewrites it\n%s", file, firstDifference(got, string(want)))
	}
	if n := strings.Count(got, "the pinned card, edit"); n < 2 || n > mostCards {
		t.Errorf("the card is printed %d times, want at most %d", n, mostCards)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "got:  " + g[i] + "\nwant: " + strings.Join(w[min(i, len(w)):min(i+1, len(w))], "")
		}
	}
	return "the end is missing"
}

// told is the story as it is told without a viewer.
func told(t *testing.T) (*show, []beat) {
	t.Helper()
	s, err := newShow()
	if err != nil {
		t.Fatal(err)
	}
	var all []beat
	for !s.over() {
		beats, err := s.step()
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range beats {
			s.seen.count(b)
		}
		all = append(all, beats...)
	}
	return s, all
}

// where returns the index of the first beat from i on that fits, or fails.
func where(t *testing.T, beats []beat, from int, what string, ok func(beat) bool) int {
	t.Helper()
	for i := from; i < len(beats); i++ {
		if ok(beats[i]) {
			return i
		}
	}
	t.Fatalf("the story does not show %s", what)
	return 0
}

func whisper(to incident.PersonID, sort string, words ...string) func(beat) bool {
	return func(b beat) bool {
		if b.kind != whispered || b.who != to || b.sort != sort {
			return false
		}
		for _, w := range words {
			if !strings.Contains(b.text, w) {
				return false
			}
		}
		return true
	}
}

// What a viewer is to understand in two minutes, in the order of the story.
func TestWhatTheStoryShows(t *testing.T) {
	s, beats := told(t)
	ruledOut := where(t, beats, 0, "the provider being ruled out", func(b beat) bool {
		return b.kind == commanded && strings.HasPrefix(b.text, "/inc rule-out H1")
	})

	asked := where(t, beats, 0, "a question to the commander about what does not fit the provider", whisper("ana", coordinator.KindNudge, "fay", "ams", "packet loss"))
	if asked > ruledOut {
		t.Error("the question comes after the provider was ruled out")
	}
	all := where(t, beats, asked, "the question to everybody", func(b beat) bool {
		return b.kind == posted && b.sort == coordinator.KindNudge && strings.Contains(b.text, "fay")
	})
	if all > ruledOut || !beats[all].thread {
		t.Error("the question to everybody comes too late, or is not in a thread")
	}

	for _, who := range []incident.PersonID{"fay", "eli"} {
		in := where(t, beats, 0, string(who)+" joining", func(b beat) bool { return b.kind == came && b.who == who })
		brief := where(t, beats, in, "a brief for "+string(who), whisper(who, coordinator.KindBrief, "Impact", "packet loss"))
		if brief-in > 3 {
			t.Errorf("%s is briefed late", who)
		}
	}
	answer := where(t, beats, 0, "an answer to \"what's going on?\"", whisper("dana", coordinator.KindAnswer, "Impact", "cem", "packet loss"))
	if n := strings.Count(beats[answer].text, "\n") + 1; n > 12 {
		t.Errorf("the answer has %d lines, want at most 12", n)
	}

	where(t, beats, ruledOut, "the reminder to correct the status page", whisper("dana", coordinator.KindNudge, "status page", "packet loss"))
	where(t, beats, ruledOut, "a line to ben, who works on what was ruled out", whisper("ben", coordinator.KindFree, "ruled out by cem"))
	where(t, beats, ruledOut, "a question about the effect of switching the log off", whisper("ben", coordinator.KindNudge, "memory stays below 4 GiB"))
	where(t, beats, ruledOut, "a question about the effect of the loopback addresses", whisper("eli", coordinator.KindNudge, "no bind errors"))
	where(t, beats, ruledOut, "a status at the cadence", func(b beat) bool { return b.kind == posted && b.sort == coordinator.KindStatus })

	in := &s.player.State().Incident
	status := map[incident.Status]int{}
	for _, h := range in.Hypotheses {
		status[h.Status]++
	}
	if status[incident.Confirmed] < 2 || status[incident.Refuted] < 2 || in.Phase != incident.Resolved {
		t.Errorf("at the end: %v, %s; want several confirmed causes, dead ends kept, resolved", status, in.Phase)
	}
	if card := s.player.Card().Text(); !strings.Contains(card, "Confirmed: ") || !strings.Contains(card, "Ruled out: ") {
		t.Errorf("the last card:\n%s", card)
	}
}

// Nothing that the story does is refused, nobody is told in private what is none
// of their business more often than a person can bear, and nothing that Bearings
// says uses words that judge people.
func TestTheStorysManners(t *testing.T) {
	s, beats := told(t)
	refusal := regexp.MustCompile(`^(I need|I don't|I can't|There is no|Guests|You were|This incident)`)
	bad := regexp.MustCompile(`(?i)fixat|\bbias|tunnel vision|should have|human error|obvious|%!|<nil>|@here|@channel`)
	private := map[incident.PersonID]int{}
	for _, b := range beats {
		if b.kind != posted && b.kind != whispered {
			continue
		}
		if b.sort == coordinator.KindAnswer && refusal.MatchString(b.text) {
			t.Errorf("%s is refused: %s", b.who, b.text)
		}
		if w := bad.FindString(b.text); w != "" {
			t.Errorf("Bearings says %q in %q", w, b.text)
		}
		if b.kind == whispered && b.sort == coordinator.KindNudge {
			private[b.who]++
		}
	}
	for who, n := range private {
		if n > 5 {
			t.Errorf("%s is asked %d times in private", who, n)
		}
	}
	if s.seen.nudges > 2 {
		t.Errorf("%d unasked posts in the channel", s.seen.nudges)
	}
	for _, l := range append(s.ending(), introduction...) {
		if w := bad.FindString(l); w != "" {
			t.Errorf("the end says %q", w)
		}
	}
}

// Identifiers in the story's commands are looked up, so that a viewer who offers
// an explanation first does not make the story rule out theirs.
func TestTypedExplanationDoesNotShiftTheStory(t *testing.T) {
	s, err := newShow()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.typed("ana", "/inc hypothesis the dns is broken"); err != nil {
		t.Fatal(err)
	}
	for !s.over() {
		if _, err := s.step(); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range s.player.State().Incident.Hypotheses {
		want := incident.Refuted
		switch {
		case strings.Contains(h.Statement.String(), "dns"):
			want = incident.Live
		case strings.Contains(h.Statement.String(), "ephemeral"):
			want = incident.Confirmed
		case !strings.Contains(h.Statement.String(), "packet loss from fra"):
			continue
		}
		if h.Status != want {
			t.Errorf("%s %q is %s, want %s", h.ID, h.Statement, h.Status, want)
		}
	}
}

func TestPaceMakesTwoMinutes(t *testing.T) {
	p, err := pace()
	if err != nil {
		t.Fatal(err)
	}
	_, beats := told(t)
	var sum time.Duration
	for _, b := range beats {
		sum += p.hold(b)
	}
	if sum < length*9/10 || sum > length*11/10 {
		t.Errorf("the whole takes %v, want about %v", sum, length)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRunFails(t *testing.T) {
	ctx := context.Background()
	if err := Run(ctx, Options{}); err == nil {
		t.Error("no output: want an error")
	}
	if err := Run(ctx, Options{Out: io.Discard, Speed: -1}); err == nil {
		t.Error("a negative speed: want an error")
	}
	if err := Run(ctx, Options{Out: broken{}, Plain: true}); err == nil {
		t.Error("output that fails: want its error")
	}
}

// A viewer who leaves is no failure.
func TestRunStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var b bytes.Buffer
	if err := Run(ctx, Options{Out: &b, Plain: true, Speed: 1}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "What you saw") {
		t.Error("it went on to the end")
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"short", []string{"short"}},
		{"", []string{""}},
		{"aaaa bbbb cccc", []string{"aaaa bbbb", "cccc"}},
		{"  a  b", []string{"  a  b"}},
		{"fra-trk-02 fra-trk-05", []string{"fra-trk-02", "fra-trk-05"}},
		{"abcdefghijklmnop", []string{"abcdefghij", "klmnop"}},
		{"one\n  two", []string{"one", "  two"}},
	}
	for _, tt := range tests {
		if got := wrap(tt.text, 10); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("wrap(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
