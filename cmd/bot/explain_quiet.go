package main

import (
	"fmt"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

// answered notes what somebody made of a finding, and what follows from it.
func (a *account) answered(e incident.Entry, ev incident.FindingAnswered) {
	d := &deed{at: e.At, finding: ev.Key, about: a.about(ev.Key), what: a.name(ev.Who) + " answered: " + answer(ev.Answer), quiet: true}
	if ev.Answer == coordinator.AnswerDismissed {
		d.after = a.rests(ev.Key)
	}
	a.deeds = append(a.deeds, d)
}

// about is the hypothesis that a finding concerns, as it was said before.
func (a *account) about(key incident.FindingKey) incident.HypothesisID {
	for i := len(a.deeds) - 1; i >= 0; i-- {
		if a.deeds[i].finding == key {
			return a.deeds[i].about
		}
	}
	return ""
}

// rests says why nothing more is said of a finding for a while.
func (a *account) rests(key incident.FindingKey) string {
	until, onlyCard := a.st.Rests(key)
	switch {
	case onlyCard:
		return "It was dismissed twice: from then on it stands on the card only."
	case until.IsZero():
		return ""
	}
	return "The same is not said again before " + clock(until) + ", and then only if it has grown or come back."
}

// quietened notes that somebody asked for quiet, or lifted it.
func (a *account) quietened(e incident.Entry, ev incident.QuietSet) {
	d := &deed{at: e.At, what: a.name(e.By) + " lifted the quiet", quiet: true}
	if ev.Until.After(e.At) {
		d.what = a.name(e.By) + " asked for quiet until " + clock(ev.Until)
	}
	a.deeds = append(a.deeds, d)
}

// status adds to a status why it came when it did, or notes why none came when it
// was due.
func (a *account) status(e incident.Entry, ev incident.StatusPosted) {
	if ev.Edited {
		why := ev.Reason
		if why == "" {
			why = coordinator.StatusNothing
		}
		a.deeds = append(a.deeds, &deed{at: e.At, what: "no status, though it was due", reason: why, quiet: true})
		return
	}
	if d := a.sent(ev.Delivery); d != nil && ev.Reason != "" {
		d.reason = "before it was due: " + ev.Reason
	}
}

// learnt says what people made of what was said, and what follows from it.
func (a *account) learnt(b *strings.Builder) {
	head := "\nWhat was made of it:\n"
	for _, l := range a.st.Learnt() {
		var made []string
		for _, m := range []struct {
			n    int
			what string
		}{{l.Acted, "acted on"}, {l.Useful, "useful"}, {l.Intended, "working as intended"}, {l.Dismissed, "dismissed"}} {
			if m.n > 0 {
				made = append(made, fmt.Sprintf("%s %d", m.what, m.n))
			}
		}
		if len(made) == 0 && l.Raised == 0 {
			continue
		}
		b.WriteString(head)
		head = ""
		fmt.Fprintf(b, "  %s: shown %s; %s.", l.Detector, counted(l.Shown, "time", "times"), strings.Join(made, ", "))
		if l.Raised > 0 {
			fmt.Fprintf(b, " Its threshold was raised: a thing must have stood for %s, or have grown.", counted(int(l.Stands/time.Minute), "minute", "minutes"))
		}
		b.WriteByte('\n')
	}
}
