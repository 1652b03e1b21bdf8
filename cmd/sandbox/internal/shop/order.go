package shop

// The order as curbfeed/1 sends it. Money is cents, a quantity a decimal
// string, a time RFC 3339 with offset.
type order struct {
	ID           string     `json:"id"`
	Rev          int64      `json:"rev,omitempty"`
	PlacedAt     string     `json:"placed_at"`
	Channel      string     `json:"channel"`
	PickupWindow *window    `json:"pickup_window,omitempty"`
	Customer     customer   `json:"customer"`
	Items        []line     `json:"items"`
	Discounts    []discount `json:"discounts"`
	Totals       totals     `json:"totals"`
	Payment      payment    `json:"payment"`
	Delivery     *delivery  `json:"delivery,omitempty"`
	Arrival      arrival    `json:"arrival"`
	Note         string     `json:"note"`
}

type window struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type customer struct {
	Ref           string  `json:"ref"`
	First         string  `json:"first"`
	Last          string  `json:"last"`
	BirthYear     int     `json:"birth_year"`
	Class         string  `json:"class"`
	MedicalNumber *string `json:"medical_number"`
	PhoneLast4    string  `json:"phone_last4"`
	AttestedAge   bool    `json:"attested_age"`
}

type line struct {
	Line      string `json:"line"`
	SKU       string `json:"sku"`
	Name      string `json:"name"`
	Qty       string `json:"qty"`
	Unit      string `json:"unit"`
	UnitPrice int64  `json:"unit_price"`
}

type discount struct {
	Line   string `json:"line"`
	Amount int64  `json:"amount"`
	Code   string `json:"code"`
}

type totals struct {
	Subtotal int64 `json:"subtotal"`
	Discount int64 `json:"discount"`
	Tax      int64 `json:"tax"`
	Total    int64 `json:"total"`
}

type payment struct {
	State  string  `json:"state"`
	Method string  `json:"method"`
	Ref    *string `json:"ref"`
}

type delivery struct {
	Zip     string `json:"zip"`
	Address string `json:"address"`
}

type vehicle struct {
	Color string `json:"color"`
	Make  string `json:"make"`
	Plate string `json:"plate"`
}

type arrival struct {
	State   string   `json:"state"`
	Spot    string   `json:"spot,omitempty"`
	Vehicle *vehicle `json:"vehicle,omitempty"`
	At      string   `json:"at,omitempty"`
}

// The axes that stand beside the order.
type identityOutcome struct {
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
	At      string `json:"at"`
}

type claim struct {
	By    string `json:"by"`
	Until string `json:"until"`
}

type cancellation struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
	At     string `json:"at"`
}

// axes is the data of order.changed and stands beside the order in a
// snapshot_item.
type axes struct {
	Fulfilment string           `json:"fulfilment"`
	Identity   *identityOutcome `json:"identity"`
	Claimed    *claim           `json:"claimed"`
	Cancelled  *cancellation    `json:"cancelled"`
	Because    string           `json:"because,omitempty"`
}

// handOver is what the terminal told with handed_over; its tax and total are
// the ones that count.
type handOver struct {
	Sale    string         `json:"sale"`
	Total   int64          `json:"total"`
	Payment string         `json:"payment"`
	Lines   []handOverLine `json:"lines"`
	At      string         `json:"at"`
}

type handOverLine struct {
	Line      string `json:"line"`
	Qty       string `json:"qty"`
	UnitPrice int64  `json:"unit_price"`
}

// record is an order as the shop keeps it: what it sends, and what it needs to
// decide the next move.
type record struct {
	Order           order            `json:"order"`
	Fulfilment      string           `json:"fulfilment"`
	Identity        *identityOutcome `json:"identity"`
	Claimed         *claim           `json:"claimed"`
	Cancelled       *cancellation    `json:"cancelled"`
	CancelRequested string           `json:"cancel_requested,omitempty"`
	Packed          bool             `json:"packed"` // a bag stands on the shelf
	HandOver        *handOver        `json:"hand_over,omitempty"`
	Page            string           `json:"page"` // the customer's unguessable address
	History         []historyEntry   `json:"history"`
}

type historyEntry struct {
	Rev        int64  `json:"rev"`
	At         string `json:"at"`
	Type       string `json:"type"`
	Fulfilment string `json:"fulfilment"`
	Arrival    string `json:"arrival"`
	Identity   string `json:"identity"`
	Payment    string `json:"payment"`
	Because    string `json:"because,omitempty"`
}

func (r *record) axes(because string) axes {
	return axes{Fulfilment: r.Fulfilment, Identity: r.Identity, Claimed: r.Claimed, Cancelled: r.Cancelled, Because: because}
}

// open says whether the order belongs in a snapshot: something is still to be
// done at the store, be it only the restocking of a bag.
func (r *record) open() bool {
	switch r.Fulfilment {
	case fulfilmentHandedOver, fulfilmentRestocked:
		return false
	case fulfilmentCancelled:
		return r.Packed
	}
	return true
}
