package scenario

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestIdeasFollowSigns proves that the script of the examiners proposes what its
// signs point to, and that its lookalike, in which that was ruled out or found
// well, does not.
func TestIdeasFollowSigns(t *testing.T) {
	for file, want := range map[string]bool{"testdata/agent-examiners.txtar": true, "testdata/agent-examiners-not.txtar": false} {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		events := string(section(a, "want/events").Data)
		if got := strings.Contains(events, "finding_shown else/expired-certificate"); got != want {
			t.Errorf("%s: the certificate is proposed: %v, want %v", file, got, want)
		}
		for _, known := range []string{"else/release", "else/names"} {
			if strings.Contains(events, "finding_shown "+known) {
				t.Errorf("%s proposes %s", file, known)
			}
		}
	}
}

// TestSpreadProposes proves that the script names who could take the rival, and
// that its lookalike names nobody.
func TestSpreadProposes(t *testing.T) {
	for file, want := range map[string]bool{"testdata/command-spread.txtar": true, "testdata/command-spread-not.txtar": false} {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sent := string(section(a, "want/sent").Data)
		if got := strings.Contains(sent, "Who could take it: "); got != want {
			t.Errorf("%s: somebody is proposed: %v, want %v", file, got, want)
		}
	}
}

// TestIdeasTwice proves that a script with ideas gives the same log and the same
// words each time.
func TestIdeasTwice(t *testing.T) {
	a, err := txtar.ParseFile("testdata/agent-examiners.txtar")
	if err != nil {
		t.Fatal(err)
	}
	script := string(section(a, "script").Data)
	one, two := playAll(t, script), playAll(t, script)
	if one.Events() != two.Events() || one.Sent() != two.Sent() || one.Card() != two.Card() {
		t.Error("two runs differ")
	}
}
