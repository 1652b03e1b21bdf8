package order

import (
	"time"

	"github.com/curbline/curbline/terminal"
)

// ClaimMax is the longest lease on a waiting customer.
const ClaimMax = time.Hour

// CounterSpot is the spot of a customer who stands at the counter.
const CounterSpot = "counter"

// arrivalRank orders the axis; an unknown state has no rank.
var arrivalRank = map[terminal.Arrival]int{
	terminal.ArrivalNone: 1, terminal.ArrivalEnRoute: 2, terminal.Arrived: 3, terminal.Claimed: 4, terminal.Met: 5,
}

// Here says whether the customer is at the shop.
func Here(o terminal.Order) bool { return arrivalRank[o.Arrival] >= arrivalRank[terminal.Arrived] }

// HeldByOther says whether somebody else's claim on the customer still runs.
func HeldByOther(o terminal.Order, by string, now time.Time) bool {
	return o.ClaimedBy != "" && o.ClaimedBy != by && now.Before(o.ClaimedUntil)
}

// Claim leases a waiting customer to a person until a time. By is the staff id
// and stays here; pseudonym is what the shop is told. The same person may claim
// again to make the lease longer; another one gets order.claimed until it is
// over.
func Claim(o terminal.Order, by, pseudonym string, until time.Time, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveClaim)
	if err != nil {
		return o, effect, err
	}
	lease := until.Sub(step.At)
	if by == "" || pseudonym == "" || by == pseudonym || lease < time.Second || lease > ClaimMax {
		return o, Effect{}, terminal.Errorf(terminal.Invalid, "order.claim", "A claim needs a person and a time of at most %s.", ClaimMax)
	}
	if !Here(o) {
		return o, Effect{}, notArrived(o)
	}
	if o.Arrival != terminal.Arrived && HeldByOther(o, by, step.At) {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.claimed", "Somebody else is serving order %s.", o.ID).
			WithHint("Take the next one, or wait until it is released.")
	}
	next.Arrival, next.ClaimedBy, next.ClaimedUntil = terminal.Claimed, by, until
	takeBag(&next, by, step)
	effect.tell(next, step, frame{Op: "claim_arrival", By: pseudonym, TTLSeconds: int64(lease / time.Second)})
	return finish(next, effect, step.At)
}

// Release gives a claimed customer back.
func Release(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveRelease)
	if err != nil {
		return o, effect, err
	}
	if o.Arrival != terminal.Claimed {
		return o, Effect{}, notClaimed(o)
	}
	if o.BagOut == o.ClaimedBy && o.Identity == terminal.Unverified {
		// Claimed by mistake: nobody was at the car yet, so the bag has not left.
		dropBag(&next)
	}
	unclaim(&next)
	effect.tell(next, step, frame{Op: "release_arrival"})
	return finish(next, effect, step.At)
}

// LeaseOver gives a customer back whose lease has ended. The shop counts the
// same lease, so it is not told. Changed is false while the lease runs.
func LeaseOver(o terminal.Order, now time.Time) (terminal.Order, Effect) {
	if o.Arrival != terminal.Claimed || now.Before(o.ClaimedUntil) {
		return o, Effect{}
	}
	unclaim(&o)
	o.Changed = now
	return o, Effect{Changed: true, Move: "lease_over"}
}

func unclaim(o *terminal.Order) {
	o.Arrival, o.ClaimedBy, o.ClaimedUntil = terminal.Arrived, "", time.Time{}
}

// Meet says that whoever claimed the customer stands before them. The shop is
// not told.
func Meet(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveMeet)
	if err != nil {
		return o, effect, err
	}
	if o.Arrival != terminal.Claimed {
		return o, Effect{}, notClaimed(o)
	}
	next.Arrival = terminal.Met
	return finish(next, effect, step.At)
}

// MarkArrivedAtCounter says that the customer stands at the counter, for
// in-store pickup or for a customer who left the car. It is not told.
func MarkArrivedAtCounter(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveArrivedCounter)
	if err != nil {
		return o, effect, err
	}
	arrive(&next, terminal.Arrived, CounterSpot, terminal.Vehicle{}, step.At)
	return finish(next, effect, step.At)
}

// arrive moves the arrival axis forward only. A customer who newly arrives must
// be checked anew: the ID scan counts only after arrival. The order of the moves
// decides that, not the times, because the shop's clock is not ours.
func arrive(o *terminal.Order, to terminal.Arrival, spot string, vehicle terminal.Vehicle, at time.Time) {
	if arrivalRank[to] > arrivalRank[o.Arrival] {
		if !Here(*o) && arrivalRank[to] >= arrivalRank[terminal.Arrived] {
			o.ArrivedAt = at
			if o.Identity == terminal.Verified {
				o.Identity, o.VerifiedAt = terminal.Unverified, time.Time{}
			}
			o.BagScanned = false
		}
		o.Arrival = to
	}
	if spot != "" {
		o.Spot = spot
	}
	if vehicle != (terminal.Vehicle{}) {
		o.Vehicle = vehicle
	}
}

func notArrived(o terminal.Order) error {
	return terminal.Errorf(terminal.Conflict, "order.not_arrived", "The customer of order %s is not here yet.", o.ID).
		WithHint("If the person stands before you, mark them as arrived first.")
}

func notClaimed(o terminal.Order) error {
	return terminal.Errorf(terminal.Conflict, "order.not_claimed", "Nobody has claimed the customer of order %s.", o.ID)
}
