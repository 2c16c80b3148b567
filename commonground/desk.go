package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// forCommander addresses a finding to the commander and nobody else.
func (v View) forCommander(f incident.Finding) incident.Finding {
	f.Level, f.To = incident.ToCommander, v.askable(v.commander())
	f.Highest = max(f.Highest, incident.ToCommander)
	return f
}

// improvingSince reports whether it has begun to get better after t.
func (v View) improvingSince(t time.Time) bool {
	return v.S.Improving() && v.S.Trend.At.After(t)
}

// active reports whether somebody is on a line and its time is not over.
func (v View) active(l *incident.Line, now time.Time) bool {
	return l.Holder != "" && !v.idle(l, now) && !v.moot(l)
}

// window is the time in which the effect of a change is looked for: from its start
// until it was due, or the grace that one without a date has.
func (v View) window(i *incident.Intervention) (from, to time.Time) {
	to = i.ExpectBy
	if to.IsZero() {
		to = i.Phased.Add(v.settings().Grace)
	}
	return i.Since, to
}

// coupled reports whether two things that are changed are the same, or one is a
// part of the other by its name ("search", "search-3").
func coupled(a, b string) bool {
	a, b = thing(a), thing(b)
	if a == "" || b == "" {
		return false
	}
	return a == b || within(a, b) || within(b, a)
}

// within reports whether the words of part all stand in whole, one after another.
func within(part, whole string) bool {
	return strings.Contains(" "+whole+" ", " "+part+" ")
}

// thing is the name of a thing in lower case, its parts separated by spaces.
func thing(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
	}), " ")
}

// alikeWork reports whether what two people do or ask for shares a word that names a
// thing.
func alikeWork(a, b string) bool {
	words := things(b)
	return slices.ContainsFunc(things(a), func(w string) bool { return slices.Contains(words, w) })
}

// things are the words of a text that name things rather than say what is done.
func things(text string) []string {
	return slices.DeleteFunc(strings.Fields(thing(text)), func(w string) bool { return len(w) < 4 || commonWork[w] })
}

// commonWork are words that say what is done, not to what.
var commonWork = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("roll rolled rolling back rollback revert reverted reverting restart restarted restarting deploy deployed deploying " +
		"redeploy scale scaled scaling raise raised raising lower lowered increase increased decrease decreased limit limits change changed changing " +
		"switch switched turn turned disable disabled enable enabled drain drained draining kill killed killing delete deleted clear cleared flush " +
		"flushed move moved moving from into with that this have been just will going again some more please could someone anyone somebody " +
		"them they then than what when where which your make made making need needs want should would push pushed config setting settings " +
		"server servers service services host hosts node nodes version stop stopped start started run running test tests done next first last") {
		all[w] = true
	}
	return all
}()

// changed is what a change is made to: its target, or what was done.
func changed(i *incident.Intervention) string {
	if !i.Target.IsZero() {
		return i.Target.String()
	}
	return i.What.String()
}

// reportedSince reports whether somebody has said what they saw or found since t.
func (v View) reportedSince(who incident.PersonID, t time.Time) bool {
	for k := len(v.S.Recent) - 1; k >= 0; k-- {
		m := v.S.Recent[k]
		if !m.At.After(t) {
			return false
		}
		if m.Author == who && !m.Gone && tellsResult(m.Reading) {
			return true
		}
	}
	return false
}

func tellsResult(r incident.Reading) bool {
	for _, a := range []incident.Act{
		incident.ActObservation, incident.ActEvidence, incident.ActVerdict, incident.ActImpact, incident.ActTrend, incident.ActHypothesis,
	} {
		if r.Has(a) {
			return true
		}
	}
	return false
}
