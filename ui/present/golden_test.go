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
	"github.com/curbline/curbline/terminal/till"
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
	t.Run("tablets", func(t *testing.T) { goldenTablets(t, "en", "") })
	t.Run("tablets in Spanish", func(t *testing.T) { goldenTablets(t, "es", "-es") })
	t.Run("filing", goldenFiling)
}

// doors is a till whose pairing shows the same code in every run.
type doors struct {
	*till.Till
	offer  till.Offer
	stands bool
	asking []till.PairingRequest
	paired []till.Tablet
}

func (d *doors) PairingOffer() (till.Offer, bool)       { return d.offer, d.stands }
func (d *doors) PairingRequests() []till.PairingRequest { return d.asking }
func (d *doors) Tablets() ([]till.Tablet, error)        { return d.paired, nil }

func goldenTablets(t *testing.T, language, suffix string) {
	s := newCounter(t)
	d := &doors{Till: s.till, offer: till.Offer{Code: "482915", Until: opening.Add(8*time.Minute + 47*time.Second), TriesLeft: 5}}
	s.Counter = s.workplace(d)
	s.SetLanguage(languageOf(language))
	s.SignIn("B-1004", pin)
	s.ShowPage(present.PageTablets)
	golden(t, "tablets-none"+suffix, s.shows(present.ScreenTablets))
	tablet := func(id, name, by string, seen time.Time, staff ...string) till.Tablet {
		return till.Tablet{Device: terminal.Device{ID: id, Name: name, PairedAt: opening.Add(-50 * time.Hour), PairedBy: by}, LastSeen: seen, Staff: staff}
	}
	d.paired = []till.Tablet{
		tablet("tablet-old", "Spare tablet", "lena", time.Time{}), tablet("tablet-b", "Back door", "dario", opening.Add(-26*time.Hour)),
		tablet("tablet-a", "Curb tablet 1", "dario", opening, "Mara Voss", "Dario Webb"),
	}
	s.linked = map[string]bool{"tablet-a": true}
	s.PairTablet()
	d.stands = true
	golden(t, "tablets-pairing"+suffix, s.shows(present.ScreenTablets))
	d.stands, d.asking = false, []till.PairingRequest{{ID: "1", Name: "Curb tablet 2", AskedAt: opening, Until: opening.Add(time.Minute)}}
	golden(t, "tablets-asking"+suffix, s.shows(present.ScreenTablets))
	s.ApproveTablet("1")
	golden(t, "tablets-approve"+suffix, s.shows(present.ScreenTablets))
	s.Cancel()
	d.asking = nil
	golden(t, "tablets-over"+suffix, s.shows(present.ScreenTablets))
	manager, err := s.till.SignIn(t.Context(), "B-1005", pin)
	s.must(err)
	issue := &till.IssuePIN{Staff: "mara"}
	issue.PIN = "7301"
	s.command(manager.ID, issue)
	s.SignOut()
	s.SignIn("B-1001", "7301")
	golden(t, "new-pin"+suffix, s.shows(present.ScreenSignIn))
	off := s.on(s.till)
	off.SetLanguage(languageOf(language))
	off.SignIn("B-1004", pin)
	off.ShowPage(present.PageTablets)
	golden(t, "tablets-off"+suffix, off.Snapshot())
}

func goldenFiling(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.Finish()
	s.id("avery")
	s.scan(tagRoll)
	s.Pay()
	s.Finish()
	s.clock.Advance(4 * time.Minute)
	s.machine(&till.StepUpload{RowID: 1, Change: func(row terminal.Upload) (terminal.Upload, error) {
		row.State, row.Problem = terminal.UploadQuarantined, "The state has another sale under this number, its receipt 4711. "
		row.StateWords = "Package 1A4000000000022000000148 is on hold."
		return row, nil
	}})
	s.SaveCount()
	golden(t, "count-rejected", s.shows(present.ScreenCount))
	for language, suffix := range map[string]string{"en": "", "es": "-es"} {
		s.SetLanguage(languageOf(language))
		s.ShowPage(present.PageFiling)
		golden(t, "filing"+suffix, s.shows(present.ScreenFiling))
	}
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
		s.scan("SHELF-B2")
		s.Escape() // the notice
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
	s.Bank()
	golden(t, "bank-whose", s.shows(present.ScreenCount))
	s.Choose(0, nil)
	s.CountPieces(2000, 2)
	golden(t, "bank", s.shows(present.ScreenCount))
	s.SaveCount()
	s.Escape()
	s.CountPieces(10000, 4)
	s.SaveCount()
	s.CountPieces(2000, 2)
	s.SetLanguage(languageOf("es"))
	golden(t, "count-bank-es", s.shows(present.ScreenCount))
	s.SetLanguage(languageOf("en"))
	s.SaveCount()
	golden(t, "closed", s.shows(present.ScreenClosed))
	s.SaveCount()
	golden(t, "opening", s.shows(present.ScreenCount))
	s.Bank()
	s.Choose(1, nil)
	golden(t, "opening-bank", s.shows(present.ScreenCount))
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
