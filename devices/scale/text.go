package scale

import (
	"bytes"
	"strings"

	"github.com/curbline/curbline/terminal/measure"
)

const (
	// numberMaxChars bounds a weight's digits and point.
	numberMaxChars = 13
	// unitMaxChars bounds a unit's name: lb:oz is the longest.
	unitMaxChars = 5
	// identityMaxChars bounds what a scale says about itself.
	identityMaxChars = 40
)

// knownUnits are the units that a terminal may expect.
var knownUnits = map[string]bool{"g": true, "kg": true, "oz": true, "lb": true, "ozt": true, "ct": true}

// number reads a weight: blanks, a sign, blanks, digits with at most one point
// between or before them. It gives the digits as a display shows them, without
// the zeros that only fill the field.
func number(field string) (string, measure.Quantity, bool) {
	digits, negative := strings.TrimLeft(field, " "), false
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		negative = digits[0] == '-'
		digits = strings.TrimLeft(digits[1:], " ")
	}
	whole, fraction, pointed := strings.Cut(digits, ".")
	if len(digits) > numberMaxChars || !allDigits(whole) || !allDigits(fraction) || pointed == (fraction == "") {
		return "", measure.Quantity{}, false
	}
	if whole == "" && !pointed {
		return "", measure.Quantity{}, false
	}
	text := strings.TrimLeft(whole, "0")
	if text == "" {
		text = "0"
	}
	if pointed {
		text += "." + fraction
	}
	value, err := measure.Parse(text)
	if err != nil {
		return "", measure.Quantity{}, false
	}
	if negative && value.Sign() != 0 {
		return "-" + text, value.Neg(), true
	}
	return text, value, true
}

func allDigits(text string) bool {
	for _, char := range []byte(text) {
		if char < '0' || char > '9' {
			return false
		}
	}
	return true
}

// unitName reads a unit: letters, a colon or a percent sign; lower case.
func unitName(field string) (string, bool) {
	if len(field) == 0 || len(field) > unitMaxChars {
		return "", false
	}
	for _, char := range []byte(field) {
		if !isLetter(char) && char != ':' && char != '%' {
			return "", false
		}
	}
	return strings.ToLower(field), true
}

func isLetter(char byte) bool { return char|0x20 >= 'a' && char|0x20 <= 'z' }

// readingOf builds a reading from the two fields that most frames have.
func readingOf(weight, unit string) (reading, bool) {
	text, value, ok := number(weight)
	if !ok {
		return reading{}, false
	}
	name, ok := unitName(unit)
	return reading{text: text, value: value, unit: name}, ok
}

// lineFrame finds a frame that ends with a line feed.
func lineFrame(heard []byte) (start, end int) {
	return 0, bytes.IndexByte(heard, '\n') + 1
}

// line gives the text of a frame that must end with CR LF.
func line(frame []byte) (string, bool) { return strings.CutSuffix(string(frame), "\r\n") }

// name cleans what a scale says about itself: printable, trimmed, bounded.
func name(text string) string {
	text = strings.Map(func(char rune) rune {
		if char < ' ' || char > '~' {
			return -1
		}
		return char
	}, text)
	return strings.TrimSpace(text[:min(len(text), identityMaxChars)])
}
