package coordinator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// Examiner proposes explanations. It is blind: Examine is shown what is seen, and
// never what the team thinks, so that it cannot follow the favourite. What is on
// the board already is taken out afterwards; for that Recognise says of which of
// the examiner's patterns a statement is an instance (ID and Class). The same
// arguments give the same answers.
type Examiner interface {
	Name() string
	Examine(sc incident.Scene) []incident.Idea
	Recognise(statement string) []incident.Idea
}

// ideaKey begins the key under which it is recorded that an idea was shown.
const ideaKey = "else/"

// isIdea reports whether a topic is an idea: nobody finds it again by looking, so
// that it does not end by not being found.
func isIdea(t *topic) bool { return strings.HasPrefix(string(t.key), ideaKey) }

// parseStatus reads "what's going on", and what people type after "what".
func parseStatus(args string) (Input, error) {
	if first, _, _ := strings.Cut(strings.ToLower(args), " "); strings.Trim(first, "?!.") == "else" {
		return IdeasAsked{}, nil
	}
	return StatusAsked{}, nil
}

func parseElse(args string) (Input, error) {
	first, rest, _ := strings.Cut(args, " ")
	switch low := strings.ToLower(strings.Trim(first, "?!.")); {
	case low == "others" || low == "more" || low == "other":
		return IdeasAsked{Others: true}, nil
	case low == "put" && rest != "":
		return IdeaTaken{strings.ToLower(strings.TrimSpace(rest))}, nil
	case low == "put":
		return nil, missing("which idea")
	case keyPattern.MatchString(args):
		return IdeasAsked{From: args}, nil
	}
	return IdeasAsked{}, nil
}

// widen answers what else it could be and who could look.
func (s *step) widen(in any, to reply) error {
	switch in := in.(type) {
	case IdeasAsked:
		s.drawer(in, to)
	case IdeaTaken:
		return s.takeIdea(in.ID, to)
	case SpreadAsked:
		sp, ok := s.spread()
		if !ok {
			s.say(to, s.wellSpread())
			return nil
		}
		s.propose(sp, to)
	}
	return nil
}

// proposed is an idea, and whose.
type proposed struct {
	idea     incident.Idea
	examiner string
}

// examine asks the examiners, who see the scene alone.
func (s *step) examine() ([]incident.Idea, map[string]string) {
	sc := commonground.SceneOf(s.st.View())
	var ideas []incident.Idea
	by := map[string]string{}
	for _, x := range s.c.examiners {
		for _, idea := range x.Examine(sc) {
			if by[idea.ID] == "" { // two who say the same count once
				by[idea.ID] = x.Name()
				ideas = append(ideas, idea)
			}
		}
	}
	return ideas, by
}

// recognise says of which patterns of any examiner a statement is an instance.
func (s *step) recognise(statement string) []incident.Idea {
	var out []incident.Idea
	for _, x := range s.c.examiners {
		out = append(out, x.Recognise(statement)...)
	}
	return out
}

// untried are the ideas to be shown: not those that somebody did not want, and
// with others only those that were not shown yet.
func (s *step) untried(others bool) []proposed {
	ideas, by := s.examine()
	a := &s.st.Attention
	unwanted := func(id string) bool {
		t := a.byKey[incident.FindingKey(ideaKey+id)]
		return t != nil && (t.dismissals > 0 || others)
	}
	var out []proposed
	for _, idea := range commonground.Untried(s.st.View(), ideas, s.recognise, unwanted) {
		out = append(out, proposed{idea, by[idea.ID]})
	}
	return out
}

// drawer shows what nobody is on and what nobody has named.
func (s *step) drawer(in IdeasAsked, to reply) {
	if in.From != "" && s.st.Attention.byKey[incident.FindingKey(in.From)] != nil {
		s.emit(incident.FindingAnswered{Key: incident.FindingKey(in.From), Who: s.by, Answer: AnswerUseful})
	}
	s.endIdeas()
	v, found := s.st.View(), s.untried(in.Others)
	d := incident.DeliveryRequested{Kind: KindAnswer}
	text := ""
	if sp, ok := s.spread(); ok && !in.Others {
		text, d.Rests = sp.What(v)+"\n", sp.Rests()
		if to.thread == "" { // who is free is nobody's business but the asker's
			text, d.Buttons = sp.Text(v, s.now)+"\n", sp.Buttons(v)
		}
	}
	var ideas []incident.Idea
	for i, p := range found {
		ideas = append(ideas, p.idea)
		d.Buttons = append(d.Buttons, incident.Button{Label: "Put " + itoa(i+1) + " on the board", Command: "else put " + p.idea.ID})
		for _, r := range p.idea.Receipts {
			if r.Source != "" && !slices.Contains(d.Rests, r.Source) {
				d.Rests = append(d.Rests, r.Source)
			}
		}
	}
	if len(found) > 0 {
		d.Buttons = append(d.Buttons, incident.Button{Label: "Show me others", Command: "else others"})
	}
	d.Text = incident.Say(text + commonground.IdeasText(v, ideas, s.now))
	key := s.reply(to, d)
	for _, p := range found {
		s.ideaShown(p, to, key)
	}
}

