package commonground

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bearings/incident"
)

// TestExposure proves each way in which somebody learns a fact, and that
// nothing else teaches it.
func TestExposure(t *testing.T) {
	// fact is said by ana in the channel at 14:05; happen is what else happens.
	for _, c := range []struct {
		name   string
		happen func(w *world, fact incident.MessageID)
		want   bool // whether ben knows
	}{
		{"nothing", func(*world, incident.MessageID) {}, false},
		{"spoke within ten minutes", func(w *world, _ incident.MessageID) { w.say("ben", 14, "hm") }, true},
		{"spoke at the eleventh minute", func(w *world, _ incident.MessageID) { w.say("ben", 16, "hm") }, false},
		{"spoke just before", func(w *world, _ incident.MessageID) { w.say("ben", 4, "hm") }, false},
		{"spoke before, arrived late", func(w *world, _ incident.MessageID) {
			w.do("ben", 9, "", incident.MessagePosted{ID: "late", Author: "ben", Kind: incident.Human, At: at(4), Text: incident.Say("hm")})
		}, false},
		{"spoke in a thread elsewhere", func(w *world, _ incident.MessageID) { w.reply("ben", 7, "other", "hm") }, false},
		{"replied in its thread", func(w *world, fact incident.MessageID) { w.reply("ben", 40, fact, "hm") }, true},
		{"reacted", func(w *world, fact incident.MessageID) {
			w.do("ben", 30, "", incident.Reacted{ID: fact, Who: "ben", Reaction: "eyes"})
		}, true},
		{"took a reaction away", func(w *world, fact incident.MessageID) {
			w.do("ben", 30, "", incident.Reacted{ID: fact, Who: "ben", Reaction: "eyes", Removed: true})
		}, false},
		{"somebody else reacted", func(w *world, fact incident.MessageID) {
			w.do("cara", 30, "", incident.Reacted{ID: fact, Who: "cara", Reaction: "eyes"})
		}, false},
		{"asked in it, by the reading", func(w *world, fact incident.MessageID) {
			w.read(fact, incident.Reading{Acts: []incident.Act{incident.ActRequest}, AskedOf: "ben"})
		}, true},
		{"told in private", func(w *world, fact incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Ephemeral, Kind: "nudge", To: "ben", Rests: []incident.MessageID{fact}})
			w.do(incident.Bearings, 20, "", incident.Delivered{Key: "d1"})
		}, true},
		{"told in private, not delivered yet", func(w *world, fact incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Ephemeral, Kind: "nudge", To: "ben", Rests: []incident.MessageID{fact}})
		}, false},
		{"told in private, failed", func(w *world, fact incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Ephemeral, Kind: "nudge", To: "ben", Rests: []incident.MessageID{fact}})
			w.do(incident.Bearings, 20, "", incident.DeliveryFailed{Key: "d1", Why: "gone", Tries: 3})
			w.do(incident.Bearings, 21, "", incident.Delivered{Key: "d1"})
		}, false},
		{"briefed after", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.BriefGiven{Who: "ben", Kind: "return"})
		}, true},
		{"briefed before", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 4, "", incident.BriefGiven{Who: "ben", Kind: "return"})
		}, false},
		{"status acknowledged", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Post, Kind: "status"})
			w.do(incident.Bearings, 20, "", incident.Delivered{Key: "d1", ID: "s1"})
			w.do("ben", 31, "", incident.Reacted{ID: "s1", Who: "ben", Reaction: "ok"})
		}, true},
		{"status not acknowledged", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Post, Kind: "status"})
			w.do(incident.Bearings, 20, "", incident.Delivered{Key: "d1", ID: "s1"})
			w.do("cara", 31, "", incident.Reacted{ID: "s1", Who: "cara", Reaction: "ok"})
		}, false},
		{"a nudge to all acknowledged says no such thing", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 20, "", incident.DeliveryRequested{Key: "d1", How: incident.Post, Kind: "nudge"})
			w.do(incident.Bearings, 20, "", incident.Delivered{Key: "d1", ID: "s1"})
			w.do("ben", 31, "", incident.Reacted{ID: "s1", Who: "ben", Reaction: "ok"})
		}, false},
		{"spoke two minutes after the card was edited", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 18, "", incident.CardShown{Digest: "x"})
			w.say("ben", 20, "hm")
		}, true},
		{"spoke one minute after the card was edited", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 19, "", incident.CardShown{Digest: "x"})
			w.say("ben", 20, "hm")
		}, false},
		{"the card was edited before", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 4, "", incident.CardShown{Digest: "x"})
			w.say("ben", 20, "hm")
		}, false},
		{"an older card counts although a newer is too new", func(w *world, _ incident.MessageID) {
			w.do(incident.Bearings, 6, "", incident.CardShown{Digest: "x"})
			for i := range 80 {
				w.do(incident.Bearings, 19+float64(i)/100, "", incident.CardShown{Digest: "y"})
			}
			w.say("ben", 20, "hm")
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			fact := w.say("ana", 5, "names resolve everywhere")
			u := Update{By: "ana", At: at(5), Source: fact}
			c.happen(w, fact)
			if got := w.x.Knows(&w.s, "ben", u); got != c.want {
				t.Errorf("ben knows: %v, want %v", got, c.want)
			}
			if !w.x.Knows(&w.s, "ana", u) {
				t.Error("ana does not know what she said")
			}
			if w.x.Knows(&w.s, "zoe", u) {
				t.Error("zoe, who was never there, knows")
			}
		})
	}
}

