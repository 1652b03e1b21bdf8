package order

import (
	"errors"

	"github.com/curbline/curbline/terminal"
)

// ErrHole says that revisions of an order are missing before an item. Nothing
// was changed; the feed must bring a snapshot (curbfeed/1, rule 2).
var ErrHole = errors.New("a revision of the order is missing")

// The event types that change an order (curbfeed/1, "Event types").
const (
	EventPlaced          = "order.placed"
	EventAmended         = "order.amended"
	EventCancelRequested = "order.cancel_requested"
	EventCancelled       = "order.cancelled"
	EventArrived         = "order.customer_arrived"
	EventCustomer        = "order.customer_updated"
	EventPayment         = "order.payment_changed"
	EventChanged         = "order.changed"
)

// ApplyEvent applies one item of the feed to the order that it is about; order
// is nil if there is none here yet. It takes events, set-aside items that name
// an order, and snapshot items.
//
// An event is applied only if its revision is the next one. A repeated one
// changes nothing (Effect.Changed is false); a hole gives ErrHole and the order
// as it was. A set-aside item uses its revision up and asks for a person. Changed
// of the order is left to the caller: the shop's clock orders nothing here.
func ApplyEvent(order *terminal.Order, item terminal.FeedItem) (terminal.Order, Effect, error) {
	switch {
	case item.Kind == terminal.FeedSnapshotItem && item.Order != nil:
		return applySnapshot(order, item)
	case item.Kind == terminal.FeedSetAside && item.Type == string(terminal.FeedSnapshotItem):
		return asideSnapshot(order, item)
	case item.Kind == terminal.FeedEvent, item.Kind == terminal.FeedSetAside:
		return applyNext(order, item)
	}
	return orZero(order), Effect{}, terminal.Errorf(terminal.Internal, "order.not_an_event", "A feed item that changes no order was applied to one.")
}

func orZero(order *terminal.Order) terminal.Order {
	if order == nil {
		return terminal.Order{}
	}
	return *order
}

// applyNext takes an event or a set-aside one in the order of its revisions.
func applyNext(order *terminal.Order, item terminal.FeedItem) (terminal.Order, Effect, error) {
	if item.Revision <= 0 {
		return orZero(order), Effect{}, nil
	}
	effect := Effect{Move: item.Type}
	var next terminal.Order
	switch {
	case order == nil:
		// Any other event without its order means that the placing got lost.
		if item.Revision != 1 && item.Type != EventPlaced {
			return terminal.Order{}, Effect{}, ErrHole
		}
		next = shell(item)
	case order.Parked, item.Revision <= order.Revision:
		return *order, Effect{}, nil
	case item.Revision != order.Revision+1:
		return *order, Effect{}, ErrHole
	default:
		next = clone(*order)
	}
	if next.ID == "" {
		return next, Effect{}, nil
	}
	next.Revision = item.Revision
	if next.Source == "" {
		next.Source = item.Source
	}
	attend(&next, item.Problem)
	if item.Kind == terminal.FeedEvent {
		applyBody(&next, item, &effect)
	} else if item.Problem == "" {
		attend(&next, "News from the web shop could not be read.")
	}
	return finish(next, effect, next.Changed)
}

// shell is a new order that nothing is known of yet.
func shell(item terminal.FeedItem) terminal.Order {
	o := terminal.Order{ID: item.Subject, Source: item.Source, PlacedAt: item.At}
	if item.Order != nil {
		o.ID = item.Order.ID
	}
	o.Fulfilment, o.Arrival, o.Identity, o.Payment = terminal.Placed, terminal.ArrivalNone, terminal.Unverified, terminal.Unpaid
	return o
}

func applyBody(o *terminal.Order, item terminal.FeedItem, effect *Effect) {
	if item.Order == nil && item.Change == nil {
		attend(o, "News from the web shop said nothing that this terminal understands.")
		return
	}
	if item.Order != nil {
		mergeWhole(o, *item.Order, item, effect)
	}
	if item.Change != nil {
		applyChange(o, *item.Change, item, effect)
	}
}

// applyChange moves the axes. What one of our own commands caused is old news:
// the order moved here before the shop was told.
func applyChange(o *terminal.Order, change terminal.OrderChange, item terminal.FeedItem, effect *Effect) {
	effect.Answered = change.Because
	echo := change.Because != ""
	if change.CancelRequested {
		if beforeHandOver.has(o.Fulfilment) {
			attend(o, "The customer asks to cancel ("+spoken(change.CancelReason)+").")
		} else if o.Fulfilment == handed {
			attend(o, "The customer asked to cancel after the hand-over.")
		}
	}
	if !echo {
		if change.Arrival != "" {
			shopArrival(o, change.Arrival, change, item)
		}
		if change.Identity == terminal.IdentityRefused && o.Identity == terminal.Unverified {
			o.Identity = terminal.IdentityRefused
		}
	}
	if change.Identity != "" && !knownIdentity(change.Identity) {
		attend(o, "The web shop names an identity check that this terminal does not know.")
	}
	if change.Payment != "" {
		shopPayment(o, change.Payment)
	}
	if change.Fulfilment != "" {
		shopFulfilment(o, change, echo, effect)
	}
}

