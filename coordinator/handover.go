package coordinator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bearings/commonground"
	"bearings/incident"
)

// giveRole gives a role to somebody. What somebody takes for themselves, or what
// nobody has, is theirs at once; what another has is only offered, and stays where it
// is until the offer is accepted.
func (s *step) giveRole(r incident.Role, who incident.PersonID) {
	holder := s.st.Incident.Holder(r)
	if who == s.by || who == holder || holder == "" {
		s.emit(incident.RoleSet{Role: r, Who: who})
		s.announce(s.roleLine(r, who))
		switch {
		case who != s.by && who != holder:
			s.handOver(incident.Offer{Role: r, Who: who, By: s.by}, "accept "+string(r), "decline "+string(r))
		case holder != "" && who != holder:
			s.handOver(incident.Offer{Role: r, Who: who}, "", "")
		}
		return
	}
	s.emit(incident.RoleSet{Role: r, Who: who, Offer: true})
	s.announceTo(who, fmt.Sprintf("%s asked %s to %s. Until %s accepts, it stays with %s.", s.name(s.by), s.name(who), doing(r), s.name(who), s.name(holder)))
	s.handOver(incident.Offer{Role: r, Who: who, By: s.by}, "accept "+string(r), "decline "+string(r))
}

func doing(r incident.Role) string {
	switch r {
	case incident.Commander:
		return "lead the response"
	case incident.Comms:
		return "speak to the outside"
	case incident.Scribing:
		return "take notes"
	}
	return "be " + string(r)
}

// giveLine gives an existing line to somebody. One that another is on is only
// offered.
func (s *step) giveLine(l *incident.Line, who incident.PersonID, w When) {
	box := s.st.Incident.Settings.TimeBox
	until := w.At(s.now, box)
	o := incident.Offer{Line: l.ID, Who: who, By: s.by}
	if who == s.by || l.Holder == "" || l.Holder == who || l.Expired {
		s.emit(incident.LineClaimed{ID: l.ID, Holder: who, What: l.What, Hypothesis: l.Hypothesis, Until: until})
		if who != s.by {
			s.handOver(o, "renew "+string(l.ID)+" "+itoa(int(box.Minutes()))+"m", "decline "+string(l.ID))
		}
		return
	}
	s.emit(incident.LineClaimed{ID: l.ID, Holder: who, Offer: true, What: l.What, Hypothesis: l.Hypothesis, Until: until})
	s.handOver(o, "accept "+string(l.ID), "decline "+string(l.ID))
}

// assigned tells somebody, alone, of a new line that another gave them, with what
// is known of it.
func (s *step) assigned(id incident.LineID, who incident.PersonID) {
	if who == s.by {
		return
	}
	box := s.st.Incident.Settings.TimeBox
	s.handOver(incident.Offer{Line: id, Who: who, By: s.by}, "renew "+string(id)+" "+itoa(int(box.Minutes()))+"m", "decline "+string(id))
}

// handOver sends somebody the brief of what they are asked to take.
func (s *step) handOver(o incident.Offer, accept, decline string) {
	p := s.st.Incident.Person(o.Who)
	if p == nil || p.Kind == incident.Bot {
		return
	}
	o.At = s.now
	b := commonground.Handover(s.st.View(), o, s.now, s.nextStatus())
	var buttons []incident.Button
	if accept != "" {
		buttons = []incident.Button{{Label: "I have it", Command: accept}, {Label: "I can't", Command: decline}}
	}
	s.sendWords(incident.DeliveryRequested{How: incident.Ephemeral, Kind: KindBrief, To: o.Who, Buttons: buttons}, b.Words())
}

// announceTo tells everybody what somebody decided about one person.
func (s *step) announceTo(who incident.PersonID, text string) {
	s.send(incident.DeliveryRequested{How: incident.Post, Kind: KindAnswer, To: who, Text: incident.Say(text)})
}

// acceptRole takes a role that was given or offered.
func (s *step) acceptRole(r incident.Role) error {
	in := &s.st.Incident
	if in.Holder(r) == s.by {
		s.emit(incident.RoleAccepted{Role: r, Who: s.by})
		return nil
	}
	o, ok := in.Offer(r, "")
	if !ok || o.Who != s.by {
		return refuse("not-yours", "You were not given the role %s. \"role %s\" takes it.", r, r)
	}
	before := in.Holder(r)
	s.emit(incident.RoleAccepted{Role: r, Who: s.by})
	text := s.roleLine(r, s.by)
	if before != "" {
		text = strings.TrimSuffix(text, ".") + ", in place of " + s.name(before) + "."
	}
	s.announce(text)
	return nil
}

