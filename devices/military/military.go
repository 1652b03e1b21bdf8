// Package military reads the barcodes of cards of the US uniformed services into
// an idcard.Document: the PDF417 on the front of the Common Access Card and of
// cards with its layout, and the older one of the Uniformed Services ID card that
// begins with IDUS.
//
// Both hold a person designator identifier, which may be a social security
// number. It is stepped over and never leaves this package. What is read says
// nothing about whether the card is genuine: the barcode is not signed.
package military

import (
	"bytes"

	"github.com/curbline/curbline/terminal/idcard"
)

// ScanMaxBytes is the longest scan that is looked at: PDF417 holds at most 1850
// characters.
const ScanMaxBytes = 4096

// Years that a date on a card can have.
const (
	yearMin = 1880
	yearMax = 2110
)

// Parse reads one scan. All errors are *Error with words for the person at the
// counter. A nil error does not mean that the fields are usable: look at each
// status of the Document. The barcode of a USID has no number but the person
// designator identifier, so its NumberStatus is idcard.Absent.
func Parse(raw []byte) (idcard.Document, error) {
	text := trimFraming(raw)
	switch {
	case len(raw) > ScanMaxBytes:
		return idcard.Document{}, refuse(CodeTooLong, "This scan is longer than any ID.", hintScanAgain)
	case isUSID(text):
		return parseUSID(text)
	case isCAC(text):
		return parseCAC(text)
	case isCACOfOtherLayout(text):
		return idcard.Document{}, refuseLayout()
	case isBack(text):
		return idcard.Document{}, refuse(CodeBack, "The barcode on the back of a military ID has no birth date.", hintScanAgain)
	}
	return idcard.Document{}, refuse(CodeNotID, "This is not a military ID that this version reads.", hintScanAgain)
}

// LooksLike says that a scan is of a military card, also one that Parse refuses,
// so that it never reaches the sales screen as a code. The barcode on the back is
// not among them: its 18 letters and digits could be a product's.
func LooksLike(raw []byte) bool {
	if len(raw) > ScanMaxBytes {
		return false
	}
	text := trimFraming(raw)
	return isUSID(text) || isCAC(text) || isCACOfOtherLayout(text)
}

// trimFraming takes off what scanners put around a scan: STX, ETX, line ends and
// the AIM prefix (ISO/IEC 15424: ], a letter, a digit). It gives capitals. Spaces
// stay: the layouts have fixed places.
func trimFraming(raw []byte) []byte {
	const frame = "\x02\x03\r\n\t"
	text := bytes.Trim(raw, frame)
	if len(text) >= 3 && text[0] == ']' && isLetter(text[1]&^0x20) && isDigit(text[2]) {
		text = bytes.Trim(text[3:], frame)
	}
	// A keyboard wedge with caps lock sends small letters. bytes.ToUpper would
	// change the length of bytes that are no text, such as those of a picture.
	capitals := make([]byte, len(text))
	for index, char := range text {
		if char >= 'a' && char <= 'z' {
			char -= 'a' - 'A'
		}
		capitals[index] = char
	}
	return capitals
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }

func isLetter(char byte) bool { return char >= 'A' && char <= 'Z' }
