package aamva

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// decode reads a value as UTF-8 where it is valid UTF-8 and as Latin-1 where it
// is not, without characters that have no picture, trimmed. Flipped gives letters their other
// case back, for scanners behind a caps lock; only ASCII, as a keyboard sends
// the rest by number.
func decode(value []byte, flipped bool) string {
	if !flipped && isPlain(value) {
		return string(value)
	}
	var text strings.Builder
	text.Grow(2 * len(value))
	write := func(char rune) {
		switch {
		case unicode.IsSpace(char) && !unicode.IsControl(char):
			text.WriteByte(' ')
		case !unicode.IsPrint(char): // controls, and marks that turn or hide text
		case flipped && char < utf8.RuneSelf && isLetter(byte(char)):
			text.WriteRune(char ^ 0x20)
		default:
			text.WriteRune(char)
		}
	}
	if utf8.Valid(value) {
		for _, char := range string(value) {
			write(char)
		}
	} else {
		for _, char := range value {
			write(rune(char))
		}
	}
	return strings.TrimSpace(text.String())
}

func isPlain(value []byte) bool {
	for _, char := range value {
		if char < ' ' || char > '~' {
			return false
		}
	}
	return true
}

// withoutDump ends a value at a dump of codewords such as \928\111, which some
// scanners send after the text of the barcode.
func withoutDump(value []byte) []byte {
	at := bytes.IndexByte(value, '\\')
	if at >= 0 && at+4 <= len(value) && allDigits(value[at+1:at+4]) {
		return trimEnd(value[:at])
	}
	return value
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }

func isLetter(char byte) bool { return char|0x20 >= 'a' && char|0x20 <= 'z' }

func upper(char byte) byte {
	if char >= 'a' && char <= 'z' {
		return char - 'a' + 'A'
	}
	return char
}

// hasPrefixFold compares ASCII letters without case. bytes.EqualFold would fold
// Unicode, and bytes.ToUpper changes lengths on Latin-1 bytes.
func hasPrefixFold(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for index := range len(prefix) {
		if upper(text[index]) != upper(prefix[index]) {
			return false
		}
	}
	return true
}

func containsFold(text []byte, part string) bool {
	for index := range text {
		if hasPrefixFold(text[index:], part) {
			return true
		}
	}
	return false
}
