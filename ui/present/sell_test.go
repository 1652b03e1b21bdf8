package present_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/present"
)

func TestTheCheckoutSaysWhatThePictureSays(t *testing.T) {
	s := newCounter(t)
	s.id("avery")
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.clock.Advance(10 * time.Minute)
	s.picture()
	s.Plus(1)
	s.Discount(1)
	s.Answer(map[string]string{"amount": "5.00", "reason": "Weekly deal"})
	s.SelectLine(4)
	view := s.checkout()
	same(t, "name", view.Person.Name, "Avery Stone, 34")
	same(t, "document", view.Person.Text, "Colorado driver license, valid to Mar 2029")
	same(t, "read", view.Person.Facts[0].Text, "Barcode read 2:41 PM. Age 34, needs 21")
	same(t, "earlier", view.Person.Facts[1].Text, "Earlier today here: 3.5 g flower, 2:31 PM")
	same(t, "title", view.Cart.Title, "Sale 2")
	same(t, "items", view.Cart.Items, "6 items")
	same(t, "note", view.Cart.Lines[0].Note, "Weekly deal −$5, 7 g flower")
	same(t, "amount", view.Cart.Lines[0].Amount, "$65.00")
	same(t, "selected", view.Cart.Lines[3].Selected, true)
	same(t, "gummies", view.Cart.Lines[3].Note, "200 mg THC")
	same(t, "sums", view.Cart.Sums[1], present.Sum{Label: "Retail marijuana tax 15%", Amount: "$22.80"})
	same(t, "local", view.Cart.Sums[2], present.Sum{Label: "Local tax 8.81% (sample)", Amount: "$13.39"})
	same(t, "total", view.Cart.Total, "$188.19")
	same(t, "pay", view.Cart.Pay, present.Button{Label: "Pay $188.19", Key: "F9"})
	same(t, "percent", view.Meter.Percent, "78.6%")
	same(t, "left", view.Meter.Left, "Still allowed: *6 g* flower or *1.71 g* concentrate or *171 mg* edible")
	same(t, "parts", len(view.Meter.Parts), 4)
	for _, tile := range view.Tiles {
		switch tile.SKU {
		case "FLW-BMO-14":
			same(t, "over", tile.Blocked, "Over by 8 g")
		case "EDI-COC-100":
			same(t, "no measure", tile.Blocked, "No THC measure")
		case "FLW-BMO-3.5":
			same(t, "detail", tile.Name+"; "+tile.Detail+"; "+tile.Stock, "Blue Mesa OG; 3.5 g, THC 24.1%; 40 left")
		case "EDI-SUN-10":
			same(t, "pieces", tile.Detail, "10 × 10 mg THC")
		case "CON-GRN-1":
			same(t, "last", tile.Last, true)
		}
	}
}

func TestAWalkInIsF9AndEnter(t *testing.T) {
	s := newCounter(t)
	same(t, "before", s.checkout().Cart.Pay.Label, "Scan an ID first")
	s.picture()
	s.Pay()
	pay := s.shows(present.ScreenPay).Pay
	same(t, "exact", pay.Quick[0].Label, "Exact "+pay.Total)
	same(t, "chosen", pay.Quick[0].Chosen, true)
	s.PayAmount(100_00)
	pay = s.shows(present.ScreenPay).Pay
	same(t, "short", pay.Finish.State, present.ButtonBlocked)
	says(t, pay.Finish, "missing")
	s.Finish()
	s.shows(present.ScreenPay)
	s.PayAmount(200_00)
	s.Finish()
	s.Finish()
	change := s.shows(present.ScreenChange).Change
	same(t, "saved", change.Title, "Sale 1 is saved")
	says(t, change.Happened, "On disk, entry")
	says(t, change.Happened, "Receipt is being printed")
	says(t, change.Happened, "due 11:31 PM")
	s.NextCustomer()
	if view := s.checkout(); view.Person.State != present.PersonNobody || len(view.Cart.Lines) != 0 {
		t.Errorf("the next sale begins with %+v", view)
	}
	sales := 0
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		last, err := reader.LastSaleNumber()
		sales = int(last)
		return err
	}))
	same(t, "sales after a double tap", sales, 1)
}

func TestUnderAge(t *testing.T) {
	s := newCounter(t)
	s.id("young")
	refused := s.shows(present.ScreenRefused).Refused
	same(t, "title", refused.Reason.Title, "Do not sell. This person is 19.")
	same(t, "detail", refused.Person.Detail, "Under 21")
	same(t, "first day", refused.Reason.Work[3].Value, "Aug 15, 2028")
	says(t, refused.Reason.Steps, "Lena Ortiz")
	says(t, refused.Reason.Record, "Recorded as entry")
	if text, _ := json.Marshal(refused); strings.Contains(string(text), "Remy") || strings.Contains(string(text), "Vale") {
		t.Error("a refused person is named")
	}
	s.PrintSlip()
	s.id("avery")
	same(t, "the next ID", s.checkout().Person.State, present.PersonAccepted)
	s.ChangePerson()
	same(t, "F3", s.checkout().Person.State, present.PersonReading)
	s.id("young")
	s.ClearRefusal()
	same(t, "cleared", s.checkout().Person.State, present.PersonNobody)
	s.id("smudge")
	view := s.checkout()
	same(t, "unreadable", view.Person.State, present.PersonUnreadable)
	same(t, "pay", view.Cart.Pay.State, present.ButtonBlocked)
}

