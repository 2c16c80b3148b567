package coordinator

import (
	"slices"
	"strings"
	"time"

	"bearings/incident"
)

// beside is how close to a claim its author posts what bears it out.
const beside = 2 * time.Minute

// mostReceipts is how many links of one message are noted.
const mostReceipts = 3

// linked notes which claim the links of a message bear out, or that they stand
// alone. A claim takes up what its author posted shortly before, and a remark what
// it is a remark on.
func (s *step) linked(m *incident.Message, r incident.Reading) {
	links := telling(m.Links)
	if reportsOnly(m.Kind) && len(r.Acts) > 0 {
		return // an alert carries its links itself
	}
	of := s.claimOf(m, r)
	if of != "" || !r.OffTopic {
		for _, l := range links {
			if !s.noted(m.ID, l.URL) {
				s.emit(incident.LinkNoted{Link: l, Of: of})
			}
		}
	}
	if of == m.ID {
		s.bearsOut(m, r)
	}
}

// noted reports whether a link of a message is on the board already.
func (s *step) noted(id incident.MessageID, url incident.Text) bool {
	in := &s.st.Incident
	return slices.ContainsFunc(in.Exhibits, func(x incident.Exhibit) bool { return x.Source == id && x.Link.URL == url }) ||
		slices.ContainsFunc(in.Links, func(f incident.Fact) bool { return f.Source == id && f.Links[0].URL == url })
}

// bringsLink reports whether a link of a message is on the board.
func (s *step) bringsLink(id incident.MessageID) bool {
	in := &s.st.Incident
	return slices.ContainsFunc(in.Exhibits, func(x incident.Exhibit) bool { return x.Source == id }) ||
		slices.ContainsFunc(in.Links, func(f incident.Fact) bool { return f.Source == id })
}

// bearsOut takes up links that stand alone and belong to a claim: its author
// posted them within two minutes, or it answers them.
func (s *step) bearsOut(m *incident.Message, r incident.Reading) {
	src, by := s.src, s.by
	for _, f := range slices.Clone(s.st.Incident.Links) {
		mine := f.By == m.Author && m.At.Sub(f.At).Abs() <= beside && claims(r)
		answers := f.Source == m.Thread || f.Source == r.RepliesTo
		if f.Source != m.ID && (mine || answers) {
			s.src, s.by = f.Source, f.By
			s.emit(incident.LinkNoted{Link: f.Links[0], Of: m.ID})
		}
	}
	s.src, s.by = src, by
}

// claimOf is the claim that the links of a message bear out: its own, or that
// which its author made within two minutes before, in the same place.
func (s *step) claimOf(m *incident.Message, r incident.Reading) incident.MessageID {
	if len(r.Acts) > 0 && !r.OffTopic {
		return m.ID
	}
	for _, o := range slices.Backward(s.st.Incident.Recent) {
		if m.At.Sub(o.At) > beside {
			return ""
		}
		here := o.Thread == m.Thread || o.ID == m.Thread
		if o.ID != m.ID && here && !o.At.After(m.At) && o.Author == m.Author && o.Read && claims(o.Reading) {
			return o.ID
		}
	}
	return ""
}

// claims reports whether a reading says something that can be borne out, or asks
// about it. Taking work, a role or leave says nothing of the kind.
func claims(r incident.Reading) bool {
	return !r.OffTopic && slices.ContainsFunc(r.Acts, func(a incident.Act) bool {
		switch a {
		case incident.ActOwnership, incident.ActRole, incident.ActLeave, incident.ActWait:
			return false
		case incident.ActImpact, incident.ActTrend, incident.ActObservation, incident.ActHypothesis, incident.ActEvidence, incident.ActVerdict,
			incident.ActRequest, incident.ActQuestion, incident.ActIntervention, incident.ActDecision, incident.ActAnnouncement, incident.ActCheck:
		}
		return true
	})
}

// meets are parts of addresses where people talk or laugh: nothing
// that is seen there tells of the problem.
var meets = []string{
	"zoom.us/", "meet.google.com/", "teams.microsoft.com/", "whereby.com/", "webex.com/", "meet.jit.si/", "/huddle/",
	"giphy.com/", "tenor.com/", "imgflip.com/", "/memes/", "xkcd.com/",
}

// telling leaves out links to calls and to pictures that move.
func telling(links []incident.Link) []incident.Link {
	var out []incident.Link
	for _, l := range links {
		url := strings.ToLower(l.URL.String())
		path, _, _ := strings.Cut(url, "?")
		if strings.HasSuffix(path, ".gif") || slices.ContainsFunc(meets, func(p string) bool { return strings.Contains(url, p) }) {
			continue
		}
		if out = append(out, l); len(out) == mostReceipts {
			break
		}
	}
	return out
}

// bare reports whether the only words of a message are the titles of its links,
// which are nobody's claim.
func bare(m *incident.Message) bool {
	text, titles := m.Text.String(), 0
	for _, l := range m.Links {
		url, title := l.URL.String(), l.Title.String()
		if title != "" {
			titles++
		}
		text = strings.ReplaceAll(text, "<"+url+"|"+title+">", "")
		text = strings.ReplaceAll(text, "["+title+"]("+url+")", "")
		text = strings.ReplaceAll(text, url, "")
	}
	return titles > 0 && strings.Trim(text, "<>()[] \t\n.,") == ""
}
