package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bearings/incident"
	"bearings/internal/replay"
	"bearings/internal/transcript"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// cart is the incident in testdata with a made-up replay, so that its scores
// depend on no scribe. On the board: H1 is right; H2, raised by a message that is
// labelled with nothing, gets the messages about the flag; H3 repeats H1; H4 was
// merged into H3; H5 is false.
func cart(t *testing.T) *trial {
	t.Helper()
	lines, err := transcript.ReadFile("testdata/cart.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	labels, err := readLabels("testdata/cart.labels.json", lines)
	if err != nil {
		t.Fatal(err)
	}
	acts := func(as ...incident.Act) []incident.Act { return as }
	weighed := func(h incident.HypothesisID, c incident.Consistency) []incident.Weighed {
		return []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: h, Consistency: c}}}}
	}
	read := map[int]incident.Reading{
		1:  {Acts: acts(incident.ActImpact), Confidence: 80},
		2:  {Acts: acts(incident.ActHypothesis), Confidence: 90, About: "H1"},
		3:  {Acts: acts(incident.ActObservation, incident.ActEvidence), Sure: []int{40, 70}, About: "H1", Evidence: weighed("H1", 1)},
		5:  {Acts: acts(incident.ActQuestion), Confidence: 50, About: "H2"},
		7:  {Acts: acts(incident.ActEvidence), Confidence: 60, About: "H2", Evidence: weighed("H2", 1)},
		8:  {Acts: acts(incident.ActVerdict), Confidence: 74, About: "H2", Rulings: []incident.Ruling{{Hypothesis: "H2", Status: incident.Refuted}}},
		9:  {Acts: acts(incident.ActIntervention, incident.ActHypothesis), Sure: []int{60, 61}, About: "H3"},
		11: {Acts: acts(incident.ActOwnership), Confidence: 65, About: "H4"},
		12: {Acts: acts(incident.ActQuestion), Confidence: 65, About: "H5"},
	}
	r := &replay.Result{
		Hypotheses: []replay.Hypothesis{
			{ID: "H1", Statement: "the session cache", RaisedLine: 2, Status: incident.Live},
			{ID: "H2", Statement: "lunch", RaisedLine: 5, Status: incident.Refuted},
			{ID: "H3", Statement: "the cache again", RaisedLine: 9, Status: incident.Live},
			{ID: "H4", Statement: "the cache disk", RaisedLine: 11, Status: incident.Merged, MergedInto: "H3"},
			{ID: "H5", Statement: "access", RaisedLine: 12, Status: incident.Live},
		},
		Briefs: map[int]string{9: "SEV2\nImpact: carts are EMPTY (ana)\nCould be: the session cache\nBen: restarts it"},
		Posts: []replay.Post{
			{To: "channel", Kind: "nudge"}, {To: "user:ana", Kind: "nudge"}, {To: "channel", Kind: "status"}, {To: "card", Kind: "status"}, {To: "thread", Kind: "answer"},
		},
		Findings: []replay.Finding{
			{Detector: "fixation", Key: "f/H2", Hypothesis: "H2", State: "begin", At: clock("10:05")},
			{Detector: "fixation", Key: "f/H2", Hypothesis: "H2", State: "end", At: clock("10:06")},
			{Detector: "fixation", Key: "f/H3", Hypothesis: "H3", State: "begin", At: clock("10:20")},
			{Detector: "unanswered-contradiction", Key: "c", State: "begin", At: clock("10:20")},
		},
	}
	for _, l := range lines {
		m, _ := l.Message()
		if rd, ok := read[l.Number]; ok {
			r.Log = append(r.Log, incident.Entry{Event: incident.MessageRead{Message: m.ID, Reading: rd}},
				// An edit is read again; what counts is what was read first.
				incident.Entry{Event: incident.MessageRead{Message: m.ID, Reading: incident.Reading{Acts: acts(incident.ActWait)}}})
		}
	}
	return newTrial("cart", lines, labels, r)
}

func clock(s string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", "2026-03-10 "+s)
	if err != nil {
		panic(err)
	}
	return at
}

func near(t *testing.T, what string, got Ratio, want float64) {
	t.Helper()
	if d := float64(got) - want; !got.Known() || d > 1e-9 || d < -1e-9 {
		t.Errorf("%s is %v, want %v", what, float64(got), want)
	}
}

