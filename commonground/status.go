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

// Status is the update that everybody gets at the cadence: what changed, what is
// next, and when the next one comes.
type Status struct {
	Since   time.Time
	AsOf    time.Time
	Next    time.Time // when the next one comes; zero: not known
	Head    Words
	Changes []Line
	Ahead   []Line
}

// StatusSince returns what changed after since. It is false if nothing did:
// observations that changed nothing else are no news to everybody.
func StatusSince(v View, since, now, next time.Time) (Status, bool) {
	all := v.changes(since, now, func(Line) bool { return false })
	if !slices.ContainsFunc(all, func(c change) bool { return c.weight < weighSeen }) {
		return Status{}, false
	}
	s := Status{Since: since, AsOf: now, Next: next, Head: v.head(now)}
	s.Changes = heaviest(all, statusChanges)
	for _, l := range v.inFlight(now) {
		said := slices.ContainsFunc(s.Changes, func(c Line) bool { return c.about != "" && c.about == l.about })
		if !said && len(s.Ahead) < statusAhead {
			s.Ahead = append(s.Ahead, l)
		}
	}
	return s, true
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
	if !s.Next.IsZero() {
		b.WriteString("Next update by " + clock(s.Next) + "\n")
	}
	return b.String()
}
