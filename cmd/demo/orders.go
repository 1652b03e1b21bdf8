package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// placed is an order as the shop's control shows it.
type placed struct {
	Order struct {
		ID      string `json:"id"`
		Payment struct {
			State string `json:"state"`
		} `json:"payment"`
	} `json:"order"`
	Fulfilment string `json:"fulfilment"`
	Identity   *struct {
		Outcome string `json:"outcome"`
	} `json:"identity"`
	HandOver *struct {
		Sale  string `json:"sale"`
		Total int64  `json:"total"`
	} `json:"hand_over"`
}

func (d *day) shopOrder(id string) (placed, error) {
	var p placed
	return p, d.control.call(d.ctx, http.MethodGet, "/control/shop/orders/"+id, nil, &p)
}

// checkout places an order the way the customers' page does.
func (d *day) checkout(draft map[string]any) (string, error) {
	var answer struct {
		Order    string `json:"order"`
		Problems []struct {
			Field string `json:"field"`
			Text  string `json:"text"`
		} `json:"problems"`
	}
	err := d.control.call(d.ctx, http.MethodPost, "/control/shop/checkout", draft, &answer)
	if err == nil && len(answer.Problems) > 0 {
		err = fmt.Errorf("%s: %s", answer.Problems[0].Field, answer.Problems[0].Text)
	}
	return answer.Order, err
}

func draftOf(first, last string, year int, channel string, quantities map[string]string) map[string]any {
	return map[string]any{
		"first": first, "last": last, "birth_year": year, "attested_age": true, "channel": channel, "quantities": quantities,
	}
}

// online holds the ids of the day's orders, by what they are for.
type online struct{ pickup, curb, paid, cancelled string }

var onlineOrders online

// orders: three orders come over the websocket and are packed by tag, a fourth
// is cancelled by its customer.
func (d *day) orders() {
	o := &onlineOrders
	d.step("the web shop refuses a buyer of 19, a zip it does not serve, and 35 g of flower", func() (string, error) {
		young := draftOf("Toby", "Lane", 2007, "pickup", map[string]string{"FLW-BMO-3.5": "1"})
		far := draftOf("Avery", "Stone", 1992, "delivery", map[string]string{"FLW-BMO-3.5": "1"})
		far["zip"], far["address"] = "10001", "1 Nowhere St"
		for _, draft := range []map[string]any{young, far} {
			if _, err := d.checkout(draft); err == nil {
				return "", errors.New("an order was placed")
			}
		}
		return "checked on the shop's side", nil
	})
	d.step("three online orders arrive over the websocket, and one that will be cancelled", func() (string, error) {
		var err error
		place := func(target *string, draft map[string]any) {
			if err == nil {
				*target, err = d.checkout(draft)
			}
		}
		place(&o.pickup, draftOf("Avery", "Stone", 1992, "pickup", map[string]string{"FLW-BMO-3.5": "2", "PRE-ALP-1": "1"}))
		place(&o.curb, draftOf("Jordan", "Park", 1988, "curbside", map[string]string{"FLW-SKY-3.5": "1"}))
		place(&o.paid, draftOf("Sam", "Ochoa-Reyes", 1980, "pickup", map[string]string{"CON-GRN-1": "1"}))
		place(&o.cancelled, draftOf("Noor", "Haddad", 1985, "pickup", map[string]string{"PRE-ALP-1": "1"}))
		if err != nil {
			return "", err
		}
		for _, id := range []string{o.pickup, o.curb, o.paid, o.cancelled} {
			if err := d.orderIs(id, func(o terminal.Order) error { return want("fulfilment", o.Fulfilment, terminal.Placed) }); err != nil {
				return "", err
			}
		}
		return strings.Join([]string{o.pickup, o.curb, o.paid, o.cancelled}, ", "), nil
	})
	d.step("accepted: stock is reserved and the shop is told", d.accept)
	d.step("packed by tag: wrong goods and one unit too many are refused, sealed with a bag code", d.pack)
	d.step("the fourth order is cancelled by its customer and restocked", d.cancel)
	d.step("an order of a SKU that is not sold here, and one of a medical customer, are refused", d.badOrders)
	d.step("feed frames that are malformed, oversized, too deep, unknown or replayed do no harm", d.badFrames)
}

func want[T comparable](what string, got, wanted T) error {
	if got != wanted {
		return fmt.Errorf("%s is %v, want %v", what, got, wanted)
	}
	return nil
}

// orderIs waits until the terminal's order looks right.
func (d *day) orderIs(id string, check func(terminal.Order) error) error {
	return until(d.ctx, 15*time.Second, func() error {
		var o terminal.Order
		if err := d.till.get(d.ctx, "order", url.Values{"id": {id}}, &o); err != nil {
			return err
		}
		return check(o)
	})
}

