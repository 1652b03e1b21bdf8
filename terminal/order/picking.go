package order

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// Limits of a bag.
const (
	// PackedUnitsMax bounds the scans in one bag.
	PackedUnitsMax = 500
	// BagCodeMax bounds a bag's code: what a Code 128 label of an exit bag holds.
	BagCodeMax = 40
)

// Accept takes the order: the shop will fulfil it. Stock is reserved for every
// line (the caller has checked that there is enough). From needs_customer it
// goes on with what was agreed; lines that were taken out stay out.
func Accept(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveAccept)
	if err != nil {
		return o, effect, err
	}
	if len(next.Items) == 0 {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.empty", "Order %s has no lines that could be read.", o.ID).
			WithHint("Look at it in the web shop.")
	}
	if o.Fulfilment == terminal.Placed {
		reserveAll(&next, &effect)
	}
	effect.tellFulfilment(next, step)
	return finish(next, effect, step.At)
}

// Reject refuses a new order with a reason of the closed list.
func Reject(o terminal.Order, reason Reason, step Step) (terminal.Order, Effect, error) {
	if err := reason.check(); err != nil {
		return o, Effect{}, err
	}
	next, effect, err := begin(o, MoveReject)
	if err != nil {
		return o, effect, err
	}
	next.CancelReason, next.CancelledBy = string(reason), cancelledByStore
	effect.tell(next, step, frame{Op: "reject", Reason: string(reason)})
	return finish(next, effect, step.At)
}

// StartPicking begins to collect an accepted order.
func StartPicking(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveStartPicking)
	if err != nil {
		return o, effect, err
	}
	effect.tellFulfilment(next, step)
	return finish(next, effect, step.At)
}

// Scanned is one unit that was scanned while packing. Quantity is 1 for goods
// sold by piece and the weighed grams for goods sold by weight. Seen says that
// the unit's Retail ID code was counted before, in this bag or anywhere.
type Scanned struct {
	SKU      string
	Tag      string
	UnitCode string
	Quantity measure.Quantity
	Seen     bool
	Weighed  *terminal.Weighing // nil for pieces
}

// PackUnit puts one scanned unit into the bag and binds it to its package. It
// fails with order.not_on_order, order.line_full, order.unit_counted,
// order.bad_scan, order.bag_full or order.wrong_state.
func PackUnit(o terminal.Order, unit Scanned, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MovePackUnit)
	if err != nil {
		return o, effect, err
	}
	line, err := placeFor(o, unit)
	if err != nil {
		return o, Effect{}, err
	}
	bound := terminal.PackedUnit{Line: line, Tag: unit.Tag, Quantity: unit.Quantity, UnitCode: unit.UnitCode, Weighed: unit.Weighed}
	next.Packed = append(next.Packed, bound)
	effect.Bound = []terminal.PackedUnit{bound}
	return finish(next, effect, step.At)
}

// placeFor finds the line that a unit fills.
func placeFor(o terminal.Order, unit Scanned) (string, error) {
	if unit.Tag == "" || unit.Quantity.Sign() <= 0 {
		return "", terminal.Errorf(terminal.Invalid, "order.bad_scan", "That scan names no package or no quantity.")
	}
	again := func(p terminal.PackedUnit) bool { return unit.UnitCode != "" && p.UnitCode == unit.UnitCode }
	if unit.Seen || slices.ContainsFunc(o.Packed, again) {
		return "", terminal.Errorf(terminal.Conflict, "order.unit_counted", "This unit was counted before.").
			WithHint("Scan the next unit. Each unit's own code counts once.")
	}
	if len(o.Packed) >= PackedUnitsMax {
		return "", terminal.Errorf(terminal.Conflict, "order.bag_full", "A bag holds at most %d scanned units.", PackedUnitsMax)
	}
	onOrder := false
	for _, item := range o.Items {
		if item.SKU != unit.SKU {
			continue
		}
		onOrder = true
		if item.Unit != string(measure.Grams) && unit.Quantity.Cmp(measure.Whole(1)) != 0 {
			return "", terminal.Errorf(terminal.Invalid, "order.bad_scan", "One scan is one unit.")
		}
		after, err := packedOf(o, item.Line).Add(unit.Quantity)
		if err == nil && after.Cmp(item.Reserved) <= 0 {
			return item.Line, nil
		}
	}
	if !onOrder {
		return "", terminal.Errorf(terminal.Conflict, "order.not_on_order", "%s is not on order %s.", unit.SKU, o.ID).
			WithHint("Put it back and scan what the list asks for.")
	}
	return "", terminal.Errorf(terminal.Conflict, "order.line_full", "All of %s that order %s asks for is in the bag.", unit.SKU, o.ID)
}

// UnpackUnit takes one scanned unit out of the open bag: by its own code if it
// has one, else one unit of its package.
func UnpackUnit(o terminal.Order, tag, unitCode string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveUnpackUnit)
	if err != nil {
		return o, effect, err
	}
	i := slices.IndexFunc(next.Packed, func(p terminal.PackedUnit) bool {
		return p.Tag == tag && p.UnitCode == unitCode
	})
	if i < 0 {
		return o, Effect{}, terminal.Errorf(terminal.NotFound, "order.not_in_bag", "That unit is not in the bag of order %s.", o.ID)
	}
	effect.Unbound = []terminal.PackedUnit{next.Packed[i]}
	next.Packed = slices.Delete(next.Packed, i, i+1)
	return finish(next, effect, step.At)
}

