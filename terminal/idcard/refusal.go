package idcard

// Refusal is why a scan was not read as a document. Message and Hint are safe to
// show: they never hold a byte of the scan but a standard's version number.
type Refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Refuse makes a Refusal.
func Refuse(code, message, hint string) *Refusal {
	return &Refusal{Code: code, Message: message, Hint: hint}
}

// Error gives the code and the sentence.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// Is matches another *Refusal of the same code.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
