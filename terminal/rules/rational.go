package rules

import (
	"fmt"
	"strings"

	"github.com/govalues/decimal"
)

// Bounds of the numbers in a pack. With them a factor's numerator and
// denominator, the common denominator and every weight stay far inside the 19
// digits of a decimal, which leaves room for the quantities.
const (
	factorDigitsMax       = 9
	packFractionDigitsMax = 6
	commonDenominatorMax  = 1_000_000_000
	weightMax             = 1_000_000_000
	// maxFractionDigits is also the number of places in which shares are shown:
	// with a finer maximum a share rounded up could read as over when it is not.
	maxFractionDigits = 4
)

var powersOfTen = [...]int64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000}

// parseNumber reads a plain decimal of a pack that is not negative.
func parseNumber(text string) (decimal.Decimal, error) {
	if text == "" || len(text) > factorDigitsMax+2 || strings.Trim(text, "0123456789.") != "" {
		return decimal.Decimal{}, fmt.Errorf("%q is not a decimal of at most %d digits", text, factorDigitsMax)
	}
	value, err := decimal.Parse(text)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q is not a decimal", text)
	}
	value = value.Trim(0)
	if value.Prec() > factorDigitsMax || value.Scale() > packFractionDigitsMax {
		return decimal.Decimal{}, fmt.Errorf("%q has more than %d digits, or %d behind the point", text,
			factorDigitsMax, packFractionDigitsMax)
	}
	return value, nil
}

// rational is a positive fraction in lowest terms.
type rational struct{ numerator, denominator int64 }

// parseRational reads "1", "0.5", "1/28" or "28.35/453.6".
func parseRational(text string) (rational, error) {
	above, below, isFraction := strings.Cut(text, "/")
	if !isFraction {
		below = "1"
	}
	numerator, err := parseNumber(above)
	if err != nil {
		return rational{}, err
	}
	denominator, err := parseNumber(below)
	if err != nil {
		return rational{}, err
	}
	if numerator.IsZero() || denominator.IsZero() {
		return rational{}, fmt.Errorf("%q is not a positive fraction", text)
	}
	p := int64(numerator.Coef()) * powersOfTen[denominator.Scale()]
	q := int64(denominator.Coef()) * powersOfTen[numerator.Scale()]
	divisor := greatestDivisor(p, q)
	return rational{p / divisor, q / divisor}, nil
}

func greatestDivisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// commonDenominator gives the least common multiple of the denominators, or
// false if it passes commonDenominatorMax.
func commonDenominator(factors []rational) (int64, bool) {
	common := int64(1)
	for _, factor := range factors {
		if factor.denominator > commonDenominatorMax {
			return 0, false
		}
		common = common / greatestDivisor(common, factor.denominator) * factor.denominator
		if common > commonDenominatorMax {
			return 0, false
		}
	}
	return common, true
}

// quotient divides exactly with a number of places, rounding up or down; it
// serves what is shown, never what is decided. It is false on overflow. Neither
// value may be negative.
func quotient(value, divisor decimal.Decimal, places int, up bool) (decimal.Decimal, bool) {
	scaled, err := value.MulExact(decimal.MustNew(powersOfTen[places], 0), value.Scale())
	if err != nil {
		return decimal.Decimal{}, false
	}
	whole, rest, err := scaled.QuoRem(divisor)
	if err != nil {
		return decimal.Decimal{}, false
	}
	count, _, ok := whole.Int64(0)
	if !ok {
		return decimal.Decimal{}, false
	}
	if up && rest.IsPos() {
		count++
	}
	result, err := decimal.New(count, places)
	return result, err == nil
}
