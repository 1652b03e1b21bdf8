package shop_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// walk moves an order along the fulfilment axis and fails where a step is not
// applied. It returns the rev afterwards.
func (w *world) walk(l *feedLine, order string, rev int, steps ...string) int {
	w.t.Helper()
	for _, to := range steps {
		result := l.command(w.clock, frame{"op": "set_fulfilment", "order": order, "to": to, "expect_rev": rev})
		rev++
		if result.text("status") != "applied" || result.text("rev") != strconv.Itoa(rev) || result["reason"] != nil {
			w.t.Fatalf("to %s: %v", to, result)
		}
	}
	return rev
}

func handOver(order string, rev int) frame {
	return frame{
		"op": "handed_over", "order": order, "expect_rev": rev, "sale": "sale-1", "total": 7894, "payment": "cash",
		"lines": []frame{{"line": "1", "qty": "2", "unit_price": 3500}},
	}
}

func TestEachMoveIsAnEventWithTheNextRevAndBecause(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.event("order.placed")
	rev := 1
	for _, to := range []string{"accepted", "picking", "needs_customer", "accepted", "picking", "packed", "picking", "packed", "ready", "picking", "packed", "ready"} {
		result := l.command(w.clock, frame{"op": "set_fulfilment", "order": order, "to": to, "expect_rev": rev})
		rev++
		e := l.event("order.changed")
		l.ack(e)
		if result.text("status") != "applied" || result.text("rev") != strconv.Itoa(rev) || e.text("ce", "rev") != strconv.Itoa(rev) ||
			e.text("ce", "data", "because") != result.text("key") || e.text("ce", "data", "fulfilment") != to || e.at("ce", "data", "id") != nil {
			t.Fatalf("%s: %v %v", to, result, e)
		}
	}
	l.command(w.clock, handOver(order, rev))
	if e := l.event("order.changed"); e.text("ce", "data", "fulfilment") != "handed_over" {
		t.Fatalf("%v", e)
	}
	history := w.get("/orders/" + order)["history"].([]any)
	if len(history) != rev+1 {
		t.Fatalf("%d entries of history at rev %d", len(history), rev+1)
	}
}

func TestIllegalMovesAreRejectedAndChangeNothing(t *testing.T) {
	w := open(t)
	l := w.live()
	path := []string{"accepted", "picking", "packed", "ready", "expired"}
	legal := map[string][]string{
		"placed": {"accepted"}, "accepted": {"picking"}, "picking": {"packed", "needs_customer"},
		"packed": {"ready", "picking", "needs_customer"}, "ready": {"picking", "expired"}, "expired": {},
	}
	for steps := 0; steps <= len(path); steps++ {
		order := w.place()
		rev := w.walk(l, order, 1, path[:steps]...)
		from := "placed"
		if steps > 0 {
			from = path[steps-1]
		}
		for _, to := range []string{"placed", "accepted", "picking", "packed", "ready", "needs_customer", "expired", "handed_over", "restocked", "cancelled", "teleported", ""} {
			if contains(legal[from], to) {
				continue
			}
			result := l.command(w.clock, frame{"op": "set_fulfilment", "order": order, "to": to, "expect_rev": rev})
			if result.text("status") != "rejected" || result.text("reason") == "" || result.text("rev") != strconv.Itoa(rev) {
				t.Errorf("%s to %s: %v", from, to, result)
			}
		}
		if got := w.get("/orders/"+order).text("order", "rev"); got != strconv.Itoa(rev) {
			t.Errorf("%s: rev %s, want %d", from, got, rev)
		}
	}
}

func contains(list []string, want string) bool {
	for _, have := range list {
		if have == want {
			return true
		}
	}
	return false
}

func TestExpectRev(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	for op, f := range map[string]frame{
		"set_fulfilment": {"to": "accepted"}, "reject": {"reason": "OUT_OF_STOCK"},
		"handed_over": {"sale": "s", "total": 1, "payment": "cash", "lines": []frame{{"line": "1", "qty": "2", "unit_price": 1}}},
	} {
		f["op"], f["order"] = op, order
		if result := l.command(w.clock, f); result.text("status") != "rejected" || result.text("reason") != "expect_rev_missing" {
			t.Errorf("%s: %v", op, result)
		}
	}
	for _, rev := range []int{0, 2} {
		if result := l.command(w.clock, frame{"op": "set_fulfilment", "order": order, "to": "accepted", "expect_rev": rev}); result.text("status") != "superseded" || result.text("rev") != "1" {
			t.Errorf("rev %d: %v", rev, result)
		}
	}
	if result := l.command(w.clock, handOver(order, 99)); result.text("status") != "applied" || result.text("rev") != "2" {
		t.Errorf("a hand-over is always applied: %v", result)
	}
}

