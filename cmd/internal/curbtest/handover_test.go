package curbtest_test

import (
	"strings"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/terminal"
)

// A new tablet and a new runner, from the counter's code to the bag in the car.
func TestFromPairingToHandOver(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Ada", "Winslow", 1990, "920000001"))
	other := w.packed(t, born("Omar", "Lindt", 1984, "920000015"))
	p := w.browse(t, browser.Options{}).Page(t)

	offer, err := w.program.Till().OfferPairing(t.Context(), w.session)
	if err != nil {
		t.Fatal(err)
	}
	p.Open(w.origin() + "/")
	p.WaitAddress("/pair")
	accessible(t, p, "pairing")
	p.Tap("#code")
	p.Type(offer.Code)
	p.Tap(`[name="name"]`)
	p.SelectAll()
	p.Type("Curb tablet 2")
	p.Tap(`button[form="pair"]:not([name="cancel"])`)
	p.WaitFor(`document.querySelector("[data-waiting]")`)
	accessible(t, p, "waiting for approval")
	w.approvePairing(t, "Curb tablet 2")
	p.WaitAddress("/sign-in")
	accessible(t, p, "sign-in")

	signIn(p, nika)
	p.WaitAddress("/pin")
	p.Open(w.origin() + "/ready")
	p.WaitAddress("/pin") // nothing else opens before
	var began, stands float64
	p.Evaluate(`performance.timeOrigin`, &began)
	accessible(t, p, "change of PIN")
	for _, typed := range [][2]string{{"#old", nika.pin}, {"#new", "417093"}, {"#again", "417093"}} {
		p.Tap(typed[0])
		p.Type(typed[1])
	}
	if p.Evaluate(`performance.timeOrigin`, &stands); stands != began {
		t.Error("the page was loaded anew while somebody typed")
	}
	p.Tap(`button[form="sign-in"]`)
	p.WaitText(c.id)
	accessible(t, p, "arrivals")

	c.take(p)
	accessible(t, p, "before the ID")
	scan(p, c.card())
	step(p, 1, "done")
	step(p, 2, "done")
	scan(p, []byte(other.bag))
	p.WaitText("This bag is " + other.id)
	accessible(t, p, "the wrong bag")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	accessible(t, p, "before the payment")
	p.Tap("#given")
	p.SelectAll()
	p.Type("5")
	p.Enter()
	p.WaitText("missing")
	accessible(t, p, "too little cash")
	p.Tap("#given")
	p.SelectAll()
	p.Type("100")
	p.Enter()
	p.WaitText("Change $88.")
	p.WaitFor(`document.querySelector('` + hand + `')`)
	accessible(t, p, "before the hand-over")
	p.Tap(hand)
	p.WaitText("Handed over")
	accessible(t, p, "done")

	sales := c.sales(t)
	if len(sales) != 1 {
		t.Fatalf("%d sales", len(sales))
	}
	sale := sales[0]
	if sale.Place != terminal.Curb || sale.Actor != "nika" || len(sale.Tenders) != 1 || sale.Tenders[0].Kind != terminal.Cash || sale.Tenders[0].Given != 10000 {
		t.Errorf("sold as %+v by %s at %s", sale.Tenders, sale.Actor, sale.Place)
	}
	if change := (sale.Tenders[0].Given - sale.Totals.Total).String(); !strings.Contains(p.Text("main"), change) {
		t.Errorf("the change of %s is not shown: %s", change, p.Text("main"))
	}
	p.Press("Back to the cars")
	p.WaitFor(`location.pathname === "/"`)
	p.WaitNoText(c.id)
	p.Tap(`nav a[href="/done"]`)
	p.WaitText(c.id)
	accessible(t, p, "done today")
	eventually(t, func() error {
		found, err := w.control.order(c.id)
		if err == nil {
			err = want("the shop's order", found.Fulfilment, "handed_over")
		}
		return err
	})
}

func signIn(p *browser.Page, who login) {
	p.WaitFor(`document.querySelector("#badge")`)
	p.Tap("#badge")
	p.Type(who.badge)
	p.Tap("#pin")
	p.Type(who.pin)
	p.Tap(`button[form="sign-in"]`)
}

