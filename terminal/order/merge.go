package order

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// mergeWhole takes the shop's fields of a whole order. What belongs to this
// terminal stays: the packed units, the bag, who claimed, the checks made, lines
// that were taken out.
func mergeWhole(o *terminal.Order, whole terminal.Order, item terminal.FeedItem, effect *Effect) {
	if whole.Payment != "" {
		shopPayment(o, whole.Payment)
	}
	if !beforeHandOver.has(o.Fulfilment) {
		if item.Type == EventAmended {
			attend(o, "The customer changed the order after it was "+Words(o.Fulfilment)+".")
		}
		return
	}
	o.PlacedAt, o.Channel = whole.PlacedAt, whole.Channel
	o.WindowFrom, o.WindowTo = whole.WindowFrom, whole.WindowTo
	sameCustomer(o, whole)
	o.CustomerRef, o.FirstName, o.FamilyName = whole.CustomerRef, whole.FirstName, whole.FamilyName
	o.BirthYear, o.Class, o.Phone4, o.Attested = whole.BirthYear, whole.Class, whole.Phone4, whole.Attested
	o.ShopTotal, o.ShopTax, o.Method = whole.ShopTotal, whole.ShopTax, whole.Method
	o.Note, o.DeliveryZIP = whole.Note, whole.DeliveryZIP
	if whole.Arrival != "" {
		shopArrival(o, whole.Arrival, terminal.OrderChange{
			Spot: whole.Spot, Vehicle: whole.Vehicle, ArrivedAt: whole.ArrivedAt,
		}, item)
	}
	mergeItems(o, whole.Items, item, effect)
}

// sameCustomer drops a check of the ID if the order is now somebody else's.
func sameCustomer(o *terminal.Order, whole terminal.Order) {
	same := o.FirstName == whole.FirstName && o.FamilyName == whole.FamilyName &&
		o.BirthYear == whole.BirthYear && o.Class == whole.Class
	if same || o.Identity != terminal.Verified {
		return
	}
	o.Identity, o.VerifiedAt = terminal.Unverified, time.Time{}
	o.BagScanned = false
	attend(o, "The customer on the order changed after the ID was checked. Scan the ID again.")
}

// mergeItems replaces the lines. A line whose product and quantity are as before
// keeps what was taken out of it; a changed one is promised anew. If what must
// be in the bag changed, a sealed bag goes back to picking.
func mergeItems(o *terminal.Order, items []terminal.OrderItem, item terminal.FeedItem, effect *Effect) {
	before := reservedBySKU(o.Items)
	merged := make([]terminal.OrderItem, len(items))
	changed := len(items) != len(o.Items)
	for i, line := range items {
		line.Reserved = measure.Quantity{}
		old, found := itemOf(o.Items, line.Line)
		same := found && old.SKU == line.SKU && old.Quantity.Cmp(line.Quantity) == 0
		switch {
		case !reserving(o.Fulfilment):
		case same:
			line.Reserved = old.Reserved
		default:
			line.Reserved = line.Quantity
		}
		if found && old.SKU != line.SKU {
			strangers(o, line.Line, old.SKU)
		}
		changed = changed || !same
		merged[i] = line
	}
	for _, old := range o.Items {
		if _, stays := itemOf(merged, old.Line); !stays {
			strangers(o, old.Line, old.SKU)
		}
	}
	o.Items = merged
	if !changed {
		return
	}
	changeReserve(before, reservedBySKU(merged), effect)
	reopen(o, item, effect)
}

func itemOf(items []terminal.OrderItem, line string) (terminal.OrderItem, bool) {
	for _, item := range items {
		if item.Line == line {
			return item, true
		}
	}
	return terminal.OrderItem{}, false
}

// strangers renames units in the bag whose line now means another product, so
// that they are not counted for it and must come out.
func strangers(o *terminal.Order, line, sku string) {
	for i := range o.Packed {
		if o.Packed[i].Line == line {
			o.Packed[i].Line = line + "/" + sku
		}
	}
}

// reopen sends a sealed bag back to picking after a change of the lines.
func reopen(o *terminal.Order, item terminal.FeedItem, effect *Effect) {
	switch o.Fulfilment {
	case terminal.Packed, terminal.Ready:
		o.Fulfilment = terminal.Picking
		unseal(o)
		attend(o, "The customer changed the order after it was packed. Open the bag and compare.")
		effect.tellFulfilment(*o, Step{At: item.At})
	case terminal.Accepted, terminal.Picking, terminal.NeedsCustomer:
		attend(o, "The customer changed the order. Compare what is picked.")
	}
}
