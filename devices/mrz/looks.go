package mrz

import "strings"

// fillersMin is how many fillers say that text is of a machine-readable zone: no
// product code, tag or licence has them.
const fillersMin = 3

// LooksLike says that a scan is a machine-readable zone or a part of one, also one
// that Parse refuses, so that it never reaches the sales screen as a code.
func LooksLike(raw []byte) bool {
	if len(raw) > ScanMaxBytes {
		return false
	}
	lines := splitLines(trimFraming(raw))
	if len(lines) == 0 {
		return false
	}
	once, twice, err := halves(lines)
	return mostlyZone(lines) || spacedZone(lines) || err == nil && twice && spacedZone(once)
}

// mostlyZone knows text of the alphabet of zones with fillers in it, of the length
// of half a line at least.
func mostlyZone(lines []string) bool {
	text := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
	return len(text) >= td1Characters/2 && strings.Count(text, string(filler)) >= fillersMin && inAlphabet(text)
}

// spacedZone knows a zone whose fillers came as spaces: of exactly the right
// length, with a document code and digits where the dates are.
func spacedZone(lines []string) bool {
	zone, fits := shape(lines, sizeOf(lines).lines, sizeOf(lines).characters)
	if !fits {
		return false
	}
	if isPassportOrVisa(zone) {
		return dateLike(zone[1][13:19]) && dateLike(zone[1][21:27])
	}
	return strings.ContainsRune("ACI", rune(zone[0][0])) && dateLike(zone[1][:6]) && dateLike(zone[1][8:14])
}

func dateLike(field string) bool {
	_, _, readable := readDate(field, 2000)
	return readable
}
