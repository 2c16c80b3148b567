package coordinator

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// texts joins what was sent: to whom, and what.
func texts(sent []incident.DeliveryRequested) string {
	var all []string
	for _, d := range sent {
		to := string(d.To)
		if d.How == incident.Post {
			to = "channel"
		}
		all = append(all, to+": "+d.Text.String())
	}
	return strings.Join(all, "\n")
}

// meeting is a room in which three people have spoken and ana leads.
func meeting(t *testing.T, s Scribe) *room {
	r := newRoom(t, s)
	for _, p := range []incident.PersonID{"ana", "ben", "cem"} {
		r.feed(p, "", incident.Joined{Who: p, Name: incident.Say(string(p)), Kind: incident.Human})
	}
	r.command("ana", "lead")
	return r
}

// TestRoleIsOffered proves that a role that somebody has stays with them until the
// other accepts, and that the offer is made in private, with what they need to know.
func TestRoleIsOffered(t *testing.T) {
	r := meeting(t, nil)
	r.command("cem", "impact EU customers cannot pay")
	sent := texts(r.command("ana", "lead @ben"))
	if !strings.Contains(sent, "ben: ana asks you to lead (until you accept, it stays with ana):\nImpact: EU customers cannot pay") {
		t.Errorf("ben is told\n%s", sent)
	}
	if got := r.st.Incident.Holder(incident.Commander); got != "ana" {
		t.Errorf("before they accept, %s leads", got)
	}
	if card := r.c.Card(r.st, r.now).Text(); !strings.Contains(card, "ana leads (ben was asked to)") {
		t.Errorf("the card says\n%s", card)
	}
	if sent := texts(r.command("cem", "accept commander")); !strings.Contains(sent, "You were not given") {
		t.Errorf("who was not asked is told %s", sent)
	}
	sent = texts(r.command("ben", "accept commander"))
	if got := r.st.Incident.Holder(incident.Commander); got != "ben" || !strings.Contains(sent, "ben leads the response, in place of ana.") {
		t.Errorf("%s leads, and everybody is told %s", got, sent)
	}
}

// TestRoleIsDeclined proves that a no leaves the role where it was, and whoever asked
// is told; that an offer can be taken back; and that a role which nobody had is open
// again.
func TestRoleIsDeclined(t *testing.T) {
	r := meeting(t, nil)
	r.command("ana", "lead @ben")
	sent := texts(r.command("ben", "decline commander"))
	if len(r.st.Incident.Offers) != 0 || r.st.Incident.Holder(incident.Commander) != "ana" || !strings.Contains(sent, "ana: ben can't take it: commander stays where it is.") {
		t.Errorf("after a no: %+v, %s", r.st.Incident.Roles, sent)
	}
	r.command("ana", "lead @ben")
	if sent := texts(r.command("ana", "decline commander")); !strings.Contains(sent, "ben: ana has taken the offer back") {
		t.Errorf("ben is told %s", sent)
	}
	r.command("ana", "role comms @cem")
	r.command("cem", "decline comms")
	if got := r.st.Incident.Holder(incident.Comms); got != "" {
		t.Errorf("%s speaks to the outside", got)
	}
	if sent := texts(r.command("cem", "decline comms")); !strings.Contains(sent, "You were not asked") {
		t.Errorf("a no to nothing: %s", sent)
	}
}

// TestRoleTaken proves that somebody who takes a role has it at once, with the brief
// that goes with it.
func TestRoleTaken(t *testing.T) {
	r := meeting(t, nil)
	sent := texts(r.command("ben", "lead"))
	if r.st.Incident.Holder(incident.Commander) != "ben" || len(r.st.Incident.Offers) != 0 || !strings.Contains(sent, "ben: You lead now:") {
		t.Errorf("roles %+v, told %s", r.st.Incident.Roles, sent)
	}
}

