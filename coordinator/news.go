package coordinator

import (
	"slices"
	"time"

	"bearings/incident"
)

// Why a status comes before its time. The values are part of the log; they are
// never changed.
const (
	NewsSeverity  = "the severity changed"
	NewsPhase     = "the phase changed"
	NewsReopened  = "the incident was reopened"
	NewsConfirmed = "an explanation was confirmed"
	NewsRuledOut  = "the leading explanation was ruled out"
	NewsResolved  = "it is said to be resolved"
	NewsBack      = "it is said to be back"
	NewsMitigated = "a mitigation is done"
	NewsHelped    = "a mitigation helped"
)

// Why a status was not posted when its time had come.
const (
	StatusNothing = "nothing had changed"
	StatusQuiet   = "asked to be quiet"
)

// news is what has happened since the last status that everybody has to know
// before the next one is due.
type news struct {
	since    time.Time // when the first of it happened
	big      []string  // what, each once
	severity incident.Severity
	phase    incident.Phase
	trend    incident.Trend
}

// apply notes what is new in an entry that has been applied to s. Led is the
// explanation that had most of the effort before it.
func (n *news) apply(e incident.Entry, s *incident.State, led incident.HypothesisID) {
	trend := incident.Trend("")
	if s.Trend != nil && s.Trend.Confidence >= s.Settings.OnCard {
		trend = s.Trend.Trend
	}
	began := n.severity == ""
	var what []string
	add := func(so bool, why string) {
		if so && !began {
			what = append(what, why)
		}
	}
	add(n.severity != s.Severity, NewsSeverity)
	add(n.phase != s.Phase, NewsPhase)
	add(n.trend != trend && trend == incident.TrendResolved, NewsResolved)
	add(n.trend == incident.TrendResolved && (trend == incident.TrendSame || trend == incident.TrendWorse), NewsBack)
	n.severity, n.phase, n.trend = s.Severity, s.Phase, trend
	switch ev := any(e.Event).(type) { // all others change nothing that is so big
	case incident.Reopened:
		what = []string{NewsReopened}
	case incident.HypothesisStatusSet:
		add(ev.Status == incident.Confirmed, NewsConfirmed)
		add(ev.Status == incident.Refuted && led != "" && s.Resolve(ev.ID) == led, NewsRuledOut)
	case incident.InterventionFinished:
		add(mitigates(s, ev.ID), NewsMitigated)
	case incident.InterventionObserved:
		add(ev.Helped == "yes" && mitigates(s, ev.ID), NewsHelped)
	}
	for _, w := range what {
		if len(n.big) == 0 {
			n.since = e.At
		}
		if !slices.Contains(n.big, w) {
			n.big = append(n.big, w)
		}
	}
}

// mitigates reports whether a change was made to help, and is certain.
func mitigates(s *incident.State, id incident.InterventionID) bool {
	i := s.Intervention(id)
	return i != nil && i.Kind == incident.Mitigation && i.Confidence >= s.Settings.OnCard
}
