package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// The runner who is taken in during the day, the PIN that is issued, and the one
// they choose.
const (
	runnerBadge  = "B-2001"
	runnerIssued = "830274"
	runnerOwn    = "591736"
	shelfCode    = "SHELF-B2"
)

// curbside is what the chapter at the curb hands on from step to step.
type atCurb struct {
	tablet   *tablet
	manager  *client
	handed   string // order
	refused  string // order
	runnerID string
}

// curb: a runner is taken in, a tablet is paired, and one order is handed over at
// the car through the tablet's page; another is refused and brought back.
func (d *day) curb() {
	c := &atCurb{manager: newClient(d.till.base, d.till.token)}
	d.step("a runner is taken in with curblinectl, with a PIN that must be changed", func() (string, error) { return d.takeRunnerIn(c) })
	d.step("a tablet is paired: fingerprint, one-time code, approved by PIN at the counter", func() (string, error) { return d.pairTablet(c) })
	d.step("the code is used up, a forged token and a foreign page are turned away", func() (string, error) { return d.badTablets(c) })
	d.step("the runner signs in, must choose a PIN of their own, and gets a bank", func() (string, error) { return d.runnerSignsIn(c) })
	d.step("two curbside orders are packed, sealed and put on shelf B2; both customers park", func() (string, error) { return d.packForCurb(c) })
	d.step("at the car: an expired ID is refused in words", func() (string, error) { return d.expiredAtCar(c) })
	d.step("the right ID, bag code, cash, handed over; asked twice it is one sale", func() (string, error) { return d.handOverAtCar(c) })
	d.step("the curb receipt prints indoors with spot and order", func() (string, error) { return d.curbReceipt(c) })
	d.step("the other customer is refused and the bag comes back to its shelf", func() (string, error) { return d.bringBack(c) })
	d.step("the tablet is revoked at the counter and shows nothing any more", func() (string, error) { return d.revoke(c) })
}

func (d *day) takeRunnerIn(c *atCurb) (string, error) {
	issued := d.file("runner-pin")
	if err := os.WriteFile(issued, []byte(runnerIssued+"\n"), 0o600); err != nil {
		return "", err
	}
	said, err := d.ctlTyped(d.ctx, lena.pin+"\n", "staff", "add", "Nadia Reyes", "--new-badge", runnerBadge, "--role", "curbside",
		"--new-pin-file", issued, "--badge", lena.badge)
	if err != nil {
		return "", err
	}
	if strings.Contains(said, runnerIssued) {
		return "", errors.New("the tool shows a PIN that was given to it")
	}
	return lastLine(said), c.manager.signIn(d.ctx, lena.badge, lena.pin)
}

type pairingOffer struct {
	Code        string   `json:"code"`
	Addresses   []string `json:"addresses"`
	Fingerprint string   `json:"fingerprint"`
}

