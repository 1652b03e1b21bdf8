package order

import (
	"github.com/curbline/curbline/terminal"
)

// Cancel ends an order before hand-over, by the store. A packed bag must go back
// to the shelf after it (Restock).
func Cancel(o terminal.Order, reason Reason, step Step) (terminal.Order, Effect, error) {
	if err := reason.check(); err != nil {
		return o, Effect{}, err
	}
	next, effect, err := begin(o, MoveCancel)
	if err != nil {
		return o, effect, err
	}
	cancel(&next, cancelledByStore, string(reason), &effect)
	effect.tell(next, step, frame{Op: "cancel", Reason: string(reason)})
	return finish(next, effect, step.At)
}

// cancel gives the promised stock back. Packed units stay bound until a person
// has put them back.
func cancel(o *terminal.Order, by, reason string, effect *Effect) {
	o.Fulfilment = terminal.Cancelled
	o.CancelledBy, o.CancelReason = by, reason
	o.BagScanned = false
	releaseAll(o, effect)
	if len(o.Packed) > 0 {
		attend(o, "The order is cancelled. Put what is packed back on the shelf.")
	}
}

// Expire ends a ready order that nobody fetched.
func Expire(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveExpire)
	if err != nil {
		return o, effect, err
	}
	expire(&next, &effect)
	effect.tellFulfilment(next, step)
	return finish(next, effect, step.At)
}

func expire(o *terminal.Order, effect *Effect) {
	o.Fulfilment, o.BagScanned = terminal.Expired, false
	releaseAll(o, effect)
	attend(o, "Nobody fetched the order. Put what is packed back on the shelf.")
}

// Restock says that a cancelled or expired order's bag is back on the shelf. It
// fails with order.nothing_packed if there was none.
func Restock(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveRestock)
	if err != nil {
		return o, effect, err
	}
	if len(o.Packed) == 0 {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.nothing_packed", "Nothing of order %s was packed.", o.ID)
	}
	effect.Unbound = next.Packed
	next.Packed, next.Attention = nil, ""
	unseal(&next)
	effect.tell(next, step, frame{Op: "restocked"})
	return finish(next, effect, step.At)
}
