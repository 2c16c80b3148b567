package hypotheses

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

func anySeverity(t *rapid.T) incident.Severity {
	return rapid.SampledFrom(severities).Draw(t, "severity")
}

// fold returns the state and the ledger after the entries.
func fold(t rapid.TB, entries []incident.Entry) (*incident.State, *Ledger) {
	s, l := &incident.State{}, &Ledger{}
	for _, e := range entries {
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
		l.Apply(e, s)
	}
	return s, l
}

func minuteAt(k int) time.Time { return start.Add(time.Duration(k)*time.Minute + 59*time.Second) }

// TestLedgerIsTheModel proves that the incremental ledger says, minute by
// minute, what the rule says when it is worked out plainly from all facts.
func TestLedgerIsTheModel(t *testing.T) {
	compared, flagged := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		severity := anySeverity(t)
		all := facts(t)
		m := newModel(all, severity)
		s, l := fold(t, entriesOf(all, severity))
		end := all[len(all)-1].sec/60 + 11
		fresh := minuteOf(start)
		for k := 0; k <= end; k++ {
			m.minute(k)
			if m.near {
				return // rounding decides; from here on they may differ
			}
			got := l.measure(l.at(minuteAt(k)), false)
			if minuteOf(got.Minute) != fresh+k {
				t.Fatalf("minute %d: measured %v", k, got.Minute)
			}
			compareWithModel(t, k, m, got)
			if _, on := l.Fixation(s, minuteAt(k)); on != m.on {
				t.Fatalf("minute %d: flag is %v, want %v", k, on, m.on)
			}
			compared++
			if m.on {
				flagged++
			}
		}
	})
	if t.Logf("compared %d minutes, %d of them flagged", compared, flagged); compared < 2000 || flagged < 50 {
		t.Error("too few to show anything")
	}
}

func compareWithModel(t *rapid.T, k int, m *model, got Measure) {
	want := incident.HypothesisID("")
	if m.leader >= 0 {
		want = modelHyp(m.leader)
	}
	if got.Leader != want {
		t.Fatalf("minute %d: leader %q, want %q", k, got.Leader, want)
	}
	if m.leader < 0 {
		return
	}
	h := m.leader
	for _, c := range []struct {
		what      string
		got, want float64
		within    float64
	}{
		{"share", float64(got.Share), m.share * 1000, 1.01},
		{"F", float64(got.Effort), m.f[h] * 1000, 1.01},
		{"T", float64(got.Minutes), m.t[h], 0},
		{"K", float64(got.K), m.k[h] * 100, 1e-6},
		{"responders", float64(got.Responders), float64(m.responders(k)), 0},
		{"alternatives", float64(len(got.Alternatives)), float64(m.alternatives(k)), 0},
		{"unplaced", float64(got.Unplaced), 100 * m.unplaced / math.Max(m.spoken, 1e-9), 1.01},
	} {
		if math.Abs(c.got-c.want) > c.within {
			t.Fatalf("minute %d: %s is %v, want %v", k, c.what, c.got, c.want)
		}
	}
	if got.Improving != m.better || got.Waiting != m.frozen {
		t.Fatalf("minute %d: improving %v waiting %v, want %v %v", k, got.Improving, got.Waiting, m.better, m.frozen)
	}
}

// answersAt returns all that the ledger says at a moment, in comparable form.
func answersAt(s *incident.State, l *Ledger, now time.Time) []any {
	flagged, on := l.Fixation(s, now)
	solo, alone := l.Solo(s, now)
	wander, wanders := l.Vagabonding(s, now)
	dry, drought := l.Drought(s, now)
	stalled, stalls := l.Stalled(s, now)
	next, will := l.NextFlag(s, now)
	change, changes := l.NextChange(s, now)
	return []any{
		l.Measure(s, now), flagged, on, solo, alone, wander, wanders, dry, drought, stalled, stalls, next, will, change, changes,
		l.Shares(s, now), l.Rank(s, now), l.OnHypothesis("H1", now),
	}
}

