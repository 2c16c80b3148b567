package agents

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bearings/incident"
)

// said is one message of a made-up conversation.
type said struct {
	who, text string
	kind      incident.Kind
	after     time.Duration // since the one before; a minute if not given
	thread    int           // which message it replies to in a thread, from 1; 0: none
}

// talk folds a conversation with what is read in it; it returns the last reading.
func talk(t testing.TB, ss ...said) (incident.Reading, *world) {
	t.Helper()
	w := newWorld()
	var r incident.Reading
	ids := []incident.MessageID{}
	for i, s := range ss {
		if s.kind == "" {
			s.kind = incident.Human
		}
		if s.after == 0 {
			s.after = time.Minute
		}
		at := w.at.Add(s.after)
		id := incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), i))
		ids = append(ids, id)
		p := incident.MessagePosted{ID: id, Author: incident.PersonID(s.who), Kind: s.kind, At: at, Text: incident.Say(s.text)}
		if s.thread > 0 {
			p.Thread = ids[s.thread-1]
		}
		m := w.post(p)
		r = Rules{}.Read(w.s, m)
		if msg := broken(r, w.s, m); msg != "" {
			t.Fatalf("%q: %s", s.text, msg)
		}
		r, _ = w.read(m, r)
	}
	return r, w
}

// broken says which promise about readings the reading breaks, if any.
func broken(r incident.Reading, s *incident.State, m *incident.Message) string {
	known := func(id incident.HypothesisID, newToo bool) bool {
		if id == incident.NewHypothesis {
			return newToo && len(r.Claims) > 0 && r.Claims[0].Hypothesis == ""
		}
		return id == "" || s.Hypothesis(id) != nil
	}
	if len(r.Sure) != len(r.Acts) {
		return fmt.Sprint("sure of ", len(r.Sure), " acts of ", len(r.Acts))
	}
	for _, n := range r.Sure {
		if n < 0 || n > 100 {
			return fmt.Sprint("sure ", r.Sure)
		}
	}
	if r.Confidence < 0 || r.Confidence > 100 {
		return fmt.Sprint("confidence ", r.Confidence)
	}
	for i, a := range r.Acts {
		if _, ok := actOrder[a]; !ok {
			return "unknown act " + string(a)
		}
		if i > 0 && actOrder[a] <= actOrder[r.Acts[i-1]] {
			return fmt.Sprint("acts out of order: ", r.Acts)
		}
		if !decides(m.Kind) && a != incident.ActObservation {
			return "a bot's " + string(a)
		}
	}
	if !known(r.About, true) {
		return "about " + string(r.About)
	}
	for _, c := range r.Claims {
		st := c.Statement.String()
		if !known(c.Hypothesis, false) || st == "" || utf8.RuneCountInString(st) > statementRunes || strings.ContainsAny(st, "\r\n") || !utf8.ValidString(st) {
			return fmt.Sprintf("claim %q %q", c.Hypothesis, st)
		}
	}
	for _, e := range r.Evidence {
		for _, b := range e.Bearings {
			if !known(b.Hypothesis, true) || b.Consistency < -2 || b.Consistency > 2 || e.Credibility < 0 || e.Credibility > 100 {
				return fmt.Sprint("evidence ", e)
			}
		}
	}
	for _, v := range r.Rulings {
		if !known(v.Hypothesis, true) {
			return fmt.Sprint("ruling ", v)
		}
	}
	if r.Has(incident.ActOwnership) != (r.Owning != nil) || r.Has(incident.ActIntervention) != (r.Intervention != nil) {
		return "an act without its field"
	}
	if o := r.Owning; o != nil && s.Person(o.Who) == nil {
		return "owner " + string(o.Who) + " is nobody here"
	}
	if r.Has(incident.ActTrend) != (r.Trend != incident.TrendUnknown) || r.Has(incident.ActHypothesis) != (len(r.Claims) > 0) {
		return "an act without its field"
	}
	return ""
}

// before is what has been said ahead of each sentence of the tables: an outage,
// a suspicion, and a question.
var before = []said{
	{who: "ana", text: "checkout is down for all users in the EU, they get 502s"},
	{who: "bo", text: "I suspect the friday deploy broke the payment client"},
	{who: "cem", text: "could it be that the redis cache is full?"},
}

