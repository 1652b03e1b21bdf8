// Package money holds amounts of US dollars as whole cents.
//
// Nothing here divides: shares of an amount are made by Allocate, which never
// loses or invents a cent.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Cents is an amount of US dollars in whole cents; it may be negative.
// In JSON it is an integer.
type Cents int64

// MaxCents bounds every amount the terminal accepts, in either direction: one
// hundred million dollars. Sums of a thousand such amounts still fit an int64.
const MaxCents Cents = 10_000_000_000

// ErrSyntax says that a text is not an amount such as "12", "12.5" or "-12.34".
var ErrSyntax = errors.New("not an amount of money")

// ErrRange says that an amount is beyond MaxCents.
var ErrRange = errors.New("amount of money out of range")

// String gives the plain form without a currency sign: "78.94", "-0.05".
func (c Cents) String() string {
	sign := ""
	magnitude := uint64(c)
	if c < 0 {
		sign = "-"
		magnitude = -magnitude
	}
	return fmt.Sprintf("%s%d.%02d", sign, magnitude/100, magnitude%100)
}

// Parse reads "12", "12.3" or "12.34", with an optional leading minus.
// It returns ErrSyntax for anything else and ErrRange beyond MaxCents.
func Parse(text string) (Cents, error) {
	rest, negative := strings.CutPrefix(text, "-")
	whole, fraction, hasPoint := strings.Cut(rest, ".")
	if !digits(whole) || (hasPoint && (!digits(fraction) || len(fraction) > 2)) {
		return 0, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	if len(whole) > 12 {
		return 0, fmt.Errorf("%w: %q", ErrRange, text)
	}
	fraction += "00"[:2-len(fraction)]
	value, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	if negative {
		value = -value
	}
	return Cents(value), Cents(value).Check()
}

func digits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

// Check returns ErrRange if the amount is beyond MaxCents in either direction.
func (c Cents) Check() error {
	if c > MaxCents || c < -MaxCents {
		return ErrRange
	}
	return nil
}

// Times multiplies by a whole count. It returns ErrRange on overflow or beyond
// MaxCents.
func (c Cents) Times(count int64) (Cents, error) {
	product := int64(c) * count
	if count != 0 && (product/count != int64(c) || (c == math.MinInt64 && count == -1)) {
		return 0, ErrRange
	}
	return Cents(product), Cents(product).Check()
}

// Sum adds amounts. It returns ErrRange if a partial sum leaves MaxCents.
func Sum(amounts ...Cents) (Cents, error) {
	var total Cents
	for _, amount := range amounts {
		if err := amount.Check(); err != nil {
			return 0, err
		}
		total += amount
		if err := total.Check(); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// Allocate shares total among weights in proportion, by largest remainder:
// the shares always add up to total, and equal weights differ by at most one
// cent, earlier ones first. Weights must not be negative; if all are zero the
// first share takes everything. It panics on a negative weight, which is a
// programming error.
func Allocate(total Cents, weights []Cents) []Cents {
	shares := make([]Cents, len(weights))
	var sum uint64
	for _, weight := range weights {
		if weight < 0 {
			panic("money: negative weight")
		}
		sum += uint64(weight)
	}
	if len(weights) == 0 {
		return shares
	}
	if sum == 0 {
		shares[0] = total
		return shares
	}
	sign, magnitude := Cents(1), uint64(total)
	if total < 0 {
		sign, magnitude = -1, -magnitude
	}
	remainders := make([]uint64, len(weights))
	left := magnitude
	for i, weight := range weights {
		high, low := bits.Mul64(magnitude, uint64(weight))
		share, remainder := bits.Div64(high, low, sum)
		shares[i], remainders[i] = sign*Cents(share), remainder
		left -= share
	}
	for ; left > 0; left-- {
		best := 0
		for i := range remainders {
			if remainders[i] > remainders[best] {
				best = i
			}
		}
		shares[best] += sign
		remainders[best] = 0
	}
	return shares
}
