package shop_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
)

// raw reads one message as it is.
func (l *feedLine) raw() (int, string) {
	l.t.Helper()
	if err := l.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		l.t.Fatal(err)
	}
	kind, b, err := l.ws.ReadMessage()
	if err != nil {
		l.t.Fatal(err)
	}
	return kind, string(b)
}

func TestFaultFrames(t *testing.T) {
	w := open(t)
	l := w.live()
	for _, c := range []struct {
		name  string
		knob  frame
		right func(kind int, text string) bool
	}{
		{"raw", frame{"kind": "raw", "text": `{"t":"hm"}`}, func(k int, s string) bool { return k == websocket.TextMessage && s == `{"t":"hm"}` }},
		{"binary", frame{"kind": "binary", "base64": base64.StdEncoding.EncodeToString([]byte{0, 255})}, func(k int, s string) bool { return k == websocket.BinaryMessage && s == "\x00\xff" }},
		{"malformed", frame{"kind": "malformed"}, func(_ int, s string) bool { return strings.Count(s, "{") != strings.Count(s, "}") }},
		{"oversized", frame{"kind": "oversized"}, func(_ int, s string) bool { return len(s) == 262_145 }},
		{"the last size", frame{"kind": "oversized", "bytes": 262_144}, func(_ int, s string) bool { return len(s) == 262_144 }},
		{"deep", frame{"kind": "deep"}, func(_ int, s string) bool { return strings.Count(s, "[")+1 == 17 }},
		{"the last depth", frame{"kind": "deep", "depth": 16}, func(_ int, s string) bool { return strings.Count(s, "[")+1 == 16 }},
	} {
		w.post("/faults/frame", c.knob)
		if kind, text := l.raw(); !c.right(kind, text) {
			t.Errorf("%s: %d %.80q of %d", c.name, kind, text, len(text))
		}
	}
	for _, wrong := range []frame{{"kind": "odd"}, {"kind": "oversized", "bytes": 5 << 20}, {"kind": "raw", "base64": "*"}} {
		if status, _ := w.do(http.MethodPost, "/faults/frame", wrong); status != http.StatusConflict {
			t.Errorf("%v: %d", wrong, status)
		}
	}
}

func TestFaultEvents(t *testing.T) {
	w := open(t)
	order := w.place()
	l := w.live()
	bad := func(kind string) string {
		w.post("/faults/event", frame{"kind": kind, "order": order})
		_, text := l.raw()
		return text
	}
	if e := decode(t, []byte(bad("unknown_type"))); e.text("ce", "type") != "order.teleported" || e.text("ce", "rev") != "2" {
		t.Errorf("%v", e)
	}
	if e := decode(t, []byte(bad("unknown_status"))); e.text("ce", "data", "fulfilment") != "teleported" || e.text("ce", "rev") != "3" {
		t.Errorf("%v", e)
	}
	if text := bad("bad_schema"); !strings.Contains(text, `"qty":"plenty"`) {
		t.Error(text)
	}
	if text := bad("malformed"); json.Valid([]byte(text)) {
		t.Error(text)
	}
	if text := bad("deep"); strings.Count(text, "[[") == 0 {
		t.Error(text)
	}
	if text := bad("oversized"); len(text) != 262_145 || !strings.Contains(text, `"redelivered":0`) {
		t.Error(len(text))
	}
	if got := w.get("/orders/" + order); got.text("fulfilment") != "placed" || got.text("order", "rev") != "7" {
		t.Errorf("%v", got)
	}
	last := w.get("/state").text("last")
	epoch, _, _ := strings.Cut(last, ":")
	l = w.connect(epoch + ":6")
	l.raw() // welcome
	if _, text := l.raw(); len(text) != 262_145 || !strings.Contains(text, `"redelivered":1`) {
		t.Errorf("the long event came again with %d bytes", len(text))
	}
}

