package terminal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// Place is where money or a bag changes hands.
type Place string

// The places of a tender. Only a tender at the counter opens the drawer.
const (
	Counter Place = "counter"
	Curb    Place = "curb"
)

// TenderKind is how a sale is paid.
type TenderKind string

// The kinds of tender. Only cash can be confirmed without a line.
const (
	Cash     TenderKind = "cash"
	External TenderKind = "external" // a terminal of somebody else, with a reference
	Prepaid  TenderKind = "prepaid"  // paid in the web shop
)

// Valid says whether the kind is on the closed list.
func (k TenderKind) Valid() bool { return k == Cash || k == External || k == Prepaid }

// Tender is one payment of a sale. Given − Change = Applied.
type Tender struct {
	Kind      TenderKind  `json:"kind"`
	Place     Place       `json:"place"`
	Drawer    string      `json:"drawer,omitempty"` // which drawer of the shift took cash
	Given     money.Cents `json:"given"`
	Change    money.Cents `json:"change"`
	Applied   money.Cents `json:"applied"`
	Reference string      `json:"reference,omitempty"`
}

// CustomerClass is what a rule pack calls a buyer.
type CustomerClass string

// The classes that this version can sell to or must name to refuse.
const (
	Adult   CustomerClass = "adult"
	Medical CustomerClass = "medical"
)

// Line is one product from one package in a cart, an order's bag or a sale.
type Line struct {
	Number    int              `json:"line"`
	SKU       string           `json:"sku"`
	Name      string           `json:"name"`
	Category  Category         `json:"category"`
	Tag       string           `json:"tag"`
	Quantity  measure.Quantity `json:"qty"`
	Unit      measure.Unit     `json:"unit"`
	UnitPrice money.Cents      `json:"unit_price"`
	Discount  money.Cents      `json:"discount"`        // of the whole line, not negative
	Net       money.Cents      `json:"net"`             // before tax, after discount
	Taxes     []LineTax        `json:"taxes,omitempty"` // this line's share of each tax
	Measures  Measures         `json:"measures"`        // of the whole line
	OrderLine string           `json:"order_line,omitempty"`
	Reason    string           `json:"discount_reason,omitempty"`
	Weighed   *Weighing        `json:"weighed,omitempty"` // how a weighed line's quantity was found
}

// Weighing is one stable answer of the scale that became a line. It is kept with
// the line for ever, as it came.
type Weighing struct {
	Grams measure.Quantity `json:"grams"` // net
	// Text and Unit are what the scale's own display shows, such as 3.50 and g.
	Text  string    `json:"text"`
	Unit  string    `json:"unit"`
	Net   bool      `json:"net,omitempty"` // the scale took a tare off
	Frame string    `json:"frame"`         // the scale's answer in hexadecimal
	At    time.Time `json:"at"`            // when it was complete
	Scale string    `json:"scale"`         // protocol, model and serial number
}

// LineTax is a line's share of one tax, in whole cents.
type LineTax struct {
	ID     string      `json:"id"`
	Amount money.Cents `json:"amount"`
}

// TaxTotal is one tax of a sale. Rate is a decimal text such as "0.15".
type TaxTotal struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Rate    string      `json:"rate"`
	Base    money.Cents `json:"base"`
	Amount  money.Cents `json:"amount"`
	Cite    string      `json:"cite"`
	Sample  bool        `json:"sample,omitempty"` // a figure marked as a sample in its pack
	Pack    string      `json:"pack"`
	Version string      `json:"pack_version"`
}

// Totals are the sums of a priced cart.
type Totals struct {
	Subtotal money.Cents `json:"subtotal"` // list prices times quantities
	Discount money.Cents `json:"discount"`
	Net      money.Cents `json:"net"`
	Tax      money.Cents `json:"tax"`
	Total    money.Cents `json:"total"`
}

// Priced is a cart after prices and taxes.
type Priced struct {
	Lines  []Line     `json:"lines"`
	Taxes  []TaxTotal `json:"taxes"`
	Totals Totals     `json:"totals"`
}

