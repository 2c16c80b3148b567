package config

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Secret says where a secret is: env:NAME or file:PATH. The zero Secret is
// nowhere.
type Secret struct{ ref string }

// maxSecret is how much of a file is taken for a secret.
const maxSecret = 64 << 10

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// newSecret returns the secret that a reference names; ok is false if it is none.
func newSecret(ref string) (s Secret, ok bool) {
	kind, at, _ := strings.Cut(ref, ":")
	switch kind {
	case "env":
		return Secret{ref}, envName.MatchString(at)
	case "file":
		return Secret{ref}, strings.TrimSpace(at) != ""
	}
	return Secret{}, false
}

// String returns where the secret is, never the secret.
func (s Secret) String() string { return s.ref }

// IsZero reports whether it is nowhere.
func (s Secret) IsZero() bool { return s.ref == "" }

// Value reads the secret; getenv looks up an environment variable, as os.Getenv
// does. White space around it is not part of it, and an empty one is an error.
func (s Secret) Value(getenv func(string) string) (string, error) {
	kind, at, _ := strings.Cut(s.ref, ":")
	var value string
	switch kind {
	case "env":
		value = getenv(at)
	case "file":
		info, err := os.Stat(at)
		if err != nil {
			return "", fmt.Errorf("read the secret in %s: %w", at, err)
		}
		if !info.Mode().IsRegular() || info.Size() > maxSecret {
			return "", fmt.Errorf("read the secret in %s: it is no file of at most 64 KiB", at)
		}
		b, err := os.ReadFile(at)
		if err != nil {
			return "", fmt.Errorf("read the secret in %s: %w", at, err)
		}
		value = string(b)
	}
	if value = strings.TrimSpace(value); value == "" {
		return "", fmt.Errorf("the secret %s is empty", s)
	}
	return value, nil
}
