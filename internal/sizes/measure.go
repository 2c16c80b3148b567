package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A file is the measure of one Go file.
type file struct {
	name  string
	test  bool
	lines int
	funcs []function
}

// A function is the measure of one function or method with a body.
type function struct {
	name  string
	place string // file:line
	lines int
}

// measure measures every Go file below the root, in the order of their paths.
func measure(fsys fs.FS) ([]file, error) {
	var files []file
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); name != "." && (base == "testdata" || strings.HasPrefix(base, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		measured, generated, err := measureFile(name, text)
		if err != nil {
			return err
		}
		if !generated {
			files = append(files, measured)
		}
		return nil
	})
	return files, err
}

func measureFile(name string, text []byte) (measured file, generated bool, err error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, false, fmt.Errorf("parse %s: %w", name, err)
	}
	measured = file{name: name, test: strings.HasSuffix(name, "_test.go"), lines: bytes.Count(text, []byte("\n"))}
	for _, decl := range syntax.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		begin, end := fset.Position(fn.Type.Func).Line, fset.Position(fn.Body.Rbrace).Line
		measured.funcs = append(measured.funcs, function{fn.Name.Name, fmt.Sprintf("%s:%d", name, begin), end - begin + 1})
	}
	return measured, ast.IsGenerated(syntax), nil
}

// quantile returns the smallest value that at least the given percentage of the values do not exceed; 0 for none.
func quantile(values []int, percent int) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := (len(sorted)*percent + 99) / 100 // rounded up
	return sorted[max(rank, 1)-1]
}
