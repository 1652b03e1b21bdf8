package text

import (
	"strings"
	"unicode"
)

// Spoken turns a name in capitals, as barcodes hold it, into "Avery Stone".
func Spoken(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	start := true
	return strings.Map(func(char rune) rune {
		shown := char
		if !start {
			shown = unicode.ToLower(char)
		}
		start = !unicode.IsLetter(char) && char != '’' && char != '\''
		return shown
	}, name)
}
