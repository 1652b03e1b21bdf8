package till

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
)

const tagFlower2 = "1A4AA0300000DEAD00000027"

// secondPackage books another package of the flower.
func (s *shop) secondPackage(book int64) {
	s.t.Helper()
	s.do(&ImportGoods{Packages: []terminal.Package{
		{Tag: tagFlower2, SKU: "FLW-OG-3.5", Unit: measure.Each, Book: measure.Whole(book), Status: terminal.PackageActive},
	}})
}

func handOver(place terminal.Place, tenders ...terminal.Tender) *HandOver {
	return &HandOver{Order: "A-1", Cart: clock.NewID(), Place: place, Tenders: tenders}
}

// atTheCounter brings one order to the point where money changes hands.
func (s *shop) atTheCounter(o terminal.Order, units int) {
	s.t.Helper()
	s.arrives(o, "e1:1")
	s.packed("A-1", units)
	s.met("A-1")
}

func (s *shop) sold(completed Completed) (sale terminal.Sale) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		var err error
		sale, err = r.Sale(completed.Sale)
		s.must(err)
	})
	return sale
}

func TestADiscountIsSharedToTheCentOverPackages(t *testing.T) {
	s := newShop(t)
	s.secondPackage(10)
	s.arrives(webOrder("A-1", terminal.Adult, 3333, 1000, 3), "e1:1")
	s.move("A-1", order.MoveAccept)
	s.move("A-1", order.MoveStartPicking)
	for _, code := range []string{tagFlower, tagFlower2, tagFlower2} {
		s.do(&PackUnit{Order: "A-1", Code: code})
	}
	s.do(&SealBag{Order: "A-1"})
	s.move("A-1", order.MoveReady)
	s.met("A-1")
	var done Completed
	s.must(s.do(handOver(terminal.Counter, cashOf(50000)...)).Decode(&done))
	sale := s.sold(done)
	shares := map[string]money.Cents{}
	for _, line := range sale.Lines {
		shares[line.Tag] += line.Discount
	}
	// 1000 × 3333/9999 = 333.33, and 666.67 of the other two: the cent goes there.
	if shares[tagFlower] != 333 || shares[tagFlower2] != 667 || sale.Totals.Net != 3*3333-1000 {
		t.Errorf("shares %v, net %s", shares, sale.Totals.Net)
	}
}

func TestALineTakenOutTakesItsShareAndGoesBackToPacking(t *testing.T) {
	s := newShop(t)
	o := webOrder("A-1", terminal.Adult, 3500, 300, 1)
	o.Items = append(o.Items, terminal.OrderItem{Line: "2", SKU: "EDB-GUM-100", Name: "Gummies", Quantity: measure.Whole(1), Unit: "each", UnitPrice: 1800})
	s.arrives(o, "e1:1")
	s.move("A-1", order.MoveAccept)
	s.move("A-1", order.MoveStartPicking)
	s.do(&PackUnit{Order: "A-1", Code: tagFlower})
	s.do(&PackUnit{Order: "A-1", Code: tagGummy})
	s.do(&SealBag{Order: "A-1"})
	s.move("A-1", order.MoveReady)
	s.met("A-1")
	seal := s.order("A-1").BagCode
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveLineOut, Line: "2"})
	if o := s.order("A-1"); o.Fulfilment != terminal.Picking || o.BagCode != "" || o.BagScanned {
		t.Errorf("%s, seal %q", o.Fulfilment, o.BagCode)
	}
	s.refused("order.wrong_state", handOver(terminal.Counter, cashOf(10000)...))
	s.do(&SealBag{Order: "A-1"})
	s.move("A-1", order.MoveReady)
	s.refused("order.wrong_bag", &ScanBag{Order: "A-1", Code: seal})
	s.do(&ScanBag{Order: "A-1", Code: s.order("A-1").BagCode})
	var done Completed
	s.must(s.do(handOver(terminal.Counter, cashOf(10000)...)).Decode(&done))
	if sale := s.sold(done); len(sale.Lines) != 1 || sale.Totals.Net != 3200 {
		t.Errorf("%d lines, net %s", len(sale.Lines), sale.Totals.Net)
	}
	s.view(func(r terminal.Reader) {
		pack, err := r.Package(tagGummy)
		s.must(err)
		if pack.Book.String() != "2" || pack.Bound.String() != "0" {
			t.Errorf("the line out: book %s, bound %s", pack.Book, pack.Bound)
		}
	})
}

