// Command bot is Bearings: it keeps everybody in an incident's channel on the
// same page. This package is the command line and the wiring, and the only place
// that knows everything.
//
// Main is what main runs and what the end-to-end tests run: it takes its
// arguments, streams and context from its caller and leaves the process alone.
// Results go to standard output, logs and errors to standard error. It returns 0
// if all is well, 1 if something failed, 2 if it was used wrongly.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"bearings/internal/config"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Main is one run of the program.
type Main struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// cli is the grammar of the command line.
type cli struct {
	Demo    demoCmd    `cmd:"" help:"Watch Bearings in an invented incident: no account, no key, two minutes."`
	Replay  replayCmd  `cmd:"" help:"Run a recorded conversation through Bearings and write down what it would have done."`
	Eval    evalCmd    `cmd:"" help:"Score what Bearings makes of recorded conversations against what people noted in them."`
	Why     whyCmd     `cmd:"" help:"Say why Bearings spoke in an incident, or kept quiet."`
	Backup  backupCmd  `cmd:"" help:"Copy the database to a file, also while the bot runs."`
	Restore restoreCmd `cmd:"" help:"Make the database from a backup; stop the bot first."`
	Export  exportCmd  `cmd:"" help:"Write incidents as JSON Lines, for people and for other stores."`
	Import  importCmd  `cmd:"" help:"Add incidents that were exported; stop the bot first."`
	Erase   eraseCmd   `cmd:"" help:"Erase what somebody wrote, or all texts of an incident."`
	Compact compactCmd `cmd:"" help:"Rewrite the database so that what was erased is gone from the disk."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// settings are the flags of commands that depend on the settings.
type settings struct {
	Config string `help:"Read settings from this file; config.example.yaml shows all of them." placeholder:"FILE" env:"BEARINGS_CONFIG"`
}

// stored are the flags of commands that need the database.
type stored struct {
	settings `embed:""`

	DB string `name:"db" help:"The database file. Without it, the one that the settings name (bearings.db)." placeholder:"FILE" env:"BEARINGS_DB"`
}

// session is what a command is run with.
type session struct {
	ctx    context.Context // of this run of the program
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	lost   error // why a result could not be written

	// Known once the command has read its settings.
	log *slog.Logger
	cfg config.Config
	db  string // the database file
}

// read reads the settings.
func (s *session) read(c settings) error {
	s.cfg = config.Default()
	if c.Config != "" {
		var err error
		if s.cfg, err = config.Load(c.Config); err != nil {
			return err
		}
	}
	s.db, s.log = s.cfg.Data, logger(s.stderr, s.cfg.Log)
	return nil
}

// readStored reads the settings and finds the database.
func (s *session) readStored(c stored) error {
	if err := s.read(c.settings); err != nil {
		return err
	}
	if c.DB != "" {
		s.db = c.DB
	}
	return nil
}

// printf writes a part of the command's result. That it could not be written is
// reported when the command ends.
func (s *session) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(s.stdout, format, args...); err != nil && s.lost == nil {
		s.lost = fmt.Errorf("write the result: %w", err)
	}
}

// wrongUse is an error in how the program was called, found after parsing.
type wrongUse struct{ error }

func (w wrongUse) Unwrap() error { return w.error }

func misuse(format string, args ...any) error { return wrongUse{fmt.Errorf(format, args...)} }

// leave is thrown by kong's exit, and caught in Run.
type leave int

// Run parses the arguments, runs the command and returns the exit code.
func (m Main) Run(ctx context.Context, args []string) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case leave:
			code = int(p)
		default: // Go's own code for a panic is 2, which would blame the user.
			m.complain("this is a mistake in the program: %v\n%s", p, debug.Stack())
			code = exitFailed
		}
	}()
	var c cli
	parser, err := m.parser(&c)
	if err != nil {
		m.complain("%v", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := parser.Parse(args)
	if err != nil {
		return m.refuse(err)
	}
	s := &session{ctx: ctx, stdin: m.Stdin, stdout: m.Stdout, stderr: m.Stderr}
	err = call.Run(s)
	return m.report(errors.Join(err, s.lost), s.db)
}

// complain writes a line to standard error. There is nowhere to report that it
// could not.
func (m Main) complain(format string, args ...any) {
	_, _ = fmt.Fprintf(m.Stderr, "bot: "+format+"\n", args...)
}

func (m Main) parser(c *cli) (*kong.Kong, error) {
	return kong.New(c, kong.Name("bot"),
		kong.Description("Bearings keeps everybody in an incident on the same page: what is happening, what was tried, who is on what, and what nobody is looking at."),
		kong.Writers(m.Stdout, m.Stderr), kong.Exit(func(code int) { panic(leave(code)) }),
		kong.PostBuild(func(k *kong.Kong) error { k.Model.HelpFlag.Help = "Show this help."; return nil }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, FlagsLast: true, WrapUpperBound: 100}))
}

// refuse says in one line what is wrong with the arguments, and where to look.
func (m Main) refuse(err error) int {
	command := "bot"
	if p := (*kong.ParseError)(nil); errors.As(err, &p) {
		if cmd := p.Context.Command(); cmd != "" {
			name, _, _ := strings.Cut(cmd, " ")
			command += " " + name
		}
	}
	m.complain("%v; \"%s --help\" shows how", err, command)
	return exitUsage
}

func logger(w io.Writer, l config.Log) *slog.Logger {
	opt := &slog.HandlerOptions{Level: l.Level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opt))
	}
	return slog.New(slog.NewTextHandler(w, opt))
}

// report writes an error, a line for each thing that is wrong, and returns the
// exit code.
func (m Main) report(err error, db string) int {
	if err == nil {
		return exitOK
	}
	for line := range strings.SplitSeq(plain(err, db), "\n") {
		m.complain("%s", line)
	}
	if w := (wrongUse{}); errors.As(err, &w) {
		return exitUsage
	}
	return exitFailed
}
