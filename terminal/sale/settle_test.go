package sale_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
)

func cash(given money.Cents) terminal.Tender {
	return terminal.Tender{Kind: terminal.Cash, Place: terminal.Counter, Given: given}
}

func card(given money.Cents) terminal.Tender {
	return terminal.Tender{Kind: terminal.External, Place: terminal.Counter, Given: given, Reference: "4711"}
}

func prepaid(given money.Cents) terminal.Tender {
	return terminal.Tender{Kind: terminal.Prepaid, Place: terminal.Curb, Given: given}
}

func TestSettle(t *testing.T) {
	noReference, nowhere, gold := card(100), cash(100), cash(100)
	noReference.Reference, nowhere.Place, gold.Kind = " ", "", "gold"
	long, longer := card(100), card(100)
	long.Reference, longer.Reference = strings.Repeat("é", sale.ReferenceRunesMax), strings.Repeat("é", sale.ReferenceRunesMax+1)
	eight := []terminal.Tender{card(1), card(1), card(1), card(1), card(1), card(1), card(1), card(93)}
	for name, c := range map[string]struct {
		due     money.Cents
		tenders []terminal.Tender
		code    string
		change  money.Cents
	}{
		"exact cash":                {18819, []terminal.Tender{cash(18819)}, "", 0},
		"change":                    {18819, []terminal.Tender{cash(20000)}, "", 1181},
		"two notes one after other": {18819, []terminal.Tender{cash(10000), cash(10000)}, "", 1181},
		"card":                      {18819, []terminal.Tender{card(18819)}, "", 0},
		"split, cash first":         {18819, []terminal.Tender{cash(10000), card(10000)}, "", 1181},
		"prepaid and the rest":      {18819, []terminal.Tender{prepaid(18000), cash(1000)}, "", 181},
		"nothing due":               {0, nil, "", 0},
		"nothing due, nothing paid": {0, []terminal.Tender{cash(0)}, "", 0},
		"nothing due, all back":     {0, []terminal.Tender{cash(500)}, "", 500},
		"eight":                     {100, eight, "", 0},
		"short":                     {18819, []terminal.Tender{cash(18000)}, "sale.tender_short", 0},
		"nothing paid":              {1, nil, "sale.tender_short", 0},
		"a cent over by card":       {18819, []terminal.Tender{card(18820)}, "sale.tender_over", 0},
		"prepaid over":              {18819, []terminal.Tender{prepaid(18820)}, "sale.tender_over", 0},
		"cash that is not needed":   {100, []terminal.Tender{cash(100), cash(100)}, "sale.tender_over", 0},
		"cash beside a whole card":  {100, []terminal.Tender{cash(100), card(100)}, "sale.tender_over", 0},
		"zero":                      {100, []terminal.Tender{cash(0), cash(100)}, "sale.tender_invalid", 0},
		"negative":                  {100, []terminal.Tender{cash(-100)}, "sale.tender_invalid", 0},
		"beyond the range":          {100, []terminal.Tender{cash(money.MaxCents + 1)}, "sale.tender_invalid", 0},
		"kind":                      {100, []terminal.Tender{gold}, "sale.tender_invalid", 0},
		"place":                     {100, []terminal.Tender{nowhere}, "sale.tender_invalid", 0},
		"no reference":              {100, []terminal.Tender{noReference}, "sale.reference_missing", 0},
		"longest reference":         {100, []terminal.Tender{long}, "", 0},
		"longer reference":          {100, []terminal.Tender{longer}, "sale.tender_invalid", 0},
		"nine":                      {100, append(eight[:7:7], card(92), card(1)), "sale.too_many_tenders", 0},
		"negative due":              {-1, nil, "sale.amount_range", 0},
	} {
		t.Run(name, func(t *testing.T) {
			settled, err := sale.Settle(c.due, c.tenders)
			expectCode(t, err, c.code)
			var applied, change money.Cents
			for _, tender := range settled {
				applied, change = applied+tender.Applied, change+tender.Change
			}
			if c.code == "" && (applied != c.due || change != c.change) {
				t.Errorf("%+v", settled)
			}
		})
	}
	_, err := sale.Settle(18819, []terminal.Tender{cash(18000)})
	if got := terminal.AsError(err).Message; got != "$8.19 missing." {
		t.Errorf("%q", got)
	}
}

func TestSettledAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due := money.Cents(rapid.IntRange(0, 50000).Draw(t, "due"))
		tenders := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) terminal.Tender {
			given := money.Cents(rapid.IntRange(0, 30000).Draw(t, "given"))
			return rapid.SampledFrom([]terminal.Tender{cash(given), card(given), prepaid(given)}).Draw(t, "tender")
		}), 0, 5).Draw(t, "tenders")
		settled, err := sale.Settle(due, tenders)
		if err != nil {
			return
		}
		var applied money.Cents
		for i, tender := range settled {
			applied += tender.Applied
			if tender.Change < 0 || tender.Applied < 0 || tender.Given-tender.Change != tender.Applied || tender.Given != tenders[i].Given {
				t.Fatalf("%+v", tender)
			}
			if tender.Change > 0 && tender.Kind != terminal.Cash {
				t.Fatalf("change out of %s", tender.Kind)
			}
		}
		if applied != due {
			t.Fatalf("%s applied of %s", applied, due)
		}
	})
}

func TestComplete(t *testing.T) {
	priced := terminal.Priced{
		Lines:  []terminal.Line{{Net: 1000}},
		Taxes:  []terminal.TaxTotal{{Amount: 150}},
		Totals: terminal.Totals{Subtotal: 1200, Discount: 200, Net: 1000, Tax: 150, Total: 1150},
	}
	if settled, err := sale.Complete(priced, []terminal.Tender{cash(2000)}); err != nil || settled[0].Change != 850 {
		t.Errorf("%+v, %v", settled, err)
	}
	wrong := priced
	wrong.Totals.Total = 1000
	_, err := sale.Complete(wrong, []terminal.Tender{cash(2000)})
	expectCode(t, err, "sale.totals_wrong")
	_, err = sale.Complete(terminal.Priced{}, nil)
	expectCode(t, err, "sale.empty")
}

func TestQuickAmounts(t *testing.T) {
	for due, want := range map[money.Cents][]money.Cents{
		18819: {18819, 19000, 20000, 22000, 30000},
		730:   {730, 1000, 2000, 4000, 10000},
		2000:  {2000, 4000, 10000},
		0:     {0},
		-1:    nil,
		8000:  {8000, 10000, 20000},
	} {
		got := sale.QuickAmounts(due)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", due, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", due, got, want)
			}
		}
	}
}

func TestGiveAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		change := money.Cents(rapid.IntRange(0, 100000).Draw(t, "change"))
		var sum money.Cents
		for _, pieces := range sale.Give(change) {
			sum += pieces.Value * money.Cents(pieces.Count)
		}
		if sum != change {
			t.Fatalf("%s of %s", sum, change)
		}
	})
}
