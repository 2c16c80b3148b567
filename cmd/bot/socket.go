package main

import (
	"context"
	"net"
	"time"
)

// running reports whether a bot answers for the database.
func running(ctx context.Context, db string) bool {
	d := net.Dialer{Timeout: time.Second}
	conn, err := d.DialContext(ctx, "unix", socketOf(db))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}