func TestActs(t *testing.T) {
	for _, c := range sentences {
		for _, text := range c.yes {
			r, _ := talk(t, append(slices.Clone(before), said{who: c.by(), text: text})...)
			if !r.Has(c.act) {
				t.Errorf("%s: not taken: %q: %v", c.act, text, r.Acts)
			}
		}
		for _, text := range c.no {
			r, _ := talk(t, append(slices.Clone(before), said{who: c.by(), text: text})...)
			if r.Has(c.act) {
				t.Errorf("%s: taken: %q: %v", c.act, text, r.Acts)
			}
		}
	}
}

// TestChatterDoesNothing proves that what keeps people company stays off the board.
func TestChatterDoesNothing(t *testing.T) {
	for _, text := range []string{
		"thanks!", "ok", ":+1:", "lol", "haha", "nice", "👍", "thank you!", "np", ":)", "great, thanks", "good morning", "welcome back", "hehe :)", "cool", "",
	} {
		r, _ := talk(t, append(slices.Clone(before), said{who: "dee", text: text})...)
		if len(r.Acts) != 0 {
			t.Errorf("%q does %v", text, r.Acts)
		}
	}
}

// TestSourcesOnlyReport proves that bots and guests yield observations and nothing else.
func TestSourcesOnlyReport(t *testing.T) {
	for _, kind := range []incident.Kind{incident.Bot, incident.Guest} {
		for _, text := range []string{
			"RESOLVED: checkout is back to normal", "I'll fix it", "confirmed, it was the friday deploy", "maybe the disk is full", "we decided to roll back", "reverting the deploy",
			"can someone look?", "@ana please take over",
		} {
			r, w := talk(t, append(slices.Clone(before), said{who: "x", kind: kind, text: text})...)
			if r.About != "" || len(r.Acts) > 1 || len(r.Acts) == 1 && r.Acts[0] != incident.ActObservation {
				t.Errorf("%s %q: %v about %q", kind, text, r.Acts, r.About)
			}
			if len(w.s.Live()) > 2 {
				t.Errorf("%s %q raised a hypothesis", kind, text)
			}
		}
	}
}

func TestStatements(t *testing.T) {
	for text, want := range map[string]string{
		"could it be the friday deploy?":                                  "the friday deploy",
		"I suspect the parser bug in the new image":                       "the parser bug in the new image",
		"maybe the load balancer is misconfigured?":                       "the load balancer is misconfigured",
		"I think it's a DNS problem, but let me check":                    "a DNS problem",
		"was kafka upgraded in the meantime?":                             "kafka was upgraded in the meantime",
		"did the config change break this?":                               "the config change",
		"it's because the token expired":                                  "the token expired",
		"probably caused by the nightly backup":                           "the nightly backup",
		"In that case, I think that the worker stopped reading its queue": "the worker stopped reading its queue",
		"my guess is that the disk of db-3 filled up":                     "the disk of db-3 filled up",
		"looks like DNS to me":                                            "DNS",
		"is it the friday deploy?":                                        "the friday deploy",
		"I think everything is overloaded (edited)":                       "everything is overloaded",
		"maybe the pool is too small now?":                                "the pool is too small",
		"Perhaps the certificate on lb-2 has expired.":                    "the certificate on lb-2 has expired",
	} {
		r, _ := talk(t, said{who: "ana", text: "checkout is down for all users"}, said{who: "bo", text: text})
		if len(r.Claims) != 1 {
			t.Errorf("%q: no claim: %v", text, r.Acts)
			continue
		}
		if got := r.Claims[0].Statement.String(); got != want {
			t.Errorf("%q is stated as %q, want %q", text, got, want)
		}
	}
}

