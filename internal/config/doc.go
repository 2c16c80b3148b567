// Package config reads the configuration file: YAML, one flat list of keys (see
// keys.go), each with a default, so that an empty file works.
//
// It promises that nothing in the file is ignored: unknown keys, wrong types and
// impossible values are refused, all of them at once, each with file, line,
// column and what would be right; and that a secret is only ever named
// (env:NAME or file:PATH), never contained, and never repeated in an error.
//
// It does not read the environment or other files until [Secret.Value] is asked,
// does not look whether an address can be listened on, and ignores no key for
// being of a later part: the file has one format.
//
// config.example.yaml at the root documents every key with its default; a test
// holds it to that. To test with this package, call [Parse] with a text.
package config
