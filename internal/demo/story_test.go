package demo

import (
	"strings"
	"testing"
	"time"

	"bearings/coordinator"
	"bearings/incident"
)

// The story must stay as long as it is meant to be, and be told in the form that
// scripted incidents have.
func TestStory(t *testing.T) {
	st, err := parseStory(storyText)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(st.lines); n < 60 || n > 120 {
		t.Errorf("the story has %d lines, want 60 to 120", n)
	}
	took := st.lines[len(st.lines)-1].at.Sub(st.start)
	if took < 65*time.Minute || took > 85*time.Minute {
		t.Errorf("the incident takes %v, want 70 to 80 minutes or so", took)
	}
	if st.severity != incident.SEV2 {
		t.Errorf("severity %q, want SEV2", st.severity)
	}
	speakers := map[incident.PersonID]bool{}
	for _, l := range st.lines {
		speakers[l.who] = true
	}
	if n := len(speakers); n < 6 || n > 7 {
		t.Errorf("%d take part, want five or six people and an alert bot", n)
	}
}

// Every command of the story is in the grammar: one that is refused would show
// Bearings as something that people have to fight with.
func TestStoryCommandsParse(t *testing.T) {
	st, err := parseStory(storyText)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range st.lines {
		if l.verb != commands {
			continue
		}
		n++
		before, after, ok := strings.Cut(l.text, "{")
		text := l.text
		if ok {
			_, after, _ = strings.Cut(after, "}")
			id := "H1"
			if strings.HasPrefix(before, "done ") {
				id = "I1"
			}
			text = before + id + after
		}
		if _, err := coordinator.Parse(text); err != nil {
			t.Errorf("%s %q: %v", l.who, l.text, err)
		}
	}
	if n == 0 {
		t.Error("nobody gives a command")
	}
}

func TestParseStory(t *testing.T) {
	const head = "start: 2026-03-11T14:02:00Z\nhere: pager (bot), ana\n"
	tests := []struct {
		name, text, wantErr string
	}{
		{"whole", head + "# remark\n+0s ana: hi\n    more\n+1m ben joins\n+1m ana: /inc status\n+2m ana clicks Rule it out\n+3m ben leaves\n", ""},
		{"no start", "+0s ana: hi\n", "needs a start"},
		{"no lines", head, "at least one line"},
		{"back in time", head + "+2m ana: hi\n+1m ana: ho\n", "line 4: +1m goes back"},
		{"no time", head + "+soon ana: hi\n", "line 3"},
		{"nothing said", head + "+1m ana:\n", "says nothing"},
		{"nobody", head + "+1m : hi\n", "says nothing"},
		{"unknown verb", head + "+1m ana dances\n", "want"},
		{"unknown heading", "weather: fine\n", "line 1"},
		{"stray continuation", head + "    text\n", "must follow a message"},
		{"bad start", "start: today\n", "line 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st, err := parseStory(tt.text)
			if tt.wantErr == "" {
				if err != nil {
					t.Fatal(err)
				}
				if got := st.lines[0].text; got != "hi\nmore" {
					t.Errorf("text %q", got)
				}
				if len(st.lines) != 5 || st.lines[2].verb != commands || st.lines[2].text != "status" || st.lines[3].text != "Rule it out" {
					t.Errorf("lines %+v", st.lines)
				}
				if st.kind("pager") != incident.Bot || st.kind("ben") != incident.Human {
					t.Error("who is a bot?")
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("error %v, want one with %q", err, tt.wantErr)
			}
		})
	}
}

func FuzzParseStory(f *testing.F) {
	f.Add(storyText)
	f.Add("start: 2026-03-11T14:02:00Z\n+0s a: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		st, err := parseStory(text)
		if err != nil {
			return
		}
		for i, l := range st.lines {
			if l.who == "" || (i > 0 && l.at.Before(st.lines[i-1].at)) {
				t.Fatalf("line %d: %+v", i, l)
			}
		}
	})
}
