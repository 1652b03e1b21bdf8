package till

import (
	"crypto/rand"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/staff"
)

// claimLease is how long a claimed car stays with one person.
const claimLease = 5 * time.Minute

// MoveOrder is a step of an online order that a person takes and that needs
// nothing but a reason or a line.
type MoveOrder struct {
	personCommand
	Order  string           `json:"order"`
	Move   order.Move       `json:"move"`
	Reason order.Reason     `json:"reason,omitempty"` // of reject and cancel
	Line   string           `json:"line,omitempty"`   // of a line taken out
	Keep   measure.Quantity `json:"keep,omitzero"`    // what stays of the line
}

// Name is "order.move".
func (*MoveOrder) Name() string { return "order.move" }

func (c *MoveOrder) permission() staff.Permission {
	switch c.Move {
	case order.MoveAccept:
		return staff.AcceptOrder
	case order.MoveReject, order.MoveCancel:
		return staff.RejectOrder
	case order.MoveClaim, order.MoveRelease, order.MoveMeet, order.MoveArrivedCounter:
		return staff.HandOver
	}
	return staff.PackOrder
}

// moves are the steps that need nothing but the order and the time.
var moves = map[order.Move]func(terminal.Order, order.Step) (terminal.Order, order.Effect, error){
	order.MoveAccept:         order.Accept,
	order.MoveStartPicking:   order.StartPicking,
	order.MoveBreakSeal:      order.BreakSeal,
	order.MoveNeedsCustomer:  order.NeedsCustomer,
	order.MoveReady:          order.Ready,
	order.MoveRelease:        order.Release,
	order.MoveMeet:           order.Meet,
	order.MoveArrivedCounter: order.MarkArrivedAtCounter,
	order.MoveExpire:         order.Expire,
	order.MoveRestock:        order.Restock,
}

func (c *MoveOrder) run(a *act) (any, error) {
	switch c.Move {
	case order.MoveMeet:
		if _, err := a.reclaim(c.Order); err != nil {
			return nil, err
		}
	case order.MoveLineOut:
		if err := c.unpackFirst(a); err != nil {
			return nil, err
		}
	}
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		if c.Move == order.MoveAccept && o.Class != terminal.Adult {
			// The rules say so at hand-over, too; nobody should pack in vain.
			return o, order.Effect{}, refuse(o.ID, terminal.AsError(a.till.options.Rules.Advise(rules.Question{
				At: a.now(), Class: o.Class, Channel: o.Channel, EarlierKnown: true, Lines: []terminal.Line{{}},
			}).Err()), nil)
		}
		if move, ok := moves[c.Move]; ok {
			return move(o, step)
		}
		switch c.Move {
		case order.MoveReject:
			return order.Reject(o, c.Reason, step)
		case order.MoveCancel:
			return order.Cancel(o, c.Reason, step)
		case order.MoveLineOut:
			return order.LineOut(o, c.Line, c.Keep, step)
		case order.MoveUnpackLine:
			return order.UnpackLine(o, c.Line, step)
		case order.MoveClaim:
			return a.claim(o, step)
		}
		return o, order.Effect{}, terminal.Errorf(terminal.Invalid, "order.unknown_move", "An order has no step %q.", c.Move)
	})
}

// unpackFirst opens a sealed bag of which a line becomes less: all of the line
// comes out, and what stays of it is scanned in again.
func (c *MoveOrder) unpackFirst(a *act) error {
	o, err := a.tx.Order(c.Order)
	if err != nil {
		return err
	}
	sealed := o.Fulfilment == terminal.Packed || o.Fulfilment == terminal.Ready
	if !sealed || c.Keep.Sign() <= 0 {
		return nil
	}
	_, err = a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.UnpackLine(o, c.Line, step)
	})
	return err
}

// moveOrder runs one pure move on an order and does everything that it causes in
// this transaction: stock promised and given back, units bound to tags, frames
// for the shop, the journal entry.
func (a *act) moveOrder(id string, move func(terminal.Order, order.Step) (terminal.Order, order.Effect, error)) (terminal.Order, error) {
	before, err := a.tx.Order(id)
	if err != nil {
		return before, err
	}
	before, lapsed := order.LeaseOver(before, a.now())
	pending, err := a.tx.CommandsWithoutEvent(id)
	if err != nil {
		return before, err
	}
	after, effect, err := move(before, order.Step{At: a.now(), Pending: pending, By: a.session.Staff})
	if err != nil {
		return before, err
	}
	effect.Changed = effect.Changed || lapsed.Changed
	if err := a.enough(after, effect); err != nil {
		return before, err
	}
	return after, a.keepOrder(after, effect)
}

