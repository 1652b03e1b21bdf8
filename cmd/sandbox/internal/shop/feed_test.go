package shop_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
)

func TestDoor(t *testing.T) {
	w := open(t)
	address := "ws" + strings.TrimPrefix(w.front.URL, "http") + "/feed"
	bearer := http.Header{"Authorization": {"Bearer " + token}}
	for _, c := range []struct {
		name, address string
		header        http.Header
		protocols     []string
		status        int
	}{
		{"no token", address, nil, []string{"curbfeed.v1"}, 401},
		{"another token", address, http.Header{"Authorization": {"Bearer nope"}}, []string{"curbfeed.v1"}, 401},
		{"token in the address", address + "?token=" + token, bearer, []string{"curbfeed.v1"}, 400},
		{"no sub-protocol", address, bearer, nil, 400},
		{"another sub-protocol", address, bearer, []string{"curbfeed.v2"}, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			dialer := websocket.Dialer{Subprotocols: c.protocols}
			ws, response, err := dialer.DialContext(t.Context(), c.address, c.header)
			if err == nil {
				_ = ws.Close()
				t.Fatal("let in")
			}
			if response == nil || response.StatusCode != c.status {
				t.Fatalf("%v, want %d", response, c.status)
			}
		})
	}
	if got := w.dial().ws.Subprotocol(); got != "curbfeed.v1" {
		t.Fatalf("sub-protocol %q", got)
	}
}

func TestHelloWithoutCursorGetsASnapshotThenEvents(t *testing.T) {
	w := open(t)
	first := w.place()
	l := w.connect("")
	welcome := l.next()
	if welcome["t"] != "welcome" || welcome.text("heartbeat_s") != "20" || welcome.text("retention_h") != "72" {
		t.Fatalf("welcome: %v", welcome)
	}
	if at, err := time.Parse(time.RFC3339, welcome.text("server_time")); err != nil || !at.Equal(w.clock.now()) {
		t.Fatalf("server_time %v", welcome["server_time"])
	}
	found, asOf := l.snapshot()
	if len(found) != 1 || asOf != welcome.text("epoch")+":1" {
		t.Fatalf("snapshot %v as of %s", found, asOf)
	}
	item := found[first]
	for _, axis := range []string{"identity", "claimed", "cancelled"} {
		if value, there := item[axis]; !there || value != nil {
			t.Errorf("%s: %v", axis, value)
		}
	}
	if item.text("fulfilment") != "placed" || item.text("order", "rev") != "1" {
		t.Fatalf("item: %v", item)
	}
	second := w.place()
	e := l.event("order.placed")
	ce := frame(e["ce"].(map[string]any))
	if e.text("cursor") != welcome.text("epoch")+":2" || e.text("redelivered") != "0" || ce.text("subject") != second ||
		ce.text("rev") != "1" || ce.text("data", "id") != second || ce.text("specversion") != "1.0" ||
		!strings.HasPrefix(ce.text("id"), "evt-") || !strings.HasPrefix(ce.text("source"), "/shops/") {
		t.Fatalf("event: %v", e)
	}
	if _, err := time.Parse(time.RFC3339, ce.text("time")); err != nil {
		t.Fatal(err)
	}
	if got := ce.at("data", "totals").(map[string]any)["subtotal"]; got != json.Number("7000") {
		t.Fatalf("subtotal %v", got)
	}
	l.hello("")
	again, _ := l.snapshot()
	if len(again) != 2 {
		t.Fatalf("the second snapshot holds %d orders", len(again))
	}
	l.still("welcome")
}

func TestEmptyShopSendsBeginAndEnd(t *testing.T) {
	l := open(t).connect("")
	l.want("welcome")
	if found, asOf := l.snapshot(); len(found) != 0 || !strings.HasSuffix(asOf, ":0") {
		t.Fatalf("%v as of %s", found, asOf)
	}
}

func TestSnapshotHoldsOpenOrdersOnly(t *testing.T) {
	w := open(t)
	l := w.live()
	kept, gone, shelf := w.place(), w.place(), w.place()
	w.post("/orders/"+gone+"/cancel", nil)
	for i, to := range []string{"accepted", "picking", "packed"} {
		l.command(w.clock, frame{"op": "set_fulfilment", "order": shelf, "to": to, "expect_rev": i + 1})
	}
	w.post("/orders/"+shelf+"/cancel", nil)
	found, _ := w.connectSnapshot()
	if len(found) != 2 || found[kept] == nil || found[shelf].text("cancelled", "by") != "shop" {
		t.Fatalf("snapshot: %v", found)
	}
}