// Every number here was worked out by hand.
func TestScore(t *testing.T) {
	in, _ := cart(t).score(incident.DefaultSettings())
	s := in.Scores
	// Only hypothesis has three labels: one hit (2), two misses (4, 10), one wrong (9).
	near(t, "act_macro_f1", s.ActMacroF1, 2.0/5)
	// Hits: impact 1, hypothesis 2, observation 3, evidence 3 and 7, verdict 8, intervention 9, ownership 11, question 12.
	// Wrong: question 5, hypothesis 9. Missed: hypotheses 4 and 10, observation 7, trend 13.
	near(t, "act_precision", s.ActPrecision, 9.0/11)
	near(t, "act_recall", s.ActRecall, 9.0/13)
	near(t, "act_micro_f1", s.ActMicroF1, 18.0/24)
	// Not on the card: observation 3 (40), question 5 (50), verdict 8 (74). Then 7 hits and hypothesis 9.
	near(t, "card_precision", s.CardPrecision, 7.0/8)
	// Labelled: 2 3 9 11 cache, 4 7 8 flag, 10 disk. Read: 2 3 H1, 9 11 H3, 7 8 H2, 4 and 10 alone.
	near(t, "about_precision", s.AboutPrecision, 1)
	near(t, "about_recall", s.AboutRecall, (4*0.5+1.0/3+2*2.0/3+1)/8)
	near(t, "about_unattributed", s.Unattributed, 2.0/8)
	near(t, "about_overattributed", s.Overattributed, 2.0/4) // of 1 5 12 13: 5 and 12
	// H1 is in time for cache. H2 is flag by its majority, one message late. H3 is cache again. H5 is false.
	near(t, "hypotheses_found", s.HypothesesFound, 2.0/3)
	near(t, "duplicates_per_found", s.DuplicateRate, 1.0/2)
	near(t, "false_hypotheses", s.FalseHypotheses, 1)
	if in.Counts.Unbacked != 2 || in.Counts.Late != 0 { // H2 and H5
		t.Errorf("%d unbacked, %d late", in.Counts.Unbacked, in.Counts.Late)
	}
	near(t, "evidence_on", s.EvidenceOn, 1)
	near(t, "evidence_direction", s.EvidenceDirection, 0.5) // line 7 was read as for
	near(t, "verdict_on", s.VerdictOn, 1)
	near(t, "verdict_status", s.VerdictStatus, 1)
	// "ben … restart … cache" stands in no one line.
	near(t, "facts_present", s.FactsPresent, 0.5)
	near(t, "stale_stated", s.StaleStated, 0)
	// The episode is from 10:07 to 10:52; the flag of H3, which is the cache, from 10:20 on.
	near(t, "episodes_flagged", s.EpisodesFlagged, 1)
	near(t, "episodes_matched", s.EpisodesMatched, 1)
	near(t, "minutes_to_flag", s.MinutesToFlag, 13)
	// 7 minutes, a gap of 43 that counts 30, 3 minutes: 40 minutes.
	near(t, "channel_hours", in.Counts.ChannelHours, 2.0/3)
	near(t, "false_flags_per_hour", s.FalseFlags, 1.5)
	near(t, "contradictions_per_hour", s.Contradictions, 1.5)
	near(t, "unsolicited_per_hour", s.Unsolicited, 1.5)
}

// Nothing read and nothing labelled are no scores, or bad ones, and no panic.
func TestScoreOfNothing(t *testing.T) {
	full := cart(t)
	none := func(l *Labels) *trial {
		tr := &trial{name: "cart", labels: l, result: &replay.Result{}, end: full.end}
		for _, m := range full.msgs {
			m.read, m.asRead, m.about, m.label = incident.Reading{}, "", "", l.byLine[m.line]
			tr.msgs = append(tr.msgs, m)
		}
		return tr
	}
	s := func(tr *trial) Scores { in, _ := tr.score(incident.DefaultSettings()); return in.Scores }
	silent := s(none(full.labels))
	near(t, "act_macro_f1", silent.ActMacroF1, 0)
	near(t, "about_unattributed", silent.Unattributed, 1)
	near(t, "hypotheses_found", silent.HypothesesFound, 0)
	near(t, "duplicates_per_found", silent.DuplicateRate, 0)
	near(t, "facts_present", silent.FactsPresent, 0)
	if silent.ActPrecision.Known() || silent.CardPrecision.Known() || silent.MinutesToFlag.Known() || silent.EvidenceDirection.Known() {
		t.Errorf("something was read: %+v", silent)
	}
	empty := s(none(&Labels{}))
	for i, r := range empty.all() {
		if r.Known() && *r != 0 {
			t.Errorf("measure %d of nothing is %v", i, *r)
		}
	}
	if empty.ActMacroF1.Known() || empty.AboutF1.Known() || empty.HypothesesFound.Known() || empty.FactsPresent.Known() || empty.DuplicateRate.Known() {
		t.Errorf("something was labelled: %+v", empty)
	}
}

// made is a report of made-up replays.
func made(t *testing.T) *Report {
	t.Helper()
	tr := cart(t)
	s := Scored{Incidents: []Incident{}, Unlabelled: []Unlabelled{}}
	in, acts := tr.score(incident.DefaultSettings())
	s.Incidents = append(s.Incidents, in)
	s.summarise([]actTallies{acts})
	tr.labels = nil
	u := tr.unlabelled()
	u.Name = "plain"
	s.Unlabelled = append(s.Unlabelled, u)
	other := Scored{Incidents: []Incident{in}, Unlabelled: []Unlabelled{}}
	other.Incidents[0].Name = "quay"
	other.summarise([]actTallies{acts})
	return &Report{Folder: s, Unseen: &other}
}