// reply answers with buttons: in private, or in the thread in which it was asked.
func (s *step) reply(to reply, d incident.DeliveryRequested) incident.DeliveryKey {
	d.How, d.To, d.Thread = incident.Ephemeral, to.to, to.thread
	if to.thread != "" {
		d.How = incident.Post
	}
	return s.send(d)
}

func (s *step) ideaShown(p proposed, to reply, key incident.DeliveryKey) {
	ev := incident.FindingShown{
		Key: incident.FindingKey(ideaKey + p.idea.ID), Detector: p.examiner, Level: incident.Whisper, To: []incident.PersonID{to.to},
		Reason: string(ShownAsked), Text: incident.Say(p.idea.Says + ". " + p.idea.Question), Reasons: len(p.idea.Receipts), Delivery: key,
	}
	if to.thread != "" {
		ev.Level, ev.To = incident.InThread, nil
	}
	for _, r := range p.idea.Receipts {
		if r.Source != "" {
			ev.Receipts = append(ev.Receipts, r.Source)
		}
	}
	s.own(ev)
}

// endIdeas records which of the ideas that were shown are on the board by now.
func (s *step) endIdeas() {
	known, _ := commonground.Offered(s.st.View(), s.recognise)
	for _, t := range slices.Clone(s.st.Attention.topics) {
		if isIdea(t) && !t.ended && known[strings.TrimPrefix(string(t.key), ideaKey)] {
			s.own(incident.FindingEnded{Key: t.key, Detector: t.detector})
		}
	}
}

// takeIdea puts an idea on the board, as an explanation that its taker offers, with
// the check that Bearings suggests.
func (s *step) takeIdea(id string, to reply) error {
	ideas, _ := s.examine()
	i := slices.IndexFunc(ideas, func(i incident.Idea) bool { return i.ID == id })
	if i < 0 {
		return refuse("unknown-idea", "I have no idea called %q. \"else\" shows what there is.", id)
	}
	if known, _ := commonground.Offered(s.st.View(), s.recognise); known[id] {
		return refuse("known-idea", "Something like that is on the board already. \"status\" shows what is.")
	}
	in, idea := &s.st.Incident, ideas[i]
	key := incident.FindingKey(ideaKey + id)
	t := s.st.Attention.byKey[key]
	if t != nil {
		s.emit(incident.FindingAnswered{Key: key, Who: s.by, Answer: AnswerActed})
	}
	h := in.NextHypothesis()
	statement := clause(idea.Says, 120)
	s.emit(incident.HypothesisRaised{ID: h, Statement: incident.Say(statement), Confidence: 100})
	s.own(incident.CheckPlanned{ID: in.NextCheck(), What: incident.Say(idea.Check), Separates: []incident.HypothesisID{h}, Cost: idea.Cost})
	if t != nil {
		s.own(incident.FindingEnded{Key: key, Detector: t.detector})
	}
	s.reply(to, incident.DeliveryRequested{
		Kind: KindAnswer, Text: incident.Say(fmt.Sprintf("%s is on the board: %s, suggested by Bearings. Nobody is on it yet.", h, statement)),
		Buttons: []incident.Button{{Label: "I take it", Command: "take " + string(h)}, {Label: "Who could take it?", Command: "spread"}},
	})
	return nil
}

// spread is the proposal to put somebody on what nobody is on.
func (s *step) spread() (commonground.Spread, bool) {
	var ideas []incident.Idea
	suggest := func(h *incident.Hypothesis) (string, time.Duration, bool) {
		if h.Statement.Erased() {
			return "", 0, false
		}
		if ideas == nil {
			ideas, _ = s.examine()
		}
		for _, is := range s.recognise(h.Statement.String()) {
			if i := slices.IndexFunc(ideas, func(i incident.Idea) bool { return i.ID == is.ID }); i >= 0 {
				return ideas[i].Check, ideas[i].Cost, true
			}
		}
		return "", 0, false
	}
	return commonground.SpreadOf(s.st.View(), s.now, suggest, s.muted)
}

// propose tells whoever asked, alone, wherever they asked.
func (s *step) propose(sp commonground.Spread, to reply) {
	v := s.st.View()
	s.reply(reply{to: to.to}, incident.DeliveryRequested{Kind: KindAnswer, Text: incident.Say(sp.Text(v, s.now)), Rests: sp.Rests(), Buttons: sp.Buttons(v)})
}

// wellSpread says why there is nothing to propose.
func (s *step) wellSpread() string {
	switch len(s.st.Incident.Live()) {
	case 0:
		return "No explanation is on the board. \"else\" shows what it could be."
	case 1:
		return "Only one explanation is on the board. \"else\" shows what else it could be."
	}
	return "Every explanation on the board has somebody on it, as far as I know."
}
