package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// Effort is how the rule for effort that goes round in circles did in a folder,
// told apart from how what it rests on was read: see [Options.Readings].
type Effort struct {
	Incidents []EffortIncident
	Total     EffortCounts
	Unseen    *EffortCounts // nothing but numbers
}

// EffortCounts are numbers of an [Effort].
type EffortCounts struct {
	Incidents int
	Hours     Ratio // of channel time
	Episodes  int
	Found     int // episodes with a flag of their hypothesis
	Other     int // flags that are in no episode of their hypothesis
}

// EffortIncident is one incident.
type EffortIncident struct {
	Name string
	EffortCounts
	Episodes []EffortEpisode
	Others   []EffortFlag
}

// EffortEpisode is a labelled episode, with the flags in it, or what kept the
// rule from one.
type EffortEpisode struct {
	Hypothesis string
	From, To   time.Time
	FromLine   int
	ToLine     int
	Flags      []EffortFlag
	Nearest    *hypotheses.Measure // the minute with the fewest clauses missing; nil: there was a flag
	Missing    []string            // clauses that were not met in that minute
	Stopped    []Stop              // how often each clause was not met
}

// Stop is how many of an episode's minutes a clause of the rule was not met in.
type Stop struct {
	Clause  string
	Minutes int
}

// EffortFlag is a flag, with the clauses of the rule as they were when it began.
type EffortFlag struct {
	From, To time.Time
	Line     int    // the last before it
	Key      string // what it is labelled as, "" if it is none of the labelled ones
	Measure  hypotheses.Measure
}

// RunEffort judges the rule in the incidents of dir that have labels, and in
// those of its folder of unseen ones.
func RunEffort(ctx context.Context, dir string, o Options) (*Effort, error) {
	if err := refuseUnseen(dir); err != nil {
		return nil, err
	}
	o = o.settled()
	e := &Effort{}
	err := each(ctx, dir, o, func(t *trial) {
		if t.labels != nil {
			in := t.effort()
			e.Incidents = append(e.Incidents, in)
			e.Total.add(in.EffortCounts)
		}
	})
	if err != nil {
		return nil, err
	}
	unseen := filepath.Join(dir, UnseenFolder)
	if _, err := os.Stat(unseen); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return e, nil
		}
		return nil, fmt.Errorf("look for unseen incidents: %w", err)
	}
	e.Unseen = &EffortCounts{}
	return e, each(ctx, unseen, o, func(t *trial) {
		if t.labels != nil {
			e.Unseen.add(t.effort().EffortCounts)
		}
	})
}

func (c *EffortCounts) add(o EffortCounts) {
	c.Incidents += o.Incidents
	c.Hours += o.Hours
	c.Episodes += o.Episodes
	c.Found += o.Found
	c.Other += o.Other
}

// effort folds the log again and asks the ledger in every minute.
func (t *trial) effort() EffortIncident {
	in := EffortIncident{Name: t.name}
	in.EffortCounts = EffortCounts{Incidents: 1, Hours: Ratio(t.hours().Hours())}
	key := t.board().key
	spans := t.spans()
	for i, e := range t.labels.Fixation {
		in.Episodes = append(in.Episodes, EffortEpisode{
			Hypothesis: e.Hypothesis, From: spans[i].from, To: spans[i].to, FromLine: e.FromLine, ToLine: e.ToLine,
		})
	}
	var up *EffortFlag
	t.minutes(func(now time.Time, s *incident.State, l *hypotheses.Ledger) {
		flag, on := l.Fixation(s, now)
		if up != nil && (!on || flag.Hypothesis != up.Measure.Leader) {
			up.To = now
			in.place(*up)
			up = nil
		}
		if on && up == nil {
			up = &EffortFlag{From: now, To: t.end, Line: t.lineAt(now), Key: key[flag.Hypothesis], Measure: flag.Measure}
		}
		for i := range in.Episodes {
			if e := &in.Episodes[i]; !now.Before(e.From) && !now.After(e.To.Add(time.Minute)) {
				e.look(l.Measure(s, now), key)
			}
		}
	})
	if up != nil {
		in.place(*up)
	}
	in.count()
	return in
}

// minutes calls see at the end of every minute from the first message to ten
// minutes after the last, except where nothing has been said for three hours.
func (t *trial) minutes(see func(time.Time, *incident.State, *hypotheses.Ledger)) {
	const idle = 3 * time.Hour
	var s incident.State
	var l hypotheses.Ledger
	log := t.result.Log
	last := log[0].At
	for now := log[0].At.Truncate(time.Minute).Add(time.Minute - time.Second); !now.After(t.end); now = now.Add(time.Minute) {
		for len(log) > 0 && !log[0].At.After(now) {
			if err := s.Apply(log[0]); err != nil {
				panic(fmt.Sprintf("eval: the log of a replay does not fold: %v", err)) // the replay has folded it
			}
			l.Apply(log[0], &s)
			if _, ok := log[0].Event.(incident.MessagePosted); ok {
				last = log[0].At
			}
			log = log[1:]
		}
		if now.Sub(last) < idle {
			see(now, &s, &l)
		}
	}
}

