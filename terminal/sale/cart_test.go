package sale_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
)

var (
	opened = time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	later  = opened.Add(time.Minute)
)

const tag = "1A4000000000022000000123"

func product(sku string, price money.Cents, grams string) terminal.Product {
	return terminal.Product{
		SKU: sku, Name: "Product " + sku, Category: "flower", Price: price, SoldBy: measure.Each,
		Measures: terminal.Measures{terminal.NetGrams: measure.MustParse(grams)},
	}
}

func expectCode(t interface {
	Helper()
	Fatalf(string, ...any)
}, err error, code string,
) {
	t.Helper()
	var coded *terminal.Error
	if code == "" && err == nil {
		return
	}
	if !errors.As(err, &coded) || coded.Code != code {
		t.Fatalf("%v, want %q", err, code)
	}
}

func add(t *testing.T, cart terminal.Cart, p terminal.Product, quantity string) terminal.Cart {
	t.Helper()
	changed, _, err := sale.Add(cart, p, tag, measure.MustParse(quantity), later)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestAddMergesAndKeepsNumbers(t *testing.T) {
	cart := sale.Open("id", opened, "mara")
	if cart.ID != "id" || !cart.OpenedAt.Equal(opened) || cart.OpenedBy != "mara" || cart.Held {
		t.Fatalf("%+v", cart)
	}
	cart = add(t, cart, product("A", 3500, "3.5"), "1")
	cart = add(t, cart, product("B", 4200, "1"), "1")
	cart = add(t, cart, product("A", 3500, "3.5"), "2")
	cart = add(t, cart, product("A", 3000, "3.5"), "1") // another price is another line
	other, _, err := sale.Add(cart, product("A", 3500, "3.5"), "1A4000000000022000000124", measure.Whole(1), later)
	if err != nil {
		t.Fatal(err)
	}
	if len(cart.Lines) != 3 || len(other.Lines) != 4 || cart.Lines[0].Quantity.String() != "3" || cart.Lines[0].Net != 10500 {
		t.Fatalf("%+v", cart.Lines)
	}
	if got := cart.Lines[0].Measures[terminal.NetGrams].String(); got != "10.5" {
		t.Errorf("measures %s", got)
	}
	cart, err = sale.Remove(cart, 2, later)
	if err != nil || cart.Lines[1].Number != 3 {
		t.Fatalf("%+v, %v", cart.Lines, err)
	}
	cart = add(t, cart, product("B", 4200, "1"), "1")
	if cart.Lines[2].Number != 4 {
		t.Errorf("the number of a removed line came back: %+v", cart.Lines)
	}
}

func TestSetQuantityKeepsMeasuresExact(t *testing.T) {
	cart := add(t, sale.Open("id", opened, "mara"), product("A", 3500, "3.333333"), "3")
	for _, quantity := range []string{"7", "1", "999"} {
		changed, err := sale.SetQuantity(cart, 1, measure.MustParse(quantity), later)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := measure.MustParse("3.333333").Mul(measure.MustParse(quantity))
		if got := changed.Lines[0].Measures[terminal.NetGrams]; got.Cmp(want) != 0 {
			t.Errorf("%s: %s, want %s", quantity, got, want)
		}
		cart = changed
	}
	// A measure that is no multiple is refused, never rounded.
	cart.Lines[0].Measures = terminal.Measures{terminal.NetGrams: measure.Whole(1)}
	_, err := sale.SetQuantity(cart, 1, measure.Whole(1), later)
	expectCode(t, err, "sale.quantity_invalid")
}

func TestCartRefusals(t *testing.T) {
	good := product("A", 3500, "3.5")
	base := add(t, sale.Open("id", opened, "mara"), good, "2")
	held, err := sale.Hold(base, later)
	if err != nil {
		t.Fatal(err)
	}
	broken, free, loose, paper := good, good, good, good
	broken.Unsellable, free.Price, loose.SoldBy = "No THC content.", -1, measure.Grams
	paper.Category = terminal.Merchandise
	addTo := func(cart terminal.Cart, p terminal.Product, withTag, quantity string) error {
		_, _, err := sale.Add(cart, p, withTag, measure.MustParse(quantity), later)
		return err
	}
	quantityOf := func(line int, quantity string) error {
		_, err := sale.SetQuantity(base, line, measure.MustParse(quantity), later)
		return err
	}
	discount := func(amount money.Cents, reason string) error {
		_, err := sale.SetDiscount(base, 1, amount, reason, later)
		return err
	}
	only := func(_ terminal.Cart, err error) error { return err }
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"held":                 {addTo(held, good, tag, "1"), "sale.held"},
		"held, remove":         {only(sale.Remove(held, 1, later)), "sale.held"},
		"held, hold":           {only(sale.Hold(held, later)), "sale.held"},
		"not held":             {only(sale.Recall(base, later)), "sale.not_held"},
		"hold nothing":         {only(sale.Hold(sale.Open("id", opened, "mara"), later)), "sale.empty"},
		"unsellable":           {addTo(base, broken, tag, "1"), "sale.unsellable"},
		"nothing":              {addTo(base, terminal.Product{}, tag, "1"), "sale.unsellable"},
		"no tag":               {addTo(base, good, "", "1"), "sale.tag_missing"},
		"merchandise":          {addTo(base, paper, "", "1"), ""},
		"price":                {addTo(base, free, tag, "1"), "sale.price_negative"},
		"zero":                 {addTo(base, good, tag, "0"), "sale.quantity_invalid"},
		"minus":                {addTo(base, good, tag, "-1"), "sale.quantity_invalid"},
		"half a piece":         {addTo(base, good, tag, "0.5"), "sale.quantity_invalid"},
		"most pieces":          {addTo(base, good, tag, "997"), ""},
		"a piece more":         {addTo(base, good, tag, "998"), "sale.quantity_invalid"},
		"half a gram":          {addTo(base, loose, tag, "0.5"), ""},
		"most grams":           {addTo(base, loose, tag, "1000"), ""},
		"a microgram more":     {addTo(base, loose, tag, "1000.000001"), "sale.quantity_invalid"},
		"quantity of no line":  {quantityOf(9, "1"), "sale.no_line"},
		"quantity zero":        {quantityOf(1, "0"), "sale.quantity_invalid"},
		"quantity 999":         {quantityOf(1, "999"), ""},
		"quantity 1000":        {quantityOf(1, "1000"), "sale.quantity_invalid"},
		"whole discount":       {discount(7000, "opening day"), ""},
		"discount a cent more": {discount(7001, "opening day"), "sale.discount_too_large"},
		"negative discount":    {discount(-1, "opening day"), "sale.discount_negative"},
		"no reason":            {discount(100, ""), "sale.discount_reason_missing"},
		"longest reason":       {discount(100, strings.Repeat("ñ", sale.ReasonRunesMax)), ""},
		"longer reason":        {discount(100, strings.Repeat("ñ", sale.ReasonRunesMax+1)), "sale.discount_reason_missing"},
	} {
		t.Run(name, func(t *testing.T) { expectCode(t, c.err, c.code) })
	}
	discounted, _ := sale.SetDiscount(base, 1, 5000, "opening day", later)
	_, err = sale.SetQuantity(discounted, 1, measure.Whole(1), later)
	expectCode(t, err, "sale.discount_too_large")
	cleared, err := sale.SetDiscount(discounted, 1, 0, "", later)
	if err != nil || cleared.Lines[0].Net != 7000 || cleared.Lines[0].Reason != "" {
		t.Errorf("%+v, %v", cleared.Lines, err)
	}
	if back, err := sale.Recall(held, later); err != nil || back.Held {
		t.Errorf("recall: %v", err)
	}
}

