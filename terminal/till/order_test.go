package till

import (
	"context"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
)

func webOrder(id string, class terminal.CustomerClass, price, discount money.Cents, quantity int64) terminal.Order {
	return terminal.Order{
		ID: id, Channel: "pickup", FirstName: "Avery", FamilyName: "Stone", BirthYear: 1990, Class: class, Attested: true,
		PlacedAt: opening, Payment: terminal.Unpaid, Arrival: terminal.ArrivalNone,
		Items: []terminal.OrderItem{{
			Line: "1", SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Quantity: measure.Whole(quantity), Unit: "each",
			UnitPrice: price, Discount: discount,
		}},
	}
}

// arrives brings an order in as the feed does.
func (s *shop) arrives(o terminal.Order, cursor string) FeedOutcome {
	s.t.Helper()
	return s.batch(terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: cursor, Source: "/shops/test", EventID: "evt-" + cursor, Type: "order.placed",
		Subject: o.ID, Revision: 1, At: opening, Order: &o,
	})
}

func (s *shop) batch(items ...terminal.FeedItem) FeedOutcome {
	s.t.Helper()
	outcome, err := s.till.Submit(context.Background(), Command{Body: &ApplyFeed{Items: items}})
	s.must(err)
	var applied FeedOutcome
	s.must(outcome.Decode(&applied))
	return applied
}

func (s *shop) order(id string) (o terminal.Order) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		var err error
		o, err = r.Order(id)
		s.must(err)
	})
	return o
}

func (s *shop) move(id string, move order.Move) {
	s.t.Helper()
	s.do(&MoveOrder{Order: id, Move: move})
}

// packed takes an order to a ready bag.
func (s *shop) packed(id string, units int) terminal.Order {
	s.t.Helper()
	s.move(id, order.MoveAccept)
	s.move(id, order.MoveStartPicking)
	for range units {
		s.do(&PackUnit{Order: id, Code: tagFlower})
	}
	s.do(&SealBag{Order: id})
	s.move(id, order.MoveReady)
	return s.order(id)
}

// met takes a ready order to the point where money changes hands.
func (s *shop) met(id string) {
	s.t.Helper()
	s.move(id, order.MoveArrivedCounter)
	s.do(&IdentifyOrder{Order: id, Document: avery})
	s.do(&ScanBag{Order: id, Code: s.order(id).BagCode})
}

func (s *shop) stock() (available, bound string) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		stock, err := r.Stock("FLW-OG-3.5")
		s.must(err)
		left, err := stock.Available()
		s.must(err)
		pack, err := r.Package(tagFlower)
		s.must(err)
		available, bound = left.String(), pack.Bound.String()
	})
	return available, bound
}

func TestAPickUpFromFeedToHandOver(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3400, 501, 2), "e1:1")
	if again := s.arrives(webOrder("A-1", terminal.Adult, 3400, 501, 2), "e1:1"); again.Cursor != "e1:1" || again.Hole {
		t.Errorf("a repeated event: %+v", again)
	}
	s.packed("A-1", 2)
	if available, bound := s.stock(); available != "98" || bound != "2" {
		t.Errorf("packed: %s available, %s bound", available, bound)
	}
	s.refused("order.not_arrived", &HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: cashOf(10000)})
	s.met("A-1")
	var done Completed
	s.must(s.do(&HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: cashOf(10000)}).Decode(&done))
	s.view(func(r terminal.Reader) {
		sale, err := r.Sale(done.Sale)
		s.must(err)
		if sale.Totals.Net != 2*3400-501 || sale.Order != "A-1" || sale.Lines[0].UnitPrice != 3400 {
			t.Errorf("%+v", sale.Totals)
		}
	})
	after := s.order("A-1")
	if available, bound := s.stock(); available != "98" || bound != "0" || after.Fulfilment != terminal.HandedOver || after.FamilyName != "" {
		t.Errorf("handed over: %s available, %s bound, %+v", available, bound, after)
	}
	if differences, err := s.store.Replay(context.Background(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("replay: %v %v", differences, err)
	}
}

func TestAMedicalOrderIsRefusedBeforeItIsPacked(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Medical, 3500, 0, 1), "e1:1")
	s.refused("rules.medical_unsupported", &MoveOrder{Order: "A-1", Move: order.MoveAccept})
	if got := s.order("A-1").Fulfilment; got != terminal.Placed {
		t.Errorf("it is %s", got)
	}
}

func TestAnOrderBelowThePriceFloorIsNotSold(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 1749, 0, 1), "e1:1") // half of $35.00 is $17.50
	s.packed("A-1", 1)
	s.met("A-1")
	s.refused("order.price_floor", &HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: cashOf(10000)})
}

