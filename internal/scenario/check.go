package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"bearings/commonground"
	"bearings/coordinator"
	"bearings/incident"
)

// Check makes the checks that hold after every line of every script. Its error
// says which does not.
func (r *Run) Check() error {
	again, err := refold(r.log)
	if err != nil {
		return err
	}
	return errors.Join(r.sameState(again), r.survives(), r.refers(), r.discreet())
}

func refold(log []incident.Entry) (*coordinator.State, error) {
	st := &coordinator.State{}
	for _, e := range log {
		if err := st.Apply(e); err != nil {
			return nil, err
		}
	}
	return st, nil
}

// sameState proves that whoever folds the log knows what we know, and would go on
// where we would.
func (r *Run) sameState(again *coordinator.State) error {
	st, now := r.player.State(), r.player.Now()
	if !reflect.DeepEqual(st.Incident, again.Incident) {
		return errors.New("the log folds to another state of the incident")
	}
	if !reflect.DeepEqual(r.core.Undone(st), r.core.Undone(again)) {
		return errors.New("a restart would send something else")
	}
	w1, ok1 := r.core.NextWake(st, now)
	w2, ok2 := r.core.NextWake(again, now)
	if ok1 != ok2 || !w1.Equal(w2) {
		return fmt.Errorf("a restart would wake at %v, not at %v", w2, w1)
	}
	if !reflect.DeepEqual(commonground.Findings(st.View(), now), commonground.Findings(again.View(), now)) {
		return errors.New("a restart would find something else")
	}
	if r.core.Card(st, now).Text() != r.core.Card(again, now).Text() {
		return errors.New("a restart would show another card")
	}
	return nil
}

// survives proves that every entry can be stored and read again.
func (r *Run) survives() error {
	data, bodies, err := incident.EncodeRecord(r.log, [32]byte{7})
	if err != nil {
		return err
	}
	back, err := incident.DecodeRecord(data, bodies)
	if err != nil {
		return err
	}
	for i, e := range r.log {
		a, err1 := incident.EncodeJSON(e)
		b, err2 := incident.EncodeJSON(back[i])
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		if !bytes.Equal(a, b) {
			return fmt.Errorf("event %d changed when it was stored: %s", e.Seq, a)
		}
	}
	return nil
}

// refers proves that keys are used once and that nothing refers to a message
// that is not in the log.
func (r *Run) refers() error {
	keys, posted := map[incident.DeliveryKey]bool{}, map[incident.MessageID]bool{}
	for _, e := range r.log {
		switch ev := any(e.Event).(type) {
		case incident.MessagePosted:
			posted[ev.ID] = true
		case incident.DeliveryRequested:
			if keys[ev.Key] {
				return fmt.Errorf("the key %s is used twice", ev.Key)
			}
			keys[ev.Key] = true
			for _, id := range ev.Rests {
				if !posted[id] {
					return fmt.Errorf("%s rests on message %s, which is not in the log", ev.Key, id)
				}
			}
		case incident.FindingShown:
			if ev.Delivery != "" && !keys[ev.Delivery] {
				return fmt.Errorf("%s was shown by %s, which was never requested", ev.Key, ev.Delivery)
			}
		}
		if e.Source != "" && !posted[e.Source] {
			return fmt.Errorf("event %d comes from message %s, which is not in the log", e.Seq, e.Source)
		}
	}
	return nil
}

// unspeakable may never be said by Bearings.
var unspeakable = []string{"fixation", "fixated", "bias", "tunnel vision", "should have", "<!channel", "<!here", "@here", "@channel", "@everyone", "%!"}

// discreet proves that nobody is shown what they may not see: private lines go to
// people who are here, deleted words are gone from the card, and some words are
// never said.
func (r *Run) discreet() error {
	st := r.player.State()
	for _, s := range r.sent {
		if s.d.How != incident.Post && s.d.To == "" {
			return fmt.Errorf("%s is private, to nobody", s.d.Key)
		}
		if p := st.Incident.Person(s.d.To); s.d.How != incident.Post && (p == nil || p.Kind == incident.Bot) {
			return fmt.Errorf("%s went to %s, who cannot read it", s.d.Key, s.d.To)
		}
		if err := speakable(s.d.Text.String()); err != nil {
			return fmt.Errorf("%s: %w", s.d.Key, err)
		}
	}
	card := r.Card()
	for _, text := range r.deletedWords() {
		if strings.Contains(card, text) {
			return fmt.Errorf("the card still shows deleted words: %q", text)
		}
	}
	return speakable(card)
}

func speakable(text string) error {
	low := strings.ToLower(text)
	for _, w := range unspeakable {
		if i := strings.Index(low, w); i >= 0 && !strings.HasPrefix(low[i:], w+"/") {
			return fmt.Errorf("says %q: %s", w, text)
		}
	}
	return nil
}

func (r *Run) deletedWords() []string {
	texts := map[incident.MessageID]string{}
	var gone []string
	for _, e := range r.log {
		switch ev := any(e.Event).(type) {
		case incident.MessagePosted:
			texts[ev.ID] = ev.Text.String()
		case incident.MessageDeleted:
			if t := texts[ev.ID]; len(t) > 12 && !slices.Contains(gone, t) {
				gone = append(gone, t)
			}
		}
	}
	return gone
}
