package archtest

import (
	"path"
	"slices"
	"strings"
)

// A row says which of our packages one package may import. Patterns are those of package path.
type row struct {
	pkg       string
	mayImport []string
}

// core is everything that the edges may build on.
var core = []string{"incident", "hypotheses", "commonground", "agents", "coordinator"}

// directions is the dependency table of ARCHITECTURE.md. The first row that fits a package counts; a package that has
// none is refused, so that somebody decides where it belongs.
var directions = []row{
	{"incident", nil},
	{"hypotheses", []string{"incident"}},
	{"commonground", []string{"incident", "hypotheses"}},
	{"agents", []string{"incident"}},
	{"coordinator", []string{"incident", "hypotheses", "commonground"}},
	{"store", nil},
	{"store/internal/*", []string{"store", "store/internal/*"}},
	{"store/storetest", []string{"store", "store/internal/*", "store/memory"}}, // the model that engines are compared with
	{"store/*", []string{"store", "store/internal/*"}},
	{"driver", append([]string{"store"}, core...)},
	{"agents/llm", core},
	{"slackapp", append([]string{"store"}, core...)},
	{"gateway", append([]string{"store"}, core...)},
	{"board", append([]string{"store"}, core...)},
	{"internal/archtest", nil},
	{"internal/sizes", nil},
	{"internal/*", append([]string{"store", "store/*", "driver", "slackapp", "gateway", "board", "agents/llm", "internal/*"}, core...)},
	{"cmd/*", []string{"*", "*/*"}},
}

// directionRule finds imports of our own packages against the table. Tests may also use internal/... and, as every
// conformance suite must be run somewhere, an adapter's tests the suite beside its interface; but no test of a lower
// package may need a higher one.
func directionRule(t *tree) []problem {
	var found []problem
	unknown := map[string]bool{}
	for _, f := range t.code {
		i := slices.IndexFunc(directions, func(r row) bool { return fits(r.pkg, f.dir) })
		if i < 0 {
			if !unknown[f.dir] {
				found = append(found, problem{file: f.dir, text: "no row for this package in the dependency table of internal/archtest"})
			}
			unknown[f.dir] = true
			continue
		}
		allowed := directions[i].mayImport
		if f.test {
			allowed = append([]string{f.dir, "internal/*", "store", "store/*"}, allowed...)
		}
		for _, spec := range f.syntax.Imports {
			p := importPath(spec)
			if !ours(p) {
				continue
			}
			target := strings.TrimPrefix(p, module+"/")
			if !slices.ContainsFunc(allowed, func(pattern string) bool { return fits(pattern, target) }) {
				found = append(found, t.at(f, spec.Pos(), "%s may not import %s", f.dir, target))
			}
		}
	}
	return found
}

func fits(pattern, pkg string) bool {
	ok, err := path.Match(pattern, pkg)
	return err == nil && ok
}

func ours(importPath string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}
