package orders_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal"
)

var update = flag.Bool("update", false, "write the golden files anew")

// decoded are frames as the protocol's text has them.
var decoded = map[string]string{
	"placed":            eventJSON(1, "order.placed", "A-1001", 1, orderJSON("A-1001", 1)),
	"amended_unknown":   eventJSON(1, "order.amended", "A-1001", 2, orderJSON("A-1001", 2, `"state":"unpaid"`, `"state":"bartered"`, `"state":"none"`, `"state":"levitating"`)),
	"payment_changed":   eventJSON(1, "order.payment_changed", "A-1001", 3, orderJSON("A-1001", 3, "unpaid", "paid")),
	"cancel_requested":  eventJSON(1, "order.cancel_requested", "A-1001", 2, `{"reason":"CUSTOMER_REQUEST"}`),
	"cancelled":         eventJSON(1, "order.cancelled", "A-1001", 2, `{"by":"customer","reason":"CUSTOMER_REQUEST"}`),
	"customer_arrived":  eventJSON(1, "order.customer_arrived", "A-1001", 2, `{"spot":"3","vehicle":{"color":"blue","make":"Subaru","plate":"ABC-123"},"at":"2026-11-24T14:31:00-07:00"}`),
	"changed":           changedJSON(1, 2, `{"fulfilment":"ready","identity":{"outcome":"refused","reason":"ID_ISSUE","at":"2026-11-24T14:31:00-07:00"},"claimed":{"by":"runner-7f","until":"2026-11-24T14:36:00-07:00"},"cancelled":null,"because":"0190"}`),
	"changed_cancelled": changedJSON(1, 2, `{"fulfilment":"cancelled","identity":null,"claimed":null,"cancelled":{"by":"shop","reason":"FRAUD_DETECTED","at":"2026-11-24T14:31:00-07:00"}}`),
	"verdict_requested": strings.Replace(eventJSON(1, "order.verdict_requested", "b-77", 9,
		`{"basket":"b-77","deadline":"2026-11-24T14:31:00-07:00","order":`+orderJSON("", 1, `"id":"",`, "", `"placed_at":"2026-11-24T14:00:00-07:00",`, "")+`}`), `"rev":9,`, "", 1),
	"verdict_bare": strings.Replace(eventJSON(1, "order.verdict_requested", "b-78", 9,
		`{"basket":"b-78","deadline":"2026-11-24T14:31:00-07:00","order":{"items":[{"line":"1","sku":"PRE-OG","qty":"1","unit":"each","unit_price":900}]}}`), `"rev":9,`, "", 1),
	"catalog_changed": strings.Replace(eventJSON(1, "catalog.changed", "catalog", 9, `{"skus":["FLW-OG-3.5","PRE-OG"]}`), `"rev":9,`, "", 1),
	"snapshot_item":   snapshotItem("A-1001", 4, `"fulfilment":"packed","identity":null,"claimed":null,"cancelled":null`),
	"snapshot_begin":  `{"t":"snapshot_begin","as_of":"e8:1"}`,
	"unknown_type":    eventJSON(1, "order.teleported", "A-1001", 2, `{}`),
	"faulty":          eventJSON(1, "order.placed", "A-1001", 1, orderJSON("A-1001", 1, `"qty":"2"`, `"qty":2`)),
}

func TestFramesOfTheProtocol(t *testing.T) {
	for name, frame := range decoded {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(orders.Decode([]byte(frame)), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "frames", name+".golden")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(got)+"\n" != string(want) {
				t.Errorf("got %s", got)
			}
			for _, secret := range []string{"M-SECRET", "12 Larimer", "runner-7f"} {
				if strings.Contains(string(got), secret) {
					t.Errorf("%s is kept", secret)
				}
			}
		})
	}
}

