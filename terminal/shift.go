package terminal

import (
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

// Count is a counted drawer: how many of each note and coin, by its value in
// cents.
type Count map[money.Cents]int

// Denominations are the notes and coins that a count may hold, in cents.
var Denominations = []money.Cents{10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1}

// Total is the counted amount.
func (c Count) Total() (money.Cents, error) {
	var amounts []money.Cents
	for value, pieces := range c {
		amount, err := value.Times(int64(pieces))
		if err != nil {
			return 0, err
		}
		amounts = append(amounts, amount)
	}
	return money.Sum(amounts...)
}

// Drawer is one place for cash in a shift, with one person who answers for it.
type Drawer struct {
	Name    string      `json:"name"`            // "counter", "bank:" and a runner's staff id, or a name that was given
	Staff   string      `json:"staff,omitempty"` // whose bank it is; empty for the counter's
	Float   Count       `json:"float"`
	Opening money.Cents `json:"opening"`
	Sales   money.Cents `json:"sales"` // cash applied, less voids
	PaidIn  money.Cents `json:"paid_in"`
	PaidOut money.Cents `json:"paid_out"`
	Drops   money.Cents `json:"drops"`
	Counted Count       `json:"counted,omitempty"`
	Closing money.Cents `json:"closing"`
}

// Expected is what should be in the drawer.
func (d Drawer) Expected() money.Cents {
	return d.Opening + d.Sales + d.PaidIn - d.PaidOut - d.Drops
}

// Shift is the time between two closes. Its business date is the legal day on
// which it opened.
type Shift struct {
	ID           string     `json:"id"`
	Number       int64      `json:"number"` // of the Z, never reused
	BusinessDate clock.Date `json:"business_date"`
	OpenedAt     time.Time  `json:"opened_at"`
	OpenedBy     string     `json:"opened_by"`
	ClosedAt     time.Time  `json:"closed_at,omitzero"`
	ClosedBy     string     `json:"closed_by,omitempty"`
	Drawers      []Drawer   `json:"drawers"`
	FirstEntry   int64      `json:"first_entry"` // sequence of shift.opened
	LastEntry    int64      `json:"last_entry,omitempty"`
}

// IsOpen says whether the shift takes sales.
func (s Shift) IsOpen() bool { return s.ID != "" && s.ClosedAt.IsZero() }

// Drawer finds a drawer by name.
func (s *Shift) Drawer(name string) *Drawer {
	for i := range s.Drawers {
		if s.Drawers[i].Name == name {
			return &s.Drawers[i]
		}
	}
	return nil
}

// Checkpoint is the signed head of the journal at a shift's close. Its text
// form is printed as a QR code on the Z, so that paper anchors the chain.
type Checkpoint struct {
	Terminal  string    `json:"terminal"`
	Epoch     string    `json:"epoch"`
	Sequence  int64     `json:"sequence"`
	Hash      Hash      `json:"hash"`
	At        time.Time `json:"at"`
	Shift     int64     `json:"shift"`
	Signature []byte    `json:"signature"` // Ed25519 over the text without it
}

// RollKey names one running sum of a business date.
type RollKey struct {
	Date clock.Date
	Name string // such as "tax:co-retail-mj", "tender:cash", "sales", "refusal:identity.under_age"
}

// Roll is a running sum: how many and how much.
type Roll struct {
	Key    RollKey
	Count  int64
	Amount money.Cents
}
