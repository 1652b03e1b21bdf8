package rules_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
)

// oracleTax is one consumer tax on the price and on the taxes before it.
type oracleTax struct {
	ID     string
	Rate   string
	On     []string
	Except bool // merchandise
}

func taxPack(taxes []oracleTax, level string) []byte {
	return packOf(nil, func(pack map[string]any) {
		var written []any
		for i, tax := range taxes {
			entry := map[string]any{
				"id": tax.ID, "name": tax.ID, "kind": "ad_valorem", "rate": tax.Rate, "applies_to": "adult",
				"base": append([]string{"price_net"}, tax.On...), "order": i, "payer": "consumer", "cite": "test", "confidence": "H",
			}
			if tax.Except {
				entry["except_categories"] = []string{"merchandise"}
			}
			written = append(written, entry)
		}
		pack["taxes"], pack["limits"] = written, []any{}
		pack["tax_rounding"] = map[string]any{"level": level, "carry_dp": 3, "round": "half_up", "basis": "test"}
	})
}

// halfUp rounds a rational number of cents.
func halfUp(cents *big.Rat) money.Cents {
	raised := new(big.Rat).Add(cents, big.NewRat(1, 2))
	return money.Cents(new(big.Int).Quo(raised.Num(), raised.Denom()).Int64())
}

func TestTaxesAgreeWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		question := drawQuestion(t)
		var taxes []oracleTax
		for i := range rapid.IntRange(1, 4).Draw(t, "taxes") {
			tax := oracleTax{
				ID: fmt.Sprintf("tax-%d", i), Rate: fmt.Sprintf("0.%04d", rapid.IntRange(0, 9999).Draw(t, "rate")),
				Except: rapid.Bool().Draw(t, "except"),
			}
			for _, earlier := range taxes {
				if rapid.Bool().Draw(t, "on "+earlier.ID) {
					tax.On = append(tax.On, earlier.ID)
				}
			}
			taxes = append(taxes, tax)
		}
		level := rapid.SampledFrom([]string{"receipt", "line"}).Draw(t, "level")
		engine, err := rules.NewFrom(taxPack(taxes, level))
		if err != nil {
			t.Fatal(err)
		}
		priced, err := engine.Taxes(question.At, question.Class, question.Lines)
		if err != nil {
			t.Fatal(err)
		}
		checkPriced(t, priced, taxes, level)
	})
}

func checkPriced(t *rapid.T, priced terminal.Priced, taxes []oracleTax, level string) {
	var net, sum money.Cents
	for _, line := range priced.Lines {
		gross, _ := line.Gross()
		if line.Net != gross-line.Discount || line.Net < 0 {
			t.Fatalf("net %s of %s less %s", line.Net, gross, line.Discount)
		}
		net += line.Net
	}
	seen := 0
	for _, tax := range taxes {
		base, amount, due := new(big.Rat), money.Cents(0), false
		for _, line := range priced.Lines {
			if tax.Except && line.Category == terminal.Merchandise {
				continue
			}
			due = true
			lineBase := new(big.Rat).SetInt64(int64(line.Net))
			for _, id := range tax.On {
				lineBase.Add(lineBase, new(big.Rat).SetInt64(int64(share(line, id))))
			}
			base.Add(base, lineBase)
			amount += halfUp(new(big.Rat).Mul(lineBase, rat(tax.Rate)))
		}
		if level == "receipt" {
			amount = halfUp(new(big.Rat).Mul(base, rat(tax.Rate)))
		}
		var shared money.Cents
		for _, line := range priced.Lines {
			shared += share(line, tax.ID)
		}
		if shared != amount {
			t.Fatalf("%s: lines share %s, the oracle says %s", tax.ID, shared, amount)
		}
		sum += amount
		if due {
			if got := priced.Taxes[seen]; got.ID != tax.ID || got.Amount != amount || base.Cmp(new(big.Rat).SetInt64(int64(got.Base))) != 0 {
				t.Fatalf("%+v, the oracle says %s on %s", got, amount, base)
			}
			seen++
		}
	}
	totals := priced.Totals
	if totals.Net != net || totals.Tax != sum || totals.Total != net+sum || totals.Subtotal-totals.Discount != net || seen != len(priced.Taxes) {
		t.Fatalf("totals %+v, net %s, tax %s", totals, net, sum)
	}
}

