package config

import (
	"log/slog"
	"time"

	"bearings/incident"
)

const (
	day    = 24 * time.Hour
	second = time.Second
	minute = time.Minute
	hour   = time.Hour
)

// key is one setting of the file: where it stands, and how its value is read.
type key struct {
	path string
	read reader
}

// keys are all that the file may hold. A new setting is a row here and a line in
// config.example.yaml.
var keys = []key{
	{"data", text(func(c *Config) *string { return &c.Data }, filePath)},
	{"listen", text(func(c *Config) *string { return &c.Listen }, address)},
	{"severity", choice(func(c *Config) *incident.Severity { return &c.Severity }, incident.SEV1, incident.SEV2, incident.SEV3)},
	{"names", names(func(c *Config) *[]string { return &c.Names })},
	{"retention.closed_incidents", durationOr("forever", func(c *Config) *time.Duration { return &c.Retention }, day, 36500*day)},

	{"log.level", mapped(func(c *Config) *slog.Level { return &c.Log.Level },
		pair[slog.Level]{"debug", slog.LevelDebug}, pair[slog.Level]{"info", slog.LevelInfo},
		pair[slog.Level]{"warn", slog.LevelWarn}, pair[slog.Level]{"error", slog.LevelError})},
	{"log.format", choice(func(c *Config) *string { return &c.Log.Format }, "text", "json")},

	{"detectors.effort.half_life", duration(set(func(s *incident.Settings) *time.Duration { return &s.HalfLife }), minute, 4*hour)},
	{"detectors.effort.carry_on", duration(set(func(s *incident.Settings) *time.Duration { return &s.CarryOn }), 0, hour)},
	{"detectors.effort.change_counts_for", duration(set(func(s *incident.Settings) *time.Duration { return &s.ActFor }), 0, 4*hour)},
	{"detectors.effort.line_held_for", duration(set(func(s *incident.Settings) *time.Duration { return &s.TimeBox }), minute, day)},

	{"detectors.leader.least_effort", numbers(func(s *incident.Settings) *[3]int { return &s.F0 }, 1, 10000)},
	{"detectors.leader.least_time", minutes(func(s *incident.Settings) *[3]int { return &s.T0 }, minute, day)},
	{"detectors.leader.least_age", duration(set(func(s *incident.Settings) *time.Duration { return &s.AgeGate }), 0, day)},
	{"detectors.leader.least_share", percent(func(s *incident.Settings) *int { return &s.Share }, 1, 100)},
	{"detectors.leader.reset_below", percent(func(s *incident.Settings) *int { return &s.FallBelow }, 0, 100)},
	{"detectors.leader.minutes_in_a_row", number(func(s *incident.Settings) *int { return &s.LastFor }, 1, 60)},
	{"detectors.leader.diagnostic", percent(func(s *incident.Settings) *int { return &s.Diagnostic }, 1, 100)},
	{"detectors.leader.contradiction", percent(func(s *incident.Settings) *int { return &s.Contra }, 1, 10000)},
	{"detectors.leader.contradiction_gate", percent(func(s *incident.Settings) *int { return &s.ContraGate }, 0, 100)},
	{"detectors.leader.most_unattributed", percent(func(s *incident.Settings) *int { return &s.Unattrib }, 0, 100)},
	{"detectors.leader.alternatives_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.Alternate }), minute, day)},
	{"detectors.leader.people_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.Recent }), minute, day)},
	{"detectors.leader.gaps", number(func(s *incident.Settings) *int { return &s.TempoTimes }, 0, 100)},
	{"detectors.leader.live_gap", duration(set(func(s *incident.Settings) *time.Duration { return &s.TempoLive }), minute, day)},
	{"detectors.leader.grace", duration(set(func(s *incident.Settings) *time.Duration { return &s.Grace }), 0, day)},
	{"detectors.leader.wait_slack", percent(func(s *incident.Settings) *int { return &s.WaitSlack }, 0, 1000)},

	{"detectors.unacked_request", minutes(func(s *incident.Settings) *[3]int { return &s.Unacked }, minute, day)},
	{"detectors.unanswered_question", minutes(func(s *incident.Settings) *[3]int { return &s.Unanswered }, minute, day)},
	{"detectors.unanswered_contradiction", minutes(func(s *incident.Settings) *[3]int { return &s.Contradicted }, minute, day)},
	{"detectors.divergence", duration(set(func(s *incident.Settings) *time.Duration { return &s.Divergence }), 0, day)},
	{"detectors.seen_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.Exposed }), 0, day)},
	{"detectors.card_seen_after", duration(set(func(s *incident.Settings) *time.Duration { return &s.CardExposed }), 0, day)},

	{"speaking.budget_refill", minutes(func(s *incident.Settings) *[3]int { return &s.Refill }, minute, day)},
	{"speaking.private_most", number(func(s *incident.Settings) *int { return &s.PrivateCap }, 0, 100)},
	{"speaking.private_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.PrivateIn }), minute, day)},
	{"speaking.lull", duration(set(func(s *incident.Settings) *time.Duration { return &s.LullAfter }), 0, hour)},
	{"speaking.lull_at_most", duration(set(func(s *incident.Settings) *time.Duration { return &s.LullMost }), 0, hour)},
	{"speaking.cool_down", duration(set(func(s *incident.Settings) *time.Duration { return &s.CoolDown }), minute, day)},
	{"speaking.into_status_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.Swallow }), 0, hour)},
	{"speaking.traffic_most", percent(func(s *incident.Settings) *int { return &s.ShareMost }, 0, 100)},
	{"speaking.traffic_within", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShareIn }), minute, hour)},
	{"speaking.step_up", duration(set(func(s *incident.Settings) *time.Duration { return &s.StepUp }), minute, day)},
	{"speaking.status_every", minutes(func(s *incident.Settings) *[3]int { return &s.Cadence }, minute, day)},
	{"speaking.status_gap", minutes(func(s *incident.Settings) *[3]int { return &s.StatusGap }, minute, day)},
	{"speaking.status_at", text(set(func(s *incident.Settings) *string { return &s.StatusAt }), schedule)},
	{"speaking.dormant_after", duration(set(func(s *incident.Settings) *time.Duration { return &s.DormantIn }), minute, 30*day)},
	{"speaking.brief_after_away", duration(set(func(s *incident.Settings) *time.Duration { return &s.Away }), minute, 30*day)},

	{"card.stale_below", percent(func(s *incident.Settings) *int { return &s.Stale }, 1, 99)},
	{"card.shelf_life.trend", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShelfTrend }), minute, 30*day)},
	{"card.shelf_life.change", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShelfAction }), minute, 30*day)},
	{"card.shelf_life.impact", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShelfImpact }), minute, 30*day)},
	{"card.shelf_life.hypothesis", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShelfBelief }), minute, 30*day)},
	{"card.shelf_life.role", duration(set(func(s *incident.Settings) *time.Duration { return &s.ShelfRole }), minute, 30*day)},
	{"card.least_confidence", percent(func(s *incident.Settings) *int { return &s.OnCard }, 0, 100)},
	{"card.park_after", duration(set(func(s *incident.Settings) *time.Duration { return &s.QuietPark }), minute, 30*day)},
	{"card.question_for", duration(set(func(s *incident.Settings) *time.Duration { return &s.QuestionFor }), minute, 30*day)},

	{"slack.mode", choice(func(c *Config) *string { return &c.Slack.Mode }, "socket", "http")},
	{"slack.app_token", secret(func(c *Config) *Secret { return &c.Slack.AppToken })},
	{"slack.bot_token", secret(func(c *Config) *Secret { return &c.Slack.BotToken })},
	{"slack.signing_secret", secret(func(c *Config) *Secret { return &c.Slack.SigningSecret })},
	{"slack.api_url", text(func(c *Config) *string { return &c.Slack.APIURL }, webAddress)},
	{"slack.post", mapped(func(c *Config) *bool { return &c.Slack.DryRun }, pair[bool]{"on", false}, pair[bool]{"dry-run", true})},
	{"slack.http.listen", text(func(c *Config) *string { return &c.Slack.HTTPListen }, address)},

	{"llm.enabled", mapped(func(c *Config) *bool { return &c.LLM.Enabled }, pair[bool]{"false", false}, pair[bool]{"true", true})},
	{"llm.base_url", text(func(c *Config) *string { return &c.LLM.BaseURL }, webAddress)},
	{"llm.api_key", secret(func(c *Config) *Secret { return &c.LLM.APIKey })},
	{"llm.model", text(func(c *Config) *string { return &c.LLM.Model }, nil)},
}

// set makes a field of the settings one of the configuration.
func set[T any](field func(*incident.Settings) *T) func(*Config) *T {
	return func(c *Config) *T { return field(&c.Settings) }
}

// rules are what two settings together must keep. Each is checked where the
// first of its keys stands.
var rules = []struct {
	at, other string
	broken    func(Config) bool
	want      string
}{
	{"detectors.leader.reset_below", "detectors.leader.least_share", func(c Config) bool { return c.Settings.FallBelow >= c.Settings.Share }, "it must be less than detectors.leader.least_share"},
	{"speaking.lull", "speaking.lull_at_most", func(c Config) bool { return c.Settings.LullAfter > c.Settings.LullMost }, "it must be at most speaking.lull_at_most"},
	{"slack.http.listen", "listen", func(c Config) bool { return c.Slack.HTTPListen == c.Listen }, "it must differ from listen: Slack gets an address of its own"},
	{"llm.enabled", "llm.model", func(c Config) bool { return c.LLM.Enabled && c.LLM.Model == "" }, "it is true, but llm.model does not say which model"},
}
