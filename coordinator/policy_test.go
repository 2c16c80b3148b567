package coordinator

import (
	"testing"
	"time"

	"bearings/incident"
)

var start = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

// world is an incident in which findings are decided about by hand.
type world struct {
	*step
	t *testing.T
}

// newWorld has ana, ben and cem, who last spoke ten minutes before now, a quarter
// of an hour after the beginning.
func newWorld(t *testing.T) *world {
	c, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{&step{c: c, st: &State{}, now: start}, t}
	w.add(incident.Bearings, incident.Opened{Channel: "inc", Severity: incident.SEV2})
	w.add(incident.Bearings, incident.Configured{Settings: incident.DefaultSettings()})
	for i, p := range []incident.PersonID{"ana", "ben", "cem"} {
		w.now = start.Add(time.Duration(i) * time.Minute)
		w.message(p)
	}
	w.now = start.Add(15 * time.Minute)
	return w
}

func (w *world) add(by incident.PersonID, ev incident.Event) {
	w.t.Helper()
	if err := w.st.Apply(incident.Entry{Seq: w.st.Incident.Seq + 1, At: w.now, By: by, Event: ev}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) message(by incident.PersonID) {
	w.add(by, incident.MessagePosted{ID: incident.MessageIDAt(w.now), Author: by, Kind: incident.Human, At: w.now})
}

// shows records that f was shown d ago on a level.
func (w *world) shows(f incident.Finding, level incident.Level, d time.Duration) {
	now := w.now
	w.now = now.Add(-d)
	w.add(incident.Bearings, incident.FindingShown{Key: f.Key, Detector: f.Detector, Level: level, Effort: f.Effort, Reasons: f.Reasons})
	w.now = now
}

func (w *world) answers(f incident.Finding, answer string) {
	w.add("ana", incident.FindingAnswered{Key: f.Key, Who: "ana", Answer: answer})
}

// spends records a nudge in the channel or a thread, d ago.
func (w *world) spends(thread incident.MessageID, d time.Duration) {
	now := w.now
	w.now = now.Add(-d)
	key := incident.DeliveryKey("x" + itoa(w.st.Attention.keys))
	w.add(incident.Bearings, incident.DeliveryRequested{Key: key, How: incident.Post, Kind: KindNudge, Thread: thread})
	w.now = now
}

var (
	whisper = incident.Finding{Key: "stale-belief/H1", Detector: "stale-belief", Level: incident.Whisper, Highest: incident.InThread, To: []incident.PersonID{"ben"}}
	climbs  = incident.Finding{
		Key: "fixation/H1", Detector: "fixation", Level: incident.ToCommander, Highest: incident.InThread, To: []incident.PersonID{"ana"},
		Escalate: 5 * time.Minute, Effort: 40, Reasons: 1,
	}
	thread  = incident.Finding{Key: "unowned-request/Q1", Detector: "unowned-request", Level: incident.InThread, Highest: incident.InChannel}
	channel = incident.Finding{Key: "everything-ok", Detector: "everything-ok", Level: incident.InChannel, Highest: incident.InChannel}
	bypass  = incident.Finding{Key: "conflicting-interventions/I1", Detector: "conflicting-interventions", Level: incident.InChannel, Highest: incident.InChannel, Bypass: true}
	onCard  = incident.Finding{Key: "unexplained", Detector: "unexplained", Level: incident.OnCard, Highest: incident.OnCard}
)

// TestDecide goes through every reason that the policy can name.
func TestDecide(t *testing.T) {
	whisperClimbs := whisper
	whisperClimbs.Highest, whisperClimbs.Escalate = incident.ToCommander, 5*time.Minute
	grownClimbs := climbs
	grownClimbs.Effort = 60
	newReason := climbs
	newReason.Reasons = 2
	for name, tc := range map[string]struct {
		f    incident.Finding
		when func(*world)
		show bool
		at   incident.Level
		why  Reason
	}{
		"a private line the first time":       {whisper, nil, true, incident.Whisper, ShownFirst},
		"without a commander the owner":       {climbs, nil, true, incident.ToCommander, ShownNoCommand},
		"the commander first":                 {climbs, func(w *world) { w.add("cem", incident.RoleSet{Role: incident.Commander, Who: "cem"}) }, true, incident.ToCommander, ShownFirst},
		"a post in a lull":                    {thread, nil, true, incident.InThread, ShownFirst},
		"the card is always edited":           {onCard, func(w *world) { w.add("ana", incident.QuietSet{Until: w.now.Add(time.Hour)}) }, true, incident.OnCard, ShownOnCard},
		"no lull yet":                         {thread, func(w *world) { w.message("ana") }, false, 0, WithheldLull},
		"no longer than five minutes":         {thread, func(w *world) { w.waited(thread, 6*time.Minute); w.message("ana") }, true, incident.InThread, ShownFirst},
		"what cannot wait needs no lull":      {bypass, func(w *world) { w.message("ana"); w.spends("", 0) }, true, incident.InChannel, ShownBypass},
		"the budget is one":                   {channel, func(w *world) { w.spends("", 10*time.Minute) }, false, 0, WithheldBudget},
		"a thread costs half":                 {channel, func(w *world) { w.spends("m", 10*time.Minute) }, false, 0, WithheldBudget},
		"half a budget is a thread":           {thread, func(w *world) { w.chat(30); w.spends("m", 3*time.Minute) }, true, incident.InThread, ShownFirst},
		"it is full again after half an hour": {channel, func(w *world) { w.chat(30); w.spends("", 31*time.Minute) }, true, incident.InChannel, ShownFirst},
		"at most a tenth of the traffic":      {thread, func(w *world) { w.spends("m", 16*time.Minute) }, false, 0, WithheldShare},
		"a status swallows it": {thread, func(w *world) {
			w.add("ana", incident.ImpactStated{What: incident.Say("search is down")})
			w.now = start.Add(28 * time.Minute)
		}, false, 0, WithheldStatus},
		"a later status does not": {thread, func(w *world) {
			w.add("ana", incident.ImpactStated{What: incident.Say("search is down")})
			w.now = start.Add(26 * time.Minute)
		}, true, incident.InThread, ShownFirst},
		"a status that will not be posted does not": {thread, func(w *world) {
			w.add(incident.Bearings, incident.StatusPosted{Edited: true})
			w.now = w.now.Add(28 * time.Minute)
		}, true, incident.InThread, ShownFirst},
		"quiet":                                 {whisper, func(w *world) { w.add("ana", incident.QuietSet{Until: w.now.Add(time.Minute)}) }, false, 0, WithheldQuiet},
		"quiet is over":                         {whisper, func(w *world) { w.add("ana", incident.QuietSet{Until: w.now}) }, true, incident.Whisper, ShownFirst},
		"even quiet lets through what collides": {bypass, func(w *world) { w.add("ana", incident.QuietSet{Until: w.now.Add(time.Minute)}) }, true, incident.InChannel, ShownBypass},
		"snoozed": {whisper, func(w *world) {
			w.shows(whisper, incident.Whisper, time.Hour)
			w.add("ben", incident.FindingSnoozed{Key: whisper.Key, Until: w.now.Add(time.Minute)})
		}, false, 0, WithheldSnoozed},
		"as intended":               {climbs, func(w *world) { w.shows(climbs, incident.ToCommander, time.Hour); w.answers(climbs, AnswerIntended) }, false, 0, WithheldIntended},
		"as intended until it grew": {grownClimbs, func(w *world) { w.shows(climbs, incident.ToCommander, time.Hour); w.answers(climbs, AnswerIntended) }, true, incident.ToCommander, ShownGrown},
		"cooling down":              {whisper, func(w *world) { w.shows(whisper, incident.Whisper, 19*time.Minute) }, false, 0, WithheldCoolDown},
		"not again without growth":  {whisper, func(w *world) { w.shows(whisper, incident.Whisper, 3*time.Hour) }, false, 0, WithheldSame},
		"a new contradiction":       {newReason, func(w *world) { w.shows(climbs, incident.InThread, 21*time.Minute) }, true, incident.ToCommander, ShownGrown},
		"dismissal doubles the cool-down": {newReason, func(w *world) {
			w.shows(climbs, incident.InThread, 21*time.Minute)
			w.answers(climbs, AnswerDismissed)
		}, false, 0, WithheldCoolDown},
		"the next rung": {climbs, func(w *world) { w.shows(climbs, incident.ToCommander, 5*time.Minute) }, true, incident.InThread, ShownEscalated},
		"without a commander not the same person again": {whisperClimbs, func(w *world) { w.shows(whisperClimbs, incident.Whisper, time.Hour) }, false, 0, WithheldSame},
		"the commander next": {whisperClimbs, func(w *world) {
			w.shows(whisperClimbs, incident.Whisper, 6*time.Minute)
			w.add("cem", incident.RoleSet{Role: incident.Commander, Who: "cem"})
		}, true, incident.ToCommander, ShownEscalated},
		"not before its time": {climbs, func(w *world) { w.shows(climbs, incident.ToCommander, 4*time.Minute) }, false, 0, WithheldCoolDown},
		"an answer stops it":  {climbs, func(w *world) { w.shows(climbs, incident.ToCommander, 5*time.Minute); w.answers(climbs, AnswerUseful) }, false, 0, WithheldCoolDown},
		"two dismissals": {climbs, func(w *world) {
			w.shows(climbs, incident.ToCommander, 2*time.Hour)
			w.answers(climbs, AnswerDismissed)
			w.shows(climbs, incident.ToCommander, time.Hour)
			w.answers(climbs, AnswerDismissed)
		}, true, incident.OnCard, WithheldDismissed},
		"a second tap is no second dismissal": {newReason, func(w *world) {
			w.shows(climbs, incident.InThread, 41*time.Minute)
			w.answers(climbs, AnswerDismissed)
			w.answers(climbs, AnswerDismissed)
		}, true, incident.ToCommander, ShownGrown},
		"two taps on one showing do not double it twice": {newReason, func(w *world) {
			w.shows(climbs, incident.InThread, 39*time.Minute)
			w.answers(climbs, AnswerDismissed)
			w.answers(climbs, AnswerDismissed)
		}, false, 0, WithheldCoolDown},
		"over and so again, within the cool-down": {whisper, func(w *world) {
			w.shows(whisper, incident.Whisper, 19*time.Minute)
			w.ends(whisper)
		}, false, 0, WithheldCoolDown},
		"over and so again": {whisper, func(w *world) {
			w.shows(whisper, incident.Whisper, 21*time.Minute)
			w.ends(whisper)
		}, true, incident.Whisper, ShownAgain},
		"over and so again begins at its own rung": {climbs, func(w *world) {
			w.shows(climbs, incident.InThread, 21*time.Minute)
			w.ends(climbs)
		}, true, incident.ToCommander, ShownAgain},
		"intended, over, and so again": {climbs, func(w *world) {
			w.shows(climbs, incident.InThread, time.Hour)
			w.answers(climbs, AnswerIntended)
			w.ends(climbs)
		}, false, 0, WithheldIntended},
		"put off until now": {climbs, func(w *world) {
			w.shows(climbs, incident.ToCommander, 15*time.Minute)
			w.add("ana", incident.FindingSnoozed{Key: climbs.Key, Until: w.now})
		}, true, incident.ToCommander, ShownLater},
		"a detector does not say for itself what cannot wait": {
			incident.Finding{Key: "span/x", Detector: "span", Level: incident.InChannel, Highest: incident.InChannel, Bypass: true},
			func(w *world) { w.spends("", 10*time.Minute) }, false, 0, WithheldBudget,
		},
		"asked for":                     {climbs, func(w *world) { w.shows(climbs, incident.ToCommander, time.Minute); w.answers(climbs, AnswerAsk) }, true, incident.InThread, ShownAsked},
		"two private lines a person":    {whisper, func(w *world) { w.whispers("ben", 14*time.Minute); w.whispers("ben", time.Minute) }, false, 0, WithheldPersonCap},
		"another person's do not count": {whisper, func(w *world) { w.whispers("ana", time.Minute); w.whispers("ana", time.Minute) }, true, incident.Whisper, ShownFirst},
		"nobody to tell":                {whisper, func(w *world) { w.add("ben", incident.Left{Who: "ben"}) }, false, 0, WithheldNobody},
		"nobody is here":                {whisper, func(w *world) { w.now = w.now.Add(2 * time.Hour) }, false, 0, WithheldDormant},
		"closed":                        {whisper, func(w *world) { w.add("ana", incident.Closed{}) }, false, 0, WithheldClosed},
		"often dismissed":               {whisper, func(w *world) { w.dismisses(whisper, 2) }, false, 0, WithheldThreshold},
		"often dismissed, but it has stood for long": {whisper, func(w *world) {
			w.dismisses(whisper, 2)
			w.withholds(whisper, 20*time.Minute, WithheldThreshold)
		}, true, incident.Whisper, ShownFirst},
		"often dismissed, but it has grown while it stood": {newReason, func(w *world) {
			w.dismisses(climbs, 2)
			w.withholds(climbs, time.Minute, WithheldThreshold)
		}, true, incident.ToCommander, ShownNoCommand},
		"dismissed still more often":            {whisper, func(w *world) { w.dismisses(whisper, 4); w.withholds(whisper, 39*time.Minute, WithheldThreshold) }, false, 0, WithheldThreshold},
		"dismissed once":                        {whisper, func(w *world) { w.dismisses(whisper, 1) }, true, incident.Whisper, ShownFirst},
		"what cannot wait has no threshold":     {bypass, func(w *world) { w.dismisses(bypass, 2) }, true, incident.InChannel, ShownBypass},
		"another detector's dismissals":         {whisper, func(w *world) { w.dismisses(climbs, 2) }, true, incident.Whisper, ShownFirst},
		"useful enough, however often declined": {whisper, func(w *world) { w.acts(whisper, 3); w.dismisses(whisper, 2) }, true, incident.Whisper, ShownFirst},
		"useful again":                          {whisper, func(w *world) { w.dismisses(whisper, 2); w.acts(whisper, 3) }, true, incident.Whisper, ShownFirst},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if tc.when != nil {
				tc.when(w)
			}
			v := w.decide(tc.f)
			if v.show != tc.show || v.reason != tc.why || (v.show && v.level != tc.at) {
				t.Errorf("decided show=%v on %v because %q; want show=%v on %v because %q", v.show, v.level, v.reason, tc.show, tc.at, tc.why)
			}
			if !v.retry.IsZero() && !v.retry.After(w.now) {
				t.Errorf("asks to look again at %v, which is not after %v", v.retry, w.now)
			}
		})
	}
}

