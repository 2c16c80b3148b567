package archtest

import (
	"fmt"
	"strings"
)

// maxLines is the length above which the models' own authors complain about their files.
const maxLines = 600

// packageDocRule finds packages without a package comment, with more than one, or with one that does not begin in the
// usual way.
func packageDocRule(t *tree) []problem {
	var dirs []string
	docs, seen := map[string][]goFile{}, map[string]bool{}
	for _, f := range t.code {
		if f.test {
			continue
		}
		if !seen[f.dir] {
			seen[f.dir] = true
			dirs = append(dirs, f.dir)
		}
		if f.syntax.Doc != nil {
			docs[f.dir] = append(docs[f.dir], f)
		}
	}
	var found []problem
	for _, dir := range dirs {
		switch in := docs[dir]; len(in) {
		case 0:
			found = append(found, problem{file: dir, text: "no package comment"})
		case 1:
			name := in[0].syntax.Name.Name
			if begin := "Package " + name + " "; name != "main" && !strings.HasPrefix(in[0].syntax.Doc.Text(), begin) {
				found = append(found, t.at(in[0], in[0].syntax.Doc.Pos(), "the package comment begins with %q", begin))
			}
		default:
			for _, f := range in[1:] {
				found = append(found, t.at(f, f.syntax.Doc.Pos(), "second package comment; the first is in %s", in[0].name))
			}
		}
	}
	return found
}

// fileLengthRule finds Go files of more than maxLines lines that no program wrote.
func fileLengthRule(t *tree) []problem {
	var found []problem
	for _, f := range t.code {
		if n := lines(t.text[f.name]); n > maxLines && !f.generated {
			found = append(found, problem{file: f.name, text: fmt.Sprintf("%d lines; the limit is %d", n, maxLines)})
		}
	}
	return found
}
