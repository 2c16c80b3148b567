package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	detectorList = "commonground/detectors.go"
	commandList  = "coordinator/command.go"
	scenarioDir  = "internal/scenario/testdata"
)

// detectorRule finds which step of "add a detector" was forgotten: the file, its test, its place in the list, its
// scripted incident.
func detectorRule(t *tree) []problem {
	if !t.hasDir("commonground") {
		return nil
	}
	i := slices.IndexFunc(t.code, func(f goFile) bool { return f.name == detectorList })
	if i < 0 {
		return []problem{{file: detectorList, text: "missing"}}
	}
	list := packageVar(t.code[i].syntax, "detectors")
	if list == nil || len(list.Elts) == 0 {
		return []problem{{file: detectorList, text: "no slice named detectors with entries"}}
	}
	var found []problem
	listed := map[string]bool{}
	for _, entry := range list.Elts {
		name := detectFunc(entry)
		if name == "" {
			found = append(found, t.at(t.code[i], entry.Pos(), "entry names no detect… function"))
			continue
		}
		snake := snakeCase(strings.TrimPrefix(name, "detect"))
		listed[snake] = true
		found = append(found, detectorSteps(t, snake, name)...)
	}
	for _, name := range t.match("commonground/detect_*.go") {
		snake := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "detect_"), ".go")
		if !listed[snake] && !strings.HasSuffix(snake, "_test") {
			found = append(found, problem{file: name, text: "not in the slice detectors"})
		}
	}
	return found
}

// detectorSteps judges one entry.
func detectorSteps(t *tree, snake, function string) []problem {
	var found []problem
	home := "commonground/detect_" + snake + ".go"
	switch {
	case !t.has(home):
		found = append(found, problem{file: home, text: "missing"})
	case !declares(t, home, function):
		found = append(found, problem{file: home, text: "does not declare " + function})
	}
	if test := "commonground/detect_" + snake + "_test.go"; !t.has(test) {
		found = append(found, problem{file: test, text: "missing"})
	}
	kebab := strings.ReplaceAll(snake, "_", "-")
	if scenario := scenarioDir + "/detect-" + kebab + ".txtar"; !t.has(scenario) &&
		len(t.match(scenarioDir+"/detect-"+kebab+"-*.txtar")) == 0 {
		found = append(found, problem{file: scenario, text: "missing"})
	}
	return found
}

// agentRule finds which step of "add an agent by a model" was forgotten: the prompt, its golden text, the fuzz test of
// the parser, and the scripts with a good reply, with nonsense and with none.
func agentRule(t *tree) []problem {
	var found []problem
	missing := func(file string) { found = append(found, problem{file: file, text: "missing"}) }
	for _, home := range t.match("agents/*_llm.go") {
		name := strings.TrimSuffix(path.Base(home), "_llm.go")
		if prompt := "agents/prompts/" + name + ".tmpl"; !t.has(prompt) {
			missing(prompt)
		}
		if golden := "agents/testdata/" + name + "*"; len(t.match(golden)) == 0 {
			missing(golden)
		}
		test := "agents/" + name + "_llm_test.go"
		if !regexp.MustCompile(`(?m)^func Fuzz`).Match(t.text[test]) {
			found = append(found, problem{file: test, text: "no fuzz test of the parser"})
		}
		scripts := scenarioDir + "/agent-" + strings.ReplaceAll(name, "_", "-") + "-*.txtar"
		if n := len(t.match(scripts)); n < 3 {
			found = append(found, problem{file: scripts, text: fmt.Sprintf(
				"%d of 3 scripts: one with a good reply, one with nonsense, one with none", n)})
		}
	}
	return found
}

// commandRule finds rows of the table of commands that no scripted incident uses.
func commandRule(t *tree) []problem {
	if !t.hasDir("coordinator") {
		return nil
	}
	i := slices.IndexFunc(t.code, func(f goFile) bool { return f.name == commandList })
	if i < 0 {
		return []problem{{file: commandList, text: "missing"}}
	}
	rows := commandRows(t.code[i].syntax)
	if len(rows) == 0 {
		return []problem{{file: commandList, text: "no rows with a name"}}
	}
	var found []problem
	for _, r := range rows {
		if !commandInScenario(t, r.name) {
			found = append(found, t.at(t.code[i], r.pos, "no scenario uses the command %q", r.name))
		}
	}
	return found
}

