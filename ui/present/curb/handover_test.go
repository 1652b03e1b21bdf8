package curb_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

func TestAHandOverInFiveTaps(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1042")
	arrivals, err := s.Arrivals(context.Background(), dee, text.English)
	s.must(err)
	car := arrivals.Cars[0]
	same(t, "heading", arrivals.Heading, "1 car waiting")
	same(t, "car", car.Vehicle+" "+car.Plate+" "+car.Customer+" "+car.Color, "Blue Subaru Outback ABC-123 Jordan P., A-1042 blue")
	same(t, "bag", car.Bag.Text, "Bag ready, shelf B2")
	s.press(dee, "A-1042", car.Button)
	same(t, "scans the ID", s.hand(dee, "A-1042").Scan, "id")
	s.must(s.scan(dee, "A-1042", "@jordan"))
	view := s.hand(dee, "A-1042")
	same(t, "person", view.Identity.Lines[0], "Jordan Pike, 41. Name matches the order.")
	same(t, "limits", string(view.Limits.State)+" "+view.Limits.Aside, "done 37.5%")
	same(t, "scans the bag", view.Scan+" "+view.BagTitle, "bag Bag A-1042, shelf B2")
	s.must(s.scan(dee, "A-1042", s.order("A-1042").BagCode))
	view = s.hand(dee, "A-1042")
	same(t, "total", view.Total, "$102.76")
	same(t, "exact first", view.Next.Label+", "+view.Cash.Quick[0].Label, "Take $102.76 in cash, Exact $102.76")
	quick := view.Cash.Quick[len(view.Cash.Quick)-1]
	s.press(dee, "A-1042", quick)
	view = s.hand(dee, "A-1042")
	same(t, "chosen", view.Cash.Quick[len(view.Cash.Quick)-1].Chosen, true)
	same(t, "step 5", string(view.Payment.State)+" "+string(view.Finish.State)+" "+view.Next.Action, "done current hand_over")
	s.press(dee, "A-1042", view.Next)
	done := s.page(dee, "A-1042").Done
	if done == nil || !strings.HasPrefix(done.Change, "Give $") {
		t.Fatalf("%+v", done)
	}
	handed, err := s.Handed(context.Background(), dee, text.English)
	s.must(err)
	same(t, "handed", len(handed.Rows), 1)
	same(t, "how", handed.Rows[0].Detail+" "+handed.Rows[0].Pill.Text, "Dee W., $102.76 Cash")
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		shift, err := reader.OpenShift()
		same(t, "bank", shift.Drawer("bank:dee").Sales, 10276)
		return err
	}))
}

