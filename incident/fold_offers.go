package incident

import "slices"

// applyOffer notes what somebody was asked to take; nobody in particular is a no.
func (s *State) applyOffer(o Offer) {
	s.dropOffer(o.Role, o.Line)
	if o.Who != "" {
		s.Offers = append(s.Offers, o)
	}
}

func (s *State) dropOffer(r Role, l LineID) {
	s.Offers = slices.DeleteFunc(s.Offers, func(o Offer) bool { return o.Role == r && o.Line == l })
}

// applyAccepted gives a role to whoever said yes to it, if it was theirs to take.
func (s *State) applyAccepted(e Entry, ev RoleAccepted) {
	for i := range s.Roles {
		if s.Roles[i].Role == ev.Role && s.Roles[i].Who == ev.Who {
			s.Roles[i].Accepted = true
			return
		}
	}
	o, ok := s.Offer(ev.Role, "")
	if !ok || o.Who != ev.Who {
		return
	}
	s.dropOffer(ev.Role, "")
	s.Roles = slices.DeleteFunc(s.Roles, func(r RoleHolder) bool { return r.Role == ev.Role })
	s.Roles = append(s.Roles, RoleHolder{ev.Role, ev.Who, e.At, o.By, true})
}

// offerTold notes by which post everybody is told that somebody was asked to take
// something, so that a reaction to it can be a yes.
func (s *State) offerTold(ev DeliveryRequested) {
	for i := range s.Offers {
		if o := &s.Offers[i]; ev.How == Post && ev.To != "" && o.Who == ev.To && o.Source == "" && o.delivery == "" {
			o.delivery = ev.Key
		}
	}
}

func (s *State) offerPosted(ev Delivered) {
	for i := range s.Offers {
		if o := &s.Offers[i]; o.delivery != "" && o.delivery == ev.Key {
			o.Post = ev.ID
		}
	}
}
