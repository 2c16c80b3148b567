package transcript

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bearings/incident"
)

// fields are those of a line, whatever its type.
type fields struct {
	Type     string  `json:"type"`
	TS       *string `json:"ts"`
	User     string  `json:"user"`
	Text     *string `json:"text"`
	ThreadTS string  `json:"thread_ts"`
	TargetTS string  `json:"target_ts"`
	Reaction string  `json:"reaction"`
	Removed  bool    `json:"removed"`
	Kind     string  `json:"kind"`
	Bot      bool    `json:"bot"`
	BotID    string  `json:"bot_id"`
	Subtype  string  `json:"subtype"`
	Links    []struct {
		URL   string `json:"url"`
		Title string `json:"title"`
		Image bool   `json:"image"`
	} `json:"links"`
}

// parser turns lines into events. It knows which message a ts means.
type parser struct {
	name   string
	number int
	last   time.Time
	lastAt int // the line that last stands on
	byTime map[int64]incident.MessageID
	lastID time.Time // of which the last identifier was made
}

const example = "2024-05-01T09:58:00Z"

func (p *parser) wrong(format string, args ...any) error {
	return &Error{p.name, p.number, fmt.Sprintf(format, args...)}
}

func (p *parser) line(raw []byte) (Line, error) {
	f, err := p.decode(raw)
	if err != nil {
		return Line{}, err
	}
	at, err := p.time(f)
	if err != nil {
		return Line{}, err
	}
	switch {
	case strings.TrimSpace(f.User) == "":
		return Line{}, p.wrong(`there is no "user"; every line says who, as in "user": "ana"`)
	case incident.PersonID(f.User) == incident.Bearings:
		return Line{}, p.wrong(`"user" is %q, which is Bearings itself; leave its lines out`, f.User)
	}
	line := Line{Number: p.number, At: at, By: incident.PersonID(f.User)}
	line.Event, err = p.event(f, line)
	if m, ok := line.Message(); ok {
		line.Source = m.ID
	}
	return line, err
}

func (p *parser) decode(raw []byte) (fields, error) {
	var f fields
	if raw[0] != '{' {
		return f, p.wrong(`not a JSON object; a line looks like {"ts": %q, "user": "ana", "text": "checkout is slow"}`, example)
	}
	err := json.Unmarshal(raw, &f)
	if t := (*json.UnmarshalTypeError)(nil); errors.As(err, &t) {
		want := "text in quotes"
		if t.Type.Kind().String() == "bool" {
			want = "true or false"
		}
		return f, p.wrong("%q is a %s; write %s", t.Field, t.Value, want)
	}
	if s := (*json.SyntaxError)(nil); errors.As(err, &s) {
		return f, p.wrong("not JSON at column %d: %s; each line is one whole JSON object", s.Offset, plain(s))
	}
	if err != nil {
		return f, p.wrong("not JSON: %v; each line is one whole JSON object", err)
	}
	return f, nil
}

// plain says what the JSON decoder found in the words of somebody who reads the line.
func plain(err *json.SyntaxError) string {
	if err.Error() == "unexpected end of JSON input" {
		return "the line ends too early"
	}
	return err.Error()
}

// time reads the line's ts and sees to it that time goes forward.
func (p *parser) time(f fields) (time.Time, error) {
	if f.TS == nil {
		return time.Time{}, p.wrong(`there is no "ts"; every line has its time, as in "ts": %q`, example)
	}
	at, err := p.stamp("ts", *f.TS)
	if err != nil {
		return time.Time{}, err
	}
	if at.Before(p.last) {
		return time.Time{}, p.wrong("the time goes back: %s comes after %s on line %d; sort the lines by \"ts\"",
			at.Format(time.RFC3339Nano), p.last.Format(time.RFC3339Nano), p.lastAt)
	}
	p.last, p.lastAt = at, p.number
	return at, nil
}

// stamp reads a time. The bounds keep differences of times, and identifiers made of them, within range.
func (p *parser) stamp(field, s string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, p.wrong("%q is %s, which is no time; write it as in %q", field, quote(s), example)
	}
	at = at.UTC()
	if at.Year() < 1970 || at.Year() > 2199 {
		return time.Time{}, p.wrong("%q is %s; times lie between the years 1970 and 2199", field, quote(s))
	}
	return at, nil
}

// quote shows what stood in a line, shortened.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}

func (p *parser) event(f fields, l Line) (incident.Event, error) {
	switch f.Type {
	case "", "message":
		return p.message(f, l)
	case "join":
		kind, err := p.kind(f)
		return incident.Joined{Who: l.By, Kind: kind}, err
	case "leave":
		return incident.Left{Who: l.By}, nil
	case "reaction":
		id, err := p.target(f)
		if err == nil && f.Reaction == "" {
			err = p.wrong(`there is no "reaction"; a reaction line has its name, as in "reaction": "eyes"`)
		}
		return incident.Reacted{ID: id, Who: l.By, Reaction: strings.Trim(f.Reaction, ":"), Removed: f.Removed}, err
	case "edit":
		id, err := p.target(f)
		if err == nil && f.Text == nil {
			err = p.wrong(`there is no "text"; an edit has the new text of the message`)
		}
		return incident.MessageEdited{ID: id, Text: said(f), Links: carried(f)}, err
	case "delete":
		id, err := p.target(f)
		return incident.MessageDeleted{ID: id}, err
	case "command":
		return p.command(f, l)
	default:
		return nil, p.wrong("the type %s is unknown; it is one of message, join, leave, reaction, edit, delete, command", quote(f.Type))
	}
}