func TestADoubleTapIsOneSale(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.toPayment(dee, "A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	button := s.hand(dee, "A-1").Next
	var group sync.WaitGroup
	failed := make(chan error, 8)
	for range 8 {
		group.Go(func() { failed <- s.do(dee, "A-1", button) })
	}
	group.Wait()
	for range 8 {
		s.must(<-failed)
	}
	same(t, "sales", s.sales(), 1)
	same(t, "no notice", s.page(dee, "A-1").Notice == nil, true)
}

// losing loses answers on their way back: what was asked is done.
type losing struct {
	curb.Till
	lose bool
}

func (l *losing) Submit(ctx context.Context, command till.Command) (till.Outcome, error) {
	outcome, err := l.Till.Submit(ctx, command)
	if l.lose {
		l.lose = false
		return till.Outcome{}, terminal.Errorf(terminal.Unknown, "till.caller_left", "Nobody waited for the answer.")
	}
	return outcome, err
}

func TestALostAnswerAskedAgainIsTheSameSale(t *testing.T) {
	s := newLot(t)
	wire := &losing{Till: s.till}
	s.options.Till = wire
	s.Desk = curb.New(s.options)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	steps := []func() error{
		func() error { return s.do(dee, "A-1", s.hand(dee, "A-1").Next) },
		func() error { return s.scan(dee, "A-1", "@jordan") },
		func() error { return s.scan(dee, "A-1", s.order("A-1").BagCode) },
	}
	for i, step := range steps {
		before := s.page(dee, "A-1").Handover.Next
		wire.lose = true
		if err := step(); terminal.KindOf(err) != terminal.Unknown {
			t.Fatalf("step %d: %v", i, err)
		}
		after := s.page(dee, "A-1").Handover.Next
		if after.Label == before.Label {
			t.Errorf("step %d was done, but its page says %q still", i, after.Label)
		}
	}
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	button := s.hand(dee, "A-1").Next
	wire.lose = true
	same(t, "lost", codeOf(s.do(dee, "A-1", button)), "till.caller_left")
	s.must(s.do(dee, "A-1", button))
	// A terminal that restarted meanwhile knows the page's button no less.
	restarted := curb.New(s.options)
	s.must(restarted.Do(context.Background(), dee, curb.Action{Name: button.Action, Command: button.Command, Order: "A-1", Fields: button.Fields}))
	same(t, "sales", s.sales(), 1)
	if s.page(dee, "A-1").Done == nil {
		t.Error("not shown as done")
	}
}

func TestAPageThatIsReadAgainOffersTheSameCommand(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	first, second := s.hand(dee, "A-1").Next, s.hand(dee, "A-1").Next
	same(t, "same picture", first.Command, second.Command)
	s.clock.Advance(time.Minute)
	same(t, "time alone", s.hand(dee, "A-1").Next.Command, first.Command)
	s.toPayment(dee, "A-1")
	view := s.hand(dee, "A-1")
	same(t, "a definite no", codeOf(s.Do(context.Background(), dee, curb.Action{Name: "bag", Command: view.Command, Order: "A-1", Fields: map[string]string{"code": "BAG-00000000"}})), "order.wrong_bag")
	page := s.page(dee, "A-1")
	if page.Handover.Command == view.Command {
		t.Error("after a no the button is the same command")
	}
	if page.Notice == nil || !strings.Contains(page.Notice.Title, "is not the bag of order A-1") {
		t.Errorf("%+v", page.Notice)
	}
	s.press(dee, "A-1", page.Handover.Next)
	same(t, "until the next action", s.page(dee, "A-1").Notice == nil, true)
}

func TestTwoTabletsAtOneCar(t *testing.T) {
	s := newLot(t)
	dee, theo := s.at("Curb tablet 1", "B-1002"), s.at("Curb tablet 2", "B-1003")
	s.waiting("A-1")
	taken := s.hand(theo, "A-1").Next
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	same(t, "late by a tap", codeOf(s.do(theo, "A-1", taken)), "order.claimed")
	page := s.page(theo, "A-1")
	same(t, "notice", page.Notice.Title, "Dee Walsh has order A-1 until 2:37 PM.")
	same(t, "named", page.Handover.Next.Label, "With Dee W.")
	same(t, "no scan", page.Handover.Scan, "")
	same(t, "scans nothing", codeOf(s.scan(theo, "A-1", "@jordan")), "order.claimed")
	arrivals, err := s.Arrivals(context.Background(), theo, text.English)
	s.must(err)
	same(t, "list", arrivals.Cars[0].WaitNote.Text+" "+arrivals.Cars[0].Button.Label, "with Dee W. With Dee W.")
	same(t, "no alarm", arrivals.Alarm, "")
	// Dee's lease runs out, so that Theo may take the car.
	s.clock.Advance(6 * time.Minute)
	arrivals, err = s.Arrivals(context.Background(), theo, text.English)
	s.must(err)
	same(t, "alarm again", arrivals.Alarm, "A-1")
	s.press(theo, "A-1", arrivals.Cars[0].Button)
	same(t, "Theo has it", s.order("A-1").ClaimedBy, "theo")
	same(t, "Dee does not", s.hand(dee, "A-1").Next.Label, "With Theo B.")
}

func TestAScanMakesTheOwnLeaseLonger(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	before := s.order("A-1").ClaimedUntil
	s.clock.Advance(4 * time.Minute)
	s.must(s.scan(dee, "A-1", "@jordan"))
	if after := s.order("A-1").ClaimedUntil; !after.After(before) {
		t.Errorf("still until %s", after)
	}
}

func TestATabletThatIsRevoked(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	button := s.hand(dee, "A-1").Next
	events, stop := s.Watch(dee.Device.ID)
	defer stop()
	s.counter(&till.RevokeDevice{Device: dee.Device.ID})
	if _, err := s.Device(s.tokens["Curb tablet 1"]); terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("token: %v", err)
	}
	if _, err := s.Session(curb.Who{Device: dee.Device}, dee.Session.ID); terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("session: %v", err)
	}
	if err := s.do(dee, "A-1", button); terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("command: %v", err)
	}
	same(t, "nobody took it", s.order("A-1").ClaimedBy, "")
	deadline := time.After(5 * time.Second)
	for open := true; open; {
		select {
		case _, open = <-events:
		case <-deadline:
			t.Fatal("the stream goes on")
		}
	}
}

