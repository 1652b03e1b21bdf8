package escpos

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean brings text to characters that a printer with this code page prints, one
// column each. It is the only way for text into an encoded paper: controls,
// direction marks, zero-width characters, tags and variation selectors go, so
// that no name can carry a command or turn a line around. Every sort of white
// space becomes a space; a line feed stays, for the layout to break at. Quotes,
// dashes and signs that the page lacks are spelled in ASCII, letters lose the
// accents that it lacks, and what is left becomes '?'. An unknown page is ASCII.
func Clean(text string, page CodePage) string {
	made := &table{}
	if load, found := tables[page]; found {
		made = load()
	}
	return made.clean(text)
}

func (t *table) clean(text string) string {
	if plain(text) {
		return text
	}
	c := cleaner{table: t}
	c.out.Grow(len(text))
	for _, char := range norm.NFC.String(text) {
		c.add(char)
	}
	return c.out.String()
}

// plain says that text is as clean writes it: most is.
func plain(text string) bool {
	for index := range len(text) {
		if char := text[index]; (char < ' ' || char > '~') && char != '\n' {
			return false
		}
	}
	return true
}

type cleaner struct {
	*table
	out  strings.Builder
	last rune
}

func (c *cleaner) add(char rune) {
	switch {
	case char == '\n' || char >= ' ' && char < 0x7f:
		c.write(char)
	case unicode.IsSpace(char):
		c.write(' ')
	case invisible(char):
	default:
		c.spell(char)
	}
}

func (c *cleaner) write(char rune) {
	c.out.WriteRune(char)
	c.last = char
}

// spell writes a character beyond ASCII as the page has it, or in other words.
func (c *cleaner) spell(char rune) {
	if _, found := c.bytes[char]; found {
		c.write(char)
		return
	}
	spelled, found := spellings[char]
	if !found {
		spelled = c.decomposed(char)
	}
	if digit(c.last) && digit(rune(spelled[0])) && strings.Contains(spelled, "/") {
		c.write(' ') // 1½ is 1 1/2, never 11/2
	}
	for _, one := range spelled {
		c.write(one)
	}
}

func digit(char rune) bool { return char >= '0' && char <= '9' }

// decomposed gives the parts of a character without its accents: é is e, ¾ is
// 3/4, ﬁ is fi. One part that cannot be printed makes the whole unknown.
func (c *cleaner) decomposed(char rune) string {
	var parts strings.Builder
	for _, part := range norm.NFKD.String(string(char)) {
		_, inPage := c.bytes[part]
		spelled, found := spellings[part]
		switch {
		case invisible(part):
		case part >= ' ' && part < 0x7f || inPage:
			parts.WriteRune(part)
		case found:
			parts.WriteString(spelled)
		default:
			return "?"
		}
	}
	if parts.Len() == 0 {
		return "?"
	}
	return parts.String()
}

// invisible are the characters that print nothing by themselves: controls,
// format characters (direction marks, zero-width joiners, tags, soft hyphens),
// marks that no letter took, variation selectors and fillers.
func invisible(char rune) bool {
	return unicode.IsControl(char) ||
		unicode.In(char, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// spelledAlways are spelled out even where the code page has them, as the same
// byte is another sign on clones of the printer.
func spelledAlways(char rune) bool {
	return char >= '\u2010' && char <= '\u2044' || char == '™' || char == '®' || char == '©' || char == '\u2212'
}

// spellings are for what receipt fonts mostly lack, in ASCII. The letters that
// are no accented ones, the Greek of terpenes and cannabinoids, quotes, dashes
// and signs.
var spellings = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u2032': "'", '\u2039': "'", '\u203a': "'",
	'\u02bb': "'", '\u02bc': "'", '´': "'",
	'\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u201f': `"`, '\u2033': `"`, '\u2036': `"`, '«': `"`, '»': `"`, '¨': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-", '\u2043': "-", '¯': "-",
	'\u2026': "...", '\u2022': "*", '\u2023': ">", '\u2024': ".", '\u2025': "..", '·': "*", '\u2219': "*", '★': "*", '☆': "*",
	'\u2020': "+", '\u2021': "++", '\u2030': "o/oo", '\u2044': "/", '\u2215': "/", '¸': ",", '¡': "!", '¿': "?", '¦': "|",
	'™': "(TM)", '®': "(R)", '©': "(C)", '\u2120': "(SM)", '№': "No.", '℞': "Rx", '°': " deg", 'º': "o", 'ª': "a", '§': "Sec.", '¶': "Par.",
	'€': "EUR", '¢': "c", '£': "GBP", '¥': "JPY", '¤': "*",
	'×': "x", '÷': "/", '±': "+/-", '≤': "<=", '≥': ">=", '≠': "!=", '≈': "~", '→': "->", '←': "<-", '¬': "not ", '\u221e': "inf",
	'¹': "^1", '²': "^2", '³': "^3", '⁰': "^0", '⁴': "^4", '⁵': "^5", '⁶': "^6", '⁷': "^7", '⁸': "^8", '⁹': "^9",
	'µ': "u", 'μ': "u", 'Δ': "Delta", '∆': "Delta", 'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ω': "omega", 'Ω': "Ohm",
	'ß': "ss", 'ẞ': "SS", 'Æ': "AE", 'æ': "ae", 'Œ': "OE", 'œ': "oe", 'Ø': "O", 'ø': "o", 'Ł': "L", 'ł': "l", 'ı': "i",
	'Đ': "D", 'đ': "d", 'Ð': "D", 'ð': "d", 'Þ': "Th", 'þ': "th", 'Ħ': "H", 'ħ': "h", 'Ŧ': "T", 'ŧ': "t", 'ƒ': "f",
}
