package main

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/curbline/curbline/terminal"
)

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
