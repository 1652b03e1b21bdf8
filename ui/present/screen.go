package present

import (
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/text"
)

// Tone is what a colour means. It never speaks alone: a word stands beside it.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Good    Tone = "good"
	Info    Tone = "info"
	Caution Tone = "caution"
	Alarm   Tone = "alarm"
)

// Name says which screen is in front.
type Name string

// The screens.
const (
	ScreenSignIn   Name = "sign_in"
	ScreenCheckout Name = "checkout"
	ScreenRefused  Name = "refused"
	ScreenPay      Name = "pay"
	ScreenChange   Name = "change"
	ScreenOrders   Name = "orders"
	ScreenOrder    Name = "order"
	ScreenCount    Name = "count"
	ScreenClosed   Name = "closed"
	ScreenMore     Name = "more"
	ScreenTablets  Name = "tablets"
	ScreenFiling   Name = "filing"
)

// Screen is everything that one screen shows, at one place of the journal. It is
// never changed after it was made. Texts may mark what is bold with asterisks.
type Screen struct {
	Name     Name          `json:"name"`
	Sequence int64         `json:"sequence"`
	Epoch    string        `json:"epoch,omitempty"`
	Language text.Language `json:"language"`
	Bar      Bar           `json:"bar"`
	Footer   Footer        `json:"footer"`
	Banner   *Banner       `json:"banner,omitempty"`
	Prompt   *Prompt       `json:"prompt,omitempty"`

	// Weigh stands in place of the left column of the checkout or of an order.
	Weigh *WeighPanel `json:"weigh,omitempty"`

	SignIn   *SignIn     `json:"sign_in,omitempty"`
	Checkout *Checkout   `json:"checkout,omitempty"`
	Refused  *Refused    `json:"refused,omitempty"`
	Pay      *Pay        `json:"pay,omitempty"`
	Change   *Change     `json:"change,omitempty"`
	Orders   *Orders     `json:"orders,omitempty"`
	Order    *OrderPanel `json:"order,omitempty"`
	Count    *Count      `json:"count,omitempty"`
	Closed   *Closed     `json:"closed,omitempty"`
	More     *More       `json:"more,omitempty"`
	Tablets  *Tablets    `json:"tablets,omitempty"`
	Filing   *Filing     `json:"filing,omitempty"`
}

// ButtonState says whether a button can be pressed.
type ButtonState string

// The states of a button. A busy or blocked one says why in its label.
const (
	ButtonReady   ButtonState = ""
	ButtonBusy    ButtonState = "busy"
	ButtonBlocked ButtonState = "blocked"
)

// Button is something to press.
type Button struct {
	Label  string      `json:"label"`
	Second string      `json:"second,omitempty"`
	Key    string      `json:"key,omitempty"`
	State  ButtonState `json:"state,omitempty"`
	Chosen bool        `json:"chosen,omitempty"`
}

// Fact is a line with an icon.
type Fact struct {
	Icon string `json:"icon"`
	Tone Tone   `json:"tone,omitempty"`
	Text string `json:"text"`
}

// Pill is a small toned word.
type Pill struct {
	Icon string `json:"icon"`
	Tone Tone   `json:"tone,omitempty"`
	Text string `json:"text"`
}

// Bar is the bar along the top.
type Bar struct {
	Shop     string    `json:"shop"`
	Terminal string    `json:"terminal"`
	Tabs     []Section `json:"tabs"`
	Person   string    `json:"person"`
	Clock    string    `json:"clock"`
	Chip     Chip      `json:"chip"`
}

// Section is one tab of the bar.
type Section struct {
	ID      Tab    `json:"id"`
	Label   string `json:"label"`
	Count   string `json:"count,omitempty"`
	Tone    Tone   `json:"tone,omitempty"`
	Current bool   `json:"current,omitempty"`
}

// Chip tells the truth about the feed and the filing.
type Chip struct {
	Tone  Tone `json:"tone,omitempty"`
	Feed  Fact `json:"feed"`
	State Fact `json:"state"`
}

// Footer is the bar along the bottom.
type Footer struct {
	Rules   string `json:"rules"`
	Hint    string `json:"hint,omitempty"`
	License string `json:"license"`
	Keys    []Key  `json:"keys,omitempty"`
}

// Key is a key and what it does here.
type Key struct {
	Key  string `json:"key"`
	Does string `json:"does"`
}

