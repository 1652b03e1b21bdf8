package present

// Orders is the board: lanes by fulfilment, and the cars that have arrived.
type Orders struct {
	Alarm *OrderAlarm `json:"alarm,omitempty"`
	Lanes []Lane      `json:"lanes"` // new, picking, ready, arrived
	Empty string      `json:"empty,omitempty"`
}

// OrderAlarm is the customer who waits longest and whom nobody has claimed.
type OrderAlarm struct {
	ID        string `json:"id"`
	Tone      Tone   `json:"tone"`
	Title     string `json:"title"`
	Detail    string `json:"detail"`
	WaitLabel string `json:"wait_label"`
	Wait      string `json:"wait"`
	Mute      Button `json:"mute"`
	Claim     Button `json:"claim"`
	// Sounds says whether it may be heard now.
	Sounds bool `json:"sounds"`
}

// Lane is one column of the board.
type Lane struct {
	Icon  string      `json:"icon"`
	Title string      `json:"title"`
	Count string      `json:"count"`
	Tone  Tone        `json:"tone,omitempty"`
	Cards []OrderCard `json:"cards"`
}

// OrderCard is an order on the board; Car is set for one that has arrived.
type OrderCard struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Age         string      `json:"age"`
	Late        bool        `json:"late,omitempty"`
	ChannelIcon string      `json:"channel_icon"`
	Channel     string      `json:"channel"`
	Detail      string      `json:"detail"`
	Amount      string      `json:"amount"`
	Payment     Pill        `json:"payment"`
	Claimed     string      `json:"claimed,omitempty"`
	Button      Button      `json:"button,omitzero"`
	Action      OrderAction `json:"action,omitempty"`
	Selected    bool        `json:"selected,omitempty"`
	Car         *Car        `json:"car,omitempty"`
}

// Car is what to look for outside.
type Car struct {
	Tone   Tone   `json:"tone"`
	Wait   string `json:"wait"`
	Spot   string `json:"spot"`
	Paint  uint32 `json:"paint"` // 0xRRGGBB; Car says the colour in words
	Car    string `json:"car"`
	Plate  string `json:"plate,omitempty"`
	Status Fact   `json:"status"`
}

// OrderPanel is the opened order: packing or hand-over, by where it stands.
type OrderPanel struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Text      string        `json:"text"`
	Name      string        `json:"name"`
	Channel   string        `json:"channel"`
	Payment   Pill          `json:"payment"`
	Attention string        `json:"attention,omitempty"`
	Person    *Person       `json:"person,omitempty"`
	Reason    *Reason       `json:"reason,omitempty"`
	Heading   string        `json:"heading"`
	Rows      []Step        `json:"rows"`
	Bag       string        `json:"bag,omitempty"`
	BagLabel  string        `json:"bag_label,omitempty"`
	Sums      []Sum         `json:"sums,omitempty"`
	Total     string        `json:"total,omitempty"`
	Primary   PanelAction   `json:"primary"`
	Others    []PanelAction `json:"others,omitempty"`
	Back      Button        `json:"back"`
	Scanned   int64         `json:"scanned"`
}

// PanelAction is something to do with the opened order.
type PanelAction struct {
	Action OrderAction `json:"action"`
	Line   string      `json:"line,omitempty"`
	Button Button      `json:"button"`
}

// Count is a drawer being counted: the float of a shift, or its end.
type Count struct {
	Opening  bool       `json:"opening"`
	Title    string     `json:"title"`
	Text     string     `json:"text"`
	Right    [2]string  `json:"right"`
	Bills    []Pieces   `json:"bills"`
	Coins    []Pieces   `json:"coins"`
	Labels   [3]string  `json:"labels"` // bills, coins, counted
	BillsSum string     `json:"bills_sum"`
	CoinsSum string     `json:"coins_sum"`
	Total    string     `json:"total"`
	Unsent   UnsentList `json:"unsent"`
	Note     string     `json:"note"`
	Back     Button     `json:"back"`
	Save     Button     `json:"save"`
	Bank     Button     `json:"bank,omitzero"` // a runner's bank in or out
	Drawer   string     `json:"drawer"`        // changes when another drawer is counted
}

// Pieces is how many of one note or coin were counted.
type Pieces struct {
	Value  int64  `json:"value_cents"`
	Label  string `json:"label"`
	Pieces int    `json:"pieces"`
	Amount string `json:"amount"`
}

// UnsentList is what the state does not have yet. It is live.
type UnsentList struct {
	Title  string `json:"title"`
	Text   string `json:"text"`
	Pill   Pill   `json:"pill"`
	Rows   []Step `json:"rows"`
	More   string `json:"more,omitempty"`
	Action Button `json:"action,omitzero"`
}

// Closed is a shift that is closed: only now is the expected amount shown.
type Closed struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Rows  []Step `json:"rows"`
	Done  Button `json:"done"`
}

// More is what is done more rarely: void, reprint, X, papers and devices.
type More struct {
	Pages       []Choice `json:"pages"`
	Title       string   `json:"title"`
	Text        string   `json:"text"`
	Sales       []Step   `json:"sales"`
	Selected    int      `json:"selected"`
	Void        Button   `json:"void"`
	Reprint     Button   `json:"reprint"`
	X           Button   `json:"x"`
	Drawer      Button   `json:"drawer"`
	SignOut     Button   `json:"sign_out"`
	PapersTitle string   `json:"papers_title"`
	Papers      []Paper  `json:"papers"`
	PapersCalm  string   `json:"papers_calm,omitempty"`
	Devices     []Step   `json:"devices"`
}

// Paper is a print job that waits or that a person must settle.
type Paper struct {
	Job int64  `json:"job"`
	Row Step   `json:"row"`
	Yes Button `json:"yes,omitzero"`
	No  Button `json:"no,omitzero"`
}
