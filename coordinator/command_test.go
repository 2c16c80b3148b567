package coordinator

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// TestEveryRowParsesItsExample proves that the help never shows a form that is
// refused.
func TestEveryRowParsesItsExample(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Commands {
		for _, example := range []string{c.Usage, c.Example} {
			if example == "" {
				continue
			}
			if in, err := Parse(example); err != nil || in == nil {
				t.Errorf("%q: %v", example, err)
			}
		}
		if !strings.HasPrefix(c.Usage, c.Name) {
			t.Errorf("the example of %s is of something else: %q", c.Name, c.Usage)
		}
		for _, n := range append([]string{c.Name}, c.Also...) {
			if seen[n] {
				t.Errorf("%q means two commands", n)
			}
			seen[n] = true
		}
		if !strings.HasSuffix(c.Help, ".") || len(c.Help) > 90 {
			t.Errorf("help of %s is no short sentence: %q", c.Name, c.Help)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]Input{
		"":                          StatusAsked{},
		"  status ":                 StatusAsked{},
		"What's going on?":          StatusAsked{},
		"SITREP":                    StatusAsked{},
		"sev 1":                     SeverityChosen{incident.SEV1},
		"sev SEV3":                  SeverityChosen{incident.SEV3},
		"severity sev-2":            SeverityChosen{incident.SEV2},
		"trend getting worse":       TrendSet{incident.TrendWorse},
		"trend unchanged":           TrendSet{incident.TrendSame},
		"lead":                      RoleGiven{Role: incident.Commander},
		"lead me":                   RoleGiven{Role: incident.Commander},
		"lead <@U1|ana>":            RoleGiven{incident.Commander, "U1"},
		"ic @ana":                   RoleGiven{incident.Commander, "ana"},
		"rule-out h1: old too":      HypothesisJudged{"H1", incident.Refuted, "old too"},
		"confirm H2":                HypothesisJudged{"H2", incident.Confirmed, ""},
		"merge H2 into H1":          HypothesesJoined{"H2", "H1"},
		"merge h2 h1":               HypothesesJoined{"H2", "H1"},
		"evidence H1 against: x y":  EvidenceBrought{"H1", true, "x y"},
		"take H2 for 20m":           LineTaken{Subject{Hypothesis: "H2"}, When{In: 20 * time.Minute}},
		"take the logs until 15:30": LineTaken{Subject{Words: "the logs"}, When{Clock: "15:30"}},
		"take the logs for Monday":  LineTaken{Subject{Words: "the logs for Monday"}, When{}},
		"assign @ben H2":            LineGiven{"ben", Subject{Hypothesis: "H2"}, When{}},
		"assign to @ben Q3 for 1h":  LineGiven{"ben", Subject{Question: "Q3"}, When{In: time.Hour}},
		"renew L1":                  LineExtended{"L1", When{}},
		"renew L1 15":               LineExtended{"L1", When{In: 15 * time.Minute}},
		"drop":                      LineDropped{},
		"did restarted x expect y in 10 min": ChangeMade{
			"restarted x", "y", When{In: 10 * time.Minute}, "",
		},
		"did restarted x for H1":    ChangeMade{What: "restarted x", On: "H1"},
		"done I2 helped":            ChangeSeen{"I2", "yes", ""},
		"done I2":                   ChangeSeen{"I2", "unclear", ""},
		"check cold cache H1 H2 5m": CheckNamed{"cold cache", []incident.HypothesisID{"H1", "H2"}, 5 * time.Minute},
		"check cold cache":          CheckNamed{What: "cold cache"},
		"wait 40m the restore":      WaitNamed{"the restore", When{In: 40 * time.Minute}},
		"wait for the restore, 40m": nil,
		"told mail: it is slow H2":  OutsideTold{"mail", "it is slow", "H2"},
		"hands-off db-3 for 2h":     HandsOff{"db-3", When{In: 2 * time.Hour}},
		"ask @ben is it up?":        QuestionPut{What: "is it up?", Of: "ben"},
		"ask @ben to restart it":    QuestionPut{What: "restart it", Of: "ben", Request: true},
		"ask fixation/H1":           FindingJudged{"fixation/H1", AnswerAsk},
		"quiet":                     QuietAsked{},
		"quiet for 30m":             QuietAsked{For: When{In: 30 * time.Minute}},
		"quiet off":                 QuietAsked{Off: true},
		"timeline":                  TimelineAsked{10},
		"help":                      HelpAsked{},
		"?":                         HelpAsked{},
		"help Take":                 HelpAsked{"take"},
		// Refused, with the right form.
		"frobnicate":         nil,
		"sev":                nil,
		"sev 9":              nil,
		"trend sideways":     nil,
		"confirm":            nil,
		"confirm x":          nil,
		"merge H1":           nil,
		"merge H1 H2 H3":     nil,
		"evidence H1 x":      nil,
		"take":               nil,
		"assign @ben":        nil,
		"renew L1 tomorrow":  nil,
		"drop everything":    nil,
		"done I1 exploded":   nil,
		"wait":               nil,
		"told mail":          nil,
		"answered":           nil,
		"quiet please":       nil,
		"timeline -1":        nil,
		"timeline 99999":     nil,
		"rule-out":           nil,
		"impact":             nil,
		"phase panicking":    nil,
		"role king @ben":     nil,
		"hypothesis":         nil,
		"reword H1":          nil,
		"expect I1":          nil,
		"H1":                 nil,
		"take H2 for 99999m": LineTaken{Subject{Hypothesis: "H2", Words: "for 99999m"}, When{}},
	} {
		got, err := Parse(text)
		if want == nil {
			var r *Refusal
			if !errors.As(err, &r) || r.Code == "" || r.Sentence == "" {
				t.Errorf("Parse(%q) = %#v, %v; want a refusal", text, got, err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q) = %#v, %v; want %#v", text, got, err, want)
		}
	}
}

// TestRefusalsHelp proves that a refusal says what would be right.
func TestRefusalsHelp(t *testing.T) {
	for text, want := range map[string]string{
		"confirm":    `I need a hypothesis. For example: confirm H2 reproduced it twice`,
		"sev 9":      `I can't read "9". For example: sev 2`,
		"statsu":     `I don't know "statsu". Did you mean "status"?`,
		"frobnicate": `I don't know "frobnicate". "help" lists what I understand.`,
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) says %q, want %q", text, err, want)
		}
	}
}

