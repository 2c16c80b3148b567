package agents

import (
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

var examStart = time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)

// sceneOf makes a scene of an impact and signs.
func sceneOf(impact string, signs ...string) incident.Scene {
	sc := incident.Scene{Began: examStart, Impact: incident.Say(impact)}
	for i, s := range signs {
		at := examStart.Add(time.Duration(i+1) * time.Minute)
		sc.Signs = append(sc.Signs, incident.Sign{What: incident.Say(s), At: at, Source: incident.MessageIDAt(at)})
	}
	return sc
}

type examiner interface {
	Name() string
	Examine(sc incident.Scene) []incident.Idea
	Recognise(statement string) []incident.Idea
}

var examiners = []examiner{ChangeExaminer{}, StrainExaminer{}}

// examineAll asks both, and returns the ideas that signs point to, best first.
func examineAll(sc incident.Scene) (pointed, all []incident.Idea) {
	for _, x := range examiners {
		all = append(all, x.Examine(sc)...)
	}
	for _, i := range all {
		if len(i.Receipts) > 0 {
			pointed = append(pointed, i)
		}
	}
	slices.SortStableFunc(pointed, func(a, b incident.Idea) int { return b.Worth - a.Worth })
	return pointed, all
}

func hasIdea(ideas []incident.Idea, id string) bool {
	return slices.ContainsFunc(ideas, func(i incident.Idea) bool { return i.ID == id })
}

// TestExamine proves what signs point to, and what they do not.
func TestExamine(t *testing.T) {
	for _, c := range []struct {
		name  string
		scene incident.Scene
		want  []string
		not   []string // not pointed to
		never []string // not even taken up without a sign
	}{
		{name: "nothing is known", scene: sceneOf(""), not: []string{"release", "names", "disk-full"}},
		{
			name: "a certificate", scene: sceneOf("checkout is unreachable", "curl says x509: certificate has expired", "handshake failure on the balancer"),
			want: []string{"expired-certificate"}, not: []string{"disk-full", "names"},
		},
		{
			name: "the certificate was looked at and is fine", scene: sceneOf("checkout is unreachable", "the certificate is valid until June", "no x509 errors in the log"),
			not: []string{"expired-certificate"}, never: []string{"expired-certificate"},
		},
		{
			name: "no deploy", scene: sceneOf("search is slow", "no deploy today", "all regions in the same minute"),
			want: []string{"setting"}, not: []string{"release"}, never: []string{"release"},
		},
		{name: "disk", scene: sceneOf("uploads fail", "write failed: No space left on device"), want: []string{"disk-full"}, not: []string{"counter-full"}},
		{name: "names", scene: sceneOf("api is down", "dial tcp: lookup db-3: no such host"), want: []string{"names", "ports"}, not: []string{"locks"}},
		{name: "memory", scene: sceneOf("workers restart", "pods OOMKilled after a few hours"), want: []string{"leak"}, not: []string{"demand"}},
		{name: "graphs against people", scene: sceneOf("", "the dashboard is all green", "but users cannot log in"), want: []string{"blind-gauge"}},
		{name: "words within words are no signs", scene: sceneOf("", "the adversary of diskette tlsx"), not: []string{"disk-full", "expired-certificate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pointed, all := examineAll(c.scene)
			for _, id := range c.want {
				if !hasIdea(pointed, id) {
					t.Errorf("signs do not point to %s", id)
				}
			}
			for _, id := range c.not {
				if hasIdea(pointed, id) {
					t.Errorf("signs point to %s", id)
				}
			}
			for _, id := range c.never {
				if hasIdea(all, id) {
					t.Errorf("%s is proposed although it was looked at", id)
				}
			}
		})
	}
}