// enough says whether the shop has what a move promises more of, before anything
// is written.
func (a *act) enough(o terminal.Order, effect order.Effect) error {
	for _, c := range effect.Reserve {
		short := terminal.Errorf(terminal.Conflict, "order.out_of_stock", "There is not enough of %s for order %s.", c.SKU, o.ID).
			WithHint("Reject it as out of stock, or count the shelf.")
		if _, err := a.tx.Product(c.SKU); err != nil {
			if terminal.KindOf(err) == terminal.NotFound {
				return terminal.Errorf(terminal.Conflict, "catalog.unknown_sku", "This shop does not sell %s, which order %s wants.", c.SKU, o.ID).
					WithHint("Reject it, or import the product.").Wrap(err)
			}
			return err
		}
		stock, err := a.tx.Stock(c.SKU)
		if err != nil {
			return err
		}
		if _, err := stock.Reserved.Add(c.Quantity); err != nil {
			return terminal.Errorf(terminal.Invalid, "order.quantity_range", "%s of %s is more than can be promised.", c.Quantity, c.SKU).Wrap(err)
		}
		if left, err := stock.Available(); err != nil || left.Cmp(c.Quantity) < 0 {
			return short.Wrap(err)
		}
	}
	return nil
}

// keepOrder stores an order with all that its move causes.
func (a *act) keepOrder(o terminal.Order, effect order.Effect) error {
	if effect.Answered != "" {
		if err := a.tx.MarkEchoed(effect.Answered); err != nil {
			return err
		}
	}
	if !effect.Changed {
		return nil
	}
	if err := a.promise(effect); err != nil {
		return err
	}
	if err := a.bind(o, effect); err != nil {
		return err
	}
	for _, command := range effect.Commands {
		command.Key = clock.NewID()
		if err := a.tx.QueueShopCommand(command); err != nil {
			return err
		}
	}
	if len(effect.Commands) > 0 {
		a.touch("shop")
	}
	if o.Changed.IsZero() || o.Changed.Before(a.stamp.Wall) {
		o.Changed = a.stamp.Wall
	}
	if err := a.tx.PutOrder(o); err != nil {
		return err
	}
	a.touch("order")
	if mayNotBeHandedOver(o.Fulfilment) {
		a.forget(o.ID)
	}
	return a.record(terminal.OrderMoved{
		Order: o.ID, Move: effect.Move, Revision: o.Revision, Fulfilment: o.Fulfilment, Arrival: o.Arrival,
		Identity: o.Identity, Payment: o.Payment, Detail: o.Attention,
	})
}

func mayNotBeHandedOver(f terminal.Fulfilment) bool {
	switch f {
	case terminal.HandedOver, terminal.Cancelled, terminal.Expired, terminal.Restocked, terminal.Rejected:
		return true
	}
	return false
}

// promise changes what is reserved of each SKU.
func (a *act) promise(effect order.Effect) error {
	var touched []string
	change := func(changes []order.ReserveChange, sign func(measure.Quantity) measure.Quantity) error {
		for _, c := range changes {
			stock, err := a.tx.Stock(c.SKU)
			if err != nil {
				return err
			}
			reserved, err := stock.Reserved.Add(sign(c.Quantity))
			if err != nil {
				return err
			}
			if err := a.tx.SetReserved(c.SKU, reserved); err != nil {
				return err
			}
			touched = append(touched, c.SKU)
		}
		return nil
	}
	if err := change(effect.Release, measure.Quantity.Neg); err != nil {
		return err
	}
	if err := change(effect.Reserve, func(q measure.Quantity) measure.Quantity { return q }); err != nil {
		return err
	}
	if len(touched) == 0 {
		return nil
	}
	return a.tellStock(touched...)
}

