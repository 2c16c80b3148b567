package hypotheses

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"

	"bearings/incident"
)

// fact is something that happened in a made-up incident, at a second, known so
// much later.
type fact struct {
	sec, late int
	kind      string // "say", "line", "find", "answer", "wait", "trend", "close"
	who       int
	about     int // hypothesis; −1: none; −2: off topic
	length    int // minutes
	c         [3]int
	q         int
	item      int
	better    bool
}

const (
	modelPeople = 4
	modelHyps   = 3
)

// facts draws a made-up incident: a few people who mostly stay on something,
// and what else happens.
func facts(t *rapid.T) []fact {
	var all []fact
	sec, items := 0, 0
	favourite := rapid.IntRange(0, modelHyps-1).Draw(t, "favourite")
	for range rapid.IntRange(20, 160).Draw(t, "facts") {
		sec += rapid.SampledFrom([]int{1, 7, 20, 40, 40, 65, 300}).Draw(t, "gap")
		f := fact{sec: sec, who: rapid.IntRange(0, modelPeople-1).Draw(t, "who"), about: favourite}
		switch what := rapid.IntRange(0, 99).Draw(t, "what"); {
		case what < 75:
			f.kind = "say"
			f.about = rapid.SampledFrom([]int{favourite, favourite, favourite, favourite, 0, 1, 2, -1, -2}).Draw(t, "about")
			f.late = rapid.SampledFrom([]int{0, 0, 0, 30, 200, 590}).Draw(t, "late")
		case what < 81:
			f.kind, f.length = "line", rapid.IntRange(1, 20).Draw(t, "length")
			f.about = rapid.IntRange(0, modelHyps-1).Draw(t, "held")
		case what < 89:
			f.kind, f.item = "find", items
			f.q = rapid.SampledFrom([]int{25, 50, 80, 100}).Draw(t, "q")
			for i := range f.c {
				f.c[i] = rapid.SampledFrom([]int{0, 0, 0, 1, 2, -1, -2}).Draw(t, "c")
			}
			items++
		case what < 93 && items > 0:
			f.kind, f.item = "answer", rapid.IntRange(0, items-1).Draw(t, "item")
		case what < 95:
			f.kind, f.length = "wait", rapid.IntRange(1, 15).Draw(t, "length")
		case what < 98:
			f.kind, f.better = "trend", rapid.Bool().Draw(t, "better")
		default:
			f.kind = "close"
			f.about = rapid.IntRange(0, modelHyps-1).Draw(t, "closed")
		}
		if f.kind != "" {
			all = append(all, f)
		}
	}
	return all
}

func modelPerson(i int) incident.PersonID { return incident.PersonID(fmt.Sprintf("p%d", i)) }
func modelHyp(i int) incident.HypothesisID {
	return incident.HypothesisID(fmt.Sprintf("H%d", i+1))
}

