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

// attend looks at what the detectors find now, decides about each, and records
// and requests what follows.
func (s *step) attend() {
	a := &s.st.Attention
	if s.st.Incident.OpenedAt.IsZero() {
		return
	}
	findings := commonground.Findings(s.st.View(), s.now)
	slices.SortStableFunc(findings, func(x, y incident.Finding) int {
		if x.Priority != y.Priority {
			return y.Priority - x.Priority
		}
		return strings.Compare(string(x.Key), string(y.Key))
	})
	s.endTopics(findings)
	var whispers, posts []decided
	for _, f := range findings {
		v := s.decide(f)
		switch t := a.byKey[f.Key]; {
		case !v.show:
			s.withheld(f, t, v)
		case v.level == incident.OnCard:
			if t == nil || !t.shown || t.ended {
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

// endTopics records which findings no longer hold.
func (s *step) endTopics(now []incident.Finding) {
	var gone []*topic
	for _, t := range s.st.Attention.topics {
		if !t.ended && !isIdea(t) && !slices.ContainsFunc(now, func(f incident.Finding) bool { return f.Key == t.key }) {
			gone = append(gone, t)
		}
	}
	for _, t := range gone {
		s.own(incident.FindingEnded{Key: t.key, Detector: t.detector, Hypothesis: t.hypothesis})
	}
}

// withheld records that a finding was held back: once, and again only for
// another reason. That something which was shown is not shown again at once
// needs no record.
func (s *step) withheld(f incident.Finding, t *topic, v verdict) {
	if t != nil && !t.ended {
		if t.shown && !t.withheld && (v.reason == WithheldCoolDown || v.reason == WithheldIntended || v.reason == WithheldSnoozed) {
			return
		}
		if t.withheld && t.reason == v.reason {
			return
		}
	}
	s.own(incident.FindingWithheld{Key: f.Key, Detector: f.Detector, Hypothesis: f.Hypothesis, Reason: string(v.reason)})
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
			if len(lines[p]) < merged {
				lines[p] = append(lines[p], d)
			}
		}
	}
	keys := map[incident.FindingKey]incident.DeliveryKey{}
	for _, p := range order {
		kind := KindFree
		for _, d := range lines[p] {
			if !free(d.f.Detector) {
				kind = KindNudge
			}
		}
		key := s.send(incident.DeliveryRequested{
			How: incident.Ephemeral, Kind: kind, To: p, Text: incident.Say(wording(lines[p])), Rests: rests(lines[p]), Buttons: buttons(lines[p]),
		})
		for _, d := range lines[p] {
			if keys[d.f.Key] == "" {
				keys[d.f.Key] = key
			}
		}
	}
	for _, d := range due {
		if key := keys[d.f.Key]; key != "" {
			s.shown(d.f, d.v, key)
		}
	}
}

// post sends what is due for everybody as one message.
func (s *step) post(due []decided) {
	if len(due) == 0 {
		return
	}
	together := due[:min(len(due), merged)]
	level, thread := incident.InThread, incident.MessageID("")
	for _, d := range together {
		level = max(level, d.v.level)
	}
	if level == incident.InThread {
		thread = s.threadOf(together[0].f)
	}
	key := s.send(incident.DeliveryRequested{
		How: incident.Post, Kind: KindNudge, Thread: thread, Text: incident.Say(wording(together)), Rests: rests(together), Buttons: buttons(together),
	})
	for _, d := range together {
		s.shown(d.f, d.v, key)
	}
	for _, d := range due[len(together):] {
		s.withheld(d.f, s.st.Attention.byKey[d.f.Key], verdict{reason: WithheldMerged})
	}
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

// wording joins what is due into one message of at most three lines.
func wording(due []decided) string {
	lines := make([]string, len(due))
	for i, d := range due {
		lines[i] = d.f.Text
	}
	return strings.Join(lines, "\n")
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

// buttons are those of the first finding, which asks the question.
func buttons(due []decided) []incident.Button { return due[0].f.Buttons }

// retryAt is when time alone may change what was decided about the findings of
// now.
func (s *step) retryAt() (time.Time, bool) {
	var next time.Time
	for _, f := range commonground.Findings(s.st.View(), s.now) {
		v := s.decide(f)
		if v.show && v.level != incident.OnCard {
			continue
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
