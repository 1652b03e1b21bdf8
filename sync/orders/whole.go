package orders

import (
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// decodeOrder reads a whole order. Fulfilment and Identity stay empty: they are
// not in it. The medical number, the street address and anything else that an
// Order has no place for is dropped here, so that it is never stored. The second
// result says in words which states were not known.
func decodeOrder(body fields) (*terminal.Order, string) {
	o := &terminal.Order{
		ID: body.needID("id", OrderIDMax), PlacedAt: body.needMoment("placed_at"),
		Channel: body.text("channel", WordMax), Note: body.text("note", NoteMax),
	}
	var odd []string
	switch o.Channel {
	case "pickup", "curbside", "drive_through", "delivery":
	default:
		odd = append(odd, unknownState("channel", o.Channel))
	}
	if window := body.object("pickup_window"); window.values != nil {
		o.WindowFrom, o.WindowTo = window.moment("from"), window.moment("to")
	}
	decodeCustomer(o, body.needObject("customer"), &odd)
	decodeItems(o, body)
	totals := body.needObject("totals")
	totals.cents("subtotal")
	totals.cents("discount")
	o.ShopTax, o.ShopTotal = totals.cents("tax"), totals.needCents("total")
	decodePayment(o, body.object("payment"), &odd)
	decodeArrival(o, body.object("arrival"), &odd)
	o.DeliveryZIP = body.object("delivery").text("zip", PlateMax)
	return o, strings.Join(odd, " ")
}

func decodeCustomer(o *terminal.Order, customer fields, odd *[]string) {
	o.CustomerRef = customer.id("ref", IdentifierMax)
	o.FirstName, o.FamilyName = customer.text("first", NameMax), customer.text("last", NameMax)
	o.BirthYear = int(customer.integer("birth_year", 1880, 2200))
	o.Class = terminal.CustomerClass(customer.text("class", WordMax))
	o.Attested = customer.flag("attested_age")
	o.Phone4 = customer.text("phone_last4", 4)
	if strings.Trim(o.Phone4, "0123456789") != "" {
		customer.fault("phone_last4", "not digits")
	}
	if o.Class != terminal.Adult && o.Class != terminal.Medical {
		*odd = append(*odd, unknownState("customer class", string(o.Class)))
	}
}

func decodePayment(o *terminal.Order, payment fields, odd *[]string) {
	o.Method = payment.text("method", WordMax)
	state := terminal.Payment(payment.text("state", WordMax))
	switch state {
	case "", terminal.Unpaid, terminal.Authorized, terminal.Paid, terminal.Refunded:
		o.Payment = state
	default:
		*odd = append(*odd, unknownState("payment", string(state)))
	}
}

func decodeArrival(o *terminal.Order, arrival fields, odd *[]string) {
	o.Spot, o.Vehicle, o.ArrivedAt = arrival.text("spot", WordMax), decodeVehicle(arrival.object("vehicle")), arrival.moment("at")
	state := terminal.Arrival(arrival.text("state", WordMax))
	switch state {
	case "", terminal.ArrivalNone, terminal.ArrivalEnRoute, terminal.Arrived:
		o.Arrival = state
	default:
		*odd = append(*odd, unknownState("arrival", string(state)))
	}
}

func decodeVehicle(vehicle fields) terminal.Vehicle {
	return terminal.Vehicle{
		Color: vehicle.text("color", WordMax), Make: vehicle.text("make", WordMax), Plate: vehicle.text("plate", PlateMax),
	}
}

// decodeItems reads the lines and sums each line's discounts.
func decodeItems(o *terminal.Order, body fields) {
	body.need("items")
	lines := body.objects("items", ItemsMax)
	if body.has("items") && len(lines) == 0 {
		body.fault("items", "empty")
	}
	index := map[string]int{}
	for i, line := range lines {
		item := terminal.OrderItem{
			Line: line.needID("line", LineMax), SKU: line.needID("sku", SKUMax), Name: line.text("name", NameMax),
			Quantity: line.quantity("qty"), Unit: line.needID("unit", WordMax), UnitPrice: line.needCents("unit_price"),
		}
		if _, twice := index[item.Line]; twice {
			line.fault("line", "there twice")
		}
		index[item.Line] = i
		unit := measure.Unit(item.Unit)
		if item.Unit != "" && !unit.Valid() {
			line.fault("unit", "not each or g")
		}
		if unit == measure.Each && !item.Quantity.IsWhole() {
			line.fault("qty", "not a whole number of pieces")
		}
		o.Items = append(o.Items, item)
	}
	for _, discount := range body.objects("discounts", DiscountsMax) {
		amount := discount.needCents("amount")
		discount.text("code", WordMax)
		i, known := index[discount.needID("line", LineMax)]
		if !known {
			discount.fault("line", "not a line of the order")
			continue
		}
		sum, err := money.Sum(o.Items[i].Discount, amount)
		if err != nil || !covered(o.Items[i], sum) {
			discount.fault("amount", "more than the line costs")
			continue
		}
		o.Items[i].Discount = sum
	}
}

// covered says whether a line costs at least its discount. Half a cent goes up,
// as when the line is priced.
func covered(item terminal.OrderItem, discount money.Cents) bool {
	gross, err := terminal.Line{UnitPrice: item.UnitPrice, Quantity: item.Quantity}.Gross()
	return err == nil && discount <= gross
}
