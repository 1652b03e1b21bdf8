package terminal

import (
	"time"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// The four axes of an online order (curbfeed/1, "The order's four axes"). They
// move on their own: a paid bag is not a handed-over bag.
type (
	// Fulfilment is how far the bag is.
	Fulfilment string
	// Arrival is where the customer is.
	Arrival string
	// Identity is whether the customer's ID was checked.
	Identity string
	// Payment is whether the money is there.
	Payment string
)

// The closed lists of the axes.
const (
	Placed        Fulfilment = "placed"
	Accepted      Fulfilment = "accepted"
	Picking       Fulfilment = "picking"
	Packed        Fulfilment = "packed"
	Ready         Fulfilment = "ready"
	NeedsCustomer Fulfilment = "needs_customer"
	HandedOver    Fulfilment = "handed_over"
	Cancelled     Fulfilment = "cancelled"
	Expired       Fulfilment = "expired"
	Restocked     Fulfilment = "restocked"
	Rejected      Fulfilment = "rejected"

	ArrivalNone    Arrival = "none"
	ArrivalEnRoute Arrival = "en_route"
	Arrived        Arrival = "arrived"
	Claimed        Arrival = "claimed"
	Met            Arrival = "met" // local, not told

	Unverified      Identity = "unverified"
	Verified        Identity = "verified"
	IdentityRefused Identity = "refused"

	Unpaid     Payment = "unpaid"
	Authorized Payment = "authorized"
	Paid       Payment = "paid"
	Refunded   Payment = "refunded"
)

// OrderItem is one line as the shop sent it, and how much of it is packed.
type OrderItem struct {
	Line      string           `json:"line"`
	SKU       string           `json:"sku"`
	Name      string           `json:"name"`
	Quantity  measure.Quantity `json:"qty"`
	Unit      string           `json:"unit"`
	UnitPrice money.Cents      `json:"unit_price"`
	Discount  money.Cents      `json:"discount"` // of the whole line, summed over its discounts
	Reserved  measure.Quantity `json:"reserved"` // of Quantity, promised from stock
}

// PackedUnit is one scan while packing: units bound to a package tag.
type PackedUnit struct {
	Line     string           `json:"line"`
	Tag      string           `json:"tag"`
	Quantity measure.Quantity `json:"qty"`
	UnitCode string           `json:"unit_code,omitempty"` // a Retail ID code counts once for ever
	Weighed  *Weighing        `json:"weighed,omitempty"`   // the scale's answer, for goods sold by weight
}

// Vehicle is what to look for outside.
type Vehicle struct {
	Color string `json:"color"`
	Make  string `json:"make"`
	Plate string `json:"plate"`
}

// Order is an online order as the terminal holds it. Names are kept while the
// order is open and erased after; no birth date and no ID number is in it.
type Order struct {
	ID         string    `json:"id"`
	Source     string    `json:"source"`
	Revision   int64     `json:"rev"` // the last one applied here
	PlacedAt   time.Time `json:"placed_at"`
	Channel    string    `json:"channel"`
	WindowFrom time.Time `json:"window_from,omitzero"`
	WindowTo   time.Time `json:"window_to,omitzero"`

	CustomerRef string        `json:"customer_ref,omitempty"`
	FirstName   string        `json:"first,omitempty"`
	FamilyName  string        `json:"last,omitempty"`
	BirthYear   int           `json:"birth_year,omitempty"`
	Class       CustomerClass `json:"class"`
	Phone4      string        `json:"phone_last4,omitempty"`
	Attested    bool          `json:"attested_age"`

	Items       []OrderItem `json:"items"`
	ShopTotal   money.Cents `json:"shop_total"`
	ShopTax     money.Cents `json:"shop_tax"`
	Method      string      `json:"payment_method,omitempty"`
	Note        string      `json:"note,omitempty"`
	DeliveryZIP string      `json:"delivery_zip,omitempty"`

	Fulfilment Fulfilment `json:"fulfilment"`
	Arrival    Arrival    `json:"arrival"`
	Identity   Identity   `json:"identity"`
	Payment    Payment    `json:"payment"`

	Spot         string    `json:"spot,omitempty"`
	Vehicle      Vehicle   `json:"vehicle,omitzero"`
	ArrivedAt    time.Time `json:"arrived_at,omitzero"`
	ClaimedBy    string    `json:"claimed_by,omitempty"` // staff id, never told to the shop
	ClaimedUntil time.Time `json:"claimed_until,omitzero"`
	VerifiedAt   time.Time `json:"verified_at,omitzero"`
	IdentityNote string    `json:"identity_reason,omitempty"` // as the shop was told
	RefusalCode  string    `json:"refusal_code,omitempty"`    // why exactly; stays here
	CancelledBy  string    `json:"cancelled_by,omitempty"`
	CancelReason string    `json:"cancel_reason,omitempty"`

	Packed     []PackedUnit `json:"packed,omitempty"`
	BagCode    string       `json:"bag_code,omitempty"`    // on the sealed bag's exit label
	BagScanned bool         `json:"bag_scanned,omitempty"` // at hand-over, after the ID
	Shelf      string       `json:"shelf,omitempty"`       // where the sealed bag stands, such as "B2"
	// BagOut is the staff id of who has the sealed bag in hand, since BagOutAt. It
	// ends with the hand-over or with the scan of a shelf.
	BagOut    string      `json:"bag_out,omitempty"`
	BagOutAt  time.Time   `json:"bag_out_at,omitzero"`
	Sale      string      `json:"sale,omitempty"`
	SaleTotal money.Cents `json:"sale_total,omitempty"`

	// Attention says in words why a person must look; empty if nobody must.
	Attention string `json:"attention,omitempty"`
	// Parked: a hole in its revisions survived a snapshot; nothing moves it.
	Parked  bool      `json:"parked,omitempty"`
	Changed time.Time `json:"changed"`
}

// Open says whether the order still needs something from the shop's people.
func (o Order) Open() bool {
	switch o.Fulfilment {
	case HandedOver, Restocked, Rejected:
		return false
	case Cancelled, Expired:
		return len(o.Packed) > 0 // the bag must go back to the shelf
	}
	return true
}

// FeedItem is one thing that the order feed brought, after its frame was
// checked: an event, a snapshot frame, or a frame that was set aside.
type FeedItem struct {
	Kind     FeedKind
	Cursor   string // of an event; as_of of a snapshot frame
	Source   string
	EventID  string
	Type     string // order.placed, …
	Subject  string
	Revision int64 // 0 if the event changes no order
	At       time.Time
	Order    *Order       // whole orders: placed, amended, customer_updated, payment_changed, snapshot items
	Change   *OrderChange // order.changed, arrival, cancellation
	Basket   *Basket      // order.verdict_requested
	SKUs     []string     // catalog.changed
	Problem  string       // why it was set aside (nacked, unknown type or status), in words
}

// FeedKind is what a FeedItem is.
type FeedKind string

// The kinds of feed item.
const (
	FeedEvent         FeedKind = "event"
	FeedSetAside      FeedKind = "set_aside" // malformed or unknown: uses up its cursor and revision
	FeedSnapshotBegin FeedKind = "snapshot_begin"
	FeedSnapshotItem  FeedKind = "snapshot_item"
	FeedSnapshotEnd   FeedKind = "snapshot_end"
)

// OrderChange is the part of an order that an event moves; zero fields stay.
type OrderChange struct {
	Fulfilment   Fulfilment
	Arrival      Arrival
	Identity     Identity
	Payment      Payment
	Spot         string
	Vehicle      Vehicle
	ArrivedAt    time.Time
	ClaimedUntil time.Time
	CancelledBy  string
	CancelReason string
	// CancelRequested: the customer asks; a person decides.
	CancelRequested bool
	Because         string // the key of our command that caused it
}

// Basket is the shop's question whether a basket may be sold.
type Basket struct {
	ID       string
	Deadline time.Time
	Order    Order
}

// ShopCommand is one frame for the shop: stored before it is sent, sent again
// until its result arrives. Frame is the JSON without "t" and "key".
type ShopCommand struct {
	RowID int64
	Key   string // UUIDv7
	Type  string // "cmd" or "stock"
	Order string
	Op    string
	Frame []byte
	At    time.Time
	// NeedsRevision: sent only while younger than the shop's memory of keys,
	// because nothing else would stop it from being applied twice.
	HasExpectedRevision bool
	Result              string // "", applied, duplicate, rejected, superseded
}

// ShopResult is the shop's answer to a ShopCommand.
type ShopResult struct {
	Key      string
	Status   string // applied, duplicate, rejected, superseded
	First    string // of a duplicate: what the first answer was
	Revision int64
	Reason   string
}
