package scanner

import (
	"bytes"
	"regexp"
	"strings"
)

// What scans look like from outside. Nothing here reads a document: it is only
// told whether bytes can be one, the rest of one, or filler behind one.

var (
	// A scan in one of these shapes is certainly a whole one: a package tag, a
	// Retail ID address, or a code with a name before it.
	wholeCode = regexp.MustCompile(`(?i)^(?:1A4[0-9A-F]{21}|(?:https?://)?(?:id\.|www\.)?1a4\.com/[0-9A-Z_-]+/?|BAG-[0-9A-Z]{8}|SHELF-[0-9A-Z]{1,4}|ORDER:[0-9A-Z._-]+|B-[0-9A-Z]{3,12})$`)
	gtinShape = regexp.MustCompile(`^[0-9]{12,14}$`)

	retailStart = regexp.MustCompile(`(?i)https?://(?:id\.|www\.)?1a4\.com/`)
	gluedTags   = regexp.MustCompile(`(?i)^(?:1A4[0-9A-F]{21}){2,}$`)
	gluedBags   = regexp.MustCompile(`(?i)^(?:BAG-[0-9A-Z]{8}){2,}$`)
	gluedEAN    = regexp.MustCompile(`^[0-9]{26}$`)
	aimInside   = regexp.MustCompile(`\][A-Za-z][0-9]`)

	// The codewords of a symbol, as some decoders write them out behind a licence.
	codewordDump = regexp.MustCompile(`^(?:\\[0-9]{3})+\\?[0-9]{0,2}$`)
	// A subfile or an element that no directory speaks of.
	elementStart = regexp.MustCompile(`^(?:Z[A-Z]Z[A-Z][A-Z]|(?:DL|ID)?D[A-D][A-Z]|Z[A-Z][A-Z][^0-9-])`)

	// The starts of documents that broke off before anything else gave them away:
	// the file type of AAMVA, a zone of this continent's documents, and the front
	// of a Common Access Card up to somewhere in its names.
	brokenFileType = regexp.MustCompile(`(?i)^@?(?:A|AN|ANS|ANSI|AA|AAM|AAMV)$`)
	brokenZone     = regexp.MustCompile(`^[A-Z][A-Z0-9](?:USA|CAN|MEX)[A-Z0-9]*$`)
	brokenMilitary = regexp.MustCompile(`^[1N][0-9A-V]{6}[0-9A-Z][0-9A-V]{7}[A-Z]+ *$`)
	brokenText     = regexp.MustCompile(`^.{8,}\S  +\S|<<`)
)

// isWholeCode says that a text is a code by itself, whatever came before it.
func isWholeCode(text string) bool {
	return wholeCode.MatchString(text) || gtinShape.MatchString(text) && checkDigitFits(text)
}

// checkDigitFits is the GS1 check (General Specifications, section 7.9).
func checkDigitFits(digits string) bool {
	sum := 0
	for at := range len(digits) {
		weight := 1
		if (len(digits)-at)%2 == 0 {
			weight = 3
		}
		sum += weight * int(digits[at]-'0')
	}
	return sum%10 == 0
}

// mayBeBroken says that a code which silence ended may be a document's start.
func mayBeBroken(text string) bool {
	const longest = 128 // nothing that is asked for here is longer
	return len(text) <= longest && (brokenFileType.MatchString(text) || brokenZone.MatchString(text) || brokenMilitary.MatchString(text) || brokenText.MatchString(text))
}

// isFiller knows what comes behind a document and carries nothing: a run of one
// character (Puerto Rico fills with 8), a dump of codewords, a subfile that the
// directory left out.
func isFiller(text string) bool {
	if text == "" || strings.Count(text, text[:1]) == len(text) {
		return true
	}
	return codewordDump.MatchString(text) || elementStart.MatchString(text)
}

