package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bearings/agents"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/internal/play"
	"bearings/internal/transcript"
)

// Start is when every scripted incident is opened.
var Start = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

// Run is a scripted incident as it is played.
type Run struct {
	core   *coordinator.Coordinator
	player *play.Player
	log    []incident.Entry
	sent   []shown
	labels map[string]incident.MessageID
	kinds  map[incident.PersonID]incident.Kind
	posted int
}

// shown is a message that was sent, and when.
type shown struct {
	at time.Time
	d  incident.DeliveryRequested
}

// NewRun opens an incident of SEV2 in the channel "inc", read by rules.
func NewRun() (*Run, error) {
	core, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine, Examiners: []coordinator.Examiner{agents.ChangeExaminer{}, agents.StrainExaminer{}}})
	if err != nil {
		return nil, err
	}
	r := &Run{core: core, labels: map[string]incident.MessageID{}, kinds: map[incident.PersonID]incident.Kind{}}
	r.player = play.New(core, play.Options{
		Entries: func(es []incident.Entry) { r.log = append(r.log, es...) },
		Sent:    func(at time.Time, d incident.DeliveryRequested) { r.sent = append(r.sent, shown{at, d}) },
	})
	err = r.player.Feed(Start, incident.Bearings, "", incident.Opened{Channel: "inc", Severity: incident.SEV2})
	return r, err
}

// Do plays one line.
func (r *Run) Do(l Line) error {
	at := Start.Add(l.At)
	if k, known := r.kinds[l.Who]; known && l.Kind == incident.Human {
		l.Kind = k
	}
	on, known := r.labels[l.On]
	if l.On != "" && !known {
		return fmt.Errorf("script line %d: no message is labelled %q", l.No, l.On)
	}
	switch l.Verb {
	case Waits:
		r.player.Until(at)
		return nil
	case Says:
		return r.say(at, l, on)
	case Commands:
		return r.command(at, l.Who, on, l.Text)
	case Clicks:
		r.player.Until(at) // what is due by then is on the screen when somebody clicks
		command, err := r.button(l)
		if err != nil {
			return err
		}
		return r.command(at, l.Who, "", command)
	case Joins:
		r.kinds[l.Who] = l.Kind
		return r.player.Feed(at, l.Who, "", incident.Joined{Who: l.Who, Kind: l.Kind})
	case Leaves:
		return r.player.Feed(at, l.Who, "", incident.Left{Who: l.Who})
	case Reacts:
		return r.player.Feed(at, l.Who, on, incident.Reacted{ID: on, Who: l.Who, Reaction: l.Text})
	case Edits:
		return r.player.Feed(at, l.Who, on, incident.MessageEdited{ID: on, Text: incident.Say(l.Text), Links: transcript.Links(l.Text)})
	case Deletes:
		return r.player.Feed(at, l.Who, on, incident.MessageDeleted{ID: on})
	}
	return fmt.Errorf("script line %d: unknown verb %q", l.No, l.Verb)
}

func (r *Run) say(at time.Time, l Line, on incident.MessageID) error {
	r.posted++
	id := incident.MessageIDAt(at.Add(time.Duration(r.posted) * time.Microsecond))
	if l.Label != "" {
		r.labels[l.Label] = id
	}
	if l.Kind == "" {
		l.Kind = incident.Human
	}
	r.kinds[l.Who] = l.Kind
	return r.player.Feed(at, l.Who, id, incident.MessagePosted{
		ID: id, Thread: on, Author: l.Who, Kind: l.Kind, At: at, Text: incident.Say(l.Text), Links: transcript.Links(l.Text),
	})
}

func (r *Run) command(at time.Time, who incident.PersonID, on incident.MessageID, text string) error {
	key := fmt.Sprintf("c%d", len(r.log))
	return r.player.Feed(at, who, "", incident.CommandGiven{Key: key, Who: who, Text: incident.Say(text), Target: on})
}

// button finds what the button with a label does, in the newest message that
// somebody can see.
func (r *Run) button(l Line) (string, error) {
	for _, s := range slices.Backward(r.sent) {
		if s.d.How != incident.Post && s.d.To != l.Who {
			continue
		}
		for _, b := range s.d.Buttons {
			if b.Label == l.Text {
				return b.Command, nil
			}
		}
	}
	return "", fmt.Errorf("script line %d: %s has no button %q", l.No, l.Who, l.Text)
}

// Events renders what was concluded, a line an event: when, by whom, what, and
// the one or two words that tell which. Messages, readings, deliveries and edits
// of the card are left out: the script and the other sections show them.
func (r *Run) Events() string {
	var b strings.Builder
	for _, e := range r.log {
		switch any(e.Event).(type) {
		case incident.MessagePosted, incident.MessageRead, incident.DeliveryRequested, incident.Delivered, incident.CardShown,
			incident.Opened, incident.Configured, incident.CommandGiven, incident.BriefGiven:
			continue
		}
		fmt.Fprintf(&b, "%s %s %s%s\n", since(e.At), strings.TrimPrefix(string(e.By), "~"), incident.Name(e.Event), gist(e.Event))
	}
	return b.String()
}

func since(t time.Time) string { return "+" + t.Sub(Start).Round(time.Second).String() }

// gist are the fields that tell one event of a type from another.
func gist(ev incident.Event) string {
	raw, err := json.Marshal(ev)
	if err != nil {
		return " ?"
	}
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return " ?"
	}
	out := ""
	for _, f := range []string{
		"id", "key", "from", "into", "who", "holder", "actor", "role", "severity", "phase", "status", "trend", "helped", "how",
		"statement", "what", "answer", "reason", "why", "item", "title",
	} {
		if s, ok := fields[f].(string); ok && s != "" {
			out += " " + s
		}
	}
	return out
}

// Sent renders every message that Bearings sent, and who sees it.
func (r *Run) Sent() string {
	var b strings.Builder
	for _, s := range r.sent {
		to := "channel"
		switch {
		case s.d.How == incident.Ephemeral:
			to = string(s.d.To) + " only"
		case s.d.How == incident.Direct:
			to = string(s.d.To) + " (direct)"
		case s.d.Thread != "":
			to = "thread"
		}
		fmt.Fprintf(&b, "%s to %s, %s:\n", since(s.at), to, s.d.Kind)
		for _, line := range strings.Split(s.d.Text.String(), "\n") {
			b.WriteString("  " + line + "\n")
		}
		for _, bt := range s.d.Buttons {
			fmt.Fprintf(&b, "  [%s]\n", bt.Label)
		}
	}
	return b.String()
}

// Card renders the card as it stands.
func (r *Run) Card() string { return r.player.Card().Text() }
