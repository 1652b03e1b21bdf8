package present

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// shareBagDiscounts spreads each order line's discount over its packages by
// largest remainder; the part that is not in the bag takes its share with it.
func shareBagDiscounts(o terminal.Order, lines []terminal.Line) error {
	for _, item := range o.Items {
		if item.Discount == 0 {
			continue
		}
		whole := terminal.Line{UnitPrice: item.UnitPrice, Quantity: item.Quantity}
		missing, err := whole.Gross()
		if err != nil {
			return err
		}
		parts, weights, _, err := partsOf(item, lines)
		if err != nil {
			return err
		}
		if len(parts) == 0 {
			continue
		}
		for _, weight := range weights {
			missing -= weight
		}
		shares := money.Allocate(item.Discount, append(weights, max(missing, 0)))
		for n, at := range parts {
			lines[at].Discount = shares[n]
		}
	}
	return nil
}

// partsOf finds the bag's lines of an order's line, and what each is worth.
func partsOf(item terminal.OrderItem, lines []terminal.Line) (at []int, weights []money.Cents, sum measure.Quantity, err error) {
	for i, line := range lines {
		if line.OrderLine != item.Line {
			continue
		}
		gross, err := line.Gross()
		if err != nil {
			return nil, nil, sum, err
		}
		if sum, err = sum.Add(line.Quantity); err != nil {
			return nil, nil, sum, err
		}
		at, weights = append(at, i), append(weights, gross)
	}
	return at, weights, sum, nil
}
