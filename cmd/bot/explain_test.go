package main

import (
	"strings"
	"testing"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

var two = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

// logOf is a log made by hand, stored and read back, an event a record, so that
// what is explained rests on it alone.
type logOf struct {
	t       *testing.T
	records [][]incident.Entry
}

func (l *logOf) add(minute int, by incident.PersonID, ev incident.Event) {
	l.t.Helper()
	e := incident.Entry{Seq: uint64(len(l.records) + 1), At: two.Add(time.Duration(minute) * time.Minute), By: by, Event: ev}
	data, bodies, err := incident.EncodeRecord([]incident.Entry{e}, [32]byte{1})
	if err != nil {
		l.t.Fatal(err)
	}
	back, err := incident.DecodeRecord(data, bodies)
	if err != nil {
		l.t.Fatal(err)
	}
	l.records = append(l.records, back)
}

// said is a message that was sent and arrived.
func (l *logOf) said(minute int, d incident.DeliveryRequested) {
	l.add(minute, incident.Bearings, d)
	l.add(minute, incident.Bearings, incident.Delivered{Key: d.Key})
}

func (l *logOf) account() *account {
	a, err := newAccount(l.records)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

func newLog(t *testing.T) *logOf {
	l := &logOf{t: t}
	l.add(0, incident.Bearings, incident.Opened{Title: incident.Say("search is down"), Channel: "C1", Severity: incident.SEV2})
	l.add(0, incident.Bearings, incident.Configured{Settings: incident.DefaultSettings()})
	l.add(1, "ana", incident.MessagePosted{ID: "m1", Author: "ana", Kind: incident.Human, At: two, Text: incident.Say("old hosts fail too")})
	return l
}

const asks incident.FindingKey = "fixation/H1"

func shownEvent(level incident.Level, key incident.DeliveryKey, why coordinator.Reason) incident.FindingShown {
	return incident.FindingShown{
		Key: asks, Detector: "fixation", Hypothesis: "H1", Level: level, Reason: string(why), Delivery: key,
		Text: incident.Say("Does H1 explain that?"), Receipts: []incident.MessageID{"m1"},
	}
}

// TestExplains proves for every kind of decision that the log alone tells what was
// said or not, and why.
func TestExplains(t *testing.T) {
	nudge := func(key incident.DeliveryKey, how incident.Delivery) incident.DeliveryRequested {
		return incident.DeliveryRequested{Key: key, How: how, Kind: coordinator.KindNudge, To: "ana", Text: incident.Say("Does H1 explain that?")}
	}
	for name, tc := range map[string]struct {
		happen func(*logOf)
		about  string // "": everything
		want   []string
		not    string
	}{
		"told alone": {func(l *logOf) {
			l.said(20, nudge("d1", incident.Ephemeral))
			l.add(20, incident.Bearings, shownEvent(incident.Whisper, "d1", coordinator.ShownFirst))
		}, "d1", []string{
			"14:20  d1   question to ana in private · fixation/H1 · first time\n", "    Does H1 explain that?\n", "14:00 ana: old hosts fail too",
			"It arrived 14:20.", "The same is not said again before 14:40, and then only if it has grown or come back.",
		}, "kept quiet"},
		"told in a thread, after no answer": {func(l *logOf) {
			d := nudge("d1", incident.Post)
			d.Thread = "m1"
			l.said(25, d)
			l.add(25, incident.Bearings, shownEvent(incident.InThread, "d1", coordinator.ShownEscalated))
		}, "", []string{"14:25  d1   question in a thread · fixation/H1 · no answer on the rung below\n"}, "kept quiet"},
		"two in one message": {func(l *logOf) {
			l.said(25, nudge("d1", incident.Post))
			l.add(25, incident.Bearings, shownEvent(incident.InChannel, "d1", coordinator.ShownAsked))
			other := shownEvent(incident.InChannel, "d1", coordinator.ShownFirst)
			other.Key, other.Detector = "span/x", "span"
			l.add(25, incident.Bearings, other)
		}, "d1", []string{"d1   question in the channel · fixation/H1 · asked for\n", "d1   question in the channel · span/x · first time\n"}, "kept quiet"},
		"on the card only": {func(l *logOf) {
			l.add(25, incident.Bearings, shownEvent(incident.OnCard, "", coordinator.ShownOnCard))
		}, "H1", []string{"14:25       on the card · fixation/H1 · on the card\n"}, "not said again"},
		"held back, with the time": {func(l *logOf) {
			l.add(25, incident.Bearings, incident.FindingWithheld{
				Key: asks, Detector: "fixation", Hypothesis: "H1", Reason: string(coordinator.WithheldBudget), Until: two.Add(40 * time.Minute),
			})
		}, "fixation", []string{"14:25       kept quiet · fixation/H1 · budget spent, until 14:40 at least\n"}, "d1"},
		"held back, whatever the time": {func(l *logOf) {
			l.add(25, incident.Bearings, incident.FindingWithheld{Key: asks, Detector: "fixation", Reason: string(coordinator.WithheldNobody)})
		}, "fixation/h1", []string{"kept quiet · fixation/H1 · nobody to tell\n"}, "until"},
		"put off, and over": {func(l *logOf) {
			l.add(25, incident.Bearings, shownEvent(incident.Whisper, "", coordinator.ShownFirst))
			l.add(26, "ana", incident.FindingSnoozed{Key: asks, Until: two.Add(46 * time.Minute)})
			l.add(30, incident.Bearings, incident.FindingEnded{Key: asks, Detector: "fixation"})
		}, string(asks), []string{"14:26       ana put it off until 14:46", "14:30       no longer so · fixation/H1\n"}, "kept quiet"},
		"dismissed": {func(l *logOf) {
			l.add(25, incident.Bearings, shownEvent(incident.Whisper, "", coordinator.ShownFirst))
			l.add(26, "ana", incident.FindingAnswered{Key: asks, Who: "ana", Answer: coordinator.AnswerDismissed})
		}, string(asks), []string{"ana answered: dismissed", "The same is not said again before 15:05"}, "card only"},
		"dismissed twice, and what was learnt": {func(l *logOf) {
			for _, minute := range []int{25, 70} {
				l.add(minute, incident.Bearings, shownEvent(incident.Whisper, "", coordinator.ShownFirst))
				l.add(minute+1, "ana", incident.FindingAnswered{Key: asks, Who: "ana", Answer: coordinator.AnswerDismissed})
			}
		}, "", []string{
			"What was made of it:\n  fixation: shown 2 times; dismissed 2. Its threshold was raised: a thing must have stood for 20 minutes, or have grown.\n",
		}, "acted"},
		"on the card from now on": {func(l *logOf) {
			for _, minute := range []int{25, 70} {
				l.add(minute, incident.Bearings, shownEvent(incident.Whisper, "", coordinator.ShownFirst))
				l.add(minute+1, "ana", incident.FindingAnswered{Key: asks, Who: "ana", Answer: coordinator.AnswerDismissed})
			}
		}, "H1", []string{"It was dismissed twice: from then on it stands on the card only."}, "What was made of it"},
		"acted on": {func(l *logOf) {
			l.add(25, incident.Bearings, shownEvent(incident.Whisper, "", coordinator.ShownFirst))
			l.add(26, "ana", incident.FindingAnswered{Key: asks, Who: "ana", Answer: coordinator.AnswerActed})
		}, "", []string{"ana answered: acted on it", "fixation: shown 1 time; acted on 1.\n"}, "threshold"},
		"quiet": {func(l *logOf) {
			l.add(25, "ana", incident.QuietSet{Until: two.Add(45 * time.Minute)})
			l.add(30, "ben", incident.QuietSet{})
		}, "", []string{"14:25       ana asked for quiet until 14:45\n", "14:30       ben lifted the quiet\n"}, "kept quiet"},
		"a status at its time": {func(l *logOf) {
			l.said(30, incident.DeliveryRequested{Key: "d1", How: incident.Post, Kind: coordinator.KindStatus, Text: incident.Say("search is down …")})
			l.add(30, incident.Bearings, incident.StatusPosted{Next: two.Add(time.Hour), Delivery: "d1"})
		}, "d1", []string{"d1   status in the channel · it was due\n", "search is down …"}, "before"},
		"a status before its time, with a question": {func(l *logOf) {
			l.said(12, incident.DeliveryRequested{Key: "d1", How: incident.Post, Kind: coordinator.KindStatus, Text: incident.Say("search is down …")})
			l.add(12, incident.Bearings, incident.StatusPosted{Next: two.Add(time.Hour), Delivery: "d1", Reason: coordinator.NewsSeverity})
			l.add(12, incident.Bearings, shownEvent(incident.InChannel, "d1", coordinator.ShownStatus))
		}, "d1", []string{
			"d1   status in the channel · before it was due: the severity changed\n    search is down …\n", "fixation/H1 · in the status\n",
		}, "kept quiet"},
		"no status": {func(l *logOf) {
			l.add(30, incident.Bearings, incident.StatusPosted{Next: two.Add(time.Hour), Edited: true, Reason: coordinator.StatusQuiet})
			l.add(60, incident.Bearings, incident.StatusPosted{Next: two.Add(90 * time.Minute), Edited: true})
		}, "", []string{
			"14:30       no status, though it was due · asked to be quiet\n", "15:00       no status, though it was due · nothing had changed\n",
		}, "status in"},
		"an answer": {func(l *logOf) {
			l.add(24, "ana", incident.CommandGiven{Key: "c1", Who: "ana", Text: incident.Say("status")})
			l.said(24, incident.DeliveryRequested{Key: "d1", How: incident.Ephemeral, Kind: coordinator.KindAnswer, To: "ana", Text: incident.Say("search is down")})
		}, "d1", []string{"d1   answer to ana in private · ana asked: status\n"}, "kept quiet"},
		"what did not arrive": {func(l *logOf) {
			l.add(24, incident.Bearings, nudge("d1", incident.Post))
			l.add(24, incident.Bearings, shownEvent(incident.InChannel, "d1", coordinator.ShownBypass))
			l.add(25, incident.Bearings, incident.DeliveryFailed{Key: "d1", Why: "channel_not_found", Tries: 3})
		}, "d1", []string{"fixation/H1 · cannot wait\n", "It did not arrive after 3 tries: channel_not_found."}, "arrived"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLog(t)
			tc.happen(l)
			text, ok := l.account().overview("inc"), true
			if tc.about != "" {
				text, ok = l.account().one("inc", tc.about)
			}
			for _, want := range tc.want {
				if !ok || !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
			if strings.Contains(text, tc.not) {
				t.Errorf("it says %q:\n%s", tc.not, text)
			}
		})
	}
	if text, ok := newLog(t).account().one("inc", "d9"); ok {
		t.Errorf("what was never said is explained:\n%s", text)
	}
}

// TestExplainsEveryReason proves that each reason of the policy reaches the
// reader as it stands in the log.
func TestExplainsEveryReason(t *testing.T) {
	for _, r := range coordinator.Reasons() {
		l := newLog(t)
		if r.Shows() {
			l.add(25, incident.Bearings, shownEvent(incident.OnCard, "", r))
		} else {
			l.add(25, incident.Bearings, incident.FindingWithheld{Key: asks, Detector: "fixation", Reason: string(r)})
		}
		if text := l.account().overview("inc"); !strings.Contains(text, " · fixation/H1 · "+string(r)+"\n") {
			t.Errorf("%q is missing in\n%s", r, text)
		}
	}
}