func TestFaultHolesAndReplays(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	first := l.event("order.placed")
	epoch, _, _ := strings.Cut(first.text("cursor"), ":")
	w.post("/faults/skip-cursor", nil)
	w.post("/faults/skip-rev", frame{"order": order})
	w.post("/orders/"+order+"/amend", frame{"note": "two bags"})
	e := l.event("order.amended")
	if e.text("cursor") != epoch+":3" || e.text("ce", "rev") != "3" || e.text("ce", "data", "note") != "two bags" {
		t.Fatalf("%v", e)
	}
	w.post("/faults/replay", frame{"cursor": first["cursor"]})
	again := l.event("order.placed")
	if again.text("ce", "id") != first.text("ce", "id") || again.text("redelivered") != "1" || again.text("cursor") != first.text("cursor") {
		t.Fatalf("%v", again)
	}
	l.ack(e)
	eventually(t, "all is acknowledged", func() bool { return w.get("/state").text("acked") == epoch+":3" })
	l.hello("")
	if _, asOf := l.snapshot(); asOf != epoch+":3" {
		t.Fatal(asOf)
	}
}

func TestFaultBadSnapshotItem(t *testing.T) {
	w := open(t)
	order := w.place()
	w.post("/faults/bad-snapshot-item", frame{"order": order})
	found, _ := w.connectSnapshot()
	if got := found[order].at("order", "items").([]any)[0].(map[string]any)["qty"]; got != "plenty" {
		t.Fatal(got)
	}
	w.post("/faults/bad-snapshot-item", frame{"order": order, "on": false})
	found, _ = w.connectSnapshot()
	if got := found[order].at("order", "items").([]any)[0].(map[string]any)["qty"]; got != "2" {
		t.Fatal(got)
	}
}

func TestFaultDropBeforeTheResult(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	w.post("/faults/drop-after", frame{"count": 2})
	w.walk(l, order, 1, "accepted")
	f := frame{"t": "cmd", "key": "lost", "op": "set_fulfilment", "order": order, "to": "picking", "expect_rev": 2, "at": w.clock.now().Format(time.RFC3339)}
	l.send(f)
	if code := l.closed(); code != 0 {
		t.Fatalf("closed with %d", code)
	}
	for _, one := range l.stash {
		if one["t"] == "cmd_result" {
			t.Fatal("the result went out")
		}
	}
	l = w.live()
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "duplicate" || again.text("first") != "applied" {
		t.Fatalf("%v", again)
	}
	w.post("/faults/forget-key", frame{"key": "lost"})
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "superseded" {
		t.Fatalf("%v", again)
	}
}

func TestFaultDelayedResultsDoNotHoldUpTheRest(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	w.post("/faults/delay-results", frame{"ms": 150})
	l.send(frame{"t": "cmd", "key": "slow", "op": "set_fulfilment", "order": order, "to": "accepted", "expect_rev": 1, "at": w.clock.now().Format(time.RFC3339)})
	l.event("order.placed")
	l.event("order.changed")
	l.still("cmd_result")
	l.want("cmd_result")
}

func TestFaultQuietDropAndSkew(t *testing.T) {
	w := open(t)
	w.post("/faults/clock-skew", frame{"seconds": 600})
	l := w.connect("")
	at, err := time.Parse(time.RFC3339, l.want("welcome").text("server_time"))
	if err != nil || at.Sub(w.clock.now()) != 10*time.Minute {
		t.Fatalf("%v %v", at, err)
	}
	l.snapshot()
	w.post("/faults/quiet", nil)
	w.place()
	w.post("/faults/quiet", frame{"on": false})
	w.post("/faults/frame", frame{"kind": "raw", "text": `{"t":"after"}`})
	if f := l.next(); f["t"] != "after" {
		t.Fatalf("%v", f)
	}
	w.post("/faults/drop", nil)
	if code := l.closed(); code != 0 {
		t.Fatalf("closed with %d", code)
	}
	w.post("/faults/down", nil)
	if w.get("/state")["down"] != true {
		t.Fatal("not down")
	}
}