// lineAt is the line of the last message that was said by a moment.
func (t *trial) lineAt(now time.Time) int {
	n := 0
	for _, m := range t.msgs {
		if !m.at.After(now) {
			n = m.line
		}
	}
	return n
}

// place puts a flag with the episodes of its hypothesis that it overlaps, or
// with the others.
func (in *EffortIncident) place(f EffortFlag) {
	fits := false
	for i := range in.Episodes {
		e := &in.Episodes[i]
		at := alarm{from: f.From.Truncate(time.Minute), to: f.To}
		if e.Hypothesis == f.Key && at.overlaps(span{from: e.From, to: e.To}) {
			e.Flags, fits = append(e.Flags, f), true
		}
	}
	if !fits {
		in.Others = append(in.Others, f)
	}
}

func (in *EffortIncident) count() {
	in.EffortCounts.Episodes, in.Other = len(in.Episodes), len(in.Others)
	for i := range in.Episodes {
		e := &in.Episodes[i]
		if len(e.Flags) > 0 {
			in.Found++
			e.Nearest, e.Missing, e.Stopped = nil, nil, nil
		}
		slices.SortStableFunc(e.Stopped, func(a, b Stop) int { return cmp.Compare(b.Minutes, a.Minutes) })
	}
}

// look notes which clauses a minute of an episode does not meet.
func (e *EffortEpisode) look(m hypotheses.Measure, key map[incident.HypothesisID]string) {
	missing := m.Missing()
	if m.Leader != "" && key[m.Leader] != e.Hypothesis {
		missing = append(missing, "another leads")
	}
	for _, c := range missing {
		i := slices.IndexFunc(e.Stopped, func(s Stop) bool { return s.Clause == c })
		if i < 0 {
			i = len(e.Stopped)
			e.Stopped = append(e.Stopped, Stop{Clause: c})
		}
		e.Stopped[i].Minutes++
	}
	if e.Nearest == nil || len(missing) <= len(e.Missing) {
		e.Nearest, e.Missing = &m, missing
	}
}

// Text is the report for people. It holds no text of any incident.
func (e *Effort) Text() string {
	var b strings.Builder
	for _, in := range e.Incidents {
		fmt.Fprintf(&b, "%s: %d of %d found, %d other\n", in.Name, in.Found, in.EffortCounts.Episodes, in.Other)
		for _, ep := range in.Episodes {
			ep.write(&b)
		}
		for _, f := range in.Others {
			b.WriteString("  other    " + f.text() + "\n")
		}
	}
	fmt.Fprintf(&b, "\n%s\n", e.Total.text("folder"))
	if e.Unseen != nil {
		fmt.Fprintf(&b, "%s\n", e.Unseen.text("unseen"))
	}
	return b.String()
}

func (c EffortCounts) text(name string) string {
	return fmt.Sprintf("%s: %d of %d episodes found, %d other flags, in %d incidents of %.1f channel hours", name, c.Found, c.Episodes, c.Other, c.Incidents, float64(c.Hours))
}

const minute = "01-02 15:04"

func (e *EffortEpisode) write(b *strings.Builder) {
	fmt.Fprintf(b, "  episode  %s, lines %d-%d, %s to %s\n", e.Hypothesis, e.FromLine, e.ToLine, e.From.Format(minute), e.To.Format(minute))
	for _, f := range e.Flags {
		b.WriteString("    found  " + f.text() + "\n")
	}
	if e.Nearest != nil {
		fmt.Fprintf(b, "    missed; nearest %s: %s\n           not met: %s\n", e.Nearest.Minute.Format(minute), clauses(*e.Nearest), strings.Join(e.Missing, ", "))
		var stops []string
		for _, s := range e.Stopped {
			stops = append(stops, fmt.Sprintf("%s %d", s.Clause, s.Minutes))
		}
		fmt.Fprintf(b, "           minutes not met: %s\n", strings.Join(stops, ", "))
	}
}

func (f EffortFlag) text() string {
	return fmt.Sprintf("%s after line %d, until %s, %s (%s): %s", f.From.Format(minute), f.Line, f.To.Format(minute), f.Measure.Leader, cmp.Or(f.Key, "not labelled"), clauses(f.Measure))
}

// clauses are the receipts of the rule.
func clauses(m hypotheses.Measure) string {
	last, path := "never", "fruitless"
	if m.Last != nil {
		last = m.Last.At.Format(minute)
	}
	if m.Contradicted && !m.Fruitless {
		path = "contradicted"
	}
	var against []string
	for _, c := range m.Contradictions {
		against = append(against, c.At.Format("15:04"))
	}
	return fmt.Sprintf("%s; %d people, F %.1f of %.1f, T %d of %d, share %d%%, age %d; told apart %s; K %d (%s); rivals tested %d; unplaced %d%%",
		path, m.Responders, float64(m.Effort)/1000, float64(m.EffortGate)/1000, m.Minutes, m.MinutesGate, m.Share/10, m.Age,
		last, m.K, strings.Join(against, " "), len(m.Alternatives), m.Unplaced)
}
