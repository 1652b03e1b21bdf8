package curbtest_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/terminal"
)

// byHand is the pause between two keys of somebody who types fast.
const byHand = 45 * time.Millisecond

// A card is taken on a terminal of somebody else: what stands on its slip is
// typed before the bag is handed over.
func TestACardIsTakenByItsSlip(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Uma", "Castle", 1982, "920000032"))
	p := w.working(t, w.browse(t, browser.Options{}), "Card", dee)
	c.take(p)
	scan(p, c.card())
	step(p, 2, "done")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	p.Press("Debit")
	p.WaitFor(`document.querySelector("#reference")`)
	accessible(t, p, "card")
	p.WaitFor(`!document.querySelector('` + hand + `')`) // not before the slip
	p.Tap("#reference")
	p.TypeAs(browser.EnterKeys, "SLIP 4471", byHand) // faster it would be a scanner's
	p.Enter()
	step(p, 4, "done")
	p.Tap(hand)
	p.WaitText("Handed over")
	sales := c.sales(t)
	if len(sales) != 1 || len(sales[0].Tenders) != 1 {
		t.Fatalf("%d sales", len(sales))
	}
	if tender := sales[0].Tenders[0]; tender.Kind != terminal.External || tender.Reference != "SLIP 4471" || tender.Given != sales[0].Totals.Total {
		t.Errorf("paid by %+v", tender)
	}
}

// An alarm can be muted for a minute; the car stays on the page.
func TestAnAlarmIsMuted(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Rex", "Nolan", 1977, "920000033"))
	p := w.working(t, w.browse(t, browser.Options{}), "Mute", dee)
	p.WaitText(c.id)
	p.WaitFor(`document.querySelector("#alarm")?.dataset.alarm !== ""`)
	p.WaitFor(`document.querySelector(".mute:not([hidden])")`)
	p.Tap(".mute button")
	p.WaitFor(`(document.querySelector("#alarm")?.dataset.alarm ?? "") !== "` + c.id + `"`)
	p.WaitText(c.id)
}
