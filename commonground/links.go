package commonground

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// titleRunes are the most runes of a link's title.
const titleRunes = 32

// titled is how a link is named: by its title, else by its address.
func titled(l incident.Link) string {
	if !l.Title.IsZero() {
		return `"` + clip(l.Title.String(), titleRunes) + `"`
	}
	_, address, ok := strings.Cut(l.URL.String(), "://")
	if !ok {
		address = l.URL.String()
	}
	address, _, _ = strings.Cut(address, "?")
	return ends(strings.TrimSuffix(address, "/"), titleRunes)
}

// ends shortens an address in its middle: the place and the last part tell.
func ends(address string, n int) string {
	runes := []rune(address)
	if len(runes) <= n {
		return clip(address, n)
	}
	host, _, _ := strings.Cut(address, "/")
	host = clip(host, n/2)
	rest := n - len([]rune(host)) - 2
	return host + "/…" + string(runes[len(runes)-rest:])
}

// see points to what bears a line out.
func see(links []incident.Link) string {
	if len(links) == 0 {
		return ""
	}
	more := ""
	if n := len(links) - 1; n > 0 {
		more = " and " + strconv.Itoa(n) + " more"
	}
	return ", see " + titled(links[0]) + more
}

// unseen are the links whose address does not stand in the words already.
func unseen(links []incident.Link, words string) []incident.Link {
	var out []incident.Link
	for _, l := range links {
		if !strings.Contains(words, l.URL.String()) {
			out = append(out, l)
		}
	}
	return out
}

// linksOf returns what bears out a piece of evidence.
func (v View) linksOf(i *hypotheses.Item) []incident.Link {
	if links := v.S.LinksOf(i.Source); len(links) > 0 || i.Link.URL.IsZero() {
		return links
	}
	return []incident.Link{i.Link}
}

// unremarked counts the links and graphs that stand alone, with the newest.
func (v View) unremarked(now time.Time) (Line, bool) {
	var alone []incident.Fact
	for _, f := range v.S.Links {
		if f.At.After(v.recently(now)) {
			alone = append(alone, f)
		}
	}
	if len(alone) == 0 {
		return Line{}, false
	}
	f := alone[len(alone)-1]
	text := say(titled(f.Links[0]), ", "+kindOf(f.Links[0])+" that nobody has said anything about")
	l := v.line(labelGraphs, text, f.By, f.At, f.Source)
	l.More = len(alone) - 1
	return l, true
}

func kindOf(l incident.Link) string {
	if l.Image {
		return "a graph"
	}
	return "a link"
}

// alertsFor is how long an alert that does not come again stays on the card.
const alertsFor = 30 * time.Minute

// recently is when what is not taken up begins to be too old for the card.
func (v View) recently(now time.Time) time.Time { return now.Add(-v.settings().QuestionFor) }

// links lists what stands alone, and then what bears out what, the newest first.
func (v View) links() []Line {
	var out []Line
	for _, f := range slices.Backward(v.S.Links) {
		out = append(out, v.line("Nobody has said anything about", say(titled(f.Links[0])), f.By, f.At, f.Source))
	}
	for _, x := range slices.Backward(v.S.Exhibits) {
		text := say(titled(x.Link))
		if m := v.S.RecentMessage(x.Of); m != nil {
			text = append(text, say(", with ", v.quoted(m.Text, m.ID, quoteRunes))...)
		}
		l := v.line("Link", text, x.By, x.At, x.Source)
		l.Links = nil
		out = append(out, l)
	}
	return out
}

// grounds lists what speaks for and against an explanation, each with the name by
// which it can be turned or taken off.
func (v View) grounds(h *incident.Hypothesis) []Line {
	out := []Line{v.line("", say(v.named(h), ", "+string(h.Status)), h.By, h.RaisedAt, h.Source)}
	if h.Status == incident.Live && len(v.shown()) == 1 {
		out[0].Also = somethingElse
	}
	for _, i := range v.L.Items() {
		label := "For"
		switch c := i.For(h.ID); {
		case c == 0:
			continue
		case c < 0:
			label = "Against"
		}
		l := v.line(label, say(v.quoted(i.What, i.Source, quoteRunes), " ("+string(i.ID)+")"), i.By, i.At, i.Source)
		l.Links = v.linksOf(i)
		out = append(out, l)
	}
	if len(out) == 1 {
		out = append(out, Line{Words: say("nothing for or against it yet")})
	}
	return out
}

// alerts lists what machines have reported after since, the newest first, each
// kind once however often it came, at most n.
func (v View) alerts(since time.Time, n int) []Line {
	var are []*incident.Alert
	for i := range slices.Backward(v.S.Alerts) {
		if a := &v.S.Alerts[i]; v.onCard(a.Confidence) && a.At.After(since) {
			are = append(are, a)
		}
	}
	return show(are, n, func(a *incident.Alert) Line {
		what := strings.TrimPrefix(v.words(a.What, a.Source, 140), incident.ReportedOver)
		text := say(withoutAddresses(what))
		if times := a.Fired + a.Over; times > 1 {
			text = append(text, say(" ×"+strconv.Itoa(times)+" since ", a.First)...)
		}
		switch {
		case a.Over >= max(a.Fired, 1) && strings.HasPrefix(strings.ToLower(what), "resolved"):
		case a.Over >= max(a.Fired, 1):
			text = append(text, say(", reported over")...)
		case a.Over > 0:
			text = append(text, say(", "+strconv.Itoa(a.Over)+" reported over")...)
		}
		l := v.line(labelAlerts, text, a.By, a.At, a.Source)
		l.newest = a.Fired+a.Over > 1
		if len(l.Links) == 0 {
			l.Links = first3(a.Links)
		}
		return l
	})
}

// withoutAddresses leaves out the addresses in an alert, which are shown beside it.
func withoutAddresses(what string) string {
	if !strings.Contains(what, "://") {
		return what
	}
	words := slices.DeleteFunc(strings.Fields(what), func(w string) bool { return strings.Contains(w, "://") })
	if len(words) == 0 {
		return what
	}
	return strings.TrimRight(strings.Join(words, " "), " ,:;-–(")
}

func first3(links []incident.Link) []incident.Link { return links[:min(len(links), 3)] }
