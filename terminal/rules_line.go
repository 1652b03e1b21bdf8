package terminal

import (
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

var halfCent = measure.MustParse("0.5")

// Gross is the line's unit price times its quantity, before the discount, in
// whole cents; half a cent, which only goods sold by weight can give, goes up.
// It returns measure.ErrRange or money.ErrRange if the amount is too large.
func (l Line) Gross() (money.Cents, error) {
	if whole, ok := l.Quantity.Int64(); ok {
		return l.UnitPrice.Times(whole)
	}
	exact, err := measure.Whole(int64(l.UnitPrice)).Mul(l.Quantity)
	if err != nil {
		return 0, err
	}
	raised, err := exact.Add(halfCent)
	if err != nil {
		return 0, err
	}
	whole, _, ok := raised.Decimal().Floor(0).Int64(0)
	if !ok {
		return 0, money.ErrRange
	}
	return money.Cents(whole), money.Cents(whole).Check()
}