func TestFaultsOfAnOrderAreNackedByPath(t *testing.T) {
	const item = `{"line":"1","sku":"FLW-OG-3.5","name":"OG Kush 3.5 g","qty":"2","unit":"each","unit_price":3500}`
	long := func(n int) string { return strings.Repeat("ä", n) }
	lines := func(n int) string {
		var out []string
		for i := range n {
			out = append(out, strings.Replace(item, `"line":"1"`, fmt.Sprintf(`"line":"%d"`, i+1), 1))
		}
		return strings.Join(out, ",")
	}
	discount := `{"line":"1","amount":500,"code":"FIRST"}`
	discounts := func(n int) string {
		return strings.Repeat(strings.Replace(discount, "500", "1", 1)+",", n-1) + strings.Replace(discount, "500", "1", 1)
	}
	for _, c := range []struct{ from, to, want string }{
		{`"qty":"2"`, `"qty":"-2"`, "items[0].qty: not above zero"},
		{`"qty":"2"`, `"qty":"0"`, "items[0].qty: not above zero"},
		{`"qty":"2"`, `"qty":2`, "items[0].qty: not a decimal text"},
		{`"qty":"2"`, `"qty":"2e1"`, "items[0].qty: not a decimal"},
		{`"qty":"2"`, `"qty":"1.5"`, "items[0].qty: not a whole number of pieces"},
		{`"qty":"2","unit":"each"`, `"qty":"1.5","unit":"g"`, ""},
		{`"unit":"each"`, `"unit":"oz"`, "items[0].unit: not each or g"},
		{`"unit_price":3500`, `"unit_price":-1`, "items[0].unit_price: not between 0 and 10000000000"},
		{`"unit_price":3500`, `"unit_price":10000000001`, "items[0].unit_price: not between 0 and 10000000000"},
		{`"unit_price":3500`, `"unit_price":10000000000`, "discounts[0].amount: more than the line costs"},
		{`"unit_price":3500`, `"unit_price":35.5`, "items[0].unit_price: not an integer"},
		{`"unit_price":3500`, `"unit_price":3500.0`, "items[0].unit_price: not an integer"},
		{`"unit_price":3500`, `"unit_price":"3500"`, "items[0].unit_price: not a number"},
		{`"unit_price":3500`, `"unit_price":null`, "items[0].unit_price: missing"},
		{`"amount":500`, `"amount":7000`, ""},
		{`"amount":500`, `"amount":7001`, "discounts[0].amount: more than the line costs"},
		{`"amount":500`, `"amount":-1`, "discounts[0].amount: not between 0 and 10000000000"},
		{discount, strings.Replace(discount, `"1"`, `"2"`, 1), "discounts[0].line: not a line of the order"},
		{item, item + "," + item, "items[1].line: there twice"},
		{item, "", "items: empty"},
		{item, `7`, "items[0]: not an object"},
		{item, lines(orders.ItemsMax), ""},
		{item, lines(orders.ItemsMax + 1), fmt.Sprintf("items: more than %d entries", orders.ItemsMax)},
		{discount, discounts(orders.DiscountsMax), ""},
		{discount, discounts(orders.DiscountsMax + 1), fmt.Sprintf("discounts: more than %d entries", orders.DiscountsMax)},
		{"blue car", long(orders.NoteMax), ""},
		{"blue car", long(orders.NoteMax + 1), fmt.Sprintf("note: longer than %d characters", orders.NoteMax)},
		{"OG Kush 3.5 g", long(orders.NameMax), ""},
		{"OG Kush 3.5 g", long(orders.NameMax + 1), fmt.Sprintf("items[0].name: longer than %d characters", orders.NameMax)},
		{"Avery", long(orders.NameMax + 1), fmt.Sprintf("customer.first: longer than %d characters", orders.NameMax)},
		{"FLW-OG-3.5", long(orders.SKUMax), ""},
		{"FLW-OG-3.5", long(orders.SKUMax + 1), fmt.Sprintf("items[0].sku: longer than %d characters", orders.SKUMax)},
		{"FLW-OG-3.5", `FLW\u202e`, "items[0].sku: characters that a name may not have"},
		{"0199", "01990", "customer.phone_last4: longer than 4 characters"},
		{"0199", "019x", "customer.phone_last4: not digits"},
		{"1990,", "1990.5,", "customer.birth_year: not an integer"},
		{"2026-11-24T14:00:00-07:00", "2026-11-24T14:00:00", "placed_at: not an RFC 3339 time with offset"},
		{`"total":7894`, `"total":-7894`, "totals.total: not between 0 and 10000000000"},
		{`"id":"A-1001"`, `"id":"A-1002"`, "id: not the event's subject"},
		{`"attested_age":true`, `"attested_age":"yes"`, "customer.attested_age: neither true nor false"},
	} {
		frame := eventJSON(1, "order.placed", "A-1001", 1, strings.Replace(orderJSON("A-1001", 1), c.from, c.to, 1))
		got := orders.Decode([]byte(frame))
		want := c.want
		if want != "" {
			want = "ce.data." + want
		}
		if got.Nack != want || !got.Feed {
			t.Errorf("%.40q → %.40q: nack %q, want %q", c.from, c.to, got.Nack, want)
		}
		if want != "" && (got.Item.Kind != terminal.FeedSetAside || got.Item.Order != nil || got.Item.Revision != 1) {
			t.Errorf("%.40q → %.40q: %+v", c.from, c.to, got.Item)
		}
	}
}

