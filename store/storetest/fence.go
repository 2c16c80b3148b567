package storetest

import (
	"errors"
	"testing"
	"time"

	"bearings/store"
)

var fenceTests = []test{
	{"an effect needs a fence that holds", testFence},
	{"tokens grow, also across restart", testTokensRestart},
	{"tokens grow across restore", testTokensRestore},
	{"a fence is looked at before a duplicate", testFenceFirst},
}

func acquire(t *testing.T, s store.Store, partition int) store.Lease {
	t.Helper()
	lease, err := s.Acquire(t.Context(), partition, "me", time.Minute)
	if err != nil {
		t.Fatalf("acquire: %v", err)
	}
	if lease.Partition != partition || lease.Holder != "me" || lease.Expires.IsZero() {
		t.Fatalf("acquire of partition %d returned %+v", partition, lease)
	}
	return lease
}

func wantFenced(t *testing.T, s store.Store, log store.LogID, after store.Pos, fence store.Fence) {
	t.Helper()
	if _, err := s.Append(t.Context(), log, after, record("fenced"), fence); !errors.Is(err, store.ErrFenced) {
		t.Fatalf("append with %+v: %v, want ErrFenced", fence, err)
	}
}

func testFence(t *testing.T, h Harness) {
	p := store.PartitionOf(logA)
	wantFenced(t, h.Store, logA, 0, store.Fence{Partition: p, Token: 1})
	wantFenced(t, h.Store, logA, 0, store.Fence{Partition: (p + 1) % store.Partitions})
	first := acquire(t, h.Store, p)
	if _, err := h.Store.Append(t.Context(), logA, 0, record("effect"), first.Fence()); err != nil {
		t.Fatalf("with the fence: %v", err)
	}
	other := acquire(t, h.Store, (p+1)%store.Partitions)
	wantFenced(t, h.Store, logA, 1, other.Fence())
	second := acquire(t, h.Store, p)
	wantFenced(t, h.Store, logA, 1, first.Fence())
	wantFenced(t, h.Store, logA, 9, first.Fence()) // It is no use to fold again: not a conflict.
	if _, err := h.Store.Append(t.Context(), logA, 1, record("effect 2"), second.Fence()); err != nil {
		t.Fatalf("with the new fence: %v", err)
	}
	mustAppend(t, h.Store, logA, 2, record("an input needs no fence"))
	for _, bad := range []int{-1, store.Partitions} {
		if _, err := h.Store.Acquire(t.Context(), bad, "me", time.Minute); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("partition %d: %v, want ErrInvalid", bad, err)
		}
	}
}

func testTokensRestart(t *testing.T, h Harness) {
	p := store.PartitionOf(logA)
	s := h.Store
	var last store.Lease
	for round := range 4 {
		lease := acquire(t, s, p)
		if lease.Token <= last.Token {
			t.Fatalf("round %d: token %d after %d", round, lease.Token, last.Token)
		}
		if round > 0 {
			wantFenced(t, s, logA, 0, last.Fence())
		}
		last = lease
		s = h.Reopen(t)
	}
}

func testTokensRestore(t *testing.T, h Harness) {
	p := store.PartitionOf(logA)
	first := acquire(t, h.Store, p)
	copied := backup(t, h.Store)
	last := first
	for range 5 {
		last = acquire(t, h.Store, p)
	}
	// Twice from the same backup, with nothing known of the store before.
	for round := range 2 {
		h.Advance(time.Second)
		s := h.Restore(t, copyOf(copied), store.Carry{})
		wantFenced(t, s, logA, 0, first.Fence()) // Before anybody acquires.
		wantFenced(t, s, logA, 0, last.Fence())
		lease := acquire(t, s, p)
		if lease.Token <= last.Token {
			t.Fatalf("restore %d: token %d after %d", round, lease.Token, last.Token)
		}
		if _, err := s.Append(t.Context(), logA, 0, record("x"), lease.Fence()); err != nil {
			t.Fatal(err)
		}
		last = lease
	}
	carried := h.Restore(t, copyOf(copied), store.Carry{Token: last.Token + 1<<40})
	if lease := acquire(t, carried, p); lease.Token <= last.Token+1<<40 {
		t.Fatalf("token %d is not past the one carried over", lease.Token)
	}
}

func testFenceFirst(t *testing.T, h Harness) {
	lease := acquire(t, h.Store, store.PartitionOf(logA))
	if _, err := h.Store.Append(t.Context(), logA, 0, record("outcome"), lease.Fence()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Store.Append(t.Context(), logA, 0, record("outcome"), lease.Fence()); !errors.Is(err, store.ErrDuplicate{}) {
		t.Fatalf("the owner, again: %v, want a duplicate", err)
	}
	acquire(t, h.Store, store.PartitionOf(logA))
	// One who was replaced must not take a duplicate for success and go on to act.
	if _, err := h.Store.Append(t.Context(), logA, 0, record("outcome"), lease.Fence()); !errors.Is(err, store.ErrFenced) {
		t.Fatalf("the former owner, again: %v, want ErrFenced", err)
	}
}