// TestExposureMention proves who counts as mentioned in a message.
func TestExposureMention(t *testing.T) {
	for text, want := range map[string][]incident.PersonID{
		"@ben can you look?":             {"ben"},
		"ben: can you look?":             {"ben"},
		"Ben, can you look?":             {"ben"},
		"can you look, @Ben.":            {"ben"},
		"<@ben|Benjamin> and @cara look": {"ben", "cara"},
		"@ben, @ben!":                    {"ben"},
		"ben can you look?":              nil,
		"mail ben@example.com":           nil,
		"@benjamin":                      nil,
		"see https://a/@":                nil,
		"":                               nil,
	} {
		w := newWorld(t)
		got := mentioned(incident.Say(text), &w.s)
		if !slices.Equal(got, want) {
			t.Errorf("%q mentions %v, want %v", text, got, want)
		}
	}
}

// TestExposureWithoutMessage proves that what was given as a command is not
// learnt by talking.
func TestExposureWithoutMessage(t *testing.T) {
	w := newWorld(t)
	u := Update{By: "ana", At: at(5)}
	w.say("ben", 6, "hm")
	if w.x.Knows(&w.s, "ben", u) {
		t.Error("ben knows what no message said")
	}
	w.do(incident.Bearings, 6, "", incident.CardShown{Digest: "x"})
	w.say("ben", 9, "hm")
	if !w.x.Knows(&w.s, "ben", u) {
		t.Error("ben, who spoke after the card showed it, does not know")
	}
}

// TestExposureThread proves that a thread is a place of its own.
func TestExposureThread(t *testing.T) {
	w := newWorld(t)
	root := w.say("ana", 1, "old hosts?")
	fact := w.reply("ana", 5, root, "they fail too")
	u := Update{By: "ana", At: at(5), Source: fact}
	w.say("ben", 6, "hm")
	if w.x.Knows(&w.s, "ben", u) {
		t.Error("ben spoke in the channel and knows what was said in the thread")
	}
	w.reply("ben", 7, root, "ah")
	if !w.x.Knows(&w.s, "ben", u) {
		t.Error("ben spoke in the thread and does not know what was said there")
	}
}

// TestExposureSpans proves that the compact form says the same as remembering
// every message, as long as little enough is kept, and never forgets later on.
func TestExposureSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []span
		var said []uint32
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			m := rapid.Uint32Range(1000, 20000).Draw(t, "said")
			said = append(said, m)
			spans = joined(spans, span{m - 600, m})
		}
		if len(spans) > keepSpans {
			t.Fatalf("%d spans", len(spans))
		}
		for i := 1; i < len(spans); i++ {
			if spans[i].from <= spans[i-1].to {
				t.Fatalf("spans touch: %v", spans)
			}
		}
		u := rapid.Uint32Range(300, 20100).Draw(t, "fact")
		want := slices.ContainsFunc(said, func(m uint32) bool { return u >= m-600 && u < m })
		got := slices.ContainsFunc(spans, func(s span) bool { return s.holds(u) })
		// A boundary between two spans that touch belongs to the joined one.
		edge := slices.Contains(said, u)
		if want && !got || got && !want && !edge && len(spans) < keepSpans {
			t.Fatalf("at %d: %v, want %v; spans %v", u, got, want, spans)
		}
	})
}

// TestExposureMemory proves that an incident of a thousand messages and fifty
// people takes at most 40 KiB.
func TestExposureMemory(t *testing.T) {
	const copies = 50
	build := func() *Exposure {
		w := newWorld(t)
		for i := range 1000 {
			who := fmt.Sprintf("p%d", i%50)
			text := fmt.Sprintf("@p%d, look at this: %d", (i*7)%50, i)
			var id incident.MessageID
			if i%5 == 4 {
				id = w.reply(who, float64(i)/4, incident.MessageIDAt(at(float64(i/60))), text)
			} else {
				id = w.say(who, float64(i)/4, text)
			}
			w.do(incident.Bearings, float64(i)/4, "", incident.CardShown{Digest: "x"})
			w.do("", float64(i)/4, "", incident.Reacted{ID: id, Who: incident.PersonID(fmt.Sprintf("p%d", (i*3)%50)), Reaction: "eyes"})
		}
		x := w.x // so that the rest of the world can be collected
		return &x
	}
	var kept [copies]*Exposure
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range kept {
		kept[i] = build()
	}
	each := (heap() - before) / copies
	runtime.KeepAlive(&kept)
	t.Logf("%d bytes", each)
	if each > 40<<10 {
		t.Errorf("%d bytes, want at most %d", each, 40<<10)
	}
}
