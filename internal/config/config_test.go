package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"bearings/incident"

	"github.com/goccy/go-yaml/ast"
)

const examplePath = "../../config.example.yaml"

// The example is the documentation: it says what happens without it.
func TestExampleGivesDefaults(t *testing.T) {
	c, err := Load(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	if want := Default(); !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
	empty, err := Parse("empty", nil)
	if err != nil || !reflect.DeepEqual(empty, Default()) {
		t.Errorf("an empty file gives %+v, %v", empty, err)
	}
}

func TestExampleNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{name: examplePath, cfg: Default(), at: nodes{}}
	l.load(text)
	for _, k := range keys {
		if l.at[k.path] == nil {
			t.Errorf("%s is not in the example", k.path)
		}
	}
}

// Every field of Config and of the incident's settings can be set by exactly one key.
func TestEveryFieldHasAKey(t *testing.T) {
	values := map[string]string{
		"data": "other.db", "listen": "0.0.0.0:1", "severity": "SEV1", "names": "[x]", "log.level": "debug", "log.format": "json",
		"speaking.status_at": `"@hourly"`, "slack.mode": "http", "slack.api_url": "http://127.0.0.1:1/", "slack.post": "dry-run",
		"slack.http.listen": "127.0.0.1:1", "llm.enabled": "true", "llm.base_url": "http://127.0.0.1:1", "llm.model": "m",
	}
	set := map[string]string{}
	for _, k := range keys {
		value, ok := values[k.path]
		if !ok {
			value = tryValue(t, k)
		}
		c := Default()
		l := &loader{name: "t", cfg: c, at: nodes{}}
		l.load([]byte(nest(k.path, value)))
		if k.path == "llm.enabled" {
			l.errs = nil // it wants a model, too
		}
		if len(l.errs) > 0 {
			t.Errorf("%s: %v", k.path, l.errs)
			continue
		}
		changed := differences("", reflect.ValueOf(c), reflect.ValueOf(l.cfg))
		if len(changed) != 1 {
			t.Errorf("%s: %s changes %v, want one field", k.path, value, changed)
			continue
		}
		if other, twice := set[changed[0]]; twice {
			t.Errorf("%s and %s both set %s", other, k.path, changed[0])
		}
		set[changed[0]] = k.path
	}
	for _, field := range differences("", reflect.ValueOf(Config{}), reflect.ValueOf(filled(t))) {
		if set[field] == "" {
			t.Errorf("no key sets %s", field)
		}
	}
}

type nodes = map[string]ast.Node

// tryValue finds a value that the key takes and that is not its default.
func tryValue(t *testing.T, k key) string {
	t.Helper()
	for _, v := range []string{"7m", "2m", "30h", "7", "77%", "file:/x"} {
		l := &loader{name: "t", cfg: Default(), at: nodes{}}
		l.load([]byte(nest(k.path, v)))
		if len(l.errs) == 0 {
			return v
		}
	}
	t.Fatalf("%s takes no value of this test", k.path)
	return ""
}

func nest(path, value string) string {
	parts := strings.Split(path, ".")
	var b strings.Builder
	for i, p := range parts {
		b.WriteString(strings.Repeat("  ", i) + p + ":")
		if i < len(parts)-1 {
			b.WriteString("\n")
		}
	}
	return b.String() + " " + value + "\n"
}

