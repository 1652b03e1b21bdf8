package order_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
)

// edges is the drawing of curbfeed/1, written out a second time.
var edges = map[terminal.Fulfilment][]terminal.Fulfilment{
	terminal.Placed:        {terminal.Accepted, terminal.Cancelled, terminal.Rejected},
	terminal.Accepted:      {terminal.Picking, terminal.Cancelled},
	terminal.Picking:       {terminal.Packed, terminal.NeedsCustomer, terminal.Cancelled},
	terminal.Packed:        {terminal.Ready, terminal.Picking, terminal.NeedsCustomer, terminal.Cancelled},
	terminal.Ready:         {terminal.HandedOver, terminal.Picking, terminal.Expired, terminal.Cancelled},
	terminal.NeedsCustomer: {terminal.Accepted, terminal.Cancelled},
	terminal.Cancelled:     {terminal.Restocked},
	terminal.Expired:       {terminal.Restocked},
}

// witness remembers what was done, apart from the order's own fields.
type witness struct {
	here, verified, bagScanned, sold bool
	reserved                         map[string]measure.Quantity
	bound                            map[string]measure.Quantity
	now                              time.Time
}

func (w *witness) book(t *rapid.T, effect order.Effect) {
	add := func(sums map[string]measure.Quantity, key string, q measure.Quantity) {
		sum, err := sums[key].Add(q)
		if err != nil || sum.Sign() < 0 {
			t.Fatalf("%s sums to %s, %v", key, sum, err)
		}
		sums[key] = sum
	}
	for _, c := range effect.Reserve {
		add(w.reserved, c.SKU, c.Quantity)
	}
	for _, c := range effect.Release {
		add(w.reserved, c.SKU, c.Quantity.Neg())
	}
	for _, u := range effect.Bound {
		add(w.bound, u.Tag, u.Quantity)
	}
	for _, u := range effect.Unbound {
		add(w.bound, u.Tag, u.Quantity.Neg())
	}
}

func randomItems(t *rapid.T) []terminal.OrderItem {
	var items []terminal.OrderItem
	for i := range rapid.IntRange(1, 3).Draw(t, "lines") {
		items = append(items, terminal.OrderItem{
			Line: fmt.Sprint(i + 1), SKU: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "sku"), Unit: "each",
			Quantity: measure.Whole(rapid.Int64Range(1, 3).Draw(t, "qty")), UnitPrice: 100,
		})
	}
	return items
}

func randomEvent(t *rapid.T, o terminal.Order) terminal.FeedItem {
	item := event(order.EventChanged, o.Revision+1, nil, nil)
	switch rapid.IntRange(0, 6).Draw(t, "event") {
	case 0:
		whole := o
		whole.Items = randomItems(t)
		whole.Arrival = rapid.SampledFrom([]terminal.Arrival{"", terminal.ArrivalNone, terminal.ArrivalEnRoute, terminal.Arrived}).Draw(t, "arrival")
		whole.BirthYear = rapid.SampledFrom([]int{1990, 1991}).Draw(t, "born")
		item.Type, item.Order = order.EventAmended, &whole
	case 1:
		item.Type, item.Change = order.EventArrived, &terminal.OrderChange{Arrival: terminal.Arrived, Spot: "3"}
	case 2:
		item.Type, item.Change = order.EventCancelled, &terminal.OrderChange{Fulfilment: terminal.Cancelled}
	case 3:
		item.Kind, item.Problem = terminal.FeedSetAside, "not a decimal"
	case 4:
		whole := o
		whole.Items = randomItems(t)
		item = terminal.FeedItem{
			Kind: terminal.FeedSnapshotItem, Subject: o.ID, Revision: o.Revision + rapid.Int64Range(-1, 3).Draw(t, "jump"),
			Order: &whole, Change: &terminal.OrderChange{Fulfilment: rapid.SampledFrom(allStates).Draw(t, "word")},
		}
	case 5:
		item.Revision += rapid.Int64Range(-2, 3).Draw(t, "off")
		item.Change = &terminal.OrderChange{Arrival: terminal.ArrivalEnRoute}
	default:
		item.Change = &terminal.OrderChange{
			Fulfilment: rapid.SampledFrom(append([]terminal.Fulfilment{"", "odd"}, allStates...)).Draw(t, "word"),
			Identity:   rapid.SampledFrom([]terminal.Identity{"", terminal.Verified, terminal.IdentityRefused, "odd"}).Draw(t, "identity"),
			Arrival:    rapid.SampledFrom([]terminal.Arrival{"", terminal.Claimed, terminal.Met, "odd"}).Draw(t, "claimed"),
			Payment:    rapid.SampledFrom([]terminal.Payment{"", terminal.Paid, terminal.Refunded, "odd"}).Draw(t, "payment"),
			Because:    rapid.SampledFrom([]string{"", "key-1"}).Draw(t, "because"),
		}
	}
	return item
}

