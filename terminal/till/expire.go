package till

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

// ExpireBags gives up ready bags that nobody came for: the shop is told, and the
// bag waits to be put back on the shelf.
type ExpireBags struct{ machineCommand }

// Name is "order.expire_bags".
func (*ExpireBags) Name() string { return "order.expire_bags" }

func (*ExpireBags) run(a *act) (any, error) {
	kept := a.till.options.Shop.PackedBagKept
	if kept <= 0 {
		return 0, nil
	}
	open, err := a.tx.OpenOrders()
	if err != nil {
		return nil, err
	}
	expired := 0
	for _, o := range open {
		if !waitsTooLong(o, a.now(), kept) {
			continue
		}
		if _, err := a.moveOrder(o.ID, order.Expire); err != nil {
			return nil, err
		}
		expired++
	}
	return expired, nil
}

// waitsTooLong spares an order whose customer is already here.
func waitsTooLong(o terminal.Order, now time.Time, kept time.Duration) bool {
	return o.Fulfilment == terminal.Ready && !o.Parked && !order.Here(o) && now.Sub(o.Changed) > kept
}

// AcceptDraft records, at each start with a real state, who answers for selling
// by a rule pack that is a draft.
type AcceptDraft struct {
	machineCommand
	Pack    string
	Version string
	By      string
}

// Name is "rules.accept_draft".
func (*AcceptDraft) Name() string { return "rules.accept_draft" }

func (c *AcceptDraft) run(a *act) (any, error) {
	return nil, a.record(terminal.DraftAccepted{Pack: c.Pack, Version: c.Version, By: c.By})
}
