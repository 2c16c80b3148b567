package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// sum are the counts of all kinds of which keep is true.
func (t *tally) sum(keep func(string) bool) *counts {
	all := newCounts()
	for _, k := range t.kinds {
		if c := t.of[k.name]; c != nil && keep(k.name) {
			all.plus(c)
		}
	}
	return all
}

func rate(n int, d time.Duration) string {
	if d <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(n)/d.Hours())
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}

// quantile is the value that so many percent do not exceed.
func quantile(ds []time.Duration, percent int) string {
	if len(ds) == 0 {
		return "–"
	}
	slices.Sort(ds)
	return fmt.Sprintf("%.0f min", ds[(len(ds)-1)*percent/100].Minutes())
}

// detectors are the rows of the first table.
func (t *tally) detectors() [][]string {
	all, well := t.sum(func(string) bool { return true }), t.sum(func(k string) bool { return k == "adaptive" })
	names := map[string]bool{}
	for _, m := range []map[string]int{all.must, all.wrong, all.other} {
		for k := range m {
			names[k] = true
		}
	}
	rows := [][]string{{"detector", "to be found", "found in time", "found at all", "after (median, 95 %)", "wrong an hour, adaptive", "wrong an hour, all", "not judged, an hour"}}
	for _, d := range slices.Sorted(maps.Keys(names)) {
		n, hit := all.must[d], all.found[d]
		if n > 0 && hit+all.late[d]+all.wrong[d] == 0 {
			rows = append(rows, []string{"`" + d + "`", fmt.Sprint(n), "0 %: never found anything", "", "", "", "", ""})
			continue
		}
		if n+all.wrong[d] == 0 {
			rows = append(rows, []string{"`" + d + "`", "–", "–", "–", "–", "–", "–", rate(all.other[d], all.time)})
			continue
		}
		rows = append(rows, []string{
			"`" + d + "`", fmt.Sprint(n), share(hit, n), share(hit+all.late[d], n),
			quantile(all.delay[d], 50) + ", " + quantile(all.delay[d], 95), rate(well.wrong[d], well.time), rate(all.wrong[d], all.time), rate(all.other[d], all.time),
		})
	}
	return rows
}

// byKind are the rows of the second table.
func (t *tally) byKind() [][]string {
	rows := [][]string{{"kind", "incidents", "hours", "its own found in time", "wrong an hour", "fixation wrong an hour", "unsolicited an hour", "most in an hour", "private lines an hour"}}
	for _, k := range t.kinds {
		c := t.of[k.name]
		if c == nil {
			continue
		}
		wrong, must, hit := 0, 0, 0
		for _, n := range c.wrong {
			wrong += n
		}
		for d, n := range c.must {
			must, hit = must+n, hit+c.found[d]
		}
		rows = append(rows, []string{
			k.name, fmt.Sprint(c.n), fmt.Sprintf("%.0f", c.time.Hours()), share(hit, must), rate(wrong, c.time), rate(c.wrong["fixation"], c.time),
			rate(c.posts, c.time), fmt.Sprint(c.most), rate(c.private, c.time),
		})
	}
	return rows
}

// bound is what is to be reached, and what was.
type bound struct {
	what   string
	of     string // the kind
	value  func(*counts) (n, of float64)
	least  float64
	most   float64
	suffix string
}

func recall(detector string) func(*counts) (n, of float64) {
	return func(c *counts) (float64, float64) { return 100 * float64(c.found[detector]), float64(c.must[detector]) }
}

// bounds are those of the issue that asked for them.
var bounds = []bound{
	{"fixation found within T0 + 3 min", "fixated", recall("fixation"), 95, 100, " %"},
	{"fixation wrong an hour", "adaptive", func(c *counts) (float64, float64) { return float64(c.wrong["fixation"]), c.time.Hours() }, 0, .02, ""},
	{"divergent-belief found", "divergent", recall("divergent-belief"), 95, 100, " %"},
	{"stale-belief found", "stale-belief", recall("stale-belief"), 95, 100, " %"},
	{"unsolicited posts an hour", "adaptive", func(c *counts) (float64, float64) { return float64(c.posts), c.time.Hours() }, 0, .5, ""},
}

// reached is what became of the bounds whose kind was played.
func (t *tally) reached() [][]string {
	rows := [][]string{{"to be reached", "among", "bound", "value", ""}}
	for _, b := range bounds {
		c := t.of[b.of]
		if c == nil {
			continue
		}
		n, of := b.value(c)
		value, limit, verdict := "–", fmt.Sprintf("≤ %g%s", b.most, b.suffix), "short"
		if b.least > 0 {
			limit = fmt.Sprintf("≥ %g%s", b.least, b.suffix)
		}
		if of > 0 {
			value = fmt.Sprintf("%.3g%s", n/of, b.suffix)
			if v := n / of; v >= b.least && v <= b.most {
				verdict = "reached"
			}
		}
		rows = append(rows, []string{b.what, b.of, limit, value, verdict})
	}
	most := 0
	for _, c := range t.of {
		most = max(most, c.most)
	}
	verdict := "reached"
	if most > mostAnHour {
		verdict = "short"
	}
	return append(rows, []string{"unsolicited posts in any hour", "all", fmt.Sprintf("≤ %d", mostAnHour), fmt.Sprint(most), verdict})
}

// text is all tables for a terminal.
func (t *tally) text() string {
	var b strings.Builder
	for _, rows := range [][][]string{t.reached(), t.detectors(), t.byKind()} {
		width := make([]int, len(rows[0]))
		for _, r := range rows {
			for i, cell := range r {
				width[i] = max(width[i], len([]rune(cell)))
			}
		}
		for _, r := range rows {
			for i, cell := range r {
				b.WriteString(cell + strings.Repeat(" ", width[i]-len([]rune(cell))+2))
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	for _, s := range t.broken {
		b.WriteString("broken: " + s + "\n")
	}
	return b.String()
}

// markdown is all tables, and what the kinds are, for docs/detectors.md.
func (t *tally) markdown() string {
	var b strings.Builder
	for _, rows := range [][][]string{t.reached(), t.detectors(), t.byKind()} {
		for i, r := range rows {
			b.WriteString("| " + strings.Join(r, " | ") + " |\n")
			if i == 0 {
				b.WriteString(strings.Repeat("|---", len(r)) + "|\n")
			}
		}
		b.WriteString("\n")
	}
	for _, k := range t.kinds {
		b.WriteString("- *" + k.name + "*: " + k.why + ".\n")
	}
	return b.String()
}

// The table stands between these marks.
const (
	tableFrom = "<!-- make sim: from here -->\n"
	tableTo   = "<!-- make sim: to here -->\n"
)

// renewed is a page with another table between the marks.
func renewed(page, table string) (string, error) {
	before, rest, ok1 := strings.Cut(page, tableFrom)
	_, after, ok2 := strings.Cut(rest, tableTo)
	if !ok1 || !ok2 {
		return "", errors.New("the marks of the table are missing")
	}
	return before + tableFrom + "\n" + table + "\n" + tableTo + after, nil
}
