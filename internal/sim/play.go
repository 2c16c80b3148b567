package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
)

// outcome is an incident as it was played.
type outcome struct {
	t     *team
	log   []incident.Entry
	sent  []sending
	found []found
	asked map[incident.DeliveryKey]bool // posts that somebody asked for
	end   time.Duration
}

// sending is a message that was sent, and why.
type sending struct {
	at   time.Duration
	d    incident.DeliveryRequested
	why  []string // of each finding in it
	keys []incident.FindingKey
}

// unsolicited reports whether it is a nudge that everybody sees and nobody asked for.
func (s sending) unsolicited() bool {
	return s.d.Kind == coordinator.KindNudge && s.d.How == incident.Post && !slices.Contains(s.why, string(coordinator.ShownAsked))
}

// played plays the incident to its end. People press a button of every third
// line that they are sent, half a minute or more later. each, if not nil, is
// called after every input.
func played(t *team, seed uint64, each func(*play.Player) error) (*outcome, error) {
	o := &outcome{t: t, asked: map[incident.DeliveryKey]bool{}}
	s := &scribe{of: map[incident.MessageID]*beat{}, t: t}
	for i := range t.beats {
		if b := &t.beats[i]; b.no > 0 {
			s.of[t.ids[b.no]] = b
		}
	}
	core, err := coordinator.New(coordinator.Config{Scribe: s, Engine: "sim/1"})
	if err != nil {
		return nil, err
	}
	rnd := rand.New(rand.NewPCG(seed, 99))
	var presses []beat
	p := play.New(core, play.Options{
		Entries: func(es []incident.Entry) { o.log = append(o.log, es...) },
		Sent: func(at time.Time, d incident.DeliveryRequested) {
			o.sent = append(o.sent, sending{at: at.Sub(begin), d: d})
			if b, ok := press(rnd, at.Sub(begin), d, t); ok {
				presses = append(presses, b)
			}
		},
	})
	if err := p.Feed(begin, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2}); err != nil {
		return nil, err
	}
	next := func() (b beat, ok bool) {
		i := -1
		for k := range presses {
			if i < 0 || presses[k].at < presses[i].at {
				i = k
			}
		}
		if i >= 0 && (len(t.beats) == 0 || presses[i].at <= t.beats[0].at) {
			b = presses[i]
			presses = slices.Delete(presses, i, i+1)
			return b, true
		}
		if len(t.beats) == 0 {
			return b, false
		}
		b, t.beats = t.beats[0], t.beats[1:]
		return b, true
	}
	beats := t.beats
	for {
		b, ok := next()
		if !ok || b.at > t.end {
			break
		}
		if err := o.feed(p, b); err != nil {
			return nil, err
		}
		if each != nil {
			if err := each(p); err != nil {
				return nil, err
			}
		}
	}
	p.Until(begin.Add(t.end))
	t.beats, o.end = beats, t.end
	o.gather()
	return o, nil
}

func (o *outcome) feed(p *play.Player, b beat) error {
	at := begin.Add(b.at)
	if b.no == 0 {
		return p.Feed(at, b.who, "", b.event)
	}
	id, thread := o.t.ids[b.no], incident.MessageID("")
	if b.thread > 0 {
		thread = o.t.ids[b.thread]
	}
	return p.Feed(at, b.who, id, incident.MessagePosted{ID: id, Thread: thread, Author: b.who, Kind: b.kind, At: at, Text: incident.Say(b.text)})
}

// press is the button that somebody presses, if they do.
func press(rnd *rand.Rand, at time.Duration, d incident.DeliveryRequested, t *team) (beat, bool) {
	n, after := rnd.IntN(3), time.Duration(rnd.Int64N(int64(90*sec)))
	if n > 0 || len(d.Buttons) == 0 {
		return beat{}, false
	}
	who := d.To
	if who == "" {
		who = t.people[0]
	}
	b := d.Buttons[rnd.IntN(len(d.Buttons))]
	if t.gone[who] || !harmless(b.Command) { // is not looking, or would say what is not so
		return beat{}, false
	}
	ev := incident.CommandGiven{Key: "press-" + string(d.Key), Who: who, Text: incident.Say(b.Command)}
	return beat{at: at + 30*sec + after, who: who, event: ev}, true
}