// shopSees waits until the shop's order has a state.
func (d *day) shopSees(id, fulfilment string) error {
	return until(d.ctx, 15*time.Second, func() error {
		p, err := d.shopOrder(id)
		if err != nil {
			return err
		}
		return want("the shop's "+id, p.Fulfilment, fulfilment)
	})
}

func (d *day) move(id, move string, more map[string]any) error {
	body := map[string]any{"order": id, "move": move}
	for key, value := range more {
		body[key] = value
	}
	return d.till.do(d.ctx, "order.move", body, nil)
}

func (d *day) available(sku string) (string, error) {
	var stocks []terminal.Stock
	if err := d.till.get(d.ctx, "stock", nil, &stocks); err != nil {
		return "", err
	}
	i := slices.IndexFunc(stocks, func(s terminal.Stock) bool { return s.SKU == sku })
	if i < 0 {
		return "", errors.New("no stock of " + sku)
	}
	left, err := stocks[i].Available()
	return left.String(), err
}

func (d *day) accept() (string, error) {
	o := onlineOrders
	before, err := d.available("FLW-BMO-3.5")
	if err != nil {
		return "", err
	}
	for _, id := range []string{o.pickup, o.curb, o.paid, o.cancelled} {
		if err := d.move(id, "accept", nil); err != nil {
			return "", err
		}
		if err := d.shopSees(id, "accepted"); err != nil {
			return "", err
		}
	}
	after, err := d.available("FLW-BMO-3.5")
	if err != nil {
		return "", err
	}
	err = until(d.ctx, 10*time.Second, func() error {
		var stock []byte
		if err := d.control.call(d.ctx, http.MethodGet, "/control/shop/stock", nil, &stock); err != nil {
			return err
		}
		if !strings.Contains(string(stock), `"FLW-BMO-3.5"`) || !strings.Contains(string(stock), `"`+after+`"`) {
			return fmt.Errorf("the shop has not heard of %s: %.200s", after, stock)
		}
		return nil
	})
	return fmt.Sprintf("Blue Mesa OG 3.5 g: %s, then %s", before, after), err
}

func (d *day) pack() (string, error) {
	o := onlineOrders
	bags := map[string][]string{
		o.pickup: {tagFlower, tagFlower, tagPreroll}, o.curb: {tagSherbet}, o.paid: {tagResin},
	}
	for _, id := range []string{o.pickup, o.curb, o.paid} {
		if err := d.move(id, "start_picking", nil); err != nil {
			return "", err
		}
		if err := d.focus("", id); err != nil {
			return "", err
		}
		if _, err := wantText(d.scanCode(tagShake), "order.not_on_order"); err != nil {
			return "", err
		}
		for _, tag := range bags[id] {
			if err := d.scanCode(tag); err != nil {
				return "", err
			}
		}
		// Of the resin the shop has no unit more: then the package itself says no.
		tooMany := map[string]string{o.pickup: "order.line_full", o.curb: "order.line_full", o.paid: "catalog.bound_to_order"}
		if _, err := wantText(d.scanCode(bags[id][0]), tooMany[id]); err != nil {
			return "", err
		}
		if err := d.till.do(d.ctx, "order.seal", map[string]string{"order": id}, nil); err != nil {
			return "", err
		}
		if err := d.move(id, "ready", nil); err != nil {
			return "", err
		}
		if err := d.shopSees(id, "ready"); err != nil {
			return "", err
		}
	}
	return "the shop sees all three as ready", nil
}

func (d *day) cancel() (string, error) {
	id := onlineOrders.cancelled
	err := d.control.call(d.ctx, http.MethodPost, "/control/shop/orders/"+id+"/cancel",
		map[string]string{"by": "customer", "reason": "CUSTOMER_REQUEST"}, nil)
	if err != nil {
		return "", err
	}
	return id, d.orderIs(id, func(o terminal.Order) error { return want("fulfilment", o.Fulfilment, terminal.Cancelled) })
}

// place puts an order into the shop without the checks of its checkout.
func (d *day) place(class, sku string) (string, error) {
	var p placed
	err := d.control.call(d.ctx, http.MethodPost, "/control/shop/orders", map[string]any{
		"channel":  "pickup",
		"customer": map[string]any{"first": "Riley", "last": "Marsh", "birth_year": 1983, "class": class, "attested_age": true},
		"items":    []map[string]any{{"line": "1", "sku": sku, "name": "Something", "qty": "1", "unit": "each", "unit_price": 900}},
	}, &p)
	if err != nil {
		return "", err
	}
	return p.Order.ID, d.orderIs(p.Order.ID, func(o terminal.Order) error { return want("fulfilment", o.Fulfilment, terminal.Placed) })
}