// entriesOf writes the facts down as entries, in the order in which they arrive.
func entriesOf(all []fact, severity incident.Severity) []incident.Entry {
	sc := &script{}
	sc.at(0, incident.Bearings, "", incident.Opened{Channel: "C1", Severity: severity})
	sc.at(0, incident.Bearings, "", incident.Configured{Settings: incident.DefaultSettings()})
	for i := range modelHyps {
		sc.at(0, "p0", "", incident.HypothesisRaised{ID: modelHyp(i), Confidence: 100})
	}
	for i, f := range all {
		at, who := start.Add(time.Duration(f.sec)*time.Second), modelPerson(f.who)
		switch f.kind {
		case "say":
			id := incident.MessageID(fmt.Sprintf("%d.%06d", at.Unix(), i))
			r := incident.Reading{Acts: []incident.Act{incident.ActObservation}, Confidence: 90, OffTopic: f.about == -2}
			if f.about >= 0 {
				r.About = modelHyp(f.about)
			}
			sc.at(f.sec+f.late, who, id, incident.MessagePosted{ID: id, Author: who, Kind: incident.Human, At: at})
			sc.at(f.sec+f.late, incident.Bearings, id, incident.MessageRead{Message: id, Reading: r})
		case "line":
			sc.at(f.sec, who, "", incident.LineClaimed{
				ID: incident.LineID(fmt.Sprintf("L%d", i+1)), Holder: who, Hypothesis: modelHyp(f.about),
				Until: at.Add(time.Duration(f.length) * time.Minute),
			})
		case "find":
			ev := incident.EvidenceAdded{ID: incident.EvidenceID(fmt.Sprintf("E%d", f.item+1)), Weighed: incident.Weighed{Credibility: f.q}}
			for h, c := range f.c {
				if c != 0 {
					ev.Weighed.Bearings = append(ev.Weighed.Bearings, incident.Bearing{Hypothesis: modelHyp(h), Consistency: incident.Consistency(c)})
				}
			}
			sc.at(f.sec, who, "", ev)
		case "answer":
			sc.at(f.sec, who, "", incident.EvidenceAddressed{ID: incident.EvidenceID(fmt.Sprintf("E%d", f.item+1))})
		case "wait":
			sc.at(f.sec, who, "", incident.WaitDeclared{ID: incident.WaitID(fmt.Sprintf("W%d", i+1)), Until: at.Add(time.Duration(f.length) * time.Minute)})
		case "trend":
			trend := incident.TrendWorse
			if f.better {
				trend = incident.TrendBetter
			}
			sc.at(f.sec, who, "", incident.TrendStated{Trend: trend})
		case "close":
			sc.at(f.sec, who, "", incident.HypothesisStatusSet{ID: modelHyp(f.about), Status: incident.Refuted})
		}
	}
	return sc.sorted()
}

// model is the rule written down as plainly as possible: every minute from the
// start, in floating point, looking through all the facts each time. It knows
// nothing of how the ledger works.
type model struct {
	facts  []fact
	f0, t0 float64

	e, f, t, k [modelHyps]float64
	found      [modelHyps]int
	named      [modelHyps]int // when somebody last spoke of it or took a line on it
	opposed    [modelHyps]int // when something was last said against it
	since      [modelHyps]int // when its clocks were set back
	silent     [modelPeople]int
	setBack    [modelHyps]bool
	closed     [modelHyps]bool
	last       [modelPeople][modelHyps]int
	spoken     float64
	unplaced   float64
	better     bool
	leader     int
	share      float64
	frozen     bool
	row        int
	rowOf      int
	on         bool
	near       bool // some clause is so close to its gate that rounding may decide
}

func newModel(all []fact, severity incident.Severity) *model {
	set := incident.DefaultSettings()
	m := &model{facts: all, f0: float64(incident.By(severity, set.F0)), t0: float64(incident.By(severity, set.T0)), leader: -1}
	for h := range m.found {
		m.found[h], m.named[h], m.opposed[h] = -1000, -1000, -1000
	}
	for p := range m.last {
		for h := range m.last[p] {
			m.last[p][h] = -1000
		}
	}
	return m
}

func (m *model) minute(k int) {
	m.setBack = [modelHyps]bool{}
	m.frozen = false
	for _, f := range m.facts {
		switch at := f.sec / 60; {
		case f.kind == "wait" && at <= k && k < (f.sec+f.length*72)/60:
			m.frozen = true
		case at != k:
		case f.kind == "trend":
			m.better = f.better
		case f.kind == "close":
			m.closed[f.about] = true
		case f.kind == "find":
			m.find(f, k)
		case f.kind == "answer" && m.first(f):
			for h := range modelHyps {
				if c := m.item(f.item).c[h]; c < 0 {
					m.k[h] -= float64(-c*m.item(f.item).q) / 100
					m.setBack[h] = true
				}
			}
		}
	}
	now := m.effort(k)
	busy, total := false, 0.0
	decay := math.Exp2(-1.0 / 15)
	for h := range now {
		busy = busy || now[h] > 0
		m.e[h] = m.e[h]*decay + now[h]
		if !m.closed[h] {
			total += m.e[h]
		}
	}
	m.lead(total)
	counts := !m.frozen && (busy || !m.slow(k, -1000))
	for h := range now {
		switch {
		case k == 0 || m.setBack[h] || total > 1e-3 && !m.closed[h] && m.e[h]/total < .5:
			m.setBack[h] = true
			m.f[h], m.t[h], m.since[h] = 0, 0, k
		case counts:
			m.f[h] += now[h]
			m.t[h]++
		}
	}
	m.judge(k)
}