// Cart is a sale being rung up. It survives a crash; the person it is for does
// not: name and birth date live in memory only.
type Cart struct {
	ID       string    `json:"id"` // becomes the sale's id
	OpenedAt time.Time `json:"opened_at"`
	OpenedBy string    `json:"opened_by"`
	Held     bool      `json:"held"`
	Order    string    `json:"order,omitempty"` // the online order this is the bag of
	Lines    []Line    `json:"lines"`
	NextLine int       `json:"next_line"`
	Changed  time.Time `json:"changed"`
}

// SaleStatus says whether a sale stands.
type SaleStatus string

// The states of a sale. A voided sale stays in the book.
const (
	SaleCompleted SaleStatus = "completed"
	SaleVoided    SaleStatus = "voided"
)

// PersonFacts is what is kept of the person that a sale was made to.
type PersonFacts struct {
	Verdict      string `json:"verdict"`       // accepted
	DocumentKind string `json:"document_kind"` // such as driver_license; see idcard.Kind
	Issuer       string `json:"issuer"`        // such as CO
	ExpiryYear   int    `json:"expiry_year"`
	Token        string `json:"token,omitempty"` // hex; see identity
	CheckedBy    string `json:"checked_by"`
	// UnknownDayBy let the person buy although earlier purchases of the day could
	// not be looked up.
	UnknownDayBy     string `json:"unknown_day_by,omitempty"`
	UnknownDayReason string `json:"unknown_day_reason,omitempty"`
	// ByHand: the document was typed in by a person who looked at it, and
	// ByHandWith agreed to it.
	ByHand     bool   `json:"by_hand,omitempty"`
	ByHandWith string `json:"by_hand_with,omitempty"`
}

// Sale is a completed sale. It never changes but for Status.
type Sale struct {
	Number       int64         `json:"number"` // counts up within an epoch
	ID           string        `json:"id"`
	External     string        `json:"external"` // the state's external number: CODE-TERMINAL-EPOCH-SEQ
	At           time.Time     `json:"at"`       // UTC
	Local        string        `json:"local"`    // the store's wall clock, "2026-11-24T14:36:07.000"
	LegalDay     clock.Date    `json:"legal_day"`
	BusinessDate clock.Date    `json:"business_date"`
	Shift        string        `json:"shift"`
	Actor        string        `json:"actor"`
	Order        string        `json:"order,omitempty"`
	Place        Place         `json:"place"`
	Class        CustomerClass `json:"class"`
	Person       PersonFacts   `json:"person"`
	Priced
	Tenders []Tender   `json:"tenders"`
	Verdict Verdict    `json:"verdict"`
	Status  SaleStatus `json:"status"`
	// Reported says whether any line goes to the state; a sale of merchandise
	// alone does not.
	Reported bool `json:"reported"`
}

// externalMax is the longest external number that is sent to the state.
const externalMax = 32

// ExternalNumber builds CODE-TERMINAL-EPOCH-SEQ, the sale's name at the state.
// It returns an Invalid error if the result is longer than 32 characters or not
// of A–Z, 0–9 and "-".
func ExternalNumber(code, terminalID, epoch string, number int64) (string, error) {
	external := fmt.Sprintf("%s-%s-%s-%06d", code, terminalID, epoch, number)
	if len(external) > externalMax || strings.Trim(external, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return "", Errorf(Invalid, "sale.external_number", "%q cannot be a receipt number at the state.", external).
			WithHint("Shorten [store] code or [terminal] id; both may hold only A–Z and 0–9.")
	}
	return external, nil
}

// SplitExternal reads epoch and sale number out of an external number.
func SplitExternal(external string) (epoch string, number int64, err error) {
	parts := strings.Split(external, "-")
	if len(parts) < 4 || len(external) > externalMax {
		return "", 0, Errorf(Invalid, "sale.external_number", "%q is not a receipt number of this terminal.", external)
	}
	number, err = strconv.ParseInt(parts[len(parts)-1], 10, 64)
	if err != nil || number <= 0 {
		return "", 0, Errorf(Invalid, "sale.external_number", "%q is not a receipt number of this terminal.", external)
	}
	return parts[len(parts)-2], number, nil
}
