package present

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// comesBack says whether a bag must go back to its shelf: it is out with
// somebody, or nobody will get it.
func comesBack(o terminal.Order) bool {
	switch o.Fulfilment {
	case terminal.Cancelled, terminal.Expired:
		return len(o.Packed) > 0
	case terminal.Ready:
		return o.BagOut != "" || o.Identity == terminal.IdentityRefused
	}
	return false
}

// scanShelf puts the bag of the order in front on the shelf whose code was
// scanned, or back there after a refusal.
func (c *Counter) scanShelf(ctx context.Context, shelf, code string) error {
	s := c.now()
	say := s.language.Say
	if s.tab != TabOrders || s.order == "" {
		return terminal.Errorf(terminal.Conflict, "order.shelf_no_order", "%s", say(text.ShelfNoOrder))
	}
	o, err := c.readOrder(ctx, s.order)
	if err != nil {
		return err
	}
	switch {
	case comesBack(o):
		return c.do(ctx, "", &till.BringBack{Order: o.ID, Code: code}, func(till.Outcome) error {
			c.options.Till.ClearRefusal(o.ID)
			c.forgetRead(o.ID)
			c.inform(Good, say(text.BroughtBack, o.ID, shelf), "")
			return nil
		})
	case o.Fulfilment == terminal.Packed, o.Fulfilment == terminal.Ready:
		return c.do(ctx, "", &till.ShelveBag{Order: o.ID, Code: code}, func(till.Outcome) error {
			c.inform(Good, say(text.Shelved, o.ID, shelf), "")
			return nil
		})
	}
	return terminal.Errorf(terminal.Conflict, "order.bag_not_sealed", "%s", say(text.ShelfNotReady, o.ID))
}

// bagPlace says where an order's bag is: out with somebody, or on its shelf;
// empty if nobody knows more than that it is ready.
func (f *frame) bagPlace(o terminal.Order) string {
	switch {
	case o.BagOut != "":
		return f.say(text.BagOut, f.nameOf(o.BagOut))
	case o.Shelf != "":
		return f.say(text.ShelfIs, plain(o.Shelf))
	}
	return ""
}
