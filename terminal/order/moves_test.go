package order_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
)

func TestPackingCountsEachUnitOnce(t *testing.T) {
	ok := must(t)
	o := ok(order.StartPicking(inState(t, terminal.Accepted), step()))
	jar := order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: qty("1"), UnitCode: "u1"}
	pack := func(alter func(*order.Scanned)) error {
		unit := jar
		alter(&unit)
		_, _, err := order.PackUnit(o, unit, step())
		return err
	}
	wantCode(t, pack(func(u *order.Scanned) { u.Quantity = qty("2") }), "order.bad_scan")
	wantCode(t, pack(func(u *order.Scanned) { u.Tag = "" }), "order.bad_scan")
	wantCode(t, pack(func(u *order.Scanned) { u.SKU = "EDB-1" }), "order.not_on_order")
	wantCode(t, pack(func(u *order.Scanned) { u.Seen = true }), "order.unit_counted")
	_, _, err := order.FinishPacking(o, "BAG7", step())
	wantCode(t, err, "order.empty_bag")
	o = ok(order.PackUnit(o, jar, step()))
	wantCode(t, pack(func(*order.Scanned) {}), "order.unit_counted")
	_, _, err = order.FinishPacking(o, "BAG7", step())
	wantCode(t, err, "order.not_complete")
	o = ok(order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: qty("1")}, step()))
	wantCode(t, pack(func(u *order.Scanned) { u.UnitCode = "u3" }), "order.line_full")
	_, _, err = order.UnpackUnit(o, "T1", "u9", step())
	wantCode(t, err, "order.not_in_bag")
	o = ok(order.UnpackUnit(o, "T1", "u1", step()))
	ok(order.PackUnit(o, jar, step()))
	o = ok(order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T4", Quantity: qty("1")}, step()))
	o = ok(order.PackUnit(o, order.Scanned{SKU: "PRE-OG", Tag: "T2", Quantity: qty("1")}, step()))
	for code, want := range map[string]bool{
		"": false, "BAG 7": false, strings.Repeat("B", order.BagCodeMax): true, strings.Repeat("B", order.BagCodeMax+1): false,
	} {
		if _, _, err := order.FinishPacking(o, code, step()); (err == nil) != want {
			t.Errorf("bag code %q: %v", code, err)
		}
	}
}

func TestABagHasALimit(t *testing.T) {
	ok := must(t)
	whole := placedOrder()
	whole.Items = whole.Items[:1]
	whole.Items[0].Quantity = measure.Whole(order.PackedUnitsMax + 1)
	o := ok(order.ApplyEvent(nil, event(order.EventPlaced, 1, &whole, nil)))
	o = ok(order.StartPicking(ok(order.Accept(o, step())), step()))
	for i := range order.PackedUnitsMax {
		o = ok(order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", UnitCode: fmt.Sprint(i), Quantity: qty("1")}, step()))
	}
	_, _, err := order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: qty("1")}, step())
	wantCode(t, err, "order.bag_full")
}

func TestGoodsByWeightArePackedAsWeighed(t *testing.T) {
	ok := must(t)
	whole := placedOrder()
	whole.Items = []terminal.OrderItem{{Line: "1", SKU: "BULK", Quantity: qty("3.5"), Unit: "g", UnitPrice: 900}}
	o := ok(order.StartPicking(ok(order.Accept(ok(order.ApplyEvent(nil, event(order.EventPlaced, 1, &whole, nil))), step())), step()))
	o = ok(order.PackUnit(o, order.Scanned{SKU: "BULK", Tag: "T1", Quantity: qty("2.25")}, step()))
	_, _, err := order.PackUnit(o, order.Scanned{SKU: "BULK", Tag: "T1", Quantity: qty("1.26")}, step())
	wantCode(t, err, "order.line_full")
	o = ok(order.PackUnit(o, order.Scanned{SKU: "BULK", Tag: "T1", Quantity: qty("1.25")}, step()))
	ok(order.FinishPacking(o, "BAG7", step()))
}

func TestALineOutNeedsItsUnitsScannedOut(t *testing.T) {
	ok := must(t)
	o := inState(t, terminal.Picking)
	_, _, err := order.LineOut(o, "1", qty("1"), step())
	wantCode(t, err, "order.unpack_first")
	_, _, err = order.LineOut(o, "1", qty("2"), step())
	wantCode(t, err, "order.wrong_quantity")
	_, _, err = order.LineOut(o, "1", qty("0.5"), step())
	wantCode(t, err, "order.wrong_quantity")
	_, _, err = order.LineOut(o, "9", qty("0"), step())
	wantCode(t, err, "order.no_line")
	o = ok(order.UnpackUnit(o, "T1", "u2", step()))
	o = ok(order.LineOut(o, "1", qty("1"), step()))
	o = ok(order.FinishPacking(o, "BAG7", step()))
	o = ok(order.LineOut(ok(order.LineOut(o, "1", qty("0"), step())), "2", qty("0"), step()))
	_, _, err = order.FinishPacking(o, "BAG7", step())
	wantCode(t, err, "order.empty_bag")
}

