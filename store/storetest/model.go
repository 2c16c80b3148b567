package storetest

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"bearings/store"

	"pgregory.net/rapid"
)

var modelTests = []test{
	{"random calls against a model", testModel},
}

// seed is where property tests begin, so that two runs make the same calls.
const seed = "20260301"

// fixSeed sets rapid's seed unless the command line has one.
func fixSeed(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{"rapid.seed": seed, "rapid.nofailfile": "true"} {
		f := flag.Lookup(name)
		before := f.Value.String()
		if before != f.DefValue {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, before) })
	}
}

// modelLog is what a log must be.
type modelLog struct {
	records []store.Record
	sealed  bool
	work    store.Work
}

// model is what the store must be. It is written as plainly as possible, and shares nothing with an engine.
type model struct {
	h     Harness
	t     *testing.T
	s     store.Store
	logs  map[store.LogID]*modelLog
	once  map[string]store.LogID // by ID; the position is looked up
	lease map[int]store.Lease
	old   []store.Fence
	last  uint64 // the largest token
	revs  map[string]store.Rev
	vals  map[string]string
	ws    string
	n     int
}

func testModel(t *testing.T, h Harness) {
	fixSeed(t)
	round := 0
	m := &model{h: h, t: t, s: h.Store, lease: map[int]store.Lease{}}
	rapid.Check(t, func(rt *rapid.T) {
		round++ // Every round has a workspace of its own, in the same store.
		m.begin(fmt.Sprintf("W%d", round))
		rt.Repeat(map[string]func(*rapid.T){
			"append":  m.append,
			"Append":  m.append, // twice as likely as the others
			"read":    m.read,
			"acquire": m.acquire,
			"erase":   m.erase,
			"seal":    m.seal,
			"put":     m.put,
			"restart": m.restart,
			"":        m.check,
		})
	})
}

func (m *model) begin(ws string) {
	m.ws = ws
	m.logs = map[store.LogID]*modelLog{}
	for i := range 3 {
		m.logs[m.log(i)] = &modelLog{}
	}
	m.once, m.revs, m.vals = map[string]store.LogID{}, map[string]store.Rev{}, map[string]string{}
}

func (m *model) log(i int) store.LogID {
	return store.LogID{Workspace: m.ws, Incident: fmt.Sprintf("INC-%d", i)}
}

func (m *model) drawLog(rt *rapid.T) store.LogID {
	return m.log(rapid.IntRange(0, 2).Draw(rt, "log"))
}

func (m *model) drawRecord(rt *rapid.T) store.Record {
	m.n++
	id := fmt.Sprintf("r%d", m.n)
	if known := slices.Sorted(maps.Keys(m.once)); len(known) > 0 && rapid.IntRange(0, 4).Draw(rt, "reuse") == 0 {
		id = rapid.SampledFrom(known).Draw(rt, "id")
	}
	rec := store.Record{ID: id, Data: fmt.Appendf(nil, "data %d of %s", rapid.IntRange(0, 1).Draw(rt, "data"), id)}
	if rapid.Bool().Draw(rt, "has body") {
		rec.Bodies = map[int][]byte{rapid.IntRange(0, 3).Draw(rt, "body"): []byte("body of " + id)}
	}
	switch rapid.IntRange(0, 3).Draw(rt, "work") {
	case 0:
		rec.Work = &store.Work{}
	case 1:
		rec.Work = &store.Work{Due: time.Unix(int64(rapid.IntRange(0, 9).Draw(rt, "due")), 0).UTC(), Pending: rapid.Bool().Draw(rt, "pending")}
	}
	return rec
}

func (m *model) drawFence(rt *rapid.T, log store.LogID) (fence store.Fence, holds bool) {
	current, owned := m.lease[store.PartitionOf(log)]
	switch choice := rapid.IntRange(0, 3).Draw(rt, "fence"); {
	case choice == 0 && owned:
		return current.Fence(), true
	case choice == 1 && len(m.old) > 0:
		return rapid.SampledFrom(m.old).Draw(rt, "old"), false
	}
	return store.Fence{}, true
}

