package commonground

import (
	"slices"
	"strings"
	"time"

	"bearings/hypotheses"
	"bearings/incident"
)

// cardLines is the most lines of the card's sections.
const cardLines = 18

// Card is the pinned message: the picture that everybody shares. It shows
// absolute times, so that it need not be edited merely because time passes.
type Card struct {
	Title     string
	Severity  incident.Severity
	Phase     incident.Phase
	Commander incident.PersonID // "" while nobody leads
	Leads     string            // the name of Commander
	LeadSince time.Time         // when the commander was last heard from
	LeadStale bool
	Asked     string // who was asked to lead and has not said yes
	Closed    time.Time
	Sections  []Section
	AsOf      time.Time
	NextLook  time.Time // by when it is looked at again; zero: when something happens
	Unchanged time.Time // when anything on it last changed, if that is a whole cadence ago; else zero
	digest    string
}

// NewCard returns the card as it stands at now. The next look is when the card
// is going to be looked at again even if nothing happens.
func NewCard(v View, now, nextLook time.Time) Card {
	c := Card{
		Title: v.title(), Severity: v.S.Severity, Phase: v.S.Phase, Closed: v.S.ClosedAt,
		AsOf: now, NextLook: nextLook,
	}
	if since := v.S.LastChange; now.Sub(since) >= minutes(incident.By(v.S.Severity, v.settings().Cadence)) {
		c.Unchanged = since // so that a status that had nothing to say is not missed
	}
	c.Commander, c.LeadSince, c.LeadStale = v.lead(now)
	if c.Commander != "" {
		c.Leads = v.name(c.Commander)
	}
	c.Asked = v.askedToLead()
	unfit := section(5, 1, v.unfit(2))
	const flight, ideas = 4, 5 // sections that are cut before others, but change the card by what is cut too
	sections := []Section{
		section(0, 1, v.impactOrNone(now)),
		section(1, 1, one(v.trend(now))),
		section(10, 1, v.began()),
		section(12, 0, v.impactBefore(now, 1)),
		flight: section(3, 2, v.inFlight(now)),
		ideas:  section(2, 2, v.explanations(now, 1, shownIn([]Section{unfit}))),
		section(4, 1, v.ofStatus(incident.Confirmed, labelConfirmed, 2)),
		section(6, 1, v.ofStatus(incident.Refuted, labelRuledOut, 3)),
		section(7, 1, v.tried(2)),
		section(13, 0, v.untold(now, 2)),
		unfit,
		section(8, 1, v.open(now, 3)),
		section(9, 1, v.proposed(now, 2)),
		section(8, 1, v.heldTwice(now)),
		section(11, 0, v.unledOnCard(now)),
		section(11, 1, v.alerts(now.Add(-alertsFor), 2)),
	}
	sections = append(sections,
		section(11, 1, settleable(one(v.heard(now, shownIn(sections))))),
		section(12, 0, v.onlyOne(now, sections)),
		section(10, 1, v.toCorrect(2)),
		section(12, 1, one(v.unremarked(now))))
	c.digest = digest(c.head(), sections)
	sections[flight], sections[ideas] = sections[flight].most(5), sections[ideas].most(4)
	c.Sections = allot(sections, cardLines)
	return c
}

// settleable says how what was read too uncertainly is settled.
func settleable(lines []Line) []Line {
	for i := range lines {
		lines[i].Also = "✅ or ❌ on it settles that"
	}
	return lines
}

func (v View) title() string {
	if t := v.words(v.S.Title, "", nameRunes); t != "" {
		return t
	}
	return "Incident"
}

// lead returns the commander, when they were last heard from, and whether that
// is too long ago to rely on it.
func (v View) lead(now time.Time) (incident.PersonID, time.Time, bool) {
	for _, r := range v.S.Roles {
		if r.Role != incident.Commander || r.Who == "" {
			continue
		}
		heard := v.leadHeard(r)
		return r.Who, heard, over(v.staleAt(heard, v.settings().ShelfRole), now) && !v.settled()
	}
	return "", time.Time{}, false
}

func (v View) leadHeard(r incident.RoleHolder) time.Time {
	if p := v.S.Person(r.Who); p != nil && p.LastSpoke.After(r.Since) {
		return p.LastSpoke
	}
	return r.Since
}

// head is what the digest stands for besides the sections.
func (c Card) head() string {
	stale := ""
	if c.LeadStale {
		stale = " stale"
	}
	closed := ""
	if !c.Closed.IsZero() {
		closed = " closed"
	}
	return strings.Join([]string{c.Title, string(c.Severity), string(c.Phase) + closed, string(c.Commander) + stale + c.asked()}, "\n")
}

// asked says who was asked to lead.
func (c Card) asked() string {
	if c.Asked == "" || !c.Closed.IsZero() {
		return ""
	}
	return " (" + c.Asked + " was asked to)"
}

// askedToLead is who was asked to lead and has not said yes, or "".
func (v View) askedToLead() string {
	if o, ok := v.S.Offer(incident.Commander, ""); ok {
		return v.name(o.Who)
	}
	return ""
}

// unledOnCard is what nobody holds, once the work is divided.
func (v View) unledOnCard(now time.Time) []Line {
	for _, l := range v.S.Lines {
		if v.active(l, now) {
			return v.staffingOf(v.unled(now))
		}
	}
	return nil
}

func (v View) staffingOf(lines []Line) []Line {
	if !v.S.IsOpen() || v.settled() {
		return nil
	}
	return lines
}

// onlyOne is what one person said and nobody took up, if its words do not stand
// beside an explanation anyway.
func (v View) onlyOne(now time.Time, sections []Section) []Line {
	if !v.S.IsOpen() {
		return nil
	}
	left := slices.DeleteFunc(v.untaken(now, mostOfAKind), func(i *hypotheses.Item) bool {
		return slices.ContainsFunc(sections, func(s Section) bool {
			return slices.ContainsFunc(s.Lines, func(l Line) bool {
				return strings.Contains(l.Words.Text(UTC(now)), v.words(i.What, i.Source, quoteLeast))
			})
		})
	})
	return show(left, 1, func(i *hypotheses.Item) Line {
		return v.line("Not taken up yet", say(v.quoted(i.What, i.Source, factRunes)), i.By, i.At, i.Source)
	})
}

// Digest stands for what the card says. It changes when something happens or
// becomes too old to rely on, not merely because time passes.
func (c Card) Digest() string { return c.digest }

// Text renders the card as plain text, times in UTC.
func (c Card) Text() string {
	clock := UTC(c.AsOf)
	var b strings.Builder
	b.WriteString(c.Title + " · " + string(c.Severity) + " · " + string(c.Phase))
	switch {
	case !c.Closed.IsZero():
		b.WriteString(" · closed " + clock(c.Closed))
	case c.LeadStale:
		b.WriteString(" · " + c.Leads + " leads (last heard from " + clock(c.LeadSince) + ")")
	case c.Commander != "":
		b.WriteString(" · " + c.Leads + " leads")
	default:
		b.WriteString(" · nobody leads yet")
	}
	b.WriteString(c.asked() + "\n")
	render(&b, c.Sections, clock)
	b.WriteString("As of " + clock(c.AsOf) + " UTC")
	if !c.Unchanged.IsZero() && c.Closed.IsZero() {
		b.WriteString(" · no change since " + clock(c.Unchanged))
	}
	if !c.NextLook.IsZero() && c.Closed.IsZero() {
		b.WriteString(" · next look by " + clock(c.NextLook))
	}
	b.WriteByte('\n')
	return b.String()
}
