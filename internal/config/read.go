package config

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bearings/coordinator"
	"bearings/incident"

	"github.com/goccy/go-yaml/ast"
)

// reader reads a value into the configuration. Its error is a *wrong.
type reader func(*Config, ast.Node) error

// wrong says what would be right instead of a value, and where that stands.
type wrong struct {
	node ast.Node
	text string
}

func (w *wrong) Error() string { return w.text }

// not says what was found, with secrets masked, and what would be right.
func not(n ast.Node, format string, args ...any) error {
	return &wrong{n, found(n) + fmt.Sprintf(format, args...)}
}

func found(n ast.Node) string {
	s, ok := scalar(n)
	if !ok {
		return ""
	}
	s = incident.Mask(s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s) + ": "
}

// scalar returns the text of a value that is one word or number.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// text reads a text; check says what would be right if it is not, and may be nil.
func text(field func(*Config) *string, check func(string) string) reader {
	return func(c *Config, n ast.Node) error {
		s, ok := scalar(n)
		if !ok {
			return not(n, "write a text here")
		}
		if check != nil {
			if want := check(s); want != "" {
				return not(n, "%s", want)
			}
		}
		*field(c) = s
		return nil
	}
}

func choice[T ~string](field func(*Config) *T, of ...T) reader {
	pairs := make([]pair[T], len(of))
	for i, v := range of {
		pairs[i] = pair[T]{string(v), v}
	}
	return mapped(field, pairs...)
}

// pair is a word of the file and what it stands for.
type pair[T any] struct {
	word  string
	value T
}

// mapped reads one of a few words.
func mapped[T any](field func(*Config) *T, of ...pair[T]) reader {
	words := make([]string, len(of))
	for i, p := range of {
		words[i] = p.word
	}
	return func(c *Config, n ast.Node) error {
		s, ok := scalar(n)
		if ok {
			for _, p := range of {
				if strings.EqualFold(p.word, s) {
					*field(c) = p.value
					return nil
				}
			}
		}
		return not(n, "write %s", or(words))
	}
}

// or lists words: "a", "a or b", "a, b or c".
func or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func duration(field func(*Config) *time.Duration, least, most time.Duration) reader {
	return durationOr("", field, least, most)
}

// durationOr reads a duration, or a word that stands for 0.
func durationOr(word string, field func(*Config) *time.Duration, least, most time.Duration) reader {
	return func(c *Config, n ast.Node) error {
		if s, ok := scalar(n); ok && word != "" && s == word {
			*field(c) = 0
			return nil
		}
		d, err := readDuration(n, least, most)
		if err != nil {
			return err
		}
		*field(c) = d
		return nil
	}
}

func readDuration(n ast.Node, least, most time.Duration) (time.Duration, error) {
	s, ok := scalar(n)
	d, valid := parseDuration(s)
	if !ok || !valid {
		return 0, not(n, "write a duration, such as 90s, 15m, 2h or 30d")
	}
	if d < least || d > most {
		return 0, not(n, "it must be between %s and %s", short(least), short(most))
	}
	return d, nil
}

var (
	durationForm = regexp.MustCompile(`^(\d{1,6}(d|h|m|s))+$`)
	durationPart = regexp.MustCompile(`(\d{1,6})(d|h|m|s)`)
	units        = map[string]time.Duration{"d": day, "h": hour, "m": minute, "s": second}
)

// parseDuration reads 15m, 1h30m, 365d, and a plain 0.
func parseDuration(s string) (time.Duration, bool) {
	if s == "0" {
		return 0, true
	}
	if len(s) > 30 || !durationForm.MatchString(s) {
		return 0, false
	}
	const most = 40_000 * day // what is more counts as that, and is refused by its bounds
	var sum time.Duration
	for _, m := range durationPart.FindAllStringSubmatch(s, -1) {
		v, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return 0, false
		}
		part := time.Duration(min(v, int64(most/units[m[2]]))) * units[m[2]]
		sum = min(sum+part, most)
	}
	return sum, true
}

// short writes a duration as people write it in the file.
func short(d time.Duration) string {
	if d == 0 {
		return "0"
	}
	for _, u := range []string{"d", "h", "m"} {
		if d%units[u] == 0 {
			return strconv.FormatInt(int64(d/units[u]), 10) + u
		}
	}
	return strconv.FormatInt(int64(d/second), 10) + "s"
}

func number(field func(*incident.Settings) *int, least, most int) reader {
	return func(c *Config, n ast.Node) error {
		v, err := readNumber(n, "", least, most)
		if err == nil {
			*field(&c.Settings) = v
		}
		return err
	}
}

