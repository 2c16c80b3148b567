package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// tally is what many incidents come to.
type tally struct {
	kinds  []kind
	of     map[string]*counts // by kind
	broken []string
}

// counts are of the incidents of one kind.
type counts struct {
	n        int
	time     time.Duration
	posts    int // unsolicited
	most     int // unsolicited, within any hour
	private  int
	messages int
	must     map[string]int // by detector: what was to be found
	found    map[string]int // … in time
	late     map[string]int
	wrong    map[string]int
	other    map[string]int             // found, and not judged
	delay    map[string][]time.Duration // from when it was so
}

func newCounts() *counts {
	return &counts{
		must: map[string]int{}, found: map[string]int{}, late: map[string]int{}, wrong: map[string]int{}, other: map[string]int{}, delay: map[string][]time.Duration{},
	}
}

func (c *counts) add(o *outcome) {
	c.n++
	c.time += o.end
	c.messages += len(o.t.said) - 1
	c.most = max(c.most, busiest(o))
	for _, s := range o.sent {
		switch {
		case s.unsolicited():
			c.posts++
		case s.d.To != "" && len(s.keys) > 0:
			c.private++
		}
	}
	j := score(o)
	for i, tr := range o.t.truths {
		if tr.due == 0 {
			continue
		}
		c.must[tr.detector]++
		switch j.how[i] {
		case wasFound:
			c.found[tr.detector]++
			c.delay[tr.detector] = append(c.delay[tr.detector], j.delay[i])
		case wasLate:
			c.late[tr.detector]++
			c.delay[tr.detector] = append(c.delay[tr.detector], j.delay[i])
		}
	}
	for _, f := range j.wrong {
		c.wrong[f.detector]++
	}
	for _, f := range j.other {
		c.other[f.detector]++
	}
}

// plus adds other counts. The order of additions changes nothing.
func (c *counts) plus(d *counts) {
	c.n, c.time, c.posts, c.private, c.messages = c.n+d.n, c.time+d.time, c.posts+d.posts, c.private+d.private, c.messages+d.messages
	c.most = max(c.most, d.most)
	for _, m := range []struct{ to, from map[string]int }{{c.must, d.must}, {c.found, d.found}, {c.late, d.late}, {c.wrong, d.wrong}, {c.other, d.other}} {
		for k, n := range m.from {
			m.to[k] += n
		}
	}
	for k, ds := range d.delay {
		c.delay[k] = append(c.delay[k], ds...)
	}
}

// simulate makes up, plays and judges n incidents of each kind.
func simulate(kinds []kind, n int, seed uint64) *tally {
	t := &tally{kinds: kinds, of: map[string]*counts{}}
	type job struct {
		k    kind
		seed uint64
	}
	jobs := make(chan job)
	var mu sync.Mutex // guards t
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			of, broken := map[string]*counts{}, []string(nil)
			for j := range jobs {
				if of[j.k.name] == nil {
					of[j.k.name] = newCounts()
				}
				broken = append(broken, playOne(of[j.k.name], j.k, j.seed)...)
			}
			mu.Lock()
			defer mu.Unlock()
			t.broken = append(t.broken, broken...)
			for name, c := range of {
				if t.of[name] == nil {
					t.of[name] = newCounts()
				}
				t.of[name].plus(c)
			}
		})
	}
	for _, k := range kinds {
		for i := range n {
			jobs <- job{k, seed + uint64(i)}
		}
	}
	close(jobs)
	workers.Wait()
	slices.Sort(t.broken)
	return t
}

// one plays one incident and adds it; it returns the invariants that do not hold.
func playOne(c *counts, k kind, seed uint64) []string {
	o, err := played(k.invent(seed), seed, nil)
	if err != nil {
		return []string{fmt.Sprintf("%s %d: %v", k.name, seed, err)}
	}
	c.add(o)
	bad := check(o)
	for i := range bad {
		bad[i] = fmt.Sprintf("%s %d: %s", k.name, seed, bad[i])
	}
	return bad
}