func TestKeysAreRememberedSevenDays(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.event("order.placed")
	f := frame{"t": "cmd", "key": "once", "op": "set_fulfilment", "order": order, "to": "accepted", "expect_rev": 1, "at": w.clock.now().Format(time.RFC3339)}
	l.send(f)
	l.want("cmd_result")
	l.event("order.changed")
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "duplicate" || again.text("first") != "applied" || again.text("rev") != "2" {
		t.Fatalf("%v", again)
	}
	w.clock.advance(7 * 24 * time.Hour)
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "duplicate" {
		t.Fatalf("after seven days: %v", again)
	}
	w.clock.advance(time.Second)
	l.send(f)
	if again := l.want("cmd_result"); again.text("status") != "superseded" || again["first"] != nil {
		t.Fatalf("after more than seven days: %v", again)
	}
	l.still("event")
	f["key"], f["op"] = "refused", "teleport"
	l.send(f)
	l.want("cmd_result")
	f["op"] = "cancel"
	l.send(f)
	if again := l.want("cmd_result"); again.text("first") != "rejected" || again.text("reason") != "unknown_op" {
		t.Fatalf("%v", again)
	}
	commands := w.get("/commands")["commands"].([]any)
	if last := commands[len(commands)-1].(map[string]any); last["body_differs"] != true || last["status"] != "duplicate" {
		t.Fatalf("%v", last)
	}
}

func TestACommandOlderThanTheMemoryIsRejected(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	old := w.clock.now().Add(-7*24*time.Hour - time.Second).Format(time.RFC3339)
	if result := l.command(w.clock, frame{"op": "cancel", "order": order, "reason": "OTHER", "at": old}); result.text("reason") != "too_old" {
		t.Fatalf("%v", result)
	}
	if result := l.command(w.clock, frame{"op": "set_fulfilment", "to": "accepted", "order": order, "expect_rev": 1, "at": old}); result.text("status") != "applied" {
		t.Fatalf("%v", result)
	}
}

func TestUnknownThingsAreRejected(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	for reason, f := range map[string]frame{
		"unknown_op":      {"op": "teleport", "order": order},
		"unknown_order":   {"op": "restocked", "order": "A-0"},
		"unknown_reason":  {"op": "cancel", "order": order, "reason": "BORED"},
		"unknown_outcome": {"op": "identity", "order": order, "outcome": "maybe"},
		"unknown_basket":  {"op": "verdict", "basket": "b-0", "ok": true},
		"bad_at":          {"op": "restocked", "order": order, "at": "yesterday"},
		"not_claimed":     {"op": "release_arrival", "order": order},
		"not_arrived":     {"op": "claim_arrival", "order": order, "by": "runner", "ttl_s": 60},
		"bad_ttl":         {"op": "claim_arrival", "order": order, "by": "runner", "ttl_s": 3601},
		"by_missing":      {"op": "claim_arrival", "order": order, "ttl_s": 60},
		"bad_hand_over":   {"op": "handed_over", "order": order, "expect_rev": 1, "sale": "s", "total": 1, "payment": "cash", "lines": []frame{{"line": "1", "qty": "many"}}},
	} {
		if result := l.command(w.clock, f); result.text("status") != "rejected" || result.text("reason") != reason {
			t.Errorf("%s: %v", reason, result)
		}
	}
	if got := w.get("/orders/"+order).text("order", "rev"); got != "1" {
		t.Fatalf("rev %s", got)
	}
}

func TestEachCancelReasonIsTaken(t *testing.T) {
	w := open(t)
	l := w.live()
	for i, reason := range []string{"OUT_OF_STOCK", "CUSTOMER_REQUEST", "PAYMENT_FAILURE", "FRAUD_DETECTED", "POS_CLOSED", "DELIVERY_ISSUE", "ORDER_TOO_EXPENSIVE", "ID_ISSUE", "CUSTOMER_NO_SHOW", "EXCEEDS_LIMIT", "OTHER"} {
		order := w.place()
		f := frame{"op": "cancel", "order": order, "reason": reason}
		if i%2 == 0 {
			f["op"], f["expect_rev"] = "reject", 1
		}
		if result := l.command(w.clock, f); result.text("status") != "applied" {
			t.Errorf("%s: %v", reason, result)
		}
		l.event("order.placed")
		e := l.event("order.changed")
		l.ack(e)
		if e.text("ce", "data", "fulfilment") != "cancelled" || e.text("ce", "data", "cancelled", "reason") != reason || e.text("ce", "data", "cancelled", "by") == "" {
			t.Errorf("%v", e)
		}
	}
}