// TestUnderstand proves that plain questions are answered and chatter is not.
func TestUnderstand(t *testing.T) {
	for text, want := range map[string]Input{
		"what's going on?":              StatusAsked{},
		"hey, what’s going on here?":    StatusAsked{},
		"who is on dns?":                ListAsked{"lines"},
		"what did we rule out?":         ListAsked{"ruled-out"},
		"catch me up please":            CatchUpAsked{},
		"status":                        StatusAsked{},
		"quiet 30m":                     QuietAsked{For: When{In: 30 * time.Minute}},
		"you are the best":              nil,
		"lol":                           nil,
		"":                              nil,
		"thanks":                        nil,
		"is this thing on":              nil,
		"tell me a joke":                nil,
		"it is the deploy, not the bot": nil,
	} {
		got, ok := Understand(text)
		if ok != (want != nil) || (ok && !reflect.DeepEqual(got, want)) {
			t.Errorf("Understand(%q) = %#v, %v; want %#v", text, got, ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range Commands {
		f.Add(c.Usage)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := Parse(text)
		var r *Refusal
		if (in == nil) == (err == nil) {
			t.Errorf("%q gives %#v and %v", text, in, err)
		}
		if err != nil && !errors.As(err, &r) {
			t.Errorf("%q is refused with %v", text, err)
		}
	})
}

func TestWhenAt(t *testing.T) {
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.UTC)
	for w, want := range map[When]time.Time{
		{In: time.Minute}: now.Add(time.Minute),
		{Clock: "15:30"}:  now.Add(90 * time.Minute),
		{Clock: "14:00"}:  now.Add(24 * time.Hour),
		{Clock: "9:05"}:   time.Date(2026, 3, 11, 9, 5, 0, 0, time.UTC),
		{}:                now.Add(time.Hour),
	} {
		if got := w.At(now, time.Hour); !got.Equal(want) {
			t.Errorf("%+v is %v, want %v", w, got, want)
		}
	}
}

func TestSchedule(t *testing.T) {
	s, err := ParseSchedule("*/20 * * * *")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)
	if next, ok := s.Next(at); !ok || !next.Equal(at.Add(15*time.Minute)) {
		t.Errorf("next is %v, %v", next, ok)
	}
	for _, bad := range []string{"x", "* * *", "61 * * * *", "TZ=Europe/Paris * * * * *", "CRON_TZ=UTC * * * * *"} {
		if _, err := ParseSchedule(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
	if _, ok := (Schedule{}).Next(at); ok {
		t.Error("no schedule is due")
	}
}