// waited records that f was withheld for a lull d ago.
func (w *world) waited(f incident.Finding, d time.Duration) { w.withholds(f, d, WithheldLull) }

func (w *world) withholds(f incident.Finding, d time.Duration, why Reason) {
	now := w.now
	w.now = now.Add(-d)
	w.add(incident.Bearings, incident.FindingWithheld{Key: f.Key, Detector: f.Detector, Reason: string(why), Effort: f.Effort, Reasons: min(f.Reasons, 1)})
	w.now = now
}

func (w *world) ends(f incident.Finding) {
	w.add(incident.Bearings, incident.FindingEnded{Key: f.Key, Detector: f.Detector})
}

// dismisses and acts have n other findings of f's detector answered, of ages ago.
func (w *world) dismisses(f incident.Finding, n int) { w.replies(f, n, AnswerDismissed) }
func (w *world) acts(f incident.Finding, n int)      { w.replies(f, n, AnswerActed) }

func (w *world) replies(f incident.Finding, n int, answer string) {
	for range n {
		f := incident.Finding{Key: incident.FindingKey(f.Detector + "/H7" + itoa(int(w.st.Incident.Seq))), Detector: f.Detector}
		w.shows(f, incident.Whisper, 5*time.Hour)
		w.answers(f, answer)
	}
}