// unglue cuts codes that came as one without a line end between them. Only cuts
// that cannot be wrong are made; anything else stays whole and is refused as a
// code of nobody's.
func unglue(frame []byte) []string {
	var texts []string
	start := 0
	for _, at := range aimInside.FindAllIndex(frame, -1) {
		if at[0] > start {
			texts = append(texts, codeText(frame[start:at[0]]))
			start = at[0]
		}
	}
	texts = append(texts, codeText(frame[start:]))
	var all []string
	for _, text := range texts {
		all = append(all, unglueText(text)...)
	}
	return all
}

func unglueText(text string) []string {
	size := 0
	switch {
	case gluedTags.MatchString(text):
		size = 24
	case gluedBags.MatchString(text):
		size = 12
	case gluedEAN.MatchString(text) && checkDigitFits(text[:13]) && checkDigitFits(text[13:]):
		size = 13
	default:
		for _, at := range retailStart.FindAllStringIndex(text, -1) {
			// Behind = or / it is a part of another address.
			if at[0] > 0 && text[at[0]-1] != '=' && text[at[0]-1] != '/' {
				return append([]string{text[:at[0]]}, unglueText(text[at[0]:])...)
			}
		}
		return []string{text}
	}
	var all []string
	for start := 0; start < len(text); start += size {
		all = append(all, text[start:start+size])
	}
	return all
}

// isZoneText says that bytes are of a machine-readable zone's alphabet (ICAO
// 9303 part 3) and begin with a letter, as the first line does.
func isZoneText(text []byte) bool {
	for index, char := range text {
		letter := char >= 'A' && char <= 'Z'
		if !letter && char != '<' && (char < '0' || char > '9') || index == 0 && !letter {
			return false
		}
	}
	return len(text) > 0
}

// isZoneLine says that bytes can be the first line of a machine-readable zone:
// 44 characters of a passport or visa, 36 or 30 of a card.
func isZoneLine(text []byte) bool {
	switch len(text) {
	case 44, 36, 30:
		return isZoneText(text) && bytes.IndexByte([]byte("ACIPV"), text[0]) >= 0
	default:
		return false
	}
}

// zoneLetters counts the characters of a zone, without its line ends.
func zoneLetters(text []byte) int {
	count := 0
	for _, char := range text {
		if char > ' ' {
			count++
		}
	}
	return count
}

// zoneLength is how many characters the zone has whose beginning this is: by the
// length of its first line, or by its first letter where no line has ended. It
// is 0 where only silence can tell.
func zoneLength(text []byte) int {
	switch bytes.IndexAny(text, "\r\n") {
	case 44:
		return 88
	case 36:
		return 72
	case 30:
		return 90
	case -1:
	default:
		return 0
	}
	switch text[0] {
	case 'P':
		return 88
	case 'A', 'C', 'I':
		return 90
	default:
		return 0
	}
}

// isGarbled says that bytes are no text at all, as at a wrong speed.
func isGarbled(frame []byte) bool {
	const few = 3
	odd := 0
	for _, char := range frame {
		if (char < ' ' || char > '~') && (char < 0x1c || char > 0x1f) && char != 0x02 && char != 0x03 {
			odd++
		}
	}
	return odd >= few && odd*4 >= len(frame)
}

// startsDocument knows the start of a document by the bytes so far: '@' or the
// file type of AAMVA, a magnetic stripe record, a machine-readable zone by its
// filler, the USID of the armed forces (its picture may hold any byte).
func startsDocument(frame []byte) bool {
	const startBytes = 24
	text := withoutAIM(frame)
	if len(text) == 0 {
		return false
	}
	if text[len(text)-1] == '<' && isZoneText(text) {
		return true
	}
	if len(frame) > startBytes {
		return false
	}
	return text[0] == '@' || text[0] == '%' || text[0] == ';' || string(text) == "IDUS" || containsFileType(text)
}

// isPrefix says that what stands before the @ of a licence is no code of its own
// but what the scanner puts before all scans.
func isPrefix(before []byte) bool {
	const longest = 5
	text := codeText(before)
	return len(text) <= longest && !isWholeCode(text)
}
