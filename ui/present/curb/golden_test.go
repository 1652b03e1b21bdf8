package curb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

// update writes the pages anew, one file a case.
var update = flag.Bool("update", false, "write the golden pages anew")

// changing are the values that are made at random, or of such.
var changing = []struct {
	found *regexp.Regexp
	as    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`), "id"},
	{regexp.MustCompile(`BAG-[0-9A-Z]{8}`), "BAG-7K3Q9D2M"},
	{regexp.MustCompile(`"Version": "[0-9a-z]+"`), `"Version": "v"`},
}

func golden(t *testing.T, name string, page any) {
	t.Helper()
	var made bytes.Buffer
	encoder := json.NewEncoder(&made)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(page); err != nil {
		t.Fatal(err)
	}
	got := made.Bytes()
	for _, each := range changing {
		got = each.found.ReplaceAll(got, []byte(each.as))
	}
	path := filepath.Join("testdata", name+".json")
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

// both writes or compares a page in each language.
func (s *lot) both(t *testing.T, name string, show func(text.Language) (any, error)) {
	t.Helper()
	for _, language := range text.Languages() {
		page, err := show(language)
		s.must(err)
		golden(t, name+"-"+string(language), page)
	}
}

func TestGoldenPages(t *testing.T) {
	s := newLot(t)
	ctx := context.Background()
	dee, theo := s.at("Curb tablet 1", "B-1002"), s.at("Curb tablet 2", "B-1003")
	arrivals := func(l text.Language) (any, error) { return s.Arrivals(ctx, dee, l) }
	orderOf := func(who curb.Who, id string) func(text.Language) (any, error) {
		return func(l text.Language) (any, error) { return s.Order(ctx, who, l, id) }
	}
	page := orderOf(dee, "A-1042")

	t.Run("doors", func(t *testing.T) { goldenDoors(t, s, dee) })
	s.both(t, "arrivals-empty", arrivals)
	s.place("A-1047", func(o *terminal.Order) {
		o.FirstName, o.FamilyName = "Casey", "Lane"
		o.WindowFrom = opening.Add(6 * time.Minute)
	})
	s.event("order.customer_en_route", "A-1047", 2, nil, &terminal.OrderChange{Arrival: terminal.ArrivalEnRoute, Vehicle: terminal.Vehicle{Color: "red", Make: "Honda Civic"}})
	s.waiting("A-1042")
	s.both(t, "order-unclaimed", page)
	s.place("A-1039", func(o *terminal.Order) { o.FirstName, o.FamilyName, o.Payment = "Sam", "Oak", terminal.Paid })
	s.pack("A-1039", tagFlower, tagFlower, tagGummy)
	s.arrive("A-1039", "5", terminal.Vehicle{Color: "gray", Make: "Toyota Prius", Plate: "LKW-407"})
	s.clock.Advance(3 * time.Minute)
	s.press(dee, "A-1039", s.hand(dee, "A-1039").Next)
	s.both(t, "arrivals", arrivals)
	s.both(t, "ready", func(l text.Language) (any, error) { return s.Ready(ctx, dee, l) })
	s.both(t, "order-of-another", orderOf(theo, "A-1039"))
	s.both(t, "order-on-the-way", orderOf(dee, "A-1047"))

	s.press(dee, "A-1042", s.hand(dee, "A-1042").Next)
	s.both(t, "hand-over-id", page)
	_ = s.scan(dee, "A-1042", "@other") // its page is looked at
	s.both(t, "hand-over-other-name", page)
	_ = s.scan(dee, "A-1042", "@smudge") // its page is looked at
	s.both(t, "hand-over-unreadable", page)
	_ = s.scan(dee, "A-1042", "@expired") // its page is looked at
	s.both(t, "refused-expired", page)
	s.must(s.scan(dee, "A-1042", "@jo"))
	s.both(t, "hand-over-bag", page)
	_ = s.scan(dee, "A-1042", s.order("A-1039").BagCode) // its page is looked at
	s.both(t, "hand-over-wrong-bag", page)
	s.must(s.scan(dee, "A-1042", s.order("A-1042").BagCode))
	s.both(t, "hand-over-payment", page)
	view := s.hand(dee, "A-1042")
	s.press(dee, "A-1042", view.Choices[1])
	s.both(t, "hand-over-card", page)
	s.press(dee, "A-1042", view.Cash.Quick[1])
	s.both(t, "hand-over-last", page)
	s.press(dee, "A-1042", s.hand(dee, "A-1042").Next)
	s.both(t, "done", page)
	s.both(t, "done-of-another", orderOf(theo, "A-1042"))
	s.both(t, "handed", func(l text.Language) (any, error) { return s.Handed(ctx, dee, l) })
}

func TestGoldenRefusals(t *testing.T) {
	s := newLot(t)
	ctx := context.Background()
	dee := s.at("Curb tablet 1", "B-1002")
	show := func(id string) func(text.Language) (any, error) {
		return func(l text.Language) (any, error) { return s.Order(ctx, dee, l, id) }
	}
	s.waiting("A-1")
	s.refusedBy(dee, "A-1", "@young")
	s.both(t, "refused-under-age", show("A-1"))
	s.refusedBy(dee, "A-1", "@elder")
	s.both(t, "refused-birth-year", show("A-1"))
	s.press(dee, "A-1", func() curb.Button {
		button := s.page(dee, "A-1").Refused.BringBack
		button.Fields = map[string]string{"code": "SHELF-B2"}
		return button
	}())
	s.both(t, "closed-restocked", show("A-1"))
	s.waiting("A-2")
	s.press(dee, "A-2", s.hand(dee, "A-2").Next)
	s.press(dee, "A-2", s.hand(dee, "A-2").Reasons[1])
	s.both(t, "refused-by-a-person", show("A-2"))
	s.overLimit("A-3", 7)
	s.press(dee, "A-3", s.hand(dee, "A-3").Next)
	s.must(s.scan(dee, "A-3", "@jordan"))
	s.both(t, "hand-over-limit", show("A-3"))
	s.press(dee, "A-3", s.hand(dee, "A-3").LinesOut[1].Button)
	s.both(t, "hand-over-packing", show("A-3"))
	s.place("A-4", func(o *terminal.Order) { o.Payment, o.ShopTotal = terminal.Paid, 11000 })
	s.pack("A-4", tagFlower, tagFlower, tagGummy)
	s.arrive("A-4", "4", blueSubaru)
	s.toPayment(dee, "A-4")
	s.both(t, "hand-over-total-differs", show("A-4"))
	s.place("A-5", func(o *terminal.Order) { o.Payment = terminal.Paid })
	s.pack("A-5", tagFlower, tagFlower, tagGummy)
	s.arrive("A-5", "4", blueSubaru)
	s.toPayment(dee, "A-5")
	s.both(t, "hand-over-prepaid", show("A-5"))
	s.event("order.cancelled", "A-5", s.order("A-5").Revision+1, nil, &terminal.OrderChange{Fulfilment: terminal.Cancelled, CancelledBy: "customer", CancelReason: "CUSTOMER_REQUEST"})
	s.both(t, "closed-cancelled", show("A-5"))
	s.feed = present.FeedStatus{Configured: true, Since: opening}
	s.both(t, "arrivals-feed-stale", func(l text.Language) (any, error) { return s.Arrivals(ctx, dee, l) })
}

// goldenDoors are the pages for which nobody need be signed in.
func goldenDoors(t *testing.T, s *lot, who curb.Who) {
	ctx := context.Background()
	out := curb.Who{Device: who.Device}
	s.both(t, "sign-in", func(l text.Language) (any, error) { return s.SignInPage(ctx, out, l, "", nil) })
	wrong := terminal.Errorf(terminal.Refused, "staff.wrong_pin", "Badge or PIN is not right.").WithHint("After five wrong tries the badge is locked for a while.")
	s.both(t, "sign-in-wrong", func(l text.Language) (any, error) { return s.SignInPage(ctx, out, l, "B-1002", wrong) })
	s.both(t, "sign-in-new-pin", func(l text.Language) (any, error) { return s.SignInPage(ctx, who, l, "", nil) })
	s.both(t, "pair", func(l text.Language) (any, error) { return s.Pairing(l, "", "", nil), nil })
	s.both(t, "pair-code", func(l text.Language) (any, error) { return s.Pairing(l, "482915", "", nil), nil })
	s.both(t, "pair-waiting", func(l text.Language) (any, error) { return s.Pairing(l, "482 915", "ticket", nil), nil })
	s.both(t, "help", func(l text.Language) (any, error) { return s.Help(l), nil })
}

func TestGoldenCamera(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	for _, scan := range []string{"id", "bag"} {
		s.both(t, "camera-"+scan, func(l text.Language) (any, error) { return s.Camera(context.Background(), dee, l, "A-1", scan) })
	}
	s.options.Decoder = false
	s.Desk = curb.New(s.options)
	s.both(t, "camera-none", func(l text.Language) (any, error) { return s.Camera(context.Background(), dee, l, "A-1", "id") })
}