// randomMove makes one move of a person, with arguments that are mostly right.
func randomMove(t *rapid.T, o terminal.Order, move order.Move, now time.Time) (terminal.Order, order.Effect, error) {
	s := order.Step{At: now, Pending: rapid.IntRange(0, 2).Draw(t, "pending"), By: rapid.SampledFrom([]string{"", "s1", "s2"}).Draw(t, "mover")}
	line := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "line")
	switch move {
	case order.MoveAccept:
		return order.Accept(o, s)
	case order.MoveReject:
		return order.Reject(o, order.OutOfStock, s)
	case order.MoveStartPicking:
		return order.StartPicking(o, s)
	case order.MovePackUnit:
		sku := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "sku")
		return order.PackUnit(o, order.Scanned{SKU: sku, Tag: "T" + sku, Quantity: measure.Whole(1)}, s)
	case order.MoveUnpackUnit:
		return order.UnpackUnit(o, "TA", "", s)
	case order.MoveUnpackLine:
		return order.UnpackLine(o, line, s)
	case order.MoveLineOut:
		return order.LineOut(o, line, measure.Whole(rapid.Int64Range(0, 1).Draw(t, "keep")), s)
	case order.MoveFinishPacking:
		return order.FinishPacking(o, rapid.SampledFrom([]string{"BAG1", "BAG2", ""}).Draw(t, "bag"), s)
	case order.MoveBreakSeal:
		return order.BreakSeal(o, s)
	case order.MoveNeedsCustomer:
		return order.NeedsCustomer(o, s)
	case order.MoveReady:
		return order.Ready(o, s)
	case order.MoveClaim:
		by := rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "by")
		return order.Claim(o, by, "runner", now.Add(time.Minute), s)
	case order.MoveShelve:
		return order.Shelve(o, rapid.SampledFrom([]string{"B2", ""}).Draw(t, "shelf"), s)
	case order.MovePutBack:
		return order.PutBack(o, "B2", s)
	case order.MoveRelease:
		return order.Release(o, s)
	case order.MoveMeet:
		return order.Meet(o, s)
	case order.MoveArrivedCounter:
		return order.MarkArrivedAtCounter(o, s)
	case order.MoveIdentityOK:
		return order.IdentityVerified(o, s)
	case order.MoveIdentityRefused:
		return order.IdentityRefused(o, order.IDIssue, "identity.expired", s)
	case order.MoveScanBag:
		return order.ScanBag(o, rapid.SampledFrom([]string{"BAG1", "BAG2"}).Draw(t, "bag"), s)
	case order.MoveHandedOver:
		return order.HandedOver(o, saleOf(o), s)
	case order.MoveCancel:
		return order.Cancel(o, order.OtherReason, s)
	case order.MoveExpire:
		return order.Expire(o, s)
	default:
		return order.Restock(o, s)
	}
}

// usual is what a day without trouble does next, so that random walks reach the
// hand-over.
func usual(o terminal.Order) order.Move {
	switch o.Fulfilment {
	case terminal.Placed, terminal.NeedsCustomer:
		return order.MoveAccept
	case terminal.Accepted:
		return order.MoveStartPicking
	case terminal.Picking:
		for _, count := range order.Counts(o) {
			if count.Packed.Cmp(count.Ordered) < 0 {
				return order.MovePackUnit
			}
		}
		return order.MoveFinishPacking
	case terminal.Packed:
		return order.MoveReady
	case terminal.Ready:
		switch {
		case !order.Here(o):
			return order.MoveArrivedCounter
		case o.Identity != terminal.Verified:
			return order.MoveIdentityOK
		case !o.BagScanned:
			return order.MoveScanBag
		}
		return order.MoveHandedOver
	}
	return order.MoveRestock
}

func TestNoWalkReachesAnIllegalState(t *testing.T) {
	handed := 0
	rapid.Check(t, func(t *rapid.T) {
		whole := placedOrder()
		whole.Items = randomItems(t)
		o, _, err := order.ApplyEvent(nil, event(order.EventPlaced, 1, &whole, nil))
		if err != nil {
			t.Fatal(err)
		}
		w := &witness{reserved: map[string]measure.Quantity{}, bound: map[string]measure.Quantity{}, now: at}
		for range rapid.IntRange(20, 80).Draw(t, "steps") {
			w.now = w.now.Add(time.Second)
			o = walk(t, w, o)
			if o.Fulfilment == terminal.HandedOver {
				handed++
			}
		}
	})
	if handed == 0 {
		t.Error("no walk reached the hand-over, so the test proves nothing about it")
	}
}

