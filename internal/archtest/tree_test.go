package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path under which our own packages are imported.
const module = "bearings"

// A tree is a set of files to judge: the repository or a fixture.
type tree struct {
	names []string // sorted
	text  map[string][]byte
	fset  *token.FileSet
	code  []goFile // in the order of names, without those under testdata
}

// A goFile is one parsed Go file.
type goFile struct {
	name      string // path from the root
	dir       string // "." for the root
	test      bool
	generated bool
	syntax    *ast.File
}

// A problem is one place where a rule is broken.
type problem struct {
	file string
	line int // 0: the file as a whole
	text string
}

func (p problem) String() string {
	if p.line == 0 {
		return p.file + ": " + p.text
	}
	return fmt.Sprintf("%s:%d: %s", p.file, p.line, p.text)
}

// A rule returns what breaks it.
type rule func(*tree) []problem

// newTree reads and parses the named files.
func newTree(fsys fs.FS, names []string) (*tree, error) {
	t := &tree{names: slices.Sorted(slices.Values(names)), text: map[string][]byte{}, fset: token.NewFileSet()}
	for _, name := range t.names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		t.text[name] = text
		if path.Ext(name) != ".go" || isTestdata(name) {
			continue
		}
		syntax, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		t.code = append(t.code, goFile{
			name:      name,
			dir:       path.Dir(name),
			test:      strings.HasSuffix(name, "_test.go"),
			generated: ast.IsGenerated(syntax),
			syntax:    syntax,
		})
	}
	return t, nil
}

// repository returns the tree of the repository that this test belongs to: the files that git tracks or would track,
// or, where there is no git, all but what is built.
func repository(t *testing.T) *tree {
	t.Helper()
	const root = "../.."
	fsys := os.DirFS(root)
	var names []string
	// Reading each folder, rather than only asking git, also tells go test that a new file makes a stored result stale.
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && slices.Contains([]string{".git", "bin", "out"}, name) {
			return fs.SkipDir
		}
		if err == nil && entry.Type().IsRegular() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if tracked, err := gitFiles(root); err == nil {
		names = slices.DeleteFunc(names, func(name string) bool { return !tracked[name] })
	} else {
		t.Logf("judging every file: %v", err)
	}
	repo, err := newTree(fsys, names)
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

func gitFiles(dir string) (map[string]bool, error) {
	// A checkout that belongs to somebody else is still ours to read.
	cmd := exec.Command("git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	files := map[string]bool{}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		files[name] = true
	}
	return files, nil
}

func (t *tree) has(name string) bool {
	_, ok := t.text[name]
	return ok
}

// hasDir reports whether any file lies in or below the directory.
func (t *tree) hasDir(dir string) bool {
	return slices.ContainsFunc(t.names, func(name string) bool { return strings.HasPrefix(name, dir+"/") })
}

// match returns the files whose path matches the pattern of package path.
func (t *tree) match(pattern string) []string {
	var found []string
	for _, name := range t.names {
		if ok, err := path.Match(pattern, name); err == nil && ok {
			found = append(found, name)
		}
	}
	return found
}

func (t *tree) at(f goFile, pos token.Pos, format string, args ...any) problem {
	return problem{file: f.name, line: t.fset.Position(pos).Line, text: fmt.Sprintf(format, args...)}
}

// topDirs returns the directories at the root.
func (t *tree) topDirs() []string {
	var dirs []string
	for _, name := range t.names {
		if dir, _, ok := strings.Cut(name, "/"); ok && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// importedAs returns the name under which the file knows the package, with ok false if it does not import it. The
// name is "." for a dot import.
func (f goFile) importedAs(pkg string) (name string, ok bool) {
	for _, spec := range f.syntax.Imports {
		if importPath(spec) != pkg {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name, true
		}
		return path.Base(pkg), true
	}
	return "", false
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // the parser has refused such a file already
	}
	return p
}

func isTestdata(name string) bool {
	return slices.Contains(strings.Split(path.Dir(name), "/"), "testdata")
}

// lines returns how many lines the text has; a last line without a newline counts.
func lines(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}
