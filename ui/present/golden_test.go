package present_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/ui/present"
)

// update writes the screens anew. The window's tests draw these same files, so
// that what they draw is what a real till shows.
var update = flag.Bool("update", false, "write the golden screens anew")

const goldenFolder = "../counter/testdata/screens"

// changing are the values that are made at random.
var changing = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|BAG-[0-9A-Z]{8}`)

func golden(t *testing.T, name string, screen present.Screen) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(screen); err != nil {
		t.Fatal(err)
	}
	got := changing.ReplaceAllFunc(text.Bytes(), func(found []byte) []byte {
		if found[0] == 'B' {
			return []byte("BAG-7K3Q9D2M")
		}
		return []byte("cart")
	})
	path := filepath.Join(goldenFolder, name+".json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s shows something else; run with -update and look at the difference", name)
	}
}

func TestGoldenScreens(t *testing.T) {
	t.Run("sale", func(t *testing.T) { goldenSale(t, "en", "") })
	t.Run("sale in Spanish", func(t *testing.T) { goldenSale(t, "es", "-es") })
	t.Run("refusals", goldenRefusals)
	t.Run("orders", goldenOrders)
	t.Run("shift", goldenShift)
}

func goldenSale(t *testing.T, language string, suffix string) {
	s := newCounter(t)
	s.SetLanguage(languageOf(language))
	s.filing = present.FilingStatus{Waiting: 3, Oldest: opening.Add(-4 * time.Minute), Deadline: opening.Add(9*time.Hour + 28*time.Minute)}
	s.id("avery")
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.clock.Advance(5 * time.Minute)
	golden(t, "change-exact"+suffix, s.shows(present.ScreenChange))
	s.NextCustomer()
	golden(t, "empty"+suffix, s.shows(present.ScreenCheckout))
	s.picture()
	s.Plus(1)
	s.Discount(1)
	golden(t, "discount"+suffix, s.shows(present.ScreenCheckout))
	s.Answer(map[string]string{"amount": "5.00", "reason": map[string]string{"en": "Weekly deal", "es": "Oferta"}[language]})
	s.SelectLine(4)
	golden(t, "checkout"+suffix, s.shows(present.ScreenCheckout))
	s.feed = present.FeedStatus{Configured: true, Since: s.clock.Now().Wall.Add(-24 * time.Minute)}
	s.filing.Waiting, s.filing.Down, s.filing.Since = 11, true, s.feed.Since
	golden(t, "line-down"+suffix, s.shows(present.ScreenCheckout))
	s.feed, s.filing.Waiting, s.filing.Down = present.FeedStatus{Configured: true, Live: true}, 3, false
	s.Pay()
	s.PayAmount(200_00)
	golden(t, "pay"+suffix, s.shows(present.ScreenPay))
	s.PayDebit()
	golden(t, "pay-debit"+suffix, s.shows(present.ScreenPay))
	s.PaySplit()
	s.PayCard(100_00)
	golden(t, "pay-split"+suffix, s.shows(present.ScreenPay))
	s.PayCash()
	s.PayAmount(200_00)
	s.Finish()
	golden(t, "change"+suffix, s.shows(present.ScreenChange))
	s.ShowTab(present.TabMore)
	s.status = []devices.Status{{Device: devices.ScannerDevice, State: devices.Ready, Port: "/dev/ttyUSB0"}, {Device: devices.PrinterDevice, State: devices.Fault, Port: "/dev/ttyUSB1", Error: devices.PaperOut.Fault()}}
	golden(t, "more"+suffix, s.shows(present.ScreenMore))
	s.Void()
	golden(t, "void"+suffix, s.shows(present.ScreenMore))
	s.Choose(0, nil)
	golden(t, "approve"+suffix, s.shows(present.ScreenMore))
	s.SignOut()
	golden(t, "sign-in"+suffix, s.shows(present.ScreenSignIn))
	s.ChooseBadge("B-1001")
	golden(t, "sign-in-pin"+suffix, s.shows(present.ScreenSignIn))
}

func goldenRefusals(t *testing.T) {
	s := newCounter(t)
	s.id("young")
	golden(t, "refused", s.shows(present.ScreenRefused))
	s.id("smudge")
	golden(t, "unreadable", s.shows(present.ScreenCheckout))
	s.id("avery")
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.id("avery")
	s.scan(tagFlower, tagFlower, tagFlower, tagFlower, tagResin, tagResin, tagGummy, tagGummy)
	golden(t, "over-limit", s.shows(present.ScreenCheckout))
	s.scan("1A40000000000220000FFFFF")
	golden(t, "notice", s.shows(present.ScreenCheckout))
}

func goldenOrders(t *testing.T) {
	s := newCounter(t)
	one := func(sku, name string, quantity int64) terminal.OrderItem {
		return terminal.OrderItem{Line: "1", SKU: sku, Name: name, Quantity: measure.Whole(quantity), Unit: "each", UnitPrice: 3500}
	}
	s.place("A-1048", "pickup", one("FLW-BMO-3.5", "Blue Mesa OG 3.5 g", 2))
	s.place("A-1045", "curbside", one("FLW-BMO-3.5", "Blue Mesa OG 3.5 g", 3))
	s.place("A-1042", "curbside", flowerItems()...)
	s.place("A-1039", "pickup", flowerItems()...)
	s.Order("A-1045", present.ActAccept, "")
	s.scan(tagFlower)
	golden(t, "packing", s.shows(present.ScreenOrder))
	for _, id := range []string{"A-1042", "A-1039"} {
		s.Order(id, present.ActAccept, "")
		s.scan(tagFlower, tagFlower, tagGummy)
		s.press()
		if id == "A-1039" {
			golden(t, "packed", s.shows(present.ScreenOrder))
		}
		s.press()
	}
	s.id("jordan")
	golden(t, "hand-over", s.shows(present.ScreenOrder))
	s.CloseOrder()
	s.revise("A-1042", terminal.OrderChange{
		Arrival: terminal.Arrived, Spot: "3", Vehicle: terminal.Vehicle{Color: "blue", Make: "Subaru", Plate: "ABC-123"}, ArrivedAt: s.clock.Now().Wall,
	})
	s.clock.Advance(4*time.Minute + 12*time.Second)
	golden(t, "orders", s.shows(present.ScreenOrders))
}

func goldenShift(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.Finish()
	s.clock.Advance(4 * time.Minute)
	s.SaveCount()
	for value, pieces := range map[int64]int{10000: 4, 5000: 3, 2000: 41, 1000: 18, 500: 22, 100: 57, 25: 38, 10: 24, 5: 16, 1: 45} {
		s.CountPieces(moneyOf(value), pieces)
	}
	golden(t, "count", s.shows(present.ScreenCount))
	s.SaveCount()
	golden(t, "closed", s.shows(present.ScreenClosed))
	s.SaveCount()
	golden(t, "opening", s.shows(present.ScreenCount))
}

// revise sends the shop's next news of an order, whatever revision it is at.
func (s *counter) revise(id string, change terminal.OrderChange) {
	s.t.Helper()
	var revision int64
	s.must(s.store.View(s.t.Context(), func(reader terminal.Reader) error {
		o, err := reader.Order(id)
		revision = o.Revision
		return err
	}))
	s.event("order.customer_arrived", id, revision+1, nil, &change)
}
