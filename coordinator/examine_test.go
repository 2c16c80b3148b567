package coordinator

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// always is an examiner with two ideas, whatever it sees. It recognises what is
// said like them.
type always struct{ saw *incident.Scene }

func (always) Name() string { return "examiner-test" }

func (a always) Examine(sc incident.Scene) []incident.Idea {
	if a.saw != nil {
		*a.saw = sc
	}
	var r []incident.Receipt
	if len(sc.Signs) > 0 {
		r = []incident.Receipt{{What: sc.Signs[0].What.String(), At: sc.Signs[0].At, Source: sc.Signs[0].Source}}
	}
	return []incident.Idea{
		{ID: "tide", Class: "sea", Says: "the tide", Question: "Is it wet?", Check: "look out", Cost: time.Minute, Lever: "wait", Worth: 50, Receipts: r},
		{ID: "moon", Class: "sky", Says: "the moon", Question: "Is it full?", Check: "look up", Cost: time.Minute, Lever: "howl", Worth: 40},
	}
}

func (always) Recognise(statement string) []incident.Idea {
	var out []incident.Idea
	for id, class := range map[string]string{"tide": "sea", "moon": "sky"} {
		if strings.Contains(statement, id) {
			out = append(out, incident.Idea{ID: id, Class: class})
		}
	}
	return out
}

// asks gives a command and returns what its author was sent.
func (w *world) asks(who incident.PersonID, text string) incident.DeliveryRequested {
	w.t.Helper()
	w.out = nil
	w.by, w.src = who, ""
	w.commanded(incident.CommandGiven{Who: who, Text: incident.Say(text)})
	for _, e := range w.out {
		if d, ok := e.Event.(incident.DeliveryRequested); ok {
			return d
		}
	}
	return incident.DeliveryRequested{}
}

func (w *world) names() []string {
	var names []string
	for _, e := range w.out {
		names = append(names, incident.Name(e.Event))
	}
	return names
}

func labels(d incident.DeliveryRequested) string {
	var out []string
	for _, b := range d.Buttons {
		out = append(out, b.Command)
	}
	return strings.Join(out, ", ")
}

func newDrawer(t *testing.T) *world {
	w := newWorld(t)
	w.c.examiners = []Examiner{always{}, always{}}
	return w
}

// TestDrawer proves that ideas are shown to whoever asks and to nobody else,
// recorded with their receipts, once each, and that the buttons lead on.
func TestDrawer(t *testing.T) {
	w := newDrawer(t)
	w.now = w.now.Add(time.Second)
	id := incident.MessageIDAt(w.now)
	w.message("cem")
	if err := w.st.Apply(incident.Entry{Seq: w.st.Incident.Seq + 1, At: w.now, By: "cem", Source: id, Event: incident.ObservationNoted{What: incident.Say("the quay is wet")}}); err != nil {
		t.Fatal(err)
	}
	d := w.asks("ana", "else")
	if d.How != incident.Ephemeral || d.To != "ana" || d.Kind != KindAnswer || labels(d) != "else put tide, else put moon, else others" {
		t.Errorf("%+v", d)
	}
	if !reflect.DeepEqual(d.Rests, []incident.MessageID{id}) || !strings.Contains(d.Text.String(), "2 explanations") || !strings.Contains(d.Text.String(), "the quay is wet") {
		t.Errorf("%v %s", d.Rests, d.Text)
	}
	shown, ok := w.out[1].Event.(incident.FindingShown)
	if !ok || shown.Key != "else/tide" || shown.Detector != "examiner-test" || shown.Reason != string(ShownAsked) || !slices.Equal(shown.Receipts, []incident.MessageID{id}) {
		t.Errorf("%+v", w.out[1])
	}
	w.out = nil
	w.attend()
	if slices.Contains(w.names(), "finding_ended") {
		t.Error("an idea ended because no detector finds it")
	}
	if d := w.asks("ana", "else others"); len(d.Buttons) != 0 || !strings.Contains(d.Text.String(), "nothing to add") {
		t.Errorf("shown twice as others: %+v", d)
	}
	if d := w.asks("ben", "what else?"); labels(d) != "else put tide, else put moon, else others" {
		t.Errorf("not shown to the next who asks: %+v", d)
	}
	w.asks("ben", "dismiss else/moon")
	if d := w.asks("ben", "else"); labels(d) != "else put tide, else others" {
		t.Errorf("what was dismissed comes back: %+v", d)
	}
}