func (w *world) whispers(to incident.PersonID, d time.Duration) {
	now := w.now
	w.now = now.Add(-d)
	key := incident.DeliveryKey("x" + itoa(w.st.Attention.keys))
	w.add(incident.Bearings, incident.DeliveryRequested{Key: key, How: incident.Ephemeral, Kind: KindNudge, To: to})
	w.now = now
}

// chat adds n messages that end two minutes before now.
func (w *world) chat(n int) {
	now := w.now
	for i := range n {
		w.now = now.Add(-2*time.Minute - time.Duration(n-i)*time.Second)
		w.message("cem")
	}
	w.now = now
}

// TestTokens proves that the bucket holds one post, refills linearly, and never
// promises more than there is when the time comes.
func TestTokens(t *testing.T) {
	set := incident.DefaultSettings()
	a := &Attention{spent: []spent{{at: start, cost: costChannel}}}
	for d, want := range map[time.Duration]int{0: 0, 15 * time.Minute: 500, 30 * time.Minute: 1000, 5 * time.Hour: 1000} {
		if have, _ := a.tokens(start.Add(d), set, incident.SEV2, costChannel); have != want {
			t.Errorf("after %v there are %d, want %d", d, have, want)
		}
	}
	_, when := a.tokens(start.Add(time.Minute), set, incident.SEV2, costThread)
	if have, _ := a.tokens(when, set, incident.SEV2, costThread); have < costThread {
		t.Errorf("at %v, when there was to be enough, there are %d", when, have)
	}
	if have, _ := a.tokens(start.Add(20*time.Minute), set, incident.SEV1, costChannel); have != capacity {
		t.Errorf("a SEV1 has %d after 20 minutes", have)
	}
}