func walk(t *rapid.T, w *witness, o terminal.Order) terminal.Order {
	if rapid.IntRange(0, 14).Draw(t, "who") == 0 {
		item := randomEvent(t, o)
		next, effect, err := order.ApplyEvent(&o, item)
		if err != nil && !errors.Is(err, order.ErrHole) {
			t.Fatal(err)
		}
		if err != nil && (effect.Changed || item.Revision == o.Revision+1) {
			t.Fatal("a hole that is none, or that changed something")
		}
		w.book(t, effect)
		if next.Identity != terminal.Verified {
			w.verified, w.bagScanned = false, false
		}
		if next.Fulfilment != terminal.HandedOver && (next.Fulfilment != terminal.Ready || !next.BagScanned) {
			w.bagScanned = false
		}
		if next.Identity == terminal.Verified && !w.verified {
			t.Fatal("a frame verified an identity")
		}
		w.here = order.Here(next)
		check(t, w, o, next, "event "+item.Type)
		return next
	}
	move := usual(o)
	if rapid.IntRange(0, 7).Draw(t, "usual") == 0 {
		move = rapid.SampledFrom(order.Moves()).Draw(t, "move")
	}
	next, effect, err := randomMove(t, o, move, w.now)
	if err != nil {
		if effect.Changed || next.Fulfilment != o.Fulfilment {
			t.Fatalf("%s failed and changed something", move)
		}
		return o
	}
	w.book(t, effect)
	w.see(move, o, next)
	check(t, w, o, next, string(move))
	return next
}

func (w *witness) see(move order.Move, before, next terminal.Order) {
	switch move {
	case order.MoveArrivedCounter:
		w.here = true
	case order.MoveIdentityOK:
		w.verified, w.bagScanned = w.here, false
	case order.MoveIdentityRefused:
		w.verified, w.bagScanned = false, false
	case order.MoveScanBag:
		w.bagScanned = w.verified
	case order.MoveHandedOver:
		w.sold = true
	}
	if next.Fulfilment != before.Fulfilment && next.Fulfilment != terminal.HandedOver {
		w.bagScanned = false
	}
}

func check(t *rapid.T, w *witness, before, next terminal.Order, what string) {
	if before.Fulfilment != next.Fulfilment && !drawn(before.Fulfilment, next.Fulfilment, what) {
		t.Fatalf("%s: %s → %s is not drawn", what, before.Fulfilment, next.Fulfilment)
	}
	if next.Fulfilment == terminal.HandedOver && (!w.here || !w.verified || !w.bagScanned || !w.sold || next.Sale == "") {
		t.Fatalf("%s: handed over with %+v", what, w)
	}
	if (next.Fulfilment == terminal.Packed || next.Fulfilment == terminal.Ready) && next.BagCode == "" {
		t.Fatalf("%s: %s without a bag code", what, next.Fulfilment)
	}
	for _, count := range order.Counts(next) {
		sealed := next.Fulfilment == terminal.Packed || next.Fulfilment == terminal.Ready
		if sealed && count.Packed.Cmp(count.Ordered) != 0 {
			t.Fatalf("%s: sealed with %s of %s", what, count.Packed, count.Ordered)
		}
	}
	wantReserved, wantBound := map[string]measure.Quantity{}, map[string]measure.Quantity{}
	for _, item := range next.Items {
		wantReserved[item.SKU], _ = wantReserved[item.SKU].Add(item.Reserved)
	}
	if next.Fulfilment != terminal.HandedOver && next.Fulfilment != terminal.Restocked {
		for _, unit := range next.Packed {
			wantBound[unit.Tag], _ = wantBound[unit.Tag].Add(unit.Quantity)
		}
	}
	same(t, what+": reserved", w.reserved, wantReserved)
	same(t, what+": bound", w.bound, wantBound)
	if !next.Open() && (next.FirstName != "" || next.FamilyName != "" || next.BirthYear != 0 || next.Note != "") {
		t.Fatalf("%s: a closed order keeps a name", what)
	}
}

// drawn allows a snapshot to skip states that need nothing physical.
func drawn(from, to terminal.Fulfilment, what string) bool {
	if slices.Contains(edges[from], to) {
		return true
	}
	return what == "event " && mayBeReached(from, to, 3)
}

func mayBeReached(from, to terminal.Fulfilment, steps int) bool {
	if steps == 0 {
		return false
	}
	for _, next := range edges[from] {
		if next == to || (next == terminal.Accepted || next == terminal.Picking) && mayBeReached(next, to, steps-1) {
			return true
		}
	}
	return false
}

func same(t *rapid.T, what string, got, want map[string]measure.Quantity) {
	for key, sum := range got {
		if sum.Cmp(want[key]) != 0 {
			t.Fatalf("%s of %s is %s, want %s", what, key, sum, want[key])
		}
	}
	for key, sum := range want {
		if sum.Cmp(got[key]) != 0 {
			t.Fatalf("%s of %s is %s, want %s", what, key, got[key], sum)
		}
	}
}
