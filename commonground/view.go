package commonground

import (
	"math"
	"slices"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// View is what detectors and renderers read: three folds of the same log, at the
// same entry. They only read it.
type View struct {
	S *incident.State
	L *hypotheses.Ledger
	X *Exposure

	worked *workedOut
}

// workedOut is what several detectors ask for in one call, worked out once. It is never
// kept from one call to the next.
type workedOut struct {
	items    []*hypotheses.Item
	standing []*hypotheses.Item
	shown    []*incident.Hypothesis
}

// once returns a view that works out once what several detectors ask for.
func (v View) once() View {
	k := &workedOut{items: v.L.Items()}
	v.worked = k
	k.standing = v.unansweredNow()
	k.shown = v.shownNow()
	return v
}

// items is the evidence that still counts. It is shared: do not change it.
func (v View) items() []*hypotheses.Item {
	if v.worked != nil {
		return v.worked.items
	}
	return v.L.Items()
}

var defaults = incident.DefaultSettings()

// settings returns those of the log, or the defaults while none are recorded.
func settings(s *incident.State) *incident.Settings {
	if s.Settings.Stale == 0 {
		return &defaults
	}
	return &s.Settings
}

func (v View) settings() *incident.Settings { return settings(v.S) }

// commander returns who leads, or "".
func (v View) commander() incident.PersonID { return v.S.Holder(incident.Commander) }

// here reports whether the person can be asked: a person or an AI responder who
// is in the channel.
func (v View) here(who incident.PersonID) bool {
	p := v.S.Person(who)
	return p != nil && p.Present() && (p.Kind == incident.Human || p.Kind == incident.AI)
}

// name returns how somebody is shown.
func (v View) name(who incident.PersonID) string { return clip(v.S.Name(who), nameRunes/2) }

// words returns what somebody said, "(deleted)" if the message is gone.
func (v View) words(t incident.Text, source incident.MessageID, n int) string {
	if m, ok := v.S.Message(source); source != "" && ok && m.Gone {
		return incident.Deleted
	}
	return clip(t.String(), n)
}

// doing returns what somebody does, in at most n runes: in the words around it if
// it is a single word, which does not say what it is, and the message is still
// known.
func (v View) doing(t incident.Text, source incident.MessageID, n int) incident.Text {
	if m := v.S.RecentMessage(source); source != "" && m != nil && !m.Gone && !m.Text.Erased() && !t.IsZero() && !strings.Contains(t.String(), " ") {
		if words := Gist(m.Text.String(), t.String(), n); words != "" {
			return incident.Say(words)
		}
	}
	return t
}

// quoted returns what somebody said in quotation marks.
func (v View) quoted(t incident.Text, source incident.MessageID, n int) string {
	w := v.words(t, source, n)
	if w == incident.Deleted || w == "" {
		return w
	}
	return `"` + w + `"`
}

// sentence returns what somebody said in quotation marks, with a full stop unless
// it brings its own.
func (v View) sentence(t incident.Text, source incident.MessageID, n int) string {
	q := v.quoted(t, source, n)
	if strings.HasSuffix(q, `?"`) || strings.HasSuffix(q, `!"`) || strings.HasSuffix(q, `."`) {
		return q
	}
	return q + "."
}

// named shows a hypothesis: what it says, and the name by which people call it.
func (v View) named(h *incident.Hypothesis) string { return v.statement(h, nameRunes) }

// statement shows a hypothesis like named, in at most n runes and its name.
func (v View) statement(h *incident.Hypothesis, n int) string {
	return v.words(h.Statement, h.Source, n) + " (" + string(h.ID) + ")"
}

// called shows a hypothesis within a sentence, where a statement that is a clause
// ("the cache is cold") would not read: the name first.
func (v View) called(h *incident.Hypothesis) string {
	return string(h.ID) + " (" + v.words(h.Statement, h.Source, nameRunes) + ")"
}

// onCard reports whether something was read with enough confidence to be shown
// as what was said.
func (v View) onCard(confidence int) bool { return confidence >= v.settings().OnCard }

// shown returns the live hypotheses that are certain enough for the card, in
// the order in which they were raised.
func (v View) shown() []*incident.Hypothesis {
	if v.worked != nil {
		return v.worked.shown
	}
	return v.shownNow()
}

func (v View) shownNow() []*incident.Hypothesis {
	live := v.S.Live()
	for i, h := range live {
		if !v.onCard(h.Confidence) {
			out := slices.Clone(live[:i])
			for _, h := range live[i+1:] {
				if v.onCard(h.Confidence) {
					out = append(out, h)
				}
			}
			return out
		}
	}
	return live
}

// KnowsStatus reports whether the person, who works on the hypothesis, knows that
// it has the status it has. The card does not count where a message said it: who
// goes on with what the card says is ruled out shows that they have not read it.
func (v View) KnowsStatus(who incident.PersonID, h *incident.Hypothesis) bool {
	u := statusUpdate(v.S, h)
	switch {
	case h.StatusAt.IsZero():
		return true
	case u.Source == "":
		return v.X.Knows(v.S, who, u)
	}
	return v.X.Heard(v.S, who, u)
}

func statusUpdate(s *incident.State, h *incident.Hypothesis) Update {
	u := Update{By: h.StatusBy, At: h.StatusAt, Source: h.StatusFrom}
	if m, ok := s.Message(h.StatusFrom); ok {
		u.At = m.At
	}
	return u
}

// shelf returns how long a fact with the given half-life can be relied on: until
// its freshness 2^(−age/half) falls below the least. It is rounded, so that every
// machine finds the same moment.
func shelf(half time.Duration, least int) time.Duration {
	if half <= 0 || least <= 0 || least >= 100 {
		return math.MaxInt64
	}
	thousandths := math.Round(float64(1000 * math.Log2(100/float64(least))))
	return half / 1000 * time.Duration(thousandths)
}

// staleAt returns when a fact said at t stops being one to rely on.
func (v View) staleAt(t time.Time, half time.Duration) time.Time {
	life := shelf(half, v.settings().Stale)
	if t.IsZero() || life == math.MaxInt64 {
		return time.Time{}
	}
	return t.Add(life)
}

// over reports whether the moment has come; a zero moment never does.
func over(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// Live work is at least so many messages of people within so long.
const (
	liveMessages = 3
	liveWithin   = 20 * time.Minute
)

// live reports whether people were working on it together at t, which is in the
// past: what is reported of t then does not change as time goes on.
func (v View) live(t time.Time) bool {
	n := 0
	for _, m := range slices.Backward(v.S.Recent) {
		if t.Sub(m.At) >= liveWithin {
			return false
		}
		if k := m.Kind; !m.At.After(t) && (k == incident.Human || k == incident.AI) {
			if n++; n == liveMessages {
				return true
			}
		}
	}
	return false
}

// minutes turns a setting into a duration.
func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// earliest is the first of the moments after now.
type earliest struct {
	now, at time.Time
	ledger  bool // the ledger's conclusions may change too
}

func (e *earliest) consider(t time.Time) {
	if t.After(e.now) && (e.at.IsZero() || t.Before(e.at)) {
		e.at = t
	}
}
