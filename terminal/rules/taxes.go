package rules

import (
	"slices"
	"time"

	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

var half = decimal.MustNew(5, 1)

// Taxes prices lines and computes the taxes that the consumer pays. Each line's
// Net is its unit price times its quantity less its discount. A tax's base is
// the net of the lines that it is due on and, where its pack says so, other
// taxes on them as charged. At level receipt a tax is rounded once and shared
// among the lines by largest remainder; at level line each line is rounded. In
// both cases the lines' shares add up to the tax.
//
// It returns the refusals of the class and the packs (see Evaluate),
// rules.price_invalid, rules.discount_invalid and rules.amount_range for lines
// that cannot be priced, rules.tax_rate_missing where a rate is left to be
// looked up and nothing fills it, and rules.tax_kind_unsupported.
func (e *Engine) Taxes(at time.Time, class terminal.CustomerClass, lines []terminal.Line) (terminal.Priced, error) {
	found, chain, err := e.chainOf(at, class)
	if err != nil {
		return terminal.Priced{}, err
	}
	sheet := &taxSheet{edition: found, on: today(at), lines: slices.Clone(lines)}
	if err := sheet.price(); err != nil {
		return terminal.Priced{}, err
	}
	for _, tax := range found.taxes {
		if tax.payer != payerConsumer || !tax.inForce(sheet.on) ||
			(tax.appliesTo != classAll && !slices.Contains(chain, terminal.CustomerClass(tax.appliesTo))) {
			continue
		}
		if err := sheet.levy(tax); err != nil {
			return terminal.Priced{}, err
		}
	}
	return sheet.finish()
}

// taxSheet is the work on one receipt.
type taxSheet struct {
	*edition
	on     day
	lines  []terminal.Line
	totals terminal.Totals
	taxes  []terminal.TaxTotal
}

func outOfRange(err error) error {
	return terminal.Errorf(terminal.Refused, "rules.amount_range", "The amount is too large to be sold in one sale.").Wrap(err)
}

func (s *taxSheet) price() error {
	for i := range s.lines {
		line := &s.lines[i]
		if line.UnitPrice < 0 || line.Quantity.Sign() <= 0 {
			return terminal.Errorf(terminal.Refused, "rules.price_invalid",
				"Line %d, %s, has the price %s and the quantity %s.", line.Number, line.Name, line.UnitPrice, line.Quantity)
		}
		if place(line.Category) < 0 {
			return terminal.Errorf(terminal.Refused, "rules.category_unknown",
				"%s has the category %q, which is not on the closed list.", line.Name, string(line.Category))
		}
		gross, err := line.Gross()
		if err != nil {
			return outOfRange(err)
		}
		if line.Discount < 0 || line.Discount > gross {
			return terminal.Errorf(terminal.Refused, "rules.discount_invalid",
				"Line %d, %s, has a discount of %s on %s.", line.Number, line.Name, line.Discount, gross)
		}
		line.Net, line.Taxes = gross-line.Discount, nil
		if s.totals.Subtotal, err = money.Sum(s.totals.Subtotal, gross); err != nil {
			return outOfRange(err)
		}
		s.totals.Discount += line.Discount
		s.totals.Net += line.Net
	}
	return nil
}

// levied is a tax with the rate in force and where that comes from.
type levied struct {
	*tax
	name   string
	rate   decimal.Decimal
	text   string
	source *figure
}

// rateOf finds a tax's rate: its own, or the overlay's where it is left open.
func (s *taxSheet) rateOf(tax *tax) (levied, error) {
	if tax.kind != kindAdValorem {
		return levied{}, terminal.Errorf(terminal.Refused, "rules.tax_kind_unsupported",
			"The tax %s is one of kind %s, which this version cannot compute.", tax.id, tax.kind)
	}
	if tax.lookup == "" {
		return levied{tax, tax.name, tax.rate, tax.rateText, &tax.figure}, nil
	}
	if s.overlay != nil {
		for _, fill := range s.overlay.fills {
			if fill.tax == tax.id && fill.inForce(s.on) {
				name := tax.name
				if fill.name != "" {
					name = fill.name
				}
				return levied{tax, name, fill.rate, fill.rateText, &fill.figure}, nil
			}
		}
	}
	return levied{}, terminal.Errorf(terminal.Refused, "rules.tax_rate_missing",
		"The rate of the tax %s (%s) is not known here, so nothing that bears it can be sold.", tax.name, tax.id).
		WithHint("Set a locality whose overlay fills %s.", tax.rateText)
}

func (s *taxSheet) levy(tax *tax) error {
	bases := make([]money.Cents, len(s.lines))
	due := false
	var total money.Cents
	for i := range s.lines {
		if !tax.byCategory[place(s.lines[i].Category)] {
			continue
		}
		due = true
		bases[i] = tax.base(&s.lines[i])
		total += bases[i]
	}
	if !due {
		return nil
	}
	if err := total.Check(); err != nil {
		return outOfRange(err)
	}
	rated, err := s.rateOf(tax)
	if err != nil {
		return err
	}
	amount, shares, err := s.round(rated, total, bases)
	if err != nil {
		return err
	}
	for i := range s.lines {
		if tax.byCategory[place(s.lines[i].Category)] {
			s.lines[i].Taxes = append(s.lines[i].Taxes, terminal.LineTax{ID: tax.id, Amount: shares[i]})
		}
	}
	s.totals.Tax += amount
	s.taxes = append(s.taxes, terminal.TaxTotal{
		ID: tax.id, Name: rated.name, Rate: rated.text, Base: total, Amount: amount, Cite: rated.source.cite,
		Sample: rated.source.sample, Pack: rated.source.pack.jurisdiction, Version: rated.source.pack.version,
	})
	return nil
}

func (t *tax) base(line *terminal.Line) money.Cents {
	var base money.Cents
	if t.onPrice {
		base = line.Net
	}
	for _, earlier := range line.Taxes {
		if slices.Contains(t.onTaxes, earlier.ID) {
			base += earlier.Amount
		}
	}
	return base
}

func (s *taxSheet) round(rated levied, total money.Cents, bases []money.Cents) (money.Cents, []money.Cents, error) {
	if !s.base.rounding.perLine {
		amount, err := s.base.rounding.cents(total, rated.rate)
		if err != nil {
			return 0, nil, err
		}
		return amount, money.Allocate(amount, bases), nil
	}
	var sum money.Cents
	shares := make([]money.Cents, len(bases))
	for i, base := range bases {
		share, err := s.base.rounding.cents(base, rated.rate)
		if err != nil {
			return 0, nil, err
		}
		shares[i] = share
		sum += share
	}
	return sum, shares, nil
}

// cents multiplies a base by a rate, keeps the places of a dollar that the pack
// says and goes up from half a cent (Streamlined Sales and Use Tax Agreement,
// section 324: carried to the third decimal place, up when that is over four).
func (r rounding) cents(base money.Cents, rate decimal.Decimal) (money.Cents, error) {
	exact, ok := multiply(decimal.MustNew(int64(base), 0), rate)
	if !ok {
		return 0, outOfRange(money.ErrRange)
	}
	raised, ok := add(exact.Trunc(r.carry-2), half)
	if !ok {
		return 0, outOfRange(money.ErrRange)
	}
	whole, _, ok := raised.Floor(0).Int64(0)
	if !ok {
		return 0, outOfRange(money.ErrRange)
	}
	return money.Cents(whole), nil
}

func (s *taxSheet) finish() (terminal.Priced, error) {
	total, err := money.Sum(s.totals.Net, s.totals.Tax)
	if err != nil {
		return terminal.Priced{}, outOfRange(err)
	}
	s.totals.Total = total
	return terminal.Priced{Lines: s.lines, Taxes: s.taxes, Totals: s.totals}, nil
}
