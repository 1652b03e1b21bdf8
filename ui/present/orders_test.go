package present_test

import (
	"context"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/ui/present"
)

func flowerItems() []terminal.OrderItem {
	return []terminal.OrderItem{
		{Line: "1", SKU: "FLW-BMO-3.5", Name: "Blue Mesa OG 3.5 g", Quantity: measure.Whole(2), Unit: "each", UnitPrice: 3500, Discount: 500},
		{Line: "2", SKU: "EDI-SUN-10", Name: "Sunset Gummies", Quantity: measure.Whole(1), Unit: "each", UnitPrice: 1800},
	}
}

func (s *counter) board() *present.Orders {
	s.t.Helper()
	return s.shows(present.ScreenOrders).Orders
}

func (s *counter) panel() *present.OrderPanel {
	s.t.Helper()
	return s.shows(present.ScreenOrder).Order
}

// press does the opened order's next step.
func (s *counter) press() {
	s.t.Helper()
	panel := s.panel()
	if panel.Primary.Action == "" || panel.Primary.Button.State != present.ButtonReady {
		s.t.Fatalf("the next step is %+v; banner %+v", panel.Primary, s.Snapshot().Banner)
	}
	s.Order(panel.ID, panel.Primary.Action, panel.Primary.Line)
}

func TestAPickUpFromPlacedToHandedOver(t *testing.T) {
	s := newCounter(t)
	s.place("A-1042", "pickup", flowerItems()...)
	s.ShowTab(present.TabOrders)
	card := s.board().Lanes[0].Cards[0]
	same(t, "name", card.Name, "Jordan P.")
	same(t, "detail", card.Detail+" "+card.Amount, "3 items $88.00")
	s.Order(card.ID, card.Action, "")
	s.Order(card.ID, card.Action, "")
	panel := s.panel()
	same(t, "blocked", panel.Primary.Button.Label, "3 still to scan")
	s.scan(tagFlower, tagGummy)
	same(t, "one of two", s.panel().Rows[0].Right, "1 of 2")
	s.scan(tagResin)
	says(t, s.Snapshot().Banner, "caution")
	s.scan(tagFlower)
	s.press() // seal
	panel = s.panel()
	bag := panel.Bag
	if len(bag) != len("BAG-12345678") {
		t.Fatalf("bag code %q", bag)
	}
	s.press() // on the shelf
	same(t, "here first", s.panel().Primary.Action, present.ActArrived)
	s.press()
	same(t, "then the ID", s.panel().Primary.Button.Label, "Scan the customer’s ID")
	s.ScanCode(bag)
	says(t, s.Snapshot().Banner, "ID")
	s.id("jordan")
	panel = s.panel()
	same(t, "then the bag", panel.Primary.Button.Label, "Scan the code on the bag")
	same(t, "person", panel.Person.Name, "Jordan Price, 41")
	s.ScanCode(bag)
	panel = s.panel()
	// 70 − 5 + 18 = 83.00, + 15 % + 8.81 %
	same(t, "due", panel.Primary.Button.Label, "Take the payment, $102.76")
	s.press()
	pay := s.shows(present.ScreenPay).Pay
	same(t, "pay", pay.Total, "$102.76")
	s.PayAmount(105_00)
	s.Finish()
	change := s.shows(present.ScreenChange).Change
	same(t, "change", change.Change, "$2.24")
	says(t, change.Happened, "Order A-1042 is handed over")
	s.NextCustomer()
	same(t, "the board is empty", s.board().Empty, "No open orders")
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		o, err := reader.Order("A-1042")
		same(t, "fulfilment", o.Fulfilment, terminal.HandedOver)
		same(t, "forgotten", o.FamilyName, "")
		return err
	}))
}

func TestAnotherPersonsIDNeedsALead(t *testing.T) {
	s := newCounter(t)
	s.place("A-1", "pickup", flowerItems()...)
	s.Order("A-1", present.ActAccept, "")
	s.scan(tagFlower, tagFlower, tagGummy)
	s.press()
	s.press()
	s.id("other") // says that they are here, too
	prompt := s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptOverride {
		t.Fatalf("%+v", s.Snapshot().Prompt)
	}
	s.Choose(0, nil)
	prompt = s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptApprove {
		t.Fatalf("a budtender needs a supervisor: %+v", prompt)
	}
	s.Answer(map[string]string{"badge": "B-1004", "pin": "0000"})
	if prompt = s.Snapshot().Prompt; prompt == nil || prompt.Problem == "" {
		t.Fatalf("a wrong PIN: %+v", prompt)
	}
	s.Answer(map[string]string{"badge": "B-1004", "pin": pin})
	panel := s.panel()
	same(t, "then the bag", panel.Primary.Button.Label, "Scan the code on the bag")
	same(t, "rows", panel.Rows[1].Tone, present.Good)
}

func TestACarRaisesOneAlarmUntilItIsClaimed(t *testing.T) {
	s := newCounter(t)
	s.place("A-1042", "curbside", flowerItems()...)
	arrived := s.clock.Now().Wall
	s.event("order.customer_arrived", "A-1042", 2, nil, &terminal.OrderChange{
		Arrival: terminal.Arrived, Spot: "3", Vehicle: terminal.Vehicle{Color: "blue", Make: "Subaru", Plate: "ABC-123"}, ArrivedAt: arrived,
	})
	same(t, "elsewhere the tab warns", s.Snapshot().Bar.Tabs[1].Tone, present.Caution)
	s.ShowTab(present.TabOrders)
	board := s.board()
	same(t, "still fresh", board.Alarm.Tone, present.Caution)
	s.clock.Advance(4*time.Minute + 12*time.Second)
	board = s.board()
	same(t, "title", board.Alarm.Title, "Jordan P. has arrived, spot 3")
	same(t, "wait", board.Alarm.Wait, "4:12")
	same(t, "tone", board.Alarm.Tone, present.Alarm)
	same(t, "lane", board.Lanes[3].Tone, present.Alarm)
	car := board.Lanes[3].Cards[0].Car
	same(t, "car", car.Car+", "+car.Plate, "Blue Subaru, plate *ABC-123*")
	same(t, "sounds", board.Alarm.Sounds, true)
	s.Mute()
	same(t, "muted", s.board().Alarm.Sounds, false)
	s.clock.Advance(time.Minute)
	same(t, "again", s.board().Alarm.Sounds, true)
	s.MoveBoard(0, 0)
	same(t, "arrows", s.board().Lanes[3].Cards[0].Selected, true)
	s.Order("A-1042", present.ActClaim, "")
	s.CloseOrder()
	if s.board().Alarm != nil {
		t.Error("a claimed car raises no alarm")
	}
	same(t, "claimed", s.board().Lanes[3].Cards[0].Claimed, "Mara V. takes it")
}
