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
		if roll.Key.Date != date {
			continue
		}
		kind, name, _ := strings.Cut(roll.Key.Name, ":")
		named := Named{Name: name, Count: roll.Count, Amount: roll.Amount}
		switch kind {
		case "sales":
			day.Sales, day.Total = roll.Count, roll.Amount
		case "subtotal":
			day.Subtotal = roll.Amount
		case "discount":
			day.Discount = roll.Amount
		case "net":
			day.Net = roll.Amount
		case "tax":
			day.Taxes = append(day.Taxes, named)
			day.Tax += roll.Amount
		case "tender":
			day.Tenders = append(day.Tenders, named)
		case "voids":
			day.Voids = Named{Name: "voids", Count: roll.Count, Amount: roll.Amount}
		case "identity_checks":
			day.IdentityChecks = roll.Count
		case "refusal":
			day.Refusals = append(day.Refusals, named)
		case "override":
			day.Overrides = append(day.Overrides, named)
		case "cash":
			day.CashMoves = append(day.CashMoves, named)
		case "over_short":
			day.OverShort = append(day.OverShort, named)
		}
	}
	for _, list := range []*[]Named{&day.Taxes, &day.Tenders, &day.Refusals, &day.Overrides, &day.CashMoves, &day.OverShort} {
		tidy(list)
	}
	return day
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
