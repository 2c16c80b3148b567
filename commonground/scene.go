package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// SceneOf is what is seen of the incident, for those who are to look at it with
// fresh eyes: without what the team takes it to be. What stands in a message that
// offers or judges an explanation is left out, since its words are coloured by it.
func SceneOf(v View) incident.Scene {
	sc := incident.Scene{Began: v.S.KnownFrom}
	if v.S.Impact != nil && !v.coloured(v.S.Impact.Source) && !v.gone(v.S.Impact.Source) {
		sc.Impact, sc.ImpactAt, sc.ImpactIn = v.S.Impact.What, v.S.Impact.At, v.S.Impact.Source
		sc.Began = v.S.Impact.At
	}
	if v.S.Trend != nil {
		sc.Trend = v.S.Trend.Trend
	}
	for _, a := range v.S.Alerts {
		sc.Signs = append(sc.Signs, incident.Sign{What: a.What, At: a.First, Source: a.Source, Machine: true})
	}
	for _, f := range v.S.Observations {
		sc.Signs = v.sign(sc.Signs, f.What, f.By, f.At, f.Source)
	}
	for _, i := range v.L.Items() {
		if v.judges(i.What) {
			continue
		}
		sc.Signs = v.sign(sc.Signs, i.What, i.By, i.At, i.Source)
	}
	slices.SortStableFunc(sc.Signs, func(a, b incident.Sign) int { return a.At.Compare(b.At) })
	for _, f := range v.S.ImpactBefore {
		if sc.Began.IsZero() || f.At.Before(sc.Began) {
			sc.Began = f.At
		}
	}
	if len(sc.Signs) > 0 && (sc.Began.IsZero() || sc.Signs[0].At.Before(sc.Began)) {
		sc.Began = sc.Signs[0].At
	}
	for _, i := range v.S.Interventions {
		if i.Phase != incident.Proposed && v.onCard(i.Confidence) && !v.gone(i.Source) {
			sc.Changes = append(sc.Changes, incident.SeenChange{What: i.What, Target: i.Target, At: i.Since, Source: i.Source, Helped: i.Helped})
		}
	}
	for _, p := range v.S.People {
		sc.Names = append(sc.Names, strings.ToLower(string(p.ID)), strings.ToLower(p.Name))
	}
	return sc
}

// sign adds what somebody saw, unless the words are coloured or known already.
func (v View) sign(signs []incident.Sign, what incident.Text, by incident.PersonID, at time.Time, source incident.MessageID) []incident.Sign {
	if what.IsZero() || what.Erased() || v.gone(source) || v.coloured(source) {
		return signs
	}
	if slices.ContainsFunc(signs, func(s incident.Sign) bool { return s.What == what }) {
		return signs
	}
	s := incident.Sign{What: what, At: at, Source: source}
	if p := v.S.Person(by); p != nil {
		s.Machine, s.Outside = p.Kind == incident.Bot, p.Kind == incident.Guest
	}
	return append(signs, s)
}

// gone reports whether the message was deleted.
func (v View) gone(source incident.MessageID) bool {
	m, ok := v.S.Message(source)
	return source != "" && ok && m.Gone
}

// coloured reports whether a message offers or judges an explanation.
func (v View) coloured(source incident.MessageID) bool {
	if source == "" {
		return false
	}
	if slices.ContainsFunc(v.S.Hypotheses, func(h *incident.Hypothesis) bool { return h.Source == source || h.StatusFrom == source }) {
		return true
	}
	m := v.S.RecentMessage(source)
	return m != nil && (m.Reading.Has(incident.ActHypothesis) || m.Reading.Has(incident.ActVerdict))
}

// judges reports whether words are the reason that somebody gave for closing an
// explanation.
func (v View) judges(what incident.Text) bool {
	return slices.ContainsFunc(v.S.Hypotheses, func(h *incident.Hypothesis) bool { return h.Why == what })
}

// mostIdeas is how many ideas anybody is shown at a time; of them so many may be
// of kinds that nobody has named and that no sign points to.
const (
	mostIdeas   = 3
	mostUnnamed = 2
)

