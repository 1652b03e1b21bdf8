package order

import (
	"encoding/json"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// frame is a command for the shop (curbfeed/1, "Frames, terminal → shop")
// without "t" and "key".
type frame struct {
	Order          string       `json:"order"`
	ExpectRevision *int64       `json:"expect_rev,omitempty"`
	At             string       `json:"at"`
	Op             string       `json:"op"`
	To             string       `json:"to,omitempty"`
	Outcome        string       `json:"outcome,omitempty"`
	Reason         string       `json:"reason,omitempty"`
	By             string       `json:"by,omitempty"`
	TTLSeconds     int64        `json:"ttl_s,omitempty"`
	Sale           string       `json:"sale,omitempty"`
	Total          *money.Cents `json:"total,omitempty"`
	Payment        string       `json:"payment,omitempty"`
	Lines          []frameLine  `json:"lines,omitempty"`
}

type frameLine struct {
	Line      string           `json:"line"`
	Quantity  measure.Quantity `json:"qty"`
	UnitPrice money.Cents      `json:"unit_price"`
}

// needsRevision are the ops that the shop takes only at the expected revision.
var needsRevision = map[string]bool{"set_fulfilment": true, "reject": true, "handed_over": true}

// tell adds a command for the shop. Each of several commands of one step expects
// the revision that the one before it makes.
func (e *Effect) tell(o terminal.Order, step Step, f frame) {
	f.Order = o.ID
	f.At = step.At.Format(time.RFC3339Nano)
	if needsRevision[f.Op] {
		expected := o.Revision + int64(step.Pending+len(e.Commands))
		f.ExpectRevision = &expected
	}
	// A struct of texts and numbers always encodes.
	body, _ := json.Marshal(f)
	e.Commands = append(e.Commands, terminal.ShopCommand{
		Type: "cmd", Order: o.ID, Op: f.Op, Frame: body, At: step.At,
		HasExpectedRevision: f.ExpectRevision != nil,
	})
}

// tellFulfilment tells where the order is now.
func (e *Effect) tellFulfilment(o terminal.Order, step Step) {
	e.tell(o, step, frame{Op: "set_fulfilment", To: string(o.Fulfilment)})
}
