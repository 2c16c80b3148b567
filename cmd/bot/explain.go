package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/replay"
)

// deed is one thing that Bearings did or did not do: it said something, kept
// quiet about a finding, or took note that a finding is over.
type deed struct {
	at       time.Time
	delivery incident.DeliveryKey // "": nothing was sent
	finding  incident.FindingKey  // "": not because of a finding
	about    incident.HypothesisID
	what     string // "told ben in private", "kept quiet"
	reason   string
	text     string
	receipts []incident.MessageID
	facts    []incident.Receipt // that stand in no message
	result   string             // what came of the delivery
	after    string             // why nothing more is said of it for a while
	quiet    bool
}

// account is what the log of an incident tells about what was said and what was
// not.
type account struct {
	st    coordinator.State
	deeds []*deed
	said  map[incident.MessageID]incident.MessagePosted
	cause string // what the entries that are being read follow from
}

// newAccount reads the records of a log, in order.
func newAccount(records [][]incident.Entry) (*account, error) {
	a := &account{said: map[incident.MessageID]incident.MessagePosted{}}
	for _, record := range records {
		for _, e := range record {
			if err := a.st.Apply(e); err != nil {
				return nil, err
			}
		}
		found := commonground.Findings(a.st.View(), lastAt(record))
		for _, e := range record {
			a.read(e, found)
		}
	}
	return a, nil
}

func lastAt(record []incident.Entry) time.Time {
	if len(record) == 0 {
		return time.Time{}
	}
	return record[len(record)-1].At
}

func (a *account) read(e incident.Entry, found []incident.Finding) {
	switch ev := e.Event.(type) {
	case incident.MessagePosted:
		a.said[ev.ID] = ev
		a.cause = a.name(ev.Author) + " wrote"
	case incident.MessageEdited:
		a.resaid(ev.ID, ev.Text)
	case incident.MessageDeleted:
		a.resaid(ev.ID, incident.ErasedText())
	case incident.CommandGiven:
		a.cause = fmt.Sprintf("%s asked: %s", a.name(ev.Who), ev.Text)
	case incident.Joined:
		a.cause = a.name(ev.Who) + " joined"
	case incident.DeliveryRequested:
		a.requested(e, ev)
	case incident.Delivered, incident.DeliveryFailed:
		a.reported(e)
	case incident.FindingShown:
		a.shown(e, ev, found)
	case incident.FindingWithheld:
		a.withheld(e, ev, found)
	case incident.FindingEnded:
		a.deeds = append(a.deeds, &deed{at: e.At, finding: ev.Key, about: ev.Hypothesis, what: "no longer so", quiet: true})
	case incident.FindingAnswered:
		a.answered(e, ev)
	case incident.QuietSet:
		a.quietened(e, ev)
	case incident.StatusPosted:
		a.status(e, ev)
	case incident.FindingSnoozed:
		a.deeds = append(a.deeds, &deed{
			at: e.At, finding: ev.Key, about: a.about(ev.Key), what: a.name(e.By) + " put it off until " + clock(ev.Until), quiet: true,
		})
	case incident.Opened, incident.Configured, incident.SeveritySet, incident.PhaseSet, incident.RoleSet, incident.RoleAccepted,
		incident.Renamed, incident.Linked, incident.Closed, incident.Reopened, incident.Left, incident.Reacted,
		incident.MessageRead, incident.ReadingRetracted, incident.ReadingConfirmed, incident.ReadingCorrected,
		incident.BriefGiven, incident.CardShown, incident.AgentAsked,
		incident.AgentReplied, incident.AgentFailed, incident.AgentStopped, incident.LearningRated, incident.NoteAdded,
		incident.ImpactStated, incident.TrendStated, incident.ObservationNoted, incident.DecisionMade, incident.QuestionAsked,
		incident.QuestionAnswered, incident.QuestionDropped, incident.AnnouncementMade, incident.AnnouncementCorrected,
		incident.GuardSet, incident.GuardLifted, incident.LinkNoted, incident.ItemWithdrawn, incident.HypothesisRaised,
		incident.HypothesisReworded, incident.HypothesisMerged, incident.HypothesisStatusSet, incident.ReopenNoted,
		incident.LineClaimed, incident.LineRenewed, incident.LineReleased, incident.LineExpired, incident.EvidenceAdded,
		incident.EvidenceAddressed, incident.CheckPlanned, incident.CheckFinished, incident.InterventionProposed,
		incident.InterventionStarted, incident.InterventionExpected, incident.InterventionFinished,
		incident.InterventionReverted, incident.InterventionObserved, incident.WaitDeclared, incident.WaitEnded: // say nothing about what was said
	}
}

