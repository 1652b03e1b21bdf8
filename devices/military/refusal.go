package military

import "github.com/curbline/curbline/terminal/idcard"

// Error is a refusal to read a scan: see idcard.Refusal.
type Error = idcard.Refusal

// The codes of refusals.
const (
	CodeNotID   = "id.not_a_document"   // not a military card's barcode
	CodeTooLong = "id.too_long"         // more characters than such a barcode has
	CodeDamaged = "id.military_damaged" // a field is not what it can be
	CodeLayout  = "id.military_layout"  // a layout that is not read
	CodeBack    = "id.military_back"    // the barcode on the back, without dates
)

const (
	hintScanAgain = "Scan the large barcode on the front of the card again: hold the card still and the whole barcode in the light. If it stays like this, enter the card by hand."
	hintByHand    = "Look at the card and enter it by hand. Its DoD ID number is printed on it."
)

func refuse(code, message, hint string) *Error { return idcard.Refuse(code, message, hint) }

func refuseDamaged() *Error {
	return refuse(CodeDamaged, "The barcode of this military ID was misread.", hintScanAgain)
}

func refuseLayout() *Error {
	return refuse(CodeLayout, "The barcode of this military ID has a layout that is not read here.", hintByHand)
}