type commandRow struct {
	name string
	pos  token.Pos
}

// commandRows returns every row of a list of composite literals that has a string in a field called name.
func commandRows(file *ast.File) []commandRow {
	var rows []commandRow
	ast.Inspect(file, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, isIdent := kv.Key.(*ast.Ident)
		value, isLit := kv.Value.(*ast.BasicLit)
		if isIdent && isLit && strings.EqualFold(key.Name, "name") && value.Kind == token.STRING {
			if name, err := strconv.Unquote(value.Value); err == nil {
				rows = append(rows, commandRow{name, kv.Pos()})
			}
		}
		return true
	})
	return rows
}

// commandInScenario reports whether a line of some script gives the command: "+3m ana: /bearings status" or
// "+3m command ana: status".
func commandInScenario(t *tree, name string) bool {
	use := regexp.MustCompile(`(?m)^\+\S+\s+(?:.*[/@]bearings\s+|command\s+\S+\s+(?:on\s+\S+\s+)?)` + regexp.QuoteMeta(name) + `(?:\s|"|$)`)
	return slices.ContainsFunc(t.match(scenarioDir+"/*.txtar"), func(file string) bool {
		_, script, _ := scripted(t.text[file])
		return use.MatchString(script)
	})
}

// scripted returns the two parts of a scripted incident that people write: what it shows, and the script.
func scripted(text []byte) (shows, script string, ok bool) {
	shows, rest, ok := strings.Cut(string(text), "-- script --\n")
	script, _, _ = strings.Cut(rest, "\n-- ")
	return strings.TrimSpace(shows), script, ok
}

// packageVar returns the literal that a variable of the file begins with.
func packageVar(file *ast.File, name string) *ast.CompositeLit {
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			values, ok := spec.(*ast.ValueSpec)
			if !ok || len(values.Names) != 1 || values.Names[0].Name != name || len(values.Values) != 1 {
				continue
			}
			if lit, ok := values.Values[0].(*ast.CompositeLit); ok {
				return lit
			}
		}
	}
	return nil
}

// detectFunc returns the detect… function that an entry names, or "".
func detectFunc(entry ast.Expr) string {
	var name string
	ast.Inspect(entry, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" && regexp.MustCompile(`^detect[A-Z]`).MatchString(id.Name) {
			name = id.Name
		}
		return name == ""
	})
	return name
}

func declares(t *tree, file, function string) bool {
	return slices.ContainsFunc(t.code, func(f goFile) bool {
		return f.name == file && slices.ContainsFunc(f.syntax.Decls, func(d ast.Decl) bool {
			fn, ok := d.(*ast.FuncDecl)
			return ok && fn.Recv == nil && fn.Name.Name == function
		})
	})
}

var hump = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// snakeCase turns StaleSlot into stale_slot.
func snakeCase(name string) string {
	return strings.ToLower(hump.ReplaceAllString(name, "${1}_${2}"))
}

// maxScript keeps a scripted incident to one point.
const maxScript = 60

// scenarioRule finds scripted incidents that break the agreed shape: no first sentence, or too long a script.
func scenarioRule(t *tree) []problem {
	var found []problem
	for _, name := range t.match(scenarioDir + "/*.txtar") {
		shows, script, ok := scripted(t.text[name])
		if !ok || shows == "" {
			found = append(found, problem{file: name, text: "begins with no sentence that says what it shows, followed by a script"})
			continue
		}
		if n := lines([]byte(script)); n > maxScript && path.Base(name) != "demo.txtar" {
			found = append(found, problem{file: name, text: fmt.Sprintf("%d script lines; keep to one point in at most %d", n, maxScript)})
		}
	}
	return found
}
