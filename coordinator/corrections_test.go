package coordinator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// spelled reads what its table says of a text, and nothing in any other.
type spelled map[string]incident.Reading

func (sp spelled) Read(_ *incident.State, m *incident.Message) incident.Reading {
	return sp[m.Text.String()]
}

func reading(sure int, acts ...incident.Act) incident.Reading {
	return incident.Reading{Acts: acts, Confidence: sure}
}

// with returns the reading after a change.
func with(r incident.Reading, change func(*incident.Reading)) incident.Reading {
	change(&r)
	return r
}

const again = " (edited)"

// script is a scribe to whom an edited text says the same and one thing more, so
// that every edit is read again.
func script() spelled {
	base := spelled{
		"theory": with(reading(90, incident.ActHypothesis), func(r *incident.Reading) {
			r.Claims, r.About = []incident.Claim{{Statement: incident.Say("the deploy")}}, incident.NewHypothesis
		}),
		"fits": with(reading(90, incident.ActEvidence), func(r *incident.Reading) {
			r.About = "H1"
			r.Evidence = []incident.Weighed{{Bearings: []incident.Bearing{{Hypothesis: "H1", Consistency: 1}}, Credibility: 50}}
		}),
		"over": with(reading(90, incident.ActVerdict), func(r *incident.Reading) {
			r.About, r.Rulings = "H1", []incident.Ruling{{Hypothesis: "H1", Status: incident.Refuted}}
		}),
		"mine": with(reading(90, incident.ActOwnership), func(r *incident.Reading) {
			r.Owning = &incident.Owning{Verb: incident.Claims, Who: "cem", What: incident.Say("the logs")}
		}),
		"did": with(reading(90, incident.ActIntervention), func(r *incident.Reading) {
			r.Intervention = &incident.Changing{Kind: incident.Mitigation, Phase: incident.Done, What: incident.Say("rolled back")}
		}),
		"hurts": with(reading(90, incident.ActImpact), func(r *incident.Reading) { r.Impact = incident.Say("nobody can pay") }),
		"moves": with(reading(90, incident.ActTrend), func(r *incident.Reading) { r.Trend = incident.TrendBetter }),
		"asks":  with(reading(90, incident.ActQuestion), func(r *incident.Reading) { r.Asked = incident.Say("since when?") }),
	}
	sp := spelled{}
	for text, r := range base {
		sp[text] = r
		r.Acts, r.Decision = append([]incident.Act{incident.ActDecision}, r.Acts...), incident.Say("so be it")
		sp[text+again] = r
	}
	return sp
}

// newest is the message that was said last.
func (r *room) newest() incident.MessageID {
	return r.st.Incident.Recent[len(r.st.Incident.Recent)-1].ID
}

// edit lets the author edit a message, so that it is read again.
func (r *room) edit(id incident.MessageID) {
	m := r.st.Incident.RecentMessage(id)
	r.feed(m.Author, id, incident.MessageEdited{ID: id, Text: incident.Say(m.Text.String() + again)})
}

// board is what the state says of the items that the tests correct.
func (r *room) board() string {
	in := &r.st.Incident
	var b strings.Builder
	for _, h := range in.Hypotheses {
		b.WriteString(string(h.ID) + " " + h.Statement.String() + " " + string(h.Status) + "; ")
	}
	for _, it := range r.st.Ledger.Items() {
		b.WriteString(string(it.ID) + " " + itoa(int(it.Weighed.Bearings[0].Consistency)) + "; ")
	}
	for _, l := range in.Lines {
		b.WriteString(string(l.ID) + " " + string(l.Holder) + "; ")
	}
	for _, i := range in.Interventions {
		b.WriteString(string(i.ID) + " " + string(i.Phase) + " " + i.Helped + "; ")
	}
	if in.Impact != nil {
		b.WriteString("impact " + in.Impact.What.String() + "; ")
	}
	if in.Trend != nil {
		b.WriteString("trend " + string(in.Trend.Trend) + "; ")
	}
	for _, q := range in.Questions {
		if q.Open() {
			b.WriteString(string(q.ID) + "; ")
		}
	}
	return strings.TrimRight(b.String(), "; ")
}

