package commonground

import (
	"testing"

	"bearings/incident"
)

func TestStaleBelief(t *testing.T) {
	// dns raises the DNS change as H1 and lets cara rule it out at 14:10.
	dns := func(w *world) incident.HypothesisID {
		h, _ := w.raise("ana", 2, "the DNS change")
		w.judge("cara", 10, h, incident.Refuted, "names resolve everywhere")
		return h
	}
	talks := func(w *world, who string, minute float64, h incident.HypothesisID) {
		w.read(w.say(who, minute, "still looks like DNS to me"), incident.Reading{Acts: []incident.Act{incident.ActEvidence}, About: h})
	}
	runDetector(t, "stale-belief", []detectorCase{
		{
			name: "talks of it, was away when it fell", at: 31, want: "stale-belief/H1/dan whisper dan",
			happen: func(w *world) { talks(w, "dan", 30, dns(w)) },
			text:   `H1 (the DNS change) was ruled out by cara at 14:10: "names resolve everywhere". Does what you are doing still need it?`,
		},
		{
			name: "talks of it, and had the card before their eyes", at: 31, want: "stale-belief/H1/dan whisper dan",
			happen: func(w *world) {
				h := dns(w)
				w.do(incident.Bearings, 11, "", incident.CardShown{Digest: "x", ID: "card"})
				talks(w, "dan", 30, h)
			},
		},
		{
			name: "talks of what a command ruled out, with the card before their eyes", at: 31,
			happen: func(w *world) {
				h, _ := w.raise("ana", 2, "the DNS change")
				w.do("cara", 10, "", incident.HypothesisStatusSet{ID: h, Status: incident.Refuted})
				w.do(incident.Bearings, 11, "", incident.CardShown{Digest: "x", ID: "card"})
				talks(w, "dan", 30, h)
			},
		},
		{
			name: "holds a line on it in silence", at: 12, want: "stale-belief/H1/dan whisper dan",
			happen: func(w *world) {
				h, _ := w.raise("ana", 2, "the DNS change")
				w.claim("dan", 4, "DNS", h, 25)
				w.judge("cara", 10, h, incident.Refuted, "names resolve everywhere")
			},
		},
		{
			name: "a change that rests on it is running", at: 26, want: "stale-belief/H1/dan whisper dan",
			happen: func(w *world) { w.start("dan", 25, "flush the resolvers", dns(w), "", 0) },
		},
		{
			name: "two people, each told by themselves", at: 32, want: "stale-belief/H1/ben whisper ben; stale-belief/H1/dan whisper dan",
			happen: func(w *world) { h := dns(w); talks(w, "dan", 30, h); talks(w, "ben", 31, h) },
		},
		{
			name: "was here when it fell and takes it up again", at: 16,
			happen: func(w *world) { h := dns(w); w.say("dan", 12, "hm"); talks(w, "dan", 15, h) },
		},
		{
			name: "is known to take it up again", at: 31,
			happen: func(w *world) {
				h := dns(w)
				talks(w, "dan", 30, h)
				w.do("dan", 30, "", incident.ReopenNoted{ID: h, Who: "dan"})
			},
		},
		{
			name: "ruled it out", at: 31,
			happen: func(w *world) { talks(w, "cara", 30, dns(w)) },
		},
		{
			name: "was told in private", at: 31,
			happen: func(w *world) {
				h := dns(w)
				talks(w, "dan", 30, h)
				rests := []incident.MessageID{w.s.Hypothesis(h).StatusFrom}
				w.do(incident.Bearings, 30, "", incident.DeliveryRequested{Key: "d1", How: incident.Direct, Kind: "nudge", To: "dan", Rests: rests})
				w.do(incident.Bearings, 30, "", incident.Delivered{Key: "d1"})
			},
		},
		{
			name: "talked of it before it fell", at: 12,
			happen: func(w *world) {
				h, _ := w.raise("ana", 2, "the DNS change")
				talks(w, "dan", 9, h)
				w.judge("cara", 10, h, incident.Refuted, "names resolve everywhere")
			},
		},
		{
			name: "ten minutes later it is past", at: 40,
			happen: func(w *world) { talks(w, "dan", 30, dns(w)) },
		},
		{
			name: "only set aside", at: 31,
			happen: func(w *world) {
				h, _ := w.raise("ana", 2, "the DNS change")
				w.judge("cara", 10, h, incident.Parked, "later")
				talks(w, "dan", 30, h)
			},
		},
		{
			name: "open again", at: 31,
			happen: func(w *world) {
				h := dns(w)
				w.judge("ben", 20, h, incident.Live, "seen again")
				talks(w, "dan", 30, h)
			},
		},
		{
			name: "has left", at: 31,
			happen: func(w *world) { talks(w, "dan", 30, dns(w)); w.do("dan", 31, "", incident.Left{Who: "dan"}) },
		},
	})
}
