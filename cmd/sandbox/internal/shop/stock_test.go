package shop_test

import (
	"testing"
	"time"
)

func TestStock(t *testing.T) {
	w := open(t)
	l := w.live()
	tell := func(asOf time.Time, full bool, items ...frame) frame {
		l.send(frame{"t": "stock", "key": newKey(), "as_of": asOf.Format(time.RFC3339), "items": items, "full": full})
		return l.want("cmd_result")
	}
	shelf := func(sku string) (string, bool) {
		for _, one := range w.get("/stock")["items"].([]any) {
			if item := frame(one.(map[string]any)); item.text("sku") == sku {
				return item.text("available"), item["known"] == true
			}
		}
		t.Fatalf("no %s", sku)
		return "", false
	}
	now := w.clock.now()
	if result := tell(now, false, frame{"sku": "FLW-OG-3.5", "available": "12"}); result.text("status") != "applied" || result["rev"] != nil {
		t.Fatalf("%v", result)
	}
	if left, known := shelf("FLW-OG-3.5"); left != "12" || !known {
		t.Fatalf("%s %v", left, known)
	}
	if _, known := shelf("EDI-GUM-10"); known {
		t.Fatal("nobody told of the gummies")
	}
	if result := tell(now.Add(-time.Minute), false, frame{"sku": "FLW-OG-3.5", "available": "99"}); result.text("status") != "superseded" {
		t.Fatalf("%v", result)
	}
	for _, wrong := range []string{"-1", "some", ""} {
		if result := tell(now, true, frame{"sku": "FLW-OG-3.5", "available": wrong}); result.text("status") != "rejected" {
			t.Fatalf("%q: %v", wrong, result)
		}
	}
	tell(now, true, frame{"sku": "FLW-BULK", "available": "113.5"})
	if left, known := shelf("FLW-OG-3.5"); left != "0" || !known {
		t.Fatalf("left out of a full frame: %s %v", left, known)
	}
	tell(now, false, frame{"sku": "FLW-OG-3.5", "available": "5"})
	order := w.place()
	if left, _ := shelf("FLW-OG-3.5"); left != "3" {
		t.Fatalf("%s left after an order of 2", left)
	}
	w.walk(l, order, 1, "accepted")
	if left, _ := shelf("FLW-OG-3.5"); left != "5" {
		t.Fatalf("%s left: from the acceptance on the terminal reserves", left)
	}
}

func TestVerdict(t *testing.T) {
	w := open(t)
	l := w.live()
	ask := func() string {
		asked := w.post("/baskets", frame{"order": frame{"items": []frame{{"sku": "FLW-OG-3.5", "qty": "9"}}}, "deadline_s": 60})
		e := l.event("order.verdict_requested")
		if e.text("ce", "subject") != asked.text("id") || e.text("ce", "data", "basket") != asked.text("id") || e.at("ce", "rev") != nil ||
			e.at("ce", "data", "order", "items") == nil || e.text("ce", "data", "deadline") == "" {
			t.Fatalf("%v", e)
		}
		return asked.text("id")
	}
	basket := ask()
	verdict := frame{
		"op": "verdict", "basket": basket, "ok": false, "hold_s": 600,
		"lines": []frame{{"line": "1", "available": "8", "reason": "EXCEEDS_LIMIT", "message": "Only 8 may be sold."}},
	}
	if result := l.command(w.clock, verdict); result.text("status") != "applied" || result["rev"] != nil {
		t.Fatalf("%v", result)
	}
	if kept := w.get("/baskets/" + basket); kept["answered"] != true || kept["ok"] != false {
		t.Fatalf("%v", kept)
	}
	if result := l.command(w.clock, verdict); result.text("status") != "superseded" {
		t.Fatalf("a second answer: %v", result)
	}
	late := ask()
	w.clock.advance(61 * time.Second)
	if result := l.command(w.clock, frame{"op": "verdict", "basket": late, "ok": true}); result.text("reason") != "deadline" {
		t.Fatalf("%v", result)
	}
	wrong := ask()
	for _, f := range []frame{{"lines": "none"}, {"ok": true, "hold_s": -1}, {"ok": true, "lines": []frame{{"reason": "BORED"}}}} {
		f["op"], f["basket"] = "verdict", wrong
		if result := l.command(w.clock, f); result.text("status") != "rejected" {
			t.Fatalf("%v: %v", f, result)
		}
	}
}
