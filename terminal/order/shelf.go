package order

import (
	"time"

	"github.com/curbline/curbline/terminal"
)

// A sealed bag is on a shelf, or in somebody's hand. Who claims a customer whose
// bag is ready takes it with them, so it counts as out from the claim on; the
// scans at the car say so once more. It is back by the scan of a shelf and by
// nothing else: a lease that runs out does not carry a bag inside.

// Shelve puts a sealed bag onto a shelf, which makes a packed one ready. The bag
// is in nobody's hand after it and must be scanned again at a hand-over. It fails
// with order.wrong_shelf.
func Shelve(o terminal.Order, shelf string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveShelve)
	if err != nil {
		return o, effect, err
	}
	if err := checkShelf(shelf); err != nil {
		return o, Effect{}, err
	}
	stand(&next, shelf)
	if next.Fulfilment != o.Fulfilment {
		effect.tellFulfilment(next, step)
	}
	return finish(next, effect, step.At)
}

// PutBack is a ready bag that comes back without a hand-over: it stands on a
// shelf again, and the customer waits for whoever claims them next.
func PutBack(o terminal.Order, shelf string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MovePutBack)
	if err != nil {
		return o, effect, err
	}
	if err := checkShelf(shelf); err != nil {
		return o, Effect{}, err
	}
	stand(&next, shelf)
	if o.Arrival == terminal.Claimed || o.Arrival == terminal.Met {
		unclaim(&next)
		effect.tell(next, step, frame{Op: "release_arrival"})
	}
	return finish(next, effect, step.At)
}

// OnShelf says whether the bag stands on that shelf with nobody on the way to its
// customer: putting it back would change nothing.
func OnShelf(o terminal.Order, shelf string) bool {
	return o.Fulfilment == terminal.Ready && o.Shelf == shelf && o.BagOut == "" && o.ClaimedBy == "" && !o.BagScanned
}

func checkShelf(shelf string) error {
	if shelf != "" {
		return nil
	}
	return terminal.Errorf(terminal.Invalid, "order.wrong_shelf", "That is not the code of a shelf.").
		WithHint("Scan the code on the edge of the shelf.")
}

func stand(o *terminal.Order, shelf string) {
	o.Shelf, o.BagScanned = shelf, false
	dropBag(o)
}

// takeBag notes who has the ready bag in hand.
func takeBag(o *terminal.Order, by string, step Step) {
	if by == "" || o.Fulfilment != terminal.Ready || o.BagOut == by {
		return
	}
	o.BagOut, o.BagOutAt = by, step.At
}

// takeOutside is for what is done before the customer: at a car the bag is there.
func takeOutside(o *terminal.Order, step Step) {
	if o.Spot != CounterSpot {
		takeBag(o, step.By, step)
	}
}

func dropBag(o *terminal.Order) { o.BagOut, o.BagOutAt = "", time.Time{} }

// unseal forgets the code of a bag that is open again, and where it was.
func unseal(o *terminal.Order) {
	o.BagCode, o.BagScanned, o.Shelf = "", false, ""
	dropBag(o)
}
