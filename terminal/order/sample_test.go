package order_test

import (
	"errors"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
)

var at = time.Date(2026, 11, 24, 14, 30, 0, 0, time.FixedZone("", -7*3600))

func step() order.Step { return order.Step{At: at} }

func qty(text string) measure.Quantity { return measure.MustParse(text) }

// placedOrder is an order as the shop sends it: two jars and one preroll.
func placedOrder() terminal.Order {
	return terminal.Order{
		ID: "A-1001", Channel: "curbside", PlacedAt: at, CustomerRef: "c-77",
		FirstName: "Avery", FamilyName: "Stone", BirthYear: 1990, Class: terminal.Adult, Phone4: "0199", Attested: true,
		Items: []terminal.OrderItem{
			{Line: "1", SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Quantity: qty("2"), Unit: "each", UnitPrice: 3500, Discount: 500},
			{Line: "2", SKU: "PRE-OG", Name: "OG preroll", Quantity: qty("1"), Unit: "each", UnitPrice: 900},
		},
		ShopTotal: 7894, ShopTax: 1394, Method: "pay_at_pickup", Note: "blue car",
		Arrival: terminal.ArrivalNone, Payment: terminal.Unpaid,
	}
}

func event(kind string, revision int64, whole *terminal.Order, change *terminal.OrderChange) terminal.FeedItem {
	return terminal.FeedItem{
		Kind: terminal.FeedEvent, Source: "/shops/larimer", EventID: kind, Type: kind, Subject: "A-1001",
		Revision: revision, At: at, Order: whole, Change: change,
	}
}

// must runs a move that is expected to succeed.
func must(t *testing.T) func(terminal.Order, order.Effect, error) terminal.Order {
	return func(o terminal.Order, _ order.Effect, err error) terminal.Order {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
}

func newOrder(t *testing.T) terminal.Order {
	t.Helper()
	whole := placedOrder()
	return must(t)(order.ApplyEvent(nil, event(order.EventPlaced, 1, &whole, nil)))
}

func pack(t *testing.T, o terminal.Order) terminal.Order {
	t.Helper()
	ok := must(t)
	o = ok(order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: qty("1"), UnitCode: "u1"}, step()))
	o = ok(order.PackUnit(o, order.Scanned{SKU: "FLW-OG-3.5", Tag: "T1", Quantity: qty("1"), UnitCode: "u2"}, step()))
	return ok(order.PackUnit(o, order.Scanned{SKU: "PRE-OG", Tag: "T2", Quantity: qty("1")}, step()))
}

// inState walks a fresh order to a state by the moves of people.
func inState(t *testing.T, state terminal.Fulfilment) terminal.Order {
	t.Helper()
	ok := must(t)
	o := newOrder(t)
	if state == terminal.Placed {
		return o
	}
	if state == terminal.Rejected {
		return ok(order.Reject(o, order.OutOfStock, step()))
	}
	o = ok(order.Accept(o, step()))
	if state == terminal.Accepted {
		return o
	}
	o = pack(t, ok(order.StartPicking(o, step())))
	switch state {
	case terminal.Picking:
		return o
	case terminal.NeedsCustomer:
		return ok(order.NeedsCustomer(o, step()))
	}
	o = ok(order.FinishPacking(o, "BAG7", step()))
	if state == terminal.Packed {
		return o
	}
	o = ok(order.Ready(o, step()))
	switch state {
	case terminal.Cancelled:
		return ok(order.Cancel(o, order.CustomerRequest, step()))
	case terminal.Expired:
		return ok(order.Expire(o, step()))
	case terminal.Restocked:
		return ok(order.Restock(ok(order.Expire(o, step())), step()))
	case terminal.HandedOver:
		return ok(order.HandedOver(verified(t, o), saleOf(o), step()))
	}
	return o
}

// verified is a customer met at the car, checked, with the bag scanned.
func verified(t *testing.T, o terminal.Order) terminal.Order {
	t.Helper()
	ok := must(t)
	o = ok(order.MarkArrivedAtCounter(o, step()))
	o = ok(order.IdentityVerified(o, step()))
	return ok(order.ScanBag(o, "BAG7", step()))
}

func saleOf(o terminal.Order) terminal.Sale {
	sale := terminal.Sale{ID: "0190-sale", Order: o.ID, Tenders: []terminal.Tender{{Kind: terminal.Cash}}}
	sale.Totals.Total = 7894
	prices := map[string]money.Cents{}
	for _, item := range o.Items {
		prices[item.Line] = item.UnitPrice
	}
	for _, unit := range o.Packed {
		sale.Lines = append(sale.Lines, terminal.Line{
			Tag: unit.Tag, Quantity: unit.Quantity, OrderLine: unit.Line, UnitPrice: prices[unit.Line],
		})
	}
	return sale
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var coded *terminal.Error
	if !errors.As(err, &coded) || coded.Code != code {
		t.Errorf("error %v; want %s", err, code)
	}
}

var allStates = []terminal.Fulfilment{
	terminal.Placed, terminal.Accepted, terminal.Picking, terminal.Packed, terminal.Ready, terminal.NeedsCustomer,
	terminal.HandedOver, terminal.Cancelled, terminal.Expired, terminal.Restocked, terminal.Rejected,
}