func TestOverTheLimitOffersFixes(t *testing.T) {
	s := newCounter(t)
	s.id("avery")
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.id("avery")
	s.scan(tagFlower, tagFlower, tagFlower, tagFlower, tagResin, tagResin, tagGummy, tagGummy)
	view := s.checkout()
	if view.Reason == nil {
		t.Fatal("no reason")
	}
	same(t, "title", view.Reason.Title, "Over today’s limit by 0.1250")
	same(t, "text", view.Reason.Text, "That is 3.5 g flower, 1 g concentrate or 100 mg edible too much.")
	same(t, "earlier", view.Reason.Work[0], present.Work{What: "Earlier today here, flower", How: "3.5 g ÷ 28 g", Value: "0.1250"})
	same(t, "together", view.Reason.Work[4], present.Work{What: "Together, at most 1.0000", Value: "1.1250", Sum: true})
	same(t, "pay", view.Cart.Pay.Label, "Over the limit: fix first")
	same(t, "fix 2", view.Reason.Fixes[1], present.Button{Label: "1 × Granite Live Resin", Key: "2", Second: "frees 0.1250"})
	s.Pay()
	s.checkout()
	s.ApplyFix(1)
	view = s.checkout()
	if view.Reason != nil || view.Cart.Pay.State != present.ButtonReady || view.Meter.State != present.MeterAt {
		t.Errorf("after the fix: %+v", view.Meter)
	}
	s.TapTile("FLW-BMO-14")
	same(t, "a blocked tile adds nothing", s.checkout().Cart.Items, "7 items")
	says(t, s.Snapshot().Banner, "Over by")
}

func TestHoldRecallAndSearch(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Hold()
	view := s.checkout()
	same(t, "after hold", len(view.Cart.Lines), 0)
	s.Recall()
	view = s.checkout()
	same(t, "recalled", view.Cart.Items, "5 items")
	same(t, "the person is asked for again", view.Person.State, present.PersonNobody)
	for search, want := range map[string]int{"": 6, "blu": 2, "blue 14": 1, "gra res": 1, "con-g": 1, "xyz": 0, tagGummy: 1} {
		s.Search(search)
		if got := len(s.checkout().Tiles); got != want {
			t.Errorf("%q finds %d, want %d", search, got, want)
		}
	}
	s.Search("")
	for category, want := range map[string]int{"flower": 2, "edibles": 2, "vapes": 0, "others": 0, "": 6} {
		s.Category(category)
		if got := len(s.checkout().Tiles); got != want {
			t.Errorf("%q holds %d, want %d", category, got, want)
		}
	}
	s.Minus(2)
	s.Remove(1)
	same(t, "lines left", len(s.checkout().Cart.Lines), 2)
	s.TapTile("EDI-SUN-10")
	same(t, "a tile adds its package", s.checkout().Cart.Lines[1].Count, "3")
	s.scan("1A40000000000220000FFFFF")
	says(t, s.Snapshot().Banner, "not in the shop's book")
	s.Escape()
	if s.Snapshot().Banner != nil {
		t.Error("Esc must hide the notice")
	}
}

func TestDebitAndSplit(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.PayDebit()
	same(t, "reference", s.shows(present.ScreenPay).Pay.Finish.State, present.ButtonBlocked)
	s.PayReference("A-778")
	same(t, "ready", s.shows(present.ScreenPay).Pay.Finish.State, present.ButtonReady)
	s.PaySplit()
	s.PayCard(100_00)
	pay := s.shows(present.ScreenPay).Pay
	same(t, "mode", pay.Mode, "split")
	s.Finish()
	says(t, s.shows(present.ScreenChange).Change.Paid, "Paid $100.00 by card and")
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		shift, err := reader.OpenShift()
		sales := shift.Drawer("counter").Sales
		if sales <= 0 || sales >= money.Cents(100_00) {
			t.Errorf("the drawer took %s", sales)
		}
		return err
	}))
}

func TestSpanish(t *testing.T) {
	s := newCounter(t)
	s.SetLanguage("es")
	s.picture()
	view := s.checkout()
	same(t, "read", view.Person.Facts[0].Text, "Código leído 2:31 p. m. Edad 34, mín. 21")
	same(t, "title", view.Cart.Title, "Venta 1")
	says(t, view.Cart.Pay, "Cobrar $")
	says(t, view.Cart.Sums, "Imp. marihuana minorista 15%")
}
