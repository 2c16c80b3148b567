package coordinator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bearings/incident"
)

var claiming = spelled{
	"p99 doubled":     with(reading(90, incident.ActObservation), func(r *incident.Reading) { r.Observation = incident.Say("p99 doubled") }),
	"p99 has doubled": with(reading(90, incident.ActImpact), func(r *incident.Reading) { r.Impact = incident.Say("p99 has doubled") }),
	"what is that?":   with(reading(90, incident.ActQuestion), func(r *incident.Reading) { r.Asked = incident.Say("what is that?") }),
	"mine": with(reading(90, incident.ActOwnership), func(r *incident.Reading) {
		r.Owning = &incident.Owning{Verb: incident.Claims, Who: "ana", What: incident.Say("the logs")}
	}),
	"lol": {OffTopic: true, Confidence: 60},
}

// post posts a message with a link, if url is not empty, and returns its identifier.
func (r *room) post(by incident.PersonID, kind incident.Kind, thread incident.MessageID, text, url string) incident.MessageID {
	r.n++
	id := incident.MessageIDAt(r.now.Add(time.Duration(r.n) * time.Microsecond))
	m := incident.MessagePosted{ID: id, Thread: thread, Author: by, Kind: kind, At: r.now}
	if url != "" {
		m.Links = []incident.Link{{URL: incident.Say(url), Title: incident.Say("graph")}}
		if text == "" {
			text = url
		}
	}
	m.Text = incident.Say(text)
	r.feed(by, id, m)
	return id
}

