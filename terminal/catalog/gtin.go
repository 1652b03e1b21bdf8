package catalog

import (
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// gtinDigits is the length of a GTIN where all of them are written alike: with
// zeros in front (GS1 General Specifications, section 7.9).
const gtinDigits = 14

var (
	numberPattern = regexp.MustCompile(`^(?:[0-9]{8}|[0-9]{12,14})$`)
	// A GTIN alone in GS1-128 or a GS1 DataMatrix, as a scanner that writes the
	// parentheses sends it. Without them it could be a product code of 16 digits.
	gs1GTIN = regexp.MustCompile(`^\(01\)([0-9]{14})$`)
)

// parseGTIN reads a GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN-13) or GTIN-14. Found
// is false where the text is none, so that it can be a product code. Eight
// digits are often a shop's own code, so a check digit that does not fit makes
// them one; twelve to fourteen are a misread then. It returns an Invalid error
// of code catalog.check_digit.
func parseGTIN(text string) (code Code, found bool, err error) {
	digits := text
	if match := gs1GTIN.FindStringSubmatch(text); match != nil {
		digits = match[1]
	}
	if !numberPattern.MatchString(digits) {
		return Code{}, false, nil
	}
	padded := strings.Repeat("0", gtinDigits-len(digits)) + digits
	switch {
	case gtinCheck(padded[:gtinDigits-1]) == padded[gtinDigits-1]:
		return Code{SKU: digits, GTIN: padded}, true, nil
	case len(digits) == 8:
		return Code{}, false, nil
	default:
		return Code{}, true, terminal.Errorf(terminal.Invalid, "catalog.check_digit", "This product code was misread: its last digit does not fit.").
			WithHint("Scan it again, or scan the state's tag on the package.")
	}
}

// gtinCheck is the check digit over the digits before it (GS1 General
// Specifications, section 7.9): weights 3 and 1 from the right, up to the next
// ten.
func gtinCheck(digits string) byte {
	sum := 0
	for at := range len(digits) {
		weight := 1
		if (len(digits)-at)%2 == 1 {
			weight = 3
		}
		sum += weight * int(digits[at]-'0')
	}
	return byte('0' + (10-sum%10)%10) //nolint:gosec // a digit
}