// Banner is something about the whole shop, or the answer to the last press.
type Banner struct {
	Icon  string    `json:"icon"`
	Tone  Tone      `json:"tone"`
	Title string    `json:"title"`
	Text  string    `json:"text,omitempty"`
	Right [2]string `json:"right,omitzero"`
}

// SignIn asks who works here.
type SignIn struct {
	Title   string   `json:"title"`
	Text    string   `json:"text"`
	People  []Worker `json:"people"`
	Chosen  string   `json:"chosen,omitempty"` // badge
	PIN     string   `json:"pin_label,omitempty"`
	SignIn  Button   `json:"sign_in"`
	Problem string   `json:"problem,omitempty"`
}

// Worker is a person of the shop's staff.
type Worker struct {
	Badge  string `json:"badge"`
	Name   string `json:"name"`
	Role   string `json:"role"`
	Chosen bool   `json:"chosen,omitempty"`
}

// PersonState is what is known of the person at the counter.
type PersonState string

// The states of the person strip.
const (
	PersonNobody     PersonState = "nobody"
	PersonReading    PersonState = "reading"
	PersonAccepted   PersonState = "accepted"
	PersonRefused    PersonState = "refused"
	PersonUnreadable PersonState = "unreadable"
)

// Person is the strip that says who is being served.
type Person struct {
	State   PersonState `json:"state"`
	Verdict string      `json:"verdict"`
	Class   string      `json:"class,omitempty"`
	Detail  string      `json:"detail,omitempty"`
	Name    string      `json:"name"`
	Text    string      `json:"text,omitempty"`
	Facts   []Fact      `json:"facts,omitempty"`
	Action  Button      `json:"action,omitzero"`
}

// Meter shows how much of a limit is used.
type Meter struct {
	Title   string     `json:"title"`
	Rule    string     `json:"rule,omitempty"`
	State   MeterState `json:"state"`
	Percent string     `json:"percent,omitempty"`
	Used    string     `json:"used,omitempty"`
	Parts   []Part     `json:"parts,omitempty"`
	Left    string     `json:"left,omitempty"`
	Rows    []MeterRow `json:"rows,omitempty"`
	More    string     `json:"more,omitempty"`
}

// MeterState is how much of a limit is used.
type MeterState string

// The states of a limit.
const (
	MeterUnused MeterState = "unused"
	MeterUnder  MeterState = "under"
	MeterNearly MeterState = "nearly"
	MeterAt     MeterState = "at"
	MeterOver   MeterState = "over"
)

// MeterRow is one of several limits.
type MeterRow struct {
	State  MeterState `json:"state"`
	Name   string     `json:"name"`
	Amount string     `json:"amount"`
	Parts  []Part     `json:"parts"`
}

// Part is one part of a limit that is used. Shade 0 is earlier, 1 to 3 are terms
// of the limit.
type Part struct {
	Shade    int    `json:"shade"`
	Permille int    `json:"permille"`
	Label    string `json:"label,omitempty"`
	Amount   string `json:"amount,omitempty"`
}

// Reason explains why something is refused.
type Reason struct {
	Title      string   `json:"title"`
	Text       string   `json:"text,omitempty"`
	Bar        []Part   `json:"bar,omitempty"`
	LimitLabel string   `json:"limit_label,omitempty"`
	TotalLabel string   `json:"total_label,omitempty"`
	WorkTitle  string   `json:"work_title,omitempty"`
	Work       []Work   `json:"work,omitempty"`
	Rule       string   `json:"rule,omitempty"`
	RuleText   string   `json:"rule_text,omitempty"`
	Citation   string   `json:"citation,omitempty"`
	FixTitle   string   `json:"fix_title,omitempty"`
	Fixes      []Button `json:"fixes,omitempty"`
	StepsTitle string   `json:"steps_title,omitempty"`
	Steps      []string `json:"steps,omitempty"`
	Record     string   `json:"record,omitempty"`
	RecordText string   `json:"record_text,omitempty"`
	Actions    []Button `json:"actions,omitempty"`
}

// Work is one step of the arithmetic.
type Work struct {
	What  string `json:"what"`
	How   string `json:"how,omitempty"`
	Value string `json:"value"`
	Sum   bool   `json:"sum,omitempty"`
}

// Refused is a person who may not buy.
type Refused struct {
	Person Person `json:"person"`
	Reason Reason `json:"reason"`
}