// TestRollbackThatDidNotHelp proves that it speaks weakly against what sets
// things off, and for what outlives it; one that helped does neither.
func TestRollbackThatDidNotHelp(t *testing.T) {
	worth := func(helped, id string) int {
		sc := sceneOf("checkout fails", "it began with the deploy")
		sc.Changes = []incident.SeenChange{{What: incident.Say("rolled back checkout"), At: examStart, Source: "1.000001", Helped: helped}}
		_, all := examineAll(sc)
		i := slices.IndexFunc(all, func(i incident.Idea) bool { return i.ID == id })
		return all[i].Worth
	}
	for _, id := range []string{"bad-fallback", "self-sustaining"} {
		if worth("no", id) <= worth("yes", id) {
			t.Errorf("%s: a rollback that did not help does not speak for it", id)
		}
	}
	if no := worth("no", "release"); no >= worth("yes", "release") || no == 0 {
		t.Error("a rollback that did not help does not speak weakly against the release")
	}
	sc := sceneOf("checkout fails")
	sc.Changes = []incident.SeenChange{{What: incident.Say("enlarged the pool"), Helped: "no"}}
	if pointed, _ := examineAll(sc); hasIdea(pointed, "self-sustaining") {
		t.Error("a change that takes nothing back counts as one that does")
	}
}

