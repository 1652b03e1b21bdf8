package order_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

func apply(t *testing.T, o terminal.Order, item terminal.FeedItem) (terminal.Order, order.Effect) {
	t.Helper()
	next, effect, err := order.ApplyEvent(&o, item)
	if err != nil {
		t.Fatal(err)
	}
	return next, effect
}

func TestRevisionsAreTakenOneByOne(t *testing.T) {
	o := newOrder(t)
	change := &terminal.OrderChange{Arrival: terminal.ArrivalEnRoute}
	for _, revision := range []int64{0, 1} {
		next, effect, err := order.ApplyEvent(&o, event(order.EventChanged, revision, nil, change))
		if err != nil || effect.Changed || next.Arrival != terminal.ArrivalNone {
			t.Errorf("revision %d: %v, %+v", revision, err, effect)
		}
	}
	next, effect, err := order.ApplyEvent(&o, event(order.EventChanged, 3, nil, change))
	if !errors.Is(err, order.ErrHole) || effect.Changed || next.Revision != 1 {
		t.Errorf("a hole: %v", err)
	}
	if _, _, err := order.ApplyEvent(nil, event(order.EventChanged, 2, nil, change)); !errors.Is(err, order.ErrHole) {
		t.Errorf("an unknown order: %v", err)
	}
	next, _ = apply(t, o, event(order.EventChanged, 2, nil, change))
	if next.Revision != 2 || next.Arrival != terminal.ArrivalEnRoute {
		t.Errorf("the next one: %+v", next)
	}
}

