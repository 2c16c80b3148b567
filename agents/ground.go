package agents

import (
	"strings"
	"time"

	"bearings/incident"
)

// strongest returns the sentence for which most of the cues speak, or nil.
func (sc *scene) strongest(cs ...cue) *sentence {
	var best *sentence
	most := 0
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		n := 0
		for _, c := range cs {
			if sn.has.has(c) {
				n++
			}
		}
		if n > most {
			best, most = sn, n
		}
	}
	return best
}

// impact states who or what is affected and how.
func (sc *scene) impact() string {
	sn := sc.strongest(sameHere, unable, downward, affected, selfFail, notWorking, stillDown, working)
	if sn == nil {
		return ""
	}
	return sn.clause(clauseWords, clauseRunes)
}

// observation states the fact that the message reports: the sentence that says
// most, or the first telling line of what was pasted.
func (sc *scene) observation() string {
	sn := sc.strongest(numberFact, pastFact, stateFact, reporting, measuring, hasEntity, hasMeasure, faulty, downward)
	if sn != nil && (len(sc.d.logs) == 0 || len(sn.words) > 4) {
		return sn.clause(clauseWords, clauseRunes)
	}
	return tidy(sc.tellingLine(), clauseRunes)
}

// tellingLine returns the line of output that names an error, or the first.
func (sc *scene) tellingLine() string {
	for _, l := range sc.d.logs {
		low := strings.ToLower(l)
		for _, w := range [...]string{"error", "fatal", "failed", "denied", "no space", "timeout", "panic", "refused", "cannot", "warn"} {
			if strings.Contains(low, w) {
				return l
			}
		}
	}
	if len(sc.d.logs) > 0 {
		return sc.d.logs[0]
	}
	if len(sc.d.sentences) > 0 {
		return sc.d.sentences[0].clause(clauseWords, clauseRunes)
	}
	return ""
}

// trend says how the problem is moving.
func (sc *scene) trend() incident.Trend {
	better, worse, same, resolved := 0, 0, 0, 0
	for i := range sc.d.sentences {
		f := &sc.d.sentences[i].has
		if f.has(isQuestion) && !f.any(back, resolving) {
			continue
		}
		not := f.has(negating)
		add := func(n *int, c cue, w int) {
			if f.has(c) {
				*n += w
			}
		}
		add(&worse, worsening, 2)
		add(&worse, itsBack, 2)
		add(&same, unchanged, 2)
		add(&same, stillDown, 1)
		add(&same, notWorking, 2)
		if not {
			continue
		}
		add(&resolved, resolving, 3)
		add(&better, improving, 2)
		add(&better, back, 2)
		add(&better, nowWorking, 1)
		add(&better, working, 1)
		if f.any(hedged, hoping) && resolved > 0 {
			resolved, better = resolved-1, better+1
		}
	}
	best, most := incident.TrendUnknown, 0
	for _, t := range [...]struct {
		t incident.Trend
		n int
	}{{incident.TrendResolved, resolved}, {incident.TrendWorse, worse}, {incident.TrendSame, same}, {incident.TrendBetter, better}} {
		if t.n > most {
			best, most = t.t, t.n
		}
	}
	return best
}

// places are where outsiders are told, by the word that names them.
var places = []struct{ word, where string }{
	{"status page", "status page"},
	{"statuspage", "status page"},
	{"tweet", "Twitter"},
	{"mailing list", "mailing list"},
	{"mail", "mail"},
	{"blog", "blog"},
	{"banner", "banner"},
	{"support", "support"},
	{"newsletter", "newsletter"},
}

// announcement reads what outsiders were told. A request or a question to tell
// them is none.
func (sc *scene) announcement(about incident.HypothesisID) *incident.Telling {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		f := &sn.has
		if !f.has(announcing) || f.any(isQuestion, askingOther, imperative, conditional) || f.has(proposing) && !f.has(futureSelf) {
			continue
		}
		if !f.any(pastSelf, futureSelf, pastFirst, ongoingSelf, doneFirst) && !startsTold(sn) {
			continue
		}
		what := sn.whole()
		low := strings.ToLower(what)
		for _, p := range places {
			if strings.Contains(low, p.word) {
				return &incident.Telling{Where: p.where, What: incident.Say(what), RestsOn: sc.restsOn(about)}
			}
		}
		if startsTold(sn) || f.has(pastSelf) {
			return &incident.Telling{What: incident.Say(what), RestsOn: sc.restsOn(about)}
		}
	}
	return nil
}

var tellings = set("posted tweeted announced notified informed told published emailed e-mailed mailed sent wrote updated")

func startsTold(sn *sentence) bool {
	return tellings[sn.words[0].low] || len(sn.words) > 1 && tellings[sn.words[1].low]
}

