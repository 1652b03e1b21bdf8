package sale

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// QuickAmounts gives what a person is likely to hand over, rising: the exact
// amount, the next five dollars, the next twenty, a twenty more, and the next
// hundred. Amounts that fall together are given once.
func QuickAmounts(due money.Cents) []money.Cents {
	if due < 0 || due.Check() != nil {
		return nil
	}
	amounts := []money.Cents{due}
	if due == 0 {
		return amounts
	}
	twenty := nextMultiple(due, 2000)
	for _, amount := range []money.Cents{nextMultiple(due, 500), twenty, twenty + 2000, nextMultiple(twenty+2001, 10000)} {
		if amount > amounts[len(amounts)-1] && amount.Check() == nil {
			amounts = append(amounts, amount)
		}
	}
	return amounts
}

// nextMultiple rounds up to whole notes.
func nextMultiple(amount, note money.Cents) money.Cents { return (amount + note - 1) / note * note }

// Pieces is how many of one note or coin to give.
type Pieces struct {
	Value money.Cents `json:"value"`
	Count int         `json:"count"`
}

// Give says which notes and coins make up an amount of change, the largest
// first. Two-dollar notes and half dollars are left out: tills do not hold them.
func Give(change money.Cents) []Pieces {
	var pieces []Pieces
	for _, value := range terminal.Denominations {
		if value == 200 || value == 50 || change < value {
			continue
		}
		pieces = append(pieces, Pieces{value, int(change / value)})
		change %= value
	}
	return pieces
}
