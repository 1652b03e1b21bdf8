package main

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// refusals: everything that must be a no, in words, and in the journal.
func (d *day) refusals() {
	person := func(key string) func() error {
		return func() error {
			if _, err := d.openCart(); err != nil {
				return err
			}
			return d.scanPerson(key)
		}
	}
	d.step("an under-age ID is refused", func() (string, error) { return d.refused("identity.under_age", person("toby")) })
	d.step("an expired ID is refused", func() (string, error) { return d.refused("identity.expired", person("wren")) })
	d.step("a scanner that drops control characters is refused", func() (string, error) {
		return d.refused("id.separators_lost", func() error {
			if _, err := d.openCart(); err != nil {
				return err
			}
			card, err := d.card("avery")
			if err != nil {
				return err
			}
			return d.scan("", bytes.ReplaceAll(card, []byte("\n"), []byte(" ")))
		})
	})
	d.step("a torn scan is refused as unreadable", func() (string, error) {
		return d.refused("scan.torn", func() error {
			if _, err := d.openCart(); err != nil {
				return err
			}
			card, err := d.card("avery")
			if err != nil {
				return err
			}
			return d.scan("", card[:len(card)/2])
		})
	})
	code := func(tag string) func() error {
		return func() error {
			if _, err := d.openCart(); err != nil {
				return err
			}
			return d.scanCode(tag)
		}
	}
	d.step("a sold-out tag is refused", func() (string, error) { return d.refused("catalog.sold_out", code(tagEmpty)) })
	d.step("a tag on hold is refused", func() (string, error) { return d.refused("catalog.held", code(tagHeld)) })
	d.step("a finished tag is refused", func() (string, error) { return d.refused("catalog.finished", code(tagFinished)) })
	d.step("an unknown tag is refused", func() (string, error) { return d.refused("catalog.unknown_tag", code(tagUnknown)) })
	d.step("a sale without an ID is refused", func() (string, error) {
		return d.refused("sale.no_identity", func() error {
			cart, err := d.openCart()
			if err != nil {
				return err
			}
			if err := d.scanCode(tagFlower); err != nil {
				return err
			}
			_, err = d.tender(cart, 10000)
			return err
		})
	})
	d.step("five wrong PINs lock the badge, also for the right one", func() (string, error) {
		other := newClient(d.till.base, d.till.token)
		for range 5 {
			if _, err := wantText(other.signIn(d.ctx, "B-1002", "9999"), "staff.wrong_pin"); err != nil {
				return "", err
			}
		}
		return wantText(other.signIn(d.ctx, "B-1002", "2222"), "staff.locked")
	})
	d.step("bad input changes nothing", d.badInput)
}

