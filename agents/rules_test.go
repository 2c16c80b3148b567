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

// table is sentences that do, and do not do, an act.
type table struct {
	act     incident.Act
	yes, no []string
}

func (table) by() string { return "dee" }

var sentences = []table{
	{incident.ActImpact, []string{
		"nobody can log in to the shop right now",
		"customers in Brazil can't pay",
		"same here, the page doesn't load",
		"me too, getting 500s on every request",
		"works for me, so it may be only the EU",
		"the search page is down for everyone",
		"all our users get an error when they pay",
		"I can't push to the registry either",
	}, []string{
		"the queue depth is 4000",
		"let's restart the workers",
		"thanks!",
		"who is on call for payments?",
		"I'll go through the proxy logs",
		"lunch was great today",
	}},
	{incident.ActTrend, []string{
		"error rate is recovering",
		"it is getting worse, now the US is failing too",
		"still failing for us, no change",
		"checkout is back up",
		"all good now, everything works again",
		"restarted it, but the timeouts persist",
		"the outage is over, everything is resolved",
	}, []string{
		"hope it recovers soon",
		"is it fixed?",
		"the deploy went out at 14:02",
		"can you look at the proxy?",
		"ok",
		"I'll check the logs",
	}},
	{incident.ActObservation, []string{
		"worker 7 has been at 96% CPU since 14:10",
		"I see 400 errors per second in the proxy log",
		"```\nERROR connection refused 10.0.0.7:6379\n```",
		"latency went from 80ms to 900ms at 13:55",
		"the pods restarted 14 times in the last hour",
		"curl returned 503 on three of five hosts",
		"the certificate expired at 12:00 today",
		"memory usage on db-3 is 98%",
	}, []string{
		"what does the log say?",
		"please restart it",
		"haha nice one",
		"let's wait for ana",
		"thank you so much",
		"I'll have a look",
	}},
	{incident.ActHypothesis, []string{
		"In that case, I think that the scheduler stopped polling its table",
		"I think the agent removed the wrong directory",
		"I guess that somebody disabled the nightly job",
		"I suspect the resolver",
		"I suspect the new firewall",
		"my money is on the load balancer",
		"sounds like the packet loss between the two sites",
		"looks like the january migration",
		"maybe the load balancer is misconfigured",
		"could it be a dns problem?",
		"I suspect the new certificate is wrong",
		"my guess is that the disk filled up",
		"I bet it's the cron job that runs at noon",
		"probably a memory leak in the worker",
		"looks like this is caused by the config change",
		"perhaps the token expired",
		"I think the replica is out of sync",
		"the problem is that the connection pool is exhausted",
		"did the upgrade of kafka break this?",
		"it's because the queue is full",
	}, []string{
		"maybe we should wait for ana",
		"thanks, that helps",
		"I'll restart the worker",
		"can someone look at the dashboards?",
		"good morning",
		"see you tomorrow",
		"the meeting is at three",
		"ok",
	}},
	{incident.ActVerdict, []string{
		"confirmed, it was the friday deploy",
		"then it isn't the redis cache, ruled out",
		"that was it, the deploy is the culprit",
		"the cache is not the cause, it's at 20%, so ruled out",
	}, []string{
		"is it the cache?",
		"I doubt it",
		"maybe the deploy",
		"let's restart redis",
		"thanks",
		"looking into the proxy",
	}},
	{incident.ActOwnership, []string{
		"I'll look into the proxy logs",
		"I'll have a look at that",
		"on it",
		"looking into it",
		"I'm checking the database now",
		"let me check the certificates",
		"I'll take the rollback",
		"I can't continue with this, somebody else please take over",
		"@ana can you please check the load balancer?",
		"/me is investigating the cache nodes",
	}, []string{
		"we should look at the proxy",
		"is anybody looking at the proxy?",
		"the proxy looks fine",
		"what does the graph show?",
		"cool",
		"the deploy took 20 minutes",
	}},
	{incident.ActRequest, []string{
		"can someone restart the workers?",
		"could you please check the replica?",
		"please don't touch the primary for now",
		"@bo can you post the log?",
		"can anyone look at the DNS records?",
		"please send me the trace",
		"we need someone with access to the cluster, could you check who has it?",
		"would you mind rerunning the job?",
	}, []string{
		"how many requests per second do we get?",
		"I restarted the workers",
		"it's down again",
		"what is redis?",
		"nice",
		"I can see errors in the log",
	}},
	{incident.ActQuestion, []string{
		"does that still happen?",
		"when did it start?",
		"which version is running on the hosts?",
		"who deployed last?",
		"does the error happen in staging too?",
		"how busy is db-1?",
		"how many customers are affected?",
		"are the backups fine?",
	}, []string{
		"it started at noon",
		"please restart it",
		"I'll check",
		"the deploy was at nine",
		"no idea",
		"thanks",
	}},
	{incident.ActIntervention, []string{
		"reverting to the build of last week",
		"I've restarted the proxy",
		"let's roll back the deploy",
		"shall we disable the feature flag?",
		"rolled back to v1.4.2",
		"I just killed the backup job",
		"we should scale up the workers",
		"restarting redis now",
		"how about we fail over to the replica?",
		"I disabled the cron job",
		"deleted the old images on node-3",
	}, []string{
		"the graph shows a spike at noon",
		"who is on call?",
		"looking at the logs",
		"customers can't pay",
		"hmm",
		"could it be dns?",
	}},
	{incident.ActEvidence, []string{
		"the first error is from 14:03 and the deploy went out at 14:02, that fits",
		"no, the hosts with the old version fail too",
		"but redis is only at 20% memory",
		"redis used_memory is 4GB of 4GB, so yes, it's full",
	}, []string{
		"good morning",
		"can you restart it?",
		"I'll be back in 10 minutes",
		"lol",
	}},
	{incident.ActDecision, []string{
		"ok, let's wait until monday",
		"we'll go with the rollback",
		"agreed, we keep the old version for now",
		"we decided to fail over",
	}, []string{
		"should we wait?",
		"maybe we could fail over",
		"ok",
		"it's the deploy",
	}},
	{incident.ActAnnouncement, []string{
		"posted to the status page",
		"I've updated the status page: EU checkout degraded",
		"sent an email to all customers about the outage",
		"tweeted that we are investigating",
		"I'll post an update on the status page now",
	}, []string{
		"should we post to the status page?",
		"can someone update the status page?",
		"the status page is down too",
		"the mail server refuses connections",
	}},
	{incident.ActWait, []string{
		"the restore takes 40 min",
		"the rebuild will take about 20 minutes",
		"waiting for the replica to catch up, about 15 minutes",
		"let's give it 10 minutes",
		"ETA 30 min for the failover",
	}, []string{
		"it took 40 minutes yesterday",
		"the pods restarted 14 times in the last hour",
		"latency is 3 s",
		"how long does the restore take?",
	}},
	{incident.ActRole, []string{
		"I'll take IC",
		"I'm incident commander",
		"@ana is incident commander now",
		"taking comms",
		"I'll be scribe",
		"I am IC for this one",
	}, []string{
		"who is IC?",
		"I'm not IC",
		"we need an incident commander",
		"the IC said to wait",
	}},
	{incident.ActLeave, []string{
		"heading out",
		"I need to run",
		"gotta go, sorry",
		"going to bed now",
		"I have to drop, back in an hour",
		"good night",
	}, []string{
		"the packets leave the host fine",
		"we need to go through the logs",
		"if you have to go, tell ana",
		"connections drop after 30s",
	}},
	{incident.ActCheck, []string{
		"let me check the replication lag",
		"I'll compare the two configs",
		"checking the access logs now",
		"can you verify the checksum of the image?",
	}, []string{
		"the health check fails",
		"I'll restart it",
		"thanks for checking",
		"what did the check show?",
	}},
}

func TestEnoughSentences(t *testing.T) {
	n := 0
	for _, c := range sentences {
		n += len(c.yes) + len(c.no)
		if len(c.no) == 0 {
			t.Errorf("%s: no sentence that must not be taken", c.act)
		}
	}
	if n < 150 {
		t.Errorf("%d sentences", n)
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
