package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// noted makes a folder with one incident and labels, and an unseen one.
func noted(t *testing.T, labels string) string {
	t.Helper()
	dir := t.TempDir()
	talk := `{"ts": "2026-03-10T10:00:00Z", "user": "ana", "text": "customers cannot pay"}
{"ts": "2026-03-10T10:01:00Z", "user": "ben", "text": "could it be the new gateway?"}
`
	if err := os.Mkdir(filepath.Join(dir, "unseen"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"pay.jsonl": talk, "pay.labels.json": labels, "unseen/quay.jsonl": talk, "unseen/quay.labels.json": `{"messages": []}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const gateway = `{"hypotheses": [{"key": "gateway", "raised_line": 2}], "messages": [
	{"line": 1, "acts": ["trend"]}, {"line": 2, "acts": ["hypothesis"], "about": "gateway", "hypotheses": ["gateway"]}]}`

func TestEval(t *testing.T) {
	dir := noted(t, gateway)
	table := bot(t, "eval", dir).ok(t)
	for _, want := range []string{"\npay ", "\nunseen\n", "\nquay ", "mean over incidents"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	var report struct {
		Folder, Unseen struct {
			Incidents []struct {
				Name  string   `json:"name"`
				Found *float64 `json:"hypotheses_found"`
			}
		}
	}
	if err := json.Unmarshal([]byte(bot(t, "eval", dir, "--json").ok(t)), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Folder.Incidents) != 1 || len(report.Unseen.Incidents) != 1 || report.Folder.Incidents[0].Found == nil || report.Unseen.Incidents[0].Found != nil {
		t.Errorf("%+v", report)
	}
	missed := bot(t, "eval", dir, "--errors", "trend").ok(t)
	if !strings.Contains(missed, "missed") || !strings.Contains(missed, "customers cannot pay") || strings.Contains(missed, "quay") {
		t.Errorf("%s", missed)
	}
}

func TestEvalRefuses(t *testing.T) {
	dir := noted(t, gateway)
	bad := noted(t, `{"messages": [{"line": 7}]}`)
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{exitUsage, "dir", nil},
		{exitUsage, "write one of impact", []string{dir, "--errors", "smell"}},
		{exitUsage, "leave out --json", []string{dir, "--errors", "trend", "--json"}},
		{exitUsage, "only numbers are told", []string{filepath.Join(dir, "unseen"), "--errors", "trend"}},
		{exitFailed, "there is no folder", []string{filepath.Join(dir, "none")}},
		{exitFailed, "holds no transcripts", []string{t.TempDir()}},
		{exitFailed, "pay.labels.json: messages[0].line (7)", []string{bad}},
	} {
		got := bot(t, append([]string{"eval"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.err, c.want) || got.out != "" {
			t.Errorf("%v: code %d, %q, %q", c.args, got.code, got.err, got.out)
		}
	}
}
