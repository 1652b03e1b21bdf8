package shop_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheShopsOwnChangesAreEvents(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.event("order.placed")
	path := "/orders/" + order
	for i, c := range []struct {
		verb  string
		body  frame
		event string
		path  []string
		want  string
	}{
		{"amend", frame{"items": []frame{{"sku": "EDI-GUM-10", "qty": "3"}}, "discounts": []frame{{"line": "1", "amount": 400, "code": "FIRST"}}}, "order.amended", []string{"totals", "subtotal"}, "5400"},
		{"customer", frame{"ref": "c-9", "first": "Robin", "last": "Vale", "birth_year": 1981, "class": "adult", "attested_age": true}, "order.customer_updated", []string{"customer", "first"}, "Robin"},
		{"payment", frame{"state": "authorized", "method": "card"}, "order.payment_changed", []string{"payment", "state"}, "authorized"},
		{"payment", frame{"state": "paid"}, "order.payment_changed", []string{"payment", "method"}, "card"},
		{"payment", frame{"state": "refunded"}, "order.payment_changed", []string{"payment", "state"}, "refunded"},
		{"arrive", frame{"state": "en_route"}, "order.customer_updated", []string{"arrival", "state"}, "en_route"},
		{"arrive", frame{"spot": "3"}, "order.customer_arrived", []string{"spot"}, "3"},
		{"request-cancel", frame{"reason": "ORDER_TOO_EXPENSIVE"}, "order.cancel_requested", []string{"reason"}, "ORDER_TOO_EXPENSIVE"},
		{"cancel", frame{"by": "customer"}, "order.cancelled", []string{"reason"}, "CUSTOMER_REQUEST"},
	} {
		w.post(path+"/"+c.verb, c.body)
		e := l.event(c.event)
		if got := e.text(append([]string{"ce", "data"}, c.path...)...); got != c.want {
			t.Errorf("%s: %v is %q, want %q", c.verb, c.path, got, c.want)
		}
		if got, want := e.text("ce", "rev"), string(rune('2'+i)); i < 8 && got != want {
			t.Errorf("%s: rev %s, want %s", c.verb, got, want)
		}
		whole := c.event == "order.amended" || c.event == "order.customer_updated" || c.event == "order.payment_changed"
		if (e.at("ce", "data", "id") != nil) != whole {
			t.Errorf("%s: whole order or not: %v", c.event, e)
		}
	}
}

func TestTotalsAreTheShopsEstimate(t *testing.T) {
	w := open(t)
	placed := w.post("/orders", frame{
		"items":     []frame{{"sku": "FLW-OG-3.5", "qty": "2"}},
		"discounts": []frame{{"line": "1", "amount": 500, "code": "FIRST"}},
	})
	for field, want := range map[string]string{"subtotal": "7000", "discount": "500", "tax": "1394", "total": "7894"} {
		if got := placed.text("order", "totals", field); got != want {
			t.Errorf("%s %s, want %s", field, got, want)
		}
	}
	loose := w.post("/orders", frame{"items": []frame{{"sku": "FLW-BULK", "qty": "3.505"}}})
	if got := loose.text("order", "totals", "subtotal"); got != "3155" { // 3154.5 rounds up
		t.Error(got)
	}
}

func TestIllegalChangesOfTheShopAreRefusedInWords(t *testing.T) {
	w := open(t)
	order := w.place()
	w.post("/orders/"+order+"/cancel", nil)
	open := w.place()
	for path, body := range map[string]frame{
		"/orders/" + order + "/amend":          {"note": "x"},
		"/orders/" + order + "/cancel":         nil,
		"/orders/" + order + "/request-cancel": nil,
		"/orders/" + order + "/arrive":         {"spot": "1"},
		"/orders/" + order + "/customer":       {"first": "X"},
		"/orders/" + open + "/cancel":          {"reason": "BORED"},
		"/orders/" + open + "/payment":         {"state": "refunded"},
		"/orders/" + open + "/arrive":          {"state": "flying"},
		"/orders":                              {"id": open},
		"/catalog":                             {},
		"/faults/drain":                        nil,
	} {
		if status, answer := w.do(http.MethodPost, path, body); status != http.StatusConflict || answer.text("error") == "" {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	if status, _ := w.do(http.MethodPost, "/orders/A-0/cancel", nil); status != http.StatusNotFound {
		t.Error(status)
	}
	if status, _ := w.do(http.MethodPost, "/orders", frame{"chanel": "pickup"}); status != http.StatusBadRequest {
		t.Error(status)
	}
}

func TestCatalogChangedCarriesNoRev(t *testing.T) {
	w := open(t)
	l := w.live()
	w.post("/catalog", frame{"items": []frame{{"sku": "EDI-GUM-10", "name": "Gummies 10 pk", "unit": "each", "price_cents": 1700}}})
	e := l.event("catalog.changed")
	if e.text("ce", "subject") != "catalog" || e.at("ce", "rev") != nil || e.at("ce", "data", "skus").([]any)[0] != "EDI-GUM-10" {
		t.Fatalf("%v", e)
	}
}

func TestControlIsForThisMachineOnly(t *testing.T) {
	w := open(t)
	for name, change := range map[string]func(*http.Request){
		"another machine": func(r *http.Request) { r.RemoteAddr = "192.0.2.7:1" },
		"a name of ours":  func(r *http.Request) { r.Host = "shop.example" },
		"a page":          func(r *http.Request) { r.Header.Set("Origin", "http://localhost") },
	} {
		r := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader("{}"))
		r.RemoteAddr, r.Host = "127.0.0.1:9", "localhost:8080"
		change(r)
		answer := httptest.NewRecorder()
		w.shop.Control().ServeHTTP(answer, r)
		if answer.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
}
