package order_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

func by(staff string) order.Step {
	s := step()
	s.By = staff
	return s
}

// waiting is an order in a state whose customer waits in a car at spot 3.
func waiting(t *testing.T, state terminal.Fulfilment) terminal.Order {
	t.Helper()
	o := inState(t, state)
	o.Arrival, o.Spot = terminal.Arrived, "3"
	return o
}

func TestABagIsOnAShelfOrInAHand(t *testing.T) {
	ok := must(t)
	o := ok(order.Shelve(waiting(t, terminal.Packed), "B2", step()))
	if o.Fulfilment != terminal.Ready || o.Shelf != "B2" || !o.BagOutAt.IsZero() {
		t.Errorf("shelved: %+v", o)
	}
	_, _, err := order.Shelve(o, "", step())
	wantCode(t, err, "order.wrong_shelf")
	_, _, err = order.PutBack(o, "", step())
	wantCode(t, err, "order.wrong_shelf")
	claimed := ok(order.Claim(o, "s1", "runner-7f", at.Add(time.Minute), step()))
	if claimed.BagOut != "s1" || !claimed.BagOutAt.Equal(at) || claimed.Shelf != "B2" {
		t.Errorf("claimed: %+v", claimed)
	}
	// A lease that ends does not carry the bag inside; another claim takes it over.
	lapsed, _ := order.LeaseOver(claimed, at.Add(time.Minute))
	if lapsed.BagOut != "s1" {
		t.Errorf("lapsed: out with %q", lapsed.BagOut)
	}
	if taken := ok(order.Claim(lapsed, "s2", "runner-8", at.Add(2*time.Minute), step())); taken.BagOut != "s2" {
		t.Errorf("taken over: out with %q", taken.BagOut)
	}
	if released := ok(order.Release(claimed, step())); released.BagOut != "" {
		t.Errorf("released at once: out with %q", released.BagOut)
	}
	refused := ok(order.IdentityRefused(claimed, order.OtherReason, "order.refused_intoxicated", by("s1")))
	if released := ok(order.Release(refused, step())); released.BagOut != "s1" || released.RefusalCode == "" {
		t.Errorf("released after the ID: %+v", released)
	}
	back := ok(order.PutBack(claimed, "C1", step()))
	if back.Shelf != "C1" || back.BagOut != "" || back.Arrival != terminal.Arrived || back.ClaimedBy != "" || !order.OnShelf(back, "C1") || order.OnShelf(back, "B2") {
		t.Errorf("put back: %+v", back)
	}
}

func TestTheBagOfAClaimedCustomerGoesWithTheRunner(t *testing.T) {
	ok := must(t)
	o := ok(order.Claim(waiting(t, terminal.Packed), "s1", "runner-7f", at.Add(time.Minute), step()))
	if o.BagOut != "" {
		t.Errorf("out with %q before it is ready", o.BagOut)
	}
	if o = ok(order.Ready(o, by("s2"))); o.BagOut != "s1" {
		t.Errorf("out with %q", o.BagOut)
	}
	if o = ok(order.BreakSeal(o, step())); o.BagOut != "" || o.Shelf != "" || o.BagCode != "" {
		t.Errorf("opened: %+v", o)
	}
}

func TestAnIDAtTheCounterCarriesNoBagOut(t *testing.T) {
	ok := must(t)
	inside := ok(order.MarkArrivedAtCounter(inState(t, terminal.Ready), step()))
	if o := ok(order.IdentityVerified(inside, by("s1"))); o.BagOut != "" {
		t.Errorf("out with %q", o.BagOut)
	}
	if o := ok(order.IdentityVerified(waiting(t, terminal.Ready), by("s1"))); o.BagOut != "s1" {
		t.Errorf("at the car: out with %q", o.BagOut)
	}
}

func TestAClaimHoldsUntilItsLastMoment(t *testing.T) {
	o := terminal.Order{ClaimedBy: "s1", ClaimedUntil: at}
	if !order.HeldByOther(o, "s2", at.Add(-time.Nanosecond)) || order.HeldByOther(o, "s2", at) || order.HeldByOther(o, "s1", at.Add(-time.Hour)) {
		t.Error("a claim runs to its end and binds others only")
	}
}
