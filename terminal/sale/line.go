package sale

import (
	"maps"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

var (
	gramsMax = measure.Whole(GramsMax)
	unitsMax = measure.Whole(UnitsMax)
	million  = measure.Whole(1_000_000)
	micro    = measure.MustParse("0.000001")
)

func mustBeOpen(cart terminal.Cart) error {
	if cart.Held {
		return terminal.Errorf(terminal.Conflict, "sale.held", "This cart is on hold.").WithHint("Recall it first.")
	}
	return nil
}

func empty() *terminal.Error {
	return terminal.Errorf(terminal.Invalid, "sale.empty", "There is nothing in the cart.")
}

func noLine(number int) *terminal.Error {
	return terminal.Errorf(terminal.NotFound, "sale.no_line", "The cart has no line %d.", number)
}

func quantityError(line terminal.Line, quantity measure.Quantity) *terminal.Error {
	if line.Unit == measure.Grams {
		return terminal.Errorf(terminal.Invalid, "sale.quantity_invalid",
			"%s g of %s cannot be sold: it must be more than zero and at most %d g.", quantity, line.Name, GramsMax)
	}
	return terminal.Errorf(terminal.Invalid, "sale.quantity_invalid",
		"%s of %s cannot be sold: it must be a whole number from 1 to %d.", quantity, line.Name, UnitsMax)
}

func amountError(err error) *terminal.Error {
	return terminal.Errorf(terminal.Invalid, "sale.amount_range", "The amount is too large to be sold in one sale.").Wrap(err)
}

// copyOf copies a cart with its lines, so that the given one stays as it was.
// A line's measures and taxes are replaced whole and so may be shared.
func copyOf(cart terminal.Cart, at time.Time) terminal.Cart {
	cart.Lines = append(make([]terminal.Line, 0, len(cart.Lines)+1), cart.Lines...)
	cart.Changed = at
	return cart
}

func placeOf(cart terminal.Cart, number int) int {
	return slices.IndexFunc(cart.Lines, func(line terminal.Line) bool { return line.Number == number })
}

func changeLine(cart terminal.Cart, number int, at time.Time, change func(*terminal.Line) error) (terminal.Cart, error) {
	if err := mustBeOpen(cart); err != nil {
		return cart, err
	}
	changed := copyOf(cart, at)
	index := placeOf(changed, number)
	if index < 0 {
		return cart, noLine(number)
	}
	if err := change(&changed.Lines[index]); err != nil {
		return cart, err
	}
	return changed, nil
}

// setQuantity checks a quantity against the unit and sets it with the amounts
// that follow from it.
func setQuantity(line *terminal.Line, quantity measure.Quantity) error {
	most := unitsMax
	if line.Unit == measure.Grams {
		most = gramsMax
	}
	if !line.Unit.Valid() || quantity.Sign() <= 0 || quantity.Cmp(most) > 0 ||
		(line.Unit == measure.Each && !quantity.IsWhole()) {
		return quantityError(*line, quantity)
	}
	line.Quantity = quantity
	return reprice(line)
}

// reprice sets Net. Taxes are those of an earlier price and are dropped.
func reprice(line *terminal.Line) error {
	gross, err := line.Gross()
	if err != nil {
		return amountError(err)
	}
	if line.Discount > gross {
		return terminal.Errorf(terminal.Invalid, "sale.discount_too_large",
			"The discount of %s on %s is more than its price of %s.", line.Discount, line.Name, gross).
			WithHint("Make the discount smaller first.")
	}
	line.Net, line.Taxes = gross-line.Discount, nil
	return nil
}

// timesQuantity gives the measures of a whole line.
func timesQuantity(each terminal.Measures, quantity measure.Quantity) (terminal.Measures, error) {
	whole := make(terminal.Measures, len(each))
	for name, value := range each {
		product, err := value.Mul(quantity)
		if err != nil {
			return nil, err
		}
		whole[name] = product
	}
	return whole, nil
}

// rescale gives a line's measures for another quantity: value × after / before.
// A line's measures are always a whole product's times its quantity, so that the
// division ends; if it does not, that is an error and never a rounding.
func rescale(measures terminal.Measures, before, after measure.Quantity) (terminal.Measures, error) {
	if before.Cmp(after) == 0 {
		return maps.Clone(measures), nil
	}
	scaled := make(terminal.Measures, len(measures))
	for name, value := range measures {
		result, err := proportion(value, before, after)
		if err != nil {
			return nil, err
		}
		scaled[name] = result
	}
	return scaled, nil
}

func proportion(value, before, after measure.Quantity) (measure.Quantity, error) {
	product, err := value.Decimal().MulExact(after.Decimal(), value.Decimal().Scale()+after.Decimal().Scale())
	if err != nil {
		return measure.Quantity{}, measure.ErrRange
	}
	// In millionths, the finest that a quantity can be, the result is whole.
	millionths, err := product.MulExact(million.Decimal(), product.Scale())
	if err != nil {
		return measure.Quantity{}, measure.ErrRange
	}
	whole, rest, err := millionths.QuoRem(before.Decimal())
	if err != nil || !rest.IsZero() {
		return measure.Quantity{}, measure.ErrRange
	}
	result, err := whole.MulExact(micro.Decimal(), measure.FractionDigitsMax)
	if err != nil {
		return measure.Quantity{}, measure.ErrRange
	}
	return measure.FromDecimal(result)
}
