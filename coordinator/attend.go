package coordinator

import (
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// merged is how many findings go into one message at most.
const merged = 3

// decided is a finding that is to be shown, with what was decided about it.
type decided struct {
	f incident.Finding
	v verdict
}

// noticed returns what the detectors find now, the most important first.
func (s *step) noticed() []incident.Finding {
	seen := &s.st.seen
	if !seen.ok || !seen.at.Equal(s.now) {
		*seen = sight{ok: true, at: s.now, findings: commonground.Findings(s.st.View(), s.now)}
	}
	return seen.findings
}

// attend looks at what the detectors find now, decides about each, and records
// and requests what follows.
func (s *step) attend() {
	if !s.st.Incident.OpenedAt.IsZero() {
		s.attendTo(s.noticed())
	}
}

func (s *step) attendTo(findings []incident.Finding) {
	a := &s.st.Attention
	s.endTopics(findings)
	var whispers, posts []decided
	for _, f := range findings {
		v := s.decide(f)
		switch t := a.byKey[f.Key]; {
		case !v.show:
			s.withheld(f, t, v)
		case v.level == incident.OnCard:
			if t == nil || !t.shown || t.restarted() || t.reason != v.reason && v.reason == WithheldDismissed {
				s.shown(f, v, "")
			}
		case v.level == incident.Whisper || v.level == incident.ToCommander:
			whispers = append(whispers, decided{f, v})
		default:
			posts = append(posts, decided{f, v})
		}
	}
	s.whisper(whispers)
	s.post(posts)
}

// endTopics records which findings no longer hold. One that ended by what somebody
// did whom it was put before was acted on.
func (s *step) endTopics(now []incident.Finding) {
	var gone []*topic
	for _, t := range s.st.Attention.topics {
		if !t.ended && !isIdea(t) && !slices.ContainsFunc(now, func(f incident.Finding) bool { return f.Key == t.key }) {
			gone = append(gone, t)
		}
	}
	for _, t := range gone {
		if s.acted(t) {
			s.emitAs(s.actor, incident.FindingAnswered{Key: t.key, Who: s.actor, Answer: AnswerActed})
		}
		s.own(incident.FindingEnded{Key: t.key, Detector: t.detector, Hypothesis: t.hypothesis})
	}
}

// acted reports whether what somebody just did ends a topic that was put before
// them: by a command, or, if it was put before them alone, in words.
func (s *step) acted(t *topic) bool {
	in := &s.st.Incident
	if s.actor == "" || !t.shown || t.restarted() || t.level == incident.OnCard || t.answered != "" {
		return false
	}
	if over := in.Trend != nil && in.Trend.Trend == incident.TrendResolved && in.Trend.At.Equal(s.now); over || !in.IsOpen() {
		return false // that ends everything
	}
	return slices.Contains(t.to, s.actor) || (s.byCommand && t.level >= incident.InThread)
}

// withheld records that a finding was held back: once, and again only for
// another reason. That something which was shown is not shown again at once
// needs no record: the record that it was shown says until when.
func (s *step) withheld(f incident.Finding, t *topic, v verdict) {
	if t != nil && !t.ended {
		if t.shown && !t.again && !t.withheld && quietAfter(v.reason) {
			return
		}
		if t.withheld && t.reason == v.reason {
			return
		}
	}
	s.own(incident.FindingWithheld{
		Key: f.Key, Detector: f.Detector, Hypothesis: f.Hypothesis, Reason: string(v.reason), Until: v.retry, Effort: f.Effort, Reasons: f.Reasons,
	})
}

// quietAfter reports whether a reason follows from the showing of a finding and
// what was answered.
func quietAfter(r Reason) bool {
	return r == WithheldCoolDown || r == WithheldSame || r == WithheldIntended || r == WithheldSnoozed
}

func (s *step) shown(f incident.Finding, v verdict, key incident.DeliveryKey) {
	ev := incident.FindingShown{
		Key: f.Key, Detector: f.Detector, Hypothesis: f.Hypothesis, Level: v.level, To: v.to, Reason: string(v.reason),
		Text: incident.Say(f.Text), Effort: f.Effort, Reasons: f.Reasons, Delivery: key,
	}
	for _, r := range f.Receipts {
		if r.Source != "" {
			ev.Receipts = append(ev.Receipts, r.Source)
		}
	}
	s.own(ev)
}

// whisper sends the private lines, at most one message a person: everything that
// is due for them together.
func (s *step) whisper(due []decided) {
	var order []incident.PersonID
	lines := map[incident.PersonID][]decided{}
	for _, d := range due {
		for _, p := range d.v.to {
			if !slices.Contains(order, p) {
				order = append(order, p)
			}
			if joins(lines[p], d.f) {
				lines[p] = append(lines[p], d)
			}
		}
	}
	told := map[incident.FindingKey]bool{}
	for _, p := range order {
		kind := KindFree
		for _, d := range lines[p] {
			if !own(d.f, d.v.level) {
				kind = KindNudge
			}
		}
		key := s.sendWords(incident.DeliveryRequested{
			How: incident.Ephemeral, Kind: kind, To: p, Rests: rests(lines[p]), Buttons: buttons(lines[p]),
		}, wording(lines[p]))
		for _, d := range lines[p] {
			told[d.f.Key] = true
			d.v.to = []incident.PersonID{p}
			s.shown(d.f, d.v, key)
		}
	}
	for _, d := range due {
		if !told[d.f.Key] {
			s.withheld(d.f, s.st.Attention.byKey[d.f.Key], s.waitsItsTurn())
		}
	}
}

// waitsItsTurn is what is decided about a finding that had no room in a message.
func (s *step) waitsItsTurn() verdict {
	return withhold(WithheldTurn, s.now.Add(s.st.Incident.Settings.LullAfter))
}

// post sends what is due for everybody as one message.
func (s *step) post(due []decided) {
	if len(due) == 0 {
		return
	}
	var together, wait []decided
	level := incident.InThread
	for _, d := range due {
		if !joins(together, d.f) {
			wait = append(wait, d)
			continue
		}
		together = append(together, d)
		level = max(level, d.v.level)
	}
	thread := incident.MessageID("")
	if level == incident.InThread {
		thread = s.threadOf(together[0].f)
	}
	key := s.sendWords(incident.DeliveryRequested{
		How: incident.Post, Kind: KindNudge, Thread: thread, Rests: rests(together), Buttons: buttons(together),
	}, wording(together))
	for _, d := range together {
		d.v.level = level
		s.shown(d.f, d.v, key)
	}
	for _, d := range wait {
		s.withheld(d.f, s.st.Attention.byKey[d.f.Key], s.waitsItsTurn())
	}
}

// joins reports whether a finding has room in one message with others: three
// lines and one question, the first one's, so that the others must be able to
// stand without theirs.
func joins(others []decided, f incident.Finding) bool {
	return len(others) == 0 || (len(others) < merged && len(commonground.Statement(f.Words)) > 0)
}

// threadOf is the thread that a question about a finding belongs to: that of the
// newest message it rests on, or the card's.
func (s *step) threadOf(f incident.Finding) incident.MessageID {
	for i := len(f.Receipts) - 1; i >= 0; i-- {
		src := f.Receipts[i].Source
		if src == "" {
			continue
		}
		if m, ok := s.st.Incident.Message(src); ok && m.Thread != "" {
			return m.Thread
		}
		return src
	}
	return s.st.Attention.cardID
}

// wording joins what is due into one message of at most three lines with one
// question.
func wording(due []decided) incident.Words {
	w := due[0].f.Words
	for _, d := range due[1:] {
		w = incident.WordsOf(w, "\n", commonground.Statement(d.f.Words))
	}
	return w
}

func rests(due []decided) []incident.MessageID {
	var ids []incident.MessageID
	for _, d := range due {
		for _, r := range d.f.Receipts {
			if r.Source != "" && !slices.Contains(ids, r.Source) {
				ids = append(ids, r.Source)
			}
		}
	}
	return ids
}

// mostButtons is how many buttons stand under a message.
const mostButtons = 5

// buttons are those of the first finding, which asks the question, and of each
// other the first, with what it is about.
func buttons(due []decided) []incident.Button {
	out := due[0].f.Buttons
	for _, d := range due[1:] {
		if len(out) < mostButtons && len(d.f.Buttons) > 0 {
			b := d.f.Buttons[0]
			_, about, _ := strings.Cut(string(d.f.Key), "/")
			about, _, _ = strings.Cut(about, "/")
			out = append(out[:len(out):len(out)], incident.Button{Label: b.Label + " (" + about + ")", Command: b.Command})
		}
	}
	return out
}

// retryAt is when time alone may change what was decided about the findings of
// now.
func (s *step) retryAt() (time.Time, bool) {
	var next time.Time
	for _, f := range s.noticed() {
		v := s.decide(f)
		if v.show && v.level != incident.OnCard { // its turn has not come yet
			v.retry = s.now.Add(s.st.Incident.Settings.LullAfter)
		}
		next = earlier(next, v.retry, s.now)
	}
	return next, !next.IsZero()
}

// earlier returns the earlier of two moments of which the second counts only if
// it is after now.
func earlier(a, b, now time.Time) time.Time {
	if b.IsZero() || !b.After(now) || (!a.IsZero() && !b.Before(a)) {
		return a
	}
	return b
}
