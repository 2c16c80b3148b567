package commonground

import (
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

// work has people talk about a hypothesis, each every second minute.
func (w *world) work(h incident.HypothesisID, from, to float64, people ...string) {
	for minute := from; minute < to; minute += 2 {
		for i, p := range people {
			id := w.say(p, minute+float64(i)/10, "digging")
			w.read(id, incident.Reading{Acts: []incident.Act{incident.ActObservation}, About: h})
		}
	}
}

func TestFixation(t *testing.T) {
	all := []string{"ana", "ben", "cara", "dan"}
	deploy := func(w *world) incident.HypothesisID {
		h, _ := w.raise("ben", 1, "the friday deploy")
		return h
	}
	runDetector(t, "fixation", []detectorCase{
		{
			name: "much effort, nothing that tells, nothing else on the board; no commander", at: 30,
			want:   "fixation/H1 whisper ben",
			happen: func(w *world) { w.work(deploy(w), 2, 30, all...) },
			text:   "H1 (the friday deploy) is the only explanation on the board. What else would look the same, and which quick look would tell?",
		},
		{
			name: "there is a rival nobody looks at, and a commander", at: 30,
			want: "fixation/H1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				h := deploy(w)
				w.raise("cara", 2, "the connection pool")
				w.work(h, 3, 30, all...)
			},
			text: "How do we know it is H1 (the friday deploy) rather than H2 (the connection pool)? What could be looked at that would come out differently?",
		},
		{
			name: "a check is planned", at: 30,
			want: "fixation/H1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				h := deploy(w)
				r, _ := w.raise("cara", 2, "the connection pool")
				w.from("dan", 3, "could compare", incident.CheckPlanned{ID: "C1", What: incident.Say("compare old hosts"), Separates: []incident.HypothesisID{h, r}, Cost: 2 * time.Minute})
				w.from("dan", 3, "could compare", incident.CheckPlanned{ID: "C2", What: incident.Say("replay the traffic"), Separates: []incident.HypothesisID{h, r}, Cost: time.Hour})
				w.work(h, 4, 30, all...)
			},
			text: `How do we know it is H1 (the friday deploy) rather than H2 (the connection pool)? "compare old hosts" (about 2 min) would come out differently.`,
		},
		{
			name: "something speaks against it and nobody answered", at: 30,
			want: "fixation/H1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				h := deploy(w)
				w.evidence("dan", 5, "old-version hosts fail too", h, -2)
				w.work(h, 6, 30, all...)
			},
			text: `dan said at 14:05: "old-version hosts fail too". Does H1 (the friday deploy) explain that, and if not, what would?`,
		},
		{
			name: "it was confirmed, and they go on with it", at: 40,
			want: "fixation/H1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				h := deploy(w)
				w.raise("cara", 2, "the connection pool")
				w.do("ben", 8, "", incident.HypothesisStatusSet{ID: h, Status: incident.Confirmed})
				w.work(h, 9, 40, all...)
			},
			text: "H1 (the friday deploy) was confirmed at 14:08, and nobody has said that it is better. Does it explain all of it, or is something else at work too?",
		},
		{
			name: "it was confirmed, and it is better", at: 40,
			happen: func(w *world) {
				h := deploy(w)
				w.do("ben", 8, "", incident.HypothesisStatusSet{ID: h, Status: incident.Confirmed})
				w.trend("ana", 9, incident.TrendBetter)
				w.work(h, 10, 40, all...)
			},
		},
		{
			name: "a check of it runs", at: 30,
			happen: func(w *world) {
				h := deploy(w)
				w.do("ben", 20, "", incident.InterventionStarted{ID: "I1", Actor: "ben", Kind: incident.Diagnostic, RestsOn: h})
				w.work(h, 2, 30, all...)
			},
		},
		{
			name: "what speaks against it was said by the one who is asked", at: 30,
			want: "fixation/H1 whisper ana",
			happen: func(w *world) {
				w.lead("ana", 0)
				h := deploy(w)
				w.evidence("ana", 5, "old-version hosts fail too", h, -2)
				w.work(h, 6, 30, all...)
			},
			text: "H1 (the friday deploy) is the only explanation on the board. What else would look the same, and which quick look would tell?",
		},
		{
			name: "a contradiction that nobody has answered in eight minutes", at: 20.5,
			want: "fixation/H1 whisper ben",
			happen: func(w *world) {
				h := deploy(w)
				w.evidence("dan", 12, "old-version hosts fail too", h, -2)
				w.work(h, 2, 20, all...)
			},
		},
		{
			name: "a contradiction that people may yet answer", at: 19,
			happen: func(w *world) {
				h := deploy(w)
				w.evidence("dan", 12, "old-version hosts fail too", h, -2)
				w.work(h, 2, 20, all...)
			},
		},
		{name: "young", at: 9, happen: func(w *world) { w.work(deploy(w), 2, 9, all...) }},
		{
			name: "improving", at: 30,
			happen: func(w *world) { w.trend("ana", 2, incident.TrendBetter); w.work(deploy(w), 3, 30, all...) },
		},
		{
			name: "a dive that yields results", at: 30,
			happen: func(w *world) {
				h := deploy(w)
				w.raise("cara", 1, "the connection pool")
				for m := 2.0; m < 30; m += 5 {
					w.work(h, m, m+5, all...)
					w.evidence("ben", m+4, "only v42 fails", h, 2)
				}
			},
		},
		{
			name: "a declared wait", at: 30,
			happen: func(w *world) {
				w.do("ana", 3, "", incident.WaitDeclared{ID: "W1", What: incident.Say("the restore"), Until: at(43)})
				w.work(deploy(w), 4, 30, all...)
			},
		},
		{name: "one person only", at: 40, happen: func(w *world) { w.work(deploy(w), 2, 40, "ben") }},
	})
}

// TestFixationReceipts proves that each clause has its receipt, and that there
// is a way out and a way on.
func TestFixationReceipts(t *testing.T) {
	w := newWorld(t)
	w.lead("ana", 0)
	h, _ := w.raise("ben", 1, "the friday deploy")
	w.raise("cara", 2, "the connection pool")
	_, told := w.evidence("dan", 5, "old-version hosts fail too", h, -2)
	w.work(h, 6, 30, "ana", "ben", "cara", "dan")
	f := w.findings("fixation", 30)[0]
	var receipts, buttons []string
	for _, r := range f.Receipts {
		receipts = append(receipts, r.What)
	}
	for _, b := range f.Buttons {
		buttons = append(buttons, b.Command)
	}
	all := strings.Join(receipts, "\n")
	for _, want := range []string{"4 people, ", "person-minutes on H1 (the friday deploy), since", "told it apart", `not answered yet: dan: "old-version`} {
		if !strings.Contains(all, want) {
			t.Errorf("no receipt says %q:\n%s", want, all)
		}
	}
	if got := strings.Join(buttons, ", "); got != "ask fixation/H1, take H2, else fixation/H1, working H1, snooze fixation/H1 20m" {
		t.Errorf("buttons: %s", got)
	}
	if last := f.Receipts[len(f.Receipts)-1]; last.Source != told || !last.At.Equal(at(5)) {
		t.Errorf("the receipt of what dan said is %+v", last)
	}
	if f.Highest != incident.InThread || f.Escalate != 5*time.Minute || f.Effort < 30 || f.Reasons != 1 {
		t.Errorf("ladder and weight: %+v", f)
	}
}