func percent(field func(*incident.Settings) *int, least, most int) reader {
	return func(c *Config, n ast.Node) error {
		v, err := readNumber(n, "%", least, most)
		if err == nil {
			*field(&c.Settings) = v
		}
		return err
	}
}

func readNumber(n ast.Node, unit string, least, most int) (int, error) {
	s, ok := scalar(n)
	v, err := strconv.Atoi(strings.TrimSuffix(s, unit))
	if !ok || err != nil {
		if unit == "%" {
			return 0, not(n, "write a whole percentage, such as %d%%", (least+min(most, 100))/2)
		}
		return 0, not(n, "write a whole number")
	}
	if v < least || v > most {
		return 0, not(n, "it must be between %d%s and %d%s", least, unit, most, unit)
	}
	return v, nil
}

// numbers reads a number for each severity.
func numbers(field func(*incident.Settings) *[3]int, least, most int) reader {
	return perSeverity(field, "30", func(n ast.Node) (int, error) { return readNumber(n, "", least, most) })
}

// minutes reads a duration in whole minutes for each severity.
func minutes(field func(*incident.Settings) *[3]int, least, most time.Duration) reader {
	return perSeverity(field, "15m", func(n ast.Node) (int, error) {
		d, err := readDuration(n, least, most)
		if err == nil && d%minute != 0 {
			err = not(n, "write whole minutes, such as 15m")
		}
		return int(d / minute), err
	})
}

var severities = []string{string(incident.SEV1), string(incident.SEV2), string(incident.SEV3)}

// perSeverity reads one value for all severities, or a mapping in which each may
// have its own; those that are not named keep their defaults.
func perSeverity(field func(*incident.Settings) *[3]int, example string, one func(ast.Node) (int, error)) reader {
	return func(c *Config, n ast.Node) error {
		three := field(&c.Settings)
		values, ok := mapping(n)
		if !ok {
			v, err := one(n)
			if err == nil {
				*three = [3]int{v, v, v}
			}
			return err
		}
		for _, kv := range values {
			name, _ := scalar(kv.Key)
			i := indexFold(severities, name)
			if i < 0 {
				return not(kv.Key, "write %s, as in {SEV1: %s}", or(severities), example)
			}
			v, err := one(kv.Value)
			if err != nil {
				return err
			}
			three[i] = v
		}
		return nil
	}
}

func indexFold(in []string, s string) int {
	for i, v := range in {
		if strings.EqualFold(v, s) {
			return i
		}
	}
	return -1
}

// mapping returns the entries of a mapping.
func mapping(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// secret reads where a secret is. Whatever else stands there is not repeated.
func secret(field func(*Config) *Secret) reader {
	return func(c *Config, n ast.Node) error {
		s, _ := scalar(n)
		ref, ok := newSecret(s)
		if !ok {
			return &wrong{n, "write env:NAME or file:PATH; the secret itself does not belong in this file"}
		}
		*field(c) = ref
		return nil
	}
}

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,40}$`)

// names reads a list of names by which Bearings is addressed.
func names(field func(*Config) *[]string) reader {
	return func(c *Config, n ast.Node) error {
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			return not(n, "write a list of names, such as [bearings, incidents]")
		}
		var out []string
		for _, v := range list.Values {
			s, _ := scalar(v)
			if s = strings.ToLower(strings.TrimPrefix(s, "@")); !nameForm.MatchString(s) {
				return not(v, "write a name as people type it after @, such as bearings")
			}
			out = append(out, s)
		}
		if len(out) == 0 {
			return not(n, "write at least one name, such as [bearings]")
		}
		*field(c) = out
		return nil
	}
}

func filePath(s string) string {
	if strings.TrimSpace(s) == "" || strings.ContainsRune(s, 0) {
		return "write the path of a file, such as bearings.db"
	}
	return ""
}

// address checks host:port.
func address(s string) string {
	const want = "write host:port, such as 127.0.0.1:8080"
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return want
	}
	if host == "" {
		return fmt.Sprintf("say on which address: 127.0.0.1:%s is this machine only, 0.0.0.0:%s is every network", cmp.Or(port, "8080"), cmp.Or(port, "8080"))
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 || strconv.Itoa(n) != port {
		return "the port must be a number between 0 and 65535"
	}
	if strings.ContainsAny(host, " /@?#") {
		return want
	}
	return ""
}

func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "write an address such as https://example.com/api/"
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "write an address without user, query or fragment"
	}
	return ""
}

func schedule(s string) string {
	if _, err := coordinator.ParseSchedule(s); err != nil {
		return `write five cron fields in UTC, such as "*/20 * * * *", or "" for none`
	}
	return ""
}
