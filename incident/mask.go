package incident

import (
	"regexp"
	"strings"
)

// masked stands where a secret stood.
const masked = "[secret]"

// secretShapes are the shapes of well-known secrets. Each has a literal that
// must occur for it to be tried, so that ordinary messages cost little.
var secretShapes = []struct {
	hint string
	re   *regexp.Regexp
	with string
}{
	{"xox", regexp.MustCompile(`xox[abeprs]-[A-Za-z0-9-]{10,}`), masked},
	{"xapp-", regexp.MustCompile(`xapp-[A-Za-z0-9-]{10,}`), masked},
	{"AKIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`), masked},
	{"ASIA", regexp.MustCompile(`\bASIA[0-9A-Z]{16}\b`), masked},
	{"gh", regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{20,}`), masked},
	{"github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{20,}`), masked},
	{"glpat-", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{16,}`), masked},
	{"sk-", regexp.MustCompile(`\bsk-[A-Za-z0-9_-]{20,}`), masked},
	{"sk_", regexp.MustCompile(`\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}`), masked},
	{"AIza", regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{30,}`), masked},
	{"eyJ", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`), masked},
	{"PRIVATE KEY", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|$)`), masked},
	{"://", regexp.MustCompile(`(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+@`), "${1}" + masked + "@"},
	{"earer ", regexp.MustCompile(`(?i)(\bbearer )[A-Za-z0-9._~+/-]{16,}=*`), "${1}" + masked},
	{"", regexp.MustCompile(`(?i)(\b(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)["']?\s*[=:]\s*["']?)[^\s"',;]{6,}`), "${1}" + masked},
}

// assignHints must occur, in some case, for the last shape to be tried.
var assignHints = []string{"pass", "secret", "token", "key"}

// Mask replaces the shapes of well-known secrets (tokens, keys, passwords in
// addresses and assignments, private keys) in a text by "[secret]". It cannot
// know every secret; it is a net, not a wall. Masking a masked text changes
// nothing.
func Mask(s string) string {
	lower := ""
	for _, shape := range secretShapes {
		if shape.hint != "" {
			if strings.Contains(s, shape.hint) {
				s = shape.re.ReplaceAllString(s, shape.with)
			}
			continue
		}
		if lower == "" {
			lower = strings.ToLower(s)
		}
		for _, h := range assignHints {
			if strings.Contains(lower, h) && strings.ContainsAny(s, "=:") {
				s = shape.re.ReplaceAllString(s, shape.with)
				break
			}
		}
	}
	return s
}