func TestFaultsOfAnEnvelope(t *testing.T) {
	good := changedJSON(1, 2, `{}`)
	for _, c := range []struct{ from, to, want string }{
		{`"rev":2,`, ``, "ce.rev: missing"},
		{`"rev":2,`, `"rev":0,`, "ce.rev: not between 1 and 9223372036854775807"},
		{`"rev":2,`, `"rev":9223372036854775808,`, "ce.rev: not an integer"},
		{`"specversion":"1.0"`, `"specversion":"0.3"`, "ce.specversion: not 1.0"},
		{`"id":"evt-1",`, ``, "ce.id: missing"},
		{`"source":"/shops/larimer",`, ``, "ce.source: missing"},
		{`"data":{}`, `"data":[]`, "ce.data: not an object"},
		{`"data":{}`, `"data":{"claimed":{"by":"x"}}`, "ce.data.claimed.until: missing"},
	} {
		got := orders.Decode([]byte(strings.Replace(good, c.from, c.to, 1)))
		if got.Nack != c.want || got.Item.Kind != terminal.FeedSetAside || got.Item.Cursor != "e7:1" {
			t.Errorf("%s → %s: nack %q, want %q; %+v", c.from, c.to, got.Nack, c.want, got.Item)
		}
	}
}

func TestTextsAreMadeSafeToShow(t *testing.T) {
	for text, want := range map[string]string{
		"Avery":                  "Avery",
		"  Avery\tStone\n":       "Avery Stone",
		"A\u202every\u2066":      "Avery",
		"\u200fע\u200eA\u061c":   "עA",
		"bell\a\x1b[31m\u0085":   "bell[31m",
		"می\u200cخواهم":          "می\u200cخواهم",
		"zero\u200bwidth\ufeff":  "zerowidth",
		"line\u2028break\u2029!": "line break !",
	} {
		if got := orders.Clean(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, frame := range decoded {
		f.Add([]byte(frame))
	}
	for _, frame := range []string{welcome, nested(16), nested(17), `{"t":"cmd_result","key":"k","status":"applied"}`, `{"t":"drain"}`, `{}`, ``} {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := orders.Decode(raw)
		if !got.Feed {
			return
		}
		item := got.Item
		if item.Kind == terminal.FeedSetAside && (item.Problem == "" || item.Order != nil || item.Change != nil) {
			t.Fatalf("set aside with %+v", item)
		}
		if item.Order == nil {
			return
		}
		for _, text := range []string{item.Order.FirstName, item.Order.FamilyName, item.Order.Note, item.Order.Spot} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || utf8.RuneCountInString(text) > orders.NoteMax {
				t.Fatalf("unsafe text %q", text)
			}
		}
		for _, line := range item.Order.Items {
			if line.Quantity.Sign() <= 0 || line.UnitPrice < 0 || line.Discount < 0 || line.Line == "" || line.SKU == "" {
				t.Fatalf("line %+v", line)
			}
		}
		if n := len(item.Order.Items); n == 0 || n > orders.ItemsMax {
			t.Fatalf("%d lines", n)
		}
	})
}