func TestLinesMax(t *testing.T) {
	cart := sale.Open("id", opened, "mara")
	for i := range sale.LinesMax {
		cart = add(t, cart, product("A", money.Cents(i), "1"), "1")
	}
	_, _, err := sale.Add(cart, product("A", 99999, "1"), tag, measure.Whole(1), later)
	expectCode(t, err, "sale.too_many_lines")
	if _, _, err := sale.Add(cart, product("A", 5, "1"), tag, measure.Whole(1), later); err != nil {
		t.Errorf("a full cart refuses more of a line that it has: %v", err)
	}
}

// TestChangesLeaveTheOldCart walks at random and checks after each step that
// the given cart did not change, that numbers are unique and rising, and that
// amounts and measures follow from the quantity.
func TestChangesLeaveTheOldCart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cart := sale.Open("id", opened, "mara")
		each := map[string]measure.Quantity{"A": measure.MustParse("3.5"), "B": measure.MustParse("0.333333"), "C": measure.MustParse("28")}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				last := 0
				for _, line := range cart.Lines {
					gross, err := line.Gross()
					want, _ := each[line.SKU].Mul(line.Quantity)
					if err != nil || line.Net != gross-line.Discount || line.Net < 0 || line.Number <= last || line.Number >= cart.NextLine ||
						line.Measures[terminal.NetGrams].Cmp(want) != 0 {
						t.Fatalf("%+v", line)
					}
					last = line.Number
				}
			},
			"change": func(t *rapid.T) {
				before, _ := json.Marshal(cart)
				number := rapid.IntRange(1, 5).Draw(t, "line")
				quantity := measure.Whole(int64(rapid.IntRange(0, 1000).Draw(t, "quantity")))
				changed, err := cart, error(nil)
				switch rapid.IntRange(0, 3).Draw(t, "change") {
				case 0:
					sku := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "sku")
					changed, _, err = sale.Add(cart, product(sku, money.Cents(rapid.IntRange(0, 9999).Draw(t, "price")), each[sku].String()), tag, quantity, later)
				case 1:
					changed, err = sale.SetQuantity(cart, number, quantity, later)
				case 2:
					changed, err = sale.SetDiscount(cart, number, money.Cents(rapid.IntRange(0, 9999).Draw(t, "discount")), "reason", later)
				case 3:
					changed, err = sale.Remove(cart, number, later)
				}
				if after, _ := json.Marshal(cart); string(after) != string(before) {
					t.Fatalf("the given cart changed:\n%s\n%s", before, after)
				}
				if err != nil {
					if same, _ := json.Marshal(changed); string(same) != string(before) {
						t.Fatal("an error came with another cart")
					}
				}
				cart = changed
			},
		})
	})
}
