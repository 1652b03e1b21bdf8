package curbtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// control speaks to the sandbox.
type control struct{ base string }

func (c *control) call(method, path string, body, target any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		text = nil
	}
	request, err := http.NewRequestWithContext(context.Background(), method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	client := http.Client{Timeout: within, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("sandbox %s %s: %d %.300s", method, path, response.StatusCode, answer)
	}
	if raw, ok := target.(*[]byte); ok {
		*raw = answer
		return nil
	}
	if target == nil {
		return nil
	}
	return json.Unmarshal(answer, target)
}

// shopOrder is an order as the web shop has it.
type shopOrder struct {
	Order struct {
		Payment struct {
			State string `json:"state"`
		} `json:"payment"`
	} `json:"order"`
	Fulfilment string `json:"fulfilment"`
	Identity   *struct{ Outcome, Reason string }
	Cancelled  *struct{ By, Reason string }
	HandOver   *struct {
		Sale  string `json:"sale"`
		Total int64  `json:"total"`
	} `json:"hand_over"`
}

func (c *control) order(id string) (shopOrder, error) {
	var found shopOrder
	return found, c.call(http.MethodGet, "/control/shop/orders/"+id, nil, &found)
}

// A customer is somebody made up. Each test has one of its own: what they bought
// counts for the day.
type customer struct {
	first, middle, family string
	birth                 time.Time
	number                string
	expires               time.Time

	called string // the first name in the web shop, if it is another one
	order  string // the order's id, if the shop does not choose it
	note   string
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func born(first, family string, year int, number string) customer {
	return customer{
		first: first, family: family, birth: time.Date(year, 6, 14, 0, 0, 0, 0, time.UTC), number: number,
		expires: time.Date(2030, 6, 14, 0, 0, 0, 0, time.UTC),
	}
}

// card gives the bytes of the customer's licence.
func (c customer) card() []byte {
	return virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: c.number, Family: c.family, First: c.first, Middle: c.middle, Sex: "9",
		Birth: c.birth, Issued: c.expires.AddDate(-5, 0, 0), Expires: c.expires,
	}.Barcode()
}

// goods is what everybody here buys: one pre-roll and its package.
const (
	goodsSKU = "PRE-ALP-1"
	goodsTag = "1A4000000000022000000108"
)

// car is an order whose customer waits outside with the bag on its shelf.
type car struct {
	*world
	customer
	id, bag, shelf, spot string
}

// arrive places an order in the web shop, packs it, puts it on a shelf, and has
// the customer arrive.
func (w *world) arrive(t testing.TB, who customer) *car {
	t.Helper()
	c := w.packed(t, who)
	c.comes(t)
	return c
}

// packed is arrive without the customer.
func (w *world) packed(t testing.TB, who customer) *car {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.spot++
	c := &car{world: w, customer: who, spot: strconv.Itoa(w.spot), shelf: "B" + strconv.Itoa(w.spot)}
	var placed struct {
		Order struct {
			ID string `json:"id"`
		} `json:"order"`
	}
	must(w.control.call(http.MethodPost, "/control/shop/orders", map[string]any{
		"id": who.order, "channel": "curbside", "note": who.note,
		"customer": map[string]any{
			"ref": "c-" + strconv.Itoa(w.spot), "first": or(who.called, who.first), "last": who.family, "birth_year": who.birth.Year(),
			"class": "adult", "phone_last4": "0199", "attested_age": true,
		},
		"items": []map[string]any{{"sku": goodsSKU, "qty": "1"}},
	}, &placed))
	c.id = placed.Order.ID
	eventually(t, func() error { _, err := c.stored(); return err })
	for _, move := range []string{"accept", "start_picking"} {
		must(w.do("order.move", map[string]any{"order": c.id, "move": move}))
	}
	must(w.do("order.pack", map[string]any{"order": c.id, "code": goodsTag}))
	must(w.do("order.seal", map[string]any{"order": c.id}))
	must(w.do("order.shelve", map[string]any{"order": c.id, "code": "SHELF-" + c.shelf}))
	o, err := c.stored()
	must(err)
	c.bag = o.BagCode
	// The shop has heard of all of it: an arrival in between would overtake it.
	eventually(t, func() error {
		found, err := w.control.order(c.id)
		if err == nil {
			err = want("the shop's order", found.Fulfilment, "ready")
		}
		return err
	})
	return c
}

// comes has the customer press “I'm here”.
func (c *car) comes(t testing.TB) {
	t.Helper()
	err := c.control.call(http.MethodPost, "/control/shop/orders/"+c.id+"/arrive", map[string]any{
		"state": "arrived", "spot": c.spot, "vehicle": map[string]string{"color": "blue", "make": "Subaru Outback", "plate": "ABC-" + c.spot},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.is(t, func(o terminal.Order) bool { return o.Arrival == terminal.Arrived })
}

func (c *car) stored() (o terminal.Order, err error) {
	err = c.program.Store().View(context.Background(), func(reader terminal.Reader) (err error) {
		o, err = reader.Order(c.id)
		return err
	})
	return o, err
}

// is waits until the terminal's order looks right.
func (c *car) is(t testing.TB, right func(terminal.Order) bool) {
	t.Helper()
	eventually(t, func() error {
		o, err := c.stored()
		if err == nil && !right(o) {
			err = fmt.Errorf("order %s is %s, %s, %s, %s", c.id, o.Fulfilment, o.Arrival, o.Identity, o.Payment)
		}
		return err
	})
}

// sales are the sales of the order.
func (c *car) sales(t testing.TB) (sales []terminal.Sale) {
	t.Helper()
	c.read(t, func(reader terminal.Reader) error {
		all, err := reader.Sales(clock.Date{Year: 2026, Month: 11, Day: 24})
		sales = slices.DeleteFunc(all, func(s terminal.Sale) bool { return s.Order != c.id })
		return err
	})
	return sales
}