func (d *day) badOrders() (string, error) {
	unknown, err := d.place("adult", "NOT-SOLD-HERE")
	if err != nil {
		return "", err
	}
	if _, err := wantText(d.move(unknown, "accept", nil), "catalog.unknown_sku"); err != nil {
		return "", err
	}
	medical, err := d.place("medical", "PRE-ALP-1")
	if err != nil {
		return "", err
	}
	said, err := d.refused("rules.medical_unsupported", func() error { return d.move(medical, "accept", nil) })
	if err != nil {
		return "", err
	}
	lead := newClient(d.till.base, d.till.token)
	if err := lead.signIn(d.ctx, web.badge, web.pin); err != nil {
		return "", err
	}
	for _, id := range []string{unknown, medical} {
		reject := map[string]any{"order": id, "move": "reject", "reason": "OTHER"}
		if err := lead.do(d.ctx, "order.move", reject, nil); err != nil {
			return "", err
		}
		if err := d.shopSees(id, "cancelled"); err != nil {
			return "", err
		}
	}
	return said, nil
}

// replay has the shop send its first event again.
func (d *day) replay() error {
	var shop struct {
		Oldest string `json:"oldest"`
	}
	if err := d.control.call(d.ctx, http.MethodGet, "/control/shop/state", nil, &shop); err != nil {
		return err
	}
	return d.control.call(d.ctx, http.MethodPost, "/control/shop/faults/replay", map[string]string{"cursor": shop.Oldest}, nil)
}

func (d *day) badFrames() (string, error) {
	if err := d.replay(); err != nil {
		return "", err
	}
	event := func(kind string) (string, map[string]any) {
		return "event", map[string]any{"order": onlineOrders.pickup, "kind": kind}
	}
	frame := func(kind string) (string, map[string]any) { return "frame", map[string]any{"kind": kind} }
	// An event between two bad frames moves the cursor on: two of them at one
	// cursor would make the terminal keep away for a minute.
	for _, bad := range []string{"malformed", "oversized", "deep", "binary"} {
		for _, make := range []func(string) (string, map[string]any){frame, event} {
			kind := bad
			if path, _ := make(""); path == "event" {
				kind = map[string]string{"malformed": "unknown_type", "oversized": "bad_schema", "deep": "unknown_status", "binary": "unknown_type"}[bad]
			}
			path, body := make(kind)
			err := until(d.ctx, 20*time.Second, func() error {
				return d.control.call(d.ctx, http.MethodPost, "/control/shop/faults/"+path, body, nil)
			})
			if err != nil {
				return "", fmt.Errorf("%s %s: %w", path, kind, err)
			}
		}
	}
	if _, err := d.ready(); err != nil {
		return "", err
	}
	err := d.orderIs(onlineOrders.pickup, func(o terminal.Order) error {
		if o.Attention == "" {
			return errors.New("the unknown event asked for nobody's attention")
		}
		return want("fulfilment", o.Fulfilment, terminal.Ready)
	})
	if err != nil {
		return "", err
	}
	lead := newClient(d.till.base, d.till.token)
	if err := lead.signIn(d.ctx, web.badge, web.pin); err != nil {
		return "", err
	}
	return "the feed is live, the order stands and a lead has looked", lead.do(d.ctx, "order.acknowledge",
		map[string]string{"order": onlineOrders.pickup}, nil)
}

// outage: the line to shop and state goes down in the middle of the day; people
// are served all the same, and all of it is told when it comes back.
func (d *day) outage() {
	o := &onlineOrders
	d.step("a customer presses “I'm here” at spot 3; a runner claims the car", func() (string, error) {
		err := d.control.call(d.ctx, http.MethodPost, "/control/shop/orders/"+o.curb+"/arrive", map[string]any{
			"state": "arrived", "spot": "3", "vehicle": map[string]string{"color": "blue", "make": "Subaru", "plate": "ABC-123"},
		}, nil)
		if err != nil {
			return "", err
		}
		err = d.orderIs(o.curb, func(o terminal.Order) error { return want("arrival", o.Arrival, terminal.Arrived) })
		if err != nil {
			return "", err
		}
		return "blue Subaru", d.move(o.curb, "claim", nil)
	})
	d.step("the third order is paid in the web shop", func() (string, error) {
		err := d.control.call(d.ctx, http.MethodPost, "/control/shop/orders/"+o.paid+"/payment",
			map[string]string{"state": "paid", "method": "prepaid"}, nil)
		if err != nil {
			return "", err
		}
		return "", d.orderIs(o.paid, func(o terminal.Order) error { return want("payment", o.Payment, terminal.Paid) })
	})
	d.step("the line to state and shop goes down; the terminal says so", func() (string, error) {
		if err := d.outageOf(true, true); err != nil {
			return "", err
		}
		return "", until(d.ctx, 30*time.Second, func() error {
			h, err := d.health()
			if err == nil && h.Feed.Live {
				err = errors.New("the feed still counts as live")
			}
			return err
		})
	})
	d.step("offline: pick-up; the wrong person and the wrong bag are refused first", d.pickup)
	d.step("offline: hand-over at the car, cash into the runner's bank, the drawer stays shut", d.curbside)
	d.step("offline: a walk-in is served as ever", func() (string, error) {
		done, err := d.sell("priya", 10000, tagPreroll)
		return done.External, err
	})
	d.step("the line comes back: all is filed and told", func() (string, error) {
		if err := d.outageOf(false, false); err != nil {
			return "", err
		}
		if _, err := d.filed(60 * time.Second); err != nil {
			return "", err
		}
		if err := d.shopSees(o.pickup, "handed_over"); err != nil {
			return "", err
		}
		return "", d.shopSees(o.curb, "handed_over")
	})
	d.step("a pre-paid order is handed over: no cash, no drawer", d.prepaid)
}

