package coordinator

import (
	"time"

	"bearings/incident"
)

// Learnt is what people made of the findings of one detector, and what follows
// from it for when the detector speaks.
type Learnt struct {
	Detector  string
	Shown     int // put before people, not counting the card
	Acted     int
	Useful    int
	Dismissed int
	Intended  int
	Raised    int           // how many times its threshold stands raised
	Stands    time.Duration // so long a finding must have stood for it, unless it grows
}

// Learnt returns what was learnt of each detector that put anything before people,
// in the order in which they first did.
func (st *State) Learnt() []Learnt {
	out := make([]Learnt, 0, len(st.Attention.voices))
	for _, v := range st.Attention.voices {
		out = append(out, Learnt{
			Detector: v.detector, Shown: v.shown, Raised: v.raised, Stands: time.Duration(v.raised) * st.Incident.Settings.CoolDown,
			Acted: v.answers[AnswerActed], Useful: v.answers[AnswerUseful], Dismissed: v.answers[AnswerDismissed], Intended: v.answers[AnswerIntended],
		})
	}
	return out
}

// Rests returns until when a finding that was put before people is not said again
// on the same rung, and whether it stays on the card from now on; zero if it was
// not put before anybody.
func (st *State) Rests(key incident.FindingKey) (until time.Time, onlyCard bool) {
	t := st.Attention.byKey[key]
	if t == nil || !t.shown || t.level == incident.OnCard {
		return time.Time{}, false
	}
	return t.shownAt.Add(t.coolDown(st.Incident.Settings)), t.dismissals >= 2
}
