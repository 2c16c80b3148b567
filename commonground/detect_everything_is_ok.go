package commonground

import (
	"strings"
	"time"

	"bearings/incident"
)

// What is taken for nothing counts within dismissIn; so many times is a pattern.
const (
	dismissIn    = 30 * time.Minute
	dismissLeast = 2
	outsideLeast = 2
)

// detectEverythingIsOK finds that trouble is explained away: twice called a blip or
// a glitch without a check, or reports from outside that go on after "resolved". It
// asks the commander, or whoever said so, what would show that it is over. It stays
// silent when a dismissal comes with a graph or a log, when somebody has said since
// that it goes on, and about machines that report an end.
func detectEverythingIsOK(v View, now time.Time) []incident.Finding {
	if f, ok := v.outside(now); ok {
		return []incident.Finding{f}
	}
	if len(v.X.cues) < dismissLeast || v.settled() {
		return nil
	}
	var cs []cue
	for _, c := range v.cues(dismissed, dismissIn, now) {
		if !v.bornOut(c) {
			cs = append(cs, c)
		}
	}
	if len(cs) < dismissLeast {
		return nil
	}
	last := cs[len(cs)-1]
	if t := v.S.Trend; t != nil && t.At.After(last.at) {
		return nil
	}
	k := incident.FindingKey("everything-is-ok/dismissed")
	f := v.okFinding(k, last.at, say("At ", cs[len(cs)-2].at, " and at ", last.at,
		" it was taken to be nothing. Who has tried it from outside our network?"), speakers(cs))
	for _, c := range cs[len(cs)-dismissLeast:] {
		f.Receipts = append(f.Receipts, v.says(c))
	}
	return []incident.Finding{f}
}

func (v View) okFinding(k incident.FindingKey, since time.Time, words Words, sayers []incident.PersonID) incident.Finding {
	f := v.forCommander(incident.Finding{
		Key: k, Detector: "everything-is-ok", Since: since, Priority: prioOK, Highest: incident.InThread, Escalate: v.settings().StepUp, Words: words,
		Buttons: []incident.Button{
			{Label: "Still broken", Command: "trend same"}, {Label: "I tried it: fine", Command: "trend resolved"}, snooze(k),
		},
	})
	if len(f.To) == 0 {
		f.To = v.askable(sayers...)
	}
	f.To = f.To[:min(len(f.To), 1)]
	return f
}

// bornOut reports whether a dismissal came with something that anybody can look at.
func (v View) bornOut(c cue) bool {
	m := v.S.RecentMessage(c.id)
	if m == nil || m.Gone {
		return m != nil
	}
	for _, w := range m.Reading.Evidence {
		if w.Credibility >= 80 {
			return true
		}
	}
	return len(m.Links) > 0
}

// outside finds reports of guests and machines that go on after it was called over.
func (v View) outside(now time.Time) (incident.Finding, bool) {
	since, by, source := v.calledOver()
	if since.IsZero() {
		return incident.Finding{}, false
	}
	var are []*incident.Message
	for k := len(v.S.Recent) - 1; k >= 0; k-- {
		m := v.S.Recent[k]
		if !m.At.After(since) {
			break
		}
		if (m.Kind == incident.Guest || m.Kind == incident.Bot) && !m.Gone && m.Reading.Has(incident.ActObservation) &&
			!strings.HasPrefix(m.Reading.Observation.String(), incident.ReportedOver) {
			are = append(are, m)
		}
	}
	if len(are) < outsideLeast {
		return incident.Finding{}, false
	}
	f := v.okFinding("everything-is-ok/outside", are[0].At, say(count(len(are), "report", "reports")+" from outside since \"resolved\" at ", since,
		". Who has tried it from outside our network?"), []incident.PersonID{by})
	f.Reasons = len(are)
	f.Receipts = append(f.Receipts, incident.Receipt{What: v.name(by) + ": resolved", At: since, Source: source})
	for _, m := range are[:outsideLeast] {
		f.Receipts = append(f.Receipts, v.receipt(m.Text, m.Author, m.At, m.ID))
	}
	return f, true
}

// calledOver is when, by whom and in which message it was called resolved.
func (v View) calledOver() (time.Time, incident.PersonID, incident.MessageID) {
	if t := v.S.Trend; t != nil && t.Trend == incident.TrendResolved {
		return t.At, t.By, t.Source
	}
	if v.S.Phase == incident.Resolved {
		return v.S.Set.PhaseAt, v.S.Set.PhaseBy, ""
	}
	return time.Time{}, "", ""
}

func nextEverythingIsOK(v View, e *earliest) { v.nextCues(e, dismissed, dismissIn) }