func (w *world) connectSnapshot() (map[string]frame, string) {
	w.t.Helper()
	l := w.connect("")
	l.want("welcome")
	return l.snapshot()
}

func TestUnacknowledgedEventsAreDeliveredAgain(t *testing.T) {
	w := open(t)
	l := w.live()
	w.place()
	first := l.event("order.placed")
	w.place()
	second := l.event("order.placed")
	l.ack(first)
	eventually(t, "the ack is taken", func() bool { return w.get("/state").text("acked") == first.text("cursor") })
	l = w.connect(first.text("cursor"))
	l.want("welcome")
	again := l.event("order.placed")
	if again.text("cursor") != second.text("cursor") || again.text("redelivered") != "1" || again.text("ce", "id") != second.text("ce", "id") {
		t.Fatalf("%v, want %v", again, second)
	}
	l = w.connect(first.text("cursor"))
	if third := l.event("order.placed"); third.text("redelivered") != "2" {
		t.Fatalf("redelivered %v", third["redelivered"])
	}
	l.still("snapshot_begin")
}

func TestAckIsCumulativeAndInflightIsBounded(t *testing.T) {
	w := open(t)
	l := w.dial()
	l.helloWith("", frame{"max_inflight": 2})
	l.want("welcome")
	l.snapshot()
	for range 5 {
		w.place()
	}
	l.event("order.placed")
	second := l.event("order.placed")
	l.still("event")
	l.ack(second)
	l.event("order.placed")
	l.event("order.placed")
	l.still("event")
	if got := w.get("/state").text("inflight"); got != "2" {
		t.Fatalf("%s in flight", got)
	}
}

func TestInflightWithoutANumberIsFifty(t *testing.T) {
	w := open(t, func(o *shop.Options) { o.StateFile = "" })
	l := w.live()
	for range 51 {
		w.place()
	}
	var last frame
	for range 50 {
		last = l.event("order.placed")
	}
	l.still("event")
	l.ack(last)
	l.event("order.placed")
}

func TestAckOfWhatWasNotDeliveredIsTold(t *testing.T) {
	w := open(t)
	l := w.live()
	w.place()
	e := l.event("order.placed")
	epoch, _, _ := strings.Cut(e.text("cursor"), ":")
	for _, cursor := range []string{epoch + ":99", "e1:1", "x", ""} {
		l.send(frame{"t": "ack", "cursor": cursor})
		if told := l.want("error"); told.text("code") != "ack" || told["fatal"] != false {
			t.Fatalf("%q: %v", cursor, told)
		}
	}
	if got := w.get("/state").text("inflight"); got != "1" {
		t.Fatalf("%s in flight", got)
	}
}

func TestNackCountsAsAcknowledged(t *testing.T) {
	w := open(t)
	l := w.dial()
	l.helloWith("", frame{"max_inflight": 1})
	l.snapshot()
	w.place()
	w.place()
	first := l.event("order.placed")
	l.send(frame{"t": "nack", "id": first.text("ce", "id"), "reason": "schema", "detail": "items[0].qty: not a decimal"})
	second := l.event("order.placed")
	if second.text("redelivered") != "0" || second.text("cursor") == first.text("cursor") {
		t.Fatalf("%v", second)
	}
	kept := w.get("/nacks")["nacks"].([]any)[0].(map[string]any)
	if kept["id"] != first.text("ce", "id") || kept["reason"] != "schema" || kept["cursor"] != first["cursor"] {
		t.Fatalf("%v", kept)
	}
}

func TestTooOldCursorGetsAGapAndASnapshot(t *testing.T) {
	w := open(t)
	l := w.live()
	w.place()
	first := l.event("order.placed")
	w.place()
	second := l.event("order.placed")
	w.place()
	third := l.event("order.placed")
	w.post("/faults/forget-events", frame{"cursor": second["cursor"]})

	l = w.connect(first.text("cursor"))
	l.want("welcome")
	if gap := l.want("gap"); gap["oldest"] != third["cursor"] {
		t.Fatalf("gap %v", gap)
	}
	if found, asOf := l.snapshot(); len(found) != 3 || asOf != third.text("cursor") {
		t.Fatalf("%d orders as of %s", len(found), asOf)
	}
	l = w.connect(second.text("cursor")) // the edge: nothing after it is lost
	l.want("welcome")
	l.event("order.placed")
	l.still("gap")
}

