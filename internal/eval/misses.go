package eval

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bearings/incident"
	"bearings/internal/replay"
)

// Subjects of misses besides the acts.
const (
	onAbout      = "about"
	onHypotheses = "hypotheses"
	onFacts      = "facts"
)

// CheckSubject refuses what misses cannot be told of.
func CheckSubject(subject string) error {
	others := []string{onAbout, onHypotheses, onFacts}
	if slices.Contains(others, subject) || slices.Contains(allActs, incident.Act(subject)) {
		return nil
	}
	var names []string
	for _, a := range allActs {
		names = append(names, string(a))
	}
	return fmt.Errorf("--errors is %q: write one of %s", subject, strings.Join(append(names, others...), ", "))
}

// refuseUnseen refuses a folder that is unseen, or that holds links to what is.
func refuseUnseen(dir string) error {
	paths := []string{dir}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return noFolder(dir, err)
	}
	for _, e := range entries {
		if e.Type()&fs.ModeSymlink != 0 {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	for _, p := range paths {
		unseen, err := isUnseen(p)
		if err != nil {
			return fmt.Errorf("look at %s: %w", p, err)
		}
		if unseen && (p == dir || strings.HasSuffix(p, transcriptEnd) || strings.HasSuffix(p, labelsEnd)) {
			return fmt.Errorf("%s: %w", p, ErrUnseen)
		}
	}
	return nil
}

// Misses tells what was missed and what was wrong for a subject, with lines and
// texts, in the incidents of dir that have labels. It refuses unseen incidents
// with ErrUnseen, wherever they lie.
func Misses(ctx context.Context, dir, subject string, o Options) (string, error) {
	if err := CheckSubject(subject); err != nil {
		return "", err
	}
	if err := refuseUnseen(dir); err != nil {
		return "", err
	}
	var b strings.Builder
	err := each(ctx, dir, o.settled(), func(t *trial) {
		if t.labels == nil {
			return
		}
		rows := t.misses(subject)
		fmt.Fprintf(&b, "%s: %d\n", t.name, len(rows))
		for _, row := range rows {
			b.WriteString("  " + row + "\n")
		}
	})
	if err != nil {
		return "", err
	}
	return b.String(), nil
}

func (t *trial) misses(subject string) []string {
	switch subject {
	case onAbout:
		return t.missedAbout()
	case onHypotheses:
		return t.missedHypotheses()
	case onFacts:
		return t.missedFacts()
	}
	return t.missedAct(incident.Act(subject))
}

// quote is the beginning of what a message says, without secrets.
func (m message) quote() string { return replay.Snippet(incident.Mask(m.said.Text.String())) }

func (m message) tell(what string) string {
	return fmt.Sprintf("%4d %-22s %s: %s", m.line, what, m.said.Author, m.quote())
}

func (t *trial) missedAct(a incident.Act) []string {
	var out []string
	for _, m := range t.msgs {
		labelled, read := m.label != nil && slices.Contains(m.label.Acts, a), m.read.Has(a)
		switch {
		case labelled && !read:
			out = append(out, m.tell("missed"))
		case read && !labelled:
			out = append(out, m.tell(fmt.Sprintf("wrong (%d%%)", m.read.In(a))))
		}
	}
	return out
}

func (t *trial) missedAbout() []string {
	key := t.board().key
	var out []string
	for _, m := range t.msgs {
		want, got := m.key(), key[m.about]
		switch {
		case want == "" && m.about != "":
			out = append(out, m.tell(fmt.Sprintf("wrong: %s, of none", m.about)))
		case want != "" && m.about == "":
			out = append(out, m.tell("missed: "+want))
		case want != got:
			out = append(out, m.tell(fmt.Sprintf("wrong: %s (%s), of %s", m.about, named(got), want)))
		}
	}
	return out
}

func named(key string) string {
	if key == "" {
		return "false"
	}
	return key
}

func (t *trial) missedHypotheses() []string {
	b := t.board()
	var out []string
	for _, g := range t.labels.Hypotheses {
		switch {
		case b.late[g.Key]:
			out = append(out, fmt.Sprintf("%4d late: %s", g.RaisedLine, g.Key))
		case !b.found[g.Key]:
			out = append(out, fmt.Sprintf("%4d missed: %s", g.RaisedLine, g.Key))
		}
	}
	for _, h := range b.duplicates {
		out = append(out, fmt.Sprintf("%4d duplicate of %s: %s %s", h.RaisedLine, b.key[h.ID], h.ID, replay.Snippet(h.Statement)))
	}
	for _, h := range b.wrong {
		out = append(out, fmt.Sprintf("%4d false: %s %s", h.RaisedLine, h.ID, replay.Snippet(h.Statement)))
	}
	return out
}

func (t *trial) missedFacts() []string {
	var out []string
	for _, p := range t.labels.Checkpoints {
		bs := bullets(t.result.Briefs[p.AfterLine])
		for _, f := range p.Facts {
			if _, ok := states(bs, f); !ok {
				out = append(out, fmt.Sprintf("%4d missed %s: %s", p.AfterLine, f.ID, replay.Snippet(f.Text)))
			}
		}
		for _, f := range p.Stale {
			if bullet, ok := states(bs, f); ok {
				out = append(out, fmt.Sprintf("%4d stale %s: %s", p.AfterLine, f.ID, replay.Snippet(bullet)))
			}
		}
	}
	return out
}
