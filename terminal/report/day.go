// Package report adds up a day or a shift: from the running sums that each
// commit keeps, or from the sales themselves. Where both can say a number they
// say the same.
package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

// Named is one running sum by its name: how many and how much.
type Named struct {
	Name   string      `json:"name"`
	Count  int64       `json:"count"`
	Amount money.Cents `json:"amount"`
}

// Sums are the money of some sales. Voided sales are in Voids and in nothing
// else.
type Sums struct {
	Sales    int64       `json:"sales"`
	Subtotal money.Cents `json:"subtotal"` // list prices times quantities
	Discount money.Cents `json:"discount"`
	Net      money.Cents `json:"net"`
	Tax      money.Cents `json:"tax"`
	Total    money.Cents `json:"total"`
	Taxes    []Named     `json:"taxes"`   // by tax id
	Tenders  []Named     `json:"tenders"` // by kind, applied
	Voids    Named       `json:"voids"`
}

// Day is what the running sums of a business date say.
type Day struct {
	Date clock.Date `json:"business_date"`
	Sums
	IdentityChecks int64   `json:"identity_checks"`
	Refusals       []Named `json:"refusals"`   // by code
	Overrides      []Named `json:"overrides"`  // by what was overridden
	CashMoves      []Named `json:"cash_moves"` // paid_in, paid_out, drop, no_sale
	OverShort      []Named `json:"over_short"` // by drawer; negative is short
}

// FromRolls reads the running sums of one business date. Sums of other dates are
// left out.
func FromRolls(date clock.Date, rolls []terminal.Roll) Day {
	day := Day{Date: date}
	for _, roll := range rolls {
		if roll.Key.Date == date {
			day.read(roll)
		}
	}
	for _, tax := range day.Taxes {
		day.Tax += tax.Amount
	}
	for _, list := range day.lists() {
		tidy(list)
	}
	return day
}

// lists are the sums that have a name of their own after the colon.
func (d *Day) lists() map[string]*[]Named {
	return map[string]*[]Named{
		"tax": &d.Taxes, "tender": &d.Tenders, "refusal": &d.Refusals, "override": &d.Overrides, "cash": &d.CashMoves,
		"over_short": &d.OverShort,
	}
}

func (d *Day) read(roll terminal.Roll) {
	kind, name, _ := strings.Cut(roll.Key.Name, ":")
	if list, ok := d.lists()[kind]; ok {
		*list = append(*list, Named{Name: name, Count: roll.Count, Amount: roll.Amount})
		return
	}
	switch kind {
	case "sales":
		d.Sales, d.Total = roll.Count, roll.Amount
	case "subtotal":
		d.Subtotal = roll.Amount
	case "discount":
		d.Discount = roll.Amount
	case "net":
		d.Net = roll.Amount
	case "voids":
		d.Voids = Named{Name: "voids", Count: roll.Count, Amount: roll.Amount}
	case "identity_checks":
		d.IdentityChecks = roll.Count
	}
}

// tidy sorts by name and drops what came to nothing, as a voided sale leaves a
// sum of zero behind.
func tidy(list *[]Named) {
	*list = slices.DeleteFunc(*list, func(n Named) bool { return n.Count == 0 && n.Amount == 0 })
	slices.SortFunc(*list, func(a, b Named) int { return cmp.Compare(a.Name, b.Name) })
	if len(*list) == 0 {
		*list = nil
	}
}
