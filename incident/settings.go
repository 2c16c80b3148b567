package incident

import "time"

// Settings are the numbers that decide what is noticed and when it is said.
// They are recorded in the log when an incident opens and whenever they change,
// so that a replay uses what held then. Fields that depend on severity are
// three values, for SEV1, SEV2 and SEV3. The defaults and where they come from
// are given by [DefaultSettings].
type Settings struct {
	// Effort and its halving.
	HalfLife   time.Duration `json:"half_life"`   // effort counts half after so long
	CarryOn    time.Duration `json:"carry_on"`    // a message's about holds for so long
	ActFor     time.Duration `json:"act_for"`     // an intervention is effort until observed, at most so long
	TimeBox    time.Duration `json:"time_box"`    // a line is held for so long unless said otherwise
	Diagnostic int           `json:"diagnostic"`  // percent: least D of diagnostic evidence
	AgeGate    time.Duration `json:"age_gate"`    // younger leaders are never flagged
	Share      int           `json:"share"`       // percent: least share of effort of a flagged leader
	FallBelow  int           `json:"fall_below"`  // percent: a share below is a reset
	Contra     int           `json:"contra"`      // percent: least K of the contradiction path
	ContraGate int           `json:"contra_gate"` // percent of F0 and T0 that the contradiction path needs
	Unattrib   int           `json:"unattrib"`    // percent: more unattributed effort means no flag
	LastFor    int           `json:"last_for"`    // consecutive minutes before a flag
	Alternate  time.Duration `json:"alternate"`   // alternatives tested within it count as progress
	Recent     time.Duration `json:"recent"`      // responders on the leader are counted in it
	F0         [3]int        `json:"f0"`          // person-minutes
	T0         [3]int        `json:"t0"`          // minutes
	TempoTimes int           `json:"tempo_times"` // T0 is at least so many median gaps
	TempoLive  time.Duration `json:"tempo_live"`  // above this median gap people are not working live
	Grace      time.Duration `json:"grace"`       // of a mitigation with no expected-by
	WaitSlack  int           `json:"wait_slack"`  // percent added to a declared wait

	// Shelf life: a fact is stale when 2^(−age/h) < Stale percent.
	Stale        int           `json:"stale"`
	ShelfTrend   time.Duration `json:"shelf_trend"`
	ShelfAction  time.Duration `json:"shelf_action"`
	ShelfImpact  time.Duration `json:"shelf_impact"`
	ShelfBelief  time.Duration `json:"shelf_belief"`
	ShelfRole    time.Duration `json:"shelf_role"`
	Divergence   time.Duration `json:"divergence"` // least gap between assertions that differ
	Unacked      [3]int        `json:"unacked"`    // minutes until a request to a person is raised
	Unanswered   [3]int        `json:"unanswered"` // minutes until a question is raised
	Contradicted [3]int        `json:"contradicted"`
	Exposed      time.Duration `json:"exposed"`      // who speaks so soon after a fact has seen it
	CardExposed  time.Duration `json:"card_exposed"` // who speaks so long after a card edit has seen it
	Away         time.Duration `json:"away"`         // who returns after so long is briefed

	// Speaking.
	Refill      [3]int        `json:"refill"`              // minutes until the channel's budget of one is full again
	PrivateCap  int           `json:"private_cap"`         // private lines for one person …
	PrivateIn   time.Duration `json:"private_in"`          // … within so long
	LullAfter   time.Duration `json:"lull_after"`          // a gap that long is a lull
	LullMost    time.Duration `json:"lull_most"`           // do not wait longer than that for one
	CoolDown    time.Duration `json:"cool_down"`           // per topic; doubles on dismissal
	Swallow     time.Duration `json:"swallow"`             // a nudge due so soon before a status goes into it
	ShareMost   int           `json:"share_most"`          // percent of the channel's messages that may be nudges …
	ShareIn     time.Duration `json:"share_in"`            // … within so long; one is always allowed
	StepUp      time.Duration `json:"step_up"`             // the commander's silence until the next rung
	Cadence     [3]int        `json:"cadence"`             // minutes between statuses
	StatusGap   [3]int        `json:"status_gap"`          // least minutes between a status and one that comes before its time
	StatusAt    string        `json:"status_at,omitempty"` // cron expression (UTC) in place of the cadence
	DormantIn   time.Duration `json:"dormant_in"`          // without a message of a person
	OnCard      int           `json:"on_card"`             // percent: less confident readings stay off the card
	QuietPark   time.Duration `json:"quiet_park"`          // a hypothesis nobody has come back to is parked
	QuestionFor time.Duration `json:"question_for"`
}

// DefaultSettings returns the defaults: those of research where there is some
// (docs/detectors.md names it), our proposals where there is none.
func DefaultSettings() Settings {
	const min = time.Minute
	return Settings{
		HalfLife: 15 * min, CarryOn: 5 * min, ActFor: 15 * min, TimeBox: 15 * min,
		Diagnostic: 25, AgeGate: 10 * min, Share: 65, FallBelow: 50, Contra: 150, ContraGate: 40,
		Unattrib: 40, LastFor: 3, Alternate: 30 * min, Recent: 15 * min,
		F0: [3]int{20, 30, 45}, T0: [3]int{15, 20, 30},
		TempoTimes: 8, TempoLive: 5 * min, Grace: 10 * min, WaitSlack: 20,

		Stale: 35, ShelfTrend: 10 * min, ShelfAction: 10 * min, ShelfImpact: 20 * min,
		ShelfBelief: 20 * min, ShelfRole: 60 * min, Divergence: 3 * min,
		Unacked: [3]int{3, 5, 10}, Unanswered: [3]int{5, 8, 15}, Contradicted: [3]int{5, 8, 12},
		Exposed: 10 * min, CardExposed: 2 * min, Away: 30 * min,

		Refill: [3]int{20, 30, 30}, PrivateCap: 2, PrivateIn: 15 * min,
		LullAfter: time.Minute, LullMost: 5 * min, CoolDown: 20 * min, Swallow: 3 * min,
		ShareMost: 10, ShareIn: 30 * min, StepUp: 5 * min,
		Cadence: [3]int{20, 30, 60}, StatusGap: [3]int{10, 10, 20}, DormantIn: 120 * min,
		OnCard: 60, QuietPark: 90 * min, QuestionFor: 120 * min,
	}
}

// By returns the value of a setting that depends on severity. An unknown
// severity counts as SEV2.
func By[T any](s Severity, three [3]T) T {
	switch s {
	case SEV1:
		return three[0]
	case SEV3:
		return three[2]
	case SEV2:
	}
	return three[1]
}