func (p *parser) message(f fields, l Line) (incident.Event, error) {
	if f.Text == nil {
		return nil, p.wrong(`there is no "text"; a message has one, even if it is ""`)
	}
	kind, err := p.kind(f)
	if err != nil {
		return nil, err
	}
	m := incident.MessagePosted{Author: l.By, Kind: kind, At: l.At, Text: said(f), Links: carried(f)}
	if f.ThreadTS != "" {
		if m.Thread, err = p.thread(f.ThreadTS, l.At); err != nil {
			return nil, err
		}
	}
	m.ID = p.newID(l.At)
	return m, nil
}

func (p *parser) command(f fields, l Line) (incident.Event, error) {
	if f.Text == nil {
		return nil, p.wrong(`there is no "text"; a command has it, as in "text": "sev 1"`)
	}
	c := incident.CommandGiven{Key: "line-" + strconv.Itoa(p.number), Who: l.By, Text: said(f)}
	var err error
	if f.TargetTS != "" {
		c.Target, err = p.target(f)
	}
	return c, err
}

// newID gives a message its identifier: that of its time, or the next after the
// last one.
func (p *parser) newID(at time.Time) incident.MessageID {
	t := at
	if !t.Truncate(time.Microsecond).After(p.lastID) {
		t = p.lastID.Add(time.Microsecond)
	}
	p.lastID = t.Truncate(time.Microsecond)
	id := incident.MessageIDAt(t)
	if _, known := p.byTime[at.UnixNano()]; !known {
		p.byTime[at.UnixNano()] = id
	}
	return id
}

// thread is the message that a reply belongs to. A message that names its own
// time begins its thread. One that names a time at which nothing was said
// belongs to a thread from before the transcript.
func (p *parser) thread(ts string, own time.Time) (incident.MessageID, error) {
	at, err := p.stamp("thread_ts", ts)
	if err != nil {
		return "", err
	}
	if id, ok := p.byTime[at.UnixNano()]; ok {
		return id, nil
	}
	if at.Equal(own) {
		return "", nil
	}
	return incident.MessageIDAt(at), nil
}

// target is the message that a line is about.
func (p *parser) target(f fields) (incident.MessageID, error) {
	if f.TargetTS == "" {
		return "", p.wrong(`there is no "target_ts"; this line is about a message, so it has the "ts" of that one`)
	}
	at, err := p.stamp("target_ts", f.TargetTS)
	if err != nil {
		return "", err
	}
	id, ok := p.byTime[at.UnixNano()]
	if !ok {
		return "", p.wrong(`"target_ts" is %s, but no message above has that "ts"`, quote(f.TargetTS))
	}
	return id, nil
}

// carried are the links of a message: those that are named, with the titles that
// were unfurled, and those that stand in its text besides.
func carried(f fields) []incident.Link {
	var out []incident.Link
	for _, l := range f.Links {
		if strings.TrimSpace(l.URL) != "" && len(out) < maxLinks {
			out = append(out, incident.Link{URL: incident.Say(l.URL), Title: incident.Say(strings.TrimSpace(l.Title)), Image: l.Image || image(l.URL)})
		}
	}
	if f.Text == nil {
		return out
	}
	for _, l := range Links(*f.Text) {
		if !slices.ContainsFunc(out, func(o incident.Link) bool { return o.URL == l.URL }) && len(out) < maxLinks {
			out = append(out, l)
		}
	}
	return out
}

func said(f fields) incident.Text {
	if f.Text == nil {
		return incident.Text{}
	}
	return incident.Say(*f.Text)
}

// kind says what the user of a line is; see the package's description.
func (p *parser) kind(f fields) (incident.Kind, error) {
	switch k := incident.Kind(f.Kind); k {
	case incident.Human, incident.AI, incident.Bot, incident.Guest:
		return k, nil
	case "":
	default:
		return "", p.wrong(`"kind" is %s; it is one of person, ai, bot, guest`, quote(f.Kind))
	}
	if f.Bot || f.BotID != "" || f.Subtype == "bot_message" || machine(f.User) {
		return incident.Bot, nil
	}
	return incident.Human, nil
}

// senders are names under which alerts and hooks are posted.
var senders = map[string]bool{
	"alertmanager": true, "alerts": true, "argocd": true, "datadog": true, "github": true, "gitlab": true, "grafana": true, "jenkins": true,
	"nagios": true, "newrelic": true, "opsgenie": true, "pagerduty": true, "prometheus": true, "sentry": true, "statuspage": true,
	"webhook": true, "zabbix": true,
}

// surnames end in "bot" and are people's.
var surnames = map[string]bool{"abbot": true, "cabot": true, "talbot": true}

// machine reports whether a name is one that machines have.
func machine(user string) bool {
	name := strings.ToLower(strings.TrimPrefix(user, "@"))
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ._-", r) })
	if len(words) == 0 || surnames[words[len(words)-1]] {
		return false
	}
	return strings.HasSuffix(name, "bot") || strings.HasSuffix(name, "[bot]") || words[0] == "bot" || senders[name] ||
		strings.HasSuffix(name, "webhook")
}