// acceptLine takes a line over that was offered.
func (s *step) acceptLine(id incident.LineID) error {
	in := &s.st.Incident
	l := in.Line(id)
	if l == nil {
		return refuse("unknown-line", "Nobody holds %s. \"lines\" shows who is on what.", id)
	}
	until := s.now.Add(in.Settings.TimeBox)
	if l.Holder == s.by {
		s.emit(incident.LineRenewed{ID: id, Until: until})
		return nil
	}
	o, ok := in.Offer("", id)
	if !ok || o.Who != s.by {
		return refuse("not-yours", "You were not given %s. \"take %s\" takes it over.", id, id)
	}
	before := l.Holder
	s.emit(incident.LineClaimed{ID: id, Holder: s.by, What: l.What, Hypothesis: l.Hypothesis, Until: until})
	news := []any{s.name(s.by) + " has " + string(id) + " now, until ", until, "."}
	s.tell(before, news...)
	if o.By != before {
		s.tell(o.By, news...)
	}
	return nil
}

// decline says no to what somebody was asked to take. It stays, or becomes free, and
// whoever asked is told.
func (s *step) decline(r incident.Role, id incident.LineID) error {
	in := &s.st.Incident
	if o, ok := in.Offer(r, id); ok && (o.Who == s.by || o.By == s.by) {
		if id != "" {
			s.emit(incident.LineClaimed{ID: id, Offer: true})
		} else {
			s.emit(incident.RoleSet{Role: r, Offer: true})
		}
		who, news := o.By, s.name(s.by)+" can't take it: "
		if o.By == s.by {
			who, news = o.Who, s.name(s.by)+" has taken the offer back: "
		}
		s.tell(who, news+string(r)+string(id)+" stays where it is.")
		return nil
	}
	if l := in.Line(id); l != nil && l.Holder == s.by {
		by := l.GivenBy
		s.emit(incident.LineReleased{ID: id, Why: "declined"})
		s.tell(by, fmt.Sprintf("%s can't take %s. Nobody has it now.", s.name(s.by), id))
		return nil
	}
	if id == "" && (in.Holder(r) == s.by || s.unaccepted(r)) {
		who := in.Holder(r)
		s.emit(incident.RoleSet{Role: r})
		s.announce(fmt.Sprintf("%s does not %s. Nobody does now.", s.name(who), doing(r)))
		return nil
	}
	return refuse("not-yours", "You were not asked to take that.")
}

// unaccepted reports whether the role was given by the asker to somebody who has not
// said yes.
func (s *step) unaccepted(r incident.Role) bool {
	return slices.ContainsFunc(s.st.Incident.Roles, func(h incident.RoleHolder) bool {
		return h.Role == r && h.By == s.by && !h.Accepted
	})
}

// tell sends somebody an answer that they wait for, alone.
func (s *step) tell(who incident.PersonID, parts ...any) {
	if p := s.st.Incident.Person(who); who != s.by && p != nil && p.Kind != incident.Bot {
		s.sendWords(incident.DeliveryRequested{How: incident.Ephemeral, Kind: KindAnswer, To: who}, incident.WordsOf(parts...))
	}
}

// offered reports whether somebody was asked to take a role already.
func (s *step) offered(r incident.Role, who incident.PersonID) bool {
	o, ok := s.st.Incident.Offer(r, "")
	return ok && o.Who == who && who != s.by
}

// agreed takes a reaction to the message in which something was offered, or to the
// post that told of it, as a yes or a no. It reports whether it was one.
func (s *step) agreed(ev incident.Reacted) bool {
	yes, no := isYes(ev.Reaction), isCross(ev.Reaction) || ev.Reaction == "-1" || ev.Reaction == "thumbsdown"
	answers := false
	for _, o := range slices.Clone(s.st.Incident.Offers) {
		if o.Who == ev.Who && (o.Source == ev.ID || o.Post == ev.ID) {
			answers = answers || yes || no
			s.answerOffer(o, yes, no)
		}
	}
	return answers
}

func (s *step) answerOffer(o incident.Offer, yes, no bool) {
	switch {
	case yes && o.Line != "":
		_ = s.acceptLine(o.Line) // it is theirs: nothing is refused
	case yes:
		_ = s.acceptRole(o.Role)
	case no:
		_ = s.decline(o.Role, o.Line)
	}
}

// isYes reports whether a reaction says yes; who only looks has not said so.
func isYes(reaction string) bool {
	switch reaction {
	case "+1", "thumbsup", "ok_hand", "ok", "raised_hand", "hand", "saluting_face":
		return true
	}
	return isTick(reaction)
}

var yesWords = regexp.MustCompile(`(?i)^\s*(@\S+[,:]? )?(yes|yep|yeah|ok|okay|sure|on it|will do|got it|i('ve| have)? got (it|this)|i have it|i'll take it|taking it|accepted|can do)\b`)

// agreedInWords takes a reply to what was offered in a message that begins with a
// yes as one.
func (s *step) agreedInWords(m *incident.Message, r incident.Reading) {
	for _, o := range slices.Clone(s.st.Incident.Offers) {
		if o.Who != m.Author || o.Source == "" || o.Source == m.ID || m.Thread != o.Source && r.RepliesTo != o.Source {
			continue
		}
		s.answerOffer(o, yesWords.MatchString(m.Text.String()), false)
	}
}
