package till

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/staff"
)

// curbShop is a shop with two runners, who have no bank yet, and a web shop.

func curbShop(t *testing.T) *shop {
	t.Helper()
	s := newShop(t)
	s.till.options.Shop.HasFeed = true
	hash, err := staff.HashPIN(context.Background(), pin)
	s.must(err)
	s.machine(&ImportStaff{People: []terminal.StaffMember{
		{ID: "dee", Name: "Dee Walsh", Badge: "B-DEE", Role: terminal.Curbside, PINHash: hash, Active: true},
		{ID: "theo", Name: "Theo Brand", Badge: "B-THEO", Role: terminal.Curbside, PINHash: hash, Active: true},
	}})
	return s
}

// atTheCar is a shelved bag whose customer waits at spot 3, claimed by Dee.

func (s *shop) atTheCar(o terminal.Order, units int) {
	s.t.Helper()
	s.arrives(o, "e1:1")
	s.move(o.ID, order.MoveAccept)
	s.move(o.ID, order.MoveStartPicking)
	for range units {
		s.do(&PackUnit{Order: o.ID, Code: tagFlower})
	}
	s.do(&SealBag{Order: o.ID})
	s.do(&ShelveBag{Order: o.ID, Code: "shelf-b2"})
	s.parks(o.ID, "e1:2", 2)
	s.signIn("B-DEE")
	s.move(o.ID, order.MoveClaim)
}

func (s *shop) parks(id, cursor string, revision int64) {
	s.t.Helper()
	s.batch(terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: cursor, Source: "/shops/test", EventID: "evt-" + cursor, Type: "order.customer_arrived",
		Subject: id, Revision: revision, At: opening, Change: &terminal.OrderChange{Arrival: terminal.Arrived, Spot: "3", ArrivedAt: opening},
	})
}

func card(amount money.Cents) terminal.Tender {
	return terminal.Tender{Kind: terminal.External, Given: amount, Reference: "0199"}
}

// checked is ID and bag at the car.

func (s *shop) checked(id string) {
	s.t.Helper()
	s.do(&IdentifyOrder{Order: id, Document: avery})
	s.do(&ScanBag{Order: id, Code: s.order(id).BagCode})
}

// heard are the frames that wait for the shop, in order, without stock.

func (s *shop) heard() (ops []string) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		commands, err := r.PendingShopCommands(100)
		s.must(err)
		for _, command := range commands {
			if command.Type == "stock" {
				continue
			}
			var frame struct{ Op, To, Outcome, Reason string }
			s.must(json.Unmarshal(command.Frame, &frame))
			ops = append(ops, strings.Join(strings.Fields(frame.Op+" "+frame.To+frame.Outcome+" "+frame.Reason), " "))
		}
	})
	return ops
}

func (s *shop) lastHeard(count int, want ...string) {
	s.t.Helper()
	ops := s.heard()
	if got := ops[len(ops)-count:]; !slices.Equal(got, want) {
		s.t.Errorf("the shop heard %q, want %q", got, want)
	}
}

func (s *shop) replays() {
	s.t.Helper()
	if differences, err := s.store.Replay(s.t.Context(), s.t.TempDir(), nil); err != nil || len(differences) > 0 {
		s.t.Errorf("replay: %v %v", differences, err)
	}
}

func TestABagGoesFromItsShelfToTheCar(t *testing.T) {
	s := curbShop(t)
	s.do(&AddDrawer{Staff: "dee", Float: terminal.Count{500: 4}})
	s.do(&AddDrawer{Staff: "theo", Float: terminal.Count{500: 2}})
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	if o := s.order("A-1"); o.Shelf != "B2" || o.BagOut != "dee" || !o.BagOutAt.Equal(opening) || o.Fulfilment != terminal.Ready {
		t.Errorf("shelf %q, out with %q since %s, %s", o.Shelf, o.BagOut, o.BagOutAt, o.Fulfilment)
	}
	s.checked("A-1")
	for len(s.till.pulses) > 0 {
		<-s.till.pulses
	}
	var done Completed
	s.must(s.do(handOver(terminal.Curb, cashOf(5000)...)).Decode(&done))
	if o := s.order("A-1"); o.Shelf != "" || o.BagOut != "" || !o.BagOutAt.IsZero() {
		t.Errorf("after the hand-over: shelf %q, out with %q", o.Shelf, o.BagOut)
	}
	if len(s.till.pulses) != 0 {
		t.Error("cash at the curb asked for the counter's drawer")
	}
	s.view(func(r terminal.Reader) {
		shift, err := r.OpenShift()
		s.must(err)
		for name, want := range map[string]string{cash.Bank("dee"): "43.33", cash.Bank("theo"): "0.00", CounterDrawer: "0.00"} {
			if got := shift.Drawer(name).Sales.String(); got != want {
				t.Errorf("%s took $%s, want $%s", name, got, want)
			}
		}
		jobs, err := r.PrintJobsOf(done.Sale)
		s.must(err)
		for _, mark := range []string{"CURB, SPOT 3", "ORDER A-1"} {
			if len(jobs) != 1 || !strings.Contains(string(jobs[0].Document), mark) {
				t.Errorf("the receipt indoors does not say %q", mark)
			}
		}
	})
	s.replays()
}

