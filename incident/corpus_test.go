package incident

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// corpus reads every line that was ever written, one entry each.
func corpus(t testing.TB) (lines [][]byte, entries []Entry) {
	t.Helper()
	b, err := os.ReadFile("testdata/corpus.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		line := bytes.Clone(sc.Bytes())
		e, err := DecodeJSON(line)
		if err != nil {
			t.Fatalf("corpus line %d: %v", len(lines)+1, err)
		}
		lines, entries = append(lines, line), append(entries, e)
	}
	return lines, entries
}

// TestCorpusHasEveryType fails for an event type without a line in the corpus,
// and for a line of a type that no longer decodes.
func TestCorpusHasEveryType(t *testing.T) {
	seen := map[string]bool{}
	_, entries := corpus(t)
	for _, e := range entries {
		seen[Name(e.Event)] = true
	}
	for _, r := range rows {
		if !seen[r.name] {
			t.Errorf("testdata/corpus.jsonl has no line of type %q", r.name)
		}
	}
}

// TestCorpusFold proves that everything ever written folds to the state that it
// always folded to.
func TestCorpusFold(t *testing.T) {
	_, entries := corpus(t)
	got := foldJSON(t, entries)
	if *update {
		if err := os.WriteFile("testdata/corpus.golden.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/corpus.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the fold of the corpus changed; got\n%s", got)
	}
}

func foldJSON(t testing.TB, entries []Entry) []byte {
	t.Helper()
	var s State
	for _, e := range entries {
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// TestRoundTrip proves that every event survives both forms, and that the record
// form holds none of its words.
func TestRoundTrip(t *testing.T) {
	_, entries := corpus(t)
	for _, e := range entries {
		line, err := EncodeJSON(e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeJSON(line)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := EncodeJSON(back)
		if !bytes.Equal(line, again) {
			t.Errorf("%s changed on the way:\n%s\n%s", Name(e.Event), line, again)
		}
	}
	data, bodies, err := EncodeRecord(entries, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"cannot pay", "g.example", "Ana", "old hosts", "p99"} {
		if strings.Contains(string(data), words) {
			t.Errorf("the record holds %q", words)
		}
	}
	back, err := DecodeRecord(data, bodies)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(foldJSON(t, entries), foldJSON(t, back)) {
		t.Error("the fold changed on the way through a record")
	}
}

// TestErasedBodies proves that a log whose bodies are gone still folds, without a
// word of what people wrote.
func TestErasedBodies(t *testing.T) {
	_, entries := corpus(t)
	data, _, err := EncodeRecord(entries, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeRecord(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := string(foldJSON(t, back))
	for _, words := range []string{"cannot pay", "g.example", "old hosts", "p99"} {
		if strings.Contains(got, words) {
			t.Errorf("the state still holds %q", words)
		}
	}
	if !strings.Contains(got, `"erased": true`) {
		t.Error("nothing is marked as erased")
	}
}

// TestTamperedBody proves that words which are not those that were written are
// noticed.
func TestTamperedBody(t *testing.T) {
	_, entries := corpus(t)
	data, bodies, err := EncodeRecord(entries[:1], [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	bodies[0] = bytes.Replace(bodies[0], []byte("errors"), []byte("orders"), 1)
	if _, err := DecodeRecord(data, bodies); err == nil {
		t.Error("a changed body was accepted")
	}
}

// TestSaltHidesShortTexts proves that the same words give another digest in
// another record.
func TestSaltHidesShortTexts(t *testing.T) {
	e := []Entry{{Seq: 1, Event: NoteAdded{Note: Say("yes")}}}
	a, _, _ := EncodeRecord(e, [32]byte{1})
	b, _, _ := EncodeRecord(e, [32]byte{2})
	if bytes.Equal(a, b) {
		t.Error("the digest of a short text does not depend on the salt")
	}
}

// TestRefusesTheFuture proves that what a newer release wrote is refused by name
// rather than misread.
func TestRefusesTheFuture(t *testing.T) {
	for _, line := range []string{
		`{"v":2,"seq":1,"at":"2026-03-10T09:00:00Z","type":"opened","data":{}}`,
		`{"v":1,"seq":1,"at":"2026-03-10T09:00:00Z","type":"teleported","data":{}}`,
		`{"v":0,"seq":1,"type":"opened","data":{}}`,
		`{"v":1,"seq":1,"type":"opened"}`,
		`[]`, ``, `{`,
	} {
		if _, err := DecodeJSON([]byte(line)); err == nil {
			t.Errorf("accepted %s", line)
		}
	}
}

func FuzzDecodeJSON(f *testing.F) {
	lines, _ := corpus(f)
	for _, l := range lines {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := DecodeJSON(line)
		if err != nil {
			return
		}
		var s State
		e.Seq = 1
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
		again, err := EncodeJSON(e)
		if err != nil {
			return // a time outside of what JSON can say
		}
		if _, err := DecodeJSON(again); err != nil {
			t.Fatalf("%s\ndoes not decode again: %v", again, err)
		}
	})
}

// FuzzScan proves that reading in one pass gives what encoding/json gives, or
// gives up.
func FuzzScan(f *testing.F) {
	_, entries := corpus(f)
	for i := range entries {
		data, bodies, _ := EncodeRecord(entries[i:min(len(entries), i+3)], [32]byte{})
		f.Add(data, bodies[0])
	}
	f.Fuzz(func(t *testing.T, data, raw []byte) {
		if ws, ok := scanWires(data); ok {
			var want []wire
			err := json.Unmarshal(data, &want)
			for _, w := range ws {
				if !json.Valid(w.Data) {
					return // its event does not decode, and the record is refused for that
				}
			}
			if err != nil || !reflect.DeepEqual(ws, want) {
				t.Errorf("%s\nis scanned as %+v\nand read as %+v, %v", data, ws, want, err)
			}
		}
		if texts, ok := scanBody(raw); ok {
			var want body
			if err := json.Unmarshal(raw, &want); err != nil || !slices.Equal(texts, want.Texts) {
				t.Errorf("%s\nis scanned as %q\nand read as %q, %v", raw, texts, want.Texts, err)
			}
		}
	})
}

// TestScanTakesWhatIsWritten proves that the one pass is not given up for what
// this release writes.
func TestScanTakesWhatIsWritten(t *testing.T) {
	_, entries := corpus(t)
	data, bodies, err := EncodeRecord(entries, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if ws, ok := scanWires(data); !ok || len(ws) != len(entries) {
		t.Errorf("%d of %d entries scanned, %v", len(ws), len(entries), ok)
	}
	for i, raw := range bodies {
		if _, ok := scanBody(raw); !ok {
			t.Errorf("body %d is given up: %s", i, raw)
		}
	}
}

// BenchmarkDecodeRecord reports the time of an event, texts included.
func BenchmarkDecodeRecord(b *testing.B) {
	_, entries := corpus(b)
	data, bodies, _ := EncodeRecord(entries, [32]byte{1})
	for b.Loop() {
		if _, err := DecodeRecord(data, bodies); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(entries)), "ns/event")
}

func FuzzDecodeRecord(f *testing.F) {
	_, entries := corpus(f)
	data, bodies, _ := EncodeRecord(entries[:20], [32]byte{})
	f.Add(data, bodies[0])
	f.Fuzz(func(_ *testing.T, data, body []byte) {
		_, _ = DecodeRecord(data, map[int][]byte{0: body})
	})
}
