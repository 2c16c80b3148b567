package eval

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bearings/incident"
	"bearings/internal/transcript"
)

// UnseenFolder is the folder of incidents of which nothing but numbers is told.
const UnseenFolder = "unseen"

// Options say how incidents are replayed. The zero Options work.
type Options struct {
	Severity incident.Severity // SEV2 if empty
	Settings incident.Settings // the defaults if zero
	Readings string            // ByRules, also if empty, or ByPeople
}

func (o Options) settled() Options {
	if o.Settings == (incident.Settings{}) {
		o.Settings = incident.DefaultSettings()
	}
	return o
}

// ErrUnseen is wrapped when texts of unseen incidents are asked for.
var ErrUnseen = errors.New("only numbers are told of unseen incidents")

// Run scores the incidents in dir, and those in its folder of unseen ones.
func Run(ctx context.Context, dir string, o Options) (*Report, error) {
	o = o.settled()
	scored, err := scoreFolder(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	r := &Report{Folder: *scored}
	unseen := filepath.Join(dir, UnseenFolder)
	info, err := os.Stat(unseen)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r, nil
	case err != nil:
		return nil, fmt.Errorf("look for unseen incidents: %w", err)
	case !info.IsDir():
		return r, nil
	}
	r.Unseen, err = scoreFolder(ctx, unseen, o)
	return r, err
}

func scoreFolder(ctx context.Context, dir string, o Options) (*Scored, error) {
	s := &Scored{Incidents: []Incident{}, Unlabelled: []Unlabelled{}}
	var acts []actTallies
	err := each(ctx, dir, o, func(t *trial) {
		if t.labels == nil {
			s.Unlabelled = append(s.Unlabelled, t.unlabelled())
			return
		}
		in, a := t.score(o.Settings)
		s.Incidents, acts = append(s.Incidents, in), append(acts, a)
	})
	if err != nil {
		return nil, err
	}
	s.summarise(acts)
	return s, nil
}

func (t *trial) unlabelled() Unlabelled {
	hours, posts := t.hours(), unsolicited(t.result.Posts)
	return Unlabelled{
		Name: t.name, Messages: len(t.msgs), ChannelHours: Ratio(hours.Hours()), Hypotheses: len(t.result.Hypotheses),
		Flags:          len(flags(t.result.Findings, fixationDetector, t.end)),
		Contradictions: len(flags(t.result.Findings, contradictionDetector, t.end)),
		Posts:          posts, Unsolicited: perHour(posts, hours),
	}
}

const (
	transcriptEnd = ".jsonl"
	labelsEnd     = ".labels.json"
)

// each replays the transcripts in dir, in the order of names.
func each(ctx context.Context, dir string, o Options, see func(*trial)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return noFolder(dir, err)
	}
	n := 0
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), labelsEnd); ok {
			if _, err := os.Stat(filepath.Join(dir, name+transcriptEnd)); err != nil {
				return &LabelError{File: filepath.Join(dir, e.Name()), Text: "there is no transcript " + name + transcriptEnd + " beside it"}
			}
		}
		name, ok := strings.CutSuffix(e.Name(), transcriptEnd)
		if !ok || e.IsDir() {
			continue
		}
		n++
		lines, err := transcript.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		labels, err := readLabels(filepath.Join(dir, name+labelsEnd), lines)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		t, err := try(ctx, name, lines, labels, o)
		if err != nil {
			return err
		}
		see(t)
	}
	if n == 0 {
		return fmt.Errorf("%s holds no transcripts; each is a file NAME%s, with its labels in NAME%s", dir, transcriptEnd, labelsEnd)
	}
	return nil
}

// noFolder says why a folder cannot be read.
func noFolder(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s", dir)
	}
	return fmt.Errorf("read the folder of incidents: %w", err)
}

// isUnseen reports whether a path leads through a folder of unseen incidents.
func isUnseen(path string) (bool, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return false, err
	}
	for _, p := range []string{abs, real} {
		for part := range strings.SplitSeq(filepath.ToSlash(p), "/") {
			if strings.EqualFold(part, UnseenFolder) {
				return true, nil
			}
		}
	}
	return false, nil
}
