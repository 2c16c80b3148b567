package demo

import (
	"time"
	"unicode/utf8"
)

// tempo is how long each beat stays before the next, so that the whole takes
// [length] whatever Bearings has to say in it.
type tempo struct{ percent int64 }

// pace plays the story once, unseen, to learn how much there is to read.
func pace() (tempo, error) {
	s, err := newShow()
	if err != nil {
		return tempo{}, err
	}
	var whole time.Duration
	for !s.over() {
		beats, err := s.step()
		if err != nil {
			return tempo{}, err
		}
		for _, b := range beats {
			whole += weight(b)
		}
	}
	return tempo{int64(length * 100 / max(whole, 1))}, nil
}

func (t tempo) hold(b beat) time.Duration { return weight(b) * time.Duration(t.percent) / 100 }

// weight is how long a beat would stay if there were no hurry. What Bearings says
// is what the viewer came for; an edit of the card is seen at a glance.
func weight(b beat) time.Duration {
	letters := time.Duration(min(utf8.RuneCountInString(b.text), 400))
	switch b.kind {
	case said, commanded:
		return 500*time.Millisecond + letters*9*time.Millisecond
	case came, went:
		return 500 * time.Millisecond
	case posted, whispered:
		return 1500*time.Millisecond + letters*18*time.Millisecond
	case edited:
		return 150 * time.Millisecond
	}
	return 0
}
