package shop_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browse asks for a page; a form is posted.
func (w *world) browse(path string, form url.Values, header http.Header) (int, string, string) {
	w.t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, values := range header {
		r.Header[name] = values
	}
	answer := httptest.NewRecorder()
	w.shop.Handler().ServeHTTP(answer, r)
	return answer.Code, answer.Body.String(), answer.Header().Get("Location")
}

func form(change ...string) url.Values {
	f := url.Values{
		"first": {"Avery"}, "last": {"Stone"}, "birth_year": {"1990"}, "attested_age": {"yes"},
		"channel": {"curbside"}, "qty-FLW-OG-3.5": {"2"}, "qty-EDI-GUM-10": {""},
	}
	for i := 0; i < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

func TestAnOrderFromThePage(t *testing.T) {
	w := open(t)
	l := w.live()
	if status, text, _ := w.browse("/", nil, nil); status != 200 || !strings.Contains(text, "OG Kush 3.5 g") || !strings.Contains(text, "$35.00") {
		t.Fatalf("%d %s", status, text)
	}
	status, text, page := w.browse("/orders", form(), nil)
	if status != http.StatusSeeOther || !strings.HasPrefix(page, "/o/") || len(page) < 30 {
		t.Fatalf("%d %s %s", status, page, text)
	}
	e := l.event("order.placed")
	order := e.text("ce", "subject")
	if e.text("ce", "data", "customer", "birth_year") != "1990" || e.at("ce", "data", "customer", "attested_age") != true || e.text("ce", "data", "channel") != "curbside" ||
		e.text("ce", "data", "payment", "method") != "pay_at_pickup" {
		t.Fatalf("%v", e)
	}
	if status, text, _ = w.browse(page, nil, nil); status != 200 || !strings.Contains(text, order) || !strings.Contains(text, "sent your order") {
		t.Fatalf("%d %s", status, text)
	}
	if status, text, _ = w.browse(page+"/arrive", url.Values{}, nil); status != http.StatusConflict || !strings.Contains(text, "your spot or your car") {
		t.Fatalf("%d %s", status, text)
	}
	w.browse(page+"/arrive", url.Values{"spot": {"3"}, "color": {"blue"}, "make": {"Subaru"}, "plate": {"ABC-123"}}, nil)
	if e = l.event("order.customer_arrived"); e.text("ce", "data", "vehicle", "plate") != "ABC-123" {
		t.Fatalf("%v", e)
	}
	w.walk(l, order, 2, "accepted")
	l.event("order.changed")
	w.browse(page+"/cancel", url.Values{}, nil)
	if e = l.event("order.cancel_requested"); e.text("ce", "data", "reason") != "CUSTOMER_REQUEST" {
		t.Fatalf("%v", e)
	}
	l.command(w.clock, handOver(order, 4))
	if status, text, _ = w.browse(page+"/cancel", url.Values{}, nil); status != http.StatusConflict || !strings.Contains(text, "received this order already") {
		t.Fatalf("%d %s", status, text)
	}
	if !strings.Contains(text, "$78.94") || !strings.Contains(text, "Paid in cash") {
		t.Fatal(text)
	}
}

func TestAPlacedOrderIsCancelledAtOnce(t *testing.T) {
	w := open(t)
	l := w.live()
	_, _, page := w.browse("/orders", form(), nil)
	w.browse(page+"/cancel", url.Values{}, nil)
	if e := l.event("order.placed"); e == nil {
		t.Fatal("no event")
	}
	if e := l.event("order.cancelled"); e.text("ce", "data", "by") != "customer" {
		t.Fatalf("%v", e)
	}
}

func TestCheckoutRefusesInWords(t *testing.T) {
	w := open(t)
	l := w.live()
	l.send(frame{
		"t": "stock", "key": "s", "as_of": w.clock.now().Format(time.RFC3339), "full": true,
		"items": []frame{{"sku": "FLW-OG-3.5", "available": "3"}, {"sku": "FLW-BULK", "available": "500"}},
	})
	l.want("cmd_result")
	for _, c := range []struct {
		words  string
		change []string
	}{
		{"21 and over", []string{"birth_year", "2006"}},
		{"four digits", []string{"birth_year", "1899"}},
		{"four digits", []string{"birth_year", "ninety"}},
		{"confirm that you are 21", []string{"attested_age", ""}},
		{"your first name", []string{"first", " "}},
		{"your last name", []string{"last", strings.Repeat("x", 61)}},
		{"how you would like to collect", []string{"channel", "drone"}},
		{"do not deliver", []string{"channel", "delivery", "zip", "99999"}},
		{"address to deliver to", []string{"channel", "delivery", "zip", "80205"}},
		{"not in our shop", []string{"qty-NOPE", "1"}},
		{"whole units", []string{"qty-FLW-OG-3.5", "1.5"}},
		{"not a number", []string{"qty-FLW-OG-3.5", "-1"}},
		{"at most 10", []string{"qty-FLW-OG-3.5", "11"}},
		{"only 3 left", []string{"qty-FLW-OG-3.5", "4"}},
		{"sold out", []string{"qty-EDI-GUM-10", "1"}},
		{"at least one item", []string{"qty-FLW-OG-3.5", "0"}},
	} {
		status, text, _ := w.browse("/orders", form(c.change...), nil)
		if status != http.StatusUnprocessableEntity || !strings.Contains(text, c.words) {
			t.Errorf("%v: %d without %q", c.change, status, c.words)
		}
	}
	l.still("event")
	for _, change := range [][]string{
		{"birth_year", "2005", "qty-FLW-OG-3.5", "1"},
		{"qty-FLW-OG-3.5", "2"}, // all that is left
	} {
		if status, text, _ := w.browse("/orders", form(change...), nil); status != http.StatusSeeOther {
			t.Errorf("%v: %d %s", change, status, text)
		}
	}
	if status, text, _ := w.browse("/orders", form("qty-FLW-OG-3.5", "1"), nil); status != http.StatusUnprocessableEntity || !strings.Contains(text, "sold out") {
		t.Errorf("ordered away: %d", status)
	}
}

func TestALargeBasketNeedsTheTerminalsYes(t *testing.T) {
	w := open(t)
	l := w.live()
	if status, _, page := w.browse("/orders", form("qty-FLW-OG-3.5", "8"), nil); status != http.StatusSeeOther || !strings.HasPrefix(page, "/o/") {
		t.Fatalf("28 g are allowed: %d %s", status, page)
	}
	l.event("order.placed")
	ask := func() (string, string) {
		_, _, page := w.browse("/orders", form("qty-FLW-OG-3.5", "8", "qty-FLW-BULK", "0.01"), nil)
		if !strings.HasPrefix(page, "/b/") {
			t.Fatalf("28.01 g went through: %s", page)
		}
		return page, l.event("order.verdict_requested").text("ce", "data", "basket")
	}
	page, basket := ask()
	if status, text, _ := w.browse(page+"/place", url.Values{}, nil); status != http.StatusConflict || !strings.Contains(text, "not answered") {
		t.Fatalf("%d %s", status, text)
	}
	l.command(w.clock, frame{"op": "verdict", "basket": basket, "ok": false, "lines": []frame{{"line": "1", "available": "7", "reason": "EXCEEDS_LIMIT", "message": "Over <28 g>"}}})
	if _, text, _ := w.browse(page, nil, nil); !strings.Contains(text, "cannot sell") || !strings.Contains(text, "Over &lt;28 g&gt;") {
		t.Fatal(text)
	}
	if status, _, _ := w.browse(page+"/place", url.Values{}, nil); status != http.StatusConflict {
		t.Fatal(status)
	}
	page, basket = ask()
	l.command(w.clock, frame{"op": "verdict", "basket": basket, "ok": true, "hold_s": 600})
	_, _, placed := w.browse(page+"/place", url.Values{}, nil)
	if !strings.HasPrefix(placed, "/o/") {
		t.Fatal(placed)
	}
	l.event("order.placed")
	if _, _, again := w.browse(page+"/place", url.Values{}, nil); again != placed {
		t.Fatalf("placed twice: %s and %s", placed, again)
	}
	page, basket = ask()
	l.command(w.clock, frame{"op": "verdict", "basket": basket, "ok": true, "hold_s": 600})
	w.clock.advance(601 * time.Second)
	if status, text, _ := w.browse(page+"/place", url.Values{}, nil); status != http.StatusConflict || !strings.Contains(text, "that time is over") {
		t.Fatalf("%d %s", status, text)
	}
	page, _ = ask()
	w.clock.advance(61 * time.Second)
	if _, text, _ := w.browse(page, nil, nil); !strings.Contains(text, "did not answer in time") {
		t.Fatal(text)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	w := open(t)
	for name, header := range map[string]http.Header{
		"another origin": {"Origin": {"https://evil.example"}},
		"cross-site":     {"Sec-Fetch-Site": {"cross-site"}},
		"same-site":      {"Sec-Fetch-Site": {"same-site"}},
	} {
		if status, _, _ := w.browse("/orders", form(), header); status != http.StatusForbidden {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _, _ := w.browse("/orders", form(), http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"http://example.com"}}); status != http.StatusSeeOther {
		t.Errorf("our own form: %d", status)
	}
	if orders := w.get("/orders")["orders"].([]any); len(orders) != 1 {
		t.Errorf("%d orders", len(orders))
	}
}

func TestEverythingTypedIsEscaped(t *testing.T) {
	w := open(t)
	const nasty = `"><script>alert(1)</script>`
	_, text, _ := w.browse("/orders", form("first", nasty, "birth_year", nasty, "note", nasty, "qty-FLW-OG-3.5", nasty), nil)
	if strings.Contains(text, "<script") {
		t.Fatal(text)
	}
	_, _, page := w.browse("/orders", form("channel", "pickup"), nil)
	w.browse(page+"/arrive", url.Values{"spot": {`"><b>`}, "make": {nasty}}, nil)
	if _, text, _ = w.browse(page, nil, nil); strings.Contains(text, "<script") || strings.Contains(text, "><b>") || !strings.Contains(text, "&lt;b&gt;") {
		t.Fatal(text)
	}
}

func TestPagesAreFoundByTheirAddressOnly(t *testing.T) {
	w := open(t)
	order := w.place()
	for _, path := range []string{"/o/" + order, "/o/x", "/b/x", "/orders/" + order, "/nothing"} {
		if status, text, _ := w.browse(path, nil, nil); status != http.StatusNotFound || strings.Contains(text, "Avery") {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, text, _ := w.browse("/shop.css", nil, nil); status != http.StatusOK || !strings.Contains(text, "color-scheme") {
		t.Errorf("%d", status)
	}
}

func TestCheckoutByControlIsThePagesCheckout(t *testing.T) {
	w := open(t)
	draft := frame{
		"first": "Avery", "last": "Stone", "birth_year": 1990, "attested_age": true, "channel": "delivery", "zip": "80205",
		"address": "1 Main St", "quantities": frame{"EDI-GUM-10": "2"},
	}
	placed := w.post("/checkout", draft)
	if got := w.get("/orders/" + placed.text("order")); got.text("order", "delivery", "zip") != "80205" || got.at("order", "pickup_window") != nil {
		t.Fatalf("%v", got)
	}
	draft["zip"] = "10001"
	if refused := w.post("/checkout", draft); refused.at("problems").([]any)[0].(map[string]any)["field"] != "zip" {
		t.Fatalf("%v", refused)
	}
}
