package zpl

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fontMax is the last letter that font 0 of these printers has for certain: Latin
// with the accents of Europe.
const fontMax = '\u017f'

// spelled are characters that font 0 may lack, and the backslash, which is an
// escape of its own inside a block of text (^FB).
var spelled = map[rune]string{
	'\\': "/", '\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u2032': "'",
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u2033': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-",
	'\u2026': "...", '\u2022': "*", '\u2044': "/", '\u2122': "(TM)", '\u20ac': "EUR", '\u2116': "No.",
	'\u2190': "<-", '\u2192': "->", '\u2264': "<=", '\u2265': ">=", '\u0394': "delta-", '\u2206': "delta-",
}

// clean is the one gate that all text passes: composed, one line, without
// control, bidirectional and zero-width characters, in letters that the font has.
// What is left cannot be a command, as encodeData escapes ^ and ~.
func clean(text string) string {
	var out strings.Builder
	space := false
	for _, char := range norm.NFC.String(strings.ToValidUTF8(text, "?")) {
		if unicode.IsSpace(char) {
			space = out.Len() > 0
			continue
		}
		if unicode.IsControl(char) || unicode.In(char, unicode.Cf, unicode.Mn, unicode.Me) {
			continue
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteString(inFont(char))
	}
	return out.String()
}

func inFont(char rune) string {
	if word, found := spelled[char]; found {
		return word
	}
	if char <= fontMax && unicode.IsPrint(char) {
		return string(char)
	}
	// The first letter of the decomposed form is the one without its accent, and the
	// plain one of a letter in a fancy face.
	plain, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(char)))
	if plain > ' ' && plain <= '~' {
		return string(plain)
	}
	return "?"
}

// encodeData gives the bytes between ^FD and ^FS, for a field with ^FH_. All but
// plain letters stands as hex of its UTF-8 bytes (^CI28), so that neither a
// command nor a byte above 126 is ever inside a field.
func encodeData(text string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for index := range len(text) {
		char := text[index]
		if char >= ' ' && char < 0x7f && char != '^' && char != '~' && char != '_' {
			out.WriteByte(char)
			continue
		}
		out.WriteByte('_')
		out.WriteByte(hex[char>>4])
		out.WriteByte(hex[char&15])
	}
	return out.String()
}