func (d *day) handOver(id, place string, tenders []map[string]any) (completed, error) {
	var done completed
	err := d.till.do(d.ctx, "order.hand_over", map[string]any{
		"order": id, "sale": clock.NewID(), "place": place, "tenders": tenders,
	}, &done)
	if err == nil {
		d.sold = append(d.sold, done.Sale)
	}
	return done, err
}

func (d *day) bagOf(id string) (string, error) {
	var o terminal.Order
	err := d.till.get(d.ctx, "order", url.Values{"id": {id}}, &o)
	return o.BagCode, err
}

func (d *day) pickup() (string, error) {
	o := onlineOrders
	if err := d.focus("", o.pickup); err != nil {
		return "", err
	}
	if err := d.move(o.pickup, "arrived_counter", nil); err != nil {
		return "", err
	}
	if _, err := wantText(errOf(d.handOver(o.pickup, "counter", nil)), "order."); err != nil {
		return "", err
	}
	if _, err := d.refused("identity.birth_year", func() error { return d.scanPerson("jordan") }); err != nil {
		return "", err
	}
	if err := d.scanPerson("avery"); err != nil {
		return "", err
	}
	wrong, err := d.bagOf(o.curb)
	if err != nil {
		return "", err
	}
	if _, err := wantText(d.scanCode(wrong), "order.wrong_bag"); err != nil {
		return "", err
	}
	bag, err := d.bagOf(o.pickup)
	if err != nil {
		return "", err
	}
	if err := d.scanCode(bag); err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	done, err := d.handOver(o.pickup, "counter", []map[string]any{{"kind": "cash", "given": 15000}})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s as %s, total %s", o.pickup, done.External, dollars(done.Total)), d.pulsed(before + 1)
}

func errOf(_ completed, err error) error { return err }

func (d *day) curbside() (string, error) {
	id := onlineOrders.curb
	if err := d.focus("", id); err != nil {
		return "", err
	}
	bag, err := d.bagOf(id)
	if err != nil {
		return "", err
	}
	if _, err := wantText(d.scanCode(bag), "order."); err != nil {
		return "", fmt.Errorf("the bag before the ID: %w", err)
	}
	if err := d.scanPerson("jordan"); err != nil {
		return "", err
	}
	if err := d.scanCode(bag); err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	done, err := d.handOver(id, "curb", []map[string]any{{"kind": "cash", "given": 6000}})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s as %s, total %s", id, done.External, dollars(done.Total)), d.pulsed(before)
}

func (d *day) prepaid() (string, error) {
	id := onlineOrders.paid
	if err := d.focus("", id); err != nil {
		return "", err
	}
	if err := d.move(id, "arrived_counter", nil); err != nil {
		return "", err
	}
	if err := d.scanPerson("sam"); err != nil {
		return "", err
	}
	bag, err := d.bagOf(id)
	if err != nil {
		return "", err
	}
	if err := d.scanCode(bag); err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	done, err := d.handOver(id, "counter", nil)
	if coded := terminal.AsError(err); err != nil && coded.Code == "order.total_differs" {
		// The shop's own tax was not the terminal's: a manager writes it off.
		manager := newClient(d.till.base, d.till.token)
		if err := manager.signIn(d.ctx, lena.badge, lena.pin); err != nil {
			return "", err
		}
		err = manager.do(d.ctx, "order.hand_over", map[string]any{
			"order": id, "sale": clock.NewID(), "place": "counter", "write_off": "the shop's tax differs",
		}, &done)
		if err != nil {
			return "", err
		}
		d.sold = append(d.sold, done.Sale)
	} else if err != nil {
		return "", err
	}
	if err := d.pulsed(before); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s as %s", id, done.External), d.shopSees(id, "handed_over")
}
