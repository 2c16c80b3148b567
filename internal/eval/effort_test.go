package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// circling writes an incident in which two people talk about the pool for half an hour.
// The labels say that it went round in circles from line 3 on, if it did.
func circling(t *testing.T, dir, name, extra string, episode bool) {
	t.Helper()
	var lines, notes strings.Builder
	at := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	say := func(user, text string) {
		fmt.Fprintf(&lines, `{"ts": %q, "user": %q, "text": %q}`+"\n", at.Format(time.RFC3339), user, text)
		at = at.Add(30 * time.Second)
	}
	say("ana", "the shop is slow for everybody")
	notes.WriteString(`{"line": 1, "acts": ["impact"]},` + "\n")
	say("ben", "could be the pool")
	notes.WriteString(`{"line": 2, "acts": ["hypothesis"], "about": "pool", "hypotheses": ["pool"]}`)
	for i := 3; i <= 62; i++ {
		say([]string{"ana", "ben"}[i%2], "looking at the pool")
		fmt.Fprintf(&notes, ",\n"+`{"line": %d, "acts": ["observation"], "about": "pool"`, i)
		if i == 30 {
			notes.WriteString(extra)
		}
		notes.WriteString("}")
	}
	fixation := "[]"
	if episode {
		fixation = `[{"hypothesis": "pool", "from_line": 3, "to_line": 62}]`
	}
	labels := fmt.Sprintf(`{"hypotheses": [{"key": "pool", "statement": "the pool is used up", "raised_line": 2}], "messages": [%s], "fixation": %s, "checkpoints": []}`, notes.String(), fixation)
	for end, text := range map[string]string{transcriptEnd: lines.String(), labelsEnd: labels} {
		if err := os.WriteFile(filepath.Join(dir, name+end), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEffort proves that the report finds an episode on what people noted,
// counts a flag where none is labelled, and says which clause was not met where
// there is none.
func TestEffort(t *testing.T) {
	dir := t.TempDir()
	circling(t, dir, "circles", "", true)
	circling(t, dir, "nobody-noted", "", false)
	circling(t, dir, "better", `, "acts": ["trend"], "trend": "better"`, true)
	circling(t, dir, "tested", `, "acts": ["evidence", "verdict"], "verdict": [{"hypothesis": "pool", "status": "refuted"}]`, false)
	unseen := filepath.Join(dir, UnseenFolder)
	if err := os.Mkdir(unseen, 0o700); err != nil {
		t.Fatal(err)
	}
	circling(t, unseen, "hidden", "", true)
	e, err := RunEffort(context.Background(), dir, Options{Readings: ByPeople})
	if err != nil {
		t.Fatal(err)
	}
	if e.Total.Episodes != 2 || e.Total.Found != 1 || e.Total.Other != 1 || e.Total.Incidents != 4 {
		t.Errorf("%+v\n%s", e.Total, e.Text())
	}
	for _, in := range e.Incidents {
		switch in.Name {
		case "circles":
			f := in.Episodes[0].Flags
			if len(f) != 1 || f[0].Key != "pool" || f[0].Measure.Responders != 2 || f[0].From.Format("15:04") != "10:22" {
				t.Errorf("%+v", f)
			}
		case "better":
			ep := in.Episodes[0]
			if len(ep.Flags) != 0 || ep.Nearest == nil || len(ep.Stopped) == 0 {
				t.Errorf("%+v", ep)
			}
		case "tested":
			if len(in.Others) != 0 {
				t.Errorf("%+v", in.Others)
			}
		}
	}
	text := e.Text()
	for _, want := range []string{"circles: 1 of 1 found, 0 other\n", "not improving", "folder: 1 of 2 episodes found, 1 other flags", "unseen: 1 of 1 episodes found"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "hidden") || strings.Contains(text, "looking at") {
		t.Errorf("the report tells what it must not:\n%s", text)
	}
	if _, err := RunEffort(context.Background(), unseen, Options{}); !errors.Is(err, ErrUnseen) {
		t.Errorf("of unseen incidents it says %v", err)
	}
}

// TestGoldReadings proves that labels become the readings that they note, and
// that a message nobody noted becomes none.
func TestGoldReadings(t *testing.T) {
	dir := t.TempDir()
	circling(t, dir, "circles", `, "evidence": [{"hypothesis": "pool", "direction": "against"}]`, false)
	err := each(context.Background(), dir, Options{Readings: ByPeople}.settled(), func(tr *trial) {
		for _, m := range tr.msgs {
			if (m.read.About == "H1") != (m.key() == "pool") {
				t.Errorf("line %d is about %q", m.line, m.read.About)
			}
			if n := len(m.read.Evidence); (n == 1) != (m.line == 30) {
				t.Errorf("line %d has %d pieces of evidence", m.line, n)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestQuotes proves what counts as shown rather than said.
func TestQuotes(t *testing.T) {
	for text, want := range map[string]bool{
		"```\nout\n```": true, "it takes 40 ms": true, "cpu at 102%": true, "it prints the old name": true, "run `kubectl get pods`": true,
		"I think it is slow": false, "see 4 of them": false, "`x`": false, "PR 427": false, "": false,
	} {
		if got := quotes.MatchString(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
