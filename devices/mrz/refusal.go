package mrz

import "github.com/curbline/curbline/terminal/idcard"

// Error is a refusal to read a scan: see idcard.Refusal.
type Error = idcard.Refusal

// The codes of refusals.
const (
	CodeNotID      = "id.not_a_document" // not a machine-readable zone at all
	CodeTooLong    = "id.too_long"       // more characters than a zone can have
	CodeIncomplete = "id.mrz_incomplete" // a part is missing or too much
	CodeCheck      = "id.mrz_check"      // a check digit or a character is wrong
	CodeSize       = "id.mrz_size"       // a TD2 document
	CodeVisa       = "id.visa"           // a visa
	CodeKind       = "id.mrz_kind"       // a document code that is not read
	CodeGlued      = "id.two_documents"  // two zones in one scan, not the same
)

const (
	hintScanAgain = "Hold the document flat and still, with all lines of letters and arrows in view, and scan it again."
	hintOther     = "Ask for another ID, such as a driver license or a passport."
)

func refuse(code, message, hint string) *Error { return idcard.Refuse(code, message, hint) }

func refuseIncomplete() *Error {
	return refuse(CodeIncomplete, "Only a part of the machine-readable lines was read.", hintScanAgain)
}

// refuseCheck is the answer to a wrong check digit: the scanner misread a
// character, or somebody changed one.
func refuseCheck() *Error {
	return refuse(CodeCheck, "The machine-readable lines were misread: their check digits do not add up.", hintScanAgain)
}