// bind keeps per package how much of it is in sealed or open bags.
func (a *act) bind(o terminal.Order, effect order.Effect) error {
	change := func(units []terminal.PackedUnit, sign func(measure.Quantity) measure.Quantity) error {
		for _, unit := range units {
			pack, err := a.tx.Package(unit.Tag)
			if err != nil {
				return err
			}
			bound, err := pack.Bound.Add(sign(unit.Quantity))
			if err != nil {
				return err
			}
			if err := a.tx.SetBound(unit.Tag, bound); err != nil {
				return err
			}
		}
		return nil
	}
	if err := change(effect.Unbound, measure.Quantity.Neg); err != nil {
		return err
	}
	if err := change(effect.Bound, func(q measure.Quantity) measure.Quantity { return q }); err != nil {
		return err
	}
	for _, unit := range effect.Bound {
		if unit.UnitCode != "" {
			if err := a.tx.UseUnitCode(unit.UnitCode, o.ID); err != nil {
				return err
			}
		}
	}
	if o.Fulfilment == terminal.HandedOver {
		return nil // what was sold stays used for ever
	}
	for _, unit := range effect.Unbound {
		if unit.UnitCode != "" {
			if err := a.tx.FreeUnitCode(unit.UnitCode); err != nil {
				return err
			}
		}
	}
	return nil
}

// PackUnit is one scan while packing: one unit, bound to its package.
type PackUnit struct {
	personCommand
	Order    string            `json:"order"`
	Code     string            `json:"code"`
	Quantity *measure.Quantity `json:"qty,omitempty"` // one unit if left out
	// Weighing is the scale's answer, for goods sold by weight.
	Weighing *terminal.Weighing `json:"weighing,omitempty"`
}

// Name is "order.pack".
func (*PackUnit) Name() string                 { return "order.pack" }
func (*PackUnit) permission() staff.Permission { return staff.PackOrder }

func (c *PackUnit) run(a *act) (any, error) {
	product, pack, err := a.findGoods(c.Order, c.Code)
	if err != nil {
		return nil, err
	}
	unit := order.Scanned{SKU: product.SKU, Tag: pack.Tag, Quantity: measure.Whole(1)}
	switch {
	case product.SoldBy == measure.Grams && c.Weighing == nil:
		return nil, needsScale(product.Name)
	case product.SoldBy == measure.Grams:
		if err := a.checkWeighing(*c.Weighing); err != nil {
			return nil, err
		}
		unit.Quantity, unit.Weighed = c.Weighing.Grams, c.Weighing
	case c.Quantity != nil:
		unit.Quantity = *c.Quantity
	}
	if parsed, err := catalog.ParseCode(c.Code); err == nil && parsed.RetailID != "" {
		unit.UnitCode = parsed.RetailID
		if unit.Seen, err = a.tx.UnitCodeUsed(unit.UnitCode); err != nil {
			return nil, err
		}
	}
	// What is promised to this order is part of what is reserved, so only the
	// package itself is looked at.
	if err := catalog.SellFrom(pack, a.legalDay(), unit.Quantity); err != nil {
		return nil, refuse(c.Order, terminal.AsError(err), nil)
	}
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.PackUnit(o, unit, step)
	})
}

// SealBag ends packing: the bag gets a code, and its exit label is printed.
type SealBag struct {
	personCommand
	Order string `json:"order"`
	// Shelf is the code of the shelf where the bag will stand, for the label; it
	// may be empty.
	Shelf string `json:"shelf,omitempty"`
}

// Name is "order.seal".
func (*SealBag) Name() string                 { return "order.seal" }
func (*SealBag) permission() staff.Permission { return staff.PackOrder }

func (c *SealBag) run(a *act) (any, error) {
	code, err := catalog.NewBagCode(rand.Reader)
	if err != nil {
		return nil, err
	}
	shelf := ""
	if c.Shelf != "" {
		if shelf, err = shelfOf(c.Shelf); err != nil {
			return nil, err
		}
	}
	sealed, err := a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		next, effect, err := order.FinishPacking(o, code, step)
		next.Shelf = shelf
		return next, effect, err
	})
	if err != nil {
		return nil, err
	}
	label := printjob.ExitLabel(sealed, a.till.storeInfo(), code)
	return sealed, a.queuePaper("exit_label", sealed.ID, 1, label)
}

// AcknowledgeOrder takes an order's "needs attention" away, or sets a parked one
// free: a person has looked.
type AcknowledgeOrder struct {
	personCommand
	Order string `json:"order"`
}

// Name is "order.acknowledge".
func (*AcknowledgeOrder) Name() string                 { return "order.acknowledge" }
func (*AcknowledgeOrder) permission() staff.Permission { return staff.SettleOrder }

func (c *AcknowledgeOrder) run(a *act) (any, error) {
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		if o.Parked {
			return order.Unpark(o, step)
		}
		return order.Acknowledge(o, step)
	})
}