// first reports whether it is the first answer to its item.
func (m *model) first(f fact) bool {
	for _, o := range m.facts {
		if o.kind == "answer" && o.item == f.item {
			return o.sec == f.sec
		}
	}
	return false
}

func (m *model) item(n int) fact {
	return m.facts[slices.IndexFunc(m.facts, func(f fact) bool { return f.kind == "find" && f.item == n })]
}

func (m *model) find(f fact, k int) {
	low, high, named, others := 9, -9, 0, false
	for h, c := range f.c {
		switch {
		case c != 0:
			named++
			low, high = min(low, c), max(high, c)
		case !m.closedAt(h, f.sec):
			others = true
		}
	}
	if named == 0 {
		return
	}
	if others || named < 2 {
		low, high = min(low, 0), max(high, 0)
	}
	diagnostic := float64(f.q*(high-low))/400 >= .25
	for h, c := range f.c {
		if diagnostic && c != 0 {
			m.found[h] = k
		}
		if diagnostic && c > 0 {
			m.setBack[h] = true
		}
		m.k[h] += float64(max(0, -c)*f.q) / 100
		if c < 0 {
			m.opposed[h] = k
		}
	}
}

func (m *model) closedAt(h, sec int) bool {
	return slices.ContainsFunc(m.facts, func(f fact) bool { return f.kind == "close" && f.about == h && f.sec <= sec })
}

// effort returns what was spent on each hypothesis in minute k.
func (m *model) effort(k int) (now [modelHyps]float64) {
	decay := math.Exp2(-1.0 / 15)
	m.spoken, m.unplaced = m.spoken*decay, m.unplaced*decay
	for p := range modelPeople {
		var own []int
		last, lastAt := -1, -1000
		lines := [modelHyps]float64{}
		held := 0.0
		for _, f := range m.facts {
			if f.who != p {
				continue
			}
			at := f.sec / 60
			switch {
			case f.kind == "say" && at == k && f.about >= -1:
				own = append(own, f.about)
			case f.kind == "say" && at < k && f.about >= 0:
				last, lastAt = f.about, at
			case f.kind == "line" && at <= k && k < (f.sec+f.length*60)/60:
				lines[f.about]++
				held++
				m.named[f.about] = max(m.named[f.about], at)
			}
		}
		part := map[int]float64{}
		switch {
		case len(own) > 0:
			for _, h := range own {
				part[h] += 1 / float64(len(own))
			}
			m.spoken++
			m.unplaced += part[-1]
		case k-lastAt <= 5:
			part[last] = 1
		case held > 0:
			for h, n := range lines {
				part[h] = n / held
			}
		}
		for h := range modelHyps {
			if part[h] > 0 {
				now[h] += part[h]
				m.last[p][h] = k
			}
		}
		m.lookBack(k, p, own, len(own) > 0 || k-lastAt <= 5 || held > 0, &now)
	}
	return now
}

// lookBack counts up to five silent minutes before a result as work on what it is
// about, in minute k; taken says whether something accounts for that minute itself.
func (m *model) lookBack(k, p int, own []int, taken bool, now *[modelHyps]float64) {
	for _, h := range own {
		if h >= 0 {
			now[h] += math.Max(0, float64(min(m.silent[p], 5, k-m.since[h]-1)))
			m.named[h] = k
		}
		m.silent[p] = 0
	}
	spoke := slices.ContainsFunc(m.facts, func(f fact) bool { return f.kind == "say" && f.who == p && f.sec/60 <= k })
	if !taken && spoke && !m.frozen {
		m.silent[p] = min(m.silent[p]+1, 61)
	}
}

