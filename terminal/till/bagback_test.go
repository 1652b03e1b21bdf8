package till

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

func TestARunnersNoIsBroughtBackInOneStep(t *testing.T) {
	told := map[RefuseReason]string{
		RefuseID: "ID_ISSUE", RefuseIntoxicated: "OTHER", RefuseThirdParty: "OTHER", RefuseCustomer: "CUSTOMER_REQUEST", RefuseOther: "OTHER",
	}
	if len(told) != len(RefuseReasons()) {
		t.Fatalf("%d reasons", len(RefuseReasons()))
	}
	for reason, want := range told {
		s := curbShop(t)
		s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 2), 2)
		s.checked("A-1")
		refuse := &RefuseOrder{Order: "A-1", Reason: reason, Words: "two people in the car"}
		s.do(refuse)
		heard := len(s.heard())
		s.do(refuse) // said again it is the same no
		if len(s.heard()) != heard || len(s.facts("refused")) != 1 {
			t.Errorf("%s: heard twice", reason)
		}
		if s.till.Person("A-1") != nil {
			t.Errorf("%s: who they are is still in memory", reason)
		}
		if shown, ok := s.till.RefusalAbout("A-1"); !ok || shown.Err.Code != "order.refused_"+string(reason) || shown.Err.Hint == "" {
			t.Errorf("%s: shown %+v", reason, shown)
		}
		var fact terminal.RefusalRecorded
		s.must(json.Unmarshal(s.facts("refused")[0], &fact))
		if fact.DocumentKind != "driver_license" || fact.Issuer != "CO" || !strings.Contains(fact.Reason, "two people in the car") {
			t.Errorf("%s: journaled %+v", reason, fact)
		}
		s.refused("order.identity_refused", handOver(terminal.Curb, cashOf(10000)...))
		if o := s.order("A-1"); o.BagOut != "dee" || o.Fulfilment != terminal.Ready {
			t.Errorf("%s: out with %q, %s", reason, o.BagOut, o.Fulfilment)
		}
		s.do(&BringBack{Order: "A-1", Code: "SHELF-C1"})
		s.lastHeard(3, "identity refused "+want, "cancel "+want, "restocked")
		o := s.order("A-1")
		if available, bound := s.stock(); available != "100" || bound != "0" || o.Fulfilment != terminal.Restocked || o.BagOut != "" || o.FamilyName != "" {
			t.Errorf("%s: %s available, %s bound, %+v", reason, available, bound, o)
		}
		heard = len(s.heard())
		s.do(&BringBack{Order: "A-1", Code: "SHELF-C1"})
		if len(s.heard()) != heard {
			t.Errorf("%s: a second tap was told", reason)
		}
		s.replays()
	}
}

func TestARefusalNeedsAReasonOfTheList(t *testing.T) {
	s := curbShop(t)
	s.refusedBeforeArrival()
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.refused("order.refuse_reason", &RefuseOrder{Order: "A-1", Reason: "ugly"})
	s.refused("reason.missing", &RefuseOrder{Order: "A-1", Reason: RefuseOther, Words: "  "})
	s.refused("reason.missing", &RefuseOrder{Order: "A-1", Reason: RefuseIntoxicated, Words: strings.Repeat("x", reasonMaxBytes+1)})
	s.do(&RefuseOrder{Order: "A-1", Reason: RefuseIntoxicated, Words: strings.Repeat("x", reasonMaxBytes)})
	// Another document may follow, and then the no is over.
	s.checked("A-1")
	if o := s.order("A-1"); o.Identity != terminal.Verified || o.RefusalCode != "" {
		t.Errorf("%s, %q", o.Identity, o.RefusalCode)
	}
}

func (s *shop) refusedBeforeArrival() {
	s.t.Helper()
	s.batch(terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: "e1:0", Source: "/shops/test", EventID: "evt-0", Type: "order.placed",
		Subject: "A-9", Revision: 1, At: opening, Order: ptr(webOrder("A-9", terminal.Adult, 3500, 0, 1)),
	})
	s.refused("order.not_arrived", &RefuseOrder{Order: "A-9", Reason: RefuseID})
}

func ptr[T any](value T) *T { return &value }

func TestOnlyAShelfTakesABagBack(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	before := s.order("A-1")
	for _, wrong := range []string{before.BagCode, tagFlower, "FLW-OG-3.5", "?", ""} {
		s.refused("order.wrong_shelf", &BringBack{Order: "A-1", Code: wrong})
		s.refused("order.wrong_shelf", &ShelveBag{Order: "A-1", Code: wrong})
	}
	s.refused("catalog.shelf_code", &BringBack{Order: "A-1", Code: "SHELF-TOOLONG"})
	if after := s.order("A-1"); after.BagOut != "dee" || after.Fulfilment != terminal.Ready {
		t.Errorf("a wrong code moved the bag: %+v", after)
	}
}

func TestABagThatComesBackWithoutANoStaysReady(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.checked("A-1")
	back := &BringBack{Order: "A-1", Code: "SHELF-C1"}
	s.do(back)
	s.lastHeard(1, "release_arrival")
	o := s.order("A-1")
	if o.Fulfilment != terminal.Ready || o.Shelf != "C1" || o.BagOut != "" || o.ClaimedBy != "" || o.Arrival != terminal.Arrived || o.BagScanned {
		t.Errorf("%+v", o)
	}
	if s.till.Person("A-1") != nil {
		t.Error("the person is still in memory")
	}
	heard := len(s.heard())
	s.do(back)
	if len(s.heard()) != heard {
		t.Error("a second scan was told")
	}
	// Somebody else serves the customer, from the ID on.
	s.signIn("B-THEO")
	s.move("A-1", order.MoveClaim)
	s.refused("order.bag_not_scanned", handOver(terminal.Curb, card(4333)))
	s.do(&ScanBag{Order: "A-1", Code: o.BagCode})
	s.refused("sale.no_identity", handOver(terminal.Curb, card(4333)))
	s.checked("A-1")
	s.do(handOver(terminal.Curb, card(4333)))
}

func TestABagOverTheLimitIsCancelledWithThatReason(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 9), 9) // 31.5 g of 28 g
	s.do(&IdentifyOrder{Order: "A-1", Document: avery})
	s.do(&BringBack{Order: "A-1", Code: "SHELF-B2"})
	s.lastHeard(3, "identity verified", "cancel EXCEEDS_LIMIT", "restocked")
	if available, bound := s.stock(); available != "100" || bound != "0" {
		t.Errorf("%s available, %s bound", available, bound)
	}
}

func TestTheBagOfAnOrderThatEndedIsRestockedByItsShelf(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.signIn("B-M1")
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveCancel, Reason: order.CustomerRequest})
	if o := s.order("A-1"); o.BagOut != "dee" {
		t.Errorf("who has the cancelled bag: %q", o.BagOut)
	}
	s.signIn("B-DEE")
	s.do(&BringBack{Order: "A-1", Code: "SHELF-B2"})
	s.lastHeard(2, "cancel CUSTOMER_REQUEST", "restocked")
	if o := s.order("A-1"); o.Fulfilment != terminal.Restocked || o.BagOut != "" || o.Open() {
		t.Errorf("%+v", o)
	}
}
