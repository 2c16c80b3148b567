package config

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"bearings/coordinator"
)

// Error says what is wrong at one place of the file, and what would be right.
type Error struct {
	File         string
	Line, Column int
	Key          string // "": the file as a whole
	Text         string
}

// Error returns all of it in one line.
func (e *Error) Error() string {
	at := fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Key != "" {
		at += e.Key + ": "
	}
	return at + e.Text
}

// Errors are all that is wrong with a file, in the order of its lines.
type Errors []*Error

// Error returns a line for each.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// maxFile is how large a configuration may be.
const maxFile = 64 << 10

// Load reads a configuration file.
func Load(path string) (Config, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxFile {
		return Config{}, fmt.Errorf("read %s: %d bytes are too many for a configuration", path, info.Size())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if p := (*os.PathError)(nil); errors.As(err, &p) {
			err = p.Err
		}
		return Config{}, fmt.Errorf("read %s: %w", path, err)
	}
	return Parse(path, b)
}

// Parse reads a configuration. The name stands in errors, which are Errors. What
// the text does not name keeps its default.
func Parse(name string, text []byte) (Config, error) {
	l := &loader{name: name, cfg: Default(), at: map[string]ast.Node{}}
	l.load(text)
	if len(l.errs) > 0 {
		slices.SortStableFunc(l.errs, func(a, b *Error) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return Config{}, l.errs
	}
	return l.cfg, nil
}

// loader reads one file.
type loader struct {
	name string
	cfg  Config
	at   map[string]ast.Node // the keys that the file names
	errs Errors
}

func (l *loader) load(text []byte) {
	file, err := parse(text)
	if err != nil {
		l.unreadable(err)
		return
	}
	for i, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if i > 0 {
			l.add(doc.Body, "", "a second document begins here; a configuration is one")
			break
		}
		if _, ok := mapping(doc.Body); !ok {
			l.add(doc.Body, "", "write keys and values, such as \"listen: 127.0.0.1:8080\"")
			break
		}
		l.group(doc.Body, "")
	}
	if len(l.errs) == 0 {
		l.together()
	}
}

// parse has the library read the text. What makes it panic cannot be YAML that
// somebody meant.
func parse(text []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("this is not YAML")
		}
	}()
	return parser.ParseBytes(text, 0)
}

// unreadable reports what the library found, without the text that it quotes: a
// secret may be in it.
func (l *loader) unreadable(err error) {
	e := &Error{File: l.name, Line: 1, Column: 1, Text: "this is not YAML"}
	if y := yaml.Error(nil); errors.As(err, &y) && y.GetToken() != nil {
		e.Line, e.Column = y.GetToken().Position.Line, y.GetToken().Position.Column
		e.Text = "this is not YAML: " + oneLine(y.GetMessage())
	}
	l.errs = append(l.errs, e)
}

// oneLine says what the library found in one line.
func oneLine(s string) string {
	if strings.ContainsRune(s, '\t') {
		return "a tab; indent with spaces"
	}
	return strings.Join(strings.Fields(s), " ")
}

func (l *loader) add(n ast.Node, key, format string, args ...any) {
	if values, ok := mapping(n); ok && len(values) > 0 {
		n = values[0].Key // the token of a mapping is a colon somewhere in it
	}
	line, column := 1, 1
	if n != nil && n.GetToken() != nil {
		line, column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	l.errs = append(l.errs, &Error{l.name, line, column, key, fmt.Sprintf(format, args...)})
}

// group reads the keys below a prefix, which is empty or ends in a point.
func (l *loader) group(n ast.Node, prefix string) {
	values, _ := mapping(n)
	for _, kv := range values {
		name, ok := scalar(kv.Key)
		if !ok {
			l.add(kv.Key, "", "write a plain key here, such as %q", children(prefix)[0])
			continue
		}
		path := prefix + name
		i := slices.IndexFunc(keys, func(k key) bool { return k.path == path })
		switch {
		case i >= 0:
			l.value(keys[i], kv)
		case len(children(path+".")) > 0:
			l.below(kv, path)
		default:
			l.add(kv.Key, "", "unknown key %q; %s", name, suggest(prefix, name))
		}
	}
}

// below reads a group. One without keys, all of them commented out, is fine.
func (l *loader) below(kv *ast.MappingValueNode, path string) {
	if _, empty := kv.Value.(*ast.NullNode); empty {
		return
	}
	if _, ok := mapping(kv.Value); !ok {
		l.add(kv.Value, path, "this holds keys, one a line below it: %s", strings.Join(children(path+"."), ", "))
		return
	}
	l.group(kv.Value, path+".")
}

func (l *loader) value(k key, kv *ast.MappingValueNode) {
	l.at[k.path] = kv.Value
	switch kv.Value.(type) {
	case *ast.NullNode:
		l.add(kv.Key, k.path, "it has no value; leave the line out to have the default")
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		l.add(kv.Value, k.path, "write the value out; anchors, aliases and tags are not used here")
		return
	}
	err := k.read(&l.cfg, kv.Value)
	if w := (*wrong)(nil); errors.As(err, &w) {
		l.add(w.node, k.path, "%s", w.text)
	}
}

// together checks what settings must keep with each other.
func (l *loader) together() {
	for _, r := range rules {
		n := l.at[r.at]
		if n == nil {
			n = l.at[r.other]
		}
		if n != nil && r.broken(l.cfg) {
			l.add(n, r.at, "%s", r.want)
		}
	}
}

// children lists the keys directly below a prefix, in the order of the table.
func children(prefix string) []string {
	var out []string
	for _, k := range keys {
		rest, ok := strings.CutPrefix(k.path, prefix)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, ".")
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// suggest names the key that was probably meant: the nearest one here, the same
// one elsewhere, or else all that may stand here.
func suggest(prefix, name string) string {
	here := children(prefix)
	best, least := "", len(name)/3+2
	for _, k := range here {
		if d := coordinator.Distance(strings.ToLower(name), k); d < least {
			best, least = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	for _, k := range keys {
		if group, ok := strings.CutSuffix(k.path, "."+name); ok {
			return fmt.Sprintf("it belongs below %q", group)
		}
	}
	return "here may stand: " + strings.Join(here, ", ")
}