// differences lists the fields in which two structs differ, by their Go names.
func differences(prefix string, a, b reflect.Value) []string {
	if a.Kind() != reflect.Struct || a.Type() == reflect.TypeFor[Secret]() {
		if reflect.DeepEqual(a.Interface(), b.Interface()) {
			return nil
		}
		return []string{prefix}
	}
	var out []string
	for i := range a.NumField() {
		out = append(out, differences(prefix+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
	}
	return out
}

// filled is a configuration in which no field is zero.
func filled(t *testing.T) Config {
	t.Helper()
	var c Config
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		if v.Type() == reflect.TypeFor[Secret]() {
			v.Set(reflect.ValueOf(Secret{"env:X"}))
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case reflect.String:
			v.SetString("x")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int, reflect.Int64:
			v.SetInt(99)
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Array:
			fill(v.Index(0))
		default:
			t.Fatalf("a field is a %s, which this test does not know", v.Kind())
		}
	}
	fill(reflect.ValueOf(&c).Elem())
	return c
}

func TestParse(t *testing.T) {
	c, err := Parse("c.yaml", []byte(`
retention: {closed_incidents: forever}
names: ["@Bearings", inc-bot]
detectors:
  unacked_request: {sev1: 2m}
  unanswered_question: 1h30m
speaking:
card: {stale_below: 40}
slack: {post: dry-run, bot_token: "file:/run/secrets/slack"}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Retention, want.Names = 0, []string{"bearings", "inc-bot"}
	want.Settings.Unacked, want.Settings.Unanswered, want.Settings.Stale = [3]int{2, 5, 10}, [3]int{90, 90, 90}, 40
	want.Slack.DryRun, want.Slack.BotToken = true, Secret{"file:/run/secrets/slack"}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
}

func TestErrors(t *testing.T) {
	token := "xoxb-" + strings.Repeat("1", 12)
	tests := []struct{ name, text, want string }{
		{"not YAML", "data: [a\n", `c.yaml:1:7: this is not YAML: sequence end token ']' not found`},
		{"tab", "log:\n\tlevel: info\n", `c.yaml:2:1: this is not YAML: a tab; indent with spaces`},
		{"open quote", "slack:\n  bot_token: '" + token + "\n", `c.yaml:2:14: this is not YAML: could not find end character of single-quoted text`},
		{"twice", "data: a\ndata: b\n", `c.yaml:2:1: this is not YAML: mapping key "data" already defined at [1:1]`},
		{"list", "- data\n", `c.yaml:1:1: write keys and values, such as "listen: 127.0.0.1:8080"`},
		{"word", "hello\n", `c.yaml:1:1: write keys and values, such as "listen: 127.0.0.1:8080"`},
		{"two documents", "data: a\n---\ndata: b\n", `c.yaml:3:1: a second document begins here; a configuration is one`},
		{"near key", "lisen: x\n", `c.yaml:1:1: unknown key "lisen"; did you mean "listen"?`},
		{"near key below", "slack:\n  bottoken: " + token + "\n", `c.yaml:2:3: unknown key "bottoken"; did you mean "bot_token"?`},
		{"key elsewhere", "half_life: 5m\n", `c.yaml:1:1: unknown key "half_life"; it belongs below "detectors.effort"`},
		{"far key", "log:\n  colours: true\n", `c.yaml:2:3: unknown key "colours"; here may stand: level, format`},
		{"odd key", "? a\n: b\n", `c.yaml:1:1: write a plain key here, such as "data"`},
		{"group is a word", "slack: " + token + "\n", `c.yaml:1:8: slack: this holds keys, one a line below it: mode, app_token, bot_token, signing_secret, api_url, post, http`},
		{"no value", "data:\n", `c.yaml:1:1: data: it has no value; leave the line out to have the default`},
		{"anchor", "data: &a x\n", `c.yaml:1:7: data: write the value out; anchors, aliases and tags are not used here`},
		{"list for text", "data: [a]\n", `c.yaml:1:7: data: write a text here`},
		{"empty path", "data: \" \"\n", `c.yaml:1:7: data: " ": write the path of a file, such as bearings.db`},
		{"address", "listen: localhost\n", `c.yaml:1:9: listen: "localhost": write host:port, such as 127.0.0.1:8080`},
		{"no host", "listen: \":8080\"\n", `c.yaml:1:9: listen: ":8080": say on which address: 127.0.0.1:8080 is this machine only, 0.0.0.0:8080 is every network`},
		{"port", "listen: 127.0.0.1:80800\n", `c.yaml:1:9: listen: "127.0.0.1:80800": the port must be a number between 0 and 65535`},
		{"severity", "severity: 2\n", `c.yaml:1:11: severity: "2": write SEV1, SEV2 or SEV3`},
		{"names", "names: bearings\n", `c.yaml:1:8: names: "bearings": write a list of names, such as [bearings, incidents]`},
		{"no names", "names: []\n", `c.yaml:1:8: names: write at least one name, such as [bearings]`},
		{"name", "names: [bearings, \"two words\"]\n", `c.yaml:1:19: names: "two words": write a name as people type it after @, such as bearings`},
		{"level", "log: {level: loud}\n", `c.yaml:1:14: log.level: "loud": write debug, info, warn or error`},
		{"duration", "retention:\n  closed_incidents: 1 year\n", `c.yaml:2:21: retention.closed_incidents: "1 year": write a duration, such as 90s, 15m, 2h or 30d`},
		{"minutes without unit", "speaking:\n  cool_down: 20\n", `c.yaml:2:14: speaking.cool_down: "20": write a duration, such as 90s, 15m, 2h or 30d`},
		{"short", "retention:\n  closed_incidents: 5m\n", `c.yaml:2:21: retention.closed_incidents: "5m": it must be between 1d and 36500d`},
		{"long", "speaking:\n  cool_down: 999999d999999d\n", `c.yaml:2:14: speaking.cool_down: "999999d999999d": it must be between 1m and 1d`},
		{"percentage", "card: {stale_below: 0.35}\n", `c.yaml:1:21: card.stale_below: "0.35": write a whole percentage, such as 50%`},
		{"percentage too large", "card: {stale_below: 135%}\n", `c.yaml:1:21: card.stale_below: "135%": it must be between 1% and 99%`},
		{"number", "speaking: {private_most: many}\n", `c.yaml:1:26: speaking.private_most: "many": write a whole number`},
		{"seconds", "detectors: {unacked_request: 90s}\n", `c.yaml:1:30: detectors.unacked_request: "90s": write whole minutes, such as 15m`},
		{"no such severity", "detectors: {unacked_request: {SEV4: 5m}}\n", `c.yaml:1:31: detectors.unacked_request: "SEV4": write SEV1, SEV2 or SEV3, as in {SEV1: 15m}`},
		{"literal secret", "slack:\n  bot_token: " + token + "\n", `c.yaml:2:14: slack.bot_token: write env:NAME or file:PATH; the secret itself does not belong in this file`},
		{"literal secret as env", "llm: {api_key: \"env:" + token + "\"}\n", `c.yaml:1:16: llm.api_key: write env:NAME or file:PATH; the secret itself does not belong in this file`},
		{"secret in the wrong place", "log: {level: " + token + "}\n", `c.yaml:1:14: log.level: "[secret]": write debug, info, warn or error`},
		{"web address", "llm: {base_url: api.example.com}\n", `c.yaml:1:17: llm.base_url: "api.example.com": write an address such as https://example.com/api/`},
		{"password in address", "llm: {base_url: \"https://u:p4ssw0rd@example.com\"}\n", `c.yaml:1:17: llm.base_url: "https://u:[secret]@example.com": write an address without user, query or fragment`},
		{"post", "slack: {post: true}\n", `c.yaml:1:15: slack.post: "true": write on or dry-run`},
		{"cron", "speaking: {status_at: \"every hour\"}\n", `c.yaml:1:23: speaking.status_at: "every hour": write five cron fields in UTC, such as "*/20 * * * *", or "" for none`},
		{"share", "detectors: {leader: {least_share: 40%}}\n", `c.yaml:1:35: detectors.leader.reset_below: it must be less than detectors.leader.least_share`},
		{"lull", "speaking: {lull: 6m}\n", `c.yaml:1:18: speaking.lull: it must be at most speaking.lull_at_most`},
		{"same address", "listen: 127.0.0.1:3000\n", `c.yaml:1:9: slack.http.listen: it must differ from listen: Slack gets an address of its own`},
		{"no model", "llm: {enabled: true}\n", `c.yaml:1:16: llm.enabled: it is true, but llm.model does not say which model`},
		{"several", "dta: x\nlog:\n  level: loud\n", "c.yaml:1:1: unknown key \"dta\"; did you mean \"data\"?\nc.yaml:3:10: log.level: \"loud\": write debug, info, warn or error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("c.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("no error")
			}
			if err.Error() != tt.want {
				t.Errorf("\n got %s\nwant %s", err, tt.want)
			}
			if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "p4ssw0rd") {
				t.Errorf("the error repeats a secret: %s", err)
			}
		})
	}
}

func TestLoadFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.yaml")
	_, err := Load(path)
	if !errors.Is(err, os.ErrNotExist) || err.Error() != "read "+path+": no such file or directory" {
		t.Errorf("got %v", err)
	}
}

func TestSecret(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	getenv := func(name string) string { return map[string]string{"TOKEN": " abc\n"}[name] }
	tests := []struct{ ref, want, fails string }{
		{"env:TOKEN", "abc", ""},
		{"file:" + write("token", "def\n"), "def", ""},
		{"env:MISSING", "", "the secret env:MISSING is empty"},
		{"file:" + write("empty", "\n"), "", "the secret file:" + filepath.Join(dir, "empty") + " is empty"},
		{"file:" + dir, "", "read the secret in " + dir + ": it is no file of at most 64 KiB"},
	}
	for _, tt := range tests {
		s, ok := newSecret(tt.ref)
		got, err := s.Value(getenv)
		if !ok || got != tt.want || (err == nil) != (tt.fails == "") || (err != nil && err.Error() != tt.fails) {
			t.Errorf("%s: %q, %v", tt.ref, got, err)
		}
	}
	for _, ref := range []string{"", "abc", "env:", "env:A B", "env:1A", "file:", "ENV:A"} {
		if _, ok := newSecret(ref); ok {
			t.Errorf("%q names a secret", ref)
		}
	}
}

func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{"90s": 90 * second, "1h30m": 90 * minute, "365d": 365 * day, "0": 0, "0s": 0} {
		if d, ok := parseDuration(s); !ok || d != want {
			t.Errorf("%s is %v, %v", s, d, ok)
		}
	}
	for _, s := range []string{"", "15", "15 m", "-5m", "1.5h", "5w", "m", "1e3s"} {
		if d, ok := parseDuration(s); ok {
			t.Errorf("%q is read as %v", s, d)
		}
	}
}

// Whatever stands in the file, there is a usable configuration or a reason in lines of their own.
func FuzzParse(f *testing.F) {
	text, err := os.ReadFile(examplePath)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	for _, s := range []string{"a: {b: [", "? x\n: y", "<<: *a", "data: !!binary x", "detectors: {unacked_request: {SEV1: }}", "- - -", "\xff", "slack: {bot_token: |\n  env:X\n}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("f", []byte(text))
		if err == nil {
			if c.Data == "" || c.Listen == "" || len(c.Names) == 0 || c.Settings == (incident.Settings{}) {
				t.Errorf("accepted, but not usable: %+v", c)
			}
			return
		}
		var es Errors
		if !errors.As(err, &es) {
			t.Fatalf("%T: %v", err, err)
		}
		for _, e := range es {
			if e.Line < 1 || e.Text == "" || strings.ContainsAny(e.Error(), "\n\r") {
				t.Errorf("%q", e.Error())
			}
		}
	})
}