func share(line terminal.Line, id string) money.Cents {
	for _, tax := range line.Taxes {
		if tax.ID == id {
			return tax.Amount
		}
	}
	return 0
}

func TestHalfCentGoesUp(t *testing.T) {
	for _, c := range []struct {
		price money.Cents
		rate  string
		want  money.Cents
	}{{100, "0.005", 1}, {100, "0.0049", 0}, {100, "0.0149", 1}, {100, "0.015", 2}, {90, "0.0055", 0}, {100, "0.004999", 0}} {
		engine, err := rules.NewFrom(taxPack([]oracleTax{{ID: "tax", Rate: c.rate}}, "receipt"))
		if err != nil {
			t.Fatal(err)
		}
		line := flower(1, 1, "1")
		line.UnitPrice = c.price
		priced, err := engine.Taxes(afternoon, terminal.Adult, []terminal.Line{line})
		if err != nil || priced.Totals.Tax != c.want {
			t.Errorf("%s × %s = %s, %v; want %s", c.price, c.rate, priced.Totals.Tax, err, c.want)
		}
	}
}

func TestTaxRefusals(t *testing.T) {
	colorado, denverShop := newEngine(t, "US-CO", ""), newEngine(t, "US-CO", "US-CO-Denver")
	free := flower(1, 1, "3.5")
	free.Discount = 3501
	negative := flower(1, 1, "3.5")
	negative.UnitPrice = -1
	huge := flower(1, 1, "3.5")
	huge.UnitPrice = money.MaxCents
	perMilligram := packOf(nil, func(pack map[string]any) {
		pack["limits"] = []any{}
		pack["taxes"] = []any{map[string]any{
			"id": "thc", "name": "THC", "kind": "per_mg_thc", "rate": "0.0275", "applies_to": "all",
			"base": []string{"price_net"}, "order": 1, "payer": "consumer", "cite": "test", "confidence": "H",
		}}
	})
	unsupported, err := rules.NewFrom(perMilligram)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		engine *rules.Engine
		class  terminal.CustomerClass
		line   terminal.Line
		code   string
	}{
		{"no overlay fills the rate", colorado, terminal.Adult, flower(1, 1, "3.5"), "rules.tax_rate_missing"},
		{"discount over the price", denverShop, terminal.Adult, free, "rules.discount_invalid"},
		{"price below zero", denverShop, terminal.Adult, negative, "rules.price_invalid"},
		{"sum with tax beyond the range", denverShop, terminal.Adult, huge, "rules.amount_range"},
		{"patients", denverShop, terminal.Medical, flower(1, 1, "3.5"), "rules.medical_unsupported"},
		{"class of nobody", denverShop, "", flower(1, 1, "3.5"), "rules.class_unknown"},
		{"tax by content", unsupported, terminal.Adult, flower(1, 1, "3.5"), "rules.tax_kind_unsupported"},
		{"no engine", nil, terminal.Adult, flower(1, 1, "3.5"), "rules.no_pack"},
		{"unknown category", denverShop, terminal.Adult, item(1, "lamp", 1, terminal.NetGrams, "1", 100), "rules.category_unknown"},
	} {
		_, err := c.engine.Taxes(afternoon, c.class, []terminal.Line{c.line})
		var coded *terminal.Error
		if !errors.As(err, &coded) || coded.Code != c.code || coded.Kind != terminal.Refused {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func TestSampleRateIsMarked(t *testing.T) {
	priced, err := newEngine(t, "US-CO", "US-CO-Denver").Taxes(afternoon, terminal.Adult, []terminal.Line{flower(1, 1, "3.5")})
	if err != nil || len(priced.Taxes) != 2 {
		t.Fatalf("%+v, %v", priced.Taxes, err)
	}
	local := priced.Taxes[1]
	if !local.Sample || local.Pack != "US-CO-Denver" || !strings.Contains(local.Cite, "sample") || priced.Taxes[0].Sample {
		t.Errorf("%+v", priced.Taxes)
	}
}

func TestGrossOfGoodsSoldByWeight(t *testing.T) {
	line := terminal.Line{Quantity: measure.MustParse("2.35"), UnitPrice: 1010}
	if gross, err := line.Gross(); err != nil || gross != 2374 { // 2373.5
		t.Errorf("%s, %v", gross, err)
	}
}
