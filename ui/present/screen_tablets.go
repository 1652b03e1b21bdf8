package present

// Page is one part of the section More.
type Page string

// The pages.
const (
	PageSales   Page = "sales"
	PageTablets Page = "tablets"
	PageFiling  Page = "filing"
)

// Tablets are the paired tablets, and the pairing of another. Selected is the
// place of the current row.
type Tablets struct {
	Pages    []Choice `json:"pages"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Rows     []Step   `json:"rows"`
	Selected int      `json:"selected"`
	More     string   `json:"more,omitempty"`
	Revoke   Button   `json:"revoke"`

	PairTitle string        `json:"pair_title"`
	PairText  string        `json:"pair_text"`
	Setting   string        `json:"setting,omitempty"` // what is missing in the settings, as it is written there
	Offer     *PairingOffer `json:"offer,omitempty"`
	Asking    []Asking      `json:"asking,omitempty"`
	AskingOf  string        `json:"asking_text,omitempty"`
	Pair      Button        `json:"pair,omitzero"`
	Stop      Button        `json:"stop,omitzero"`
}

// PairingOffer is a one-time code that a tablet may ask with.
type PairingOffer struct {
	CodeLabel        string      `json:"code_label"`
	Code             string      `json:"code"` // "482 915"
	Left             Fact        `json:"left"`
	Tries            string      `json:"tries"`
	AddressLabel     string      `json:"address_label"`
	Address          string      `json:"address"`
	Others           string      `json:"other_addresses,omitempty"`
	CertificateLabel string      `json:"certificate_label,omitempty"`
	Certificate      string      `json:"certificate,omitempty"` // "7C:1E 90:4A D2:33 5B:F8"
	QR               []ModuleRow `json:"qr"`
}

// ModuleRow is one row of a QR code; true is dark. As a text it is "#" and ".".
type ModuleRow []bool

// MarshalText implements encoding.TextMarshaler.
func (r ModuleRow) MarshalText() ([]byte, error) {
	text := make([]byte, len(r))
	for i, dark := range r {
		text[i] = pick[byte](dark, '#', '.')
	}
	return text, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *ModuleRow) UnmarshalText(text []byte) error {
	*r = make(ModuleRow, len(text))
	for i, each := range text {
		(*r)[i] = each == '#'
	}
	return nil
}

// Asking is a tablet that asks to be paired.
type Asking struct {
	ID      string `json:"id"`
	Row     Step   `json:"row"`
	Approve Button `json:"approve"`
	Refuse  Button `json:"refuse"`
}

// Filing are the filings that the state rejected: each waits for a person.
type Filing struct {
	Pages    []Choice   `json:"pages"`
	Title    string     `json:"title"`
	Text     string     `json:"text"`
	Rows     []Step     `json:"rows"`
	Selected int        `json:"selected"`
	More     string     `json:"more,omitempty"`
	Problem  string     `json:"problem,omitempty"` // of the selected one, in full
	Said     string     `json:"said,omitempty"`    // what the state said to it
	Again    Button     `json:"again"`
	Settled  Button     `json:"settled"`
	Unsent   UnsentList `json:"unsent"`
}