type tabletsView struct {
	Tablets []struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Revoked bool   `json:"revoked"`
	} `json:"tablets"`
	Requests []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"requests"`
}

func (d *day) pairTablet(c *atCurb) (string, error) {
	var offer pairingOffer
	if err := c.manager.do(d.ctx, "tablet.offer", nil, &offer); err != nil {
		return "", err
	}
	var err error
	if c.tablet, err = openTablet(d.ctx, offer.Addresses[0], offer.Fingerprint); err != nil {
		return "", err
	}
	if err := c.tablet.shows(d.ctx, "/pair?code="+offer.Code, offer.Fingerprint, "Pair this tablet with T1", "not legally reviewed"); err != nil {
		return "", err
	}
	ask := url.Values{"code": {offer.Code}, "name": {"Curb tablet 2"}}
	if err := c.tablet.post(d.ctx, "/pair", ask); err != nil {
		return "", err
	}
	var view tabletsView
	if err := d.till.get(d.ctx, "tablets", nil, &view); err != nil {
		return "", err
	}
	if len(view.Requests) != 1 || view.Requests[0].Name != "Curb tablet 2" {
		return "", fmt.Errorf("the counter sees %+v", view.Requests)
	}
	if _, err := wantText(c.manager.do(d.ctx, "tablet.approve", map[string]string{"request": view.Requests[0].ID}, nil), "staff."); err != nil {
		return "", fmt.Errorf("approved without a PIN: %w", err)
	}
	approval, err := c.manager.approve(d.ctx, lena.badge, lena.pin)
	if err != nil {
		return "", err
	}
	err = c.manager.doAs(d.ctx, clock.NewID(), approval, "tablet.approve", map[string]string{"request": view.Requests[0].ID}, nil)
	if err != nil {
		return "", err
	}
	return offer.Addresses[0] + ", " + offer.Fingerprint, c.tablet.shows(d.ctx, "/pair", "Nadia")
}

func (d *day) badTablets(c *atCurb) (string, error) {
	foreign := *c.tablet
	foreign.http.Jar = nil
	err := foreign.send(d.ctx, http.MethodGet, "/order/A-1001", "", nil, map[string]string{"Cookie": "__Host-device=" + strings.Repeat("A", 43)})
	if err != nil {
		return "", err
	}
	if !strings.Contains(foreign.page, `name="code"`) {
		return "", errors.New("a forged token opens a page")
	}
	err = c.tablet.send(d.ctx, http.MethodPost, "/sign-in", "application/x-www-form-urlencoded",
		[]byte("badge="+runnerBadge+"&pin="+runnerIssued), map[string]string{"Origin": "https://evil.example"})
	if err == nil || !strings.Contains(err.Error(), "403") {
		return "", fmt.Errorf("a post of a foreign page: %w", err)
	}
	return "", nil
}

func (d *day) runnerSignsIn(c *atCurb) (string, error) {
	t := c.tablet
	if err := t.post(d.ctx, "/sign-in", url.Values{"badge": {runnerBadge}, "pin": {runnerIssued}}); err != nil {
		return "", err
	}
	if err := t.open(d.ctx, "/"); err != nil {
		return "", err
	}
	if !strings.Contains(t.page, `name="again"`) {
		return "", errors.New("a PIN that somebody else knows was not asked to be changed")
	}
	if err := t.post(d.ctx, "/pin", url.Values{"old": {runnerIssued}, "new": {runnerOwn}, "again": {runnerOwn}}); err != nil {
		return "", err
	}
	if err := t.shows(d.ctx, "/", "Nadia R."); err != nil {
		return "", err
	}
	var people []struct {
		ID    string `json:"id"`
		Badge string `json:"badge"`
	}
	if err := d.till.get(d.ctx, "staff", nil, &people); err != nil {
		return "", err
	}
	for _, person := range people {
		if person.Badge == runnerBadge {
			c.runnerID = person.ID
		}
	}
	lead := newClient(d.till.base, d.till.token)
	if err := lead.signIn(d.ctx, web.badge, web.pin); err != nil {
		return "", err
	}
	return "", lead.do(d.ctx, "drawer.add", map[string]any{"staff": c.runnerID, "float": terminal.Count{500: 4, 100: 20}}, nil)
}

func (d *day) packForCurb(c *atCurb) (string, error) {
	for _, each := range []struct {
		target      *string
		first, last string
		year        int
		spot        string
	}{{&c.handed, "Morgan", "Tate", 1995, "3"}, {&c.refused, "Devon", "Ames", 1990, "5"}} {
		id, err := d.checkout(draftOf(each.first, each.last, each.year, "curbside", map[string]string{"PRE-ALP-1": "1"}))
		if err != nil {
			return "", err
		}
		*each.target = id
		err = d.orderIs(id, func(o terminal.Order) error { return want("fulfilment", o.Fulfilment, terminal.Placed) })
		if err != nil {
			return "", err
		}
		for _, move := range []string{"accept", "start_picking"} {
			if err := d.move(id, move, nil); err != nil {
				return "", err
			}
		}
		if err := d.focus("", id); err != nil {
			return "", err
		}
		if err := d.scanCode(tagPreroll); err != nil {
			return "", err
		}
		if err := d.till.do(d.ctx, "order.seal", map[string]string{"order": id}, nil); err != nil {
			return "", err
		}
		if err := d.till.do(d.ctx, "order.shelve", map[string]string{"order": id, "code": shelfCode}, nil); err != nil {
			return "", err
		}
		if err := d.shopSees(id, "ready"); err != nil {
			return "", err
		}
		err = d.control.call(d.ctx, http.MethodPost, "/control/shop/orders/"+id+"/arrive", map[string]any{
			"state": "arrived", "spot": each.spot, "vehicle": map[string]string{"color": "green", "make": "Ford", "plate": "XYZ-" + each.spot},
		}, nil)
		if err != nil {
			return "", err
		}
	}
	return c.handed + ", " + c.refused, c.tablet.shows(d.ctx, "/", c.handed, c.refused, "shelf B2", "XYZ-3", "Morgan T.")
}

// cardOf are the bytes of a person's card, as a scanner types them.
func (d *day) cardOf(person string) ([]byte, error) {
	var card []byte
	return card, d.control.call(d.ctx, http.MethodGet, "/control/people/"+person+"/card", nil, &card)
}

func (d *day) scanAtCar(c *atCurb, order, person string) error {
	card, err := d.cardOf(person)
	if err != nil {
		return err
	}
	return c.tablet.scan(d.ctx, order, card)
}

func (d *day) expiredAtCar(c *atCurb) (string, error) {
	t := c.tablet
	if err := t.tap(d.ctx, "claim", c.handed, nil); err != nil {
		return "", err
	}
	if err := t.open(d.ctx, "/order/"+c.handed); err != nil {
		return "", err
	}
	if err := d.scanAtCar(c, c.handed, "wren"); err != nil {
		return "", err
	}
	said := words(t.page)
	for _, wanted := range []string{"Do not hand over", "expired", "Recorded"} {
		if !strings.Contains(said, wanted) {
			return "", fmt.Errorf("the page does not say %q: %.600s", wanted, said)
		}
	}
	return "", nil
}

func (d *day) handOverAtCar(c *atCurb) (string, error) {
	t := c.tablet
	if err := d.scanAtCar(c, c.handed, "morgan"); err != nil {
		return "", err
	}
	if !strings.Contains(words(t.page), "ID accepted") {
		return "", fmt.Errorf("the right ID: %.600s", words(t.page))
	}
	bag, err := d.bagOf(c.handed)
	if err != nil {
		return "", err
	}
	if err := t.scan(d.ctx, c.handed, []byte(bag+"\n")); err != nil {
		return "", err
	}
	if err := t.tap(d.ctx, "tender", c.handed, map[string]string{"kind": "cash", "given": asShown}); err != nil {
		return "", err
	}
	before, err := d.pulses()
	if err != nil {
		return "", err
	}
	fields, ok := t.form("/do/hand_over", c.handed, nil)
	if !ok {
		return "", fmt.Errorf("the page offers no hand-over: %.600s", words(t.page))
	}
	for range 2 { // the answer to the first was lost on the way
		if err := t.post(d.ctx, "/do/hand_over", fields); err != nil {
			return "", err
		}
	}
	said, err := d.wasHandedOver(c)
	return said, errors.Join(err, d.pulsed(before))
}

// wasHandedOver looks at the order, the runner's bank and the shop.
func (d *day) wasHandedOver(c *atCurb) (string, error) {
	var o terminal.Order
	if err := d.till.get(d.ctx, "order", url.Values{"id": {c.handed}}, &o); err != nil {
		return "", err
	}
	if o.Fulfilment != terminal.HandedOver || o.Sale == "" {
		return "", fmt.Errorf("the order is %s", o.Fulfilment)
	}
	d.sold = append(d.sold, o.Sale)
	var shift terminal.Shift
	if err := d.till.get(d.ctx, "shift", nil, &shift); err != nil {
		return "", err
	}
	at := slices.IndexFunc(shift.Drawers, func(each terminal.Drawer) bool { return each.Staff == c.runnerID })
	if at < 0 || shift.Drawers[at].Expected() <= shift.Drawers[at].Opening {
		return "", errors.New("the cash is not in the runner's bank")
	}
	if err := d.shopSees(c.handed, "handed_over"); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, $%s in the bank of %s", c.handed, shift.Drawers[at].Expected(), shift.Drawers[at].Name), nil
}

func (d *day) curbReceipt(c *atCurb) (string, error) {
	said := ""
	return "CURB, SPOT 3, ORDER " + c.handed, until(d.ctx, 30*time.Second, func() error {
		papers, err := d.papers()
		if err != nil {
			return err
		}
		for _, paper := range papers {
			said = strings.Join(paper.Lines, "\n")
			if strings.Contains(said, "SPOT 3") && strings.Contains(said, c.handed) {
				return nil
			}
		}
		return errors.New("no receipt with spot 3")
	})
}

func (d *day) bringBack(c *atCurb) (string, error) {
	t := c.tablet
	if err := t.open(d.ctx, "/"); err != nil {
		return "", err
	}
	if err := t.tap(d.ctx, "claim", c.refused, nil); err != nil {
		return "", err
	}
	if err := t.open(d.ctx, "/order/"+c.refused); err != nil {
		return "", err
	}
	if err := d.scanAtCar(c, c.refused, "toby"); err != nil {
		return "", err
	}
	if !strings.Contains(words(t.page), "Do not hand over") {
		return "", fmt.Errorf("somebody of 19: %.600s", words(t.page))
	}
	if err := t.tap(d.ctx, "bring_back", c.refused, map[string]string{"code": shelfCode}); err != nil {
		return "", err
	}
	err := d.orderIs(c.refused, func(o terminal.Order) error { return want("fulfilment", o.Fulfilment, terminal.Restocked) })
	if err != nil {
		return "", err
	}
	if err := d.shopSees(c.refused, "restocked"); err != nil {
		return "", err
	}
	p, err := d.shopOrder(c.refused)
	if err != nil || p.Identity == nil {
		return "", fmt.Errorf("the shop heard nothing of the ID: %w", err)
	}
	return "the shop heard: identity " + p.Identity.Outcome + ", restocked", nil
}

func (d *day) revoke(c *atCurb) (string, error) {
	var view tabletsView
	if err := d.till.get(d.ctx, "tablets", nil, &view); err != nil {
		return "", err
	}
	at := slices.IndexFunc(view.Tablets, func(each struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Revoked bool   `json:"revoked"`
	},
	) bool {
		return !each.Revoked
	})
	if at < 0 {
		return "", errors.New("no tablet is paired")
	}
	said, err := d.ctlTyped(d.ctx, lena.pin+"\n", "tablet", "revoke", view.Tablets[at].ID, "--badge", lena.badge, "--reason", "end of the day")
	if err != nil {
		return "", err
	}
	if err := c.tablet.open(d.ctx, "/"); err != nil {
		return "", err
	}
	if !strings.Contains(c.tablet.page, `name="code"`) {
		return "", errors.New("a revoked tablet still sees the cars")
	}
	return lastLine(said), nil
}