// UnpackLine takes all units of a line out of the bag; the line stays on the
// order and is packed again. A sealed bag is broken by it.
func UnpackLine(o terminal.Order, line string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveUnpackLine)
	if err != nil {
		return o, effect, err
	}
	takeOut(&next, line, &effect)
	if len(effect.Unbound) == 0 {
		return o, Effect{}, noLine(o, line)
	}
	reopened(o, &next, &effect, step)
	return finish(next, effect, step.At)
}

// LineOut takes a line, or all of it but keep, off the order: it will not be
// sold. Its units leave the bag and its stock is given back; a sealed bag goes
// back to picking. Where some is kept, units above it must be unpacked first
// (order.unpack_first), because only a scan knows which unit came out.
func LineOut(o terminal.Order, line string, keep measure.Quantity, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveLineOut)
	if err != nil {
		return o, effect, err
	}
	i := slices.IndexFunc(next.Items, func(item terminal.OrderItem) bool { return item.Line == line })
	if i < 0 {
		return o, Effect{}, noLine(o, line)
	}
	if keep.Sign() < 0 || keep.Cmp(next.Items[i].Reserved) >= 0 || (next.Items[i].Unit != string(measure.Grams) && !keep.IsWhole()) {
		return o, Effect{}, terminal.Errorf(terminal.Invalid, "order.wrong_quantity", "Line %s can only become less.", line)
	}
	if keep.Sign() == 0 {
		takeOut(&next, line, &effect)
	} else if packedOf(o, line).Cmp(keep) > 0 {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.unpack_first", "More of line %s is in the bag than stays on the order.", line).
			WithHint("Open the bag and scan the units that come out.")
	}
	before := reservedBySKU(next.Items)
	next.Items[i].Reserved = keep
	changeReserve(before, reservedBySKU(next.Items), &effect)
	if o.Fulfilment == terminal.Packed || o.Fulfilment == terminal.Ready {
		next.Fulfilment = terminal.Picking
	}
	reopened(o, &next, &effect, step)
	return finish(next, effect, step.At)
}

func noLine(o terminal.Order, line string) error {
	return terminal.Errorf(terminal.NotFound, "order.no_line", "Order %s has no line %s to take out.", o.ID, line)
}

func takeOut(o *terminal.Order, line string, effect *Effect) {
	o.Packed = slices.DeleteFunc(o.Packed, func(p terminal.PackedUnit) bool {
		if p.Line != line {
			return false
		}
		effect.Unbound = append(effect.Unbound, p)
		return true
	})
}

// reopened drops the seal of a bag that went back to picking and tells the shop.
func reopened(before terminal.Order, next *terminal.Order, effect *Effect, step Step) {
	if next.Fulfilment == before.Fulfilment {
		return
	}
	unseal(next)
	effect.tellFulfilment(*next, step)
}

// FinishPacking seals the bag under a code once scanned equals ordered on each
// line. It fails with order.not_complete, order.too_much, order.empty_bag or
// order.bag_code.
func FinishPacking(o terminal.Order, bagCode string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveFinishPacking)
	if err != nil {
		return o, effect, err
	}
	if err := checkBagCode(bagCode); err != nil {
		return o, Effect{}, err
	}
	if len(o.Packed) == 0 {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.empty_bag", "Nothing is in the bag of order %s.", o.ID).
			WithHint("Scan each unit into the bag, or cancel the order.")
	}
	for _, count := range Counts(o) {
		switch count.Packed.Cmp(count.Ordered) {
		case -1:
			return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.not_complete",
				"Line %s has %s of %s in the bag.", count.Line, count.Packed, count.Ordered).
				WithHint("Scan the missing units, or take the line out.")
		case 1:
			return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.too_much",
				"The bag holds %s of line %s; the order asks for %s.", count.Packed, count.Line, count.Ordered).
				WithHint("Take the units out that the order does not ask for.")
		}
	}
	next.BagCode, next.BagScanned = bagCode, false
	effect.tellFulfilment(next, step)
	return finish(next, effect, step.At)
}

func checkBagCode(code string) error {
	bad := len(code) == 0 || len(code) > BagCodeMax
	for _, r := range code {
		bad = bad || r <= ' ' || r > '~'
	}
	if !bad {
		return nil
	}
	return terminal.Errorf(terminal.Invalid, "order.bag_code", "A bag's code is 1 to %d letters, digits and signs.", BagCodeMax)
}

// BreakSeal opens a sealed bag; it must be packed to the end and sealed anew.
func BreakSeal(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveBreakSeal)
	if err != nil {
		return o, effect, err
	}
	reopened(o, &next, &effect, step)
	return finish(next, effect, step.At)
}

// NeedsCustomer sets the order aside until the customer has answered. A sealed
// bag loses its code: what is agreed may change what is in it.
func NeedsCustomer(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveNeedsCustomer)
	if err != nil {
		return o, effect, err
	}
	reopened(o, &next, &effect, step)
	return finish(next, effect, step.At)
}

// Ready puts the sealed bag where it is fetched from. If somebody has claimed the
// customer already, the bag is theirs to carry.
func Ready(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveReady)
	if err != nil {
		return o, effect, err
	}
	if next.Arrival == terminal.Claimed {
		takeBag(&next, next.ClaimedBy, step)
	}
	effect.tellFulfilment(next, step)
	return finish(next, effect, step.At)
}