func TestGolden(t *testing.T) {
	r := made(t)
	js, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"table.golden": []byte(r.Table()), "report.golden": js} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs:\n%s", path, got)
		}
	}
}

// A mean leaves out what is not known, and counts every incident once.
func TestMean(t *testing.T) {
	near(t, "the mean", mean([]Ratio{0.2, None, 0.4}), 0.3)
	if mean(nil).Known() || mean([]Ratio{None}).Known() {
		t.Error("a mean of nothing is known")
	}
	small, big := newActTallies(), newActTallies()
	small.all[incident.ActTrend].TP = 3
	big.all[incident.ActTrend].FN = 300
	s := Scored{Incidents: []Incident{{Scores: Scores{ActMacroF1: small.macroF1()}}, {Scores: Scores{ActMacroF1: big.macroF1()}}}}
	s.summarise([]actTallies{small, big})
	near(t, "the mean", s.Mean.ActMacroF1, 0.5)
}

// folder makes a folder of incidents of the files in testdata: unseen ones too.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for to, from := range map[string]string{
		"cart.jsonl": "cart.jsonl", "cart.labels.json": "cart.labels.json", "plain.jsonl": "cart.jsonl",
		"unseen/quay.jsonl": "cart.jsonl", "unseen/quay.labels.json": "cart.labels.json",
	} {
		raw, err := os.ReadFile(filepath.Join("testdata", from))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, to), string(raw))
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// The real coordinator runs, the same each time; a report tells no text.
func TestRun(t *testing.T) {
	dir := folder(t)
	var first []byte
	for range 2 {
		r, err := Run(context.Background(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		js, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(js, first) {
			t.Error("two runs differ")
		}
		first = js
		if len(r.Folder.Incidents) != 1 || len(r.Folder.Unlabelled) != 1 || r.Unseen == nil || len(r.Unseen.Incidents) != 1 {
			t.Fatalf("%s", js)
		}
		if in := r.Folder.Incidents[0]; in.Name != "cart" || in.Counts.Messages != 12 || in.Counts.Facts != 2 || !in.ActMacroF1.Known() {
			t.Errorf("%+v", in)
		}
		for _, text := range []string{string(js), r.Table()} {
			for _, word := range []string{"lunch", "session", "flag is", "cookie", "carts", "ben", "restart"} {
				if strings.Contains(text, word) {
					t.Errorf("the report says %q", word)
				}
			}
		}
	}
	if !json.Valid(first) {
		t.Error("not JSON")
	}
}

func TestMisses(t *testing.T) {
	tr := cart(t)
	for subject, want := range map[string][]string{
		"hypothesis": {
			"   4 missed                 cem: or the new cookie flag", "   9 wrong (61%)            ben: restarting the cache",
			"  10 missed                 ana: maybe the session store is full",
		},
		"trend":      {"  13 missed                 ana: better now"},
		"impact":     nil,
		"hypotheses": {"  10 missed: disk", "   9 duplicate of cache: H3 the cache again", "  12 false: H5 access"},
		"facts":      {"   9 missed action: ben restarts the cache"},
	} {
		if got := tr.misses(subject); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", subject, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	about := strings.Join(tr.misses("about"), "\n")
	for _, want := range []string{"4 missed: flag", "5 wrong: H2, of none", "12 wrong: H5, of none"} {
		if !strings.Contains(about, want) {
			t.Errorf("about:\n%s", about)
		}
	}
	text, err := Misses(context.Background(), folder(t), "facts", Options{})
	if err != nil || !strings.HasPrefix(text, "cart: ") || strings.Contains(text, "quay") {
		t.Errorf("%v\n%s", err, text)
	}
}

// However one comes to it, no text of an unseen incident is told.
func TestMissesOfUnseen(t *testing.T) {
	dir := folder(t)
	alias, linked := filepath.Join(t.TempDir(), "alias"), t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "unseen"), alias); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Join(dir, "unseen", "quay.jsonl"), filepath.Join(linked, "quay.jsonl")); err != nil {
		t.Skip(err)
	}
	for _, d := range []string{filepath.Join(dir, "unseen"), filepath.Join(dir, "unseen") + "/.", alias, linked} {
		text, err := Misses(context.Background(), d, "impact", Options{})
		if !errors.Is(err, ErrUnseen) || text != "" {
			t.Errorf("%s: %v, %q", d, err, text)
		}
	}
	t.Chdir(filepath.Join(dir, "unseen"))
	if _, err := Misses(context.Background(), ".", "impact", Options{}); !errors.Is(err, ErrUnseen) {
		t.Error(err)
	}
	if _, err := Run(context.Background(), ".", Options{}); err != nil { // numbers are told
		t.Error(err)
	}
}
