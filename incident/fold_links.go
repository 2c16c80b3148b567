package incident

import (
	"slices"
	"strings"
	"unicode"
)

// machine reports whether an entry comes from a message of a machine.
func (s *State) machine(e Entry) bool {
	if m := s.RecentMessage(e.Source); m != nil {
		return m.Kind == Bot
	}
	p := s.people[e.By]
	return p != nil && p.Kind == Bot
}

// ReportedOver begins what a machine reports to be over.
const ReportedOver = "over: "

// applyAlert folds a report into those that it repeats.
func (s *State) applyAlert(f Fact) {
	what, over := strings.CutPrefix(f.What.String(), ReportedOver)
	a := Alert{Fact: f, First: f.At, kind: alertKind(what)}
	i := slices.IndexFunc(s.Alerts, func(o Alert) bool { return o.By == f.By && o.kind == a.kind })
	if i >= 0 {
		a.First, a.Fired, a.Over = s.Alerts[i].First, s.Alerts[i].Fired, s.Alerts[i].Over
		if f.At.Before(s.Alerts[i].At) {
			a.Fact = s.Alerts[i].Fact
		}
		s.Alerts = slices.Delete(s.Alerts, i, i+1)
	}
	if over {
		a.Over++
	} else {
		a.Fired++
	}
	s.Alerts = last(append(s.Alerts, a), keepAlerts)
}

// alertKind is a report without what differs from one to the next: numbers, and
// words that hold one, such as the name of a host, a time or an address.
func alertKind(what string) string {
	var b strings.Builder
	for _, w := range strings.Fields(strings.ToLower(what)) {
		if strings.ContainsFunc(w, unicode.IsDigit) || strings.Contains(w, "://") {
			w = "#"
		}
		if w = strings.Trim(w, ".,:;!?()[]{}\"'`*_~-"); w == "" {
			continue
		}
		b.WriteString(w)
		b.WriteByte(' ')
	}
	return b.String()
}

// applyLink lists a link as standing alone, or as the receipt of a claim; then it
// no longer stands alone.
func (s *State) applyLink(e Entry, ev LinkNoted) {
	url := ev.Link.URL
	known := func(f Fact) bool { return len(f.Links) > 0 && f.Links[0].URL == url }
	if ev.Of == "" {
		if !slices.ContainsFunc(s.Links, known) {
			s.Links = last(append(s.Links, s.fact(e, "", Text{}, []Link{ev.Link})), keepHistory)
		}
		return
	}
	s.Links = slices.DeleteFunc(s.Links, known)
	at := e.At
	if m := s.messages[e.Source]; m != nil {
		at = m.at
	}
	s.Exhibits = last(append(s.Exhibits, Exhibit{Link: ev.Link, Of: ev.Of, By: e.By, At: at, Source: e.Source}), keepPast)
}

// LinksOf returns the links that bear out what a message claims, in the order
// in which they became known.
func (s *State) LinksOf(id MessageID) []Link {
	if id == "" {
		return nil
	}
	var out []Link
	for _, r := range s.Exhibits {
		if r.Of == id && !slices.ContainsFunc(out, func(l Link) bool { return l.URL == r.Link.URL }) {
			out = append(out, r.Link)
		}
	}
	return out
}

// retractLinks takes away the links of a message. Those of others that bore out
// what it claimed stand alone again.
func (s *State) retractLinks(id MessageID) {
	s.Links = slices.DeleteFunc(s.Links, func(f Fact) bool { return f.Source == id })
	s.Exhibits = slices.DeleteFunc(s.Exhibits, func(x Exhibit) bool {
		if x.Of == id && x.Source != id {
			s.Links = last(append(s.Links, Fact{By: x.By, At: x.At, Source: x.Source, Confidence: 100, Links: []Link{x.Link}}), keepHistory)
		}
		return x.Of == id || x.Source == id
	})
}

// applyEdited takes the new text, and the links with the titles that were found.
func (s *State) applyEdited(ev MessageEdited) {
	m := s.RecentMessage(ev.ID)
	if m == nil || m.Gone {
		return
	}
	old, links := m.Text.String(), ev.Links
	if links == nil {
		for _, l := range m.Links {
			if url := l.URL.String(); strings.Contains(ev.Text.String(), url) || !strings.Contains(old, url) {
				links = append(links, l)
			}
		}
	}
	m.Text, m.Links = ev.Text, links
	for _, l := range links {
		s.entitle(ev.ID, l)
	}
}

// entitle gives a link its title wherever it is listed.
func (s *State) entitle(source MessageID, l Link) {
	if l.Title.IsZero() {
		return
	}
	for i, f := range s.Links {
		if f.Source == source && f.Links[0].URL == l.URL {
			s.Links[i].Links = []Link{l}
		}
	}
	for i, r := range s.Exhibits {
		if r.Source == source && r.Link.URL == l.URL {
			s.Exhibits[i].Link = l
		}
	}
}

// same reports whether two facts are one.
func same(a, b Fact) bool {
	return a.Source == b.Source && a.By == b.By && a.At.Equal(b.At) && a.What == b.What
}
