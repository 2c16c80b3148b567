package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// What the projects that we admire keep, and so what we aim for.
const (
	aimFuncMedian = 12
	aimFunc95     = 60
	aimFuncMax    = 80
	aimFileMedian = 165
	aimFileMax    = 600
)

var purePackages = []string{"incident", "hypotheses", "commonground", "agents", "coordinator"}

// report renders what was measured. Tests count only where they are named.
func report(files []file) string {
	var b strings.Builder
	var funcs []function
	var funcLines, fileLines []int
	var code []file
	for _, f := range files {
		if f.test {
			continue
		}
		code = append(code, f)
		fileLines = append(fileLines, f.lines)
		for _, fn := range f.funcs {
			funcs = append(funcs, fn)
			funcLines = append(funcLines, fn.lines)
		}
	}
	fmt.Fprintf(&b, "%d functions\n", len(funcs))
	row(&b, "median", quantile(funcLines, 50), aimFuncMedian)
	row(&b, "95th percentile", quantile(funcLines, 95), aimFunc95)
	row(&b, "longest", quantile(funcLines, 100), aimFuncMax)
	slices.SortStableFunc(funcs, func(a, b function) int { return cmp.Compare(b.lines, a.lines) })
	for _, fn := range funcs {
		if fn.lines > aimFuncMax {
			fmt.Fprintf(&b, "    %s: %s has %d lines\n", fn.place, fn.name, fn.lines)
		}
	}
	fmt.Fprintf(&b, "%d files\n", len(code))
	row(&b, "median", quantile(fileLines, 50), aimFileMedian)
	row(&b, "longest", quantile(fileLines, 100), aimFileMax)
	slices.SortStableFunc(code, func(a, b file) int { return cmp.Compare(b.lines, a.lines) })
	for _, f := range code {
		if f.lines > aimFileMax {
			fmt.Fprintf(&b, "    %s has %d lines\n", f.name, f.lines)
		}
	}
	ratios(&b, files)
	return b.String()
}

func row(b *strings.Builder, what string, got, aim int) {
	note := ""
	if got > aim {
		note = "  above"
	}
	fmt.Fprintf(b, "  %-16s %5d  (aim: at most %d)%s\n", what, got, aim, note)
}

// ratios reports the lines of tests for each line of code in the pure packages.
func ratios(b *strings.Builder, files []file) {
	fmt.Fprintln(b, "test:code in the pure packages (aim: at least 1)")
	for _, pkg := range purePackages {
		var code, tests int
		for _, f := range files {
			switch {
			case path.Dir(f.name) != pkg:
			case f.test:
				tests += f.lines
			default:
				code += f.lines
			}
		}
		if code == 0 {
			continue
		}
		note := ""
		if tests < code {
			note = "  below"
		}
		hundredths := tests * 100 / code
		fmt.Fprintf(b, "  %-16s %2d.%02d  (%d:%d)%s\n", pkg, hundredths/100, hundredths%100, tests, code, note)
	}
}
