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
