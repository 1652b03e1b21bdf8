package orders

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// fillEvent reads the data of an event by its type (curbfeed/1, "Finer points").
// It says false for a type that is not known.
func fillEvent(item *terminal.FeedItem, ce fields) bool {
	switch item.Type {
	case "order.placed", "order.amended", "order.customer_updated", "order.payment_changed":
		needRevision(ce)
		data := ce.needObject("data")
		order, odd := decodeOrder(data)
		if id := data.id("id", OrderIDMax); id != item.Subject {
			data.fault("id", "not the event's subject")
		}
		item.Order, item.Problem = order, odd
	case "order.changed":
		needRevision(ce)
		item.Change, item.Problem = decodeAxes(ce.needObject("data"))
	case "order.cancel_requested":
		needRevision(ce)
		item.Change = &terminal.OrderChange{CancelRequested: true, CancelReason: ce.object("data").text("reason", WordMax)}
	case "order.cancelled":
		needRevision(ce)
		data := ce.object("data")
		item.Change = &terminal.OrderChange{
			Fulfilment: terminal.Cancelled, CancelledBy: data.text("by", WordMax), CancelReason: data.text("reason", WordMax),
		}
	case "order.customer_arrived":
		needRevision(ce)
		data := ce.object("data")
		item.Change = &terminal.OrderChange{
			Arrival: terminal.Arrived, Spot: data.text("spot", WordMax),
			Vehicle: decodeVehicle(data.object("vehicle")), ArrivedAt: data.moment("at"),
		}
	case "order.verdict_requested":
		item.Revision = 0
		item.Basket = decodeBasket(ce.needObject("data"), item)
	case "catalog.changed":
		item.Revision = 0
		item.SKUs = ce.needObject("data").ids("skus", SKUsMax, SKUMax)
	default:
		return false
	}
	return true
}

func needRevision(ce fields) {
	ce.need("rev")
	ce.need("subject")
}

func decodeBasket(data fields, item *terminal.FeedItem) *terminal.Basket {
	basket := &terminal.Basket{ID: data.needID("basket", OrderIDMax), Deadline: data.needMoment("deadline")}
	body := data.needObject("order")
	// A basket is no order yet: it may lack what only an order has.
	values := map[string]any{
		"id": basket.ID, "placed_at": data.values["deadline"], "channel": "pickup",
		"customer": map[string]any{"class": string(terminal.Adult)}, "totals": map[string]any{"total": json.Number("0")},
	}
	whole := body.values
	for name, value := range whole {
		if value != nil {
			values[name] = value
		}
	}
	body.values = values
	order, odd := decodeOrder(body)
	if whole["placed_at"] == nil {
		order.PlacedAt = time.Time{}
	}
	if whole["customer"] == nil {
		order.Class = ""
	}
	basket.Order, item.Problem = *order, odd
	return basket
}

// decodeAxes reads the axes beside an order. An unknown state is left out and
// said in words: it moves nothing.
func decodeAxes(data fields) (*terminal.OrderChange, string) {
	change := &terminal.OrderChange{Because: data.id("because", IdentifierMax)}
	var odd []string
	word := terminal.Fulfilment(data.text("fulfilment", WordMax))
	switch word {
	case "", terminal.Placed, terminal.Accepted, terminal.Picking, terminal.Packed, terminal.Ready, terminal.NeedsCustomer,
		terminal.HandedOver, terminal.Cancelled, terminal.Expired, terminal.Restocked, terminal.Rejected:
		change.Fulfilment = word
	default:
		odd = append(odd, unknownState("fulfilment", string(word)))
	}
	if data.has("cancelled") {
		cancelled := data.object("cancelled")
		change.CancelledBy, change.CancelReason = cancelled.text("by", WordMax), cancelled.text("reason", WordMax)
		if change.Fulfilment != terminal.Restocked && change.Fulfilment != terminal.Rejected && change.Fulfilment != terminal.HandedOver {
			change.Fulfilment = terminal.Cancelled
		}
	}
	if data.has("identity") {
		outcome := terminal.Identity(data.object("identity").text("outcome", WordMax))
		switch outcome {
		case terminal.Unverified, terminal.Verified, terminal.IdentityRefused:
			change.Identity = outcome
		default:
			odd = append(odd, unknownState("identity", string(outcome)))
		}
	}
	if data.has("claimed") {
		claimed := data.object("claimed")
		change.Arrival, change.ClaimedUntil = terminal.Claimed, claimed.needMoment("until")
	}
	return change, strings.Join(odd, " ")
}

func unknownState(axis, word string) string {
	return "The web shop names a state of " + axis + " that this terminal does not know (" + word + ")."
}

func join(texts ...string) string {
	return strings.TrimSpace(strings.Join(texts, " "))
}
