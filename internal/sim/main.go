// Sim makes up whole incidents of which the truth is known, plays them through the real coordinator in virtual time, and
// counts what the detectors found and what was said.
//
//	go run ./internal/sim [-n 1000] [-seed 1] [-kind NAME] [-docs docs/detectors.md]
//	go run ./internal/sim -show 17 -kind fixated
//
// An incident has a hidden cause, responders who see a part of it, evidence that arrives over time, and people who test
// well, will not let go, or wander. Messages are read by a scribe that knows what was meant, so that detectors are judged
// apart from reading. What the people do is written down minute by minute as it is made up, and what a detector has to
// find is worked out from that, never from what was said or from the ledger.
//
// The same seed gives the same incident, and the same seeds the same table, on every machine. In every incident the
// invariants of check.go are checked. Exit codes: 0 all hold, 1 one is broken or a file could not be written, 2 wrong use.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
)

func main() {
	n := flag.Int("n", 1000, "incidents of each kind")
	seed := flag.Uint64("seed", 1, "the first seed")
	only := flag.String("kind", "", "only this kind")
	docs := flag.String("docs", "", "rewrite the table in this file")
	show := flag.Uint64("show", 0, "tell one incident: its seed, with -kind")
	flag.Parse()
	debug.SetGCPercent(800) // much is made and dropped, and little kept
	kinds := kinds
	if *only != "" {
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool { return k.name != *only })
	}
	if len(kinds) == 0 || flag.NArg() > 0 || (*show > 0 && *only == "") {
		flag.Usage()
		os.Exit(2)
	}
	err := error(nil)
	if *show > 0 {
		err = showOne(os.Stdout, kinds[0], *show)
	} else {
		err = run(os.Stdout, kinds, *n, *seed, *docs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1)
	}
}

func showOne(w io.Writer, k kind, seed uint64) error {
	story, err := tell(k, seed)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, story)
	return err
}

func run(w io.Writer, kinds []kind, n int, seed uint64, docs string) error {
	t := simulate(kinds, n, seed)
	if _, err := io.WriteString(w, t.text()); err != nil {
		return err
	}
	if len(t.broken) > 0 {
		return fmt.Errorf("%d invariants are broken, the first: %s", len(t.broken), t.broken[0])
	}
	if docs == "" {
		return nil
	}
	old, err := os.ReadFile(docs)
	if err != nil {
		return err
	}
	page, err := renewed(string(old), t.markdown())
	if err != nil {
		return fmt.Errorf("%s: %w", docs, err)
	}
	return os.WriteFile(docs, []byte(page), 0o644) //nolint:gosec // a page of the repository
}