func TestARestartLosesNothing(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	first := l.event("order.placed")
	w.walk(l, order, 1, "accepted")
	f := frame{"t": "cmd", "key": "kept", "op": "set_fulfilment", "order": order, "to": "picking", "expect_rev": 2, "at": w.clock.now().Format(time.RFC3339)}
	l.send(f)
	l.want("cmd_result")
	l.event("order.changed")
	l.event("order.changed")
	l.send(frame{"t": "stock", "key": "s", "as_of": f["at"], "items": []frame{{"sku": "EDI-GUM-10", "available": "4"}}})
	l.want("cmd_result")
	before := w.get("/orders/" + order)

	w.restart()
	if after := w.get("/orders/" + order); after.text("order", "rev") != before.text("order", "rev") || after.text("page") != before.text("page") || after.text("fulfilment") != "picking" {
		t.Fatalf("%v, want %v", after, before)
	}
	l = w.connect(first.text("cursor"))
	l.want("welcome")
	if e := l.event("order.changed"); e.text("redelivered") != "1" || e.text("ce", "rev") != "2" {
		t.Fatalf("%v", e)
	}
	l.event("order.changed")
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "duplicate" {
		t.Fatalf("%v", again)
	}
	if next := w.place(); next == order {
		t.Fatal("an order id was given twice")
	}
	if e := l.event("order.placed"); !strings.HasSuffix(e.text("cursor"), ":4") {
		t.Fatalf("%v", e["cursor"])
	}
}

func TestShopsThatLostTheirStateHaveAnotherEpoch(t *testing.T) {
	epochs := map[string]bool{}
	for range 4 {
		epochs[open(t).get("/state").text("epoch")] = true
	}
	if len(epochs) != 4 {
		t.Fatalf("%v", epochs)
	}
}

func TestStateOfAnotherStoreIsRefused(t *testing.T) {
	w := open(t)
	w.place()
	w.stop()
	o := w.options
	o.Store = "other"
	if s, err := shop.New(o); err == nil {
		_ = s.Close()
		t.Fatal("opened")
	}
	w.start()
}

func TestNewRefusesWhatCannotBe(t *testing.T) {
	good := open(t).options
	for name, spoil := range map[string]func(*shop.Options){
		"no token":       func(o *shop.Options) { o.Token = "" },
		"no clock":       func(o *shop.Options) { o.Now = nil },
		"an item twice":  func(o *shop.Options) { o.Items = []shop.Item{items[0], items[0]} },
		"an odd unit":    func(o *shop.Options) { o.Items = []shop.Item{{SKU: "A", Name: "A", Unit: "lb"}} },
		"negative price": func(o *shop.Options) { o.Items = []shop.Item{{SKU: "A", Name: "A", Unit: "g", PriceCents: -1}} },
		"no such folder": func(o *shop.Options) { o.StateFile = t.TempDir() },
	} {
		o := good
		spoil(&o)
		if s, err := shop.New(o); err == nil {
			_ = s.Close()
			t.Errorf("%s: opened", name)
		}
	}
}

func TestWithoutTheStateOnDiskNothingIsAnsweredOrSent(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	w := open(t, func(o *shop.Options) { o.StateFile = filepath.Join(folder, "shop.json") })
	l := w.live()
	order := w.place()
	l.ack(l.event("order.placed"))
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	f := frame{"t": "cmd", "key": "k", "op": "set_fulfilment", "order": order, "to": "accepted", "expect_rev": 1, "at": w.clock.now().Format(time.RFC3339)}
	l.send(f)
	if told := l.want("error"); told.text("code") != "storage" || told["fatal"] != true {
		t.Fatalf("%v", told)
	}
	l.closed()
	for _, one := range l.stash {
		if one["t"] == "event" || one["t"] == "cmd_result" {
			t.Fatalf("%v", one)
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	l = w.live()
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "duplicate" || again.text("first") != "applied" {
		t.Fatalf("%v", again)
	}
}
