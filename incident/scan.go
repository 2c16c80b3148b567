package incident

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// A record is read once when its incident is folded, and most of that time goes
// into reading the same few fields around each event. This file reads them in
// one pass. It takes exactly the form that EncodeRecord writes; for anything else
// it gives up, and encoding/json reads the record, or says what is wrong with it.

// scanWires reads the entries of a record; ok is false if it gives up.
func scanWires(data []byte) (ws []wire, ok bool) {
	if len(data) < 2 || data[0] != '[' {
		return nil, false
	}
	i := 1
	for {
		end, ok := skipValue(data, i)
		if !ok || data[i] != '{' {
			return nil, false
		}
		w, ok := scanWire(data[i:end])
		if !ok {
			return nil, false
		}
		ws = append(ws, w)
		switch i = end; {
		case i < len(data) && data[i] == ',':
			i++
		case i == len(data)-1 && data[i] == ']':
			return ws, true
		default:
			return nil, false
		}
	}
}

// scanWire reads one object, from brace to brace.
func scanWire(obj []byte) (w wire, ok bool) {
	ok = scanFields(obj, func(key string, raw []byte) bool { return w.set(key, raw) })
	return w, ok
}

func (w *wire) set(key string, raw []byte) (ok bool) {
	switch key {
	case "v":
		w.V, ok = scanInt(raw)
	case "seq":
		var err error
		w.Seq, err = strconv.ParseUint(string(raw), 10, 64)
		ok = err == nil && (len(raw) == 1 || raw[0] != '0')
	case "at":
		var s string
		if s, ok = scanString(raw); ok {
			var err error
			w.At, err = time.Parse(time.RFC3339, s)
			ok = err == nil && s[len(s)-1] == 'Z'
		}
	case "type":
		w.Type, ok = scanString(raw)
	case "by":
		var s string
		s, ok = scanString(raw)
		w.By = PersonID(s)
	case "source":
		var s string
		s, ok = scanString(raw)
		w.Source = MessageID(s)
	case "data":
		w.Data, ok = raw, len(raw) > 0 && raw[0] == '{'
	case "body":
		w.Body, ok = scanString(raw)
	}
	return ok
}

// scanBody reads the texts of a body; ok is false if it gives up.
func scanBody(raw []byte) (texts []string, ok bool) {
	ok = len(raw) > 1 && raw[0] == '{' && scanFields(raw, func(key string, v []byte) bool {
		switch key {
		case "salt":
			_, ok := scanString(v)
			return ok
		case "texts":
			var ok bool
			texts, ok = scanStrings(v)
			return ok
		}
		return false
	})
	return texts, ok
}

func scanStrings(v []byte) (out []string, ok bool) {
	if len(v) < 2 || v[0] != '[' {
		return nil, false
	}
	for i := 1; i < len(v); i++ {
		end, ok := skipValue(v, i)
		if !ok || end >= len(v) {
			return nil, false
		}
		s, ok := scanString(v[i:end])
		if !ok {
			return nil, false
		}
		out = append(out, s)
		if i = end; v[i] == ']' {
			return out, i == len(v)-1
		}
		if v[i] != ',' {
			return nil, false
		}
	}
	return nil, false
}

// scanFields calls visit for each field of an object without white space around
// its tokens. It stops, and returns false, when visit does.
func scanFields(obj []byte, visit func(key string, raw []byte) bool) bool {
	for i := 1; i < len(obj); {
		end, ok := skipValue(obj, i)
		if !ok || end >= len(obj) || obj[end] != ':' {
			return false
		}
		key, ok := scanString(obj[i:end])
		if !ok {
			return false
		}
		i = end + 1
		if end, ok = skipValue(obj, i); !ok || end >= len(obj) || !visit(key, obj[i:end]) {
			return false
		}
		switch obj[end] {
		case ',':
			i = end + 1
		case '}':
			return end == len(obj)-1
		default:
			return false
		}
	}
	return false
}

// skipValue returns the end of the value that begins at i. What stands inside of
// it is not checked, other than that brackets and quotes close.
func skipValue(data []byte, i int) (end int, ok bool) {
	if i >= len(data) {
		return 0, false
	}
	switch data[i] {
	case '"':
		return skipString(data, i)
	case '{', '[':
		depth := 0
		for ; i < len(data); i++ {
			switch data[i] {
			case '"':
				if i, ok = skipString(data, i); !ok {
					return 0, false
				}
				i--
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1, true
				}
			}
		}
		return 0, false
	}
	begin := i
	for i < len(data) && data[i] != ',' && data[i] != '}' && data[i] != ']' {
		i++
	}
	return i, i > begin
}

func skipString(data []byte, i int) (end int, ok bool) {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1, true
		}
	}
	return 0, false
}

// scanString reads a quoted string without escapes.
func scanString(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return "", false
	}
	in := raw[1 : len(raw)-1]
	ascii := true
	for _, c := range in {
		if c < ' ' || c == '\\' || c == '"' {
			return "", false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if !ascii && !utf8.Valid(in) {
		return "", false
	}
	return string(in), true
}

func scanInt(raw []byte) (int, bool) {
	n, err := strconv.Atoi(string(raw))
	return n, err == nil && n >= 0 && (len(raw) == 1 || raw[0] != '0' && raw[0] != '+')
}
