package orders

import (
	"strings"
	"unicode"
)

// clean makes a text from outside safe to show: control characters, marks that
// turn the writing direction around and other invisible ones are taken out, and
// every break becomes a space. The joiners that some scripts need stay.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// identifier says whether a text may name something: visible characters, and
// spaces only inside.
func identifier(text string) bool {
	return text != "" && clean(text) == text && !strings.ContainsAny(text, "\u200c\u200d")
}
