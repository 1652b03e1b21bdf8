package aamva

import (
	"bytes"
	"fmt"

	"github.com/curbline/curbline/terminal/idcard"
)

// Error is a refusal to read a scan: see idcard.Refusal.
type Error = idcard.Refusal

// The codes of refusals.
const (
	CodeVersion    = "id.version"         // an AAMVA version that is not read
	CodeEmpty      = "id.empty"           // nothing was read
	CodeTooLong    = "id.too_long"        // more bytes than a document can have
	CodeNotID      = "id.not_a_document"  // no identity document at all
	CodeDamaged    = "id.damaged"         // the start of a licence, but not readable
	CodeSeparators = "id.separators_lost" // the scanner takes control characters out
	CodeGlued      = "id.two_documents"   // two scans in one, not of the same document
	CodeMagstripe  = "id.magstripe"       // a magnetic stripe, or a barcode in its layout
	CodeMRZ        = "id.mrz"             // the machine-readable zone of a passport or card
	CodeMilitary   = "id.military"        // a US military card
)

const (
	hintByEye     = "Check it by eye and ask a supervisor."
	hintScanAgain = "Scan it again: hold the card still and the whole barcode in the light."
)

func refuse(code, message, hint string) *Error { return idcard.Refuse(code, message, hint) }

func refuseVersion(version int) *Error {
	return refuse(CodeVersion,
		fmt.Sprintf("This ID's barcode is from before 2000 (AAMVA version %02d) and has no layout to rely on.", version), hintByEye)
}

func refuseSeparators() *Error {
	return refuse(CodeSeparators,
		"The scanner drops control characters, so the parts of this ID cannot be told apart.",
		"Set the scanner to serial mode and to send all control characters, then scan again.")
}

func refuseDamaged() *Error {
	return refuse(CodeDamaged, "This ID's barcode came cut off or damaged.", hintScanAgain)
}

func refuseGlued() *Error {
	return refuse(CodeGlued, "Two scans came at once and they are not of the same ID.", "Scan one ID at a time.")
}

// Classify says what a scan is that has no readable AAMVA header. The result is
// always a refusal, with its own words for documents that are known by sight.
func Classify(raw []byte) *Error {
	text := trimFraming(raw)
	switch {
	case len(text) == 0:
		return refuse(CodeEmpty, "Nothing was read from this ID.", hintScanAgain)
	case len(raw) > ScanMaxBytes:
		return refuse(CodeTooLong, "This scan is longer than any ID.", hintScanAgain)
	case looksLikeMagstripe(text):
		return refuse(CodeMagstripe, "This is a magnetic stripe, which does not say enough to rely on.",
			"If the ID has a large barcode, scan that. If not, check it by eye and ask a supervisor.")
	case looksLikeMRZ(text):
		return refuse(CodeMRZ, "This is the zone of a passport or travel card, not the barcode of a licence.", hintByEye)
	case looksLikeMilitary(text):
		return refuse(CodeMilitary, "This is a US military card, not a licence.", hintByEye)
	case text[0] == '@' || hasPrefixFold(text, "ANSI") || containsFold(text, "ANSI ") || containsFold(text, "AAMVA"):
		return refuseDamaged()
	default:
		return refuse(CodeNotID, "This is not the barcode of a licence or ID card.", "Scan the large barcode on the back of the ID.")
	}
}

// LooksLikeDocument says that a scan is an identity document of some sort, even
// one that Parse refuses, so that it never reaches the sales screen as a code.
func LooksLikeDocument(raw []byte) bool {
	text := trimFraming(raw)
	if len(text) == 0 {
		return false
	}
	return text[0] == '@' && bytes.ContainsAny(text, "\n\r\x1e") || hasHeader(text) ||
		containsFold(text, "ANSI 6") || looksLikeMagstripe(text) || isBritishColumbia(text) || looksLikeMRZ(text) || looksLikeMilitary(text)
}

// trimFraming takes off what scanners put around a scan: STX, ETX, line ends,
// spaces, and the AIM prefix (ISO/IEC 15424: ], a letter, a digit).
func trimFraming(raw []byte) []byte {
	text := bytes.Trim(raw, "\x02\x03\r\n\t ")
	if len(text) >= 3 && text[0] == ']' && isLetter(text[1]) && isDigit(text[2]) {
		text = bytes.TrimLeft(text[3:], "\x02\r\n\t ")
	}
	return text
}

// looksLikeMagstripe knows tracks 1 and 2 (ISO/IEC 7811: % ... ? and ; ... ?).
// British Columbia uses that layout in its barcode too.
func looksLikeMagstripe(text []byte) bool {
	if text[0] == '%' && bytes.IndexByte(text, '^') > 0 {
		return true
	}
	return text[0] == ';' && bytes.IndexByte(text, '=') > 0 && bytes.IndexByte(text, '?') > 0
}

// looksLikeMRZ knows the zones of ICAO 9303: two lines of 44 or three of 30,
// upper case, digits and fillers.
func looksLikeMRZ(text []byte) bool {
	letters, fillers := 0, 0
	for _, char := range text {
		switch {
		case char == '<':
			letters++
			fillers++
		case isDigit(char) || char >= 'A' && char <= 'Z':
			letters++
		case char == '\r' || char == '\n' || char == ' ':
		default:
			return false
		}
	}
	return fillers >= 2 && (letters == 88 || letters == 90 || letters == 72 || letters == 44 || letters == 30)
}

// looksLikeMilitary knows the front barcode of a Common Access Card (88
// characters of version 1, 89 of version N) and the USID of dependants.
func looksLikeMilitary(text []byte) bool {
	if bytes.HasPrefix(text, []byte("IDUS")) {
		return true
	}
	if len(text) != 88 && len(text) != 89 || text[0] != '1' && text[0] != 'N' {
		return false
	}
	for _, char := range text[:15] { // version, person, type and number are base 32
		if !isDigit(char) && (char < 'A' || char > 'V') {
			return false
		}
	}
	for _, char := range text {
		if char < ' ' || char > '~' {
			return false
		}
	}
	return true
}
