package coordinator

import (
	"regexp"
	"strings"
	"time"

	"bearings/incident"
)

var (
	temporaryWords = regexp.MustCompile(`\b(temporar(y|ily)|for now|stopgap|until|for the next|meanwhile)\b`)
	temporaryFor   = regexp.MustCompile(`\bfor (?:the next )?(\d{1,3} ?(?:m|mins?|minutes?|h|hrs?|hours?))\b`)
	temporaryUntil = regexp.MustCompile(`\b(?:until|till) ((?:[01]?\d|2[0-3]):[0-5]\d)\b`)
)

// standsUntil reads until when a change is to stand, from the words in which
// somebody speaks of it: "disabled search until 15:00", "for the next 2 hours".
func standsUntil(text string, now time.Time) (time.Time, bool) {
	low := strings.ToLower(ownWords(text))
	if !temporaryWords.MatchString(low) {
		return time.Time{}, false
	}
	for _, p := range []*regexp.Regexp{temporaryUntil, temporaryFor} {
		if found := p.FindStringSubmatch(low); found != nil {
			if w, ok := when(found[1]); ok {
				return w.At(now, 0), true
			}
		}
	}
	return time.Time{}, false
}

// temporary notes that a change which a message speaks of stands for a time only.
func (s *step) temporary(m *incident.Message, id incident.InterventionID) {
	if until, ok := standsUntil(m.Text.String(), s.now); ok {
		s.emit(incident.InterventionExpected{ID: id, StandsUntil: until})
	}
}

// limit sets, moves or lifts the time until which a change stands.
func (s *step) limit(in ChangeTemporary, to reply) error {
	i := s.st.Incident.Intervention(in.ID)
	if i == nil {
		return refuse("unknown-change", "I know of no change %s. \"status\" shows what is in flight.", in.ID)
	}
	if in.Stays {
		s.emit(incident.InterventionExpected{ID: in.ID, Stays: true})
		s.say(to, string(in.ID)+" is there to stay.")
		return nil
	}
	until := in.Until.At(s.now, time.Hour)
	s.emit(incident.InterventionExpected{ID: in.ID, StandsUntil: until})
	s.say(to, string(in.ID)+" stands until ", until, ". I'll ask then.")
	return nil
}

// parseTemporary reads a change and until when it stands, or that it stays.
func parseTemporary(args string) (Input, error) {
	i, rest := id(args, "I")
	if i == "" {
		return nil, missing("a change, and until when it stands")
	}
	rest = strings.ToLower(strings.TrimSpace(rest))
	switch rest {
	case "stays", "stay", "off", "for good":
		return ChangeTemporary{ID: incident.InterventionID(i), Stays: true}, nil
	case "":
		return ChangeTemporary{ID: incident.InterventionID(i)}, nil
	}
	for _, p := range []string{"until ", "till ", "for "} {
		rest = strings.TrimPrefix(rest, p)
	}
	w, ok := when(rest)
	if !ok {
		return nil, unreadable(args)
	}
	return ChangeTemporary{ID: incident.InterventionID(i), Until: w}, nil
}