func TestClaimsAreLeases(t *testing.T) {
	ok := must(t)
	o := inState(t, terminal.Ready)
	_, _, err := order.Claim(o, "s1", "runner-7f", at.Add(time.Minute), step())
	wantCode(t, err, "order.not_arrived")
	o = ok(order.MarkArrivedAtCounter(o, step()))
	for _, until := range []time.Duration{0, order.ClaimMax + time.Second} {
		_, _, err = order.Claim(o, "s1", "runner-7f", at.Add(until), step())
		wantCode(t, err, "order.claim")
	}
	_, _, err = order.Claim(o, "s1", "s1", at.Add(time.Minute), step())
	wantCode(t, err, "order.claim") // the staff id itself would leave the terminal
	ok(order.Claim(o, "s1", "runner-7f", at.Add(order.ClaimMax), step()))
	o = ok(order.Claim(o, "s1", "runner-7f", at.Add(time.Minute), step()))
	_, _, err = order.Claim(o, "s2", "runner-8a", at.Add(time.Minute), step())
	wantCode(t, err, "order.claimed")
	ok(order.Claim(o, "s1", "runner-7f", at.Add(2*time.Minute), step()))
	if _, effect := order.LeaseOver(o, at.Add(time.Minute-1)); effect.Changed {
		t.Error("the lease ended early")
	}
	over, effect := order.LeaseOver(o, at.Add(time.Minute))
	if !effect.Changed || over.Arrival != terminal.Arrived || over.ClaimedBy != "" || len(effect.Commands) != 0 {
		t.Errorf("%+v", over)
	}
	later := order.Step{At: at.Add(time.Minute)}
	ok(order.Claim(o, "s2", "runner-8a", at.Add(2*time.Minute), later))
	if met := ok(order.Meet(o, step())); met.Arrival != terminal.Met {
		t.Errorf("met is %s", met.Arrival)
	}
	_, _, err = order.Release(over, step())
	wantCode(t, err, "order.not_claimed")
}

func TestExpectedRevisionsCountWhatIsOnItsWay(t *testing.T) {
	o := newOrder(t)
	_, effect, err := order.Accept(o, order.Step{At: at, Pending: 2})
	if err != nil || !strings.Contains(string(effect.Commands[0].Frame), `"expect_rev":3`) || !effect.Commands[0].HasExpectedRevision {
		t.Errorf("%v %+v", err, effect)
	}
}

func TestTheSaleMustSellTheBag(t *testing.T) {
	o := verified(t, inState(t, terminal.Ready))
	for name, spoil := range map[string]func(*terminal.Sale){
		"no sale":       func(s *terminal.Sale) { s.ID = "" },
		"other order":   func(s *terminal.Sale) { s.Order = "A-2" },
		"a unit less":   func(s *terminal.Sale) { s.Lines = s.Lines[1:] },
		"other package": func(s *terminal.Sale) { s.Lines[0].Tag = "T9" },
		"a line more":   func(s *terminal.Sale) { s.Lines = append(s.Lines, s.Lines[0]) },
		"no lines":      func(s *terminal.Sale) { s.Lines = nil },
	} {
		sale := saleOf(o)
		spoil(&sale)
		if next, _, err := order.HandedOver(o, sale, step()); err == nil || next.Fulfilment != terminal.Ready {
			t.Errorf("%s was handed over", name)
		}
	}
	for want, kinds := range map[string][]terminal.TenderKind{
		"cash": {terminal.Cash}, "external": {terminal.Cash, terminal.External}, "prepaid": {terminal.Prepaid},
	} {
		sale := saleOf(o)
		sale.Tenders = nil
		for _, kind := range kinds {
			sale.Tenders = append(sale.Tenders, terminal.Tender{Kind: kind})
		}
		_, effect, err := order.HandedOver(o, sale, step())
		if err != nil || !strings.Contains(string(effect.Commands[0].Frame), `"payment":"`+want+`"`) {
			t.Errorf("%s: %v %s", want, err, effect.Commands[0].Frame)
		}
	}
}

func TestReasonsAreAClosedList(t *testing.T) {
	if n := len(order.Reasons()); n != 11 {
		t.Errorf("%d reasons", n)
	}
	o := newOrder(t)
	_, _, err := order.Reject(o, "BORED", step())
	wantCode(t, err, "order.reason")
	_, _, err = order.Cancel(o, "", step())
	wantCode(t, err, "order.reason")
	_, _, err = order.IdentityRefused(o, "ugly", "", step())
	wantCode(t, err, "order.reason")
}

func TestAClosedOrderForgetsTheCustomer(t *testing.T) {
	for _, state := range []terminal.Fulfilment{terminal.HandedOver, terminal.Restocked, terminal.Rejected} {
		o := inState(t, state)
		if o.FirstName+o.FamilyName+o.CustomerRef+o.Phone4+o.Note != "" || o.BirthYear != 0 {
			t.Errorf("%s keeps %+v", state, o)
		}
	}
	if o := inState(t, terminal.Cancelled); o.FirstName == "" {
		t.Error("a bag that waits to go back has no name any more")
	}
}

func TestMovesLeaveTheirOrderAlone(t *testing.T) {
	o := inState(t, terminal.Picking)
	before := fmt.Sprintf("%+v", o)
	must(t)(order.UnpackLine(o, "1", step()))
	must(t)(order.LineOut(o, "1", qty("0"), step()))
	whole := placedOrder()
	whole.Items[0].SKU = "PRE-BLUE"
	apply(t, o, event(order.EventAmended, 2, &whole, nil))
	if after := fmt.Sprintf("%+v", o); after != before {
		t.Errorf("was %s\nis %s", before, after)
	}
}
