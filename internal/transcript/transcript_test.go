package transcript

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"bearings/incident"
)

func read(t *testing.T, text string) []Line {
	t.Helper()
	lines, err := Read("talk.jsonl", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// Each type of line becomes its event, with the physical line and the message that it means.
func TestRead(t *testing.T) {
	lines := read(t, "\ufeff"+`{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow", "unknown": [1]}

{"ts": "2024-05-01T09:58:00Z", "user": "ben", "text": "same here", "thread_ts": "2024-05-01T11:58:00+02:00"}
{"type": "join", "ts": "2024-05-01T09:59:00Z", "user": "cleo"}
{"type": "reaction", "ts": "2024-05-01T09:59:01Z", "user": "cleo", "target_ts": "2024-05-01T09:58:00Z", "reaction": ":eyes:"}
{"type": "edit", "ts": "2024-05-01T09:59:02Z", "user": "ana", "target_ts": "2024-05-01T09:58:00Z", "text": "checkout is down"}
{"type": "command", "ts": "2024-05-01T09:59:03Z", "user": "ana", "text": "sev 1"}
{"type": "delete", "ts": "2024-05-01T09:59:04Z", "user": "ana", "target_ts": "2024-05-01T09:58:00Z"}
{"type": "leave", "ts": "2024-05-01T09:59:05Z", "user": "cleo"}`)
	at := time.Date(2024, 5, 1, 9, 58, 0, 0, time.UTC)
	first, second := incident.MessageIDAt(at), incident.MessageIDAt(at.Add(time.Microsecond))
	want := []incident.Event{
		incident.MessagePosted{ID: first, Author: "ana", Kind: incident.Human, At: at, Text: incident.Say("checkout is slow")},
		incident.MessagePosted{ID: second, Thread: first, Author: "ben", Kind: incident.Human, At: at, Text: incident.Say("same here")},
		incident.Joined{Who: "cleo", Kind: incident.Human},
		incident.Reacted{ID: first, Who: "cleo", Reaction: "eyes"},
		incident.MessageEdited{ID: first, Text: incident.Say("checkout is down")},
		incident.CommandGiven{Key: "line-7", Who: "ana", Text: incident.Say("sev 1")},
		incident.MessageDeleted{ID: first},
		incident.Left{Who: "cleo"},
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d", len(lines), len(want))
	}
	for i, l := range lines {
		got, err1 := incident.EncodeJSON(incident.Entry{Event: l.Event})
		exp, err2 := incident.EncodeJSON(incident.Entry{Event: want[i]})
		if err1 != nil || err2 != nil || !bytes.Equal(got, exp) {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, got, exp)
		}
	}
	if lines[1].Number != 3 || lines[1].Source != second || lines[2].Source != "" || !lines[1].At.Equal(at) {
		t.Errorf("line 3 is %+v, line 4 has source %q", lines[1], lines[2].Source)
	}
}

// A message's own time begins a thread; a thread may be older than the transcript; a bumped
// identifier is not taken by the message whose time it is.
func TestThreadsAndIdentifiers(t *testing.T) {
	lines := read(t, `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "1", "thread_ts": "2024-05-01T09:58:00Z"}
{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "2", "thread_ts": "2024-05-01T09:58:00Z"}
{"ts": "2024-05-01T09:58:00.000001Z", "user": "ana", "text": "3", "thread_ts": "2024-05-01T08:00:00Z"}
{"ts": "2024-05-01T09:59:00Z", "user": "ana", "text": "4", "thread_ts": "2024-05-01T09:58:00.000001Z"}`)
	var ids, threads []incident.MessageID
	for _, l := range lines {
		m, _ := l.Message()
		ids, threads = append(ids, m.ID), append(threads, m.Thread)
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != 4 {
		t.Errorf("identifiers %q are not in order and unique", ids)
	}
	old := incident.MessageIDAt(time.Date(2024, 5, 1, 8, 0, 0, 0, time.UTC))
	if want := []incident.MessageID{"", ids[0], old, ids[2]}; !slices.Equal(threads, want) {
		t.Errorf("threads %q, want %q", threads, want)
	}
	if m, _ := lines[1].Message(); m.At != lines[0].At {
		t.Errorf("the time of a message moved to %v", m.At)
	}
}

func TestErrors(t *testing.T) {
	const first = `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}` + "\n"
	long := `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "` + strings.Repeat("x", MaxLine)
	tests := []struct{ name, text, want string }{
		{"empty", "", `talk.jsonl: the file holds no messages; each line is one, as in {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"blank", " \n\n", `talk.jsonl: the file holds no messages; each line is one, as in {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"prose", first + "10:02 <ana> hi", `talk.jsonl:2: not a JSON object; a line looks like {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"null", "null", `talk.jsonl:1: not a JSON object; a line looks like {"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "checkout is slow"}`},
		{"cut", first + `{"ts": "2024-05-01T09:58:0`, `talk.jsonl:2: not JSON at column 26: the line ends too early; each line is one whole JSON object`},
		{"two objects", first + `{} {}`, `talk.jsonl:2: not JSON at column 4: invalid character '{' after top-level value; each line is one whole JSON object`},
		{"no ts", first + "\n" + `{"user": "ana", "text": "x"}`, `talk.jsonl:3: there is no "ts"; every line has its time, as in "ts": "2024-05-01T09:58:00Z"`},
		{"ts is a number", `{"ts": 1714557480, "user": "ana", "text": "x"}`, `talk.jsonl:1: "ts" is a number; write text in quotes`},
		{"bad ts", `{"ts": "yesterday", "user": "ana", "text": "x"}`, `talk.jsonl:1: "ts" is "yesterday", which is no time; write it as in "2024-05-01T09:58:00Z"`},
		{"no zone", `{"ts": "2024-05-01T09:58:00", "user": "ana", "text": "x"}`, `talk.jsonl:1: "ts" is "2024-05-01T09:58:00", which is no time; write it as in "2024-05-01T09:58:00Z"`},
		{"year", `{"ts": "9999-05-01T09:58:00Z", "user": "ana", "text": "x"}`, `talk.jsonl:1: "ts" is "9999-05-01T09:58:00Z"; times lie between the years 1970 and 2199`},
		{"back", first + `{"ts": "2024-05-01T09:57:59.5Z", "user": "ana", "text": "x"}`, `talk.jsonl:2: the time goes back: 2024-05-01T09:57:59.5Z comes after 2024-05-01T09:58:00Z on line 1; sort the lines by "ts"`},
		{"long", first + long + `"}` + "\n" + first, `talk.jsonl:2: the line is 1 MiB or longer; a message is one line of less than that`},
		{"long without end", long, `talk.jsonl:1: the line is 1 MiB or longer; a message is one line of less than that`},
		{"no user", `{"ts": "2024-05-01T09:58:00Z", "text": "x"}`, `talk.jsonl:1: there is no "user"; every line says who, as in "user": "ana"`},
		{"us", `{"ts": "2024-05-01T09:58:00Z", "user": "~bearings", "text": "x"}`, `talk.jsonl:1: "user" is "~bearings", which is Bearings itself; leave its lines out`},
		{"no text", `{"ts": "2024-05-01T09:58:00Z", "user": "ana"}`, `talk.jsonl:1: there is no "text"; a message has one, even if it is ""`},
		{"type", `{"type": "call", "ts": "2024-05-01T09:58:00Z", "user": "ana"}`, `talk.jsonl:1: the type "call" is unknown; it is one of message, join, leave, reaction, edit, delete, command`},
		{"kind", `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "", "kind": "cat"}`, `talk.jsonl:1: "kind" is "cat"; it is one of person, ai, bot, guest`},
		{"bot", `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "", "bot": "yes"}`, `talk.jsonl:1: "bot" is a string; write true or false`},
		{"thread", `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "", "thread_ts": "…"}`, `talk.jsonl:1: "thread_ts" is "…", which is no time; write it as in "2024-05-01T09:58:00Z"`},
		{"no target", first + `{"type": "edit", "ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "x"}`, `talk.jsonl:2: there is no "target_ts"; this line is about a message, so it has the "ts" of that one`},
		{"target unknown", first + `{"type": "delete", "ts": "2024-05-01T09:58:00Z", "user": "ana", "target_ts": "2024-05-01T09:50:00Z"}`, `talk.jsonl:2: "target_ts" is "2024-05-01T09:50:00Z", but no message above has that "ts"`},
		{"edit without text", first + `{"type": "edit", "ts": "2024-05-01T09:58:00Z", "user": "ana", "target_ts": "2024-05-01T09:58:00Z"}`, `talk.jsonl:2: there is no "text"; an edit has the new text of the message`},
		{"no reaction", first + `{"type": "reaction", "ts": "2024-05-01T09:58:00Z", "user": "ana", "target_ts": "2024-05-01T09:58:00Z"}`, `talk.jsonl:2: there is no "reaction"; a reaction line has its name, as in "reaction": "eyes"`},
		{"no command", `{"type": "command", "ts": "2024-05-01T09:58:00Z", "user": "ana"}`, `talk.jsonl:1: there is no "text"; a command has it, as in "text": "sev 1"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines, err := Read("talk.jsonl", strings.NewReader(tt.text))
			if err == nil {
				t.Fatalf("read %d lines, want an error", len(lines))
			}
			if err.Error() != tt.want {
				t.Errorf("\n got %s\nwant %s", err, tt.want)
			}
		})
	}
}

// A line one byte shorter than the limit is read.
func TestLongestLine(t *testing.T) {
	head, tail := `{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "`, `"}`
	line := head + strings.Repeat("x", MaxLine-1-len(head)-len(tail)) + tail
	if lines := read(t, line+"\r\n"+line); len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
}

func TestReadFails(t *testing.T) {
	broken := errors.New("the disk is on fire")
	_, err := Read("talk.jsonl", iotest.ErrReader(broken))
	if !errors.Is(err, broken) || err.Error() != "read talk.jsonl: the disk is on fire" {
		t.Errorf("got %v", err)
	}
	missing := filepath.Join(t.TempDir(), "none.jsonl")
	_, err = ReadFile(missing)
	if !errors.Is(err, os.ErrNotExist) || err.Error() != "read "+missing+": no such file or directory" {
		t.Errorf("got %v", err)
	}
}

func TestKind(t *testing.T) {
	tests := map[string]incident.Kind{
		`"user": "ana"`:                         incident.Human,
		`"user": "robin"`:                       incident.Human,
		`"user": "botond"`:                      incident.Human,
		`"user": "talbot"`:                      incident.Human,
		`"user": "lambdabot"`:                   incident.Bot,
		`"user": "bot-github-ci-bot"`:           incident.Bot,
		`"user": "renovate[bot]"`:               incident.Bot,
		`"user": "PagerDuty"`:                   incident.Bot,
		`"user": "deploys", "bot": true`:        incident.Bot,
		`"user": "x", "subtype": "bot_message"`: incident.Bot,
		`"user": "x", "bot_id": "B1"`:           incident.Bot,
		`"user": "mrrobot", "kind": "person"`:   incident.Human,
		`"user": "sre", "kind": "ai"`:           incident.AI,
	}
	for who, want := range tests {
		m, _ := read(t, `{"ts": "2024-05-01T09:58:00Z", "text": "", `+who+`}`)[0].Message()
		if m.Kind != want {
			t.Errorf("%s is %s, want %s", who, m.Kind, want)
		}
	}
}

func TestLinks(t *testing.T) {
	tests := []struct {
		text string
		want []incident.Link
	}{
		{"no link: http and ://x", nil},
		{"see https://graphs.example/d/1?from=now.", []incident.Link{{URL: incident.Say("https://graphs.example/d/1?from=now")}}},
		{"(https://e.org/a_(b)), twice https://e.org/a_(b)", []incident.Link{{URL: incident.Say("https://e.org/a_(b)")}}},
		{"<https://e.org/x.PNG?w=3|the graph> here", []incident.Link{{URL: incident.Say("https://e.org/x.PNG?w=3"), Title: incident.Say("the graph"), Image: true}}},
		{"[PR 7](https://e.org/pull/7)", []incident.Link{{URL: incident.Say("https://e.org/pull/7"), Title: incident.Say("PR 7")}}},
		{"`http://a.example` and <http://b.example>", []incident.Link{{URL: incident.Say("http://a.example")}, {URL: incident.Say("http://b.example")}}},
	}
	for _, tt := range tests {
		if got := Links(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%s\n got %v\nwant %v", tt.text, got, tt.want)
		}
	}
	if got := Links(strings.Repeat("https://e.org/a ", 50)); len(got) != 1 {
		t.Errorf("a link that stands often is kept %d times", len(got))
	}
}

// Whatever is read, the lines are usable: in order, unique, within reach of the codec.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"ts": "2024-05-01T09:58:00Z", "user": "ana", "text": "see <https://e.org/a.png|x>"}` + "\n" +
		`{"type": "edit", "ts": "2024-05-01T09:58:00+01:00", "user": "ana", "target_ts": "2024-05-01T09:58:00Z", "text": "y"}`))
	f.Add([]byte(`{"type":"reaction","ts":"2024-05-01T09:58:00.5Z","user":"b","target_ts":"2024-05-01T09:58:00Z","reaction":"x","bot":true}`))
	f.Add([]byte("\xef\xbb\xbf{}\n\n[1]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := Read("f", bytes.NewReader(data))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x00") {
				t.Errorf("the error is not one line: %q", err)
			}
			return
		}
		seen := map[incident.MessageID]bool{}
		number, last := 0, time.Time{}
		for _, l := range lines {
			if l.Number <= number || l.At.Before(last) || l.Event == nil || l.By == "" {
				t.Fatalf("line %+v after line %d at %v", l, number, last)
			}
			number, last = l.Number, l.At
			if _, err := incident.EncodeJSON(incident.Entry{At: l.At, By: l.By, Event: l.Event}); err != nil {
				t.Fatal(err)
			}
			if m, ok := l.Message(); ok {
				if seen[m.ID] || m.ID == "" {
					t.Fatalf("the identifier %q is given twice", m.ID)
				}
				seen[m.ID] = true
			}
		}
	})
}

// TestCarriedLinks proves that links that are named come with their titles, that
// those in the text come besides, each once, and that an edit brings its own.
func TestCarriedLinks(t *testing.T) {
	const text = `{"ts":"2024-05-01T10:00:00Z","user":"ana","text":"see https://g.example/1 and https://g.example/2","links":[{"url":"https://g.example/1","title":" Latency ","image":true},{"url":""}]}
{"type":"edit","ts":"2024-05-01T10:01:00Z","target_ts":"2024-05-01T10:00:00Z","user":"ana","text":"see https://g.example/3"}
{"type":"edit","ts":"2024-05-01T10:02:00Z","target_ts":"2024-05-01T10:00:00Z","user":"ana","text":"nothing to see"}`
	lines, err := Read("x", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	m, _ := lines[0].Message()
	want := []incident.Link{{URL: incident.Say("https://g.example/1"), Title: incident.Say("Latency"), Image: true}, {URL: incident.Say("https://g.example/2")}}
	if !slices.Equal(m.Links, want) {
		t.Errorf("links are %v", m.Links)
	}
	if e := lines[1].Event.(incident.MessageEdited); len(e.Links) != 1 || e.Links[0].URL.String() != "https://g.example/3" {
		t.Errorf("the edit brings %v", e.Links)
	}
	if e := lines[2].Event.(incident.MessageEdited); e.Links != nil {
		t.Errorf("an edit without links brings %v", e.Links)
	}
}
