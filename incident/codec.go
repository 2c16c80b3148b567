package incident

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is the version of the wire form that this release writes. It reads
// that and every older one.
const Version = 1

// wire is an entry as it is written. Allowed changes: a new field that may be
// absent. Names are never changed and never used for something else.
type wire struct {
	V      int             `json:"v"`
	Seq    uint64          `json:"seq"`
	At     time.Time       `json:"at"`
	Type   string          `json:"type"`
	By     PersonID        `json:"by,omitempty"`
	Source MessageID       `json:"source,omitempty"`
	Data   json.RawMessage `json:"data"`
	Body   string          `json:"body,omitempty"` // digest of the body that holds the texts
}

// body is the erasable part of an entry: its texts, in the order of mapTexts,
// and a salt, so that the digest in the record tells nothing about short texts
// once the body is gone.
type body struct {
	Salt  string   `json:"salt"`
	Texts []string `json:"texts"`
}

// eventType is one row of the codec.
type eventType struct {
	name   string
	decode func([]byte) (Event, error)
}

func row[T Event](name string) eventType {
	return eventType{name, func(data []byte) (Event, error) {
		var e T
		if err := json.Unmarshal(data, &e); err != nil {
			return nil, err
		}
		return e, nil
	}}
}

// ErrFuture is wrapped by decoding errors for entries that a newer release wrote.
var ErrFuture = errors.New("written by a newer release")

// Name returns the wire name of an event.
func Name(e Event) string { return names[fmt.Sprintf("%T", e)] }

// EncodeJSON writes an entry with its texts in place: the form of exports and
// of golden files. It is one line without a line break at the end.
func EncodeJSON(e Entry) ([]byte, error) {
	data, err := json.Marshal(e.Event)
	if err != nil {
		return nil, fmt.Errorf("encode event %d: %w", e.Seq, err)
	}
	return json.Marshal(wire{V: Version, Seq: e.Seq, At: e.At.UTC(), Type: Name(e.Event), By: e.By, Source: e.Source, Data: data})
}

// DecodeJSON reads what EncodeJSON of this or any earlier release wrote.
func DecodeJSON(line []byte) (Entry, error) {
	var w wire
	if err := json.Unmarshal(line, &w); err != nil {
		return Entry{}, fmt.Errorf("decode event: %w", err)
	}
	return w.entry()
}

func (w wire) entry() (Entry, error) {
	if w.V < 1 || w.V > Version {
		return Entry{}, fmt.Errorf("decode event %d: version %d (this release reads up to %d): %w", w.Seq, w.V, Version, ErrFuture)
	}
	t, ok := types[w.Type]
	if !ok {
		return Entry{}, fmt.Errorf("decode event %d: unknown type %q: %w", w.Seq, w.Type, ErrFuture)
	}
	if len(w.Data) == 0 {
		return Entry{}, fmt.Errorf("decode event %d (%s): no data", w.Seq, w.Type)
	}
	ev, err := t.decode(w.Data)
	if err != nil {
		return Entry{}, fmt.Errorf("decode event %d (%s): %w", w.Seq, w.Type, err)
	}
	return Entry{Seq: w.Seq, At: w.At.UTC(), By: w.By, Source: w.Source, Event: ev}, nil
}

// EncodeRecord writes the entries of one record without their texts, and
// separately a body for each entry that has any, by the entry's index. Salts
// are derived from salt, which is to be unpredictable and different for every
// record, and is not kept.
func EncodeRecord(entries []Entry, salt [32]byte) (data []byte, bodies map[int][]byte, err error) {
	ws := make([]wire, len(entries))
	for i, e := range entries {
		var texts []string
		stripped := e.Event.mapTexts(func(t Text) Text {
			if t.words == "" || t.erased {
				return t
			}
			texts = append(texts, t.words)
			return Text{erased: true}
		})
		d, err := json.Marshal(stripped)
		if err != nil {
			return nil, nil, fmt.Errorf("encode event %d: %w", e.Seq, err)
		}
		ws[i] = wire{V: Version, Seq: e.Seq, At: e.At.UTC(), Type: Name(e.Event), By: e.By, Source: e.Source, Data: d}
		if len(texts) == 0 {
			continue
		}
		raw, err := encodeBody(texts, salt, i)
		if err != nil {
			return nil, nil, fmt.Errorf("encode texts of event %d: %w", e.Seq, err)
		}
		if bodies == nil {
			bodies = map[int][]byte{}
		}
		bodies[i], ws[i].Body = raw, digest(raw)
	}
	data, err = json.Marshal(ws)
	return data, bodies, err
}

func encodeBody(texts []string, salt [32]byte, i int) ([]byte, error) {
	s := sha256.Sum256(append(salt[:], byte(i), byte(i>>8), byte(i>>16)))
	return json.Marshal(body{Salt: hex.EncodeToString(s[:16]), Texts: texts})
}

// DecodeRecord reads what EncodeRecord wrote. Texts whose body is missing come
// back erased; a body that does not match its digest is an error.
func DecodeRecord(data []byte, bodies map[int][]byte) ([]Entry, error) {
	ws, ok := scanWires(data)
	if !ok {
		ws = nil
		if err := json.Unmarshal(data, &ws); err != nil {
			return nil, fmt.Errorf("decode record: %w", err)
		}
	}
	entries := make([]Entry, len(ws))
	for i, w := range ws {
		e, err := w.entry()
		if err != nil {
			return nil, err
		}
		if raw, ok := bodies[i]; ok && w.Body != "" {
			if digest(raw) != w.Body {
				return nil, fmt.Errorf("decode event %d (%s): its texts do not match the digest in the log", w.Seq, w.Type)
			}
			texts, err := decodeBody(raw)
			if err != nil {
				return nil, fmt.Errorf("decode texts of event %d: %w", w.Seq, err)
			}
			e.Event = restore(e.Event, texts)
		}
		entries[i] = e
	}
	return entries, nil
}

