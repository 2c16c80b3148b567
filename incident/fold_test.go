package incident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var t0 = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// fold builds a state from events, a second apart.
type fold struct {
	State
	t *testing.T
}

func newFold(t *testing.T) *fold {
	f := &fold{t: t}
	f.add(Bearings, "", Opened{Channel: "C1", Severity: SEV2, KnownFrom: t0})
	f.add(Bearings, "", Configured{Settings: DefaultSettings()})
	return f
}

func (f *fold) add(by PersonID, src MessageID, ev Event) {
	f.t.Helper()
	at := t0.Add(time.Duration(f.Seq) * time.Second)
	if err := f.Apply(Entry{Seq: f.Seq + 1, At: at, By: by, Source: src, Event: ev}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fold) post(by PersonID, id string, at time.Duration) MessageID {
	f.add(by, MessageID(id), MessagePosted{ID: MessageID(id), Author: by, Kind: Human, At: t0.Add(at), Text: Say("text of " + id)})
	return MessageID(id)
}

// TestApplyInOrder proves that a gap or a repetition is refused and changes nothing.
func TestApplyInOrder(t *testing.T) {
	f := newFold(t)
	for _, seq := range []uint64{0, 1, 2, 4, 99} {
		if err := f.Apply(Entry{Seq: seq, Event: Closed{}}); err == nil {
			t.Errorf("event %d was applied after event 2", seq)
		}
	}
	if !f.IsOpen() || f.Seq != 2 {
		t.Error("a refused event changed the state")
	}
}

// TestRetract proves that everything read in a message goes, that what it
// overwrote comes back, and that a hypothesis others have taken up stays.
func TestRetract(t *testing.T) {
	f := newFold(t)
	a, b := f.post("ana", "m1", time.Minute), f.post("ben", "m2", 2*time.Minute)
	f.add("ana", a, ImpactStated{What: Say("EU is down")})
	f.add("ana", a, HypothesisRaised{ID: "H1", Statement: Say("the deploy"), Confidence: 80})
	f.add("ben", b, ImpactStated{What: Say("all is down")})
	f.add("ben", b, HypothesisRaised{ID: "H2", Statement: Say("dns"), Confidence: 80})
	f.add("ben", b, HypothesisStatusSet{ID: "H1", Status: Refuted})
	f.add("ben", b, LineClaimed{ID: "L1", Holder: "ben", What: Say("dns")})
	f.add(Bearings, b, ReadingRetracted{Message: b, Why: "edited"})
	if got := f.Impact.What.String(); got != "EU is down" {
		t.Errorf("impact is %q", got)
	}
	if h := f.Hypothesis("H1"); h.Status != Live {
		t.Errorf("H1 is %s", h.Status)
	}
	if h := f.Hypothesis("H2"); h.Status != Withdrawn {
		t.Errorf("H2 is %s", h.Status)
	}
	if len(f.Lines) != 0 {
		t.Error("the line is still there")
	}
	if f.NextHypothesis() != "H3" || f.NextLine() != "L2" {
		t.Error("an identifier that was given out would be given again")
	}
	f.add(Bearings, a, MessageRead{Message: "m9", Reading: Reading{}})
	f.add(Bearings, a, ReadingRetracted{Message: a, Why: "deleted"})
	if h := f.Hypothesis("H1"); h.Status != Withdrawn {
		t.Errorf("H1, which nobody else has taken up, is %s", h.Status)
	}
}

// TestRetractKeepsTakenUp proves that a hypothesis which somebody else repeated
// survives the message that raised it.
func TestRetractKeepsTakenUp(t *testing.T) {
	f := newFold(t)
	a, b := f.post("ana", "m1", time.Minute), f.post("ben", "m2", 2*time.Minute)
	f.add("ana", a, HypothesisRaised{ID: "H1", Statement: Say("the deploy"), Confidence: 80})
	f.add(Bearings, b, MessageRead{Message: b, Reading: Reading{Acts: []Act{ActHypothesis}, About: "H1", Claims: []Claim{{Hypothesis: "H1"}}}})
	f.add(Bearings, a, ReadingRetracted{Message: a, Why: "deleted"})
	if h := f.Hypothesis("H1"); h.Status != Live {
		t.Errorf("H1 is %s", h.Status)
	}
}

// TestLateMessage proves that a message that arrives late is put in its place,
// and that a late fact does not overwrite a newer one.
func TestLateMessage(t *testing.T) {
	f := newFold(t)
	f.post("ana", "m1", time.Minute)
	b := f.post("ben", "m3", 3*time.Minute)
	f.add("ben", b, ImpactStated{What: Say("new")})
	late := f.post("cem", "m2", 2*time.Minute)
	f.add("cem", late, ImpactStated{What: Say("old")})
	var order []string
	for _, m := range f.Recent {
		order = append(order, string(m.ID))
	}
	if got := strings.Join(order, " "); got != "m1 m2 m3" {
		t.Errorf("order is %s", got)
	}
	if f.Impact.What.String() != "new" {
		t.Error("an older fact overwrote a newer one")
	}
}

// TestUncertainImpactIsOnlyHeard proves that what was read with little confidence
// stays off the card until a person confirms it.
func TestUncertainImpactIsOnlyHeard(t *testing.T) {
	f := newFold(t)
	a := f.post("ana", "m1", time.Minute)
	f.add(Bearings, a, MessageRead{Message: a, Reading: Reading{Acts: []Act{ActImpact}, Confidence: 40}})
	f.add("ana", a, ImpactStated{What: Say("EU is down")})
	if f.Impact != nil || len(f.Heard) != 1 {
		t.Fatalf("impact %v, heard %d", f.Impact, len(f.Heard))
	}
	f.add("ben", "", ReadingConfirmed{Message: a})
	if f.Impact == nil || len(f.Heard) != 0 {
		t.Error("a confirmed fact is not on the card")
	}
}

// TestMergeLeavesAlias proves that a merged identifier means the other one from
// then on, through chains and never in a circle.
func TestMergeLeavesAlias(t *testing.T) {
	f := newFold(t)
	for i := 1; i <= 3; i++ {
		f.add("ana", "", HypothesisRaised{ID: HypothesisID(fmt.Sprint("H", i)), Statement: Say("x"), Confidence: 100})
	}
	f.add("ana", "", HypothesisMerged{From: "H1", Into: "H2"})
	f.add("ana", "", HypothesisMerged{From: "H2", Into: "H3"})
	f.add("ana", "", HypothesisMerged{From: "H3", Into: "H1"}) // a circle: H1 is H3 already
	if got := f.Resolve("H1"); got != "H3" {
		t.Errorf("H1 stands for %s", got)
	}
	if len(f.Live()) != 1 {
		t.Errorf("%d live", len(f.Live()))
	}
}

// TestBounded proves that a long incident does not fill the memory.
func TestBounded(t *testing.T) {
	f := newFold(t)
	for i := range 3000 {
		id := f.post("ana", fmt.Sprintf("m%d", i), time.Duration(i)*time.Second)
		f.add("ana", id, ObservationNoted{What: Say("x")})
		q := f.NextQuestion()
		f.add("ana", id, QuestionAsked{ID: q, What: Say("x")})
		f.add("ben", id, QuestionAnswered{ID: q})
		f.add("ana", id, InterventionProposed{ID: f.NextIntervention(), What: Say("x")})
		l := f.NextLine()
		f.add("ana", id, LineClaimed{ID: l, Holder: "ana"})
		f.add("ana", id, LineReleased{ID: l})
	}
	for name, n := range map[string]int{
		"recent": len(f.Recent), "messages": len(f.messages), "order": len(f.said.order), "exhibits": len(f.Exhibits), "alerts": len(f.Alerts), "observations": len(f.Observations),
		"questions": len(f.Questions), "interventions": len(f.Interventions), "past lines": len(f.LinesPast),
	} {
		if n > keepMessages {
			t.Errorf("%d %s are kept", n, name)
		}
	}
	if f.MessageCount != 3000 {
		t.Errorf("%d messages counted", f.MessageCount)
	}
}

// TestAnyOrderOfKnownEvents proves that no sequence of decodable events breaks
// the fold, whatever they refer to, and that the lists of live hypotheses and of
// all agree.
func TestAnyOrderOfKnownEvents(t *testing.T) {
	_, entries := corpus(t)
	rapid.Check(t, func(rt *rapid.T) {
		var s State
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(entries)-1), 1, 120).Draw(rt, "events") {
			e := entries[i]
			e.Seq = s.Seq + 1
			if err := s.Apply(e); err != nil {
				rt.Fatal(err)
			}
		}
		n := 0
		for _, h := range s.Hypotheses {
			if h.Status == Live {
				n++
			}
		}
		if n != len(s.Live()) {
			rt.Fatalf("%d are live, %d are listed", n, len(s.Live()))
		}
	})
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"token xoxb-123456789012-abcdef ok":                                   "token [secret] ok",
		"key AKIAIOSFODNN7EXAMPLE":                                            "key [secret]",
		"ghp_abcdefghijklmnopqrstuvwxyz012345":                                "[secret]",
		"postgres://app:hunter22@db:5432/x":                                   "postgres://app:[secret]@db:5432/x",
		"password=hunter22 next":                                              "password=[secret] next",
		`{"api_key": "abcdef123456"}`:                                         `{"api_key": "[secret]"}`,
		"Authorization: Bearer abcdefghijklmnop1234":                          "Authorization: Bearer [secret]",
		"-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----": "[secret]",
		// What must stay.
		"the token bucket is empty":            "the token bucket is empty",
		"key: value":                           "key: value",
		"see https://example.com/a:b@c":        "see https://example.com/a:b@c",
		"sk-8s is a cluster":                   "sk-8s is a cluster",
		"password reset mails are not sent":    "password reset mails are not sent",
		"pod-5d8f7c-xox12 restarted, AKIA off": "pod-5d8f7c-xox12 restarted, AKIA off",
	} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
		if twice := Mask(Mask(in)); twice != Mask(in) {
			t.Errorf("masking %q twice gives %q", in, twice)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("password=hunter22 xoxb-123456789012-abcdef")
	f.Fuzz(func(t *testing.T, s string) {
		if once := Mask(s); Mask(once) != once {
			t.Errorf("%q: masked twice gives something else", s)
		}
	})
}

func TestMessageIDTime(t *testing.T) {
	at := time.Date(2026, 3, 10, 9, 0, 0, 42_000, time.UTC)
	id := MessageIDAt(at)
	if got, ok := id.Time(); !ok || !got.Equal(at) {
		t.Errorf("%s is %v", id, got)
	}
	for _, bad := range []MessageID{"", "x", "1.2", "a.000000", "1.00000x", "-1.000000"} {
		if _, ok := bad.Time(); ok {
			t.Errorf("%q has a time", bad)
		}
	}
}

// BenchmarkFold measures folding decoded events; the figure of interest is ns
// per event, times 100,000.
func BenchmarkFold(b *testing.B) {
	_, entries := corpus(b)
	work := entries[2 : len(entries)-2]
	b.ReportAllocs()
	for b.Loop() {
		var s State
		for i := range 100_000 {
			e := work[i%len(work)]
			e.Seq = uint64(i + 1)
			if err := s.Apply(e); err != nil {
				b.Fatal(err)
			}
		}
	}
}
