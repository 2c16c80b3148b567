package commonground

import (
	"slices"
	"strings"
	"time"
)

// Most lines of a status.
const (
	statusChanges = 6
	statusAhead   = 3
)

// Status is the update that everybody gets: what has changed since the last one
// and who did it, what is next and with whom, which questions are due, and when
// the next one comes.
type Status struct {
	Since   time.Time
	AsOf    time.Time
	Next    time.Time // when the next one comes; zero: not known
	Head    Words
	Changes []Line
	Ahead   []Line
	Asks    []Words // questions that were due
}

// StatusSince returns what changed after since. It is false if nothing did:
// observations that changed nothing else are no news to everybody.
func StatusSince(v View, since, now, next time.Time) (Status, bool) {
	all := v.changes(since, now, func(Line) bool { return false })
	if !slices.ContainsFunc(all, func(c change) bool { return c.weight < weighSeen }) {
		return Status{}, false
	}
	s := Status{Since: since, AsOf: now, Next: next, Head: append(v.head(now), say(". Since ", since, ":")...)}
	s.Changes = heaviest(all, statusChanges)
	for _, l := range slices.Concat(v.inFlight(now), v.planned(), v.unheld(now)) {
		said := slices.ContainsFunc(s.Changes, func(c Line) bool { return c.about != "" && c.about == l.about })
		if !said && len(s.Ahead) < statusAhead {
			s.Ahead = append(s.Ahead, l)
		}
	}
	return s, true
}

// planned lists the checks that somebody means to make.
func (v View) planned() []Line {
	if v.settled() {
		return nil
	}
	var out []Line
	for _, c := range slices.Backward(v.S.Checks) {
		if c.Finished.IsZero() {
			l := v.line("Next", say("check "+v.quoted(c.What, c.Source, quoteRunes)), c.Owner, c.At, c.Source)
			l.about = string(c.ID)
			out = append(out, l)
		}
	}
	return out
}

// unheld lists the explanations that nobody is on, while the problem lasts: what
// is next is not only what somebody has in hand.
func (v View) unheld(now time.Time) []Line {
	if v.settled() {
		return nil
	}
	var out []Line
	for _, h := range v.byEffort(v.shown(), now) {
		if len(v.pursuing(h.ID, now)) == 0 {
			l := v.line("Nobody is on", say(v.named(h)), h.By, h.RaisedAt, h.Source)
			l.about = "nobody on " + string(h.ID) // said as well if it is new
			if len(v.shown()) == 1 {
				l.Also = somethingElse
			}
			out = append(out, l)
		}
	}
	return out
}

// Text renders the status as plain text, times in UTC.
func (s Status) Text() string { return s.render(UTC(s.AsOf)) }

// Words are the status with its moments kept apart.
func (s Status) Words() Words { return marked(s.AsOf, s.render) }

func (s Status) render(clock Clock) string {
	var b strings.Builder
	b.WriteString(clip(s.Head.Text(clock), lineRunes) + "\n")
	for _, l := range s.Changes {
		b.WriteString("· " + l.Text(clock) + "\n")
	}
	for _, l := range s.Ahead {
		b.WriteString(l.Text(clock) + "\n")
	}
	for _, q := range s.Asks {
		b.WriteString(clip(q.Text(clock), lineRunes+quoteRunes) + "\n")
	}
	if !s.Next.IsZero() {
		b.WriteString("Next update by " + clock(s.Next) + "\n")
	}
	return b.String()
}
