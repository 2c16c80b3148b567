package coordinator

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// TestNaming proves that a machine or a guest that names a closed explanation does
// not take it up again, and that a person who knows that it is closed does.
func TestNaming(t *testing.T) {
	for kind, want := range map[incident.Kind]int{incident.Bot: 0, incident.Guest: 0, incident.Human: 1} {
		r := newRoom(t, script())
		r.says("cem", "theory")
		r.says("ana", "over")
		r.now = r.now.Add(time.Minute)
		r.post("vera", kind, "", "nothing new", "") // has had the chance to read it
		r.post("vera", kind, "", "but H1 explains it", "")
		if got := len(r.st.Incident.Hypothesis("H1").Reopened); got != want {
			t.Errorf("a %s: H1 was reopened by %d", kind, got)
		}
	}
}

// TestPastedNames proves that a name in a pasted log or a quotation is no name of
// an explanation, and that in a sentence it is.
func TestPastedNames(t *testing.T) {
	for text, want := range map[string]incident.HypothesisID{
		"H1 would explain that":                "H1",
		"```\nERROR H1 stream reset\n```":      "",
		"the `H1` header is missing":           "",
		"> could be H1\nno idea":               "",
		"see above\n```\nH1\n```\nso it is H1": "H1",
	} {
		r := newRoom(t, script())
		r.says("cem", "theory")
		r.says("ben", text)
		if got := r.st.Incident.RecentMessage(r.newest()).Reading.About; got != want {
			t.Errorf("%q is about %q", text, got)
		}
	}
}

// TestAddressed proves what speaks to Bearings, and what merely contains its name.
func TestAddressed(t *testing.T) {
	c, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	s := &step{c: c}
	for text, want := range map[string]bool{
		"@bearings status?":               true,
		"hey <@bearings>: status":         true,
		"what's going on, @Bearings?":     true,
		"status @bearings.":               true,
		"mail to ops@bearings.example":    false,
		"@bearings-dev has the logs":      false,
		"@bearings.io is down":            false,
		"```\n@bearings status\n```":      false,
		"> @bearings status\nthat worked": false,
		"we lost our bearings":            false,
	} {
		if _, ok := s.addressed(text); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
}

// TestToldBearings proves that what somebody tells Bearings is read like anything
// else, without what it asks, and is not answered.
func TestToldBearings(t *testing.T) {
	sp := script()
	sp["@bearings nobody can pay. does it matter?"] = with(sp["hurts"], func(r *incident.Reading) {
		r.Acts, r.Asked = []incident.Act{incident.ActImpact, incident.ActQuestion}, incident.Say("does it matter")
	})
	r := newRoom(t, sp)
	if sent := r.says("ana", "@bearings nobody can pay. does it matter?"); len(sent) != 0 {
		t.Errorf("answered: %v", sent)
	}
	if got := r.board(); got != "impact nobody can pay. does it matter?" {
		t.Errorf("the board is %q", got)
	}
}

// TestGuestsMayAsk proves that a guest may ask what is going on, and nothing that
// changes anything.
func TestGuestsMayAsk(t *testing.T) {
	r := newRoom(t, script())
	r.feed("vera", "", incident.Joined{Who: "vera", Kind: incident.Guest})
	r.says("cem", "hurts")
	if sent := r.command("vera", "status"); len(sent) != 1 || !strings.Contains(sent[0].Text.String(), "nobody can pay") {
		t.Errorf("status: %v", sent)
	}
	before := r.board()
	for _, c := range Commands {
		in, err := Parse(c.Usage)
		if err != nil || asks(in) {
			continue
		}
		r.command("vera", c.Usage)
		if r.board() != before || !r.st.Incident.IsOpen() || r.st.Incident.Severity != incident.SEV2 {
			t.Fatalf("a guest changed something by %q", c.Usage)
		}
	}
}

// FuzzOwnWords proves that what somebody pasted never breaks the reading of what
// they wrote, and that nothing is added to it.
func FuzzOwnWords(f *testing.F) {
	for _, s := range []string{"a `b` c", "```x```", "> y\nz", "`", "````", "&gt; q", "@bearings\xff", "İ@bearings"} {
		f.Add(s)
	}
	c, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if own := ownWords(s); len(own) > len(s)+1 {
			t.Errorf("%q becomes %q", s, own)
		}
		(&step{c: c}).addressed(s)
	})
}