func TestAPrePaidOrderWithAnotherTotalWaits(t *testing.T) {
	s := newShop(t)
	o := webOrder("A-1", terminal.Adult, 3500, 0, 1)
	o.Payment, o.ShopTotal = terminal.Paid, 4300 // the terminal makes it $43.33
	s.arrives(o, "e1:1")
	s.packed("A-1", 1)
	s.met("A-1")
	hand := func(writeOff string, tenders ...terminal.Tender) *HandOver {
		return &HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: tenders, WriteOff: writeOff}
	}
	s.refused("order.total_differs", hand(""))
	s.signIn("B-B1")
	s.refused("staff.not_allowed", hand("three cents"))
	s.signIn("B-M1")
	s.do(hand("", terminal.Tender{Kind: terminal.Cash, Given: 100}))
	s.view(func(r terminal.Reader) {
		shift, err := r.OpenShift()
		s.must(err)
		if got := shift.Drawer(CounterDrawer).Sales; got != 33 {
			t.Errorf("collected %s in cash, want 0.33", got)
		}
	})
}

func TestCurbCashNeedsARunnersBank(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.met("A-1")
	s.refused("cash.no_bank", &HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Curb, Tenders: cashOf(10000)})
	if got := s.order("A-1").Fulfilment; got != terminal.Ready {
		t.Errorf("a hand-over that failed left the order %s", got)
	}
}

func TestTheWrongPersonIsRefusedAndTheShopHearsTheOutcomeOnly(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.move("A-1", order.MoveArrivedCounter)
	other := avery
	other.BirthDate.Year = 1991
	s.refused("identity.birth_year", &IdentifyOrder{Order: "A-1", Document: other})
	if got := s.order("A-1").Identity; got != terminal.IdentityRefused {
		t.Errorf("identity is %s", got)
	}
	married := avery
	married.FamilyName = "PEBBLE"
	s.refused("identity.family_name", &IdentifyOrder{Order: "A-1", Document: married})
	s.doAgreed(&IdentifyOrder{Order: "A-1", Document: married, Override: "marriage certificate seen"})
}

func TestACancelledBagGoesBackAndAHoleAsksForASnapshot(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 2), "e1:1")
	s.packed("A-1", 2)
	revision := s.order("A-1").Revision
	event := func(cursor string, revision int64, change terminal.OrderChange) terminal.FeedItem {
		return terminal.FeedItem{
			Kind: terminal.FeedEvent, Cursor: cursor, Source: "/shops/test", EventID: "evt-" + cursor, Type: "order.cancelled",
			Subject: "A-1", Revision: revision, At: opening, Change: &change,
		}
	}
	cancelled := terminal.OrderChange{Fulfilment: terminal.Cancelled, CancelledBy: "customer", CancelReason: "CUSTOMER_REQUEST"}
	if outcome := s.batch(event("e1:5", revision+3, cancelled)); !outcome.Hole || outcome.Cursor != "e1:1" {
		t.Errorf("a hole: %+v", outcome)
	}
	s.batch(event("e1:2", revision+1, cancelled))
	s.move("A-1", order.MoveRestock)
	if available, bound := s.stock(); available != "100" || bound != "0" {
		t.Errorf("restocked: %s available, %s bound", available, bound)
	}
}

func TestReadyBagsExpire(t *testing.T) {
	s := newShop(t)
	s.till.options.Shop.PackedBagKept = 24 * time.Hour
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.clock.Advance(24 * time.Hour)
	s.machine(&ExpireBags{})
	if got := s.order("A-1").Fulfilment; got != terminal.Ready {
		t.Errorf("at the edge it is %s", got)
	}
	s.clock.Advance(time.Second)
	s.machine(&ExpireBags{})
	if got := s.order("A-1").Fulfilment; got != terminal.Expired {
		t.Errorf("a day later it is %s", got)
	}
}

func TestOutOfHoursNothingIsSold(t *testing.T) {
	s := newShop(t)
	s.clock.Advance(16 * time.Hour) // two in the morning
	cart := s.ring(avery, tagFlower)
	s.refused("rules.out_of_hours", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
}

func TestAQuarantinedFilingHasAWayOut(t *testing.T) {
	s := newShop(t)
	quarantine := func(number int) int64 {
		s.sell(avery, tagGummy)
		row := int64(number)
		s.machine(&StepUpload{RowID: row, Change: func(u terminal.Upload) (terminal.Upload, error) {
			u.State, u.Problem = terminal.UploadQuarantined, "the state said no"
			return u, nil
		}})
		return row
	}
	first, second := quarantine(1), quarantine(2)
	s.refused("reason.missing", &RequeueUpload{RowID: first})
	s.do(&RequeueUpload{RowID: first, Reason: "freed by the state"})
	s.do(&DropUpload{RowID: second, Reason: "entered by hand"})
	s.refused("upload.not_quarantined", &DropUpload{RowID: second, Reason: "again"})
	s.view(func(r terminal.Reader) {
		for row, want := range map[int64]terminal.UploadState{first: terminal.UploadUnknown, second: terminal.UploadNeverSent} {
			if got, err := r.Upload(row); err != nil || got.State != want {
				t.Errorf("filing %d is %s, want %s (%v)", row, got.State, want, err)
			}
		}
	})
	if moved := s.facts("upload.moved"); len(moved) != 4 {
		t.Errorf("%d entries of the two filings, want 4", len(moved))
	}
}
