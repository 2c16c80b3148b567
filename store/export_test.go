package store

// Sealed appends the checksum, so that fuzzing gets past it.
func Sealed(b []byte) []byte { return appendSum(append([]byte{}, b...)) }