// restsOn returns the hypothesis that an announcement or a change rests on: the
// one it names, else the one the message is about, else the one most spoken of.
func (sc *scene) restsOn(about incident.HypothesisID) incident.HypothesisID {
	if about != "" {
		return about
	}
	var lead *incident.Hypothesis
	for i := range sc.cands {
		c := &sc.cands[i]
		if c.like >= sameClaim {
			return c.h.ID
		}
		if c.h.Status == incident.Live && (lead == nil || c.h.Mentions > lead.Mentions) {
			lead = c.h
		}
	}
	if lead == nil {
		return ""
	}
	return lead.ID
}

// spans are units of time as they are written after a number.
var spans = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
}

// span returns the first length of time that a sentence names, up to a day.
func (sn *sentence) span() (time.Duration, int) {
	for i := range sn.words {
		low := sn.words[i].low
		n, used := leadingNumber(low)
		if used == 0 {
			if (low == "a" || low == "an") && i+1 < len(sn.words) && (sn.words[i+1].low == "minute" || sn.words[i+1].low == "hour") {
				return spans[sn.words[i+1].low], i
			}
			continue
		}
		unit := strings.TrimLeft(low[used:], "-")
		if unit == "" && i+1 < len(sn.words) {
			unit = sn.words[i+1].low
		}
		if d := spans[unit]; d > 0 && n > 0 && time.Duration(n) <= 24*time.Hour/d {
			return time.Duration(n) * d, i
		}
	}
	return 0, 0
}

// leadingNumber reads the number a word begins with; of a range it takes the
// upper end.
func leadingNumber(s string) (n, used int) {
	s2 := strings.TrimLeft(s, "~")
	skipped := len(s) - len(s2)
	i := 0
	for i < len(s2) && s2[i] >= '0' && s2[i] <= '9' && i < 6 {
		n = n*10 + int(s2[i]-'0')
		i++
	}
	if i == 0 {
		return 0, 0
	}
	if i+1 < len(s2) && s2[i] == '-' && s2[i+1] >= '0' && s2[i+1] <= '9' {
		m, more := leadingNumber(s2[i+1:])
		return m, skipped + i + 1 + more
	}
	return n, skipped + i
}

// wait reads a declared wait: "restore takes 40 min".
func (sc *scene) wait() *incident.Waiting {
	for i := range sc.d.sentences {
		sn := &sc.d.sentences[i]
		if sn.question || sn.has.any(conditional, pastTime) && !sn.has.has(waiting) {
			continue
		}
		if !sn.has.has(waiting) && !takesTime(sn) {
			continue
		}
		if d, _ := sn.span(); d >= time.Minute {
			return &incident.Waiting{What: incident.Say(sn.clause(clauseWords, clauseRunes)), For: d}
		}
	}
	return nil
}

// jobs are things that take their time and are waited for.
var jobs = set("restore backup build rebuild reindex migration deploy rollout rollback restart reboot failover resync sync replication copy import export snapshot download upload scan fsck index indexing job run pipeline recovery drain cutover")

// takesTime reports whether the sentence says of a job that it takes a time.
func takesTime(sn *sentence) bool {
	for i := 1; i < len(sn.words); i++ {
		if l := sn.words[i].low; l == "takes" || l == "take" && sn.words[i-1].low == "will" {
			if i+1 < len(sn.words) && sn.words[i+1].low == "more" { // "takes more than an hour" is a complaint
				return false
			}
			return jobs[sn.words[i-1].low] || i > 1 && jobs[sn.words[i-2].low]
		}
	}
	return false
}

// decision reads what the group settles on: a plan stated for all, or a plain
// yes to a change that somebody proposed.
func (sc *scene) decision() string {
	if sn := sc.strongest(deciding); sn != nil && !sn.question && !sn.has.any(hedged, uncertain, conditional, hoping) && settled(sn) {
		return sn.clause(clauseWords, clauseRunes)
	}
	t := sc.target
	if t == nil || t.Author == sc.m.Author || sc.sure < 50 || sc.d.words > 8 || !sc.f.any(assenting, startsYes) || sc.f.any(isQuestion, startsNo, negating, thanking) {
		return ""
	}
	if t.Read && t.Reading.Intervention != nil && t.Reading.Intervention.Phase == incident.Proposed && t.Reading.Has(incident.ActQuestion) {
		return tidy(t.Reading.Intervention.What.String(), clauseRunes)
	}
	return ""
}

// settled reports whether the sentence states a plan of the group.
func settled(sn *sentence) bool {
	h := sn.first(deciding)
	if h.start > 3 && !sn.has.has(weWord) {
		return false
	}
	w := sn.words[h.start].low
	return w != "ok" && w != "for" && w != "makes" && w != "good" && w != "here" && len(sn.words) >= 3
}
