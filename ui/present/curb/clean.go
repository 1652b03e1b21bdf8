package curb

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/text"
)

// How long a text from outside may get on a page, in characters.
const (
	nameRunesMax    = 40
	idRunesMax      = 40
	spotRunesMax    = 12
	plateRunesMax   = 12
	vehicleRunesMax = 40
	productRunesMax = 60
	noteRunesMax    = 240
	// marksMax is how many combining marks in a row stay on a letter.
	marksMax = 2
)

// invisible are letters and symbols of Unicode that print as nothing, which their
// categories do not tell: Hangul fillers, the Braille blank, the joiner of marks.
const invisible = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

// clean makes a text from outside safe to stand beside our own words: without
// control, bidirectional and zero-width characters, with single spaces, and cut
// at a number of characters. Markup in it stays text; a page escapes it. The sign
// that our own words mark emphasis with is taken out.
func clean(words string, runesMax int) string {
	var kept strings.Builder
	space, marks, count := false, 0, 0
	for _, char := range words {
		if unicode.IsSpace(char) || unicode.Is(unicode.Zl, char) || unicode.Is(unicode.Zp, char) || char == '\x00' {
			space = kept.Len() > 0
			continue
		}
		if hidden(char) {
			continue
		}
		if unicode.Is(unicode.M, char) {
			if marks++; marks > marksMax || kept.Len() == 0 {
				continue
			}
			kept.WriteRune(char)
			continue
		}
		marks = 0
		wanted := 1
		if space {
			wanted = 2
		}
		if count+wanted > runesMax {
			return strings.TrimSpace(cutLast(kept.String(), count, runesMax)) + "…"
		}
		if space {
			kept.WriteRune(' ')
			space = false
		}
		kept.WriteRune(char)
		count += wanted
	}
	return kept.String()
}

// hidden says whether a character prints as nothing or moves its neighbours.
func hidden(char rune) bool {
	return char == '*' || char == utf8.RuneError || unicode.IsControl(char) || strings.ContainsRune(invisible, char) ||
		unicode.In(char, unicode.Cf, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point, unicode.Variation_Selector)
}

// cutLast makes room for the sign that says that something was cut.
func cutLast(kept string, count, runesMax int) string {
	if count < runesMax {
		return kept
	}
	for kept != "" {
		char, size := utf8.DecodeLastRuneInString(kept)
		kept = kept[:len(kept)-size]
		if !unicode.Is(unicode.M, char) {
			break
		}
	}
	return kept
}

// customerName is "Jordan P.": a whole name stands on no list.
func customerName(o terminal.Order) string {
	first, family := clean(o.FirstName, nameRunesMax), clean(o.FamilyName, nameRunesMax)
	return text.ShortName(strings.TrimSpace(text.Spoken(first) + " " + text.Spoken(family)))
}

// shownID is an order's id in a sentence. A link has the whole of it.
func shownID(o terminal.Order) string { return clean(o.ID, idRunesMax) }
