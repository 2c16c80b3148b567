package bolt_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bearings/store"
	"bearings/store/bolt"

	"go.etcd.io/bbolt"
)

// benchRecord has the size of a usual event: one and a half kilobytes.
func benchRecord(writer, n int) store.Record {
	id := fmt.Sprintf("C%d:%d", writer, n)
	return store.Record{
		ID: id, Data: []byte(`{"v":1,"type":"message_posted","data":"` + strings.Repeat("x", 1100) + `"}`),
		Bodies: map[int][]byte{0: []byte(strings.Repeat("text ", 60))},
		Work:   &store.Work{Due: time.Unix(int64(n), 0), Pending: true},
	}
}

// appender returns a function that appends n records to each of some logs at once, a writer for each.
func appender(b testing.TB, writers int) func(n int) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "bearings.db"), bolt.Options{Now: time.Now})
	heads := make([]store.Pos, writers)
	return func(n int) {
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				log := store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", w)}
				for range n {
					pos, err := s.Append(b.Context(), log, heads[w], benchRecord(w, int(heads[w])), store.Fence{})
					if err != nil {
						b.Error(err)
						return
					}
					heads[w] = pos
				}
			})
		}
		wg.Wait()
	}
}

// bareUpdater returns a function that writes the bytes of n records with nothing but bbolt: one transaction each, in one bucket.
func bareUpdater(b testing.TB) func(n int) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	head := 0
	return func(n int) {
		for range n {
			head++
			rec := benchRecord(0, head)
			value := slices.Concat(store.EncodeRecord(rec), store.EncodeBodies(rec.Bodies))
			err := db.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucketIfNotExists([]byte("e"))
				return errors.Join(err, bucket.Put(fmt.Appendf(nil, "%016x", head), value))
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkAppendOneWriter(b *testing.B) {
	run := appender(b, 1)
	b.ResetTimer()
	run(b.N)
}

func BenchmarkBareUpdate(b *testing.B) {
	run := bareUpdater(b)
	b.ResetTimer()
	run(b.N)
}

// BenchmarkAppend64 counts each of the appends of 64 incidents at once.
func BenchmarkAppend64(b *testing.B) {
	const writers = 64
	run := appender(b, writers)
	b.ResetTimer()
	run((b.N + writers - 1) / writers)
}

// BenchmarkRatios interleaves the three, so that a busy machine slows all of them, and reports medians of ratios: a lone writer should
// take at most twice the time of a bare update, and 64 should append at least five times as many records as one. Run it with -benchtime 15x.
func BenchmarkRatios(b *testing.B) {
	const each, writers = 40, 64
	one, many, bare := appender(b, 1), appender(b, writers), bareUpdater(b)
	var cost, gain []float64
	for range b.N {
		tOne, tBare := timed(func() { one(each) }), timed(func() { bare(each) })
		tMany := timed(func() { many(each / 2) })
		perOne, perMany := tOne.Seconds()/each, tMany.Seconds()/(each/2*writers)
		cost = append(cost, perOne/(tBare.Seconds()/each))
		gain = append(gain, perOne/perMany)
	}
	b.ReportMetric(median(cost), "one/bare")
	b.ReportMetric(median(gain), "64/one")
	b.ReportMetric(0, "ns/op")
}

func timed(fn func()) time.Duration {
	start := time.Now()
	fn()
	return time.Since(start)
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// BenchmarkOpen opens a store with a thousand incidents of twenty records.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bearings.db")
	s := mustOpen(b, path, bolt.Options{Now: time.Now})
	var wg sync.WaitGroup
	for w := range 1000 {
		wg.Go(func() {
			log := store.LogID{Workspace: "T1", Incident: fmt.Sprintf("INC-%d", w)}
			for n := range 20 {
				if _, err := s.Append(b.Context(), log, store.Pos(n), benchRecord(w, n), store.Fence{}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := bolt.Open(path, bolt.Options{Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
