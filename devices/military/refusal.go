package military

// Error is a refusal to read a scan. Message and Hint are safe to show: they
// never hold a character of the scan.
type Error struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Error gives the code and the sentence.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Is matches another *Error of the same code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

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

func refuse(code, message, hint string) *Error {
	return &Error{Code: code, Message: message, Hint: hint}
}

func refuseDamaged() *Error {
	return refuse(CodeDamaged, "The barcode of this military ID was misread.", hintScanAgain)
}

func refuseLayout() *Error {
	return refuse(CodeLayout, "The barcode of this military ID has a layout that is not read here.", hintByHand)
}
