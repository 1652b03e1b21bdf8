package virtual

import "golang.org/x/text/encoding/charmap"

// codePage knows the numbers of ESC t that Epson and its clones share, and those
// from 50 on that only the clones have. Others keep 437, as letters do come out,
// if the wrong ones.
func codePage(n byte) *charmap.Charmap {
	switch n {
	case 2:
		return charmap.CodePage850
	case 3, 55:
		return charmap.CodePage860
	case 4, 57:
		return charmap.CodePage863
	case 5, 58:
		return charmap.CodePage865
	case 16, 71:
		return charmap.Windows1252
	case 17, 59:
		return charmap.CodePage866
	case 18, 54:
		return charmap.CodePage852
	case 19, 53:
		return charmap.CodePage858
	default:
		return charmap.CodePage437
	}
}

// nationalPlaces are the places of ASCII that ESC R puts other signs on.
const nationalPlaces = "#$@[\\]^`{|}~"

// nationalSets are what stands there, by the n of ESC R; 0 is ASCII itself.
var nationalSets = [...]string{
	1: "#$à°ç§^`éùè¨", 2: "#$§ÄÖÜ^`äöüß", 3: "£$@[\\]^`{|}~", 4: "#$@ÆØÅ^`æøå~", 5: "#¤ÉÄÖÅÜéäöåü", 6: "#$@°\\é^ùàòèì", 7: "₧$@¡Ñ¿^`¨ñ}~",
}

// nationalSet gives the signs that n changes.
func nationalSet(n byte) map[byte]rune {
	if n == 0 || int(n) >= len(nationalSets) {
		return nil
	}
	changed := map[byte]rune{}
	for index, sign := range []rune(nationalSets[n]) {
		changed[nationalPlaces[index]] = sign
	}
	return changed
}
