package main

import (
	"runtime"
	"runtime/debug"
)

type versionCmd struct{}

// Help is shown below the usage.
func (versionCmd) Help() string {
	return `For example:

    bot version`
}

// Run prints the module's version and Go's.
func (versionCmd) Run(s *session) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	s.printf("bearings %s, %s, %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
