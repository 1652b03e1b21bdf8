package order

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// Units counts the units in the bag and those that are ordered; weighed goods
// count as one line each.
func Units(o terminal.Order) (packed, ordered int) {
	for _, count := range Counts(o) {
		packed += Pieces(count.Packed)
		ordered += Pieces(count.Ordered)
	}
	return packed, ordered
}

// Pieces is how many units a quantity is: weighed goods are one.
func Pieces(quantity measure.Quantity) int {
	if whole, ok := quantity.Int64(); ok {
		return int(whole)
	}
	return 1
}
