package catalog

import (
	"io"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// A bag code is "BAG-", seven random characters of Crockford's base 32 and one
// check character of the same alphabet, so that it can be typed where a scanner
// fails. The check is a code over GF(32): every wrong character and every swap
// of two characters is noticed.
const (
	bagPrefix   = "BAG-"
	bagData     = 7
	crockford   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	gf32Reduce  = 0b100101 // x⁵ + x² + 1
	gf32HighBit = 0b100000
)

// NewBagCode makes a code from random bytes; it returns the reader's error.
func NewBagCode(random io.Reader) (string, error) {
	var seed [bagData]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return "", err
	}
	code := []byte(bagPrefix)
	for i := range seed {
		seed[i] %= 32
		code = append(code, crockford[seed[i]])
	}
	return string(append(code, crockford[bagCheck(seed[:])])), nil
}

// ParseBagCode reads a bag code as scanned or typed: any case, I and L for 1,
// O for 0, with or without its hyphen. It returns an Invalid error of code
// catalog.bag_code.
func ParseBagCode(text string) (string, error) {
	wrong := terminal.Errorf(terminal.Invalid, "catalog.bag_code", "This is not the code of a bag.").
		WithHint("Scan the exit label again, or type its last eight characters.")
	text = strings.ToUpper(strings.TrimSpace(text))
	digits := text
	if len(text) > bagData+1 {
		digits = strings.TrimPrefix(strings.TrimPrefix(text, "BAG"), "-")
	}
	if len(digits) != bagData+1 {
		return "", wrong
	}
	digits = strings.NewReplacer("I", "1", "L", "1", "O", "0").Replace(digits)
	values := make([]byte, 0, len(digits))
	for _, char := range []byte(digits) {
		value := strings.IndexByte(crockford, char)
		if value < 0 {
			return "", wrong
		}
		values = append(values, byte(value))
	}
	if bagCheck(values[:bagData]) != values[bagData] {
		return "", wrong
	}
	return bagPrefix + digits, nil
}

// bagCheck is Σ xᵢ·α^(7−i) over GF(32) with α = x.
func bagCheck(values []byte) byte {
	var sum byte
	for _, value := range values {
		sum = timesAlpha(sum ^ value)
	}
	return sum
}

func timesAlpha(value byte) byte {
	value <<= 1
	if value&gf32HighBit != 0 {
		value ^= gf32Reduce
	}
	return value
}
