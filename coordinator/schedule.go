package coordinator

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule says when something that recurs is due next. It is a function of the
// time given, and runs nothing.
type Schedule struct{ cron cron.Schedule }

// ParseSchedule reads a cron expression of five fields, or a descriptor such as
// @hourly, in UTC. The empty string is the zero Schedule, which is never due.
func ParseSchedule(expr string) (Schedule, error) {
	if expr == "" {
		return Schedule{}, nil
	}
	if strings.Contains(expr, "TZ=") {
		return Schedule{}, fmt.Errorf("%q names a time zone; schedules are in UTC", expr)
	}
	c, err := cron.ParseStandard(expr)
	if err != nil {
		return Schedule{}, fmt.Errorf("%q is not a cron expression such as \"*/20 * * * *\": %w", expr, err)
	}
	return Schedule{c}, nil
}

// Next returns the first moment after t that is due; ok is false if there is none.
func (s Schedule) Next(t time.Time) (next time.Time, ok bool) {
	if s.cron == nil {
		return time.Time{}, false
	}
	next = s.cron.Next(t.UTC())
	return next, !next.IsZero()
}
