package commonground

import (
	"cmp"
	"slices"
	"time"

	"bearings/incident"
)

// A detector notices one way in which the common ground breaks. It is a pure
// function of the view and the time. Next tells when, with no more input, what
// it finds may change; nil if time alone changes nothing.
type detector struct {
	name string
	find func(View, time.Time) []incident.Finding
	next func(View, *earliest)
}

// detectors are all of them. To add one, write detect_<name>.go and a line here.
var detectors = []detector{
	{"stale-belief", detectStaleBelief, nextStaleBelief},
	{"fixation", detectFixation, nextFixation},
	{"solo", detectSolo, nil}, // nextFixation looks at both
	{"unanswered-contradiction", detectUnansweredContradiction, nextUnansweredContradiction},
	{"unacked-request", detectUnackedRequest, nextUnackedRequest},
	{"unanswered-question", detectUnansweredQuestion, nextUnansweredQuestion},
	{"expired-lease", detectExpiredLease, nextExpiredLease},
	{"effect-due", detectEffectDue, nextEffectDue},
	{"correction-due", detectCorrectionDue, nil},
	{"wait-ended", detectWaitEnded, nextWaitEnded},
	{"stale-slot", detectStaleSlot, nextStaleSlot},
	{"conflicting-interventions", detectConflictingInterventions, nextConflictingInterventions},
	{"hands-off", detectHandsOff, nextHandsOff},
	{"everything-is-ok", detectEverythingIsOK, nextEverythingIsOK},
	{"divergent-belief", detectDivergentBelief, nextDivergentBelief},
	{"vagabonding", detectVagabonding, nil},          // nextFixation looks at …
	{"evidence-drought", detectEvidenceDrought, nil}, // … all that the ledger concludes
	{"unacked-handover", detectUnackedHandover, nextUnackedHandover},
	{"unowned-request", detectUnownedRequest, nextUnownedRequest},
	{"surprise", detectSurprise, nextSurprise},
	{"duplicate-line", detectDuplicateLine, nextDuplicateLine},
	{"everything-but-this", detectEverythingButThis, nextEverythingButThis},
	{"leaving-owner", detectLeavingOwner, nextLeavingOwner},
	{"read-not-reported", detectReadNotReported, nextReadNotReported},
	{"side-channel", detectSideChannel, nextSideChannel},
	{"stalled", detectStalled, nextStalled},
	{"temporary-over", detectTemporaryOver, nextTemporaryOver},
	{"effect-unsaid", detectEffectUnsaid, nextEffectUnsaid},
	{"joiner-repeat", detectJoinerRepeat, nextJoinerRepeat},
	{"silence", detectSilence, nextSilence},
	{"span", detectSpan, nextSpan},
	{"unclaimed-role", detectUnclaimedRole, nextUnclaimedRole},
	{"unexplained", detectUnexplained, nil},
	{"unique-knowledge", detectUniqueKnowledge, nextUniqueKnowledge},
}

// Priorities: the larger is said first.
const (
	prioCollide = 100 // changes that spoil each other
	prioOK      = 90  // trouble that is explained away
	prioBelief  = 80
	prioDiverge = 70
	prioEffort  = 60 // much effort and nothing that tells explanations apart
	prioWaiting = 50 // somebody waits for an answer
	prioRest    = 40
	prioFact    = 20
)

// mostOfAKind is how many findings one detector returns at most, the newest
// ones: nobody can take in more, and the cost of a call stays bounded.
const mostOfAKind = 3

// Findings returns what is noticed now, the most important first, in an order
// that depends on nothing else. It is empty while no incident is open.
func Findings(v View, now time.Time) []incident.Finding {
	if !v.S.IsOpen() {
		return nil
	}
	v = v.once()
	all := make([]incident.Finding, 0, 32)
	for _, d := range detectors {
		all = append(all, d.find(v, now)...)
	}
	worded(all, UTC(now))
	slices.SortStableFunc(all, func(a, b incident.Finding) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// worded gives each finding its question in both forms. A detector gives Words, or
// Text if no moment stands in it.
func worded(all []incident.Finding, clock Clock) {
	for i := range all {
		switch f := &all[i]; {
		case len(f.Words) == 0:
			f.Words = say(f.Text)
		case f.Text == "":
			f.Text = f.Words.Text(clock)
		}
	}
}

// key names a finding of a detector about a subject.
func key[T ~string](detector string, subject T) incident.FindingKey {
	return incident.FindingKey(detector + "/" + string(subject))
}

// receipt shows what somebody said as what a finding rests on.
func (v View) receipt(t incident.Text, by incident.PersonID, at time.Time, source incident.MessageID) incident.Receipt {
	return incident.Receipt{What: v.name(by) + ": " + v.quoted(t, source, quoteRunes), At: at, Source: source}
}

// snooze is the way out that every finding offers.
func snooze(k incident.FindingKey) incident.Button {
	return incident.Button{Label: "Later", Command: "snooze " + string(k) + " 20m"}
}

// askable returns who can be asked, of those given, each once.
func (v View) askable(who ...incident.PersonID) []incident.PersonID {
	var out []incident.PersonID
	for _, p := range who {
		if v.here(p) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// private addresses a finding to the first of those who can be asked, else to
// the commander.
func (v View) private(f incident.Finding, who ...incident.PersonID) incident.Finding {
	f.Level = incident.Whisper
	f.To = v.askable(who...)
	if len(f.To) > 0 {
		f.To = f.To[:1]
		return f
	}
	f.Level, f.To = incident.ToCommander, v.askable(v.commander())
	f.Highest = max(f.Highest, incident.ToCommander)
	return f
}

// pursuing returns who works on a hypothesis now: those who hold a line on it,
// or if nobody does those who talk of it or act on it.
func (v View) pursuing(h incident.HypothesisID, now time.Time) []incident.PersonID {
	var out []incident.PersonID
	for _, l := range v.S.Lines {
		if !v.idle(l, now) && v.S.Resolve(l.Hypothesis) == h {
			out = append(out, l.Holder)
		}
	}
	if len(out) == 0 {
		out = v.L.OnHypothesis(h, now)
	}
	return v.askable(out...)
}