// slow reports whether people are not working live in minute k: the median gap is
// more than five minutes, or most of the time since a minute, at most an hour,
// went by in gaps of more than ten.
func (m *model) slow(k, since int) bool {
	if m.gap(k) > 300 {
		return true
	}
	end := (k + 1) * 60
	begin, later := max(end-3600, since*60), end
	var at []int
	for _, f := range m.facts {
		if f.kind == "say" && f.about >= -1 && f.sec < end {
			at = append(at, f.sec)
		}
	}
	slices.Sort(at)
	long, all := 0, 0
	for _, sec := range slices.Backward(at) {
		if later <= begin {
			break
		}
		part := later - max(sec, begin)
		all += part
		if later-sec > 600 {
			long += part
		}
		later = sec
	}
	return 2*long > all
}

func (m *model) lead(total float64) {
	m.leader, m.share, m.near = -1, 0, false
	if total < 1e-3 {
		return
	}
	for h := range modelHyps {
		if !m.closed[h] && (m.leader < 0 || m.e[h] > m.e[m.leader]) {
			m.leader = h
		}
	}
	m.share = m.e[m.leader] / total
	for h := range modelHyps {
		if h != m.leader && !m.closed[h] && math.Abs(m.e[h]-m.e[m.leader]) < 1e-3 {
			m.near = true
		}
		if !m.closed[h] && (math.Abs(m.e[h]/total-.5) < 1e-4 || math.Abs(m.e[h]/total-.65) < 1e-4) {
			m.near = true
		}
	}
}

// gap returns the median gap between on-topic messages of the last hour.
func (m *model) gap(k int) int {
	var at, gaps []int
	for _, f := range m.facts {
		if f.kind == "say" && f.about >= -1 && f.sec/60 <= k && f.sec/60 > k-60 {
			at = append(at, f.sec)
		}
	}
	slices.Sort(at)
	for i := 1; i < len(at); i++ {
		gaps = append(gaps, at[i]-at[i-1])
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.SortFunc(gaps, cmp.Compare[int])
	return gaps[(len(gaps)-1)/2]
}

func (m *model) responders(k int) int {
	n := 0
	for p := range modelPeople {
		if m.leader >= 0 && k-m.last[p][m.leader] < 15 {
			n++
		}
	}
	return n
}

func (m *model) alternatives(k int) int {
	n := 0
	for h := range modelHyps {
		if h != m.leader && k-m.found[h] < 30 {
			n++
		}
	}
	return n
}

func (m *model) judge(k int) {
	met, stands, ripe := false, false, false
	if h := m.leader; h >= 0 {
		slow, t0 := m.slow(k, m.since[h]), math.Max(m.t0, 8*float64(m.gap(k))/60)
		quiet := m.better || m.frozen || m.setBack[h] || m.unplaced > .4*m.spoken+1e-9
		m.near = m.near || math.Abs(m.unplaced-.4*m.spoken) < 1e-4*m.spoken || math.Abs(m.f[h]-m.f0) < 1e-6 || math.Abs(m.f[h]-.4*m.f0) < 1e-6
		may := !quiet && m.responders(k) >= 2
		contradicted := m.k[h] >= 1.5-1e-9
		stands = may && (contradicted || m.alternatives(k) < 2 && !slow)
		fruitless := m.f[h] >= m.f0-1e-9 && m.t[h] >= t0 && m.alternatives(k) < 2 && !slow
		against := contradicted && m.f[h] >= .4*m.f0-1e-9 && m.t[h] >= .4*t0-1e-9
		met = stands && k >= 10 && m.share >= .65 && (fruitless || against)
		ripe = m.named[h] > m.opposed[h] || fruitless && k-m.named[h] <= 5
	}
	if m.rowOf != m.leader || m.on && !stands || !m.on && !met {
		m.on, m.row = false, 0
	}
	m.rowOf = m.leader
	if !m.on && met {
		m.row++
		m.on = m.row >= 3 && ripe
	}
}