// append is where the order of refusals is decided: fence, duplicate, sealed, conflict.
func (m *model) append(rt *rapid.T) {
	log, rec := m.drawLog(rt), m.drawRecord(rt)
	l := m.logs[log]
	head := store.Pos(len(l.records))
	after := head
	if rapid.IntRange(0, 3).Draw(rt, "elsewhere") == 0 {
		after = store.Pos(rapid.IntRange(0, int(head)+2).Draw(rt, "after"))
	}
	fence, holds := m.drawFence(rt, log)
	pos, err := m.s.Append(m.t.Context(), log, after, rec, fence)

	at, isDup := m.once[rec.ID]
	var dup store.ErrDuplicate
	var conflict store.ErrConflict
	switch {
	case !holds:
		if !errors.Is(err, store.ErrFenced) {
			rt.Fatalf("append to %s with %+v: %v, want ErrFenced", log, fence, err)
		}
	case isDup:
		first := m.find(at, rec.ID)
		equal := at == log && (first == nil || string(first.Data) == string(rec.Data))
		if !errors.As(err, &dup) || dup.Log != at || first != nil && (dup.Pos != first.Seq || dup.Equal != equal) {
			rt.Fatalf("append of %s to %s: %v, want a duplicate of one in %s, equal %v", rec.ID, log, err, at, equal)
		}
	case l.sealed:
		if !errors.Is(err, store.ErrSealed) {
			rt.Fatalf("append to %s: %v, want ErrSealed", log, err)
		}
	case after != head:
		if !errors.As(err, &conflict) || conflict.Head != head {
			rt.Fatalf("append to %s after %d: %v, want a conflict with head %d", log, after, err, head)
		}
	default:
		if err != nil || pos != head+1 {
			rt.Fatalf("append to %s after %d: %d, %v", log, after, pos, err)
		}
		m.appended(log, rec, pos)
	}
}

func (m *model) appended(log store.LogID, rec store.Record, pos store.Pos) {
	l := m.logs[log]
	rec.Seq = pos
	if pos > 1 {
		rec.PrevHash = store.Hash(l.records[pos-2])
	}
	l.records = append(l.records, rec)
	m.once[rec.ID] = log
	if rec.Work != nil {
		l.work = *rec.Work
	}
}

// find returns nil if the log was sealed.
func (m *model) find(log store.LogID, id string) *store.Record {
	for i, rec := range m.logs[log].records {
		if rec.ID == id && !m.logs[log].sealed {
			return &m.logs[log].records[i]
		}
	}
	return nil
}

func (m *model) read(rt *rapid.T) {
	log := m.drawLog(rt)
	l := m.logs[log]
	after := rapid.IntRange(0, len(l.records)+1).Draw(rt, "after")
	m.compare(rt, log, after)
}

func (m *model) compare(rt *rapid.T, log store.LogID, after int) {
	l := m.logs[log]
	records, err := collect(m.t.Context(), m.s, log, store.Pos(after))
	if l.sealed {
		if !errors.Is(err, store.ErrSealed) {
			rt.Fatalf("read of %s: %v, want ErrSealed", log, err)
		}
		return
	}
	want := l.records[min(after, len(l.records)):]
	same := func(a, b store.Record) bool { return sameRecord(a, b) && a.Seq == b.Seq && a.PrevHash == b.PrevHash }
	if err != nil || !slices.EqualFunc(records, want, same) {
		rt.Fatalf("read of %s after %d: %q, %v; want %q", log, after, ids(records), err, ids(want))
	}
}

func (m *model) acquire(rt *rapid.T) {
	partition := store.PartitionOf(m.drawLog(rt))
	lease, err := m.s.Acquire(m.t.Context(), partition, "model", time.Minute)
	if err != nil || lease.Token <= m.last {
		rt.Fatalf("acquire: %+v, %v; want a token above %d", lease, err, m.last)
	}
	m.last = lease.Token
	if before, owned := m.lease[partition]; owned {
		m.old = append(m.old, before.Fence())
	}
	m.lease[partition] = lease
}

func (m *model) erase(rt *rapid.T) {
	log := m.drawLog(rt)
	seq := rapid.IntRange(0, len(m.logs[log].records)+1).Draw(rt, "seq")
	if err := m.s.Erase(m.t.Context(), log, store.Pos(seq)); err != nil {
		rt.Fatalf("erase %s/%d: %v", log, seq, err)
	}
	if seq > 0 && seq <= len(m.logs[log].records) {
		m.logs[log].records[seq-1].Bodies = nil
	}
}

