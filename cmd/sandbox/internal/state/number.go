package state

import (
	"errors"
	"strings"

	"github.com/govalues/decimal"
)

// Number is an exact decimal that travels as a JSON number: 3.5, never 3.4999
// and never "3.5".
type Number struct{ decimal.Decimal }

// numberBytesMax is the longest number taken; it keeps every digit exact.
const numberBytesMax = 18

var errNotANumber = errors.New("not a JSON number")

// ParseNumber reads a decimal such as "3.5". It returns an error for anything
// that is not one or that has more digits than are kept.
func ParseNumber(text string) (Number, error) {
	if text == "" || len(text) > numberBytesMax || strings.ContainsAny(text, `"eE`) {
		return Number{}, errNotANumber
	}
	value, err := decimal.Parse(text)
	if err != nil {
		return Number{}, errNotANumber
	}
	return Number{value}, nil
}

// MustNumber is ParseNumber for constants.
func MustNumber(text string) Number {
	value, err := ParseNumber(text)
	if err != nil {
		panic(err)
	}
	return value
}

// UnmarshalJSON takes a JSON number and refuses a string that holds one.
func (n *Number) UnmarshalJSON(raw []byte) error {
	value, err := ParseNumber(string(raw))
	if err != nil {
		return err
	}
	*n = value
	return nil
}

// MarshalJSON writes every digit and no exponent.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// plus and minus cannot overflow: both sides have at most numberBytesMax digits
// when they come in, and a book would need 10¹⁸ units to get further.
func (n Number) plus(other Number) Number {
	sum, err := n.Add(other.Decimal)
	if err != nil {
		return n
	}
	return Number{sum}
}

func (n Number) minus(other Number) Number { return n.plus(Number{other.Neg()}) }

// cents shows an amount of money with its two digits.
func (n Number) cents() Number { return Number{n.Pad(2)} }
