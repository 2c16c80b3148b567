package main

import "testing"

// BenchmarkIncident measures one incident of each kind, made up, played, checked
// and counted: make sim plays a thousand of them.
func BenchmarkIncident(b *testing.B) {
	seed, minutes := uint64(0), 0.0
	for b.Loop() {
		seed++
		c := newCounts()
		for _, k := range kinds {
			playOne(c, k, seed)
		}
		minutes += c.time.Minutes()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(kinds)), "ms/incident")
	b.ReportMetric(minutes/float64(b.N*len(kinds)), "minutes/incident")
}