func decodeBody(raw []byte) ([]string, error) {
	if texts, ok := scanBody(raw); ok {
		return texts, nil
	}
	var b body
	err := json.Unmarshal(raw, &b)
	return b.Texts, err
}

// restore puts texts back where EncodeRecord took them from.
func restore(ev Event, texts []string) Event {
	i := 0
	return ev.mapTexts(func(t Text) Text {
		if !t.erased || i >= len(texts) {
			return t
		}
		i++
		return Say(texts[i-1])
	})
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Masked returns the event with the shapes of well-known secrets in its texts
// replaced; see [Mask].
func Masked(ev Event) Event {
	return ev.mapTexts(func(t Text) Text {
		if t.words != "" {
			t.words = Mask(t.words)
		}
		return t
	})
}

var types, names = index()

func index() (byWire map[string]eventType, byType map[string]string) {
	byWire, byType = map[string]eventType{}, map[string]string{}
	for _, r := range rows {
		e, err := r.decode([]byte("{}"))
		if err != nil {
			panic("incident: event type " + r.name + " does not decode from nothing: " + err.Error())
		}
		byWire[r.name], byType[fmt.Sprintf("%T", e)] = r, r.name
	}
	return byWire, byType
}

// rows gives every event its wire name. A name is never changed and never used
// again; a new event gets a new row and a line in testdata/corpus.jsonl.
var rows = []eventType{
	row[Opened]("opened"),
	row[Configured]("configured"),
	row[SeveritySet]("severity_set"),
	row[PhaseSet]("phase_set"),
	row[RoleSet]("role_set"),
	row[RoleAccepted]("role_accepted"),
	row[Renamed]("renamed"),
	row[Linked]("linked"),
	row[Closed]("closed"),
	row[Reopened]("reopened"),
	row[Joined]("joined"),
	row[Left]("left"),
	row[MessagePosted]("message_posted"),
	row[MessageEdited]("message_edited"),
	row[MessageDeleted]("message_deleted"),
	row[Reacted]("reacted"),
	row[CommandGiven]("command_given"),
	row[MessageRead]("message_read"),
	row[ReadingRetracted]("reading_retracted"),
	row[ReadingConfirmed]("reading_confirmed"),
	row[ReadingCorrected]("reading_corrected"),
	row[ImpactStated]("impact_stated"),
	row[TrendStated]("trend_stated"),
	row[ObservationNoted]("observation_noted"),
	row[DecisionMade]("decision_made"),
	row[QuestionAsked]("question_asked"),
	row[QuestionAnswered]("question_answered"),
	row[QuestionDropped]("question_dropped"),
	row[AnnouncementMade]("announcement_made"),
	row[AnnouncementCorrected]("announcement_corrected"),
	row[GuardSet]("guard_set"),
	row[GuardLifted]("guard_lifted"),
	row[LinkNoted]("link_noted"),
	row[ItemWithdrawn]("item_withdrawn"),
	row[HypothesisRaised]("hypothesis_raised"),
	row[HypothesisReworded]("hypothesis_reworded"),
	row[HypothesisMerged]("hypothesis_merged"),
	row[HypothesisStatusSet]("hypothesis_status_set"),
	row[ReopenNoted]("reopen_noted"),
	row[LineClaimed]("line_claimed"),
	row[LineRenewed]("line_renewed"),
	row[LineReleased]("line_released"),
	row[LineExpired]("line_expired"),
	row[EvidenceAdded]("evidence_added"),
	row[EvidenceAddressed]("evidence_addressed"),
	row[CheckPlanned]("check_planned"),
	row[CheckFinished]("check_finished"),
	row[InterventionProposed]("intervention_proposed"),
	row[InterventionStarted]("intervention_started"),
	row[InterventionExpected]("intervention_expected"),
	row[InterventionFinished]("intervention_finished"),
	row[InterventionReverted]("intervention_reverted"),
	row[InterventionObserved]("intervention_observed"),
	row[WaitDeclared]("wait_declared"),
	row[WaitEnded]("wait_ended"),
	row[FindingShown]("finding_shown"),
	row[FindingWithheld]("finding_withheld"),
	row[FindingEnded]("finding_ended"),
	row[FindingAnswered]("finding_answered"),
	row[FindingSnoozed]("finding_snoozed"),
	row[QuietSet]("quiet_set"),
	row[StatusPosted]("status_posted"),
	row[BriefGiven]("brief_given"),
	row[DeliveryRequested]("delivery_requested"),
	row[Delivered]("delivered"),
	row[DeliveryFailed]("delivery_failed"),
	row[CardShown]("card_shown"),
	row[AgentAsked]("agent_asked"),
	row[AgentReplied]("agent_replied"),
	row[AgentFailed]("agent_failed"),
	row[AgentStopped]("agent_stopped"),
	row[LearningRated]("learning_rated"),
	row[NoteAdded]("note_added"),
}