// answer says in words what somebody made of a finding.
func answer(s string) string {
	switch s {
	case coordinator.AnswerActed:
		return "acted on it"
	case coordinator.AnswerIntended:
		return "working as intended"
	case coordinator.AnswerAsk:
		return "ask everybody"
	}
	return s
}

func (a *account) resaid(id incident.MessageID, text incident.Text) {
	if m, ok := a.said[id]; ok {
		m.Text = text
		a.said[id] = m
	}
}

func (a *account) requested(e incident.Entry, ev incident.DeliveryRequested) {
	d := &deed{at: e.At, delivery: ev.Key, text: ev.Text.String(), receipts: ev.Rests, result: "not sent yet"}
	where := "in the channel"
	switch {
	case ev.How != incident.Post:
		where = "to " + a.name(ev.To) + " in private"
	case ev.Thread != "":
		where = "in a thread"
	}
	switch ev.Kind {
	case coordinator.KindStatus:
		d.what, d.reason = "status "+where, "it was due"
	case coordinator.KindBrief:
		d.what, d.reason = "brief "+where, a.cause
	case coordinator.KindAnswer:
		d.what, d.reason = "answer "+where, a.cause
	case coordinator.KindFree:
		d.what = "reminder " + where
	default:
		d.what = "question " + where
	}
	a.deeds = append(a.deeds, d)
}

// shown adds to the message by which a finding was shown why that was; the card
// is shown without a message.
func (a *account) shown(e incident.Entry, ev incident.FindingShown, found []incident.Finding) {
	d := &deed{at: e.At, what: "on the card"}
	if sent := a.sent(ev.Delivery); sent != nil && sent.finding == "" && coordinator.Reason(ev.Reason) != coordinator.ShownStatus {
		d = sent
	} else {
		if sent != nil { // it says several things at once
			d.delivery, d.what, d.result = sent.delivery, sent.what, sent.result
		}
		a.deeds = append(a.deeds, d)
	}
	d.finding, d.about, d.reason, d.text, d.receipts = ev.Key, ev.Hypothesis, ev.Reason, ev.Text.String(), ev.Receipts
	for _, f := range found {
		if f.Key == ev.Key {
			d.restOn(f.Receipts)
		}
	}
	if ev.Level > incident.OnCard {
		d.after = a.rests(ev.Key)
	}
}

// restOn adds what a finding rests on.
func (d *deed) restOn(receipts []incident.Receipt) {
	for _, r := range receipts {
		switch {
		case r.Source == "":
			d.facts = append(d.facts, r)
		case !slices.Contains(d.receipts, r.Source):
			d.receipts = append(d.receipts, r.Source)
		}
	}
}

func (a *account) sent(key incident.DeliveryKey) *deed {
	if key == "" {
		return nil
	}
	for i := len(a.deeds) - 1; i >= 0; i-- {
		if a.deeds[i].delivery == key {
			return a.deeds[i]
		}
	}
	return nil
}

// withheld notes a silence. What would have been said is not in the log; it is
// found again from what was known then.
func (a *account) withheld(e incident.Entry, ev incident.FindingWithheld, found []incident.Finding) {
	d := &deed{at: e.At, finding: ev.Key, about: ev.Hypothesis, what: "kept quiet", reason: ev.Reason, quiet: true}
	if !ev.Until.IsZero() {
		d.reason += ", until " + clock(ev.Until) + " at least"
	}
	for _, f := range found {
		if f.Key == ev.Key {
			d.text = f.Text
			d.restOn(f.Receipts)
		}
	}
	a.deeds = append(a.deeds, d)
}

func (a *account) reported(e incident.Entry) {
	var key incident.DeliveryKey
	var result string
	if ev, ok := e.Event.(incident.Delivered); ok {
		key, result = ev.Key, "arrived "+clock(e.At)
	}
	if ev, ok := e.Event.(incident.DeliveryFailed); ok {
		key, result = ev.Key, fmt.Sprintf("did not arrive after %s: %s", counted(ev.Tries, "try", "tries"), ev.Why)
	}
	for _, d := range a.deeds {
		if d.delivery == key {
			d.result = result
		}
	}
}