func (d *day) badInput() (string, error) {
	tries := map[string]error{
		"api.malformed":         d.till.post(d.ctx, "/api/v1/commands", map[string]any{"nonsense": 1}, nil),
		"command.unknown":       d.till.do(d.ctx, "cart.explode", nil, nil),
		"command.body":          d.till.do(d.ctx, "cart.open", map[string]any{"cart": 7}, nil),
		"cart.id":               d.till.do(d.ctx, "cart.open", map[string]any{"cart": "not-an-id"}, nil),
		"sale.quantity_invalid": nil,
	}
	cart, err := d.openCart()
	if err != nil {
		return "", err
	}
	tries["sale.quantity_invalid"] = d.till.do(d.ctx, "cart.add", map[string]any{"cart": cart, "code": tagFlower, "qty": "-1"}, nil)
	for code, err := range tries {
		if _, err := wantText(err, code); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d kinds, each with its code", len(tries)), nil
}

// walkIns: three people at the counter, by scanner and cash.
func (d *day) walkIns() {
	d.step("walk-in 1: ID and tag over the serial line, cash, on disk", func() (string, error) {
		before, err := d.pulses()
		if err != nil {
			return "", err
		}
		done, err := d.sell("jordan", 10000, tagFlower, tagPreroll)
		if err != nil {
			return "", err
		}
		if err := d.pulsed(before + 1); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s, total %s, change %s, drawer opened once", done.External, dollars(done.Total), dollars(done.Change)), nil
	})
	d.step("the receipt is on paper, line by line as composed", func() (string, error) { return d.paperOf(d.sold[0]) })
	var cart string
	d.step("walk-in 2: a basket over the limit is refused with what to take out", func() (string, error) {
		return d.refused("rules.over_limit", func() error {
			var err error
			if cart, err = d.ring("casey", tagShake, tagShake, tagFlower); err != nil {
				return err
			}
			_, err = d.tender(cart, 30000)
			return err
		})
	})
	d.step("… and sold with a line taken out", func() (string, error) {
		var open terminal.Cart
		if err := d.till.get(d.ctx, "cart", url.Values{"id": {cart}}, &open); err != nil {
			return "", err
		}
		err := d.till.do(d.ctx, "cart.remove", map[string]any{"cart": cart, "line": open.Lines[len(open.Lines)-1].Number}, nil)
		if err != nil {
			return "", err
		}
		done, err := d.tender(cart, 30000)
		return fmt.Sprintf("%s, total %s", done.External, dollars(done.Total)), err
	})
	d.step("the same person may not buy more today", func() (string, error) {
		return d.refused("rules.over_limit", func() error {
			cart, err := d.ring("casey", tagPreroll)
			if err != nil {
				return err
			}
			_, err = d.tender(cart, 10000)
			return err
		})
	})
	d.step("walk-in 3: a double tap is one sale", d.doubleTap)
	d.step("all of it is filed with the state", func() (string, error) { return d.filed(20 * time.Second) })
}

// pulsed waits until the drawer has opened so often, and no more.
func (d *day) pulsed(want int) error {
	return until(d.ctx, 5*time.Second, func() error {
		got, err := d.pulses()
		if err == nil && got != want {
			err = fmt.Errorf("the drawer opened %d times, want %d", got, want)
		}
		return err
	})
}

func (d *day) doubleTap() (string, error) {
	cart, err := d.ring("riley", tagResin)
	if err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	id := clock.NewID()
	body := map[string]any{"cart": cart, "tenders": []map[string]any{{"kind": "cash", "given": 6000}}}
	var first, second completed
	if err := d.till.doAs(d.ctx, id, "", "cart.tender", body, &first); err != nil {
		return "", err
	}
	d.sold = append(d.sold, first.Sale)
	if err := d.till.doAs(d.ctx, id, "", "cart.tender", body, &second); err != nil {
		return "", err
	}
	if first != second {
		return "", fmt.Errorf("%+v, then %+v", first, second)
	}
	if err := d.pulsed(before + 1); err != nil {
		return "", err
	}
	body["tenders"] = []map[string]any{{"kind": "cash", "given": 7000}}
	_, err = wantText(d.till.doAs(d.ctx, id, "", "cart.tender", body, nil), "command.reused")
	return first.External, err
}

// filed waits until nothing is open towards the state.
func (d *day) filed(limit time.Duration) (string, error) {
	err := until(d.ctx, limit, func() error {
		open, err := d.openUploads()
		if err == nil && len(open) > 0 {
			err = fmt.Errorf("%d filings are open: %v", len(open), open)
		}
		return err
	})
	return "", err
}

func (d *day) openUploads() ([]string, error) {
	var uploads []terminal.Upload
	if err := d.till.get(d.ctx, "uploads", nil, &uploads); err != nil {
		return nil, err
	}
	var open []string
	for _, upload := range uploads {
		switch upload.State {
		case terminal.UploadAcknowledged, terminal.UploadNeverSent:
		default:
			open = append(open, fmt.Sprintf("%s %s %s %s", upload.External, upload.Kind, upload.State, upload.Problem))
		}
	}
	return open, nil
}
