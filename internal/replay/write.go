package replay

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bearings/commonground"
	"bearings/incident"
)

// card notes an edit of the card.
func (r *run) card(at time.Time, c commonground.Card) {
	r.out.Posts = append(r.out.Posts, Post{Line: r.line, At: at, To: "card", Kind: "status", Text: c.Text()})
}

// File is one of the files that a replay leaves.
type File struct {
	Name string
	Data []byte
}

// Files renders the result, in the order of names.
func (r *Result) Files() ([]File, error) {
	var log bytes.Buffer
	for _, e := range r.Log {
		line, err := incident.EncodeJSON(e)
		if err != nil {
			return nil, err
		}
		log.Write(append(line, '\n'))
	}
	hypotheses, err := list(r.Hypotheses)
	readings, err1 := jsonLines(r.Readings)
	findings, err2 := jsonLines(r.Findings)
	posts, err3 := jsonLines(r.Posts)
	if err := errors.Join(err, err1, err2, err3); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	files := []File{
		{"events.jsonl", log.Bytes()},
		{"readings.jsonl", readings},
		{"hypotheses.json", hypotheses},
		{"findings.jsonl", findings},
		{"posts.jsonl", posts},
		{"card.md", []byte(wholeLines(r.Card))},
	}
	for n, text := range r.Briefs {
		files = append(files, File{fmt.Sprintf("brief-after-%d.md", n), []byte(wholeLines(text))})
	}
	slices.SortFunc(files, func(a, b File) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return files, nil
}

// wholeLines ends a text with a line break.
func wholeLines(text string) string { return strings.TrimRight(text, "\n") + "\n" }

func jsonLines[T any](rows []T) ([]byte, error) {
	var b bytes.Buffer
	for _, v := range rows {
		line, err := encodeRow(v)
		if err != nil {
			return nil, err
		}
		b.Write(line)
	}
	return b.Bytes(), nil
}

// list is a JSON array with a row a line.
func list[T any](rows []T) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[")
	for i, v := range rows {
		line, err := encodeRow(v)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  ")
		b.Write(bytes.TrimSuffix(line, []byte("\n")))
	}
	if len(rows) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	return b.Bytes(), nil
}

// CheckFolder refuses a folder that Write would not fill: one that exists and is
// not empty, or something that is no folder.
func CheckFolder(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the output folder: %w", err)
	case !info.IsDir():
		return fmt.Errorf("%s is there and is no folder; name one that is not there yet", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look at the output folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("the folder %s is not empty; name one that is not there yet, or empty it first", dir)
	}
	return nil
}

// Write renders the result into a folder that is not there yet, or is empty. It
// appears whole, and on the disk, or not at all.
func (r *Result) Write(dir string) (err error) {
	files, err := r.Files()
	if err != nil {
		return err
	}
	if err := CheckFolder(dir); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("make the output folder: %w", err)
	}
	stage, err := os.MkdirTemp(parent, "."+filepath.Base(filepath.Clean(dir))+".*")
	if err != nil {
		return fmt.Errorf("make the output folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	// A folder of its own in the stage has the permissions that the user gives new folders.
	whole := filepath.Join(stage, "whole")
	if err := fill(whole, files); err != nil {
		return fmt.Errorf("write the output folder: %w", err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s is no longer empty: %w", dir, err)
	}
	if err := os.Rename(whole, dir); err != nil {
		return fmt.Errorf("put the output folder in its place: %w", err)
	}
	return syncPath(parent)
}

func fill(dir string, files []File) error {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			return err
		}
		if err := syncPath(path); err != nil {
			return err
		}
	}
	return syncPath(dir)
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
