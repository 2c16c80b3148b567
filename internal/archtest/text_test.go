package archtest

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

const architecture = "ARCHITECTURE.md"

// howTos are the headings of the four answers to "Where do I add …?".
var howTos = []string{"a detector", "a Slack command", "an agent", "an event type"}

// elsewhere are texts that mean something on one machine only. The tests' own files may hold them.
var elsewhere = regexp.MustCompile(`(?:^|[^\w.~-])(/(?:work|tmp|root|farm|home)/` +
	`|proxy\.golang\.org|sum\.golang\.org|goproxy\.|registry\.npmjs|deb\.debian)`)

// invented are conversations written to fit the scribe to, in which people paste what their machines print.
const invented = "agents/train/"

// neighbours is the default place of real incidents. Only the programs that CI runs may know it.
var neighbours = regexp.MustCompile(`(\.\./shared)`)

// machineRule finds paths and hosts that exist on somebody's machine only.
func machineRule(t *tree) []problem {
	var found []problem
	for _, name := range t.names {
		text := t.text[name]
		if strings.HasSuffix(name, "_test.go") || isTestdata(name) || strings.HasPrefix(name, invented) || bytes.IndexByte(text, 0) >= 0 {
			continue
		}
		patterns := []*regexp.Regexp{elsewhere}
		if name != "Makefile" && !strings.HasPrefix(name, ".ci/") {
			patterns = append(patterns, neighbours)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, pattern := range patterns {
				if m := pattern.FindStringSubmatch(line); m != nil {
					found = append(found, problem{name, i + 1, fmt.Sprintf("%q is of one machine only", m[1])})
				}
			}
		}
	}
	return found
}

// architectureRule finds what ARCHITECTURE.md names and is not there, which top-level directories it leaves out, and
// which answer to "Where do I add …?" is missing.
func architectureRule(t *tree) []problem {
	text, ok := t.text[architecture]
	if !ok {
		return []problem{{file: architecture, text: "missing"}}
	}
	var found []problem
	words := codeWords(string(text))
	from := howToLine(string(text))
	for _, w := range words {
		if w.line > from { // these say where a thing is to be put that is not there yet
			continue
		}
		if looksLikePath(w.text, t.topDirs()) && !w.exists(t) {
			found = append(found, problem{architecture, w.line, fmt.Sprintf("%s does not exist", w.text)})
		}
	}
	for _, dir := range t.topDirs() {
		if !slices.ContainsFunc(words, func(w word) bool { return w.text == dir || strings.HasPrefix(w.text, dir+"/") }) {
			found = append(found, problem{file: architecture, text: fmt.Sprintf("the directory %s is not named", dir)})
		}
	}
	if !heading(string(text), "Where do I add") {
		found = append(found, problem{file: architecture, text: `no heading "Where do I add …?"`})
	}
	for _, what := range howTos {
		if !heading(string(text), "… "+what) && !heading(string(text), "... "+what) {
			found = append(found, problem{file: architecture, text: fmt.Sprintf(`no heading "… %s"`, what)})
		}
	}
	return found
}

// howToLine is the line of the heading under which it says where things are added; that is the last part of the page.
func howToLine(text string) int {
	before, _, _ := strings.Cut(text, "\n## Where do I add")
	return strings.Count(before, "\n") + 2
}

// heading reports whether a line that is a heading, or begins with bold print, goes on with the text.
func heading(text, want string) bool {
	return regexp.MustCompile(`(?m)^(?:#+ |\*\*)` + regexp.QuoteMeta(want) + `\b`).MatchString(text)
}

// A word is a piece of code in a Markdown text: all between two backticks, or one word of a fenced block.
type word struct {
	line int
	text string
}

func codeWords(text string) []word {
	var words []word
	fenced := false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			fenced = !fenced
		case fenced:
			// Only the first word of a line in a map names a path; the rest describes it.
			if fields := strings.Fields(line); len(fields) > 0 {
				words = append(words, word{i + 1, fields[0]})
			}
		default:
			for j, piece := range strings.Split(line, "`") {
				if j%2 == 1 {
					words = append(words, word{i + 1, piece})
				}
			}
		}
	}
	return words
}

var (
	pathShape = regexp.MustCompile(`^[\w.][\w.<>*…/-]*$`)
	// Without a slash only kinds of file that lie in the repository count: a replay writes events.jsonl elsewhere.
	bareShape   = regexp.MustCompile(`\.(?:go|txtar|tmpl)$|^[A-Z]+\.md$|^Makefile$`)
	slashShape  = regexp.MustCompile(`/$|\.(?:go|txtar|tmpl|md|jsonl|json|ya?ml|golden)$`)
	placeholder = regexp.MustCompile(`<\w+>|…|\.\.\.`)
)

// looksLikePath tells a path of the repository from an import path, a URL's path and a Go name.
func looksLikePath(text string, topDirs []string) bool {
	if !pathShape.MatchString(text) || strings.HasPrefix(text, "./") {
		return false
	}
	top, _, hasSlash := strings.Cut(text, "/")
	if !hasSlash {
		return bareShape.MatchString(text)
	}
	return slices.Contains(topDirs, top) || slashShape.MatchString(text)
}

// exists reports whether a file or directory fits; <name> and … stand for anything, and a name without a slash may lie
// anywhere.
func (w word) exists(t *tree) bool {
	if !strings.Contains(w.text, "/") {
		pattern := placeholder.ReplaceAllString(w.text, "*")
		return slices.ContainsFunc(t.names, func(name string) bool { return fits(pattern, path.Base(name)) })
	}
	pattern := strings.TrimSuffix(placeholder.ReplaceAllString(w.text, "*"), "/")
	depth := strings.Count(pattern, "/") + 1
	return slices.ContainsFunc(t.names, func(name string) bool {
		parts := strings.Split(name, "/")
		return len(parts) >= depth && fits(pattern, strings.Join(parts[:depth], "/"))
	})
}
