package present_test

import (
	"context"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/ui/present"
)

// runner chooses whose bank it is by the beginning of their name.
func (s *counter) runner(name string) {
	s.t.Helper()
	prompt := s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptBank {
		s.t.Fatalf("asks for no runner: %+v", prompt)
	}
	for i, choice := range prompt.Choices {
		if strings.HasPrefix(choice.Label, name) {
			s.Choose(i, nil)
			return
		}
	}
	s.t.Fatalf("%s is not among %+v", name, prompt.Choices)
}

func (s *counter) counting() *present.Count {
	s.t.Helper()
	return s.shows(present.ScreenCount).Count
}

func TestRunnersBanksAreCountedOneByOne(t *testing.T) {
	s := newCounter(t)
	// One begins to go out in the middle of the shift.
	s.SaveCount()
	s.CountPieces(2000, 3) // of the counter, by the way
	s.Bank()
	s.runner("Mara")
	view := s.counting()
	same(t, "title", view.Title, "Count the bank of Mara V.")
	same(t, "save", view.Save.Label, "Add this bank")
	same(t, "nothing of the counter's", view.Total, "$0.00")
	s.CountPieces(1000, 4)
	s.Escape()
	same(t, "left", s.counting().Title, "Count the drawer")
	s.Bank()
	s.runner("Mara")
	s.CountPieces(1000, 4)
	s.SaveCount()
	says(t, s.Snapshot().Banner, "Mara V. has a bank of $40.00")
	// Both are counted blind, the counter first, and one can go back.
	view = s.counting()
	same(t, "first", view.Text, "1 of 2: counter")
	same(t, "on", view.Save.Label, "Next drawer")
	s.CountPieces(2000, 10)
	s.SaveCount()
	view = s.counting()
	same(t, "second", view.Text, "2 of 2: bank of Mara V.")
	same(t, "no bank of a bank", view.Bank.Label, "")
	s.Escape()
	same(t, "back", s.counting().Total, "$200.00")
	s.SaveCount()
	s.CountPieces(1000, 4)
	s.SaveCount()
	closed := s.shows(present.ScreenClosed).Closed
	says(t, closed.Rows, "Bank of Mara V.")
	for _, row := range closed.Rows {
		if row.Title == "Bank of Mara V." {
			same(t, "her own", row.Right, "exact")
		}
	}
	// The next one opens with a bank, after another was left out again.
	s.SaveCount()
	s.CountPieces(2000, 5)
	s.Bank()
	s.runner("Dario")
	same(t, "place", s.counting().Text, "2 of 2: bank of Dario W.")
	s.Bank()
	same(t, "alone", s.counting().Save.Label, "Open the shift")
	s.Bank()
	s.runner("Lena")
	s.CountPieces(500, 6)
	s.SaveCount()
	s.checkout()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		shift, err := reader.OpenShift()
		same(t, "counter", shift.Drawer("counter").Opening, 100_00)
		same(t, "bank", shift.Drawer(cash.Bank("lena")).Opening, 30_00)
		same(t, "drawers", len(shift.Drawers), 2)
		return err
	}))
}

func TestAShelfIsScannedForTheBag(t *testing.T) {
	s := newCounter(t)
	s.place("A-1039", "pickup", flowerItems()...)
	s.scan("SHELF-B2")
	says(t, s.Snapshot().Banner, "Open the order")
	s.Order("A-1039", present.ActAccept, "")
	s.scan("SHELF-B2")
	says(t, s.Snapshot().Banner, "Seal the bag")
	s.scan(tagFlower, tagFlower, tagGummy)
	s.press()
	panel := s.shows(present.ScreenOrder).Order
	says(t, panel.Text, "Scan the shelf")
	s.scan("shelf-b2")
	says(t, s.Snapshot().Banner, "Order A-1039 is on shelf B2")
	s.CloseOrder()
	card := s.shows(present.ScreenOrders).Orders.Lanes[2].Cards[0]
	same(t, "card", card.Detail, "3 items, shelf B2")
	s.OpenOrder("A-1039")
	says(t, s.shows(present.ScreenOrder).Order.Rows, "from shelf B2")
	// A person who is refused gets nothing; the bag goes back and into stock.
	s.id("young")
	s.OpenOrder("A-1039")
	s.scan("SHELF-B2")
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		o, err := reader.Order("A-1039")
		same(t, "restocked", o.Fulfilment, terminal.Restocked)
		return err
	}))
	says(t, s.Snapshot().Banner, "back on shelf B2")
}

func TestABagThatIsOutSaysWithWhom(t *testing.T) {
	s := newCounter(t)
	s.place("A-1042", "curbside", flowerItems()...)
	s.Order("A-1042", present.ActAccept, "")
	s.scan(tagFlower, tagFlower, tagGummy)
	s.press()
	s.scan("SHELF-C1")
	s.revise("A-1042", terminal.OrderChange{
		Arrival: terminal.Arrived, Spot: "3", Vehicle: terminal.Vehicle{Color: "blue", Make: "Subaru", Plate: "ABC-123"}, ArrivedAt: s.clock.Now().Wall,
	})
	s.CloseOrder()
	alarm := s.shows(present.ScreenOrders).Orders.Alarm
	says(t, alarm, "Bag ready, shelf *C1*.")
	s.Order("A-1042", present.ActClaim, "")
	s.id("jordan")
	s.ScanCode(s.panel().Bag)
	says(t, s.panel().BagLabel, "Bag is out with Mara V.")
	s.CloseOrder()
	car := s.shows(present.ScreenOrders).Orders.Lanes[3].Cards[0].Car
	same(t, "on the board", car.Status.Text, "Bag is out with Mara V.")
	// Nobody said no: the bag stands on its shelf again and the customer waits.
	s.OpenOrder("A-1042")
	s.scan("SHELF-B2")
	says(t, s.Snapshot().Banner, "The bag of A-1042 is back on shelf B2")
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		o, err := reader.Order("A-1042")
		same(t, "still ready", o.Fulfilment, terminal.Ready)
		same(t, "with nobody", o.BagOut, "")
		return err
	}))
}