// TestIdeaOnTheBoard proves that an idea becomes its taker's explanation, with the
// check, and leaves the drawer; and that it cannot be put there twice.
func TestIdeaOnTheBoard(t *testing.T) {
	w := newDrawer(t)
	w.asks("ana", "else")
	d := w.asks("ben", "else put tide")
	if want := []string{"finding_answered", "hypothesis_raised", "check_planned", "finding_ended", "delivery_requested"}; !slices.Equal(w.names(), want) {
		t.Errorf("%v", w.names())
	}
	h, c := w.st.Incident.Hypothesis("H1"), w.st.Incident.Check("C1")
	if h == nil || h.By != "ben" || h.Statement.String() != "the tide" || c == nil || c.Owner != "" || c.Cost != time.Minute {
		t.Errorf("%+v %+v", h, c)
	}
	if labels(d) != "take H1, spread" || !strings.Contains(d.Text.String(), "suggested by Bearings") {
		t.Errorf("%+v", d)
	}
	for _, again := range []string{"else put tide", "else put nonsense", "else put"} {
		if w.asks("ben", again); slices.Contains(w.names(), "hypothesis_raised") {
			t.Errorf("%q put something on the board", again)
		}
	}
	if d := w.asks("ana", "else"); strings.Contains(d.Text.String(), "tide.") {
		t.Errorf("still in the drawer: %s", d.Text)
	}
}

// TestIdeaNamedByTheTeam proves that an idea that was shown ends when somebody has
// offered the same.
func TestIdeaNamedByTheTeam(t *testing.T) {
	w := newDrawer(t)
	w.asks("ana", "else")
	w.add("cem", incident.HypothesisRaised{ID: "H1", Statement: incident.Say("maybe the moon"), Confidence: 90})
	if d := w.asks("ana", "else"); strings.Contains(d.Text.String(), "2. ") || w.names()[0] != "finding_ended" {
		t.Errorf("%v %s", w.names(), d.Text)
	}
}

// TestExaminersAreBlind proves that they are shown nothing of what the team thinks.
func TestExaminersAreBlind(t *testing.T) {
	w := newWorld(t)
	var before, after incident.Scene
	w.c.examiners = []Examiner{always{&before}}
	w.asks("ana", "else")
	w.add("ana", incident.HypothesisRaised{ID: "H1", Statement: incident.Say("the deploy"), Confidence: 100})
	w.add("ana", incident.LineClaimed{ID: "L1", Holder: "ana", Hypothesis: "H1", Until: w.now.Add(time.Hour)})
	w.add("ben", incident.HypothesisStatusSet{ID: "H1", Status: incident.Confirmed, Why: incident.Say("I know it")})
	w.c.examiners = []Examiner{always{&after}}
	w.asks("ana", "else")
	if !reflect.DeepEqual(before, after) {
		t.Errorf("%+v\n%+v", before, after)
	}
}

// TestDrawerOfANudge proves that whoever presses the nudge's button has answered
// it, and that without examiners the drawer says so.
func TestDrawerOfANudge(t *testing.T) {
	w := newWorld(t)
	w.shows(climbs, incident.ToCommander, time.Minute)
	d := w.asks("ana", "else fixation/H1")
	if w.st.Attention.byKey["fixation/H1"].answered != AnswerUseful || !strings.Contains(d.Text.String(), "nothing to add") {
		t.Errorf("%+v %s", w.st.Attention.byKey["fixation/H1"], d.Text)
	}
	w.asks("ana", "else fixation/H9")
	if slices.Contains(w.names(), "finding_answered") {
		t.Error("answered a nudge that never was")
	}
}