// The budget of a hand-over is five taps; the scanner's work is none of them.
func TestAHandOverIsFiveTaps(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Ben", "Arroyo", 1979, "920000002"))
	p := w.working(t, w.browse(t, browser.Options{}), "Five taps", dee)
	taps := 0
	tap := func(selector string) {
		p.WaitFor(`document.querySelector(` + "`" + selector + "`" + `)`)
		p.Tap(selector)
		taps++
	}
	p.WaitText(c.id)
	tap(cardOf(c) + " " + action("claim"))
	p.WaitFor(`document.querySelector("[data-scan=id]")`)
	scan(p, c.card())
	step(p, 2, "done")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	tap(takeCash)
	tap(hand)
	p.WaitText("Handed over")
	tap(".actions .next a, .actions .next button")
	p.WaitFor(`location.pathname === "/"`)
	if taps > 5 {
		t.Errorf("%d taps", taps)
	}
	c.wantSoldOnce(t, p)
}

func TestADoubleTapIsOneSale(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Cleo", "Brand", 1985, "920000003"))
	p := w.working(t, w.browse(t, browser.Options{}), "Double tap", dee)
	c.upToPayment(p)
	p.TapTwice(hand)
	p.WaitText("Handed over")
	c.wantSoldOnce(t, p)
}

func TestARefusedIDLeadsBackToTheShelf(t *testing.T) {
	w := sharedWorld(t)
	who := born("Dora", "Quist", 1991, "920000004")
	who.expires = who.expires.AddDate(-5, 0, 0) // 2025
	c := w.arrive(t, who)
	p := w.working(t, w.browse(t, browser.Options{}), "Refusals", dee)
	before := w.available(t)
	c.take(p)
	scan(p, c.card())
	p.WaitText("Do not hand over")
	p.WaitText("expired")
	accessible(t, p, "refused")
	c.is(t, func(o terminal.Order) bool { return o.Identity == terminal.IdentityRefused })
	if p.Can("Hand over") || p.Can("Cash") {
		t.Error("a refused order can be paid or handed over")
	}
	scan(p, []byte("SHELF-"+c.shelf))
	c.is(t, func(o terminal.Order) bool { return o.Fulfilment == terminal.Restocked })
	if after := w.available(t); after == before {
		t.Errorf("%s of %s are on the shelf after the bag came back, as before", after, goodsSKU)
	}
	p.WaitFor(`!document.querySelector(".refusal")`)
	accessible(t, p, "closed")
	eventually(t, func() error {
		found, err := w.control.order(c.id)
		switch {
		case err != nil:
			return err
		case found.Identity == nil || found.Cancelled == nil:
			return want("the shop's order", found.Fulfilment, "restocked")
		}
		err = want("what the shop hears", found.Identity.Outcome+" "+found.Cancelled.Reason, "refused ID_ISSUE")
		if err == nil {
			err = want("the shop's order", found.Fulfilment, "restocked")
		}
		return err
	})
	if sales := c.sales(t); len(sales) > 0 {
		t.Errorf("%d sales of a refused order", len(sales))
	}
}

// Two tablets, one car: the one whose page is behind hears who has it.
func TestTwoTabletsOnOneCar(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Egon", "Sato", 1972, "920000005"))
	b := w.browse(t, browser.Options{})
	first, late := w.working(t, b, "First", dee), w.working(t, b, "Late", mara)
	// Its page stays as it is: no news comes through.
	late.Allow("ERR_BLOCKED_BY_CLIENT", "Failed to load resource")
	late.BlockURL("*://*:*/events*", "*://*:*/*part=main*")
	late.Reload()
	late.WaitText(c.id)
	c.take(first)
	late.Evaluate(`document.querySelector(`+"`"+cardOf(c)+` form[data-act="claim"]`+"`"+`).requestSubmit()`, nil)
	late.WaitText("with Dee")
	if o, err := c.stored(); err != nil || o.ClaimedBy != "dee" {
		t.Errorf("the car is with %q: %v", o.ClaimedBy, err)
	}
	late.BlockURL()
	late.Open(w.origin() + "/order/" + c.id)
	late.WaitText("Dee")
	if late.Can("Hand over") || late.Can("Cash") {
		t.Error("a tablet can hand over what another one has")
	}
	scan(first, c.card())
	step(first, 2, "done")
	scan(first, []byte(c.bag))
	step(first, 3, "done")
	c.pay(first)
	first.Tap(hand)
	first.WaitText("Handed over")
	if sales := c.sales(t); len(sales) != 1 || sales[0].Actor != "dee" {
		t.Errorf("sold %d times: %+v", len(sales), sales)
	}
	late.Reload()
	late.WaitText("Handed over")
}