// TestAskingChangesNothing proves that what was asked before, and when, does
// not matter: a ledger that was asked after every entry says the same as one
// that never was, and so does one that folds its recent facts again.
func TestAskingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := entriesOf(facts(t), anySeverity(t))
		s, asked := &incident.State{}, &Ledger{}
		for _, e := range entries {
			if err := s.Apply(e); err != nil {
				t.Fatal(err)
			}
			asked.Apply(e, s)
			answersAt(s, asked, e.At)
			asked.Measure(s, e.At.Add(time.Duration(rapid.IntRange(-20, 40).Draw(t, "elsewhen"))*time.Minute))
		}
		_, silent := fold(t, entries)
		now := entries[len(entries)-1].At.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "later")) * time.Minute)
		want := answersAt(s, silent, now)
		for range 2 {
			if got := answersAt(s, asked, now); !reflect.DeepEqual(got, want) {
				t.Fatalf("asked before: %+v\nnever asked: %+v", got, want)
			}
		}
		silent.changed(silent.near.minute)
		silent.settle(silent.head)
		if got := answersAt(s, silent, now); !reflect.DeepEqual(got, want) {
			t.Fatalf("folded again: %+v\nbefore: %+v", got, want)
		}
	})
}

// TestOrderOfMessagesDoesNotMatter proves that messages may arrive in any order
// within ten minutes.
func TestOrderOfMessagesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		severity := anySeverity(t)
		all := facts(t)
		punctual := slices.Clone(all)
		for i := range punctual {
			punctual[i].late = 0
		}
		s1, l1 := fold(t, entriesOf(all, severity))
		_, l2 := fold(t, entriesOf(punctual, severity))
		now := start.Add(time.Duration(all[len(all)-1].sec)*time.Second + 10*time.Minute)
		got, want := l1.Measure(s1, now), l2.Measure(s1, now)
		got.Last, want.Last, got.Contradictions, want.Contradictions = nil, nil, nil, nil // other copies of the same items
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("late %+v\npunctual %+v", got, want)
		}
	})
}

// TestNeverFlaggedWithoutCause proves that each reason for silence silences.
func TestNeverFlaggedWithoutCause(t *testing.T) {
	flags, solos := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		all := facts(t)
		s, l := fold(t, entriesOf(all, anySeverity(t)))
		for k := 0; k <= all[len(all)-1].sec/60+30; k++ {
			for _, ask := range []struct {
				of   func(*incident.State, time.Time) (Flag, bool)
				n    *int
				many bool
			}{{l.Fixation, &flags, true}, {l.Solo, &solos, false}} {
				f, on := ask.of(s, minuteAt(k))
				m := f.Measure
				if !on {
					continue
				}
				*ask.n++
				if m.Age < 10 || m.Improving || m.Waiting || m.Over || m.Share < 500 || m.Unplaced > 40 ||
					ask.many != (m.Responders >= 2) || m.Minutes < 6 || !m.Flagged || f.Since.After(m.Minute) {
					t.Fatalf("minute %d: %+v", k, f)
				}
				if ask.many && f.Who != "" {
					t.Fatalf("a flag on a group names %s", f.Who)
				}
			}
		}
	})
	if flags == 0 || solos == 0 {
		t.Errorf("saw %d flags and %d of somebody alone: the incidents are too tame to show anything", flags, solos)
	}
}

// TestNextFlagComesTrue proves that if nothing more happens, a flag begins in
// the minute that NextFlag names and in none before; likewise for NextChange.
func TestNextFlagComesTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, l := fold(t, entriesOf(facts(t), anySeverity(t)))
		now := timeOf(l.head)
		next, will := l.NextFlag(s, now)
		change, changes := l.NextChange(s, now)
		_, team := l.Fixation(s, now)
		_, solo := l.Solo(s, now)
		was := l.conclusions(s, l.at(now))
		began, changed := false, false
		for k := 1; k <= 120 && (!began || !changed); k++ {
			at := now.Add(time.Duration(k) * time.Minute)
			_, team2 := l.Fixation(s, at)
			_, solo2 := l.Solo(s, at)
			if !began && (team2 && !team || solo2 && !solo) {
				began = true
				if !will || !next.Equal(at) {
					t.Fatalf("a flag begins at %v; NextFlag said %v %v", at, next, will)
				}
			}
			team, solo = team2, solo2
			if !changed && l.conclusions(s, l.at(at)) != was {
				changed = true
				if !changes || !change.Equal(at) {
					t.Fatalf("a conclusion changes at %v; NextChange said %v %v", at, change, changes)
				}
			}
		}
		if will && !began && next.Sub(now) <= 2*time.Hour {
			t.Fatalf("NextFlag said %v, and none began", next)
		}
		if changes && !changed && change.Sub(now) <= 2*time.Hour {
			t.Fatalf("NextChange said %v, and none came", change)
		}
	})
}
