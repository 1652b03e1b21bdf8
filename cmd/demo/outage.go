package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

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
