// Package order moves an online order along its four axes: fulfilment, arrival,
// identity and payment (curbfeed/1, "The order's four axes"). It is a pure state
// machine: an order and a move go in, the changed order comes out, with what
// the shop must be told and what becomes of the stock. It reads no clock and
// does no input or output.
//
// Two sides move an order. People here move it by the functions of this package
// (Accept, PackUnit, HandedOver, …); the shop moves it by events (ApplyEvent).
// Where they disagree, physical facts win: what was scanned, packed or handed
// over here is never undone by a frame.
package order

import (
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// Step is when a person moves an order. At is the till's time, with the store's
// offset. Pending counts this order's commands that are stored and whose event
// has not come yet: each will raise the shop's revision by one, so the
// expect_rev of a new command is the order's revision and that count. By is the
// staff id of who does it, empty for the terminal itself.
type Step struct {
	At      time.Time
	Pending int
	By      string
}

// ReserveChange is a promise of stock made or given back, summed by SKU.
type ReserveChange struct {
	SKU      string
	Quantity measure.Quantity
}

// Effect is what a move causes outside the order. The caller applies it in the
// transaction that stores the order.
type Effect struct {
	// Changed: the order must be stored.
	Changed bool
	// Move names the step for the journal, such as "accept" or "order.amended".
	Move string
	// Reserve and Release change what is promised of each SKU.
	Reserve, Release []ReserveChange
	// Bound are units that were put into the bag, Unbound units that left it:
	// taken out, sold, or back on the shelf. A unit code in Bound counts as used;
	// one in Unbound may be scanned again, unless it was sold.
	Bound, Unbound []terminal.PackedUnit
	// Commands are for the shop, without a key: the caller mints it and queues
	// them in this order.
	Commands []terminal.ShopCommand
	// Answered is the key of our own command that this event proves applied.
	Answered string
}

// clone makes an order whose slices may be changed without changing o.
func clone(o terminal.Order) terminal.Order {
	o.Items = slices.Clone(o.Items)
	o.Packed = slices.Clone(o.Packed)
	return o
}

// finish stamps a moved order and forgets the customer of a closed one.
func finish(o terminal.Order, effect Effect, at time.Time) (terminal.Order, Effect, error) {
	effect.Changed = true
	if !at.IsZero() {
		o.Changed = at
	}
	if !o.Open() {
		forget(&o)
	}
	return o, effect, nil
}

// forget erases what is personal: names are kept only while an order is open.
func forget(o *terminal.Order) {
	o.CustomerRef, o.FirstName, o.FamilyName, o.Phone4 = "", "", "", ""
	o.BirthYear = 0
	o.Note, o.DeliveryZIP = "", ""
	o.Vehicle = terminal.Vehicle{}
	o.RefusalCode = "" // one of them says something of the person's age
}

// LineCount is one line while packing.
type LineCount struct {
	Line, SKU, Name string
	Unit            string
	Ordered         measure.Quantity // still to be sold: less after a line out
	Packed          measure.Quantity
}

// Counts gives each line with how much of it is in the bag, and behind them
// lines that are in the bag but no longer on the order (Ordered is 0).
func Counts(o terminal.Order) []LineCount {
	counts := make([]LineCount, 0, len(o.Items))
	known := map[string]bool{}
	for _, item := range o.Items {
		known[item.Line] = true
		ordered := item.Quantity
		if reserving(o.Fulfilment) {
			ordered = item.Reserved
		}
		counts = append(counts, LineCount{
			Line: item.Line, SKU: item.SKU, Name: item.Name, Unit: item.Unit,
			Ordered: ordered, Packed: packedOf(o, item.Line),
		})
	}
	for _, unit := range o.Packed {
		if !known[unit.Line] {
			known[unit.Line] = true
			counts = append(counts, LineCount{Line: unit.Line, Packed: packedOf(o, unit.Line)})
		}
	}
	return counts
}

// packedOf sums what is in the bag for a line. The sums stay far below what a
// Quantity can hold, because a bag has at most PackedUnitsMax units.
func packedOf(o terminal.Order, line string) measure.Quantity {
	var sum measure.Quantity
	for _, unit := range o.Packed {
		if unit.Line != line {
			continue
		}
		if added, err := sum.Add(unit.Quantity); err == nil {
			sum = added
		}
	}
	return sum
}

// reserving says whether stock is promised in this state.
func reserving(f terminal.Fulfilment) bool {
	switch f {
	case terminal.Accepted, terminal.Picking, terminal.Packed, terminal.Ready, terminal.NeedsCustomer:
		return true
	}
	return false
}

// reserveAll promises every line in full.
func reserveAll(o *terminal.Order, effect *Effect) {
	before := reservedBySKU(o.Items)
	for i := range o.Items {
		o.Items[i].Reserved = o.Items[i].Quantity
	}
	changeReserve(before, reservedBySKU(o.Items), effect)
}

// releaseAll gives every promise back.
func releaseAll(o *terminal.Order, effect *Effect) {
	before := reservedBySKU(o.Items)
	for i := range o.Items {
		o.Items[i].Reserved = measure.Quantity{}
	}
	changeReserve(before, nil, effect)
}

func reservedBySKU(items []terminal.OrderItem) []ReserveChange {
	var sums []ReserveChange
	for _, item := range items {
		if item.Reserved.Sign() <= 0 {
			continue
		}
		i := slices.IndexFunc(sums, func(c ReserveChange) bool { return c.SKU == item.SKU })
		if i < 0 {
			sums = append(sums, ReserveChange{item.SKU, item.Reserved})
		} else if sum, err := sums[i].Quantity.Add(item.Reserved); err == nil {
			sums[i].Quantity = sum
		}
	}
	return sums
}

// changeReserve tells the difference between two promises.
func changeReserve(before, after []ReserveChange, effect *Effect) {
	of := func(sums []ReserveChange, sku string) measure.Quantity {
		for _, sum := range sums {
			if sum.SKU == sku {
				return sum.Quantity
			}
		}
		return measure.Quantity{}
	}
	for _, old := range before {
		if less, err := old.Quantity.Sub(of(after, old.SKU)); err == nil && less.Sign() > 0 {
			effect.Release = append(effect.Release, ReserveChange{old.SKU, less})
		}
	}
	for _, now := range after {
		if more, err := now.Quantity.Sub(of(before, now.SKU)); err == nil && more.Sign() > 0 {
			effect.Reserve = append(effect.Reserve, ReserveChange{now.SKU, more})
		}
	}
}
