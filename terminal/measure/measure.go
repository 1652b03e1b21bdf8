// Package measure holds exact quantities and their units.
//
// A quantity is a decimal, never a binary fraction: what a package tag, a rule
// pack or the state says in decimals is kept to the last digit.
package measure

import (
	"errors"
	"fmt"

	"github.com/govalues/decimal"
)

// Limits of a quantity that comes from outside: twelve digits before the point
// and six after it leave room for sums in the 19 digits that a decimal holds.
const (
	WholeDigitsMax    = 12
	FractionDigitsMax = 6
)

// ErrSyntax says that a text is not a decimal such as "2" or "3.5".
var ErrSyntax = errors.New("not a decimal quantity")

// ErrRange says that a quantity is too large or too fine to be kept exactly.
var ErrRange = errors.New("quantity out of range")

// Quantity is an exact decimal. Its zero value is 0. In JSON it is a string.
type Quantity struct{ value decimal.Decimal }

// Parse reads a decimal with at most WholeDigitsMax digits before and
// FractionDigitsMax digits after the point. It returns ErrSyntax or ErrRange.
func Parse(text string) (Quantity, error) {
	// A decimal text is bounded before the library sees it, so that a hostile
	// megabyte of zeros costs nothing.
	if len(text) == 0 || len(text) > WholeDigitsMax+FractionDigitsMax+2 {
		return Quantity{}, fmt.Errorf("%w: %d characters", ErrSyntax, len(text))
	}
	for i, r := range text {
		if (r < '0' || r > '9') && r != '.' && (r != '-' || i != 0) {
			return Quantity{}, fmt.Errorf("%w: %q", ErrSyntax, text)
		}
	}
	value, err := decimal.Parse(text)
	if err != nil {
		return Quantity{}, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	q := Quantity{value.Trim(0)}
	return q, q.check()
}

// MustParse is Parse for texts written in code; it panics on a mistake.
func MustParse(text string) Quantity {
	q, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return q
}

// Whole makes a quantity of a whole number.
func Whole(n int64) Quantity { return Quantity{decimal.MustNew(n, 0)} }

// FromDecimal keeps a computed decimal. It returns ErrRange if the result is
// larger or finer than a Quantity may be.
func FromDecimal(value decimal.Decimal) (Quantity, error) {
	q := Quantity{value.Trim(0)}
	return q, q.check()
}

func (q Quantity) check() error {
	if q.value.Scale() > FractionDigitsMax || q.value.Prec()-q.value.Scale() > WholeDigitsMax {
		return fmt.Errorf("%w: %s", ErrRange, q.value)
	}
	return nil
}

// Decimal gives the exact value for arithmetic elsewhere.
func (q Quantity) Decimal() decimal.Decimal { return q.value }

// String gives the shortest exact form: "2", "3.5", "-0.25".
func (q Quantity) String() string { return q.value.Trim(0).String() }

// Sign is -1, 0 or 1.
func (q Quantity) Sign() int { return q.value.Sign() }

// Cmp compares by value: 3.5 and 3.50 are equal.
func (q Quantity) Cmp(other Quantity) int { return q.value.Cmp(other.value) }

// IsWhole says whether nothing stands after the point.
func (q Quantity) IsWhole() bool { return q.value.IsInt() }

// Int64 gives a whole quantity as a count, and false if it is none.
func (q Quantity) Int64() (int64, bool) {
	if !q.IsWhole() {
		return 0, false
	}
	whole, _, ok := q.value.Int64(0)
	return whole, ok
}

// Add returns q + other, or ErrRange.
func (q Quantity) Add(other Quantity) (Quantity, error) {
	sum, err := q.value.AddExact(other.value, max(q.value.Scale(), other.value.Scale()))
	if err != nil {
		return Quantity{}, fmt.Errorf("%w: %s + %s", ErrRange, q, other)
	}
	return FromDecimal(sum)
}

// Sub returns q − other, or ErrRange.
func (q Quantity) Sub(other Quantity) (Quantity, error) {
	return q.Add(other.Neg())
}

// Neg returns −q.
func (q Quantity) Neg() Quantity { return Quantity{q.value.Neg()} }

// Mul returns q × other exactly, or ErrRange.
func (q Quantity) Mul(other Quantity) (Quantity, error) {
	product, err := q.value.MulExact(other.value, q.value.Scale()+other.value.Scale())
	if err != nil {
		return Quantity{}, fmt.Errorf("%w: %s × %s", ErrRange, q, other)
	}
	return FromDecimal(product)
}

// MarshalText gives the String form, so that JSON carries a string.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText is Parse.
func (q *Quantity) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}

// Unit is what a quantity counts.
type Unit string

// The units in which packages are kept and sold.
const (
	Each  Unit = "each"
	Grams Unit = "g"
)

// Valid says whether the unit is one of the closed list.
func (u Unit) Valid() bool { return u == Each || u == Grams }
