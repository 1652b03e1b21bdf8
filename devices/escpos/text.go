package escpos

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// ascii spells what receipt fonts mostly lack.
var ascii = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u2032': "'",
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u2033': `"`, '«': `"`, '»': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-",
	'\u2026': "...", '\u2022': "*", '™': "(TM)", '®': "(R)", '©': "(C)", '€': "EUR",
	'×': "x", '\u2044': "/", 'ß': "ss", 'Æ': "AE", 'æ': "ae", 'Œ': "OE", 'œ': "oe", 'Ø': "O", 'ø': "o", 'Ł': "L", 'ł': "l",
	'Đ': "D", 'đ': "d", 'Þ': "Th", 'þ': "th", '№': "No.",
}

// always are spelled out even where the code page has them, as the same byte is
// another sign on clones of the printer.
func always(char rune) bool {
	return char >= '\u2010' && char <= '\u2044' && char != '€' || char == '™' || char == '®' || char == '©' || char == '\u2212'
}

// cleaner gives the function that brings text to characters of the code page:
// composed, without controls, smart quotes and dashes in ASCII, letters without
// their accents where the page lacks them, and '?' for the rest. A line feed
// stays, for the layout to break at.
func cleaner(page *charmap.Charmap) func(string) string {
	return func(text string) string {
		var clean strings.Builder
		for _, char := range norm.NFC.String(text) {
			switch {
			case char == '\n':
				clean.WriteRune(char)
			case unicode.IsSpace(char):
				clean.WriteByte(' ')
			case unicode.IsControl(char) || unicode.In(char, unicode.Cf, unicode.Mn):
			case char < 0x7f:
				clean.WriteRune(char)
			default:
				clean.WriteString(inPage(page, char))
			}
		}
		return clean.String()
	}
}

func inPage(page *charmap.Charmap, char rune) string {
	if !always(char) && encodable(page, char) {
		return string(char)
	}
	if spelled, found := ascii[char]; found {
		return spelled
	}
	// The first letter of the decomposed form is the one without its accent.
	letter, _ := utf8.DecodeRuneInString(norm.NFD.String(string(char)))
	if letter < 0x7f && letter >= ' ' || letter != char && encodable(page, letter) {
		return string(letter)
	}
	return "?"
}

func encodable(page *charmap.Charmap, char rune) bool {
	encoded, ok := page.EncodeRune(char)
	return ok && encoded >= 0x80
}

// encodeText gives the bytes of text that a cleaner has been over. Anything that
// is not a printable character of the page becomes '?', whatever it is: this is
// the last gate before the wire.
func encodeText(page *charmap.Charmap, text string) []byte {
	encoded := make([]byte, 0, len(text))
	for _, char := range text {
		if char >= ' ' && char < 0x7f {
			encoded = append(encoded, byte(char))
			continue
		}
		one, ok := page.EncodeRune(char)
		if !ok || one < 0x80 {
			one = '?'
		}
		encoded = append(encoded, one)
	}
	return encoded
}
