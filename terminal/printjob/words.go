package printjob

import (
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// dollars gives "$1,234.56"; a negative amount stands in parentheses, as in
// reports.
func dollars(amount money.Cents) string {
	text, negative := strings.CutPrefix(amount.String(), "-")
	whole, cents, _ := strings.Cut(text, ".")
	text = "$" + grouped(whole) + "." + cents
	if negative {
		return "(" + text + ")"
	}
	return text
}

func grouped(digits string) string {
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// percent turns a rate such as "0.15" into "15%". A rate that is no decimal,
// such as one by weight, stays as the pack has it.
func percent(rate string) string {
	parsed, err := measure.Parse(rate)
	if err != nil {
		return rate
	}
	hundredfold, err := parsed.Mul(measure.Whole(100))
	if err != nil {
		return rate
	}
	return hundredfold.String() + "%"
}

func dateWords(at time.Time) string { return at.Format("Jan 2, 2006") }
func timeWords(at time.Time) string { return at.Format("3:04 PM") }
func bothWords(at time.Time) string { return dateWords(at) + " " + timeWords(at) }

func plural(count int64, one, many string) string {
	if count == 1 {
		return one
	}
	return many
}