func TestAClaimByMistakeLeavesTheBagOnItsShelf(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.move("A-1", order.MoveRelease)
	if o := s.order("A-1"); o.BagOut != "" || o.Shelf != "B2" {
		t.Errorf("out with %q, shelf %q", o.BagOut, o.Shelf)
	}
	// After the ID was scanned the bag was at the car.
	s.move("A-1", order.MoveClaim)
	s.do(&IdentifyOrder{Order: "A-1", Document: avery})
	s.move("A-1", order.MoveRelease)
	if o := s.order("A-1"); o.BagOut != "dee" {
		t.Errorf("out with %q", o.BagOut)
	}
}

// The customer may have 28 g; nine jars of 3.5 g are too much, eight are not.

func TestALineLessAtTheCarIsPackedAnewAndHandedOver(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 9), 9)
	s.checked("A-1")
	seal := s.order("A-1").BagCode
	s.refused("rules.over_limit", handOver(terminal.Curb, card(1)))
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveLineOut, Line: "1", Keep: measure.Whole(8)})
	o := s.order("A-1")
	if o.Fulfilment != terminal.Picking || o.BagCode != "" || o.BagScanned || o.Shelf != "" || o.BagOut != "" || o.ClaimedBy != "dee" {
		t.Errorf("%+v", o)
	}
	s.lastHeard(1, "set_fulfilment picking")
	if available, bound := s.stock(); available != "92" || bound != "0" {
		t.Errorf("opened: %s available, %s bound", available, bound)
	}
	for range 8 {
		s.do(&PackUnit{Order: "A-1", Code: tagFlower})
	}
	s.refused("order.line_full", &PackUnit{Order: "A-1", Code: tagFlower})
	s.do(&SealBag{Order: "A-1", Shelf: "SHELF-B3"})
	s.move("A-1", order.MoveReady)
	if o := s.order("A-1"); o.BagCode == seal || o.BagOut != "dee" || o.Shelf != "B3" {
		t.Errorf("code %s after %s, out with %q", o.BagCode, seal, o.BagOut)
	}
	s.refused("order.wrong_bag", &ScanBag{Order: "A-1", Code: seal})
	s.do(&ScanBag{Order: "A-1", Code: s.order("A-1").BagCode})
	var preview HandOverPreview
	s.view(func(r terminal.Reader) {
		var err error
		preview, err = s.till.PreviewHandOver(r, "A-1")
		s.must(err)
	})
	var done Completed
	s.must(s.do(handOver(terminal.Curb, card(preview.Due))).Decode(&done))
	sold := s.sold(done)
	if sold.Lines[0].Quantity.String() != "8" || sold.Totals.Net != 8*3500 || sold.Totals != preview.Totals {
		t.Errorf("sold %s for %s, previewed %s", sold.Lines[0].Quantity, sold.Totals.Net, preview.Totals.Net)
	}
	if available, bound := s.stock(); available != "92" || bound != "0" {
		t.Errorf("%s available, %s bound", available, bound)
	}
	s.replays()
}

func TestTwoRunnersAtOneCar(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.checked("A-1")
	s.signIn("B-THEO")
	_, err := s.try(&MoveOrder{Order: "A-1", Move: order.MoveClaim})
	if codeOf(err) != "order.claimed" || terminal.AsError(err).Message != "Dee Walsh has order A-1 until 10:05 AM." {
		t.Errorf("the second claim: %v", err)
	}
	hand := handOver(terminal.Curb, card(4333))
	_, err = s.try(hand)
	if codeOf(err) != "order.claimed_by_other" || !strings.Contains(terminal.AsError(err).Message, "Dee Walsh") {
		t.Errorf("a hand-over by another: %v", err)
	}
	s.clock.Advance(claimLease) // at the edge the lease is over
	s.move("A-1", order.MoveClaim)
	if o := s.order("A-1"); o.ClaimedBy != "theo" || o.BagOut != "theo" {
		t.Errorf("claimed by %q, out with %q", o.ClaimedBy, o.BagOut)
	}
	s.signIn("B-DEE")
	s.refused("order.claimed", &MoveOrder{Order: "A-1", Move: order.MoveClaim})
	s.signIn("B-M1")
	s.do(hand) // a manager may step in
}