// Untried is what of the ideas nobody has ruled out or named: at most three, those
// whose check tells most for its time first. Recognise says of which patterns a
// statement is an instance; skip leaves out what somebody did not want. Beside
// what the signs point to it takes up two ideas of classes that are absent from
// the board, since signs alone are those that the team looked for; one of the
// three is of such a class if there is any.
func Untried(v View, ideas []incident.Idea, recognise func(string) []incident.Idea, skip func(id string) bool) []incident.Idea {
	known, classes := Offered(v, recognise)
	var pool, fresh []incident.Idea
	for _, idea := range ideas {
		switch {
		case known[idea.ID] || skip(idea.ID):
		case len(idea.Receipts) > 0:
			pool = append(pool, idea)
		case !classes[idea.Class]:
			fresh = append(fresh, idea)
		}
	}
	sortIdeas(pool)
	sortIdeas(fresh)
	taken := map[string]bool{}
	for _, idea := range pool {
		taken[idea.Class] = true
	}
	n := 0
	for _, idea := range fresh {
		if n < mostUnnamed && !taken[idea.Class] {
			pool, taken[idea.Class], n = append(pool, idea), true, n+1
		}
	}
	sortIdeas(pool)
	best := slices.Clone(pool[:min(mostIdeas, len(pool))])
	absent := func(i incident.Idea) bool { return !classes[i.Class] }
	if !slices.ContainsFunc(best, absent) {
		if i := slices.IndexFunc(pool, absent); i >= 0 {
			best[len(best)-1] = pool[i]
		}
	}
	return best
}

func sortIdeas(ideas []incident.Idea) {
	slices.SortStableFunc(ideas, func(a, b incident.Idea) int { return b.Worth - a.Worth })
}

// Offered returns the patterns and the classes of what was ever offered, also of
// what has been ruled out or set aside since.
func Offered(v View, recognise func(string) []incident.Idea) (ids, classes map[string]bool) {
	ids, classes = map[string]bool{}, map[string]bool{}
	for _, h := range v.S.Hypotheses {
		if h.Status == incident.Withdrawn || h.Statement.Erased() {
			continue
		}
		for _, is := range recognise(h.Statement.String()) {
			ids[is.ID], classes[is.Class] = true, true
		}
	}
	return ids, classes
}

// IdeasText shows ideas for somebody who asked what else it could be, each with
// its check, what to do first, and what it follows from.
func IdeasText(v View, ideas []incident.Idea, now time.Time) string {
	if len(ideas) == 0 {
		return "I have nothing to add that nobody has named or ruled out."
	}
	text := count(len(ideas), "explanation", "explanations") + " nobody has ruled out, suggested by Bearings from what was seen, not from what is on the board:"
	for i, idea := range ideas {
		text += "\n" + itoa(i+1) + ". " + initial(idea.Says) + ". " + idea.Question +
			"\n   Quick check (" + cost(idea.Cost) + "): " + idea.Check + ". If it is that: " + idea.Lever + ". " + v.because(idea, UTC(now))
	}
	return text
}

// because names what an idea follows from.
func (v View) because(idea incident.Idea, clock Clock) string {
	if len(idea.Receipts) == 0 {
		return "No sign points there; nobody has named anything of the kind either."
	}
	r := idea.Receipts[0]
	if v.gone(r.Source) {
		return "Seen: " + incident.Deleted
	}
	by := ""
	if m, ok := v.S.Message(r.Source); ok && r.Source != "" {
		by = v.name(m.Author) + ", "
	}
	text := `Seen: "` + clip(r.What, quoteRunes) + `"`
	if r.At.IsZero() {
		return text
	}
	return text + " (" + by + clock(r.At) + ")"
}

// cost says how long a check takes.
func cost(d time.Duration) string {
	if d < time.Minute {
		return itoa(int(d/time.Second)) + " s"
	}
	return "about " + itoa(int((d+time.Minute/2)/time.Minute)) + " min"
}

// evidenceOn returns what was said for or against a hypothesis, the newest first.
func (v View) evidenceOn(h incident.HypothesisID) []*hypotheses.Item {
	var out []*hypotheses.Item
	for _, i := range slices.Backward(v.L.Items()) {
		if i.For(h) != 0 && !v.gone(i.Source) {
			out = append(out, i)
		}
	}
	return out
}
