// Sizes reports how long functions and files are and how much of each pure package is tests, beside the values that we
// aim for. It is a report and not a gate: a long function with a reason may stay. The limit of 600 lines a file is a
// gate and lives in internal/archtest.
//
//	go run ./internal/sizes [DIR]
//
// A function's length counts from its func to its closing brace; a file's is its number of lines. Files written by
// programs, testdata, and folders that begin with a dot are left out. Exit codes: 0 reported, 1 a file could not be
// read or parsed.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := run(os.Stdout, dir); err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, dir string) error {
	files, err := measure(os.DirFS(dir))
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, report(files))
	return err
}