func (a *account) name(who incident.PersonID) string { return a.st.Incident.Name(who) }

func clock(t time.Time) string { return t.UTC().Format("15:04") }

// head says which incident this is.
func (a *account) head(name string) string {
	in := &a.st.Incident
	parts := []string{name}
	if !in.Title.IsZero() {
		parts = append(parts, in.Title.String())
	}
	parts = append(parts, string(in.Severity), "opened "+in.OpenedAt.UTC().Format("2006-01-02 15:04"))
	if !in.ClosedAt.IsZero() {
		parts = append(parts, "closed "+in.ClosedAt.UTC().Format("2006-01-02 15:04"))
	}
	return strings.Join(parts, " · ") + " (times are UTC)\n"
}

// overview is a line for each thing that was said and each silence.
func (a *account) overview(name string) string {
	var b strings.Builder
	b.WriteString(a.head(name))
	if len(a.deeds) == 0 {
		b.WriteString("Nothing was said yet, and nothing was held back.\n")
		return b.String()
	}
	example := ""
	day := a.st.Incident.OpenedAt.UTC().Format(time.DateOnly)
	for _, d := range a.deeds {
		if on := d.at.UTC().Format(time.DateOnly); on != day {
			day = on
			b.WriteString(day + "\n")
		}
		b.WriteString(d.line() + "\n")
		if d.delivery != "" && d.finding != "" {
			example = string(d.delivery)
		}
	}
	a.learnt(&b)
	if example != "" {
		fmt.Fprintf(&b, "\n\"bot why %s %s\" says what one of them rests on.\n", name, example)
	}
	return b.String()
}

// line is a deed in one line.
func (d *deed) line() string {
	line := fmt.Sprintf("%s  %-4s %s", clock(d.at), d.delivery, d.what)
	if d.finding != "" {
		line += " · " + string(d.finding)
	}
	if d.reason != "" {
		line += " · " + d.reason
	}
	return line
}

// one explains a post, or all about a finding or a hypothesis. ok is false if
// there is nothing about it.
func (a *account) one(name, subject string) (text string, ok bool) {
	var b strings.Builder
	b.WriteString(a.head(name))
	about := slices.DeleteFunc(slices.Clone(a.deeds), func(d *deed) bool { return !d.concerns(subject) })
	for _, d := range about {
		a.detail(&b, d)
	}
	return b.String(), len(about) > 0
}

func (d *deed) concerns(subject string) bool {
	return (d.delivery != "" && strings.EqualFold(string(d.delivery), subject)) || strings.EqualFold(string(d.finding), subject) ||
		(d.about != "" && strings.EqualFold(string(d.about), subject)) || strings.HasPrefix(string(d.finding), strings.ToLower(subject)+"/")
}

// detail is a deed with its words and what it rests on.
func (a *account) detail(b *strings.Builder, d *deed) {
	b.WriteString("\n" + d.line() + "\n")
	for line := range strings.SplitSeq(strings.TrimRight(d.text, "\n"), "\n") {
		if line != "" {
			b.WriteString("    " + line + "\n")
		}
	}
	var rests []string
	for _, id := range d.receipts {
		if m, ok := a.said[id]; ok {
			line := fmt.Sprintf("      %s %s: %s", clock(m.At), a.name(m.Author), replay.Snippet(m.Text.String()))
			if !slices.Contains(rests, line) {
				rests = append(rests, line)
			}
		}
	}
	for _, f := range d.facts {
		at := "     "
		if !f.At.IsZero() {
			at = clock(f.At)
		}
		rests = append(rests, fmt.Sprintf("      %s %s", at, replay.Snippet(f.What)))
	}
	if len(rests) > 0 {
		b.WriteString("    It rests on:\n" + strings.Join(rests, "\n") + "\n")
	}
	if d.result != "" {
		b.WriteString("    It " + strings.TrimPrefix(d.result, "it ") + ".\n")
	}
	if d.after != "" {
		b.WriteString("    " + d.after + "\n")
	}
}