func TestCurbCashGoesToTheRunnersBankAndOpensNoDrawer(t *testing.T) {
	s := newShop(t)
	s.do(&CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 5, 500: 20}}})
	s.do(&OpenShift{Floats: map[string]terminal.Count{CounterDrawer: {2000: 5}, cash.Bank("m1"): {500: 4}}})
	s.atTheCounter(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	for len(s.till.pulses) > 0 {
		<-s.till.pulses
	}
	var done Completed
	s.must(s.do(handOver(terminal.Curb, cashOf(5000)...)).Decode(&done))
	s.view(func(r terminal.Reader) {
		shift, err := r.OpenShift()
		s.must(err)
		if bank, counter := shift.Drawer(cash.Bank("m1")).Sales, shift.Drawer(CounterDrawer).Sales; bank != 4333 || counter != 0 {
			t.Errorf("bank %s, counter %s", bank, counter)
		}
	})
	select {
	case pulse := <-s.till.pulses:
		t.Errorf("the counter's drawer was asked for: %+v", pulse)
	default:
	}
	// A void gives it back where it was taken.
	s.doAgreed(&VoidSale{Sale: done.Sale, Reason: "wrong bag"})
	s.view(func(r terminal.Reader) {
		shift, err := r.OpenShift()
		s.must(err)
		pack, err := r.Package(tagFlower)
		s.must(err)
		if bank := shift.Drawer(cash.Bank("m1")).Sales; bank != 0 || pack.Book.String() != "100" || pack.Bound.String() != "0" {
			t.Errorf("bank %s, book %s, bound %s", bank, pack.Book, pack.Bound)
		}
	})
	if o := s.order("A-1"); o.Fulfilment != terminal.HandedOver || o.FamilyName != "" {
		t.Errorf("the order is %s", o.Fulfilment)
	}
	if differences, err := s.store.Replay(t.Context(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("replay: %v %v", differences, err)
	}
}

func TestAPackageHeldAfterPackingIsNotHandedOver(t *testing.T) {
	s := newShop(t)
	s.atTheCounter(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	s.do(&HoldPackage{Tag: tagFlower, Hold: true, Reason: "recall"})
	s.refused("catalog.held", handOver(terminal.Counter, cashOf(10000)...))
	s.do(&HoldPackage{Tag: tagFlower, Reason: "recall was another lot"})
	s.do(handOver(terminal.Counter, cashOf(10000)...))
}

func TestADiscountCountsForThePriceFloor(t *testing.T) {
	for discount, refused := range map[money.Cents]bool{1750: false, 1751: true} { // half of $35.00 is the floor
		s := newShop(t)
		s.atTheCounter(webOrder("A-1", terminal.Adult, 3500, discount, 1), 1)
		if refused {
			s.refused("order.price_floor", handOver(terminal.Counter, cashOf(10000)...))
			continue
		}
		s.do(handOver(terminal.Counter, cashOf(10000)...))
	}
}

func paid(shopTotal money.Cents) terminal.Order {
	o := webOrder("A-1", terminal.Adult, 3500, 0, 1)
	o.Payment, o.ShopTotal = terminal.Paid, shopTotal // the terminal makes it $43.33
	return o
}

func TestNobodyPaysADifferenceWithMoreThatWasPaidInTheShop(t *testing.T) {
	s := newShop(t)
	s.atTheCounter(paid(4000), 1)
	s.signIn("B-B1")
	s.refused("sale.prepaid", handOver(terminal.Counter, terminal.Tender{Kind: terminal.Prepaid, Given: 333}))
}

func TestAWriteOffNamesItsReasonAndWhoAgreed(t *testing.T) {
	s := newShop(t)
	s.atTheCounter(paid(4300), 1)
	off := handOver(terminal.Counter)
	off.WriteOff = strings.Repeat("x", reasonMaxBytes+1)
	s.refused("reason.missing", off)
	off.WriteOff = "the shop rounds the tax"
	s.do(off)
	var noted []terminal.OrderMoved
	for _, data := range s.facts("order.moved") {
		var fact terminal.OrderMoved
		s.must(json.Unmarshal(data, &fact))
		if fact.Move == "write_off" {
			noted = append(noted, fact)
		}
	}
	if len(noted) != 1 || noted[0].Detail != "$0.33 by m1: the shop rounds the tax" {
		t.Errorf("%+v", noted)
	}
}

func TestASaleHasAnIDOfItsOwn(t *testing.T) {
	s := newShop(t)
	s.atTheCounter(webOrder("A-1", terminal.Adult, 3500, 0, 1), 1)
	hand := handOver(terminal.Counter, cashOf(10000)...)
	hand.Cart = "{" + hand.Cart + "}"
	s.refused("sale.id", hand)
}

func TestAUnitInABagIsNotSoldAtTheCounter(t *testing.T) {
	s := newShop(t)
	label, _ := new(big.Int).SetString(tagFlower+"01", 16)
	code := "HTTPS://1A4.COM/" + strings.ToUpper(label.Text(36))
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.move("A-1", order.MoveAccept)
	s.move("A-1", order.MoveStartPicking)
	s.do(&PackUnit{Order: "A-1", Code: code})
	s.refused("order.unit_counted", &PackUnit{Order: "A-1", Code: code})
	cart := s.ring(avery)
	s.refused("catalog.unit_counted", &AddToCart{Cart: cart, Code: code})
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveUnpackLine, Line: "1"})
	s.do(&AddToCart{Cart: cart, Code: code})
}

// Two packages of one product are one stock: what is promised to orders is not
// sold out of the second one.
func TestWhatIsPromisedIsNotSoldFromAnotherPackage(t *testing.T) {
	s := newShop(t)
	s.secondPackage(5)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 98), "e1:1")
	s.move("A-1", order.MoveAccept) // of 105 seven are free
	cart := s.ring(avery)
	four := measure.Whole(4)
	s.do(&AddToCart{Cart: cart, Code: tagFlower, Quantity: &four})
	s.refused("catalog.reserved", &AddToCart{Cart: cart, Code: tagFlower2, Quantity: &four})
	three := measure.Whole(3)
	s.do(&AddToCart{Cart: cart, Code: tagFlower2, Quantity: &three})
}