func TestAHandOverBeatsACancellation(t *testing.T) {
	w := open(t)
	l := w.live()
	gone := w.place()
	l.command(w.clock, handOver(gone, 1))
	if status, answer := w.do(http.MethodPost, "/orders/"+gone+"/cancel", nil); status != http.StatusConflict || answer.text("error") == "" {
		t.Fatalf("the shop cancelled a bag that is gone: %d %v", status, answer)
	}
	if result := l.command(w.clock, frame{"op": "cancel", "order": gone, "reason": "OTHER"}); result.text("status") != "rejected" {
		t.Fatalf("%v", result)
	}
	late := w.place()
	w.post("/orders/"+late+"/cancel", frame{"reason": "OTHER"})
	if result := l.command(w.clock, handOver(late, 1)); result.text("status") != "applied" {
		t.Fatalf("%v", result)
	}
	after := w.get("/orders/" + late)
	if after.text("fulfilment") != "handed_over" || after["cancelled"] != nil || after.text("hand_over", "total") != "7894" || after.text("hand_over", "payment") != "cash" {
		t.Fatalf("%v", after)
	}
	other := handOver(late, 3)
	other["sale"] = "sale-2"
	if result := l.command(w.clock, other); result.text("status") != "rejected" {
		t.Fatalf("two sales for one order: %v", result)
	}
	if result := l.command(w.clock, handOver(late, 3)); result.text("status") != "applied" || result.text("rev") != "3" {
		t.Fatalf("the same sale again changes nothing: %v", result)
	}
}

func TestRestocked(t *testing.T) {
	w := open(t)
	l := w.live()
	restock := func(order string) string {
		return l.command(w.clock, frame{"op": "restocked", "order": order}).text("status")
	}
	unpacked := w.place()
	w.post("/orders/"+unpacked+"/cancel", nil)
	if restock(unpacked) != "rejected" {
		t.Error("nothing was packed")
	}
	packed := w.place()
	w.walk(l, packed, 1, "accepted", "picking", "packed")
	if restock(packed) != "rejected" {
		t.Error("it is not cancelled")
	}
	w.post("/orders/"+packed+"/cancel", nil)
	if restock(packed) != "applied" || restock(packed) != "rejected" {
		t.Error("a packed and cancelled bag is restocked once")
	}
	expired := w.place()
	w.walk(l, expired, 1, "accepted", "picking", "packed", "ready", "expired")
	if result := l.command(w.clock, frame{"op": "cancel", "order": expired, "reason": "OTHER"}); result.text("status") != "rejected" {
		t.Errorf("%v", result)
	}
	if restock(expired) != "applied" {
		t.Error("an expired order is restocked")
	}
	broken := w.place()
	w.walk(l, broken, 1, "accepted", "picking", "packed", "picking")
	w.post("/orders/"+broken+"/cancel", nil)
	if restock(broken) != "rejected" {
		t.Error("the seal was broken before the cancellation")
	}
}

func TestClaimsAndTheirLeases(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.event("order.placed")
	w.post("/orders/"+order+"/arrive", frame{"spot": "3", "vehicle": frame{"color": "blue", "make": "Subaru", "plate": "ABC-123"}})
	arrived := l.event("order.customer_arrived")
	if arrived.text("ce", "data", "spot") != "3" || arrived.text("ce", "data", "vehicle", "make") != "Subaru" || arrived.text("ce", "data", "at") == "" {
		t.Fatalf("%v", arrived)
	}
	claim := frame{"op": "claim_arrival", "order": order, "by": "runner-7f", "ttl_s": 300}
	l.command(w.clock, claim)
	if e := l.event("order.changed"); e.text("ce", "data", "claimed", "by") != "runner-7f" || e.text("ce", "data", "claimed", "until") == "" {
		t.Fatalf("%v", e)
	}
	if result := l.command(w.clock, frame{"op": "claim_arrival", "order": order, "by": "runner-8a", "ttl_s": 300}); result.text("reason") != "claimed" {
		t.Fatalf("%v", result)
	}
	w.clock.advance(299 * time.Second)
	l.still("event")
	w.clock.advance(time.Second)
	over := l.event("order.changed")
	if over.at("ce", "data", "claimed") != nil || over.at("ce", "data", "because") != nil || over.text("ce", "rev") != "4" {
		t.Fatalf("%v", over)
	}
	l.command(w.clock, claim)
	l.event("order.changed")
	if result := l.command(w.clock, frame{"op": "release_arrival", "order": order}); result.text("status") != "applied" {
		t.Fatalf("%v", result)
	}
	if e := l.event("order.changed"); e.at("ce", "data", "claimed") != nil || e.text("ce", "data", "because") == "" {
		t.Fatalf("%v", e)
	}
}

func TestIdentityOutcome(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.command(w.clock, frame{"op": "identity", "order": order, "outcome": "refused", "reason": "ID_ISSUE"})
	l.event("order.placed")
	if e := l.event("order.changed"); e.text("ce", "data", "identity", "outcome") != "refused" || e.text("ce", "data", "identity", "reason") != "ID_ISSUE" {
		t.Fatalf("%v", e)
	}
	l.command(w.clock, frame{"op": "identity", "order": order, "outcome": "verified"})
	if e := l.event("order.changed"); e.text("ce", "data", "identity", "outcome") != "verified" || e.text("ce", "data", "identity", "at") == "" {
		t.Fatalf("%v", e)
	}
}