func TestALeaseThatRanOutIsTakenUpAgainSilently(t *testing.T) {
	s := curbShop(t)
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.clock.Advance(claimLease)
	s.do(&IdentifyOrder{Order: "A-1", Document: avery})
	s.lastHeard(2, "claim_arrival", "identity verified")
	s.clock.Advance(claimLease)
	s.do(&ScanBag{Order: "A-1", Code: s.order("A-1").BagCode})
	s.lastHeard(1, "claim_arrival")
	if o := s.order("A-1"); o.ClaimedBy != "dee" || !o.ClaimedUntil.Equal(opening.Add(3*claimLease)) {
		t.Errorf("claimed by %q until %s", o.ClaimedBy, o.ClaimedUntil)
	}
	s.clock.Advance(claimLease + time.Minute)
	s.do(handOver(terminal.Curb, card(4333)))
	s.lastHeard(2, "claim_arrival", "handed_over")
}

func TestCashAtTheCurbNeedsTheRunnersOwnBank(t *testing.T) {
	s := curbShop(t)
	s.do(&AddDrawer{Staff: "theo", Float: terminal.Count{}})
	s.atTheCar(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.checked("A-1")
	_, err := s.try(handOver(terminal.Curb, cashOf(5000)...))
	if codeOf(err) != "cash.no_bank" || !strings.Contains(terminal.AsError(err).Hint, "runner's bank at the counter") {
		t.Errorf("%v", err)
	}
	s.signIn("B-M1")
	s.do(&AddDrawer{DrawerName: "Second bank", Staff: "dee", Float: terminal.Count{2000: 1}})
	s.signIn("B-DEE")
	s.do(handOver(terminal.Curb, cashOf(5000)...))
	s.view(func(r terminal.Reader) {
		shift, err := r.OpenShift()
		s.must(err)
		if bank := shift.Drawer("Second bank"); bank.Staff != "dee" || bank.Sales != 4333 || bank.Opening != 2000 {
			t.Errorf("%+v", bank)
		}
	})
}

func TestBanksAreCountedBlindAtTheClose(t *testing.T) {
	s := curbShop(t)
	s.do(&AddDrawer{Staff: "dee", Float: terminal.Count{500: 4}})
	s.refused("cash.bank_open", &AddDrawer{Staff: "dee", Float: terminal.Count{}})
	s.refused("cash.drawer_taken", &AddDrawer{DrawerName: "Bank:DEE", Staff: "theo", Float: terminal.Count{}})
	s.refused("cash.drawer_taken", &AddDrawer{DrawerName: cash.Bank("dee"), Staff: "theo", Float: terminal.Count{}})
	s.refused("cash.drawer_taken", &AddDrawer{DrawerName: "Counter", Staff: "theo", Float: terminal.Count{}})
	s.refused("cash.not_counted", &AddDrawer{Staff: "theo"})
	s.refused("staff.not_found", &AddDrawer{Staff: "nobody", Float: terminal.Count{}})
	s.signIn("B-DEE")
	s.refused("staff.not_allowed", &AddDrawer{Staff: "dee", Float: terminal.Count{}})
	s.signIn("B-M1")
	s.do(&AddDrawer{DrawerName: "Second bank", Staff: "theo", Float: terminal.Count{100: 10}})
	s.do(&MoveCash{Kind: "drop", Drawer: "Second bank", Amount: 400, Reason: "to the safe"})
	s.refused("cash.not_counted", &CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 5, 500: 20}}})
	var closed ClosedShift
	s.must(s.do(&CloseShift{Counts: map[string]terminal.Count{
		CounterDrawer: {2000: 5, 500: 20}, cash.Bank("dee"): {500: 4, 25: 1}, "Second bank": {100: 5},
	}}).Decode(&closed))
	over := map[string]string{}
	for _, variance := range closed.Variances {
		over[variance.Drawer] = variance.Over.String()
	}
	if over[CounterDrawer] != "0.00" || over[cash.Bank("dee")] != "0.25" || over["Second bank"] != "-1.00" {
		t.Errorf("%v", over)
	}
	s.view(func(r terminal.Reader) {
		jobs, err := r.PrintJobsOf(closed.Shift.ID)
		s.must(err)
		paper := string(jobs[len(jobs)-1].Document)
		for _, want := range []string{"Drawer bank:dee", "Dee Walsh", "Drawer Second bank", "Theo Brand"} {
			if !strings.Contains(paper, want) {
				t.Errorf("the Z does not say %q", want)
			}
		}
	})
	s.refused("shift.none_open", &AddDrawer{Staff: "dee", Float: terminal.Count{}})
	s.replays()
}