func TestASetAsideEventUsesUpItsRevision(t *testing.T) {
	item := event(order.EventPlaced, 1, nil, nil)
	item.Kind, item.Problem = terminal.FeedSetAside, "ce.data.items: missing"
	o, effect, err := order.ApplyEvent(nil, item)
	if err != nil || !effect.Changed || o.ID != "A-1001" || o.Revision != 1 || o.Attention == "" {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, _, err := order.Accept(o, step()); err == nil {
		t.Error("an order without lines was accepted")
	}
	whole := placedOrder()
	o, _ = apply(t, o, event(order.EventAmended, 2, &whole, nil))
	if len(o.Items) != 2 || o.FirstName != "Avery" {
		t.Errorf("the amended order is not whole: %+v", o)
	}
}

func TestAnAmendmentKeepsWhatIsPhysical(t *testing.T) {
	o := inState(t, terminal.Ready)
	whole := placedOrder()
	whole.Items[0].Quantity = qty("1")
	whole.Items[1].SKU = "PRE-BLUE"
	next, effect := apply(t, o, event(order.EventAmended, 2, &whole, nil))
	if next.Fulfilment != terminal.Picking || next.BagCode != "" || len(next.Packed) != 3 || next.Attention == "" {
		t.Fatalf("%+v", next)
	}
	want := order.Effect{
		Reserve: []order.ReserveChange{{SKU: "PRE-BLUE", Quantity: qty("1")}},
		Release: []order.ReserveChange{{SKU: "FLW-OG-3.5", Quantity: qty("1")}, {SKU: "PRE-OG", Quantity: qty("1")}},
	}
	if fmt.Sprint(effect.Reserve) != fmt.Sprint(want.Reserve) || fmt.Sprint(effect.Release) != fmt.Sprint(want.Release) {
		t.Errorf("reserve %v release %v", effect.Reserve, effect.Release)
	}
	if len(effect.Commands) != 1 || !strings.Contains(string(effect.Commands[0].Frame), `"expect_rev":2`) {
		t.Errorf("commands %+v", effect.Commands)
	}
	// What no longer belongs in the bag must come out by scan before it is sealed.
	_, _, err := order.FinishPacking(next, "BAG8", step())
	wantCode(t, err, "order.too_much")
	ok := must(t)
	next = ok(order.UnpackUnit(next, "T1", "u1", step()))
	next = ok(order.UnpackLine(next, "2/PRE-OG", step()))
	next = ok(order.PackUnit(next, order.Scanned{SKU: "PRE-BLUE", Tag: "T3", Quantity: qty("1")}, step()))
	ok(order.FinishPacking(next, "BAG8", step()))
}

func TestALineOutSurvivesWholeOrders(t *testing.T) {
	ok := must(t)
	o := ok(order.LineOut(inState(t, terminal.Ready), "2", qty("0"), step()))
	whole := placedOrder()
	whole.Phone4 = "0200"
	o, effect := apply(t, o, event(order.EventCustomer, 2, &whole, nil))
	if o.Phone4 != "0200" || o.Attention != "" || len(effect.Reserve) != 0 {
		t.Errorf("%+v %+v", o, effect)
	}
	o = ok(order.FinishPacking(o, "BAG7", step()))
	o = verified(t, ok(order.Ready(o, step())))
	_, effect, err := order.HandedOver(o, saleOf(o), step())
	if err != nil || !strings.Contains(string(effect.Commands[0].Frame), `"lines":[{"line":"1","qty":"2","unit_price":3500}]`) {
		t.Errorf("%v %+v", err, effect)
	}
}

func TestPhysicalFactsWin(t *testing.T) {
	cancelled := func(o terminal.Order) terminal.FeedItem {
		return event(order.EventCancelled, o.Revision+1, nil, &terminal.OrderChange{
			Fulfilment: terminal.Cancelled, CancelledBy: "customer", CancelReason: "CUSTOMER_REQUEST",
		})
	}
	o := inState(t, terminal.HandedOver)
	next, _ := apply(t, o, cancelled(o))
	if next.Fulfilment != terminal.HandedOver || next.Attention == "" || next.Sale == "" {
		t.Errorf("after hand-over: %+v", next)
	}
	o = inState(t, terminal.Ready)
	next, effect := apply(t, o, cancelled(o))
	if next.Fulfilment != terminal.Cancelled || !next.Open() || len(effect.Release) != 2 || len(effect.Unbound) != 0 {
		t.Errorf("on the shelf: %+v %+v", next, effect)
	}
	next, effect, err := order.Restock(next, step())
	if err != nil || next.Open() || len(effect.Unbound) != 3 {
		t.Errorf("restock: %v %+v", err, effect)
	}
	// A hand-over told by the shop without a sale here is not repeated by anybody.
	o = inState(t, terminal.Ready)
	next, _ = apply(t, o, event(order.EventChanged, 2, nil, &terminal.OrderChange{Fulfilment: terminal.HandedOver}))
	_, _, err = order.ScanBag(next, "BAG7", step())
	wantCode(t, err, "order.parked")
	next = must(t)(order.Unpark(next, step()))
	if next.Parked || next.Fulfilment != terminal.Ready {
		t.Errorf("unparked: %+v", next)
	}
}

func TestTheIDCountsOnlyAfterArrival(t *testing.T) {
	ok := must(t)
	o := inState(t, terminal.Ready)
	_, _, err := order.IdentityVerified(o, step())
	wantCode(t, err, "order.not_arrived")
	o, _ = apply(t, o, event(order.EventArrived, 2, nil, &terminal.OrderChange{Arrival: terminal.Arrived, Spot: "3"}))
	_, _, err = order.ScanBag(o, "BAG7", step())
	wantCode(t, err, "order.not_verified")
	o = ok(order.IdentityVerified(o, step()))
	wantCode(t, order.CheckHandOver(o), "order.bag_not_scanned")
	_, _, err = order.ScanBag(o, "BAG9", step())
	wantCode(t, err, "order.wrong_bag")
	if !strings.Contains(terminal.AsError(err).Message, "BAG9") {
		t.Errorf("the wrong bag is not named: %v", err)
	}
	o = ok(order.ScanBag(o, "BAG7", step()))
	if err := order.CheckHandOver(o); err != nil {
		t.Error(err)
	}
	// A second document makes the bag be scanned again.
	if o = ok(order.IdentityVerified(o, step())); o.BagScanned {
		t.Error("the bag stays scanned")
	}
	// The order is somebody else's now.
	whole := placedOrder()
	whole.FamilyName, whole.Arrival = "Rivers", ""
	o, _ = apply(t, o, event(order.EventCustomer, 3, &whole, nil))
	wantCode(t, order.CheckHandOver(o), "order.not_verified")
	o = ok(order.IdentityRefused(o, order.IDIssue, "identity.expired", step()))
	wantCode(t, order.CheckHandOver(o), "order.identity_refused")
}

func TestTheShopCannotVerifyAnybody(t *testing.T) {
	o := inState(t, terminal.Ready)
	o, _ = apply(t, o, event(order.EventChanged, 2, nil, &terminal.OrderChange{Arrival: terminal.Claimed, Identity: terminal.Verified}))
	wantCode(t, order.CheckHandOver(o), "order.not_verified")
}

func TestPaymentsAreBelievedBothWays(t *testing.T) {
	o := newOrder(t)
	whole := placedOrder()
	for i, state := range []terminal.Payment{terminal.Paid, terminal.Unpaid, "bartered"} {
		whole.Payment = state
		o, _ = apply(t, o, event(order.EventPayment, int64(i+2), &whole, nil))
	}
	if o.Payment != terminal.Unpaid || !strings.Contains(o.Attention, "took a payment back") || !strings.Contains(o.Attention, "does not know") {
		t.Errorf("%s: %s", o.Payment, o.Attention)
	}
}

func TestACancelRequestIsForAPerson(t *testing.T) {
	o := newOrder(t)
	next, _ := apply(t, o, event(order.EventCancelRequested, 2, nil, &terminal.OrderChange{CancelRequested: true, CancelReason: "CUSTOMER_REQUEST"}))
	if next.Fulfilment != terminal.Placed || next.Attention != "The customer asks to cancel (customer request)." {
		t.Errorf("%+v", next)
	}
	next = must(t)(order.Acknowledge(next, step()))
	if next.Attention != "" {
		t.Error("attention stays")
	}
}

func TestAHoleThatSurvivesASnapshotParks(t *testing.T) {
	var memory order.Memory
	if first, second := memory.Hole("A-1"), memory.Hole("A-1"); first || second {
		t.Error("parked before a snapshot")
	}
	if memory.SnapshotEnd(nil) != nil || memory.Hole("A-1") {
		t.Error("an end without a begin counts")
	}
	memory.SnapshotBegin()
	memory.SnapshotHas("A-2")
	open := []terminal.Order{{ID: "A-2", Fulfilment: terminal.Placed}, {ID: "A-3", Fulfilment: terminal.Ready}, {ID: "A-4", Fulfilment: terminal.Cancelled}}
	absent := memory.SnapshotEnd(open)
	if len(absent) != 1 || absent[0].ID != "A-3" {
		t.Errorf("absent %+v", absent)
	}
	if marked, effect := order.Absent(absent[0]); !effect.Changed || marked.Attention == "" || marked.Fulfilment != terminal.Ready {
		t.Errorf("marked %+v", marked)
	}
	if !memory.Hole("A-1") {
		t.Error("a hole that survived is not parked")
	}
	memory.Applied("A-1")
	if memory.Hole("A-1") {
		t.Error("a healed order is parked")
	}
	parked, _ := order.Park(nil, event(order.EventChanged, 7, nil, nil))
	if !parked.Parked || parked.ID != "A-1001" {
		t.Errorf("%+v", parked)
	}
	if next, effect := apply(t, parked, event(order.EventChanged, 8, nil, &terminal.OrderChange{})); effect.Changed || next.Revision != 0 {
		t.Error("an event moved a parked order")
	}
	whole := placedOrder()
	item := terminal.FeedItem{Kind: terminal.FeedSnapshotItem, Subject: "A-1001", Revision: 8, Order: &whole, Change: &terminal.OrderChange{Fulfilment: terminal.Accepted}}
	next, effect := apply(t, parked, item)
	if next.Parked || next.Revision != 8 || next.Fulfilment != terminal.Accepted || len(effect.Reserve) != 2 {
		t.Errorf("%+v", next)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var memory order.Memory
	for i := range 2 * order.HolesMax {
		memory.Hole(fmt.Sprint(i))
	}
	memory.SnapshotBegin()
	for i := range order.SnapshotItemsMax {
		if !memory.SnapshotHas(fmt.Sprint(i)) {
			t.Fatalf("item %d was not taken", i)
		}
	}
	if memory.SnapshotHas("one more") || !memory.SnapshotHas("0") {
		t.Error("the bound is elsewhere")
	}
}

func TestAFreshTerminalTakesASnapshot(t *testing.T) {
	for word, want := range map[terminal.Fulfilment]terminal.Fulfilment{
		terminal.Placed: terminal.Placed, terminal.Accepted: terminal.Accepted, terminal.Picking: terminal.Picking,
		terminal.Packed: terminal.Picking, terminal.Ready: terminal.Picking, terminal.NeedsCustomer: terminal.NeedsCustomer,
	} {
		whole := placedOrder()
		item := terminal.FeedItem{Kind: terminal.FeedSnapshotItem, Subject: "A-1001", Revision: 5, Order: &whole, Change: &terminal.OrderChange{Fulfilment: word}}
		o, _, err := order.ApplyEvent(nil, item)
		if err != nil || o.Fulfilment != want || o.Revision != 5 {
			t.Errorf("%s became %s, %v", word, o.Fulfilment, err)
		}
		if (word == terminal.Packed || word == terminal.Ready) && o.Attention == "" {
			t.Errorf("%s needs no attention", word)
		}
	}
	item := terminal.FeedItem{Kind: terminal.FeedSetAside, Type: "snapshot_item", Subject: "A-9", Revision: 3, Problem: "order.items: missing"}
	if o, effect, err := order.ApplyEvent(nil, item); err != nil || !effect.Changed || o.ID != "A-9" || o.Revision != 3 || o.Attention == "" {
		t.Errorf("aside: %+v %v", o, err)
	}
}

// A snapshot may be older than the commands that are on their way.
func TestASnapshotDoesNotMoveAnOrderBack(t *testing.T) {
	for _, state := range allStates {
		o := inState(t, state)
		whole := placedOrder()
		item := terminal.FeedItem{Kind: terminal.FeedSnapshotItem, Subject: o.ID, Revision: 1, Order: &whole, Change: &terminal.OrderChange{Fulfilment: terminal.Placed}}
		next, effect := apply(t, o, item)
		if next.Fulfilment != state || next.Attention != o.Attention || len(effect.Commands) != 0 {
			t.Errorf("%s became %s (%s)", state, next.Fulfilment, next.Attention)
		}
		if diff := cmp.Diff(len(o.Packed), len(next.Packed)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestResultsOfCommands(t *testing.T) {
	command := terminal.ShopCommand{Op: "set_fulfilment"}
	for result, shown := range map[terminal.ShopResult]bool{
		{Status: "applied"}: false, {Status: "duplicate", First: "applied"}: false,
		{Status: "rejected", Reason: "EXCEEDS_LIMIT"}: true, {Status: "superseded"}: true,
		{Status: "duplicate", First: "rejected"}: true, {Status: "duplicate"}: true,
		{Status: "postponed"}: true, {Status: order.ResultTooOld}: true,
	} {
		o, effect := order.ApplyResult(newOrder(t), command, result)
		if effect.Changed != shown || (o.Attention != "") != shown || o.Fulfilment != terminal.Placed {
			t.Errorf("%+v: %+v", result, o.Attention)
		}
	}
}