// shelf says which links bear something out, and which stand alone.
func (r *room) shelf() string {
	in := &r.st.Incident
	var b strings.Builder
	for _, x := range in.Exhibits {
		text := "?"
		if m := in.RecentMessage(x.Of); m != nil {
			text = m.Text.String()
		}
		fmt.Fprintf(&b, "%s of %q; ", x.Link.URL, text)
	}
	for _, f := range in.Links {
		fmt.Fprintf(&b, "%s alone; ", f.Links[0].URL)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

const graph = "https://g.example/1.png"

// TestReceipts proves which claim a link bears out, if any.
func TestReceipts(t *testing.T) {
	type say struct {
		by    incident.PersonID
		after time.Duration
		text  string
		url   string
		reply bool // in the thread of the first message
	}
	for _, tt := range []struct {
		name string
		says []say
		want string
	}{
		{"within the claim", []say{{"ana", 0, "p99 doubled", graph, false}}, graph + ` of "p99 doubled"`},
		{"after the claim", []say{{"ana", 0, "p99 doubled", "", false}, {"ana", 2 * time.Minute, "", graph, false}}, graph + ` of "p99 doubled"`},
		{"before the claim", []say{{"ana", 0, "", graph, false}, {"ana", time.Minute, "p99 doubled", "", false}}, graph + ` of "p99 doubled"`},
		{"in the claim's thread", []say{{"ana", 0, "p99 doubled", "", false}, {"ana", time.Minute, "", graph, true}}, graph + ` of "p99 doubled"`},
		{"too late", []say{{"ana", 0, "p99 doubled", "", false}, {"ana", 2*time.Minute + time.Second, "", graph, false}}, graph + " alone"},
		{"too early", []say{{"ana", 0, "", graph, false}, {"ana", 2*time.Minute + time.Second, "p99 doubled", "", false}}, graph + " alone"},
		{"of somebody else", []say{{"ana", 0, "p99 doubled", "", false}, {"ben", time.Second, "", graph, false}}, graph + " alone"},
		{"beside work that is taken", []say{{"ana", 0, "mine", "", false}, {"ana", time.Second, "", graph, false}}, graph + " alone"},
		{"somebody asks about it", []say{{"ana", 0, "", graph, false}, {"ben", time.Hour, "what is that?", "", true}}, graph + ` of "what is that?"`},
		{"somebody laughs at it", []say{{"ana", 0, "", graph, false}, {"ben", time.Minute, "lol", "", true}}, graph + " alone"},
		{"twice", []say{{"ana", 0, "", graph, false}, {"ben", time.Hour, "", graph, false}}, graph + " alone"},
		{"again with words", []say{{"ana", 0, "", graph, false}, {"ben", time.Hour, "p99 doubled", graph, false}}, graph + ` of "p99 doubled"`},
		{"a joke", []say{{"ana", 0, "lol", graph, false}}, ""},
		{"a moving picture", []say{{"ana", 0, "", "https://media.giphy.com/x.gif", false}}, ""},
		{"a call", []say{{"ana", 0, "", "https://zoom.us/j/1", false}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t, claiming)
			var first incident.MessageID
			for _, s := range tt.says {
				r.now = r.now.Add(s.after)
				thread := incident.MessageID("")
				if s.reply {
					thread = first
				}
				if id := r.post(s.by, incident.Human, thread, s.text, s.url); first == "" {
					first = id
				}
			}
			if got := r.shelf(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestReceiptsFollow proves that receipts follow what becomes of the messages.
func TestReceiptsFollow(t *testing.T) {
	r := newRoom(t, claiming)
	claim := r.post("ana", incident.Human, "", "p99 doubled", "")
	r.now = r.now.Add(time.Minute)
	link := r.post("ana", incident.Human, "", "", graph)

	titled := incident.Link{URL: incident.Say(graph), Title: incident.Say("Latency by host"), Image: true}
	r.feed("ana", link, incident.MessageEdited{ID: link, Text: incident.Say(graph), Links: []incident.Link{titled}})
	if got := r.st.Incident.LinksOf(claim); len(got) != 1 || got[0] != titled {
		t.Fatalf("the title that was found later is not shown: %v", got)
	}
	r.feed("ana", claim, incident.MessageEdited{ID: claim, Text: incident.Say("p99 has doubled")})
	if got := r.shelf(); got != graph+` of "p99 has doubled"` {
		t.Fatalf("after the claim was edited: %s", got)
	}
	if card := r.c.Card(r.st, r.now).Text(); !strings.Contains(card, `p99 has doubled (ana, 14:00), see "Latency by host"`) {
		t.Errorf("the card does not show the receipt:\n%s", card)
	}
	r.feed("ana", claim, incident.MessageDeleted{ID: claim})
	if got := r.shelf(); got != graph+" alone" {
		t.Fatalf("after the claim was deleted: %s", got)
	}
	if card := r.c.Card(r.st, r.now).Text(); !strings.Contains(card, `"Latency by host", a graph that nobody has said anything about (ana, 14:01)`) {
		t.Errorf("the card does not list the graph:\n%s", card)
	}
	r.feed("ben", link, incident.Reacted{ID: link, Who: "ben", Reaction: "x"})
	if got := r.shelf(); got != "" {
		t.Errorf("after the link was crossed out: %s", got)
	}
}

// TestLinkGetsWords proves that a link that words are added to no longer stands
// alone.
func TestLinkGetsWords(t *testing.T) {
	r := newRoom(t, claiming)
	id := r.post("ana", incident.Human, "", "", graph)
	r.feed("ana", id, incident.MessageEdited{ID: id, Text: incident.Say("p99 doubled"), Links: []incident.Link{{URL: incident.Say(graph)}}})
	if got := r.shelf(); got != graph+` of "p99 doubled"` {
		t.Error(got)
	}
}

// TestReceiptOfMachines proves that an alert keeps its link to itself, and that a
// machine's bare link is listed.
func TestReceiptOfMachines(t *testing.T) {
	r := newRoom(t, claiming)
	for range 50 {
		r.post("alerts", incident.Bot, "", "p99 doubled", graph)
	}
	if got := r.shelf(); got != "" || len(r.st.Incident.Alerts) != 1 {
		t.Errorf("an alert fills the shelf: %s", got)
	}
	r.post("hook", incident.Bot, "", "", "https://ci.example/1")
	if got := r.shelf(); got != "https://ci.example/1 alone" {
		t.Error(got)
	}
}
