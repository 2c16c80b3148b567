// Package archtest holds the tests that keep the project's written rules true. A convention that no test checks ends up
// false, so each rule in ARCHITECTURE.md that a machine can judge is judged here.
//
// The rules are functions from a tree (the repository, or a fixture) to a list of problems. Most parse Go files one by
// one and never load types, so that they are quick and also work while some package does not compile. What needs types
// (exhaustive switches, methods reached through an interface) is left to the linters in .golangci.yml.
//
// They promise to see through renamed imports. They do not promise to find a clock that is handed in as a function
// value: a pure package that is given time.Now from outside is not caught.
//
// Each txtar file in testdata is a small tree that breaks one rule; its want section lists the problems that must be
// found there, and no others. A new rule needs such a file, or nobody knows that it can fail.
package archtest
