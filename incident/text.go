package incident

import "encoding/json"

// Deleted is what is shown in place of words that have been erased.
const Deleted = "(deleted)"

// Text is words that a person wrote, or that were made from them. It is the
// only place in an event where such words may stand: the codec moves every Text
// out of the record into a body that can be erased. The zero Text is no words.
type Text struct {
	words  string
	erased bool
}

// Say returns the words as a Text.
func Say(words string) Text { return Text{words: words} }

// ErasedText is what remains of a Text whose body is gone.
func ErasedText() Text { return Text{erased: true} }

// String returns the words, or [Deleted] if they have been erased.
func (t Text) String() string {
	if t.erased {
		return Deleted
	}
	return t.words
}

// IsZero reports whether there are no words and never were.
func (t Text) IsZero() bool { return t.words == "" && !t.erased }

// Erased reports whether the words have been erased.
func (t Text) Erased() bool { return t.erased }

type erasedJSON struct {
	Erased bool `json:"erased"`
}

// MarshalJSON writes the words as a string, or {"erased":true}.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.erased {
		return json.Marshal(erasedJSON{Erased: true})
	}
	return json.Marshal(t.words)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var e erasedJSON
		if err := json.Unmarshal(b, &e); err != nil {
			return err
		}
		*t = Text{erased: e.Erased}
		return nil
	}
	t.erased = false
	return json.Unmarshal(b, &t.words)
}

// textMapper rewrites the texts of a value, in a fixed order.
type textMapper func(Text) Text

func mapTextSlice[T any](in []T, f func(T) T) []T {
	if in == nil {
		return nil
	}
	out := make([]T, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}
