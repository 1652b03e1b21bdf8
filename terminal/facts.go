package terminal

import (
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// Fact is what a journal entry says happened. Its JSON is the entry's data; it
// never holds a personal value. A fact may also be a Tabled one, that changes
// derived tables.
type Fact interface {
	// FactKind is the entry's kind, such as "sale.completed".
	FactKind() string
	// FactSubject is the id of what it is about.
	FactSubject() string
}

// EpochOpened starts a sequence of its own: at set-up and after each restore.
type EpochOpened struct {
	Epoch    string        `json:"epoch"`
	Reason   string        `json:"reason"`
	By       string        `json:"by"`
	Previous *JournalPlace `json:"previous,omitempty"` // the last known entry of the epoch before
	Witness  *JournalPlace `json:"witness,omitempty"`  // what the witness said, if it knew more
}

// JournalPlace is one place in a journal: an entry's key and hash.
type JournalPlace struct {
	Epoch    string `json:"epoch"`
	Sequence int64  `json:"sequence"`
	Hash     Hash   `json:"hash"`
}

// ProductSaved puts a product into the catalog or changes it.
type ProductSaved struct {
	Product Product `json:"product"`
}

// PackageReceived takes a package into the book with its quantity.
type PackageReceived struct {
	Package Package `json:"package"`
}

// PackageStatusSet holds, frees or finishes a package.
type PackageStatusSet struct {
	Tag    string        `json:"tag"`
	Status PackageStatus `json:"status"`
	Reason string        `json:"reason"`
}

// PackageCounted sets the book to what was counted. Delta = counted − book.
type PackageCounted struct {
	Tag    string           `json:"tag"`
	Delta  measure.Quantity `json:"delta"`
	Reason string           `json:"reason"`
}

// ShiftOpened starts a shift with its counted float.
type ShiftOpened struct {
	Shift Shift `json:"shift"`
}

// CashMoved is cash that moved without a sale: paid in or out, dropped to the
// safe, or a drawer opened for no sale (amount 0).
type CashMoved struct {
	Shift  string      `json:"shift"`
	Drawer string      `json:"drawer"`
	Kind   string      `json:"kind"` // paid_in, paid_out, drop, no_sale
	Amount money.Cents `json:"amount"`
	Reason string      `json:"reason"`
	Date   clock.Date  `json:"business_date"`
}

// ShiftClosed ends a shift with the counted drawers.
type ShiftClosed struct {
	Shift  Shift `json:"shift"`
	Unsent int   `json:"unsent"`
}

// SaleMade is a sale on disk. Sale.Person.Token is empty here; the digest
// of the token and a salt stands for it.
type SaleMade struct {
	Sale         Sale `json:"sale"`
	PersonDigest Hash `json:"person_digest"`
}

// SaleUndone undoes a sale: stock and cash go back, both entries stay.
type SaleUndone struct {
	Sale         string      `json:"sale"`
	Number       int64       `json:"number"`
	External     string      `json:"external"`
	Reason       string      `json:"reason"`
	By           string      `json:"by"` // who agreed to it
	BusinessDate clock.Date  `json:"business_date"`
	Shift        string      `json:"shift"`
	Lines        []StockMove `json:"lines"`
	Tenders      []Tender    `json:"tenders"`
	Taxes        []TaxTotal  `json:"taxes"`
	Totals       Totals      `json:"totals"`
	Upload       string      `json:"upload"` // what became of its filing: never_sent, delete_queued, none, waits
}

// StockMove is a change of one package's book.
type StockMove struct {
	Tag   string           `json:"tag"`
	Delta measure.Quantity `json:"delta"`
}

// RefusalRecorded is a no by rule or role.
type RefusalRecorded struct {
	About        string     `json:"about"` // cart, order or command id
	Code         string     `json:"code"`
	Reason       string     `json:"reason"`
	Verdict      *Verdict   `json:"verdict,omitempty"`
	DocumentKind string     `json:"document_kind,omitempty"`
	Issuer       string     `json:"issuer,omitempty"`
	BusinessDate clock.Date `json:"business_date"`
}

// IdentityChecked is a yes: a person's ID was read and accepted.
type IdentityChecked struct {
	About        string     `json:"about"`
	DocumentKind string     `json:"document_kind"`
	Issuer       string     `json:"issuer"`
	Override     string     `json:"override,omitempty"` // why a lead went on in spite of another name
	OverrideBy   string     `json:"override_by,omitempty"`
	ByHand       bool       `json:"by_hand,omitempty"` // typed in, not scanned
	ByHandWith   string     `json:"by_hand_with,omitempty"`
	Hints        []string   `json:"hints,omitempty"` // codes of what was odd about the document
	BusinessDate clock.Date `json:"business_date"`
}

// UnknownDayAccepted is a supervisor's word that a person may buy although their
// purchases of the day cannot be looked up.
type UnknownDayAccepted struct {
	About        string     `json:"about"` // cart or order
	Reason       string     `json:"reason"`
	By           string     `json:"by"`
	BusinessDate clock.Date `json:"business_date"`
}

// OrderMoved is a step of an online order that a person or the shop took.
type OrderMoved struct {
	Order      string     `json:"order"`
	Move       string     `json:"move"`
	Revision   int64      `json:"rev"`
	Fulfilment Fulfilment `json:"fulfilment"`
	Arrival    Arrival    `json:"arrival"`
	Identity   Identity   `json:"identity"`
	Payment    Payment    `json:"payment"`
	Detail     string     `json:"detail,omitempty"`
}

// FeedApplied is one batch of the order feed, by its cursors.
type FeedApplied struct {
	Cursor string   `json:"cursor"`
	Events []string `json:"events"` // ids
	Aside  []string `json:"set_aside,omitempty"`
}

// UploadMoved is a step of a filing that an auditor asks about.
type UploadMoved struct {
	Sale     string      `json:"sale"`
	External string      `json:"external"`
	Upload   UploadKind  `json:"upload"`
	State    UploadState `json:"state"`
	StateID  int64       `json:"state_id,omitempty"`
	Attempts int         `json:"attempts"`
	Problem  string      `json:"problem,omitempty"`
	Reason   string      `json:"reason,omitempty"` // of a person who moved it
}

// PaperCopied is a paper printed again, or a job that a person settled.
type PaperCopied struct {
	Job    int64  `json:"job"`
	Kind   string `json:"kind"`
	About  string `json:"about"`
	Copy   int    `json:"copy"`
	Reason string `json:"reason"`
}

// SignedIn is a person starting or ending work, agreeing to something, or
// failing to. Staff is empty if nobody has the badge that was typed.
type SignedIn struct {
	Staff  string    `json:"staff"`
	Event  string    `json:"event"` // in, out, approved, pin, wrong_pin, wrong_badge
	Until  time.Time `json:"locked_until,omitzero"`
	Device string    `json:"at_device,omitempty"` // a tablet's id, or the terminal's
	// DeviceUntil is how long the device takes no PIN at all.
	DeviceUntil time.Time `json:"device_locked_until,omitzero"`
}

// ClockCorrected is a manager's word on what time it is, after a jump.
type ClockCorrected struct {
	Before time.Time `json:"before"` // the last entry's time
	Now    time.Time `json:"now"`
	Reason string    `json:"reason"`
}

// CommitSettled resolves a COMMIT whose outcome was not known.
type CommitSettled struct {
	Command string `json:"command"`
	Present bool   `json:"present"`
	Waited  string `json:"waited"`
}

// StaffSaved is a person added or changed; the name stays in the staff table.
type StaffSaved struct {
	Staff  string `json:"staff"`
	Role   Role   `json:"role"`
	Active bool   `json:"active"`
}

// DraftAccepted records who answers for selling by a draft rule pack.
type DraftAccepted struct {
	Pack    string `json:"pack"`
	Version string `json:"version"`
	By      string `json:"by"`
}

// FactKind names each kind of entry.
func (EpochOpened) FactKind() string        { return "epoch.opened" }
func (ProductSaved) FactKind() string       { return "product.saved" }
func (PackageReceived) FactKind() string    { return "package.received" }
func (PackageStatusSet) FactKind() string   { return "package.status_set" }
func (PackageCounted) FactKind() string     { return "package.counted" }
func (ShiftOpened) FactKind() string        { return "shift.opened" }
func (CashMoved) FactKind() string          { return "cash.moved" }
func (ShiftClosed) FactKind() string        { return "shift.closed" }
func (SaleMade) FactKind() string           { return "sale.completed" }
func (SaleUndone) FactKind() string         { return "sale.voided" }
func (RefusalRecorded) FactKind() string    { return "refused" }
func (UnknownDayAccepted) FactKind() string { return "identity.unknown_day" }
func (IdentityChecked) FactKind() string    { return "identity.checked" }
func (OrderMoved) FactKind() string         { return "order.moved" }
func (FeedApplied) FactKind() string        { return "feed.applied" }
func (UploadMoved) FactKind() string        { return "upload.moved" }
func (PaperCopied) FactKind() string        { return "paper.copied" }
func (SignedIn) FactKind() string           { return "staff.signed_in" }
func (ClockCorrected) FactKind() string     { return "clock.corrected" }
func (CommitSettled) FactKind() string      { return "commit.settled" }
func (StaffSaved) FactKind() string         { return "staff.saved" }
func (DraftAccepted) FactKind() string      { return "rules.draft_accepted" }

// FactSubject names what each entry is about.
func (f EpochOpened) FactSubject() string        { return f.Epoch }
func (f ProductSaved) FactSubject() string       { return f.Product.SKU }
func (f PackageReceived) FactSubject() string    { return f.Package.Tag }
func (f PackageStatusSet) FactSubject() string   { return f.Tag }
func (f PackageCounted) FactSubject() string     { return f.Tag }
func (f ShiftOpened) FactSubject() string        { return f.Shift.ID }
func (f CashMoved) FactSubject() string          { return f.Shift }
func (f ShiftClosed) FactSubject() string        { return f.Shift.ID }
func (f SaleMade) FactSubject() string           { return f.Sale.ID }
func (f SaleUndone) FactSubject() string         { return f.Sale }
func (f RefusalRecorded) FactSubject() string    { return f.About }
func (f IdentityChecked) FactSubject() string    { return f.About }
func (f UnknownDayAccepted) FactSubject() string { return f.About }
func (f OrderMoved) FactSubject() string         { return f.Order }
func (f FeedApplied) FactSubject() string        { return f.Cursor }
func (f UploadMoved) FactSubject() string        { return f.External }
func (f PaperCopied) FactSubject() string        { return f.About }
func (f SignedIn) FactSubject() string           { return f.Staff }
func (f ClockCorrected) FactSubject() string     { return "clock" }
func (f CommitSettled) FactSubject() string      { return f.Command }
func (f StaffSaved) FactSubject() string         { return f.Staff }
func (f DraftAccepted) FactSubject() string      { return f.Pack }
