package sale

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// Limits of the tenders of one sale.
const (
	TendersMax        = 8
	ReferenceRunesMax = 64
)

// Complete settles the tenders of a priced cart. Besides the errors of Settle it
// returns sale.empty for a cart without lines and sale.totals_wrong if the
// totals do not add up, so that no sale is made of them.
func Complete(priced terminal.Priced, tenders []terminal.Tender) ([]terminal.Tender, error) {
	if len(priced.Lines) == 0 {
		return nil, empty()
	}
	totals := priced.Totals
	var net, tax money.Cents
	for _, line := range priced.Lines {
		net += line.Net
	}
	for _, levied := range priced.Taxes {
		tax += levied.Amount
	}
	if net != totals.Net || tax != totals.Tax || totals.Net+totals.Tax != totals.Total ||
		totals.Subtotal-totals.Discount != totals.Net {
		return nil, terminal.Errorf(terminal.Internal, "sale.totals_wrong", "The totals of this sale do not add up.").
			WithHint("Take the lines out and ring them up again.")
	}
	return Settle(totals.Total, tenders)
}

// Settle applies tenders to what is due and fills in Applied and Change: for
// each tender Given − Change = Applied, and what is applied adds up to the due.
// External and prepaid tenders are exact; change is only given out of cash. It
// returns
//
//	sale.tender_invalid      a kind, place or amount that cannot be
//	sale.reference_missing   an external tender without its reference
//	sale.too_many_tenders    beyond TendersMax
//	sale.tender_over         more than is due without cash, or cash that nothing
//	                         is left for
//	sale.tender_short        how much is missing is in the sentence
func Settle(due money.Cents, tenders []terminal.Tender) ([]terminal.Tender, error) {
	if due < 0 || due.Check() != nil {
		return nil, terminal.Errorf(terminal.Invalid, "sale.amount_range", "The amount due, %s, cannot be paid.", due)
	}
	if len(tenders) > TendersMax {
		return nil, terminal.Errorf(terminal.Invalid, "sale.too_many_tenders", "A sale takes at most %d tenders.", TendersMax)
	}
	settled := slices.Clone(tenders)
	left := due
	for i := range settled {
		if err := checkTender(&settled[i], due); err != nil {
			return nil, err
		}
		if settled[i].Kind == terminal.Cash {
			continue
		}
		if settled[i].Given > left {
			return nil, terminal.Errorf(terminal.Invalid, "sale.tender_over",
				"$%s is given, and only $%s is left to pay; only cash gives change.", settled[i].Given, left)
		}
		settled[i].Applied, settled[i].Change = settled[i].Given, 0
		left -= settled[i].Given
	}
	left, err := settleCash(settled, left, due)
	if err != nil {
		return nil, err
	}
	if left > 0 {
		return nil, terminal.Errorf(terminal.Invalid, "sale.tender_short", "$%s missing.", left)
	}
	return settled, nil
}

// settleCash applies the cash tenders in their order; only the last one that is
// needed gives change.
func settleCash(settled []terminal.Tender, left, due money.Cents) (money.Cents, error) {
	for i := range settled {
		if settled[i].Kind != terminal.Cash {
			continue
		}
		if left == 0 && due > 0 {
			return 0, terminal.Errorf(terminal.Invalid, "sale.tender_over",
				"$%s in cash is given, and nothing is left to pay.", settled[i].Given)
		}
		settled[i].Applied = min(settled[i].Given, left)
		settled[i].Change = settled[i].Given - settled[i].Applied
		left -= settled[i].Applied
	}
	return left, nil
}

// checkTender refuses what cannot be a tender. A sale that costs nothing may be
// closed with a tender of nothing.
func checkTender(tender *terminal.Tender, due money.Cents) error {
	switch {
	case !tender.Kind.Valid():
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "%q is not a kind of tender.", string(tender.Kind))
	case tender.Place != terminal.Counter && tender.Place != terminal.Curb:
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "%q is not a place of a tender.", string(tender.Place))
	case tender.Given < 0 || tender.Given.Check() != nil || (tender.Given == 0 && due > 0):
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "A tender of $%s cannot be.", tender.Given)
	case !utf8.ValidString(tender.Reference) || utf8.RuneCountInString(tender.Reference) > ReferenceRunesMax:
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "A reference has at most %d characters.", ReferenceRunesMax)
	case tender.Kind == terminal.External && strings.TrimSpace(tender.Reference) == "":
		return terminal.Errorf(terminal.Invalid, "sale.reference_missing", "A card payment needs its reference.").
			WithHint("Copy it from the card terminal's slip.")
	}
	return nil
}
