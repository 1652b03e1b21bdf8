package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

// claim leases the order's customer to the actor. Who is in the way is named: two
// people on one car must know of each other.
func (a *act) claim(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
	by := a.session.Staff
	next, effect, err := order.Claim(o, by, a.till.options.Shop.RunnerPseudonym(by), a.now().Add(claimLease), step)
	if err != nil && order.HeldByOther(o, by, a.now()) {
		return next, effect, a.heldBy(o, "order.claimed", err)
	}
	return next, effect, err
}

// heldBy names who has the order's customer and until when.
func (a *act) heldBy(o terminal.Order, code string, cause error) error {
	who := "Somebody else"
	if member, err := a.tx.Staff(o.ClaimedBy); err == nil {
		who = member.Name
	}
	until := o.ClaimedUntil.In(a.till.options.Shop.Zone).Format("3:04 PM")
	return terminal.Errorf(terminal.Conflict, code, "%s has order %s until %s.", who, o.ID, until).
		WithHint("Take the next one, or wait until it is released.").Wrap(cause)
}

// servedByOther refuses a hand-over by another than who claimed the customer, as
// long as the claim runs. A lead may step in.
func (a *act) servedByOther(o terminal.Order) error {
	if !order.HeldByOther(o, a.session.Staff, a.now()) || a.session.Role == terminal.Lead || a.session.Role == terminal.Manager {
		return nil
	}
	return a.heldBy(o, "order.claimed_by_other", nil)
}

// reclaim makes a lease of the actor's longer that ran out under their hands, if
// nobody took the customer meanwhile. It gives the order as it is then.
func (a *act) reclaim(id string) (terminal.Order, error) {
	o, err := a.tx.Order(id)
	if err != nil || o.ClaimedBy != a.session.Staff || o.ClaimedBy == "" || a.now().Before(o.ClaimedUntil) ||
		o.Arrival != terminal.Claimed || !order.Allowed(o, order.MoveClaim) {
		return o, err
	}
	return a.moveOrder(id, a.claim)
}

// claimFree claims a customer at a car for whoever hands the bag over, where
// nobody has them.
func (a *act) claimFree(o terminal.Order) error {
	free := o.ClaimedBy == "" || !a.now().Before(o.ClaimedUntil)
	if !free {
		return nil
	}
	_, err := a.moveOrder(o.ID, a.claim)
	return err
}
