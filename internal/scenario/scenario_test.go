package scenario

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the want sections")

func scripts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts in testdata", err)
	}
	return files
}

func section(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name})
	return &a.Files[len(a.Files)-1]
}

// TestScripts plays every script with its checks after every line.
func TestScripts(t *testing.T) {
	for _, file := range scripts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			run := playAll(t, string(section(a, "script").Data))
			compare(t, a, "want/events", run.Events())
			compare(t, a, "want/sent", run.Sent())
			compare(t, a, "want/card", run.Card())
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestDetectorsFire proves that the script of each detector shows what it finds,
// and that a script of a lookalike does not.
func TestDetectorsFire(t *testing.T) {
	for _, file := range scripts(t) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(filepath.Base(file), ".txtar"), "detect-")
		if !ok {
			continue
		}
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		detector, lookalike := strings.CutSuffix(name, "-not")
		events := string(section(a, "want/events").Data)
		if strings.Contains(events, "finding_shown "+detector+"/") == lookalike {
			t.Errorf("%s: a lookalike is %v, and the events are\n%s", file, lookalike, events)
		}
	}
}

func playAll(t *testing.T, script string) *Run {
	t.Helper()
	lines, err := ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	run, err := NewRun()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if err := run.Do(l); err != nil {
			t.Fatal(err)
		}
		if err := run.Check(); err != nil {
			t.Fatalf("after script line %d: %v", l.No, err)
		}
	}
	return run
}

func compare(t *testing.T, a *txtar.Archive, name, got string) {
	t.Helper()
	f := section(a, name)
	if got != "" && !strings.HasSuffix(got, "\n") {
		got += "\n"
	}
	if *update {
		f.Data = []byte(got)
		return
	}
	if want := string(f.Data); got != want {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}

// TestShaken plays the scripts with lines left out, repeated and swapped: what
// comes of it is not looked at, but the checks must hold all the same.
func TestShaken(t *testing.T) {
	for _, file := range scripts(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := ParseScript(string(section(a, "script").Data))
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, uint64(len(lines))))
		for range 2 {
			run, err := NewRun()
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(lines); i++ {
				l := lines[i]
				switch rng.IntN(8) {
				case 0:
					continue
				case 1:
					l = lines[rng.IntN(len(lines))]
				}
				_ = run.Do(l) // a label or a button may be missing now
			}
			if err := run.Check(); err != nil {
				t.Errorf("%s, shaken: %v", file, err)
			}
		}
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add("+0s a(bot): x #l\n+1m command b on l: status\n+2m click b \"Done\"")
	f.Fuzz(func(_ *testing.T, s string) { _, _ = ParseScript(s) })
}

func TestParseScriptRefuses(t *testing.T) {
	for _, bad := range []string{"ana: hi", "+x ana: hi", "+2m nothing of the kind", "+2m a: x\n+1m a: y", "+-1m a: x"} {
		if _, err := ParseScript(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}
