package present_test

import (
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/ui/present"
)

func TestABadgeIsForTheDoor(t *testing.T) {
	s := newCounter(t)
	s.ScanCode("b-1004")
	same(t, "banner", s.Snapshot().Banner.Title, "That is the badge of Dario W.")
	s.ScanCode("B-9999")
	same(t, "unknown", s.Snapshot().Banner.Title, "That is a badge, but of nobody here")
	same(t, "nothing opened", len(s.checkout().Cart.Lines), 0)
	s.EnterByHand()
	s.byHand("06/15/1992")
	s.ScanCode("B-1004")
	same(t, "filled in", s.Snapshot().Prompt.Fields[0].Value, "B-1004")
	s.SignOut()
	s.ScanCode("B-1001")
	same(t, "at the door", s.shows(present.ScreenSignIn).SignIn.Chosen, "B-1001")
}

func TestAnOrdersCodeOpensIt(t *testing.T) {
	s := newCounter(t)
	s.place("A-1042", "pickup", flowerItems()...)
	s.scan(tagFlower)
	s.Pay()
	s.ScanCode("ORDER:A-1042")
	same(t, "order", s.panel().ID, "A-1042")
	s.ShowTab(present.TabMore)
	s.ScanCode("https://shop.example/orders/A-1042")
	same(t, "order", s.panel().ID, "A-1042")
	s.ScanCode("ORDER:A-9")
	same(t, "banner", s.Snapshot().Banner.Title, "No open order has the number A-9")
}

func TestAProductsBarcodeFindsMerchandise(t *testing.T) {
	s := newCounter(t)
	with := func(sku, name string, category terminal.Category) {
		s.book([]terminal.Product{{SKU: sku, Name: name, Category: category, Price: 500, SoldBy: measure.Each, Measures: terminal.Measures{
			terminal.NetGrams: measure.Whole(1), terminal.THCMilligrams: measure.Whole(100),
		}}}, nil)
	}
	s.book([]terminal.Product{
		{SKU: "36000291452", Name: "Lighter", Category: terminal.Merchandise, Price: 250, SoldBy: measure.Each},
		{SKU: "0012345678905", Name: "Grinder", Category: terminal.Merchandise, Price: 2500, SoldBy: measure.Each},
	}, []terminal.Package{
		{Tag: "SKU:36000291452", SKU: "36000291452", Unit: measure.Each, Book: measure.Whole(5), Status: terminal.PackageActive},
		{Tag: "SKU:0012345678905", SKU: "0012345678905", Unit: measure.Each, Book: measure.Whole(5), Status: terminal.PackageActive},
	})
	with("4006381333931", "Barcoded flower", "flower")
	s.scan("036000291452", "012345678905")
	lines := s.checkout().Cart.Lines
	if len(lines) != 2 || lines[0].Name != "Lighter" || lines[1].Name != "Grinder" {
		t.Fatalf("%+v; %+v", lines, s.Snapshot().Banner)
	}
	s.scan("036000291453")
	says(t, s.Snapshot().Banner, "misread")
	s.scan("4006381333931")
	same(t, "needs its tag", s.Snapshot().Banner.Title, "Barcoded flower needs the state’s tag of its package")
	s.scan("5901234123457")
	same(t, "unknown", s.Snapshot().Banner.Title, "No product here has the barcode 5901234123457")
}

// A scan of which nobody said what it is finds its way.
func TestScanTellsADocumentFromACode(t *testing.T) {
	s := newCounter(t)
	s.Scan([]byte(tagFlower))
	same(t, "a tag", len(s.checkout().Cart.Lines), 1)
	s.Scan([]byte("avery"))
	says(t, s.Snapshot().Banner, "") // a word is a product's code
	s.Scan([]byte("@\n\x1e\rANSI 636020"))
	same(t, "a document", s.checkout().Person.State, present.PersonUnreadable)
}