// TestThing proves which of the incident's nouns ideas are made with.
func TestThing(t *testing.T) {
	for _, c := range []struct{ name, impact, sign, want string }{
		{"the subject", "checkout returns 502 for everybody", "", "checkout"},
		{"after an article", "The search is down", "", "search"},
		{"people are none", "customers cannot pay", "", ""},
		{"a name with a form of its own", "customers cannot pay", "cart-api-7 answers 500", "cart-api-7"},
		{"names of people are none", "ana cannot log in", "", ""},
		{"no identifiers of the board", "H1 H1 H1", "H1 file 4", ""},
		{"nothing that could be more than a name", "`rm;x` fails", "$(x) fails <!channel>", ""},
		{"a commit is none", "", "adc92cbf52 adc92cbf52", ""},
		{"nor is what was done", "", "replied: crashed badly, crashed badly", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := sceneOf(c.impact, c.sign)
			sc.Names = []string{"ana"}
			if got := thingIn(sc, wordsOf(sc)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestCatalogue proves that every entry is whole, says things as people may be
// told them, and is found again when somebody puts it on the board.
func TestCatalogue(t *testing.T) {
	said := regexp.MustCompile(`(?i)fixation|bias|tunnel vision|should have|could have|human error|root cause|%|—`)
	ids := map[string]bool{}
	for k, x := range examiners {
		for _, p := range []*examPart{changePart, strainPart}[k].patterns {
			if ids[p.id] {
				t.Errorf("%s is there twice", p.id)
			}
			ids[p.id] = true
			for _, text := range []string{p.class, p.says, p.marks, p.question, p.check, p.lever} {
				if text == "" || said.MatchString(text) {
					t.Errorf("%s: %q", p.id, text)
				}
			}
			if !strings.HasSuffix(p.question, "?") || p.secs < 30 || p.secs > 300 || strings.HasSuffix(p.check, ".") || strings.HasSuffix(p.lever, ".") {
				t.Errorf("%s: the question, the check or what it costs has not the agreed form", p.id)
			}
			for _, thing := range []string{"checkout", ""} {
				f := filler{thing: thing, since: examStart}
				if texts := f.fill(p.says + p.question + p.check + p.lever); strings.ContainsAny(texts, "{}") {
					t.Errorf("%s: %q", p.id, texts)
				}
				if says := f.fill(p.says); !hasIdea(x.Recognise(says), p.id) {
					t.Errorf("%s is not recognised in %q", p.id, says)
				}
			}
		}
	}
	if len(ids) < 50 {
		t.Errorf("%d entries", len(ids))
	}
}

// TestRecognise proves which patterns a statement is an instance of.
func TestRecognise(t *testing.T) {
	for _, c := range []struct{ statement, want, not string }{
		{"the 09:40 deploy", "release", "setting"},
		{"the cert on the balancer expired", "expired-certificate", "rotated-key"},
		{"the cache is cold", "cold-cache", "release"},
		{"DNS", "names", "routes"},
		{"something odd in the payment code", "", "release"},
	} {
		var got []incident.Idea
		for _, x := range examiners {
			got = append(got, x.Recognise(c.statement)...)
		}
		if (c.want != "" && !hasIdea(got, c.want)) || hasIdea(got, c.not) {
			t.Errorf("%q: %v", c.statement, got)
		}
	}
}

// TestTells proves that the table is what its formula gives.
func TestTells(t *testing.T) {
	h := func(p float64) float64 { return -p*math.Log2(p) - (1-p)*math.Log2(1-p) }
	for score, got := range examTells {
		w := math.Pow(2, float64(score)/2)
		if score == 0 {
			w = .25
		}
		if want := int(math.Round(1000 * (h(.2+.6*w/(w+24)) - h(.2)))); got != want {
			t.Errorf("score %d: %d, want %d", score, got, want)
		}
	}
}

// TestExamineTwice proves that the same scene gives the same ideas, and that
// examiners leave it as it was.
func TestExamineTwice(t *testing.T) {
	sc := longScene()
	was := longScene()
	for _, x := range examiners {
		if !reflect.DeepEqual(x.Examine(sc), x.Examine(sc)) {
			t.Errorf("%s gives two answers", x.Name())
		}
	}
	if !reflect.DeepEqual(sc, was) {
		t.Error("the scene has changed")
	}
}

func TestExaminersAreListed(t *testing.T) {
	for _, x := range examiners {
		if !slices.ContainsFunc(All, func(a Agent) bool { return a.Name == x.Name() && a.Kind == ByRules }) {
			t.Errorf("%s is not in the table of agents", x.Name())
		}
	}
}

// longScene is as much as an examiner is ever given.
func longScene() incident.Scene {
	words := []string{
		"checkout returns 502 for a part of the customers in the EU since 14:02", "p99 of cart-api-3 is at 12 s and climbing since the deploy",
		"no retries in the log of the gateway", "connection pool of payments is at 100 of 100", "dashboard shows cache hit rate at 40",
		"the certificate is valid until June", "db-3 has 400 slow query entries with lock wait", "pods of cart-api restart with OOMKilled every ten minutes",
	}
	var signs []string
	for i := range 3 * mostSigns {
		signs = append(signs, words[i%len(words)]+" "+strings.Repeat("x", i%7))
	}
	sc := sceneOf("checkout returns 502", signs...)
	for range 20 {
		sc.Changes = append(sc.Changes, incident.SeenChange{What: incident.Say("rolled back checkout to v41"), Target: incident.Say("checkout"), At: examStart, Helped: "no"})
	}
	return sc
}

// FuzzExamine proves that any words give ideas that are whole and bounded, and
// that none of the words gets into a command but as the name of a thing.
func FuzzExamine(f *testing.F) {
	f.Add("checkout returns 502", "x509: certificate has expired", "rolled back checkout")
	f.Add("<!channel> `rm -rf`", "\xff\xfe no space left {thing} {host}", "")
	f.Add("ＣＨＥＣＫＯＵＴ ist kaputt", strings.Repeat("retry ", 500), "undo")
	f.Fuzz(func(t *testing.T, impact, sign, change string) {
		sc := sceneOf(impact, sign)
		sc.Changes = []incident.SeenChange{{What: incident.Say(change), Target: incident.Say(sign), Helped: "no"}}
		for _, x := range examiners {
			ideas := x.Examine(sc)
			if len(ideas) > 40 {
				t.Fatalf("%d ideas", len(ideas))
			}
			for _, i := range ideas {
				if i.Worth <= 0 || i.Cost <= 0 || len(i.Receipts) > mostReceipts || !strings.HasSuffix(i.Question, "?") {
					t.Fatalf("%+v", i)
				}
				if texts := i.Says + i.Question + i.Check + i.Lever; len(texts) > 900 || strings.ContainsAny(texts, "<>{}\n") {
					t.Fatalf("%q", texts)
				}
			}
			_ = x.Recognise(impact)
		}
	})
}

// BenchmarkExamine is both examiners on as much as they are ever given: at most
// 200 µs.
func BenchmarkExamine(b *testing.B) {
	sc := longScene()
	b.ReportAllocs()
	for b.Loop() {
		for _, x := range examiners {
			x.Examine(sc)
		}
	}
}

// TestLongStory proves that of a long story the beginning and the end are looked
// at.
func TestLongStory(t *testing.T) {
	signs := make([]string, 200)
	for i := range signs {
		signs[i] = "still the same"
	}
	signs[0], signs[100], signs[199] = "no space left on device", "NXDOMAIN", "OOMKilled"
	pointed, _ := examineAll(sceneOf("", signs...))
	if !hasIdea(pointed, "disk-full") || !hasIdea(pointed, "leak") || hasIdea(pointed, "names") {
		t.Errorf("%+v", pointed)
	}
}