func TestASessionBelongsToItsTablet(t *testing.T) {
	s := newLot(t)
	dee, theo := s.at("Curb tablet 1", "B-1002"), s.at("Curb tablet 2", "B-1003")
	if _, err := s.Session(curb.Who{Device: theo.Device}, dee.Session.ID); terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("%v", err)
	}
	for range 4 {
		s.clock.Advance(10 * time.Minute)
		if _, err := s.Session(curb.Who{Device: dee.Device}, dee.Session.ID); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		s.clock.Advance(15 * time.Minute)
		_, err := s.Peek(curb.Who{Device: dee.Device}, dee.Session.ID)
		if err != nil {
			same(t, "a page alone keeps nobody signed in", codeOf(err), "staff.session_over")
		}
	}
	if _, err := s.Peek(curb.Who{Device: dee.Device}, dee.Session.ID); err == nil {
		t.Error("still signed in")
	}
	_, err := s.Arrivals(context.Background(), curb.Who{Device: dee.Device}, text.English)
	same(t, "without a session", codeOf(err), "staff.not_signed_in")
}

func TestCashNeedsABank(t *testing.T) {
	s := newLot(t)
	theo := s.at("Curb tablet 2", "B-1003")
	s.waiting("A-1")
	s.toPayment(theo, "A-1")
	view := s.hand(theo, "A-1")
	same(t, "no bank", view.Next.Label, "Cash needs a bank of yours")
	s.press(theo, "A-1", view.Choices[1])
	view = s.hand(theo, "A-1")
	same(t, "reference", view.Next.Label, "Type the slip’s reference")
	button := view.Card.Button
	button.Fields["reference"] = "0199"
	s.press(theo, "A-1", button)
	s.press(theo, "A-1", s.hand(theo, "A-1").Next)
	same(t, "sold", s.sales(), 1)
	same(t, "no change", s.page(theo, "A-1").Done.Change, "")
}

func TestTooLittleCashIsMissing(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.toPayment(dee, "A-1")
	button := s.hand(dee, "A-1").Next
	button.Fields = map[string]string{"kind": "cash", "given": "100"}
	s.press(dee, "A-1", button)
	view := s.hand(dee, "A-1")
	same(t, "missing", view.Cash.Change+" "+view.Next.Label, "$2.76 missing $2.76 missing")
	button.Fields["given"] = "ten"
	same(t, "no amount", codeOf(s.do(dee, "A-1", button)), "sale.amount")
}

func TestAnotherFamilyNameNeedsASupervisor(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	same(t, "blocked", codeOf(s.scan(dee, "A-1", "@other")), "identity.family_name")
	view := s.hand(dee, "A-1")
	if view.Override == nil || view.Identity.State != curb.StepWrong {
		t.Fatalf("%+v", view)
	}
	button := view.Override.Button
	button.Fields = map[string]string{"reason": "married", "badge": "B-1002", "pin": pin}
	if err := s.do(dee, "A-1", button); err == nil {
		t.Error("a runner is no supervisor")
	}
	button = s.hand(dee, "A-1").Override.Button
	button.Fields = map[string]string{"reason": "married", "badge": "B-1004", "pin": "0000"}
	same(t, "wrong PIN", codeOf(s.do(dee, "A-1", button)), "staff.wrong_pin")
	button = s.hand(dee, "A-1").Override.Button
	button.Fields = map[string]string{"reason": "married", "badge": "B-1004", "pin": pin}
	s.press(dee, "A-1", button)
	view = s.hand(dee, "A-1")
	same(t, "goes on", view.Scan+" "+view.Identity.Lines[0], "bag Jordan Mays, 41. Another family name, a supervisor agreed.")
	// The document does not wait for ever.
	s.waiting("A-2")
	s.press(dee, "A-2", s.hand(dee, "A-2").Next)
	same(t, "blocked", codeOf(s.scan(dee, "A-2", "@other")), "identity.family_name")
	s.clock.Advance(3 * time.Minute)
	if s.hand(dee, "A-2").Override != nil {
		t.Error("the document is kept too long")
	}
}

func TestTheBagOfAnotherOrder(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.waiting("A-2")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.must(s.scan(dee, "A-1", "@jordan"))
	same(t, "wrong", codeOf(s.scan(dee, "A-1", s.order("A-2").BagCode)), "order.bag_of_other")
	same(t, "named", s.page(dee, "A-1").Notice.Title, "This bag is A-2.")
	typed := strings.TrimPrefix(s.order("A-1").BagCode, "BAG-")
	s.must(s.Do(context.Background(), dee, curb.Action{Name: "bag", Order: "A-1", Fields: map[string]string{"code": strings.ToLower(typed)}}))
	same(t, "typed", s.order("A-1").BagScanned, true)
	s.press(dee, "A-1", s.hand(dee, "A-1").BackPack)
	same(t, "back to packing", s.order("A-1").Fulfilment, terminal.Picking)
	same(t, "waits", s.hand(dee, "A-1").Next.Label, "The bag is not ready yet")
}
