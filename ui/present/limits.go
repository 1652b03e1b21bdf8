package present

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

// A limit adds amounts times factors. What is left of it is said in each of its
// terms: (max − Σ p/q · a) · q/p. It is computed in whole millionths over the
// factors' common denominator, so that 6 g is 6 g and not 5.99.

// millionths gives a decimal text as whole millionths.
func millionths(decimal string) (int64, bool) {
	quantity, err := measure.Parse(decimal)
	if err != nil {
		return 0, false
	}
	whole, fraction, ok := quantity.Decimal().Int64(measure.FractionDigitsMax)
	if !ok || whole > 1e12 || whole < 0 || fraction < 0 {
		return 0, false
	}
	return whole*1_000_000 + fraction, true
}

// ratio is a factor in lowest terms.
type ratio struct{ over, under int64 }

func parseRatio(factor string) (ratio, bool) {
	above, below, divided := strings.Cut(factor, "/")
	if !divided {
		below = "1"
	}
	over, okOver := millionths(above)
	under, okUnder := millionths(below)
	if !okOver || !okUnder || over == 0 || under == 0 {
		return ratio{}, false
	}
	common := gcd(over, under)
	return ratio{over / common, under / common}, true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// times multiplies unless the product would pass an int64.
func times(a, b int64, ok *bool) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high != 0 || low > 1<<62 || a < 0 || b < 0 {
		*ok = false
		return 0
	}
	return int64(low)
}

// room is how far a limit is from its maximum, in a term of it.
type room struct {
	over bool // past the maximum instead of before it
	// places of the result after the point: weights have two, milligrams none.
	places int
}

// inTerm gives what is left of a limit, rounded down, or what is past it, rounded
// up, in the unit of a term with the given factor. It is empty where the numbers
// are too large to be said exactly.
func inTerm(meter rules.Meter, factor string, r room) string {
	target, ok := parseRatio(factor)
	maximum, okMax := millionths(meter.Max)
	if !ok || !okMax {
		return ""
	}
	common := target.under
	parts := make([]ratio, len(meter.Groups))
	for i, group := range meter.Groups {
		if parts[i], ok = parseRatio(group.Factor); !ok {
			return ""
		}
		common = times(common/gcd(common, parts[i].under), parts[i].under, &ok)
		if !ok {
			return ""
		}
	}
	used := int64(0)
	for i, group := range meter.Groups {
		amount, okAmount := millionths(group.Amount)
		ok = ok && okAmount
		used += times(times(amount, parts[i].over, &ok), common/parts[i].under, &ok)
	}
	rest := times(maximum, common, &ok) - used
	if r.over {
		rest = -rest
	}
	rest = max(rest, 0)
	unit := int64(1_000_000)
	for range r.places {
		unit /= 10
	}
	above := times(rest, target.under, &ok)
	below := times(times(target.over, common, &ok), unit, &ok)
	if !ok || below == 0 {
		return ""
	}
	steps := above / below
	if r.over && above%below != 0 {
		steps++
	}
	return decimalText(steps, r.places)
}

// decimalText writes whole steps of 10^−places without trailing zeros.
func decimalText(steps int64, places int) string {
	divisor := int64(1)
	for range places {
		divisor *= 10
	}
	text := strconv.FormatInt(steps/divisor, 10)
	if fraction := steps % divisor; fraction != 0 {
		digits := strconv.FormatInt(divisor+fraction, 10)[1:]
		text += "." + strings.TrimRight(digits, "0")
	}
	return text
}