// TestOneExplanationIsOneHypothesis proves that a second wording joins the first, and that rivals stay apart.
func TestOneExplanationIsOneHypothesis(t *testing.T) {
	for _, c := range []struct {
		first, second string
		same          bool
	}{
		{"could it be the friday deploy?", "yeah I bet it's the release from friday", true},
		{"maybe the disk on db-3 is full", "I suspect db-3 ran out of disk space", true},
		{"I suspect the new certificate", "probably the new tls cert is wrong", true},
		{"could it be the friday deploy?", "I suspect the dns resolver", false},
		{"I think #4411 broke it", "I suspect #4502 broke it", false},
		{"maybe the disk on db-3 is full", "or maybe the network switch is broken", false},
	} {
		_, w := talk(t, said{who: "ana", text: "checkout is down for all users"}, said{who: "bo", text: c.first}, said{who: "cem", text: c.second})
		want := 2
		if c.same {
			want = 1
		}
		if got := len(w.s.Hypotheses); got != want {
			t.Errorf("%q and %q are %d hypotheses, want %d", c.first, c.second, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	r, _ := talk(t, append(slices.Clone(before), said{who: "dee", text: "@ana can you please check the load balancer?"})...)
	if r.Owning == nil || r.Owning.Verb != incident.Assigns || r.Owning.Who != "ana" {
		t.Errorf("assign: %+v", r.Owning)
	}
	if r.AskedOf != "ana" {
		t.Errorf("asked of %q", r.AskedOf)
	}
	r, _ = talk(t, append(slices.Clone(before), said{who: "dee", text: "@nobody_here can you check the load balancer?"})...)
	if r.Owning != nil && r.Owning.Verb == incident.Assigns {
		t.Errorf("assigned to somebody who is not here: %+v", r.Owning)
	}
	r, _ = talk(t, append(slices.Clone(before), said{who: "dee", text: "reverting the deploy of plank, that should fix it in 10 minutes"})...)
	if c := r.Intervention; c == nil || c.Phase != incident.Started || c.Kind != incident.Mitigation || c.ExpectIn != 10*time.Minute {
		t.Errorf("intervention: %+v", c)
	}
	r, _ = talk(t, append(slices.Clone(before), said{who: "dee", text: "the restore takes 40 min"})...)
	if r.Wait == nil || r.Wait.For != 40*time.Minute {
		t.Errorf("wait: %+v", r.Wait)
	}
	r, _ = talk(t, append(slices.Clone(before), said{who: "dee", text: "@ana is incident commander"})...)
	if r.Role == nil || r.Role.Who != "ana" || r.Role.Role != incident.Commander {
		t.Errorf("role: %+v", r.Role)
	}
	r, _ = talk(t, append(slices.Clone(before), said{who: "dee", text: "posted to the status page: the friday deploy broke payments"})...)
	if r.Announcement == nil || r.Announcement.Where != "status page" || r.Announcement.RestsOn != "H1" {
		t.Errorf("announcement: %+v", r.Announcement)
	}
}

// TestWork proves that saying what one is at is work on what is on the table and
// says nothing of the system, and that a finding is no such thing.
func TestWork(t *testing.T) {
	for _, text := range []string{"looking at the deploy diff", "going through the deploy config", "still on the deploy diff", "checking those", "comparing the old deploy with the new one", "half way through"} {
		r, _ := talk(t, before[0], before[1], said{who: "dee", text: text})
		if r.About != "H1" || r.Confidence < 60 {
			t.Errorf("%q: about %q by %d%%", text, r.About, r.Confidence)
		}
		for _, a := range r.Acts {
			if a != incident.ActOwnership {
				t.Errorf("%q: %v", text, r.Acts)
			}
		}
	}
	r, _ := talk(t, before[0], before[1], said{who: "dee", text: "looking at the deploy diff I see 14 changed files in the payment client"})
	if !r.Has(incident.ActObservation) {
		t.Errorf("a finding is taken for work: %v", r.Acts)
	}
}

// TestChangeIsStated proves that a change is told by its verb and its thing.
func TestChangeIsStated(t *testing.T) {
	for text, want := range map[string][2]string{
		"I've restarted the proxy, that should fix it": {"restarted the proxy", "proxy"},
		"rolling back the deploy now":                  {"rolling back the deploy", "deploy"},
		"let's disable the flag now":                   {"disable the flag", "flag"},
		"turn it off now":                              {},
		"deploy config now":                            {},
	} {
		r, _ := talk(t, append(slices.Clone(before), said{who: "dee", text: text})...)
		got := [2]string{}
		if c := r.Intervention; c != nil {
			got = [2]string{c.What.String(), c.Target.String()}
		}
		if want[0] == "" && (got[1] == "now" || got[1] == "off") || want[0] != "" && got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestSure proves that an unsure act does not make the others unsure.
func TestSure(t *testing.T) {
	for text, a := range map[string]incident.Act{
		"@bo can you restart the search node?": incident.ActRequest,
		"I think it is the 09:40 deploy":       incident.ActHypothesis,
		"could it be the cache?":               incident.ActHypothesis,
		"maybe the pool is too small?":         incident.ActHypothesis,
		"search is down":                       incident.ActImpact,
	} {
		r, _ := talk(t, append(slices.Clone(before), said{who: "dee", text: text})...)
		if r.In(a) < 60 {
			t.Errorf("%q: %v %v", text, r.Acts, r.Sure)
		}
	}
	r, _ := talk(t, append(slices.Clone(before), said{who: "dee", text: "hmm, I don't know what the pool does"})...)
	if r.In(incident.ActHypothesis) >= 60 {
		t.Errorf("ignorance is an explanation: %v %v", r.Acts, r.Sure)
	}
}

// TestAnswers proves that an answer finds its question, and that the author's next question does not answer the first.
func TestAnswers(t *testing.T) {
	r, w := talk(t, said{who: "ana", text: "checkout is down for all users"}, said{who: "bo", text: "when did the last deploy go out?"}, said{who: "cem", text: "at 14:02, according to the pipeline"})
	if r.Answers == "" || r.RepliesTo == "" {
		t.Errorf("no answer: %+v, questions %d", r, len(w.s.Questions))
	}
	r, _ = talk(t, said{who: "ana", text: "checkout is down for all users"}, said{who: "bo", text: "when did the last deploy go out?"}, said{who: "bo", text: "and who did it?"})
	if r.Answers != "" {
		t.Errorf("one's own question answers: %+v", r)
	}
}

// TestDirection proves that evidence is tied to what it bears on, with its sign.
func TestDirection(t *testing.T) {
	for text, against := range map[string]bool{
		"the first error is from 14:03 and the friday deploy went out at 14:02, that fits": false,
		"no, the hosts without the friday deploy fail too":                                 true,
		"old hosts that never got the deploy fail too":                                     true,
		"happens on the old version too":                                                   true,
		"nope, happens on the old version too":                                             true,
		"it persists after the rollback":                                                   true,
		"hosts that never talk to the provider fail as well":                               true,
		"still failing with the flag off":                                                  true,
		"the deploy looks fine":                                                            true,
		"nothing odd in the deploy diff":                                                   true,
		"hosts with the deploy are fine":                                                   true,
		"errors started before the deploy":                                                 true,
		"the hosts without the deploy are fine":                                            false,
		"it stopped after the rollback of the deploy":                                      false,
		"works fine with the flag off":                                                     false,
		"only hosts with the deploy fail":                                                  false,
	} {
		r, _ := talk(t, said{who: "ana", text: "checkout is down for all users"}, said{who: "bo", text: "could it be the friday deploy?"}, said{who: "cem", text: text})
		if len(r.Evidence) != 1 || r.Evidence[0].Bearings[0].Hypothesis != "H1" {
			t.Errorf("%q: evidence %+v", text, r.Evidence)
			continue
		}
		if got := r.Evidence[0].Bearings[0].Consistency < 0; got != against {
			t.Errorf("%q: against %v", text, got)
		}
	}
}

// TestLongMessage proves that only a bounded part of a huge message is read.
func TestLongMessage(t *testing.T) {
	big := "checkout is down for all users\n" + strings.Repeat("2026-01-02T10:00:00Z ERROR worker 17 connection refused\n", 20000)
	if got := len(bounded(big)); got > headBytes+tailBytes+8 {
		t.Errorf("%d bytes are read", got)
	}
	talk(t, said{who: "ana", text: big})
}

// FuzzRead proves that any message gives a reading that keeps its promises.
func FuzzRead(f *testing.F) {
	for _, c := range sentences {
		for _, s := range append(slices.Clone(c.yes), c.no...) {
			f.Add(s, false)
		}
	}
	f.Add("> quoted\n> more\n\n```\ncode", true)
	f.Add("bo said:\n > \nI suspect\n\nno", false)
	f.Add("\xff\xfe<@", false)
	f.Add("nick: /me `x", true)
	f.Fuzz(func(t *testing.T, text string, bot bool) {
		kind := incident.Human
		if bot {
			kind = incident.Bot
		}
		talk(t, before[0], before[1], said{who: "dee", text: text, kind: kind}, said{who: "ana", text: text})
	})
}

// BenchmarkRead reads a message in a conversation that has filled the state's memory.
func BenchmarkRead(b *testing.B) {
	var ss []said
	for i := range 80 {
		ss = append(ss, before[i%3], said{who: "dee", text: fmt.Sprintf("I suspect service-%d is out of memory because of job %d", i%9, i%9)}, said{who: "eve", text: "no, I see 20% in the graph of node-7"})
	}
	_, w := talk(b, ss...)
	at := w.at.Add(time.Minute)
	m := w.post(incident.MessagePosted{ID: "last", Author: "ana", Kind: incident.Human, At: at, Text: incident.Say("I reverted the deploy and it still fails, could it be that the cache on redis-3 is full?")})
	b.ReportAllocs()
	for b.Loop() {
		Rules{}.Read(w.s, m)
	}
}