// TestDrawerInAThread proves that everybody in the thread sees ideas, and nobody
// reads there who has nothing in hand.
func TestDrawerInAThread(t *testing.T) {
	w := newDrawer(t)
	w.add("ana", incident.HypothesisRaised{ID: "H1", Statement: incident.Say("the deploy"), Confidence: 100})
	w.add("ana", incident.HypothesisRaised{ID: "H2", Statement: incident.Say("the cache"), Confidence: 100})
	w.add("ana", incident.LineClaimed{ID: "L1", Holder: "ana", Hypothesis: "H1", Until: w.now.Add(time.Hour)})
	in, ok := Understand("what else could it be?")
	if !ok {
		t.Fatal("not understood")
	}
	w.by = "ana"
	w.perform(in, reply{to: "ana", thread: "1.000001"})
	d := w.out[0].Event.(incident.DeliveryRequested)
	if text := d.Text.String(); d.How != incident.Post || d.Thread == "" || !strings.Contains(text, "Nobody is on H2") || strings.Contains(text, "ben") {
		t.Errorf("%+v", d)
	}
	if shown := w.out[1].Event.(incident.FindingShown); shown.Level != incident.InThread || len(shown.To) != 0 {
		t.Errorf("%+v", shown)
	}
	w.out = nil
	w.perform(SpreadAsked{}, reply{to: "ana", thread: "1.000001"})
	if d := w.out[0].Event.(incident.DeliveryRequested); d.How != incident.Ephemeral || !strings.Contains(labels(d), "assign ben H2") {
		t.Errorf("%+v", d)
	}
}

// TestGuestsAskNothingElse proves that who may only read is told so.
func TestGuestsAskNothingElse(t *testing.T) {
	w := newDrawer(t)
	w.add("gus", incident.Joined{Who: "gus", Kind: incident.Guest})
	for _, text := range []string{"else", "else put tide", "spread"} {
		if d := w.asks("gus", text); len(w.out) != 1 || len(d.Buttons) > 0 {
			t.Errorf("%q: %v", text, w.names())
		}
	}
}

func TestParseElse(t *testing.T) {
	for text, want := range map[string]Input{
		"else":                  IdeasAsked{},
		"what else?":            IdeasAsked{},
		"What else could it be": IdeasAsked{},
		"else others":           IdeasAsked{Others: true},
		"else put tide":         IdeaTaken{"tide"},
		"else fixation/H1":      IdeasAsked{From: "fixation/H1"},
		"spread":                SpreadAsked{},
		"what's up":             StatusAsked{},
		"what is new":           StatusAsked{},
	} {
		if got, err := Parse(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %#v %v", text, got, err)
		}
	}
	for _, text := range []string{"where are we?", "who has the logs?", "what else is new"} {
		if in, _ := Understand(text); in == (IdeasAsked{}) || in == (SpreadAsked{}) {
			t.Errorf("%q is taken to ask what else it could be", text)
		}
	}
}

// TestExaminersWaitToBeAsked proves that messages, time and the card ask no
// examiner anything.
func TestExaminersWaitToBeAsked(t *testing.T) {
	w := newWorld(t)
	var saw incident.Scene
	w.c.examiners = []Examiner{always{&saw}}
	for i := range 30 {
		w.now = w.now.Add(time.Minute)
		w.message("ana")
		w.add("ana", incident.ImpactStated{What: incident.Say("search is down " + itoa(i))})
		w.passTime()
		w.attend()
		w.c.Card(w.st, w.now)
		w.c.NextWake(w.st, w.now)
	}
	if !saw.Began.IsZero() {
		t.Error("an examiner was asked")
	}
	if w.asks("ana", "else"); saw.Began.IsZero() {
		t.Error("no examiner was asked by somebody who asked")
	}
}