// Checkout is the sale that is being rung up.
type Checkout struct {
	Person     Person    `json:"person"`
	SearchHint string    `json:"search_hint"`
	Search     string    `json:"search"`
	Categories []Choice  `json:"categories"`
	Tiles      []Tile    `json:"tiles"`
	Meter      Meter     `json:"meter"`
	Reason     *Reason   `json:"reason,omitempty"` // in place of search, tiles and meter
	Cart       CartPanel `json:"cart"`
}

// Choice is one of several.
type Choice struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Chosen bool   `json:"chosen,omitempty"`
}

// Tile is a product.
type Tile struct {
	SKU     string `json:"sku"`
	Icon    string `json:"icon"`
	Name    string `json:"name"`
	Detail  string `json:"detail,omitempty"`
	Price   string `json:"price"`
	Stock   string `json:"stock,omitempty"`
	Last    bool   `json:"last,omitempty"`
	Blocked string `json:"blocked,omitempty"`
	Why     string `json:"why,omitempty"` // the whole sentence behind Blocked
}

// CartPanel is the cart with its sums.
type CartPanel struct {
	ID         string     `json:"id,omitempty"`
	Title      string     `json:"title"`
	Items      string     `json:"items"`
	Lines      []CartLine `json:"lines"`
	Scanned    int64      `json:"scanned"` // counts scans: another number, another flash
	Sums       []Sum      `json:"sums"`
	TotalLabel string     `json:"total_label"`
	Total      string     `json:"total"`
	Hold       Button     `json:"hold"`
	Pay        Button     `json:"pay"`
}

// CartLine is one line of the cart.
type CartLine struct {
	Number   int    `json:"line"`
	Quantity string `json:"quantity"`
	Count    string `json:"count"`
	Name     string `json:"name"`
	Amount   string `json:"amount"`
	Tag      string `json:"tag"`
	Note     string `json:"note,omitempty"`
	Problem  string `json:"problem,omitempty"`
	Tone     Tone   `json:"tone,omitempty"` // of the problem
	Selected bool   `json:"selected,omitempty"`
	Discount Button `json:"discount"`
	Remove   Button `json:"remove"`
}

// Sum is one amount of the sale's sum.
type Sum struct {
	Label  string `json:"label"`
	Amount string `json:"amount"`
}

// Pay is the payment of a cart or of an order's bag.
type Pay struct {
	Person      Person   `json:"person"`
	Tenders     []Button `json:"tenders"` // cash, debit, split
	Mode        string   `json:"mode"`    // cash, debit or split
	QuickLabel  string   `json:"quick_label"`
	Quick       []Quick  `json:"quick"`
	GivenLabel  string   `json:"given_label"`
	Given       int64    `json:"given_cents"`
	GivenText   string   `json:"given"`
	Reference   string   `json:"reference"`
	RefLabel    string   `json:"reference_label"`
	TotalLabel  string   `json:"total_label"`
	Total       string   `json:"total"`
	ChangeLabel string   `json:"change_label"`
	Change      string   `json:"change"`
	GiveLabel   string   `json:"give_label"`
	Give        string   `json:"give"`
	Finish      Button   `json:"finish"`
	BackLabel   Button   `json:"back"`
	SaleOf      string   `json:"order,omitempty"`
	due         money.Cents
}

// Quick is an amount that a person is likely to hand over.
type Quick struct {
	Cents  int64  `json:"cents"`
	Label  string `json:"label"`
	Chosen bool   `json:"chosen,omitempty"`
}

// Change is what to give back, after the sale is on disk.
type Change struct {
	Title    string `json:"title"`
	Paid     string `json:"paid"`
	Label    string `json:"label"`
	Change   string `json:"change"`
	Give     string `json:"give"`
	Heading  string `json:"heading"`
	Happened []Step `json:"happened"`
	Note     string `json:"note"`
	Again    Button `json:"again"`
	Next     Button `json:"next"`
}

// Step is something that happened or is to be done, in two lines.
type Step struct {
	Icon    string `json:"icon"`
	Tone    Tone   `json:"tone,omitempty"`
	Title   string `json:"title"`
	Text    string `json:"text,omitempty"`
	Right   string `json:"right,omitempty"`
	Note    string `json:"note,omitempty"`
	Current bool   `json:"current,omitempty"`
	ID      string `json:"id,omitempty"`
}
