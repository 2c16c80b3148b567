package driver

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bearings/agents"
	"bearings/coordinator"
	"bearings/incident"
	"bearings/store"
	"bearings/store/bolt"
)

// realCore is the coordinator with the scribe by rules.
func realCore(t testing.TB) *coordinator.Coordinator {
	t.Helper()
	c, err := coordinator.New(coordinator.Config{Scribe: agents.Rules{}, Engine: agents.Engine})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func openBolt(t testing.TB, path string) *bolt.Store {
	t.Helper()
	b, err := bolt.Open(path, bolt.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func startReal(t testing.TB, b *bolt.Store, core Core, c *chat) *Driver {
	t.Helper()
	d, err := New(Options{Log: b, Index: b, Core: core, Deliverer: c})
	if err == nil {
		err = d.Start(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// talk is what is said in an incident, over and over, by several people. As in real channels, a good third of it does nothing.
var talk = []string{
	"checkout is returning 500s for about 20% of users since 09:40",
	"I think it is the 09:30 deploy of the cart service",
	"looking at the deploy diff now",
	"ok",
	"thanks",
	"could also be the database, connections look high: 480 of 500",
	"cpu on the db primary is at 35%, that's normal",
	"hm",
	"what do the logs of the gateway say?",
	"one sec",
	"gateway shows timeouts to cart only, nothing else",
	"ah, right",
	"I'll roll back the deploy",
	"+1",
	"rollback is done, should help within 5 minutes",
	"error rate is still at 18% after the rollback",
	"so it is not the deploy then",
	"my vpn just dropped, back now",
	"ok, I'm taking the database connections",
	"found a lock that has been held for 40 minutes by a migration",
	"wow",
	"killed the migration",
	"great",
	"errors are dropping, 5% now",
	"nice. lunch anyone?",
}

// saying is the n-th message of an incident, at its time.
func saying(n int, at time.Time) incident.MessagePosted {
	people := []incident.PersonID{"ana", "ben", "cho", "dee"}
	return incident.MessagePosted{
		ID: incident.MessageIDAt(at), Author: people[n%len(people)], Kind: incident.Human, At: at, Text: incident.Say(talk[n%len(talk)]),
	}
}

// TestBolt proves the whole on the disk with the real core: several incidents at once, a restart, and the same state after it.
func TestBolt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.db")
	b := openBolt(t, path)
	platform := newChat()
	d := startReal(t, b, realCore(t), platform)
	var wg sync.WaitGroup
	logs := make([]store.LogID, 4)
	for i := range logs {
		logs[i] = store.LogID{Workspace: "T1", Incident: fmt.Sprint("inc-", i)}
		wg.Go(func() { feed(t, d, logs[i]) })
	}
	wg.Wait()
	before := cards(t, d, logs)
	if err := d.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}

	b = openBolt(t, path)
	defer func() { _ = b.Close() }()
	d = startReal(t, b, realCore(t), platform)
	after := cards(t, d, logs)
	for i := range logs {
		if before[i] != after[i] {
			t.Errorf("%s was\n%s\nand is after a restart\n%s", logs[i], before[i], after[i])
		}
		if err := d.Submit(t.Context(), logs[i], incident.Entry{By: "ana", Event: saying(3, time.Unix(1_700_000_300, 0))}, key(logs[i], 3)); err != nil {
			t.Error(err)
		}
	}
	if s := d.Stats(); s.Duplicates != 4 || s.Broken != 0 {
		t.Errorf("stats %+v", s)
	}
	if err := d.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	for _, log := range logs {
		if _, err := store.Verify(t.Context(), b, log); err != nil {
			t.Error(err)
		}
	}
}

func key(log store.LogID, n int) string { return fmt.Sprintf("%s/%d", log.Incident, n) }

func feed(t *testing.T, d *Driver, log store.LogID) {
	open := incident.Opened{Title: incident.Say("checkout"), Workspace: "T1", Channel: log.Incident, Severity: incident.SEV2}
	if err := d.Submit(t.Context(), log, incident.Entry{By: "ana", Event: open}, key(log, -1)); err != nil {
		t.Error(err)
	}
	for n := range 20 {
		at := time.Unix(1_700_000_000+int64(n)*100, 0).UTC()
		in := incident.Entry{By: "ana", Event: saying(n, at)}
		if err := d.Submit(t.Context(), log, in, key(log, n)); err != nil {
			t.Error(err)
		}
	}
}

// cards are the cards of the incidents, at one moment, with the last number of each log.
func cards(t *testing.T, d *Driver, logs []store.LogID) []string {
	t.Helper()
	out := make([]string, len(logs))
	for i, log := range logs {
		err := d.Query(t.Context(), log, func(st *coordinator.State) {
			out[i] = d.opt.Core.Card(st, time.Unix(1_900_000_000, 0).UTC()).Text()
		})
		if err != nil {
			t.Error(err)
		}
	}
	return out
}