func (m *model) seal(rt *rapid.T) {
	log := m.drawLog(rt)
	l := m.logs[log]
	// Rarely at the head, or all would soon be over.
	upTo := rapid.IntRange(0, len(l.records)+6).Draw(rt, "up to")
	err := m.s.Seal(m.t.Context(), log, store.Pos(upTo), store.Archive{Location: "here"})
	var conflict store.ErrConflict
	switch {
	case l.sealed && upTo == len(l.records), !l.sealed && upTo == len(l.records) && upTo > 0:
		if err != nil {
			rt.Fatalf("seal %s at its head: %v", log, err)
		}
		l.sealed, l.work = true, store.Work{}
	case l.sealed:
		if !errors.Is(err, store.ErrSealed) {
			rt.Fatalf("seal %s again, otherwise: %v", log, err)
		}
	case upTo == 0:
		if !errors.Is(err, store.ErrInvalid) && len(l.records) == 0 {
			rt.Fatalf("seal %s, which is empty: %v", log, err)
		}
	default:
		if !errors.As(err, &conflict) || conflict.Head != store.Pos(len(l.records)) {
			rt.Fatalf("seal %s at %d: %v, want a conflict", log, upTo, err)
		}
	}
}

func (m *model) put(rt *rapid.T) {
	key := fmt.Sprintf("c/%s/%d", m.ws, rapid.IntRange(0, 1).Draw(rt, "key"))
	ifRev := m.revs[key] + store.Rev(rapid.IntRange(0, 4).Draw(rt, "off")/4)
	value := store.Value(rapid.SampledFrom([]string{"", "a", "b"}).Draw(rt, "value"))
	if len(value) == 0 {
		value = nil
	}
	rev, err := m.s.Put(m.t.Context(), key, value, ifRev)
	if ifRev != m.revs[key] {
		if !errors.Is(err, store.ErrStale{Rev: m.revs[key]}) {
			rt.Fatalf("put %s if %d: %v, want ErrStale with %d", key, ifRev, err, m.revs[key])
		}
		return
	}
	if err != nil || value != nil && rev <= m.revs[key] {
		rt.Fatalf("put %s: %d, %v", key, rev, err)
	}
	m.revs[key], m.vals[key] = rev, string(value)
}

func (m *model) restart(*rapid.T) { m.s = m.h.Reopen(m.t) }

// check compares the whole of the store with the model.
func (m *model) check(rt *rapid.T) {
	var want []store.LogInfo
	for log, l := range m.logs {
		m.compare(rt, log, 0)
		if len(l.records) > 0 {
			info := store.LogInfo{Log: log, Head: store.Pos(len(l.records)), Work: l.work, Sealed: l.sealed}
			if l.sealed {
				info.Archive.Location = "here"
			}
			want = append(want, info)
		}
	}
	slices.SortFunc(want, func(a, b store.LogInfo) int { return cmp.Compare(a.Log.Incident, b.Log.Incident) })
	var got, busy []store.LogInfo
	for info, err := range m.s.Logs(m.t.Context(), store.LogQuery{Workspace: m.ws}) {
		if err != nil {
			rt.Fatal(err)
		}
		got = append(got, info)
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("logs %+v, want %+v", got, want)
	}
	wantBusy := 0
	for _, info := range want {
		if !info.Work.IsZero() {
			wantBusy++
		}
	}
	for info, err := range m.s.Logs(m.t.Context(), store.LogQuery{Workspace: m.ws, WithWork: allPartitions()}) {
		if err != nil || !slices.Contains(want, info) {
			rt.Fatalf("with work: %+v, %v", info, err)
		}
		busy = append(busy, info)
	}
	if len(busy) != wantBusy {
		rt.Fatalf("%d logs with work, want %d", len(busy), wantBusy)
	}
	for key, rev := range m.revs {
		if value, r, err := m.s.Get(m.t.Context(), key); err != nil || r != rev || string(value) != m.vals[key] {
			rt.Fatalf("get %s: %q, %d, %v; want %q, %d", key, value, r, err, m.vals[key], rev)
		}
	}
}

func allPartitions() []int {
	all := make([]int, store.Partitions)
	for i := range all {
		all[i] = i
	}
	return all
}