// TestReactionAccepts proves that a reaction to the post which tells of an offer is a
// yes or a no, if it is of whoever was asked, and that looking is neither.
func TestReactionAccepts(t *testing.T) {
	for _, c := range []struct {
		who      incident.PersonID
		reaction string
		leads    incident.PersonID
		open     bool
	}{
		{"ben", "+1", "ben", false},
		{"ben", "white_check_mark", "ben", false},
		{"ben", "x", "ana", false},
		{"ben", "eyes", "ana", true},
		{"cem", "+1", "ana", true},
	} {
		r := meeting(t, nil)
		r.command("ana", "lead @ben")
		r.st.Incident.Offers[0].Post = "1773151200.000100"
		r.feed(c.who, "", incident.Reacted{ID: "1773151200.000100", Who: c.who, Reaction: c.reaction})
		if got := r.st.Incident.Holder(incident.Commander); got != c.leads || (len(r.st.Incident.Offers) > 0) != c.open {
			t.Errorf("%s by %s: %s leads, open: %v", c.reaction, c.who, got, r.st.Incident.Offers)
		}
	}
}

// TestOfferPosted proves that the post of an offer is known by what was delivered.
func TestOfferPosted(t *testing.T) {
	r := meeting(t, nil)
	for _, d := range r.command("ana", "lead @ben") {
		if d.How == incident.Post {
			e := incident.Entry{Seq: r.st.Incident.Seq + 1, At: r.now, By: incident.Bearings, Event: incident.Delivered{Key: d.Key, ID: "p1"}}
			if err := r.st.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if o := r.st.Incident.Offers; len(o) != 1 || o[0].Post != "p1" {
		t.Errorf("%+v", o)
	}
}

// TestOfferInWords proves that a reply to the message in which somebody was named is
// a yes, and only of theirs, and only if it says so.
func TestOfferInWords(t *testing.T) {
	names := spelled{"ben is ic": {Acts: []incident.Act{incident.ActRole}, Confidence: 90, Role: &incident.Appointing{Role: incident.Commander, Who: "ben"}}}
	for _, c := range []struct {
		who   incident.PersonID
		text  string
		leads incident.PersonID
	}{
		{"ben", "ok, on it", "ben"}, {"ben", "what is the impact?", "ana"}, {"cem", "ok, on it", "ana"},
	} {
		r := meeting(t, names)
		r.says("cem", "ben is ic")
		if r.st.Incident.Holder(incident.Commander) != "ana" || len(r.st.Incident.Offers) != 1 {
			t.Fatalf("named in words: %+v %+v", r.st.Incident.Roles, r.st.Incident.Offers)
		}
		r.post(c.who, incident.Human, r.st.Incident.Offers[0].Source, c.text, "")
		if got := r.st.Incident.Holder(incident.Commander); got != c.leads {
			t.Errorf("%s: %q: %s leads", c.who, c.text, got)
		}
	}
}

// TestLineHandedOver proves that a line which somebody is on is offered, one that
// nobody is on is given at once, and both sides learn of a yes.
func TestLineHandedOver(t *testing.T) {
	r := meeting(t, nil)
	r.command("cem", "hypothesis the connection pool")
	r.command("cem", "evidence H1 for wait time is 4 s")
	r.command("cem", "take H1 for 30m")
	sent := texts(r.command("ana", "assign @ben L1"))
	if got := r.st.Incident.Line("L1").Holder; got != "cem" || !strings.Contains(sent, "ben: ana asks you to take over the connection pool (H1, L1) (until you accept, it stays with cem):") ||
		!strings.Contains(sent, `For: "wait time is 4 s" (E1)`) {
		t.Errorf("%s has it, ben is told\n%s", got, sent)
	}
	sent = texts(r.command("ben", "accept L1"))
	if got := r.st.Incident.Line("L1").Holder; got != "ben" || !strings.Contains(sent, "cem: ben has L1 now") || !strings.Contains(sent, "ana: ben has L1 now") {
		t.Errorf("%s has it; told %s", got, sent)
	}
	if sent := texts(r.command("cem", "accept L1")); !strings.Contains(sent, "You were not given L1") {
		t.Errorf("who was not asked: %s", sent)
	}
	sent = texts(r.command("ana", "assign @cem the kernel log"))
	if l := r.st.Incident.Line("L2"); l == nil || l.Holder != "cem" || !strings.Contains(sent, `cem: ana gave you "the kernel log" (L2):`) {
		t.Errorf("a new line: %+v; told %s", l, sent)
	}
	sent = texts(r.command("cem", "decline L2"))
	if r.st.Incident.Line("L2") != nil || !strings.Contains(sent, "ana: cem can't take L2. Nobody has it now.") {
		t.Errorf("declined; told %s", sent)
	}
}

// TestProgressRenews proves that a line is renewed by what its holder reports of the
// thing that it is on, and not by talk of something else.
func TestProgressRenews(t *testing.T) {
	saw := reading(90, incident.ActObservation)
	says := spelled{"nothing odd in the kernel log so far": saw, "the coffee machine is broken": saw}
	for text, renewed := range map[string]bool{"nothing odd in the kernel log so far": true, "the coffee machine is broken": false} {
		r := meeting(t, says)
		r.command("ben", "take the kernel log")
		was := r.st.Incident.Line("L1").Until
		r.now = r.now.Add(10 * time.Minute)
		r.says("ben", text)
		if got := r.st.Incident.Line("L1").Until.After(was); got != renewed {
			t.Errorf("%q renews: %v", text, got)
		}
	}
}

// TestStandsUntil proves what is read as the end of a temporary change.
func TestStandsUntil(t *testing.T) {
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"switched recommendations off until 15:30":             90 * time.Minute,
		"temporarily disabled the cron for 2 hours":            2 * time.Hour,
		"raised the limit for the next 45 min":                 45 * time.Minute,
		"rolled back, it took until now":                       0,
		"restarted it, errors were up for 20 minutes":          0,
		"for now I have disabled it":                           0,
		"`sleep until 15:30` is what the job does temporarily": 0,
	} {
		got, ok := standsUntil(text, now)
		if ok != (want > 0) || ok && got.Sub(now) != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
}

// TestClosingAsksOnce proves that closing over something that is left asks, once, and
// that closing over nothing does not.
func TestClosingAsksOnce(t *testing.T) {
	r := meeting(t, nil)
	r.command("cem", "hypothesis the deploy")
	r.command("ben", "evidence H1 against old hosts fail too")
	r.command("cem", "confirm H1")
	r.command("ben", "did switched the banner off expect less load in 5m")
	r.command("ben", "temporary I1 2h")
	sent := texts(r.command("ana", "close fixed"))
	for _, want := range []string{"ana: Before you close", "old hosts fail too", "switched the banner off"} {
		if !r.st.Incident.IsOpen() || !strings.Contains(sent, want) {
			t.Errorf("no %q in\n%s", want, sent)
		}
	}
	r.command("ben", "close fixed")
	if r.st.Incident.IsOpen() {
		t.Error("asked twice")
	}
	r = meeting(t, nil)
	r.command("ana", "close")
	if r.st.Incident.IsOpen() {
		t.Error("asked over nothing")
	}
}

// TestToldAgain proves that what is told where something false was told puts it
// right, and nothing else does.
func TestToldAgain(t *testing.T) {
	r := meeting(t, nil)
	r.command("cem", "hypothesis DNS trouble at our provider")
	r.command("ana", "told status page: our provider has DNS trouble H1")
	r.command("ana", "told mail: we are looking into it")
	r.command("cem", "rule-out H1 names resolve")
	if a := r.st.Incident.Announcement("A1"); !a.Corrected.IsZero() {
		t.Fatal("corrected by nobody")
	}
	r.command("ana", "told mail: it is not the provider")
	if a := r.st.Incident.Announcement("A1"); !a.Corrected.IsZero() {
		t.Error("corrected elsewhere")
	}
	r.command("ana", "told status page: it is not the provider")
	if a := r.st.Incident.Announcement("A1"); a.Corrected.IsZero() {
		t.Error("not corrected by what was told there")
	}
}