func TestEventsAreForgottenAfterTheRetention(t *testing.T) {
	w := open(t)
	l := w.live()
	w.place()
	first := l.event("order.placed")
	w.place()
	w.clock.advance(72*time.Hour + time.Second)
	eventually(t, "the events are gone", func() bool { return len(w.get("/events")["events"].([]any)) == 0 })
	l = w.connect(first.text("cursor"))
	l.want("gap")
	l.snapshot()
}

func TestAnotherEpochGetsAGapAndASnapshot(t *testing.T) {
	w := open(t)
	l := w.live()
	w.place()
	old := l.event("order.placed")
	w.post("/faults/new-epoch", nil)
	if code := l.closed(); code != websocket.CloseServiceRestart {
		t.Fatalf("closed with %d", code)
	}
	l = w.connect(old.text("cursor"))
	welcome := l.want("welcome")
	if strings.HasPrefix(old.text("cursor"), welcome.text("epoch")+":") {
		t.Fatal("the epoch is the old one")
	}
	if gap := l.want("gap"); gap.text("oldest") != welcome.text("epoch")+":1" {
		t.Fatalf("gap %v", gap)
	}
	found, asOf := l.snapshot()
	if len(found) != 1 || asOf != welcome.text("epoch")+":0" {
		t.Fatalf("%v as of %s", found, asOf)
	}
	w.post("/faults/new-epoch", frame{"live": true})
	l.want("gap")
	l.snapshot()
	w.place()
	if e := l.event("order.placed"); !strings.HasSuffix(e.text("cursor"), ":1") {
		t.Fatalf("%v", e["cursor"])
	}
}

func TestACursorNeverGivenOutOpensAnEpoch(t *testing.T) {
	w := open(t)
	l := w.connect("")
	epoch := l.want("welcome").text("epoch")
	l = w.connect(epoch + ":5")
	if got := l.want("welcome").text("epoch"); got == epoch {
		t.Fatal("numbers would be given twice")
	}
	l.want("gap")
	l.snapshot()
	for _, cursor := range []string{"e1:1", "nonsense", "e:1", "e1:-1"} {
		l = w.connect(cursor)
		l.want("welcome")
		l.want("gap")
		l.snapshot()
	}
}

func TestNewerConnectionWins(t *testing.T) {
	w := open(t)
	older := w.live()
	newer := w.live()
	if code := older.closed(); code != 4001 {
		t.Fatalf("closed with %d", code)
	}
	w.place()
	newer.event("order.placed")
}

func TestTheTerminalSpeaksFirst(t *testing.T) {
	w := open(t)
	for name, f := range map[string]frame{
		"no hello":        {"t": "ack", "cursor": "e1:1"},
		"another proto":   {"t": "hello", "proto": "curbfeed.v2", "store": store},
		"another store":   {"t": "hello", "proto": "curbfeed.v1", "store": "other"},
		"no room at all":  {"t": "hello", "proto": "curbfeed.v1", "store": store, "max_inflight": 0},
		"negative window": {"t": "hello", "proto": "curbfeed.v1", "store": store, "max_inflight": -1},
	} {
		t.Run(name, func(t *testing.T) {
			l := w.dial()
			l.send(f)
			if told := l.want("error"); told["fatal"] != true {
				t.Fatalf("%v", told)
			}
			if code := l.closed(); code != websocket.ClosePolicyViolation {
				t.Fatalf("closed with %d", code)
			}
		})
	}
}

func TestUnknownFramesAndFieldsAreIgnored(t *testing.T) {
	w := open(t)
	l := w.live()
	l.send(frame{"t": "telepathy", "x": 1})
	l.send(frame{"t": "pong", "n": 1, "unknown": []int{1}})
	l.still("error")
	if got := w.get("/state").text("unknown_frames"); got != "1" {
		t.Fatalf("%s unknown frames", got)
	}
}
