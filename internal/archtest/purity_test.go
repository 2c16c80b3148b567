package archtest

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// pure names the packages that decide. Replay must give the same answer next year on another machine, so they see
// nothing but their arguments.
var pure = []string{"incident", "hypotheses", "commonground", "agents", "coordinator"}

// clockReaders are the places that may ask for the time. Everything else is told.
var clockReaders = []string{"driver", "cmd", "internal"}

// pureImports is what pure packages may import from the standard library.
var pureImports = []string{
	"bytes", "cmp", "crypto/sha256", "embed", "encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt", "iter", "maps", "math", "math/bits",
	"regexp", "slices", "sort", "strconv", "strings", "text/template", "time", "unicode", "unicode/utf8",
}

// exceptions are the files that may import one package more, and why: cron's parser and Next are pure, and the one file
// around them keeps the rest of the module out of sight.
var exceptions = map[string]string{"coordinator/schedule.go": "github.com/robfig/cron/v3"}

// readsClock are the functions of package time that ask what time it is.
var readsClock = []string{"Now", "Since", "Until"}

// needsMachine are the further names of package time that wait, or depend on where the machine stands.
var needsMachine = []string{
	"Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation",
}

// localTimes are the functions of package time that return the machine's zone and so must be followed by UTC().
var localTimes = []string{"Unix", "UnixMilli", "UnixMicro"}

// console are the functions of package fmt that print or read by themselves.
var console = []string{"Print", "Println", "Printf", "Scan", "Scanln", "Scanf"}

// pureRule finds what a pure package may not do: import what is not on the list, start or wait for a goroutine, ask
// for the time, print. Tests of pure packages are free to.
func pureRule(t *tree) []problem {
	var found []problem
	for _, f := range t.code {
		if f.test || !slices.Contains(pure, f.dir) {
			continue
		}
		found = append(found, pureImportsOnly(t, f)...)
		found = append(found, uses(t, f, "time", slices.Concat(readsClock, needsMachine), "a pure package is told the time")...)
		found = append(found, uses(t, f, "fmt", console, "a pure package returns what it has to say")...)
		found = append(found, localTimeRule(t, f)...)
		found = append(found, noGoroutines(t, f)...)
	}
	return found
}

// clockRule finds who asks for the time and is not the driver, a command, or internal.
func clockRule(t *tree) []problem {
	var found []problem
	for _, f := range t.code {
		top, _, _ := strings.Cut(f.dir, "/")
		if f.test || slices.Contains(clockReaders, top) || slices.Contains(pure, f.dir) { // pureRule has said it
			continue
		}
		found = append(found, uses(t, f, "time", readsClock, "only driver, cmd and internal read the clock")...)
	}
	return found
}

func pureImportsOnly(t *tree, f goFile) []problem {
	var found []problem
	for _, spec := range f.syntax.Imports {
		p := importPath(spec)
		if !ours(p) && !slices.Contains(pureImports, p) && exceptions[f.name] != p {
			found = append(found, t.at(f, spec.Pos(), "pure package imports %s", p))
		}
	}
	for _, group := range f.syntax.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:linkname") {
				found = append(found, t.at(f, c.Pos(), "linkname reaches around the list of imports"))
			}
		}
	}
	return found
}

// uses finds the given names of a package, called or handed on as values, under whatever name it is imported.
func uses(t *tree, f goFile, pkg string, names []string, why string) []problem {
	as, ok := f.importedAs(pkg)
	if !ok {
		return nil
	}
	if as == "." {
		return []problem{t.at(f, f.syntax.Name.Pos(), "dot import of %s hides what is used of it", pkg)}
	}
	var found []problem
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == as && slices.Contains(names, sel.Sel.Name) {
			found = append(found, t.at(f, sel.Pos(), "%s.%s: %s", pkg, sel.Sel.Name, why))
		}
		return true
	})
	return found
}

// localTimeRule finds times in the machine's own zone: t.Local(), and time.Unix(…) without UTC() right behind it.
func localTimeRule(t *tree, f goFile) []problem {
	as, ok := f.importedAs("time")
	if !ok {
		return nil
	}
	var found []problem
	inUTC := map[ast.Node]bool{}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if sel.Sel.Name == "UTC" {
			inUTC[sel.X] = true // Inspect comes to the outer call first
		}
		x, isName := sel.X.(*ast.Ident)
		switch {
		case sel.Sel.Name == "Local" && len(call.Args) == 0:
			found = append(found, t.at(f, call.Pos(), "Local() depends on the machine's zone"))
		case isName && x.Name == as && slices.Contains(localTimes, sel.Sel.Name) && !inUTC[call]:
			found = append(found, t.at(f, call.Pos(), "time.%s returns the machine's zone: add .UTC()", sel.Sel.Name))
		}
		return true
	})
	return found
}

func noGoroutines(t *tree, f goFile) []problem {
	var found []problem
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = append(found, t.at(f, n.Pos(), "go statement in a pure package"))
		case *ast.SelectStmt:
			found = append(found, t.at(f, n.Pos(), "select in a pure package"))
		case *ast.ChanType:
			found = append(found, t.at(f, n.Pos(), "channel in a pure package"))
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				found = append(found, t.at(f, n.Pos(), "receive in a pure package"))
			}
		}
		return true
	})
	return found
}