// harmless reports whether a button says something about Bearings or about one's
// own work. What it would say about the problem is for the maker of the incident.
func harmless(command string) bool {
	verb, _, _ := strings.Cut(command, " ")
	return slices.Contains([]string{"ask", "snooze", "working", "renew", "drop", "still", "answered", "corrected"}, verb)
}

// gather reads from the log what was found, and why what was sent.
func (o *outcome) gather() {
	names, active := map[incident.HypothesisID]string{}, map[incident.FindingKey]bool{}
	at := map[incident.DeliveryKey]int{}
	for i, s := range o.sent {
		at[s.d.Key] = i
	}
	take := func(e incident.Entry, key incident.FindingKey, detector string, h incident.HypothesisID) {
		if !active[key] {
			active[key] = true
			o.found = append(o.found, found{e.At.Sub(begin), key, detector, names[h]})
		}
	}
	for _, e := range o.log {
		switch ev := any(e.Event).(type) {
		case incident.HypothesisRaised:
			names[ev.ID] = ev.Statement.String()
		case incident.FindingShown:
			take(e, ev.Key, ev.Detector, ev.Hypothesis)
			if i, ok := at[ev.Delivery]; ok && ev.Delivery != "" {
				o.sent[i].why, o.sent[i].keys = append(o.sent[i].why, ev.Reason), append(o.sent[i].keys, ev.Key)
			}
			for _, p := range ev.To { // one finding told to several people shares a key with the first of them
				for k := range o.sent {
					if s := &o.sent[k]; s.d.To == p && s.at == e.At.Sub(begin) && len(s.why) == 0 && strings.Contains(s.d.Text.String(), ev.Text.String()) {
						s.why, s.keys = append(s.why, ev.Reason), append(s.keys, ev.Key)
					}
				}
			}
		case incident.FindingWithheld:
			take(e, ev.Key, ev.Detector, ev.Hypothesis)
		case incident.FindingEnded:
			active[ev.Key] = false
		}
	}
}

// tell tells one incident: what happened, what is so, what was found and said.
func tell(k kind, seed uint64) (string, error) {
	t := k.invent(seed)
	o, err := played(t, seed, nil)
	if err != nil {
		return "", err
	}
	w := &strings.Builder{}
	for _, e := range o.log {
		at := e.At.Sub(begin).Round(sec)
		switch ev := any(e.Event).(type) {
		case incident.MessagePosted:
			fmt.Fprintf(w, "%8s %s: %s\n", at, ev.Author, ev.Text)
		case incident.MessageRead:
			fmt.Fprintf(w, "%8s   read %v about %s %s\n", at, ev.Reading.Acts, ev.Reading.About, ev.Reading.Trend)
		case incident.DeliveryRequested:
			fmt.Fprintf(w, "%8s   >> %s %s %s: %s\n", at, ev.How, ev.Kind, ev.To, strings.ReplaceAll(ev.Text.String(), "\n", "\n             "))
		case incident.CommandGiven:
			fmt.Fprintf(w, "%8s %s presses: %s\n", at, ev.Who, ev.Text)
		case incident.FindingShown:
			fmt.Fprintf(w, "%8s   shown %s: %s\n", at, ev.Key, ev.Reason)
		case incident.FindingWithheld:
			fmt.Fprintf(w, "%8s   withheld %s: %s\n", at, ev.Key, ev.Reason)
		case incident.FindingEnded:
			fmt.Fprintf(w, "%8s   ended %s\n", at, ev.Key)
		case incident.HypothesisRaised:
			fmt.Fprintf(w, "%8s   %s is %s\n", at, ev.ID, ev.Statement)
		}
	}
	s := score(o)
	for i, tr := range t.truths {
		fmt.Fprintf(w, "so: %s %s %s from %s due %s until %s: %s\n", tr.detector, tr.on, tr.who, tr.from, tr.due, tr.until, s.how[i])
	}
	for _, f := range s.wrong {
		fmt.Fprintf(w, "wrong: %s at %s (%s)\n", f.key, f.at, f.on)
	}
	for _, b := range check(o) {
		fmt.Fprintf(w, "broken: %s\n", b)
	}
	return w.String(), nil
}
