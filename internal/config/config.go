package config

import (
	"log/slog"
	"time"

	"bearings/incident"
)

// Config is everything that can be configured. [Default] gives the defaults.
type Config struct {
	Data      string            // the database file
	Listen    string            // host:port of the board, the API and the metrics
	Severity  incident.Severity // of an incident that is opened without one
	Names     []string          // how people address Bearings, lower case
	Retention time.Duration     // of closed incidents; 0: for ever
	Log       Log
	Settings  incident.Settings
	Slack     Slack
	LLM       LLM
}

// Log says what is logged, and how.
type Log struct {
	Level  slog.Level
	Format string // text or json
}

// Slack is how Bearings is connected to Slack.
type Slack struct {
	Mode          string // socket or http
	AppToken      Secret // for socket
	BotToken      Secret
	SigningSecret Secret // for http
	APIURL        string
	DryRun        bool   // print what would be posted, and post nothing
	HTTPListen    string // host:port of Slack's three routes, for http
}

// LLM is which model may propose readings.
type LLM struct {
	Enabled bool
	BaseURL string
	APIKey  Secret
	Model   string
}

// Default returns the defaults.
func Default() Config {
	return Config{
		Data: "bearings.db", Listen: "127.0.0.1:8080", Severity: incident.SEV2, Names: []string{"bearings"},
		Retention: 365 * day, Log: Log{Level: slog.LevelInfo, Format: "text"}, Settings: incident.DefaultSettings(),
		Slack: Slack{
			Mode: "socket", AppToken: Secret{"env:SLACK_APP_TOKEN"}, BotToken: Secret{"env:SLACK_BOT_TOKEN"},
			SigningSecret: Secret{"env:SLACK_SIGNING_SECRET"}, APIURL: "https://slack.com/api/", HTTPListen: "127.0.0.1:3000",
		},
		LLM: LLM{BaseURL: "https://api.openai.com/v1", APIKey: Secret{"env:LLM_API_KEY"}},
	}
}