// TestCorrectionsLast proves that every kind of item that is read can be put right
// by a command, and that an edit of the message does not undo it.
func TestCorrectionsLast(t *testing.T) {
	for _, tt := range []struct {
		name    string
		say     []string // by cem; the last one is edited afterwards
		command string   // by ana
		want    string
	}{
		{"hypothesis, never offered", []string{"theory"}, "wrong H1", "H1 the deploy withdrawn"},
		{"hypothesis, other words", []string{"theory"}, "reword H1 the pool size", "H1 the pool size live"},
		{"hypothesis, closed", []string{"theory"}, "rule-out H1 old hosts fail", "H1 the deploy refuted; E1 -2"},
		{"hypothesis, set aside", []string{"theory"}, "park H1", "H1 the deploy parked"},
		{"evidence, none", []string{"theory", "fits"}, "wrong E1", "H1 the deploy live"},
		{"evidence, the other way round", []string{"theory", "fits"}, "evidence E1 against", "H1 the deploy live; E2 -1"},
		{"verdict", []string{"theory", "over"}, "revive H1", "H1 the deploy live; E1 -2"},
		{"owner, none", []string{"mine"}, "wrong L1", ""},
		{"owner, let go", []string{"mine"}, "drop L1", ""},
		{"owner, another", []string{"mine"}, "take L1", "L1 ana"},
		{"intervention, none", []string{"did"}, "wrong I1", ""},
		{"intervention, its effect", []string{"did"}, "done I1 no", "I1 done no"},
		{"intervention, taken back", []string{"did"}, "undid I1", "I1 reverted "},
		{"impact, none", []string{"hurts"}, "wrong impact", ""},
		{"impact, another", []string{"hurts"}, "impact cards fail", "impact cards fail"},
		{"trend, none", []string{"moves"}, "wrong trend", ""},
		{"trend, another", []string{"moves"}, "trend worse", "trend worse"},
		{"question, none", []string{"asks"}, "wrong Q1", ""},
		{"question, has its answer", []string{"asks"}, "answered Q1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t, script())
			r.feed("dora", "", incident.Joined{Who: "dora", Kind: incident.Human})
			for _, text := range tt.say {
				r.now = r.now.Add(time.Minute)
				r.says("cem", text)
			}
			id, before := r.newest(), r.board()
			r.now = r.now.Add(time.Minute)
			r.command("ana", tt.command)
			if got := strings.TrimSpace(r.board()); got != strings.TrimSpace(tt.want) || got == before {
				t.Fatalf("after %q the board is %q, want %q; it was %q", tt.command, got, tt.want, before)
			}
			r.now = r.now.Add(time.Minute)
			r.edit(id)
			if got := strings.TrimSpace(r.board()); got != strings.TrimSpace(tt.want) {
				t.Errorf("after the edit the board is %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEditIsReadAgain proves that what nobody corrected follows the text.
func TestEditIsReadAgain(t *testing.T) {
	r := newRoom(t, script())
	r.says("cem", "hurts")
	id := r.newest()
	r.command("ana", "trend same")
	r.edit(id)
	if len(r.st.Incident.Decisions) != 1 || r.st.Incident.Impact == nil {
		t.Error("an edit of a message that nobody corrected was not read")
	}
}

// TestCrossedOut proves that a cross lasts over an edit, that taking it away
// brings the reading back, and that a guest's cross does nothing.
func TestCrossedOut(t *testing.T) {
	r := newRoom(t, script())
	r.feed("vera", "", incident.Joined{Who: "vera", Kind: incident.Guest})
	r.says("cem", "theory")
	id := r.newest()
	cross := func(who incident.PersonID, removed bool) {
		r.feed(who, id, incident.Reacted{ID: id, Who: who, Reaction: "x", Removed: removed})
	}
	cross("vera", false)
	if got := r.board(); got != "H1 the deploy live" {
		t.Fatalf("after a guest's cross: %s", got)
	}
	cross("ana", false)
	r.edit(id)
	if got := r.board(); got != "H1 the deploy withdrawn" {
		t.Fatalf("after the cross and an edit: %s", got)
	}
	cross("ana", true)
	if got := r.board(); got != "H1 the deploy withdrawn; H2 the deploy live" {
		t.Errorf("after the cross was taken away: %s", got)
	}
}

// TestConfirmedCounts proves that what was held back for want of certainty counts
// once somebody says that it is right, by a reaction or by a command, and not
// before.
func TestConfirmedCounts(t *testing.T) {
	for _, tt := range []struct {
		text, before, after string
		sure                int
	}{
		{"theory", "", "H1 the deploy live", confHypothesis - 1},
		{"fits", "H1 the deploy live", "H1 the deploy live; E1 1", confEvidence - 1},
		{"over", "H1 the deploy live", "H1 the deploy refuted; E1 -2", 50},
		{"over", "H1 the deploy live; E1 -2", "H1 the deploy refuted; E1 -2", 70},
		{"mine", "", "L1 cem", 50},
		{"did", "I1 proposed ", "I1 done ", 50},
		{"hurts", "", "impact nobody can pay", 50},
		{"moves", "", "trend better", 50},
		{"asks", "", "Q1", confAsked - 1},
	} {
		sp := script()
		unsure := sp[tt.text]
		unsure.Confidence = tt.sure
		sp["unsure"] = unsure
		r := newRoom(t, sp)
		if strings.HasPrefix(tt.before, "H1") {
			r.says("ben", "theory")
		}
		r.says("cem", "unsure")
		if got := r.board(); got != strings.TrimSpace(tt.before) && got != tt.before {
			t.Fatalf("%s: the board is %q before it is confirmed, want %q", tt.text, got, tt.before)
		}
		id := r.newest()
		for range 2 { // the second time says nothing new
			r.feed("ana", id, incident.Reacted{ID: id, Who: "ana", Reaction: "white_check_mark"})
			if got := r.board(); strings.TrimSpace(got) != strings.TrimSpace(tt.after) {
				t.Errorf("%s at %d: confirmed, the board is %q, want %q", tt.text, tt.sure, got, tt.after)
			}
		}
	}
}

// TestRight proves that an item is confirmed by its name, and that what does not
// exist is refused.
func TestRight(t *testing.T) {
	sp := script()
	sp["unsure"] = with(sp["theory"], func(r *incident.Reading) { r.Confidence = 50 })
	r := newRoom(t, sp)
	r.says("cem", "unsure")
	if h := r.st.Incident.Hypothesis("H1"); h == nil || h.Confidence != 50 {
		t.Fatal("H1 was not raised")
	}
	r.command("ana", "right H1")
	if h := r.st.Incident.Hypothesis("H1"); h.Confidence != 100 {
		t.Errorf("H1 is confirmed with %d", h.Confidence)
	}
	n := len(r.st.Incident.Hypotheses)
	for _, bad := range []string{"right H9", "wrong Q7", "wrong nonsense", "evidence E4 against", "ask Q3"} {
		sent := r.command("ana", bad)
		if len(sent) != 1 || sent[0].To != "ana" || len(r.st.Incident.Hypotheses) != n {
			t.Errorf("%q: %v", bad, sent)
		}
	}
}

// TestSaidOutright proves that a verdict read in a message does not overturn what
// somebody closed by a command, and does overturn what was only read.
func TestSaidOutright(t *testing.T) {
	for _, outright := range []bool{true, false} {
		sp := script()
		sp["it is"] = with(sp["over"], func(r *incident.Reading) {
			r.Rulings = []incident.Ruling{{Hypothesis: "H1", Status: incident.Confirmed}}
		})
		r := newRoom(t, sp)
		r.says("cem", "theory")
		if outright {
			r.command("ana", "confirm H1")
		} else {
			r.says("ana", "it is")
		}
		r.now = r.now.Add(time.Minute)
		r.says("ben", "over")
		want := map[bool]incident.Status{true: incident.Confirmed, false: incident.Refuted}[outright]
		if h := r.st.Incident.Hypothesis("H1"); h.Status != want {
			t.Errorf("outright %v: H1 is %s", outright, h.Status)
		}
		if items := r.st.Ledger.Items(); items[len(items)-1].Weighed.Bearings[0].Consistency != -2 {
			t.Errorf("outright %v: what ben said does not count as evidence", outright)
		}
	}
}

// TestAskedAgain proves that a question that was taken for answered can be opened.
func TestAskedAgain(t *testing.T) {
	sp := script()
	sp["an answer"] = with(reading(90, incident.ActObservation), func(r *incident.Reading) {
		r.Observation, r.Answers = incident.Say("an answer"), "Q1"
	})
	r := newRoom(t, sp)
	r.says("cem", "asks")
	r.says("ben", "an answer")
	if got := r.board(); got != "" {
		t.Fatalf("the question is open: %s", got)
	}
	r.command("cem", "ask Q1")
	if got := r.board(); got != "Q1" {
		t.Errorf("the board is %q", got)
	}
}

// TestAbout proves that a person says better than the scribe what a message serves,
// that effort follows, and that an edit leaves it so.
func TestAbout(t *testing.T) {
	sp := script()
	sp["looking"] = incident.Reading{About: "H1", Confidence: 80}
	sp["the cache"] = with(sp["theory"], func(r *incident.Reading) {
		r.Claims = []incident.Claim{{Statement: incident.Say("the cache")}}
	})
	r := newRoom(t, sp)
	r.says("cem", "theory")
	r.says("cem", "the cache")
	r.now = r.now.Add(time.Minute)
	r.says("ben", "looking")
	id := r.newest()
	on := func(h incident.HypothesisID) bool {
		return slices.Contains(r.st.Ledger.OnHypothesis(h, r.now.Add(2*time.Minute)), "ben")
	}
	if !on("H1") || on("H2") {
		t.Fatal("ben's message was not read as work on H1")
	}
	r.n++
	r.feed("ana", "", incident.CommandGiven{Key: "k", Who: "ana", Text: incident.Say("about H2"), Target: id})
	r.edit(id)
	if on("H1") || !on("H2") {
		t.Errorf("after the correction ben is on H1: %v, on H2: %v", on("H1"), on("H2"))
	}
	sent := r.command("ana", "about H2")
	if len(sent) != 1 {
		t.Errorf("without a message: %v", sent)
	}
}