func (f fulfilments) has(one terminal.Fulfilment) bool {
	for _, each := range f {
		if each == one {
			return true
		}
	}
	return false
}

func knownIdentity(i terminal.Identity) bool {
	return i == terminal.Unverified || i == terminal.Verified || i == terminal.IdentityRefused
}

// shopArrival follows the customer, forward only.
func shopArrival(o *terminal.Order, to terminal.Arrival, change terminal.OrderChange, item terminal.FeedItem) {
	if !beforeHandOver.has(o.Fulfilment) {
		return
	}
	if arrivalRank[to] == 0 || to == terminal.Met {
		attend(o, "The web shop names an arrival that this terminal does not know.")
		return
	}
	at := change.ArrivedAt
	if at.IsZero() {
		at = item.At
	}
	was := o.Arrival
	arrive(o, to, change.Spot, change.Vehicle, at)
	if o.Arrival == terminal.Claimed && was != terminal.Claimed {
		// Somebody else's claim; its lease frees it here too.
		o.ClaimedBy, o.ClaimedUntil = "", change.ClaimedUntil
	}
}

var paymentRank = map[terminal.Payment]int{
	terminal.Unpaid: 1, terminal.Authorized: 2, terminal.Paid: 3, terminal.Refunded: 4,
}

// shopPayment believes the shop also where money went away again: thinking an
// order paid that is not would hand goods over for nothing. After hand-over the
// sale has the last word, and only a refund is news.
func shopPayment(o *terminal.Order, to terminal.Payment) {
	switch {
	case paymentRank[to] == 0:
		attend(o, "The web shop names a payment state that this terminal does not know.")
		return
	case o.Fulfilment == handed && to != terminal.Refunded, to == o.Payment:
		return
	case paymentRank[to] < paymentRank[o.Payment]:
		attend(o, "The web shop took a payment back: it is "+string(to)+" now.")
	case to == terminal.Refunded:
		attend(o, "The web shop gave the customer's money back.")
	}
	o.Payment = to
}

// shopFulfilment follows the shop along the drawn edges that need nothing
// physical; anything else is shown to a person and moves nothing.
func shopFulfilment(o *terminal.Order, change terminal.OrderChange, echo bool, effect *Effect) {
	to := change.Fulfilment
	switch {
	case fulfilmentWords[to] == "":
		attend(o, "The web shop names a state that this terminal does not know.")
	case to == cancelled:
		shopCancels(o, change, echo, effect)
	case to == o.Fulfilment:
	case to == handed:
		// Nothing was sold here for it, so it must not be sold a second time.
		o.Parked = true
		attend(o, "The web shop says that this order is handed over, but there is no sale of it here.")
	case echo, ahead(*o, to):
	case shopEdges[o.Fulfilment].has(to):
		shopEdge(o, to, change, effect)
	default:
		attend(o, "The web shop says that this order is "+Words(to)+"; here it is "+Words(o.Fulfilment)+".")
	}
}

// ahead says whether the shop's word is merely older than what happened here:
// order.changed carries all axes, also those that did not move, and commands of
// ours may still be on their way.
func ahead(o terminal.Order, to terminal.Fulfilment) bool {
	here, there := mainLine[o.Fulfilment], mainLine[to]
	switch {
	case o.Fulfilment == needs:
		return there > 0 && to != accepted && to != handed
	case !beforeHandOver.has(o.Fulfilment):
		return beforeHandOver.has(to)
	}
	return here > 0 && there > 0 && there <= here
}

func shopEdge(o *terminal.Order, to terminal.Fulfilment, change terminal.OrderChange, effect *Effect) {
	from := o.Fulfilment
	if to == accepted && len(o.Items) == 0 {
		attend(o, "The web shop accepted this order, but it has no lines that could be read.")
		return
	}
	o.Fulfilment = to
	switch {
	case to == accepted && from == placed:
		reserveAll(o, effect)
	case to == needs:
		unseal(o)
		attend(o, "The web shop waits for the customer's answer.")
	case to == expired:
		expire(o, effect)
	case to == rejected:
		o.CancelledBy, o.CancelReason = change.CancelledBy, change.CancelReason
		attend(o, "The web shop rejected this order.")
	}
}

// shopCancels: a cancellation beats a bag that is still here, a hand-over beats
// a cancellation (curbfeed/1, rule 6).
func shopCancels(o *terminal.Order, change terminal.OrderChange, echo bool, effect *Effect) {
	switch {
	case beforeHandOver.has(o.Fulfilment):
		cancel(o, change.CancelledBy, change.CancelReason, effect)
	case o.Fulfilment == handed && !echo:
		attend(o, "The web shop cancelled this order after it was handed over ("+spoken(change.CancelReason)+").")
	}
}
